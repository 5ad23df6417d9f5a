"""JSON Schema, as OpenAPI 3.0 and 3.1 and our own models write it, read as a tree of places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any

from ..diagnostics import InputError
from .place import LIMITS, NOTHING, Place, narrowed, widened
from .values import ABSENT, Json

_TYPES: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    list: "array",
    dict: "object",
    type(None): "null",
}


@dataclass(frozen=True, slots=True)
class Reader:
    """``document`` is what references point into: ``#/components/schemas/Agent``."""

    document: Mapping[str, Json]

    def place(self, schema: Json, above: tuple[str, ...] = ()) -> Place:
        """The place that a schema describes. ``above`` are the references on the way to it; one that comes again is not followed."""
        match schema:
            case False:
                return NOTHING
            case {"$ref": str(target)} if target in above:
                return Place(cut=True)
            case {"$ref": str(target)}:
                rest = {key: value for key, value in schema.items() if key != "$ref"}
                return narrowed(self.place(self.resolved(schema), (*above, target)), self.place(rest, above))
            case dict():
                return reduce(narrowed, self._together(schema, above), self._own(schema, above))
            case _:
                return Place()

    def resolved(self, value: Json, passed: tuple[str, ...] = ()) -> Json:
        """What stands where a reference points; anything else is itself. ``passed`` are the references on the way."""
        if not isinstance(value, dict) or not isinstance(value.get("$ref"), str):
            return value
        target = value["$ref"]
        found: Any = self.document if target.startswith("#/") and target not in passed else None
        for step in target[2:].split("/"):
            found = found.get(step.replace("~1", "/").replace("~0", "~")) if isinstance(found, dict) else None
        if found is None:
            detail = f'"{target}" leads nowhere in this file. Mend it, or put every file of the description into one.'
            raise InputError.of("Broken reference", detail)
        return self.resolved(found, (*passed, target))

    def _together(self, schema: Json, above: tuple[str, ...]) -> Iterator[Place]:
        for each in as_list(schema.get("allOf")):
            yield self.place(each, above)
        for key in ("oneOf", "anyOf"):
            if choices := as_list(schema.get(key)):
                yield self._alternatives(choices, as_object(schema.get("discriminator")), above)

    def _alternatives(self, choices: list[Json], discriminator: dict[str, Json], above: tuple[str, ...]) -> Place:
        tag, mapping = str(discriminator.get("propertyName", "")), as_object(discriminator.get("mapping"))
        branches = [_tagged(self.place(each, above), tag, [name for name, to in mapping.items() if _names(each, to)]) for each in choices]
        return widened(branches, tag)

    def _own(self, schema: Json, above: tuple[str, ...]) -> Place:
        """What the schema says itself, without its ``allOf``, ``anyOf`` and ``oneOf``."""
        values = [schema["const"]] if "const" in schema else as_list(schema.get("enum")) or None
        required = as_list(schema.get("required"))
        fields = {name: self.place(each, above) for name, each in as_object(schema.get("properties")).items()}
        free = schema.get("additionalProperties", True)
        return Place(
            types=_types(schema, values),
            values=None if values is None else tuple(values),
            known=tuple(as_list(schema.get("x-known-values"))),
            limits=dict(_limits(schema)),
            default=schema.get("default", ABSENT),
            read_only=schema.get("readOnly") is True,
            write_only=schema.get("writeOnly") is True,
            fields={name: replace(each, required=name in required) for name, each in fields.items()},
            item=self.place(schema["items"], above) if "items" in schema else None,
            free=None if free is True else self.place(free, above),
        )


def as_object(value: Json) -> dict[str, Json]:
    """What should be an object; a description that has something else there says nothing."""
    return value if isinstance(value, dict) else {}


def as_list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _types(schema: Json, values: list[Json] | None) -> frozenset[str]:
    """Descriptions of 3.0 say ``nullable``; where no type is said, values and members tell it."""
    match schema.get("type"):
        case str(one):
            found = {one}
        case list(several):
            found = {each for each in several if isinstance(each, str)}
        case _ if values is not None:
            found = {_TYPES[type(value)] for value in values}
        case _:
            found = {type_ for key, type_ in (("properties", "object"), ("items", "array")) if key in schema}
    return frozenset(found | {"null"} if found and schema.get("nullable") is True else found)


def _limits(schema: Json) -> Iterator[tuple[str, Json]]:
    """OpenAPI 3.0 writes an exclusive limit as a flag beside the limit."""
    for name in LIMITS:
        flag = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}.get(name)
        if name in schema and isinstance(schema[name], str) == (name == "pattern") and _is_limit(schema[name]):
            yield flag if flag and schema.get(flag) is True else name, schema[name]


def _is_limit(value: Json) -> bool:
    return isinstance(value, int | float | str) and not isinstance(value, bool)


def _tagged(place: Place, tag: str, names: list[str]) -> Place:
    """The branch with the values of its tag, which only the discriminator's mapping may tell."""
    if not tag or not names or (tag in place.fields and place.fields[tag].values is not None):
        return place
    told = replace(place.fields.get(tag, Place(frozenset({"string"}))), values=tuple(names))
    return replace(place, fields={**place.fields, tag: told})


def _names(branch: Json, target: str) -> bool:
    """Whether a mapping's target, a reference or a schema's bare name, is this branch."""
    reference = branch.get("$ref", "") if isinstance(branch, dict) else ""
    return bool(reference) and (reference == target or reference.rpartition("/")[2] == target)
