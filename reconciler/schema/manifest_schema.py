"""What a manifest may hold where the vendor takes a value: the value, or a form that stands for it. As JSON Schema, place by place."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from .shape import UNKNOWN, Shape
from .traits import NAME, SECRET_FORM, Atomic, Computed, Ref, Sensitive, WriteOnly, one_key
from .values import Json

KNOWN_VALUES = "x-known-values"
"""Under this key a field says the values of its open enum."""

_SAID = ("default", "deprecated", "deprecationMessage", "description", "examples")
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
_SCALARS = ("boolean", "integer", "null", "number", "string")
_LONE = ("$file", "$secret", "$var")
# An object that is no form although it looks like one: a form beside other keys, or a form that nobody knows. Inside an opaque value
# `$ref` is JSON Schema's own, and only a lone key is taken for a form.
_FORM_LIKE = {
    "type": "object",
    "anyOf": [
        *({"required": [key]} for key in sorted((*_LONE, "$ref"))),
        {"minProperties": 1, "maxProperties": 1, "propertyNames": {"pattern": r"^\$"}},
    ],
}
_LONE_FORM = {"type": "object", "minProperties": 1, "maxProperties": 1, "propertyNames": {"enum": list(_LONE)}}
_DEFINED: Mapping[str, Json] = {
    "$field": _FIELD,
    "$file": _FILE,
    "$form": _FORM_LIKE,
    "$lone": _LONE_FORM,
    "$secret": SECRET_FORM,
    "$var": _VARIABLE,
}
"""The name of a shared definition begins with a dollar, as no model's does."""
_OPAQUE = Shape((Atomic(),), known=False)
"""Any place inside an opaque value: whatever its fields wear means nothing there."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What holds at a place because of where it stands: whether its inside is ours to interpret, and whether it may hold secrets."""

    opaque: bool = False
    secret: bool = False
    written: bool = True

    def at(self, shape: Shape) -> _Around:
        """The same at a place that wears traits of its own."""
        sensitive = shape.get(Sensitive)
        written = self.written if sensitive is None else sensitive.literal is not None
        return replace(self, secret=self.secret or shape.has(Sensitive, WriteOnly), written=written)

    def inside(self, shape: Shape) -> _Around:
        """What holds for the fields and items of this place."""
        return replace(self, opaque=self.opaque or shape.opaque)


@dataclass(slots=True)
class ManifestSchema:
    """
    Turns the schema of what a vendor takes into that of what a manifest may hold, with the same verdict on every form as validation.

    ``models`` are the definitions that the vendor's schema refers to, ``declared`` the kinds that a reference may name (None: any).
    ``shared`` fills with the definitions that the result refers to.
    """

    models: Mapping[str, Json]
    declared: Collection[str] | None = None
    shared: dict[str, Json] = field(default_factory=dict)

    def of(self, schema: Json, shape: Shape) -> Json:
        """The object itself, which no form can stand for."""
        return {**self._object(schema, shape, _Around()), **_said(schema)}

    def _place(self, schema: Json, declared: Shape, around: _Around) -> Json:
        shape = _OPAQUE if around.opaque else declared
        if shape.has(Computed):
            return {"not": {}, "description": f"{schema.get('description', '')} Set by the vendor, so a manifest cannot.".strip()}
        here = around.at(shape)
        values = list(self._values(schema, shape, here))
        return {**self._together([*values, *self._forms(values, shape, here)]), **_said(schema)}

    # --- Values -------------------------------------------------------------------------------------------------------

    def _values(self, schema: Json, shape: Shape, here: _Around, known: Json = None) -> Iterator[Json]:
        """
        Whatever may be written out. The traits that accept a form have added it to the vendor's schema: it is passed over.

        ``known`` are the values of an open enum. They stand beside the type, so that editors offer them and nobody refuses others.
        """
        known = schema.get(KNOWN_VALUES, known)
        match schema:
            case {"properties": {"$ref": _} | {"$secret": _}}:
                return
            case {"anyOf": choices} | {"oneOf": choices}:
                for each in choices:
                    yield from self._values(each, shape, here, known)
            case {"$ref": str(target)}:
                yield self._model(target.removeprefix("#/$defs/"), shape, here)
            case {"type": "object"}:
                yield self._object(_bare(schema), shape, here)
            case {"type": "array"}:
                items = schema.get("items", {}) | ({KNOWN_VALUES: known} if known else {})
                yield {**_bare(schema), "items": self._place(items, shape.item or UNKNOWN, here.inside(shape))}
            case {"type": "string"} if known:
                yield from ({"enum": known, "type": "string"}, _bare(schema))
            case _:
                yield _bare(schema) or self._anything(here.inside(shape))

    def _model(self, name: str, shape: Shape, here: _Around) -> Json:
        """The definition under its model's name; under another where the same model stands in other surroundings."""
        made = {**self._object(self.models[name], shape, here), **_said(self.models[name])}
        free = (each for each in _names(name) if self.shared.get(each, made) == made)
        return self._defined(next(free), made)

    def _object(self, schema: Json, shape: Shape, here: _Around) -> Json:
        inside = here.inside(shape)
        made = {**_bare(schema), "not": self._defined("$lone" if inside.opaque else "$form")}
        if "properties" in schema:
            made["properties"] = {name: self._place(each, shape.child(name), inside) for name, each in schema["properties"].items()}
        match schema.get("additionalProperties", True):
            case True:
                made["additionalProperties"] = self._anything(inside)
            case dict() as values:
                made["additionalProperties"] = self._place(values, shape.values or UNKNOWN, inside)
        return made

    def _anything(self, here: _Around) -> Json:
        """Any value of which nothing is declared, with the forms that are understood in it."""
        name = ("$opaque" if here.opaque else "$any") + (".secret" if here.secret else "")
        if name not in self.shared:
            self.shared[name] = {}
            itself = _named(name)
            forms = [*(self._defined(each) for each in ("$file", "$var", *(["$secret"] if here.secret else [])))]
            if here.opaque:
                plain = [{"items": itself, "additionalProperties": itself, "not": self._defined("$lone")}]
            else:
                objects = {"type": "object", "additionalProperties": itself, "not": self._defined("$form")}
                plain = [{"type": list(_SCALARS)}, {"type": "array", "items": itself}, objects, self._defined("$field")]
            self.shared[name] = {"anyOf": [*plain, *forms]}
        return _named(name)

    # --- Forms --------------------------------------------------------------------------------------------------------

    def _forms(self, values: Collection[Json], shape: Shape, here: _Around) -> Iterator[Json]:
        """The forms that may stand for one of these values. Where anything may stand, they are part of it."""
        ref, types = shape.get(Ref), {each for value in values for each in _types(value)}
        free = any(_is_free(each) for each in values)
        if here.written and "string" in types:
            yield self._defined("$file")
        if here.written and types & {*_SCALARS} - {"null"}:
            yield self._defined("$var")
        if ref is not None and (self.declared is None or ref.kind in self.declared):
            yield self._defined(f"$ref.{ref.kind.replace('/', '.')}", ref.form())
        if (ref is not None or not shape.opaque) and not free:
            yield self._defined("$field")
        if here.secret and not free:
            yield self._defined("$secret")

    def _together(self, choices: Iterable[Json]) -> Json:
        """Any of the choices, each said once, and those of a plain scalar by its shared name."""
        found: list[Json] = []
        for each in choices:
            if each not in found:
                found.append(each)
        whole = {scalar: parts for scalar, parts in _PLAIN.items() if all(each in found for each in parts)}
        covered = [each for parts in whole.values() for each in parts]
        named = [self._defined(f"${scalar}", {"anyOf": parts}) for scalar, parts in whole.items()]
        return _chosen([*(each for each in found if each not in covered), *named])

    def _defined(self, name: str, schema: Json = None) -> Json:
        self.shared[name] = _DEFINED[name] if schema is None else schema
        return _named(name)


# --- Words of JSON Schema ---------------------------------------------------------------------------------------------


def _named(name: str) -> dict[str, Json]:
    return {"$ref": f"#/$defs/{name}"}


_PLAIN = {
    scalar: [{"type": scalar}, *map(_named, (*(["$file"] if scalar == "string" else []), "$var", "$field"))]
    for scalar in ("boolean", "integer", "number", "string")
}
"""A scalar without limits, and the forms that may stand for it."""


def _chosen(choices: list[Json]) -> Json:
    """
    One of the choices. Where an object or a list has only the reference to a field beside it, its first key tells which is meant: then
    an error is reported at its own place, and not as one of a choice that nobody made.
    """
    rest = [each for each in choices if each != _named("$field")]
    if len(rest) == len(choices) - 1 and rest and all(_is_container(each) for each in rest):
        return {"if": {"type": "object", "required": ["$ref"]}, "then": _named("$field"), "else": _chosen(rest)}
    return choices[0] if len(choices) == 1 else {"anyOf": choices} if choices else {"not": {}}


def _is_container(choice: Json) -> bool:
    """An object, a list, a model's definition, or null beside one of them."""
    return choice.get("type") in {"object", "array", "null"} or ("$ref" in choice and not choice["$ref"].startswith("#/$defs/$"))


def _said(schema: Json) -> dict[str, Json]:
    """What is said to people. The values of a list's open enum are examples of its items, and not of the list."""
    said = {key: schema[key] for key in _SAID if key in schema}
    if KNOWN_VALUES in schema:
        known = {} if _is_list(schema) else {"examples": schema[KNOWN_VALUES]}
        return {key: each for key, each in said.items() if key != "examples"} | known
    return said


def _is_list(schema: Json) -> bool:
    return schema.get("type") == "array" or any(_is_list(each) for each in schema.get("anyOf", ()))


def _bare(schema: Json) -> dict[str, Json]:
    """What is said to validators."""
    return {key: value for key, value in schema.items() if key not in (*_SAID, KNOWN_VALUES)}


def _types(value: Json) -> set[str]:
    """The types of what a choice takes, as JSON Schema calls them; none for a definition, which is no scalar's here."""
    match value:
        case {"type": str(one)}:
            return {one}
        case {"enum": [*values]}:
            return {_type(each) for each in values}
        case {"const": one}:
            return {_type(one)}
    return set()


def _type(value: Json) -> str:
    match value:
        case bool():
            return "boolean"
        case int():
            return "integer"
        case float():
            return "number"
        case str():
            return "string"
    return "null"


def _is_free(value: Json) -> bool:
    return str(value.get("$ref", "")).startswith(("#/$defs/$any", "#/$defs/$opaque"))


def _names(name: str) -> Iterator[str]:
    yield name
    yield from (f"{name}.{number}" for number in itertools.count(2))
