"""When to wait and for how long. Pure: the clock and the dice are arguments."""

from __future__ import annotations

import email.utils
import math
from collections.abc import Mapping
from dataclasses import dataclass

_EPOCH = 1e9
"""Numbers above it in a reset header are a time, not a duration: one vendor documents both forms."""


@dataclass(frozen=True, slots=True)
class Retry:
    """
    How patient we are.

    ``attempts`` counts sends of a request that failed, ``total_s`` bounds the time in which they must be answered. A 429 is obeyed
    without counting, for at most ``throttled_s``.
    """

    attempts: int = 4
    first_s: float = 0.5
    longest_s: float = 8.0
    total_s: float = 120.0
    throttled_s: float = 900.0

    def backoff(self, attempt: int, dice: float) -> float:
        """Seconds before the next attempt: doubled each time, minus up to a quarter by the dice (0..1)."""
        return min(self.first_s * 2.0**attempt, self.longest_s) * (1 - dice / 4)


def asked_wait(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds a 429 asks us to wait: Retry-After or a reset header, as seconds, a date or epoch; None when it does not say."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return max(0.0, milliseconds / 1000)
    for name in ("retry-after", "ratelimit-reset", "x-ratelimit-reset"):
        text = headers.get(name, "")
        wait = _date(text) if (number := _number(text)) is None else number
        if wait is not None:
            return max(0.0, wait - now if wait > _EPOCH else wait)
    return None


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _date(text: str) -> float | None:
    """An HTTP date as seconds since the epoch."""
    try:
        return email.utils.parsedate_to_datetime(text).timestamp()
    except ValueError:
        return None
