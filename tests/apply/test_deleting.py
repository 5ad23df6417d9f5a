"""Deletes: only what is bound and still the same, and gone means seen to be gone."""

from __future__ import annotations

import pytest

from reconciler.apply import Status
from reconciler.sandbox.app import Fault
from tests.apply.words import ASSISTANT, BOT, PROMPT, Meddler, applied, bound, declare, done, outcome, sent, state_of, told, undeclare
from tests.world import World

DESK = "telnyx/assistant/desk"


@pytest.fixture
def orphaned(world: World) -> World:
    """An assistant that was applied, and whose manifest is gone; another one stays."""
    declare(world, DESK, ASSISTANT)
    declare(world, "telnyx/assistant/stays", {**ASSISTANT, "name": "Stays"})
    done(world)
    undeclare(world, DESK)
    return world


def names(world: World) -> list[str]:
    return sorted(str(row["name"]) for row in world.objects("telnyx", "assistant"))


def test_a_pruned_object_is_deleted_and_forgotten(orphaned: World):
    """
    One call, then a look, then it is out of the state.
    """
    mark = orphaned.mark
    key = bound(orphaned, DESK).id
    done(orphaned, prune=True)
    assert sent(orphaned, mark) == [f"DELETE /ai/assistants/{key}"]
    assert names(orphaned) == ["Stays"]
    assert [str(address) for address in state_of(orphaned).resources] == ["telnyx/assistant/stays"]


@pytest.mark.parametrize("kind", ["drop_after", "error_after", "html", "drop_before", "error_before"])
def test_a_delete_without_an_answer_is_sent_again(orphaned: World, kind: str):
    """
    Deleting twice does no harm: the second answer may be 404, and that is success.
    """
    orphaned.sandbox.faults.add(Fault.parse({"kind": kind, "method": "DELETE"}))
    done(orphaned, prune=True)
    assert names(orphaned) == ["Stays"]


def test_what_somebody_else_deleted_is_forgotten(orphaned: World):
    """
    Gone already is what we wanted; nothing is sent.
    """
    orphaned.sandbox.vendors["telnyx"].tables["assistant"].pop(bound(orphaned, DESK).id)
    mark = orphaned.mark
    report = done(orphaned, prune=True)
    assert "it was gone already" in told(report)
    assert sent(orphaned, mark) == []
    assert not report.sent


def test_a_delete_that_meets_nothing_is_success(orphaned: World):
    """
    Somebody was faster by a moment.
    """
    orphaned.sandbox.faults.add(Fault("error_after", method="DELETE", status=404))
    done(orphaned, prune=True)
    assert names(orphaned) == ["Stays"]


def test_an_object_that_became_another_one_is_not_deleted(orphaned: World):
    """
    Renamed in the dashboard since our last apply: somebody may need it.
    """
    orphaned.sandbox.vendors["telnyx"].edited("assistant", bound(orphaned, DESK).id, {"name": "Very important"})
    mark = orphaned.mark
    report = applied(orphaned, prune=True)
    assert "Object is another one" in told(report)
    assert outcome(report, DESK).status is Status.FAILED
    assert sent(orphaned, mark) == []
    assert bound(orphaned, DESK)


def test_a_refused_delete_is_told(orphaned: World):
    """
    It stays bound, so that the next run tries again.
    """
    orphaned.sandbox.faults.add(Fault("error_before", method="DELETE", status=409))
    report = applied(orphaned, prune=True)
    assert "Vendor refused: The vendor answered 409" in told(report)
    done(orphaned, prune=True)


def test_a_delete_that_is_never_answered_is_a_failure(orphaned: World):
    """
    Three attempts, then it stays bound.
    """
    orphaned.sandbox.faults.add(Fault("error_before", method="DELETE", times=0))
    report = applied(orphaned, prune=True)
    assert outcome(report, DESK).status is Status.FAILED
    assert report.sent
    orphaned.sandbox.faults.clear()
    done(orphaned, prune=True)


def test_an_object_that_outlives_its_delete_is_told(orphaned: World):
    """
    A vendor that says "deleted" and still holds it has not deleted it.
    """
    table = orphaned.sandbox.vendors["telnyx"].tables["assistant"]
    real = table.pop
    table.pop = table.get  # type: ignore[method-assign]
    report = applied(orphaned, prune=True)
    assert "Not deleted: The vendor took the delete and still holds" in told(report)
    assert bound(orphaned, DESK)
    table.pop = real  # type: ignore[method-assign]
    done(orphaned, prune=True)


def test_a_delete_that_a_list_shows_late_is_waited_for(world: World):
    """
    Where only a list can be read, it may show the object for a moment longer.
    """
    world.environ["TOKEN"] = "openai-key-1"
    for name in ("one", "two"):
        declare(world, f"telnyx/integration_secret/{name}", {"identifier": name, "type": "bearer", "token": {"$secret": "env:TOKEN"}})
    done(world)
    undeclare(world, "telnyx/integration_secret/one")
    world.sandbox.faults.add(Fault("lag", method="DELETE", listings=2))
    done(world, prune=True)
    assert [row["identifier"] for row in world.objects("telnyx", "integration_secret")] == ["two"]


def test_what_cannot_be_deleted_is_forgotten_and_stays(world: World):
    """
    At a vendor without a delete the plan says abandon, and no call is made.
    """
    declare(world, "vocode/prompt/script", PROMPT)
    done(world)
    undeclare(world, "vocode/prompt/script")
    mark = world.mark
    done(world, prune=True)
    assert sent(world, mark) == []
    assert not state_of(world).resources
    assert len(world.objects("vocode", "prompt")) == 1


@pytest.mark.parametrize(("reads", "gone"), [("true", True), ("false", False)])
def test_where_no_read_is_documented_a_404_may_mean_no_delete(world: World, reads: str, gone: bool):
    """
    Only a list can tell whether it is gone; without one it stays bound, and somebody has to look.
    """
    world.sandbox.vendors["dailybots"].switch({"reads": reads})
    declare(world, "dailybots/twilio_config/bot", BOT)
    done(world)
    undeclare(world, "dailybots/twilio_config/bot")
    world.sandbox.faults.add(Fault("error_after", method="DELETE", status=404))
    report = applied(world, prune=True)
    assert report.succeeded == gone
    assert bool(state_of(world).resources) != gone
    assert gone or "It stays bound; look in the dashboard" in told(report)


def test_a_delete_begins_and_ends_in_words(orphaned: World):
    """
    Whoever watches is told of each step.
    """
    listener = Meddler()
    applied(orphaned, prune=True, reporter=listener)
    assert listener.heard == [f"started {DESK}", f"finished {DESK} done"]
