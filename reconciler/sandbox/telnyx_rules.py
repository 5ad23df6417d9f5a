"""What Telnyx accepts: a small language of kinds, a checker that reads it, and one table per object."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

Json = Any
Loc = tuple[str | int, ...]

ABSENT: Json = object()


@dataclass(frozen=True, slots=True)
class Kind:
    """
    What a value may be. ``low`` and ``high`` bound a number, the length of a string, the size of a list.

    ``extra`` says what becomes of a key that the shape does not know: Telnyx drops nearly all of them and answers 200 all the same.
    ``default`` is what the server shows when nothing was sent; the default ``{}`` makes an object that is always there.
    """

    name: str
    low: float | None = None
    high: float | None = None
    enum: tuple[str, ...] = ()
    pattern: str = ""
    null: bool = False
    required: bool = False
    default: Json = ABSENT
    item: Kind | None = None
    unique: bool = False
    fields: Mapping[str, Kind] = field(default_factory=dict)
    extra: str = "drop"
    variants: Mapping[str, Kind] = field(default_factory=dict)
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry of a 422 answer; ``given`` is what was sent, which live answers sometimes echo."""

    loc: Loc
    msg: str
    type: str
    given: Json = None


def text(low: int | None = None, high: int | None = None, default: Json = ABSENT, pattern: str = "") -> Kind:
    return Kind("string", low, high, default=default, pattern=pattern)


def choice(*values: str, default: Json = ABSENT) -> Kind:
    return Kind("string", enum=values, default=default)


def whole(low: int | None = None, high: int | None = None, default: Json = ABSENT) -> Kind:
    return Kind("integer", low, high, default=default)


def number(low: float | None = None, high: float | None = None, default: Json = ABSENT) -> Kind:
    return Kind("number", low, high, default=default)


def flag(*, default: Json = ABSENT) -> Kind:
    return Kind("boolean", default=default)


def opaque(default: Json = ABSENT) -> Kind:
    """An object whose inside is the caller's own: kept as sent."""
    return Kind("map", default=default)


def many(item: Kind, low: int | None = None, high: int | None = None, default: Json = ABSENT, *, unique: bool = False) -> Kind:
    return Kind("list", low, high, item=item, default=default, unique=unique)


def shape(fields: Mapping[str, Kind], default: Json = ABSENT, extra: str = "drop") -> Kind:
    return Kind("shape", fields=fields, default=default, extra=extra)


def union(variants: Mapping[str, Kind], otherwise: str = "", default: Json = ABSENT) -> Kind:
    """An object told apart by its ``type``; the variants do not list ``type`` themselves."""
    return Kind("union", variants=variants, otherwise=otherwise, default=default)


def must(kind: Kind) -> Kind:
    return replace(kind, required=True)


def nullable(kind: Kind) -> Kind:
    return replace(kind, null=True)


def bare(kind: Kind) -> Kind:
    """The same kind with no default anywhere below: for overrides, whose unset fields cascade instead."""
    return replace(
        kind,
        default=ABSENT,
        item=bare(kind.item) if kind.item else None,
        fields={name: bare(inner) for name, inner in kind.fields.items()},
        variants={name: bare(inner) for name, inner in kind.variants.items()},
    )


TYPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), "a valid string"),
    "integer": ((int, float), "a valid integer"),
    "number": ((int, float), "a valid number"),
    "float": ((int, float), "a valid number"),
    "boolean": ((bool,), "a valid boolean"),
    "map": ((dict,), "a valid dictionary"),
    "shape": ((dict,), "a valid dictionary"),
    "union": ((dict,), "a valid dictionary"),
    "tool": ((dict,), "a valid dictionary"),
    "list": ((list,), "a valid list"),
    "list_or_string": ((list, str), "a valid list or string"),
    "any": ((object,), "anything"),
    "forbidden": ((), "absent"),
}


@dataclass(slots=True)
class Checker:
    """
    Checks a body against a kind, collecting every problem; what it returns is the body as Telnyx would keep it.

    ``nulls_ignored``: a null where the schema has none is taken for an absent field. ``unknown_tools_refused``: as it says.
    """

    nulls_ignored: bool = False
    unknown_tools_refused: bool = False
    problems: list[Problem] = field(default_factory=list)

    def check(self, kind: Kind, value: Json, loc: Loc) -> Json:
        """The value with unknown keys dropped. A refused value adds to ``problems`` and comes back as it was."""
        if value is None and kind.null:
            return None
        types, wording = TYPES[kind.name]
        if not _is(kind.name, types, value):
            return self._refuse(loc, f"Input should be {wording}", f"{kind.name}_type", value)
        match kind.name:
            case "string":
                self._string(kind, value, loc)
            case "integer" | "number":
                self._bounds(kind, value, loc)
            case "float":
                return float(value)
            case "list" | "list_or_string":
                return value if isinstance(value, str) else self._list(kind, value, loc)
            case "shape":
                return self._shape(kind, value, loc)
            case "union":
                return self._union(kind, value, loc)
            case "tool":
                return self._tool(value, loc)
        return value

    def _refuse(self, loc: Loc, msg: str, type: str, value: Json) -> Json:
        self.problems.append(Problem(loc, msg, type, value))
        return value

    def _string(self, kind: Kind, value: str, loc: Loc) -> None:
        if kind.enum and value not in kind.enum:
            self._refuse(loc, "Input should be " + " or ".join(f"'{one}'" for one in kind.enum), "enum", value)
        if kind.low is not None and len(value) < kind.low:
            self._refuse(loc, f"String should have at least {kind.low} characters", "string_too_short", value)
        if kind.high is not None and len(value) > kind.high:
            self._refuse(loc, f"String should have at most {kind.high} characters", "string_too_long", value)
        if kind.pattern and not re.search(kind.pattern, value):
            self._refuse(loc, f"String should match pattern '{kind.pattern}'", "string_pattern_mismatch", value)

    def _bounds(self, kind: Kind, value: float, loc: Loc) -> None:
        if kind.low is not None and value < kind.low:
            self._refuse(loc, f"Input should be greater than or equal to {kind.low}", "greater_than_equal", value)
        if kind.high is not None and value > kind.high:
            self._refuse(loc, f"Input should be less than or equal to {kind.high}", "less_than_equal", value)

    def _list(self, kind: Kind, value: list[Json], loc: Loc) -> list[Json]:
        if kind.low is not None and len(value) < kind.low:
            self._refuse(loc, f"List should have at least {kind.low} items", "too_short", value)
        if kind.high is not None and len(value) > kind.high:
            self._refuse(loc, f"List should have at most {kind.high} items", "too_long", value)
        if kind.unique and any(one in value[:at] for at, one in enumerate(value)):
            self._refuse(loc, "Items should be unique", "unique_items", value)
        item = kind.item or Kind("any")
        return [self.check(item, one, (*loc, at)) for at, one in enumerate(value)]

    def _shape(self, kind: Kind, value: Mapping[str, Json], loc: Loc) -> dict[str, Json]:
        kept: dict[str, Json] = {}
        for name, one in value.items():
            inner = kind.fields.get(name)
            if inner is None:
                self._unknown(kind, name, one, loc, kept)
            elif one is not None or inner.null or not self.nulls_ignored:
                kept[name] = self.check(inner, one, (*loc, name))
        for name, inner in kind.fields.items():
            if inner.required and name not in kept:
                self._refuse((*loc, name), "Field required", "missing", value)
        return kept

    def _unknown(self, kind: Kind, name: str, value: Json, loc: Loc, kept: dict[str, Json]) -> None:
        if kind.extra == "keep":
            kept[name] = value
        elif kind.extra == "forbid":
            self._refuse((*loc, name), "Extra inputs are not permitted", "extra_forbidden", value)

    def _union(self, kind: Kind, value: Mapping[str, Json], loc: Loc) -> Json:
        tag = value.get("type", kind.otherwise)
        if tag not in kind.variants:
            expected = ", ".join(f"'{one}'" for one in kind.variants)
            return self._refuse(loc, f"Input tag 'type' does not match any of the expected tags: {expected}", "union_tag_invalid", value)
        body = {name: one for name, one in value.items() if name != "type"}
        return {"type": tag, **self._shape(kind.variants[tag], body, loc)}

    def _tool(self, value: Mapping[str, Json], loc: Loc) -> Json:
        """Seen by users: the server's own ``shared`` and ``tool_id`` sent back are dropped, so a shared entry becomes an inline copy."""
        tag = value.get("type")
        if not isinstance(tag, str):
            return self._refuse((*loc, "type"), "Field required", "missing", value)
        if tag in TOOLS:
            return self._shape(_entry(tag), value, loc)
        if self.unknown_tools_refused:
            expected = ", ".join(f"'{one}'" for one in TOOLS)
            return self._refuse(loc, f"Input tag '{tag}' does not match any of the expected tags: {expected}", "union_tag_invalid", value)
        return {name: one for name, one in value.items() if name not in ("shared", "tool_id")}


def fill(kind: Kind, value: Json) -> Json:
    """The value with the server's defaults put where nothing was sent."""
    match kind.name:
        case "shape" if isinstance(value, dict):
            return _filled(kind.fields, value)
        case "union" if isinstance(value, dict) and value.get("type") in kind.variants:
            return _filled(kind.variants[value["type"]].fields, value)
        case "tool" if isinstance(value, dict) and value.get("type") in TOOLS:
            return _filled(_entry(value["type"]).fields, value)
        case "list" | "list_or_string" if isinstance(value, list) and kind.item is not None:
            return [fill(kind.item, one) for one in value]
    return value


def merge(kind: Kind, before: Json, after: Json) -> Json:
    """Typed objects are merged key by key; lists, maps, unions and scalars are replaced."""
    if kind.name != "shape" or not isinstance(before, dict) or not isinstance(after, dict):
        return after
    return {**before, **{name: merge(kind.fields.get(name, opaque()), before.get(name), one) for name, one in after.items()}}


def _filled(fields: Mapping[str, Kind], value: Mapping[str, Json]) -> dict[str, Json]:
    found = dict(value)
    for name, kind in fields.items():
        if name not in found and kind.default is not ABSENT:
            found[name] = copy.deepcopy(kind.default)
        if name in found:
            found[name] = fill(kind, found[name])
    return found


def _is(name: str, types: tuple[type, ...], value: Json) -> bool:
    if name != "boolean" and isinstance(value, bool):
        return False
    if name == "integer" and isinstance(value, float) and not value.is_integer():
        return False
    return isinstance(value, types)


def _entry(tag: str) -> Kind:
    return shape({"type": must(text()), tag: TOOLS[tag], "timeout_ms": whole()})


# ---- parts that several objects share

_EXTERNAL_LLM = shape(
    {
        "authentication_method": choice("token", "certificate", default="token"),
        "base_url": must(text()),
        "certificate_ref": text(),
        "forward_metadata": flag(default=False),
        "llm_api_key_ref": text(),
        "model": must(text()),
        "token_retrieval_url": text(),
    }
)
_HEADERS = many(shape({"name": text(), "value": text()}))
_MESSAGES = many(
    union(
        {
            "request_start": shape({"content": must(text()), "timing_ms": whole()}),
            "request_response_delayed": shape({"content": must(text()), "timing_ms": must(whole())}),
        }
    )
)
_POSITION = shape({"x": must(number()), "y": must(number())}, extra="keep")

# ---- voice and transcription

_VOICE = shape(
    {
        # Seen by users: null when unset, though a null sent is refused.
        "api_key_ref": text(default=None),
        "background_audio": union(
            {
                "predefined_media": shape({"value": must(choice("silence", "office")), "volume": number(0.1, 1, default=1.0)}),
                "media_url": shape({"value": must(text())}),
                "media_name": shape({"value": must(text())}),
            },
            default={"type": "predefined_media", "value": "silence"},
        ),
        "expressive_mode": flag(),
        # Not closed: users send values such as "ar" that the published list lacks.
        "language_boost": nullable(text()),
        "similarity_boost": number(),
        "speed": number(),
        "style": number(),
        "temperature": number(),
        "use_speaker_boost": flag(),
        "voice": must(text()),
        "voice_speed": number(0.25, 2.0),
        "tool_call_audio": nullable(
            union(
                {
                    "predefined_media": shape({"value": must(choice("typing")), "volume": number(0, 1)}),
                    "media_url": shape({"value": must(text())}),
                },
                default=None,
            )
        ),
    },
    # Which voice an assistant gets when none is named is not documented; this one is the documents' own example.
    default={"voice": "Telnyx.KokoroTTS.af_heart"},
)

# The defaults that hold for the voices of one maker; the rest of `voice_settings` is common to all.
VOICE_DEFAULTS: Mapping[str, Mapping[str, Json]] = {
    "Telnyx": {"voice_speed": 1.0, "expressive_mode": False},
    "ElevenLabs": {"similarity_boost": 0.75, "speed": 1.0, "style": 0, "temperature": 0.5, "use_speaker_boost": True},
    "MiniMax": {"language_boost": None},
}

_STT_SETTINGS = shape(
    {
        "eager_eot_threshold": number(0.3, 0.9),
        "enable_endpoint_detection": flag(),
        "end_of_turn_confidence_threshold": number(0, 1),
        "eot_threshold": number(0.5, 0.9),
        "eot_timeout_ms": whole(500, 10000),
        "interim_results": flag(),
        "keyterm": text(high=1000),
        "max_endpoint_delay_ms": whole(500, 3000),
        "max_turn_silence": whole(100, 5000),
        "min_turn_silence": whole(100, 5000),
        "numerals": flag(),
        "smart_format": flag(),
        "context": text(),
        "language_hints": many(text()),
        "prompt": text(high=1750),
        "remove_disfluencies": flag(),
    }
)
# The model is any string: live objects hold models that the published list lacks.
_TRANSCRIPTION = shape(
    {
        "api_key_ref": text(),
        "language": text(default="en"),
        "model": text(default="deepgram/flux"),
        "region": text(),
        "settings": replace(_STT_SETTINGS, default={}),
        "challenger": nullable(
            shape(
                {
                    "model": must(text()),
                    "language": nullable(text()),
                    "rule": choice("best_turn", "best_engine", "merge_words", default="best_turn"),
                    "settings": nullable(_STT_SETTINGS),
                }
            )
        ),
        "fallback_models": nullable(
            many(shape({"model": must(text()), "language": nullable(text()), "settings": nullable(_STT_SETTINGS)}), high=3)
        ),
    },
    default={},
)

# Which settings a transcription model has, and the values the server fills in; the first matching prefix wins.
STT_MODELS: tuple[tuple[str, frozenset[str], Mapping[str, Json]], ...] = (
    (
        "deepgram/flux",
        frozenset({"eager_eot_threshold", "eot_threshold", "eot_timeout_ms", "keyterm", "numerals", "smart_format"}),
        {"eot_threshold": 0.8, "eot_timeout_ms": 5000, "eager_eot_threshold": 0.8},
    ),
    ("deepgram/", frozenset({"keyterm", "numerals", "smart_format"}), {}),
    (
        "assemblyai/",
        frozenset({"end_of_turn_confidence_threshold", "max_turn_silence", "min_turn_silence", "keyterm", "prompt"}),
        {"max_turn_silence": 1280, "min_turn_silence": 400},
    ),
    (
        "soniox/",
        frozenset({"enable_endpoint_detection", "interim_results", "max_endpoint_delay_ms", "context", "language_hints"}),
        {"enable_endpoint_detection": False, "interim_results": False},
    ),
    ("reson8/", frozenset({"keyterm"}), {}),
    ("speechmatics/linden-1", frozenset({"keyterm", "remove_disfluencies"}), {}),
    ("", frozenset(), {}),
)
STT_STREAMING = ("deepgram/", "assemblyai/", "xai/", "soniox/", "humain/", "reson8/")
STT_ALIASES: Mapping[str, str] = {"assemblyai/universal-streaming": "assemblyai/universal-3-5-pro"}

# ---- tools

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
        "custom_headers": _HEADERS,
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
        "headers": _HEADERS,
        "method": choice("GET", "POST", "PUT", "DELETE", "PATCH", default="POST"),
        "name": must(text()),
        "path_parameters": opaque(),
        "query_parameters": opaque(),
        "store_fields_as_variables": many(shape({"name": must(text(low=1)), "value_path": must(text(low=1))}, extra="forbid")),
        "timeout_ms": whole(500, 10000),
        "url": must(text()),
        "messages": _MESSAGES,
        "preset_body_fields": opaque(),
        "preset_query_params": opaque(),
    }
)
_INVITE = shape(
    {
        "custom_headers": _HEADERS,
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
        "custom_headers": _HEADERS,
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

# ---- conversation flow

_expressions: dict[str, Kind] = {}
_EXPRESSION = union(_expressions)
_expressions.update(
    comparison=shape(
        {
            "left": must(_EXPRESSION),
            "op": must(choice("==", "!=", "<", "<=", ">", ">=", "contains", "not_contains")),
            "right": must(_EXPRESSION),
        }
    ),
    bool_op=shape({"op": must(choice("and", "or", "not")), "operands": must(many(_EXPRESSION, low=1))}),
    arithmetic=shape({"left": must(_EXPRESSION), "op": must(choice("+", "-", "*", "/", "%")), "right": must(_EXPRESSION)}),
    variable=shape({"name": must(text())}),
    string_literal=shape({"value": must(text())}),
    # Documented: integers are accepted and stored as float.
    number_literal=shape({"value": must(Kind("float"))}),
    bool_literal=shape({"value": must(flag())}),
)
_NODES = {
    "prompt": shape(
        {
            "external_llm": _EXTERNAL_LLM,
            "id": must(text()),
            "instructions": must(text()),
            "instructions_mode": choice("replace", "append", default="replace"),
            "llm_api_key_ref": text(),
            "model": text(),
            "name": text(),
            "position": _POSITION,
            "shared_tool_ids": many(text()),
            "tools_mode": choice("replace", "append", default="replace"),
            "transcription": bare(_TRANSCRIPTION),
            "voice_settings": bare(_VOICE),
        }
    ),
    "tool": shape({"id": must(text()), "name": text(), "position": _POSITION, "shared_tool_id": must(text()), "message": text()}),
    "speak": shape({"id": must(text()), "message": must(text()), "name": text(), "position": _POSITION}),
}
_CONDITION = union({"llm": shape({"prompt": must(text())}), "expression": shape({"expression": must(_EXPRESSION)}), "default": shape({})})
_TARGET = union(
    {
        "node": shape({"node_id": must(text())}),
        "assistant": shape(
            {
                "assistant_id": must(text()),
                "position": _POSITION,
                "voice_mode": choice("unified", "distinct", default="unified"),
            }
        ),
    }
)
_FLOW = shape(
    {
        "edges": many(shape({"condition": must(_CONDITION), "id": must(text()), "start_node_id": must(text()), "target": must(_TARGET)})),
        "nodes": must(many(union(_NODES, otherwise="prompt"))),
        "start_node_id": must(text()),
    }
)

# ---- the other settings of an assistant

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
        "messages": _MESSAGES,
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
        "external_llm": replace(_EXTERNAL_LLM, fields={**_EXTERNAL_LLM.fields, "api_key": Kind("forbidden")}),
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
    "conversation_flow": _FLOW,
    "description": text(),
    "dynamic_variables": opaque(default={}),
    "dynamic_variables_webhook_timeout_ms": whole(1, 10000, default=1500),
    "dynamic_variables_webhook_url": text(),
    # What an assistant gets when none is named is not documented.
    "enabled_features": many(choice("telephony", "messaging"), unique=True, default=["telephony"]),
    "external_llm": _EXTERNAL_LLM,
    "fallback_config": shape({"external_llm": _EXTERNAL_LLM, "llm_api_key_ref": text(), "model": text()}),
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
    "tools": many(Kind("tool"), default=[]),
    "transcription": _TRANSCRIPTION,
    "voice_settings": _VOICE,
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

_TOOL_FIELDS: Mapping[str, Kind] = {"type": text(), "display_name": text(), "timeout_ms": whole()}
TOOL_UPDATE = shape(_TOOL_FIELDS, extra="keep")
TOOL_CREATE = shape({**_TOOL_FIELDS, "type": must(text()), "display_name": must(text())}, extra="keep")

SECRET_CREATE = shape(
    {
        "identifier": must(text()),
        "type": must(choice("bearer", "basic")),
        "token": text(),
        "username": text(),
        "password": text(),
    }
)
SECRET_PARTS: Mapping[str, tuple[str, ...]] = {"bearer": ("token",), "basic": ("username", "password")}

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
