"""How the inside of a list or an opaque value changed, for people to read. The only user of deepdiff."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..schema import ABSENT, Secret, Shape, Tree
from ..schema.paths import text
from ..schema.traits import Computed, Keyed, Sensitive, SetLike, WriteOnly


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference inside a value: where, and both sides (ABSENT where there is none)."""

    where: str
    before: Tree
    after: Tree


def edits(shape: Shape, before: Tree, after: Tree) -> tuple[Edit, ...]:
    """
    The differences between two values of one place, in the order of their paths; secrets in them must have been covered.

    Keyed lists are matched by key, sets by value, others by position. A place too different to be compared part by part is one edit.
    """
    if not (isinstance(before, dict | list) and type(before) is type(after)):
        return (Edit("", before, after),)
    return tuple(sorted(_found(_keyed(shape, before), _keyed(shape, after), ignore_order=shape.has(SetLike)), key=lambda each: each.where))


def _found(before: Tree, after: Tree, *, ignore_order: bool) -> Iterator[Edit]:
    # Loaded only when two values differ, since it is slow to import.
    from deepdiff import DeepDiff

    differences = DeepDiff(
        before, after, view="tree", ignore_order=ignore_order, threshold_to_diff_deeper=0, ignore_numeric_type_changes=True
    )
    for group in differences.values():
        for each in group:
            where = text(tuple(each.path(output_format="list")))
            yield Edit(where, _side(each.t1), _side(each.t2))


def _side(value: Tree) -> Tree:
    """ABSENT for the mark that deepdiff has for "not there"."""
    return ABSENT if type(value).__name__ == "NotPresent" else value


def _keyed(shape: Shape, value: Tree) -> Tree:
    """The value with keyed lists as objects by key, so that deepdiff matches them by key; computed parts left out."""
    match value:
        case dict() if not shape.opaque:
            return {key: _keyed(shape.child(key), each) for key, each in value.items() if not shape.child(key).has(Computed)}
        case list() if (keyed := shape.get(Keyed)) is not None:
            return {keyed.key(each): _keyed(shape.item or shape, each) for each in value}
        case list() if not shape.opaque and shape.item is not None:
            return [_keyed(shape.item, each) for each in value]
        case Secret():
            # deepdiff looks inside objects, and its answer is shown.
            raise TypeError("secrets must be covered before values are compared for people")
        case _:
            return value


def is_sensitive(shape: Shape) -> bool:
    """Whether values at a place must not be shown."""
    return shape.has(Sensitive, WriteOnly)
