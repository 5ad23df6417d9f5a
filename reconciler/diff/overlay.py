"""The object that is sent: live overlaid with desired, and what live becomes when it arrives."""

from __future__ import annotations

from ..schema import Shape, Tree
from ..schema.traits import Keyed, Overlay
from .project import writable


def overlay(shape: Shape, live: Tree, desired: Tree) -> Tree:
    """
    Desired laid over live, so that nothing we do not mention is wiped by a vendor that replaces what it is sent.

    Objects are laid key by key, keyed lists item by item (items that desired does not have are gone: a list is owned whole);
    every other value is desired's. What the vendor computes, and nulls, are left out of live's part.
    """
    match desired, live:
        case dict(), dict() if not shape.opaque:
            return _objects(shape, live, desired)
        case list(), list() if (keyed := shape.get(Keyed)) is not None:
            return _items(keyed, shape.item or shape, live, desired)
        case _:
            return desired


def _objects(shape: Shape, live: dict[str, Tree], desired: dict[str, Tree]) -> Tree:
    special = shape.get(Overlay)
    kept = writable(shape, live if special is None else special.fn(live, desired))
    laid = {key: overlay(shape.child(key), kept.get(key), each) for key, each in desired.items()}
    return {**kept, **laid}


def _items(keyed: Keyed, item: Shape, live: list[Tree], desired: list[Tree]) -> Tree:
    theirs = {keyed.key(each): each for each in live}
    return [overlay(item, theirs.get(keyed.key(each)), each) for each in desired]
