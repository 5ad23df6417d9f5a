"""The leaves of a spec: the places whose ownership is decided one by one. Lists and opaque values are leaves as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..schema import ABSENT, Shape, Tree
from ..schema.traits import Computed, Trait

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Leaf:
    """One place: its path of keys, its shape, its value."""

    path: Path
    shape: Shape
    value: Tree


def leaves(shape: Shape, value: dict[str, Tree], path: Path = ()) -> Iterator[Leaf]:
    """Every leaf of an object, in the order written. What the vendor computes is none."""
    for key, each in value.items():
        child = shape.child(key)
        if child.has(Computed):
            continue
        if child.descends(each) and each:
            yield from leaves(child, each, (*path, key))
        else:
            yield Leaf((*path, key), child, each)


def at(value: Tree, path: Path) -> Tree:
    """The value at a path, ABSENT when there is none."""
    for key in path:
        if not isinstance(value, dict) or key not in value:
            return ABSENT
        value = value[key]
    return value


def shape_at(shape: Shape, path: Path) -> Shape:
    """The shape at a path."""
    for key in path:
        shape = shape.child(key)
    return shape


def wears(shape: Shape, path: Path, *traits: type[Trait]) -> bool:
    """Whether a place, or one that it stands in, wears any of these."""
    return any(shape_at(shape, path[: length + 1]).has(*traits) for length in range(len(path)))


def put(value: dict[str, Tree], path: Path, leaf: Tree) -> dict[str, Tree]:
    """A copy of the object with one leaf set, or taken out if it is ABSENT; objects on the way are made where they are missing."""
    head, *rest = path
    if rest:
        below = value.get(head)
        return {**value, head: put(below if isinstance(below, dict) else {}, tuple(rest), leaf)}
    if leaf is ABSENT:
        return {key: each for key, each in value.items() if key != head}
    return {**value, head: leaf}


def pointer(path: Path) -> str:
    """A path as a JSON pointer (RFC 6901), which is how the state names it."""
    return "".join("/" + key.replace("~", "~0").replace("/", "~1") for key in path)


def from_pointer(text: str) -> Path:
    """The path that ``pointer`` wrote."""
    return tuple(key.replace("~1", "/").replace("~0", "~") for key in text.split("/")[1:])
