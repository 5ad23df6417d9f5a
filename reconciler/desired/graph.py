"""Which resources a resource refers to, and where."""

from __future__ import annotations

from dataclasses import dataclass

from ..address import Address
from ..schema import Reference
from ..schema.paths import Path
from ..schema.traits import Deferrable
from .places import places
from .resource import Resource


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """A reference at ``path`` to ``target``. ``deferrable``: a second call may set it; ``leaf`` is the top-level field it stands in."""

    path: Path
    target: Address
    deferrable: bool
    leaf: str


def edges(resource: Resource) -> tuple[Edge, ...]:
    """Every reference in the spec, in the order in which they were written."""
    return tuple(
        Edge(place.path, place.value.address, any(isinstance(each, Deferrable) for each in place.inherited), str(place.path[0]))
        for place in places(resource.spec, resource.kind.shape)
        if isinstance(place.value, Reference)
    )
