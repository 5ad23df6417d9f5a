"""The road of an object that is to go: see that it is the one that we bound, delete it, see that it is gone."""

from __future__ import annotations

from dataclasses import dataclass

from ..http import RefusedError, UnknownError
from ..plan import Call, Step
from ..state import Event, Memory, Record
from .clock import Clock
from .failure import Failed
from .outcome import Outcome, Status
from .settle import identity_mark
from .vendors import TRIES, Vendors

_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Deleting:
    """Deletes, and the first half of a replacement."""

    vendors: Vendors
    memory: Memory
    clock: Clock

    async def delete(self, step: Step) -> Outcome:
        """Carry out every call of the step."""
        notes = tuple([note for call in step.calls for note in await self.remove(step, call)])
        return Outcome(Status.DONE, notes=notes, sent=step.id in self.vendors.wrote)

    async def remove(self, step: Step, call: Call) -> tuple[str, ...]:
        """Delete one object, after seeing that it still is the one that we bound. Returns what is worth telling."""
        record = self.memory.state.resources[step.address]
        live = await self.vendors.read(step.kind, record)
        if live is None and not step.kind.reads_inferred:
            self.memory.record(Event("forgotten", step.address))
            return ("it was gone already",)
        if live is not None and record.identity and identity_mark(step.kind, live, self.memory.state.secret_key) != record.identity:
            why = f"The object {record.id} has another identity than when we last applied it, so it is not deleted."
            raise Failed("Object is another one", f"{why} Check it in the dashboard, then use state forget.")
        await self._deleted(step, call, record)
        self.memory.record(Event("forgotten", step.address))
        return ()

    async def _deleted(self, step: Step, call: Call, record: Record) -> None:
        """Send a delete and see that the object is gone."""
        try:
            await self._sent_for_good(step, call)
        except RefusedError as error:
            if error.status != _NOT_FOUND:
                raise
            await self._surely_gone(step, record)
        for pause in (0.0, step.kind.window_s / 4, step.kind.window_s):
            await self.clock.sleep(pause)
            if await self.vendors.read(step.kind, record) is None:
                return
        msg = f"The vendor took the delete and still holds {record.id}. It stays bound; delete it in the dashboard, or use state forget."
        raise Failed("Not deleted", msg)

    async def _sent_for_good(self, step: Step, call: Call) -> None:
        """Send a delete until it is answered: twice does no harm."""
        attempt = 1
        while True:
            try:
                await self.vendors.send(step, call, None)
                return
            except UnknownError:
                if attempt == TRIES:
                    raise
                attempt += 1

    async def _surely_gone(self, step: Step, record: Record) -> None:
        """Where reads are not documented, a delete that finds nothing may mean that the vendor has no delete: only a list can tell."""
        if not step.kind.reads_inferred:
            return
        listed = await self.vendors.list_all(step.kind, record.params)
        if not (listed.readable and listed.complete):
            why = f"The vendor answered 404 to the delete of {record.id}: it may be gone, or cannot be deleted."
            raise Failed("Not deleted", f"{why} It stays bound; look in the dashboard, then use state forget.")
