"""What stands beside our own places: hashes, so that a later edit of it can be told on request."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from ..schema import Shape, Tree
from ..schema.normal import Normal
from ..schema.traits import PathParam
from .change import Cause, Change
from .leaves import Path, from_pointer, leaves, pointer


def seen_beside(shape: Shape, owned: Collection[Path], value: dict[str, Tree], normal: Normal) -> dict[str, str]:
    """Pointer -> hash of every place of a live value that is not ours."""
    theirs = [leaf for leaf in leaves(shape, value) if not any(meets(leaf.path, path) for path in _near(leaf.path, owned))]
    return {pointer(leaf.path): normal.mark(leaf.shape, leaf.value) for leaf in theirs if not leaf.shape.has(PathParam)}


def _near(path: Path, owned: Iterable[Path]) -> Iterable[Path]:
    return (each for each in owned if each[0] == path[0])


def meets(path: Path, other: Path) -> bool:
    """Whether one place is the other, above it or below it."""
    return path[: len(other)] == other or other[: len(path)] == path


def since(changes: Iterable[Change], live: dict[str, Tree], seen: Mapping[str, str], normal: Normal) -> tuple[Change, ...]:
    """
    The changes of an object that we have applied before.

    A place that the manifest has just begun to mention is met for the first time only when somebody edited it since our last apply:
    as long as it holds what it held then (``seen``), the change is ours alone.
    """
    listed = tuple(changes)
    if not any(change.cause is Cause.FIRST for change in listed):
        return listed
    now = seen_beside(normal.kind.shape, (), live, normal)
    known = [change.cause is Cause.FIRST and _below(change.path, now) == _below(change.path, seen) for change in listed]
    return tuple(replace(change, cause=Cause.OURS) if ours else change for change, ours in zip(listed, known, strict=True))


def _below(path: Path, marks: Mapping[str, str]) -> dict[str, str]:
    return {where: mark for where, mark in marks.items() if meets(from_pointer(where), path)}
