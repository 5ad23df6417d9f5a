"""The road that every kind of every vendor goes, step by step, against the sandbox."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from reconciler.address import Address
from reconciler.apply import Report
from reconciler.diagnostics import ReconcilerError
from reconciler.diff import Cause
from reconciler.plan import Action, Plan, Step
from reconciler.providers import kind
from reconciler.sandbox.vendors import VENDORS
from reconciler.state import Record, State
from tests.apply.words import state_of
from tests.conformance.row import Json, Otherwise, Place, Row, Sent
from tests.world import World

SINKS = "    sinks: {keys: {env_file: .secrets/keys.env}}\n"
"""The sink of the one target, at the end of the configuration."""
_BORN = frozenset({Action.CREATE, Action.ADOPT})


class Stopped(AssertionError):
    """The road ends: a finding stands, or an apply did not succeed. The text is what the user reads."""


@dataclass
class Road:
    """One row in one world. Every step begins where the one before it ended, and raises AssertionError in words."""

    row: Row
    world: World
    spec: dict[str, Json] = field(init=False)
    key: str = ""
    """The id of the object; empty before the first step and after the last."""
    unseen: bool = False
    """Whether the row's drift cannot be seen, as the vendor does not show the field."""

    def __post_init__(self) -> None:
        self.spec = copy.deepcopy(self.row.spec)
        self._only_one_account()
        self.world.environ |= {name: f"secret-of-{name}" for name in _secrets([self.row.spec, self.row.edit and self.row.edit.value])}
        self.world.environ |= {name: f"secret-of-{name}" for need in self.row.needs for name in _secrets(need.spec)}
        for need in self.row.needs:
            declare(self.world, need.kind, need.name, need.spec)

    def _only_one_account(self) -> None:
        """The configuration is read at every step and cached by nobody: without the other vendors it is read in half the time."""
        others = tuple(f"      {vendor.name}:" for vendor in VENDORS if vendor.name != self.row.vendor)
        lines = (self.world.root / "reconciler.yaml").read_text().splitlines(keepends=True)
        sinks = [SINKS] if self.row.deliver else []
        self.world.write("reconciler.yaml", "".join([*(line for line in lines if not line.startswith(others)), *sinks]))

    # --- the steps ----------------------------------------------------------------------------------------------------

    def create(self) -> None:
        """What a manifest declares is made, or an object that is there already is adopted."""
        self.declare()
        plan = self.plan()
        born = self.step_in(plan)
        assert born.action in _BORN, f"the plan says {born.action.value}"
        assert (born.action is Action.ADOPT) == bool(self.row.found), f"the plan says {born.action.value}"
        self.apply()
        self.key = self.remembered().id
        assert not self.row.found or self.key.removeprefix("+") == self.row.found.removeprefix("+")

    def repeat(self) -> None:
        """After an apply the plan is empty, always, and a second apply sends nothing."""
        self.expect_nothing()
        before = self.world.mark
        assert self.world.apply(allow=self.row.allow, cache=self.cache) is None
        assert not self.world.writes(before)

    def edit(self) -> None:
        """One edited field is one call that holds this field (the whole object where the vendor replaces it)."""
        if self.row.edit is None:
            return
        put(self.spec, tuple(self.row.edit.field.split(".")), self.row.edit.value)
        self.declare()
        step = self.step_in(self.plan())
        assert [".".join(change.path) for change in step.changes] == [self.row.edit.field]
        self.expect_calls(self.row.edit.calls)
        self.key = self.remembered().id
        self.expect_nothing()

    def drift(self) -> None:
        """An edit in the vendor's dashboard is seen, and the field is named."""
        self.drift_behind_our_back()
        if self.unseen:
            notes = "\n".join(self.plan().notes)
            assert "cannot be verified" in notes or "cannot be seen" in notes, f"no note says that drift cannot be seen: {notes}"
            return
        step = self.step_in(self.plan())
        if not self.row.drift.place:
            assert step.action is Action.CREATE
            assert "was deleted at the vendor" in step.because
            return
        drifted = [".".join(change.path) for change in step.changes if change.cause is Cause.DRIFT]
        assert drifted == [self.row.drift.field], f"seen: {[(change.path, change.cause) for change in step.changes]}"

    def mend(self) -> None:
        """Drift is mended by one call that holds the field that drifted, and nothing else."""
        if not self.unseen:
            self.expect_calls(self.row.drift.calls)
        self.key = self.remembered().id
        self.expect_nothing()

    def ignore(self) -> None:
        """What no manifest mentions is not ours: somebody's edit of it is no change."""
        self.put_behind_our_back(self.row.beside.place, self.row.beside.value)
        self.expect_nothing()
        assert get(self.stored(), self.row.beside.place) == self.row.beside.value

    def keep(self) -> None:
        """Our next write leaves somebody's edit of an undeclared field as it is."""
        if self.row.edit is None:
            return
        self.spec = copy.deepcopy(self.row.spec)
        self.declare()
        report = self.apply()
        self.key = self.remembered().id
        self.expect_nothing()
        notes = "; ".join(note for _, outcome in report.outcomes for note in outcome.notes)
        assert self.row.beside.told in notes, f"the report notes {notes or 'nothing'}"
        if self.row.beside.survives:
            found = get(self.stored(), self.row.beside.place)
            assert found == self.row.beside.value, f"the undeclared {self.row.beside.place} now is {found!r}"

    def orphan(self) -> None:
        """A manifest that is removed leaves an orphan, which the plan lists and nobody deletes unasked."""
        self.undeclare()
        plan = self.plan()
        assert not plan.steps
        assert [(str(kept.address), kept.why.split(":")[0]) for kept in plan.kept] == [(self.row.address, "orphaned")]
        before = self.world.mark
        assert self.world.apply(allow=self.row.allow, cache=self.cache) is None
        assert not self.world.writes(before)
        assert self.stored()

    def prune(self) -> None:
        """Pruning deletes the orphan where the vendor can, says so where it cannot, and forgets it."""
        ends = {"deleted": Action.DELETE, "abandoned": Action.ABANDON}[self.row.ends]
        assert self.step_in(self.plan(prune=True)).action is ends
        before = self.world.mark
        self.apply(prune=True)
        assert [call.method for call in self.world.writes(before)] == self.removals

    def gone(self) -> None:
        """Afterwards neither the vendor nor the state knows it, or only the vendor where it cannot delete."""
        assert Address.parse(self.row.address) not in self.state().resources
        assert bool(self.found()) == (self.row.ends == "abandoned")
        assert not self.plan(prune=True).steps

    # --- what the steps are made of -----------------------------------------------------------------------------------

    def declare(self) -> None:
        """Write the manifest as it is now."""
        more = {"deliver": self.row.deliver} if self.row.deliver else {}
        declare(self.world, self.row.kind, "walker", self.spec, **more)

    def undeclare(self) -> None:
        """Remove the manifest."""
        (self.world.root / manifest(self.row.kind, "walker")).unlink()

    def plan(self, *, prune: bool = False) -> Plan:
        """The plan, to which nobody may object."""
        plan = self.world.plan(prune=prune, allow=self.row.allow, cache=self.cache)
        if plan.findings:
            raise Stopped("; ".join(f"{each.waiver}: {each.reason} {each.mend}" for each in plan.findings))
        return plan

    def apply(self, *, prune: bool = False) -> Report:
        """Apply; every field must have taken."""
        report = self.world.apply(prune=prune, allow=self.row.allow, cache=self.cache)
        assert report is not None, "there was nothing to apply"
        if not report.succeeded:
            raise Stopped("; ".join(f"{each.summary}: {each.detail}" for each in report.wrong))
        return report

    @property
    def cache(self) -> Path:
        """Parsed manifests by their content, beside the worlds of all tests, since most of them read the same few."""
        return self.world.root.parent / "parsed"

    def step_in(self, plan: Plan) -> Step:
        """The one step of our address; others than those of prerequisites that are not ours yet may not be planned."""
        ours = [step for step in plan.steps if str(step.address) == self.row.address]
        others = [str(step.address) for step in plan.steps if step not in ours and step.action not in _BORN]
        assert len(ours) == 1, [f"{step.action.value} {step.address}" for step in plan.steps]
        assert not others
        return ours[0]

    def expect_nothing(self) -> None:
        """The plan is empty."""
        steps = self.plan().steps
        said = [f"{step.action.value} {step.address}: {[(change.path, change.cause.value) for change in step.changes]}" for step in steps]
        assert not said, said

    def expect_calls(self, expected: tuple[Sent, ...]) -> None:
        """Applying sends exactly these calls."""
        wanted = [self.filled(each) for each in expected]
        before = self.world.mark
        self.apply()
        sent = [Sent(call.method, call.path, call.body, dict(call.query)) for call in self.world.writes(before)]
        wanted = [_open(each, other) for each, other in zip(wanted, sent, strict=False)] + wanted[len(sent) :]
        assert sent == wanted, f"sent {_told(sent)}, and not {_told(wanted)}"

    def filled(self, sent: Sent) -> Sent:
        """The call with the ids that it stands for."""
        ids = {address.name: record.id for address, record in self.state().resources.items()}
        filled: Sent = _filled(sent, {**ids, **self.remembered().params, "id": self.key})
        return filled

    def drift_behind_our_back(self) -> None:
        """The row's drift; without a place the object goes."""
        if self.row.drift.place:
            self.put_behind_our_back(self.row.drift.place, self.row.drift.value)
        else:
            self.world.sandbox.vendors[self.row.vendor].tables[self.table].pop(self.stored_under)

    def put_behind_our_back(self, place: Place, value: Json) -> None:
        """Edit the stored object as its vendor's dashboard does: a top-level field at a time."""
        row = self.stored()
        put(row, place, value)
        top = str(place[0])
        assert self.world.sandbox.vendors[self.row.vendor].edited(self.table, self.stored_under, {top: row[top]}) is not None

    def stored(self) -> dict[str, Json]:
        """The object as the vendor truly holds it."""
        row = self.found()
        assert row is not None, f"the vendor holds no {self.row.kind} {self.stored_under}"
        return row

    def found(self) -> dict[str, Json] | None:
        """The object as the vendor truly holds it, or None."""
        return self.world.sandbox.vendors[self.row.vendor].tables[self.table].get(self.stored_under)

    @property
    def removals(self) -> list[str]:
        """The methods of the calls that delete the object."""
        found = kind(self.row.kind)
        delete = found.delete if found is not None and self.row.ends == "deleted" else None
        return [] if delete is None else [each.method for each in delete.each()]

    @property
    def table(self) -> str:
        """The sandbox's table of this kind."""
        return self.row.kind.split("/")[1]

    @property
    def stored_under(self) -> str:
        """The key in that table: a number's digits, a pair's two ids, else the id."""
        match self.table:
            case "number":
                return self.key.removeprefix("+")
            case "agent_tool" | "agent_sip_trunk":
                agents = [record.id for address, record in self.state().resources.items() if address.kind == "agent"]
                return f"{agents[0]}/{self.key}"
        return self.key

    def state(self) -> State:
        """What is remembered."""
        return state_of(self.world)

    def remembered(self) -> Record:
        """The record of our address."""
        return self.state().resources[Address.parse(self.row.address)]


STEPS: tuple[Callable[[Road], None], ...] = (
    Road.create,
    Road.repeat,
    Road.edit,
    Road.drift,
    Road.mend,
    Road.ignore,
    Road.keep,
    Road.orphan,
    Road.prune,
    Road.gone,
)


def walk(row: Row, world: World, last: Callable[[Road], None] = Road.gone) -> None:
    """Go the road up to and with ``last``. An error says on which step it happened."""
    _go(Road(row, world), STEPS[: STEPS.index(last) + 1])


@dataclass(frozen=True, slots=True)
class Walk:
    """A road that was gone once: the steps that were reached, with the error of the last one; and the switches that were asked for."""

    ended: Mapping[str, Exception | None]
    asked: frozenset[str]

    def must_have(self, step: Callable[[Road], None]) -> None:
        """Raises the error of a step, or says before which it ended."""
        name = step.__name__
        if name not in self.ended:
            pytest.fail(f"the road ended on the step {[*self.ended][-1]}, before {name}")
        error = self.ended[name]
        if error is not None:
            raise error


_WALKS: dict[str, Walk] = {}


def walked(row: Row, folder: Callable[[str], Path]) -> Walk:
    """The road of a row with every switch in its first position. Each process goes it once."""
    if str(row) not in _WALKS:
        world = World(folder("road"))
        road, ended = Road(row, world), dict[str, Exception | None]()
        for step in STEPS:
            ended[step.__name__] = _error_of(step, road)
            if ended[step.__name__] is not None:
                break
        _WALKS[str(row)] = Walk(ended, frozenset(world.sandbox.vendors[row.vendor].setting.asked))
    return _WALKS[str(row)]


def _error_of(step: Callable[[Road], None], road: Road) -> Exception | None:
    try:
        _go(road, (step,))
    except Exception as error:  # noqa: BLE001 -- every test that asks for the step raises it again
        return error
    return None


def walk_otherwise(row: Row, world: World, habit: Otherwise) -> None:
    """Go the road as a habit has it: with other calls, with drift unseen, or up to where the user is told that it goes no further."""
    changed = replace(row, edit=habit.edit or row.edit, drift=habit.drift or row.drift, beside=habit.beside or row.beside)
    road = Road(changed, world, unseen=habit.unseen)
    names = [step.__name__ for step in STEPS]
    if not habit.stops:
        _go(road, STEPS)
        return
    at = names.index(habit.stops)
    _go(road, STEPS[:at])
    with pytest.raises((Stopped, ReconcilerError), match=habit.says):
        STEPS[at](road)


def _go(road: Road, steps: Iterable[Callable[[Road], None]]) -> None:
    for step in steps:
        try:
            step(road)
        except Exception as error:
            error.add_note(f"{road.row}, on the step {step.__name__}: {step.__doc__}")
            raise


def settings(vendor: str) -> list[tuple[str, str]]:
    """Every switch of a vendor in each of its positions but the first, which is the default and in force everywhere else."""
    switches: Mapping[str, tuple[str, ...]] = next(each.switches for each in VENDORS if each.name == vendor)
    return [(name, value) for name, values in switches.items() for value in values[1:]]


def put(value: Json, place: Place, leaf: Json) -> None:
    """Set one value, making objects on the way."""
    for part in place[:-1]:
        value = value[part] if isinstance(part, int) else value.setdefault(part, {})
    value[place[-1]] = leaf


def get(value: Json, place: Place) -> Json:
    """The value at a place, None where there is nothing."""
    for part in place:
        if isinstance(value, dict) and part not in value:
            return None
        value = value[part]
    return value


def _secrets(value: Json) -> set[str]:
    match value:
        case {"$secret": str(origin)}:
            return {origin.removeprefix("env:")}
        case dict():
            return {name for each in value.values() for name in _secrets(each)}
        case list():
            return {name for each in value for name in _secrets(each)}
    return set()


def _filled(value: Any, ids: Mapping[str, str]) -> Any:
    match value:
        case Sent():
            return replace(value, path=_filled(value.path, ids), body=_filled(value.body, ids), query=_filled(value.query, ids))
        case dict():
            return {key: _filled(each, ids) for key, each in value.items()}
        case list():
            return [_filled(each, ids) for each in value]
        case str() if value.startswith("{{"):
            return value
        case str():
            for name, key in ids.items():
                value = value.replace(f"{{{name}}}", key) if f"{{{{{name}}}}}" not in value else value
    return value


def _told(calls: list[Sent]) -> str:
    return "; ".join(f"{call.method} {call.path} {call.query or ''} {json.dumps(call.body, default=str)}" for call in calls) or "nothing"


def _open(wanted: Sent, sent: Sent) -> Sent:
    """The expected call, where ``...`` stands for whatever was sent."""
    return replace(wanted, body=_opened(wanted.body, sent.body))


def _opened(wanted: Json, sent: Json) -> Json:
    match wanted, sent:
        case _ if wanted is ...:
            return sent
        case dict(), dict():
            return {key: _opened(each, sent.get(key)) for key, each in wanted.items()}
    return wanted


def declare(world: World, kind: str, name: str, spec: Json, **more: Json) -> None:
    """Write a manifest, in JSON, which is YAML too. ``more`` are the keys beside spec."""
    world.write(manifest(kind, name), json.dumps({"kind": kind, "name": name, **more, "spec": spec}, ensure_ascii=False, indent=2))


def manifest(kind: str, name: str) -> str:
    """The file that declares a resource."""
    return f"manifests/{kind}/{name}.yaml"
