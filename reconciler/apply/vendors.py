"""The vendors, as a run speaks with them. The only file that sends anything but GET."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..address import Address
from ..http import UnknownError
from ..live import Live, Reading, observe
from ..live.url import fill as fill_path
from ..live.url import fill_plain
from ..plan import Call, Step, StepId
from ..schema import Json, Kind, Tree
from ..state import Memory, Record
from .fill import fill, reveal, secrets_in

TRIES = 3
"""How often a write is sent whose answer does not come."""


@dataclass(frozen=True, slots=True)
class Vendors:
    """
    The open accounts and what they told: ``known`` holds the objects as they are now, by address.

    ``wrote`` are the steps of which a write may have arrived.
    """

    accounts: observe.Accounts
    memory: Memory
    known: dict[Address, Live]
    wrote: set[StepId] = field(default_factory=set)

    async def send(self, step: Step, call: Call, body: Tree, headers: Mapping[str, str] | None = None) -> Json:
        """Send a call once. Raises StateError, and sends nothing, while an earlier event could not be made durable."""
        account, endpoint = self.accounts[step.kind.provider], call.endpoint
        values = {**account.parameters, **{name: str(each) for name, each in fill(dict(call.params), self.known).items()}}
        query = {name: fill_plain(template, values) for name, template in endpoint.query.items()}
        path, sent = fill_path(endpoint.path, values), None if body is None else reveal(body)
        self.memory.need_sound()
        try:
            answer = await account.client.send(
                endpoint.method, path, query, sent, repeatable=False, headers=headers, hidden=secrets_in(body)
            )
        except UnknownError:
            self.wrote.add(step.id)
            raise
        self.wrote.add(step.id)
        return answer

    async def read(self, kind: Kind, one: Live | Record) -> Live | None:
        """One object as it is now, None when there is none of this id."""
        return await observe.read(kind, one.id, one.params, self.accounts[kind.provider])

    async def list_all(self, kind: Kind, params: Mapping[str, str]) -> Reading:
        """A whole collection as it is now."""
        return await observe.list_all(kind, params, self.accounts[kind.provider])
