"""Which live object each resource is: desired, state and snapshot joined, in the order of the references."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cache
from typing import Any

from ..address import Address
from ..desired import Desired, Resource
from ..diff import Cause, Change
from ..diff.compare import compare
from ..diff.leaves import at, leaves, pointer, wears
from ..live import Live, Reading, Snapshot
from ..live.identify import identity_of, matches
from ..live.listed import embedded
from ..live.snapshot import Place, handle, place
from ..schema import ABSENT, Kind, Pending, Reference, Secret, SecretRef, Shape, Tree
from ..schema.traits import Immutable, Minted, PathParam, Ref, Sensitive, WriteOnly
from ..state import Intent, Mark, Record, State

Secrets = Mapping[SecretRef, Secret]


class How(enum.Enum):
    """How an object was recognised."""

    STATE = "bound"
    ADOPT = "adopt"
    IDENTITY = "identity"
    INTENT = "intent"


@dataclass(frozen=True, slots=True)
class Bound:
    """
    One resource with its object.

    ``spec`` is the manifest's with references and secrets filled in as far as they are known. ``id`` None: there is no object yet.
    ``live`` None with an id: the object is gone, or it was not, or cannot be, read (``readable`` False). ``rivals`` are the ids between
    which we cannot choose. ``unresolved``: an earlier create may have happened, and nothing can tell. ``replaced``: only a new object
    can hold what the manifest says. ``owner``: another manifest's resource already is this object.

    ``candidate``: a version, not promoted yet, through which the object is looked at; ``main`` is the main version then, and ``basis``
    the id of the one on which the candidate was written.
    """

    resource: Resource
    spec: dict[str, Tree]
    params: Mapping[str, str]
    id: str | None = None
    how: How = How.STATE
    live: Live | None = None
    readable: bool = True
    rivals: tuple[str, ...] = ()
    unresolved: bool = False
    replaced: bool = False
    owner: Address | None = None
    candidate: str = ""
    basis: str = ""
    main: Live | None = None

    @property
    def gone(self) -> bool:
        """Whether the object that we had bound does not exist any more."""
        return self.id is not None and self.live is None and self.readable

    @property
    def undecided(self) -> bool:
        """Whether nothing can be done before somebody says which object it is."""
        return bool(self.rivals) or self.owner is not None

    @property
    def secret_lost(self) -> bool:
        """Whether an earlier create made it and its answer never came, in which alone its secret stood."""
        return self.how is How.INTENT and bool(self.resource.kind.yields)

    @property
    def unborn(self) -> bool:
        """Whether its id will only be known after apply: there is no object, or it is replaced."""
        return self.id is None or self.gone or self.replaced


@dataclass(frozen=True, slots=True)
class _OfKind:
    """The ids that the state binds, by collection, and the resources that name an id themselves."""

    bound: Mapping[Place, set[str]]
    adopting: list[Resource]


@dataclass(frozen=True, slots=True)
class Join:
    """The three sides, and the objects recognised so far. ``drift_stays``: policy keeps what somebody edited, so it replaces nothing."""

    desired: Desired
    state: State
    snapshot: Snapshot
    secrets: Secrets
    found: dict[Address, Bound] = field(default_factory=dict)
    drift_stays: bool = False
    _claims: dict[Place, set[str]] = field(default_factory=dict)
    _kinds: dict[str, _OfKind] = field(default_factory=dict)

    def bind(self, order: list[Address]) -> dict[Address, Bound]:
        """Recognise every resource, those it refers to first."""
        for address in order:
            bound = self._bind(self.desired.resources[address])
            bound = replace(bound, replaced=bound.secret_lost or self._must_replace(bound))
            self.found[address] = bound
            if bound.id is not None:
                self._taken(bound.resource.kind, bound.params).add(bound.id)
        self._close_cycles()
        return self.found

    def _close_cycles(self) -> None:
        """On a cycle, whoever is bound first refers to what was not bound yet: fill that in now."""
        for address, bound in self.found.items():
            if any(self._born(each.address) for each in pendings(bound.spec)):
                self.found[address] = replace(bound, spec=self.resolve(bound.resource))

    def _born(self, address: Address) -> bool:
        """Whether an object exists and keeps its id."""
        bound = self.found.get(address)
        return bound is not None and not bound.unborn

    def _bind(self, resource: Resource) -> Bound:
        spec = self.resolve(resource)
        params = _params(resource.kind, spec)
        record = self.state.resources.get(resource.address)
        if record is not None:
            return self._through_candidate(self._by_id(resource, spec, record.params, record.id, How.STATE), record)
        if len(params) < len(resource.kind.path_params):
            return Bound(resource, spec, params)
        if resource.adopt is not None:
            bound = self._by_id(resource, spec, params, resource.adopt, How.ADOPT)
            return replace(bound, owner=self._owner(resource.kind, params, resource.adopt))
        return self._by_listing(resource, spec, params)

    def _through_candidate(self, bound: Bound, record: Record) -> Bound:
        """The object as its candidate version shows it, as long as there is one that is not the main version."""
        kind = bound.resource.kind
        if (
            kind.versions is None
            or not record.candidate
            or bound.live is None
            or bound.live.value.get(kind.versions.field) == record.candidate
        ):
            return bound
        shown = self.snapshot.versions.get((handle(kind, record.params, record.id), record.candidate))
        return bound if shown is None else replace(bound, live=shown, main=bound.live, candidate=record.candidate, basis=record.basis)

    def _owner(self, kind: Kind, params: Mapping[str, str], key: str) -> Address | None:
        """The address, declared by a manifest, that the state binds to this object."""
        wanted = handle(kind, params, key)
        bound = ((address, self.state.resources.get(address)) for address, each in self.desired.resources.items() if each.kind is kind)
        return next((address for address, record in bound if record is not None and handle(kind, record.params, record.id) == wanted), None)

    def _by_id(self, resource: Resource, spec: dict[str, Tree], params: Mapping[str, str], key: str, how: How) -> Bound:
        reading = self.listing(resource.kind, params)
        live = self.snapshot.find(resource.kind, params, key) or (reading.objects.get(key) if reading and reading.readable else None)
        whole = live.remembering(params) if live is not None and live.whole else None
        return Bound(resource, spec, params, key, how, whole, self._looked_for(resource.kind, params, key, reading))

    def _looked_for(self, kind: Kind, params: Mapping[str, str], key: str, reading: Reading | None) -> bool:
        """Whether an object that was not found does not exist: not while nothing was asked, nor when a summary in a list shows it."""
        if reading is None:
            return self.snapshot.was_read(kind, params, key)
        return reading.readable and key not in reading.objects

    def _by_listing(self, resource: Resource, spec: dict[str, Tree], params: Mapping[str, str]) -> Bound:
        reading, intent = self.listing(resource.kind, params), self.state.intents.get(resource.address)
        if reading is None or not reading.readable:
            return Bound(resource, spec, params, unresolved=intent is not None)
        # In the gap of a list there may be a second match, or the only one.
        candidates = self._candidates(resource.kind, spec, reading, intent) if reading.complete else []
        match candidates:
            case []:
                return Bound(resource, spec, params)
            case [live]:
                # One that was read by itself shows more than a list can: its parts.
                whole = self.snapshot.find(resource.kind, params, live.id) or (live if live.whole else None)
                return Bound(resource, spec, params, live.id, How.INTENT if intent else How.IDENTITY, whole)
            case _:
                return Bound(resource, spec, params, rivals=tuple(sorted(live.id for live in candidates)), unresolved=intent is not None)

    def _candidates(self, kind: Kind, spec: dict[str, Tree], reading: Reading, intent: Intent | None) -> list[Live]:
        key, taken = self.state.secret_key, self._taken(kind, _params(kind, spec))
        wanted = identity_of(kind, spec, key)
        if wanted is not None:
            return matches(kind, wanted, reading, taken.union(() if intent is None else intent.alike), key)
        if intent is None:
            return []
        return [live for live in self._whole(kind, self.newcomers(kind, reading, intent), intent) if alike(kind, spec, live, key)]

    def newcomers(self, kind: Kind, reading: Reading, intent: Intent) -> list[Live]:
        """The objects of a listing among which an earlier create of ours may be."""
        return [live for live in newcomers(reading, intent) if live.id not in self._taken(kind, intent.params)]

    def _whole(self, kind: Kind, found: Iterable[Live], intent: Intent) -> list[Live]:
        read = [live if live.whole else self.snapshot.find(kind, intent.params, live.id) for live in found]
        return [live for live in read if live is not None]

    def _taken(self, kind: Kind, params: Mapping[str, str]) -> set[str]:
        """The ids of a collection that an address has already. Gathered once; what is recognised later is added by ``bind``."""
        where = place(kind, params)
        if where not in self._claims:
            adopting = [each for each in self._of_kind(kind).adopting if place(kind, _params(kind, self.resolve(each))) == where]
            self._claims[where] = self._of_kind(kind).bound.get(where, set()).union(str(each.adopt) for each in adopting)
        return self._claims[where]

    def _of_kind(self, kind: Kind) -> _OfKind:
        """What has ids of a kind already. Looked up once a kind, since a kind may have as many collections as parents."""
        if str(kind) not in self._kinds:
            bound: dict[Place, set[str]] = {}
            for address, record in self.state.resources.items():
                if address.kind_name == str(kind):
                    bound.setdefault(place(kind, record.params), set()).add(record.id)
            self._kinds[str(kind)] = _OfKind(bound, [each for each in self.desired if each.kind is kind and each.adopt])
        return self._kinds[str(kind)]

    def _must_replace(self, bound: Bound) -> bool:
        """Whether a field differs that the vendor cannot change, or the object stands below another parent."""
        kind, record = bound.resource.kind, self.state.resources.get(bound.resource.address)
        if bound.live is None or bound.id is None or not _may_replace(kind):
            return False
        if record is not None and any(record.params.get(name) != bound.spec.get(name) for name in kind.path_params):
            return True
        changes = self._writes(bound, bound.live)
        return any(
            wears(kind.shape, change.path, Immutable) and not (self.drift_stays and change.cause is Cause.DRIFT) for change in changes
        )

    def _updated(self, bound: Bound) -> bool:
        """Whether an update of the object is going to be planned."""
        writes = () if bound.live is None else self._writes(bound, bound.live)
        return any(not (self.drift_stays and change.cause is Cause.DRIFT) for change in writes)

    def _writes(self, bound: Bound, live: Live) -> tuple[Change, ...]:
        """The changes of which the vendor has to be told."""
        base = base_of(bound, self.state.resources.get(bound.resource.address))
        return compare(bound.resource.kind, bound.spec, base, live.value, self.state.secret_key).writes

    def listing(self, kind: Kind, params: Mapping[str, str]) -> Reading | None:
        """The collection as it was listed, or as it stands embedded in its parent's own answer."""
        return self.snapshot.reading(kind, params) or embedded(kind, params, self.snapshot)

    def resolve(self, resource: Resource) -> dict[str, Tree]:
        """The spec with references and secrets filled in."""
        spec = self._filled(resource.kind.shape, resource.spec, resource)
        return spec if isinstance(spec, dict) else {}

    def _filled(self, shape: Shape, value: Tree, resource: Resource, path: tuple[str, ...] = ()) -> Tree:
        match value:
            case Reference():
                reference = shape.get(Ref)
                return self._referred(value, value.field or (reference.to if reference else "id"))
            case SecretRef():
                return self.secrets[value]
            case str() if shape.has(Sensitive, WriteOnly):
                return Secret(value, SecretRef("manifest", f"{resource.address}{pointer(path)}"))
            case dict() if shape.has(Sensitive, WriteOnly):
                return {key: self._filled(shape, each, resource, (*path, key)) for key, each in value.items()}
            case dict() if not shape.opaque:
                return {key: self._filled(shape.child(key), each, resource, (*path, key)) for key, each in value.items()}
            case list() if not shape.opaque:
                item = shape.item or shape
                return [self._filled(item, each, resource, (*path, str(number))) for number, each in enumerate(value)]
            case _:
                return value

    def _referred(self, reference: Reference, name: str) -> Tree:
        bound = self.found.get(reference.address)
        if name == "id":
            return bound.id if bound is not None and not bound.unborn else Pending(reference.address)
        if bound is not None and bound.resource.kind.shape.child(name).has(Minted) and self._updated(bound):
            return Pending(reference.address, name)
        spec = self.desired.resources[reference.address].spec if bound is None else bound.spec
        written = at(spec, tuple(name.split(".")))
        if _known(written):
            return written
        live = ABSENT if bound is None or bound.live is None else at(bound.live.value, tuple(name.split(".")))
        return live if _known(live) else Pending(reference.address, name)


def base_of(bound: Bound, record: Record | None) -> Mapping[str, Mark]:
    """What we last applied to the version through which the object is looked at."""
    if record is None or bound.candidate or not record.candidate:
        return {} if record is None else record.base
    versions = bound.resource.kind.versions
    promoted = versions is not None and bound.live is not None and bound.live.value.get(versions.field) == record.candidate
    return record.base if promoted else record.main


def main_base(bound: Bound, record: Record | None) -> Mapping[str, Mark]:
    """What we last applied to the version that callers meet."""
    return record.main if record is not None and bound.candidate else base_of(bound, record)


@cache
def _may_replace(kind: Kind) -> bool:
    return any(shape.has(Immutable, PathParam) for _, shape in kind.shape.walk())


def _params(kind: Kind, spec: Mapping[str, Tree]) -> dict[str, str]:
    """The path parameters that are known."""
    return {name: str(spec[name]) for name in kind.path_params if _known(spec.get(name))}


def newcomers(reading: Reading, intent: Intent) -> list[Live]:
    """The objects that an earlier create of ours may have made: not there before, not older than the intent."""
    return [live for live in reading.objects.values() if live.id not in intent.alike and not _older(live, intent.at)]


_SKEW_S = 60.0
"""How far a vendor's clock may be from ours."""


def _older(live: Live, at_s: float) -> bool:
    """Whether the vendor says that the object was there before; False where it does not say."""
    created = live.raw.get("created_at") if isinstance(live.raw, dict) else None
    try:
        when = datetime.fromisoformat(created) if isinstance(created, str) else None
    except ValueError:
        return False
    # A time without a zone is the vendor's, and vendors write UTC.
    return when is not None and (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() < at_s - _SKEW_S


def born_with(kind: Kind, spec: Mapping[str, Tree]) -> dict[str, Tree]:
    """What the create takes of a spec: other fields and members follow by calls of their own."""
    singly = {members.field for members in kind.members}
    return {name: each for name, each in spec.items() if name not in singly and (kind.birth is None or name in kind.birth)}


def alike(kind: Kind, spec: dict[str, Tree], live: Live, key: bytes) -> bool:
    """Whether an object holds everything that a create would have sent, as far as it can be read."""
    sent = born_with(kind, spec)
    readable = {leaf.path for leaf in leaves(kind.shape, sent) if not _holds_secret(leaf.value)}
    return all(change.path not in readable for change in compare(kind, sent, {}, live.value, key).changes)


def _holds_secret(value: Tree) -> bool:
    match value:
        case Secret():
            return True
        case dict():
            return any(_holds_secret(each) for each in value.values())
        case list():
            return any(_holds_secret(each) for each in value)
        case _:
            return False


def pendings(value: Tree) -> Iterator[Pending]:
    """Every value that is only known after apply."""
    match value:
        case Pending():
            yield value
        case dict():
            for each in value.values():
                yield from pendings(each)
        case list():
            for each in value:
                yield from pendings(each)


def _known(value: Any) -> bool:
    return value is not ABSENT and value is not None and not isinstance(value, Pending | Reference)
