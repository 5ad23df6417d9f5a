"""Failures that were measured in tools like this one, each with a test that we do not share it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from reconciler.diff import Cause
from reconciler.sandbox.app import Fault
from reconciler.sandbox.serve import Running
from tests.apply.words import ASSISTANT, TOOL, applied, bound, declare, done, sent, told
from tests.reliability.command import command, files, point_at
from tests.reliability.company import settle_in
from tests.world import World

DESK = "telnyx/assistant/desk"
FULL: Mapping[str, Any] = {
    **ASSISTANT,
    "greeting": "Hello!",
    "tags": ["one", "two", "three"],
    "voice_settings": {"voice": "Telnyx.KokoroTTS.af_heart"},
}


@pytest.fixture
def world(tmp_path: Path) -> World:
    """One assistant, applied."""
    world = World(tmp_path / "company")
    declare(world, DESK, FULL)
    done(world)
    return world


@pytest.fixture
def company(tmp_path: Path) -> Iterator[World]:
    """Something of every vendor, behind a socket, never applied."""
    world = World(tmp_path / "company")
    settle_in(world)
    with Running(world.sandbox) as running:
        point_at(world, running.port)
        yield world


def edit(world: World, **patch: Any) -> None:
    """Somebody edits the assistant in the dashboard."""
    world.sandbox.vendors["telnyx"].edited("assistant", str(stored(world)["id"]), patch)


def stored(world: World) -> Mapping[str, Any]:
    (row,) = world.objects("telnyx", "assistant")
    return row


def causes(world: World) -> dict[str, Cause]:
    return {".".join(change.path): change.cause for step in world.plan().steps for change in step.changes}


# --- dashboard edits --------------------------------------------------------------------------------------------------


def test_a_dashboard_edit_is_drift_wherever_the_state_goes(world: World, tmp_path: Path):
    """
    A fresh checkout with its state knows as much as the laptop that applied last: the edit is named before it is undone.
    """
    elsewhere = World(tmp_path / "checkout", world.sandbox)
    shutil.copytree(world.root, elsewhere.root, dirs_exist_ok=True)
    edit(world, greeting="Hi from the dashboard")
    assert causes(elsewhere) == {"greeting": Cause.DRIFT}


def test_a_dashboard_edit_met_without_a_state_is_told_as_such(world: World, tmp_path: Path):
    """
    A checkout without a state cannot know who wrote what it finds: every value that it would overwrite is shown as a first contact.
    """
    elsewhere = World(tmp_path / "checkout", world.sandbox)
    declare(elsewhere, DESK, FULL)
    edit(world, greeting="Hi from the dashboard")
    plan = elsewhere.plan()
    assert [step.action.value for step in plan.steps] == ["adopt"]
    assert causes(elsewhere) == {"greeting": Cause.FIRST}
    assert [change.before for step in plan.steps for change in step.changes] == ["Hi from the dashboard"]


def test_the_command_says_first_contact_and_shows_both_values(company: World, tmp_path: Path):
    """
    A reviewer reads the value in the dashboard beside the one in git before anything is overwritten.
    """
    assert command(company, "apply", "--auto-approve")[0] == 0
    shutil.rmtree(company.root / ".reconciler")
    company.sandbox.vendors["fluents"].edited("prompt", str(company.objects("fluents", "prompt")[0]["id"]), {"content": "Edited by hand."})
    code, words = command(company, "plan", "--detailed-exitcode")
    assert code == 3
    assert "first contact, overwrites" in words
    assert "Edited by hand." in words


def test_a_checkout_without_a_state_wipes_no_dashboard_edit(company: World):
    """
    In CI, where the state is easily lost, apply stops with 3 and sends nothing until the overwrite is allowed by name.
    """
    assert command(company, "apply", "--auto-approve")[0] == 0
    shutil.rmtree(company.root / ".reconciler")
    prompts = company.sandbox.vendors["fluents"]
    prompts.edited("prompt", str(company.objects("fluents", "prompt")[0]["id"]), {"content": "Edited by hand."})
    mark = company.mark

    code, words = command(company, "apply", "--auto-approve")

    assert code == 3
    assert "--allow overwrite:fluents/prompt/" in words
    assert sent(company, mark) == []
    assert company.objects("fluents", "prompt")[0]["content"] == "Edited by hand."


def test_a_field_that_a_manifest_begins_to_mention_is_ours_from_then_on(world: World):
    """
    Written with the value it already has it costs no call, and the next dashboard edit of it is drift, not a first contact.
    """
    declare(world, DESK, {**FULL, "description": "The desk."})
    edit(world, description="The desk.")
    assert world.apply() is None
    edit(world, description="Somebody's desk.")
    assert causes(world) == {"description": Cause.DRIFT}


@pytest.mark.parametrize("policy", ["report", "stop"])
def test_a_dashboard_edit_may_be_kept_or_may_stop_everything(world: World, policy: str):
    """
    Whether it is undone is policy, not luck: reported and left alone, or a finding that somebody has to allow.
    """
    config = (world.root / "reconciler.yaml").read_text()
    world.write("reconciler.yaml", config.replace("drift: enforce", f"drift: {policy}"))
    edit(world, greeting="Hi from the dashboard")
    plan = world.plan()
    assert ([each.waiver for each in plan.findings], [each.why for each in plan.kept]) == {
        "report": ([], ["edited live: greeting"]),
        "stop": ([f"drift:{DESK}"], []),
    }[policy]


def test_a_dashboard_edit_of_what_git_also_changed_is_never_overwritten_unasked(world: World):
    """
    Edited on both sides: a finding with its own permission.
    """
    edit(world, greeting="Hi from the dashboard")
    declare(world, DESK, {**FULL, "greeting": "Hi from git"})
    assert causes(world) == {"greeting": Cause.CONFLICT}
    assert [each.waiver for each in world.plan().findings] == [f"conflict:{DESK}"]


# --- phantom changes --------------------------------------------------------------------------------------------------


def test_a_default_that_the_server_fills_in_is_no_drift(world: World):
    """
    What no manifest mentions is the vendor's to choose, also later.
    """
    assert "description" not in FULL
    edit(world, description="Filled in.", telephony_settings={"supports_unauthenticated_web_calls": True})
    assert world.plan().steps == ()


def test_a_reordered_set_is_no_drift(world: World):
    """
    Tags come back in any order.
    """
    edit(world, tags=["three", "one", "two"])
    assert world.plan().steps == ()


def test_a_timestamp_is_no_drift(world: World):
    """
    A vendor that touches its own fields changes nothing of ours.
    """
    edit(world, created_at="2001-01-01T00:00:00Z", version_created_at="2001-01-01T00:00:00Z")
    assert world.plan().steps == ()


def test_an_unchanged_apply_sends_nothing(company: World):
    """
    The second run of the real command reads, writes nothing, and exits with 0.
    """
    assert command(company, "apply", "--auto-approve")[0] == 0
    mark = company.mark
    code, words = command(company, "apply", "--auto-approve")
    assert code == 0
    assert "No changes" in words
    assert sent(company, mark) == []
    assert company.mark > mark


# --- writes -----------------------------------------------------------------------------------------------------------


def test_a_nested_partial_write_does_not_wipe_its_siblings(world: World):
    """
    One field of a nested object is changed in git; what somebody set beside it in the dashboard is still there afterwards.
    """
    edit(world, voice_settings={"voice": "Telnyx.KokoroTTS.af_heart", "voice_speed": 1.5})
    declare(world, DESK, {**FULL, "voice_settings": {"voice": "Telnyx.KokoroTTS.am_adam"}})
    done(world)
    held = stored(world)["voice_settings"]
    assert (held["voice"], held["voice_speed"]) == ("Telnyx.KokoroTTS.am_adam", 1.5)


def test_an_update_sends_what_changed_and_no_more(world: World):
    """
    No ids, no timestamps, no whole object: the changed field, and what the vendor requires with every update.
    """
    declare(world, DESK, {**FULL, "greeting": "Good morning!"})
    mark = world.mark
    done(world)
    assert [set(call.body) for call in world.writes(mark)] == [{"greeting", "promote_to_main", "tags"}]


# --- dry runs ---------------------------------------------------------------------------------------------------------


DRY = (("plan",), ("plan", "--prune"), ("validate",), ("drift",), ("drift", "--unmanaged"))


@pytest.mark.parametrize("before", ["never applied", "applied and edited"])
def test_a_dry_run_writes_nothing(company: World, before: str):
    """
    Not at a vendor, and not in the work tree, to the byte; not even a state file on a fresh organisation.
    """
    if before != "never applied":
        assert command(company, "apply", "--auto-approve")[0] == 0
        company.sandbox.vendors["telnyx"].edited("assistant", str(company.objects("telnyx", "assistant")[0]["id"]), {"instructions": "x"})
    tree, mark = files(company.root), company.mark
    for words in DRY:
        code, printed = command(company, *words)
        assert code in {0, 2, 3}, printed
        assert sent(company, mark) == []
        assert files(company.root) == tree


# --- the truth about failures -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [404, 422])
def test_one_refused_object_is_not_success(company: World, status: int):
    """
    An object that a vendor refuses is named, the exit code says "partly", and nothing says "complete".
    """
    company.sandbox.faults.add(Fault("error_before", method="POST", path="/ai/tools", status=status, times=0))
    code, words = command(company, "apply", "--auto-approve")
    assert code == 5
    assert "telnyx/tool/lookup" in words
    assert f"The vendor answered {status}" in words
    assert "Apply complete" not in words
    assert "telnyx/tool/lookup: create done" not in words


def test_a_create_without_an_answer_is_not_doubled(company: World):
    """
    The connection of every create is cut after the fact: one object each, all the same.
    """
    company.sandbox.faults.add(Fault("drop_after", method="POST", path="/v1/*", times=0))
    command(company, "apply", "--auto-approve")
    counts = [len(company.objects("vocode", "voice")), len(company.objects("fluents", "voice")), len(company.objects("vocode", "prompt"))]
    assert counts == [1, 1, 2]


def test_a_rate_limit_is_waited_for_and_never_taken_for_not_found(world: World):
    """
    A vendor that asks for 58 seconds gets them, however often, and nothing is created a second time.
    """
    declare(world, "cozmox/tool/note", TOOL)
    world.sandbox.faults.add(Fault("rate_limit", seconds=58, times=6))
    report = done(world)
    assert report.succeeded
    assert 58 in world.slept
    assert len(world.objects("cozmox", "tool")) == 1


def test_the_vendors_words_are_told_without_the_key(world: World):
    """
    A refused key is told with the vendor's name and where to look, and is not printed.
    """
    world.environ["TELNYX_API_KEY"] = "sk-very-secret-key"
    declare(world, DESK, {**FULL, "greeting": "x"})
    world.sandbox.faults.add(Fault("error_before", method="POST", status=403))
    report = applied(world)
    assert "The vendor answered 403" in told(report)
    assert "sk-very-secret-key" not in repr(report) + told(report)
    assert bound(world, DESK)
