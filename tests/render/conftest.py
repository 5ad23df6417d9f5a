"""A small vendor of our own, and plans of it made by the real ``plan.make``."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Annotated, Any

import pytest

from reconciler.address import Address
from reconciler.apply.settle import Written, settle
from reconciler.desired import Desired, Drift, Policy, Resource
from reconciler.diagnostics import Source
from reconciler.live import Live, Reading, Snapshot
from reconciler.live.decode import decode
from reconciler.live.snapshot import place
from reconciler.plan import Options, Plan
from reconciler.plan.bound import Join
from reconciler.plan.make import make
from reconciler.schema import ABSENT, Endpoint, Kind, Listing, Pages, Risk, Secret, SecretRef, Spec
from reconciler.schema.traits import Atomic, ClearWith, Computed, Identity, Immutable, Keyed, Ref, Routing, Sensitive, SetLike, WriteOnly
from reconciler.state import Record, State

GOLDEN = Path(__file__).parent / "golden"
SECRET = "hunter2-hunter2"
OLD_SECRET = "correct-horse-battery"
KEY = "00ff"


class Header(Spec):
    name: str
    value: Annotated[str, Sensitive(literal="always")] = ABSENT
    note: str = ABSENT


class Tool(Spec):
    name: str
    url: str = ABSENT
    prompt: str = ABSENT
    calls: Annotated[int, Computed()] = ABSENT
    timeout: int = ABSENT
    headers: Annotated[list[Header], Keyed("name")] = ABSENT


class Voice(Spec):
    name: str = ABSENT
    speed: float = ABSENT


class AgentSpec(Spec):
    id: Annotated[str, Computed()] = ABSENT
    name: Annotated[str, Identity()]
    greeting: Annotated[str, ClearWith("")] = ABSENT
    instructions: str = ABSENT
    voice: Voice = ABSENT
    note: str = ABSENT
    api_key: Annotated[str, Sensitive()] = ABSENT
    pin: Annotated[int, Sensitive()] = ABSENT
    features: Annotated[list[str], SetLike()] = ABSENT
    tools: Annotated[list[Tool], Keyed("name")] = ABSENT
    fallback: Annotated[str, Ref("acme/agent")] = ABSENT
    schema_: Annotated[dict[str, Any], Atomic()] = ABSENT


class NumberSpec(Spec):
    phone_number: Annotated[str, Identity(), Immutable()]
    agent: Annotated[str, Ref("acme/agent"), Routing()] = ABSENT
    pin: Annotated[str, WriteOnly()] = ABSENT


AGENT = Kind(
    "acme",
    "agent",
    AgentSpec,
    list=Listing("/agents", Pages()),
    read=Endpoint("GET", "/agents/{id}"),
    create=Endpoint("POST", "/agents"),
    update=Endpoint("PATCH", "/agents/{id}", {"promote": "true"}),
    delete=Endpoint("DELETE", "/agents/{id}"),
)
NUMBER = Kind(
    "acme",
    "number",
    NumberSpec,
    list=Listing("/numbers", Pages()),
    read=Endpoint("GET", "/numbers/{id}"),
    create=Endpoint("POST", "/numbers", risk=Risk.COSTLY),
    update=Endpoint("PATCH", "/numbers/{id}"),
    delete=Endpoint("DELETE", "/numbers/{id}"),
)
KINDS = {str(kind): kind for kind in (AGENT, NUMBER)}
REFS = {
    SecretRef("env", "NEW"): Secret(SECRET, SecretRef("env", "NEW")),
    SecretRef("env", "OLD"): Secret(OLD_SECRET, SecretRef("env", "OLD")),
}


@dataclass
class Office:
    """What git says, what was applied, and what the vendor holds."""

    resources: dict[Address, Resource] = field(default_factory=dict)
    records: dict[Address, Record] = field(default_factory=dict)
    live: dict[str, dict[str, Live]] = field(default_factory=lambda: {name: {} for name in KINDS})
    policy: Policy = field(default_factory=Policy)
    gaps: dict[str, str] = field(default_factory=dict)
    line: int = 3

    def wants(self, address: str, spec: Mapping[str, Any], *, adopt: str | None = None, protect: bool = False) -> None:
        """A manifest, one field a line."""
        where = Address.parse(address)
        source = Source(f"manifests/{where.kind}s.yaml", self.line, 1)
        positions: dict[tuple[str | int, ...], tuple[int, int]] = {
            ("spec", name): (self.line + 3 + number, 3) for number, name in enumerate(spec)
        }
        self.resources[where] = Resource(where, KINDS[where.kind_name], dict(spec), source, positions, protect, adopt)
        self.line += 20

    def holds(self, kind: str, body: Mapping[str, Any]) -> Live:
        """A live object."""
        live = decode(KINDS[kind], dict(body), {})
        assert live is not None
        self.live[kind][live.id] = live
        return live

    def applied(self, address: str, spec: Mapping[str, Any], body: Mapping[str, Any], *, protect: bool = False) -> None:
        """What was last applied there, and what was read back."""
        where = Address.parse(address)
        kind = KINDS[where.kind_name]
        before = dict(self.resources)
        self.wants(address, spec)
        wanted = Join(Desired(self.resources), State("l", KEY, 0, self.records), self.snapshot(), REFS).resolve(self.resources[where])
        self.resources = before
        self.line -= 20
        live = self.holds(str(kind), body)
        self.records[where] = settle(Written(kind, wanted, None, frozenset(), None, (), protect), live, bytes.fromhex(KEY)).record

    def snapshot(self) -> Snapshot:
        return Snapshot({place(kind, {}): Reading(self.live[name], self.gaps.get(name, "")) for name, kind in KINDS.items()})

    @property
    def state(self) -> State:
        return State("l-1", KEY, 4, dict(self.records))

    def plan(self, *, allow: Iterable[str] = (), prune: bool = False) -> Plan:
        desired = Desired(dict(sorted(self.resources.items())))
        options = Options(self.policy, prune=prune, allow=frozenset(allow))
        return replace(make(desired, self.snapshot(), self.state, REFS, options, KINDS), target="prod")


@pytest.fixture
def office():
    return Office()


def prompt(*changes: tuple[int, str]) -> str:
    """A prompt of thirty lines, some of them other than usual."""
    lines = [f"{number}. Speak slowly, and repeat the number {number} when asked." for number in range(1, 31)]
    for number, line in changes:
        lines[number - 1] = line
    return "\n".join(lines)


def busy(office: Office) -> Office:
    """An office in which everything that can happen happens."""
    desk = {
        "name": "Front desk",
        "greeting": "Hello",
        "instructions": prompt(),
        "voice": {"name": "anna"},
        "api_key": SecretRef("env", "OLD"),
        "features": ["chat"],
        "tools": [{"name": "look-up", "url": "https://a.test/v1", "headers": [{"name": "auth", "value": SecretRef("env", "OLD")}]}],
    }
    tool = {"name": "look-up", "url": "https://a.test/v1", "calls": 7, "timeout": 30, "headers": [{"name": "auth", "value": OLD_SECRET}]}
    body = {**desk, "id": "a-1", "api_key": OLD_SECRET, "tools": [tool], "voice": {"name": "anna", "speed": 1.0}, "note": "vip"}
    office.applied("acme/agent/front-desk", desk, body)
    office.holds("acme/agent", {**body, "greeting": "Hi there!", "voice": {"name": "bert", "speed": 1.5}})
    office.wants(
        "acme/agent/front-desk",
        {
            **desk,
            "greeting": "Good morning",
            "instructions": prompt((12, "12. Speak slowly, and spell the number 12 when asked."), (30, "30. Say goodbye.")),
            "api_key": SecretRef("env", "NEW"),
            "features": ["chat", "transfer"],
            "tools": [{"name": "look-up", "url": "https://a.test/v2", "headers": [{"name": "auth", "value": SecretRef("env", "NEW")}]}],
            "note": "regular",
        },
    )
    office.wants("acme/agent/night", {"name": "Night", "instructions": prompt(), "api_key": SecretRef("env", "NEW"), "pin": 424242})
    office.holds("acme/agent", {"id": "a-2", "name": "Sales", "greeting": "Yo"})
    office.wants("acme/agent/sales", {"name": "Sales", "greeting": "Welcome"})
    main = {"phone_number": "+15550001", "agent": "a-1"}
    office.applied("acme/number/main", main, {"id": "n-1", **main})
    office.wants(
        "acme/number/main", {**main, "phone_number": "+15550002", "agent": _ref("acme/agent/night"), "pin": SecretRef("env", "NEW")}
    )
    line = {"phone_number": "+15550009", "agent": "a-1"}
    office.applied("acme/number/side", line, {"id": "n-2", **line})
    office.wants("acme/number/side", {**line, "agent": _ref("acme/agent/sales")})
    office.applied("acme/agent/old", {"name": "Old"}, {"id": "a-9", "name": "Old"})
    office.applied("acme/agent/kept", {"name": "Kept"}, {"id": "a-8", "name": "Kept"}, protect=True)
    office.applied("acme/agent/quiet", {"name": "Quiet"}, {"id": "a-7", "name": "Quiet"})
    office.wants("acme/agent/quiet", {"name": "Quiet"})
    return office


def _ref(address: str) -> Any:
    from reconciler.schema import Reference

    return Reference(Address.parse(address))


def golden(name: str, text: str) -> None:
    """Compare with the golden text; ``UPDATE_GOLDEN=1`` writes it anew."""
    file = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


@pytest.fixture
def compare():
    return golden


@pytest.fixture
def busy_office(office):
    return busy(office)


@pytest.fixture
def lenient():
    return Policy(drift=Drift.REPORT)
