"""An answer becomes a live object in the form that manifests have."""

from __future__ import annotations

import pytest

from reconciler.live.decode import decode, seal
from reconciler.schema import Secret
from tests.diff.build import kind
from tests.plan.scene import kind as plan_kind

FIELDS = {
    "name": "str",
    "agent": {"is": "str", "traits": [{"Ref": "acme/agent"}]},
    "tools": [{"is": "str", "traits": [{"Ref": "acme/tool"}]}],
    "token": {"is": "str", "traits": ["Sensitive"]},
    "pins": {"list": "str", "traits": ["WriteOnly"]},
    "headers": {"map": "str", "traits": ["Sensitive"]},
    "deep": [{"object": {"token": {"is": "str", "traits": ["WriteOnly"]}, "agent": {"is": "str", "traits": [{"Ref": "acme/agent"}]}}}],
    "form": {"map": "any", "traits": ["Atomic"]},
    "parent": {"is": "str", "traits": ["PathParam"]},
}
KIND = kind(FIELDS)


def live(raw, params=None, of=KIND):
    found = decode(of, raw, params or {})
    assert found is not None
    return found


def test_an_object_is_found_in_its_envelope():
    """
    Some vendors wrap one object in a key, also where their list does not.
    """
    wrapped = plan_kind("agent", {"name": "str"}, unwrap="agent")
    assert live({"agent": {"id": "a", "name": "x"}}, of=wrapped).value == {"id": "a", "name": "x"}
    assert live({"id": "a", "name": "x"}, of=wrapped).value == {"id": "a", "name": "x"}


def test_an_id_is_a_text_whatever_the_vendor_counts_with():
    """
    An id of the state and one of an answer are compared as texts.
    """
    assert live({"id": 7}).id == "7"


def test_an_id_may_be_changed_or_dropped_by_the_declaration():
    """
    The declared form's id counts, else the answer's own.
    """
    assert live({"id": "a"}, of=plan_kind("x", {"a": "str"}, decode=lambda raw: {"id": "b"})).id == "b"
    assert live({"id": "a"}, of=plan_kind("x", {"a": "str"}, decode=lambda raw: {"a": "x"})).id == "a"


@pytest.mark.parametrize("raw", [None, [], "text", {}, {"id": None}, {"name": "x"}])
def test_what_is_no_object_with_an_id_is_none(raw):
    """
    Nobody can be bound to an object without an id.
    """
    assert decode(KIND, raw, {}) is None


def test_the_parents_id_is_part_of_the_value():
    """
    What stands in the URL stands in the manifest too; the account's own parameters do not.
    """
    found = live({"id": "a"}, {"parent": "p", "org_id": "o"})
    assert (found.params, found.value) == ({"parent": "p"}, {"id": "a", "parent": "p"})


def test_an_expanded_reference_is_reduced_to_what_it_refers_by():
    """
    A vendor that sends the whole agent where an id is meant makes no difference; one that does not say the id says nothing.
    """
    raw = {"id": "a", "agent": {"id": "a1", "name": "x"}, "tools": [{"id": "t1"}, "t2", {"name": "lost"}], "deep": [{"agent": {"no": 1}}]}
    assert live(raw).value == {"id": "a", "agent": "a1", "tools": ["t1", "t2"], "deep": [{}]}


def test_an_opaque_value_is_left_as_it_is():
    """
    Nothing inside is ours to interpret.
    """
    raw = {"id": "a", "form": {"agent": {"id": 1}, "token": "x"}}
    assert live(raw).value == raw


def test_texts_at_secret_places_are_sealed_at_every_depth():
    """
    From here on nothing can print them.
    """
    raw = {"id": "a", "token": "s1", "pins": ["s2"], "headers": {"auth": "s3", "n": 1}, "deep": [{"token": "s4"}], "name": "x"}
    value = live(raw).value
    secrets = [value["token"], value["pins"][0], value["headers"]["auth"], value["deep"][0]["token"]]
    assert [each.reveal() for each in secrets] == ["s1", "s2", "s3", "s4"]
    assert "s1" not in repr(live(raw))
    assert (value["name"], value["headers"]["n"]) == ("x", 1)


def test_sealing_leaves_opaque_values_alone_unless_they_are_secret_as_a_whole():
    """
    An opaque value at a secret place is sealed leaf by leaf.
    """
    opaque = kind({"plain": {"map": "any", "traits": ["Atomic"]}, "secret": {"map": "any", "traits": ["Atomic", "Sensitive"]}})
    sealed = seal(opaque.shape, {"plain": {"a": "x"}, "secret": {"a": ["x"]}})
    assert sealed["plain"] == {"a": "x"}
    assert isinstance(sealed["secret"]["a"][0], Secret)


def test_a_summary_says_that_it_is_one():
    """
    A summary only serves to find an object, never to compare it.
    """
    found = decode(KIND, {"id": "a"}, {}, whole=False)
    assert found is not None
    assert not found.whole
