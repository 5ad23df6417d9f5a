"""A model becomes a tree of shapes: what stands where, and which traits it wears."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from reconciler.providers import registry
from reconciler.schema import ABSENT, UNKNOWN, Shape, Spec
from reconciler.schema.shape import shape_of
from reconciler.schema.traits import Atomic, Computed, Identity, Keyed, Ref, Sensitive, SetLike, Verbatim


class Target(Spec):
    to: Annotated[str, Verbatim()]
    name: Annotated[str, Identity()] = ABSENT


class Queue(Spec):
    to: str
    line: Annotated[int, Computed()]


Text = Annotated[str, Verbatim()]


class Agent(Spec):
    name: Annotated[str, Identity()]
    color: Literal["red", "blue"] = ABSENT
    prompt: Annotated[Text, Sensitive()] = ABSENT
    optional: Text | None = ABSENT
    tools: Annotated[list[Annotated[str, Ref("acme/tool")]], SetLike()] = ABSENT
    headers: dict[str, Annotated[str, Sensitive()]] = ABSENT
    target: Target | None = ABSENT
    goal: Target | Queue | str = ABSENT
    several: Target | list[Queue] = ABSENT
    nested: list[Target] | list[Queue] | dict[str, Target] | dict[str, Queue] | None = ABSENT
    limited: Annotated[Annotated[list[Target], Field(max_length=3)] | None, Keyed("to")] = ABSENT
    schema_: Annotated[dict[str, Any], Atomic(), Field(alias="schema")] = ABSENT
    from_: Annotated[str, Field(alias="from")] = ABSENT


SHAPE = shape_of(Agent)


def traits(shape: Shape | None) -> list[str]:
    assert shape is not None
    return [type(each).__name__ for each in shape.traits]


def at(*path: str) -> Shape:
    found: Shape | None = SHAPE
    for part in path:
        assert found is not None
        found = found.item if part == "[]" else found.values if part == "*" else found.fields[part]
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("path", "worn"),
    [
        (("name",), ["Identity"]),
        (("color",), []),
        (("prompt",), ["Verbatim", "Sensitive"]),
        (("optional",), ["Verbatim"]),
        (("tools",), ["SetLike"]),
        (("tools", "[]"), ["Ref"]),
        (("headers", "*"), ["Sensitive"]),
        (("target", "to"), ["Verbatim"]),
        (("limited",), ["Keyed"]),
        (("limited", "[]", "name"), ["Identity"]),
        (("schema",), ["Atomic"]),
    ],
)
def test_a_place_wears_its_traits(path, worn):
    """
    Through optional values, nested annotations and items of lists.
    """
    assert traits(at(*path)) == worn


def test_a_field_is_called_what_a_manifest_calls_it():
    """
    `from` is a word of Python's and a field of vendors' all the same.
    """
    assert {"from", "schema"} <= set(SHAPE.fields)
    assert not {"from_", "schema_"} & set(SHAPE.fields)


def test_a_field_is_required_when_it_has_no_default():
    assert at("name").required
    assert not at("color").required
    assert at("target", "to").required
    assert not at("target", "name").required


def test_a_union_holds_what_any_of_its_branches_holds():
    """
    The fields of all objects, the items of all lists and the values of all maps, with all their traits.
    """
    goal, several, nested = at("goal"), at("several"), at("nested")
    assert list(goal.fields) == ["to", "name", "line"]
    assert traits(goal.fields["to"]) == ["Verbatim"]
    assert [goal.fields[name].required for name in ("to", "name", "line")] == [True, False, False]
    assert goal.fields["line"].has(Computed)
    assert list(several.fields) == ["to", "name"]
    assert several.item is not None
    assert several.item.fields["line"].has(Computed)
    assert nested.item is not None
    assert nested.values is not None
    assert list(nested.item.fields) == list(nested.values.fields) == ["to", "name", "line"]


def test_an_object_or_a_list_of_a_vendor_is_known_as_both():
    """
    Options that are an object, or a list of objects, keep their secrets either way.
    """
    kind = registry.kind("dailybots/twilio_config")
    assert kind is not None
    option = kind.shape.fields["service_options"].fields["aws_tts"]
    assert option.fields["aws_access_key_id"].has(Sensitive)
    assert option.item is not None


def test_what_is_not_declared_is_unknown():
    assert SHAPE.child("brand_new") is UNKNOWN
    assert not UNKNOWN.known
    assert at("headers").child("X-Key").has(Sensitive)
    assert SHAPE.child("name") is at("name")


def test_traits_are_found_by_type():
    assert at("tools", "[]").get(Ref) == Ref("acme/tool")
    assert at("tools").get(Ref) is None
    assert at("name").has(Computed, Identity)
    assert Shape((Atomic(),)).opaque
    assert not Shape().opaque


@pytest.mark.parametrize(
    ("path", "value", "descends"),
    [
        (("target",), {}, True),
        (("target",), "a text", False),
        (("headers",), {}, True),
        (("schema",), {}, False),
        (("name",), {}, False),
    ],
)
def test_ownership_goes_into_declared_objects_and_maps(path, value, descends):
    """
    An opaque value is owned whole.
    """
    assert at(*path).descends(value) is descends


def test_a_walk_visits_every_place():
    """
    `[]` stands for an item and `*` for a value of a map.
    """
    paths = [".".join(path) for path, _ in SHAPE.walk()]
    assert paths[:3] == ["", "name", "color"]
    assert {"tools.[]", "headers.*", "several.[].line", "several.to", "nested.*.name"} <= set(paths)


def test_a_shape_is_equal_to_its_like():
    assert Shape((Atomic(),)) == Shape((Atomic(),))
    assert Shape((Atomic(),)) != Shape()
