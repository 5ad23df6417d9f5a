"""The field rule: desired, base and live, place by place, become changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..schema import ABSENT, Kind, Shape, Tree
from ..schema.normal import Normal
from ..schema.paths import text
from ..schema.traits import ClearWith, CreateOnly, Immutable, Null, NullMeans, PathParam, WriteOnly
from ..state import Mark
from .change import Cause, Change, Comparison
from .leaves import Leaf, Path, at, from_pointer, leaves, pointer, shape_at, wears
from .project import Projection, unkept

Base = Mapping[str, Mark]
"""JSON pointer of each owned place -> its hashes at our last apply."""


@dataclass(frozen=True, slots=True)
class _Verdict:
    """What the rule says of one place."""

    cause: Cause | None
    marks: tuple[str, str]
    unverifiable: bool = False
    normalized: bool = False
    dropped: tuple[tuple[str | int, ...], ...] = ()


def compare(kind: Kind, desired: dict[str, Tree], base: Base, live: dict[str, Tree] | None, key: bytes) -> Comparison:
    """
    Compare one object.

    ``live`` None means that there is none yet: every place is new. ``key`` fingerprints secrets. Places that the manifest
    does not mention and that we never owned are not looked at.
    """
    normal = Normal(kind, key)
    owned = [leaf for leaf in leaves(kind.shape, desired) if not leaf.shape.has(PathParam)]
    if live is None:
        return Comparison(tuple(_new(normal, leaf) for leaf in owned))
    verdicts = [(leaf, _judge(normal, leaf, base.get(pointer(leaf.path)), at(live, leaf.path))) for leaf in owned]
    changes = [
        Change(leaf.path, verdict.cause, at(live, leaf.path), leaf.value, verdict.marks, leaf.shape)
        for leaf, verdict in verdicts
        if verdict.cause is not None
    ]
    return Comparison(
        (*changes, *_no_longer_ours(normal, owned, base, live)),
        unverifiable=tuple(leaf.path for leaf, verdict in verdicts if verdict.unverifiable and verdict.cause is None),
        normalized=tuple(leaf.path for leaf, verdict in verdicts if verdict.normalized),
        dropped=tuple(text(path) for _, verdict in verdicts for path in verdict.dropped),
    )


def _new(normal: Normal, leaf: Leaf) -> Change:
    return Change(leaf.path, Cause.NEW, ABSENT, leaf.value, ("", normal.mark(leaf.shape, leaf.value)), leaf.shape)


def _judge(normal: Normal, leaf: Leaf, mark: Mark | None, live: Tree) -> _Verdict:
    projection = Projection()
    seen = normal.mark(leaf.shape, projection.of(leaf.shape, leaf.value, live))
    ours, theirs = normal.mark(leaf.shape, leaf.value), normal.mark(leaf.shape, live)
    marks = (theirs, ours)
    if projection.unverifiable and (mark is None or mark.desired != ours or seen == ours):
        return _Verdict(_unseen(normal, leaf, mark, live, (seen, ours)), marks, unverifiable=True)
    if seen == ours:
        return _Verdict(None, marks)
    if mark is None:
        return _Verdict(Cause.FIRST, marks)
    if mark.desired == ours and mark.live == theirs:
        return _Verdict(None, marks, normalized=True, dropped=tuple(unkept(leaf.shape, leaf.value, live, leaf.path)))
    return _Verdict(_moved(mark, ours, theirs), marks)


def _unseen(normal: Normal, leaf: Leaf, mark: Mark | None, live: Tree, sides: tuple[str, str]) -> Cause | None:
    """The cause when live hides a value: only the state can tell whether it was sent."""
    seen, ours = sides
    if mark is None:
        # Adopting an object must not replace it only because the vendor hides what cannot be changed anyway.
        return None if seen == ours and wears(normal.kind.shape, leaf.path, Immutable, CreateOnly) else Cause.FIRST
    if mark.desired != ours:
        return Cause.OURS
    # A secret that the vendor shows to us, and that is there no more, was not hidden but taken away.
    taken_away = mark.live == ours and (live is ABSENT or live is None) and not leaf.shape.has(WriteOnly)
    return Cause.DRIFT if taken_away else None


def _moved(mark: Mark, ours: str, theirs: str) -> Cause:
    if mark.desired == ours:
        return Cause.DRIFT
    return Cause.OURS if mark.live == theirs else Cause.CONFLICT


def _no_longer_ours(normal: Normal, owned: list[Leaf], base: Base, live: dict[str, Tree]) -> Iterator[Change]:
    paths = {leaf.path for leaf in owned if leaf.value or not leaf.shape.descends(leaf.value)}
    blank = {leaf.path for leaf in owned} - paths
    for where, mark in sorted(base.items()):
        path = from_pointer(where)
        # An object written without a key owns none of those that it had.
        if path not in blank and not _overlaps(path, paths):
            yield _let_go(normal, path, mark, live)


def _overlaps(path: Path, others: set[Path]) -> bool:
    """Whether an owned place is this one, above it or below it."""
    return any(path[: len(other)] == other or other[: len(path)] == path for other in others)


def _let_go(normal: Normal, path: Path, mark: Mark, live: dict[str, Tree]) -> Change:
    shape, value = shape_at(normal.kind.shape, path), at(live, path)
    theirs = normal.mark(shape, value)
    blank = clearing(shape)
    ours = normal.mark(shape, blank)
    if blank is ABSENT or theirs != mark.live or theirs == ours:
        return Change(path, Cause.RELEASE, value, ABSENT, (theirs, ""), shape)
    return Change(path, Cause.CLEAR, value, blank, (theirs, ours), shape)


def clearing(shape: Shape) -> Tree:
    """What is written to clear a place; ABSENT when the vendor knows no way."""
    clear, null = shape.get(ClearWith), shape.get(NullMeans)
    if clear is not None:
        return clear.value
    return None if null is not None and null.effect is Null.CLEAR else ABSENT
