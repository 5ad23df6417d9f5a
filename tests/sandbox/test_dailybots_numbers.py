"""Phone numbers at Daily in the sandbox: buying costs money, a release is for good. And the limit of requests."""

from __future__ import annotations

import pytest

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.dailybots.numbers import ELSEWHERE, SEEDED
from tests.sandbox.dailybots_words import a_sandbox, call, refused, vendor

LIST = "/purchased-phone-numbers"
DAY = 24 * 60 * 60
OLD, NEW = "+12025550177", "+12025550110"


class Clock:
    """The vendor's clock, which a test sets."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sandbox(clock: Clock) -> Sandbox:
    return a_sandbox(clock)


def buy(sandbox: Sandbox, number: str = NEW) -> str:
    reply = call(sandbox, "POST", "/buy-phone-number", {"number": number})
    assert reply.json() == {"id": reply.json()["id"], "number": number}
    return str(reply.json()["id"])


def numbers(sandbox: Sandbox, query: str = "") -> list[str]:
    return [each["number"] for each in call(sandbox, "GET", LIST + query).json()["data"]]


def test_an_account_has_a_number_from_before(sandbox):
    """
    Dated as this vendor writes dates.
    """
    assert call(sandbox, "GET", LIST).json() == {"total_count": 1, "data": [SEEDED]}


def test_every_purchase_makes_a_number_and_costs(sandbox):
    """
    Without a number any will do; nothing keeps the second call from being the second purchase.
    """
    buy(sandbox)
    first, second = (call(sandbox, "POST", "/buy-phone-number").json()["number"] for _ in range(2))
    assert vendor(sandbox).numbers.purchases == [NEW, first, second]
    assert numbers(sandbox) == [second, first, NEW, OLD]
    row = call(sandbox, "GET", LIST).json()["data"][2]
    assert (row["created_date"], row["status"], row["type"]) == ("Fri, 15 Jan 2027 08:00:00 +0000", "verified", "purchased_phone_number")


@pytest.mark.parametrize("body", [{"number": OLD}, {"number": ELSEWHERE}, {"number": "2025550110"}, {"number": None}, []])
def test_what_cannot_be_bought_costs_nothing(sandbox, body):
    """
    A number that is gone, or is none.
    """
    assert refused(call(sandbox, "POST", "/buy-phone-number", body)) == (400, "invalid-request-error")
    assert vendor(sandbox).numbers.purchases == []


def test_the_list_is_paged_and_can_be_narrowed(sandbox):
    """
    Newest first, by the id of an object.
    """
    key = buy(sandbox)
    assert numbers(sandbox, "?limit=1") == [NEW]
    assert numbers(sandbox, f"?starting_after={key}") == [OLD]
    assert numbers(sandbox, "?filter_number=%2B12025550177") == [OLD]
    assert numbers(sandbox, "?filter_name=Desk") == []


@pytest.mark.parametrize("status", ["400", "403", "409"])
def test_a_new_number_cannot_be_released(sandbox, clock, status):
    """
    Before 14 days are over; the documents give the words and no status.
    """
    vendor(sandbox).switch({"early_release": status})
    key = buy(sandbox)
    clock.now += 14 * DAY - 1
    reply = call(sandbox, "DELETE", f"/release-phone-number/{key}")
    assert (reply.status_code, "try again in 14 days" in reply.json()["info"]) == (int(status), True)
    clock.now += 1
    assert call(sandbox, "DELETE", f"/release-phone-number/{key}").json() == {"deleted": True, "id": key}
    assert numbers(sandbox) == [OLD]
    assert call(sandbox, "DELETE", f"/release-phone-number/{key}").status_code == 404


def test_a_release_takes_the_dial_in_with_it(sandbox):
    """
    Of this number alone, wherever it is configured.
    """
    hook = "https://hooks.northlight.example/rooms"
    config = {"type": "pinless_dialin", "room_creation_api": hook}
    for number in (OLD, NEW):
        call(sandbox, "POST", "/domain-dialin-config", {**config, "phone_number": number})
    call(sandbox, "DELETE", f"/release-phone-number/{SEEDED['id']}")
    assert [row["config"]["phone_number"] for row in vendor(sandbox).tables["dialin_config"].rows()] == [NEW]


def test_there_is_no_read_of_one(sandbox):
    """
    A number is looked up in the list.
    """
    assert call(sandbox, "GET", f"{LIST}/{SEEDED['id']}").status_code == 404


@pytest.mark.parametrize(("rate", "wait"), [("silent", None), ("told", "1")])
def test_twenty_requests_a_second_may_be_the_limit(sandbox, clock, rate, wait):
    """
    Then comes 429, which may say how long to wait.
    """
    vendor(sandbox).switch({"rate": rate})
    for _ in range(20):
        assert call(sandbox, "GET", LIST).status_code == 200
    reply = call(sandbox, "GET", LIST)
    assert refused(reply) == (429, "rate-limit-error")
    assert reply.headers.get("retry-after") == wait
    clock.now += 1
    assert call(sandbox, "GET", LIST).status_code == 200


def test_a_reset_gives_the_account_back_as_it_was(sandbox):
    """
    One number, nothing spent, nothing tested.
    """
    buy(sandbox)
    sandbox.reset()
    assert (numbers(sandbox), vendor(sandbox).numbers.purchases, vendor(sandbox).domain.tested) == ([OLD], [], [])
