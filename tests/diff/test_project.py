"""The part of live that the manifest speaks of, and the parts of the manifest that live does not keep."""

from __future__ import annotations

import pytest

from reconciler.diff.project import Projection, unkept, without, writable
from reconciler.schema import ABSENT, Secret
from tests.diff.build import kind

SHAPE = kind(
    {
        "o": {"object": {"a": "str", "n": {"is": "int", "traits": ["Computed"]}}},
        "tools": {"list": {"object": {"id": "str", "url": "str"}}, "traits": [{"Keyed": "id"}]},
        "set": {"list": {"object": {"id": "str"}}, "traits": ["SetLike"]},
        "steps": [{"object": {"say": "str"}}],
        "form": {"map": "any", "traits": ["Atomic"]},
        "token": {"is": "str", "traits": ["WriteOnly"]},
        "from": {"is": "str", "traits": ["Unread"]},
    }
).shape

SEEN = [
    ("what desired does not have is left out", {"o": {"a": 1}}, {"o": {"a": 2, "b": 3}, "x": 4}, {"o": {"a": 2}}),
    ("what live does not have is left out", {"o": {"a": 1, "b": 2}}, {"o": {"a": 1}}, {"o": {"a": 1}}),
    ("null stays null", {"o": {"a": 1}}, {"o": {"a": None}}, {"o": {"a": None}}),
    ("another type is shown as it is", {"o": {"a": 1}}, {"o": "text"}, {"o": "text"}),
    (
        "items by key",
        {"tools": [{"id": "b"}]},
        {"tools": [{"id": "a", "x": 1}, {"id": "b", "x": 1}]},
        {"tools": [{"id": "a", "x": 1}, {"id": "b"}]},
    ),
    ("items by position", {"steps": [{"say": 1}]}, {"steps": [{"say": 2, "wait": 3}]}, {"steps": [{"say": 2}]}),
    ("lists of two lengths whole", {"steps": [{"say": 1}]}, {"steps": [{"x": 1}, {"x": 2}]}, {"steps": [{"x": 1}, {"x": 2}]}),
    (
        "members of a set by what they hold",
        {"set": [{"id": "b"}, {"id": "c"}]},
        {"set": [{"id": "x", "w": 1}, {"id": "b", "w": 1}]},
        {"set": [{"id": "b"}, {"id": "x"}]},
    ),
    ("an opaque value whole", {"form": {"a": 1}}, {"form": {"a": 1, "b": 2}}, {"form": {"a": 1, "b": 2}}),
]


@pytest.mark.parametrize(("desired", "live", "seen"), [pytest.param(*row, id=because) for because, *row in SEEN])
def test_live_is_seen_as_far_as_the_manifest_speaks_of_it(desired, live, seen):
    """
    Whatever the manifest does not mention cannot make a difference.
    """
    projection = Projection()
    assert projection.of(SHAPE, desired, live) == seen
    assert not projection.unverifiable


OURS = Secret("ours")
HIDDEN = [
    ("a masked secret", {"token": OURS}, {"token": Secret("***")}),
    ("an empty secret", {"token": OURS}, {"token": Secret("")}),
    ("a missing secret", {"token": OURS}, {}),
    ("a secret that is null", {"token": OURS}, {"token": None}),
    ("a field that is never returned", {"from": "x"}, {}),
    ("an object that would hold secrets only", {"o": {"t": OURS}}, {}),
]


@pytest.mark.parametrize(("desired", "live"), [pytest.param(*row, id=because) for because, *row in HIDDEN])
def test_what_live_hides_is_taken_from_the_manifest(desired, live):
    """
    A place that cannot be read is said to be unverifiable, not different.
    """
    projection = Projection()
    assert projection.of(SHAPE, desired, live) == desired
    assert projection.unverifiable


def test_a_secret_that_is_shown_is_compared():
    """
    A value that the vendor shows is no mask.
    """
    projection, theirs = Projection(), Secret("theirs")
    assert projection.of(SHAPE, {"token": OURS}, {"token": theirs}) == {"token": theirs}
    assert not projection.unverifiable


def test_an_object_that_holds_something_readable_is_missing_when_it_is_not_there():
    """
    Half an object of secrets does not hide that the other half is gone.
    """
    projection = Projection()
    assert projection.of(SHAPE.child("o"), {"t": OURS, "a": 1}, ABSENT) is ABSENT
    assert not projection.unverifiable


LOST = [
    ("an undeclared field", {"typo": 1}, {}, [("typo",)]),
    ("one inside an object", {"o": {"a": 1, "typo": 1}}, {"o": {"a": 1}}, [("o", "typo")]),
    ("one inside an item by key", {"tools": [{"id": "a", "typo": 1}]}, {"tools": [{"id": "b"}, {"id": "a"}]}, [("tools", 0, "typo")]),
    ("one inside an item by position", {"steps": [{"say": 1}, {"typo": 1}]}, {"steps": [{}, {}]}, [("steps", 1, "typo")]),
    ("not a declared field", {"o": {"a": 1}}, {}, []),
    ("not a field that is kept", {"typo": 1}, {"typo": 2}, []),
    ("not an item that is missing", {"steps": [{"typo": 1}]}, {"steps": []}, []),
    ("nothing inside an opaque value", {"form": {"a": 1}}, {"form": {}}, []),
]


@pytest.mark.parametrize(("desired", "live", "lost"), [pytest.param(*row, id=because) for because, *row in LOST])
def test_a_field_that_nobody_declared_and_the_vendor_does_not_hold_is_named(desired, live, lost):
    """
    A typo that the vendor drops silently is told, with its place.
    """
    assert unkept(SHAPE, desired, live) == lost


def test_parts_are_taken_out_of_a_copy():
    """
    What the vendor dropped is left out, so that the rest can be compared by itself.
    """
    given = {"a": {"x": 1, "y": 2}, "b": [{"x": 1}, {"x": 2}, 3], "c": 4}
    assert without(given, [("a", "x"), ("b", 0), ("b", 1, "x"), ("c",)]) == {"a": {"y": 2}, "b": [{}, 3]}
    assert given["a"] == {"x": 1, "y": 2}


def test_a_live_value_is_made_fit_to_be_sent_back():
    """
    The vendor's own fields and nulls are left out at every depth, opaque values untouched.
    """
    live = {"o": {"a": "x", "n": 1, "z": None}, "steps": [{"say": None, "wait": 1}], "form": {"a": None}, "z": None}
    assert writable(SHAPE, live) == {"o": {"a": "x"}, "steps": [{"wait": 1}], "form": {"a": None}}
