"""What has calls of its own: parts with an endpoint each, members that come and go one by one, and objects that are a pair."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reconciler.apply import Status
from reconciler.live import Snapshot
from reconciler.live.decode import decode, joined
from reconciler.plan import Action
from reconciler.plan.bound import Join
from reconciler.plan.order import order
from reconciler.plan.wants import wants
from reconciler.schema import Endpoint, Listing, Members, Pages, Part
from reconciler.state import Intent
from tests.apply.test_run import run
from tests.http.vendor import says
from tests.plan.scene import NAME, SECRETS, Scene, address, kind, ref, said, step, waivers

VOICE = {"object": {"on": "bool", "to": "str", "more": {"object": {"a": "str", "b": "str"}}}}
LINE = kind(
    "line",
    {"name": NAME, "label": "str", "voice": VOICE, "active": "bool", "secret": "str"},
    list=Listing("/lines", Pages(), whole=False),
    birth=("name", "label"),
    parts=(
        Part(("voice",), Endpoint("PATCH", "/lines/{id}/voice"), Endpoint("GET", "/lines/{id}/voice"), inside=True),
        Part(("active",), Endpoint("PATCH", "/lines/{id}/toggle")),
    ),
)
ITEM = {"is": "str", "traits": [{"Ref": "acme/tool"}]}
GROUP = kind(
    "group",
    {"name": NAME, "tools": {"list": ITEM, "traits": ["SetLike", {"ClearWith": []}]}, "label": "str"},
    members=(Members("tools", Endpoint("POST", "/groups/{id}/{member}"), Endpoint("DELETE", "/groups/{id}/{member}")),),
)
POOL = kind(
    "pool",
    {"name": NAME, "numbers": {"list": {"is": "str", "traits": [{"Normalized": True}]}, "traits": ["SetLike"]}},
    members=(Members("numbers", Endpoint("POST", "/pools/add"), Endpoint("POST", "/pools/remove"), sends="number"),),
)
TOOL = kind("tool", {"name": NAME})
PAIR = kind(
    "pair",
    {"name": NAME, "other": {"is": "str", "traits": ["Computed", "Remembered"]}},
    update=Endpoint("PATCH", "/pairs/{id}", also=("/pairs/{other}",)),
    delete=Endpoint("DELETE", "/pairs/{id}", also=("/pairs/{other}",), destroys="Its lines go with it."),
)


def sent(plan, where):
    """The calls of a step: method, path, the field they are about, body."""
    return [(call.endpoint.method, call.endpoint.path, call.params.get("member"), call.body) for call in step(plan, where).calls]


ROWS: dict[str, Any] = {
    "a changed part is one call that holds its changed keys, each whole": (
        {"name": "x", "voice": {"more": {"a": "new"}}},
        {"name": "x", "voice": {"on": True, "more": {"a": "old", "b": "theirs"}}},
        [("PATCH", "/lines/{id}/voice", None, {"more": {"a": "new", "b": "theirs"}})],
    ),
    "a part that the vendor does not hold yet is sent": (
        {"name": "x", "voice": {"on": True}},
        {"name": "x"},
        [("PATCH", "/lines/{id}/voice", None, {"on": True})],
    ),
    "a part without a body of its own is sent under its name": (
        {"name": "x", "active": False},
        {"name": "x", "active": True},
        [("PATCH", "/lines/{id}/toggle", None, {"active": False})],
    ),
    "what differs in all of them is one call each": (
        {"name": "x", "label": "new", "voice": {"on": True}, "active": False},
        {"name": "x", "label": "old", "voice": {"on": False, "to": "theirs"}, "active": True},
        [
            ("PATCH", "/lines/{id}", None, {"label": "new"}),
            ("PATCH", "/lines/{id}/voice", None, {"on": True}),
            ("PATCH", "/lines/{id}/toggle", None, {"active": False}),
        ],
    ),
    "what is in sync is not sent": (
        {"name": "x", "label": "new", "voice": {"on": True}},
        {"name": "x", "label": "old", "voice": {"on": True}},
        [("PATCH", "/lines/{id}", None, {"label": "new"})],
    ),
}


@pytest.mark.parametrize("words", ROWS)
def test_each_part_has_a_call_of_its_own_when_it_changed(words):
    """
    The fewest calls: one for each endpoint that has something to be told.
    """
    desired, live, calls = ROWS[words]
    scene = Scene.of(LINE).declare("line/x", desired).hold("line", "l1", live).remember("line/x", "l1", live)
    assert sent(scene.plan(), "line/x") == calls


def test_a_new_object_gets_its_parts_after_its_birth():
    """
    What the create does not take follows, each by its own endpoint.
    """
    scene = Scene.of(LINE).declare("line/x", {"name": "x", "voice": {"on": True}, "active": True, "secret": "s"})
    assert sent(scene.plan(), "line/x") == [
        ("POST", "/lines", None, {"name": "x"}),
        ("PATCH", "/lines/{id}", None, {"secret": "s"}),
        ("PATCH", "/lines/{id}/voice", None, {"on": True}),
        ("PATCH", "/lines/{id}/toggle", None, {"active": True}),
    ]


@pytest.mark.parametrize(
    ("spec", "applied", "fields"),
    [
        ({"name": "x"}, {"name": "x"}, set()),
        ({"name": "x", "voice": {}}, {}, {"voice"}),
        ({"name": "x"}, {"voice": {"on": True}}, {"voice"}),
    ],
    ids=["not mentioned", "mentioned", "owned until now"],
)
def test_a_part_is_read_only_where_it_is_ours(spec, applied, fields):
    """
    No read whose answer is not needed.
    """
    scene = Scene.of(LINE).declare("line/x", spec).hold("line", "l1", {"name": "x"}).remember("line/x", "l1", applied)
    (asked,) = wants(Join(scene.desired, scene.state, Snapshot(), SECRETS), order(scene.desired).addresses)
    assert asked.fields == fields


def test_a_part_stands_in_the_object_under_its_field():
    """
    Two answers are one object, also where each comes in an envelope.
    """
    plain = joined(LINE, {"id": "l1", "name": "x"}, {"voice": {"on": True}})
    assert plain == {"id": "l1", "name": "x", "voice": {"on": True}}
    wrapped = kind("line", {"name": NAME, "voice": VOICE}, unwrap="data")
    answer = joined(wrapped, {"data": {"id": "l1"}}, {"voice": {"data": {"on": True}}})
    live = decode(wrapped, answer, {})
    assert live is not None
    assert live.value == {"id": "l1", "voice": {"on": True}}
    assert joined(LINE, "no object", {"voice": {}}) == "no object"


# --- members ----------------------------------------------------------------------------------------------------------


def test_members_come_and_go_one_by_one():
    """
    First those who come, so that the set is never emptier than it must be; who stays is not touched.
    """
    scene = Scene.of(GROUP).declare("group/g", {"name": "g", "tools": ["b", "c"]})
    scene.hold("group", "g1", {"name": "g", "tools": ["a", "b"]}).remember("group/g", "g1", {"name": "g", "tools": ["a", "b"]})
    assert sent(scene.plan(), "group/g") == [("POST", "/groups/{id}/{member}", "c", None), ("DELETE", "/groups/{id}/{member}", "a", None)]


def test_members_are_in_no_body():
    """
    Neither the create nor an update of another field holds them.
    """
    scene = Scene.of(GROUP, TOOL).declare("tool/t", {"name": "t"}).declare("group/g", {"name": "g", "tools": [ref("tool/t")]})
    made = sent(scene.plan(), "group/g")
    assert made[0] == ("POST", "/groups", None, {"name": "g"})
    assert [each[:2] for each in made[1:]] == [("POST", "/groups/{id}/{member}")]
    whole = kind(
        "group", {"name": NAME, "tools": {"list": ITEM, "traits": ["SetLike"]}, "label": "str"}, mode="replace", members=GROUP.members
    )
    held = {"name": "g", "label": "old", "tools": ["a"]}
    scene = Scene.of(whole).declare("group/g", {"name": "g", "label": "new", "tools": ["a"]})
    scene.hold("group", "g1", held).remember("group/g", "g1", held)
    assert sent(scene.plan(), "group/g") == [("PUT", "/groups/{id}", None, {"name": "g", "label": "new"})]


def test_a_set_that_is_cleared_loses_every_member():
    """
    A manifest that no longer has the set empties it where the kind says so.
    """
    held = {"name": "g", "tools": ["a"]}
    scene = Scene.of(GROUP).declare("group/g", {"name": "g"}).hold("group", "g1", held).remember("group/g", "g1", held)
    assert sent(scene.plan(), "group/g") == [("DELETE", "/groups/{id}/{member}", "a", None)]


def test_a_member_in_another_spelling_is_the_same():
    """
    A number that the vendor writes with a space is not added a second time.
    """
    held = {"name": "p", "numbers": ["+1 2"]}
    scene = Scene.of(POOL).declare("pool/p", {"name": "p", "numbers": ["+12", "+13"]})
    scene.hold("pool", "p1", held).remember("pool/p", "p1", held)
    assert sent(scene.plan(), "pool/p") == [("POST", "/pools/add", "+13", {"number": "+13"})]


def test_an_unanswered_create_is_recognised_before_its_members_came():
    """
    A create does not take the members, so an object without them is what it made, and no second one is.
    """
    nameless = kind("pool", {"label": "str", "numbers": {"list": "str", "traits": ["SetLike"]}}, members=POOL.members)
    scene = Scene.of(nameless).declare("pool/p", {"label": "l", "numbers": ["+12"]}).hold("pool", "p1", {"label": "l", "numbers": []})
    scene.intents[address("pool/p")] = Intent("nonce", "hash", 1_000_000.0)
    found = step(scene.plan(), "pool/p")
    assert (found.action, [call.body for call in found.calls]) == (Action.ADOPT, [{"number": "+12"}])


# --- pairs ------------------------------------------------------------------------------------------------------------


def test_a_pair_is_updated_and_deleted_by_two_calls():
    """
    Both objects are told the same; the second one's id is remembered with the first one's.
    """
    live = decode(PAIR, {"id": "p1", "other": "p2", "name": "x"}, {})
    assert live is not None
    assert live.params == {"other": "p2"}
    named = kind("pair", {"name": NAME, "label": "str", "other": {"is": "str", "traits": ["Computed", "Remembered"]}}, update=PAIR.update)
    scene = (
        Scene.of(named).declare("pair/x", {"name": "x", "label": "new"}).hold("pair", "p1", {"name": "x", "label": "old", "other": "p2"})
    )
    scene.remember("pair/x", "p1", {"name": "x", "label": "old"}, params={"other": "p2"})
    calls = step(scene.plan(), "pair/x").calls
    assert [(call.endpoint.path, call.params, call.body) for call in calls] == [
        ("/pairs/{id}", {"other": "p2", "id": "p1"}, {"label": "new"}),
        ("/pairs/{other}", {"other": "p2", "id": "p1"}, {"label": "new"}),
    ]


@pytest.mark.parametrize(
    ("label", "objections"),
    [
        (["new", "old"], []),
        (["old", "new"], []),
        (["new", "theirs"], ["conflict:acme/pair/x"]),
        (["old", "theirs"], ["conflict:acme/pair/x"]),
        ("theirs", ["conflict:acme/pair/x"]),
    ],
)
def test_a_pair_of_which_only_one_half_was_told_is_told_again(label, objections):
    """
    A run that is killed between its two calls leaves the halves apart; that is no conflict with anybody.
    """
    named = kind("pair", {"name": NAME, "label": "str", "other": {"is": "str", "traits": ["Computed", "Remembered"]}}, update=PAIR.update)
    scene = Scene.of(named).declare("pair/x", {"name": "x", "label": "new"})
    scene.hold("pair", "p1", {"name": "x", "label": label, "other": "p2"})
    scene.remember("pair/x", "p1", {"name": "x", "label": "old"}, params={"other": "p2"})
    plan = scene.plan()
    assert [call.endpoint.path for call in step(plan, "pair/x").calls] == ["/pairs/{id}", "/pairs/{other}"]
    assert waivers(plan) == objections


def test_a_delete_that_takes_more_along_needs_a_waiver_that_names_it():
    """
    What is lost for good is said before it happens, with the resources that hang on it.
    """
    scene = Scene.of(PAIR, TOOL).hold("pair", "p1", {"name": "x", "other": "p2"})
    scene.remember("pair/x", "p1", {"name": "x"}, params={"other": "p2"})
    scene.hold("tool", "t1", {"name": "t"}).remember("tool/t", "t1", {"name": "t"}, depends=["pair/x"])
    plan = scene.plan(prune=True, allow=frozenset({"mass-delete:acme/pair"}))
    assert said(plan) == ["delete tool/t", "delete pair/x"]
    assert [call.endpoint.path for call in step(plan, "pair/x", Action.DELETE).calls] == ["/pairs/{other}", "/pairs/{id}"]
    assert waivers(plan) == ["destroys:acme/pair/x"]
    assert plan.findings[0].reason == "Its lines go with it. It is referred to by acme/tool/t."


# --- values that every update mints anew ------------------------------------------------------------------------------

AGENT = kind("agent", {"name": NAME, "greeting": "str", "version": {"is": "str", "traits": ["Computed", "Minted"]}})
ROUTE = kind("route", {"name": NAME, "serve": {"is": "str", "traits": [{"Ref": "acme/agent"}]}})


@pytest.mark.parametrize("greeting", ["same", "new"])
def test_a_reference_to_what_an_update_mints_is_known_after_it(greeting):
    """
    Whoever serves a version learns the new one in the same run, after the update that makes it.
    """
    scene = Scene.of(AGENT, ROUTE).declare("agent/a", {"name": "a", "greeting": greeting})
    scene.declare("route/r", {"name": "r", "serve": ref("agent/a", "version")})
    scene.hold("agent", "a1", {"name": "a", "greeting": "same", "version": "v1"}).remember(
        "agent/a", "a1", {"name": "a", "greeting": "same"}
    )
    scene.hold("route", "r1", {"name": "r", "serve": "v1"}).remember("route/r", "r1", {"name": "r", "serve": "v1"}, depends=["agent/a"])
    plan = scene.plan()
    assert said(plan) == ([] if greeting == "same" else ["update agent/a", "update route/r"])
    if greeting == "new":
        assert [each.address.name for each in step(plan, "route/r").after] == ["a"]


def test_nobody_learns_a_version_that_was_not_made(tmp_path: Path):
    """
    The update fails: whoever would serve what it makes is left as it is.
    """
    scene = Scene.of(AGENT, ROUTE).declare("agent/a", {"name": "a", "greeting": "new"})
    scene.declare("route/r", {"name": "r", "serve": ref("agent/a", "version")})
    scene.hold("agent", "a1", {"name": "a", "greeting": "same", "version": "v1"})
    scene.remember("agent/a", "a1", {"name": "a", "greeting": "same"})
    scene.hold("route", "r1", {"name": "r", "serve": "v1"}).remember("route/r", "r1", {"name": "r", "serve": "v1"}, depends=["agent/a"])
    report, vendor, _ = run(tmp_path, scene.plan(), scene, says(422, {"detail": "no"}))
    assert vendor.methods == ["PATCH"]
    assert [outcome.status for _, outcome in report.outcomes] == [Status.FAILED, Status.SKIPPED]
