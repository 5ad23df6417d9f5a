"""Candidates that meet what is harder: a field that is cleared, somebody's edit of the main version, a run that is killed."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reconciler import workflow
from reconciler.address import Address
from reconciler.desired import Rollout
from reconciler.plan import Stage
from reconciler.sandbox.faults import Fault
from reconciler.schema import Endpoint, Versions
from tests.apply.killing import killed_everywhere
from tests.apply.test_run import run, words
from tests.apply.test_staging import DESK, LATER, NEW, at_the_vendor, edit_main, main, stage
from tests.apply.words import ASSISTANT, bound, declare, done, permissions, sent
from tests.http.vendor import says
from tests.plan.scene import NAME, Scene, kind
from tests.world import World

TALL = {**ASSISTANT, "description": "The front desk."}
KIND = {**TALL, "instructions": "Be kind."}
NEVER = ["drop_before", "error_before"]


def drifted(world: World) -> dict[str, Any]:
    """What drift says, by address."""
    return {str(each.address): each for each in asyncio.run(workflow.find_drift(world.setting(), unmanaged=True))}


@pytest.fixture
def desk(world: World) -> World:
    """An assistant with a description, which can be cleared."""
    declare(world, DESK, TALL)
    done(world)
    return world


def test_a_clear_alone_is_staged_and_promoted(desk: World):
    """
    A field that only leaves the manifest is a candidate too, and promoting it empties the field for callers.
    """
    stage(desk, ASSISTANT)
    done(desk)
    assert main(desk)["description"] == "The front desk."
    declare(desk, DESK, ASSISTANT)
    assert [change.path for change in desk.plan().steps[0].changes] == [("description",)]
    done(desk)
    assert not main(desk)["description"]


def test_a_field_given_up_while_a_candidate_is_pending_is_cleared(desk: World):
    """
    The next candidate stands on the main version, which still holds the value: it is told again that it goes.
    """
    stage(desk, KIND)
    done(desk)
    stage(desk, NEW)
    done(desk)
    declare(desk, DESK, NEW)
    done(desk)
    assert not main(desk)["description"]
    assert main(desk)["instructions"] == "Be kind."


def test_a_candidate_passed_by_clears_the_main_version(desk: World):
    """
    A direct update does all that the manifest says, what it gave up included.
    """
    stage(desk, KIND)
    done(desk)
    declare(desk, DESK, {**ASSISTANT, "instructions": "Be quick."})
    done(desk)
    assert not main(desk)["description"]


def test_a_clear_that_was_taken_back_needs_no_candidate(desk: World):
    """
    With the field back in the manifest the main version says all of it.
    """
    stage(desk, ASSISTANT)
    done(desk)
    stage(desk, TALL)
    before = desk.mark
    done(desk)
    assert sent(desk, before) == []
    assert bound(desk, DESK).candidate == ""


@pytest.mark.parametrize("more", [{"protect": True}, {}], ids=["protect", "release"])
def test_what_tells_the_vendor_nothing_keeps_the_candidate(desk: World, more: Any):
    """
    Protection, or a field that is let go of, changes what is remembered and nothing else.
    """
    stage(desk, {**KIND, "greeting": "Hello!"})
    done(desk)
    candidate, before = bound(desk, DESK).candidate, desk.mark
    declare(desk, DESK, {**KIND, "greeting": "Hello!"} if more else KIND, rollout=LATER, **more)
    done(desk)
    assert sent(desk, before) == []
    assert (bound(desk, DESK).candidate, bound(desk, DESK).protect) == (candidate, bool(more))
    declare(desk, DESK, KIND)
    done(desk)
    assert main(desk)["instructions"] == "Be kind."


def test_a_conflict_on_the_main_version_outlives_another_candidate(desk: World):
    """
    Somebody edited for callers what git changes too: a second candidate does not make the edit ours to undo.
    """
    stage(desk, KIND)
    done(desk)
    edit_main(desk, instructions="Be loud.")
    stage(desk, {**KIND, "greeting": "Hello!"})
    done(desk)
    declare(desk, DESK, {**KIND, "greeting": "Hello!"})
    assert permissions(desk) == (f"conflict:{DESK}",)
    done(desk, allow=permissions(desk))
    assert main(desk)["instructions"] == "Be kind."


def test_under_stop_an_edit_of_the_main_version_stops_its_promotion(desk: World):
    """
    Nor is it undone by way of a candidate.
    """
    text = (desk.root / "reconciler.yaml").read_text()
    desk.write("reconciler.yaml", text.replace("drift: enforce", "drift: stop"))
    stage(desk, {**TALL, "greeting": "Hello!"})
    done(desk)
    edit_main(desk, instructions="Be loud.")
    stage(desk, {**TALL, "greeting": "Hi!"})
    done(desk)
    declare(desk, DESK, {**TALL, "greeting": "Hi!"})
    assert permissions(desk) == (f"drift:{DESK}",)


def test_under_report_the_next_candidate_keeps_an_edit_of_the_main_version(desk: World):
    """
    It is written on top of the main version, and what somebody edited there stays in it.
    """
    text = (desk.root / "reconciler.yaml").read_text()
    desk.write("reconciler.yaml", text.replace("drift: enforce", "drift: report"))
    stage(desk, {**TALL, "greeting": "Hello!"})
    done(desk)
    edit_main(desk, instructions="Be loud.")
    stage(desk, {**TALL, "greeting": "Hi!"})
    assert [each.why for each in desk.plan().kept] == ["edited live: instructions"]
    done(desk)
    declare(desk, DESK, {**TALL, "greeting": "Hi!"})
    done(desk)
    assert (main(desk)["instructions"], main(desk)["greeting"]) == ("Be loud.", "Hi!")


def test_drift_tells_an_edit_of_the_main_version(desk: World):
    """
    Callers meet it, whatever the candidate says.
    """
    stage(desk, KIND)
    done(desk)
    assert drifted(desk) == {}
    edit_main(desk, instructions="Be loud.", description="Theirs.")
    assert sorted(change.path for change in drifted(desk)[DESK].changes) == [("description",), ("instructions",)]


def test_a_candidate_that_is_gone_leaves_what_was_applied_before_it(desk: World):
    """
    What the main version holds is what we gave it, so nothing of it counts as somebody's edit.
    """
    stage(desk, KIND)
    done(desk)
    at_the_vendor(desk, "DELETE", f"/{bound(desk, DESK).candidate}")
    assert drifted(desk) == {}
    (step,) = desk.plan().steps
    assert [change.cause.value for change in step.changes] == ["ours"]
    done(desk)


def test_drift_tells_what_is_gone(desk: World):
    """
    An object that somebody deleted has nothing else to be told of.
    """
    desk.sandbox.vendors["telnyx"].tables["assistant"].pop(bound(desk, DESK).id)
    assert drifted(desk)[DESK].gone


@pytest.mark.parametrize("fault", NEVER)
def test_a_clear_that_never_arrived_is_sent_again(desk: World, fault: Any):
    """
    What the manifest gave up is looked at as well before an unanswered update counts as done.
    """
    declare(desk, DESK, ASSISTANT)
    desk.sandbox.faults.add(Fault(fault, "telnyx", "POST", "/ai/assistants/*"))
    done(desk)
    assert not main(desk)["description"]


@pytest.mark.parametrize("fault", NEVER)
def test_a_staged_clear_that_never_arrived_is_sent_again(desk: World, fault: Any):
    """
    So it is for a candidate.
    """
    stage(desk, ASSISTANT)
    desk.sandbox.faults.add(Fault(fault, "telnyx", "POST", "/ai/assistants/*"))
    done(desk)


CANARY = {
    "assistant_id": {"$ref": DESK},
    "rules": [{"serve": {"rollout": [{"version_id": {"$ref": DESK, "field": "version_id"}, "weight": 10}]}}],
}


def test_only_does_not_hide_what_a_promotion_ends(desk: World):
    """
    The canary goes at the vendor, whether it was asked for or not.
    """
    stage(desk, KIND)
    declare(desk, "telnyx/canary_deploy/desk", CANARY)
    done(desk)
    declare(desk, DESK, KIND)
    plan = desk.plan(only=(Address.parse(DESK),))
    assert [each.waiver for each in plan.findings] == [f"ends:{DESK}"]


def test_a_run_that_is_killed_over_a_candidate_is_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """
    Callers keep the main version, and the next promotion makes the candidate theirs.
    """

    def begin(world: World) -> None:
        declare(world, DESK, TALL)
        done(world)

    for world in killed_everywhere(tmp_path, monkeypatch, begin, partial(stage, spec=NEW)):
        assert (main(world)["instructions"], main(world)["description"]) == ("Be brief.", "The front desk.")
        declare(world, DESK, NEW)
        done(world)
        assert main(world)["instructions"] == "Be kind."
        assert not main(world)["description"]


def test_a_run_that_is_killed_over_a_promotion_is_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """
    At each of its moments; the state forgets the candidate.
    """

    def begin(world: World) -> None:
        declare(world, DESK, TALL)
        done(world)
        stage(world)
        done(world)

    for world in killed_everywhere(tmp_path, monkeypatch, begin, lambda world: declare(world, DESK, NEW)):
        assert main(world)["instructions"] == "Be kind."
        assert not main(world)["description"]
        world.apply()
        assert bound(world, DESK).candidate == ""


VERSIONED = kind(
    "thing",
    {"name": NAME, "color": "str", "version": {"is": "str", "traits": ["Computed"]}},
    versions=Versions(
        "version",
        Endpoint("GET", "/things/{id}/versions"),
        Endpoint("GET", "/things/{id}/versions/{version}"),
        Endpoint("POST", "/things/{id}/versions/{version}/promote"),
        "main",
        "label",
    ),
)


def test_a_candidate_that_holds_what_the_main_version_held_did_not_take(tmp_path: Path):
    """
    A value that did not move was not turned into another form.
    """
    scene = Scene.of(VERSIONED).declare("thing/desk", {"name": "Desk", "color": "red"}, rollout=Rollout(promote=False))
    scene.hold("thing", "t1", {"name": "Desk", "color": "blue", "version": "v1"})
    scene.remember("thing/desk", "t1", {"name": "Desk", "color": "blue"})
    ignored = {"id": "t1", "name": "Desk", "color": "blue", "version": "v2"}
    report, _, _ = run(tmp_path, scene.plan(), scene, *[says(200, ignored)] * 4)
    assert "Field did not take" in words(report)


def test_a_digest_tells_what_a_version_is_called_and_which_is_promoted(desk: World):
    """
    Both are what the plan sends.
    """
    stage(desk, KIND)
    one = desk.plan().digest
    stage(desk, KIND, version="summer")
    assert desk.plan().digest != one
    done(desk)
    declare(desk, DESK, KIND)
    promoting = desk.plan()
    assert promoting.steps[0].stage is Stage.PROMOTED
    stage(desk, TALL)
    done(desk)
    stage(desk, KIND)
    done(desk)
    declare(desk, DESK, KIND)
    assert desk.plan().digest != promoting.digest
