"""Applying a plan: the only writer. Every intent is durable before its call leaves, every answer before the next call that needs it."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..http import RequestError
from ..live.observe import Accounts
from ..plan import Action, Plan, Step, StepId
from ..state import Event, Memory
from .clock import Clock
from .failure import Failed, outcome_of
from .fill import MissingError
from .handover import Deliver, nowhere
from .outcome import Outcome, Report, Status
from .reporter import Reporter
from .roads import Roads
from .vendors import Vendors

__all__ = ["Clock", "Run"]

_INTERRUPTED = "interrupted before it began"
_GRACE_S = 8.0
"""How long an interrupted run waits for what is in flight, so that it ends within ten seconds."""


@dataclass(slots=True)
class Run:
    """
    One apply.

    ``stop`` set: what is in flight is finished, nothing new is begun. Independent steps go side by side; a failure stops only what
    depends on it.
    """

    plan: Plan
    memory: Memory
    accounts: Accounts
    clock: Clock
    reporter: Reporter
    stop: asyncio.Event
    deliver: Deliver = nowhere
    _vendors: Vendors = field(init=False)
    _roads: Roads = field(init=False)
    _outcomes: dict[StepId, Outcome] = field(default_factory=dict)
    _places: dict[str, asyncio.Semaphore] = field(init=False)
    """As many steps of an account may have begun as requests may be under way: the others can still be skipped."""

    def __post_init__(self) -> None:
        known = {bound.resource.address: bound.live for bound in self.plan.bound if bound.live is not None}
        self._vendors = Vendors(self.accounts, self.memory, known, self.clock)
        self._roads = Roads.lead(self.plan, self._vendors, self.memory, self.clock, self.reporter, self.deliver)
        self._places = {name: asyncio.Semaphore(account.client.concurrency) for name, account in self.accounts.items()}

    async def execute(self) -> Report:
        """Carry out every step. Raises StateError when an event cannot be made durable; nothing is sent after that."""
        steps = [step for step in self.plan.steps if step.action is not Action.MOVE]
        ended = {step.id: asyncio.Event() for step in steps}
        moved = self._moves()
        await self._until_stopped([asyncio.create_task(self._in_turn(step, ended)) for step in steps])
        unbegun = Outcome(Status.SKIPPED, notes=(_INTERRUPTED,))
        outcomes = (moved if step.action is Action.MOVE else self._outcomes.get(step.id, unbegun) for step in self.plan.steps)
        return Report(tuple(zip(self.plan.steps, outcomes, strict=True)), interrupted=self.stop.is_set())

    def _moves(self) -> Outcome:
        """Addresses change at once and before all else, since every other step speaks of the new ones."""
        done = Outcome(Status.DONE)
        for step in self.plan.steps:
            if step.action is Action.MOVE:
                self.memory.record(Event("moved", step.address, earlier=step.earlier))
                self.reporter.finished(step, done)
        return done

    async def _until_stopped(self, tasks: list[asyncio.Task[None]]) -> None:
        """Wait for every step; once stopped, only as long as what is in flight may take. The first error that is no outcome is raised."""
        stopped: asyncio.Future[Any] = asyncio.create_task(self.stop.wait())
        work: asyncio.Future[Any] = asyncio.gather(*tasks)
        try:
            await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                await asyncio.wait({work}, timeout=_GRACE_S)
            if work.done():
                work.result()
        finally:
            stopped.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(work, *tasks, return_exceptions=True)

    async def _in_turn(self, step: Step, ended: Mapping[StepId, asyncio.Event]) -> None:
        for before in sorted(step.after & ended.keys()):
            await ended[before].wait()
        self._outcomes[step.id] = Outcome(Status.UNKNOWN, notes=("interrupted; it is looked up at the next run",), sent=True)
        try:
            self._outcomes[step.id] = await self._attempt(step)
        finally:
            ended[step.id].set()
        self.reporter.finished(step, self._outcomes[step.id])

    async def _attempt(self, step: Step) -> Outcome:
        blocked = [each for each in sorted(step.after & self._outcomes.keys()) if self._outcomes[each].status is not Status.DONE]
        if blocked:
            return Outcome(Status.SKIPPED, notes=(f"waits for {blocked[0].address}, which did not succeed",))
        async with self._places[step.kind.provider]:
            if self.stop.is_set():
                return Outcome(Status.SKIPPED, notes=(_INTERRUPTED,))
            self.reporter.started(step)
            return await self._ended(step)

    async def _ended(self, step: Step) -> Outcome:
        """What became of a step that has begun, whatever it met."""
        try:
            return await self._roads.take(step)
        except (Failed, MissingError, RequestError) as failure:
            return outcome_of(step, failure, sent=step.id in self._vendors.wrote)
