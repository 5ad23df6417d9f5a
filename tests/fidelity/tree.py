"""A spec under construction: leaves are put into it one by one, and it is laid on top of another."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from reconciler.schema import Json
from reconciler.schema.paths import Path
from tests.fidelity.places import Free, Leaf

Told = Mapping[Path, frozenset[str]]
"""By the place of an object: those of its fields of which it holds the one that its type names."""
Tree = dict[Any, Any]
"""Lists are objects whose keys are tuples: the items that a key below them tells apart stand beside each other."""


def put(tree: Tree, free: Free, told: Told) -> bool:
    """
    Whether the leaf found room: nothing is a leaf and an object at once, nor an object and a list, and of the fields that tell an
    object's type, such as those with the settings of a tool, there is one.
    """
    node: Any = tree
    for position, (part, beside) in enumerate(free.spot.steps[:-1]):
        key = _key(free.spot.path, position, told)
        if not _has_room(node, key, told.get(free.spot.path[:position], frozenset())):
            return False
        node.update(_type_of(part, free.spot.path[:position], told), **beside)
        node = node.setdefault(key, {})
    last, beside = free.spot.steps[-1]
    key = _key(free.spot.path, len(free.spot.path) - 1, told)
    if not _has_room(node, key, told.get(free.spot.path[:-1], frozenset())) or key in node:
        return False
    node.update(_type_of(last, free.spot.path[:-1], told), **beside)
    node[key] = free.leaf
    return True


def _key(path: Path, position: int, told: Told) -> Any:
    part, below = path[position], path[position + 1 :][:1]
    return (part, *(each for each in below if each in told.get(path[: position + 1], ()))) if isinstance(part, int) else part


def _has_room(node: Any, key: Any, alike: frozenset[str]) -> bool:
    if not isinstance(node, dict) or any(isinstance(each, tuple) != isinstance(key, tuple) for each in node):
        return False
    return key not in alike or not node.keys() & (alike - {key})


def _type_of(part: str | int, place: Path, told: Told) -> dict[str, Json]:
    return {"type": part} if part in told.get(place, ()) else {}


def listed(tree: Any) -> Any:
    """The tree with lists for lists."""
    if not isinstance(tree, dict):
        return tree
    parts = [listed(each) for each in tree.values()]
    return parts if any(isinstance(key, tuple) for key in tree) else dict(zip(tree, parts, strict=True))


def overlaid(base: Any, ours: Any, *, opens: bool = False) -> Any:
    """Ours, on top of what the base says beside it. ``opens``: an item goes on top of the base's first one."""
    match base, ours:
        case [first, *more], [item] if opens:
            return [overlaid(first, item, opens=opens), *more]
        case dict(), dict() if not any(key.startswith("$") for key in base):
            return {**base, **{key: overlaid(base.get(key), each, opens=opens) for key, each in ours.items()}}
    return ours


def filled(tree: Any, value: Callable[[Leaf], Json]) -> Any:
    """The tree with a value for each leaf."""
    match tree:
        case Leaf():
            return value(tree)
        case dict():
            return {key: filled(each, value) for key, each in tree.items()}
        case list():
            return [filled(each, value) for each in tree]
    return tree


def holds(spec: Any, place: str) -> bool:
    """Whether there is a value at the place, such as ``nodes[0].message``."""
    for part in filter(None, re.split(r"[.\[\]]+", place)):
        match spec:
            case dict() if part in spec:
                spec = spec[part]
            case [first, *_] if part == "0":
                spec = first
            case _:
                return False
    return True
