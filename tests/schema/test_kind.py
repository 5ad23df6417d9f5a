"""A kind answers from its declaration; so do traits, pages and paths."""

from __future__ import annotations

from typing import Annotated

import pytest

from reconciler.schema import ABSENT, Kind, Pages, Provider, Spec
from reconciler.schema.paths import text
from reconciler.schema.traits import (
    AlwaysSent,
    BlankCounts,
    Computed,
    CreateOnly,
    Identity,
    Immutable,
    Keyed,
    PathParam,
    Sensitive,
    WriteOnly,
    _Accepts,
    always,
    one_key,
)


class Thing(Spec):
    parent: Annotated[str, PathParam()]
    name: Annotated[str, Identity(), AlwaysSent()]
    region: Annotated[str, Immutable()] = ABSENT
    seed: Annotated[str, CreateOnly()] = ABSENT
    note: Annotated[str, BlankCounts()] = ABSENT


THING = Kind("acme", "thing", Thing, blank_is_absent=True)
ACME = Provider("acme", "Acme", "https://api.acme.test", (THING,))


def test_a_kind_knows_its_fields_by_what_they_wear():
    assert str(THING) == "acme/thing"
    assert THING.identity == ("name",)
    assert THING.path_params == ("parent",)
    assert THING.fields_with(AlwaysSent) == ("name",)
    assert THING.fields_with(Immutable, CreateOnly, PathParam) == ("parent", "region", "seed")
    assert THING.fields_with(Computed) == ()


def test_empty_equals_absent_unless_empty_counts():
    shape = THING.shape
    assert THING.blank_equals_absent(shape.fields["name"])
    assert not THING.blank_equals_absent(shape.fields["note"])
    assert not Kind("acme", "thing", Thing).blank_equals_absent(shape.fields["name"])


def test_a_kind_that_says_nothing_changes_nothing():
    """
    What is sent and read stays as it is, and nothing is refused.
    """
    body = {"name": "a"}
    assert THING.decode(body) is THING.encode(body) is THING.amend(body, {}, {}) is body
    assert THING.check(body) == []


def test_a_provider_finds_its_kinds():
    assert ACME.kind("thing") is THING
    assert ACME.kind("other") is None


@pytest.mark.parametrize(
    ("pages", "paged"), [(Pages(), False), (Pages(size="limit"), False), (Pages(number="page"), True), (Pages(after="cursor"), True)]
)
def test_a_collection_is_paged_when_there_is_a_way_to_the_next_page(pages, paged):
    assert pages.paged is paged


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ((), ""),
        (("tools",), "tools"),
        (("tools", 0, "webhook", "url"), "tools[0].webhook.url"),
        ((0, "name"), "[0].name"),
        (("headers", "X-Key"), "headers.X-Key"),
        (("labels", "a b"), 'labels["a b"]'),
        (("labels", ""), 'labels[""]'),
        (("labels", "a.b", 3), 'labels["a.b"][3]'),
    ],
)
def test_a_path_is_written_as_people_write_it(path, written):
    assert text(path) == written


@pytest.mark.parametrize(
    ("keyed", "item", "key"),
    [
        (Keyed("name"), {"name": "a"}, "a"),
        (Keyed("name"), {}, "None"),
        (Keyed(lambda item: f"{item['type']} {item['name']}"), {"type": "t", "name": "n"}, "t n"),
        (Keyed("name"), "plain", "plain"),
        (Keyed("name"), 3, "3"),
    ],
)
def test_an_item_has_a_key(keyed, item, key):
    """
    A field's value, or what a function makes of the item; an item that is no object is its own key.
    """
    assert keyed.key(item) == key


def test_a_form_has_one_key():
    """
    The JSON Schema of a form allows nothing beside it.
    """
    schema = one_key("$secret", "Where it comes from.", ".")
    assert schema["required"] == ["$secret"]
    assert schema["additionalProperties"] is False
    assert Sensitive().form() == WriteOnly().form()


def test_a_value_may_be_written_where_the_declaration_allows_it():
    assert Sensitive().literal is None
    assert always("anything")


def test_a_trait_that_accepts_a_form_must_say_which():
    """
    A new trait of this sort cannot be left half declared.
    """
    for half in (_Accepts()._accepts, _Accepts().form):
        with pytest.raises(NotImplementedError):
            half()
