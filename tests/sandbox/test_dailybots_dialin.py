"""Dial-in at Daily in the sandbox: configurations of their own, and the domain's list that is replaced as a whole."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from reconciler.sandbox.app import Sandbox
from tests.sandbox.dailybots_words import a_sandbox, call, refused, vendor

CONFIGS = "/domain-dialin-config"
HOOK = "https://hooks.northlight.example/rooms"
LINE = {"phone_number": "+12025550110", "room_creation_api": HOOK, "name_prefix": "Desk"}
PINLESS = {"type": "pinless_dialin", **LINE}
PIN = {"type": "pin_dialin", "phone_number": "+12025550111", "name_prefix": "Meetings", "ivr_greeting": {"message": "Your PIN, please."}}


@pytest.fixture
def sandbox() -> Sandbox:
    return a_sandbox()


def make(sandbox: Sandbox, body: Any = PINLESS) -> Any:
    reply = call(sandbox, "POST", CONFIGS, body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def write(sandbox: Sandbox, *entries: Any) -> httpx.Response:
    return call(sandbox, "POST", "/", {"properties": {"pinless_dialin": list(entries)}})


def listed(sandbox: Sandbox) -> Any:
    return call(sandbox, "GET", "/").json()["config"]["pinless_dialin"]


# --- Configurations of their own --------------------------------------------------------------------------------------


def test_a_flat_body_is_answered_below_config(sandbox):
    """
    The fields are sent flat with the type, and stand below config in every answer, with a secret and an address.
    """
    made = make(sandbox)
    assert (set(made), made["type"]) == ({"id", "type", "config"}, "pinless_dialin")
    assert {name: made["config"][name] for name in LINE} == LINE
    assert set(made["config"]) - set(LINE) == {"hmac", "sip_uri"}
    assert call(sandbox, "GET", f"{CONFIGS}/{made['id']}").json() == made
    assert call(sandbox, "GET", CONFIGS).json() == {"total_count": 1, "data": [made]}


def test_a_secret_that_is_sent_is_kept(sandbox):
    """
    It is returned in clear, and never stands in the log of calls.
    """
    made = make(sandbox, {**PINLESS, "hmac": "c2VjcmV0"})
    assert made["config"]["hmac"] == "c2VjcmV0"
    assert "c2VjcmV0" not in str(sandbox.calls)


def test_a_configuration_with_a_pin_has_neither_secret_nor_address(sandbox):
    """
    It is reached by its number alone.
    """
    assert make(sandbox, PIN)["config"] == {**{name: PIN[name] for name in PIN if name != "type"}, "sip_uri": None}


@pytest.mark.parametrize(
    "body",
    [
        None,
        LINE,
        {**PINLESS, "type": "sip"},
        {"type": "pinless_dialin", "phone_number": "+12025550110"},
        {"type": "pin_dialin", "name_prefix": "Meetings"},
        {**PIN, "room_creation_api": HOOK},
        {**PINLESS, "ivr_greeting": {"message": "Hello."}},
        {**PINLESS, "phone_number": "2025550110"},
        {**PINLESS, "hmac": 1},
        {**PINLESS, "timeout_config": "Sorry."},
        {**PINLESS, "name_prefix": None},
    ],
)
def test_a_wrong_body_is_refused(sandbox, body):
    """
    Pinless needs a webhook, a PIN needs a number, and what belongs to the one is no field of the other.
    """
    assert refused(call(sandbox, "POST", CONFIGS, body)) == (400, "invalid-request-error")
    assert call(sandbox, "GET", CONFIGS).json()["total_count"] == 0


def test_a_number_is_in_one_place_only(sandbox):
    """
    Another configuration with it is refused, and so is an entry of the domain's list; its own update is not.
    """
    made = make(sandbox)
    assert refused(call(sandbox, "POST", CONFIGS, {**PINLESS, "name_prefix": "Other"}))[0] == 400
    assert refused(write(sandbox, LINE))[0] == 400
    assert call(sandbox, "PUT", f"{CONFIGS}/{made['id']}", LINE).status_code == 200
    assert call(sandbox, "DELETE", f"{CONFIGS}/{made['id']}").status_code == 200
    assert write(sandbox, LINE).status_code == 200
    assert refused(call(sandbox, "POST", CONFIGS, PINLESS))[0] == 400


@pytest.mark.parametrize(
    ("put", "secret", "kept"),
    [
        ("replace", "new", (False, False)),
        ("replace", "kept", (False, True)),
        ("merge", "new", (True, False)),
        ("merge", "kept", (True, True)),
    ],
)
def test_what_an_update_leaves_out(sandbox, put, secret, kept):
    """
    Whether the field stays, and whether the secret does, is not documented: every answer can be had.
    """
    made = make(sandbox)
    vendor(sandbox).switch({"dialin_put": put, "dialin_hmac": secret})
    reply = call(sandbox, "PUT", f"{CONFIGS}/{made['id']}", {"phone_number": LINE["phone_number"], "room_creation_api": "dailybots"})
    after = reply.json()["config"]
    assert ("name_prefix" in after, after["hmac"] == made["config"]["hmac"]) == kept
    assert (after["room_creation_api"], after["sip_uri"]) == ("dailybots", made["config"]["sip_uri"])


def test_the_type_is_no_part_of_an_update(sandbox):
    """
    Neither another type nor the same one.
    """
    made = make(sandbox)
    assert refused(call(sandbox, "PUT", f"{CONFIGS}/{made['id']}", PINLESS)) == (400, "invalid-request-error")


def test_a_replacement_needs_what_a_create_needs(sandbox):
    """
    Under a merge the rest is there already.
    """
    made = make(sandbox)
    label = {"name_prefix": "Front desk"}
    assert refused(call(sandbox, "PUT", f"{CONFIGS}/{made['id']}", label))[0] == 400
    vendor(sandbox).switch({"dialin_put": "merge"})
    assert call(sandbox, "PUT", f"{CONFIGS}/{made['id']}", label).json()["config"]["room_creation_api"] == HOOK


def test_a_list_goes_from_the_newest_and_can_be_narrowed(sandbox):
    """
    A cursor is an object's id; the count is of what was asked for.
    """
    first, second = make(sandbox), make(sandbox, PIN)
    assert [each["id"] for each in call(sandbox, "GET", CONFIGS).json()["data"]] == [second["id"], first["id"]]
    assert call(sandbox, "GET", f"{CONFIGS}?limit=1&starting_after={second['id']}").json()["data"] == [first]
    assert call(sandbox, "GET", f"{CONFIGS}?phone_number=%2B12025550111").json() == {"total_count": 1, "data": [second]}
    assert call(sandbox, "GET", f"{CONFIGS}?type=pinless_dialin&name_prefix=Desk").json()["data"] == [first]


def test_a_deleted_configuration_is_gone(sandbox):
    """
    Afterwards a read, an update and another delete are 404.
    """
    at = f"{CONFIGS}/{make(sandbox)['id']}"
    assert call(sandbox, "DELETE", at).status_code == 200
    for method, body in (("GET", None), ("PUT", LINE), ("DELETE", None)):
        assert call(sandbox, method, at, body).status_code == 404


@pytest.mark.parametrize(
    ("how", "status", "text"), [("object", 200, '{"deleted": true, "id": "id-1"}'), ("empty", 200, "{}"), ("204", 204, "")]
)
def test_the_answer_to_a_delete_varies(sandbox, how, status, text):
    """
    Its body is not documented, and the vendor's own tool accepts 204.
    """
    vendor(sandbox).switch({"deleted": how})
    reply = call(sandbox, "DELETE", f"{CONFIGS}/{make(sandbox)['id']}")
    assert (reply.status_code, reply.text) == (status, text)


def test_what_the_pages_leave_open_can_be_switched(sandbox):
    """
    A secret that nobody made, no configuration without a number, no timeout with a PIN, nulls for what is unset, 201 for a create.
    """
    vendor(sandbox).switch({"hmac_at_birth": "none", "sip_only": "refuse", "pin_timeout": "refuse", "unset": "null", "created": "201"})
    reply = call(sandbox, "POST", CONFIGS, PINLESS)
    assert (reply.status_code, reply.json()["config"]["hmac"], reply.json()["config"]["timeout_config"]) == (201, None, None)
    assert refused(call(sandbox, "POST", CONFIGS, {"type": "pinless_dialin", "room_creation_api": HOOK}))[0] == 400
    assert refused(call(sandbox, "POST", CONFIGS, {**PIN, "timeout_config": {"message": "Sorry."}}))[0] == 400


# --- The domain's list ------------------------------------------------------------------------------------------------


def test_a_write_replaces_the_list(sandbox):
    """
    An entry that is not sent is gone. Other properties of the domain stay as they are.
    """
    before = call(sandbox, "GET", "/").json()
    assert before["config"]["pinless_dialin"] is None
    write(sandbox, LINE, {"room_creation_api": HOOK, "name_prefix": "Parts"})
    assert [each["name_prefix"] for each in listed(sandbox)] == ["Desk", "Parts"]
    after = write(sandbox, {"room_creation_api": HOOK, "name_prefix": "Parts"}).json()
    assert [each["name_prefix"] for each in after["config"]["pinless_dialin"]] == ["Parts"]
    assert {**after["config"], "pinless_dialin": None} == before["config"]


def test_other_properties_can_be_written_alone(sandbox):
    """
    Only the properties that are sent change.
    """
    write(sandbox, LINE)
    call(sandbox, "POST", "/", {"properties": {"lang": "de"}})
    assert call(sandbox, "GET", "/").json()["config"]["lang"] == "de"
    assert len(listed(sandbox)) == 1


def test_a_secret_that_is_not_sent_is_a_new_one(sandbox):
    """
    On every write, for every entry: the webhooks of all others break.
    """
    write(sandbox, LINE)
    first = listed(sandbox)[0]["hmac"]
    write(sandbox, {**LINE, "hmac": first})
    assert listed(sandbox)[0]["hmac"] == first
    write(sandbox, LINE)
    assert listed(sandbox)[0]["hmac"] != first


def test_an_address_follows_the_position(sandbox):
    """
    So an entry that moves up answers under another address, unless the sandbox is told otherwise.
    """
    parts = {"room_creation_api": HOOK, "name_prefix": "Parts"}
    write(sandbox, LINE, parts)
    assert [each["sip_uri"][:17] for each in listed(sandbox)] == ["static-address--0", "static-address--1"]
    write(sandbox, parts)
    assert listed(sandbox)[0]["sip_uri"].startswith("static-address--0")
    vendor(sandbox).switch({"sip_order": "stable"})
    write(sandbox, LINE, parts)
    assert listed(sandbox)[1]["sip_uri"].startswith("static-address--0")


def test_every_webhook_is_tested_at_every_write(sandbox):
    """
    The bot of the closed dashboard has none.
    """
    write(sandbox, LINE, {"room_creation_api": "dailybots", "name_prefix": "Bot"})
    write(sandbox, LINE)
    assert vendor(sandbox).domain.tested == [HOOK, HOOK]


@pytest.mark.parametrize(
    "entries",
    [
        {},
        [{"phone_number": "+12025550110"}],
        [{**LINE, "phone_number": "2025550110"}],
        [LINE, {**LINE, "name_prefix": "Other"}],
        [{**LINE, "hmac": None}],
        ["+12025550110"],
    ],
)
def test_a_wrong_list_is_refused(sandbox, entries):
    """
    Nothing of it is stored, and nothing that was there is lost.
    """
    write(sandbox, {"room_creation_api": HOOK, "name_prefix": "Parts"})
    reply = call(sandbox, "POST", "/", {"properties": {"pinless_dialin": entries}})
    assert refused(reply) == (400, "invalid-request-error")
    assert [each["name_prefix"] for each in listed(sandbox)] == ["Parts"]
    assert refused(call(sandbox, "POST", "/", {"pinless_dialin": []}))[0] == 400


def test_entries_alike_are_two(sandbox):
    """
    A SIP-only entry has no number, and nothing makes its label the only one.
    """
    write(
        sandbox,
        {"room_creation_api": HOOK, "name_prefix": "Parts"},
        {"room_creation_api": HOOK, "name_prefix": "Parts"},
        {"room_creation_api": HOOK},
    )
    assert [each.get("name_prefix") for each in listed(sandbox)] == ["Parts", "Parts", None]
    write(sandbox)
    assert listed(sandbox) is None


def test_how_the_list_is_read_back_varies(sandbox):
    """
    An empty list may be null or a list, an unset field may be null, and the answer to a write may be empty.
    """
    vendor(sandbox).switch({"no_entries": "list", "unset": "null", "domain_answer": "empty"})
    assert listed(sandbox) == []
    assert write(sandbox, LINE).json() == {}
    assert listed(sandbox)[0]["hold_music_url"] is None
