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
            # A clock that was set back since must not make us wait for what never comes.
            waits.append(min(intent.at - now, 0.0) + kind.window_s)
    return max(waits)
