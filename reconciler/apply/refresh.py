"""Remembering what is in sync although we did not write it just now. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..address import Address
from ..desired.graph import edges
from ..diff.compare import compare
from ..diff.leaves import at, leaves, pointer
from ..live import Live
from ..plan import Bound, Plan
from ..plan.bound import base_of
from ..schema.normal import Normal
from ..schema.traits import PathParam
from ..state import Mark, Record, State
from .settle import identity_mark


def refreshed(plan: Plan, state: State) -> Iterator[tuple[Address, Record]]:
    """
    The records of objects that need no step and are not remembered as they are.

    So a field that a manifest begins to mention with the value that it already has is ours from then on, and a run that was killed between
    an update and its record does not make a conflict out of the next edit.
    """
    busy = {step.address for step in plan.steps}
    for bound in plan.bound:
        address = bound.resource.address
        record = state.resources.get(address)
        if record is not None and bound.live is not None and address not in busy and bound.live.id == record.id:
            fresh = _fresh(bound, bound.live, record, state.secret_key)
            if fresh != record:
                yield address, fresh


def _fresh(bound: Bound, live: Live, record: Record, key: bytes) -> Record:
    kind = bound.resource.kind
    normal = Normal(kind, key)
    base = dict(base_of(bound, record))
    compared = compare(kind, bound.spec, base, live.value, key)
    left_alone = {change.path for change in compared.changes} | set(compared.normalized) | set(compared.unverifiable)
    for leaf in leaves(kind.shape, bound.spec):
        if leaf.path not in left_alone and not leaf.shape.has(PathParam):
            base[pointer(leaf.path)] = Mark(normal.mark(leaf.shape, leaf.value), normal.mark(leaf.shape, at(live.value, leaf.path)))
    depends = tuple(sorted({edge.target for edge in edges(bound.resource)}))
    fresh = replace(record, params={**record.params, **live.params}, base=base, depends=depends, identity=identity_mark(kind, live, key))
    return replace(fresh, candidate=bound.candidate, basis=bound.basis, main=record.main if bound.candidate else {})
