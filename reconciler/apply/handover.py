"""A secret that the vendor shows once: handed over before anything is remembered, or the object that it opens is revoked again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from ..desired import Delivery
from ..http import RequestError
from ..live import Live
from ..plan import Call, Step
from ..schema import Secret
from ..state import Event, Memory
from .deliver import NotDelivered
from .failure import Failed
from .vendors import Vendors
from .wanted import bound_of

Deliver = Callable[[Delivery, Secret], Awaitable[None]]
"""Gives a secret to its sink. Raises NotDelivered."""


async def nowhere(delivery: Delivery, _: Secret) -> None:
    """Without sinks nothing can be delivered."""
    raise NotDelivered(f"There is no sink {delivery.sink}.")


@dataclass(frozen=True, slots=True)
class Handover:
    """From the answer to a create to the user's sink."""

    vendors: Vendors
    memory: Memory
    deliver: Deliver

    async def hand_over(self, step: Step, live: Live) -> None:
        """
        Give the new object's secret to its sink.

        Raises Failed when the sink does not take it: then the object is revoked, since nobody could use it. Until the secret is kept
        the create stays noted, so that a run killed here is followed by one that begins anew.
        """
        if not step.kind.yields:
            return
        try:
            await self._delivered(step, live)
        except NotDelivered as error:
            await self.revoke(step, live)
            self.memory.record(Event("settled", step.address))
            raise Failed("Secret not stored", f"{error} The new {step.kind} was revoked again. Mend the sink and run again.") from error

    async def _delivered(self, step: Step, live: Live) -> None:
        delivery, secret = bound_of(step).resource.deliver, live.value.get(step.kind.yields)
        if delivery is None or not isinstance(secret, Secret):
            raise NotDelivered(f"The vendor's answer holds no {step.kind.yields}.")
        await self.deliver(delivery, secret)

    async def revoke(self, step: Step, live: Live) -> None:
        """Delete an object whose secret nobody has. Raises Failed, and leaves the create noted, when the vendor does not let us."""
        if step.kind.delete is None:
            return
        try:
            await self.vendors.send(step, Call(step.kind.delete, {**live.params, "id": live.id}), None)
        except RequestError as error:
            why = f"The {step.kind} {live.id} was made and its {step.kind.yields} is lost; revoking it failed: {error.reason}"
            raise Failed("Secret lost", f"{why} Run again: it is replaced then.") from error
