"""A create whose answer is lost: looked for, bound, never made twice."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from reconciler.apply import Status
from reconciler.sandbox.app import Fault
from tests.apply.words import (
    AGENT,
    ASSISTANT,
    BOT,
    CONNECTION,
    PAIR,
    PROMPT,
    TOOL,
    Json,
    Meddler,
    applied,
    bound,
    declare,
    done,
    outcome,
    permissions,
    sent,
    state_of,
    told,
    undeclare,
)
from tests.reliability.mortal import SlowWorld
from tests.world import InProcess, World

KINDS: dict[str, Json] = {
    "telnyx/assistant/desk": ASSISTANT,
    "telnyx/integration_secret/openai": CONNECTION,
    "cozmox/agent/desk": AGENT,
    "vocode/prompt/script": PROMPT,
    "vocode/voice/aria": {"type": "voice_azure", "voice_name": "en-US-AriaNeural"},
    "fluents/prompt/script": {"label": "Script", **PROMPT},
    "dailybots/twilio_config/bot": BOT,
}
EFFECTIVE = [Fault("drop_after", method="POST"), Fault("error_after", method="POST"), Fault("truncate", method="POST")]
KEY = {"openai_api_key": {"$secret": "env:OPENAI_KEY"}}
FUTILE = [Fault("drop_before", method="POST"), Fault("error_before", method="POST", status=500), Fault("html", method="POST")]


def rows(world: World, address: str) -> list[str]:
    vendor, kind, _ = address.split("/")
    return [row["id"] for row in world.sandbox.vendors[vendor].tables[kind].rows()]


@pytest.mark.parametrize("fault", EFFECTIVE, ids=lambda fault: fault.kind)
@pytest.mark.parametrize("address", KINDS)
def test_a_create_that_took_effect_unheard_is_found(world: World, address: str, fault: Fault):
    """
    A connection dropped, a 502 or half an answer after the fact: the object is looked up and bound, with a name or without one.
    """
    declare(world, address, KINDS[address])
    world.sandbox.faults.add(fault)
    done(world)
    assert sent(world)[0].startswith("POST")
    assert sent(world).count(sent(world)[0]) == 1
    assert rows(world, address) == [bound(world, address).id]


@pytest.mark.parametrize("fault", FUTILE, ids=lambda fault: fault.kind)
@pytest.mark.parametrize("address", KINDS)
def test_a_create_that_never_arrived_is_sent_again(world: World, address: str, fault: Fault):
    """
    When the vendor's list shows nothing, twice, there is nothing, and a second create doubles nothing.
    """
    declare(world, address, KINDS[address])
    world.sandbox.faults.add(fault)
    done(world)
    assert rows(world, address) == [bound(world, address).id]
    assert 2.0 in world.slept


def test_an_answer_that_is_lost_is_waited_for_as_long_as_lists_may_lag(world: World):
    """
    A list that does not show the new object yet is asked again after the vendor's consistency window.
    """
    declare(world, "telnyx/assistant/desk", ASSISTANT)
    telnyx = world.sandbox.vendors["telnyx"].tables["assistant"]
    telnyx.lag = 1
    world.sandbox.faults.add(Fault("drop_after", method="POST"))
    done(world)
    assert len(telnyx) == 1


def test_a_create_that_fails_for_good_leaves_no_trace(world: World):
    """
    Three attempts without effect are a failure in words; nothing is bound, nothing is noted, and the next run may begin anew.
    """
    declare(world, "vocode/prompt/script", PROMPT)
    world.sandbox.faults.add(Fault("error_before", method="POST", times=0))
    report = applied(world)
    assert outcome(report, "vocode/prompt/script").status is Status.FAILED
    assert "Vendor could not be reached: The vendor answered 502" in told(report)
    assert not report.succeeded
    assert len(sent(world)) == 3
    assert not state_of(world).intents
    assert not state_of(world).resources
    world.sandbox.faults.clear()
    done(world)


def test_the_same_key_goes_along_with_every_attempt(world: World):
    """
    A vendor that honours Idempotency-Key is told that a second create is the first one.
    """
    keys: list[str | None] = []

    class Listening(InProcess):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if request.method == "POST":
                keys.append(request.headers.get("idempotency-key"))
            return await super().handle_async_request(request)

    declare(world, "telnyx/assistant/desk", ASSISTANT)
    world.sandbox.faults.add(Fault("drop_before", method="POST"))
    applied(world, wire=lambda _: lambda: Listening(world.sandbox))
    assert len(keys) == 2
    assert keys[0]
    assert keys[0] == keys[1]


def test_two_that_could_be_it_are_asked_about(world: World):
    """
    Somebody made an object of the same name at the same moment: both ids are named, and neither is taken.
    """
    declare(world, "telnyx/assistant/desk", ASSISTANT)
    table = world.sandbox.vendors["telnyx"].tables["assistant"]

    def double(_: object) -> None:
        (row,) = table.rows()
        table.put("assistant-other", {**row, "id": "assistant-other"})

    world.sandbox.faults.add(Fault("drop_after", method="POST"))
    report = applied(world, reporter=Meddler(waiting=double))
    assert outcome(report, "telnyx/assistant/desk").status is Status.UNKNOWN
    assert all(row["id"] in told(report) for row in table.rows())
    assert "write adopt:" in told(report)
    assert state_of(world).intents
    assert [each.waiver for each in world.plan().findings] == ["ambiguous:telnyx/assistant/desk"]
    declare(world, "telnyx/assistant/desk", ASSISTANT, adopt="assistant-other")
    done(world)
    assert bound(world, "telnyx/assistant/desk").id == "assistant-other"


@pytest.mark.parametrize("fault", [Fault("error_before", method="GET", skip=1, times=0), Fault("html", method="GET", skip=1, times=0)])
def test_a_list_that_cannot_be_read_leaves_the_question_open(world: World, fault: Fault):
    """
    Nobody knows: the intent stays noted, nothing is sent again, and the next run finds the object.
    """
    declare(world, "telnyx/assistant/desk", ASSISTANT)
    world.sandbox.faults.add(Fault("drop_after", method="POST"), fault)
    report = applied(world)
    assert outcome(report, "telnyx/assistant/desk").status is Status.UNKNOWN
    assert report.sent
    assert "cannot be told" in told(report)
    assert len(sent(world)) == 1
    world.sandbox.faults.clear()
    done(world)
    assert len(sent(world)) == 1
    assert world.sandbox.vendors["telnyx"].tables["assistant"].rows()[0]["id"] == bound(world, "telnyx/assistant/desk").id


def test_a_list_with_a_gap_leaves_the_question_open(world: World):
    """
    An object that is not on the pages we got may be on the page we did not get.
    """
    declare(world, "dailybots/twilio_config/bot", BOT)
    world.sandbox.vendors["dailybots"].tables["twilio_config"].put("stranger", {"id": "stranger"})
    world.sandbox.faults.add(Fault("drop_after", method="POST"), Fault("error_before", method="GET", status=404, skip=1, times=0))
    report = applied(world)
    assert "the vendor has no list" in told(report)
    world.sandbox.faults.clear()
    done(world)


@pytest.mark.parametrize("address", ["vocode/prompt/script", "vocode/voice/aria", "dailybots/twilio_config/bot"])
def test_an_equal_object_that_was_there_before_is_not_taken_for_ours(world: World, address: str):
    """
    Where objects have no name, somebody's equal one stays theirs, though our create had no effect the first time.
    """
    declare(world, address, KINDS[address])
    done(world)
    stranger = bound(world, address).id
    (world.root / ".reconciler/local.json").unlink()
    world.sandbox.faults.add(Fault("drop_before", method="POST"))
    done(world)
    assert bound(world, address).id != stranger
    assert len(rows(world, address)) == 2


@pytest.mark.parametrize("address", ["vocode/prompt/script", "vocode/voice/aria", "dailybots/twilio_config/bot"])
def test_an_unheard_create_of_a_nameless_object_is_found_by_the_next_run(world: World, address: str):
    """
    After a kill too: by what it holds, though the list may show summaries, and not among those that were there before.
    """
    declare(world, address, KINDS[address])
    done(world)
    (world.root / ".reconciler/local.json").unlink()
    lists = Fault("error_before", method="GET", skip=1, times=0)
    world.sandbox.faults.add(Fault("drop_after", method="POST"), lists)
    report = applied(world)
    assert report.count(Status.UNKNOWN) == 1
    world.sandbox.faults.clear()
    done(world)
    assert rows(world, address)[1:] == [bound(world, address).id]


def test_equal_objects_are_made_one_after_the_other(world: World):
    """
    Two manifests that say the same are two objects, also when no answer comes.
    """
    for name in ("one", "two", "three"):
        declare(world, f"vocode/prompt/{name}", PROMPT)
    world.sandbox.faults.add(Fault("drop_after", method="POST", times=0))
    done(world)
    assert len({bound(world, f"vocode/prompt/{name}").id for name in ("one", "two", "three")}) == 3
    assert len(rows(world, "vocode/prompt/one")) == 3


def test_a_vendor_that_cannot_be_asked_at_all_is_a_finding(world: World):
    """
    Where nothing can be read, an unheard create stops the next plan until somebody has looked.
    """
    world.sandbox.vendors["dailybots"].switch({"reads": "false"})
    declare(world, "dailybots/twilio_config/bot", BOT)
    world.sandbox.faults.add(Fault("drop_after", method="POST"))
    report = applied(world)
    assert outcome(report, "dailybots/twilio_config/bot").status is Status.UNKNOWN
    assert [each.waiver for each in world.plan().findings] == ["unresolved:dailybots/twilio_config/bot"]
    assert len(sent(world)) == 1


def test_a_vendor_that_cannot_be_read_is_taken_at_its_word(world: World):
    """
    Where no read is documented and none works, what was sent counts as applied, and one edit is one call.
    """
    world.sandbox.vendors["dailybots"].switch({"reads": "false"})
    declare(world, "dailybots/twilio_config/bot", BOT)
    done(world)
    declare(world, "dailybots/twilio_config/bot", {**BOT, "max_duration": 300})
    mark = world.mark
    done(world)
    assert len(sent(world, mark)) == 1


def test_what_is_created_again_does_not_hide_behind_its_old_binding(world: World):
    """
    An object deleted in the dashboard is made anew; when that answer is lost, the next run finds the new one.
    """
    declare(world, "telnyx/assistant/desk", ASSISTANT)
    done(world)
    world.sandbox.vendors["telnyx"].tables["assistant"].pop(bound(world, "telnyx/assistant/desk").id)
    world.sandbox.faults.add(Fault("drop_after", method="POST"), Fault("error_before", method="GET", skip=1, times=0))
    report = applied(world)
    assert report.count(Status.UNKNOWN) == 1
    world.sandbox.faults.clear()
    done(world)
    assert rows(world, "telnyx/assistant/desk") == [bound(world, "telnyx/assistant/desk").id]


def test_an_object_that_its_list_hides_for_a_moment_is_not_made_again(world: World):
    """
    Where only a list can be read, one look more comes before a second object.
    """
    declare(world, "telnyx/integration_secret/openai", CONNECTION)
    done(world)
    table = world.sandbox.vendors["telnyx"].tables["integration_secret"]
    (row,) = table.rows()
    table._stale.append((1, row["id"], None))
    mark = world.mark
    report = applied(world)
    assert report.succeeded
    assert sent(world, mark) == []
    assert world.plan().steps == ()


def test_an_object_that_comes_back_changed_is_planned_anew(world: World):
    """
    What was hidden for a moment and is wanted otherwise is not touched by a plan that did not see it.
    """
    declare(world, "telnyx/integration_secret/openai", CONNECTION)
    done(world)
    table = world.sandbox.vendors["telnyx"].tables["integration_secret"]
    (row,) = table.rows()
    table._stale.append((1, row["id"], None))
    world.environ["OPENAI_KEY"] = "openai-key-2"
    mark = world.mark
    report = applied(world)
    assert "Object is there again" in told(report)
    assert sent(world, mark) == []
    done(world, allow=permissions(world))
    assert len(table) == 1


def test_a_gone_object_of_which_only_a_list_tells_is_made_again(world: World):
    """
    One look more, and then it is gone indeed.
    """
    declare(world, "telnyx/integration_secret/openai", CONNECTION)
    done(world)
    table = world.sandbox.vendors["telnyx"].tables["integration_secret"]
    table.pop(bound(world, "telnyx/integration_secret/openai").id)
    done(world)
    assert len(table) == 1


def test_a_refused_create_stops_only_what_depends_on_it(world: World):
    """
    The vendor's words are told, its siblings go on, and what waits for it says so.
    """
    declare(world, "cozmox/agent/desk", AGENT)
    declare(world, "cozmox/tool/note", TOOL)
    declare(world, "cozmox/agent_tool/pair", PAIR)
    declare(world, "telnyx/assistant/desk", ASSISTANT)
    world.sandbox.faults.add(Fault("error_before", method="POST", path="*/tools", status=422))
    report = applied(world)
    assert {str(step.address): each.status for step, each in report.outcomes} == {
        "cozmox/agent/desk": Status.DONE,
        "cozmox/tool/note": Status.FAILED,
        "cozmox/agent_tool/pair": Status.SKIPPED,
        "telnyx/assistant/desk": Status.DONE,
    }
    assert "Vendor refused: The vendor answered 422" in told(report)
    assert "waits for cozmox/tool/note, which did not succeed" in told(report)
    assert not outcome(report, "cozmox/tool/note").sent
    assert not report.succeeded
    assert not state_of(world).intents
    done(world)


def test_a_replacement_whose_answer_is_lost_is_not_mistaken_for_its_predecessor(world: World):
    """
    Where the old object cannot be deleted, it is still there under the same name, and is not the new one.
    """
    address = "fluents/account_connection/line"
    declare(world, address, {"label": "Line", "type": "account_connection_openai", "credentials": KEY})
    done(world)
    old = bound(world, address).id
    declare(world, address, {"label": "Line", "type": "account_connection_deepgram", "credentials": KEY})
    world.sandbox.faults.add(Fault("drop_after", method="POST"))
    report = applied(world, allow=permissions(world))
    assert report.succeeded, told(report)
    assert bound(world, address).id != old
    assert sorted(rows(world, address)) == sorted([old, bound(world, address).id])
    assert world.plan().steps == ()


def test_nothing_is_created_that_was_never_declared(world: World):
    """
    A manifest that is gone before it was applied leaves nothing to do.
    """
    declare(world, "vocode/prompt/script", PROMPT)
    undeclare(world, "vocode/prompt/script")
    assert world.apply() is None


@pytest.mark.parametrize("same", ["refused", "taken"])
def test_what_another_create_brought_along_is_not_made_again_while_lists_lag(tmp_path: Path, same: str):
    """
    A trunk makes its number, and the list of numbers does not show it yet: it is given its time before one is made.
    """
    world = SlowWorld(tmp_path)
    world.sandbox.vendors["cozmox"].switch({"same_number": same})
    line = {"name": "Line", "address": "sip.example.com", "provider": "custom", "phone_numbers": ["+12025550120"]}
    declare(world, "cozmox/sip_trunk/line", line)
    declare(world, "cozmox/phone_number/desk", {"number": "+12025550120", "sip_trunk_id": {"$ref": "cozmox/sip_trunk/line"}})
    world.sandbox.faults.add(Fault("lag", method="POST", times=0, listings=1000))
    assert applied(world).succeeded
    assert len(world.objects("cozmox", "phone_number")) == 1
