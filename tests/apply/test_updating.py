"""Updates: looked at before they are repeated, read back before they count."""

from __future__ import annotations

import pytest

from reconciler.apply import Status
from reconciler.sandbox.app import Fault
from tests.apply.words import (
    AGENT,
    ASSISTANT,
    BOT,
    PAIR,
    PAIRED,
    PROMPT,
    Meddler,
    applied,
    bound,
    declare,
    done,
    outcome,
    sent,
    state_of,
    told,
    undeclare,
)
from tests.world import World

DESK = "telnyx/assistant/desk"


@pytest.fixture
def edited(world: World) -> World:
    """An assistant that was applied, and whose greeting was then edited in git."""
    declare(world, DESK, ASSISTANT)
    done(world)
    declare(world, DESK, {**ASSISTANT, "greeting": "Hello!"})
    return world


def stored(world: World) -> dict[str, object]:
    (row,) = world.objects("telnyx", "assistant")
    return dict(row)


@pytest.mark.parametrize("kind", ["drop_after", "error_after", "truncate"])
def test_an_update_that_took_effect_unheard_is_not_sent_again(edited: World, kind: str):
    """
    It is read first, and what is there already needs no second call.
    """
    mark = edited.mark
    edited.sandbox.faults.add(Fault.parse({"kind": kind, "method": "POST"}))
    done(edited)
    assert len(sent(edited, mark)) == 1
    assert stored(edited)["greeting"] == "Hello!"


@pytest.mark.parametrize("kind", ["drop_before", "error_before", "html"])
def test_an_update_that_did_not_arrive_is_sent_again(edited: World, kind: str):
    """
    It is read first, and what is not there yet is sent once more.
    """
    mark = edited.mark
    edited.sandbox.faults.add(Fault.parse({"kind": kind, "method": "POST"}))
    done(edited)
    assert len(sent(edited, mark)) == 2
    assert stored(edited)["greeting"] == "Hello!"


def test_an_update_that_never_arrives_is_a_failure(edited: World):
    """
    Three attempts, then the words of the last; the next run does it.
    """
    edited.sandbox.faults.add(Fault("error_before", method="POST", times=0))
    report = applied(edited)
    assert outcome(report, DESK).status is Status.FAILED
    assert outcome(report, DESK).sent
    assert not report.succeeded
    assert "The vendor answered 502" in told(report)
    edited.sandbox.faults.clear()
    done(edited)


@pytest.mark.parametrize("kind", ["drop_before", "drop_after"])
def test_a_secret_that_no_read_shows_is_sent_until_it_is_acknowledged(world: World, kind: str):
    """
    What live never shows is no proof that an update arrived: a rotated key is sent again.
    """
    declare(world, "dailybots/twilio_config/bot", BOT)
    done(world)
    world.environ["BOT_KEY"] = "bot-key-2"
    world.sandbox.faults.add(Fault.parse({"kind": kind, "method": "POST"}))
    mark = world.mark
    done(world)
    assert len(sent(world, mark)) == 2
    (row,) = world.objects("dailybots", "twilio_config")
    assert row["api_keys"] == {"anthropic": "bot-key-2"}


def test_a_read_that_lags_is_read_again(world: World):
    """
    An update is no failure because its list shows it a moment later.
    """
    for address, spec in PAIRED.items():
        declare(world, address, spec)
    done(world)
    declare(world, "cozmox/agent_tool/pair", {**PAIR, "is_enabled": False})
    world.sandbox.faults.add(Fault("lag", method="PATCH", listings=1))
    done(world)


def test_an_update_that_is_ignored_is_a_failure(edited: World):
    """
    A vendor that says yes and keeps the old value: the field is named, and this is never success.
    """
    declare(edited, DESK, {**ASSISTANT, "model": "openai/gpt-4o"})
    table = edited.sandbox.vendors["telnyx"].tables["assistant"]
    before = table.rows()[0]
    real = table.put
    table.put = lambda key, row: real(key, {**row, "model": before["model"]})  # type: ignore[method-assign]
    report = applied(edited)
    assert outcome(report, DESK).status is Status.FAILED
    assert "Field did not take: The vendor answered that all is well and holds another value of model." in told(report)
    table.put = real  # type: ignore[method-assign]
    done(edited)


def test_a_field_that_the_vendor_drops_is_a_failure(world: World):
    """
    A misspelt field is told with its name; it is not sent again and again.
    """
    declare(world, "cozmox/agent/desk", {**AGENT, "colour": "red"})
    report = applied(world)
    assert "Field not kept: The vendor does not know colour and dropped it silently." in told(report)
    assert not report.succeeded
    assert world.plan().steps == ()


def test_a_neighbour_that_changes_is_told(edited: World):
    """
    A vendor that resets what we did not send is found out.
    """
    edited.sandbox.vendors["telnyx"].edited("assistant", bound(edited, DESK).id, {"description": "Somebody's."})
    table = edited.sandbox.vendors["telnyx"].tables["assistant"]
    real = table.put
    table.put = lambda key, row: real(key, {**row, "description": "reset"})  # type: ignore[method-assign]
    report = done(edited)
    assert "/description changed at the vendor although we did not touch it" in told(report)


def test_a_new_form_is_told_once(world: World):
    """
    A value that the vendor turns into another form is noted, and in sync from then on.
    """
    declare(world, "dailybots/twilio_config/bot", BOT)
    done(world)
    table = world.sandbox.vendors["dailybots"].tables["twilio_config"]
    real = table.put
    table.put = lambda key, row: real(key, {**row, "rtvi_client_version": "v0.3"})  # type: ignore[method-assign]
    declare(world, "dailybots/twilio_config/bot", {**BOT, "rtvi_client_version": "0.3"})
    report = done(world)
    assert "the vendor turned rtvi_client_version into another form, which is now taken for equal" in told(report)


def test_an_object_that_vanishes_while_we_work_is_told(edited: World):
    """
    Deleted in the dashboard between the plan and the call: refused, in the vendor's words.
    """
    table = edited.sandbox.vendors["telnyx"].tables["assistant"]
    report = applied(edited, reporter=Meddler(started=lambda _: table.pop(table.rows()[0]["id"])))
    assert "The vendor answered 404" in told(report)
    done(edited)


def test_an_object_that_vanishes_after_the_write_is_told(world: World):
    """
    Accepted, and then not there: no success.
    """
    declare(world, DESK, ASSISTANT)
    world.sandbox.faults.add(Fault("error_before", method="GET", path="/ai/assistants/*", status=404, times=0))
    report = applied(world)
    assert "Not found after the write" in told(report)
    assert outcome(report, DESK).sent
    world.sandbox.faults.clear()
    assert not world.plan().steps
    assert len(world.objects("telnyx", "assistant")) == 1


def test_adopting_writes_only_what_differs(world: World):
    """
    An object that is there and as it should be is bound without a call.
    """
    declare(world, DESK, ASSISTANT)
    done(world)
    (world.root / ".reconciler/local.json").unlink()
    mark = world.mark
    report = done(world)
    assert [step.action.value for step, _ in report.outcomes] == ["adopt"]
    assert sent(world, mark) == []
    assert not report.sent


def test_protection_changes_without_a_call(world: World):
    """
    It is a matter between git and the state.
    """
    declare(world, DESK, ASSISTANT)
    done(world)
    declare(world, DESK, ASSISTANT, protect=True)
    mark = world.mark
    done(world)
    assert bound(world, DESK).protect
    assert sent(world, mark) == []


def test_a_rename_goes_before_everything_that_speaks_of_it(world: World):
    """
    Renamed, edited and referred to in one plan: still the same object, one call for each edit.
    """
    declare(world, "vocode/prompt/old", PROMPT)
    declare(world, "vocode/voice/aria", {"type": "voice_azure", "voice_name": "en-US-AriaNeural"})
    agent = {"name": "Desk", "voice": {"$ref": "vocode/voice/aria"}}
    declare(world, "vocode/agent/desk", {**agent, "prompt": {"$ref": "vocode/prompt/old"}})
    done(world)
    undeclare(world, "vocode/prompt/old")
    declare(world, "vocode/prompt/new", {"content": "Be kind."})
    declare(world, "vocode/agent/desk", {**agent, "prompt": {"$ref": "vocode/prompt/new"}, "language": "de"})
    world.write("manifests/moves.yaml", "moved:\n  - {from: vocode/prompt/old, to: vocode/prompt/new}\n")
    before, mark = bound(world, "vocode/prompt/old").id, world.mark
    report = done(world)
    assert [step.action.value for step, _ in report.outcomes] == ["move", "update", "update"]
    assert bound(world, "vocode/prompt/new").id == before
    assert len(sent(world, mark)) == 2


def test_a_rename_alone_is_no_call(world: World):
    """
    Only the state changes.
    """
    declare(world, "vocode/prompt/old", PROMPT)
    done(world)
    undeclare(world, "vocode/prompt/old")
    declare(world, "vocode/prompt/new", PROMPT)
    world.write("manifests/moves.yaml", "moved:\n  - {from: vocode/prompt/old, to: vocode/prompt/new}\n")
    mark = world.mark
    listener = Meddler()
    applied(world, reporter=listener)
    assert listener.heard == ["finished vocode/prompt/new done"]
    assert sent(world, mark) == []
    assert [str(address) for address in state_of(world).resources] == ["vocode/prompt/new"]
