"""A secret that the vendor shows once goes to the user's sink, and to nowhere else; what nobody could open is revoked."""

from __future__ import annotations

import asyncio
import json
import stat
import sys
import time
from pathlib import Path

import pytest

from reconciler.apply.deliver import NotDelivered, deliver
from reconciler.apply.handover import nowhere
from reconciler.desired import Delivery, Sink
from reconciler.diagnostics import InputError
from reconciler.plan import Action
from reconciler.sandbox.faults import Fault
from reconciler.schema import Secret
from tests.apply.killing import killed_everywhere
from tests.apply.words import applied, bound, declare, done, outcome, sent, state_of, told, undeclare
from tests.world import World

KEY = "cozmox/api_key/dashboard"
SPEC = {"name": "Dashboard", "scopes": ["agents:read"]}
DELIVER = {"key": {"sink": "keys", "name": "DASHBOARD_KEY"}}
FILE = ".secrets/keys.env"


def with_sinks(world, **sinks):
    """The configuration with these sinks."""
    text = (world.root / "reconciler.yaml").read_text()
    world.write("reconciler.yaml", f"{text}    sinks: {json.dumps(sinks)}\n")
    return world


@pytest.fixture
def world(tmp_path):
    """A company that asks for an API key and keeps it in a file."""
    world = with_sinks(World(tmp_path), keys={"env_file": FILE})
    declare(world, KEY, SPEC, deliver=DELIVER)
    return world


def kept(world, name="DASHBOARD_KEY", file=FILE):
    """What the environment file says under this name."""
    lines = (world.root / file).read_text().splitlines()
    return next(line.removeprefix(f"{name}=") for line in lines if line.startswith(f"{name}="))


def keys(world):
    """The keys that the vendor holds."""
    return [row for row in world.objects("cozmox", "api_key") if not row.get("revoked")]


def test_a_key_goes_where_the_manifest_says_and_nowhere_else(world):
    """
    It stands in the sink, readable by its owner alone, and in no state, report or plan.
    """
    assert "its key goes to keys as DASHBOARD_KEY" in world.plan().steps[0].notes
    report = done(world)
    secret = kept(world)
    assert secret.startswith(keys(world)[0]["minted_key"])
    assert stat.S_IMODE((world.root / FILE).stat().st_mode) == 0o600
    others = [path for path in world.root.rglob("*") if path.is_file() and path != world.root / FILE]
    assert not [path for path in others if secret in path.read_text()]
    assert secret not in told(report)


def test_other_lines_of_the_file_stay(world):
    """
    An earlier key of the same name is replaced, everything else is kept.
    """
    world.write(FILE, "# ours\nOTHER=1\nDASHBOARD_KEY=old\nexport DASHBOARD_KEY=older\n")
    done(world)
    lines = (world.root / FILE).read_text().splitlines()
    assert lines[:2] == ["# ours", "OTHER=1"]
    assert len(lines) == 3
    assert kept(world) != "old"


def test_a_command_gets_the_key_on_its_standard_input(tmp_path):
    """
    Any store of secrets can be a sink; the key is no argument, which the list of processes would show.
    """
    script = "import pathlib, sys; pathlib.Path(sys.argv[1] + '.txt').write_text(sys.stdin.read())"
    world = with_sinks(World(tmp_path), vault={"command": [sys.executable, "-c", script, "stored-{name}"]})
    declare(world, KEY, SPEC, deliver={"key": {"sink": "vault", "name": "dash"}})
    done(world)
    assert (tmp_path / "stored-dash.txt").read_text().startswith("cozmo")


@pytest.mark.parametrize(
    ("sink", "words"),
    [
        ({"command": [sys.executable, "-c", "raise SystemExit(3)"]}, "ended with 3"),
        ({"command": ["no-such-program-anywhere"]}, "could not be started"),
        ({"env_file": "reconciler.yaml/keys.env"}, "could not be written"),
    ],
    ids=["fails", "is not there", "cannot be written"],
)
def test_a_key_that_cannot_be_stored_is_revoked(tmp_path, sink, words):
    """
    A key that nobody has is of no use and could not be found again: it does not stay at the vendor.
    """
    world = with_sinks(World(tmp_path), keys=sink)
    declare(world, KEY, SPEC, deliver=DELIVER)
    report = applied(world)
    assert "Secret not stored" in told(report)
    assert words in told(report)
    assert keys(world) == []
    assert state_of(world).intents == {}
    assert state_of(world).resources == {}


def test_a_key_that_can_be_neither_stored_nor_revoked_is_replaced_by_the_next_run(tmp_path):
    """
    The create stays noted: the next run finds the key, revokes it and makes another.
    """
    world = with_sinks(World(tmp_path), keys={"env_file": "reconciler.yaml/keys.env"})
    declare(world, KEY, SPEC, deliver=DELIVER)
    world.sandbox.faults.add(Fault("error_before", "cozmox", "DELETE", "*api-keys*", times=0, status=403))
    assert "Secret lost" in told(applied(world))
    assert len(state_of(world).intents) == 1
    world.sandbox.faults.clear()
    text = (world.root / "reconciler.yaml").read_text()
    world.write("reconciler.yaml", text.replace("reconciler.yaml/keys.env", FILE))
    (step,) = world.plan().steps
    assert (step.action, step.because) == (Action.REPLACE, "its key was lost when an earlier run was interrupted")
    done(world)
    assert len(keys(world)) == 1
    assert kept(world)


@pytest.mark.parametrize("kind", ["drop_after", "error_after", "truncate"])
def test_a_key_whose_answer_was_lost_is_revoked_and_made_anew(world, kind):
    """
    Its secret stood in the answer alone.
    """
    world.sandbox.faults.add(Fault(kind, "cozmox", "POST", "*api-keys"))
    done(world)
    (row,) = keys(world)
    assert kept(world).startswith(row["minted_key"])


def test_whenever_a_run_is_killed_the_key_that_is_kept_is_the_one_that_works(tmp_path, monkeypatch):
    """
    At every moment of the create; afterwards there is one key, and the sink holds it.
    """

    def begin(world):
        with_sinks(world, keys={"env_file": FILE})

    for world in killed_everywhere(tmp_path, monkeypatch, begin, lambda world: declare(world, KEY, SPEC, deliver=DELIVER)):
        (row,) = keys(world)
        assert kept(world) == row["minted_key"]


def test_an_adopted_key_needs_no_sink(world):
    """
    Its secret was shown to somebody else.
    """
    done(world)
    record = bound(world, KEY)
    (world.root / ".reconciler/local.json").unlink()
    declare(world, KEY, SPEC, adopt=record.id)
    done(world)
    assert len(keys(world)) == 1


def test_the_key_of_this_very_run_is_not_revoked(world):
    """
    It would lock us out in the middle.
    """
    done(world)
    own = kept(world)
    world.environ["COZMOX_API_KEY"] = own
    undeclare(world, KEY)
    report = applied(world, prune=True)
    assert "Own key" in told(report)
    assert own not in told(report)
    assert len(keys(world)) == 1
    world.environ["COZMOX_API_KEY"] = "another"
    assert outcome(applied(world, prune=True), KEY).wrong == ()
    assert keys(world) == []


def test_the_delete_of_every_key_is_never_sent(world):
    """
    The vendor has a call that revokes them all; we have not.
    """
    done(world)
    undeclare(world, KEY)
    before = world.mark
    applied(world, prune=True)
    assert sent(world, before) == [f"DELETE /org/org-1/api-keys/{world.writes(before)[0].path.split('/')[-1]}"]


@pytest.mark.parametrize(
    ("deliver", "summary"),
    [
        (None, "Missing delivery"),
        ({}, "Malformed delivery"),
        ({"key": {"sink": "keys"}}, "Malformed delivery"),
        ({"key": {"sink": "keys", "name": "X", "more": 1}}, "Malformed delivery"),
        ({"secret": {"sink": "keys", "name": "X"}}, "Malformed delivery"),
        ({"key": {"sink": "kyes", "name": "X"}}, "Unknown sink"),
    ],
)
def test_a_key_without_a_place_to_go_is_an_error_before_any_call(world, deliver, summary):
    """
    And it says what to write.
    """
    declare(world, KEY, SPEC, **({} if deliver is None else {"deliver": deliver}))
    with pytest.raises(InputError) as caught:
        world.plan()
    (wrong,) = caught.value.diagnostics
    assert wrong.summary == summary
    assert "sink" in wrong.detail


def test_a_kind_that_yields_nothing_has_nothing_to_deliver(world):
    """
    A key under the wrong manifest is told there.
    """
    declare(world, "cozmox/faq/hours", {"question": "When?", "answer": "Now."}, deliver=DELIVER)
    with pytest.raises(InputError) as caught:
        world.plan()
    assert [each.summary for each in caught.value.diagnostics] == ["Nothing to deliver"]


@pytest.mark.parametrize(
    ("sink", "name", "summary"),
    [("keys", "DASHBOARD_KEY", "Delivered twice"), ("same", "DASHBOARD_KEY", "Delivered twice"), ("keys", "a=b\nc", "Bad name")],
)
def test_two_keys_do_not_go_to_one_place(tmp_path, sink, name, summary):
    """
    One would overwrite the other, which could be seen nowhere again. A line break in a name would do so too.
    """
    world = with_sinks(World(tmp_path), keys={"env_file": FILE}, same={"env_file": FILE})
    declare(world, KEY, SPEC, deliver=DELIVER)
    declare(world, "cozmox/api_key/other", {**SPEC, "name": "Other"}, deliver={"key": {"sink": sink, "name": name}})
    with pytest.raises(InputError) as caught:
        world.plan()
    assert [each.summary for each in caught.value.diagnostics] == [summary]


def test_a_command_that_is_given_up_is_ended(tmp_path):
    """
    It could store its key after the next run has stored a newer one.
    """
    script = "import pathlib, time; pathlib.Path('begun').touch(); time.sleep(0.8); pathlib.Path('stored').touch()"
    sinks = {"slow": Sink(command=(sys.executable, "-c", script))}

    async def given_up():
        task = asyncio.create_task(deliver(sinks, tmp_path, Delivery("slow", "X"), Secret("s")))
        for _ in range(1000):
            await asyncio.sleep(0 if (tmp_path / "begun").exists() else 0.01)
        task.cancel()
        await asyncio.wait([task])
        return task.cancelled()

    assert asyncio.run(given_up())
    time.sleep(1)
    assert not (tmp_path / "stored").exists()


@pytest.mark.parametrize(
    "sink", [{}, {"env_file": ""}, {"command": []}, {"command": [1]}, {"env_file": "x", "command": ["y"]}, {"file": "x"}]
)
def test_a_malformed_sink_is_an_error(tmp_path, sink):
    """
    A sink is a file or a command, and nothing else.
    """
    world = with_sinks(World(tmp_path), keys=sink)
    with pytest.raises(InputError) as caught:
        world.plan()
    assert [each.summary for each in caught.value.diagnostics] == ["Malformed sink"]


def test_without_sinks_nothing_is_delivered(tmp_path):
    """
    Whoever calls the core without saying where secrets go is told so.
    """
    for attempt in (nowhere(Delivery("keys", "X"), Secret("s")), deliver({}, Path(tmp_path), Delivery("keys", "X"), Secret("s"))):
        with pytest.raises(NotDelivered, match="There is no sink keys"):
            asyncio.run(attempt)
