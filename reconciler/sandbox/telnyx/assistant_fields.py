"""What Telnyx accepts of assistants, and what it fills in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from ..vendor import Json
from .checking import Kind, choice, flag, many, must, nullable, number, opaque, shape, text, whole
from .flow_fields import EXTERNAL_LLM, FLOW
from .speech_fields import TRANSCRIPTION, VOICE
from .tool_fields import MESSAGES, TOOL

_TELEPHONY = shape(
    {
        "default_texml_app_id": text(),
        "noise_suppression": choice("krisp", "deepfilternet", "disabled", "aicoustics", default="disabled"),
        "noise_suppression_config": shape(
            {
                "attenuation_limit": whole(0, 100, default=100),
                "mode": choice("advanced"),
                "enhancement_level": number(0, 1),
                "family": choice("quail"),
                "size": choice("vf", "vf_2_0_l"),
            }
        ),
        "recording_settings": shape(
            {
                "channels": choice("single", "dual", default="dual"),
                "enabled": flag(default=True),
                "format": choice("wav", "mp3", default="mp3"),
                "stop_on_conversation_end": flag(default=False),
            }
        ),
        "supports_unauthenticated_web_calls": flag(),
        "time_limit_secs": whole(30, 14400, default=1800),
        "user_idle_reply_secs": whole(0, default=10),
        "user_idle_timeout_secs": whole(10, 14400),
        "voicemail_detection": shape(
            {
                "on_voicemail_detected": shape(
                    {
                        "action": choice("stop_assistant", "leave_message_and_stop_assistant", "continue_assistant"),
                        "voicemail_message": shape({"message": text(), "prompt": text(), "type": choice("prompt", "message")}),
                    }
                )
            }
        ),
        "conversation_ended_full_history": flag(),
        "disable_dtmf": flag(),
        "fallback_destination": text(),
        "send_message_history_updates": flag(),
    },
    default={},
)
_INTERRUPTION = shape(
    {
        "disable_greeting_interruption": flag(),
        "enable": flag(default=True),
        "start_speaking_plan": shape(
            {
                "transcription_endpointing_plan": shape(
                    {
                        "on_no_punctuation_seconds": number(default=1.5),
                        "on_number_seconds": number(default=0.5),
                        "on_punctuation_seconds": number(default=0.1),
                    },
                    default={},
                ),
                "wait_seconds": number(0, default=0.4),
            },
            default={},
        ),
        # No default is documented; this value was seen by users.
        "interrupt_prediction_threshold": nullable(number(0, 1, default=0.55)),
    },
    default={},
)
_WIDGET = shape(
    {
        "agent_thinking_text": text(),
        "audio_visualizer_config": shape({"color": choice("verdant", "twilight", "bloom", "mystic", "flare", "glacier"), "preset": text()}),
        "default_state": choice("expanded", "collapsed"),
        "give_feedback_url": nullable(text()),
        "logo_icon_url": nullable(text()),
        "position": choice("fixed", "static"),
        "report_issue_url": nullable(text()),
        "speak_to_interrupt_text": text(),
        "start_call_text": text(),
        "theme": choice("light", "dark"),
        "view_history_url": nullable(text()),
    }
)
_OBSERVABILITY = shape(
    {
        "host": text(),
        "prompt_label": text(),
        "prompt_name": text(),
        "prompt_sync": choice("enabled", "disabled", default="disabled"),
        "prompt_version": whole(1),
        "public_key_ref": text(),
        "secret_key_ref": text(),
        "status": choice("enabled", "disabled", default="disabled"),
    }
)
_A2A_HEADER = shape({"name": must(text()), "value": must(text())})
_A2A_AGENT = shape(
    {
        "async": flag(),
        "name": must(text()),
        "url": must(text(high=2048, pattern=r"^https?://[^/{]+")),
        "headers": many(_A2A_HEADER),
        "messages": MESSAGES,
        "poll_interval_ms": whole(default=500),
        "timeout_ms": whole(),
    }
)
_AVATAR = shape(
    {
        "avatar_id": must(text()),
        "background_id": must(choice("office", "studio", "reception", "illustrated_workspace")),
        "model": must(choice("foxtrot-1")),
        "provider": must(choice("telnyx")),
    }
)
_DELEGATION = shape(
    {
        "enabled": flag(default=True),
        # Documented: a raw key is rejected, the key goes in by reference.
        "external_llm": replace(EXTERNAL_LLM, fields={**EXTERNAL_LLM.fields, "api_key": Kind("forbidden")}),
        "instructions": text(),
        "llm_api_key_ref": text(),
        "mode": choice("telnyx", "client", default="telnyx"),
        "model": text(),
        "speak_results": flag(default=True),
    }
)
_INSIGHT_MODEL = choice("zai-org/GLM-5.3-Flash", "meta-llama/Llama-3.3-70B-Instruct", default="zai-org/GLM-5.3-Flash")

_ASSISTANT: Mapping[str, Kind] = {
    "name": text(),
    # Which model is the platform's default is not documented; this one is the documents' own example.
    "model": text(default="moonshotai/Kimi-K2.6"),
    "instructions": text(),
    "conversation_flow": FLOW,
    "description": text(),
    "dynamic_variables": opaque(default={}),
    "dynamic_variables_webhook_timeout_ms": whole(1, 10000, default=1500),
    "dynamic_variables_webhook_url": text(),
    # What an assistant gets when none is named is not documented.
    "enabled_features": many(choice("telephony", "messaging"), unique=True, default=["telephony"]),
    "external_llm": EXTERNAL_LLM,
    "fallback_config": shape({"external_llm": EXTERNAL_LLM, "llm_api_key_ref": text(), "model": text()}),
    "greeting": text(),
    "insight_settings": shape({"insight_group_id": text(), "model": nullable(_INSIGHT_MODEL)}, default={}),
    "integrations": many(shape({"allowed_list": many(text()), "integration_id": must(text())}), default=[]),
    "interruption_settings": _INTERRUPTION,
    # Seen by users: returned as "" when unset.
    "llm_api_key_ref": text(default=""),
    "mcp_servers": many(shape({"allowed_tools": many(text()), "id": must(text())}), default=[]),
    "messaging_settings": shape(
        {
            "conversation_inactivity_minutes": whole(1, 10_000_000),
            "default_messaging_profile_id": text(),
            "delivery_status_webhook_url": text(),
        },
        default={},
    ),
    "observability_settings": _OBSERVABILITY,
    "post_conversation_settings": shape({"enabled": flag(default=False)}),
    "privacy_settings": shape(
        {
            "data_retention": flag(),
            "in_transit_data_locality": flag(default=False),
            "pii_redaction": choice("disabled", "redact", default="disabled"),
        }
    ),
    "tags": many(text(), default=[]),
    "telephony_settings": _TELEPHONY,
    "tool_ids": many(text(), default=[]),
    "tools": many(TOOL, default=[]),
    "transcription": TRANSCRIPTION,
    "voice_settings": VOICE,
    "widget_settings": _WIDGET,
    "a2a_agents": many(_A2A_AGENT, high=64),
    "avatar_settings": nullable(_AVATAR),
    "delegation_settings": _DELEGATION,
    "websocket_settings": shape({"auth_ref": text(), "enabled": flag(default=False), "url": text(pattern=r"^wss?://")}),
}
ASSISTANT_UPDATE = shape({**_ASSISTANT, "version_name": text(high=50, default="New assistant"), "promote_to_main": flag()})
ASSISTANT_CREATE = shape({**_ASSISTANT, "name": must(text()), "instructions": must(text())})
ASSISTANT_STORED = shape({**_ASSISTANT, "version_name": text(default="New assistant")})

# The update schema carries defaults for these, so that leaving one out may mean resetting it.
RESETTABLE = ("tags", "mcp_servers", "integrations", "dynamic_variables_webhook_timeout_ms")
# Kept when a re-sent object leaves them out, even where the object is otherwise replaced whole.
KEPT = (
    ("telephony_settings", "default_texml_app_id"),
    ("messaging_settings", "default_messaging_profile_id"),
    ("insight_settings", "model"),
    ("transcription", "fallback_models"),
)

# Maps that belong to the caller: no reference is looked for inside.
_OPAQUE = frozenset(
    {
        "dynamic_variables",
        "body_parameters",
        "path_parameters",
        "query_parameters",
        "parameters",
        "preset_body_fields",
        "preset_query_params",
        "connector_parameters",
    }
)


def secret_refs(value: Json) -> Iterator[str]:
    """Every integration secret identifier that a ``*_ref`` field names, in the order of the body."""
    if isinstance(value, list):
        for one in value:
            yield from secret_refs(one)
    if isinstance(value, dict):
        for name, one in value.items():
            if name.endswith("_ref") and isinstance(one, str) and one:
                yield one
            elif name not in _OPAQUE:
                yield from secret_refs(one)
