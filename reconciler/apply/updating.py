"""The road of an object that exists: send what differs, read it back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ..http import RefusedError, UnknownError
from ..live import Live
from ..plan import Call, Step
from ..plan.members import is_about_member, stands
from .fill import fill
from .outcome import Outcome
from .readback import Readback
from .vendors import TRIES, Vendors
from .wanted import bound_of


@dataclass(frozen=True, slots=True)
class Updating:
    """Updates, adoptions and links."""

    vendors: Vendors
    readback: Readback

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
        """
        Send an update to this object; after an unknown outcome look first, and send again unless it surely took.

        A vendor may refuse to add a member that is there, or to remove one that is gone: that is what was wanted.
        """
        params = fill({**call.params, **live.params, "id": live.id}, self.vendors.known)
        addressed = replace(call, params=params)
        body = None if call.body is None else fill(call.body, self.vendors.known)
        attempt = 1
        while True:
            try:
                await self.vendors.send(step, addressed, body)
                return
            except (UnknownError, RefusedError) as error:
                refused = isinstance(error, RefusedError)
                if refused and not is_about_member(step.kind, call):
                    raise
                now = await self.readback.look(step, live)
                if now is not None and (self.readback.took(step, now) or stands(step.kind, addressed, now.value)):
                    return
                if refused or attempt == TRIES:
                    raise
                attempt += 1
