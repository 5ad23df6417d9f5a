"""A company in memory: manifests, a state and a vendor's objects, from which plans are made without any I/O."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from reconciler.address import Address
from reconciler.desired import Desired, Drift, Moved, Policy, Removed, Resource
from reconciler.diagnostics import Source
from reconciler.live import Live, Reading, Snapshot, Want
from reconciler.live.decode import decode
from reconciler.live.listed import reading
from reconciler.live.snapshot import Place, handle, place
from reconciler.plan import Action, Options, Plan, Step
from reconciler.plan.bound import Join
from reconciler.plan.make import make, renamed
from reconciler.plan.order import order
from reconciler.plan.wants import wants
from reconciler.schema import Endpoint, Kind, Listing, Pages, Reference, Secret, SecretRef
from reconciler.state import Intent, Record, State
from tests.diff.build import KEY, base
from tests.diff.build import kind as fields_only

SECRETS = {SecretRef("env", name): Secret(text, SecretRef("env", name)) for name, text in (("ONE", "s1"), ("TWO", "s2"))}
NAME = {"is": "str", "traits": ["Identity"]}


def kind(name: str, fields: Mapping[str, Any], *, mode: str = "merge-top", **changes: Any) -> Kind:
    """A kind with the usual endpoints; ``changes`` are those of ``Kind`` that a row wants otherwise."""
    at = f"/{name}s"
    usual = {
        "list": Listing(at, Pages()),
        "read": Endpoint("GET", at + "/{id}"),
        "create": Endpoint("POST", at),
        "update": Endpoint("PUT" if mode == "replace" else "PATCH", at + "/{id}"),
        "delete": Endpoint("DELETE", at + "/{id}"),
    }
    return replace(fields_only(fields, name, mode=mode), **{**usual, **changes})


def address(text: str) -> Address:
    """``thing/a`` of our one vendor."""
    return Address.parse(f"acme/{text}")


def ref(text: str, by: str = "") -> Reference:
    return Reference(address(text), by)


@dataclass
class Scene:
    """Everything a plan is made from. ``objects`` are raw, by collection and id; ``gaps`` say why a kind's list is not complete."""

    kinds: dict[str, Kind]
    resources: dict[Address, Resource] = field(default_factory=dict)
    records: dict[Address, Record] = field(default_factory=dict)
    intents: dict[Address, Intent] = field(default_factory=dict)
    objects: dict[Place, dict[str, Any]] = field(default_factory=dict)
    gaps: dict[str, str] = field(default_factory=dict)
    mute: set[str] = field(default_factory=set)
    lost: set[str] = field(default_factory=set)
    moved: list[tuple[str, str]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    asked: list[list[str]] = field(default_factory=list)

    @classmethod
    def of(cls, *kinds: Kind) -> Scene:
        return cls({str(each): each for each in kinds})

    def declare(self, where: str, spec: dict[str, Any], **changes: Any) -> Scene:
        """A manifest."""
        there = address(where)
        source = Source(f"{there.name}.yaml", 1)
        self.resources[there] = Resource(there, self.kinds[there.kind_name], spec, source, {}, **changes)
        return self

    def hold(self, name: str, key: str, raw: dict[str, Any], **params: str) -> Scene:
        """An object at the vendor."""
        of = self.kinds[f"acme/{name}"]
        self.objects.setdefault(place(of, params), {})[key] = {of.id_field: key, **raw}
        return self

    def remember(
        self,
        where: str,
        key: str,
        applied: dict[str, Any],
        was: dict[str, Any] | None = None,
        *,
        depends: Iterable[str] = (),
        **changes: Any,
    ) -> Scene:
        """What our last apply left in the state."""
        there = address(where)
        marks = base(self.kinds[there.kind_name], applied, was)
        self.records[there] = Record(key, base=marks, depends=tuple(map(address, depends)), **changes)
        return self

    def settled(self, where: str, key: str, spec: dict[str, Any], **changes: Any) -> Scene:
        """A resource that is declared, bound, and in sync."""
        return self.declare(where, spec).hold(address(where).kind, key, spec).remember(where, key, spec, **changes)

    @property
    def desired(self) -> Desired:
        source = Source("moves.yaml", 1)
        moves = tuple(Moved(address(earlier), address(now), source) for earlier, now in self.moved)
        gone = tuple(Removed(address(each), source) for each in self.removed)
        return Desired({each: self.resources[each] for each in sorted(self.resources)}, (), gone, moves)

    @property
    def state(self) -> State:
        return State("here", KEY.hex(), 1, self.records, self.intents)

    def look(self) -> Snapshot:
        """Read the vendor, round by round, as the workflow does; ``asked`` says what for."""
        desired, snapshot = self.desired, Snapshot()
        sequence, state = order(desired).addresses, renamed(desired, self.state)
        self.asked = []
        while asked := wants(Join(desired, state, snapshot, SECRETS), sequence):
            self.asked.append([f"{want.kind.name}{sorted(want.params.values()) or ''} {want.id or '*'}" for want in asked])
            assert len(self.asked) < 10
            snapshot |= self._answer(asked)
        return snapshot

    def _answer(self, asked: list[Want]) -> Snapshot:
        lists = {place(want.kind, want.params): self._listed(want.kind, want.params) for want in asked if want.id is None}
        reads = {
            handle(want.kind, want.params, want.id): self._read(want.kind, want.params, want.id) for want in asked if want.id is not None
        }
        return Snapshot(lists, reads)

    def _listed(self, of: Kind, params: Mapping[str, str]) -> Reading:
        if of.name in self.mute:
            return Reading(readable=False)
        items = self.objects.get(place(of, params), {}).values()
        return reading(of, items, params, gap=self.gaps.get(of.name, ""))

    def _read(self, of: Kind, params: Mapping[str, str], key: str) -> Live | None:
        raw = self.objects.get(place(of, params), {}).get(key)
        return None if raw is None or key in self.lost or of.name in self.mute else decode(of, raw, params)

    def plan(self, *, drift: str = "enforce", prune: bool = False, most: int = 30, **options: Any) -> Plan:
        """The plan for what the vendor holds now."""
        given = Options(Policy(drift=Drift(drift), max_delete_percent=most), prune, **options)
        return make(self.desired, self.look(), self.state, SECRETS, given, self.kinds)


def step(plan: Plan, where: str, action: Action | None = None) -> Step:
    """The only step of an address, or the one with this action."""
    (found,) = [each for each in plan.steps if each.address == address(where) and action in {None, each.action}]
    return found


def said(plan: Plan) -> list[str]:
    """The steps in words: ``create acme/thing/a``."""
    return [f"{each.action.value} {each.address.kind}/{each.address.name}" for each in plan.steps]


def waivers(plan: Plan) -> list[str]:
    return [each.waiver for each in plan.findings]
