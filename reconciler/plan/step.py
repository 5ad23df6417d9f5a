"""A step: one action at one address, with the calls it sends. A call: one HTTP request, decided and not sent."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..address import Address
from ..diagnostics import Source
from ..diff import Change
from ..diff.leaves import Path
from ..schema import Endpoint, Kind, Tree
from .bound import Bound


class Action(enum.Enum):
    """What happens to an address."""

    CREATE = "create"
    UPDATE = "update"
    REPLACE = "replace"
    DELETE = "delete"
    ADOPT = "adopt"
    LINK = "link"
    """The second call of a create whose reference closed a cycle."""
    FORGET = "forget"
    """Stop managing; the object stays."""
    ABANDON = "abandon"
    """As forget, because the vendor has no way to delete it."""
    MOVE = "move"
    """The address changes, the object does not."""


class Stage(enum.Enum):
    """Which version of an object an update reaches."""

    MAIN = "main"
    """The one that callers meet; all there is where a vendor has no versions."""
    CANDIDATE = "candidate"
    """A new one that no caller meets."""
    PROMOTED = "promoted"
    """A candidate becomes the main one."""


@dataclass(frozen=True, slots=True)
class Call:
    """
    One request. ``body`` may hold Pending values, filled in at apply, and secrets, revealed only at the door.

    ``repeatable``: sending it twice does no harm. ``under`` is the field that the call is about alone; empty for the whole object.
    """

    endpoint: Endpoint
    params: Mapping[str, Tree]
    body: dict[str, Tree] | None = None
    repeatable: bool = True
    under: str = ""


@dataclass(frozen=True, slots=True, order=True)
class StepId:
    """Names a step: an address has at most one of each pass."""

    address: Address
    second: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """
    An action at an address. ``after``: the steps that must have succeeded before.

    ``because`` says in words why, where the action alone does not. ``bound`` is the resource with its object; None when only the state
    knows the address. ``kept`` are places that policy leaves as somebody edited them; ``earlier`` is a moved resource's old address.
    """

    address: Address
    action: Action
    kind: Kind
    calls: tuple[Call, ...] = ()
    changes: tuple[Change, ...] = ()
    after: frozenset[StepId] = frozenset()
    source: Source | None = None
    because: str = ""
    notes: tuple[str, ...] = ()
    bound: Bound | None = field(default=None, repr=False)
    earlier: Address | None = None
    kept: frozenset[Path] = frozenset()
    stage: Stage = Stage.MAIN

    @property
    def id(self) -> StepId:
        """This step's name. A move goes by the old address, so that an update of the moved resource can wait for it."""
        if self.action is Action.MOVE and self.earlier is not None:
            return StepId(self.earlier)
        return StepId(self.address, self.action is Action.LINK)
