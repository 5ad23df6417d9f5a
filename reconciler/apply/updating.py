"""The road of an object that exists: send what differs, read it back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..diff.compare import compare
from ..http import UnknownError
from ..live import Live
from ..plan import Call, Step
from ..state import Memory
from .fill import fill
from .outcome import Outcome
from .readback import Readback
from .vendors import TRIES, Vendors
from .wanted import Wanted, bound_of


@dataclass(frozen=True, slots=True)
class Updating:
    """Updates, adoptions and links."""

    vendors: Vendors
    wanted: Wanted
    readback: Readback
    memory: Memory

    async def update(self, step: Step) -> Outcome:
        """Send every call of the step and see that all of it took."""
        bound = bound_of(step)
        known = bound.main or self.vendors.known.get(step.address)
        live = known or Live(step.kind, str(bound.id), bound.params, {}, {})
        for call in step.calls:
            await self.send(step, call, live)
        after = await self.readback.read(step, live, live) if step.calls else live
        return self.readback.settle(step, after, before=live)

    async def send(self, step: Step, call: Call, live: Live) -> None:
        """Send an update to this object; after an unknown outcome look first, and send again unless it surely took."""
        addressed = replace(call, params={**call.params, **live.params, "id": live.id})
        body = None if call.body is None else fill(call.body, self.vendors.known)
        attempt = 1
        while True:
            try:
                await self.vendors.send(step, addressed, body)
                return
            except UnknownError:
                now = await self.vendors.read(step.kind, live, self.wanted.spec(step).keys())
                if now is not None and self._took(step, now):
                    return
                if attempt == TRIES:
                    raise
                attempt += 1

    def _took(self, step: Step, now: Live) -> bool:
        """Whether live holds all of it. What live never shows, such as a secret, is no proof."""
        changes = compare(step.kind, self.wanted.spec(step), {}, now.value, self.memory.state.secret_key).changes
        return all(change.path in step.kept for change in changes)
