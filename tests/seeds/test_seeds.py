"""What the project was first asked to do: four vendors' pages for updating an object, each page's fields, and its own examples."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import httpx
import pytest

from reconciler import workflow
from reconciler.apply import Report
from reconciler.diagnostics import InputError, Severity
from tests.world import InProcess, World

Json = Any

ID = "550e8400-e29b-41d4-a716-446655440000"


@pytest.fixture
def world(tmp_path) -> World:
    return World(tmp_path)


def declare(world: World, kind: str, spec: Mapping[str, Json], *, name: str = "one", adopt: str | None = None) -> None:
    """A manifest. JSON is YAML too, and shows every value as it is meant."""
    head = {"kind": kind, "name": name} | ({"adopt": adopt} if adopt else {})
    world.write(f"manifests/{kind}/{name}.yaml", json.dumps({**head, "spec": spec}, indent=2, ensure_ascii=False))


def faults(world: World) -> list[str]:
    """The fields that validate refuses."""
    try:
        workflow.load(world.setting())
    except InputError as error:
        return [each.path for each in error.diagnostics if each.severity is Severity.ERROR]
    return []


def apply(world: World) -> Report:
    """With every permission that the plan asks for. What was applied must then plan empty."""
    report = world.apply(allow=tuple(each.waiver for each in world.plan().findings))
    assert report is not None
    assert report.succeeded, report.wrong
    assert world.plan().steps == ()
    return report


def ask(world: World, method: str, url: str, body: Json = None) -> Json:
    """One plain request to a vendor, with no reconciler in between."""

    async def asked() -> httpx.Response:
        headers = {"authorization": "Bearer somebody-else"}
        async with httpx.AsyncClient(transport=InProcess(world.sandbox), base_url="http://vendor", headers=headers) as client:
            return await client.request(method, url, json=body)

    reply = asyncio.run(asked())
    assert reply.is_success, reply.text
    return reply.json()


# --- Telnyx: Update an assistant --------------------------------------------------------------------------------------


def schema(name: str, type_: str) -> Json:
    return {"properties": {name: {"description": f"The {name}.", "type": type_}}, "required": [name], "type": "object"}


SEEDED_TOOLS = [
    {
        "type": "book_appointment",
        "book_appointment": {
            "event_type_id": 0,
            "api_key_ref": "my_calcom_api_key",
            "attendee_name": "string",
            "attendee_timezone": "string",
        },
    },
    {"type": "check_availability", "check_availability": {"event_type_id": 0, "api_key_ref": "my_calcom_api_key"}},
    {
        "type": "webhook",
        "webhook": {
            "name": "string",
            "description": "string",
            "url": "https://example.com/api/v1/function",
            "method": "POST",
            "headers": [{"name": "string", "value": "string"}],
            "body_parameters": schema("age", "integer"),
            "path_parameters": schema("id", "string"),
            "query_parameters": schema("page", "integer"),
        },
    },
    {"type": "hangup", "hangup": {"description": "This tool is used to hang up the call."}},
    {"type": "transfer", "transfer": {"targets": [{"name": "Support", "to": "+13129457420"}], "from": "+35319605860"}},
    {"type": "retrieval", "retrieval": {"bucket_ids": ["string"], "max_num_results": 0}},
]
SEEDED_ASSISTANT = {
    "name": "string",
    "model": "string",
    "instructions": "string",
    "tools": SEEDED_TOOLS,
    "description": "string",
    "greeting": "string",
    "llm_api_key_ref": "string",
    "voice_settings": {"voice": "string", "api_key_ref": "string"},
    "transcription": {"model": "string"},
    "telephony_settings": {"default_texml_app_id": "string"},
    "messaging_settings": {"default_messaging_profile_id": "string", "delivery_status_webhook_url": "string"},
    "enabled_features": ["telephony"],
    "insight_settings": {"insight_group_id": "string"},
    "dynamic_variables_webhook_url": "string",
    "dynamic_variables": {},
}


def subset(sent: Json, held: Json) -> Json:
    """The part of what is held that was sent."""
    match sent, held:
        case dict(), dict():
            return {key: subset(each, held[key]) for key, each in sent.items() if key in held}
        case list(), list() if len(sent) == len(held):
            return [subset(*pair) for pair in zip(sent, held, strict=True)]
    return held


def test_the_page_s_example_makes_an_assistant(world):
    """
    The request example of the page, with its Cal.com tools, is a valid manifest, and the vendor holds it as it was written.
    """
    declare(world, "telnyx/assistant", SEEDED_ASSISTANT)
    apply(world)
    (row,) = world.objects("telnyx", "assistant")
    assert subset(SEEDED_ASSISTANT, row) == SEEDED_ASSISTANT


def test_the_page_s_example_updates_an_assistant(world):
    """
    An assistant that exists becomes the example by one POST to its own address, as the page says.
    """
    before = ask(world, "POST", "/telnyx/v2/ai/assistants", {"name": "Before", "model": "m", "instructions": "Before."})
    declare(world, "telnyx/assistant", SEEDED_ASSISTANT, adopt=before["id"])
    sent = world.mark
    apply(world)
    (call,) = world.writes(sent)
    assert (call.method, call.path) == ("POST", f"/ai/assistants/{before['id']}")
    (row,) = world.objects("telnyx", "assistant")
    assert subset(SEEDED_ASSISTANT, row) == SEEDED_ASSISTANT


# Without the empty map, which is the same as none, and without what the vendor chooses by itself.
CHANGEABLE = sorted({*SEEDED_ASSISTANT} - {"name", "model", "instructions", "dynamic_variables", "enabled_features"})


@pytest.mark.parametrize("field", CHANGEABLE)
def test_a_field_of_the_page_is_changed_alone(world, field):
    """
    Adding one field sends that field and none of the others that the manifest holds.
    """
    least = {"name": "Front desk", "model": "m", "instructions": "Be brief."}
    declare(world, "telnyx/assistant", least)
    apply(world)
    sent = world.mark
    declare(world, "telnyx/assistant", {**least, field: SEEDED_ASSISTANT[field]})
    apply(world)
    (call,) = world.writes(sent)
    assert {*call.body} == {field, "promote_to_main"}


# --- Fluents: Update number -------------------------------------------------------------------------------------------

NUMBER = "+12025550123"
PROMPT = {
    "label": "My Prompt",
    "description": "This is a description",
    "content": "You are a helpful assistant...",
    "context_endpoint": "https://api.example.com/context",
    "collect_fields": ["tag1", "tag2"],
    "tags": ["tag1", "tag2"],
}
ACTION = {
    "type": "action_transfer_call",
    "label": "Transfer Call",
    "description": "This is a description",
    "config": {"phone_number": NUMBER},
}
WEBHOOK = {
    "subscriptions": ["event_message", "event_action"],
    "url": "https://example.com/webhook",
    "method": "POST",
    "label": "My Webhook",
    "description": "This is a description",
}
TWILIO = {
    "twilio_account_sid": {"$secret": "env:TWILIO_ACCOUNT_SID"},
    "twilio_auth_token": {"$secret": "env:TWILIO_AUTH_TOKEN"},
}
CONNECTION = {
    "type": "account_connection_twilio",
    "credentials": TWILIO,
    "label": "My Account Connection",
    "description": "This is a description",
    "steering_pool": ["+1234567890"],
    "account_supports_any_caller_id": False,
}
VOICE = {"type": "voice_eleven_labs", "voice_id": "voice", "label": "My Voice"}
USED: Mapping[str, Mapping[str, Json]] = {
    "prompt": PROMPT,
    "action": ACTION,
    "webhook": WEBHOOK,
    "account_connection": CONNECTION,
    "voice": VOICE,
}
AGENT = {
    "label": "My Agent",
    "language": "en",
    "initial_message": "Hello, how can I help you today?",
    "interrupt_sensitivity": "low",
    "context_endpoint": "https://api.example.com/context",
    "noise_suppression": True,
    "endpointing_sensitivity": "auto",
    "ivr_navigation_mode": "default",
    "conversation_speed": 0.5,
    "initial_message_delay": 1000,
    "openai_model_name_override": "gpt-4",
    "ask_if_human_present_on_idle": True,
    "run_do_not_call_detection": True,
    "deepgram_keywords": {"kansas": "10"},
    "idle_time_seconds": 10,
    "llm_temperature": 0.5,
    "enable_recording": True,
    "provider": "openai",
    "model": "gpt-4",
    "name": "My Agent",
    "description": "This is a description",
    "call_duration_sec": 10,
    "max_idle_check_count": 10,
}
LINKS = {
    "prompt": {"$ref": "fluents/prompt/one"},
    "voice": {"$ref": "fluents/voice/one"},
    "actions": [{"$ref": "fluents/action/one"}],
    "webhook": {"$ref": "fluents/webhook/one"},
    "openai_account_connection": {"$ref": "fluents/account_connection/one"},
}
TYPES = (
    *("twilio", "openai", "google", "azure_llm", "elevenlabs", "deepgram", "cartesia", "playht", "rime", "azure_speech"),
    *("assemblyai", "deepseek", "telnyx", "un_pw_oauth", "login_key_oauth", "external_api_key"),
)


def declare_an_agent(world: World, **changes: Json) -> None:
    """Everything that the page nests in a number, as manifests of their own that refer to each other."""
    world.environ |= {"TWILIO_ACCOUNT_SID": "AC1234567890", "TWILIO_AUTH_TOKEN": "1234567890"}
    for kind, spec in USED.items():
        declare(world, f"fluents/{kind}", spec)
    declare(world, "fluents/agent", {**AGENT, **LINKS, **changes})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("label", "My Phone Number"),
        ("outbound_only", False),
        ("outbound_only", True),
        ("example_context", {"name": "Ann"}),
        ("description", "Business line for customer service"),
    ],
)
def test_a_writable_field_of_a_number_is_written(world, field, value):
    """
    Each field that the page lists in its body can be managed on a number that exists, and the vendor then holds it.
    """
    declare(world, "fluents/number", {field: value}, adopt=NUMBER)
    apply(world)
    assert next(row for row in world.objects("fluents", "number") if row["number"] == NUMBER)[field] == value
    assert {name for call in world.writes() for name in call.body} <= {field}


def test_the_agent_of_a_number_is_written(world):
    """
    The fifth field of the body is the agent, which may be a reference to one that is made in the same run.
    """
    declare_an_agent(world)
    declare(world, "fluents/number", {"inbound_agent": {"$ref": "fluents/agent/one"}}, adopt=NUMBER)
    apply(world)
    (agent,) = world.objects("fluents", "agent")
    number = next(row for row in world.objects("fluents", "number") if row["number"] == NUMBER)
    assert number["inbound_agent"] == agent["id"]
    assert (world.writes()[-1].path, world.writes()[-1].body) == ("/v1/numbers/update", {"inbound_agent": agent["id"]})


@pytest.mark.parametrize("field", ["id", "user_id", "active", "inbound_agent_name"])
def test_a_field_of_the_answer_alone_is_refused(world, field):
    """
    What only the page's response shows is the vendor's, so a manifest that copies it is refused, by name.
    """
    declare(world, "fluents/number", {field: True if field == "active" else ID}, adopt=NUMBER)
    assert faults(world) == [field]


def test_what_the_page_nests_is_held_to_the_byte(world):
    """
    Agent, prompt, action, webhook and account connection: the page's example values are valid manifests of their kinds.
    """
    declare_an_agent(world)
    apply(world)
    for kind, spec in {"prompt": PROMPT, "action": ACTION, "webhook": WEBHOOK, "agent": AGENT}.items():
        (row,) = world.objects("fluents", kind)
        assert json.dumps(subset(spec, row)) == json.dumps(spec)
    (connection,) = world.objects("fluents", "account_connection")
    assert connection["credentials"] == {"twilio_account_sid": "AC1234567890", "twilio_auth_token": "1234567890"}


@pytest.mark.parametrize("type_", TYPES)
def test_every_type_of_connection_is_a_valid_manifest(world, type_):
    """
    The page lists sixteen types of account connection; only Twilio's credentials are named.
    """
    credentials = TWILIO if type_ == "twilio" else {"api_key": {"$secret": "env:TWILIO_AUTH_TOKEN"}}
    world.environ |= {"TWILIO_ACCOUNT_SID": "AC1234567890", "TWILIO_AUTH_TOKEN": "1234567890"}
    spec = {"type": f"account_connection_{type_}", "label": type_, "credentials": credentials}
    declare(world, "fluents/account_connection", spec)
    apply(world)
    assert [row["type"] for row in world.objects("fluents", "account_connection")] == [f"account_connection_{type_}"]


def test_the_page_lists_sixteen_types_of_connection():
    """
    None of them was forgotten above.
    """
    assert len({*TYPES}) == 16


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("language", each) for each in ("en", "es", "de", "hi", "pt", "fr", "nl", "id", "it", "ja", "ko")),
        *(("interrupt_sensitivity", each) for each in ("low", "high")),
        *(("endpointing_sensitivity", each) for each in ("auto", "relaxed", "sensitive")),
        *(("ivr_navigation_mode", each) for each in ("default", "off")),
    ],
)
def test_every_choice_of_an_agent_is_valid(world, field, value):
    """
    The values that the page allows are taken, and any other is refused with the field's name.
    """
    declare_an_agent(world, **{field: value})
    apply(world)
    assert [row[field] for row in world.objects("fluents", "agent")] == [value]
    declare_an_agent(world, **{field: "other"})
    assert faults(world) == [field]


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        *(("action", {**ACTION, "type": each}) for each in ("action_transfer_call", "action_end_conversation", "action_dtmf")),
        *(("webhook", {**WEBHOOK, "method": each}) for each in ("GET", "POST")),
        *(("prompt", {**PROMPT, "type": each}) for each in ("prompt", "block")),
    ],
)
def test_every_choice_of_what_an_agent_uses_is_valid(world, kind, spec):
    """
    The types of actions and prompts and the methods of webhooks that the page lists are taken as they are.
    """
    declare(world, f"fluents/{kind}", spec)
    apply(world)
    (row,) = world.objects("fluents", kind)
    assert subset(spec, row) == spec


# --- Cozmox: PATCH /org/{org_id}/agents/{agent_id} --------------------------------------------------------------------

LEAST = {"name": "Before", "type": "chat", "prompt_template": "Before."}
FIFTEEN: Mapping[str, Json] = {
    "allowed_sip_trunks": ["trunk-2", "trunk-1"],
    "background_sound": {"file": "office", "volume": 0.2},
    "extra_config": {"allow_interruptions": False},
    "goodbye_config": {"enabled": True, "message": "Bye!"},
    "greeting_config": {"agent_speaks_first": True, "greeting": "Hello."},
    "llm_config": {"provider": "openai", "model": "gpt-4o"},
    "name": "After",
    "plugins": [{"name": "plugin"}],
    "precall_webhook": {"url": "https://example.com/precall", "method": "POST"},
    "prompt_template": "After.\n",
    "room_duration_config": {"max_duration_min": 10},
    "transcriber_config": {"provider": "deepgram", "model": "nova-3"},
    "type": "voice",
    "vad_config": {"activation_threshold": 0.5},
    "voice_config": {"provider": "elevenlabs", "voice_id": "voice"},
}


def agent_before(world: World) -> str:
    return str(ask(world, "POST", "/cozmox/api/org/org-1/agents", LEAST)["id"])


def test_all_fifteen_fields_go_in_one_patch(world):
    """
    The page's whole body, on an agent that exists: one PATCH to its address, and the vendor holds every field.
    """
    assert len(FIFTEEN) == 15
    key = agent_before(world)
    declare(world, "cozmox/agent", FIFTEEN, adopt=key)
    sent = world.mark
    apply(world)
    (call,) = world.writes(sent)
    assert (call.method, call.path, {*call.body}) == ("PATCH", f"/org/org-1/agents/{key}", {*FIFTEEN})
    (row,) = world.objects("cozmox", "agent")
    assert subset(FIFTEEN, row) == FIFTEEN


@pytest.mark.parametrize("field", FIFTEEN)
def test_each_of_the_fifteen_is_patched_alone(world, field):
    """
    A manifest that changes one field sends that field, and the agent keeps everything else.
    """
    key = agent_before(world)
    declare(world, "cozmox/agent", {field: FIFTEEN[field]}, adopt=key)
    sent = world.mark
    apply(world)
    (call,) = world.writes(sent)
    assert (call.method, call.body) == ("PATCH", {field: FIFTEEN[field]})
    (row,) = world.objects("cozmox", "agent")
    assert subset({**LEAST, field: FIFTEEN[field]}, row) == {**LEAST, field: FIFTEEN[field]}


@pytest.mark.parametrize("type_", ["voice", "chat", "video"])
def test_the_three_types_of_agents_are_valid(world, type_):
    """
    An agent is talked to by voice, chat or video.
    """
    declare(world, "cozmox/agent", {**LEAST, "type": type_})
    apply(world)
    assert [row["type"] for row in world.objects("cozmox", "agent")] == [type_]


# --- Daily Bots: POST /bots/twilio-config/{id} ------------------------------------------------------------------------

BOT: Mapping[str, Json] = {
    "bot_profile": "twilio_ws_voice_2024_09",
    "services": {"tts": "cartesia", "llm": "anthropic"},
    "config": [
        {"service": "vad", "options": [{"name": "params", "value": {"stop_secs": 0.3}}]},
        {"service": "tts", "options": [{"name": "voice", "value": "v"}, {"name": "language", "value": "en"}]},
        {
            "service": "llm",
            "options": [
                {"name": "model", "value": "m"},
                {"name": "initial_messages", "value": [{"role": "system", "content": "Be brief.\n"}]},
                {"name": "run_on_config", "value": True},
            ],
        },
    ],
    "max_duration": 300,
    "rtvi_client_version": "0.3.2",
    "api_keys": {"cartesia": {"$secret": "env:CARTESIA_KEY"}},
    "dialin_settings": {"call_id": "", "call_domain": ""},
    "dialout_settings": [{"phoneNumber": NUMBER}],
    "webhook_tools": {"get_weather": {"url": "https://example.com/weather", "method": "POST"}},
    "service_options": {"openai_tts": {"sample_rate": 24000}, "some_service": [{"option1": "value1"}, {"option2": "value2"}]},
    "room": {"name": "front"},
}


@pytest.fixture
def bot(world: World) -> World:
    """A world whose vendor holds the whole bot."""
    world.environ["CARTESIA_KEY"] = "cartesia-key"
    declare(world, "dailybots/twilio_config", BOT)
    apply(world)
    return world


def whole(**changes: Json) -> Json:
    """The bot as the vendor shall hold it."""
    return {**BOT, "api_keys": {"cartesia": "cartesia-key"}, **changes}


def test_every_field_of_the_page_is_stored(bot):
    """
    All eleven fields of the body are valid, and the vendor holds each as it was written, keys included.
    """
    assert len(BOT) == 11
    (row,) = bot.objects("dailybots", "twilio_config")
    assert json.dumps(subset(whole(), row)) == json.dumps(whole())


def test_an_update_is_one_post_of_the_whole_object(bot):
    """
    The page requires four fields again and says nothing of the others, so one changed field sends everything, lest any be lost.
    """
    (before,) = bot.objects("dailybots", "twilio_config")
    declare(bot, "dailybots/twilio_config", {**BOT, "max_duration": 900})
    sent = bot.mark
    apply(bot)
    (call,) = bot.writes(sent)
    assert (call.method, call.path, {*call.body}) == ("POST", f"/bots/twilio-config/{before['id']}", {*BOT})
    (row,) = bot.objects("dailybots", "twilio_config")
    assert row == {**before, **whole(max_duration=900)}


@pytest.mark.parametrize("order", [(2, 1, 0), (1, 0, 2)])
def test_the_order_of_the_config_is_kept(bot, order):
    """
    Services are configured one after the other: another order is another bot, and is sent as it was written.
    """
    config = [BOT["config"][place] for place in order]
    declare(bot, "dailybots/twilio_config", {**BOT, "config": config})
    sent = bot.mark
    apply(bot)
    (call,) = bot.writes(sent)
    assert json.dumps(call.body["config"]) == json.dumps(config)
    (row,) = bot.objects("dailybots", "twilio_config")
    assert json.dumps(row["config"]) == json.dumps(config)


@pytest.mark.parametrize("field", ["bot_profile", "services", "config"])
def test_a_field_that_the_page_requires_is_asked_for(world, field):
    """
    Without one of the page's required fields the manifest is refused by that field's name; max_duration has a default.
    """
    declare(world, "dailybots/twilio_config", {key: each for key, each in BOT.items() if key not in {field, "api_keys", "max_duration"}})
    assert faults(world) == [field]
