"""Which kinds refer to which, by which fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..schema import Kind
from ..schema.traits import Ref


@dataclass(frozen=True, slots=True)
class Edge:
    """All references of one kind to one field of another. ``places`` are dotted paths, ``[]`` for an item and ``*`` for a map's value."""

    user: str
    target: str
    to: str
    places: tuple[str, ...]


def edges(kinds: Iterable[Kind]) -> tuple[Edge, ...]:
    """Every edge between these kinds, and to kinds that nobody declares."""
    found: dict[tuple[str, str, str], list[str]] = {}
    for kind in kinds:
        for path, shape in kind.shape.walk():
            if (reference := shape.get(Ref)) is not None:
                found.setdefault((str(kind), reference.kind, reference.to), []).append(dotted(path))
    return tuple(Edge(*ends, tuple(dict.fromkeys(places))) for ends, places in sorted(found.items()))


def dotted(path: Iterable[str]) -> str:
    """``("tools", "[]", "url")`` becomes ``tools[].url``."""
    return ".".join(path).replace(".[]", "[]")
