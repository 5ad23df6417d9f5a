"""The items of a collection as a reading, whether they were listed or stood embedded in a parent's answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..schema import Kind
from .decode import decode
from .snapshot import Reading, Snapshot


def embedded(kind: Kind, params: Mapping[str, str], snapshot: Snapshot) -> Reading | None:
    """A child collection out of the parent object that was read; None when the kind is not embedded or the parent was not read."""
    listing = kind.list
    if listing is None or listing.embedded is None or listing.parent is None:
        return None
    parent_kind, field = listing.embedded
    parent = snapshot.object(parent_kind, params.get(listing.parent, ""))
    if parent is None or not isinstance(parent.raw, dict) or not isinstance(parent.raw.get(field), list):
        return None
    return reading(kind, parent.raw[field], params)


def reading(kind: Kind, items: Iterable[object], params: Mapping[str, str], *, gap: str = "") -> Reading:
    """The items of a list as a reading; an item without an id leaves a gap."""
    keep = kind.list.keep if kind.list else None
    whole = kind.list.whole if kind.list else True
    decoded = [decode(kind, item, params, whole=whole) for item in items if keep is None or keep(item)]
    lost = sum(live is None for live in decoded)
    objects = {live.id: live for live in decoded if live is not None}
    return Reading(objects, gap or (f"{lost} of its items have no {kind.id_field}" if lost else ""))
