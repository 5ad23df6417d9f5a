"""The objects that were there before a create, and so cannot be what it made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..live.snapshot import Place, place
from ..plan import Step
from .vendors import Vendors
from .wanted import bound_of


@dataclass(frozen=True, slots=True)
class Strangers:
    """The ids that a collection held before we created in it, where objects have nothing to be told apart by."""

    vendors: Vendors
    _seen: dict[Place, frozenset[str]] = field(default_factory=dict)

    async def before(self, step: Step, params: Mapping[str, str]) -> tuple[str, ...]:
        """The ids of objects that must not be taken for the one that is about to be made: its predecessor, or all where none has a name."""
        gone = _predecessor(step)
        if step.kind.identity or step.kind.list is None:
            return gone
        where = place(step.kind, params)
        if where not in self._seen:
            listed = await self.vendors.list_all(step.kind, params)
            self._seen[where] = frozenset(listed.objects)
        return tuple(sorted(self._seen[where].union(gone)))


def _predecessor(step: Step) -> tuple[str, ...]:
    bound = bound_of(step)
    # An id that the manifest itself says, such as that of a pair, comes back with the new object.
    return () if bound.id is None or step.kind.id_field in bound.spec else (bound.id,)
