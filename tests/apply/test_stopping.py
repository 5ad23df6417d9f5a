"""Stopping: an interrupt finishes what is in flight, and a disk that fails ends everything at once."""

from __future__ import annotations

import asyncio
import errno
from typing import Any

import httpx
import pytest

from reconciler import workflow
from reconciler.address import Address
from reconciler.apply import Report, Status, execute
from reconciler.apply.waiting import settling_s
from reconciler.diagnostics import StateError
from reconciler.plan import Step
from reconciler.providers import kind
from reconciler.sandbox.app import Fault
from reconciler.state import Intent, State
from reconciler.state import file as state_file
from tests.apply.words import ASSISTANT, PROMPT, Meddler, declare, done, state_of
from tests.world import InProcess, World

COUNT = 12


@pytest.fixture
def many(world: World) -> World:
    """A dozen assistants and what depends on one of them."""
    for number in range(COUNT):
        declare(world, f"telnyx/assistant/desk-{number:02}", {**ASSISTANT, "name": f"Desk {number}"})
    return world


def interrupted(world: World, after: int, **changes: Any) -> Report:
    """Apply, with a Ctrl-C once so many steps have begun."""

    async def run() -> Report | None:
        stop = asyncio.Event()
        begun: list[Step] = []

        def count(step: Step) -> None:
            begun.append(step)
            if len(begun) == after:
                stop.set()

        _, report = await workflow.apply(world.setting(**changes), workflow.Wishes(), lambda _: True, Meddler(started=count), stop)
        return report

    report = asyncio.run(run())
    assert report is not None
    return report


@pytest.mark.parametrize("after", [1, 5, COUNT])
def test_an_interrupt_finishes_what_is_in_flight(many: World, after: int):
    """
    What had begun is done and remembered, the rest is skipped in words, and the next run does it.
    """
    report = interrupted(many, after)
    assert report.interrupted
    assert not report.succeeded
    assert report.count(Status.DONE) == after
    assert report.count(Status.SKIPPED) == COUNT - after
    assert len(state_of(many).resources) == len(many.objects("telnyx", "assistant")) == after
    assert not state_of(many).intents
    if after < COUNT:
        done(many)
    assert len(many.objects("telnyx", "assistant")) == COUNT


def test_what_has_not_begun_does_not_hold_an_interrupt_up(many: World):
    """
    Of many steps only as many have begun as the vendor may be asked at once: the others are skipped and leave no open question.
    """

    class Slow(InProcess):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            await asyncio.sleep(0.01)
            return await super().handle_async_request(request)

    for number in range(30):
        declare(many, f"telnyx/assistant/more-{number:02}", {**ASSISTANT, "name": f"More {number}"})
    report = interrupted(many, 3, wire=lambda _: lambda: Slow(many.sandbox))
    assert report.count(Status.DONE) == 3
    assert report.count(Status.SKIPPED) == COUNT + 27
    assert not state_of(many).intents


def test_an_interrupt_during_work_that_does_not_end_gives_up(many: World, monkeypatch: pytest.MonkeyPatch):
    """
    A vendor that hangs cannot hold us: what is in flight is noted as unknown and looked up by the next run.
    """

    class Hanging(InProcess):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            answer = await super().handle_async_request(request)
            if request.method == "POST":
                await asyncio.sleep(60)
            return answer

    monkeypatch.setattr(execute, "_GRACE_S", 0.05)
    declare(many, "vocode/prompt/script", PROMPT)
    declare(many, "vocode/voice/aria", {"type": "voice_azure", "voice_name": "en-US-AriaNeural"})
    agent = {"name": "Desk", "prompt": {"$ref": "vocode/prompt/script"}, "voice": {"$ref": "vocode/voice/aria"}}
    declare(many, "vocode/agent/desk", agent)
    report = interrupted(many, 3, wire=lambda _: lambda: Hanging(many.sandbox))
    assert report.interrupted
    assert report.sent
    assert report.count(Status.UNKNOWN) == 3
    assert report.count(Status.SKIPPED) == COUNT
    assert len(state_of(many).intents) == 3
    done(many)
    assert 2.0 in many.slept
    assert len(many.objects("telnyx", "assistant")) == COUNT
    assert [len(many.objects("vocode", kind)) for kind in ("prompt", "voice", "agent")] == [1, 1, 1]


def full_disk() -> OSError:
    return OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("lines", [0, 1, 2, 5, 9])
def test_when_the_journal_cannot_be_written_nothing_more_is_sent(many: World, monkeypatch: pytest.MonkeyPatch, lines: int):
    """
    Without durable memory an object could be lost: the run ends with the reason, and no request leaves after that.
    """
    real, left = state_file._write_all, [lines + 1]
    late: list[str] = []

    def write(descriptor: int, data: bytes) -> None:
        left[0] -= 1
        if left[0] < 0:
            real(descriptor, data[: len(data) // 2])
            raise full_disk()
        real(descriptor, data)

    class Watched(InProcess):
        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            if left[0] < 0:
                late.append(request.method)
            return await super().handle_async_request(request)

    monkeypatch.setattr(state_file, "_write_all", write)
    with pytest.raises(StateError) as caught:
        many.apply(wire=lambda _: lambda: Watched(many.sandbox))
    assert "No space left on device" in str(caught.value)
    assert [method for method in late if method != "GET"] == []
    monkeypatch.undo()
    many.environ |= {}
    done(many)
    assert len(many.objects("telnyx", "assistant")) == COUNT


def test_a_state_that_cannot_be_written_at_all_stops_before_the_first_request(many: World, monkeypatch: pytest.MonkeyPatch):
    """
    Not even a read is made under a state that nobody can keep.
    """

    def refuse(descriptor: int, data: bytes) -> None:
        raise full_disk()

    monkeypatch.setattr(state_file, "_write_all", refuse)
    with pytest.raises(StateError):
        many.apply()
    assert many.sandbox.calls == []


def test_a_mistake_of_ours_ends_the_run_and_loses_nothing(many: World):
    """
    An error that nobody foresaw is raised as it is; what was done is remembered.
    """

    def fail(step: Step) -> None:
        if step.address.name == "desk-07":
            message = "unforeseen"
            raise RuntimeError(message)

    with pytest.raises(RuntimeError):
        many.apply(reporter=Meddler(started=fail))
    done(many)
    assert len(many.objects("telnyx", "assistant")) == COUNT


def test_an_open_question_is_given_the_time_that_lists_may_lag():
    """
    After an interrupted create the next run waits until the vendor's list can tell, and no longer.
    """
    address = Address.parse("telnyx/assistant/desk")
    unknown = Address.parse("gone/kind/x")
    for at, wait in ((100.0, 2.0), (99.0, 1.0), (98.0, 0.0), (10.0, 0.0), (5000.0, 2.0)):
        state = State("", "00", 1, {}, {address: Intent("n", "b", at), unknown: Intent("n", "b", at)})
        assert settling_s(state, kind, 100.0) == wait
    assert settling_s(State("", "00"), kind, 100.0) == 0.0


def test_what_goes_side_by_side_is_told_in_the_plans_order(many: World):
    """
    However the answers come in, two reports of the same plan read the same.
    """
    many.sandbox.faults.add(Fault("latency", method="POST", seconds=0.02, times=3))
    listener = Meddler()
    report = many.apply(reporter=listener)
    assert report is not None
    names = [step.address.name for step, _ in report.outcomes]
    assert names == sorted(names)
    assert len(listener.heard) == 2 * COUNT
