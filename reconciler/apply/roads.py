"""Which road a step takes."""

from __future__ import annotations

from dataclasses import dataclass

from ..plan import Action, Plan, Step
from ..state import Event, Memory
from .birth import Birth
from .clock import Clock
from .creating import Creating
from .deleting import Deleting
from .outcome import Outcome, Status
from .readback import Readback
from .reporter import Reporter
from .search import Search
from .strangers import Strangers
from .updating import Updating
from .vendors import Vendors
from .wanted import Wanted


@dataclass(frozen=True, slots=True)
class Roads:
    """The three roads, and a step's way over one or two of them."""

    creating: Creating
    updating: Updating
    deleting: Deleting
    vendors: Vendors
    memory: Memory

    @classmethod
    def lead(cls, plan: Plan, vendors: Vendors, memory: Memory, clock: Clock, reporter: Reporter) -> Roads:
        """The roads of one run."""
        wanted = Wanted.of(plan, vendors.known)
        readback = Readback(vendors, wanted, memory, clock)
        updating = Updating(vendors, wanted, readback, memory)
        search = Search(vendors, wanted, memory, clock)
        birth = Birth(vendors, wanted, search, Strangers(vendors), memory, clock, reporter)
        creating = Creating(birth, updating, readback, vendors, wanted, memory, clock, reporter)
        return cls(creating, updating, Deleting(vendors, memory, clock), vendors, memory)

    async def take(self, step: Step) -> Outcome:
        """Carry a step out. Raises a Failure for one that does not succeed."""
        match step.action:
            case Action.CREATE:
                return await self.creating.create(step)
            case Action.REPLACE:
                return await self._replace(step)
            case Action.UPDATE | Action.ADOPT | Action.LINK:
                return await self.updating.update(step)
            case Action.DELETE:
                return await self.deleting.delete(step)
            case _:
                self.memory.record(Event("forgotten", step.address))
                return Outcome(Status.DONE)

    async def _replace(self, step: Step) -> Outcome:
        removing = tuple(call for call in step.calls if call.endpoint is step.kind.delete)
        for call in removing:
            await self.deleting.remove(step, call)
        made = tuple(call for call in step.calls if call not in removing)
        self.vendors.known.pop(step.address, None)
        return await self.creating.make(step, made)
