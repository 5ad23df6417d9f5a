"""Every variant of every object at Vocode and Fluents, from a manifest to the vendor and back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reconciler import workflow
from tests.apply.words import done
from tests.conformance.road import declare
from tests.world import World

Json = Any

TRANSFER = {"type": "action_transfer_call", "config": {"phone_number": "{transfer_phone_number}"}}
CONFERENCE = {"type": "action_add_to_conference", "config": {"phone_number": "+12025550180", "place_primary_on_hold": False}}
EXTERNAL: Json = {
    "type": "action_external",
    "config": {
        "name": "order_status",
        "description": "Tell the state of an order.",
        "url": "https://example.com/orders",
        "input_schema": {"type": "object", "properties": {"type": {"type": "string", "enum": ["a", "b"]}}, "required": []},
        "speak_on_send": False,
        "speak_on_receive": True,
    },
}
CALL = {"type": "action_trigger_function_call"}
PHRASES = {
    "type": "action_trigger_phrase_based",
    "config": {
        "phrase_triggers": [
            {"phrase": "a person", "conditions": ["phrase_condition_type_contains"]},
            {"phrase": "no", "conditions": ["phrase_condition_type_contains"]},
        ]
    },
}
EMPTY = ("action_end_conversation", "action_dtmf", "action_set_hold")
KEY = {"$secret": "env:SOME_KEY"}
TWILIO = {"twilio_account_sid": {"$secret": "env:SOME_KEY"}, "twilio_auth_token": {"$secret": "env:SOME_KEY"}}

VOICES: tuple[Json, ...] = (
    {"type": "voice_azure", "voice_name": "en-US-AriaNeural", "pitch": -5, "rate": 0},
    {"type": "voice_rime", "speaker": "celeste", "speed_alpha": 1.1, "model_id": "v1"},
    {
        "type": "voice_eleven_labs",
        "voice_id": "pNInz6",
        "stability": 1,
        "similarity_boost": 0.75,
        "api_key": KEY,
        "optimize_streaming_latency": 4,
        "model_id": "eleven_turbo_v2",
        "experimental_input_streaming": True,
    },
    {
        "type": "voice_play_ht",
        "voice_id": "jennifer",
        "api_user_id": KEY,
        "api_key": KEY,
        "version": "1",
        "speed": 1,
        "quality": "draft",
        "temperature": 0.5,
        "top_p": 0.9,
        "text_guidance": 1,
        "voice_guidance": 2.5,
        "experimental_remove_silence": True,
    },
    {"type": "voice_vocode", "voice_id": "joe"},
)
ACTIONS: tuple[Json, ...] = (
    *({"type": each, "config": {}} for each in EMPTY),
    *({"type": each, "config": {}, "action_trigger": CALL} for each in EMPTY),
    *({"type": each, "config": {}, "action_trigger": {**CALL, "config": {}}} for each in EMPTY),
    *({"type": each, "config": {}, "action_trigger": PHRASES} for each in EMPTY if each != "action_dtmf"),
    *({**each, **more} for each in (TRANSFER, CONFERENCE) for more in ({}, {"action_trigger": CALL}, {"action_trigger": PHRASES})),
    *({**EXTERNAL, **more} for more in ({}, {"action_trigger": CALL})),
)
CREDENTIALS: dict[str, Json] = {
    "twilio": TWILIO,
    "openai": {"openai_api_key": KEY},
    "google": {"project": KEY, "private-key.pem": KEY},
    "un_pw_oauth": {"username": KEY, "password": KEY, "token_url": KEY},
    "login_key_oauth": {"login": KEY, "key": KEY},
    **{name: {"anything": KEY} for name in ("azure_llm", "elevenlabs", "deepgram", "cartesia", "playht", "rime", "azure_speech")},
    **{name: {"Another Key": KEY} for name in ("assemblyai", "deepseek", "telnyx", "external_api_key", "togetherai")},
}
SPECS: tuple[tuple[str, Json], ...] = (
    *(("vocode/voice", each) for each in VOICES),
    *(("fluents/voice", {"label": "Ann", **each}) for each in VOICES),
    ("fluents/voice", {"label": "Ann", "type": "voice_cartesia", "speed": "fast", "emotion": {"joy": [0.5, None]}, "rate": 1.5}),
    ("fluents/voice", {"label": "Ann", "type": "voice_deepgram", "model": "aura-2", "sample_rate": "8000"}),
    *(("vocode/action", each) for each in ACTIONS),
    *(("vocode/action", {"type": each}) for each in EMPTY),
    *(("fluents/action", {"label": "Act", **each}) for each in ACTIONS),
    ("fluents/action", {"label": "Act", "type": "action_warm_transfer", "config": {"targets": [{"name": "Ann"}], "hold": True}}),
    (
        "fluents/action",
        {"label": "Act", **EXTERNAL, "config": {**EXTERNAL["config"], "speak_on_send": "One moment.", "speak_on_receive": ""}},
    ),
    ("vocode/vector_database", {"type": "vector_database_pinecone", "index": "i", "api_environment": "e", "api_key": KEY}),
    *(
        ("vocode/account_connection", {"type": f"account_connection_{each}", "credentials": CREDENTIALS[each]})
        for each in ("twilio", "openai")
    ),
    ("vocode/account_connection", {"type": "account_connection_twilio", "credentials": TWILIO, "account_supports_any_caller_id": True}),
    *(
        ("fluents/account_connection", {"type": f"account_connection_{name}", "label": name, "credentials": each})
        for name, each in CREDENTIALS.items()
    ),
    (
        "fluents/account_connection",
        {
            "type": "account_connection_twilio",
            "label": "All",
            "description": "Everything.",
            "credentials": TWILIO,
            "steering_pool": ["+12025550180"],
            "account_supports_any_caller_id": True,
            "config": {"voicemail_detection": {}},
        },
    ),
    (
        "vocode/prompt",
        {
            "content": "Hello ${name}.",
            "collect_fields": [{"name": "e", "label": "E", "description": None, "field_type": "field_type_email"}],
        },
    ),
    ("fluents/prompt", {"label": "All", "type": "block", "content": "", "collect_fields": ["b", "a"], "tags": ["x"], "description": ""}),
    *(("vocode/webhook", {"url": "https://example.com/?token=1", "subscriptions": [], "method": each}) for each in ("GET", "POST")),
    ("fluents/webhook", {"label": "All", "url": "https://example.com", "subscriptions": ["event_error", "event_of_2030"]}),
)
SETTINGS: dict[str, tuple[dict[str, str], ...]] = {
    "vocode": ({}, {"secret_echo": "masked"}, {"secret_echo": "omitted"}, {"unknown_fields": "reject"}),
    "fluents": (
        *({}, {"secret_echo": "masked"}, {"secret_echo": "omitted"}, {"unknown_fields": "reject"}),
        *({"f_update": "replace"}, {"f_missing_nulls": "null"}),
    ),
}


@pytest.fixture
def world(tmp_path) -> World:
    return World(tmp_path, environ={"SOME_KEY": "a-key", "VOCODE_API_KEY": "k", "FLUENTS_API_KEY": "k"} | _OTHERS)


_OTHERS = dict.fromkeys(("TELNYX_API_KEY", "COZMOX_API_KEY", "DAILY_API_KEY"), "k")


@pytest.mark.parametrize(
    ("kind", "spec"), [pytest.param(*each, id=f"{number}-{each[0]}-{each[1].get('type')}") for number, each in enumerate(SPECS)]
)
def test_every_variant_is_made_as_it_was_written(world, kind, spec):
    """
    Whatever its type, an object is sent in one call as its manifest has it, and the plan is empty afterwards.
    """
    declare(world, kind, "one", spec)
    done(world)
    (call,) = world.writes()
    assert call.body.keys() == spec.keys()
    (row,) = world.objects(*kind.split("/"))
    shown = {name: value for name, value in spec.items() if name not in {"credentials", "config", "action_trigger"} and value != KEY}
    assert {name: row[name] for name in shown} == shown
    assert set(spec.get("config", {})) <= set(row.get("config", {}))
    assert set(spec.get("credentials", {})) == set(row.get("credentials", {}))


@pytest.mark.parametrize(
    ("vendor", "setting"), [pytest.param(vendor, each, id=f"{vendor}-{each}") for vendor, settings in SETTINGS.items() for each in settings]
)
def test_all_variants_together_are_harmless_under_every_habit(world, vendor, setting):
    """
    All of them in one account, whatever the vendor hides, refuses or replaces: one call each, and nothing to do afterwards.
    """
    world.sandbox.vendors[vendor].switch(setting)
    mine = [(kind, spec) for kind, spec in SPECS if kind.startswith(vendor)]
    for number, (kind, spec) in enumerate(mine):
        named_apart = {"label": f"{spec['label']} {number}"} if "label" in spec else {}
        declare(world, kind, f"n{number}", {**spec, **named_apart})
    done(world)
    assert len(world.writes()) == len(mine)


# --- Null -------------------------------------------------------------------------------------------------------------


AGENT: Json = {
    "name": "Desk",
    "prompt": {"$ref": "vocode/prompt/script"},
    "voice": {"$ref": "vocode/voice/aria"},
    "initial_message": "Hello!",
    "webhook": {"$ref": "vocode/webhook/events"},
    "vector_database": {"$ref": "vocode/vector_database/manuals"},
    "context_endpoint": "https://example.com/context",
    "openai_model_name_override": "gpt-4",
    "openai_account_connection": {"$ref": "vocode/account_connection/openai"},
    "llm_fallback": {"provider": "azure", "model_name": "gpt-4"},
    "deepgram_keywords": {"kansas": 10},
    "idle_time_seconds": 20,
}
AROUND: dict[str, Json] = {
    "vocode/prompt/script": {"content": "Be brief."},
    "vocode/voice/aria": {"type": "voice_azure", "voice_name": "en-US-AriaNeural"},
    "vocode/webhook/events": {"url": "https://example.com", "subscriptions": ["event_message"]},
    "vocode/vector_database/manuals": {"type": "vector_database_pinecone", "index": "i", "api_environment": "e", "api_key": KEY},
    "vocode/account_connection/openai": {"type": "account_connection_openai", "credentials": {"openai_api_key": KEY}},
}
RIME, ELEVEN, PLAY_HT = VOICES[1:4]
PROMPT = {
    "content": "Be brief.",
    "context_endpoint": "https://example.com",
    "prompt_template": "99999999-0000-4000-8000-000000000000",
    "collect_fields": [{"name": "e", "label": "E", "field_type": "field_type_email"}],
}
NULLABLE: tuple[tuple[str, Json, tuple[str, ...]], ...] = (
    ("agent", AGENT, tuple(name for name in AGENT if name not in {"prompt", "voice"})),
    ("prompt", PROMPT, ("collect_fields", "context_endpoint", "prompt_template")),
    ("voice", RIME, ("speed_alpha", "model_id")),
    ("voice", ELEVEN, ("stability", "similarity_boost", "api_key", "optimize_streaming_latency", "model_id")),
    (
        "voice",
        PLAY_HT,
        ("api_user_id", "api_key", "speed", "quality", "temperature", "top_p", "text_guidance", "voice_guidance"),
    ),
)


def around(world: World, vendor: str = "vocode", **labels: str) -> None:
    for address, spec in AROUND.items():
        kind, name = address.rsplit("/", 1)
        declare(world, kind.replace("vocode", vendor), name, {**spec, **labels})


@pytest.mark.parametrize(("kind", "spec", "fields"), NULLABLE, ids=["agent", "prompt", "rime", "eleven-labs", "play-ht"])
@pytest.mark.parametrize("how", ["null", "removed"])
def test_vocode_clears_with_null_what_its_description_lets_it(world, kind, spec, fields, how):
    """
    A nullable field is cleared by writing null, or by removing it from the manifest; one call holds all of them.
    """
    if kind == "agent":
        around(world)
    declare(world, f"vocode/{kind}", "one", spec)
    done(world)
    cleared = dict.fromkeys(fields) if how == "null" else {}
    kept = {name: value for name, value in spec.items() if name not in fields}
    before = world.mark
    declare(world, f"vocode/{kind}", "one", {**kept, **cleared})
    done(world)
    (call,) = world.writes(before)
    assert call.body.keys() - {"type"} == {*fields}
    row = world.objects("vocode", kind)[-1]
    assert {name: row[name] for name in fields} == dict.fromkeys(fields)


@pytest.mark.parametrize(
    ("habit", "told"), [("clear", ""), ("ignore", "Field did not take: description"), ("reject", "answered 400: description")]
)
def test_fluents_says_so_when_null_does_not_clear(world, habit, told):
    """
    Whether null clears a field is not documented. Where it does not, the report names the field.
    """
    declare(world, "fluents/prompt", "one", {"label": "One", "description": "A note.", "content": "Be brief."})
    done(world)
    world.sandbox.vendors["fluents"].switch({"f_null": habit})
    declare(world, "fluents/prompt", "one", {"label": "One", "description": None, "content": "Be brief."})
    report = world.apply()
    assert report is not None
    wrong = "; ".join(f"{each.summary}: {each.path or each.detail} {each.detail}" for each in report.wrong)
    assert told in wrong
    assert bool(told) == bool(wrong)
    assert world.objects("fluents", "prompt")[0].get("description") == (None if habit == "clear" else "A note.")


# --- The steering pool ------------------------------------------------------------------------------------------------


def pool(world: World, *numbers: str) -> None:
    declare(
        world, "vocode/account_connection", "one", {"type": "account_connection_twilio", "credentials": TWILIO, "steering_pool": [*numbers]}
    )


ALLOW = "routing:vocode/account_connection/one"


def test_a_change_of_the_steering_pool_needs_a_waiver(world):
    """
    The vendor warns that it breaks off calls in progress, so nobody changes it by the way.
    """
    pool(world, "+12025550180")
    done(world, allow=(ALLOW,))
    pool(world, "+12025550181")
    assert [finding.waiver for finding in world.plan().findings] == [ALLOW]


def test_the_steering_pool_changes_one_number_at_a_time(world):
    """
    Who comes comes first, who stays is not told of, and no call leaves the number out, since the vendor would buy one then.
    """
    pool(world, "+12025550180", "+12025550181")
    done(world, allow=(ALLOW,))
    pool(world, "+12025550181", "+12025550182")
    before = world.mark
    done(world, allow=(ALLOW,))
    assert [(call.path.rsplit("/", 1)[1], call.body) for call in world.writes(before)] == [
        ("add_to_steering_pool", {"phone_number": "+12025550182"}),
        ("remove_from_steering_pool", {"phone_number": "12025550180"}),
    ]
    pool(world)
    done(world, allow=(ALLOW,))
    assert [row["steering_pool"] for row in world.objects("vocode", "account_connection")] == [[]]
    pooled = [call for call in world.writes() if call.path.endswith("_steering_pool")]
    assert len(pooled) == 6
    assert all(call.body and call.body["phone_number"] for call in pooled)
    assert world.sandbox.vendors["vocode"].purchases == []


def test_a_number_is_the_same_however_the_pool_writes_it(world):
    """
    The vendor shows digits where the manifest has a plus.
    """
    pool(world, "+12025550180")
    done(world, allow=(ALLOW,))
    pool(world, "12025550180")
    assert world.plan().steps == ()


def test_a_pool_that_is_no_longer_declared_stays(world):
    """
    What a manifest does not mention is not ours: nobody empties the pool.
    """
    pool(world, "+12025550180")
    done(world, allow=(ALLOW,))
    declare(world, "vocode/account_connection", "one", {"type": "account_connection_twilio", "credentials": TWILIO})
    before = world.mark
    world.apply()
    assert world.writes(before) == []
    assert world.plan().steps == ()


# --- What goes along with an update at Fluents ------------------------------------------------------------------------


@pytest.mark.parametrize("habit", ["merge", "replace"])
def test_an_update_at_fluents_loses_nothing(world, habit):
    """
    Whether an update merges or replaces is not documented: what the manifest says and what somebody set beside it stay either way.
    """
    fluents = world.sandbox.vendors["fluents"]
    fluents.switch({"f_update": habit})
    around(world, "fluents", label="One")
    (world.root / "manifests/fluents/vector_database/manuals.yaml").unlink()
    spec = {**AGENT, "actions": [], "llm_fallback": {"provider": "azure"}, "enable_recording": True}
    linked = {name: {"$ref": value["$ref"].replace("vocode", "fluents")} for name, value in spec.items() if "$ref" in str(value)}
    spec = {name: value for name, value in {**spec, **linked}.items() if name != "vector_database"}
    declare(world, "fluents/agent", "desk", spec)
    done(world)
    (agent,) = world.objects("fluents", "agent")
    fluents.edited("agent", agent["id"], {"description": "Somebody's", "transcriber": {"model": "nova"}, "llm_temperature": 0.4})
    before = world.mark
    declare(world, "fluents/agent", "desk", {**spec, "initial_message": "Good day!"})
    report = done(world)
    assert [note for _, outcome in report.outcomes for note in outcome.notes] == []
    (call,) = world.writes(before)
    assert not {"prompt", "voice", "actions"} & call.body.keys()
    (after,) = world.objects("fluents", "agent")
    assert after == {
        **agent,
        "description": "Somebody's",
        "transcriber": {"model": "nova"},
        "llm_temperature": 0.4,
        "initial_message": "Good day!",
    }


@pytest.mark.parametrize(("echo", "told"), [("clear", True), ("masked", True), ("omitted", False)])
def test_no_mask_is_ever_written_back(world, echo, told):
    """
    A key goes along when the manifest has it; any other stays at home, and if the vendor drops it then, the report says what it saw.
    """
    fluents = world.sandbox.vendors["fluents"]
    fluents.switch({"f_update": "replace", "secret_echo": echo})
    spec = {"type": "voice_eleven_labs", "label": "Ann", "voice_id": "pNInz6", "api_key": KEY}
    declare(world, "fluents/voice", "ann", spec)
    done(world)
    fluents.edited("voice", world.objects("fluents", "voice")[0]["id"], {"api_user_id": "somebody"})
    declare(world, "fluents/voice", "ann", {**spec, "stability": 0.5})
    report = world.apply()
    assert report is not None
    assert report.succeeded
    (row,) = world.objects("fluents", "voice")
    assert row["api_key"] == "a-key"
    assert "api_user_id" not in row
    assert any("api_user_id" in note for _, outcome in report.outcomes for note in outcome.notes) == told


def test_a_bought_number_keeps_its_agent_where_updates_replace(world):
    """
    The purchase takes a few fields, one update the rest, the agent among them.
    """
    world.sandbox.vendors["fluents"].switch({"f_update": "replace"})
    declare(world, "fluents/prompt", "script", {"label": "Script", "content": "Be brief."})
    declare(world, "fluents/voice", "aria", {"label": "Aria", "type": "voice_azure", "voice_name": "en-US-AriaNeural"})
    agent = {"name": "Desk", "prompt": {"$ref": "fluents/prompt/script"}, "voice": {"$ref": "fluents/voice/aria"}, "actions": []}
    declare(world, "fluents/agent", "desk", agent)
    declare(world, "fluents/number", "new", {"number": "+12025550177", "label": "New", "inbound_agent": {"$ref": "fluents/agent/desk"}})
    done(world, allow=("costly:fluents/number/new",))
    assert [call.path for call in world.writes()][-2:] == ["/v1/numbers/buy", "/v1/numbers/update"]
    assert [purchase["number"] for purchase in world.sandbox.vendors["fluents"].purchases] == ["+12025550177"]
    (number,) = [each for each in world.objects("fluents", "number") if each["number"] == "+12025550177"]
    assert number["inbound_agent"] == world.objects("fluents", "agent")[0]["id"]


def test_linking_a_number_makes_no_agent_that_nobody_asked_for(world):
    """
    Where a request names no agent the vendor makes one, which cannot be deleted: so it is told that there is none.
    """
    declare(world, "vocode/account_connection", "twilio", {"type": "account_connection_twilio", "credentials": TWILIO})
    number = {"number": "+12025550177", "telephony_account_connection": {"$ref": "vocode/account_connection/twilio"}}
    declare(world, "vocode/number", "new", number)
    done(world, allow=("routing:vocode/number/new",))
    assert world.objects("vocode", "agent") == []
    assert world.writes()[-1].body["inbound_agent"] is None
    assert world.sandbox.vendors["vocode"].purchases == []


def test_a_voice_of_a_maker_that_nobody_describes_is_no_surprise(tmp_path):
    """
    Fluents publishes a free object: any field of a voice is accepted, also under --strict, and kept.
    """
    world = World(tmp_path)
    spec = {"label": "Nova", "type": "voice_cartesia", "voice_id": "v1", "emotion": {"curiosity": "high"}}
    world.write("manifests/nova.yaml", json.dumps({"kind": "fluents/voice", "name": "nova", "spec": spec}))
    assert workflow.load(world.setting(strict=True)).desired.warnings == ()
    world.apply()
    assert world.objects("fluents", "voice")[0]["emotion"] == {"curiosity": "high"}
    assert world.plan().steps == ()
