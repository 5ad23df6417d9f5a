"""What has calls of its own: parts of an object, members that come and go one by one, items of a shared list, versions."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from .endpoint import Endpoint
from .values import Json


@dataclass(frozen=True, slots=True)
class Part:
    """
    Top-level fields that an update of the object does not take, but an endpoint of their own.

    ``inside``: the one field is an object whose content is the call's body, merged at its top level; with ``read`` the answer stands
    there too. Otherwise the body is ``{field: value}``.
    """

    fields: tuple[str, ...]
    update: Endpoint
    read: Endpoint | None = None
    inside: bool = False


@dataclass(frozen=True, slots=True)
class Members:
    """
    A set that no body holds: each member is added and removed by a call of its own, whose path may hold ``{member}``.

    ``sends`` is the key under which the call's body says the member; empty: the call has no body.
    """

    field: str
    add: Endpoint
    remove: Endpoint
    sends: str = ""


@dataclass(frozen=True, slots=True)
class Within:
    """
    The object is an item of a list that the vendor only takes whole, together with the items of others.

    The list is read just before each write. ``compose(container, key, item)`` is the whole body then: ``key`` is our item's id (empty
    for a new one), ``item`` what it shall be (None: it goes).
    """

    read: Endpoint
    compose: Callable[[Json, str, Json | None], Json]


@dataclass(frozen=True, slots=True)
class Versions:
    """
    An update may be written to a version that is not the main one yet, and promoted later.

    ``field`` of an answer says which version it shows. The paths of ``read`` and ``promote`` hold ``{version}``; ``list`` answers every
    version, the newest first. ``flag`` is the key of an update's body that says whether it becomes the main version, ``label`` the one
    that names it. ``ends`` is the kind, below the object, whose objects promotion removes.
    """

    field: str
    list: Endpoint
    read: Endpoint
    promote: Endpoint
    flag: str
    label: str
    ends: str = ""
