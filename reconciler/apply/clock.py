"""Time and chance, as arguments."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and randomness, handed in: ``now`` in seconds since the epoch, ``nonce`` a new unique text."""

    now: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    nonce: Callable[[], str]
