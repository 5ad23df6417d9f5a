"""A list that the vendor only takes whole: read just before each write, so that nobody's items are lost."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from ..live.observe import understood
from ..schema import Json, Kind
from .clock import Clock

Read = Callable[[], Awaitable[Json]]
"""Reads the whole list."""


@dataclass(frozen=True, slots=True)
class SharedLists:
    """``written`` is what we last wrote to each kind's list; it may hold secrets."""

    written: dict[str, Json] = field(default_factory=dict, repr=False)

    async def now(self, kind: Kind, clock: Clock, read: Read) -> Json:
        """
        The list as it is.

        What a read shows may lag behind our own last write, and a write on top of that would undo it: then the vendor is given its time.
        """
        there = await read()
        if not self._shown(kind, there):
            await clock.sleep(kind.window_s)
            there = await read()
        return there

    def _shown(self, kind: Kind, there: Json) -> bool:
        if kind.within is None or str(kind) not in self.written:
            return True
        with understood(kind):
            return _holds(kind.within.compose(there, "", None), self.written[str(kind)])


def _holds(shown: Json, written: Json) -> bool:
    """Whether a value holds all of another; what the vendor filled in does not matter."""
    match shown, written:
        case dict(), dict():
            return all(key in shown and _holds(shown[key], each) for key, each in written.items())
        case list(), list():
            return len(shown) == len(written) and all(map(_holds, shown, written))
        case _:
            return bool(shown == written)
