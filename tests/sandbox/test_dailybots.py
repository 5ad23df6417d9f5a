"""Daily Bots in the sandbox: stored bots with the habits that the vendor documents, and switches for those it does not."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from reconciler.sandbox.app import Fault, Sandbox
from reconciler.sandbox.dailybots import WRONG_KEY
from tests.sandbox import dailybots_words
from tests.sandbox.dailybots_words import KEY, a_sandbox, refused, vendor

STEPS = [
    {"service": "tts", "options": [{"name": "voice", "value": "v"}, {"name": "speed", "value": 1.0}]},
    {"service": "llm", "options": [{"name": "model", "value": "m"}, {"name": "model", "value": "n"}]},
    {"service": "tts", "options": []},
]
BOT = {"bot_profile": "twilio_ws_voice_2024_09", "services": {"llm": "anthropic", "tts": "cartesia"}, "config": STEPS}
WHOLE = BOT | {"max_duration": 300}


@pytest.fixture
def sandbox() -> Sandbox:
    return a_sandbox()


def call(sandbox: Sandbox, method: str, path: str = "", body: Any = None, headers: dict[str, str] = KEY) -> httpx.Response:
    return dailybots_words.call(sandbox, method, f"/bots/twilio-config{path}", body, headers)


def switch(sandbox: Sandbox, **settings: str) -> None:
    vendor(sandbox).switch(settings)


def test_a_missing_header_is_400_and_a_wrong_key_401(sandbox):
    """
    This vendor documents 400 for an authorization header that is missing or malformed.
    """
    for headers in ({}, {"authorization": "key"}, {"authorization": "Basic key"}, {"authorization": "Bearer "}):
        assert refused(call(sandbox, "GET", headers=headers)) == (400, "authorization-header-error")
    assert refused(call(sandbox, "GET", headers={"authorization": f"Bearer {WRONG_KEY}"})) == (401, "authentication-error")


def test_create_answers_the_object_with_its_id_twiml_and_duration(sandbox):
    """
    The answer is 200 with everything that was sent, in its order, the default of 600 seconds, and the computed fields.
    """
    reply = call(sandbox, "POST", body=BOT | {"id": "mine", "surprise": 1})
    made = reply.json()
    assert reply.status_code == 200
    assert {name: made[name] for name in BOT} == BOT
    assert (made["id"], made["max_duration"]) == ("id-1", 600)
    assert "id-1" in made["twiml"]
    assert "surprise" not in made
    assert call(sandbox, "GET", "/id-1").json() == made


def test_values_are_stored_exactly_as_sent(sandbox):
    """
    Neither the kind of a number nor the order of keys, entries and options changes.
    """
    text = '{"z": 1.0, "a": [1, "1", null, true]}'
    body = '{"services": {"tts": "t", "llm": "l"}, "bot_profile": "é", "config": [], "max_duration": 600.0, "service_options": {"x": %s}}'
    asyncio.run(_post_text(sandbox, body % text))
    read = call(sandbox, "GET", "/id-1").text
    assert text in read
    assert '"services": {"tts": "t", "llm": "l"}' in read
    assert '"max_duration": 600.0' in read
    assert '"é"' in read


async def _post_text(sandbox: Sandbox, text: str) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(sandbox), base_url="http://sandbox", headers=KEY) as client:
        assert (await client.post("/dailybots/v1/bots/twilio-config", content=text.encode())).status_code == 200


@pytest.mark.parametrize("missing", sorted(WHOLE))
def test_required_fields_are_required(sandbox, missing):
    """
    A create needs three fields, an update also the duration.
    """
    call(sandbox, "POST", body=BOT)
    body = {name: value for name, value in WHOLE.items() if name != missing}
    assert refused(call(sandbox, "POST", "/id-1", body)) == (400, "invalid-request-error")
    if missing != "max_duration":
        assert missing in call(sandbox, "POST", body=body).json()["info"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"bot_profile": 1},
        {"bot_profile": None},
        {"services": {"llm": ["anthropic"]}},
        {"services": []},
        {"config": {}},
        {"config": [{"service": "llm"}]},
        {"config": [{"service": 1, "options": []}]},
        {"config": [{"service": "llm", "options": [{"name": "model"}]}]},
        {"config": [{"service": "llm", "options": [{"value": 1}]}]},
        {"max_duration": 60},
        {"max_duration": 86400},
        {"max_duration": "300"},
        {"max_duration": True},
        {"rtvi_client_version": 1},
        {"api_keys": {"openai": 1}},
        {"dialin_settings": []},
        {"dialout_settings": {}},
        {"webhook_tools": {"f": {"method": "GET"}}},
        {"webhook_tools": {"f": "https://example.org"}},
        {"service_options": {"daily": 1}},
        {"service_options": {"daily": [1]}},
        {"room": 1},
    ],
)
def test_a_wrong_type_is_refused(sandbox, wrong):
    """
    The refusal names the field, and nothing is stored.
    """
    reply = call(sandbox, "POST", body=WHOLE | wrong)
    assert refused(reply) == (400, "invalid-request-error")
    assert next(iter(wrong)) in reply.json()["info"]
    assert call(sandbox, "GET").json() == {"total_count": 0, "data": []}


@pytest.mark.parametrize("body", [None, [], "text"])
def test_a_body_must_be_an_object(sandbox, body):
    """
    No body at all is refused like a wrong one.
    """
    assert refused(call(sandbox, "POST", body=body)) == (400, "invalid-request-error")


def test_both_ends_of_the_duration_are_excluded(sandbox):
    """
    61 and 86399 seconds are fine, and so is a fraction between 60 and 61.
    """
    for seconds in (60.5, 61, 86399):
        assert call(sandbox, "POST", body=BOT | {"max_duration": seconds}).json()["max_duration"] == seconds


def test_a_numeric_string_is_accepted_when_told_to(sandbox):
    """
    A demo of the vendor sends the duration as a string; it is then kept as one, within the same limits.
    """
    switch(sandbox, string_numbers="accept")
    assert call(sandbox, "POST", body=BOT | {"max_duration": "300"}).json()["max_duration"] == "300"
    for wrong in ("60", "soon", "nan"):
        assert call(sandbox, "POST", body=BOT | {"max_duration": wrong}).status_code == 400


@pytest.mark.parametrize(("mode", "kept"), [("replace", None), ("merge", "1.0")])
def test_an_update_replaces_unless_told_to_merge(sandbox, mode, kept):
    """
    An optional field that is not sent again is gone after a replacement.
    """
    call(sandbox, "POST", body=BOT | {"rtvi_client_version": "1.0"})
    switch(sandbox, update=mode)
    reply = call(sandbox, "POST", "/id-1", WHOLE)
    assert reply.status_code == 200
    assert reply.json().get("rtvi_client_version") == kept
    assert (reply.json()["id"], reply.json()["max_duration"]) == ("id-1", 300)
    assert "id-1" in reply.json()["twiml"]


def test_an_update_may_answer_nothing(sandbox):
    """
    What an update answers is not documented.
    """
    call(sandbox, "POST", body=BOT)
    switch(sandbox, update_answer="empty")
    assert call(sandbox, "POST", "/id-1", WHOLE).json() == {}
    assert call(sandbox, "GET", "/id-1").json()["max_duration"] == 300


def test_a_null_field_may_count_as_absent(sandbox):
    """
    Then it clears what a merge would keep, but never a computed field.
    """
    call(sandbox, "POST", body=BOT | {"room": "r"})
    switch(sandbox, nulls="absent", update="merge")
    updated = call(sandbox, "POST", "/id-1", WHOLE | {"room": None, "id": None, "twiml": None}).json()
    assert "room" not in updated
    assert updated["id"] == "id-1"
    assert updated["twiml"]
    assert refused(call(sandbox, "POST", "/id-1", WHOLE | {"config": None})) == (400, "invalid-request-error")


@pytest.mark.parametrize(("mode", "shown"), [("omit", None), ("mask", {"openai": "********"}), ("return", {"openai": "sk-1"})])
def test_keys_are_omitted_masked_or_returned(sandbox, mode, shown):
    """
    Every answer that holds the object treats api_keys in the same way, and what is stored stays whole.
    """
    switch(sandbox, keys=mode)
    made = call(sandbox, "POST", body=BOT | {"api_keys": {"openai": "sk-1"}})
    listed = call(sandbox, "GET").json()["data"][0]
    assert [each.get("api_keys") for each in (made.json(), call(sandbox, "GET", "/id-1").json(), listed)] == [shown] * 3
    assert sandbox.vendors["dailybots"].tables["twilio_config"].rows()[0]["api_keys"] == {"openai": "sk-1"}
    assert "sk-1" not in str(sandbox.calls)


def test_defaults_of_webhook_tools_may_be_filled_in(sandbox):
    """
    Their defaults are documented, whether they are read back is not.
    """
    tools = {"f": {"url": "https://example.org", "streaming": True}}
    assert call(sandbox, "POST", body=BOT | {"webhook_tools": tools}).json()["webhook_tools"] == tools
    switch(sandbox, tool_defaults="filled")
    assert call(sandbox, "GET", "/id-1").json()["webhook_tools"]["f"] == tools["f"] | {"method": "POST"}


def test_lists_go_from_the_newest_by_cursor(sandbox):
    """
    A page starts after, or ends before, an object's id; the count is of all objects.
    """
    for _ in range(5):
        call(sandbox, "POST", body=BOT)

    def page(query: str) -> list[str]:
        listed = call(sandbox, "GET", query).json()
        assert listed["total_count"] == 5
        return [row["id"][3:] for row in listed["data"]]

    assert page("") == ["5", "4", "3", "2", "1"]
    assert page("?limit=2") == ["5", "4"]
    assert page("?limit=2&starting_after=id-4") == ["3", "2"]
    assert page("?starting_after=id-1") == []
    assert page("?limit=2&ending_before=id-2") == ["4", "3"]


@pytest.mark.parametrize("query", ["?limit=0", "?limit=101", "?limit=x", "?limit=", "?starting_after=gone", "?ending_before=gone"])
def test_a_wrong_page_is_refused(sandbox, query):
    """
    A limit lies between 1 and 100, and a cursor is the id of an object.
    """
    assert refused(call(sandbox, "GET", query)) == (400, "invalid-request-error")


def test_a_page_holds_100_at_most(sandbox):
    """
    That is the default as well as the maximum.
    """
    for _ in range(101):
        call(sandbox, "POST", body=BOT)
    assert len(call(sandbox, "GET").json()["data"]) == 100


def test_a_deleted_object_is_gone(sandbox):
    """
    Afterwards a read, an update and another delete are 404.
    """
    call(sandbox, "POST", body=BOT)
    assert call(sandbox, "DELETE", "/id-1").json() == {"deleted": True, "id": "id-1"}
    for method, body in (("GET", None), ("POST", WHOLE), ("DELETE", None)):
        assert call(sandbox, method, "/id-1", body).status_code == 404


def test_reads_may_not_exist(sandbox):
    """
    Only create and update are documented: without the others they still work.
    """
    switch(sandbox, reads="false")
    assert call(sandbox, "POST", body=BOT).status_code == 200
    assert [call(sandbox, *how).status_code for how in (("GET",), ("GET", "/id-1"), ("DELETE", "/id-1"))] == [404] * 3
    assert call(sandbox, "POST", "/id-1", WHOLE).status_code == 200
    switch(sandbox, reads="true")
    assert call(sandbox, "GET", "/id-1").status_code == 200


@pytest.mark.parametrize(
    ("fault", "expected"),
    [(Fault("rate_limit", seconds=1), (429, "rate-limit-error")), (Fault("error_before", status=500), (500, "server-error"))],
)
def test_faults_have_the_vendors_form(sandbox, fault, expected):
    """
    Throttling and breakdowns come as the documented error body.
    """
    sandbox.faults.add(fault)
    assert refused(call(sandbox, "POST", body=BOT)) == expected


def test_a_patch_is_not_a_route(sandbox):
    """
    Both create and update are POST; the path tells them apart.
    """
    assert call(sandbox, "PATCH", "/id-1", WHOLE).status_code == 404
