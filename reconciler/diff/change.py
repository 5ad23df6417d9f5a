"""A change: one owned place where desired and live differ, and why."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field

from ..schema import Shape, Tree
from .leaves import Path


class Cause(enum.Enum):
    """Which side moved since our last apply."""

    NEW = "new"
    """The object is being created."""
    OURS = "ours"
    """The manifest changed."""
    DRIFT = "drift"
    """Someone edited live."""
    CONFLICT = "conflict"
    """Both changed."""
    FIRST = "first contact"
    """We never applied this place before, and live holds something else."""
    CLEAR = "clear"
    """The manifest no longer has it, and the vendor lets us clear it."""
    RELEASE = "release"
    """The manifest no longer has it: the value stays, ownership ends."""


@dataclass(frozen=True, slots=True)
class Change:
    """
    One place. ``before`` is live, ``after`` desired (ABSENT where there is none).

    ``marks`` are the hashes of both sides, as the state keeps them; ``shape`` says what the place is.
    """

    path: Path
    cause: Cause
    before: Tree
    after: Tree
    marks: tuple[str, str] = ("", "")
    shape: Shape = field(default=Shape(), compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """
    All changes of one object, in the order of the manifest, and what could not be decided.

    ``unverifiable``: places with a secret that live hides, in sync as far as the state knows. ``normalized``: places where the
    vendor turned our value into another last time; ``dropped`` names the
    undeclared fields that it does not keep at all.
    """

    changes: tuple[Change, ...] = ()
    unverifiable: tuple[Path, ...] = ()
    normalized: tuple[Path, ...] = ()
    dropped: tuple[str, ...] = ()

    @property
    def writes(self) -> tuple[Change, ...]:
        """The changes that a vendor has to be told."""
        return tuple(change for change in self.changes if change.cause is not Cause.RELEASE)
