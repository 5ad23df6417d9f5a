"""What has calls of its own, when it goes wrong: members, pairs, parts, and secrets that are shown once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from reconciler import workflow
from reconciler.sandbox.faults import Fault
from reconciler.schema import Endpoint, Listing, Pages, Part
from tests.apply.killing import killed_everywhere
from tests.apply.test_handover import DELIVER, FILE, KEY, SPEC, kept, keys, with_sinks
from tests.apply.test_run import run, words
from tests.apply.words import Meddler, applied, bound, declare, done, permissions, sent, told, undeclare
from tests.http.vendor import says
from tests.plan.scene import NAME, Scene, kind
from tests.world import World

NEVER = ["drop_before", "error_before"]


def drifted(world: World) -> dict[str, Any]:
    """What drift says, by address."""
    return {str(each.address): each for each in asyncio.run(workflow.find_drift(world.setting(), unmanaged=True))}


# --- members -----------------------------------------------------------------------------------------------------------


POOL = "vocode/account_connection/twilio"
ONE, TWO, THREE, FOUR = (f"+1202555018{number}" for number in range(4))


def pooled(*numbers: str) -> dict[str, Any]:
    credentials = {name: {"$secret": "env:OPENAI_KEY"} for name in ("twilio_account_sid", "twilio_auth_token")}
    return {"type": "account_connection_twilio", "credentials": credentials, "steering_pool": list(numbers)}


@pytest.fixture
def pool(world: World) -> World:
    declare(world, POOL, pooled(ONE, TWO))
    done(world, allow=permissions(world))
    return world


def members(world: World) -> list[str]:
    (row,) = world.objects("vocode", "account_connection")
    return sorted(row["steering_pool"])


@pytest.mark.parametrize("fault", ["drop_after", "error_after", "truncate", *NEVER])
@pytest.mark.parametrize("skip", range(4))
def test_an_unanswered_member_is_told_from_the_others(pool: World, fault: Any, skip: int):
    """
    Four calls, one of them without an answer: the vendor refuses to remove what is gone, so it is not told twice.
    """
    declare(pool, POOL, pooled(THREE, FOUR))
    pool.sandbox.faults.add(Fault(fault, "vocode", "POST", "*steering_pool", skip=skip))
    before = pool.mark
    done(pool, allow=permissions(pool))
    assert [each.lstrip("+") for each in members(pool)] == [THREE[1:], FOUR[1:]]
    assert len(sent(pool, before)) == (5 if fault in NEVER else 4)


def test_a_member_that_somebody_removes_meanwhile_is_gone(pool: World):
    """
    The vendor refuses to remove it again, and it is where it should be.
    """
    declare(pool, POOL, pooled(ONE))

    def removed(_: Any) -> None:
        (row,) = pool.objects("vocode", "account_connection")
        pool.sandbox.vendors["vocode"].edited("account_connection", row["id"], {"steering_pool": [ONE[1:]]})

    report = applied(pool, allow=permissions(pool), reporter=Meddler(started=removed))
    assert report.succeeded, told(report)


def test_a_member_that_the_vendor_refuses_is_an_error(pool: World):
    """
    Unless it is where it should be.
    """
    declare(pool, POOL, pooled(ONE, TWO, THREE))
    pool.sandbox.faults.add(Fault("error_before", "vocode", "POST", "*steering_pool", status=400))
    assert "Vendor refused" in told(applied(pool, allow=permissions(pool)))


# --- pairs -------------------------------------------------------------------------------------------------------------


LINE = "cozmox/sip_trunk/line"
TRUNK = {"name": "Main line", "address": "sip.example.com", "provider": "custom", "phone_numbers": ["+15550100123"]}


def trunks(world: World) -> list[str]:
    return sorted(str(row["type"]) for row in world.objects("cozmox", "sip_trunk"))


def paired(world: World) -> None:
    declare(world, LINE, TRUNK)
    done(world)


def test_a_delete_that_is_killed_between_two_halves_leaves_neither(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """
    The half by which the pair is known goes last.
    """
    asked = {"prune": True, "allow": (f"destroys:{LINE}",)}
    for world in killed_everywhere(tmp_path, monkeypatch, paired, lambda world: undeclare(world, LINE), **asked):
        assert trunks(world) == []


def test_a_replacement_that_is_killed_between_two_halves_leaves_one_pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """
    Neither half of the old one stays.
    """
    allow = (f"destroys:{LINE}", f"replace:{LINE}")
    change = lambda world: declare(world, LINE, {**TRUNK, "address": "sip.example.net"})  # noqa: E731
    for world in killed_everywhere(tmp_path, monkeypatch, paired, change, allow=allow):
        assert trunks(world) == ["INBOUND", "OUTBOUND"]


def test_the_half_that_somebody_left_goes_with_the_pair(tmp_path: Path):
    """
    Somebody deleted the inbound trunk; the state still knows the outbound one.
    """
    world = World(tmp_path)
    paired(world)
    world.sandbox.vendors["cozmox"].tables["sip_trunk"].pop(bound(world, LINE).id)
    undeclare(world, LINE)
    done(world, prune=True, allow=(f"destroys:{LINE}",))
    assert trunks(world) == []


# --- parts -------------------------------------------------------------------------------------------------------------


NUMBER = "telnyx/phone_number/main"
HELD = {"phone_number": "+12025550100", "voice": {"caller_id_name_enabled": True}}


def test_a_part_that_the_manifest_let_go_of_is_no_edit_of_somebody(world: World):
    """
    It is not read any more, so nothing can be said of it.
    """
    declare(world, NUMBER, HELD)
    done(world, allow=permissions(world))
    declare(world, NUMBER, {"phone_number": "+12025550100"})
    done(world)
    assert drifted(world) == {}


VOICED = kind(
    "line",
    {"name": NAME, "voice": {"object": {"to": {"is": "str", "traits": [{"ClearWith": ""}]}}}},
    list=Listing("/lines", Pages(), whole=False),
    parts=(Part(("voice",), Endpoint("PATCH", "/lines/{id}/voice"), Endpoint("GET", "/lines/{id}/voice"), inside=True),),
)


def test_a_part_that_was_cleared_is_read_back(tmp_path: Path):
    """
    Also when the manifest mentions it no more.
    """
    scene = Scene.of(VOICED).declare("line/x", {"name": "x"}).hold("line", "l1", {"name": "x", "voice": {"to": "desk"}})
    scene.remember("line/x", "l1", {"name": "x", "voice": {"to": "desk"}})
    x, voice = says(200, {"id": "l1", "name": "x"}), says(200, {"to": "desk"})
    report, vendor, _ = run(tmp_path, scene.plan(), scene, says(200, {}), *[x, voice] * 3)
    assert vendor.methods == ["PATCH", *["GET"] * 6]
    assert "Field did not take" in words(report)


# --- secrets that are shown once ---------------------------------------------------------------------------------------


YEAR = {**SPEC, "expires_at": "2028-01-31T00:00:00Z"}


def secretive(world: World) -> None:
    """A key that is kept."""
    with_sinks(world, keys={"env_file": FILE})
    declare(world, KEY, SPEC, deliver=DELIVER)
    done(world)


def test_whenever_a_renewal_is_killed_the_key_that_is_kept_is_the_one_that_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """
    Another end replaces the key: the old one is revoked, and the sink holds the new one.
    """
    change = lambda world: declare(world, KEY, YEAR, deliver=DELIVER)  # noqa: E731
    for world in killed_everywhere(tmp_path, monkeypatch, secretive, change, allow=(f"replace:{KEY}",)):
        (row,) = keys(world)
        assert row["expires_at"] == YEAR["expires_at"]
        assert kept(world) == row["minted_key"]


def test_an_adopted_key_is_not_replaced_by_one_that_nobody_gets(tmp_path: Path):
    """
    It was adopted without a sink: renewing it would revoke the key that works for one that cannot be stored.
    """
    world = World(tmp_path)
    secretive(world)
    record = bound(world, KEY)
    (world.root / ".reconciler/local.json").unlink()
    declare(world, KEY, SPEC, adopt=record.id)
    done(world)
    declare(world, KEY, YEAR, adopt=record.id)
    assert f"undelivered:{KEY}" in permissions(world)
    declare(world, KEY, YEAR, adopt=record.id, deliver=DELIVER)
    done(world, allow=(f"replace:{KEY}",))
    assert kept(world).startswith(keys(world)[0]["minted_key"])


def test_lines_that_are_not_ours_stay_to_the_byte(tmp_path: Path):
    """
    Whatever their encoding, their line ends, and the blank ones between them.
    """
    world = with_sinks(World(tmp_path), keys={"env_file": FILE})
    declare(world, KEY, SPEC, deliver=DELIVER)
    theirs = b"A=1\r\n\nB=caf\xe9\nC=one\x0ctwo\n"
    (world.root / FILE).parent.mkdir()
    (world.root / FILE).write_bytes(theirs)
    done(world)
    assert (world.root / FILE).read_bytes().startswith(theirs + b"DASHBOARD_KEY=")


def test_a_digest_tells_where_a_secret_goes(tmp_path: Path):
    """
    A plan that was reviewed for one sink does not hand the key to another.
    """
    world = with_sinks(World(tmp_path), keys={"env_file": FILE}, others={"env_file": "others.env"})
    digests = set()
    for sink, name in (("keys", "A"), ("others", "A"), ("keys", "B")):
        declare(world, KEY, SPEC, deliver={"key": {"sink": sink, "name": name}})
        digests.add(world.plan().digest)
    assert len(digests) == 3
