"""One POST that makes one object: its intent durable before it leaves, its outcome found out when no answer comes."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field

from ..http import RequestError, UnknownError
from ..live import Live
from ..live.decode import decode
from ..live.identify import identity_of
from ..plan import Call, Step
from ..schema import Json, Kind, Tree
from ..schema.normal import Normal
from ..state import Event, Intent, Memory
from .clock import Clock
from .fill import fill
from .handover import Handover
from .reporter import Reporter
from .search import Search, untold
from .strangers import Strangers
from .vendors import TRIES, Vendors
from .wanted import Wanted


@dataclass(frozen=True, slots=True)
class Birth:
    """What cannot be told apart is created one after the other, or two answers that never came could be taken for each other."""

    vendors: Vendors
    wanted: Wanted
    search: Search
    strangers: Strangers
    memory: Memory
    clock: Clock
    reporter: Reporter
    handover: Handover
    _turns: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def give(self, step: Step, call: Call) -> tuple[Live, bool]:
        """The new object, and whether the answer to its create already is all that can be read of it."""
        filled, body = fill(dict(call.params), self.vendors.known), fill(call.body or {}, self.vendors.known)
        params = {name: str(filled[name]) for name in step.kind.path_params}
        async with self._turns[self._likeness(step)]:
            there = await self.strangers.before(step, params)
            intent = Intent(self.clock.nonce(), self._hash(step.kind, body), self.clock.now(), params, there)
            return await self._insisted(step, call, body, intent)

    def _likeness(self, step: Step) -> str:
        """Equal for two steps whose objects a listing could not tell apart."""
        return f"{step.kind} {identity_of(step.kind, self.wanted.spec(step), self.memory.state.secret_key) or ''}"

    def _hash(self, kind: Kind, body: Tree) -> str:
        text = Normal(kind, self.memory.state.secret_key).form(kind.shape, body)
        return hashlib.sha256(json.dumps(text, sort_keys=True).encode()).hexdigest()[:24]

    async def _insisted(self, step: Step, call: Call, body: Tree, intent: Intent) -> tuple[Live, bool]:
        """Create; after an unknown outcome look first, and create again only when it surely is not there."""
        headers = {"Idempotency-Key": intent.nonce} if step.kind.idempotent_create else {}
        attempt = 1
        while True:
            self.memory.record(Event("intended", step.address, intent=intent))
            try:
                return await self._from_answer(step, intent, await self.vendors.send(step, call, body, headers))
            except UnknownError as error:
                self.reporter.waiting(step, f"{error.reason} Looking whether it happened.")
                found = await self.search.find(step, intent, error)
                if found is not None and step.kind.yields:
                    # Its secret was in the answer that never came.
                    await self.handover.revoke(step, found)
                elif found is not None:
                    return found, False
                if attempt == TRIES:
                    self.memory.record(Event("settled", step.address))
                    raise
                attempt += 1
            except RequestError:
                self.memory.record(Event("settled", step.address))
                raise

    async def _from_answer(self, step: Step, intent: Intent, answer: Json) -> tuple[Live, bool]:
        live = decode(step.kind, answer, intent.params)
        if live is not None:
            return live, step.kind.read is None
        silent = UnknownError("The vendor answered without an id.")
        found = await self.search.find(step, intent, silent)
        if found is None:
            raise untold(silent, "its list does not show it")
        return found, step.kind.read is None
