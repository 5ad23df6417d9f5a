"""The road of an update that no caller meets yet: a new version beside the main one, found again when no answer comes."""

from __future__ import annotations

from dataclasses import dataclass

from ..http import UnknownError
from ..live import Live
from ..plan import Step
from ..schema import Json, Kind
from .failure import Failed
from .fill import fill
from .outcome import Outcome
from .readback import Readback
from .vendors import TRIES, Vendors
from .wanted import bound_of


@dataclass(frozen=True, slots=True)
class Staging:
    """Writes candidate versions."""

    vendors: Vendors
    readback: Readback

    async def write(self, step: Step) -> Outcome:
        """Write the candidate, read it back, and remember which it is and on which main version it stands."""
        bound = bound_of(step)
        if not step.calls:
            # Nothing is told to the vendor: what is remembered of the candidate changes, and it stays.
            return self.readback.settle(step, self.vendors.known[step.address], None, staged=(bound.candidate, bound.basis))
        main = bound.main or self.vendors.known[step.address]
        basis = _version(step.kind, main.value)
        version = await self._written(step, main, basis)
        candidate = Live(step.kind, main.id, main.params, {}, {}, version=version)
        after = await self.readback.read(step, candidate, main)
        return self.readback.settle(step, after, main, staged=(version, basis))

    async def _written(self, step: Step, main: Live, basis: str) -> str:
        """Send the update; after an unknown outcome look whether the newest version is what it would have made."""
        (call,) = step.calls
        body = fill(call.body or {}, self.vendors.known)
        attempt = 1
        while True:
            try:
                return _told(step, await self.vendors.send(step, call, body))
            except UnknownError:
                found = await self._newest(step, main, basis)
                if found:
                    return found
                if attempt == TRIES:
                    raise
                attempt += 1

    async def _newest(self, step: Step, main: Live, basis: str) -> str:
        """The newest version when it holds all that we wrote and is neither the main one nor our earlier candidate; empty otherwise."""
        versions = await self.vendors.versions(step.kind, main)
        known = {basis, bound_of(step).candidate}
        new = [each for each in versions[:1] if each.version not in known and self.readback.took(step, each)]
        return new[0].version if new else ""


def _told(step: Step, answer: Json) -> str:
    """The version that an answer says it wrote."""
    inner = answer.get(step.kind.unwrap, answer) if step.kind.unwrap and isinstance(answer, dict) else answer
    version = _version(step.kind, inner if isinstance(inner, dict) else {})
    if version:
        return version
    raise Failed("Version not known", "The vendor took the update and did not say which version it wrote. Look there, and run again.")


def _version(kind: Kind, value: Json) -> str:
    return "" if kind.versions is None else str(value.get(kind.versions.field) or "")
