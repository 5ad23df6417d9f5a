"""One operation of a vendor, and the collection that its objects stand in."""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .pages import Pages
from .values import Json


class Risk(enum.Enum):
    """Why a call needs a waiver."""

    NONE = "none"
    COSTLY = "costly"
    """It spends money."""
    ROUTING = "routing"
    """It changes what a live phone number does."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """
    One operation. ``path`` and the values of ``query`` are templates over the account's parameters, the object's path
    parameters and ``{id}``; each value is percent-encoded when it is filled in.

    ``also`` are further paths that are sent the same: the second object of a pair. ``destroys`` says in a sentence what is lost for
    good with the call, which then needs a waiver.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    risk: Risk = Risk.NONE
    also: tuple[str, ...] = ()
    destroys: str = ""

    def each(self) -> tuple[Endpoint, ...]:
        """The operation at each of its paths."""
        return (self, *(Endpoint(self.method, path, self.query, self.risk, destroys=self.destroys) for path in self.also))


@dataclass(frozen=True, slots=True)
class Listing:
    """
    The collection. ``whole`` says that its items are whole objects, so that no read of one is needed.

    ``keep`` and ``own`` drop the vendor's own objects: ``own`` names fields of an item and the template, over the account's parameters,
    that each must equal. ``gather`` turns the items into objects where one object is more than one item. A collection below a parent
    names the path parameter that holds the parent's id; ``embedded`` is the parent kind and the field of the parent's own answer in
    which the same items stand. ``single``: the path answers the one object there is, and no list.
    """

    path: str
    pages: Pages
    whole: bool = True
    query: Mapping[str, str] = field(default_factory=dict)
    keep: Callable[[Json], bool] | None = None
    own: Mapping[str, str] = field(default_factory=dict)
    gather: Callable[[list[Json]], list[Json]] | None = None
    parent: str | None = None
    embedded: tuple[str, str] | None = None
    single: bool = False
