"""What Vocode and Fluents take and answer, field by field, and the small checker that reads those tables. It stores nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from ..vendor import Json

UNSET: Final[Any] = object()
"""Stands for a value that was never given, which is neither null nor empty."""

Location = tuple[str | int, ...]
BOTH, CREATE, UPDATE, COMPUTED = ("create", "update"), ("create",), ("update",), ()


@dataclass(frozen=True, slots=True)
class Is:
    """A plain value, by the name of its rule in ``RULES``."""

    rule: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of a closed set of strings."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list, each item of one shape."""

    item: Shape


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object with free keys and values of one shape."""

    item: Shape


@dataclass(frozen=True, slots=True)
class Record:
    """An object with named fields; it is replaced whole."""

    fields: Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Tagged:
    """An object whose ``type`` says which record it is."""

    variants: Mapping[str, Record]


@dataclass(frozen=True, slots=True)
class Ref:
    """
    A link to an object of another kind: its id, or a nested object.

    ``type`` narrows the target's ``type``; ``words`` are accepted in place of an id; ``plain`` takes strings even where the account
    insists on objects, and the target's name as well as its id; ``whole`` means a nested object is a finished one, linked by its own id.
    """

    kind: str
    type: str = ""
    words: tuple[str, ...] = ()
    plain: bool = False
    whole: bool = False


Shape = Is | OneOf | ListOf | MapOf | Record | Tagged | Ref


@dataclass(frozen=True, slots=True)
class Field:
    """One field: its shape, whether a create needs it, what it is when never sent, whether null clears it, and which writes take it."""

    shape: Shape
    required: bool = False
    default: Json = UNSET
    null: bool = False
    writes: tuple[str, ...] = BOTH
    get_only: bool = False


Fields = Mapping[str, Field]


@dataclass(frozen=True, slots=True)
class Kind:
    """
    One kind of object. With ``variants`` the fields depend on ``type``, which every write must repeat.

    In ``typed`` kinds ``type`` says what an object is, so an update that changes it is no plain change of a field. ``open`` kinds keep
    fields that nobody described; ``ignored`` names fields that a write may carry without effect.
    """

    plural: str
    fields: Fields = field(default_factory=dict)
    variants: Mapping[str, Fields] = field(default_factory=dict)
    typed: bool = False
    open: bool = False
    ignored: tuple[str, ...] = ()

    def of(self, type_: Json) -> Fields:
        """The fields of an object of that type."""
        return self.variants.get(type_, {}) if self.variants else self.fields


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a request, in the words of the validation library behind Vocode."""

    location: Location
    type: str
    message: str
    input: Json = None


def is_uuid(value: Json) -> bool:
    """Whether this is the text of a uuid."""
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


def _is_number(value: Json) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_template(value: Json) -> bool:
    return is_uuid(value) or (isinstance(value, Mapping) and "id" in value)


# The vendor's published examples send numbers as text (".2"); its published schema says number, and the schema is what answers here.
RULES: Mapping[str, tuple[Callable[[Json], bool], str, str]] = {
    "str": (lambda v: isinstance(v, str), "string_type", "Input should be a valid string"),
    "number": (_is_number, "float_type", "Input should be a valid number"),
    "int": (lambda v: _is_number(v) and v == int(v), "int_type", "Input should be a valid integer"),
    "bool": (lambda v: isinstance(v, bool), "bool_type", "Input should be a valid boolean"),
    "object": (lambda v: isinstance(v, Mapping), "dict_type", "Input should be a valid dictionary"),
    "list": (lambda v: isinstance(v, list), "list_type", "Input should be a valid list"),
    "template": (_is_template, "uuid_type", "Input should be a prompt template or its UUID"),
    "any": (lambda _: True, "", ""),
}


@dataclass(slots=True)
class Check:
    """Reads values against shapes and collects every fault. ``strict`` makes an unknown field a fault instead of dropping it."""

    strict: bool = False
    faults: list[Fault] = field(default_factory=list)

    def fault(self, location: Location, type_: str, message: str, value: Json = None) -> None:
        """Note one thing wrong."""
        self.faults.append(Fault(location, type_, message, value))

    def missing(self, location: Location, parent: Json) -> None:
        """Note a required field that was not given; the vendor echoes the object around it."""
        self.fault(location, "missing", "Field required", parent)

    def names(self, known: Fields | tuple[str, ...], body: Mapping[str, Json], location: Location) -> None:
        """Fault every key that is not known, when strict."""
        for name in body if self.strict else ():
            if name not in known:
                self.fault((*location, name), "extra_forbidden", "Extra inputs are not permitted", body[name])

    def take(self, shape: Shape, value: Json, location: Location) -> Json:
        """The value as it will be stored: strings and numbers untouched, unknown fields dropped, defaults of nested records filled in."""
        match shape:
            case Is(rule):
                return self._plain(rule, value, location)
            case OneOf(values):
                return self._chosen(values, value, location)
            case ListOf(item) if self._ruled("list", value, location):
                return [self.take(item, each, (*location, n)) for n, each in enumerate(value)]
            case MapOf(item) if self._ruled("object", value, location):
                return {key: self.take(item, each, (*location, key)) for key, each in value.items()}
            case Record(fields) if self._ruled("object", value, location):
                return self._record(fields, value, location)
            case Tagged(variants) if self._ruled("object", value, location):
                return self._tagged(variants, value, location)
        return value

    def _ruled(self, rule: str, value: Json, location: Location) -> bool:
        passes, type_, message = RULES[rule]
        if not passes(value):
            self.fault(location, type_, message, value)
            return False
        return True

    def _plain(self, rule: str, value: Json, location: Location) -> Json:
        self._ruled(rule, value, location)
        return value

    def _chosen(self, values: tuple[str, ...], value: Json, location: Location) -> Json:
        if value not in values:
            self.fault(location, "literal_error", "Input should be " + " or ".join(f"'{each}'" for each in values), value)
        return value

    def _record(self, fields: Fields, value: Mapping[str, Json], location: Location) -> dict[str, Json]:
        self.names(fields, value, location)
        taken: dict[str, Json] = {}
        for name, each in fields.items():
            if name in value:
                given = value[name]
                taken[name] = None if given is None and each.null else self.take(each.shape, given, (*location, name))
            elif each.required:
                self.missing((*location, name), value)
            elif each.default is not UNSET:
                taken[name] = each.default
        return taken

    def _tagged(self, variants: Mapping[str, Record], value: Mapping[str, Json], location: Location) -> Json:
        tag = str(value.get("type"))
        if tag not in variants:
            self.fault(location, "union_tag_invalid", f"Input tag should be one of {', '.join(sorted(variants))}", value)
            return value
        return self._record(variants[tag].fields, value, (*location, tag))


def _need(shape: Shape, writes: tuple[str, ...] = BOTH) -> Field:
    return Field(shape, required=True, writes=writes)


def _maybe(shape: Shape, writes: tuple[str, ...] = BOTH) -> Field:
    return Field(shape, default=None, null=True, writes=writes)


def _has(shape: Shape, default: Json, writes: tuple[str, ...] = BOTH) -> Field:
    return Field(shape, default=default, writes=writes)


TEXT, NUMBER, WHOLE, FLAG, OBJECT, ANY = Is("str"), Is("number"), Is("int"), Is("bool"), Is("object"), Is("any")
TEXTS, OBJECTS, TEXT_MAP = ListOf(TEXT), ListOf(OBJECT), MapOf(TEXT)
LANGUAGE = OneOf(("en", "es", "de", "hi", "pt", "fr", "nl", "id", "it", "ja", "ko"))
METHOD = OneOf(("GET", "POST"))
EVENT = OneOf(
    (
        "event_message",
        "event_action",
        "event_phone_call_connected",
        "event_phone_call_ended",
        "event_phone_call_did_not_connect",
        "event_transcript",
        "event_recording",
        "event_human_detection",
    )
)
TWILIO, OPENAI = "account_connection_twilio", "account_connection_openai"

_SENSITIVITIES: Fields = {
    "language": _has(LANGUAGE, "en"),
    "interrupt_sensitivity": _has(OneOf(("low", "high")), "low"),
    "noise_suppression": Field(FLAG, default=False),
    "endpointing_sensitivity": _has(OneOf(("auto", "relaxed", "sensitive")), "auto"),
    "ivr_navigation_mode": _has(OneOf(("default", "off")), "off"),
    "conversation_speed": _has(NUMBER, 1.0),
    "initial_message_delay": _has(NUMBER, 0.0),
    "ask_if_human_present_on_idle": Field(FLAG, default=False),
    "run_do_not_call_detection": Field(FLAG, default=False),
}

_FALLBACK = Record({"provider": _need(OneOf(("openai", "azure"))), "model_name": _need(TEXT)})

_V_AGENT: Fields = {
    "name": _maybe(TEXT),
    "prompt": _need(Ref("prompt")),
    "actions": _has(ListOf(Ref("action")), []),
    "voice": _need(Ref("voice")),
    "initial_message": _maybe(TEXT),
    "webhook": _maybe(Ref("webhook")),
    "vector_database": _maybe(Ref("vector_database")),
    "context_endpoint": _maybe(TEXT),
    "openai_model_name_override": _maybe(TEXT),
    "openai_account_connection": _maybe(Ref("account_connection", type=OPENAI, whole=True)),
    "llm_fallback": _maybe(_FALLBACK),
    "deepgram_keywords": _maybe(MapOf(NUMBER)),
    "idle_time_seconds": _maybe(WHOLE),
    "llm_temperature": _has(NUMBER, 0.0, CREATE),
    **_SENSITIVITIES,
}

_COLLECT = Record(
    {
        "field_type": _need(OneOf(("field_type_email",))),
        "label": _need(TEXT),
        "name": _need(TEXT),
        "description": _maybe(TEXT),
    }
)

_V_PROMPT: Fields = {
    "content": _has(TEXT, ""),
    "collect_fields": _maybe(ListOf(_COLLECT)),
    "context_endpoint": _maybe(TEXT),
    "prompt_template": _maybe(Is("template")),
}

_V_VOICES: Mapping[str, Fields] = {
    "voice_azure": {"voice_name": _need(TEXT), "pitch": _has(WHOLE, 0), "rate": _has(WHOLE, 15)},
    "voice_rime": {"speaker": _need(TEXT), "speed_alpha": _maybe(NUMBER), "model_id": _maybe(OneOf(("mist", "v1")))},
    "voice_eleven_labs": {
        "voice_id": _need(TEXT),
        "stability": _maybe(NUMBER),
        "similarity_boost": _maybe(NUMBER),
        "api_key": _maybe(TEXT),
        "optimize_streaming_latency": _maybe(WHOLE),
        "model_id": _maybe(TEXT),
        "experimental_input_streaming": Field(FLAG, default=False),
    },
    "voice_play_ht": {
        "voice_id": _need(TEXT),
        "api_user_id": _maybe(TEXT),
        "api_key": _maybe(TEXT),
        "version": _has(OneOf(("1", "2")), "2"),
        "speed": _maybe(NUMBER),
        "quality": _maybe(OneOf(("faster", "draft", "low", "medium", "high", "premium"))),
        "temperature": _maybe(NUMBER),
        "top_p": _maybe(NUMBER),
        "text_guidance": _maybe(NUMBER),
        "voice_guidance": _maybe(NUMBER),
        "experimental_remove_silence": Field(FLAG, default=False),
    },
    "voice_vocode": {"voice_id": _need(OneOf(("joe",)))},
}

_CONDITION = OneOf(("phrase_condition_type_contains",))
_PHRASE = Record({"phrase": _need(TEXT), "conditions": _need(ListOf(_CONDITION))})
_CALLED = {
    "action_trigger_function_call": Record(
        {"type": _need(OneOf(("action_trigger_function_call",))), "config": _has(Record({}), {})},
    )
}
_PHRASED = {
    "action_trigger_phrase_based": Record(
        {
            "type": _need(OneOf(("action_trigger_phrase_based",))),
            "config": _need(Record({"phrase_triggers": _need(ListOf(_PHRASE))})),
        }
    )
}
_FUNCTION_CALL: Json = {"type": "action_trigger_function_call", "config": {}}
_CALL_ONLY = _has(Tagged(_CALLED), _FUNCTION_CALL)
_CALL_OR_PHRASE = _has(Tagged(_CALLED | _PHRASED), _FUNCTION_CALL)
_NO_CONFIG = _has(Record({}), {})

_EXTERNAL = Record(
    {
        "processing_mode": _has(OneOf(("muted",)), "muted"),
        "name": _need(TEXT),
        "description": _need(TEXT),
        "url": _need(TEXT),
        "input_schema": _need(OBJECT),
        "speak_on_send": _need(FLAG),
        "speak_on_receive": _need(FLAG),
        "signature_secret": Field(TEXT),
    }
)

_V_ACTIONS: Mapping[str, Fields] = {
    "action_transfer_call": {"config": _need(Record({"phone_number": _need(TEXT)})), "action_trigger": _CALL_OR_PHRASE},
    "action_end_conversation": {"config": _NO_CONFIG, "action_trigger": _CALL_OR_PHRASE},
    "action_dtmf": {"config": _NO_CONFIG, "action_trigger": _CALL_ONLY},
    "action_add_to_conference": {
        "config": _need(Record({"phone_number": _need(TEXT), "place_primary_on_hold": Field(FLAG, default=True)})),
        "action_trigger": _CALL_OR_PHRASE,
    },
    "action_set_hold": {"config": _NO_CONFIG, "action_trigger": _CALL_OR_PHRASE},
    "action_external": {"config": _need(_EXTERNAL), "action_trigger": _CALL_ONLY},
}

_V_CONNECTIONS: Mapping[str, Fields] = {
    TWILIO: {
        "credentials": _need(Record({"twilio_account_sid": _need(TEXT), "twilio_auth_token": _need(TEXT)})),
        "steering_pool": _has(TEXTS, [], CREATE),
        "account_supports_any_caller_id": Field(FLAG, default=False, writes=CREATE),
    },
    OPENAI: {"credentials": _need(Record({"openai_api_key": _need(TEXT)}))},
}

_V_NUMBER: Fields = {
    "number": _need(TEXT, COMPUTED),
    "active": Field(FLAG, default=True, writes=COMPUTED),
    "label": _has(TEXT, "", UPDATE),
    "inbound_agent": _maybe(Ref("agent"), UPDATE),
    "outbound_only": Field(FLAG, default=False, writes=UPDATE),
    "example_context": _maybe(TEXT_MAP, UPDATE),
    "telephony_provider": _has(TEXT, "vonage", COMPUTED),
    "telephony_account_connection": _maybe(Ref("account_connection"), COMPUTED),
}

# The answer to a purchase shows an agent nobody sent, so a missing agent stands for the word "default".
_V_BUYER = Field(Ref("agent", words=("default",)), default="default", null=True)

V_BUY: Fields = {
    "area_code": _maybe(TEXT),
    "telephony_provider": _has(OneOf(("vonage", "twilio")), "vonage"),
    "telephony_account_connection": _maybe(Ref("account_connection", type=TWILIO)),
    "inbound_agent": _V_BUYER,
}
V_LINK: Fields = {
    "phone_number": _need(TEXT),
    "telephony_account_connection": _need(Ref("account_connection", type=TWILIO)),
    "outbound_only": Field(FLAG, default=False),
    "inbound_agent": _V_BUYER,
}

V_KINDS: Mapping[str, Kind] = {
    "agent": Kind("agents", _V_AGENT),
    "prompt": Kind("prompts", _V_PROMPT),
    "voice": Kind("voices", variants=_V_VOICES, typed=True),
    "action": Kind("actions", variants=_V_ACTIONS, typed=True),
    "webhook": Kind("webhooks", {"subscriptions": _need(ListOf(EVENT)), "url": _need(TEXT), "method": _has(METHOD, "POST")}),
    "account_connection": Kind("account_connections", variants=_V_CONNECTIONS, typed=True),
    "number": Kind("numbers", _V_NUMBER),
    "vector_database": Kind(
        "vector_databases",
        variants={"vector_database_pinecone": {"index": _need(TEXT), "api_key": _need(TEXT), "api_environment": _need(TEXT)}},
        typed=True,
    ),
}

_NAMED: Fields = {"label": Field(TEXT), "description": Field(TEXT)}

_F_AGENT: Fields = {
    "name": Field(TEXT),
    **_NAMED,
    "prompt": _need(Ref("prompt")),
    "actions": _need(ListOf(Ref("action"))),
    "voice": _need(Ref("voice")),
    "initial_message": Field(TEXT),
    "webhook": Field(Ref("webhook")),
    "context_endpoint": Field(TEXT),
    "openai_model_name_override": Field(TEXT),
    "openai_account_connection": Field(Ref("account_connection")),
    "llm_fallback": Field(OBJECT),
    "deepgram_keywords": Field(OBJECT),
    "idle_time_seconds": Field(NUMBER),
    "llm_temperature": _has(NUMBER, 0.0),
    "enable_recording": Field(FLAG),
    "provider": Field(TEXT),
    "model": Field(TEXT),
    "call_duration_sec": Field(NUMBER),
    "max_idle_check_count": Field(NUMBER),
    "enable_dynamic_turns": Field(FLAG),
    "transcriber": Field(OBJECT),
    "post_call_actions": Field(OBJECTS),
    "post_call_insights": Field(OBJECTS),
    **_SENSITIVITIES,
}

_F_PROMPT: Fields = {
    "type": _has(OneOf(("prompt", "block")), "prompt"),
    **_NAMED,
    "content": _has(TEXT, ""),
    # Documented as a list of text; a public client saw an object in it.
    "collect_fields": Field(ListOf(ANY)),
    "context_endpoint": Field(TEXT),
    "prompt_template": Field(Is("template")),
    "tags": Field(TEXTS),
}

_F_ACTION_TYPES = OneOf(
    (
        *_V_ACTIONS,
        "action_warm_transfer",
        # The vendor lists these constants of triggers among the types of actions.
        "action_trigger_function_call",
        "action_trigger_phrase_based",
        "phrase_condition_type_contains",
    )
)

_F_CONNECTION_TYPES = OneOf(
    tuple(
        f"account_connection_{name}"
        for name in (
            *("twilio", "telnyx", "openai", "google", "azure_llm", "deepseek", "togetherai", "elevenlabs", "deepgram", "cartesia"),
            *("playht", "rime", "azure_speech", "assemblyai", "un_pw_oauth", "login_key_oauth", "external_api_key"),
        )
    )
)

_F_NUMBER: Fields = {
    "number": _need(TEXT, COMPUTED),
    "active": Field(FLAG, default=True, writes=COMPUTED),
    "label": _has(TEXT, "", UPDATE),
    "inbound_agent_name": Field(TEXT, writes=COMPUTED),
    "outbound_only": Field(FLAG, default=False, writes=UPDATE),
    "example_context": _has(TEXT_MAP, {}, UPDATE),
    "telephony_provider": _has(TEXT, "twilio", COMPUTED),
    "description": _has(TEXT, "", UPDATE),
    "inbound_agent": Field(Ref("agent"), writes=UPDATE),
    "telephony_account_connection": Field(Ref("account_connection"), writes=COMPUTED),
    "config": Field(OBJECT, default={}, writes=COMPUTED, get_only=True),
    "tags": Field(TEXTS, default=[], writes=COMPUTED, get_only=True),
    "sms_enabled": Field(FLAG, default=False, writes=COMPUTED, get_only=True),
    "is_routing_number": Field(FLAG, default=False, writes=COMPUTED, get_only=True),
}

F_BUY: Fields = {
    "area_code": Field(TEXT),
    "phone_number": Field(TEXT),
    "telephony_provider": _has(TEXT, "twilio"),
    "telephony_account_connection": Field(Ref("account_connection", plain=True)),
    # Typed as a string, and the published example holds an agent's name.
    "inbound_agent": Field(Ref("agent", plain=True)),
}
# The vendor publishes no body for linking; this is the sister vendor's.
F_LINK: Fields = {
    "phone_number": _need(TEXT),
    "telephony_account_connection": Field(Ref("account_connection", plain=True)),
    "outbound_only": Field(FLAG, default=False),
    "inbound_agent": Field(Ref("agent", plain=True)),
}

F_KINDS: Mapping[str, Kind] = {
    "agent": Kind("agents", _F_AGENT),
    "prompt": Kind("prompts", _F_PROMPT),
    "voice": Kind("voices", {"type": Field(TEXT), **_NAMED}, typed=True, open=True),
    "action": Kind(
        "actions",
        {
            "type": _need(_F_ACTION_TYPES),
            **_NAMED,
            "config": _need(OBJECT),
            "action_trigger": _has(OBJECT, _FUNCTION_CALL),
        },
        typed=True,
    ),
    "webhook": Kind(
        "webhooks",
        {
            **_NAMED,
            # Typed as a list of objects, shown as strings.
            "subscriptions": _need(ListOf(ANY)),
            "url": _need(TEXT),
            "method": _has(METHOD, "POST"),
            "account_connection_id": Field(TEXT),
        },
    ),
    "account_connection": Kind(
        "account_connections",
        {
            "type": _need(_F_CONNECTION_TYPES),
            **_NAMED,
            "credentials": _need(OBJECT),
            "steering_pool": _has(TEXTS, []),
            "account_supports_any_caller_id": Field(FLAG, default=False),
            "config": Field(OBJECT),
        },
        typed=True,
        # The published body of an update is the whole object, these two included.
        ignored=("id", "user_id"),
    ),
    "number": Kind("numbers", _F_NUMBER),
}
