"""An object that is a pair at the vendor, of which an interrupted run told only one half. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..diff import Cause, Change
from ..diff.leaves import pointer
from ..schema.normal import Normal
from ..state import Mark


def half_told(changes: Iterable[Change], base: Mapping[str, Mark], normal: Normal) -> tuple[Change, ...]:
    """
    The changes of an object. A place of which one half holds what we last applied and the other what is wanted is no conflict: the
    first of two calls arrived, and nobody else was here.
    """
    if normal.kind.update is None or not normal.kind.update.also:
        return tuple(changes)
    return tuple(replace(change, cause=Cause.OURS) if _is_half_told(change, base, normal) else change for change in changes)


def _is_half_told(change: Change, base: Mapping[str, Mark], normal: Normal) -> bool:
    mark = base.get(pointer(change.path))
    # Where two halves differ, a list of both values stands at the place of one.
    if change.cause is not Cause.CONFLICT or mark is None or change.shape.item is not None or not isinstance(change.before, list):
        return False
    return {normal.mark(change.shape, each) for each in change.before} == {mark.live, change.marks[1]}
