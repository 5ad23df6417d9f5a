"""
JSON Schema for editors: one schema per kind, of a whole manifest document.

It knows types, forms and required fields. Rules that need more than one field, or other manifests, are validation's alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from typing import cast

from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from .kind import Kind
from .manifest_schema import KNOWN_VALUES, ManifestSchema
from .spec import Spec
from .traits import NAME, Default
from .values import ABSENT, Json

DIALECT = "https://json-schema.org/draft/2020-12/schema"

_DOCUMENTED = re.compile(r"[,;:] ([^\s,;]+)(?: \w+)? when absent\b")
"""How a description says what the vendor takes when nothing is said: ``HTTP method, POST when absent.``"""


def files(kinds: Iterable[Kind]) -> dict[str, str]:
    """The text of every schema by its path, ``provider/kind.json``. A reference to none of these kinds cannot be written."""
    known = {str(kind): kind for kind in sorted(kinds, key=str)}
    return {f"{name}.json": dumped(kind, known) for name, kind in known.items()}


def fresh(kinds: Iterable[Kind], read: Callable[[str], str | None], present: Iterable[str] = ()) -> list[str]:
    """The paths that are missing, stale, or (of those ``present``) superfluous. Empty when the schemas are fresh."""
    wanted = files(kinds)
    return sorted({path for path, text in wanted.items() if read(path) != text} | (set(present) - set(wanted)))


def dumped(kind: Kind, declared: Collection[str] | None = None) -> str:
    """The schema as text, the same for every run."""
    return json.dumps(document_schema(kind, declared), indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def document_schema(kind: Kind, declared: Collection[str] | None = None) -> dict[str, Json]:
    """The schema of one manifest document of the kind. ``declared`` are the kinds that a reference may name; None: any."""
    spec = kind.spec.model_json_schema(schema_generator=_Generator)
    manifest = ManifestSchema(spec.pop("$defs", {}), declared)
    required, in_every_url = set(spec.pop("required", [])), set(kind.path_params)
    document = {
        "$schema": DIALECT,
        "description": kind.summary,
        "type": "object",
        "properties": {
            "kind": {"const": str(kind), "description": "What the manifest declares.", **_retired(kind)},
            "name": {"type": "string", "pattern": f"^{NAME}$", "description": "The last part of the address, unique for the kind."},
            "protect": {"type": "boolean", "description": "Whether deleting and replacing the object is refused."},
            "adopt": {"type": "string", "minLength": 1, "description": "The id of an existing object to manage instead of a new one."},
            **_delivering(kind),
            **_rolling_out(kind),
            "spec": {**manifest.of(spec, kind.shape), **_requiring(required & in_every_url)},
        },
        "required": ["kind", "name", "spec"],
        "additionalProperties": False,
        **_unless_adopted((required if kind.create else required & set(kind.identity)) - in_every_url),
        **({"deprecated": True} if kind.retired else {}),
    }
    return {**document, **_definitions(document, manifest.shared)}


def _retired(kind: Kind) -> dict[str, Json]:
    """Editors show the message at the key, and not at the document around it."""
    return {"deprecated": True, "deprecationMessage": kind.retired} if kind.retired else {}


def _delivering(kind: Kind) -> dict[str, Json]:
    """Where the secret goes that the vendor shows once."""
    if not kind.yields:
        return {}
    place = {
        "sink": {"type": "string", "minLength": 1, "description": "A sink that reconciler.yaml declares."},
        "name": {"type": "string", "minLength": 1, "description": f"The name under which the {kind.yields} is kept there."},
    }
    described = f"Where the {kind.yields} goes, which the vendor shows once."
    inner = {"type": "object", "description": described, "properties": place, "required": ["name", "sink"], "additionalProperties": False}
    whole = {"type": "object", "description": described, "properties": {kind.yields: inner}, "required": [kind.yields]}
    return {"deliver": {**whole, "additionalProperties": False}}


def _rolling_out(kind: Kind) -> dict[str, Json]:
    """Whether an update reaches callers at once."""
    if kind.versions is None:
        return {}
    keys = {
        "promote": {"type": "boolean", "default": True, "description": "false: updates go to a candidate version that no caller meets."},
        "version": {"type": "string", "maxLength": 50, "description": "What the versions written from here are called."},
    }
    described = "How updates reach callers."
    return {"rollout": {"type": "object", "description": described, "properties": keys, "additionalProperties": False}}


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
        fields = {info.alias or name: info for name, info in cast("type[Spec]", schema["cls"]).model_fields.items()}
        properties = made.get("properties", {})
        return {**made, "properties": {name: {**each, **_more(fields[name], each)} for name, each in properties.items()}}


def _more(info: FieldInfo, schema: JsonSchemaValue) -> dict[str, Json]:
    """What pydantic does not say: the default that absence means here or at the vendor, and why a field is deprecated."""
    default = next((each for each in info.metadata if isinstance(each, Default)), None)
    documented = _documented(schema) if default is None else [default.value]
    reason = {"deprecationMessage": info.deprecated} if isinstance(info.deprecated, str) else {}
    return {**reason, **({"default": documented[0]} if documented else {})}


def _documented(schema: JsonSchemaValue) -> list[Json]:
    """The default in the words of the description, if it is a value that the field names or a number, true or false."""
    word = _DOCUMENTED.search(schema.get("description", ""))
    if word is None:
        return []
    match schema:
        case {"type": "boolean"}:
            fitting: list[Json] = [True, False]
        case {"type": "integer" | "number"}:
            return [json.loads(word[1])] if word[1].isdigit() else []
        case _:
            fitting = [*schema.get("enum", ()), *schema.get(KNOWN_VALUES, ())]
    return [each for each in fitting if each == word[1] or json.dumps(each) == word[1]]


# --- Definitions ------------------------------------------------------------------------------------------------------


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
