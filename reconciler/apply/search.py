"""Looking for what an unanswered create made."""

from __future__ import annotations

from dataclasses import dataclass

from ..http import RequestError, UnknownError
from ..live import Live, Reading
from ..live.identify import identity_of, matches
from ..plan import Step
from ..plan.bound import alike, newcomers
from ..schema import Kind
from ..state import Intent, Memory
from .clock import Clock
from .failure import Failed
from .outcome import Status
from .vendors import Vendors
from .wanted import Wanted


@dataclass(frozen=True, slots=True)
class Search:
    """Asks the vendor's list, since nothing else can tell."""

    vendors: Vendors
    wanted: Wanted
    memory: Memory
    clock: Clock

    async def find(self, step: Step, intent: Intent, error: UnknownError) -> Live | None:
        """What an unanswered create made: the object, or None when it surely made nothing. Raises when it cannot be told."""
        for pause in (0.0, step.kind.window_s):
            await self.clock.sleep(pause)
            try:
                found = await self._candidates(step, intent, await self.vendors.list_all(step.kind, intent.params))
            except RequestError as problem:
                raise untold(error, problem.reason) from problem
            if len(found) > 1:
                raise untold(error, f"several objects could be it: {', '.join(sorted(live.id for live in found))}")
            if found:
                return found[0]
        return None

    async def _candidates(self, step: Step, intent: Intent, reading: Reading) -> list[Live]:
        if not reading.complete:
            raise UnknownError(reading.gap or "the vendor has no list")
        kind, spec, key = step.kind, self.wanted.spec(step), self.memory.state.secret_key
        wanted = identity_of(kind, spec, key)
        if wanted is not None:
            return matches(kind, wanted, reading, self._taken(kind, intent), key)
        new = [live for live in newcomers(reading, intent) if live.id not in self._taken(kind, intent)]
        whole = [live if live.whole else await self.vendors.read(kind, live) for live in new]
        return [live for live in whole if live is not None and alike(kind, spec, live, key)]

    def _taken(self, kind: Kind, intent: Intent) -> set[str]:
        """The ids that cannot be the object that an intent was about."""
        mine = self.memory.state.resources.items()
        return {*intent.alike, *(each.id for address, each in mine if address.kind_name == str(kind) and each.params == intent.params)}


def untold(error: UnknownError, why: str) -> Failed:
    """The end of a create of which nothing can tell whether it happened."""
    mend = "It stays noted: run again, or look in the vendor's dashboard and write adopt: with its id into the manifest."
    return Failed("Outcome unknown", f"{error.reason} Whether it was created cannot be told: {why.rstrip('.')}. {mend}", Status.UNKNOWN)
