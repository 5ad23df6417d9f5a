"""What still has to be read before a plan can be made. Asked again after each reading, until nothing is wanted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping

from ..address import Address
from ..diff.leaves import from_pointer
from ..live import Reading, Snapshot, Want
from ..live.snapshot import handle, place
from ..schema import Kind, Listing
from .bound import Bound, Join

_FEW = 1
"""Up to so many objects of a kind are read one by one: a list is never cheaper."""


def wants(join: Join, order: list[Address]) -> list[Want]:
    """
    The requests that the next reading consists of; empty when everything needed is there.

    A collection is listed when something unbound is to be found in it, when its objects cannot be read one by one, or when it holds
    whole objects and more than one of them is wanted. An object is read by itself when no listing can stand for it: no list holds the
    parts that have a read of their own.
    """
    bound = join.bind(order)
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[Bound]] = defaultdict(list)
    for each in bound.values():
        if each.params.keys() >= set(each.resource.kind.path_params):
            groups[place(each.resource.kind, each.params)].append(each)
    return [want for _, group in sorted(groups.items()) for want in _of(join, group[0].resource.kind, group)]


def _of(join: Join, kind: Kind, group: list[Bound]) -> Iterator[Want]:
    params = group[0].params
    reading = join.listing(kind, params)
    if reading is None and _parent_comes_first(join, kind, params):
        return
    if reading is None and kind.list is not None and _needs_list(join, kind, kind.list, group):
        yield Want(kind, None, dict(params))
        if kind.list.whole:
            return
    if kind.read is None or (reading is not None and not reading.readable):
        return
    for each in group:
        if each.id is None and reading is not None:
            yield from _suspects(join, each, reading)
        parts = _of_parts(join, each)
        if each.id is not None and (parts or each.live is None) and not join.snapshot.was_read(kind, params, each.id):
            yield Want(kind, each.id, dict(params), parts)
        yield from _candidate(join, each)


def _candidate(join: Join, each: Bound) -> Iterator[Want]:
    """The version to which our last update went, once the main one is known and is another."""
    kind, record = each.resource.kind, join.state.resources.get(each.resource.address)
    if kind.versions is None or record is None or not record.candidate or each.live is None or each.main is not None:
        return
    read = (handle(kind, record.params, record.id), record.candidate) in join.snapshot.versions
    if not read and each.live.value.get(kind.versions.field) != record.candidate:
        yield Want(kind, record.id, dict(record.params), version=record.candidate)


def _of_parts(join: Join, each: Bound) -> frozenset[str]:
    """The fields with a read of their own that the manifest mentions, or did at our last apply: the others are not ours to read."""
    record = join.state.resources.get(each.resource.address)
    owned = {*each.spec, *(from_pointer(where)[0] for where in ({} if record is None else record.base))}
    return frozenset(name for part in each.resource.kind.parts_of(owned) for name in part.fields)


def _suspects(join: Join, each: Bound, reading: Reading) -> Iterator[Want]:
    """Objects of a list of summaries that have to be read before an earlier create without an answer can be recognised among them."""
    kind, intent = each.resource.kind, join.state.intents.get(each.resource.address)
    if intent is None or kind.identity:
        return
    for live in join.newcomers(kind, reading, intent):
        if not live.whole and not join.snapshot.was_read(kind, each.params, live.id):
            yield Want(kind, live.id, dict(each.params))


def _parent_comes_first(join: Join, kind: Kind, params: Mapping[str, str]) -> bool:
    """Whether a parent whose own answer holds this collection is about to be read."""
    if kind.list is None or kind.list.embedded is None or kind.list.parent is None:
        return False
    parent = params.get(kind.list.parent)
    above = [each for each in join.found.values() if str(each.resource.kind) == kind.list.embedded[0] and each.id == parent]
    return any(
        each.live is None and not join.snapshot.was_read(each.resource.kind, each.params, str(parent)) and _comes(join, each)
        for each in above
    )


def _comes(join: Join, each: Bound) -> bool:
    """Whether an object that was not read yet is going to be."""
    kind, reading = each.resource.kind, join.listing(each.resource.kind, each.params)
    if reading is None:
        return kind.read is not None or kind.list is not None
    return reading.readable and kind.read is not None


def _needs_list(join: Join, kind: Kind, listing: Listing, group: list[Bound]) -> bool:
    bound = [each for each in group if each.id is not None]
    shown = [each for each in bound if not _of_parts(join, each)]
    if bound and (kind.read is None or (listing.whole and len(shown) > _FEW)):
        return True
    if kind.reads_inferred and any(_missing(join.snapshot, each) for each in bound):
        return True
    return any(_findable(join, each) for each in group if each.id is None)


def _missing(snapshot: Snapshot, each: Bound) -> bool:
    """Whether a read by id said "not found", which at a vendor without documented reads proves nothing."""
    return each.id is not None and each.live is None and snapshot.was_read(each.resource.kind, each.params, each.id)


def _findable(join: Join, each: Bound) -> bool:
    """Whether an unbound resource may have an object that a listing would show."""
    return bool(each.resource.kind.identity) or each.resource.address in join.state.intents
