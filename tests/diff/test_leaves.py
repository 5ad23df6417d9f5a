"""The places of a spec, and how they are named."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.diff.leaves import at, from_pointer, leaves, pointer, put, shape_at, wears
from reconciler.schema import ABSENT
from reconciler.schema.traits import Computed, CreateOnly, Immutable
from tests.diff.build import kind

SHAPE = kind(
    {
        "o": {"object": {"a": "str", "p": {"object": {"b": "str"}, "traits": ["Immutable"]}}},
        "labels": {"map": "str"},
        "list": [{"object": {"a": "str"}}],
        "form": {"map": "any", "traits": ["Atomic"]},
        "n": {"is": "int", "traits": ["Computed"]},
    }
).shape

ROWS = [
    ("fields of objects, however deep", {"o": {"a": 1, "p": {"b": 2}}}, ["/o/a", "/o/p/b"]),
    ("keys of maps", {"labels": {"x/y": 1, "z": 2}}, ["/labels/x~1y", "/labels/z"]),
    ("a list as a whole", {"list": [{"a": 1}]}, ["/list"]),
    ("an opaque value as a whole", {"form": {"a": {"b": 1}}}, ["/form"]),
    ("an undeclared object as a whole", {"more": {"a": 1}}, ["/more"]),
    ("an empty object as a whole", {"o": {}}, ["/o"]),
    ("null as a whole", {"o": None}, ["/o"]),
    ("nothing that the vendor computes", {"n": 1}, []),
    ("in the order written", {"labels": {"a": 1}, "o": {"p": {"b": 1}, "a": 1}}, ["/labels/a", "/o/p/b", "/o/a"]),
]


@pytest.mark.parametrize(("spec", "expected"), [pytest.param(*row, id=because) for because, *row in ROWS])
def test_ownership_is_decided_place_by_place(spec, expected):
    """
    A leaf is what one owner can own: a field or a key, never half a list.
    """
    assert [pointer(leaf.path) for leaf in leaves(SHAPE, spec)] == expected


@given(st.lists(st.text(max_size=6), max_size=5).map(tuple))
def test_a_pointer_leads_back_to_its_path(path):
    """
    Any key, slashes and tildes and the empty one included, survives the state document.
    """
    assert from_pointer(pointer(path)) == path


def test_a_value_is_found_by_its_path():
    """
    A path that leads through something that is no object leads nowhere.
    """
    value = {"a": {"b": None}, "c": [1]}
    assert at(value, ()) == value
    assert at(value, ("a", "b")) is None
    assert at(value, ("a", "x")) is ABSENT
    assert at(value, ("c", "0")) is ABSENT


def test_a_leaf_is_set_in_a_copy():
    """
    Objects on the way are made where they are missing, and the original stays as it was.
    """
    value = {"a": {"b": 1}, "c": 2}
    assert put(value, ("a", "x", "y"), 3) == {"a": {"b": 1, "x": {"y": 3}}, "c": 2}
    assert put(value, ("c", "d"), 3) == {"a": {"b": 1}, "c": {"d": 3}}
    assert value == {"a": {"b": 1}, "c": 2}


def test_a_leaf_that_is_absent_is_taken_out():
    """
    Absent is no value: nothing that is sent may hold it.
    """
    assert put({"a": {"b": 1, "c": 2}}, ("a", "b"), ABSENT) == {"a": {"c": 2}}
    assert put({"a": 1}, ("x",), ABSENT) == {"a": 1}


def test_what_holds_for_an_object_holds_inside_it():
    """
    A field of an object that cannot be changed cannot be changed.
    """
    assert wears(SHAPE, ("o", "p", "b"), Immutable)
    assert not wears(SHAPE, ("o", "a"), Immutable, CreateOnly)
    assert shape_at(SHAPE, ("n",)).has(Computed)
