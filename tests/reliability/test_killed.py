"""Killed at any moment, under vendors of every mood: the next run finishes the work, and nothing is doubled, lost or leaked."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from reconciler import workflow
from reconciler.diagnostics import ReconcilerError
from reconciler.plan import Plan
from reconciler.sandbox.app import Fault
from reconciler.sandbox.dailybots import Dailybots
from reconciler.sandbox.serve import Running
from reconciler.state import State, read
from reconciler.state.file import FileBackend
from tests.reliability.command import command, point_at, start
from tests.reliability.company import ALLOWED, BESIDE, BOUGHT, RESOURCES, SECRETS, SINK, declare, settle_in
from tests.reliability.mortal import Killed, Life, MortalBackend, SlowWorld, files_of

MOODS: Mapping[str, tuple[Fault, ...]] = {
    "clean": (),
    "dropped after commit": (Fault("drop_after", method="POST", times=0), Fault("drop_after", method="P*T*", times=0)),
    "502 after commit": (Fault("error_after", method="POST", times=0), Fault("error_after", method="PATCH", times=0)),
    "lists lag": (Fault("lag", times=0, listings=1000),),
    "rate limited": tuple(Fault("rate_limit", seconds=3, skip=skip, times=2) for skip in (0, 5, 11, 17)),
}
LONG = os.environ.get("RECONCILER_LONG", "") == "1"
"""Every moment rather than a few: takes the better part of an hour."""
SEED = int(os.environ.get("RECONCILER_SEED", "20"))
FEW = 8
APPLY = ("apply", "--auto-approve", *(word for waiver in ALLOWED for word in ("--allow", waiver)))


def live(world: SlowWorld, life: Life, told: list[str], *faults: Fault, **options: Any) -> None:
    """One process, from its start to its end or its death; what it would have printed is added to ``told``."""
    world.dying(life)
    world.sandbox.faults.add(*faults)
    try:
        report = world.apply(wire=lambda name: lambda: world.wire(name), **{"allow": ALLOWED, **options})
        told.append(repr(report))
    except Killed:
        pass
    except ReconcilerError as error:
        told.append(repr(error) + str(error))
    finally:
        world.sandbox.faults.clear()
        world.dying(Life())


def moments(world: SlowWorld, *faults: Fault) -> list[str]:
    """Every moment of one undisturbed life."""
    life = Life()
    live(world, life, [], *faults)
    return life.moments


def tell(line: str) -> None:
    """Shown with a failure, so that it can be brought about again."""
    sys.stdout.write(f"{line}\n")


def deaths(mood: str, count: int, few: int = FEW) -> Iterator[int]:
    """The numbers of the moments to die at: all of them, or a few, drawn from the seed that is printed."""
    if LONG:
        yield from range(1, count + 1)
        return
    tell(f"seed {SEED} of {mood!r}")
    yield from sorted(random.Random(f"{SEED} {mood}").sample(range(1, count + 1), min(few, count)))


def state_of(world: SlowWorld) -> State:
    return read(FileBackend(world.root / ".reconciler/local.json"), State("", "00"))


WANTED = Counter(address.rsplit("/", 1)[0] for address in RESOURCES) + BESIDE


def holdings(world: SlowWorld) -> Counter[str]:
    """How many objects of the company's kinds each vendor holds; accounts come with objects of other kinds."""
    tables = [(f"{name}/{kind}", len(table)) for name, vendor in world.sandbox.vendors.items() for kind, table in vendor.tables.items()]
    return Counter({name: count for name, count in tables if count and name in WANTED})


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
    assert delivered(world)
    assert purchases(world) == [BOUGHT]
    assert not leaks(world, [*told, repr(plan)])


def purchases(world: SlowWorld) -> list[str]:
    """The numbers that were paid for."""
    vendor = world.sandbox.vendors["dailybots"]
    assert isinstance(vendor, Dailybots)
    return vendor.numbers.purchases


def delivered(world: SlowWorld) -> bool:
    """Whether the key that works is the one that stands in its file."""
    (key,) = world.objects("cozmox", "api_key")
    return (world.root / SINK).read_text() == f"DASHBOARD_KEY={key['minted_key']}\n"


def leaks(world: SlowWorld, told: list[str]) -> list[str]:
    """The secrets that stand in a file of the repository, in the vendors' log of calls, or in anything that was told."""
    files = (path.read_text(errors="replace") for path in files_of(world.root) if path != world.root / SINK)
    seen = "\n".join([*told, repr(world.sandbox.calls), *files])
    keys = [row["minted_key"] for kind in ("api_key", "revoked_key") for row in world.objects("cozmox", kind)]
    return [name for name, value in [*SECRETS.items(), *world.environ.items(), *(("a key", key) for key in keys)] if value in seen]


class Births:
    """Makes fresh worlds, each a company that was never applied."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._folder, self._patch, self._number = folder, monkeypatch, 0

    def __call__(self) -> SlowWorld:
        self._number += 1
        world = SlowWorld(self._folder / str(self._number))
        self._patch.setattr(workflow, "FileBackend", lambda path: MortalBackend(path, world.life))
        settle_in(world, RESOURCES)
        return world


@pytest.fixture
def born(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Births:
    return Births(tmp_path, monkeypatch)


@pytest.mark.parametrize("mood", MOODS)
def test_whenever_a_run_is_killed_the_next_one_finishes_it(mood: str, born: Births):
    """
    Killed before or after any call, or anywhere around a line of the journal: nothing is created twice, forgotten or leaked.
    """
    for number in deaths(mood, len(moments(born(), *MOODS[mood]))):
        world, told, life = born(), list[str](), Life(number)
        live(world, life, told, *MOODS[mood])
        tell(f"{mood}: died at {number}, {life.moments[-1]}")
        live(world, Life(), told)
        world.catch_up()
        check(world, world.plan(), told)


@pytest.mark.parametrize("mood", MOODS)
def test_a_run_that_is_killed_again_and_again_gets_there(mood: str, born: Births):
    """
    Three deaths in a row, each at a moment of its own, then a quiet run.
    """
    dice = random.Random(f"{SEED} {mood} again")
    for _ in range(20 if LONG else 1):
        world, told = born(), list[str]()
        for _ in range(3):
            life = Life(dice.randint(1, 120))
            live(world, life, told, *MOODS[mood])
            tell(f"{mood}: died at {life.dies_at}, {life.moments[-1]}")
        live(world, Life(), told)
        world.catch_up()
        check(world, world.plan(), told)


@pytest.mark.parametrize("mood", MOODS)
def test_an_edit_that_is_killed_is_finished(mood: str, born: Births):
    """
    Updates, replacements and deletes are killed too: afterwards everything is as the edited manifests say.

    The next run begins when lists have caught up: one that still shows what we changed may rightly be asked about.
    """
    world, life = edited(born()), Life()
    live(world, life, [], *MOODS[mood], allow=ALLOW, prune=True)
    for number in deaths(mood, len(life.moments), FEW // 2):
        world, told, life = edited(born()), list[str](), Life(number)
        live(world, life, told, *MOODS[mood], allow=ALLOW, prune=True)
        tell(f"edit, {mood}: died at {number}, {life.moments[-1]}")
        world.catch_up()
        live(world, Life(), told, allow=ALLOW, prune=True)
        world.catch_up()
        assert holdings(world) == WANTED - Counter(address.rsplit("/", 1)[0] for address in GONE)
        assert len(state_of(world).resources) == len(RESOURCES) - len(GONE)
        assert world.plan(prune=True).steps == ()
        assert delivered(world)
        assert not leaks(world, told)


ALLOW = (*ALLOWED, "replace:fluents/action/bye", "replace:telnyx/integration_secret/openai")
GONE = ("cozmox/agent_tool/desk-note", "dailybots/pinless_dialin/parts")
EDITS: Mapping[str, Mapping[str, Any]] = {
    "fluents/prompt/script": {"content": "Be kind."},
    "fluents/action/bye": {"type": "action_transfer_call", "config": {"phone_number": "+12025550119"}},
    # The version that it mints is the one that its canary has to serve.
    "telnyx/assistant/day": {"instructions": "You are day, and kind."},
    "telnyx/insight_group/after": {"insights": [{"$ref": "telnyx/insight/topic"}]},
    "telnyx/phone_number/main": {"customer_reference": "main", "voice": {"translated_number": "+12025550198"}},
    "cozmox/sip_trunk/line": {"max_concurrency": 6},
    "cozmox/api_key/dashboard": {"scopes": ["agents:read", "calls:read"]},
    "dailybots/pinless_dialin/shop": {"hold_music_url": "https://static.example.com/hold.mp3"},
}


def edited(world: SlowWorld) -> SlowWorld:
    """
    Applied, then a script, an assistant, a group, a number, a pair of trunks, a key and an entry of a list are edited, an action becomes
    another type, two keys are rotated, and a tool and an entry are taken away.
    """
    live(world, Life(), [])
    for address, changes in EDITS.items():
        declare(world, address, {**RESOURCES[address], **changes})
    world.environ |= {"OPENAI_KEY": "sk-rotated-never-to-be-seen", "HUBSPOT_KEY": "sk-renewed-never-to-be-seen"}
    for address in GONE:
        (world.root / f"manifests/{address}.yaml").unlink()
    return world


def test_a_key_that_was_half_stored_stays_nowhere(born: Births):
    """
    Killed while it writes the file, a run leaves a draft beside it: the next one, which makes another key, takes that away.
    """
    world = born()
    drafts = [world.write(f".secrets/.keys.env.{name}", "DASHBOARD_KEY=half") for name in ("4711", "bak")]
    live(world, Life(), [])
    assert delivered(world)
    assert [draft.exists() for draft in drafts] == [False, True]


def wait_for(process: subprocess.Popen[str], world: SlowWorld, writes: int) -> None:
    """Until a running command has sent so many writes, or has ended; at most a minute, lest one that says too much wait for a reader."""
    end = time.monotonic() + 60
    while process.poll() is None and len(world.writes()) < writes and time.monotonic() < end:
        time.sleep(0.002)


@pytest.mark.parametrize("writes", range(1, 17) if LONG else (2, 9))
def test_the_real_command_survives_a_real_kill(tmp_path: Path, writes: int):
    """
    SIGKILL in the middle of ``reconciler apply`` over sockets; the command run again finishes the work.
    """
    world = SlowWorld(tmp_path / "company")
    settle_in(world, RESOURCES)
    with Running(world.sandbox) as running:
        point_at(world, running.port)
        world.sandbox.faults.add(Fault("latency", method="P*", times=0, seconds=0.05))
        with start(world, *APPLY) as process:
            wait_for(process, world, writes)
            process.send_signal(signal.SIGKILL)
            told = "".join(process.communicate())
        assert process.returncode == -signal.SIGKILL
        world.sandbox.faults.clear()
        code, words = command(world, *APPLY)
        assert code == 0, words
        assert command(world, "plan", "--detailed-exitcode")[0] == 0
    check(world, world.plan(), [told, words])


def test_an_interrupted_command_ends_in_order(tmp_path: Path):
    """
    The first SIGTERM lets what is in flight finish and exits with 143; the next run does the rest.
    """
    world = SlowWorld(tmp_path / "company")
    settle_in(world, RESOURCES)
    with Running(world.sandbox) as running:
        point_at(world, running.port)
        world.sandbox.faults.add(Fault("latency", method="P*", times=0, seconds=0.1))
        with start(world, *APPLY) as process:
            wait_for(process, world, 2)
            process.send_signal(signal.SIGTERM)
            told = "".join(process.communicate(timeout=15))
        assert process.returncode == 128 + signal.SIGTERM, told
        assert not state_of(world).intents
        world.sandbox.faults.clear()
        code, words = command(world, *APPLY)
        assert code == 0, words
    check(world, world.plan(), [told, words])
