"""Every value of a spec together with the shape of its place."""

from __future__ import annotations

from typing import NamedTuple

from ..schema import Shape, Tree
from ..schema.paths import Path
from ..schema.traits import Deferrable, Sensitive, Trait, WriteOnly
from .forms import OPAQUE, below

_INHERITED = (Deferrable, Sensitive, WriteOnly)


class Place(NamedTuple):
    """``inherited`` are the traits that hold for all that is inside a place: its own, then those of the places around it."""

    path: Path
    value: Tree
    shape: Shape
    inherited: tuple[Trait, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether this is a text, number, true, false or null of whose place nothing is declared but its type."""
        return type(self.value) in _SCALARS and not self.inherited and (self.shape is OPAQUE or not self.shape.traits)


_SCALARS = frozenset({str, int, float, bool, type(None)})


def places(value: Tree, shape: Shape) -> list[Place]:
    """The value itself and all inside it, in the order in which it was written."""
    found: list[Place] = []
    _collect(value, shape, (), (), found)
    return found


def _collect(value: Tree, shape: Shape, path: Path, around: tuple[Trait, ...], found: list[Place]) -> None:
    """Into one list: nested generators would hand every value up through every level."""
    if shape.traits and shape is not OPAQUE:
        around = (*(each for each in shape.traits if isinstance(each, _INHERITED)), *around)
    found.append(Place(path, value, shape, around))
    if isinstance(value, dict):
        for key, each in value.items():
            _collect(each, below(shape, key), (*path, key), around, found)
    elif isinstance(value, list):
        for index, each in enumerate(value):
            _collect(each, below(shape, index), (*path, index), around, found)
