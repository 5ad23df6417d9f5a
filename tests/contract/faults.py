"""What is wrong with one value, as its schema has it: the place and words that show no value, which may be a secret."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from jsonschema.exceptions import ValidationError
from jsonschema.protocols import Validator

from tests.contract.description import Description, Json, Schema
from tests.contract.fields import Place, unnamed

_WORDS = frozenset({"enum", "const"})
"""What names the few words that a value may be. They tell alternatives apart, and may be shown: no secret is one of a few words."""
_KINDS = {dict: "object", list: "array", str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}


def faults(description: Description, judge: Validator, schema: Schema, value: Json) -> Iterator[tuple[Place, str]]:
    """Whatever the schema refuses, and each field that it does not name."""
    for error in judge.evolve(schema=schema).iter_errors(value):
        for closest in _closest(error):
            yield tuple(closest.absolute_path), _words(closest)
    for place in unnamed(description, judge, schema, value):
        yield place, "is not in the description"


def _closest(error: ValidationError) -> list[ValidationError]:
    """Of a value that fits no alternative, what is wrong with it as the alternative that it was most likely meant to be."""
    branches: dict[Any, list[ValidationError]] = defaultdict(list)
    for each in error.context or ():
        branches[each.relative_schema_path[0]].append(each)
    if not branches:
        return [error]
    return [leaf for each in min(branches.values(), key=_distance) for leaf in _closest(each)]


def _distance(errors: list[ValidationError]) -> tuple[bool, int]:
    """First what is of another type or names another alternative, then what has more errors."""
    another = any((each.validator == "type" and not each.relative_path) or _names_another(each) for each in errors)
    return another, len(errors)


def _names_another(error: ValidationError) -> bool:
    return error.validator in _WORDS and len(error.relative_path) <= 1


def _words(error: ValidationError) -> str:
    if error.validator == "oneOf":
        return "fits more than one alternative"
    shown = repr(error.instance) if error.validator in _WORDS else f"this {_KINDS[type(error.instance)]}"
    return error.message.replace(repr(error.instance), shown)
