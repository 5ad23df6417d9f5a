"""The simulated Cozmox: trunks in pairs, numbers, and who may take the calls of which trunk; each switch both ways."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.sandbox.cozmox import Cozmox
from tests.sandbox.cozmox_words import AGENT, TRUNK, Body, Call, a_vendor, caller, made


@pytest.fixture
def vendor() -> Cozmox:
    return a_vendor()


@pytest.fixture
def call(vendor: Cozmox) -> Call:
    return caller(vendor)


def pair(call: Call, **more: Any) -> tuple[Body, Body]:
    answer = made(call, "/sip-trunks", {**TRUNK, **more})
    return answer["inbound_trunk"], answer["outbound_trunk"]


def numbers(call: Call) -> list[tuple[str, str]]:
    return [(row["number"], row["trunk_name"]) for row in call("GET", "/phone-numbers").body["data"]]


# --- Trunks -----------------------------------------------------------------------------------------------------------


def test_a_create_makes_two_trunks_and_the_numbers(call: Call) -> None:
    """One call, an inbound and an outbound trunk, and the numbers on the inbound one."""
    answer = made(call, "/sip-trunks", TRUNK)
    inbound, outbound = answer["inbound_trunk"], answer["outbound_trunk"]
    assert (inbound["type"], outbound["type"], inbound["id"] == outbound["id"]) == ("INBOUND", "OUTBOUND", False)
    assert [(row["number"], row["sip_trunk_id"]) for row in answer["phone_numbers"]] == [("+1 555 010-0123", inbound["id"])]
    assert [(row["type"], row["phone_count"]) for row in call("GET", "/sip-trunks").body["data"]] == [("INBOUND", 1), ("OUTBOUND", 0)]


@pytest.mark.parametrize(("tail", "shown"), [("", "phone_count"), ("/{id}", "phone_numbers")])
def test_no_answer_holds_the_address_or_the_credentials(call: Call, tail: str, shown: str) -> None:
    """Neither a list nor a read tells what was sent to open the provider's door."""
    inbound, _ = pair(call, auth_username="u", auth_password="p")
    body = call("GET", "/sip-trunks" + tail.format(**inbound)).body
    seen = body["data"][0] if "data" in body else body
    assert set(seen) == {"id", "name", "type", "provider", "is_active", "max_concurrency", shown}


@pytest.mark.parametrize(("numbers_on", "holders"), [("inbound", ["INBOUND"]), ("both", ["INBOUND", "OUTBOUND"])])
def test_numbers_are_on_one_trunk_or_on_both(vendor: Cozmox, call: Call, numbers_on: str, holders: list[str]) -> None:
    """Nobody says to which of the two trunks the numbers belong."""
    vendor.switch({"numbers_on": numbers_on})
    pair(call)
    assert [row["type"] for row in call("GET", "/sip-trunks").body["data"] if row["phone_count"]] == holders


@pytest.mark.parametrize(("names", "expected"), [("equal", ("Main", "Main")), ("suffixed", ("Main (inbound)", "Main (outbound)"))])
def test_the_two_may_have_names_of_their_own(vendor: Cozmox, call: Call, names: str, expected: tuple[str, str]) -> None:
    """Nobody says how the two are called."""
    vendor.switch({"pair_names": names})
    assert tuple(trunk["name"] for trunk in pair(call)) == expected


@pytest.mark.parametrize(("reach", "expected"), [("each", [3, 10]), ("both", [3, 3])])
def test_an_update_reaches_one_trunk_or_both(vendor: Cozmox, call: Call, reach: str, expected: list[int]) -> None:
    """Nobody says whether an update of one reaches the other."""
    vendor.switch({"pair_update": reach})
    inbound, _ = pair(call)
    assert call("PATCH", f"/sip-trunks/{inbound['id']}", {"max_concurrency": 3, "address": "other"}).body["max_concurrency"] == 3
    assert [row["max_concurrency"] for row in vendor.tables["sip_trunk"].rows()] == expected
    assert {row["address"] for row in vendor.tables["sip_trunk"].rows()} == {"sip.example.com"}


@pytest.mark.parametrize(("reach", "left"), [("each", ["OUTBOUND"]), ("both", [])])
def test_a_delete_takes_the_numbers_along_and_maybe_the_other_trunk(vendor: Cozmox, call: Call, reach: str, left: list[str]) -> None:
    """The numbers of a trunk go with it; whether its partner does, nobody says."""
    vendor.switch({"pair_delete": reach})
    inbound, outbound = pair(call)
    agent = made(call, "/agents", AGENT)
    made(call, f"/agents/{agent['id']}/sip-trunks", {"sip_trunk_id": inbound["id"]})
    assert call("DELETE", f"/sip-trunks/{inbound['id']}").status == 200
    assert [row["type"] for row in vendor.tables["sip_trunk"].rows()] == left
    assert numbers(call) == []
    assert call("GET", f"/agents/{agent['id']}").body["allowed_sip_trunks"] == []
    assert call("DELETE", f"/sip-trunks/{outbound['id']}").status == (200 if left else 404)


@pytest.mark.parametrize(("spelling", "expected"), [("sent", "did-logic"), ("upper", "GENERIC")])
def test_a_provider_is_spelt_as_requests_or_as_filters_do(vendor: Cozmox, call: Call, spelling: str, expected: str) -> None:
    """A filter knows fewer providers than a create, and spells them otherwise."""
    vendor.switch({"provider": spelling})
    inbound, _ = pair(call)
    assert inbound["provider"] == expected
    assert [len(call("GET", "/sip-trunks", provider=each).body["data"]) for each in ("GENERIC", "TWILIO")] == [2, 0]


@pytest.mark.parametrize(("untold", "expected"), [("true", True), ("false", False)])
def test_a_boolean_that_no_create_takes_is_one_or_the_other(vendor: Cozmox, call: Call, untold: str, expected: bool) -> None:
    """A create does not take is_active, and nobody documents what it then is."""
    vendor.switch({"untold": untold})
    inbound, _ = pair(call, is_active=not expected)
    assert inbound["is_active"] is expected
    assert [row["is_verified"] for row in call("GET", "/phone-numbers").body["data"]] == [expected]


@pytest.mark.parametrize(
    "spoiled",
    [{"provider": "TWILIO"}, {"phone_numbers": None}, {"address": 7}, {"max_concurrency": 1.5}, {"max_concurrency": True}, {"name": None}],
)
def test_a_bad_trunk_is_refused(vendor: Cozmox, call: Call, spoiled: Body) -> None:
    """A filter's spelling, a missing field, a wrong type: nothing is made."""
    assert call("POST", "/sip-trunks", {**TRUNK, **spoiled}).status == 400
    assert len(vendor.tables["sip_trunk"]) == len(vendor.tables["phone_number"]) == 0


@pytest.mark.parametrize(("no_numbers", "status"), [("taken", 201), ("refused", 400)])
def test_a_trunk_may_or_may_not_be_without_numbers(vendor: Cozmox, call: Call, no_numbers: str, status: int) -> None:
    """The field is required; whether it may be empty, nobody says."""
    vendor.switch({"no_numbers": no_numbers})
    assert call("POST", "/sip-trunks", {**TRUNK, "phone_numbers": []}).status == status


# --- Numbers ----------------------------------------------------------------------------------------------------------


def test_a_number_goes_round_its_life(call: Call) -> None:
    """Create on a trunk, read, move to the other, delete, gone."""
    inbound, outbound = pair(call, phone_numbers=[])
    number = made(call, "/phone-numbers", {"number": "+15550100125", "sip_trunk_id": inbound["id"], "label": "Desk", "is_verified": False})
    tail = f"/phone-numbers/{number['id']}"
    assert number == {**number, "label": "Desk", "is_verified": True, "provider": "did-logic", "trunk_name": "Main"}
    assert call("GET", tail).body == number
    moved = call("PATCH", tail, {"sip_trunk_id": outbound["id"], "number": "+1"}).body
    assert (moved["sip_trunk_id"], moved["number"]) == (outbound["id"], "+15550100125")
    assert [call("DELETE", tail).status, call("DELETE", tail).status] == [200, 404]


@pytest.mark.parametrize(("form", "expected"), [("sent", "+1 555 010-0123"), ("digits", "15550100123")])
def test_a_number_is_kept_as_sent_or_as_digits(vendor: Cozmox, call: Call, form: str, expected: str) -> None:
    """Nobody says in which form numbers come back."""
    vendor.switch({"number_form": form})
    pair(call)
    assert numbers(call) == [(expected, "Main")]


@pytest.mark.parametrize(("same", "status"), [("refused", 409), ("taken", 201)])
def test_the_same_number_twice_on_a_trunk_is_refused_or_made_twice(vendor: Cozmox, call: Call, same: str, status: int) -> None:
    """Nobody says what a second create of a number does; on the other trunk of the pair it is another number in any case."""
    vendor.switch({"same_number": same})
    inbound, outbound = pair(call)
    assert call("POST", "/phone-numbers", {"number": "+1 555 010-0123", "sip_trunk_id": inbound["id"]}).status == status
    assert call("POST", "/phone-numbers", {"number": "+1 555 010-0123", "sip_trunk_id": outbound["id"]}).status == 201


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 2),
        ({"direction": "inbound"}, 1),
        ({"direction": "OUTBOUND"}, 1),
        ({"is_verified": "false"}, 0),
        ({"is_verified": "true"}, 2),
        ({"search": "0123"}, 2),
        ({"search": "999"}, 0),
    ],
)
def test_numbers_are_sought_by_what_is_known_of_them(vendor: Cozmox, call: Call, query: dict[str, str], count: int) -> None:
    """By a part of the number, by its trunk's direction, by whether it is verified."""
    vendor.switch({"numbers_on": "both"})
    pair(call)
    assert len(call("GET", "/phone-numbers", **query).body["data"]) == count


def test_a_number_needs_a_trunk_that_is_there(call: Call) -> None:
    """An unknown trunk is 404, for a new number and for a move."""
    inbound, _ = pair(call)
    number = call("GET", "/phone-numbers", sip_trunk_id=inbound["id"]).body["data"][0]
    assert call("POST", "/phone-numbers", {"number": "+1", "sip_trunk_id": "none"}).status == 404
    assert call("PATCH", f"/phone-numbers/{number['id']}", {"sip_trunk_id": "none"}).status == 404
    assert call("GET", "/phone-numbers", search="999").body["data"] == []


# --- Who may take which calls -----------------------------------------------------------------------------------------


def test_what_an_agent_is_allowed_is_one_list_in_two_places(vendor: Cozmox, call: Call) -> None:
    """A binding shows in the agent, and the agent's own field shows among the bindings."""
    (inbound, _), (second, _) = pair(call), pair(call, name="Second")
    agent = made(call, "/agents", {**AGENT, "allowed_sip_trunks": [second["id"]]})
    tail = f"/agents/{agent['id']}/sip-trunks"
    made(call, tail, {"sip_trunk_id": inbound["id"]})
    assert call("GET", f"/agents/{agent['id']}").body["allowed_sip_trunks"] == [second["id"], inbound["id"]]
    assert [set(row) for row in call("GET", tail).body] == [{"id", "is_active", "name", "provider", "type"}] * 2
    call("PATCH", f"/agents/{agent['id']}", {"allowed_sip_trunks": [inbound["id"]]})
    assert [row["id"] for row in call("GET", tail).body] == [inbound["id"]]
    assert [call("DELETE", f"{tail}/{inbound['id']}").status, call("DELETE", f"{tail}/{inbound['id']}").status] == [200, 404]
    assert call("GET", f"/agents/{agent['id']}").body["allowed_sip_trunks"] == []
    assert len(vendor.tables["agent_sip_trunk"]) == 0


def test_an_agent_takes_the_calls_of_inbound_trunks_only(call: Call) -> None:
    """An outbound trunk is refused, an unknown one is 404."""
    _, outbound = pair(call)
    tail = f"/agents/{made(call, '/agents', AGENT)['id']}/sip-trunks"
    assert [call("POST", tail, {"sip_trunk_id": each}).status for each in (outbound["id"], "none")] == [400, 404]
    assert call("GET", tail).body == []


def test_what_an_agent_was_allowed_goes_with_it(vendor: Cozmox, call: Call) -> None:
    """Nothing is left of the bindings of a deleted agent; the trunk stays."""
    inbound, _ = pair(call)
    agent = made(call, "/agents", {**AGENT, "allowed_sip_trunks": [inbound["id"]]})
    call("DELETE", f"/agents/{agent['id']}")
    assert [len(vendor.tables[kind]) for kind in ("agent_sip_trunk", "sip_trunk")] == [0, 2]


def test_a_dashboard_edit_of_what_an_agent_is_allowed_reaches_the_bindings(vendor: Cozmox, call: Call) -> None:
    """The dashboard edits the same list."""
    inbound, _ = pair(call)
    agent = made(call, "/agents", AGENT)
    vendor.edited("agent", agent["id"], {"allowed_sip_trunks": [inbound["id"]]})
    assert [row["id"] for row in call("GET", f"/agents/{agent['id']}/sip-trunks").body] == [inbound["id"]]
