"""At every place of every kind an editor allows exactly the forms that validation accepts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache

import jsonschema
import pytest
from hypothesis import find, settings
from hypothesis.strategies import from_regex

from reconciler.providers import registry
from reconciler.schema import Json, Kind
from reconciler.schema.json_schema import document_schema
from reconciler.schema.paths import text
from reconciler.schema.traits import Ref
from tests.schemas.spots import Spot, alternatives, spots
from tests.schemas.validation import NAMES, TARGET, errors, plain

KINDS = registry.kinds()
TEXTS = ("a", "+12025550123")
VALUES = (*TEXTS, 1, 700, 0.5, True)
"""What a file and a variable may hold; the values of a place's own enums are tried before them."""


@dataclass(frozen=True, slots=True)
class Form:
    """A form, and what a file or a variable holds for it."""

    value: Json
    fillings: tuple[Json, ...] = ("",)


# --- The two verdicts -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Editor:
    """What an editor says of a value. Most places take the same as others, so that each is looked at once."""

    defs: Json
    known: dict[str, bool] = field(default_factory=dict)

    def takes(self, spot: Spot, value: Json) -> bool:
        key = json.dumps([spot.schemas, value])
        if key not in self.known:
            validator = jsonschema.Draft202012Validator({"anyOf": list(spot.schemas), "$defs": self.defs})
            self.known[key] = validator.is_valid(value)
        return self.known[key]


def accepted(kind: Kind, spot: Spot, form: Form) -> bool:
    """Whether validation has nothing to say of the place, for some value that the form may stand for."""
    return any(not complaints(kind, spot, form.value, filling) for filling in form.fillings)


def complaints(kind: Kind, spot: Spot, value: Json, filling: Json) -> list[str]:
    """What is wrong at the place or inside it, or around it because the value does not tell which variant is meant."""
    wrong = errors(plain({"kind": str(kind), "name": "one", "spec": spot.holding(value)}), filling)
    where, outside = text(spot.path), text(spot.path[:-1])
    return [
        each.summary
        for each in wrong
        if (each.path == where or each.path.startswith((f"{where}.", f"{where}[")) or (each.path == outside and " tag " in each.detail))
    ]


def forms(spot: Spot, defs: Json) -> Iterator[Form]:
    """Every form, whole and broken."""
    ref = spot.shape.get(Ref)
    known = [value for each in alternatives(spot.schemas, defs) for value in _known(each)]
    texts = (*(each for each in known if isinstance(each, str)), *TEXTS)
    yield Form({"$file": "a.md"}, texts)
    yield Form({"$var": "some"}, (*known, *VALUES))
    yield Form({"$secret": "env:A"})
    yield Form({"$ref": f"{ref.kind if ref else NAMES[0]}/{TARGET}"})
    yield Form({"$ref": f"{next(name for name in NAMES if not ref or name != ref.kind)}/{TARGET}"})
    yield Form({"$ref": f"{NAMES[0]}/{TARGET}", "field": next(iter(KINDS[0].shape.fields))})
    yield from map(Form, BROKEN)


def _known(schema: Json) -> list[Json]:
    """Values that fit, as far as the schema names them."""
    match schema:
        case {"enum": [*values]}:
            return values
        case {"const": value}:
            return [value]
        case {"pattern": str(pattern)}:
            return [_simplest(pattern)]
    return []


@cache
def _simplest(pattern: str) -> str:
    """The shortest text of a pattern."""
    return find(from_regex(pattern, fullmatch=True), lambda _: True, settings=settings(database=None))


BROKEN: tuple[Json, ...] = (
    {"$file": 1},
    {"$file": "a.md", "trim": True},
    {"$var": 3},
    {"$secret": "vault:A"},
    {"$secret": "env:A", "$var": "some"},
    {"$ref": "somewhere"},
    {"$fil": "a.md"},
)


# --- Agreement --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_an_editor_allows_a_form_where_validation_accepts_it_and_nowhere_else(kind):
    """
    What the editor underlines is what `reconciler validate` would refuse, and what it offers can be applied.
    """
    schema = document_schema(kind, NAMES)
    editor = Editor(schema.get("$defs", {}))
    apart = [
        f"{text(spot.path)}: {form.value} is {'accepted' if taken else 'refused'} by validation alone"
        for spot in spots(kind, schema)
        for form in forms(spot, editor.defs)
        if (taken := accepted(kind, spot, form)) != editor.takes(spot, form.value)
    ]
    assert apart == []
