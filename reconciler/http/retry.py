"""When to wait and for how long. Pure: the clock and the dice are arguments."""

from __future__ import annotations

import email.utils
from collections.abc import Mapping
from dataclasses import dataclass

_EPOCH = 1e9
"""Numbers above it in a reset header are a time, not a duration: one vendor documents both forms."""


@dataclass(frozen=True, slots=True)
class Retry:
    """How patient we are. ``attempts`` counts sends of a request that failed; a 429 is obeyed without counting."""

    attempts: int = 4
    first_s: float = 0.5
    longest_s: float = 8.0
    total_s: float = 120.0

    def backoff(self, attempt: int, dice: float) -> float:
        """Seconds before the next attempt: doubled each time, minus up to a quarter by the dice (0..1)."""
        return min(self.first_s * 2.0**attempt, self.longest_s) * (1 - dice / 4)


def asked_wait(headers: Mapping[str, str], now: float) -> float | None:
    """The seconds a 429 asks us to wait: Retry-After (seconds or a date), or a reset header (seconds or epoch); None when it does not say."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    after = headers.get("retry-after", "")
    wait = _number(after) if after else None
    if wait is None and after:
        wait = _until(after, now)
    if wait is None:
        wait = _number(headers.get("x-ratelimit-reset"))
    if wait is None:
        return None
    return max(0.0, wait - now if wait > _EPOCH else wait)


def _number(text: str | None) -> float | None:
    try:
        return float(text) if text else None
    except ValueError:
        return None


def _until(date: str, now: float) -> float | None:
    try:
        return max(0.0, email.utils.parsedate_to_datetime(date).timestamp() - now)
    except ValueError:
        return None
