"""Items of a list that the vendor only takes whole: ours come and go, and nobody else's is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reconciler.apply import Status
from reconciler.sandbox.app import Fault
from tests.apply.words import Json, Meddler, applied, bound, declare, done, outcome, permissions, sent, told, undeclare
from tests.reliability.mortal import SlowWorld
from tests.world import World

HOOK = "https://hooks.northlight.example/rooms"
DESK, PARTS = "dailybots/pinless_dialin/desk", "dailybots/pinless_dialin/parts"
DESK_LINE, PARTS_LINE, THEIR_LINE = "+12025550110", "+12025550111", "+12025550112"
THEIRS: Json = {
    "phone_number": THEIR_LINE,
    "room_creation_api": f"{HOOK}/theirs",
    "hmac": "dGhlaXJz",
    "name_prefix": "Theirs",
    "sip_uri": "s",
}
LOST = ["drop_after", "error_after", "html", "truncate", "drop_before", "error_before"]


def entry(number: str, **more: Json) -> Json:
    return {"phone_number": number, "room_creation_api": HOOK, **more}


def put_theirs(world: World) -> None:
    """Somebody adds an entry in the dashboard."""
    world.sandbox.vendors["dailybots"].tables["pinless_dialin"].put(THEIR_LINE, THEIRS)


def once(act: Callable[[], None]) -> Meddler:
    """Does something when the first step begins, which is after the plan was made."""
    left = [act]
    return Meddler(started=lambda _: left.pop()() if left else None)


def listed(world: World) -> list[str]:
    return [str(row["phone_number"]) for row in world.objects("dailybots", "pinless_dialin")]


def held(world: World, number: str) -> dict[str, Any]:
    return next(row for row in world.objects("dailybots", "pinless_dialin") if row["phone_number"] == number)


@pytest.fixture
def both(world: World) -> World:
    """Theirs, then two of ours, added side by side while each answer takes its time."""
    put_theirs(world)
    world.sandbox.faults.add(Fault("latency", method="GET", seconds=0.002, times=0))
    declare(world, DESK, entry(DESK_LINE, name_prefix="Desk"))
    declare(world, PARTS, entry(PARTS_LINE, name_prefix="Parts"))
    done(world)
    world.sandbox.faults.clear()
    return world


def test_two_new_entries_do_not_lose_each_other(both: World):
    """
    They are added in one apply and side by side, yet each write holds what the one before it added.
    """
    assert listed(both)[0] == THEIR_LINE
    assert sorted(listed(both)[1:]) == [DESK_LINE, PARTS_LINE]
    assert sent(both) == ["POST /", "POST /"]


def test_many_new_entries_do_not_lose_each_other(world: World):
    """
    As many as the account takes at once, and more, of a vendor whose answers take their time.
    """
    world.sandbox.faults.add(Fault("latency", method="GET", seconds=0.002, times=0))
    numbers = [f"+1202555{number:04}" for number in range(200, 220)]
    for number in numbers:
        declare(world, f"dailybots/pinless_dialin/line-{number[1:]}", entry(number))
    done(world)
    assert sorted(listed(world)) == numbers


def test_an_entry_that_somebody_adds_between_plan_and_apply_survives(world: World):
    """
    The list is read again just before it is written.
    """
    declare(world, DESK, entry(DESK_LINE))
    assert applied(world, reporter=once(lambda: put_theirs(world))).succeeded
    assert listed(world) == [THEIR_LINE, DESK_LINE]
    assert held(world, THEIR_LINE)["hmac"] == THEIRS["hmac"]


def test_an_edit_of_theirs_between_plan_and_apply_survives(both: World):
    """
    What goes out of their entry is what it holds at that moment, and not what the plan saw.
    """

    def relabelled() -> None:
        both.sandbox.vendors["dailybots"].edited("pinless_dialin", THEIR_LINE, {"name_prefix": "Relabelled"})

    declare(both, DESK, entry(DESK_LINE, name_prefix="Front desk"))
    assert applied(both, reporter=once(relabelled)).succeeded
    assert (held(both, THEIR_LINE)["name_prefix"], held(both, DESK_LINE)["name_prefix"]) == ("Relabelled", "Front desk")


def test_an_update_changes_one_entry_where_it_stands(both: World):
    """
    The others keep their places, which their addresses may depend on, and their secrets.
    """
    before = both.objects("dailybots", "pinless_dialin")
    declare(both, DESK, entry(DESK_LINE, name_prefix="Front desk"))
    mark = both.mark
    done(both)
    after = [{**row, "name_prefix": "Front desk"} if row["phone_number"] == DESK_LINE else row for row in before]
    assert both.objects("dailybots", "pinless_dialin") == after
    assert sent(both, mark) == ["POST /"]


def test_an_entry_is_not_undone_by_the_next_write(tmp_path: Path):
    """
    Where a read lags behind our own last write, the next write waits: on top of an older list it would bring back what we changed.
    """
    world = SlowWorld(tmp_path)
    declare(world, DESK, entry(DESK_LINE, name_prefix="Desk"))
    declare(world, PARTS, entry(PARTS_LINE, name_prefix="Parts"))
    done(world)
    declare(world, DESK, entry(DESK_LINE, name_prefix="Front desk"))
    undeclare(world, PARTS)
    mark = world.mark
    world.sandbox.faults.add(Fault("lag", method="POST", times=0, listings=1000))
    assert applied(world, prune=True).succeeded
    assert listed(world) == [DESK_LINE]
    assert held(world, DESK_LINE)["name_prefix"] == "Front desk"
    assert sent(world, mark) == ["POST /", "POST /"]


@pytest.mark.parametrize("kind", LOST)
def test_a_create_without_an_answer_doubles_nothing(world: World, kind: str):
    """
    Whether the write arrived or not: the list is looked at before another one is sent.
    """
    put_theirs(world)
    declare(world, DESK, entry(DESK_LINE))
    world.sandbox.faults.add(Fault.parse({"kind": kind, "method": "POST"}))
    done(world)
    assert listed(world) == [THEIR_LINE, DESK_LINE]
    assert bound(world, DESK).id == DESK_LINE


@pytest.mark.parametrize("kind", LOST)
def test_an_update_without_an_answer_is_made_once(both: World, kind: str):
    """
    What arrived is not sent again.
    """
    before = listed(both)
    declare(both, DESK, entry(DESK_LINE, name_prefix="Front desk"))
    both.sandbox.faults.add(Fault.parse({"kind": kind, "method": "POST"}))
    mark = both.mark
    done(both)
    assert listed(both) == before
    assert held(both, DESK_LINE)["name_prefix"] == "Front desk"
    assert len(sent(both, mark)) == (1 if kind in {"drop_after", "error_after", "truncate"} else 2)


@pytest.mark.parametrize("kind", LOST)
def test_a_delete_without_an_answer_removes_ours_alone(both: World, kind: str):
    """
    Sent twice it finds nothing more to leave out.
    """
    undeclare(both, DESK)
    both.sandbox.faults.add(Fault.parse({"kind": kind, "method": "POST"}))
    done(both, prune=True)
    assert listed(both) == [THEIR_LINE, PARTS_LINE]


def test_deleting_keeps_what_is_not_ours(both: World):
    """
    Even all of ours: the entry of somebody else stays as it was, with its secret.
    """
    undeclare(both, DESK)
    undeclare(both, PARTS)
    done(both, prune=True, allow=("mass-delete:dailybots/pinless_dialin",))
    assert both.objects("dailybots", "pinless_dialin") == [{**THEIRS, "sip_uri": held(both, THEIR_LINE)["sip_uri"]}]


def test_a_secret_that_nobody_declared_stays_with_every_write(both: World):
    """
    The vendor makes a new one for every entry that is sent without: each live one goes along.
    """
    secrets = {number: held(both, number)["hmac"] for number in (DESK_LINE, PARTS_LINE, THEIR_LINE)}
    declare(both, DESK, entry(DESK_LINE, hold_music_url="https://northlight.example/hold.mp3"))
    done(both)
    assert {number: held(both, number)["hmac"] for number in secrets} == secrets


def test_no_secret_of_others_is_told(both: World, monkeypatch: pytest.MonkeyPatch):
    """
    Also when the vendor's refusal quotes the list that it was sent.
    """
    vendor = both.sandbox.vendors["dailybots"]
    failure = vendor.failure

    def quoting(request: Any, status: int) -> Any:
        reply = failure(request, status)
        return type(reply)(status, {"error": "invalid-request-error", "info": str(request.body)[:200]})

    monkeypatch.setattr(vendor, "failure", quoting)
    both.sandbox.faults.add(Fault("error_before", method="POST", status=400))
    declare(both, DESK, entry(DESK_LINE, name_prefix="Front desk"))
    report = applied(both)
    assert "Theirs" in told(report)
    assert THEIRS["hmac"] not in told(report)


def test_an_entry_that_goes_between_plan_and_apply_is_not_taken_for_updated(both: World):
    """
    The write finds nothing to change, and the report says so.
    """

    def removed() -> None:
        both.sandbox.vendors["dailybots"].tables["pinless_dialin"].pop(DESK_LINE)

    declare(both, DESK, entry(DESK_LINE, name_prefix="Front desk"))
    report = applied(both, reporter=once(removed))
    assert outcome(report, DESK).status is Status.FAILED
    assert listed(both) == [THEIR_LINE, PARTS_LINE]


def test_an_entry_that_was_there_is_adopted(world: World):
    """
    It is found by its number, what would be overwritten is asked for, and it keeps its place and its secret.
    """
    put_theirs(world)
    declare(world, DESK, entry(THEIR_LINE, name_prefix="Desk"))
    assert permissions(world) == (f"overwrite:{DESK}", f"routing:{DESK}")
    done(world, allow=permissions(world))
    assert listed(world) == [THEIR_LINE]
    assert (held(world, THEIR_LINE)["hmac"], held(world, THEIR_LINE)["name_prefix"]) == (THEIRS["hmac"], "Desk")


def test_a_list_that_cannot_be_read_is_not_written(both: World):
    """
    Half of it would be the end of the other half.
    """
    declare(both, DESK, entry(DESK_LINE, name_prefix="Front desk"))
    before, mark = both.objects("dailybots", "pinless_dialin"), both.mark
    report = applied(both, reporter=once(lambda: both.sandbox.faults.add(Fault("html", method="GET", times=0))))
    both.sandbox.faults.clear()
    assert not report.succeeded
    assert sent(both, mark) == []
    assert both.objects("dailybots", "pinless_dialin") == before
