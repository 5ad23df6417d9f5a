"""What is sent whole holds everything that live holds and that we did not mention."""

from __future__ import annotations

from reconciler.diff.overlay import overlay
from reconciler.schema import Secret
from tests.diff.build import kind

NESTED = kind({"o": {"object": {"a": "str", "b": "str", "n": {"is": "int", "traits": ["Computed"]}}}}).shape
KEYED = kind({"tools": {"list": {"object": {"id": "str", "url": "str"}}, "traits": [{"Keyed": "id"}]}}).shape


def test_a_neighbour_of_our_field_goes_along():
    """
    A vendor that replaces a nested object does not wipe what we do not manage in it.
    """
    assert overlay(NESTED, {"o": {"a": "old", "b": "theirs"}}, {"o": {"a": "new"}}) == {"o": {"a": "new", "b": "theirs"}}


def test_a_field_nobody_declared_goes_along():
    """
    A field that the vendor added last month is kept, however deep it stands.
    """
    live = {"o": {"a": "old", "shiny": {"x": [1]}}, "top": 1}
    assert overlay(NESTED, live, {"o": {"a": "new"}}) == {"o": {"a": "new", "shiny": {"x": [1]}}, "top": 1}


def test_an_undeclared_object_is_laid_key_by_key():
    """
    Two keys of an object that is unknown to us may have two owners.
    """
    assert overlay(NESTED, {"more": {"x": 1, "y": 2}}, {"more": {"x": 3}}) == {"more": {"x": 3, "y": 2}}


def test_what_the_vendor_computes_and_nulls_stay_behind():
    """
    A vendor refuses to be told its own counters, and null means nothing where we did not write it.
    """
    assert overlay(NESTED, {"o": {"a": "old", "b": None, "n": 7}}, {"o": {"a": "new"}}) == {"o": {"a": "new"}}


def test_our_own_null_is_sent():
    """
    Null in the manifest is a value that the vendor is told.
    """
    assert overlay(NESTED, {"o": {"a": "old"}}, {"o": {"a": None}}) == {"o": {"a": None}}


def test_items_are_laid_by_their_key():
    """
    An item keeps what we do not mention in it, wherever it stands now; items that the manifest does not have are gone.
    """
    live = {"tools": [{"id": "x", "url": "1"}, {"id": "a", "url": "2", "wait": 3}]}
    desired = {"tools": [{"id": "new"}, {"id": "a", "url": "4"}]}
    assert overlay(KEYED, live, desired) == {"tools": [{"id": "new"}, {"id": "a", "url": "4", "wait": 3}]}


def test_a_list_without_keys_is_ours_whole():
    """
    Items that cannot be told apart cannot be mixed with live's.
    """
    shape = kind({"steps": [{"object": {"say": "str"}}]}).shape
    assert overlay(shape, {"steps": [{"say": "hi", "wait": 1}]}, {"steps": [{"say": "bye"}]}) == {"steps": [{"say": "bye"}]}


def test_an_opaque_value_is_ours_whole():
    """
    Nothing inside an opaque value is ours to interpret, so nothing of live's gets into it.
    """
    shape = kind({"schema_": {"map": "any", "traits": ["Atomic"]}}).shape
    assert overlay(shape, {"schema_": {"a": 1}}, {"schema_": {"b": 2}}) == {"schema_": {"b": 2}}


def test_another_variant_takes_nothing_along():
    """
    Where the parts of an object depend on its type, the parts of the old type do not get into the new one.
    """
    shape = kind({"voice": {"object": {"type": "str", "speed": "int"}, "traits": [{"Overlay": "type"}]}}).shape
    live = {"voice": {"type": "x", "speed": 2}}
    assert overlay(shape, live, {"voice": {"type": "y"}}) == {"voice": {"type": "y"}}
    assert overlay(shape, live, {"voice": {"type": "x"}}) == {"voice": {"type": "x", "speed": 2}}


def test_a_secret_of_the_vendor_is_carried_as_it_is():
    """
    A value that the vendor shows travels back sealed, so that nothing on the way can print it.
    """
    shown = Secret("theirs")
    assert overlay(NESTED, {"o": {"a": "old", "token": shown}}, {"o": {"a": "new"}}) == {"o": {"a": "new", "token": shown}}
