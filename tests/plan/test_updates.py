"""One object that exists: which calls a difference leads to, and which objections."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from reconciler.diagnostics import ReconcilerError
from reconciler.plan.calls import settled
from reconciler.schema import Secret
from tests.diff.build import KEY, value
from tests.plan.scene import Scene, address, kind, said, step, waivers

CASES = Path(__file__).parent / "cases" / "updates.yaml"
KEYS = {
    "because",
    "fields",
    "mode",
    "kind",
    "desired",
    "live",
    "applied",
    "was",
    "adopt",
    "drift",
    "action",
    "calls",
    "body",
    "kept",
    "findings",
}


def rows() -> list[Any]:
    table = YAML(typ="safe", pure=True).load(CASES.read_text())
    return [pytest.param(row, id=row["because"]) for row in table]


def shown(tree: Any) -> Any:
    """A body whose secrets can be compared."""
    match tree:
        case Secret():
            return {"$secret" if tree.origin else "$shown": tree.reveal()}
        case dict():
            return {key: shown(each) for key, each in tree.items()}
        case list():
            return [shown(each) for each in tree]
        case _:
            return tree


@pytest.mark.parametrize("row", rows())
def test_an_existing_object(row):
    """
    The fewest, smallest calls, and nothing that nobody asked for.
    """
    assert set(row) <= KEYS
    scene = Scene.of(kind("thing", row["fields"], mode=row.get("mode", "merge-top"), **row.get("kind", {})))
    scene.declare("thing/x", value(row["desired"]), adopt="t1" if row.get("adopt") else None).hold("thing", "t1", value(row["live"]))
    if row.get("applied", row["live"]) is not None:
        scene.remember("thing/x", "t1", value(row.get("applied", row["live"])), value(row.get("was")))
    plan = scene.plan(drift=row.get("drift", "enforce"))
    calls = [call for each in plan.steps for call in each.calls]
    assert [f"{call.endpoint.method} {call.endpoint.path}" for call in calls] == row.get("calls", [])
    assert [shown(call.body) for call in calls if call.body is not None] == ([row["body"]] if row.get("calls") else [])
    usual = ["update thing/x"] if row.get("calls") else []
    assert said(plan) == ([f"{row['action']} thing/x"] if "action" in row else usual)
    assert [each.why for each in plan.kept] == row.get("kept", [])
    assert waivers(plan) == row.get("findings", [])


def test_a_call_says_which_object():
    """
    The id stands in the path of the call, percent-encoded when it is sent.
    """
    scene = Scene.of(kind("thing", {"a": "str"})).declare("thing/x", {"a": "new"}).hold("thing", "a/b", {"a": "old"})
    (call,) = step(scene.remember("thing/x", "a/b", {"a": "old"}).plan(), "thing/x").calls
    assert dict(call.params) == {"id": "a/b"}
    assert call.repeatable


def test_a_call_that_would_not_settle_is_refused():
    """
    A declaration whose update leaves our change undone must not loop for ever: it is an error before anything is sent.
    """
    lazy = kind("thing", {"a": "str", "o": {"object": {"b": "str"}}}, amend=lambda body, live, desired: {})
    scene = Scene.of(lazy).declare("thing/x", {"a": "new", "o": {"b": "new"}}).hold("thing", "t1", {"a": "old", "o": {"b": "old"}})
    with pytest.raises(ReconcilerError) as caught:
        scene.remember("thing/x", "t1", {"a": "old", "o": {"b": "old"}}).plan()
    assert "would leave a, o.b unchanged" in str(caught.value)


def test_a_deep_merge_is_simulated_deeply():
    """
    The second comparison knows that a deep merge keeps what it is not told.
    """
    deep = kind("thing", {"o": {"object": {"a": "str", "b": "str"}}}, mode="merge-deep")
    scene = Scene.of(deep).declare("thing/x", {"o": {"a": "new", "b": "x"}}).hold("thing", "t1", {"o": {"a": "old", "b": "x"}})
    plan = scene.remember("thing/x", "t1", {"o": {"a": "old", "b": "x"}}).plan()
    changed = step(plan, "thing/x")
    assert changed.bound is not None
    assert changed.bound.live is not None
    settled(deep, changed.bound.spec, {}, changed.bound.live, changed.calls, key=KEY)


def test_a_waiver_lifts_one_finding_and_no_other():
    """
    Every permission names what it permits, and the plan says which it used.
    """
    scene = Scene.of(kind("thing", {"a": {"is": "str", "traits": ["Routing"]}}))
    for name in ("x", "y"):
        scene.declare(f"thing/{name}", {"a": "new"}).hold("thing", name, {"a": "old"}).remember(f"thing/{name}", name, {"a": "old"})
    plan = scene.plan(allow=frozenset({"routing:acme/thing/x", "conflict:acme/thing/y"}))
    assert waivers(plan) == ["routing:acme/thing/y"]
    assert [each.waiver for each in plan.waived] == ["routing:acme/thing/x"]


def test_what_cannot_be_waived_is_not():
    """
    Permission does not make a mask a secret.
    """
    scene = Scene.of(kind("thing", {"o": {"object": {"a": "str", "t": {"is": "str", "traits": ["Sensitive"]}}}}))
    scene.declare("thing/x", {"o": {"a": "new"}}).hold("thing", "x", {"o": {"a": "old", "t": "***"}}).remember(
        "thing/x", "x", {"o": {"a": "old"}}
    )
    plan = scene.plan(allow=frozenset({"masked:acme/thing/x"}))
    assert waivers(plan) == ["masked:acme/thing/x"]
    assert plan.waived == ()


def test_our_own_secret_is_no_mask_whatever_it_looks_like():
    """
    Only what the vendor returned can be a mask.
    """
    scene = Scene.of(kind("thing", {"t": {"is": "str", "traits": ["WriteOnly"]}})).declare("thing/x", value({"t": {"$secret": "a***b"}}))
    assert waivers(scene.hold("thing", "x", {}).remember("thing/x", "x", value({"t": {"$secret": "old"}}), {}).plan()) == []


def test_protection_alone_is_remembered():
    """
    Writing protect: true changes the state and not the vendor.
    """
    scene = Scene.of(kind("thing", {"a": "str"})).settled("thing/x", "t1", {"a": "x"}).declare("thing/x", {"a": "x"}, protect=True)
    changed = step(scene.plan(), "thing/x")
    assert (changed.action.value, changed.calls, changed.because) == ("update", (), "protect changes")


def test_what_cannot_be_verified_is_said_in_one_note():
    """
    Forty secrets in sync as far as we know are one sentence, and no call.
    """
    scene = Scene.of(kind("thing", {"t": {"is": "str", "traits": ["WriteOnly"]}, "u": {"is": "str", "traits": ["Unread"]}}))
    for name in ("x", "y"):
        scene.declare(f"thing/{name}", value({"t": {"$secret": "s"}, "u": "1"})).hold("thing", name, {})
        scene.remember(f"thing/{name}", name, value({"t": {"$secret": "s"}, "u": "1"}), {})
    plan = scene.plan()
    (note,) = plan.notes
    assert note == "2 secrets cannot be verified, since the vendor never shows them; last sent unchanged: acme/thing/x t, acme/thing/y t."
    assert (plan.steps, plan.in_sync) == ((), 2)
    del scene.resources[address("thing/y")]
    assert scene.plan().notes[0].startswith("1 secret cannot")


def test_a_field_that_the_vendor_does_not_keep_is_said():
    """
    A typo that has no effect is told at every plan.
    """
    scene = Scene.of(kind("thing", {"a": "str"})).declare("thing/x", {"a": "x", "typo": 1}).hold("thing", "x", {"a": "x"})
    plan = scene.remember("thing/x", "x", {"a": "x", "typo": 1}, {"a": "x"}).plan()
    assert plan.notes == ("acme/thing/x: the vendor does not keep typo; it has no effect.",)
