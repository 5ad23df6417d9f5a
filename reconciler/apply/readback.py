"""Reading back what a write made, and remembering it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..desired.graph import edges
from ..diagnostics import Diagnostic
from ..diff import Cause
from ..diff.compare import compare
from ..diff.leaves import pointer
from ..live import Live
from ..plan import Stage, Step
from ..plan.bound import main_base
from ..state import Event, Memory, Record
from .clock import Clock
from .failure import Failed
from .outcome import Outcome, Status
from .settle import Settled, Written, beginning, settle
from .vendors import Vendors
from .wanted import Wanted, bound_of


@dataclass(frozen=True, slots=True)
class Readback:
    """The way from a write to its outcome. ``before`` is the object before the write, None for a create."""

    vendors: Vendors
    wanted: Wanted
    memory: Memory
    clock: Clock

    async def read(self, step: Step, live: Live, before: Live | None) -> Live:
        """The object as the vendor holds it after a write, given the time that its reads may lag."""
        found = None
        for pause in (0.0, step.kind.window_s / 4, step.kind.window_s):
            await self.clock.sleep(pause)
            found = await self.look(step, live) or found
            if found is not None and not self._judged(step, found, before).failed:
                return found
        if found is not None:
            return found
        if step.kind.reads_inferred:
            return Live(step.kind, live.id, live.params, self.wanted.spec(step), live.raw)
        msg = f"The vendor accepted the write and then had no object {live.id}. Run again."
        raise Failed("Not found after the write", msg)

    async def look(self, step: Step, live: Live) -> Live | None:
        """The object as it is now, with every part that the step is about; None when there is none."""
        told = {change.path[0] for change in step.changes if change.cause is not Cause.RELEASE}
        return await self.vendors.read(step.kind, live, told | self.wanted.spec(step).keys())

    def took(self, step: Step, now: Live) -> bool:
        """Whether live holds all of it. What live never shows, such as a new secret, is no proof."""
        earlier, key = self._earlier(step), self.memory.state.secret_key
        writes = compare(step.kind, self.wanted.spec(step), {} if earlier is None else earlier.base, now.value, key).writes
        return all(change.path in step.kept for change in writes)

    def begin(self, step: Step, live: Live) -> None:
        """Remember a new object before it is read back, so that a kill leaves it bound."""
        record = beginning(self._written(step, None), live, self.memory.state.secret_key)
        self.memory.record(Event("recorded", step.address, record))
        self.vendors.known[step.address] = live

    def settle(self, step: Step, live: Live, before: Live | None, *, staged: tuple[str, str] = ("", "")) -> Outcome:
        """Remember the object as it was read back, and say what did not take. ``staged``: it is a candidate, written on that version."""
        settled = self._judged(step, live, before)
        candidate, basis = staged
        main = main_base(bound_of(step), self.memory.state.resources.get(step.address)) if candidate else {}
        record = replace(settled.record, candidate=candidate, basis=basis, main=main)
        self.memory.record(Event("recorded", step.address, record))
        self.vendors.known[step.address] = live
        return _outcome_of(step, settled, sent=step.id in self.vendors.wrote)

    def _judged(self, step: Step, live: Live, before: Live | None) -> Settled:
        return settle(self._written(step, before), live, self.memory.state.secret_key)

    def _written(self, step: Step, before: Live | None) -> Written:
        resource = bound_of(step).resource
        depends = tuple(sorted({edge.target for edge in edges(resource)}))
        return Written(step.kind, self.wanted.spec(step), before, step.kept, self._earlier(step), depends, resource.protect)

    def _earlier(self, step: Step) -> Record | None:
        """What was remembered of the version that is written on: the main one, but for what policy keeps of a candidate."""
        record = self.memory.state.resources.get(step.address)
        if record is None or step.stage is Stage.PROMOTED or (step.stage is Stage.CANDIDATE and not step.calls):
            return record
        kept = map(pointer, step.kept) if step.stage is Stage.CANDIDATE else ()
        base = {**main_base(bound_of(step), record), **{where: record.base[where] for where in kept if where in record.base}}
        return replace(record, base=base)


def _outcome_of(step: Step, settled: Settled, *, sent: bool) -> Outcome:
    wrong = (*(_failed(step, name) for name in settled.failed), *(_dropped(step, name) for name in settled.dropped))
    notes = [f"the vendor turned {name} into another form, which is now taken for equal" for name in settled.normalized]
    notes += [f"{name} changed at the vendor although we did not touch it" for name in settled.disturbed]
    return Outcome(Status.FAILED if wrong else Status.DONE, wrong, tuple(notes), sent=sent)


def _failed(step: Step, name: str) -> Diagnostic:
    detail = f"The vendor answered that all is well and holds another value of {name}. Check the value against its documentation."
    return Diagnostic("Field did not take", detail, step.address, step.source, name)


def _dropped(step: Step, name: str) -> Diagnostic:
    detail = f"The vendor does not know {name} and dropped it silently. Remove it from the manifest."
    return Diagnostic("Field not kept", detail, step.address, step.source, name)
