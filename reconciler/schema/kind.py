"""A kind: a type of object at a vendor, its endpoints and habits. A provider: a vendor's kinds and how to reach it."""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from .endpoint import Endpoint, Listing
from .parts import Members, Part, Versions, Within
from .shape import Shape, shape_of
from .spec import Spec
from .traits import BlankCounts, Identity, PathParam, Remembered, Trait
from .values import Json, Tree


class Mode(enum.Enum):
    """What an update's body must hold."""

    MERGE_TOP = "merge-top"
    """The changed top-level fields, each whole: nested objects as live overlaid with desired."""
    MERGE_DEEP = "merge-deep"
    """The changed leaves only."""
    REPLACE = "replace"
    """The whole object: live's writable fields overlaid with desired."""


Checks = Callable[[dict[str, Tree]], list[tuple[str, str]]]
"""A rule that can be checked offline: the spec -> (field path, what is wrong and how to mend it)."""


def _same(value: Any) -> Any:
    return value


def _same_body(body: dict[str, Tree], live: Json, desired: dict[str, Tree]) -> dict[str, Tree]:  # noqa: ARG001 -- the seam of Kind.amend
    return body


@dataclass(frozen=True, slots=True, eq=False)
class Kind:
    """
    The declaration of one type of object.

    ``decode`` turns a vendor's answer for one object into the form a manifest has; ``encode`` turns a create body into the wire's
    form. ``amend(body, live, desired)`` adds what an update must say besides its changes. ``birth`` names the only fields that the
    create call takes: the rest follows in an update. ``window_s`` is how long, in seconds, a write may stay invisible to a list.
    ``reads_inferred``: nobody documents a read, so a 404 on the collection means "cannot be read", not "nothing there".
    ``inferred`` says in words what the declaration rests on where the vendor is silent.

    ``parts``, ``members``, ``within`` and ``versions`` name what has calls of its own. ``look_first``: another create may have made the
    object, so it is looked for just before ours. ``yields`` is the secret that only the answer to the create holds. ``own_key`` is the
    field with the beginning of an API key: the key that a run itself uses is never deleted. ``open``: any other top-level field is
    accepted as well, since the vendor publishes a free object.
    """

    provider: str
    name: str
    spec: type[Spec]
    list: Listing | None = None
    read: Endpoint | None = None
    create: Endpoint | None = None
    update: Endpoint | None = None
    delete: Endpoint | None = None
    mode: Mode = Mode.MERGE_TOP
    id_field: str = "id"
    unwrap: str | None = None
    decode: Callable[[Json], Json] = _same
    encode: Callable[[dict[str, Tree]], dict[str, Tree]] = _same
    amend: Callable[[dict[str, Tree], Json, dict[str, Tree]], dict[str, Tree]] = _same_body
    check: Checks = lambda _: []
    birth: tuple[str, ...] | None = None
    blank_is_absent: bool = False
    idempotent_create: bool = False
    upsert: bool = False
    window_s: float = 2.0
    reads_inferred: bool = False
    parts: tuple[Part, ...] = ()
    members: tuple[Members, ...] = ()
    within: Within | None = None
    versions: Versions | None = None
    look_first: bool = False
    yields: str = ""
    own_key: str = ""
    open: bool = False
    retired: str = ""
    summary: str = ""
    inferred: str = ""

    def __str__(self) -> str:
        return f"{self.provider}/{self.name}"

    @property
    def shape(self) -> Shape:
        """The shape of the whole object."""
        return shape_of(self.spec)

    def fields_with(self, *traits: type[Trait]) -> tuple[str, ...]:
        """The top-level fields that wear any of these."""
        return _fields_with(self.spec, traits)

    @property
    def identity(self) -> tuple[str, ...]:
        """The fields that find an unbound object."""
        return self.fields_with(Identity)

    @property
    def path_params(self) -> tuple[str, ...]:
        """The fields that stand in the URL."""
        return self.fields_with(PathParam)

    @property
    def remembered(self) -> tuple[str, ...]:
        """The computed fields that the state keeps with the id."""
        return self.fields_with(Remembered)

    def parts_of(self, fields: Collection[str]) -> tuple[Part, ...]:
        """The parts with a read of their own that hold any of these top-level fields."""
        return tuple(part for part in self.parts if part.read is not None and not set(part.fields).isdisjoint(fields))

    def blank_equals_absent(self, shape: Shape) -> bool:
        """Whether an empty value and none are the same at this place."""
        return self.blank_is_absent and not shape.has(BlankCounts)


@cache
def _fields_with(spec: type[Spec], traits: tuple[type[Trait], ...]) -> tuple[str, ...]:
    return tuple(name for name, shape in shape_of(spec).fields.items() if shape.has(*traits))


@dataclass(frozen=True, slots=True, eq=False)
class Provider:
    """
    A vendor's API. ``base_url`` is the vendor's real address; ``parameters`` are the account's own path parameters (``org_id``).

    ``concurrency`` is how many requests may be under way at once.
    """

    name: str
    title: str
    base_url: str
    kinds: tuple[Kind, ...]
    parameters: tuple[str, ...] = ()
    concurrency: int = 8
    token_env: str = ""

    def kind(self, name: str) -> Kind | None:
        """The kind of this short name, or None."""
        return next((kind for kind in self.kinds if kind.name == name), None)
