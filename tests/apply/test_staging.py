"""Candidate versions: an update that no caller meets until a later run promotes it."""

from __future__ import annotations

import pytest

from reconciler.apply.failure import Failed
from reconciler.apply.staging import _told
from reconciler.diagnostics import FindingError, InputError
from reconciler.plan import Action, Stage
from reconciler.sandbox.faults import Fault
from reconciler.sandbox.vendor import Request
from tests.apply.words import ASSISTANT, applied, bound, declare, done, sent, told
from tests.world import World

DESK = "telnyx/assistant/desk"
LATER = {"promote": False, "version": "spring"}
NEW = {**ASSISTANT, "instructions": "Be kind."}


@pytest.fixture
def world(tmp_path):
    """A company whose assistant is in place."""
    world = World(tmp_path)
    declare(world, DESK, ASSISTANT)
    done(world)
    return world


def main(world):
    """The assistant as callers meet it."""
    (row,) = world.objects("telnyx", "assistant")
    return row


def at_the_vendor(world, method, tail="", body=None):
    """What somebody does with the assistant's versions without us."""
    path = f"/ai/assistants/{bound(world, DESK).id}/versions{tail}"
    reply = world.sandbox.vendors["telnyx"].answer(Request(method, path, {"authorization": "Bearer key"}, {}, body))
    assert reply.status < 300, reply.body
    return reply.body


def versions(world):
    """Every version of the assistant, the newest first."""
    return at_the_vendor(world, "GET")["data"]


def stage(world, spec=NEW, **rollout):
    """Declare the assistant as a candidate."""
    declare(world, DESK, spec, rollout={**LATER, **rollout})


def edit_main(world, **patch):
    """Somebody edits the main version in the dashboard, which writes a new one."""
    assert world.sandbox.vendors["telnyx"].edited("assistant", bound(world, DESK).id, patch) is not None


def test_a_candidate_is_written_beside_the_main_version(world):
    """
    Callers keep what they have; the plan is empty afterwards, since the candidate holds what the manifest says.
    """
    stage(world)
    (step,) = world.plan().steps
    assert step.stage is Stage.CANDIDATE
    assert step.because == "to a candidate version: callers keep the main one until it is promoted"
    before = world.mark
    done(world)
    (call,) = world.writes(before)
    assert call.body == {"instructions": "Be kind.", "promote_to_main": False, "version_name": "spring"}
    assert main(world)["instructions"] == "Be brief."
    assert bound(world, DESK).candidate
    assert bound(world, DESK).basis == main(world)["version_id"]


def test_what_was_staged_is_promoted_by_one_call(world):
    """
    Promoting sends no fields: the very version that was tested becomes the main one.
    """
    stage(world)
    done(world)
    candidate = bound(world, DESK).candidate
    declare(world, DESK, NEW)
    (step,) = world.plan().steps
    assert (step.stage, step.because) == (Stage.PROMOTED, f"promotes its candidate version {candidate}")
    assert [change.path for change in step.changes] == [("instructions",)]
    before = world.mark
    done(world)
    assert sent(world, before) == [f"POST /ai/assistants/{bound(world, DESK).id}/versions/{candidate}/promote"]
    assert (main(world)["instructions"], main(world)["version_id"]) == ("Be kind.", candidate)
    assert bound(world, DESK).candidate == ""


def test_another_edit_writes_another_candidate(world):
    """
    A version to which a canary may route is never edited in place. The new one is written on the main version, so it holds all of it.
    """
    stage(world)
    done(world)
    first = bound(world, DESK).candidate
    stage(world, {**NEW, "greeting": "Hello!"})
    before = world.mark
    done(world)
    (call,) = world.writes(before)
    assert {"instructions": "Be kind.", "greeting": "Hello!"}.items() <= call.body.items()
    assert bound(world, DESK).candidate not in {"", first}
    assert main(world)["instructions"] == "Be brief."


def test_a_candidate_that_says_nothing_new_is_dropped(world):
    """
    Taking the edit back writes nothing at the vendor.
    """
    stage(world)
    done(world)
    stage(world, ASSISTANT)
    before = world.mark
    report = applied(world)
    assert report.succeeded
    assert sent(world, before) == []
    assert bound(world, DESK).candidate == ""
    assert world.plan().steps == ()


def test_a_direct_edit_passes_the_candidate_by(world):
    """
    A manifest that says something else than the candidate, without rollout, updates the main version as always.
    """
    stage(world)
    done(world)
    declare(world, DESK, {**ASSISTANT, "instructions": "Be quick."})
    (step,) = world.plan().steps
    assert step.stage is Stage.MAIN
    done(world)
    assert main(world)["instructions"] == "Be quick."
    assert bound(world, DESK).candidate == ""


def test_nobodys_edit_of_the_main_version_is_promoted_away_unasked(world):
    """
    The candidate was written on another main version: promoting it would undo what was edited there.
    """
    stage(world)
    done(world)
    edit_main(world, greeting="Hiya!")
    declare(world, DESK, NEW)
    with pytest.raises(FindingError) as caught:
        applied(world)
    assert [each.path for each in caught.value.diagnostics] == [f"promote:{DESK}"]
    assert applied(world, allow=(f"promote:{DESK}",)).succeeded


def test_drift_of_a_candidate_is_drift(world):
    """
    A candidate that somebody edits is mended by a new one.
    """
    stage(world)
    done(world)
    at_the_vendor(world, "POST", f"/{bound(world, DESK).candidate}", {"instructions": "Be rude."})
    (step,) = world.plan().steps
    assert step.stage is Stage.CANDIDATE
    assert [change.cause.value for change in step.changes] == ["drift"]
    done(world)
    assert main(world)["instructions"] == "Be brief."


def test_a_candidate_that_is_gone_is_written_again(world):
    """
    The vendor keeps ten versions and erases the oldest for good.
    """
    stage(world)
    done(world)
    at_the_vendor(world, "DELETE", f"/{bound(world, DESK).candidate}")
    (step,) = world.plan().steps
    assert step.stage is Stage.CANDIDATE
    done(world)


def test_a_candidate_that_was_promoted_in_the_dashboard_is_the_main_version(world):
    """
    Nothing is left to do, and the state forgets that it was a candidate.
    """
    stage(world)
    done(world)
    at_the_vendor(world, "POST", f"/{bound(world, DESK).candidate}/promote")
    assert world.plan().steps == ()
    world.apply()
    assert bound(world, DESK).candidate == ""


@pytest.mark.parametrize("kind", ["drop_after", "error_after", "truncate"])
def test_an_unanswered_candidate_is_found_and_not_written_twice(world, kind):
    """
    Its versions tell whether the update arrived.
    """
    stage(world)
    before = len(versions(world))
    world.sandbox.faults.add(Fault(kind, "telnyx", "POST", "/ai/assistants/*"))
    done(world)
    assert len(versions(world)) == before + 1


def test_a_candidate_that_never_arrived_is_written_again(world):
    """
    A dropped request has made no version.
    """
    stage(world)
    before = len(versions(world))
    world.sandbox.faults.add(Fault("drop_before", "telnyx", "POST", "/ai/assistants/*"))
    done(world)
    assert len(versions(world)) == before + 1


def test_a_canary_serves_the_candidate(world):
    """
    The rule refers to the assistant's version, and learns the candidate's in the same run; promoting needs the canary gone first.
    """
    canary = {
        "assistant_id": {"$ref": DESK},
        "rules": [{"serve": {"rollout": [{"version_id": {"$ref": DESK, "field": "version_id"}, "weight": 10}]}}],
    }
    stage(world)
    declare(world, "telnyx/canary_deploy/desk", canary)
    done(world)
    (row,) = world.objects("telnyx", "canary_deploy")
    first = bound(world, DESK).candidate
    assert row["rules"][0]["serve"]["rollout"][0]["version_id"] == first
    stage(world, {**NEW, "greeting": "Hello!"})
    done(world)
    (row,) = world.objects("telnyx", "canary_deploy")
    assert row["rules"][0]["serve"]["rollout"][0]["version_id"] == bound(world, DESK).candidate != first
    declare(world, DESK, {**NEW, "greeting": "Hello!"})
    assert [each.waiver for each in world.plan().findings] == [f"ends:{DESK}"]
    assert not world.plan().findings[0].waivable
    (world.root / "manifests/telnyx-canary_deploy-desk.yaml").unlink()
    done(world, prune=True)
    assert world.objects("telnyx", "canary_deploy") == []
    assert main(world)["greeting"] == "Hello!"


def test_an_adopted_object_may_get_a_candidate_first(tmp_path):
    """
    What somebody made by hand is not changed for callers by its adoption.
    """
    world = World(tmp_path)
    declare(world, DESK, ASSISTANT)
    done(world)
    (world.root / ".reconciler/local.json").unlink()
    stage(world)
    (step,) = world.plan().steps
    assert (step.action, step.stage) == (Action.ADOPT, Stage.CANDIDATE)
    done(world, allow=(f"overwrite:{DESK}",))
    assert main(world)["instructions"] == "Be brief."


def test_a_digest_tells_a_candidate_from_the_main_version(world):
    """
    A plan that was reviewed for a candidate may not be applied to callers.
    """
    stage(world)
    later = world.plan().digest
    declare(world, DESK, NEW)
    assert world.plan().digest != later


@pytest.mark.parametrize("answer", [{"id": "a1"}, {"version_id": ""}, "no object"])
def test_an_answer_without_a_version_is_said(world, answer):
    """
    Without it nobody could promote what was written.
    """
    stage(world)
    (step,) = world.plan().steps
    with pytest.raises(Failed, match="did not say which version"):
        _told(step, answer)


def test_a_candidate_that_the_vendor_never_answers_is_given_up(world):
    """
    After three tries the run says so; the next one begins anew.
    """
    stage(world)
    world.sandbox.faults.add(Fault("error_before", "telnyx", "POST", "/ai/assistants/*", times=0))
    report = applied(world)
    assert "Vendor could not be reached" in told(report)
    assert len(world.writes()) == 1 + 3
    assert bound(world, DESK).candidate == ""


def test_with_drift_kept_a_candidate_leaves_it_alone(world):
    """
    Under drift: report what somebody edited live is not staged away.
    """
    text = (world.root / "reconciler.yaml").read_text()
    world.write("reconciler.yaml", text.replace("drift: enforce", "drift: report"))
    edit_main(world, instructions="Be loud.")
    stage(world, {**ASSISTANT, "greeting": "Hello!"})
    before = world.mark
    applied(world)
    (call,) = world.writes(before)
    assert "instructions" not in call.body
    assert world.plan().steps == ()


@pytest.mark.parametrize(
    ("rollout", "where", "summary"),
    [
        ("later", "rollout", "Wrong type"),
        ({"promote": "no"}, "rollout.promote", "Wrong type"),
        ({"promot": False}, "rollout.promot", "Unknown key"),
        ({"version": 3}, "rollout.version", "Bad value"),
        ({"version": "x" * 51}, "rollout.version", "Bad value"),
    ],
)
def test_a_malformed_rollout_is_an_error(world, rollout, where, summary):
    """
    A misspelt key must not send a candidate to callers.
    """
    declare(world, DESK, NEW, rollout=rollout)
    with pytest.raises(InputError) as caught:
        world.plan()
    assert [(each.path, each.summary) for each in caught.value.diagnostics] == [(where, summary)]


def test_a_kind_without_versions_has_no_rollout(world):
    """
    Its updates reach callers at once, and nobody may believe otherwise.
    """
    declare(world, "cozmox/faq/hours", {"question": "When?", "answer": "Now."}, rollout={"promote": False})
    with pytest.raises(InputError) as caught:
        world.plan()
    assert [each.summary for each in caught.value.diagnostics] == ["No versions"]
