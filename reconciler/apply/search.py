"""Looking for what an unanswered create made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..http import RequestError, UnknownError
from ..live import Live, Reading
from ..live.identify import identity_of, matches
from ..live.snapshot import place
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

    async def there(self, step: Step, params: Mapping[str, str]) -> Live | None:
        """The object with our identity that another create has made already. Raises when it cannot be told."""
        kind, key = step.kind, self.memory.state.secret_key
        wanted = identity_of(kind, self.wanted.spec(step), key)
        if wanted is None:
            return None
        reading = await self.vendors.list_all(kind, params)
        if not reading.complete:
            raise Failed(
                "List is not complete", f"Whether the vendor has this {kind} already cannot be told. Nothing was created; run again."
            )
        found = matches(kind, wanted, reading, self._bound(kind, params), key)
        if len(found) > 1:
            ids = ", ".join(sorted(live.id for live in found))
            raise Failed("Several objects match", f"{ids} could all be it. Write adopt: with the id of the right one into the manifest.")
        if not found or found[0].whole:
            return found[0] if found else None
        return await self.vendors.read(kind, found[0], self.wanted.spec(step))

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
        return self._bound(kind, intent.params).union(intent.alike)

    def _bound(self, kind: Kind, params: Mapping[str, str]) -> set[str]:
        """The ids of a collection that an address has already."""
        mine = ((address, each) for address, each in self.memory.state.resources.items() if address.kind_name == str(kind))
        return {each.id for _, each in mine if place(kind, each.params) == place(kind, params)}


def untold(error: UnknownError, why: str) -> Failed:
    """The end of a create of which nothing can tell whether it happened."""
    mend = "It stays noted: run again, or look in the vendor's dashboard and write adopt: with its id into the manifest."
    return Failed("Outcome unknown", f"{error.reason} Whether it was created cannot be told: {why.rstrip('.')}. {mend}", Status.UNKNOWN)
