"""One reading of live: the objects that were asked for, and how far a listing can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..schema import Json, Kind, Tree


@dataclass(frozen=True, slots=True)
class Live:
    """
    One object as the vendor holds it.

    ``value`` is in the manifest's form, references reduced to ids, secrets sealed; ``raw`` is the answer it came from. ``whole`` is
    False for a summary out of a list, which only serves to find an object. ``version``: a version that is shown instead of the main one.
    """

    kind: Kind
    id: str
    params: Mapping[str, str]
    value: dict[str, Tree]
    raw: Json = field(repr=False)
    whole: bool = True
    version: str = ""

    def remembering(self, params: Mapping[str, str]) -> Live:
        """The object with what the state keeps of it and this answer does not show."""
        kept = {name: params[name] for name in self.kind.remembered if name in params and name not in self.params}
        return replace(self, params={**self.params, **kept}, value={**self.value, **kept}) if kept else self


Place = tuple[str, tuple[tuple[str, str], ...]]
"""A collection: the kind's name and the parent's path parameters."""

Handle = tuple[str, tuple[tuple[str, str], ...], str]
"""An object: its collection and its id."""


def place(kind: Kind, params: Mapping[str, str]) -> Place:
    """The collection of a kind below a parent."""
    return (str(kind), tuple(sorted((name, value) for name, value in params.items() if name in kind.path_params)))


def handle(kind: Kind, params: Mapping[str, str], key: str) -> Handle:
    """One object of a kind."""
    return (*place(kind, params), key)


Identities = Mapping[frozenset[tuple[str, str]], list[Live]]
"""The normal forms of the identity fields -> the objects that have them."""


@dataclass(frozen=True, slots=True)
class Reading:
    """
    One collection, listed. ``gap`` says why it may be incomplete. ``readable`` is False where the vendor has no such read.

    ``identities`` is no part of the value: ``identify`` keeps there, by kind and key, what it has gathered from ``objects``.
    """

    objects: Mapping[str, Live] = field(default_factory=dict)
    gap: str = ""
    readable: bool = True
    identities: dict[tuple[Kind, bytes], Identities] = field(default_factory=dict, init=False, repr=False, compare=False)

    @property
    def complete(self) -> bool:
        """Whether what is not in it does not exist."""
        return self.readable and not self.gap


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Every collection that was listed, and every object and version that was read by itself (None: the vendor says there is none)."""

    lists: Mapping[Place, Reading] = field(default_factory=dict)
    reads: Mapping[Handle, Live | None] = field(default_factory=dict)
    versions: Mapping[tuple[Handle, str], Live | None] = field(default_factory=dict)

    def __or__(self, later: Snapshot) -> Snapshot:
        return Snapshot({**self.lists, **later.lists}, {**self.reads, **later.reads}, {**self.versions, **later.versions})

    def reading(self, kind: Kind, params: Mapping[str, str]) -> Reading | None:
        """The listing of a collection, None when it was not asked for."""
        return self.lists.get(place(kind, params))

    def gap(self, kind: Kind) -> str:
        """Why a listing of this kind may be incomplete; empty when every one that was made is whole."""
        return next(
            (
                reading.gap
                for (name, _), reading in sorted(self.lists.items(), key=lambda each: each[0])
                if name == str(kind) and reading.gap
            ),
            "",
        )

    def was_read(self, kind: Kind, params: Mapping[str, str], key: str) -> bool:
        """Whether this object was read by itself."""
        return handle(kind, params, key) in self.reads

    def find(self, kind: Kind, params: Mapping[str, str], key: str) -> Live | None:
        """An object, read by itself or out of a listing of whole objects; None when there is none or it was not read."""
        by_itself = handle(kind, params, key)
        if by_itself in self.reads:
            return self.reads[by_itself]
        reading = self.reading(kind, params)
        found = None if reading is None else reading.objects.get(key)
        return found if found is not None and found.whole else None

    def object(self, kind: str, key: str) -> Live | None:
        """A whole object of a kind without a parent."""
        by_itself: Handle = (kind, (), key)
        if by_itself in self.reads:
            return self.reads[by_itself]
        listed = self.lists.get((kind, ()), Reading()).objects.get(key)
        return listed if listed is not None and listed.whole else None

    def everything(self) -> list[Live]:
        """Every whole object, each once, in a stable order."""
        found: dict[Handle, Live] = {}
        for (name, params), reading in self.lists.items():
            found.update({(name, params, key): live for key, live in reading.objects.items() if live.whole})
        for each, live in self.reads.items():
            if live is None:
                found.pop(each, None)
            else:
                found[each] = live
        return [found[key] for key in sorted(found)]
