"""One reading of live, and how far it can be trusted."""

from __future__ import annotations

from typing import Any

from reconciler.live import Live, Reading, Snapshot
from reconciler.live.listed import embedded, reading
from reconciler.live.snapshot import handle, place
from reconciler.schema import Listing, Pages
from tests.plan.scene import NAME, kind

AGENT = kind("agent", {"name": NAME})
PART = kind(
    "part",
    {"agent": {"is": "str", "traits": ["PathParam"]}, "name": "str"},
    list=Listing("/agents/{agent}/parts", Pages(), parent="agent", embedded=("acme/agent", "parts")),
)
LONE = kind("lone", {"name": "str"}, list=None)


def agent(key: str, *, whole: bool = True, raw: Any = None, name: str = "x") -> Live:
    return Live(AGENT, key, {}, {"name": name}, raw, whole)


def test_a_listing_without_a_gap_is_complete():
    """
    Only then does what is not in it not exist.
    """
    assert Reading().complete
    assert not Reading(gap="page 2 repeats").complete
    assert not Reading(readable=False).complete


def test_an_item_without_an_id_leaves_a_gap():
    """
    What cannot be told apart may be ours.
    """
    found = reading(AGENT, [{"id": "a"}, {"name": "?"}, {"name": "?"}], {})
    assert (list(found.objects), found.gap) == (["a"], "2 of its items have no id")
    assert reading(AGENT, [{"name": "?"}], {}, gap="a page is missing").gap == "a page is missing"


def test_the_vendors_own_objects_are_left_out():
    """
    Stock voices are no objects of the account.
    """
    stocked = kind("voice", {"name": "str"}, list=Listing("/voices", Pages(), keep=lambda item: not item.get("stock")))
    assert list(reading(stocked, [{"id": "a"}, {"id": "b", "stock": True}], {}).objects) == ["a"]


def test_a_summary_is_no_object():
    """
    It shows that an object exists and not what it holds.
    """
    snapshot = Snapshot({place(AGENT, {}): Reading({"a": agent("a", whole=False)})})
    assert snapshot.find(AGENT, {}, "a") is None
    assert snapshot.object("acme/agent", "a") is None
    assert snapshot.everything() == []


def test_a_read_by_itself_counts_more_than_a_list():
    """
    It is newer and whole; "there is none" counts as well.
    """
    snapshot = Snapshot({place(AGENT, {}): Reading({"a": agent("a", name="old"), "b": agent("b")})})
    snapshot |= Snapshot(
        reads={handle(AGENT, {}, "a"): agent("a", name="new"), handle(AGENT, {}, "b"): None, handle(AGENT, {}, "c"): agent("c")}
    )
    found = snapshot.find(AGENT, {}, "a")
    assert found is not None
    assert found.value == {"name": "new"}
    assert snapshot.find(AGENT, {}, "b") is None
    assert snapshot.object("acme/agent", "a") is found
    assert [live.id for live in snapshot.everything()] == ["a", "c"]
    assert snapshot.was_read(AGENT, {}, "b")
    assert not snapshot.was_read(AGENT, {}, "z")


def test_a_listing_of_whole_objects_stands_for_them():
    """
    No read of one is needed.
    """
    snapshot = Snapshot({place(AGENT, {}): Reading({"a": agent("a")})})
    assert snapshot.find(AGENT, {}, "a") == snapshot.object("acme/agent", "a") == agent("a")
    assert snapshot.find(AGENT, {}, "z") is None
    assert snapshot.object("acme/other", "a") is None


def test_what_was_not_asked_for_is_not_known():
    """
    Not asked is not the same as empty.
    """
    assert Snapshot().reading(AGENT, {}) is None
    assert Snapshot().find(AGENT, {}, "a") is None


def test_the_gap_of_any_collection_is_a_gap_of_the_kind():
    """
    One parent's children that could not all be read freeze the kind.
    """
    lists = {
        place(PART, {"agent": "a"}): Reading(),
        place(PART, {"agent": "b"}): Reading(gap="short"),
        place(AGENT, {}): Reading(gap="other"),
    }
    assert Snapshot(lists).gap(PART) == "short"
    assert Snapshot(lists).gap(LONE) == ""


def test_children_stand_in_their_parents_answer():
    """
    Then nothing more is asked for.
    """
    raw = {"parts": [{"id": "p1", "name": "x"}, {"name": "?"}]}
    snapshot = Snapshot(reads={handle(AGENT, {}, "a"): agent("a", raw=raw)})
    found = embedded(PART, {"agent": "a"}, snapshot)
    assert found is not None
    assert found.objects["p1"].value == {"id": "p1", "name": "x", "agent": "a"}
    assert not found.complete


def test_an_answer_without_the_children_says_nothing_about_them():
    """
    Nor does a parent that is not there, or a kind that stands in no answer.
    """
    for raw in (None, {}, {"parts": None}):
        assert embedded(PART, {"agent": "a"}, Snapshot(reads={handle(AGENT, {}, "a"): agent("a", raw=raw)})) is None
    assert embedded(PART, {"agent": "a"}, Snapshot(reads={handle(AGENT, {}, "a"): None})) is None
    assert embedded(AGENT, {}, Snapshot()) is None
    assert embedded(LONE, {}, Snapshot()) is None


def test_a_kind_without_a_list_reads_whole_items():
    """
    What is not said to be a summary is none.
    """
    assert reading(LONE, [{"id": "a"}], {}).objects["a"].whole
