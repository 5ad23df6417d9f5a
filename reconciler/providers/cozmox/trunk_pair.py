"""The two SIP trunks that one create makes, put together again from lists that show each by itself."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping

from ...schema import Json

Naming = Callable[[Json], str]
"""What two trunks of a pair share."""

SHARED = ("name", "is_active", "max_concurrency")
"""What an update writes, to both."""


def pairs(trunks: list[Json]) -> list[Json]:
    """
    A pair for each inbound trunk, which lends it its id; an outbound trunk that belongs to none is left out.

    Raises ValueError for a trunk that is neither: then nothing can be said of the others.
    """
    sides: dict[str, list[Json]] = {"INBOUND": [], "OUTBOUND": []}
    for trunk in trunks:
        side = str(trunk.get("type")).upper()
        if side not in sides:
            raise ValueError(f"the type of a SIP trunk is {side}, and neither INBOUND nor OUTBOUND")
        sides[side].append(trunk)
    partners = _partners(sides["INBOUND"], sides["OUTBOUND"])
    return [joined(trunk, partners.get(trunk["id"])) for trunk in sides["INBOUND"]]


def joined(inbound: Json, outbound: Json | None) -> Json:
    """
    A pair as one object. A field that the two hold differently shows both values, so that it equals neither.

    Without a partner that can be told it has no ``outbound_id`` here; the state remembers it where it was ever known.
    """
    if outbound is None:
        return dict(inbound)
    both = {name: _one_value(inbound[name], outbound[name]) for name in SHARED if name in inbound and name in outbound}
    named = {"name": bare_name(inbound)} if full_name(inbound) != full_name(outbound) and bare_name(inbound) == bare_name(outbound) else {}
    return {**inbound, **both, **named, "outbound_id": outbound["id"]}


def full_name(trunk: Json) -> str:
    """The name as it is."""
    return str(trunk.get("name"))


def bare_name(trunk: Json) -> str:
    """The name without an ending that says which side it is: whether the vendor adds one to each is unknown."""
    return re.sub(rf"[\s_:([-]+{re.escape(str(trunk.get('type')))}[)\]]?$", "", full_name(trunk), flags=re.IGNORECASE)


def _partners(inbound: list[Json], outbound: list[Json]) -> Mapping[str, Json]:
    """The outbound trunk of each inbound one, by its id, where no other could be meant."""
    found: dict[str, Json] = {}
    for naming in (full_name, bare_name):
        theirs = _by(naming, outbound)
        for name, mine in _by(naming, inbound).items():
            if len(mine) == 1 and len(theirs[name]) == 1:
                found.setdefault(mine[0]["id"], theirs[name][0])
    return found


def _by(naming: Naming, trunks: list[Json]) -> defaultdict[str, list[Json]]:
    named: defaultdict[str, list[Json]] = defaultdict(list)
    for trunk in trunks:
        named[naming(trunk)].append(trunk)
    return named


def _one_value(inbound: Json, outbound: Json) -> Json:
    return inbound if inbound == outbound else [inbound, outbound]
