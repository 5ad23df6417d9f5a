"""Changes as rows: what stands beside a field's name. Says what to show; ``layout`` says how."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..diff import Cause, Change
from ..diff.present import edits, is_sensitive
from ..diff.project import Projection
from ..schema import ABSENT, Tree
from ..schema.paths import text
from ..schema.traits import Routing
from .values import SENSITIVE, Covered, Names, Said, cover, holds_secret

_TAGS = {
    Cause.DRIFT: "edited live",
    Cause.CONFLICT: "conflict: changed in the manifest and edited live",
    Cause.CLEAR: "cleared: no longer in the manifest",
    Cause.RELEASE: "no longer managed; the vendor keeps it",
}
_CHANGED = Said("(sensitive, changed)")


@dataclass(frozen=True, slots=True)
class Row:
    """
    One field. ``said`` replaces both values; ``inner`` are the parts of a list or opaque value that differ.

    ``sides`` name the two values where an arrow does not say enough.
    """

    label: str
    before: Tree = ABSENT
    after: Tree = ABSENT
    said: str = ""
    tag: str = ""
    inner: tuple[Row, ...] = ()
    only_after: bool = False
    sides: tuple[str, str] | None = None


def row(change: Change, names: Names) -> Row:
    """A change from live to the manifest, as a plan tells it."""
    before, after = _sides(change, names)
    label, tag = text(change.path), _tag(change)
    if change.cause is Cause.NEW:
        return _new(change, label, after)
    if change.cause is Cause.RELEASE:
        return Row(label, said=SENSITIVE if _hides(change, before) else "", after=before, only_after=True, tag=tag)
    sides = ("live", "manifest") if change.cause is Cause.CONFLICT else None
    return _between(change, Row(label, before, after, tag=tag, sides=sides))


def drift_row(change: Change, names: Names) -> Row:
    """A change from what was applied to live, as drift tells it."""
    before, after = _sides(change, names)
    tag = "the manifest changed too" if change.cause is Cause.CONFLICT else ""
    return _between(change, Row(text(change.path), after, before, tag=tag, sides=("git", "live")))


def _sides(change: Change, names: Names) -> tuple[Tree, Tree]:
    """Both values without secrets; live without what the vendor added of its own."""
    seen = Projection().of(change.shape, change.after, change.before)
    return cover(change.shape, seen, names), cover(change.shape, change.after, names)


def _tag(change: Change) -> str:
    if change.cause is Cause.FIRST:
        words = "first contact" if change.before is ABSENT else "first contact, overwrites"
    else:
        words = _TAGS.get(change.cause, "")
    routed = "changes what a live number does" if change.shape.has(Routing) and change.cause is not Cause.NEW else ""
    return "; ".join(each for each in (words, routed) if each)


def _new(change: Change, label: str, after: Tree) -> Row:
    return Row(label, after=after, only_after=True, said=SENSITIVE if _hides(change, after) else "")


def _hides(change: Change, value: Tree) -> bool:
    return is_sensitive(change.shape) or isinstance(value, Covered)


def _between(change: Change, whole: Row) -> Row:
    """The row with what must be hidden hidden, and what has parts in parts."""
    before, after = whole.before, whole.after
    if is_sensitive(change.shape) or (isinstance(before, Covered | type(ABSENT)) and isinstance(after, Covered)):
        return Row(whole.label, said=_CHANGED, tag=whole.tag)
    if not (isinstance(before, dict | list) and type(before) is type(after)):
        return whole
    inner = tuple(_inner(change, before, after))
    return replace(whole, inner=inner, said="" if inner else _unseen(before, after))


def _inner(change: Change, before: Tree, after: Tree) -> Iterator[Row]:
    for each in edits(change.shape, before, after):
        both = (each.before, each.after)
        hidden = all(isinstance(side, Covered) for side in both)
        yield Row(each.where or "(all)", *both, said=_CHANGED if hidden else "")


def _unseen(before: Tree, after: Tree) -> str:
    """Why two values differ in which no part does."""
    if holds_secret(before) or holds_secret(after):
        return _CHANGED
    return "(order changed)" if isinstance(before, list) else "(written differently)"
