"""Waiting for what a vendor makes a moment after an object, such as the application of a new assistant."""

from __future__ import annotations

from dataclasses import dataclass

from ..http import RequestError
from ..plan import Step
from ..plan.bound import pendings
from ..schema import Pending
from .clock import Clock
from .fill import MissingError, fill
from .reporter import Reporter
from .vendors import Vendors

_PAUSES_S = (0.5, 1.5, 3.0, 5.0)
"""Ten seconds in all, which is what users of such a vendor wait."""


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Reads an object again until it shows the field that a step refers to."""

    vendors: Vendors
    clock: Clock
    reporter: Reporter

    async def wait_for(self, step: Step) -> None:
        """Returns when everything that the step refers to is there, or will not come; then the step itself fails with a reason."""
        for pending in pendings({} if step.bound is None else step.bound.spec):
            if self._lacks(pending):
                self.reporter.waiting(step, f"{pending.address} does not show its {pending.field} yet.")
                await self._read_again(pending)

    def _lacks(self, pending: Pending) -> bool:
        """Whether the object is there and the field is not."""
        if pending.address not in self.vendors.known:
            return False
        try:
            fill(pending, self.vendors.known)
        except MissingError:
            return True
        return False

    async def _read_again(self, pending: Pending) -> None:
        for pause in _PAUSES_S:
            await self.clock.sleep(pause)
            live = self.vendors.known[pending.address]
            try:
                found = await self.vendors.read(live.kind, live)
            except RequestError:
                continue
            if found is not None:
                self.vendors.known[pending.address] = found
            if not self._lacks(pending):
                return
