"""What somebody changed at the vendor since our last apply, whatever policy then does about it. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..address import Address
from ..diagnostics import Source
from ..diff import Cause, Change
from ..diff.compare import compare
from ..diff.leaves import from_pointer, leaves
from ..diff.seen import meets, seen_beside, since
from ..live import Live
from ..schema.normal import Normal
from ..schema.paths import text
from ..state import Record, State
from .bound import Bound, base_of, main_base
from .definition import Plan
from .pairs import half_told
from .staging import against_main


@dataclass(frozen=True, slots=True)
class DriftItem:
    """
    One object that is not as we left it.

    ``changes``: our own places, ``before`` live and ``after`` the manifest; ``wheres`` is where the manifest writes each of them.
    ``gone``: the object was deleted. ``unmanaged``: places that are not ours and that hold something else than at our last apply.
    """

    address: Address
    changes: tuple[Change, ...] = ()
    gone: bool = False
    unmanaged: tuple[str, ...] = ()
    source: Source | None = None
    wheres: tuple[Source, ...] = ()


def drift(plan: Plan, state: State, *, unmanaged: bool) -> tuple[DriftItem, ...]:
    """Every drifted object of a plan, by address. ``unmanaged`` also looks at what no manifest mentions."""
    records = _records(plan, state)
    bound = sorted(plan.bound, key=lambda each: each.resource.address)
    known = [(one, records[one.resource.address]) for one in bound if one.resource.address in records]
    found = [_item(one, record, state.secret_key, unmanaged=unmanaged) for one, record in known]
    return tuple(item for item in found if item.gone or item.changes or item.unmanaged)


def _records(plan: Plan, state: State) -> Mapping[Address, Record]:
    """The state's records, a moved one under its new address."""
    moved = {step.address: step.earlier for step in plan.steps if step.earlier is not None}
    return {**state.resources, **{address: state.resources[earlier] for address, earlier in moved.items() if earlier in state.resources}}


def _item(one: Bound, record: Record, key: bytes, *, unmanaged: bool) -> DriftItem:
    resource = one.resource
    if one.live is None:
        return DriftItem(resource.address, gone=one.gone, source=resource.source)
    normal = Normal(resource.kind, key)
    changes = tuple(_changes(one, record, one.live, normal))
    beside = _unmanaged(one, record, one.live, normal) if unmanaged else ()
    wheres = tuple(resource.where(change.path) for change in changes)
    return DriftItem(resource.address, changes, unmanaged=beside, source=resource.source, wheres=wheres)


def _changes(one: Bound, record: Record, live: Live, normal: Normal) -> Iterator[Change]:
    base = base_of(one, record)
    compared = compare(normal.kind, one.spec, base, live.value, normal.key).changes
    told = half_told(since(compared, live.value, record.seen, normal), base, normal)
    found = [change for change in told if change.cause in {Cause.FIRST, Cause.DRIFT, Cause.CONFLICT}]
    yield from found
    # Callers meet the main version: an edit of it counts, also while a candidate is looked at.
    there = {change.path for change in found}
    for change in against_main(one, main_base(one, record), normal.key):
        if change.cause in {Cause.DRIFT, Cause.CONFLICT} and change.path not in there:
            yield change


def _unmanaged(one: Bound, record: Record, live: Live, normal: Normal) -> tuple[str, ...]:
    owned = {leaf.path for leaf in leaves(normal.kind.shape, one.spec)}
    lately = {from_pointer(where) for where in record.base} | owned
    now = seen_beside(normal.kind.shape, lately, live.value, normal)
    then = {where: mark for where, mark in record.seen.items() if not any(meets(from_pointer(where), path) for path in lately)}
    return tuple(text(from_pointer(where)) for where in sorted({*now, *then}) if now.get(where) != then.get(where))
