"""A process that is killed at any moment, under vendors of every mood: the next run finishes the work, and nothing is doubled, lost or leaked."""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from reconciler import workflow
from reconciler.apply import Report
from reconciler.diagnostics import ReconcilerError
from reconciler.plan import Plan
from reconciler.sandbox.app import Fault
from reconciler.state import State, read
from reconciler.state.file import FileBackend
from tests.reliability.company import RESOURCES, SECRETS, settle_in
from tests.reliability.mortal import Killed, Life, MortalBackend, SlowWorld, files_of

MOODS: Mapping[str, tuple[Fault, ...]] = {
    "clean": (),
    "dropped after commit": (Fault("drop_after", method="POST", times=0), Fault("drop_after", method="P*T*", times=0)),
    "502 after commit": (Fault("error_after", method="POST", times=0), Fault("error_after", method="PATCH", times=0)),
    "lists lag": (Fault("lag", times=0, listings=1000),),
    "rate limited": tuple(Fault("rate_limit", seconds=3, skip=skip, times=2) for skip in (0, 5, 11, 17)),
}
LONG = os.environ.get("RECONCILER_LONG", "") == "1"
"""Every moment rather than a few: takes minutes."""
SEED = int(os.environ.get("RECONCILER_SEED", "20"))
FEW = 8


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SlowWorld:
    world = SlowWorld(tmp_path)
    monkeypatch.setattr(workflow, "FileBackend", lambda path: MortalBackend(path, world.life))
    settle_in(world)
    return world


def live(world: SlowWorld, life: Life, told: list[str], *faults: Fault) -> None:
    """One process, from its start to its end or its death; what it would have printed is added to ``told``."""
    world.dying(life)
    world.sandbox.faults.add(*faults)
    try:
        report = world.apply(wire=lambda name: lambda: world.wire(name))
        told.append(words(report))
    except Killed:
        pass
    except ReconcilerError as error:
        told.append(repr(error) + str(error))
    finally:
        world.sandbox.faults.clear()
        world.dying(Life())


def words(report: Report | None) -> str:
    return "" if report is None else repr(report)


def moments(world: SlowWorld, *faults: Fault) -> list[str]:
    """Every moment of one undisturbed life."""
    life = Life()
    live(world, life, [], *faults)
    return life.moments


def deaths(mood: str, count: int) -> Iterator[int]:
    """The numbers of the moments to die at: all of them, or a few, drawn from the seed that is printed."""
    if LONG:
        yield from range(1, count + 1)
        return
    print(f"seed {SEED} of {mood!r}")
    yield from sorted(random.Random(f"{SEED} {mood}").sample(range(1, count + 1), min(FEW, count)))


def state_of(world: SlowWorld) -> State:
    return read(FileBackend(world.root / ".reconciler/local.json"), State("", "00"))


def holdings(world: SlowWorld) -> Counter[str]:
    """How many objects each table of each vendor holds, the phone numbers of its own account left out."""
    vendors = world.sandbox.vendors.items()
    return Counter({f"{name}/{kind}": len(table) for name, vendor in vendors for kind, table in vendor.tables.items() if len(table) and kind != "number"})


WANTED = Counter(address.rsplit("/", 1)[0] for address in RESOURCES)


def check(world: SlowWorld, plan: Plan, told: list[str]) -> None:
    """Nothing doubled, nothing lost, nothing left to do, nothing leaked."""
    assert holdings(world) == WANTED
    state = state_of(world)
    assert sorted(map(str, state.resources)) == sorted(RESOURCES)
    assert not state.intents
    bound = {(address.kind_name, tuple(sorted(record.params.items())), record.id) for address, record in state.resources.items()}
    assert len(bound) == len(RESOURCES)
    assert plan.steps == ()
    assert plan.findings == ()
    seen = "\n".join([*told, repr(world.sandbox.calls), repr(plan), *(path.read_text(errors="replace") for path in files_of(world.root))])
    assert [name for name, value in {**SECRETS, "token": "test-key"}.items() if value in seen] == []


@pytest.mark.parametrize("mood", MOODS)
def test_whenever_a_run_is_killed_the_next_one_finishes_it(mood: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """
    Killed before or after any call, or anywhere around a line of the journal: nothing is created twice, forgotten or leaked.
    """
    lived = 0

    def born() -> SlowWorld:
        nonlocal lived
        lived += 1
        world = SlowWorld(tmp_path / str(lived))
        monkeypatch.setattr(workflow, "FileBackend", lambda path: MortalBackend(path, world.life))
        settle_in(world)
        return world

    for number in deaths(mood, len(moments(born(), *MOODS[mood]))):
        world, told, life = born(), list[str](), Life(number)
        live(world, life, told, *MOODS[mood])
        where = f"{mood}: died at {number}, {life.moments[-1]}"
        print(where)
        live(world, Life(), told)
        world.catch_up()
        check(world, world.plan(), told)
