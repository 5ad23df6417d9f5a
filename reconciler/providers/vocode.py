"""Vocode and Fluents: one API in two dialects. Vocode is the older one; Fluents adds labels, deletion and more kinds of connection."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import BeforeValidator, Field, model_validator

from ..schema import ABSENT, Endpoint, Json, Kind, Listing, Pages, Provider, Risk, Spec, Tree, says
from ..schema.traits import (
    AlwaysSent,
    Atomic,
    ClearWith,
    Computed,
    CreateOnly,
    Identity,
    Immutable,
    Keyed,
    Normalized,
    Null,
    NullMeans,
    Ordered,
    Overlay,
    Ref,
    Routing,
    Sensitive,
    ServerDefault,
    SetLike,
    Unread,
    Verbatim,
)

# --- Normal forms -----------------------------------------------------------------------------------------------------


def digits(value: Json) -> Json:
    """A phone number as its digits: Vocode writes ``12025550123``, Fluents ``+12025550123``."""
    return re.sub(r"\D", "", value) if isinstance(value, str) else value


def _weights(value: Json) -> Json:
    """Keyword weights as numbers, for Fluents shows ``{"kansas": "10"}``."""
    return {word: _number(weight) for word, weight in value.items()} if isinstance(value, dict) else value


def _number(value: Json) -> Json:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _only_desired(_live: dict[str, Json], _desired: dict[str, Json]) -> dict[str, Json]:
    """Credentials are replaced whole, and what a vendor masked must not be written back."""
    return {}


# --- References -------------------------------------------------------------------------------------------------------


def _linked(mend: str) -> BeforeValidator:
    """
    Refuses a nested object where an id belongs, and an empty text, which is what splitting one at its commas leaves.

    The API would take an object, and patch whatever object is linked at that moment, or make a new one with every call.
    """

    def check(value: Any) -> Any:
        if value == "":
            raise ValueError("An id is never empty: remove it, or write the id that was meant.")
        if isinstance(value, dict):
            message = f"A nested object would edit the linked one, which others may share, or make another with every call: {mend}."
            raise ValueError(message)  # noqa: TRY004 -- pydantic reports a ValueError, and lets a TypeError through
        return value

    return BeforeValidator(check)


def _apart(kind: str) -> BeforeValidator:
    return _linked(f"declare it as its own {kind} and refer to it with $ref")


FluentsAgentId = Annotated[str, _apart("fluents/agent"), Ref("fluents/agent")]
FluentsPromptId = Annotated[str, _apart("fluents/prompt"), Ref("fluents/prompt")]
FluentsVoiceId = Annotated[str, _apart("fluents/voice"), Ref("fluents/voice")]
FluentsActionId = Annotated[str, _apart("fluents/action"), Ref("fluents/action")]
FluentsWebhookId = Annotated[str, _apart("fluents/webhook"), Ref("fluents/webhook")]
FluentsConnectionId = Annotated[str, _apart("fluents/account_connection"), Ref("fluents/account_connection")]

VocodeAgentId = Annotated[str, _apart("vocode/agent"), Ref("vocode/agent")]
VocodePromptId = Annotated[str, _apart("vocode/prompt"), Ref("vocode/prompt")]
VocodeVoiceId = Annotated[str, _apart("vocode/voice"), Ref("vocode/voice")]
VocodeActionId = Annotated[str, _apart("vocode/action"), Ref("vocode/action")]
VocodeWebhookId = Annotated[str, _apart("vocode/webhook"), Ref("vocode/webhook")]
VocodeConnectionId = Annotated[str, _apart("vocode/account_connection"), Ref("vocode/account_connection")]
VocodeVectorDatabaseId = Annotated[str, _apart("vocode/vector_database"), Ref("vocode/vector_database")]

# Templates have no endpoints of their own, so nothing can be referred to.
TemplateId = Annotated[str, _linked("write the template's id")]

AgentT = TypeVar("AgentT")
PromptT = TypeVar("PromptT")
VoiceT = TypeVar("VoiceT")
WebhookT = TypeVar("WebhookT")
ConnectionT = TypeVar("ConnectionT")
SpeakT = TypeVar("SpeakT")

# --- What every object has --------------------------------------------------------------------------------------------


class Owned(Spec):
    """What the vendor adds to every object."""

    id: Annotated[str, Computed(), says("The vendor's id of the object.")] = ABSENT
    user_id: Annotated[str, Computed(), says("The tenant that owns the object.")] = ABSENT


class Described(Spec):
    """Fluents: every object can carry a note."""

    description: Annotated[str | None, NullMeans(Null.CLEAR), says("A note for people.")] = ABSENT


class Labelled(Described):
    """Fluents: objects without a name are found by their label."""

    label: Annotated[str | None, Identity(), NullMeans(Null.CLEAR), says("The name people see; finds the object again.")] = ABSENT


# --- number -----------------------------------------------------------------------------------------------------------


class Number(Owned, Generic[AgentT, ConnectionT]):
    """A phone number and what answers it."""

    number: Annotated[
        str,
        Identity(),
        Immutable(),
        Normalized(digits),
        Field(pattern=r"^\+[1-9][0-9]{1,14}$", description="The phone number in E.164 form, such as +12025550123."),
    ]
    outbound_only: Annotated[bool, ServerDefault(), Routing(), says("Whether calls to the number go unanswered.")] = ABSENT
    inbound_agent: Annotated[
        AgentT | None, NullMeans(Null.CLEAR), Routing(), says("The agent that answers calls to the number; null for none.")
    ] = ABSENT
    example_context: Annotated[
        dict[str, str] | None, Atomic(), NullMeans(Null.CLEAR), says("Sample values of the context that a call brings along.")
    ] = ABSENT
    telephony_account_connection: Annotated[
        ConnectionT, Immutable(), ServerDefault(), says("The telephony account that the number belongs to.")
    ] = ABSENT
    active: Annotated[bool, Computed(), says("Whether the number is in service.")] = ABSENT


class FluentsNumber(Number[FluentsAgentId, FluentsConnectionId], Described):
    """A phone number at Fluents."""

    label: Annotated[str | None, NullMeans(Null.CLEAR), says("The name people see.")] = ABSENT
    telephony_provider: Annotated[
        str, Immutable(), ServerDefault(), says("Who carries the calls, such as twilio; chosen when the number is bought.")
    ] = ABSENT
    area_code: Annotated[str, CreateOnly(), Unread(), says("The area to buy a number in.")] = ABSENT
    inbound_agent_name: Annotated[str, Computed(), says("The name of the agent that answers.")] = ABSENT
    config: Annotated[dict[str, Any], Computed(), says("Settings without a documented write.")] = ABSENT
    tags: Annotated[list[str], Computed(), says("Tags set in the dashboard, without a documented write.")] = ABSENT
    sms_enabled: Annotated[bool, Computed(), says("Whether the number takes text messages.")] = ABSENT
    is_routing_number: Annotated[bool, Computed(), says("Whether the number only routes calls.")] = ABSENT


class VocodeNumber(Number[VocodeAgentId, VocodeConnectionId]):
    """A phone number at Vocode."""

    label: Annotated[str, ServerDefault(), ClearWith(""), says("The name people see.")] = ABSENT
    telephony_provider: Annotated[
        Literal["vonage", "twilio"], Computed(), says("Who carries the calls; follows from the linked account.")
    ] = ABSENT


# --- agent ------------------------------------------------------------------------------------------------------------

Language = Literal["en", "es", "de", "hi", "pt", "fr", "nl", "id", "it", "ja", "ko"]


class Agent(Owned, Generic[PromptT, VoiceT, WebhookT, ConnectionT]):
    """An agent: a prompt, a voice, its actions, and how it takes turns."""

    name: Annotated[str | None, Identity(), NullMeans(Null.CLEAR), says("The agent's name; finds it again.")] = ABSENT
    prompt: Annotated[PromptT, says("What the agent is told to do.")]
    voice: Annotated[VoiceT, says("The voice it speaks with.")]
    language: Annotated[Language, ServerDefault(), says("The language it listens for and speaks.")] = ABSENT
    initial_message: Annotated[str | None, NullMeans(Null.CLEAR), Verbatim(), says("What it says first; null to let the caller begin.")] = (
        ABSENT
    )
    webhook: Annotated[WebhookT | None, NullMeans(Null.CLEAR), says("Where events of its calls are posted.")] = ABSENT
    interrupt_sensitivity: Annotated[Literal["low", "high"], ServerDefault(), says("How readily it stops when the caller speaks.")] = ABSENT
    context_endpoint: Annotated[
        str | None, NullMeans(Null.CLEAR), Verbatim(), says("A URL that is asked for context when a call begins.")
    ] = ABSENT
    noise_suppression: Annotated[bool, ServerDefault(), says("Whether background noise is filtered out.")] = ABSENT
    endpointing_sensitivity: Annotated[
        Literal["auto", "relaxed", "sensitive"], ServerDefault(), says("How soon a pause counts as the end of a turn.")
    ] = ABSENT
    ivr_navigation_mode: Annotated[Literal["default", "off"], ServerDefault(), says("Whether it finds its way through phone menus.")] = (
        ABSENT
    )
    conversation_speed: Annotated[float, ServerDefault(), says("The pace of the conversation, where 1 is normal.")] = ABSENT
    openai_model_name_override: Annotated[str | None, NullMeans(Null.CLEAR), says("The model to use with one's own OpenAI account.")] = (
        ABSENT
    )
    openai_account_connection: Annotated[ConnectionT | None, NullMeans(Null.CLEAR), says("One's own account at the model's vendor.")] = (
        ABSENT
    )
    ask_if_human_present_on_idle: Annotated[bool, ServerDefault(), says("Whether it asks if anyone is there after a silence.")] = ABSENT
    run_do_not_call_detection: Annotated[bool, ServerDefault(), says("Whether it notices a wish not to be called again.")] = ABSENT
    idle_time_seconds: Annotated[int | None, NullMeans(Null.CLEAR), says("The silence, in seconds, that counts as idle.")] = ABSENT


class FluentsAgent(Agent[FluentsPromptId, FluentsVoiceId, FluentsWebhookId, FluentsConnectionId], Described):
    """An agent at Fluents."""

    label: Annotated[str | None, NullMeans(Null.CLEAR), says("A second name that people see.")] = ABSENT
    actions: Annotated[list[FluentsActionId], SetLike(), says("What it can do in a call; may be empty.")]
    initial_message_delay: Annotated[float, ServerDefault(), says("Milliseconds before the first message.")] = ABSENT
    llm_temperature: Annotated[float, ServerDefault(), says("How freely the model chooses its words.")] = ABSENT
    llm_fallback: Annotated[
        dict[str, Any] | None, Atomic(), NullMeans(Null.CLEAR), says("The model to turn to when the first one fails.")
    ] = ABSENT
    deepgram_keywords: Annotated[
        dict[str, float | str] | None,
        Atomic(),
        Normalized(_weights),
        NullMeans(Null.CLEAR),
        says("Words to listen for, each with its weight."),
    ] = ABSENT
    provider: Annotated[str, ServerDefault(), says("The model's vendor, such as openai.")] = ABSENT
    model: Annotated[str, ServerDefault(), says("The model, such as gpt-4.")] = ABSENT
    enable_recording: Annotated[bool, ServerDefault(), says("Whether calls are recorded.")] = ABSENT
    call_duration_sec: Annotated[float, ServerDefault(), says("The longest a call may last, in seconds.")] = ABSENT
    max_idle_check_count: Annotated[float, ServerDefault(), says("How often it asks into a silence before it hangs up.")] = ABSENT
    enable_dynamic_turns: Annotated[bool, ServerDefault(), says("Whether turn taking adapts to the caller.")] = ABSENT
    transcriber: Annotated[dict[str, Any], Atomic(), ServerDefault(), says("How speech becomes text.")] = ABSENT
    post_call_actions: Annotated[list[Any], Atomic(), ServerDefault(), says("What is done after a call.")] = ABSENT
    post_call_insights: Annotated[list[Any], Atomic(), ServerDefault(), says("What is learnt from a call.")] = ABSENT


class ModelFallback(Spec):
    """The model to turn to when the first one fails."""

    provider: Annotated[Literal["openai", "azure"], says("The fallback's vendor.")]
    model_name: Annotated[str, says("The fallback's model.")]


class VocodeAgent(Agent[VocodePromptId, VocodeVoiceId, VocodeWebhookId, VocodeConnectionId]):
    """An agent at Vocode."""

    actions: Annotated[list[VocodeActionId], SetLike(), ServerDefault(), ClearWith([]), says("What it can do in a call.")] = ABSENT
    initial_message_delay: Annotated[float, ServerDefault(), says("Seconds before the first message.")] = ABSENT
    llm_temperature: Annotated[
        float, CreateOnly(), ServerDefault(), says("How freely the model chooses its words; fixed once the agent exists.")
    ] = ABSENT
    llm_fallback: Annotated[
        ModelFallback | None, Atomic(), NullMeans(Null.CLEAR), says("The model to turn to when the first one fails.")
    ] = ABSENT
    deepgram_keywords: Annotated[
        dict[str, float] | None, Atomic(), NullMeans(Null.CLEAR), says("Words to listen for, each with its weight.")
    ] = ABSENT
    vector_database: Annotated[VocodeVectorDatabaseId | None, NullMeans(Null.CLEAR), says("The documents it may look things up in.")] = (
        ABSENT
    )


# --- prompt -----------------------------------------------------------------------------------------------------------


class Prompt(Owned):
    """What an agent is told to do."""

    content: Annotated[str, ServerDefault(), Verbatim(), says("The text itself; ${name} marks the vendor's own variables.")] = ABSENT
    context_endpoint: Annotated[
        str | None, NullMeans(Null.CLEAR), Verbatim(), says("A URL that is asked for the variables when a call begins.")
    ] = ABSENT
    prompt_template: Annotated[TemplateId | None, NullMeans(Null.CLEAR), says("The id of a template that the vendor keeps.")] = ABSENT


class FluentsPrompt(Prompt, Labelled):
    """A prompt at Fluents."""

    type: Annotated[Literal["prompt", "block"], ServerDefault(), says("A whole prompt, or a block to build prompts from.")] = ABSENT
    collect_fields: Annotated[list[str] | None, Ordered(), NullMeans(Null.CLEAR), says("What to ask the caller for, by name.")] = ABSENT
    tags: Annotated[list[str], SetLike(), ServerDefault(), says("Words to sort prompts by.")] = ABSENT


class CollectField(Spec):
    """Something to ask the caller for."""

    name: Annotated[str, says("The field's name.")]
    label: Annotated[str, says("What people call it.")]
    description: Annotated[str | None, NullMeans(Null.VALUE), says("What the agent should know about it.")] = ABSENT
    field_type: Annotated[Literal["field_type_email"], says("What kind of answer is expected.")]


class VocodePrompt(Prompt):
    """A prompt at Vocode."""

    collect_fields: Annotated[list[CollectField] | None, Keyed("name"), NullMeans(Null.CLEAR), says("What to ask the caller for.")] = ABSENT


# --- voice ------------------------------------------------------------------------------------------------------------


class Voice(Owned):
    """A voice, by the vendor that makes it. The fields are those of all types together."""

    voice_name: Annotated[str, ServerDefault(), says("Azure: the voice, such as en-US-AriaNeural.")] = ABSENT
    pitch: Annotated[float, ServerDefault(), says("Azure: how high the voice is, in per cent of change.")] = ABSENT
    rate: Annotated[float, ServerDefault(), says("Azure: how fast the voice is, in per cent of change.")] = ABSENT
    voice_id: Annotated[str, ServerDefault(), says("The maker's id of the voice.")] = ABSENT
    model_id: Annotated[str | None, NullMeans(Null.CLEAR), says("The maker's speech model.")] = ABSENT
    stability: Annotated[float | None, NullMeans(Null.CLEAR), says("ElevenLabs: how even the voice stays.")] = ABSENT
    similarity_boost: Annotated[float | None, NullMeans(Null.CLEAR), says("ElevenLabs: how close it keeps to the original.")] = ABSENT
    optimize_streaming_latency: Annotated[
        float | None, NullMeans(Null.CLEAR), says("ElevenLabs: how much quality may be given for speed.")
    ] = ABSENT
    experimental_input_streaming: Annotated[bool, ServerDefault(), says("ElevenLabs: whether text is sent as it is written.")] = ABSENT
    api_key: Annotated[str | None, Sensitive(), NullMeans(Null.CLEAR), says("One's own key at the maker; a legacy field.")] = ABSENT
    api_user_id: Annotated[str | None, Sensitive(), NullMeans(Null.CLEAR), says("One's own user id at PlayHT; a legacy field.")] = ABSENT


class FluentsVoice(Voice, Labelled):
    """A voice at Fluents."""

    type: Annotated[str, Immutable(), AlwaysSent(), says("Who makes the voice, such as voice_eleven_labs.")] = ABSENT


@dataclass(frozen=True, slots=True)
class Variant:
    """The fields that a type of object must and may have."""

    needs: tuple[str, ...]
    takes: tuple[str, ...] = ()


VOCODE_VOICES = {
    "voice_azure": Variant(("voice_name",), ("pitch", "rate")),
    "voice_rime": Variant(("speaker",), ("speed_alpha", "model_id")),
    "voice_eleven_labs": Variant(
        ("voice_id",),
        ("stability", "similarity_boost", "api_key", "optimize_streaming_latency", "model_id", "experimental_input_streaming"),
    ),
    "voice_play_ht": Variant(
        ("voice_id",),
        (
            *("api_user_id", "api_key", "version", "speed", "quality", "temperature", "top_p"),
            *("text_guidance", "voice_guidance", "experimental_remove_silence"),
        ),
    ),
    "voice_vocode": Variant(("voice_id",)),
}


class VocodeVoice(Voice):
    """A voice at Vocode."""

    type: Annotated[
        Literal["voice_azure", "voice_rime", "voice_eleven_labs", "voice_play_ht", "voice_vocode"],
        Immutable(),
        AlwaysSent(),
        says("Who makes the voice."),
    ]
    pitch: Annotated[int, ServerDefault(), says("Azure: how high the voice is, in per cent of change.")] = ABSENT
    rate: Annotated[int, ServerDefault(), says("Azure: how fast the voice is, in per cent of change.")] = ABSENT
    optimize_streaming_latency: Annotated[
        int | None, NullMeans(Null.CLEAR), says("ElevenLabs: how much quality may be given for speed.")
    ] = ABSENT
    speaker: Annotated[str, ServerDefault(), says("Rime: the voice.")] = ABSENT
    speed_alpha: Annotated[float | None, NullMeans(Null.CLEAR), says("Rime: how fast the voice is.")] = ABSENT
    version: Annotated[Literal["1", "2"], ServerDefault(), says("PlayHT: the version of its engine.")] = ABSENT
    speed: Annotated[float | None, NullMeans(Null.CLEAR), says("PlayHT: how fast the voice is.")] = ABSENT
    quality: Annotated[
        Literal["faster", "draft", "low", "medium", "high", "premium"] | None,
        NullMeans(Null.CLEAR),
        says("PlayHT: quality against speed."),
    ] = ABSENT
    temperature: Annotated[float | None, NullMeans(Null.CLEAR), says("PlayHT: how lively the voice is.")] = ABSENT
    top_p: Annotated[float | None, NullMeans(Null.CLEAR), says("PlayHT: how much it varies.")] = ABSENT
    text_guidance: Annotated[float | None, NullMeans(Null.CLEAR), says("PlayHT: how closely it keeps to the text.")] = ABSENT
    voice_guidance: Annotated[float | None, NullMeans(Null.CLEAR), says("PlayHT: how closely it keeps to the voice.")] = ABSENT
    experimental_remove_silence: Annotated[bool, ServerDefault(), says("PlayHT: whether pauses are cut out.")] = ABSENT

    @model_validator(mode="after")
    def _needs(self) -> Self:
        missing = [name for name in VOCODE_VOICES[self.type].needs if getattr(self, name) is ABSENT]
        if missing:
            raise ValueError(f"A voice of type {self.type} needs {', '.join(missing)}.")
        return self


# --- action -----------------------------------------------------------------------------------------------------------


class ActionConfig(Spec, Generic[SpeakT]):
    """What an action does. The fields are those of all types together."""

    phone_number: Annotated[str, ServerDefault(), says("Whom to call; may be a template such as {transfer_phone_number}.")] = ABSENT
    place_primary_on_hold: Annotated[bool, ServerDefault(), says("Conference: whether the caller waits while the other is called.")] = (
        ABSENT
    )
    name: Annotated[str, ServerDefault(), says("External: the name the model calls it by.")] = ABSENT
    description: Annotated[str, ServerDefault(), Verbatim(), says("External: what the model is told about it.")] = ABSENT
    url: Annotated[str, ServerDefault(), Verbatim(), says("External: the URL that does the work, within ten seconds.")] = ABSENT
    input_schema: Annotated[dict[str, Any], Atomic(), ServerDefault(), says("External: a JSON Schema of what the model must fill in.")] = (
        ABSENT
    )
    speak_on_send: Annotated[SpeakT, ServerDefault(), says("External: speaking while the request is under way.")] = ABSENT
    speak_on_receive: Annotated[SpeakT, ServerDefault(), says("External: speaking when the answer has come.")] = ABSENT
    processing_mode: Annotated[str, Computed(), says("External: how the agent behaves meanwhile.")] = ABSENT
    # The server makes one when none is sent. It must go along with every write of the config, or it may be rotated.
    signature_secret: Annotated[str, Sensitive(), ServerDefault(), says("External: signs the requests; made by the vendor.")] = ABSENT


class Action(Owned):
    """Something an agent can do in a call."""

    action_trigger: Annotated[dict[str, Any], Atomic(), ServerDefault(), says("What sets it off: the model's decision, or a phrase.")] = (
        ABSENT
    )


class FluentsAction(Action, Labelled):
    """An action at Fluents."""

    type: Annotated[str, Immutable(), AlwaysSent(), says("What it does, such as action_transfer_call.")]
    config: Annotated[ActionConfig[bool | str], says("The settings of its type; may be empty.")]


VOCODE_CONFIGS = {
    "action_transfer_call": ("phone_number",),
    "action_add_to_conference": ("phone_number",),
    "action_external": ("name", "description", "url", "input_schema", "speak_on_send", "speak_on_receive"),
}


class VocodeAction(Action):
    """An action at Vocode."""

    type: Annotated[
        Literal[
            "action_transfer_call",
            "action_end_conversation",
            "action_dtmf",
            "action_add_to_conference",
            "action_set_hold",
            "action_external",
        ],
        Immutable(),
        AlwaysSent(),
        says("What it does."),
    ]
    config: Annotated[ActionConfig[bool], ServerDefault(), says("The settings of its type; empty for some.")] = ABSENT

    @model_validator(mode="after")
    def _needs(self) -> Self:
        missing = [name for name in VOCODE_CONFIGS.get(self.type, ()) if getattr(self.config, name, ABSENT) is ABSENT]
        if missing:
            raise ValueError(f"An action of type {self.type} needs {', '.join(f'config.{name}' for name in missing)}.")
        return self


# --- webhook ----------------------------------------------------------------------------------------------------------


class Webhook(Owned):
    """A URL that hears what happens in calls."""

    url: Annotated[str, Verbatim(), says("Where events are posted.")]
    method: Annotated[Literal["GET", "POST"], ServerDefault(), says("The HTTP method of the request.")] = ABSENT


class FluentsWebhook(Webhook, Labelled):
    """A webhook at Fluents."""

    subscriptions: Annotated[list[str], SetLike(), says("The events to hear of, such as event_message.")]
    account_connection_id: Annotated[FluentsConnectionId, ServerDefault(), says("The account that authorises the requests.")] = ABSENT


EventType = Literal[
    "event_message",
    "event_action",
    "event_phone_call_connected",
    "event_phone_call_ended",
    "event_phone_call_did_not_connect",
    "event_transcript",
    "event_recording",
    "event_human_detection",
]


class VocodeWebhook(Webhook):
    """A webhook at Vocode."""

    subscriptions: Annotated[list[EventType], SetLike(), says("The events to hear of.")]


# --- account_connection -----------------------------------------------------------------------------------------------


PoolNumber = Annotated[str, Normalized(digits)]


class AccountConnection(Owned):
    """An account at another vendor: telephony, models, voices."""

    credentials: Annotated[
        dict[str, Annotated[str, Sensitive()]], Overlay(_only_desired), says("The account's secrets, replaced as a whole.")
    ]


class FluentsAccountConnection(AccountConnection, Labelled):
    """An account connection at Fluents."""

    type: Annotated[str, Immutable(), AlwaysSent(), says("Whose account it is, such as account_connection_twilio.")]
    steering_pool: Annotated[
        list[PoolNumber], SetLike(), ServerDefault(), Routing(), says("Numbers that conference calls are steered through.")
    ] = ABSENT
    account_supports_any_caller_id: Annotated[bool, ServerDefault(), says("Whether calls may show a number of another account.")] = ABSENT
    config: Annotated[dict[str, Any], Atomic(), ServerDefault(), says("Further settings, such as voicemail detection.")] = ABSENT


class VocodeAccountConnection(AccountConnection):
    """An account connection at Vocode."""

    type: Annotated[
        Literal["account_connection_twilio", "account_connection_openai"],
        Immutable(),
        AlwaysSent(),
        says("Whose account it is."),
    ]
    steering_pool: Annotated[
        list[PoolNumber], SetLike(), CreateOnly(), ServerDefault(), says("Numbers that conference calls are steered through.")
    ] = ABSENT
    account_supports_any_caller_id: Annotated[
        bool, CreateOnly(), ServerDefault(), says("Whether calls may show a number of another account.")
    ] = ABSENT


# --- What can be told before any call ---------------------------------------------------------------------------------

Findings = list[tuple[str, str]]
Check = Callable[[dict[str, Tree]], Findings]


def _check_nothing(_spec: dict[str, Tree]) -> Findings:
    return []


def _check_number(spec: dict[str, Tree]) -> Findings:
    if spec.get("inbound_agent") != "default":
        return []
    return [("inbound_agent", 'With "default" the vendor makes a new agent of its own: refer to a declared agent with $ref.')]


def _check_vocode_voice(spec: dict[str, Tree]) -> Findings:
    variant = VOCODE_VOICES.get(str(spec.get("type")))
    if variant is None:
        return []
    foreign = set(VocodeVoice.model_fields) & set(spec) - {"type", "id", "user_id", *variant.needs, *variant.takes}
    return [(name, f"A voice of type {spec['type']} has no {name}, and the vendor would ignore it: remove it.") for name in sorted(foreign)]


def _check_vocode_action(spec: dict[str, Tree]) -> Findings:
    kind, trigger, config = spec.get("type"), spec.get("action_trigger"), spec.get("config")
    found = []
    if kind in {"action_dtmf", "action_external"} and isinstance(trigger, dict) and trigger.get("type") == "action_trigger_phrase_based":
        found.append(("action_trigger", f"An action of type {kind} cannot be set off by a phrase: use action_trigger_function_call."))
    schema = config.get("input_schema") if isinstance(config, dict) else None
    if isinstance(schema, dict) and schema.get("type") != "object":
        found.append(("config.input_schema", 'The schema must describe an object at its top: give it "type": "object".'))
    return found


NO_ACTIONS = ("action_trigger_function_call", "action_trigger_phrase_based", "phrase_condition_type_contains")


def _check_fluents_action(spec: dict[str, Tree]) -> Findings:
    if spec.get("type") not in NO_ACTIONS:
        return []
    return [("type", f"{spec['type']} is a word of action_trigger and no type of action: name an action, such as action_transfer_call.")]


TWILIO: dict[str, tuple[str, ...]] = {"account_connection_twilio": ("twilio_account_sid", "twilio_auth_token")}
OPENAI: dict[str, tuple[str, ...]] = {"account_connection_openai": ("openai_api_key",)}


def _needing(secrets: Mapping[str, tuple[str, ...]]) -> Check:
    """The check that a connection holds the credentials of its type, where their names are documented."""

    def check(spec: dict[str, Tree]) -> Findings:
        credentials = spec.get("credentials")
        if not isinstance(credentials, dict):
            return []
        missing = [name for name in secrets.get(str(spec.get("type")), ()) if name not in credentials]
        return [("credentials", f"A connection of type {spec['type']} needs {name}: add it with $secret.") for name in missing]

    return check


# --- Wire forms -------------------------------------------------------------------------------------------------------


def _decode_prompt(live: Json) -> Json:
    """A template is read as an object and written as an id."""
    template = live.get("prompt_template")
    return {**live, "prompt_template": template.get("id")} if isinstance(template, dict) else live


def _decode_voice(live: Json) -> Json:
    """Vocode's "not given" leaks into answers as ``{}``, in the one field whose type admits it."""
    return {**live, "model_id": None} if live.get("model_id") == {} else live


DECODERS = {"prompt": _decode_prompt, "voice": _decode_voice}


def _bought(body: dict[str, Tree]) -> dict[str, Tree]:
    return _renamed(body, lambda number: number)


def _linking(body: dict[str, Tree]) -> dict[str, Tree]:
    return _renamed(body, digits)


def _renamed(body: dict[str, Tree], written: Callable[[Tree], Tree]) -> dict[str, Tree]:
    """What is read as ``number`` is first sent as ``phone_number``."""
    return {"phone_number" if name == "number" else name: written(value) if name == "number" else value for name, value in body.items()}


# --- The dialects, as data --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Dialect:
    """Everything in which the two differ, besides the fields of their objects."""

    name: str
    title: str
    base_url: str
    token_env: str
    specs: Mapping[str, type[Spec]]
    acquire: Endpoint
    acquire_takes: tuple[str, ...]
    acquire_body: Callable[[dict[str, Tree]], dict[str, Tree]]
    deletable: frozenset[str] = frozenset()
    checks: Mapping[str, Check] = field(default_factory=dict)
    inferred: Mapping[str, str] = field(default_factory=dict)


_MERGED = "That an update keeps what it does not name, that null clears a field, and that an id may stand for an object are inferred."
_BY_LABEL = "Give it a label: without one it cannot be found again when the state is lost."
_KEPT = "The API cannot delete it: no longer declared, it stays where it is."
_DELETED = "Its deletion is reported by third parties and not documented."

FLUENTS_DIALECT = Dialect(
    name="fluents",
    title="Fluents",
    base_url="https://api.fluents.ai",
    token_env="FLUENTS_API_KEY",
    specs={
        "account_connection": FluentsAccountConnection,
        "prompt": FluentsPrompt,
        "voice": FluentsVoice,
        "action": FluentsAction,
        "webhook": FluentsWebhook,
        "agent": FluentsAgent,
        "number": FluentsNumber,
    },
    acquire=Endpoint("POST", "/v1/numbers/buy", risk=Risk.COSTLY),
    acquire_takes=("number", "telephony_provider", "telephony_account_connection", "area_code", "inbound_agent"),
    acquire_body=_bought,
    deletable=frozenset({"agent", "prompt", "voice", "action", "webhook"}),
    checks={"number": _check_number, "action": _check_fluents_action, "account_connection": _needing(TWILIO)},
    inferred={
        "number": f"{_MERGED} It is bought as it is declared; no longer declared, it is kept and never released.",
        "agent": f"{_MERGED} {_DELETED} Fields beyond Vocode's are known from observation, delays in milliseconds among them.",
        "prompt": f"{_MERGED} {_DELETED} {_BY_LABEL}",
        "voice": f"{_MERGED} {_DELETED} {_BY_LABEL} The fields are observed: the vendor publishes a free object.",
        "action": f"{_MERGED} {_DELETED} {_BY_LABEL} The shapes of config and trigger are taken from Vocode.",
        "webhook": f"{_MERGED} {_DELETED} {_BY_LABEL} The names of the events are taken from Vocode.",
        "account_connection": f"{_MERGED} {_BY_LABEL} {_KEPT} The names of credentials are documented for Twilio only.",
    },
)

_FROZEN = "The contract is that of the last published description; whether the service still answers is unknown."
_BY_ID = "It has no name: it is bound by its id alone, so adopt it by id when the state is lost."

VOCODE_DIALECT = Dialect(
    name="vocode",
    title="Vocode",
    base_url="https://api.vocode.dev",
    token_env="VOCODE_API_KEY",
    specs={
        "account_connection": VocodeAccountConnection,
        "prompt": VocodePrompt,
        "voice": VocodeVoice,
        "action": VocodeAction,
        "webhook": VocodeWebhook,
        "agent": VocodeAgent,
        "number": VocodeNumber,
    },
    acquire=Endpoint("POST", "/v1/numbers/link", risk=Risk.ROUTING),
    acquire_takes=("number", "telephony_account_connection", "outbound_only", "inbound_agent"),
    acquire_body=_linking,
    checks={
        "number": _check_number,
        "voice": _check_vocode_voice,
        "action": _check_vocode_action,
        "account_connection": _needing(TWILIO | OPENAI),
    },
    inferred={
        "number": f"{_FROZEN} Numbers are linked, never bought. That they are written as digits is taken from examples.",
        "agent": f"{_FROZEN} {_KEPT} That delays are in seconds is taken from the vendor's open-source engine.",
        "prompt": f"{_FROZEN} {_KEPT} {_BY_ID}",
        "voice": f"{_FROZEN} {_KEPT} {_BY_ID}",
        "action": f"{_FROZEN} {_KEPT} {_BY_ID} That a config without its signature_secret gets a new one is inferred.",
        "webhook": f"{_FROZEN} {_KEPT} {_BY_ID}",
        "account_connection": f"{_FROZEN} {_KEPT} {_BY_ID} The steering pool is set at birth; its later calls break calls in progress.",
    },
)

SUMMARIES = {
    "account_connection": "An account at another vendor, with its credentials.",
    "prompt": "What an agent is told to do.",
    "voice": "A voice, and the settings of its maker.",
    "action": "Something an agent can do in a call: transfer it, end it, ask a URL.",
    "webhook": "A URL that hears what happens in calls.",
    "agent": "A prompt, a voice and actions, together with how the agent takes turns.",
    "number": "A phone number and the agent that answers it.",
}

# --- The kinds --------------------------------------------------------------------------------------------------------

PAGES = Pages(items="items", number="page", size="size", largest=100, has_more="has_more")
BY_ID = {"id": "{id}"}
BY_NUMBER = {"phone_number": "{id}"}
# Lists of these hold ids where a read holds objects, or leave fields out.
SUMMARISED = {"agent", "prompt", "number"}


def _kind(dialect: Dialect, name: str) -> Kind:
    at = f"/v1/{name}s"
    return Kind(
        provider=dialect.name,
        name=name,
        spec=dialect.specs[name],
        list=Listing(f"{at}/list", PAGES, whole=name not in SUMMARISED),
        read=Endpoint("GET", at, BY_ID),
        create=Endpoint("POST", f"{at}/create"),
        update=Endpoint("POST", f"{at}/update", BY_ID),
        delete=Endpoint("DELETE", f"{at}/delete", BY_ID) if name in dialect.deletable else None,
        decode=DECODERS.get(name, lambda live: live),
        check=dialect.checks.get(name, _check_nothing),
        summary=SUMMARIES[name],
        inferred=dialect.inferred[name],
    )


def _number_kind(dialect: Dialect) -> Kind:
    return Kind(
        provider=dialect.name,
        name="number",
        spec=dialect.specs["number"],
        list=Listing("/v1/numbers/list", PAGES, whole=False),
        read=Endpoint("GET", "/v1/numbers", BY_NUMBER),
        create=dialect.acquire,
        update=Endpoint("POST", "/v1/numbers/update", BY_NUMBER),
        id_field="number",
        encode=dialect.acquire_body,
        birth=dialect.acquire_takes,
        check=dialect.checks["number"],
        summary=SUMMARIES["number"],
        inferred=dialect.inferred["number"],
    )


def _provider(dialect: Dialect) -> Provider:
    kinds = (_number_kind(dialect) if name == "number" else _kind(dialect, name) for name in dialect.specs)
    return Provider(dialect.name, dialect.title, dialect.base_url, tuple(kinds), token_env=dialect.token_env)


FLUENTS = _provider(FLUENTS_DIALECT)
VOCODE = _provider(VOCODE_DIALECT)
PROVIDERS = (FLUENTS, VOCODE)
