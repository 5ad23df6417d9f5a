"""The habits of the simulated vendor Telnyx, each switch both ways."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from reconciler.sandbox.telnyx import Telnyx
from reconciler.sandbox.vendor import Reply, Request
from tests.sandbox.telnyx_words import KEY, Body, Call, a_vendor, caller, code

AGENT: Body = {"name": "Acme – Support 🤖", "instructions": "Be brief.\r\nBe kind."}
WEBHOOK: Body = {"name": "lookup", "description": "Finds an order", "url": "https://example.com/orders/{id}"}
TRANSFER: Body = {"from": "+15550100", "targets": [{"name": "Sales", "to": "+15550101"}]}
FLOW: Body = {
    "start_node_id": "hello",
    "nodes": [{"id": "hello", "instructions": "Greet."}, {"type": "speak", "id": "bye", "message": "Bye."}],
    "edges": [
        {
            "id": "e1",
            "start_node_id": "hello",
            "condition": {"type": "llm", "prompt": "when done"},
            "target": {"type": "node", "node_id": "bye"},
        }
    ],
}


@pytest.fixture
def vendor() -> Telnyx:
    return a_vendor()


@pytest.fixture
def call(vendor: Telnyx) -> Call:
    return caller(vendor)


@pytest.fixture
def make(call: Call) -> Callable[..., Body]:
    def create(**fields: Any) -> Body:
        reply = call("POST", "/ai/assistants", {**AGENT, **fields})
        assert reply.status == 200, reply.body
        answer: Body = reply.body
        return answer

    return create


@pytest.fixture
def share(call: Call) -> Callable[..., Body]:
    def create(type: str = "webhook", **fields: Any) -> Body:
        settings = {"webhook": WEBHOOK} if type == "webhook" else {}
        reply = call("POST", "/ai/tools", {"type": type, "display_name": "Lookup", **settings, **fields})
        assert reply.status == 200, reply.body
        answer: Body = reply.body
        return answer

    return create


def read(call: Call, assistant: Body) -> Body:
    answer: Body = call("GET", f"/ai/assistants/{assistant['id']}").body
    return answer


def update(call: Call, assistant: Body, body: Body, status: int = 200) -> Body:
    reply = call("POST", f"/ai/assistants/{assistant['id']}", body)
    assert reply.status == status, reply.body
    answer: Body = reply.body
    return answer


def problem(reply: Reply) -> tuple[str, str]:
    """Where and what the first entry of a 422 complains of."""
    assert reply.status == 422, reply.body
    first = reply.body["detail"][0]
    return ".".join(map(str, first["loc"])), first["type"]


# --- Keys, paths, the three shapes of an error ------------------------------------------------------------------------


@pytest.mark.parametrize("headers", [{}, {"Authorization": "KEY"}, {"Authorization": "Bearer "}])
def test_without_a_bearer_token_nothing_is_told(vendor, headers):
    """
    Every path answers 401 with code 10009.
    """
    assert code(vendor.answer(Request("GET", "/ai/assistants", headers))) == (401, "10009")


def test_a_path_that_is_not_there_answers_404(call):
    """
    A secret has no item to read or update.
    """
    assert code(call("GET", "/integration_secrets/x")) == (404, "10005")
    assert code(call("PATCH", "/integration_secrets/x")) == (404, "10005")


def test_not_found_has_two_shapes(vendor, call):
    """
    Under /ai the 404 is told in `errors` or in `detail`; secrets always use `errors`.
    """
    assert code(call("GET", "/ai/assistants/assistant-x")) == (404, "10005")
    vendor.switch({"not_found": "detail"})
    assert call("GET", "/ai/assistants/assistant-x").body["detail"][0]["code"] == "10005"
    assert code(call("DELETE", "/integration_secrets/x")) == (404, "10005")


def test_a_body_that_is_not_json_is_refused(vendor):
    """
    The shape of the refusal follows the path.
    """
    assert problem(vendor.malformed(Request("POST", "/ai/assistants", KEY)))[1] == "json_invalid"
    assert code(vendor.malformed(Request("POST", "/integration_secrets", KEY)))[0] == 400


def test_every_problem_is_reported_at_once(call):
    """
    A 422 names each field, and may not echo what was sent.
    """
    reply = call("POST", "/ai/assistants", {"name": 7, "voice_settings": {}})
    assert [one["type"] for one in reply.body["detail"]] == ["string_type", "missing", "missing"]
    assert set(reply.body["detail"][0]) == {"loc", "msg", "type"}


def test_a_refusal_may_echo_what_was_sent(vendor, call):
    """
    Live answers were seen with `input`, which may hold a secret.
    """
    vendor.switch({"error_input": "echo"})
    assert call("POST", "/ai/assistants", {**AGENT, "name": 7}).body["detail"][0]["input"] == 7


# --- Validation -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "where", "what"),
    [
        ({"name": None}, "body.name", "string_type"),
        ({"description": None}, "body.description", "string_type"),
        ({"enabled_features": ["fax"]}, "body.enabled_features.0", "enum"),
        ({"enabled_features": ["telephony", "telephony"]}, "body.enabled_features", "unique_items"),
        ({"dynamic_variables": []}, "body.dynamic_variables", "map_type"),
        ({"dynamic_variables_webhook_timeout_ms": 10001}, "body.dynamic_variables_webhook_timeout_ms", "less_than_equal"),
        ({"dynamic_variables_webhook_timeout_ms": 1.5}, "body.dynamic_variables_webhook_timeout_ms", "integer_type"),
        ({"dynamic_variables_webhook_timeout_ms": True}, "body.dynamic_variables_webhook_timeout_ms", "integer_type"),
        ({"telephony_settings": {"noise_suppression": "loud"}}, "body.telephony_settings.noise_suppression", "enum"),
        ({"telephony_settings": {"time_limit_secs": 29}}, "body.telephony_settings.time_limit_secs", "greater_than_equal"),
        ({"widget_settings": {"theme": "pink"}}, "body.widget_settings.theme", "enum"),
        ({"insight_settings": {"model": "other"}}, "body.insight_settings.model", "enum"),
        ({"external_llm": {"model": "m"}}, "body.external_llm.base_url", "missing"),
        ({"delegation_settings": {"external_llm": {"base_url": "u", "model": "m", "api_key": "k"}}}, None, "forbidden_type"),
        ({"tools": [{"type": "webhook", "webhook": {**WEBHOOK, "method": "HEAD"}}]}, "body.tools.0.webhook.method", "enum"),
        ({"tools": [{"type": "webhook", "webhook": {**WEBHOOK, "timeout_ms": 499}}]}, None, "greater_than_equal"),
        ({"tools": [{"type": "webhook"}]}, "body.tools.0.webhook", "missing"),
        ({"tools": [{"webhook": WEBHOOK}]}, "body.tools.0.type", "missing"),
        ({"tools": [{"type": "transfer", "transfer": {"from": "1", "targets": 7}}]}, None, "list_or_string_type"),
        (
            {
                "tools": [
                    {"type": "webhook", "webhook": {**WEBHOOK, "store_fields_as_variables": [{"name": "a", "value_path": "b", "c": 1}]}}
                ]
            },
            "body.tools.0.webhook.store_fields_as_variables.0.c",
            "extra_forbidden",
        ),
        ({"voice_settings": {"voice": "Telnyx.a.b", "background_audio": {"type": "radio", "value": "x"}}}, None, "union_tag_invalid"),
        ({"transcription": {"settings": {"keyterm": "x" * 1001}}}, "body.transcription.settings.keyterm", "string_too_long"),
        ({"transcription": {"fallback_models": [{"model": "xai/grok-stt"}] * 4}}, "body.transcription.fallback_models", "too_long"),
        ({"websocket_settings": {"url": "https://x"}}, "body.websocket_settings.url", "string_pattern_mismatch"),
        ({"tool_ids": ["tool-x"]}, "body.tool_ids.0", "value_error"),
    ],
)
def test_wrong_types_enums_and_limits_are_refused(call, fields, where, what):
    """
    The refusal is a 422 that names the field.
    """
    found = problem(call("POST", "/ai/assistants", {**AGENT, **fields}))
    assert found[1] == what
    assert where in (None, found[0])


def test_a_body_must_be_an_object(call):
    """
    A list, or no body at all, is a 422.
    """
    assert problem(call("POST", "/ai/assistants", [])) == ("body", "dict_type")


def test_models_are_not_a_closed_set(make):
    """
    Live objects hold models that no published list has.
    """
    made = make(model="acme/new", transcription={"model": "deepgram/nova-3-medical"})
    assert (made["model"], made["transcription"]["model"]) == ("acme/new", "deepgram/nova-3-medical")


def test_null_is_refused_or_ignored_where_the_schema_has_none(vendor, call, make):
    """
    A switch, since nobody documented which.
    """
    made = make(description="first")
    assert problem(call("POST", f"/ai/assistants/{made['id']}", {"description": None})) == ("body.description", "string_type")
    vendor.switch({"null": "ignore"})
    assert update(call, made, {"description": None})["description"] == "first"


def test_null_is_kept_where_it_means_something(call, make):
    """
    As for the insight model, where it stands for the platform's own.
    """
    made = make(insight_settings={"model": None}, avatar_settings=None)
    assert (made["insight_settings"]["model"], made["avatar_settings"]) == (None, None)


def test_unknown_fields_are_dropped_with_a_200(make):
    """
    At the top, in typed objects and in the settings of known tools: a 200 proves nothing.
    """
    tool = {"type": "webhook", "webhook": {**WEBHOOK, "colour": 1}, "mood": 2}
    made = make(hold_music_url="x", tools=[tool], voice_settings={"voice": "Telnyx.a.b", "provider": "z"}, promote_to_main=False)
    assert not re.search("hold_music_url|colour|mood|provider|promote_to_main", json.dumps(made))


def test_maps_of_the_caller_are_kept_whole(make):
    """
    JSON Schemas, dynamic variables and presets belong to the caller, nulls included.
    """
    schema = {"type": "object", "properties": {"x": {"type": "string", "x-mine": None}}, "headers": [{"value": 1}]}
    settings = {**WEBHOOK, "body_parameters": schema, "preset_body_fields": {"any": [1, None]}}
    made = make(dynamic_variables={"a": None, "b": {"c": 1}}, tools=[{"type": "webhook", "webhook": settings}])
    assert made["dynamic_variables"] == {"a": None, "b": {"c": 1}}
    assert made["tools"][0]["webhook"]["body_parameters"] == schema
    assert made["tools"][0]["webhook"]["preset_body_fields"] == {"any": [1, None]}


def test_texts_and_numbers_come_back_as_sent(call, make):
    """
    Carriage returns, emoji, long digit strings, and 1.0 apart from 1.
    """
    telephony = {"default_texml_app_id": "1293384261075731499"}
    made = read(call, make(telephony_settings=telephony, voice_settings={"voice": "Telnyx.a.b", "voice_speed": 1}))
    assert (made["name"], made["instructions"]) == (AGENT["name"], AGENT["instructions"])
    assert made["telephony_settings"]["default_texml_app_id"] == "1293384261075731499"
    assert isinstance(made["voice_settings"]["voice_speed"], int)
    other = read(call, make(voice_settings={"voice": "Telnyx.a.b", "voice_speed": 1.0}))
    assert isinstance(other["voice_settings"]["voice_speed"], float)


# --- Server defaults --------------------------------------------------------------------------------------------------


def test_a_minimal_assistant_comes_back_full_of_defaults(make):
    """
    Only a name and instructions were sent.
    """
    made = make()
    assert made["transcription"] == {
        "language": "en",
        "model": "deepgram/flux",
        "settings": {"eot_threshold": 0.8, "eot_timeout_ms": 5000, "eager_eot_threshold": 0.8},
    }
    assert made["voice_settings"]["api_key_ref"] is None
    assert made["voice_settings"]["background_audio"] == {"type": "predefined_media", "value": "silence", "volume": 1.0}
    assert made["interruption_settings"]["start_speaking_plan"]["wait_seconds"] == 0.4
    assert made["llm_api_key_ref"] == ""
    assert (made["tags"], made["tools"], made["mcp_servers"], made["integrations"]) == ([], [], [], [])
    assert made["dynamic_variables_webhook_timeout_ms"] == 1500
    assert made["insight_settings"] == {"model": "zai-org/GLM-5.3-Flash"}
    assert made["version_name"] == "New assistant"
    assert made["id"].startswith("assistant-")
    assert "tool_ids" not in made


def test_a_texml_app_and_a_messaging_profile_come_with_an_assistant(make):
    """
    Their ids are found in its settings, beside the defaults.
    """
    made = make()
    telephony = dict(made["telephony_settings"])
    assert re.fullmatch(r"\d{19}", telephony.pop("default_texml_app_id"))
    assert telephony == {"noise_suppression": "disabled", "time_limit_secs": 1800, "user_idle_reply_secs": 10}
    assert made["messaging_settings"]["default_messaging_profile_id"]


def test_what_comes_with_an_assistant_can_be_read_and_goes_with_it_for_good(call, make):
    """
    A soft delete keeps the application, a hard one takes it along unless a number is connected to it.
    """
    made, other, third = make(), make(), make()
    app, kept = (one["telephony_settings"]["default_texml_app_id"] for one in (made, other))
    shown = call("GET", f"/texml_applications/{app}").body["data"]
    assert shown["voice_url"] == f"https://api.telnyx.com/v2/ai/assistants/{made['id']}/texml"
    assert (shown["voice_method"], shown["friendly_name"][:13]) == ("get", "ai-assistant-")
    profile = made["messaging_settings"]["default_messaging_profile_id"]
    assert call("GET", f"/messaging_profiles/{profile}").body["data"]["ai_assistant_id"] == made["id"]
    number = call("GET", "/phone_numbers").body["data"][0]
    call("PATCH", f"/phone_numbers/{number['id']}", {"connection_id": kept})
    for assistant in (made, other):
        call("DELETE", f"/ai/assistants/{assistant['id']}", hard_delete="true")
    call("DELETE", f"/ai/assistants/{third['id']}")
    left = [row["id"] for row in call("GET", "/texml_applications").body["data"]]
    assert left == [kept, third["telephony_settings"]["default_texml_app_id"]]


def test_an_application_that_is_named_is_used(call, make):
    """
    Then none is made beside it.
    """
    make(telephony_settings={"default_texml_app_id": "1"}, messaging_settings={"default_messaging_profile_id": "p"})
    assert call("GET", "/texml_applications").body["data"] == call("GET", "/messaging_profiles").body["data"] == []


def test_the_app_may_be_null_on_the_first_read(vendor, call, make):
    """
    Users saw it appear a moment after the assistant.
    """
    vendor.switch({"null_app_first": "yes"})
    made = make()
    assert made["telephony_settings"]["default_texml_app_id"] is None
    assert read(call, made)["telephony_settings"]["default_texml_app_id"] is None
    assert read(call, made)["telephony_settings"]["default_texml_app_id"]


@pytest.mark.parametrize(
    ("tool", "expected"),
    [
        ({"type": "hangup", "hangup": {}}, {"description": "This tool is used to hang up the call."}),
        ({"type": "webhook", "webhook": WEBHOOK}, {**WEBHOOK, "async": False, "method": "POST"}),
        ({"type": "transfer", "transfer": TRANSFER}, {**TRANSFER, "description": "Transfer the call to one of: Sales"}),
        ({"type": "send_dtmf", "send_dtmf": {}}, {}),
        ({"type": "vision"}, {}),
    ],
)
def test_tools_get_their_defaults(make, tool, expected):
    """
    Each entry also carries an id, a time-out and whether it is shared.
    """
    entry = make(tools=[tool])["tools"][0]
    assert entry[tool["type"]] == expected
    assert (entry["timeout_ms"], entry["shared"]) == (5000, False)
    assert entry["tool_id"].startswith("tool-")


def test_a_tool_keeps_the_timeout_it_was_sent(make):
    """
    The default stands only where nothing was sent.
    """
    assert make(tools=[{"type": "hangup", "hangup": {}, "timeout_ms": 700}])["tools"][0]["timeout_ms"] == 700


def test_tool_ids_may_be_absent_from_entries(vendor, make):
    """
    A switch, since only users have seen them.
    """
    vendor.switch({"tool_id": "absent"})
    assert "tool_id" not in make(tools=[{"type": "hangup", "hangup": {}}])["tools"][0]


@pytest.mark.parametrize(
    ("model", "expected"),
    [
        ("deepgram/nova-3", {"keyterm": "a"}),
        ("soniox/stt-rt-v4", {"enable_endpoint_detection": False, "interim_results": False, "max_endpoint_delay_ms": 600}),
        ("assemblyai/universal-3-5-pro", {"keyterm": "a", "max_turn_silence": 1280, "min_turn_silence": 400}),
        ("azure/fast", {}),
    ],
)
def test_only_the_chosen_models_settings_are_kept(make, model, expected):
    """
    The settings of other providers are dropped in silence.
    """
    made = make(transcription={"model": model, "settings": {"keyterm": "a", "max_endpoint_delay_ms": 600}})
    assert made["transcription"]["settings"] == expected


def test_foreign_transcription_settings_may_be_refused(vendor, call):
    """
    One user met a refusal where the documents speak of dropping.
    """
    vendor.switch({"foreign_settings": "refuse"})
    body = {**AGENT, "transcription": {"model": "azure/fast", "settings": {"eot_threshold": 0.8}}}
    assert code(call("POST", "/ai/assistants", body)) == (400, "10015")


def test_an_alias_comes_back_as_the_model_it_stands_for(make):
    """
    Documented for AssemblyAI.
    """
    assert make(transcription={"model": "assemblyai/universal-streaming"})["transcription"]["model"] == "assemblyai/universal-3-5-pro"


# --- Updates ----------------------------------------------------------------------------------------------------------


def test_what_an_update_omits_stays(call, make):
    """
    At the top level only what is sent changes.
    """
    made = make(description="d", tags=["a"], tools=[{"type": "hangup", "hangup": {}}])
    changed = update(call, made, {"greeting": "Hi"})
    assert (changed["description"], changed["tags"], changed["tools"]) == ("d", ["a"], made["tools"])
    assert read(call, made) == changed


def test_omitted_lists_may_be_reset(vendor, call, make):
    """
    The update schema carries defaults for some fields, and nobody knows whether they bite.
    """
    made = make(tags=["a"], dynamic_variables_webhook_timeout_ms=9, mcp_servers=[{"id": "m"}], integrations=[{"integration_id": "i"}])
    vendor.switch({"omitted_lists": "reset"})
    changed = update(call, made, {"greeting": "Hi"})
    assert (changed["tags"], changed["mcp_servers"], changed["integrations"]) == ([], [], [])
    assert changed["dynamic_variables_webhook_timeout_ms"] == 1500


@pytest.mark.parametrize(("nested", "limit"), [("replace", 1800), ("merge", 60)])
def test_nested_objects_are_replaced_or_merged(vendor, call, make, nested, limit):
    """
    Either way the assistant keeps its app and its profile.
    """
    vendor.switch({"nested": nested})
    made = make(telephony_settings={"time_limit_secs": 60})
    changed = update(call, made, {"telephony_settings": {"user_idle_reply_secs": 3}, "messaging_settings": {}})
    assert changed["telephony_settings"]["time_limit_secs"] == limit
    assert changed["telephony_settings"]["user_idle_reply_secs"] == 3
    assert changed["telephony_settings"]["default_texml_app_id"] == made["telephony_settings"]["default_texml_app_id"]
    assert changed["messaging_settings"] == made["messaging_settings"]


def test_lists_and_maps_are_replaced_whole_even_when_objects_are_merged(vendor, call, make):
    """
    An empty list empties.
    """
    vendor.switch({"nested": "merge"})
    made = make(tags=["a", "b"], dynamic_variables={"a": 1}, tools=[{"type": "hangup", "hangup": {}}])
    changed = update(call, made, {"tags": ["c"], "dynamic_variables": {"b": 2}, "tools": []})
    assert (changed["tags"], changed["dynamic_variables"], changed["tools"]) == (["c"], {"b": 2}, [])


def test_fallback_models_stay_until_null_removes_them(call, make):
    """
    Entries that a new main model makes unfit go in silence.
    """
    models = [{"model": "deepgram/nova-3"}, {"model": "xai/grok-stt"}]
    made = make(transcription={"fallback_models": models})
    changed = update(call, made, {"transcription": {"model": "deepgram/nova-3"}})
    assert changed["transcription"]["fallback_models"] == [{"model": "xai/grok-stt"}]
    assert "fallback_models" not in update(call, made, {"transcription": {"fallback_models": None}})["transcription"]


def test_prompt_version_is_rewritten_while_prompts_are_synced(call, make):
    """
    Every save pushes the prompt.
    """
    made = make(observability_settings={"prompt_sync": "enabled", "prompt_name": "p", "prompt_version": 3})
    assert made["observability_settings"]["prompt_version"] == 4
    assert update(call, made, {})["observability_settings"]["prompt_version"] == 5


def test_patch_updates_too(call, make):
    """
    In no description, yet users send it with success.
    """
    made = make()
    assert call("PATCH", f"/ai/assistants/{made['id']}", {"greeting": ""}).body["greeting"] == ""


# --- Business rules ---------------------------------------------------------------------------------------------------

ELEVEN: Body = {"voice": "ElevenLabs.a.b", "voice_speed": 1.0}
PAY: Body = {"type": "pay", "pay": {"connector_name": "c"}}
LLM: Body = {"base_url": "https://llm.example.com/v1", "model": "m"}
AGENTS: list[Body] = [{"name": "a b", "url": "https://x.example"}, {"name": "a_b", "url": "https://y.example"}]


@pytest.mark.parametrize(
    "fields",
    [
        {"tools": [{"type": "hangup", "hangup": {}}, {"type": "hangup", "hangup": {}}]},
        {"model": "m", "external_llm": LLM},
        {"telephony_settings": {"recording_settings": {}}},
        {"telephony_settings": {"recording_settings": {"enabled": True}}, "privacy_settings": {"data_retention": False}},
        {"enabled_features": ["messaging"], "privacy_settings": {"pii_redaction": "redact"}},
        {"tools": [PAY]},
        {"tools": [{"type": "transfer", "transfer": {**TRANSFER, "warm_transfer_acceptance": {"enabled": True}}}]},
        {"transcription": {"challenger": {"model": "xai/grok-stt"}, "fallback_models": [{"model": "xai/grok-stt"}]}},
        {"transcription": {"challenger": {"model": "azure/fast"}}},
        {"transcription": {"fallback_models": [{"model": "azure/fast"}]}},
        {"transcription": {"settings": {"eager_eot_threshold": 0.9, "eot_threshold": 0.6}}},
        {"voice_settings": ELEVEN},
        {"delegation_settings": {}},
        {"websocket_settings": {"enabled": True}},
        {"a2a_agents": AGENTS},
        {"a2a_agents": [{"name": "a", "url": "http://127.0.0.1/"}]},
    ],
)
def test_business_rules_answer_400(call, fields):
    """
    With code 10015, and nothing is stored.
    """
    assert code(call("POST", "/ai/assistants", {**AGENT, **fields})) == (400, "10015")
    assert call("GET", "/ai/assistants").body == {"data": []}


@pytest.mark.parametrize(
    "fields",
    [
        {"tools": [{"type": "webhook", "webhook": WEBHOOK}, {"type": "webhook", "webhook": WEBHOOK}]},
        {"model": "", "external_llm": LLM},
        {"external_llm": LLM},
        {"telephony_settings": {"recording_settings": {}}, "privacy_settings": {"data_retention": True}},
        {"tools": [PAY], "telephony_settings": {"disable_dtmf": True}},
        {"transcription": {"challenger": {"model": "xai/grok-stt"}}},
        {"voice_settings": {"voice": "ElevenLabs.a.b", "speed": 1.2}},
        {"delegation_settings": {"model": "m"}},
        {"a2a_agents": AGENTS[:1]},
    ],
)
def test_what_the_rules_allow_is_stored(make, fields):
    """
    The counterparts of the refusals.
    """
    assert make(**fields)["id"]


def test_to_switch_to_an_own_model_the_old_one_is_cleared(call, make):
    """
    An empty text clears; leaving it out means having both.
    """
    made = make(model="m")
    update(call, made, {"external_llm": LLM}, status=400)
    assert update(call, made, {"external_llm": LLM, "model": ""})["model"] == ""


@pytest.mark.parametrize(("secret_refs", "status"), [("any", 200), ("check", 400)])
def test_unknown_secrets_may_be_refused(vendor, call, secret_refs, status):
    """
    A reference takes the identifier; an id in its place is not found.
    """
    vendor.switch({"secret_refs": secret_refs})
    call("POST", "/integration_secrets", {"identifier": "known", "type": "bearer", "token": "t"})
    assert call("POST", "/ai/assistants", {**AGENT, "llm_api_key_ref": "known"}).status == 200
    reply = call("POST", "/ai/assistants", {**AGENT, "fallback_config": {"llm_api_key_ref": "unknown"}})
    assert reply.status == status
    assert status == 200 or "unknown not found" in reply.body["errors"][0]["detail"]


# --- Tools of types that the schema lacks -----------------------------------------------------------------------------


def test_unknown_tools_pass_through_whole(make):
    """
    Such as the retired Cal.com tools and types younger than the description.
    """
    tool = {"type": "check_availability", "check_availability": {"event_type_id": 1, "api_key_ref": "cal"}, "extra": None}
    entry = make(tools=[tool])["tools"][0]
    assert {name: entry[name] for name in tool} == tool
    assert (entry["timeout_ms"], entry["shared"]) == (5000, False)


def test_unknown_tools_may_be_refused(vendor, call):
    """
    On an assistant as among the shared ones.
    """
    vendor.switch({"unknown_tools": "refuse"})
    body = {**AGENT, "tools": [{"type": "book_appointment", "book_appointment": {}}]}
    assert problem(call("POST", "/ai/assistants", body)) == ("body.tools.0", "union_tag_invalid")
    assert problem(call("POST", "/ai/tools", {"type": "book_appointment", "display_name": "x"}))[1] == "union_tag_invalid"


# --- Versions ---------------------------------------------------------------------------------------------------------


def test_every_update_writes_a_version(call, make):
    """
    Even an empty one; the id is the time, and the newest comes first.
    """
    made = make()
    changed = update(call, made, {"version_name": "two"})
    update(call, made, {})
    rows = call("GET", f"/ai/assistants/{made['id']}/versions").body["data"]
    assert [row["version_name"] for row in rows] == ["New assistant", "two", "New assistant"]
    assert re.fullmatch(r"\d{8}T\d{12}", changed["version_id"])
    assert [row["version_id"] for row in rows] == sorted((row["version_id"] for row in rows), reverse=True)


def test_a_candidate_leaves_main_alone_until_promoted(call, make):
    """
    The answer is the candidate, the assistant is still main.
    """
    made = make(greeting="one")
    candidate = update(call, made, {"greeting": "two", "promote_to_main": False})
    assert (candidate["greeting"], read(call, made)["greeting"]) == ("two", "one")
    path = f"/ai/assistants/{made['id']}/versions/{candidate['version_id']}"
    assert call("POST", path + "/promote").status == 200
    assert read(call, made)["greeting"] == "two"
    assert len(call("GET", f"/ai/assistants/{made['id']}/versions").body["data"]) == 2


def test_a_version_that_is_not_main_is_edited_in_place(call, make):
    """
    Its id stays; main is refused, and an unknown version is not found.
    """
    made = make(mcp_servers=[{"id": "m"}])
    candidate = update(call, made, {"promote_to_main": False})
    versions = f"/ai/assistants/{made['id']}/versions/"
    assert call("POST", versions + candidate["version_id"], {"greeting": "x"}).body["version_id"] == candidate["version_id"]
    shown = call("GET", versions + candidate["version_id"], include_mcp_servers="true").body
    assert (shown["greeting"], shown["mcp_servers"]) == ("x", [{"id": "m"}])
    assert "mcp_servers" not in call("GET", versions + candidate["version_id"]).body
    assert code(call("POST", versions + made["version_id"], {})) == (400, "10015")
    assert code(call("DELETE", versions + made["version_id"])) == (400, "10015")
    assert call("DELETE", versions + candidate["version_id"]).status == 204
    assert code(call("GET", versions + candidate["version_id"])) == (404, "10005")


def test_a_candidate_carries_its_name(call, make):
    """
    At most fifty characters; main keeps its own name.
    """
    made = make()
    assert update(call, made, {"version_name": "a3f9", "promote_to_main": False})["version_name"] == "a3f9"
    assert read(call, made)["version_name"] == "New assistant"
    assert problem(call("POST", f"/ai/assistants/{made['id']}", {"version_name": "x" * 51})) == ("body.version_name", "string_too_long")


def test_only_ten_versions_are_kept(call, make):
    """
    The oldest are erased, never main.
    """
    made = make()
    for _ in range(12):
        update(call, made, {"promote_to_main": False})
    rows = call("GET", f"/ai/assistants/{made['id']}/versions").body["data"]
    assert len(rows) == 10
    assert rows[-1]["version_id"] == made["version_id"]


def test_a_version_that_a_canary_serves_is_never_erased(call, make):
    """
    Beyond ten the oldest go, but not main and not what a rule names.
    """
    made = make()
    named = update(call, made, {"promote_to_main": False})["version_id"]
    assert deploy(call, made, named).status == 200
    for _ in range(12):
        update(call, made, {"promote_to_main": False})
    rows = call("GET", f"/ai/assistants/{made['id']}/versions").body["data"]
    assert [row["version_id"] for row in rows[-2:]] == [named, made["version_id"]]
    assert len(rows) == 10


# --- Canaries ---------------------------------------------------------------------------------------------------------


def deploy(call: Call, assistant: Body, version: str, method: str = "POST") -> Reply:
    rules = [{"match": [{"attribute": "end_user_target", "operator": "in", "values": ["+1"]}], "serve": {"version_id": version}}]
    return call(method, f"/ai/assistants/{assistant['id']}/canary-deploys", {"rules": rules})


def test_a_canary_is_one_object_of_its_assistant(vendor, call, make):
    """
    404 while there is none; POST makes it and no second one, PUT replaces all of it, DELETE ends it.
    """
    made = make()
    candidate = update(call, made, {"promote_to_main": False})["version_id"]
    path = f"/ai/assistants/{made['id']}/canary-deploys"
    assert code(call("GET", path)) == (404, "10005")
    assert call("PUT", path, {"rules": []}).status == 404
    assert deploy(call, made, candidate).body["assistant_id"] == made["id"]
    assert deploy(call, made, candidate).status == 409
    vendor.switch({"canary_exists": "400"})
    assert deploy(call, made, candidate).status == 400
    share = {"rules": [{"serve": {"rollout": [{"version_id": candidate, "weight": 10}]}}]}
    assert call("PUT", path, share).body["rules"] == share["rules"]
    assert call("GET", path).body["rules"] == share["rules"]
    assert call("DELETE", path).status == 204
    assert call("DELETE", path).status == 404


@pytest.mark.parametrize(
    "serve",
    [
        {},
        {"version_id": "one", "rollout": [{"version_id": "one", "weight": 1}]},
        {"rollout": [{"version_id": "one", "weight": 60}, {"version_id": "one", "weight": 40}]},
        {"version_id": "nowhere"},
    ],
)
def test_a_canary_that_makes_no_sense_is_refused(call, make, serve):
    """
    A rule serves one version or shares of several, something is left for main, and the versions exist.
    """
    made = make()
    text = json.dumps({"rules": [{"serve": serve}]}).replace('"one"', json.dumps(made["version_id"]))
    assert code(call("POST", f"/ai/assistants/{made['id']}/canary-deploys", json.loads(text))) == (400, "10015")


def test_a_canary_locks_its_versions_and_a_promotion_ends_it(call, make):
    """
    What a rule serves can be neither edited nor deleted; promoting any version wipes the rules.
    """
    made = make()
    served, other = (update(call, made, {"greeting": text, "promote_to_main": False})["version_id"] for text in ("a", "b"))
    deploy(call, made, served)
    versions = f"/ai/assistants/{made['id']}/versions/"
    assert code(call("POST", versions + served, {"greeting": "c"})) == (400, "10015")
    assert code(call("DELETE", versions + served)) == (400, "10015")
    assert call("POST", versions + other, {"greeting": "c"}).status == 200
    assert call("POST", f"{versions}{other}/promote").body["greeting"] == "c"
    assert call("GET", f"/ai/assistants/{made['id']}/canary-deploys").status == 404
    assert call("POST", versions + served, {"greeting": "d"}).status == 200


def test_promoting_what_is_main_already_changes_nothing_else(call, make):
    """
    The list of versions stays as it was.
    """
    made = make()
    before = call("GET", f"/ai/assistants/{made['id']}/versions").body
    assert call("POST", f"/ai/assistants/{made['id']}/versions/{made['version_id']}/promote").body["id"] == made["id"]
    assert call("GET", f"/ai/assistants/{made['id']}/versions").body == before


# --- Deleting ---------------------------------------------------------------------------------------------------------


def test_a_deleted_assistant_can_be_restored(call, make):
    """
    It leaves the list and comes back as it was, versions included.
    """
    made = make()
    update(call, made, {"greeting": "two"})
    before = read(call, made)
    path = f"/ai/assistants/{made['id']}"
    assert call("DELETE", path).body == {"id": made["id"], "object": "assistant", "deleted": True}
    assert code(call("GET", path)) == (404, "10005")
    assert code(call("DELETE", path)) == (404, "10005")
    assert call("GET", path + "/deleted").body["permanently_deleted_at"] > call("GET", path + "/deleted").body["deleted_at"]
    assert call("GET", "/ai/assistants/deleted").body["meta"]["total_results"] == 1
    assert call("POST", path + "/restore").body == before
    assert len(call("GET", path + "/versions").body["data"]) == 2


def test_a_hard_delete_is_for_good(call, make):
    """
    Nothing is left to restore.
    """
    made = make()
    assert call("DELETE", f"/ai/assistants/{made['id']}", hard_delete="true").status == 200
    assert code(call("POST", f"/ai/assistants/{made['id']}/restore")) == (404, "10005")


def test_an_assistant_that_others_refer_to_is_not_deleted(call, make, share):
    """
    By an inline or shared handoff tool, or by an edge of a flow.
    """
    target = make()
    handoff = {"ai_assistants": [{"id": target["id"], "name": "it"}]}
    edge = {**FLOW["edges"][0], "target": {"type": "assistant", "assistant_id": target["id"]}}
    users = [
        make(tools=[{"type": "handoff", "handoff": handoff}]),
        make(tool_ids=[share("handoff", handoff=handoff)["id"]]),
        make(conversation_flow={**FLOW, "edges": [edge]}),
    ]
    for user in users:
        assert code(call("DELETE", f"/ai/assistants/{target['id']}")) == (400, "10015")
        assert call("DELETE", f"/ai/assistants/{user['id']}").status == 200
    assert call("DELETE", f"/ai/assistants/{target['id']}").status == 200


# --- Conversation flow ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        {"start_node_id": "nowhere"},
        {"nodes": [*FLOW["nodes"], {"id": "hello", "instructions": "Again."}]},
        {"edges": [*FLOW["edges"], *FLOW["edges"]]},
        {"edges": [{**FLOW["edges"][0], "start_node_id": "nowhere"}]},
        {"edges": [{**FLOW["edges"][0], "target": {"type": "node", "node_id": "nowhere"}}]},
        {"edges": [{**FLOW["edges"][0], "condition": {"type": "default"}}]},
        {"edges": [{**FLOW["edges"][0], "start_node_id": "bye"}]},
        {"nodes": [*FLOW["nodes"], {"type": "tool", "id": "t", "shared_tool_id": "tool-x"}]},
    ],
)
def test_a_flow_that_does_not_hang_together_is_refused(call, change):
    """
    Ids, end points, shared tools and default edges are checked on write.
    """
    assert problem(call("POST", "/ai/assistants", {**AGENT, "conversation_flow": {**FLOW, **change}}))[1] == "value_error"


def test_a_flow_gets_its_defaults_and_its_tools(make, share):
    """
    Overrides inside a node get none, since they cascade; numbers in conditions become floats.
    """
    shared = share()["id"]
    expression = {
        "type": "comparison",
        "op": ">",
        "left": {"type": "variable", "name": "n"},
        "right": {"type": "number_literal", "value": 3},
    }
    condition = {"type": "expression", "expression": expression}
    nodes = [
        {"id": "hello", "instructions": "Greet.", "shared_tool_ids": [shared], "voice_settings": {"voice": "Telnyx.a.b"}},
        {"type": "tool", "id": "t", "shared_tool_id": shared, "position": {"x": 1, "y": 2, "z": 3}},
    ]
    edge = {"id": "e", "start_node_id": "hello", "condition": condition, "target": {"type": "node", "node_id": "t"}}
    flow = make(conversation_flow={"start_node_id": "hello", "nodes": nodes, "edges": [edge]})["conversation_flow"]
    prompt, tool = flow["nodes"]
    assert (prompt["type"], prompt["instructions_mode"], prompt["tools_mode"]) == ("prompt", "replace", "replace")
    assert prompt["voice_settings"] == {"voice": "Telnyx.a.b"}
    assert (prompt["tools"][0]["tool_id"], tool["tool"]["tool_id"]) == (shared, shared)
    assert tool["position"] == {"x": 1, "y": 2, "z": 3}
    value = flow["edges"][0]["condition"]["expression"]["right"]["value"]
    assert isinstance(value, float)


# --- Shared tools -----------------------------------------------------------------------------------------------------


def test_a_shared_tool_reads_differently_from_how_it_is_written(vendor, call, share):
    """
    Its settings come back in `tool_definition`, under the type or bare.
    """
    made = share()
    assert made["tool_definition"]["webhook"]["method"] == "POST"
    assert (made["timeout_ms"], made["display_name"], "webhook" in made) == (5000, "Lookup", False)
    vendor.switch({"tool_definition": "bare"})
    assert call("GET", f"/ai/tools/{made['id']}").body["tool_definition"]["url"] == WEBHOOK["url"]


def test_shared_tools_are_merged_into_the_tools_of_an_assistant(call, make, share):
    """
    Edits of the tool show at once; what was sent as tool_ids is never returned.
    """
    shared = share()
    made = make(tools=[{"type": "hangup", "hangup": {}}], tool_ids=[shared["id"]])
    assert [(tool["type"], tool["shared"]) for tool in made["tools"]] == [("hangup", False), ("webhook", True)]
    assert made["tools"][1]["tool_id"] == shared["id"]
    call("PATCH", f"/ai/tools/{shared['id']}", {"timeout_ms": 900})
    assert read(call, made)["tools"][1]["timeout_ms"] == 900
    assert [tool["shared"] for tool in update(call, made, {"tool_ids": []})["tools"]] == [False]


def test_single_instance_tools_are_counted_with_the_shared_ones(call, share):
    """
    One inline and one shared hangup are one too many.
    """
    body = {**AGENT, "tools": [{"type": "hangup", "hangup": {}}], "tool_ids": [share("hangup")["id"]]}
    assert code(call("POST", "/ai/assistants", body)) == (400, "10015")


def test_a_shared_entry_sent_back_becomes_an_inline_copy(call, make, share):
    """
    What the server marked as shared is not recognised on the way in.
    """
    made = make(tool_ids=[share()["id"]])
    changed = update(call, made, {"tools": made["tools"]})
    assert [tool["shared"] for tool in changed["tools"]] == [False, True]


@pytest.mark.parametrize(("nested", "status"), [("replace", 422), ("merge", 200)])
def test_settings_of_a_shared_tool_are_replaced_or_merged(vendor, call, share, nested, status):
    """
    A part of the settings is enough only where they are merged.
    """
    vendor.switch({"nested": nested})
    assert call("PATCH", f"/ai/tools/{share()['id']}", {"webhook": {"method": "GET"}}).status == status


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"type": "webhook"}, "body.display_name"),
        ({"display_name": "x"}, "body.type"),
        ({"type": "webhook", "display_name": "x"}, "body.webhook"),
        ({"type": "webhook", "display_name": "x", "webhook": {"name": "n", "description": "d"}}, "body.webhook.url"),
    ],
)
def test_a_shared_tool_needs_its_parts(call, body, where):
    """
    Type, display name, and whatever the type's settings require.
    """
    assert problem(call("POST", "/ai/tools", body)) == (where, "missing")


def test_shared_tools_are_listed_by_page_type_and_name(call, share):
    """
    With a meta that counts; pages out of bounds are refused.
    """
    share()
    share("hangup", display_name="Hang up")
    reply = call("GET", "/ai/tools", **{"page[size]": "1", "page[number]": "2"})
    assert [row["display_name"] for row in reply.body["data"]] == ["Hang up"]
    assert reply.body["meta"] == {"page_number": 2, "page_size": 1, "total_pages": 2, "total_results": 2}
    assert [row["type"] for row in call("GET", "/ai/tools", **{"filter[type]": "hangup"}).body["data"]] == ["hangup"]
    assert [row["type"] for row in call("GET", "/ai/tools", **{"filter[name]": "look"}).body["data"]] == ["webhook"]
    assert call("GET", "/ai/tools", **{"page[size]": "101"}).status == 422
    assert call("GET", "/ai/tools", **{"page[number]": "0"}).status == 422


@pytest.mark.parametrize("delete_in_use", ["allow", "refuse"])
def test_deleting_what_is_in_use_is_allowed_or_refused(vendor, call, make, share, delete_in_use):
    """
    For a shared tool and for a secret, named by a reference or inside a header.
    """
    tool_status, secret_status = {"allow": (200, 204), "refuse": (400, 400)}[delete_in_use]
    vendor.switch({"delete_in_use": delete_in_use})
    template = "{{#integration_secret}}in-header{{/integration_secret}}"
    header = {"type": "webhook", "webhook": {**WEBHOOK, "headers": [{"name": "A", "value": template}]}}
    shared = share()
    secrets = [
        call("POST", "/integration_secrets", {"identifier": name, "type": "bearer", "token": "t"}).body["data"]["id"]
        for name in ("by-ref", "in-header", "unused")
    ]
    made = make(tools=[header], tool_ids=[shared["id"]], llm_api_key_ref="by-ref")
    assert call("DELETE", f"/ai/tools/{shared['id']}").status == tool_status
    statuses = [call("DELETE", f"/integration_secrets/{one}").status for one in secrets]
    assert statuses == [secret_status, secret_status, 204]
    assert len(read(call, made)["tools"]) == (1 if delete_in_use == "allow" else 2)


@pytest.mark.parametrize(
    ("mode", "expected"),
    [("clear", {"name": "A", "value": "v"}), ("masked", {"name": "A", "value": "********"}), ("absent", {"name": "A"})],
)
def test_header_values_read_back_clear_masked_or_not_at_all(vendor, call, share, mode, expected):
    """
    They are stored all the same, as SIP credentials are.
    """
    vendor.switch({"header_values": mode})
    made = share(webhook={**WEBHOOK, "headers": [{"name": "A", "value": "v"}]})
    assert made["tool_definition"]["webhook"]["headers"] == [expected]
    target = {"name": "n", "sip_address": "sip:x", "sip_auth_password": "p"}
    refer = call("POST", "/ai/assistants", {**AGENT, "tools": [{"type": "refer", "refer": {"targets": [target]}}]}).body["tools"][0]
    assert refer["refer"]["targets"][0].get("sip_auth_password") == {"clear": "p", "masked": "********", "absent": None}[mode]
    vendor.switch({"header_values": "clear"})
    shown = call("GET", f"/ai/tools/{made['id']}").body
    assert shown["tool_definition"]["webhook"]["headers"] == [{"name": "A", "value": "v"}]


# --- Secrets ----------------------------------------------------------------------------------------------------------


def test_neither_value_nor_type_of_a_secret_comes_back(call):
    """
    Not on create, not in the list.
    """
    reply = call("POST", "/integration_secrets", {"identifier": "a", "type": "basic", "username": "u", "password": "p"})
    assert reply.status == 201
    assert set(reply.body["data"]) == {"id", "record_type", "identifier", "created_at", "updated_at"}
    assert call("GET", "/integration_secrets").body["data"] == [reply.body["data"]]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"type": "bearer", "token": "t"}, "10004"),
        ({"identifier": "a", "type": "bearer"}, "10004"),
        ({"identifier": "a", "type": "basic", "username": "u"}, "10004"),
        ({"identifier": "a", "type": "oauth", "token": "t"}, "10027"),
        ({"identifier": 7, "type": "bearer", "token": "t"}, "10027"),
        (None, "10027"),
    ],
)
def test_a_secret_is_refused_in_the_shape_used_outside_ai(call, body, expected):
    """
    With `errors`, not `detail`.
    """
    assert code(call("POST", "/integration_secrets", body)) == (422, expected)


@pytest.mark.parametrize(("duplicate_secret", "status"), [("refuse", 422), ("accept", 201)])
def test_a_duplicate_identifier_is_refused_or_accepted(vendor, call, duplicate_secret, status):
    """
    It is called unique, and that is all that is known.
    """
    vendor.switch({"duplicate_secret": duplicate_secret})
    body = {"identifier": "a", "type": "bearer", "token": "t"}
    assert call("POST", "/integration_secrets", body).status == 201
    assert call("POST", "/integration_secrets", body).status == status


def test_secrets_are_listed_in_pages_of_twenty_five(call):
    """
    All must be walked to find one; a type can be asked for.
    """
    for number in range(26):
        call("POST", "/integration_secrets", {"identifier": f"s{number}", "type": "bearer", "token": "t"})
    first = call("GET", "/integration_secrets").body
    assert (len(first["data"]), first["meta"]["total_pages"]) == (25, 2)
    assert [row["identifier"] for row in call("GET", "/integration_secrets", **{"page[number]": "2"}).body["data"]] == ["s25"]
    assert call("GET", "/integration_secrets", **{"filter[type]": "basic"}).body["data"] == []
    assert call("GET", "/integration_secrets", **{"page[size]": "x"}).status == 400


def test_no_value_of_a_secret_is_kept(vendor, call):
    """
    A fingerprint tells a test that the value changed.
    """
    call("POST", "/integration_secrets", {"identifier": "a", "type": "bearer", "token": "hush"})
    assert "hush" not in json.dumps(vendor.tables["integration_secret"].rows())
    assert {"token", "username", "password", "sip_auth_password", "sip_auth_username", "headers"} <= vendor.masked


# --- Idempotency ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "body"), [("/ai/assistants", AGENT), ("/ai/tools", {"type": "webhook", "display_name": "x", "webhook": WEBHOOK})]
)
def test_a_repeated_create_is_answered_as_before(call, path, body):
    """
    Under the same key nothing new is made; another body under it is refused.
    """
    key = {"Idempotency-Key": "run-1"}
    first, again = call("POST", path, body, key), call("POST", path, body, key)
    assert (again.body, again.headers["Idempotent-Replayed"]) == (first.body, "true")
    assert "Idempotent-Replayed" not in first.headers
    assert len(call("GET", path).body["data"]) == 1
    assert code(call("POST", path, {**body, "extra": 1}, key)) == (422, "10027")
    assert call("POST", path, body, {"Idempotency-Key": "run-2"}).body["id"] != first.body["id"]


def test_failures_are_not_replayed_and_bad_keys_are_refused(call):
    """
    A mended body may go out under the same key.
    """
    key = {"idempotency-key": "k"}
    assert call("POST", "/ai/assistants", {}, key).status == 422
    assert call("POST", "/ai/assistants", AGENT, key).status == 200
    assert code(call("POST", "/ai/assistants", AGENT, {"idempotency-key": "no spaces"})) == (400, "10015")


# --- Edits beside the update ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("side_edits", ["version", "plain"])
def test_a_tag_or_a_tool_may_be_added_by_itself(vendor, call, make, share, side_edits):
    """
    Whether that writes a version is not documented.
    """
    vendor.switch({"side_edits": side_edits})
    made, tool = make(tags=["a"]), share()["id"]
    one = f"/ai/assistants/{made['id']}"
    assert call("POST", one + "/tags", {"tag": "b"}).body == {"tags": ["a", "b"]}
    assert call("DELETE", one + "/tags/a").body == call("GET", "/ai/assistants/tags").body == {"tags": ["b"]}
    assert call("PUT", f"{one}/tools/{tool}").status == 200
    assert [entry["tool_id"] for entry in read(call, made)["tools"]] == [tool]
    assert len(call("GET", one + "/versions").body["data"]) == {"version": 4, "plain": 1}[side_edits]
    assert call("DELETE", f"{one}/tools/{tool}").status == 200
    assert read(call, made)["tools"] == []
    assert call("PUT", f"{one}/tools/other").status == 404


# --- Behind the API's back --------------------------------------------------------------------------------------------


def test_an_edit_in_the_portal_shows_and_writes_a_version(vendor, call, make):
    """
    Inline tools put there get their ids like any others.
    """
    made = make()
    assert vendor.edited("assistant", made["id"], {"greeting": "portal", "tools": [{"type": "hangup", "hangup": {}}]})
    changed = read(call, made)
    assert (changed["greeting"], changed["tools"][0]["shared"]) == ("portal", False)
    assert changed["version_id"] > made["version_id"]
    assert vendor.edited("assistant", "assistant-x", {}) is None


def test_an_edited_shared_tool_shows_through_its_assistants(vendor, call, make, share):
    """
    Its row holds the settings under the type.
    """
    shared = share()
    made = make(tool_ids=[shared["id"]])
    vendor.edited("tool", shared["id"], {"tool_definition": {"webhook": {**WEBHOOK, "method": "GET"}}})
    assert read(call, made)["tools"][0]["webhook"]["method"] == "GET"


def test_reset_forgets_everything(vendor, call, make):
    """
    Objects, keys and switches.
    """
    vendor.switch({"nested": "merge"})
    make()
    vendor.reset()
    assert call("GET", "/ai/assistants").body == {"data": []}
    assert vendor.setting["nested"] == "replace"
