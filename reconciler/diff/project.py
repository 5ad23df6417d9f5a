"""The part of a live value that a desired value speaks of."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from ..schema import ABSENT, Secret, Shape, Tree
from ..schema.traits import Computed, Keyed, SetLike, Unread, WriteOnly


@dataclass(slots=True)
class Projection:
    """
    ``of`` narrows live to what desired declares, however deep, so that a default the vendor filled in is no difference.

    ``unverifiable`` turns True when live hid a value (masked, or never returned): then the desired value stands in its place,
    and only the state can tell whether it was already sent.
    """

    unverifiable: bool = False

    def of(self, shape: Shape, desired: Tree, live: Tree) -> Tree:
        """Live as desired would see it."""
        match desired, live:
            case Secret(), _ if _hidden(live):
                self.unverifiable = True
                return desired
            case _ if shape.has(Unread) and live is ABSENT:
                self.unverifiable = True
                return desired
            case dict(), _ if live is ABSENT and not desired and shape.values is not None and shape.values.has(WriteOnly):
                self.unverifiable = True
                return desired
            case dict(), dict() if not shape.opaque:
                return self._object(shape, desired, live)
            case dict(), _ if live is ABSENT and desired and not shape.opaque and self._all_hidden(shape, desired):
                return desired
            case list(), list() if not shape.opaque:
                return self._list(shape, desired, live)
            case _:
                return live

    def _object(self, shape: Shape, desired: dict[str, Tree], live: dict[str, Tree]) -> Tree:
        seen = {key: self.of(shape.child(key), each, live.get(key, ABSENT)) for key, each in desired.items()}
        return {key: each for key, each in seen.items() if each is not ABSENT}

    def _all_hidden(self, shape: Shape, desired: dict[str, Tree]) -> bool:
        """Whether an object that live does not have consists of nothing but hidden values."""
        inner = Projection()
        seen = [inner.of(shape.child(key), each, ABSENT) for key, each in desired.items()]
        hidden = inner.unverifiable and all(each is not ABSENT for each in seen)
        self.unverifiable |= hidden
        return hidden

    def _list(self, shape: Shape, desired: list[Tree], live: list[Tree]) -> Tree:
        item = shape.item or shape
        keyed = shape.get(Keyed)
        if keyed is not None:
            return self._keyed(keyed, item, desired, live)
        if len(desired) != len(live):
            return live
        if shape.has(SetLike):
            live = _paired(desired, live)
        return [self.of(item, ours, theirs) for ours, theirs in zip(desired, live, strict=True)]

    def _keyed(self, keyed: Keyed, item: Shape, desired: list[Tree], live: list[Tree]) -> Tree:
        ours = {keyed.key(each): each for each in desired}
        return [self.of(item, ours[keyed.key(each)], each) if keyed.key(each) in ours else each for each in live]


def _paired(desired: list[Tree], live: list[Tree]) -> list[Tree]:
    """The items of a set in the order of those of desired that they hold everything of, the others in the places that are left."""
    left, found = list(live), []
    for ours in desired:
        match = next((each for each in left if _holds(each, ours)), ABSENT)
        if match is not ABSENT:
            left.remove(match)
        found.append(match)
    return [left.pop(0) if each is ABSENT else each for each in found]


def _holds(live: Tree, ours: Tree) -> bool:
    match ours, live:
        case dict(), dict():
            return all(key in live and _holds(live[key], each) for key, each in ours.items())
        case _:
            return type(ours) is type(live) and bool(ours == live)


def _hidden(live: Tree) -> bool:
    """Whether the vendor hides a secret. One with an origin is ours, and may look like a mask."""
    return live is ABSENT or live is None or (isinstance(live, Secret) and live.origin is None and live.looks_masked)


def unkept(shape: Shape, desired: Tree, live: Tree, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The fields that nobody declared, that the manifest sets, and that the vendor does not hold."""
    if live is ABSENT and not shape.known:
        return [path]
    match desired, live:
        case dict(), dict() if shape.known and not shape.opaque:
            return [each for key, part in desired.items() for each in unkept(shape.child(key), part, live.get(key, ABSENT), (*path, key))]
        case list(), list() if shape.known and not shape.opaque:
            keyed, item = shape.get(Keyed), shape.item or shape
            theirs = {keyed.key(each) if keyed else number: each for number, each in enumerate(live)}
            pairs = [(number, part, theirs.get(keyed.key(part) if keyed else number, ABSENT)) for number, part in enumerate(desired)]
            return [each for number, part, other in pairs if other is not ABSENT for each in unkept(item, part, other, (*path, number))]
        case _:
            return []


def without(value: Tree, paths: Collection[tuple[str | int, ...]]) -> Tree:
    """A copy of a value without these parts."""
    here = {path[0] for path in paths if len(path) == 1}
    below = {head: [path[1:] for path in paths if path[0] == head and len(path) > 1] for head in {path[0] for path in paths}}
    match value:
        case dict():
            return {key: without(each, below.get(key, [])) for key, each in value.items() if key not in here}
        case list():
            return [without(each, below.get(number, [])) for number, each in enumerate(value) if number not in here]
        case _:
            return value


def writable(shape: Shape, value: Tree) -> Tree:
    """A live value without what the vendor computes and without nulls, as it may be sent back. Opaque values stay as they are."""
    match value:
        case dict() if not shape.opaque:
            kept = {key: writable(shape.child(key), each) for key, each in value.items() if not shape.child(key).has(Computed)}
            return {key: each for key, each in kept.items() if each is not None}
        case list() if not shape.opaque:
            return [writable(shape.item or shape, each) for each in value]
        case _:
            return value
