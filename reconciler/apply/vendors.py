"""The vendors, as a run speaks with them. The only file that sends anything but GET."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from ..address import Address
from ..http import UnknownError
from ..live import Live, Reading, observe
from ..live.listed import reading
from ..live.url import fill as fill_path
from ..live.url import fill_plain
from ..plan import Call, Step, StepId
from ..schema import Json, Kind, Secret, Tree
from ..state import Memory, Record
from .clock import Clock
from .fill import fill, reveal, secrets_in
from .shared import SharedLists

TRIES = 3
"""How often a write is sent whose answer does not come."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A request with nothing left to fill in: secrets are in it."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Json = field(repr=False)
    headers: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Vendors:
    """
    The open accounts and what they told: ``known`` holds the objects as they are now, by address.

    ``wrote`` are the steps of which a write may have arrived, and when the last one did.
    """

    accounts: observe.Accounts
    memory: Memory
    known: dict[Address, Live]
    clock: Clock
    shared: SharedLists = field(default_factory=SharedLists)
    wrote: dict[StepId, float] = field(default_factory=dict)
    _turns: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def send(self, step: Step, call: Call, body: Tree, headers: Mapping[str, str] | None = None) -> Json:
        """Send a call once. Raises StateError, and sends nothing, while an earlier event could not be made durable."""
        account, endpoint = self.accounts[step.kind.provider], call.endpoint
        values = {**account.parameters, **{name: str(each) for name, each in fill(dict(call.params), self.known).items()}}
        query = {name: fill_plain(template, values) for name, template in endpoint.query.items()}
        letter = Letter(endpoint.method, fill_path(endpoint.path, values), query, None if body is None else reveal(body), headers)
        within = step.kind.within
        if within is None:
            return await self._sent(step, letter, secrets_in(body))
        # The list goes out whole, so two of our items must not go out side by side.
        async with self._turns[str(step.kind)]:
            there = await self.shared.now(step.kind, self.clock, lambda: account.client.get(fill_path(within.read.path, values)))
            with observe.understood(step.kind):
                others = reading(step.kind, [there], values).objects.values()
                whole = within.compose(there, values.get("id", ""), letter.body)
            self.shared.written[str(step.kind)] = whole
            hidden = [*secrets_in(body), *(secret for live in others for secret in secrets_in(live.value))]
            return await self._sent(step, replace(letter, body=whole), hidden)

    async def _sent(self, step: Step, letter: Letter, hidden: Iterable[Secret]) -> Json:
        self.memory.need_sound()
        client = self.accounts[step.kind.provider].client
        try:
            answer = await client.send(
                letter.method, letter.path, letter.query, letter.body, repeatable=False, headers=letter.headers, hidden=hidden
            )
        except UnknownError:
            self.wrote[step.id] = self.clock.now()
            raise
        self.wrote[step.id] = self.clock.now()
        return answer

    async def read(self, kind: Kind, one: Live | Record, fields: Collection[str] = ()) -> Live | None:
        """One object, or the version that ``one`` shows, with the parts that hold any of ``fields``; None when there is none."""
        account = self.accounts[kind.provider]
        if isinstance(one, Live) and one.version:
            return await observe.read_version(kind, one.id, one.version, one.params, account)
        return await observe.read(kind, one.id, one.params, account, fields)

    async def versions(self, kind: Kind, one: Live) -> list[Live]:
        """Every version of an object, the newest first."""
        return await observe.list_versions(kind, one.id, one.params, self.accounts[kind.provider])

    async def list_all(self, kind: Kind, params: Mapping[str, str]) -> Reading:
        """A whole collection as it is now."""
        return await observe.list_all(kind, params, self.accounts[kind.provider])
