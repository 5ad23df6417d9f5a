"""Reading back: what the vendor made of what we sent, and what to remember of it. Pure."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..address import Address
from ..diff import Cause, Change
from ..diff.compare import compare
from ..diff.leaves import Leaf, Path, at, leaves, pointer, put
from ..diff.project import Projection, unkept, without
from ..diff.seen import seen_beside
from ..live import Live
from ..live.identify import identity_of
from ..schema import ABSENT, Kind, Shape, Tree
from ..schema.normal import Normal
from ..schema.paths import text
from ..schema.spec import absent
from ..schema.traits import PathParam, Verbatim
from ..state import Mark, Record


@dataclass(frozen=True, slots=True)
class Settled:
    """
    ``record`` is what to remember. ``failed`` names the fields that did not take, ``dropped`` the undeclared ones that the vendor
    does not keep, ``normalized`` those it turned into another value, ``disturbed`` those that changed although we did not touch them.
    """

    record: Record
    failed: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()
    normalized: tuple[str, ...] = ()
    disturbed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Written:
    """What was applied: the filled-in spec, live before (None for a create), places that policy kept, the earlier record, the edges."""

    kind: Kind
    spec: dict[str, Tree]
    before: Live | None
    kept: frozenset[Path]
    earlier: Record | None
    depends: tuple[Address, ...]
    protect: bool


def settle(written: Written, live: Live, key: bytes) -> Settled:
    """Compare live, as it was read back, with what was written."""
    normal, earlier = Normal(written.kind, key), {} if written.earlier is None else written.earlier.base
    owned = [leaf for leaf in leaves(written.kind.shape, written.spec) if not leaf.shape.has(PathParam)]
    differing = {change.path: change for change in compare(written.kind, written.spec, {}, live.value, key).changes}
    outcomes = [(leaf, _outcome(written, leaf, differing.get(leaf.path), live, normal)) for leaf in owned]
    uncleared = _uncleared(written, live, key)
    base = dict(_marks(written, owned, {leaf.path for leaf, outcome in outcomes if outcome == "failed"}, live, normal))
    base |= {pointer(path): earlier[pointer(path)] for path in uncleared}
    seen = seen_beside(written.kind.shape, {leaf.path for leaf in owned}, _ours_to_read(written, live), normal)
    record = Record(live.id, live.params, base, seen, written.depends, identity_mark(written.kind, live, key), written.protect)
    return Settled(
        record,
        failed=(*(text(leaf.path) for leaf, outcome in outcomes if outcome == "failed"), *map(text, uncleared)),
        dropped=tuple(text(path) for leaf, outcome in outcomes if outcome == "dropped" for path in _unkept(leaf, live)),
        normalized=tuple(text(leaf.path) for leaf, outcome in outcomes if outcome == "normalized"),
        disturbed=_disturbed(written, seen, normal),
    )


def _uncleared(written: Written, live: Live, key: bytes) -> list[Path]:
    """The places that the manifest gave up, that the vendor was told to clear, and that still hold what they held."""
    if written.before is None or written.earlier is None:
        return []
    left = compare(written.kind, written.spec, written.earlier.base, live.value, key).changes
    return [change.path for change in left if change.cause is Cause.CLEAR and change.path not in written.kept]


def beginning(written: Written, live: Live, key: bytes) -> Record:
    """
    What is remembered of a new object before it was read back, so that a kill leaves it bound.

    Only places that the answer shows exactly as they were meant count as applied: the others are written again by the next run.
    """
    settled = settle(written, live, key)
    differing = {pointer(change.path) for change in compare(written.kind, written.spec, {}, live.value, key).changes}
    return replace(settled.record, base={where: mark for where, mark in settled.record.base.items() if where not in differing})


def _outcome(written: Written, leaf: Leaf, change: Change | None, live: Live, normal: Normal) -> str:
    value = at(live.value, leaf.path)
    if change is None or leaf.path in written.kept or _sent_unseen(leaf, value, normal):
        return "taken"
    lost = _unkept(leaf, live)
    if lost:
        rest = without(leaf.value, [path[len(leaf.path) :] for path in lost]) if lost != [leaf.path] else ABSENT
        if rest is ABSENT or _equal(written.kind, leaf.path, rest, live, normal):
            return "dropped"
    if value is ABSENT or value is None or _altered(leaf, value, normal) or _unmoved(written, leaf, value, normal):
        return "failed"
    return "normalized"


def _altered(leaf: Leaf, value: Tree, normal: Normal) -> bool:
    """Whether a text that must be kept to the byte is not there any more, however deep it stands."""
    return bool(Counter(_verbatim(leaf.shape, leaf.value, normal)) - Counter(_verbatim(leaf.shape, value, normal)))


def _verbatim(shape: Shape, value: Tree, normal: Normal) -> Iterator[str]:
    match value:
        case _ if shape.has(Verbatim):
            yield from [] if absent(value) else [normal.text(shape, value)]
        case dict() if not shape.opaque:
            for key, each in value.items():
                yield from _verbatim(shape.child(key), each, normal)
        case list() if not shape.opaque:
            for each in value:
                yield from _verbatim(shape.item or shape, each, normal)


def _sent_unseen(leaf: Leaf, value: Tree, normal: Normal) -> bool:
    """Whether the difference is only that live does not show what we sent: hidden values count as taken."""
    projection = Projection()
    seen = projection.of(leaf.shape, leaf.value, value)
    return projection.unverifiable and normal.text(leaf.shape, seen) == normal.text(leaf.shape, leaf.value)


def _unkept(leaf: Leaf, live: Live) -> list[tuple[str | int, ...]]:
    return unkept(leaf.shape, leaf.value, at(live.value, leaf.path), leaf.path)


def _equal(kind: Kind, path: Path, value: Tree, live: Live, normal: Normal) -> bool:
    return not compare(kind, put({}, path, value), {}, live.value, normal.key).changes


def _unmoved(written: Written, leaf: Leaf, value: Tree, normal: Normal) -> bool:
    """Whether live holds what it held before: then the write did not take, rather than being normalised."""
    before = ABSENT if written.before is None else at(written.before.value, leaf.path)
    return before is not ABSENT and normal.text(leaf.shape, before) == normal.text(leaf.shape, value)


def _marks(written: Written, owned: Iterable[Leaf], failed: set[Path], live: Live, normal: Normal) -> Iterable[tuple[str, Mark]]:
    earlier = {} if written.earlier is None else written.earlier.base
    for leaf in owned:
        where = pointer(leaf.path)
        if leaf.path in failed or leaf.path in written.kept:
            if where in earlier:
                yield where, earlier[where]
        else:
            yield where, Mark(normal.mark(leaf.shape, leaf.value), normal.mark(leaf.shape, at(live.value, leaf.path)))


def _disturbed(written: Written, seen: Mapping[str, str], normal: Normal) -> tuple[str, ...]:
    """Places beside ours that hold something else than before the write."""
    if written.before is None:
        return ()
    owned = {leaf.path for leaf in leaves(written.kind.shape, written.spec)}
    before = seen_beside(written.kind.shape, owned, _ours_to_read(written, written.before), normal)
    return tuple(sorted(where for where, mark in before.items() if seen.get(where) != mark))


def _ours_to_read(written: Written, live: Live) -> dict[str, Tree]:
    """A live value without the parts that no later plan will read, since the manifest does not mention them."""
    read = written.kind.parts_of(written.spec)
    unread = {name for part in written.kind.parts if part.read is not None and part not in read for name in part.fields}
    return {name: each for name, each in live.value.items() if name not in unread}


def identity_mark(kind: Kind, live: Live, key: bytes) -> str:
    """A hash of an object's identity, to recognise it before it is deleted."""
    identity = identity_of(kind, live.value, key)
    return "" if identity is None else hashlib.sha256(json.dumps(identity, sort_keys=True).encode()).hexdigest()[:24]
