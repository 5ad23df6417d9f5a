"""Which road a step takes."""

from __future__ import annotations

from dataclasses import dataclass

from ..plan import Action, Plan, Stage, Step
from ..state import Event, Memory
from .arrivals import Arrivals
from .birth import Birth
from .clock import Clock
from .creating import Creating
from .deleting import Deleting
from .handover import Deliver, Handover
from .outcome import Outcome, Status
from .readback import Readback
from .reporter import Reporter
from .search import Search
from .staging import Staging
from .strangers import Strangers
from .updating import Updating
from .vendors import Vendors
from .wanted import Wanted


@dataclass(frozen=True, slots=True)
class Roads:
    """The four roads, and a step's way over one or two of them."""

    creating: Creating
    updating: Updating
    deleting: Deleting
    staging: Staging
    arrivals: Arrivals
    vendors: Vendors
    memory: Memory

    @classmethod
    def lead(cls, plan: Plan, vendors: Vendors, memory: Memory, clock: Clock, reporter: Reporter, deliver: Deliver) -> Roads:  # noqa: PLR0917 -- what a run is made of
        """The roads of one run."""
        wanted = Wanted.of(plan, vendors.known)
        readback = Readback(vendors, wanted, memory, clock)
        updating = Updating(vendors, readback)
        search = Search(vendors, wanted, memory, clock)
        handover = Handover(vendors, memory, deliver)
        birth = Birth(vendors, wanted, search, Strangers(vendors), memory, clock, reporter, handover)
        creating = Creating(birth, updating, readback, vendors, wanted, memory, clock, reporter, clock.now())
        staging = Staging(vendors, readback)
        arrivals = Arrivals(vendors, clock, reporter)
        return cls(creating, updating, Deleting(vendors, memory, clock), staging, arrivals, vendors, memory)

    async def take(self, step: Step) -> Outcome:
        """Carry a step out. Raises a Failure for one that does not succeed."""
        await self.arrivals.wait_for(step)
        match step.action:
            case Action.CREATE:
                return await self.creating.create(step)
            case Action.REPLACE:
                return await self._replace(step)
            case Action.UPDATE | Action.ADOPT if step.stage is Stage.CANDIDATE:
                return await self.staging.write(step)
            case Action.UPDATE | Action.ADOPT | Action.LINK:
                return await self.updating.update(step)
            case Action.DELETE:
                return await self.deleting.delete(step)
            case _:
                self.memory.record(Event("forgotten", step.address))
                return Outcome(Status.DONE)

    async def _replace(self, step: Step) -> Outcome:
        # What is deleted has an id already; the endpoints may be the same.
        removing = tuple(call for call in step.calls if "id" in call.params)
        made = step.calls[len(removing) :]
        if removing:
            await self.deleting.remove(step, removing)
        self.vendors.known.pop(step.address, None)
        return await self.creating.make(step, made)
