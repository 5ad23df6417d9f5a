"""The schema of manifests at the odd ends of what a declaration may say."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import jsonschema
import pytest

from reconciler.schema import ABSENT, Kind, Spec, says
from reconciler.schema.json_schema import document_schema
from reconciler.schema.manifest_schema import _types


class Nothing(Spec):
    """An object of which no field is declared."""


class Closed(Spec, extra="forbid"):
    """An object that takes nothing else."""

    only: Annotated[str, says("Its only field.")] = ABSENT


class Odd(Spec):
    mixed: Annotated[Literal["a", 1, True], says("Values of several types.")] = ABSENT
    bare: Annotated[Nothing, says("An object.")] = ABSENT
    closed: Annotated[Closed, says("An object that takes nothing else.")] = ABSENT
    twice: Annotated[str | Annotated[str, says("The same.")], says("The same choice, said twice.")] = ABSENT


SCHEMA = document_schema(Kind("acme", "odd", Odd))


@pytest.mark.parametrize(
    ("spec", "right"),
    [
        ({"mixed": "a"}, True),
        ({"mixed": 1}, True),
        ({"mixed": {"$var": "x"}}, True),
        ({"mixed": 2}, False),
        ({"bare": {}}, True),
        ({"bare": {"any": 1}}, True),
        ({"bare": 1}, False),
        ({"closed": {"only": "x"}}, True),
        ({"closed": {"only": 1}}, False),
        ({"twice": "x"}, True),
        ({"twice": {"$file": "x.md"}}, True),
        ({"twice": 1}, False),
    ],
)
def test_odd_ends_are_checked_as_well(spec: Any, right: bool):
    """
    Values of several types, an object without fields, a choice that is said twice.
    """
    errors = list(jsonschema.Draft202012Validator(SCHEMA).iter_errors({"kind": "acme/odd", "name": "x", "spec": spec}))
    assert (errors == []) is right, errors


@pytest.mark.parametrize(
    ("choice", "types"),
    [
        ({"type": "string"}, {"string"}),
        ({"const": 1.5}, {"number"}),
        ({"const": None}, {"null"}),
        ({"enum": ["a", 1, True]}, {"string", "integer", "boolean"}),
        ({"$ref": "#/$defs/x"}, set()),
    ],
)
def test_the_types_of_a_choice_are_known(choice: Any, types: set[str]):
    """
    They decide which forms may stand in its place.
    """
    assert _types(choice) == types
