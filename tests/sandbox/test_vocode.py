"""The habits of the simulated vendor family Vocode and Fluents, each switch both ways."""

from __future__ import annotations

import base64
import itertools
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from reconciler.sandbox.vendor import Reply, Request, World
from reconciler.sandbox.vocode import Fluents, Vocode

Body = dict[str, Any]
Call = Callable[..., Reply]

KEY = {"Authorization": "Bearer FAKE"}
NOWHERE = "99999999-0000-4000-8000-000000000000"
AZURE: Body = {"type": "voice_azure", "voice_name": "en-US-AriaNeural"}
EXTERNAL: Body = {
    "name": "book",
    "description": "Books a table",
    "url": "https://example.com/book",
    "input_schema": {"type": "object", "properties": {"api_key": {"type": "string"}}},
    "speak_on_send": True,
    "speak_on_receive": False,
}
TWILIO: Body = {
    "type": "account_connection_twilio",
    "credentials": {"twilio_account_sid": "ACFAKE", "twilio_auth_token": "FAKE"},
}
DIGITS, PLUS = "12025550123", "+12025550123"


def world() -> World:
    ticks: Iterator[int] = itertools.count(1_771_840_800)
    numbers: Iterator[int] = itertools.count(1)
    return World(now=lambda: float(next(ticks)), uuid=lambda: f"00000000-0000-4000-8000-{next(numbers):012d}")


def caller(vendor: Vocode | Fluents) -> Call:
    def send(method: str, path: str, body: Any = None, **query: str) -> Reply:
        return vendor.answer(Request(method, f"/v1{path}", KEY, query, body))

    return send


@pytest.fixture
def vocode() -> Vocode:
    return Vocode(world())


@pytest.fixture
def fluents() -> Fluents:
    return Fluents(world())


@pytest.fixture
def v(vocode: Vocode) -> Call:
    return caller(vocode)


@pytest.fixture
def f(fluents: Fluents) -> Call:
    return caller(fluents)


@pytest.fixture(params=["vocode", "fluents"])
def either(request: pytest.FixtureRequest) -> Vocode | Fluents:
    return Vocode(world()) if request.param == "vocode" else Fluents(world())


def made(call: Call, plural: str, body: Body) -> Body:
    reply = call("POST", f"/{plural}/create", body)
    assert reply.status in {200, 201}, reply.body
    answer: Body = reply.body
    return answer


def agent(call: Call, **more: Any) -> Body:
    return made(call, "agents", {"name": "Desk", "prompt": {"content": "Hi"}, "voice": dict(AZURE), "actions": [], **more})


def read(call: Call, plural: str, row: Body) -> Body:
    reply = call("GET", f"/{plural}", id=row["id"])
    assert reply.status == 200, reply.body
    answer: Body = reply.body
    return answer


# --- Keys, routes and errors ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Basic x"}, {"Authorization": "Bearer "}])
def test_a_request_without_a_bearer_token_is_refused(headers):
    """
    Each dialect says so in its own form.
    """
    request = Request("GET", "/v1/agents/list", headers)
    assert Vocode(world()).answer(request) == Reply(401, {"detail": "Not authenticated"})
    assert Fluents(world()).answer(request) == Reply(401, {"message": "Unauthorized", "statusCode": 401})


def test_the_header_may_be_written_in_any_case(vocode):
    """
    A server passes header names in lower case.
    """
    assert vocode.answer(Request("GET", "/v1/agents/list", {"authorization": "bearer x"})).status == 200


def test_vocode_lists_every_fault_with_its_input(v):
    """
    The validation library echoes what it was given.
    """
    reply = v("POST", "/agents/create", {"prompt": 7, "conversation_speed": ".2", "language": "xx"})
    assert reply.status == 422
    assert [(each["loc"], each["type"], each["input"]) for each in reply.body["detail"]] == [
        (["body", "prompt"], "dict_type", 7),
        (["body", "voice"], "missing", {"prompt": 7, "conversation_speed": ".2", "language": "xx"}),
        (["body", "language"], "literal_error", "xx"),
        (["body", "conversation_speed"], "float_type", ".2"),
    ]


def test_fluents_says_one_fault_in_text_and_several_in_a_list(f):
    """
    The framework puts more than one message into a list.
    """
    one = f("POST", "/webhooks/create", {"url": "https://example.com"})
    assert one.status == 400
    assert one.body == {"message": "subscriptions: Field required", "error": "BadRequest", "statusCode": 400}
    assert len(f("POST", "/webhooks/create").body["message"]) == 2


@pytest.mark.parametrize("body", [None, [], "x"])
def test_a_body_that_is_no_object_is_refused(v, f, body):
    """
    Vocode needs a body; Fluents reads a missing one as empty.
    """
    assert v("POST", "/prompts/create", body).status == 422
    assert f("POST", "/prompts/create", body).status == (201 if body is None else 400)


def test_a_body_that_is_no_json_is_refused(vocode, fluents):
    """
    Each dialect refuses it as it refuses any bad input.
    """
    request = Request("POST", "/v1/prompts/create", KEY)
    assert vocode.malformed(request).body["detail"][0]["type"] == "json_invalid"
    assert fluents.malformed(request).body["statusCode"] == 400


def test_an_unknown_id_is_not_found_and_a_missing_one_is_bad_input(v, f):
    """
    The id travels in the query.
    """
    assert v("GET", "/prompts", id=NOWHERE) == Reply(404, {"detail": "Prompt not found"})
    assert f("GET", "/prompts", id=NOWHERE) == Reply(404, {"message": "Prompt not found", "error": "NotFound", "statusCode": 404})
    assert v("GET", "/prompts").body["detail"][0]["loc"] == ["query", "id"]
    assert v("GET", "/prompts", id="x").status == 422
    assert f("GET", "/prompts").status == 400


def test_vocode_deletes_nothing(v):
    """
    No operation of the published description is a DELETE.
    """
    assert v("DELETE", "/prompts", id=NOWHERE).status == 405
    assert v("DELETE", "/prompts/delete", id=NOWHERE).status == 404
    assert v("PATCH", "/agents/update", id=NOWHERE) == Reply(405, {"detail": "Method Not Allowed"})


def test_fluents_has_no_vector_databases_and_no_usage(f, v):
    """
    Both belong to the older dialect.
    """
    assert f("GET", "/vector_databases/list").status == 404
    assert f("GET", "/usage").status == 404
    assert v("GET", "/usage").body["monthly_usage_minutes"] == 0


# --- Lists ------------------------------------------------------------------------------------------------------------


def test_a_list_has_six_keys_and_ten_items_to_a_page(either):
    """
    Pages count from one, oldest object first.
    """
    call = caller(either)
    for n in range(12):
        made(call, "prompts", {"content": str(n)})
    first = call("GET", "/prompts/list").body
    second = call("GET", "/prompts/list", page="2", sort_column="x").body
    assert {name: value for name, value in first.items() if name != "items"} == {
        "page": 1,
        "size": 10,
        "has_more": True,
        "total": 12,
        "total_is_estimated": False,
    }
    assert [each["content"] for each in second["items"]] == ["10", "11"]
    assert not second["has_more"]


@pytest.mark.parametrize("query", [{"page": "0"}, {"size": "0"}, {"size": "x"}, {"page": "-1"}])
def test_a_page_that_cannot_be_is_refused(either, query):
    """
    Neither page nor size may be less than one.
    """
    assert caller(either)("GET", "/prompts/list", **query).status in {400, 422}


@pytest.mark.parametrize(
    ("habit", "size", "expected"), [("error", "101", None), ("clamp", "101", 100), ("10", "11", None), ("10", "10", 10)]
)
def test_a_page_too_large_is_refused_or_cut(either, habit, size, expected):
    """
    The largest size is not documented at Vocode.
    """
    either.switch({"size_max": habit})
    reply = caller(either)("GET", "/prompts/list", size=size)
    assert (reply.body["size"] if reply.status == 200 else None) == expected


def test_vocode_lists_agents_with_ids_and_fluents_with_objects(v, f):
    """
    A get shows whole objects in both.
    """
    ours, theirs = agent(v), agent(f)
    assert v("GET", "/agents/list").body["items"][0]["prompt"] == ours["prompt"]["id"]
    assert f("GET", "/agents/list").body["items"][0]["prompt"] == theirs["prompt"]
    assert read(v, "agents", ours) == ours
    assert read(f, "agents", theirs) == theirs


# --- Defaults, null and absence ---------------------------------------------------------------------------------------


def test_vocode_fills_in_defaults_and_nulls(v):
    """
    A read shows every field of the schema.
    """
    shown = agent(v)
    assert (shown["language"], shown["conversation_speed"], shown["llm_temperature"]) == ("en", 1.0, 0.0)
    assert shown["webhook"] is None
    assert shown["voice"]["rate"] == 15
    assert shown["prompt"]["collect_fields"] is None


def test_vocode_takes_an_empty_object_for_not_given(v):
    """
    The marker for "not given" leaked into the published schemas.
    """
    before = agent(v, name="Desk")
    after = v("POST", "/agents/update", {"name": {}, "prompt": {}, "voice": {}, "actions": {}}, id=before["id"])
    assert after == Reply(200, before)


@pytest.mark.parametrize(("name", "status"), [("name", 200), ("webhook", 200), ("prompt", 422), ("language", 422), ("actions", 422)])
def test_vocode_clears_some_fields_with_null_and_refuses_the_rest(v, name, status):
    """
    The published schemas say which.
    """
    reply = v("POST", "/agents/update", {name: None}, id=agent(v)["id"])
    assert reply.status == status
    assert status == 422 or reply.body[name] is None


def test_vocode_ignores_a_temperature_in_an_update(v):
    """
    The field belongs to the create only.
    """
    before = agent(v, llm_temperature=0.3)
    assert v("POST", "/agents/update", {"llm_temperature": 0.9}, id=before["id"]).body["llm_temperature"] == 0.3


def test_strings_and_numbers_are_kept_as_sent(either):
    """
    Neither trimmed nor converted.
    """
    call = caller(either)
    assert made(call, "prompts", {"content": " — ${name}\n\n"})["content"] == " — ${name}\n\n"
    assert repr(agent(call, conversation_speed=1)["conversation_speed"]) == "1"


@pytest.mark.parametrize(("habit", "status"), [("ignore", None), ("reject", 1)])
def test_an_unknown_field_is_dropped_or_refused(either, habit, status):
    """
    Neither vendor documents it.
    """
    either.switch({"unknown_fields": habit})
    reply = caller(either)("POST", "/prompts/create", {"content": "x", "contnet": "y"})
    assert (reply.status in {400, 422}) == bool(status)
    assert status or "contnet" not in reply.body


def test_vocode_refuses_unknown_fields_inside_a_config_when_told_to(vocode, v):
    """
    A nested record is as strict as the body.
    """
    body = {"type": "action_transfer_call", "config": {"phone_number": "1", "x": 1}}
    assert made(v, "actions", body)["config"] == {"phone_number": "1"}
    vocode.switch({"unknown_fields": "reject"})
    assert v("POST", "/actions/create", body).body["detail"][0]["type"] == "extra_forbidden"


@pytest.mark.parametrize(("habit", "shown"), [("omit", False), ("null", True)])
def test_fluents_leaves_out_unset_fields_or_shows_null(fluents, f, habit, shown):
    """
    Published field lists differ from answer to answer.
    """
    fluents.switch({"f_missing_nulls": habit})
    assert ("webhook" in agent(f)) == shown
    assert agent(f)["language"] == "en"


@pytest.mark.parametrize(("habit", "left"), [("merge", "Ann"), ("replace", None)])
def test_fluents_merges_an_update_or_replaces(fluents, f, habit, left):
    """
    A replacing update still keeps what a create requires.
    """
    fluents.switch({"f_update": habit})
    before = agent(f, label="Ann", language="de")
    reply = f("POST", "/agents/update", {"name": "New"}, id=before["id"])
    assert reply.status == 201
    assert reply.body.get("label") == left
    assert reply.body["language"] == ("de" if left else "en")
    assert reply.body["prompt"] == before["prompt"]


@pytest.mark.parametrize(("habit", "status", "left"), [("clear", 201, None), ("ignore", 201, "Ann"), ("reject", 400, "Ann")])
def test_fluents_clears_with_null_or_ignores_or_refuses_it(fluents, f, habit, status, left):
    """
    No field is documented as nullable; open fields follow the same habit.
    """
    fluents.switch({"f_null": habit})
    prompt = made(f, "prompts", {"label": "Ann"})
    voice = made(f, "voices", {"speed": "Ann"})
    assert f("POST", "/prompts/update", {"label": None}, id=prompt["id"]).status == status
    assert f("POST", "/voices/update", {"speed": None}, id=voice["id"]).status == status
    assert read(f, "prompts", prompt).get("label") == left
    assert read(f, "voices", voice).get("speed") == left


def test_fluents_never_clears_what_a_create_requires(f):
    """
    An agent without a prompt answers no calls.
    """
    assert f("POST", "/agents/update", {"prompt": None}, id=agent(f)["id"]).status == 400


def test_fluents_requires_actions_of_an_agent(f):
    """
    Vocode takes none for an empty list.
    """
    assert f("POST", "/agents/create", {"prompt": {}, "voice": {}}).body["message"] == "actions: Field required"


# --- Voices, actions, webhooks, connections ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        {"type": "voice_azure", "voice_name": "x", "rate": 10},
        {"type": "voice_rime", "speaker": "x", "model_id": "mist"},
        {"type": "voice_eleven_labs", "voice_id": "x", "stability": 0.2, "optimize_streaming_latency": 4},
        {"type": "voice_play_ht", "voice_id": "x", "version": "2"},
        {"type": "voice_vocode", "voice_id": "joe"},
    ],
)
def test_vocode_takes_five_types_of_voice(v, body):
    """
    What was sent comes back, with defaults around it.
    """
    assert made(v, "voices", body).items() >= body.items()


@pytest.mark.parametrize(
    "body",
    [
        {"voice_name": "x"},
        {"type": "voice_cartesia", "voice_id": "x"},
        {"type": "voice_azure"},
        {"type": "voice_vocode", "voice_id": "jane"},
        {"type": "voice_eleven_labs", "voice_id": "x", "stability": ".2"},
        {"type": "voice_eleven_labs", "voice_id": "x", "optimize_streaming_latency": "4"},
        {"type": "voice_azure", "voice_name": "x", "pitch": True},
        {"type": "voice_azure", "voice_name": "x", "pitch": 1.5},
    ],
)
def test_vocode_refuses_a_voice_that_its_schema_does(v, body):
    """
    Numbers as text appear in the vendor's examples, and its schema forbids them.
    """
    assert v("POST", "/voices/create", body).status == 422


def test_fluents_keeps_any_voice(f):
    """
    The voice is published as a free object.
    """
    body = {"type": "voice_cartesia", "label": "Ann", "stability": ".2", "experimental": {"a": [1]}}
    voice = made(f, "voices", body)
    assert voice.items() >= body.items()
    assert f("POST", "/voices/update", {"stability": 1}, id=voice["id"]).body == {**voice, "stability": 1}


def test_a_replacing_update_of_a_voice_drops_its_free_fields(fluents, f):
    """
    Nothing that went unsaid survives.
    """
    voice = made(f, "voices", {"type": "voice_x", "stability": 1})
    fluents.switch({"f_update": "replace"})
    assert "stability" not in f("POST", "/voices/update", {"label": "Ann"}, id=voice["id"]).body


def test_vocode_wants_the_type_repeated_in_an_update(v, f):
    """
    Fluents marks it optional.
    """
    assert v("POST", "/voices/update", {"rate": 10}, id=made(v, "voices", AZURE)["id"]).status == 422
    assert v("POST", "/voices/update", {"type": "voice_azure", "rate": 10}, id=made(v, "voices", AZURE)["id"]).body["rate"] == 10
    assert f("POST", "/voices/update", {"rate": 10}, id=made(f, "voices", AZURE)["id"]).status == 201


@pytest.mark.parametrize("habit", ["reject", "accept"])
def test_a_change_of_type_is_refused_or_made(either, habit):
    """
    Neither vendor says what it does.
    """
    call = caller(either)
    either.switch({"type_change": habit})
    voice = made(call, "voices", AZURE)
    reply = call("POST", "/voices/update", {"type": "voice_rime", "speaker": "x"}, id=voice["id"])
    assert (reply.status in {200, 201}) == (habit == "accept")
    assert read(call, "voices", voice)["type"] == ("voice_rime" if habit == "accept" else "voice_azure")


@pytest.mark.parametrize(
    "body",
    [
        {"type": "action_transfer_call", "config": {"phone_number": "{transfer_phone_number}"}},
        {"type": "action_end_conversation"},
        {"type": "action_dtmf"},
        {"type": "action_add_to_conference", "config": {"phone_number": "1"}},
        {"type": "action_set_hold", "config": {}},
        {"type": "action_external", "config": EXTERNAL},
    ],
)
def test_vocode_takes_six_types_of_action(v, body):
    """
    Each is triggered by a function call unless told otherwise.
    """
    shown = made(v, "actions", body)
    assert shown["config"].items() >= body.get("config", {}).items()
    assert shown["action_trigger"] == {"type": "action_trigger_function_call", "config": {}}


def test_vocode_triggers_by_phrase_where_the_type_allows(v):
    """
    Key presses are a function call only.
    """
    phrases = [{"phrase": "hold", "conditions": ["phrase_condition_type_contains"]}]
    trigger = {"type": "action_trigger_phrase_based", "config": {"phrase_triggers": phrases}}
    assert made(v, "actions", {"type": "action_set_hold", "action_trigger": trigger})["action_trigger"] == trigger
    assert v("POST", "/actions/create", {"type": "action_dtmf", "action_trigger": trigger}).status == 422


def test_vocode_wants_a_whole_config(v):
    """
    An update with part of one is refused.
    """
    action = made(v, "actions", {"type": "action_external", "config": EXTERNAL})
    reply = v("POST", "/actions/update", {"type": "action_external", "config": {"url": "https://example.com"}}, id=action["id"])
    assert reply.status == 422


@pytest.mark.parametrize(("habit", "same"), [("keep", True), ("rotate", False)])
def test_an_external_action_gets_a_secret_that_a_write_keeps_or_rotates(either, habit, same):
    """
    32 bytes in base64; a secret that is sent is kept.
    """
    call = caller(either)
    either.switch({"signature_secret_on_config_write": habit})
    action = made(call, "actions", {"type": "action_external", "config": EXTERNAL})
    secret = action["config"]["signature_secret"]
    body = {"type": "action_external", "config": EXTERNAL}
    after = call("POST", "/actions/update", body, id=action["id"]).body["config"]["signature_secret"]
    carried = {"type": "action_external", "config": {**EXTERNAL, "signature_secret": "mine"}}
    assert len(base64.b64decode(secret)) == 32
    assert (after == secret) == same
    assert call("POST", "/actions/update", carried, id=action["id"]).body["config"]["signature_secret"] == "mine"


def test_an_update_without_a_config_leaves_the_secret(vocode, v):
    """
    Only a write of the config may rotate it.
    """
    vocode.switch({"signature_secret_on_config_write": "rotate"})
    action = made(v, "actions", {"type": "action_external", "config": EXTERNAL})
    assert v("POST", "/actions/update", {"type": "action_external", "config": {}}, id=action["id"]).body == action


def test_a_webhook_posts_unless_told_otherwise(v, f):
    """
    Vocode knows the events; Fluents takes any.
    """
    body = {"url": "https://example.com", "subscriptions": ["event_error"]}
    assert v("POST", "/webhooks/create", body).status == 422
    assert made(f, "webhooks", body)["method"] == "POST"


@pytest.mark.parametrize(("habit", "token"), [("clear", "FAKE"), ("masked", "********"), ("omitted", None)])
def test_secrets_come_back_in_clear_or_masked_or_not_at_all(either, habit, token):
    """
    A schema may name its properties as it likes.
    """
    call = caller(either)
    either.switch({"secret_echo": habit})
    shown = read(call, "account_connections", made(call, "account_connections", TWILIO))
    action = made(call, "actions", {"type": "action_external", "config": EXTERNAL})
    assert shown.get("credentials", {}).get("twilio_auth_token") == token
    assert action["config"]["input_schema"] == EXTERNAL["input_schema"]
    assert ("signature_secret" in action["config"]) == (habit != "omitted")


def test_credentials_are_checked_at_vocode_and_free_at_fluents(v, f):
    """
    Fluents documents the keys of two types out of seventeen.
    """
    body = {"type": "account_connection_openai", "credentials": {"key": "FAKE"}}
    assert v("POST", "/account_connections/create", body).status == 422
    assert made(f, "account_connections", body)["credentials"] == {"key": "FAKE"}


def test_fluents_takes_a_whole_connection_in_an_update(fluents, f):
    """
    The published body carries ids, which change nothing.
    """
    fluents.switch({"unknown_fields": "reject"})
    before = made(f, "account_connections", TWILIO)
    assert f("POST", "/account_connections/update", {**before, "label": "Ann"}, id=before["id"]).body == {**before, "label": "Ann"}


def test_vocode_keeps_a_vector_database(v):
    """
    Its key comes back in clear.
    """
    body = {"type": "vector_database_pinecone", "index": "i", "api_key": "FAKE", "api_environment": "e"}
    shown = made(v, "vector_databases", body)
    assert shown.items() >= body.items()
    assert agent(v, vector_database=shown["id"])["vector_database"] == shown


def test_the_steering_pool_takes_a_number_or_buys_one(vocode, v):
    """
    A call without a number is a purchase.
    """
    connection = made(v, "account_connections", TWILIO)
    pool = "/account_connections/{}_steering_pool"
    assert v("POST", pool.format("add_to"), {"phone_number": "1"}, id=connection["id"]).body["steering_pool"] == ["1"]
    assert vocode.purchases == []
    assert len(v("POST", pool.format("add_to"), id=connection["id"]).body["steering_pool"]) == 2
    assert [each["operation"] for each in vocode.purchases] == ["add_to_steering_pool"]
    assert v("POST", pool.format("remove_from"), {"phone_number": "1"}, id=connection["id"]).status == 200
    assert v("POST", pool.format("remove_from"), {"phone_number": "1"}, id=connection["id"]).status == 404
    assert v("POST", pool.format("remove_from"), id=connection["id"]).status == 422


@pytest.mark.parametrize("written", ["+12025550180", "12025550180", "2025550180"])
def test_the_steering_pool_knows_a_number_however_it_is_written(v, written):
    """
    The vendor's normaliser makes digits of it, as everywhere else.
    """
    connection = made(v, "account_connections", {**TWILIO, "steering_pool": ["12025550180"]})
    added = v("POST", "/account_connections/add_to_steering_pool", {"phone_number": written}, id=connection["id"])
    assert added.body["steering_pool"] == ["12025550180"]
    removed = v("POST", "/account_connections/remove_from_steering_pool", {"phone_number": written}, id=connection["id"])
    assert removed.body["steering_pool"] == []


# --- References -------------------------------------------------------------------------------------------------------


def test_a_reference_is_an_id_or_a_nested_object(either):
    """
    A nested object of a create becomes an object of its own.
    """
    call = caller(either)
    prompt = made(call, "prompts", {"content": "Hi"})
    action = made(call, "actions", {"type": "action_end_conversation", "config": {}})
    shown = agent(call, prompt=prompt["id"], actions=[action["id"], {"type": "action_dtmf", "config": {}}])
    assert shown["prompt"] == prompt
    assert shown["actions"][0] == action
    assert len(either.tables["action"]) == 2
    assert len(either.tables["voice"]) == 1


@pytest.mark.parametrize("wrong", [NOWHERE, "", 7])
def test_a_reference_to_nothing_is_refused_and_nothing_is_stored(either, wrong):
    """
    A request is stored whole or not at all.
    """
    reply = caller(either)("POST", "/agents/create", {"prompt": {"content": "x"}, "voice": AZURE, "actions": [wrong]})
    assert reply.status in {400, 422}
    assert [len(either.tables[kind]) for kind in ("agent", "prompt", "voice")] == [0, 0, 0]


def test_vocode_refuses_a_connection_of_the_wrong_type(v):
    """
    An agent's own model account is one of OpenAI.
    """
    twilio = made(v, "account_connections", TWILIO)
    openai = made(v, "account_connections", {"type": "account_connection_openai", "credentials": {"openai_api_key": "FAKE"}})
    before = agent(v)
    assert v("POST", "/agents/update", {"openai_account_connection": twilio["id"]}, id=before["id"]).status == 422
    assert v("POST", "/agents/update", {"openai_account_connection": openai}, id=before["id"]).body["openai_account_connection"] == openai


def test_a_nested_object_of_an_update_patches_the_linked_one(either):
    """
    It edits what others may share; actions have nothing to match on and are made anew.
    """
    call = caller(either)
    before = agent(call, actions=[{"type": "action_dtmf", "config": {}}])
    body = {"prompt": {"content": "New"}, "actions": [{"type": "action_dtmf", "config": {}}]}
    after = call("POST", "/agents/update", body, id=before["id"]).body
    assert after["prompt"] == {**before["prompt"], "content": "New"}
    assert after["actions"][0]["id"] != before["actions"][0]["id"]
    assert len(either.tables["action"]) == 2


def test_vocode_ignores_an_id_inside_a_nested_object(v):
    """
    Its nested schemas have no id, so the linked object is patched all the same.
    """
    before = agent(v)
    after = v("POST", "/agents/update", {"prompt": {"id": NOWHERE, "content": "New"}}, id=before["id"]).body
    assert after["prompt"] == {**before["prompt"], "content": "New"}


def test_fluents_links_the_object_that_carries_its_id(f):
    """
    Documents show an object where a reference stands.
    """
    before, other = agent(f), made(f, "prompts", {"content": "Other"})
    assert f("POST", "/agents/update", {"prompt": {"id": other["id"]}}, id=before["id"]).body["prompt"] == other
    assert f("POST", "/agents/update", {"prompt": {"id": NOWHERE}}, id=before["id"]).status == 400


@pytest.mark.parametrize(("habit", "status"), [("id_and_object", 201), ("object_only", 400)])
def test_fluents_takes_a_bare_id_or_insists_on_an_object(fluents, f, habit, status):
    """
    A bare id is observed in one field and inferred in the others.
    """
    before, other = agent(f), made(f, "prompts", {})
    fluents.switch({"f_reference": habit})
    assert f("POST", "/agents/update", {"prompt": other["id"]}, id=before["id"]).status == status
    assert f("POST", "/agents/update", {"prompt": {"id": other["id"]}}, id=before["id"]).status == 201


def test_a_prompt_template_is_shown_whole_in_a_get_and_by_id_in_a_list(v):
    """
    Templates have no operations, so any uuid passes for one.
    """
    prompt = made(v, "prompts", {"prompt_template": NOWHERE})
    assert prompt["prompt_template"]["id"] == NOWHERE
    assert v("GET", "/prompts/list").body["items"][0]["prompt_template"] == NOWHERE
    assert v("POST", "/prompts/create", {"prompt_template": "x"}).status == 422


# --- Numbers ----------------------------------------------------------------------------------------------------------


def test_a_fresh_account_has_two_numbers_without_an_agent(v, f):
    """
    Vocode keeps digits, Fluents E.164.
    """
    ours, theirs = v("GET", "/numbers/list").body["items"], f("GET", "/numbers/list").body["items"]
    assert [each["number"] for each in ours] == [DIGITS, "12025550124"]
    assert [each["number"] for each in theirs] == [PLUS, "+12025550124"]
    assert ours[0].items() >= {"label": "", "inbound_agent": None, "telephony_provider": "vonage"}.items()
    assert theirs[0].items() >= {"label": "", "telephony_provider": "twilio", "example_context": {}}.items()
    assert "inbound_agent" not in theirs[0]


@pytest.mark.parametrize("asked", [DIGITS, PLUS, " 12025550123"])
def test_a_number_is_found_by_its_digits(either, asked):
    """
    A plus that was not encoded arrives as a space.
    """
    assert caller(either)("GET", "/numbers", phone_number=asked).status == 200


def test_vocode_takes_ten_digits_for_an_american_number(v, f):
    """
    As the vendor's open-source normaliser does.
    """
    assert v("GET", "/numbers", phone_number="2025550123").body["number"] == DIGITS
    assert f("GET", "/numbers", phone_number="2025550123").status == 404
    assert f("GET", "/numbers").status == 400


@pytest.mark.parametrize(("habit", "shown"), [("digits", DIGITS), ("e164", PLUS)])
def test_numbers_are_shown_as_digits_or_with_a_plus(either, habit, shown):
    """
    The format is documented by examples only.
    """
    either.switch({"number_format": habit})
    assert caller(either)("GET", "/numbers", phone_number=PLUS).body["number"] == shown


def test_a_number_update_answers_objects_at_vocode_and_ids_at_fluents(v, f):
    """
    Fluents adds the agent's name, and shows the object in a get.
    """
    ours, theirs = agent(v), agent(f)
    said = v("POST", "/numbers/update", {"inbound_agent": ours["id"], "label": "Front"}, phone_number=DIGITS)
    assert (said.status, said.body["inbound_agent"], said.body["label"]) == (200, ours, "Front")
    said = f("POST", "/numbers/update", {"inbound_agent": theirs["id"], "description": "x"}, phone_number=PLUS)
    assert (said.status, said.body["inbound_agent"], said.body["inbound_agent_name"]) == (201, theirs["id"], "Desk")
    assert "tags" not in said.body
    got = f("GET", "/numbers", phone_number=PLUS).body
    assert (got["inbound_agent"], got["tags"], got["description"]) == (theirs, [], "x")


def test_a_number_update_may_patch_its_agent_s_prompt(either):
    """
    Public clients write prompts this way.
    """
    call = caller(either)
    before = agent(call)
    call("POST", "/numbers/update", {"inbound_agent": before["id"]}, phone_number=DIGITS)
    reply = call("POST", "/numbers/update", {"inbound_agent": {"prompt": {"content": "Yoda"}}}, phone_number=DIGITS)
    assert reply.status in {200, 201}
    assert read(call, "agents", before) == {**before, "prompt": {**before["prompt"], "content": "Yoda"}}


@pytest.mark.parametrize("body", [{"label": None}, {"outbound_only": None}, {"inbound_agent": "default"}, {"example_context": {"a": 1}}])
def test_vocode_refuses_what_its_schema_of_a_number_does(v, body):
    """
    The word "default" is for purchases only.
    """
    assert v("POST", "/numbers/update", body, phone_number=DIGITS).status == 422


def test_vocode_takes_an_agent_off_a_number_with_null(v):
    """
    The field is nullable.
    """
    v("POST", "/numbers/update", {"inbound_agent": agent(v)["id"]}, phone_number=DIGITS)
    assert v("POST", "/numbers/update", {"inbound_agent": None}, phone_number=DIGITS).body["inbound_agent"] is None


def test_buying_is_remembered_and_vocode_makes_a_default_agent(vocode, fluents, v, f):
    """
    At Vocode a request without a body is a purchase.
    """
    assert v("POST", "/numbers/buy").body["inbound_agent"]["name"] == "Default agent"
    assert v("POST", "/numbers/buy", {"inbound_agent": None, "area_code": "415"}).body["number"].startswith("1415")
    assert f("POST", "/numbers/buy", {"phone_number": "+4930123456"}).body["number"] == "+4930123456"
    assert [each["operation"] for each in vocode.purchases] == ["buy", "buy"]
    assert fluents.purchases == [{"operation": "buy", "number": "+4930123456", "body": {"phone_number": "+4930123456"}}]
    assert len(fluents.tables["agent"]) == 0


def test_a_refused_purchase_buys_nothing(either):
    """
    Nothing was bought, so nothing is remembered.
    """
    call = caller(either)
    assert call("POST", "/numbers/buy", {"telephony_account_connection": NOWHERE}).status in {400, 422}
    assert call("POST", "/numbers/buy", []).status in {400, 422}
    assert either.purchases == []
    assert len(either.tables["number"]) == 2


def test_fluents_buys_for_an_agent_by_name(f):
    """
    The published example holds a name.
    """
    assert f("POST", "/numbers/buy", {"inbound_agent": agent(f)["name"]}).body["inbound_agent_name"] == "Desk"


def test_linking_adds_an_owned_number(either):
    """
    Its provider is that of the connection, and it is no purchase.
    """
    call = caller(either)
    connection = made(call, "account_connections", TWILIO)
    body = {"phone_number": "+14155550100", "telephony_account_connection": connection["id"], "inbound_agent": agent(call)["id"]}
    reply = call("POST", "/numbers/link", body)
    assert reply.status in {200, 201}
    assert reply.body["telephony_provider"] == "twilio"
    assert call("GET", "/numbers", phone_number="14155550100").body["telephony_account_connection"] == connection
    assert call("POST", "/numbers/link", body).status in {400, 422}
    assert either.purchases == []


@pytest.mark.parametrize(("habit", "status"), [("removed", 404), ("inactive", 200)])
def test_a_cancelled_number_is_gone_or_inactive(either, habit, status):
    """
    Neither vendor says which.
    """
    call = caller(either)
    either.switch({"cancel_effect": habit})
    assert call("POST", "/numbers/cancel", phone_number=PLUS).body["active"] is False
    assert call("GET", "/numbers", phone_number=PLUS).status == status


@pytest.mark.parametrize(("habit", "status"), [("agent_cleared", 200), ("number_removed", 404)])
def test_a_detached_number_loses_its_agent_or_goes(fluents, f, habit, status):
    """
    The effect is not documented.
    """
    fluents.switch({"detach_effect": habit})
    f("POST", "/numbers/update", {"inbound_agent": agent(f)["id"]}, phone_number=PLUS)
    assert "inbound_agent" not in f("POST", "/numbers/detach", phone_number=PLUS).body
    assert f("GET", "/numbers", phone_number=PLUS).status == status


def test_fluents_may_call_the_parameter_of_a_write_id(fluents, f):
    """
    One public client says so; a get keeps its name.
    """
    key = f("GET", "/numbers", phone_number=PLUS).body["id"]
    assert f("POST", "/numbers/update", {"label": "a"}, id=PLUS).status == 400
    fluents.switch({"number_parameter": "id"})
    assert f("POST", "/numbers/update", {"label": "a"}, id=PLUS).status == 201
    assert f("POST", "/numbers/update", {"label": "b"}, id=key).body["label"] == "b"
    assert f("POST", "/numbers/update", {"label": "c"}, phone_number=PLUS).status == 400
    assert f("GET", "/numbers", phone_number=PLUS).body["label"] == "b"


def test_fluents_offers_numbers_for_sale(f):
    """
    All four parameters are required, and looking buys nothing.
    """
    connection = made(f, "account_connections", TWILIO)
    query = {"limit": "2", "telephony_provider": "twilio", "telephony_account_connection": connection["id"], "filters": "{}"}
    page = f("GET", "/numbers/available", **query).body
    assert [each["number"] for each in page["items"]] == ["+12025550180", "+12025550181"]
    assert f("GET", "/numbers/available", **{**query, "filters": "{"}).status == 400
    assert f("GET", "/numbers/available", limit="2").status == 400


# --- Deleting ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("plural", ["agents", "prompts", "voices", "actions", "webhooks"])
def test_fluents_deletes_five_kinds(f, plural):
    """
    Public clients do; connections have no such operation.
    """
    body: Body = {"type": "action_dtmf", "config": {}} if plural == "actions" else {"url": "x", "subscriptions": []}
    row = agent(f) if plural == "agents" else made(f, plural, body if plural in {"actions", "webhooks"} else {})
    assert f("DELETE", f"/{plural}/delete", id=row["id"]) == Reply(200, {})
    assert f("GET", f"/{plural}", id=row["id"]).status == 404
    assert f("DELETE", f"/{plural}/delete", id=row["id"]).status == 404
    assert f("DELETE", "/account_connections/delete", id=NOWHERE).status == 404


@pytest.mark.parametrize(("habit", "body", "after"), [("200", {}, 404), ("204", None, 404), ("404", ..., 200)])
def test_fluents_answers_a_delete_in_one_of_three_ways(fluents, f, habit, body, after):
    """
    Its code and body are not documented, nor that it exists.
    """
    fluents.switch({"delete_status": habit})
    row = made(f, "prompts", {})
    reply = f("DELETE", "/prompts/delete", id=row["id"])
    assert reply.status == int(habit)
    assert body is ... or reply.body == body
    assert f("GET", "/prompts", id=row["id"]).status == after


@pytest.mark.parametrize(("habit", "status"), [("allow", 200), ("400", 400), ("409", 409)])
def test_fluents_deletes_what_is_in_use_or_refuses(fluents, f, habit, status):
    """
    A link to something deleted is shown as the id it was.
    """
    fluents.switch({"delete_in_use": habit})
    before = agent(f, actions=[{"type": "action_dtmf", "config": {}}])
    assert f("DELETE", "/actions/delete", id=before["actions"][0]["id"]).status == status
    assert f("DELETE", "/prompts/delete", id=before["prompt"]["id"]).status == status
    assert read(f, "agents", before)["prompt"] == (before["prompt"]["id"] if habit == "allow" else before["prompt"])


# --- Behind the API's back --------------------------------------------------------------------------------------------


def test_a_dashboard_edit_shows_in_the_next_read(either):
    """
    A number may be named with or without its plus.
    """
    call = caller(either)
    prompt = made(call, "prompts", {"content": "a"})
    assert either.edited("prompt", prompt["id"], {"content": "b"})
    assert either.edited("number", PLUS, {"label": "Desk"})
    assert read(call, "prompts", prompt)["content"] == "b"
    assert call("GET", "/numbers", phone_number=PLUS).body["label"] == "Desk"


def test_a_reset_brings_back_the_fresh_account(either):
    """
    Objects, purchases and switches are gone; the numbers are back.
    """
    call = caller(either)
    agent(call)
    call("POST", "/numbers/buy")
    either.switch({"secret_echo": "masked"})
    either.reset()
    assert {kind: len(table) for kind, table in either.tables.items() if len(table)} == {"number": 2}
    assert either.purchases == []
    assert either.setting["secret_echo"] == "clear"


@pytest.mark.parametrize("simulated", [Vocode, Fluents])
def test_names_of_secrets_never_enter_a_log(simulated):
    """
    Every key that holds one is masked.
    """
    assert {"credentials", "api_key", "api_user_id", "signature_secret"} <= simulated.masked
