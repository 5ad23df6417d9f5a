"""
JSON Schema for editors: one schema per kind, of a whole manifest document.

It knows types, forms and required fields. Rules that need more than one field, or other manifests, are validation's alone.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import cast

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from .kind import Kind
from .shape import Shape, shape_of
from .spec import Spec
from .traits import NAME, SECRET_FORM, Computed, Default, Ref, one_key
from .values import ABSENT, Json

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_FILE = one_key("$file", "A file below the repository whose text stands here, its path as seen from this manifest.", ".")
_VARIABLE = one_key("$var", "The variable of the target whose value stands here.", ".")
_FIELD = {
    "type": "object",
    "properties": {
        "$ref": {"type": "string", "description": "The address of a resource.", "pattern": f"^[a-z][a-z0-9_]*/[a-z][a-z0-9_]*/{NAME}$"},
        "field": {"type": "string", "description": "The field of it whose value stands here.", "minLength": 1},
    },
    "required": ["$ref", "field"],
    "additionalProperties": False,
}
_FORMS = {"$field": _FIELD, "$file": _FILE, "$secret": SECRET_FORM, "$var": _VARIABLE}
_TAKEN_FOR = {
    "boolean": ("$var", "$field"),
    "integer": ("$var", "$field"),
    "number": ("$var", "$field"),
    "string": ("$file", "$var", "$field"),
}
"""The forms that may stand for a value of each type. The name of a shared definition begins with a dollar, as no model's does."""
_SAID = ("default", "deprecated", "description", "examples")
_KNOWN_VALUES = "x-known-values"


def files(kinds: Iterable[Kind]) -> dict[str, str]:
    """The text of every schema by its path, ``provider/kind.json``."""
    return {f"{kind}.json": dumped(kind) for kind in sorted(kinds, key=str)}


def fresh(kinds: Iterable[Kind], read: Callable[[str], str | None], present: Iterable[str] = ()) -> list[str]:
    """The paths that are missing, stale, or (of those ``present``) superfluous. Empty when the schemas are fresh."""
    wanted = files(kinds)
    return sorted({path for path, text in wanted.items() if read(path) != text} | (set(present) - set(wanted)))


def dumped(kind: Kind) -> str:
    """The schema as text, the same for every run."""
    return json.dumps(document_schema(kind), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def document_schema(kind: Kind) -> dict[str, Json]:
    """The schema of one manifest document of the kind."""
    spec = kind.spec.model_json_schema(schema_generator=_Generator)
    manifest = _Manifest({ref.kind: ref for _, shape in kind.shape.walk() if (ref := shape.get(Ref))})
    defined = {name: manifest.of(each) for name, each in spec.pop("$defs", {}).items()}
    required, in_every_url = set(spec.pop("required", [])), set(kind.path_params)
    document = {
        "$schema": DIALECT,
        "description": kind.summary,
        "type": "object",
        "properties": {
            "kind": {"const": str(kind), "description": "What the manifest declares."},
            "name": {"type": "string", "pattern": f"^{NAME}$", "description": "The last part of the address, unique for the kind."},
            "protect": {"type": "boolean", "description": "Whether deleting and replacing the object is refused."},
            "adopt": {"type": "string", "minLength": 1, "description": "The id of an existing object to manage instead of a new one."},
            "spec": {**manifest.of(spec), **_requiring(required & in_every_url)},
        },
        "required": ["kind", "name", "spec"],
        "additionalProperties": False,
        **_unless_adopted((required if kind.create else required & set(kind.identity)) - in_every_url),
        **({"deprecated": True} if kind.retired else {}),
    }
    return {**document, **_definitions(document, {**manifest.shared, **defined})}


def _requiring(names: Collection[str]) -> dict[str, Json]:
    return {"required": sorted(names)} if names else {}


def _unless_adopted(names: Collection[str]) -> dict[str, Json]:
    """An adopted object may be managed in part."""
    if not names:
        return {}
    return {"if": {"not": {"required": ["adopt"]}}, "then": {"properties": {"spec": _requiring(names)}}}


# --- What the vendor takes --------------------------------------------------------------------------------------------


class _Generator(GenerateJsonSchema):
    """JSON Schema of the vendor's object. Titles would repeat the fields' names, and absence is no default."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 -- pydantic's seam
        return False

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"]) if schema.get("default") is ABSENT else super().default_schema(schema)

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        made = super().model_schema(schema)
        made.pop("title")
        properties = made.get("properties", {})
        shapes = shape_of(cast("type[Spec]", schema["cls"])).fields
        return {**made, "properties": {name: _marked(each, shapes[name]) for name, each in properties.items()}}


def _marked(field: JsonSchemaValue, shape: Shape) -> JsonSchemaValue:
    if shape.has(Computed):
        return {"not": {}, "description": f"{field.get('description', '')} Set by the vendor, so a manifest cannot.".strip()}
    default = shape.get(Default)
    return field if default is None else {**field, "default": default.value}


# --- What a manifest may say instead ----------------------------------------------------------------------------------


class _Manifest:
    """
    JSON Schema of what a manifest may hold where the vendor takes something: its forms too.

    ``shared`` are the definitions that keep a file small.
    """

    def __init__(self, refs: Mapping[str, Ref]) -> None:
        self._forms = {**_FORMS, **{f"$ref.{kind.replace('/', '.')}": ref.form() for kind, ref in refs.items()}}
        self._scalars = {f"${each}": [{"type": each}, *map(_defined, forms)] for each, forms in _TAKEN_FOR.items()}
        self.shared = {**self._forms, **{name: {"anyOf": choices} for name, choices in self._scalars.items()}}

    def of(self, schema: Json) -> Json:
        said = {key: schema[key] for key in _SAID if key in schema}
        if _KNOWN_VALUES in schema:
            said["examples"] = schema[_KNOWN_VALUES]
        bare = {key: value for key, value in schema.items() if key not in (*_SAID, _KNOWN_VALUES)}
        return {**self._together(list(self._choices(bare))), **said}

    def _choices(self, schema: Json) -> Iterator[Json]:
        form = next((name for name, each in self._forms.items() if each == schema), None)
        match schema:
            case _ if form:
                yield _defined(form)
            case {"anyOf": choices}:
                for each in choices:
                    yield from self._choices(each)
            case {"type": "object" | "array"}:
                yield self._container(schema)
            case {"type": str(scalar)}:
                yield from (schema, *map(_defined, _TAKEN_FOR.get(scalar, ())))
            case _:
                yield schema

    def _container(self, schema: Json) -> Json:
        within: dict[str, Json] = {}
        for key in ("additionalProperties", "items"):
            if isinstance(schema.get(key), dict):
                within[key] = self.of(schema[key])
        if "properties" in schema:
            within["properties"] = {name: self.of(each) for name, each in schema["properties"].items()}
        return {**schema, **within}

    def _together(self, choices: list[Json]) -> Json:
        """Any of the choices, each said once, and those of a plain scalar by its shared name."""
        whole = {name: parts for name, parts in self._scalars.items() if all(each in choices for each in parts)}
        covered = [each for parts in whole.values() for each in parts]
        rest = [*map(_defined, whole)]
        for each in choices:
            if each not in covered and each not in rest:
                rest.append(each)
        return {} if {} in rest else rest[0] if len(rest) == 1 else {"anyOf": rest}


def _defined(name: str) -> dict[str, Json]:
    return {"$ref": f"#/$defs/{name}"}


def _definitions(document: Json, defined: Mapping[str, Json]) -> dict[str, Json]:
    """Those that the document needs, and what they need in turn."""
    needed: dict[str, Json] = {}
    waiting = list(_names(document))
    while waiting:
        name = waiting.pop()
        if name not in needed:
            needed[name] = defined[name]
            waiting += _names(defined[name])
    return {"$defs": needed} if needed else {}


def _names(schema: Json) -> Iterator[str]:
    match schema:
        case {"$ref": str(target)}:
            yield target.removeprefix("#/$defs/")
        case dict():
            for each in schema.values():
                yield from _names(each)
        case list():
            for each in schema:
                yield from _names(each)
