"""What stands beside our own places: hashes, so that a later edit of it can be told on request."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from ..schema import Shape, Tree
from ..schema.normal import Normal
from ..schema.traits import PathParam
from .leaves import Path, leaves, pointer


def seen_beside(shape: Shape, owned: Collection[Path], value: dict[str, Tree], normal: Normal) -> dict[str, str]:
    """Pointer -> hash of every place of a live value that is not ours."""
    theirs = [leaf for leaf in leaves(shape, value) if not any(meets(leaf.path, path) for path in _near(leaf.path, owned))]
    return {pointer(leaf.path): normal.mark(leaf.shape, leaf.value) for leaf in theirs if not leaf.shape.has(PathParam)}


def _near(path: Path, owned: Iterable[Path]) -> Iterable[Path]:
    return (each for each in owned if each[0] == path[0])


def meets(path: Path, other: Path) -> bool:
    """Whether one place is the other, above it or below it."""
    return path[: len(other)] == other or other[: len(path)] == path
