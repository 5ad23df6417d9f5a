"""The items of a collection as a reading, whether they were listed or stood embedded in a parent's answer."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..schema import Json, Kind, Listing
from .decode import decode
from .snapshot import Reading, Snapshot
from .url import fill_plain


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


def reading(kind: Kind, items: Iterable[Json], params: Mapping[str, str], *, gap: str = "") -> Reading:
    """The items of a list as a reading; an item without an id leaves a gap. ``params`` may hold the account's too."""
    whole = kind.list.whole if kind.list else True
    decoded = [decode(kind, item, params, whole=whole) for item in _ours(kind.list, list(items), params)]
    lost = sum(live is None for live in decoded)
    objects = {live.id: live for live in decoded if live is not None}
    return Reading(objects, gap or (f"{lost} of its items have no {kind.id_field}" if lost else ""))


def _ours(listing: Listing | None, items: list[Json], params: Mapping[str, str]) -> Iterator[Json]:
    """The items as objects, without those that are the vendor's own."""
    if listing is None:
        yield from items
        return
    own = {name: fill_plain(template, params) for name, template in listing.own.items()}
    for item in items if listing.gather is None else listing.gather(items):
        if (listing.keep is None or listing.keep(item)) and all(isinstance(item, dict) and item.get(name) == own[name] for name in own):
            yield item
