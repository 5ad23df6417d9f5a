"""Differences inside a value, for people."""

from __future__ import annotations

import pytest

from reconciler.diff.present import Edit, edits, is_sensitive
from reconciler.schema import ABSENT, UNKNOWN, Secret, Shape
from tests.diff.build import kind

SHAPE = kind(
    {
        "tools": {"list": {"object": {"id": "str", "url": "str", "n": {"is": "int", "traits": ["Computed"]}}}, "traits": [{"Keyed": "id"}]},
        "tags": {"list": "str", "traits": ["SetLike"]},
        "steps": [{"object": {"say": "str", "n": {"is": "int", "traits": ["Computed"]}}}],
        "form": {"map": "any", "traits": ["Atomic"]},
        "token": {"is": "str", "traits": ["Sensitive"]},
        "pin": {"is": "str", "traits": ["WriteOnly"]},
    }
).shape

ROWS = [
    ("a text is one edit", "token", "a", "b", [Edit("", "a", "b")]),
    ("another type is one edit", "steps", [], {}, [Edit("", [], {})]),
    ("nothing before is one edit", "steps", ABSENT, [1], [Edit("", ABSENT, [1])]),
    (
        "a field of an item, by its key",
        "tools",
        [{"id": "a", "url": "1"}, {"id": "b"}],
        [{"id": "b"}, {"id": "a", "url": "2"}],
        [Edit("a.url", "1", "2")],
    ),
    (
        "an item more and an item less",
        "tools",
        [{"id": "a"}],
        [{"id": "b"}],
        [Edit("a", {"id": "a"}, ABSENT), Edit("b", ABSENT, {"id": "b"})],
    ),
    ("computed parts are left out", "tools", [{"id": "a", "n": 1}], [{"id": "a", "n": 2}], []),
    ("an item by position", "steps", [{"say": "hi", "n": 1}], [{"say": "bye"}], [Edit("[0].say", "hi", "bye")]),
    ("a member more in a set", "tags", ["a", "b"], ["b", "a", "c"], [Edit("[2]", ABSENT, "c")]),
    (
        "a key of an opaque value",
        "form",
        {"a": {"b": 1}, "c": 1},
        {"a": {"b": 2}, "d": 1},
        [Edit("a.b", 1, 2), Edit("c", 1, ABSENT), Edit("d", ABSENT, 1)],
    ),
    ("1 and 1.0 are no edit", "form", {"a": 1}, {"a": 1.0}, []),
    ("paths sort", "form", {"b": 1, "a": 1}, {"b": 2, "a": 2}, [Edit("a", 1, 2), Edit("b", 1, 2)]),
]


@pytest.mark.parametrize(("field", "before", "after", "expected"), [pytest.param(*row, id=because) for because, *row in ROWS])
def test_an_edit_says_where_and_what(field, before, after, expected):
    """
    A reviewer sees the one header that changed, not two lists of forty.
    """
    assert list(edits(SHAPE.child(field), before, after)) == expected


def test_a_secret_is_refused():
    """
    What looks inside objects must not be shown a secret: it would print it.
    """
    with pytest.raises(TypeError, match="covered"):
        edits(UNKNOWN, {"a": Secret("one")}, {"a": Secret("two")})


@pytest.mark.parametrize(("field", "expected"), [("token", True), ("pin", True), ("form", False)])
def test_a_sensitive_place_is_known(field, expected):
    """
    Both kinds of secret places are masked.
    """
    assert is_sensitive(SHAPE.child(field)) is expected
    assert not is_sensitive(Shape())
