"""What Telnyx accepts of tools: the settings of every type, inline and shared."""

from __future__ import annotations

from collections.abc import Mapping

from .checking import Kind, choice, flag, many, must, nullable, opaque, shape, text, union, whole

HEADERS = many(shape({"name": text(), "value": text()}))
MESSAGES = many(
    union(
        {
            "request_start": shape({"content": must(text()), "timing_ms": whole()}),
            "request_response_delayed": shape({"content": must(text()), "timing_ms": must(whole())}),
        }
    )
)

_DETECTION_LIMITS: Mapping[str, tuple[int, int]] = {
    "after_greeting_silence_millis": (100, 5000),
    "between_words_silence_millis": (10, 5000),
    "greeting_duration_millis": (100, 10000),
    "greeting_silence_duration_millis": (500, 50000),
    "greeting_total_analysis_time_millis": (500, 300000),
    "initial_silence_millis": (100, 500000),
    "maximum_number_of_words": (1, 50),
    "maximum_word_length_millis": (50, 5000),
    "min_word_length_millis": (1, 1000),
    "silence_threshold": (1, 1000),
    "total_analysis_time_millis": (500, 60000),
}
_TRANSFER_VOICEMAIL = shape(
    {
        "detection_config": shape({name: whole(low, high) for name, (low, high) in _DETECTION_LIMITS.items()}),
        "detection_mode": choice("disabled", "premium"),
        "on_voicemail_detected": shape(
            {
                "action": choice("stop_transfer", "leave_message_and_stop_transfer"),
                "voicemail_message": shape({"message": text(), "type": choice("message", "warm_transfer_instructions")}),
            }
        ),
    }
)
_TRANSFER_TARGET = shape(
    {
        "name": text(),
        "to": must(text()),
        "extension": text(high=64, pattern=r"^[0-9A-DwW*#]*$"),
        "message": text(),
        "sip_auth_password": text(),
        "sip_auth_username": text(),
    }
)
_TRANSFER = shape(
    {
        "custom_headers": HEADERS,
        "description": text(),
        "from": must(text()),
        "targets": must(Kind("list_or_string", item=_TRANSFER_TARGET)),
        "voicemail_detection": _TRANSFER_VOICEMAIL,
        "warm_message_delay_ms": nullable(whole()),
        "warm_transfer_instructions": text(),
        "bridge_beep": shape({"enabled": flag(), "target_legs": choice("self", "both")}),
        "diversion": text(),
        "warm_transfer_acceptance": shape(
            {
                "enabled": flag(),
                "end_user_target_context_mode": choice("private", "shared", default="private"),
                "require_acceptance": flag(default=False),
                "timeout_secs": whole(),
            }
        ),
    }
)
_WEBHOOK = shape(
    {
        "async": flag(default=False),
        "async_timeout_ms": whole(1, 15000),
        "body_parameters": opaque(),
        "description": must(text()),
        "headers": HEADERS,
        "method": choice("GET", "POST", "PUT", "DELETE", "PATCH", default="POST"),
        "name": must(text()),
        "path_parameters": opaque(),
        "query_parameters": opaque(),
        "store_fields_as_variables": many(shape({"name": must(text(low=1)), "value_path": must(text(low=1))}, extra="forbid")),
        "timeout_ms": whole(500, 10000),
        "url": must(text()),
        "messages": MESSAGES,
        "preset_body_fields": opaque(),
        "preset_query_params": opaque(),
    }
)
_INVITE = shape(
    {
        "custom_headers": HEADERS,
        "from": must(text()),
        "targets": nullable(Kind("list_or_string", item=shape({"name": text(), "to": must(text())}))),
        "voicemail_detection": shape(
            {"detection_mode": choice("disabled", "premium"), "on_voicemail_detected": shape({"action": choice("stop_invite")})}
        ),
    }
)
_REFER_TARGET = shape({"name": must(text()), "sip_address": must(text()), "sip_auth_password": text(), "sip_auth_username": text()})
_REFER = shape(
    {
        "custom_headers": HEADERS,
        "sip_headers": many(shape({"name": choice("User-to-User", "Diversion"), "value": text()})),
        "targets": must(many(_REFER_TARGET)),
    }
)
_CARDS = choice("visa", "mastercard", "amex", "maestro", "discover", "optima", "jcb", "diners-club", "enroute")
_PAY = shape(
    {
        "connector_name": must(text()),
        "currency": text(default="USD"),
        "description": nullable(text(default=None)),
        "payment_method": text(default="credit-card"),
        "connector_parameters": opaque(),
        "valid_card_types": many(_CARDS),
    }
)
_VARIABLE = shape({"name": must(text(pattern=r"^(?!telnyx_)[a-zA-Z0-9._-]+$")), "description": text(), "type": text()})
_SKIP = "This tool is used to skip the assistant turn without producing a response."

# The settings of each tool type, which stand under a key named like the type.
TOOLS: Mapping[str, Kind] = {
    "webhook": must(_WEBHOOK),
    "client_side_tool": must(shape({"description": must(text()), "name": must(text()), "parameters": must(opaque())})),
    "function": must(shape({"name": must(text()), "description": text(), "parameters": opaque()})),
    "retrieval": must(shape({"bucket_ids": must(many(text())), "max_num_results": whole()})),
    "handoff": must(
        shape(
            {
                "ai_assistants": must(many(shape({"id": must(text()), "name": must(text())}))),
                "voice_mode": choice("unified", "distinct"),
            }
        )
    ),
    "hangup": must(shape({"description": text(default="This tool is used to hang up the call.")})),
    "transfer": must(_TRANSFER),
    "invite": must(_INVITE),
    "refer": must(_REFER),
    "send_dtmf": must(opaque()),
    "send_message": must(shape({"message_template": nullable(text())}, extra="keep")),
    "skip_turn": must(shape({"description": text(default=_SKIP)})),
    "pay": must(_PAY),
    "vision": shape({"max_frame_age_secs": whole()}, default={}),
    "update_dynamic_variables": must(
        shape(
            {
                "description": must(text()),
                "name": must(text(pattern=r"^[a-zA-Z0-9_-]+$")),
                "updatable_variables": must(many(_VARIABLE, low=1)),
            }
        )
    ),
}
REPEATABLE_TOOLS = frozenset({"webhook", "client_side_tool", "function"})
HEADER_LISTS = frozenset({"headers", "custom_headers", "sip_headers"})
SIP_CREDENTIALS = frozenset({"sip_auth_password", "sip_auth_username"})

TOOL = Kind("tool", variants=TOOLS)

_TOOL_FIELDS: Mapping[str, Kind] = {"type": text(), "display_name": text(), "timeout_ms": whole()}
TOOL_UPDATE = shape(_TOOL_FIELDS, extra="keep")
TOOL_CREATE = shape({**_TOOL_FIELDS, "type": must(text()), "display_name": must(text())}, extra="keep")
