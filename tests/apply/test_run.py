"""A run on a plan of its own: what the vendors we know never do, and what is filled in at the very end."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from reconciler.apply import Report, Reporter, Status
from reconciler.apply.execute import Clock, Run
from reconciler.apply.fill import MissingError, fill, reveal, secrets_in
from reconciler.live import Live
from reconciler.live.observe import Account
from reconciler.plan import Action, Plan
from reconciler.schema import Pending, Secret
from reconciler.state import Memory
from reconciler.state.file import FileBackend
from tests.http.vendor import Vendor, says
from tests.plan.scene import NAME, Scene, address, kind, ref

THING = kind("thing", {"name": NAME, "color": "str", "of": {"is": "str", "traits": [{"Ref": "acme/thing"}]}})
DESK = address("thing/desk")


def run(
    folder: Path, plan: Plan, scene: Scene, *answers: httpx.Response, reporter: Reporter | None = None
) -> tuple[Report, Vendor, Memory]:
    """Carry a plan out at a vendor that answers so."""
    vendor = Vendor(list(answers))
    memory = Memory(FileBackend(folder / "state.json"), scene.state)
    clock = Clock(lambda: vendor.now, vendor.sleep, lambda: "nonce")

    async def go() -> Report:
        async with vendor.client() as client:
            return await Run(plan, memory, {"acme": Account(client, {})}, clock, reporter or Reporter(), asyncio.Event()).execute()

    return asyncio.run(go()), vendor, memory


def words(report: Report) -> str:
    return "\n".join(f"{each.summary}: {each.detail}" for each in report.wrong)


def listed(*items: Any) -> httpx.Response:
    return says(200, {"data": list(items)})


def test_an_answer_without_an_id_is_looked_up(tmp_path: Path):
    """
    "OK" is no object: its list is asked which one it is.
    """
    scene = Scene.of(THING).declare("thing/desk", {"name": "Desk"})
    desk = {"id": "t1", "name": "Desk"}
    report, vendor, memory = run(tmp_path, scene.plan(), scene, says(200, {"message": "ok"}), listed(desk), says(200, desk))
    assert report.succeeded
    assert memory.state.resources[DESK].id == "t1"
    assert vendor.methods == ["POST", "GET", "GET"]


def test_an_accepted_object_that_nobody_can_find_stays_noted(tmp_path: Path):
    """
    The vendor says that it made something and does not show it: nothing is sent again until somebody has looked.
    """
    scene = Scene.of(THING).declare("thing/desk", {"name": "Desk"})
    report, vendor, memory = run(tmp_path, scene.plan(), scene, says(200, {"message": "ok"}), listed())
    assert report.count(Status.UNKNOWN) == 1
    assert "its list does not show it" in words(report)
    assert vendor.methods == ["POST", "GET", "GET"]
    assert DESK in memory.state.intents


def test_what_cannot_be_created_is_told(tmp_path: Path):
    """
    A kind without a create call needs its object to be there.
    """
    scene = Scene.of(replace(THING, create=None)).declare("thing/desk", {"name": "Desk"})
    report, vendor, _ = run(tmp_path, scene.plan(), scene, listed())
    assert "Cannot be created" in words(report)
    assert vendor.methods == []


def test_a_kind_that_has_no_list_leaves_an_unheard_create_open(tmp_path: Path):
    """
    Without a list nothing can tell whether it happened.
    """
    scene = Scene.of(replace(THING, list=None, create=THING.create)).declare("thing/desk", {"name": "Desk"})
    report, vendor, memory = run(tmp_path, scene.plan(), scene, says(502))
    assert "the vendor has no list" in words(report)
    assert vendor.methods == ["POST"]
    assert DESK in memory.state.intents


def test_a_reference_that_the_vendor_does_not_answer_is_told(tmp_path: Path):
    """
    A field that another object needs, and that did not come back: the words name both.
    """
    scene = (
        Scene.of(THING).declare("thing/desk", {"name": "Desk"}).declare("thing/room", {"name": "Room", "of": ref("thing/desk", "color")})
    )
    desk = {"id": "t1", "name": "Desk"}
    report, vendor, _ = run(tmp_path, scene.plan(), scene, says(201, desk), says(200, desk))
    assert "Reference not known: acme/thing/desk exists, but the vendor did not say its color." in words(report)
    # One read back, and four more in case the vendor makes it a moment later.
    assert vendor.methods == ["POST", *["GET"] * 5]


def test_a_plan_that_forgot_its_manifest_is_a_mistake_of_ours(tmp_path: Path):
    """
    Nothing is guessed: it is raised with its address.
    """
    scene = Scene.of(THING).declare("thing/desk", {"name": "Desk"})
    (step,) = scene.plan().steps
    with pytest.raises(TypeError) as caught:
        run(tmp_path, Plan(steps=(replace(step, bound=None),)), scene)
    assert "create of acme/thing/desk has no manifest" in str(caught.value)


def test_what_is_forgotten_needs_no_call(tmp_path: Path):
    """
    To stop managing an object changes the state and nothing else.
    """
    scene = Scene.of(THING).remember("thing/desk", "t1", {"name": "Desk"})
    (step,) = scene.plan(prune=True).steps
    report, vendor, memory = run(tmp_path, Plan(steps=(replace(step, action=Action.FORGET, calls=()),)), scene)
    assert report.succeeded
    assert not report.sent
    assert vendor.methods == []
    assert not memory.state.resources


KNOWN = {DESK: Live(THING, "t1", {}, {"name": "Desk", "more": {"deep": 7}}, {})}


@pytest.mark.parametrize(
    ("value", "filled"),
    [
        (Pending(DESK), "t1"),
        ({"a": [Pending(DESK, "name"), 1], "b": None}, {"a": ["Desk", 1], "b": None}),
        (Pending(DESK, "more.deep"), 7),
    ],
)
def test_what_is_known_by_now_is_filled_in(value: Any, filled: Any):
    """
    Ids and fields of objects that were made on the way.
    """
    assert fill(value, KNOWN) == filled


@pytest.mark.parametrize("value", [Pending(address("thing/other")), Pending(DESK, "none"), [Pending(DESK, "more.none")]])
def test_what_is_still_unknown_is_never_sent(value: Any):
    """
    A hole in a body is an error.
    """
    with pytest.raises(MissingError) as caught:
        fill(value, KNOWN)
    assert "did not give its" in str(caught.value)


def test_a_secret_is_revealed_at_the_door_and_nowhere_else():
    """
    Wherever it stands in a body; and the door is told which texts to keep to itself.
    """
    one, two = Secret("s-1"), Secret("s-2")
    body = {"a": one, "b": [{"c": two}, "plain", 3, None]}
    assert reveal(body) == {"a": "s-1", "b": [{"c": "s-2"}, "plain", 3, None]}
    assert list(secrets_in(body)) == [one, two]
    assert "s-1" not in repr(body)


def test_a_secret_that_a_vendor_quotes_is_not_told(tmp_path: Path):
    """
    An error may echo what was sent: the report does not.
    """
    vault = kind("vault", {"name": NAME, "token": {"is": "str", "traits": ["WriteOnly"]}})
    scene = Scene.of(vault).declare("vault/one", {"name": "One", "token": Secret("hunter2-hunter2")})
    report, _, _ = run(tmp_path, scene.plan(), scene, says(400, {"message": "hunter2-hunter2 is no token"}))
    assert "(sensitive) is no token" in words(report)
    assert "hunter2" not in repr(report)
