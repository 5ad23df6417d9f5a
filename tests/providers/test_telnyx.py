"""The declaration of Telnyx: what it accepts, what it refuses, and how it reads the vendor's answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from reconciler.address import Address
from reconciler.providers.telnyx import PROVIDER
from reconciler.providers.telnyx.assistant import same_transcription, same_type, same_voice
from reconciler.providers.telnyx.tools import TYPES, tool_key
from reconciler.schema import Kind, Reference, SecretRef, Spec
from reconciler.schema.spec import problems
from reconciler.schema.traits import (
    Atomic,
    BlankCounts,
    Computed,
    Deferrable,
    Immutable,
    Keyed,
    NullMeans,
    Overlay,
    Ref,
    Resend,
    Sensitive,
    SetLike,
    Unread,
    Verbatim,
    WriteOnly,
)

Body = dict[str, Any]


def named(name: str) -> Kind:
    kind = PROVIDER.kind(name)
    assert kind is not None
    return kind


ASSISTANT, SECRET, TOOL = named("assistant"), named("integration_secret"), named("tool")
BARE: Body = {"name": "Front desk", "instructions": "Be brief."}
WEBHOOK: Body = {"name": "lookup", "description": "Finds an order", "url": "https://example.com/orders/{id}"}


def object_schema(**properties: Any) -> Body:
    return {"type": "object", "properties": properties, "required": sorted(properties)}


VENDORS_EXAMPLE: Body = {
    "name": "string",
    "model": "string",
    "instructions": "string",
    "tools": [
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
                "body_parameters": object_schema(
                    age={"description": "The age of the customer.", "type": "integer"},
                    location={"description": "The location of the customer.", "type": "string"},
                ),
                "path_parameters": object_schema(id={"description": "The id of the customer.", "type": "string"}),
                "query_parameters": object_schema(page={"description": "The page number.", "type": "integer"}),
            },
        },
        {"type": "hangup", "hangup": {"description": "This tool is used to hang up the call."}},
        {"type": "transfer", "transfer": {"targets": [{"name": "Support", "to": "+13129457420"}], "from": "+35319605860"}},
        {"type": "retrieval", "retrieval": {"bucket_ids": ["string"], "max_num_results": 0}},
    ],
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

CONVERSATION_FLOW: Body = {
    "start_node_id": "hello",
    "nodes": [
        {"id": "hello", "instructions": "Ask for the order.", "position": {"x": 0, "y": 0}, "shared_tool_ids": ["tool-1"]},
        {"id": "look", "type": "tool", "shared_tool_id": Reference(Address("telnyx", "tool", "lookup"))},
        {"id": "bye", "type": "speak", "message": "Goodbye."},
    ],
    "edges": [
        {
            "id": "e1",
            "start_node_id": "hello",
            "condition": {"type": "llm", "prompt": "Knows the order"},
            "target": {"type": "node", "node_id": "look"},
        },
        {
            "id": "e2",
            "start_node_id": "look",
            "condition": {
                "type": "expression",
                "expression": {
                    "type": "comparison",
                    "op": "==",
                    "left": {"type": "variable", "name": "n"},
                    "right": {"type": "number_literal", "value": 1},
                },
            },
            "target": {"type": "assistant", "assistant_id": Reference(Address("telnyx", "assistant", "billing"))},
        },
        {"id": "e3", "start_node_id": "look", "condition": {"type": "default"}, "target": {"type": "node", "node_id": "bye"}},
    ],
}

IN_USE: dict[str, Body] = {
    "a minimal assistant": {**BARE, "model": "moonshotai/Kimi-K2.6", "greeting": "Hello.", "enabled_features": ["telephony"]},
    "a slow webhook with filler messages": {
        **BARE,
        "tools": [
            {
                "type": "webhook",
                "timeout_ms": 30000,
                "webhook": {
                    **WEBHOOK,
                    "async": False,
                    "timeout_ms": 10000,
                    "messages": [
                        {"type": "request_start", "content": "Let me look."},
                        {"type": "request_response_delayed", "content": "Still looking.", "timing_ms": 5000},
                    ],
                },
            }
        ],
    },
    "shared tools by id and by reference": {**BARE, "tool_ids": ["tool-1", Reference(Address("telnyx", "tool", "pay"))]},
    "a careful listener": {
        **BARE,
        "dynamic_variables_webhook_url": "",
        "tools": [{"type": "send_message", "send_message": {"message_template": "Your results are ready."}}],
        "interruption_settings": {
            "enable": True,
            "disable_greeting_interruption": True,
            "interrupt_prediction_threshold": 0.4,
            "start_speaking_plan": {
                "wait_seconds": 0.8,
                "transcription_endpointing_plan": {
                    "on_no_punctuation_seconds": 1.5,
                    "on_punctuation_seconds": 0.8,
                    "on_number_seconds": 1,
                },
            },
        },
        "transcription": {
            "model": "deepgram/flux",
            "language": "en",
            "settings": {"eot_threshold": 0.9, "eager_eot_threshold": 0.9, "eot_timeout_ms": 7000, "keyterm": "Maya,Jordan"},
        },
        "telephony_settings": {"noise_suppression": "krisp", "time_limit_secs": 600, "recording_settings": {"enabled": False}},
        "privacy_settings": {"data_retention": False},
    },
    "a warm transfer": {
        **BARE,
        "tools": [
            {
                "type": "transfer",
                "transfer": {
                    "from": "+15555550160",
                    "targets": [{"name": "Billing", "to": "+15555550161"}],
                    "warm_transfer_instructions": "Summarise.",
                    "warm_transfer_acceptance": {"enabled": True, "end_user_target_context_mode": "private"},
                },
            }
        ],
    },
    "targets from a template": {
        **BARE,
        "tools": [
            {"type": "transfer", "transfer": {"from": "{{from}}", "targets": "{{ targets }}"}},
            {"type": "invite", "invite": {"from": "+15555550160", "targets": None}},
        ],
    },
    "an assistant with a model of its own": {
        **BARE,
        "external_llm": {
            "base_url": "https://llm.example.com/v1",
            "model": "hermes",
            "llm_api_key_ref": Reference(Address("telnyx", "integration_secret", "llm")),
        },
        "voice_settings": {"voice": "ElevenLabs.eleven_flash_v2_5.Anna", "api_key_ref": "elevenlabs_prod"},
        "greeting": "",
    },
    "a handoff": {
        **BARE,
        "tools": [
            {"type": "handoff", "handoff": {"voice_mode": "unified", "ai_assistants": [{"name": "Hebrew", "id": "assistant-1"}]}},
            {"type": "send_dtmf", "send_dtmf": {}},
        ],
    },
    "fields that do not exist": {**BARE, "voice": "Telnyx.Ultra.Katie", "insight_settings": {"enabled": True, "params": []}},
    "a conversation flow": {**BARE, "conversation_flow": CONVERSATION_FLOW},
}

TOOLS_IN_USE: dict[str, Body] = {
    "a tool in the browser": {
        "type": "client_side_tool",
        "display_name": "show_order",
        "client_side_tool": {"name": "show_order", "description": "Show it.", "parameters": object_schema(order_id={"type": "string"})},
        "timeout_ms": 5000,
    },
    "a type nobody documented": {
        "type": "whatsapp_template",
        "display_name": "Templates",
        "whatsapp_template": {"templates": [{"template_id": "template-123"}]},
    },
    "a webhook whose header is a secret": {
        "type": "webhook",
        "display_name": "lookup",
        "webhook": {
            **WEBHOOK,
            "headers": [
                {"name": "Authorization", "value": SecretRef("env", "KEY")},
                {"name": "X", "value": "{{#integration_secret}}x{{/integration_secret}}"},
            ],
        },
    },
}


# --- What is accepted -------------------------------------------------------------------------------------------------


def test_the_vendors_own_example_is_valid():
    """
    The body on the vendor's page for updating an assistant may stand in a manifest as it is.
    """
    assert list(problems(ASSISTANT.spec, VENDORS_EXAMPLE)) == []
    assert ASSISTANT.check(VENDORS_EXAMPLE) == []


@pytest.mark.parametrize("spec", IN_USE.values(), ids=list(IN_USE))
def test_bodies_in_use_are_valid(spec):
    """
    What people send to the vendor today may stand in a manifest.
    """
    assert list(problems(ASSISTANT.spec, spec)) == []
    assert ASSISTANT.check(spec) == []


@pytest.mark.parametrize("spec", TOOLS_IN_USE.values(), ids=list(TOOLS_IN_USE))
def test_shared_tools_in_use_are_valid(spec):
    """
    A shared tool has the same settings as an inline one, and types that are not known yet pass.
    """
    assert list(problems(TOOL.spec, spec)) == []
    assert TOOL.check(spec) == []


@pytest.mark.parametrize(
    ("spec", "path"),
    [
        ({"name": "x"}, ("instructions",)),
        ({**BARE, "greeting": None}, ("greeting",)),
        ({**BARE, "dynamic_variables_webhook_timeout_ms": 0}, ("dynamic_variables_webhook_timeout_ms",)),
        ({**BARE, "enabled_features": ["fax"]}, ("enabled_features", 0)),
        (
            {**BARE, "voice_settings": {"voice": "x", "background_audio": {"type": "media_url"}}},
            ("voice_settings", "background_audio", "value"),
        ),
        ({**BARE, "tools": [{"type": "webhook"}]}, ("tools", 0)),
        ({**BARE, "tools": [{"type": "transfer", "transfer": {"targets": []}}]}, ("tools", 0, "transfer", "from")),
        ({**BARE, "transcription": {"model": "m", "fallback_models": [{"model": "x"}] * 4}}, ("transcription", "fallback_models")),
        ({**BARE, "transcription": {"settings": {"min_turn_silence": 900, "max_turn_silence": 800}}}, ("transcription", "settings")),
        (
            {**BARE, "interruption_settings": {"interrupt_prediction_threshold": 2}},
            ("interruption_settings", "interrupt_prediction_threshold"),
        ),
        ({**BARE, "conversation_flow": {"start_node_id": "a", "nodes": [{"id": "a"}]}}, ("conversation_flow", "nodes", 0)),
    ],
)
def test_what_the_vendor_would_refuse_is_refused_with_its_path(spec, path):
    """
    A wrong type, a missing field or a broken limit is found before anything is sent.
    """
    assert [found for found, _, _ in problems(ASSISTANT.spec, spec)] == [path]


@pytest.mark.parametrize("spec", [{"challenger": None}, {"fallback_models": None}, {"fallback_models": []}])
def test_null_removes_a_second_model(spec):
    """
    Null is written where the vendor gives it a meaning.
    """
    assert list(problems(ASSISTANT.spec, {**BARE, "transcription": spec})) == []


def test_a_missing_setting_is_named_in_a_sentence():
    """
    Whoever forgets a tool's settings reads which key is missing.
    """
    [(_, _, reason)] = problems(TOOL.spec, {"type": "webhook", "display_name": "x"})
    assert reason == "A tool of type webhook needs its settings under the key webhook."


@pytest.mark.parametrize(
    ("spec", "reasons"),
    [
        ({"type": "bearer", "token": SecretRef("env", "T")}, []),
        ({"type": "basic", "username": SecretRef("env", "U"), "password": SecretRef("env", "P")}, []),
        ({"type": "bearer"}, ["A secret of type bearer needs token."]),
        ({"type": "basic"}, ["A secret of type basic needs password and username."]),
    ],
)
def test_a_secret_has_the_values_of_its_type(spec, reasons):
    """
    A bearer secret is a token, a basic one a user name and a password.
    """
    assert [reason for _, _, reason in problems(SECRET.spec, {"identifier": "key", **spec})] == reasons


# --- What an answer says ----------------------------------------------------------------------------------------------


def test_shared_tools_become_ids_and_inline_ones_lose_what_the_vendor_added():
    """
    An answer mixes both kinds of tools; a manifest keeps them apart.
    """
    live = {
        "id": "assistant-1",
        "version_name": "v3",
        "tool_ids": None,
        "tools": [
            {"type": "hangup", "hangup": {}, "shared": False, "tool_id": "tool-9", "timeout_ms": 5000, "created_at": "now"},
            {"type": "webhook", "webhook": WEBHOOK, "shared": True, "tool_id": "tool-1", "id": "other"},
            {"type": "pay", "pay": {}, "shared": True, "id": "tool-2"},
            {"type": "webhook", "webhook": WEBHOOK, "timeout_ms": 8000},
        ],
    }
    assert ASSISTANT.decode(live) == {
        "id": "assistant-1",
        "tools": [{"type": "hangup", "hangup": {}}, {"type": "webhook", "webhook": WEBHOOK, "timeout_ms": 8000}],
        "tool_ids": ["tool-1", "tool-2"],
    }


@pytest.mark.parametrize("live", [{}, {"tools": None}, {"tools": "odd"}, {"tool_ids": None}, None, []])
def test_an_answer_without_tools_stays_silent_about_them(live):
    """
    Nothing said is not the same as no tools.
    """
    assert ASSISTANT.decode(live) == live


@pytest.mark.parametrize("tools", [[None], ["odd", 1], [{}], [{"shared": "yes", "type": 3}]])
def test_odd_tools_do_not_stop_a_reading(tools):
    """
    A reading shows what is there, however strange.
    """
    assert set(ASSISTANT.decode({"tools": tools})) == {"tools", "tool_ids"}


def test_shared_tools_without_ids_leave_open_which_they_are():
    """
    Where an answer shows shared tools without their ids, those sent last time are taken to be there still.
    """
    assert ASSISTANT.decode({"tools": [{"type": "hangup", "shared": True}]}) == {"tools": []}
    assert ASSISTANT.decode({"tools": [{"type": "hangup", "shared": True}], "tool_ids": ["tool-1"]})["tool_ids"] == ["tool-1"]


@pytest.mark.parametrize("definition", [WEBHOOK, {"webhook": WEBHOOK}, {"type": "webhook", "webhook": WEBHOOK}])
def test_a_shared_tools_settings_are_read_in_every_form(definition):
    """
    The settings come back bare or under their type; a manifest always has them under their type.
    """
    live = {"id": "tool-1", "type": "webhook", "display_name": "lookup", "tool_definition": definition}
    assert TOOL.decode(live) == {"id": "tool-1", "type": "webhook", "display_name": "lookup", "webhook": WEBHOOK}


@pytest.mark.parametrize("live", [None, {}, {"type": None, "tool_definition": 3}, {"tool_definition": {"a": 1}}, {"type": "pay"}])
def test_an_odd_shared_tool_does_not_stop_a_reading(live):
    """
    A tool without type or definition is read as far as it goes.
    """
    decoded = TOOL.decode(live)
    assert decoded is None or "tool_definition" not in decoded


@pytest.mark.parametrize(
    ("tool", "key"),
    [
        ({"type": "hangup", "hangup": {"description": "x"}}, "hangup"),
        ({"type": "update_dynamic_variables", "update_dynamic_variables": {"name": "n"}}, "update_dynamic_variables"),
        ({"type": "webhook", "webhook": WEBHOOK}, "webhook lookup"),
        ({"type": "function", "function": {"name": "f"}}, "function f"),
        ({"type": "whatsapp_template", "whatsapp_template": {"templates": []}}, "whatsapp_template"),
        ({"type": "webhook", "webhook": None}, "webhook"),
        ({}, "None"),
    ],
)
def test_tools_are_matched_by_type_and_name(tool, key):
    """
    Moving a tool in the list changes nothing; renaming one does.
    """
    assert tool_key(tool) == key


def test_the_vendors_own_time_out_means_the_same_as_none():
    """
    Writing 5000 down is no change.
    """
    shape = ASSISTANT.shape.child("tools").item
    assert shape is not None
    normalized = next(trait for trait in shape.child("timeout_ms").traits if hasattr(trait, "fn"))
    assert [normalized.fn(value) for value in (5000, 8000, None)] == [None, 8000, None]


# --- What is sent -----------------------------------------------------------------------------------------------------


def test_settings_of_another_transcription_provider_are_not_sent_along():
    """
    Changing the model drops what only the old provider understands.
    """
    live = {"model": "deepgram/flux", "language": "en", "settings": {"eot_threshold": 0.8}}
    assert same_transcription(live, {"model": "azure/fast"}) == {"model": "deepgram/flux", "language": "en"}
    assert same_transcription(live, {"model": "deepgram/nova-3"}) == live
    assert same_transcription(live, {"language": "de"}) == live


def test_a_voice_of_another_provider_starts_afresh():
    """
    The vendor refuses an ElevenLabs voice with the settings of a Telnyx one.
    """
    sound = {"type": "predefined_media", "value": "office"}
    live = {"voice": "Telnyx.KokoroTTS.af_heart", "voice_speed": 1.2, "background_audio": sound}
    assert same_voice(live, {"voice": "ElevenLabs.flash.Anna"}) == {"background_audio": sound}
    assert same_voice(live, {"voice": "Telnyx.Ultra.Katie"}) == live


def test_a_union_of_another_type_starts_afresh():
    """
    A media file has no loudness.
    """
    live = {"type": "predefined_media", "value": "office", "volume": 0.5}
    assert same_type(live, {"type": "media_url", "value": "https://example.com/a.mp3"}) == {}
    assert same_type(live, {"volume": 0.2}) == live


@pytest.mark.parametrize(
    ("live", "desired", "body", "extra"),
    [
        ({}, {}, {"greeting": "Hi"}, {}),
        ({"model": "m"}, {"external_llm": {"model": "x"}}, {"external_llm": {"model": "x"}}, {"model": ""}),
        ({"model": ""}, {"external_llm": {"model": "x"}}, {"external_llm": {"model": "x"}}, {}),
        (
            {"transcription": {"challenger": {"model": "c"}}},
            {"transcription": {"fallback_models": [{"model": "f"}]}},
            {"transcription": {"challenger": {"model": "c"}, "fallback_models": [{"model": "f"}]}},
            {"transcription": {"challenger": None, "fallback_models": [{"model": "f"}]}},
        ),
        (
            {"transcription": {"fallback_models": [{"model": "f"}]}},
            {"transcription": {"challenger": {"model": "c"}}},
            {"transcription": {"challenger": {"model": "c"}}},
            {"transcription": {"challenger": {"model": "c"}, "fallback_models": None}},
        ),
    ],
)
def test_an_update_clears_what_excludes_the_desired_field(live, desired, body, extra):
    """
    An update never holds two things that exclude each other.
    """
    before = json.dumps(body)
    assert ASSISTANT.amend(body, live, desired) == {**body, **extra}
    assert json.dumps(body) == before


# --- What the vendor would refuse -------------------------------------------------------------------------------------

HANGUP: Body = {"type": "hangup", "hangup": {}}
PAY: Body = {"type": "pay", "pay": {"connector_name": "c"}}


def flow(**changes: Any) -> Body:
    return {"conversation_flow": {**CONVERSATION_FLOW, **changes}}


def transfer(**settings: Any) -> Body:
    return {"tools": [{"type": "transfer", "transfer": {"from": "+1", "targets": [{"to": "+2"}], **settings}}]}


REFUSED: list[tuple[Body, list[str]]] = [
    ({"tools": [HANGUP, HANGUP]}, ["tools[1]"]),
    (
        {"tools": [{"type": "webhook", "webhook": WEBHOOK}, {"type": "function", "function": {"name": "lookup"}}]},
        ["tools[1].function.name"],
    ),
    ({"model": "m", "external_llm": {"base_url": "https://x", "model": "x"}}, ["external_llm"]),
    ({"telephony_settings": {"recording_settings": {"enabled": True}}}, ["telephony_settings.recording_settings.enabled"]),
    ({"telephony_settings": {"recording_settings": {"enabled": True}}, "privacy_settings": {"data_retention": True}}, []),
    ({"enabled_features": ["messaging"], "privacy_settings": {"pii_redaction": "redact"}}, ["privacy_settings.pii_redaction"]),
    ({"tools": [PAY]}, ["telephony_settings.disable_dtmf"]),
    ({"tools": [PAY], "telephony_settings": {"disable_dtmf": True}}, []),
    (transfer(warm_transfer_acceptance={"enabled": True}), ["tools[0].transfer.warm_transfer_acceptance"]),
    (transfer(warm_transfer_acceptance={"enabled": False}), []),
    (transfer(warm_transfer_acceptance={"enabled": True}, targets=[{"to": "+2", "message": "Hello"}]), []),
    (
        {"transcription": {"challenger": {"model": "soniox/stt-rt-v4"}, "fallback_models": [{"model": "xai/grok-stt"}]}},
        ["transcription.challenger"],
    ),
    (
        {"transcription": {"model": "deepgram/flux", "challenger": {"model": "cohere/ar-stt"}}},
        ["transcription.challenger.model"],
    ),
    ({"transcription": {"model": "azure/fast", "settings": {"eot_threshold": 0.8}}}, ["transcription.settings.eot_threshold"]),
    ({"transcription": {"fallback_models": [{"model": "azure/fast"}]}}, ["transcription.fallback_models[0].model"]),
    ({"delegation_settings": {}}, ["delegation_settings"]),
    ({"delegation_settings": {"mode": "client"}}, []),
    ({"websocket_settings": {"enabled": True}}, ["websocket_settings.url"]),
    ({"websocket_settings": {"url": "https://example.com"}}, ["websocket_settings.url"]),
    ({"a2a_agents": [{"name": "a b", "url": "https://a"}, {"name": "a-b", "url": "ftp://b"}]}, ["a2a_agents[1].name", "a2a_agents[1].url"]),
    ({"observability_settings": {"prompt_sync": "enabled", "prompt_version": 3}}, ["observability_settings.prompt_version"]),
    ({"promote_to_main": False, "version_name": "v2"}, ["promote_to_main", "version_name"]),
    (flow(start_node_id="nowhere"), ["conversation_flow.start_node_id"]),
    (flow(edges=CONVERSATION_FLOW["edges"][:2]), ["conversation_flow.nodes[1]"]),
    (flow(edges=[{**CONVERSATION_FLOW["edges"][2], "start_node_id": "hello"}]), ["conversation_flow.edges[0].condition"]),
    (flow(nodes=[*CONVERSATION_FLOW["nodes"], CONVERSATION_FLOW["nodes"][0]]), ["conversation_flow.nodes[3].id"]),
    (
        flow(nodes=CONVERSATION_FLOW["nodes"][:2]),
        ["conversation_flow.edges[2].target.node_id"],
    ),
]


@pytest.mark.parametrize(("spec", "paths"), REFUSED)
def test_the_vendors_rules_are_known_before_anything_is_sent(spec, paths):
    """
    What the vendor answers with a 400 is found while the manifest is read.
    """
    assert [path for path, _ in ASSISTANT.check({**BARE, **spec})] == paths


ODD: list[Any] = [None, 3, "odd", [], [None], [3], [{}], {}, {"nodes": [{}], "edges": [{}]}, Reference(Address("telnyx", "tool", "x"))]


@pytest.mark.parametrize("odd", ODD, ids=str)
def test_the_rules_survive_any_manifest(odd):
    """
    Wrong types are told by the types; the rules never stumble over them.
    """
    assert all(message.endswith(".") for _, message in ASSISTANT.check(dict.fromkeys(ASSISTANT.shape.fields, odd)))


def test_a_shared_transfer_follows_the_rules_too():
    """
    The same rule holds for inline and shared tools.
    """
    spec = {"type": "transfer", "transfer": {"from": "+1", "targets": [{"to": "+2"}], "warm_transfer_acceptance": {"enabled": True}}}
    assert [path for path, _ in TOOL.check(spec)] == ["transfer.warm_transfer_acceptance"]


# --- The declaration itself -------------------------------------------------------------------------------------------


def models(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[type[BaseModel]]:
    """Every model below this one."""
    if model not in seen:
        seen.add(model)
        for info in model.model_fields.values():
            for each in parts(info.annotation):
                models(each, seen)
    return seen


def parts(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        yield annotation
    for each in get_args(annotation):
        yield from parts(each)


ALL_MODELS = sorted({each for kind in PROVIDER.kinds for each in models(kind.spec, set())}, key=lambda model: model.__name__)


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda model: model.__name__)
def test_every_field_says_what_it_is(model):
    """
    Editors and the documentation show one sentence for every field.
    """
    silent = [name for name, info in model.model_fields.items() if not re.fullmatch(r".{4,110}\.", info.description or "")]
    assert silent == []


@pytest.mark.parametrize("model", ALL_MODELS, ids=lambda model: model.__name__)
def test_every_model_can_be_checked(model):
    """
    Limits and patterns are ones that pydantic accepts; models compile when they are first used.
    """
    with pytest.raises(ValidationError):
        model.model_validate(3)


@pytest.mark.parametrize("kind", PROVIDER.kinds, ids=str)
def test_every_reference_names_a_kind(kind):
    """
    A reference leads to a kind that is declared here, and to a field of it.
    """
    refs = [ref for _, shape in kind.shape.walk() if (ref := shape.get(Ref))]
    kinds = {str(each): each for each in PROVIDER.kinds}
    assert [ref for ref in refs if ref.kind not in kinds] == []
    assert [ref for ref in refs if ref.to not in kinds[ref.kind].shape.fields] == []
    assert kind.name in {"integration_secret", "insight", "outbound_voice_profile"} or refs


@pytest.mark.parametrize("kind", PROVIDER.kinds, ids=str)
def test_null_is_accepted_only_where_its_meaning_is_declared(kind):
    """
    What null does is never left open.
    """
    unclear = [
        f"{model.__name__}.{name}"
        for model in models(kind.spec, set())
        for name, info in model.model_fields.items()
        if type(None) in get_args(info.annotation) and not any(isinstance(each, NullMeans) for each in info.metadata)
    ]
    assert unclear == []


@pytest.mark.parametrize(
    ("path", "traits"),
    [
        ("llm_api_key_ref", (Ref,)),
        ("tools.[].webhook.async", ()),
        ("tools.[].transfer.from", (Verbatim,)),
        ("tools.[].webhook.headers.[].value", (Sensitive, Verbatim)),
        ("tools.[].webhook.body_parameters", (Atomic,)),
        ("tools.[].transfer.targets.[].sip_auth_password", (Sensitive,)),
        ("tools.[].handoff.ai_assistants.[].id", (Ref, Deferrable)),
        ("tools.[].shared", (Computed,)),
        ("tools", (Keyed,)),
        ("tool_ids", (SetLike, Unread)),
        ("tool_ids.[]", (Ref,)),
        ("mcp_servers.[].allowed_tools", (SetLike, BlankCounts)),
        ("greeting", (BlankCounts, Verbatim)),
        ("tags", (SetLike, Resend)),
        ("voice_settings", (Overlay,)),
        ("voice_settings.background_audio", (Overlay,)),
        ("telephony_settings.default_texml_app_id", (Ref,)),
        ("conversation_flow.edges.[].target.assistant_id", (Ref, Deferrable)),
        ("conversation_flow.nodes.[].llm_api_key_ref", (Ref,)),
        ("version_id", (Computed,)),
    ],
)
def test_fields_wear_their_traits(path, traits):
    """
    Deep inside unions and lists a field still is what it is.
    """
    places = {".".join(place): shape for place, shape in ASSISTANT.shape.walk()}
    assert all(places[path].has(trait) for trait in traits)


def test_variables_are_owned_one_by_one():
    """
    A variable that the manifest does not name stays as it is.
    """
    assert ASSISTANT.shape.child("dynamic_variables").descends({"a": 1})


def test_a_secret_never_changes_in_place():
    """
    The vendor has no update for secrets, so all that can be written replaces the object.
    """
    assert SECRET.update is None
    assert SECRET.fields_with(Immutable) == ("identifier", "type", "token", "username", "password")
    assert SECRET.fields_with(WriteOnly) == SECRET.fields_with(Sensitive) == ("token", "username", "password")
    assert SECRET.fields_with(Unread) == ("type",)


def test_every_published_type_of_tool_has_its_key():
    """
    A tool's settings stand under the key named like its type.
    """
    assert set(TYPES) <= set(TOOL.shape.fields)


@pytest.mark.parametrize("kind", PROVIDER.kinds, ids=str)
def test_every_kind_tells_what_it_is_and_what_it_rests_on(kind):
    """
    Where the vendor is silent, the declaration says what it assumes.
    """
    assert kind.summary.endswith(".")
    assert kind.inferred.endswith(".")
    assert kind.identity
    assert kind.list is not None
    assert kind.blank_is_absent
