"""How long a vendor must be given before its list can tell what an earlier, interrupted run created."""

from __future__ import annotations

from collections.abc import Callable

from ..schema import Kind
from ..state import State


def settling_s(state: State, kinds: Callable[[str], Kind | None], now: float) -> float:
    """Seconds until every open intent is older than its vendor's consistency window; 0 when there is none."""
    waits = [0.0]
    for address, intent in state.intents.items():
        kind = kinds(address.kind_name)
        if kind is not None:
            waits.append(intent.at + kind.window_s - now)
    return max(waits)
