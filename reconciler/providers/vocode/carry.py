"""What an update at Fluents says besides its changes, since nobody documents whether it keeps what it does not name."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...schema import Json, Secret, Spec, Tree
from ...schema.shape import shape_of
from ...schema.spec import absent
from ...schema.traits import Computed, CreateOnly, Immutable, Unread

Amend = Callable[[dict[str, Tree], Json, dict[str, Tree]], dict[str, Tree]]

_NEVER = (Computed, CreateOnly, Immutable, Unread)
_STAMPS = ("id", "user_id", "created_at", "updated_at")
"""What the vendor writes into an object whose other fields are free."""


def carrying(spec: type[Spec], *, free: bool = False) -> Amend:
    """
    The amendment by which every optional field that holds something goes along with an update.

    Where an update merges, this changes nothing; where it replaces, nothing is lost, neither ours nor somebody's. A field that a
    create requires stays at home: an update that replaced it by nothing would be refused. Of secrets only those of the manifest go,
    for one that was read may be a mask. ``free`` says that fields which no document describes are writable too.
    """

    def amend(body: dict[str, Tree], live: Json, desired: dict[str, Tree]) -> dict[str, Tree]:
        return {**body, **dict(_company(spec, body, live, desired, free=free))}

    return amend


def _company(spec: type[Spec], body: dict[str, Tree], live: Json, desired: dict[str, Tree], *, free: bool) -> Iterator[tuple[str, Tree]]:
    for name, value in {**live, **desired}.items():
        said = name in desired
        if name not in body and _optional(spec, name, free=free or said) and _worth(value, said=said):
            yield name, value


def _optional(spec: type[Spec], name: str, *, free: bool) -> bool:
    shape = shape_of(spec).child(name)
    if not shape.known:
        return free and name not in _STAMPS
    return not shape.required and not shape.has(*_NEVER)


def _worth(value: Tree, *, said: bool) -> bool:
    """Whether a value would be missed: what a manifest says, but for null, and whatever else is neither blank nor false nor a secret."""
    if isinstance(value, Secret):
        return said
    return value is not None if said else bool(value) and not absent(value)
