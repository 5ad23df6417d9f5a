"""The road of an object that does not exist yet: make it, bind it, bring it to its end, read it back."""

from __future__ import annotations

from dataclasses import dataclass

from ..diff.compare import compare
from ..plan import Call, Step
from ..plan.calls import update
from ..state import Event, Memory
from .birth import Birth
from .clock import Clock
from .failure import Failed
from .outcome import Outcome
from .readback import Readback
from .reporter import Reporter
from .updating import Updating
from .vendors import Vendors
from .wanted import Wanted


@dataclass(frozen=True, slots=True)
class Creating:
    """Creates, and the second half of a replacement. ``began`` is when the run did."""

    birth: Birth
    updating: Updating
    readback: Readback
    vendors: Vendors
    wanted: Wanted
    memory: Memory
    clock: Clock
    reporter: Reporter
    began: float

    async def create(self, step: Step) -> Outcome:
        """Make the object, unless it shows after all."""
        return await self._reappeared(step) or await self._made_by_another(step) or await self.make(step, step.calls)

    async def make(self, step: Step, calls: tuple[Call, ...]) -> Outcome:
        """Make the object with the first of the calls and send it the others."""
        if not calls:
            msg = f"The vendor has no such {step.kind} and no way to create one. Create it there, or mend the manifest."
            raise Failed("Cannot be created", msg)
        if step.address in self.memory.state.resources:
            # The old object is gone or given up: remembered any longer, it would hide the open intent from the next run.
            self.memory.record(Event("forgotten", step.address))
        first, *rest = calls
        live, answer_only = await self.birth.give(step, first)
        await self.birth.handover.hand_over(step, live)
        self.readback.begin(step, live)
        for call in rest:
            await self.updating.send(step, call, live)
        if rest or not answer_only:
            live = await self.readback.read(step, live, None)
        return self.readback.settle(step, live, before=None)

    async def _made_by_another(self, step: Step) -> Outcome | None:
        """Where other creates make objects of this kind on their way: the one with our identity is taken and brought to its end."""
        if not step.kind.look_first:
            return None
        await self._shows(step)
        spec, key = self.wanted.spec(step), self.memory.state.secret_key
        live = await self.birth.search.there(step, {name: str(spec[name]) for name in step.kind.path_params})
        if live is None:
            return None
        self.readback.begin(step, live)
        for call in update(step.kind, spec, live, compare(step.kind, spec, {}, live.value, key).changes):
            await self.updating.send(step, call, live)
        return self.readback.settle(step, await self.readback.read(step, live, live), before=live)

    async def _shows(self, step: Step) -> None:
        """Wait until a list must show what the steps before this one brought along, or an earlier run that was just killed."""
        last = max((self.vendors.wrote.get(each, self.began) for each in step.after), default=self.began)
        await self.clock.sleep(max(0.0, last + step.kind.window_s - self.clock.now()))

    async def _reappeared(self, step: Step) -> Outcome | None:
        """A bound object that its list did not show. Where nothing reads it by itself, the list may only have lagged behind a write."""
        record = self.memory.state.resources.get(step.address)
        if record is None or step.kind.read is not None:
            return None
        self.reporter.waiting(step, "Its list did not show it. Looking again before a new one is made.")
        await self.clock.sleep(step.kind.window_s)
        live = await self.vendors.read(step.kind, record)
        if live is None:
            return None
        if compare(step.kind, self.wanted.spec(step), record.base, live.value, self.memory.state.secret_key).changes:
            raise Failed("Object is there again", f"The list did not show {record.id} a moment ago. Run again to plan anew.")
        return self.readback.settle(step, live, before=live)
