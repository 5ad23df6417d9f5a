"""Two values mean the same exactly when their normal forms are the same text."""

from __future__ import annotations

import json
from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from reconciler.address import Address
from reconciler.schema import ABSENT, UNKNOWN, Kind, Pending, Secret, Shape, Spec
from reconciler.schema.normal import Normal
from reconciler.schema.traits import Atomic, BlankCounts, Computed, Keyed, Normalized, Ordered, Sensitive, SetLike


class Item(Spec):
    name: str = ABSENT
    tags: Annotated[list[str], SetLike()] = ABSENT
    made: Annotated[str, Computed()] = ABSENT


class Thing(Spec):
    amount: float = ABSENT
    label: str = ABSENT
    greeting: Annotated[str, BlankCounts()] = ABSENT
    phone: Annotated[str, Normalized(lambda value: value.replace(" ", "") if isinstance(value, str) else value)] = ABSENT
    tags: Annotated[list[str], SetLike()] = ABSENT
    steps: Annotated[list[str], Ordered()] = ABSENT
    items: Annotated[list[Item], Keyed("name")] = ABSENT
    ranked: Annotated[list[Item], Keyed("name", ordered=True)] = ABSENT
    settings: Annotated[dict[str, Any], Atomic()] = ABSENT
    holder: Item = ABSENT
    allowed: Annotated[list[str], BlankCounts()] = ABSENT
    kept: Annotated[Item, BlankCounts()] = ABSENT
    key: Annotated[str, Sensitive()] = ABSENT


STRICT = Normal(Kind("acme", "thing", Thing), b"key")
LENIENT = Normal(Kind("acme", "thing", Thing, blank_is_absent=True), b"key")
SHAPE = STRICT.kind.shape


def same(field: str, one: Any, other: Any, normal: Normal = STRICT) -> bool:
    shape = SHAPE.child(field)
    alike = normal.text(shape, one) == normal.text(shape, other)
    assert alike is (normal.mark(shape, one) == normal.mark(shape, other))
    return alike


@pytest.mark.parametrize(
    ("field", "one", "other", "alike"),
    [
        ("amount", 1, 1.0, True),
        ("amount", 1, True, False),
        ("amount", 0, False, False),
        ("amount", 1.5, "1.5", False),
        ("amount", 1.5, 1.5, True),
        ("label", None, ABSENT, True),
        ("label", "", None, False),
        ("label", "é", "e\u0301", False),
        ("phone", "+1 555", "+1555", True),
        ("label", "+1 555", "+1555", False),
        ("tags", ["b", "a"], ["a", "b"], True),
        ("tags", ["a"], ["a", "a"], False),
        ("steps", ["b", "a"], ["a", "b"], False),
        ("items", [{"name": "b"}, {"name": "a"}], [{"name": "a"}, {"name": "b"}], True),
        ("ranked", [{"name": "b"}, {"name": "a"}], [{"name": "a"}, {"name": "b"}], False),
        ("items", [{"name": "a", "tags": ["x", "y"]}], [{"tags": ["y", "x"], "name": "a"}], True),
        ("items", [{"name": "a", "made": "now"}], [{"name": "a"}], True),
        ("settings", {"a": [2, 1]}, {"a": [1, 2]}, False),
        ("settings", {"a": 1, "b": {"c": 1.0}}, {"b": {"c": 1}, "a": 1}, True),
        ("settings", {"a": None}, {}, False),
        ("holder", {"name": None}, {}, True),
        ("holder", {}, None, False),
        ("brand_new", {"b": [1.0], "a": 1}, {"a": 1, "b": [1]}, True),
        ("brand_new", [{"a": 1}, 2], [2, {"a": 1}], False),
    ],
)
def test_what_means_the_same(field, one, other, alike):
    """
    Order where it means nothing, numbers that are equal, and whatever the traits call equal.
    """
    assert same(field, one, other) is alike


@pytest.mark.parametrize(
    ("field", "blank", "alike"),
    [
        ("label", "", True),
        ("tags", [], True),
        ("settings", {}, True),
        ("holder", {}, True),
        ("holder", {"name": ""}, True),
        ("holder", {"made": "now"}, True),
        ("greeting", "", False),
        ("allowed", [], False),
        ("kept", {}, False),
        ("amount", 0, False),
        ("amount", False, False),
    ],
)
def test_empty_and_absent_are_the_same_where_the_vendor_says_so(field, blank, alike):
    """
    Some vendors cannot tell empty from absent; a field where it matters says that empty counts.
    """
    assert same(field, blank, ABSENT, LENIENT) is alike
    assert same(field, blank, ABSENT) is False or field == "holder"


def test_a_secret_is_compared_by_its_fingerprint():
    """
    The normal form never holds the value, and another key makes another form.
    """
    text = STRICT.text(SHAPE.fields["key"], Secret("hunter2"))
    assert "hunter2" not in text
    assert same("key", Secret("hunter2"), Secret("hunter2"))
    assert not same("key", Secret("hunter2"), Secret("hunter3"))
    assert text != Normal(STRICT.kind, b"other").text(SHAPE.fields["key"], Secret("hunter2"))


def test_what_is_known_after_apply_is_named():
    pending = Pending(Address("acme", "thing", "a"))
    assert STRICT.form(UNKNOWN, pending) == {"$pending": "acme/thing/a", "field": "id"}
    assert STRICT.form(SHAPE, {"label": pending}) == {"label": {"$pending": "acme/thing/a", "field": "id"}}


def test_a_mark_is_short_and_takes_any_text():
    """
    24 hex digits, also for half of a surrogate pair.
    """
    assert len(STRICT.mark(UNKNOWN, "\ud800")) == 24


LEAVES = some.none() | some.booleans() | some.integers(-3, 3) | some.floats(allow_nan=False, allow_infinity=False) | some.text(max_size=3)
VALUES = some.recursive(
    LEAVES,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(some.sampled_from([*SHAPE.fields, "name", "new"]), inner, max_size=4),
    max_leaves=12,
)
NORMALS = some.sampled_from([STRICT, LENIENT])


@given(NORMALS, VALUES)
def test_a_normal_form_is_its_own_normal_form(normal, value):
    """
    Normal once is normal for good.
    """
    form = normal.form(SHAPE, value)
    assert normal.form(SHAPE, form) == form
    assert json.loads(normal.text(SHAPE, value)) == form


@given(NORMALS, VALUES)
def test_the_order_of_keys_is_irrelevant(normal, value):
    """
    A vendor may return fields in any order.
    """
    assert normal.text(SHAPE, turned(value)) == normal.text(SHAPE, value)


@given(NORMALS, some.permutations(["a", "b", "a", "c"]), some.sampled_from(["tags", "items"]))
def test_the_order_of_a_set_is_irrelevant(normal, items, field):
    assert normal.text(SHAPE.fields[field], items) == normal.text(SHAPE.fields[field], sorted(items))


def turned(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: turned(value[key]) for key in reversed(value)}
    return [turned(each) for each in value] if isinstance(value, list) else value


def test_a_list_without_a_declared_item_keeps_its_order():
    assert STRICT.form(Shape(), [2, 1]) == [2, 1]
