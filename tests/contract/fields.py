"""Which fields of a value no schema names. JSON Schema lets any pass, and a misspelt field is the fault to find first."""

from __future__ import annotations

from collections.abc import Iterator

from jsonschema.protocols import Validator

from tests.contract.description import Description, Json, Schema

Place = tuple[str | int, ...]
_COMBINED = ("allOf", "anyOf", "oneOf")
_MADE_OF_OTHERS = {"$ref", *_COMBINED}
_REMARKS = frozenset({"title", "description", "default", "example", "examples", "deprecated", "nullable", "readOnly", "writeOnly"})


def unnamed(description: Description, judge: Validator, schema: Schema, value: Json) -> list[Place]:
    """The place of each field that no schema names which applies there."""
    return list(_below(description, judge, [schema], value, ()))


def _below(description: Description, judge: Validator, schemas: list[Schema], value: Json, place: Place) -> Iterator[Place]:
    applying = [one for schema in schemas for one in _applying(description, judge, schema, value)]
    match value:
        case dict():
            for key, each in value.items():
                named = [found for one in applying for found in _of_key(one, key)]
                if named:
                    yield from _below(description, judge, named, each, (*place, key))
                elif not any(_is_open(one) for one in applying):
                    yield (*place, key)
        case list():
            items = [one["items"] for one in applying if isinstance(one.get("items"), dict)]
            for at, each in enumerate(value):
                yield from _below(description, judge, items, each, (*place, at)) if items else ()


def _applying(description: Description, judge: Validator, schema: Schema, value: Json) -> Iterator[Schema]:
    """The schema and all that it is made of; of alternatives those that the value fulfils, or all where it fulfils none."""
    yield schema
    if "$ref" in schema:
        yield from _applying(description, judge, description.resolved(schema), value)
    for word in _COMBINED:
        parts = schema.get(word, [])
        fitting = parts if word == "allOf" else [part for part in parts if judge.evolve(schema=part).is_valid(value)]
        for part in fitting or parts:
            yield from _applying(description, judge, part, value)


def _of_key(schema: Schema, key: str) -> Iterator[Schema]:
    if key in schema.get("properties", {}):
        yield schema["properties"][key]
    elif isinstance(schema.get("additionalProperties"), dict):
        yield schema["additionalProperties"]


def _is_open(schema: Schema) -> bool:
    """Whether the schema says nothing against a field: it means an object of any fields, or none at all, which is said elsewhere."""
    if "properties" in schema or "additionalProperties" in schema:
        return bool(schema.get("additionalProperties")) or schema.get("properties") == {}
    words = {word for word in schema if word not in _REMARKS and not word.startswith("x-")}
    return not words & _MADE_OF_OTHERS and ("type" in words or not words)
