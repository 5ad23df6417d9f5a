"""The road of an object that is to go: see that it is the one that we bound, delete it, see that it is gone."""

from __future__ import annotations

from dataclasses import dataclass

from ..http import RefusedError, UnknownError
from ..live import Live
from ..plan import Call, Step
from ..state import Event, Memory, Record
from .clock import Clock
from .failure import Failed
from .outcome import Outcome, Status
from .settle import identity_mark
from .vendors import TRIES, Vendors
from .wanted import bound_of

_NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Deleting:
    """Deletes, and the first half of a replacement."""

    vendors: Vendors
    memory: Memory
    clock: Clock

    async def delete(self, step: Step) -> Outcome:
        """Carry out every call of the step."""
        notes = await self.remove(step, step.calls)
        return Outcome(Status.DONE, notes=notes, sent=step.id in self.vendors.wrote)

    async def remove(self, step: Step, calls: tuple[Call, ...]) -> tuple[str, ...]:
        """
        Delete one object, after seeing that it still is the one that we bound. Returns what is worth telling.

        One that is a pair at the vendor goes by two calls.
        """
        record = self.memory.state.resources.get(step.address) or _found(step)
        live = await self.vendors.read(step.kind, record)
        # Of a pair without its first half the second may still stand.
        if live is None and not step.kind.reads_inferred and len(calls) == 1:
            self.memory.record(Event("forgotten", step.address))
            return ("it was gone already",)
        if live is not None and record.identity and identity_mark(step.kind, live, self.memory.state.secret_key) != record.identity:
            why = f"The object {record.id} has another identity than when we last applied it, so it is not deleted."
            raise Failed("Object is another one", f"{why} Check it in the dashboard, then use state forget.")
        if live is not None and self._runs_on(step, live):
            why = f"{record.id} is the key that this run itself uses: revoking it would lock us out in the middle."
            raise Failed("Own key", f"{why} Run with another key, and delete this one then.")
        await self._deleted(step, calls, record)
        self.memory.record(Event("forgotten", step.address))
        return ()

    def _runs_on(self, step: Step, live: Live) -> bool:
        """Whether the object is the API key of our own account: its visible beginning is that of our token."""
        shown = live.value.get(step.kind.own_key) if step.kind.own_key else None
        return isinstance(shown, str) and self.vendors.accounts[step.kind.provider].client.begins(shown)

    async def _deleted(self, step: Step, calls: tuple[Call, ...], record: Record) -> None:
        """Send the deletes and see that the object is gone."""
        for call in calls:
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


def _found(step: Step) -> Record:
    """An object that was never remembered: an interrupted run made it."""
    bound = bound_of(step)
    return Record(str(bound.id), bound.params)
