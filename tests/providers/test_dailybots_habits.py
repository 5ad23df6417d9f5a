"""Daily's habits, met with whole commands: numbers that cost, secrets that must stay, and numbers that can be in one place only."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from reconciler.apply import Status
from reconciler.diagnostics import FindingError
from reconciler.sandbox.app import Fault
from reconciler.sandbox.dailybots import Dailybots
from tests.apply.words import Meddler, applied, bound, declare, done, outcome, permissions, sent, told, undeclare
from tests.world import World

HOOK = "https://hooks.northlight.example/rooms"
LINE, DESK, PARTS = "dailybots/phone_number/line", "dailybots/dialin_config/desk", "dailybots/pinless_dialin/parts"
OWNED, WANTED = "+12025550177", "+12025550110"
BUY = (f"costly:{LINE}",)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def vendor(world: World) -> Dailybots:
    found = world.sandbox.vendors["dailybots"]
    assert isinstance(found, Dailybots)
    return found


def rows(world: World, kind: str) -> list[dict[str, Any]]:
    return world.objects("dailybots", kind)


# --- Numbers ----------------------------------------------------------------------------------------------------------


def test_buying_takes_a_waiver(world):
    """
    Nothing is spent unasked; a number that is owned already costs nothing.
    """
    declare(world, LINE, {"number": WANTED})
    assert permissions(world) == BUY
    done(world, allow=BUY)
    assert vendor(world).numbers.purchases == [WANTED]
    declare(world, LINE.replace("line", "old"), {"number": OWNED})
    done(world)
    assert vendor(world).numbers.purchases == [WANTED]


@pytest.mark.parametrize("kind", ["drop_after", "error_after", "drop_before", "html", "truncate"])
def test_a_purchase_without_an_answer_is_no_second_purchase(world, kind):
    """
    The list is looked at before another one is tried.
    """
    declare(world, LINE, {"number": WANTED})
    world.sandbox.faults.add(Fault(kind, method="POST"))
    done(world, allow=BUY)
    assert vendor(world).numbers.purchases == [WANTED]


def test_a_number_that_somebody_bought_meanwhile_is_taken(world):
    """
    Looked for once more just before the purchase.
    """
    declare(world, LINE, {"number": WANTED})

    def bought(_: Any) -> None:
        table = vendor(world).tables["phone_number"]
        table.put("theirs", {**table.rows()[0], "id": "theirs", "number": WANTED})

    assert applied(world, allow=BUY, reporter=Meddler(started=bought)).succeeded
    assert bound(world, LINE).id == "theirs"
    assert vendor(world).numbers.purchases == []


@pytest.mark.parametrize("status", ["400", "403", "409"])
def test_an_early_release_is_refused_in_the_vendors_words(world, status):
    """
    Within 14 days of its purchase a number stays, and stays bound.
    """
    vendor(world).switch({"early_release": status})
    declare(world, LINE, {"number": WANTED})
    done(world, allow=BUY)
    undeclare(world, LINE)
    report = applied(world, prune=True, allow=(f"destroys:{LINE}",))
    assert "try again in 14 days" in told(report)
    assert outcome(report, LINE).status is Status.FAILED
    assert bound(world, LINE).id in vendor(world).tables["phone_number"]


def test_releasing_says_that_it_is_for_good_and_what_hangs_on_it(world):
    """
    The dial-in that refers to the number goes first.
    """
    declare(world, LINE, {"number": OWNED})
    declare(world, DESK, {"type": "pinless_dialin", "phone_number": {"$ref": LINE}, "room_creation_api": HOOK})
    done(world)
    undeclare(world, LINE)
    undeclare(world, DESK)
    finding = next(each for each in world.plan(prune=True).findings if each.waiver == f"destroys:{LINE}")
    assert finding.reason == f"Releasing a number cannot be undone. It is referred to by {DESK}."
    mark = world.mark
    done(world, prune=True, allow=(f"destroys:{LINE}",))
    assert [each.split("/")[1] for each in sent(world, mark)] == ["domain-dialin-config", "release-phone-number"]
    assert rows(world, "phone_number") == []


def test_another_number_is_a_release_and_a_purchase(world):
    """
    Three objections say so; another resource is the better way.
    """
    declare(world, LINE, {"number": OWNED})
    done(world)
    declare(world, LINE, {"number": WANTED})
    assert permissions(world) == (*BUY, f"destroys:{LINE}", f"replace:{LINE}")


# --- Dial-in ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("put", ["replace", "merge"])
@pytest.mark.parametrize("secret", ["new", "kept"])
def test_an_undeclared_secret_outlives_an_update(world, put, secret):
    """
    It goes along with every update, or the webhook would break.
    """
    vendor(world).switch({"dialin_put": put, "dialin_hmac": secret})
    spec = {"type": "pinless_dialin", "phone_number": OWNED, "room_creation_api": HOOK}
    declare(world, DESK, spec)
    done(world)
    before = rows(world, "dialin_config")[0]["config"]
    declare(world, DESK, {**spec, "name_prefix": "Desk"})
    done(world)
    assert rows(world, "dialin_config")[0]["config"] == {**before, "name_prefix": "Desk"}


def test_another_type_is_a_replacement_that_deletes_first(world):
    """
    A number can be in one configuration only, so the new one has to wait.
    """
    declare(world, DESK, {"type": "pinless_dialin", "phone_number": OWNED, "room_creation_api": HOOK})
    done(world)
    declare(world, DESK, {"type": "pin_dialin", "phone_number": OWNED, "ivr_greeting": {"message": "Your PIN?"}})
    assert permissions(world) == (f"replace:{DESK}",)
    mark = world.mark
    done(world, allow=(f"replace:{DESK}",))
    assert [each.split()[0] for each in sent(world, mark)] == ["DELETE", "POST"]
    assert [row["type"] for row in rows(world, "dialin_config")] == ["pin_dialin"]


def test_another_webhook_takes_a_waiver(world):
    """
    It decides who answers a live number.
    """
    for address, spec in ((DESK, {"type": "pinless_dialin", "phone_number": OWNED}), (PARTS, {"phone_number": WANTED})):
        declare(world, address, {**spec, "room_creation_api": HOOK})
        done(world)
        declare(world, address, {**spec, "room_creation_api": f"{HOOK}/new"})
        assert permissions(world) == (f"routing:{address}",)
        done(world, allow=(f"routing:{address}",))


def test_a_number_in_both_forms_is_refused_by_the_vendor(world):
    """
    What spans two manifests is not checked offline; the refusal names the number, and the other stays as it is.
    """
    declare(world, DESK, {"type": "pinless_dialin", "phone_number": OWNED, "room_creation_api": HOOK})
    done(world)
    declare(world, PARTS, {"phone_number": OWNED, "room_creation_api": HOOK})
    report = applied(world)
    assert f"{OWNED} is used by another dial-in configuration" in told(report)
    assert (len(rows(world, "dialin_config")), rows(world, "pinless_dialin")) == (1, [])


def test_dial_in_of_a_number_that_is_bought_on_the_way(world):
    """
    The configuration waits for the purchase and gets its digits, not its id.
    """
    declare(world, LINE, {"number": WANTED})
    declare(world, PARTS, {"phone_number": {"$ref": LINE}, "room_creation_api": HOOK})
    done(world, allow=BUY)
    assert [row["phone_number"] for row in rows(world, "pinless_dialin")] == [WANTED]
    assert bound(world, PARTS).id == WANTED


def test_a_label_by_which_alone_an_entry_is_known_does_not_take(world):
    """
    Renamed it could not be found again: it stays as it is, the report says so, and there is never a second one.
    """
    declare(world, PARTS, {"name_prefix": "Parts", "room_creation_api": HOOK})
    done(world)
    before = rows(world, "pinless_dialin")
    declare(world, PARTS, {"name_prefix": "Spares", "room_creation_api": HOOK})
    report = applied(world)
    assert "holds another value of name_prefix" in told(report)
    assert rows(world, "pinless_dialin") == before


def test_a_label_that_somebody_uses_already_makes_no_second_entry(world):
    """
    An entry without a number is found by its label: it is adopted, and what stood in it is not overwritten unasked.
    """
    theirs = {"name_prefix": "Parts", "room_creation_api": f"{HOOK}/theirs", "hmac": "dGhlaXJz", "sip_uri": "s"}
    vendor(world).tables["pinless_dialin"].put("Parts", theirs)
    declare(world, PARTS, {"name_prefix": "Parts", "room_creation_api": HOOK})
    with pytest.raises(FindingError):
        applied(world)
    assert rows(world, "pinless_dialin") == [theirs]
    done(world, allow=permissions(world))
    assert [(row["hmac"], row["room_creation_api"]) for row in rows(world, "pinless_dialin")] == [("dGhlaXJz", HOOK)]


def test_a_busy_vendor_is_waited_for(world):
    """
    Twenty requests a second and no word of how long to wait.
    """
    vendor(world).switch({"rate": "silent"})
    for number in range(12):
        declare(
            world,
            f"dailybots/dialin_config/line-{number}",
            {"type": "pinless_dialin", "name_prefix": str(number), "room_creation_api": HOOK},
        )
    done(world)
    assert len(rows(world, "dialin_config")) == 12
    assert any(call.status == 429 for call in world.sandbox.calls)
