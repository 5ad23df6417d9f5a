"""Cozmox AI: agents with their configuration in JSON columns, tools, and which agent may use which tool."""

from __future__ import annotations

import base64
import json
from typing import Annotated, Any, Final, Literal, Self

from pydantic import Field, model_validator

from ..schema import ABSENT, Endpoint, Json, Kind, Listing, Pages, Provider, Spec, Tree, says
from ..schema.traits import (
    AlwaysSent,
    Atomic,
    ClearWith,
    Computed,
    CreateOnly,
    Default,
    Identity,
    Immutable,
    Ordered,
    PathParam,
    Ref,
    Sensitive,
    ServerDefault,
    SetLike,
    Unread,
    Verbatim,
    always,
)

Headers = dict[str, Annotated[str, Sensitive(literal=always)]]


class Owned(Spec):
    """What the vendor adds to every object."""

    id: Annotated[str, Computed(), says("The vendor's id of the object.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When it was made.")] = ABSENT
    updated_at: Annotated[str, Computed(), says("When it was last written.")] = ABSENT


# --- The configuration objects of an agent ----------------------------------------------------------------------------
# No key is required: an older revision of the API takes any keys here. No limit is documented.


class LlmConfig(Spec):
    """The model that thinks."""

    provider: Annotated[str, ServerDefault(), says("The model's vendor.", known=("openai", "anthropic"))] = ABSENT
    model: Annotated[str, ServerDefault(), says("The model, such as gpt-4o.")] = ABSENT
    system_prompt: Annotated[
        str, ServerDefault(), Verbatim(), says("Instructions; whether these or prompt_template win is unknown, so set one.")
    ] = ABSENT
    temperature: Annotated[float, ServerDefault(), says("How freely it chooses its words.")] = ABSENT
    top_p: Annotated[float, ServerDefault(), says("The share of likely words it chooses from.")] = ABSENT
    max_tokens: Annotated[int, ServerDefault(), says("The longest answer, in tokens.")] = ABSENT
    top_k: Annotated[int, ServerDefault(), says("Anthropic: how many words it chooses from.")] = ABSENT
    presence_penalty: Annotated[float, ServerDefault(), says("OpenAI: how much it avoids what was said.")] = ABSENT
    frequency_penalty: Annotated[float, ServerDefault(), says("OpenAI: how much it avoids what was said often.")] = ABSENT
    parallel_tool_calls: Annotated[bool, ServerDefault(), says("Whether it may call several tools at once.")] = ABSENT


class VoiceConfig(Spec):
    """The voice that speaks."""

    provider: Annotated[
        str,
        ServerDefault(),
        says("Who makes the voice.", known=("elevenlabs", "cartesia", "openai", "cambai", "sarvam", "inworld", "minimax")),
    ] = ABSENT
    model: Annotated[str, ServerDefault(), says("The maker's speech model.")] = ABSENT
    voice_id: Annotated[str, ServerDefault(), says("The maker's id of the voice.")] = ABSENT
    language: Annotated[str, ServerDefault(), says("The language it speaks.")] = ABSENT
    speed: Annotated[float, ServerDefault(), says("How fast it speaks.")] = ABSENT
    stability: Annotated[float, ServerDefault(), says("How even it stays.")] = ABSENT
    similarity_boost: Annotated[float, ServerDefault(), says("How close it keeps to the original.")] = ABSENT
    style: Annotated[float, ServerDefault(), says("How much it exaggerates its style.")] = ABSENT
    use_speaker_boost: Annotated[bool, ServerDefault(), says("Whether likeness to the speaker is raised.")] = ABSENT
    sample_rate: Annotated[int, ServerDefault(), says("Samples a second, in hertz.")] = ABSENT


class TranscriberConfig(Spec):
    """How speech becomes text."""

    provider: Annotated[str, ServerDefault(), says("Who transcribes.", known=("deepgram", "elevenlabs", "speechmatics"))] = ABSENT
    model: Annotated[str, ServerDefault(), says("The transcription model.")] = ABSENT
    language: Annotated[str, ServerDefault(), says("The language it listens for; a legacy field.")] = ABSENT
    language_code: Annotated[str, ServerDefault(), says("The language it listens for.")] = ABSENT
    commit_strategy: Annotated[str, ServerDefault(), says("ElevenLabs: when text is final.", known=("manual", "vad"))] = ABSENT
    include_timestamps: Annotated[bool, ServerDefault(), says("Whether words carry their times.")] = ABSENT
    include_language_detection: Annotated[bool, ServerDefault(), says("Whether the language found is told.")] = ABSENT
    enable_logging: Annotated[bool, ServerDefault(), says("Whether the maker may keep logs.")] = ABSENT
    min_speech_duration_ms: Annotated[int, ServerDefault(), says("The shortest sound that counts as speech.")] = ABSENT
    eager_eot_threshold: Annotated[float, ServerDefault(), says("Confidence for an early guess of a turn's end.")] = ABSENT
    eot_threshold: Annotated[float, ServerDefault(), says("Confidence that a turn has ended.")] = ABSENT
    eot_timeout_ms: Annotated[int, ServerDefault(), says("The silence that ends a turn at the latest.")] = ABSENT
    endpointing: Annotated[int, ServerDefault(), says("The silence that ends a sentence.")] = ABSENT
    endpointing_ms: Annotated[int, ServerDefault(), says("The silence that ends a sentence, in milliseconds.")] = ABSENT
    keyterms: Annotated[list[str], SetLike(), ServerDefault(), says("Deepgram Flux: terms to listen for.")] = ABSENT
    keywords: Annotated[list[str], SetLike(), ServerDefault(), says("Deepgram: words to listen for, as word:weight.")] = ABSENT
    interim_results: Annotated[bool, ServerDefault(), says("Whether text is given before it is certain.")] = ABSENT
    punctuate: Annotated[bool, ServerDefault(), says("Whether punctuation is added.")] = ABSENT
    smart_format: Annotated[bool, ServerDefault(), says("Whether numbers and dates are formatted.")] = ABSENT
    profanity_filter: Annotated[bool, ServerDefault(), says("Whether swear words are masked.")] = ABSENT
    filler_words: Annotated[bool, ServerDefault(), says("Whether words such as uh are kept.")] = ABSENT
    vad_events: Annotated[bool, ServerDefault(), says("Whether the start of speech is told.")] = ABSENT
    no_delay: Annotated[bool, ServerDefault(), says("Whether formatting may not wait for more words.")] = ABSENT
    detect_language: Annotated[bool, ServerDefault(), says("Whether the language is detected.")] = ABSENT
    energy_filter: Annotated[bool, ServerDefault(), says("Whether faint sounds are dropped.")] = ABSENT
    num_channels: Annotated[int, ServerDefault(), says("The number of sound channels.")] = ABSENT
    sample_rate: Annotated[int, ServerDefault(), says("Samples a second, in hertz.")] = ABSENT
    preemptive_generation: Annotated[bool, ServerDefault(), says("Whether an answer is begun before the turn ends.")] = ABSENT
    preemptive_min_confidence: Annotated[float, ServerDefault(), says("The confidence that takes.")] = ABSENT


class VadConfig(Spec):
    """How speech is told from silence."""

    activation_threshold: Annotated[float, ServerDefault(), says("The probability, 0 to 1, that counts as speech.")] = ABSENT
    min_speech_duration: Annotated[float, ServerDefault(), says("The shortest speech, in seconds.")] = ABSENT
    min_silence_duration: Annotated[float, ServerDefault(), says("The silence that ends speech, in seconds.")] = ABSENT
    prefix_padding_duration: Annotated[float, ServerDefault(), says("What is kept from before speech, in seconds.")] = ABSENT
    max_buffered_speech: Annotated[int, ServerDefault(), says("The longest speech kept, in seconds.")] = ABSENT
    sample_rate: Annotated[int, ServerDefault(), says("Samples a second, in hertz.")] = ABSENT


class GreetingConfig(Spec):
    """How a call begins."""

    agent_speaks_first: Annotated[bool, ServerDefault(), says("Whether the agent begins.")] = ABSENT
    greeting: Annotated[str, ServerDefault(), Verbatim(), says("What it says first.")] = ABSENT
    pause_before_first_message: Annotated[int, ServerDefault(), says("The pause before that.")] = ABSENT
    voice_mail_message: Annotated[str, ServerDefault(), Verbatim(), says("What it says to a voice mailbox.")] = ABSENT
    welcome_message_is_generated: Annotated[bool, ServerDefault(), says("Whether the model writes the greeting.")] = ABSENT


class GoodbyeConfig(Spec):
    """How a call ends."""

    enabled: Annotated[bool, ServerDefault(), says("Whether the agent says goodbye.")] = ABSENT
    message: Annotated[str, ServerDefault(), Verbatim(), says("What it says.")] = ABSENT


class ThinkingSound(Spec):
    """A sound while the agent thinks."""

    sound: Annotated[str, says("The sound.")]
    probability: Annotated[float, ServerDefault(), says("How often it is chosen.")] = ABSENT
    volume: Annotated[float, ServerDefault(), says("How loud it is.")] = ABSENT


class BackgroundSound(Spec):
    """What is heard behind the agent."""

    file: Annotated[str, ServerDefault(), says("The sound.")] = ABSENT
    enabled: Annotated[bool, ServerDefault(), says("Whether it plays.")] = ABSENT
    volume: Annotated[float, ServerDefault(), says("How loud it is.")] = ABSENT
    initial_volume: Annotated[float, ServerDefault(), says("How loud it is at first.")] = ABSENT
    thinking_sound: Annotated[list[ThinkingSound], Ordered(), ServerDefault(), says("What is heard while the agent thinks.")] = ABSENT


class ExtraConfig(Spec):
    """Interruptions and turn taking."""

    allow_interruptions: Annotated[bool, ServerDefault(), says("Whether the caller may interrupt.")] = ABSENT
    interruption_sensitivity: Annotated[float, ServerDefault(), says("How readily, 0 to 1.")] = ABSENT
    min_words: Annotated[int, ServerDefault(), says("How many words make an interruption.")] = ABSENT
    turn_detector_enabled: Annotated[bool, ServerDefault(), says("Whether a model tells the end of a turn.")] = ABSENT
    turn_detector_is_multilingual: Annotated[bool, ServerDefault(), says("Whether it knows several languages.")] = ABSENT
    turn_detector_model_type: Annotated[str, ServerDefault(), says("Which model it is.")] = ABSENT
    use_gender_plugin: Annotated[str, ServerDefault(), says("The gender plugin, such as none.")] = ABSENT


class RoomDurationConfig(Spec):
    """How long a call may last."""

    max_duration_min: Annotated[int, ServerDefault(), says("The longest call, in minutes.")] = ABSENT
    max_silence_sec: Annotated[int, ServerDefault(), says("The longest silence, in seconds.")] = ABSENT
    wait_for_message_sec: Annotated[int, ServerDefault(), says("How long an answer is awaited, in seconds.")] = ABSENT
    silence_message: Annotated[str, ServerDefault(), Verbatim(), says("What is said into a silence.")] = ABSENT
    duration_warning_message: Annotated[str, ServerDefault(), Verbatim(), says("What is said before time is up.")] = ABSENT
    close_room_message: Annotated[str, ServerDefault(), Verbatim(), says("What is said when time is up.")] = ABSENT


class PrecallWebhook(Spec):
    """A URL that is asked before a call."""

    url: Annotated[str, ServerDefault(), Verbatim(), says("The URL.")] = ABSENT
    method: Annotated[str, ServerDefault(), says("The HTTP method of the request.", known=("GET", "POST", "PUT", "PATCH"))] = ABSENT
    headers: Annotated[Headers, ServerDefault(), says("Headers of the request, which may hold secrets.")] = ABSENT
    body_template: Annotated[dict[str, Any], Atomic(), ServerDefault(), says("The request's body.")] = ABSENT
    timeout_seconds: Annotated[int, ServerDefault(), says("How long an answer is awaited, in seconds.")] = ABSENT


# --- agent ------------------------------------------------------------------------------------------------------------


class Agent(Owned):
    """An agent: its prompt and ten objects of configuration."""

    name: Annotated[str, Identity(), says("The agent's name; finds it again.")]
    type: Annotated[Literal["voice", "chat", "video"], says("How it is talked to.")]
    prompt_template: Annotated[str, ServerDefault(), Verbatim(), says("What the agent is told to do.")] = ABSENT
    copy_from_agent_id: Annotated[str, Ref("cozmox/agent"), CreateOnly(), Unread(), says("The agent it begins as a copy of.")] = ABSENT
    default_functions: Annotated[list[str], SetLike(), ServerDefault(), ClearWith([]), says("The vendor's own functions it may use.")] = (
        ABSENT
    )
    allowed_sip_trunks: Annotated[
        list[str], SetLike(), ServerDefault(), ClearWith([]), says("The ids of inbound trunks whose calls it may take.")
    ] = ABSENT
    plugins: Annotated[list[Any], Atomic(), ServerDefault(), ClearWith([]), says("Plugins, in an undocumented form.")] = ABSENT
    llm_config: Annotated[LlmConfig, ServerDefault(), says("The model that thinks.")] = ABSENT
    voice_config: Annotated[VoiceConfig, ServerDefault(), says("The voice that speaks.")] = ABSENT
    transcriber_config: Annotated[TranscriberConfig, ServerDefault(), says("How speech becomes text.")] = ABSENT
    vad_config: Annotated[VadConfig, ServerDefault(), says("How speech is told from silence.")] = ABSENT
    greeting_config: Annotated[GreetingConfig, ServerDefault(), says("How a call begins.")] = ABSENT
    goodbye_config: Annotated[GoodbyeConfig, ServerDefault(), says("How a call ends.")] = ABSENT
    background_sound: Annotated[BackgroundSound, ServerDefault(), says("What is heard behind the agent.")] = ABSENT
    extra_config: Annotated[ExtraConfig, ServerDefault(), says("Interruptions and turn taking.")] = ABSENT
    room_duration_config: Annotated[RoomDurationConfig, ServerDefault(), says("How long a call may last.")] = ABSENT
    precall_webhook: Annotated[PrecallWebhook, ServerDefault(), says("A URL that is asked before a call.")] = ABSENT
    organization_id: Annotated[str, Computed(), says("The organisation that owns the agent.")] = ABSENT
    public_quota: Annotated[int, Computed(), says("A quota that the vendor does not explain.")] = ABSENT
    tools: Annotated[list[Any], Computed(), says("Its tools; each is declared as a cozmox/agent_tool.")] = ABSENT

    @model_validator(mode="after")
    def _begins_somewhere(self) -> Self:
        if self.prompt_template is ABSENT and self.copy_from_agent_id is ABSENT:
            raise ValueError("An agent needs a prompt_template, unless copy_from_agent_id names an agent to copy.")
        return self


CONFIGS = (
    "llm_config",
    "voice_config",
    "transcriber_config",
    "vad_config",
    "greeting_config",
    "goodbye_config",
    "background_sound",
    "extra_config",
    "room_duration_config",
    "precall_webhook",
)
# These hold keys that the newest revision requires, so that an empty object may be refused.
NEVER_EMPTY = ("llm_config", "voice_config", "transcriber_config", "background_sound", "precall_webhook")


def _check_agent(spec: dict[str, Tree]) -> list[tuple[str, str]]:
    return [(name, f"An empty {name} does not clear it, and may be refused: leave it out.") for name in NEVER_EMPTY if spec.get(name) == {}]


# --- tool -------------------------------------------------------------------------------------------------------------


class Parameter(Spec):
    """A parameter that the model fills in."""

    name: Annotated[str, says("The parameter's name.")]
    type: Annotated[str, says("Its type.", known=("string", "number", "boolean", "object", "array"))]
    description: Annotated[str, ServerDefault(), Verbatim(), says("What the model is told about it.")] = ABSENT
    required: Annotated[bool, ServerDefault(), says("Whether the model must fill it in.")] = ABSENT


class Tool(Owned):
    """A request that an agent can make in a call."""

    name: Annotated[str, Identity(), Field(min_length=1, max_length=255, description="The tool's name; finds it again.")]
    description: Annotated[str, Verbatim(), says("What the model is told about it.")]
    method: Annotated[Literal["GET", "POST", "PUT", "PATCH", "DELETE"], says("The HTTP method of the request.")]
    url: Annotated[str, Verbatim(), says("Where the request goes.")]
    body: Annotated[str, ServerDefault(), ClearWith(""), Verbatim(), says("A template of the request's body.")] = ABSENT
    headers: Annotated[Headers, ServerDefault(), says("Headers of the request, which may hold secrets.")] = ABSENT
    filler_phrases: Annotated[
        list[str], Ordered(), ServerDefault(), ClearWith([]), says("What is said while the request is under way.")
    ] = ABSENT
    parameters: Annotated[
        list[Parameter], Ordered(), ServerDefault(), ClearWith([]), says("What the model fills in, replaced as a whole.")
    ] = ABSENT


# --- agent_tool -------------------------------------------------------------------------------------------------------


class AgentTool(Spec):
    """That an agent may use a tool."""

    agent_id: Annotated[str, PathParam(), Immutable(), Ref("cozmox/agent"), says("The agent.")]
    tool_id: Annotated[str, Identity(), Immutable(), Ref("cozmox/tool"), says("The tool.")]
    is_enabled: Annotated[bool, Default(value=True), AlwaysSent(), says("Whether the agent may use it now.")] = ABSENT
    config_override: Annotated[
        dict[str, Any], Atomic(), ServerDefault(), AlwaysSent(), says("Settings of the tool for this agent alone.")
    ] = ABSENT
    name: Annotated[str, Computed(), says("The tool's name.")] = ABSENT
    description: Annotated[str, Computed(), says("The tool's description.")] = ABSENT
    method: Annotated[str, Computed(), says("The tool's method.")] = ABSENT
    url: Annotated[str, Computed(), says("The tool's URL.")] = ABSENT
    parameters: Annotated[list[Any], Computed(), says("The tool's parameters.")] = ABSENT


# --- JSON columns -----------------------------------------------------------------------------------------------------
# Answers are documented as lists of integers where requests take objects: the description was generated from Go, where raw JSON
# and byte slices both look so. On the wire it may be plain JSON, its text, its text in base64, or its bytes.

_UNREADABLE: Final[Any] = object()


def _column(live: Json, name: str, container: type) -> Json:
    """
    The value of a JSON column; None when it holds nothing.

    Raises ValueError, naming the field, when it can be read in none of its forms.
    """
    value = live[name]
    match value:
        case None | "" | []:
            return [] if value == [] and container is list else None
        case str():
            found = _first_container(container, value, _from_base64(value))
        case [*numbers] if all(type(each) is int and 0 <= each <= 255 for each in numbers):
            found = _first_container(container, _text(bytes(numbers)))
            found = value if found is _UNREADABLE and container is list else found
        case _:
            return value
    if found is _UNREADABLE:
        raise ValueError(f"{name} is neither JSON, nor JSON as text, base64 or bytes: its form at the vendor has changed.")
    return found


def _first_container(container: type, *texts: str) -> Json:
    """The first text that is JSON of this container, or null."""
    for text in texts:
        try:
            value = json.loads(text)
        except ValueError:
            continue
        if value is None or isinstance(value, container):
            return value
    return _UNREADABLE


def _from_base64(value: str) -> str:
    try:
        return _text(base64.b64decode(value, validate=True))
    except ValueError:
        return ""


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""


def _columns(live: Json, names: dict[str, type]) -> Json:
    """The object with its JSON columns read; one that holds nothing is left out."""
    read = {name: _column(live, name, container) for name, container in names.items() if name in live}
    return {name: read.get(name, value) for name, value in live.items() if name not in read or read[name] is not None}


AGENT_COLUMNS: dict[str, type] = {"plugins": list, **dict.fromkeys(CONFIGS, dict)}


def _decode_agent(live: Json) -> Json:
    return _columns(live, AGENT_COLUMNS)


def _decode_tool(live: Json) -> Json:
    decoded = _columns(live, {"headers": dict})
    parameters = decoded.get("parameters")
    return {**decoded, "parameters": _in_order(parameters)} if isinstance(parameters, list) else decoded


def _in_order(parameters: list[Json]) -> list[Json]:
    """Parameters by the vendor's ``position``, without what the vendor adds to each."""
    ordered = sorted(parameters, key=lambda each: each.get("position") or 0)
    return [{key: value for key, value in each.items() if key not in {"id", "created_at", "position"}} for each in ordered]


# --- The kinds --------------------------------------------------------------------------------------------------------

PAGES = Pages(items="data", number="page", size="size", largest=100, total_pages=("meta", "total_pages"))
AGENTS = "/org/{org_id}/agents"
TOOLS = "/org/{org_id}/tools"
BINDINGS = AGENTS + "/{agent_id}/tools"

TOOL = Kind(
    provider="cozmox",
    name="tool",
    spec=Tool,
    list=Listing(TOOLS, PAGES, whole=False),
    read=Endpoint("GET", TOOLS + "/{id}"),
    create=Endpoint("POST", TOOLS),
    update=Endpoint("PATCH", TOOLS + "/{id}"),
    delete=Endpoint("DELETE", TOOLS + "/{id}"),
    decode=_decode_tool,
    summary="A request that agents can make in a call. Which agent may make it is declared as a cozmox/agent_tool.",
    inferred="Reads are known from an early revision of the vendor's SDK. What form headers come back in is unknown: all are understood.",
)

AGENT = Kind(
    provider="cozmox",
    name="agent",
    spec=Agent,
    list=Listing(AGENTS, PAGES, whole=False),
    read=Endpoint("GET", AGENTS + "/{id}"),
    create=Endpoint("POST", AGENTS),
    update=Endpoint("PATCH", AGENTS + "/{id}"),
    delete=Endpoint("DELETE", AGENTS + "/{id}"),
    decode=_decode_agent,
    check=_check_agent,
    birth=("name", "type", "prompt_template", "copy_from_agent_id"),
    summary="An agent: its prompt, its model, its voice, and how a call begins, goes and ends.",
    inferred=(
        "The newest description of an update leaves out llm_config, voice_config, transcriber_config, background_sound, precall_webhook "
        "and allowed_sip_trunks; they are sent, and read back. Whether a config object is merged or replaced is unknown, so it is sent "
        "whole. What form it comes back in is unknown: all are understood. Null is never sent; that an empty list clears is inferred."
    ),
)

AGENT_TOOL = Kind(
    provider="cozmox",
    name="agent_tool",
    spec=AgentTool,
    list=Listing(BINDINGS, Pages(items=None), parent="agent_id", embedded=("cozmox/agent", "tools")),
    create=Endpoint("POST", BINDINGS),
    update=Endpoint("PATCH", BINDINGS + "/{id}"),
    delete=Endpoint("DELETE", BINDINGS + "/{id}"),
    id_field="tool_id",
    upsert=True,
    summary="That an agent may use a tool.",
    inferred="Its calls are known from an early revision of the vendor's SDK. Whether a new one is enabled is unknown, so it is always said.",
)

PROVIDER = Provider(
    name="cozmox",
    title="Cozmox AI",
    base_url="https://v2-nova-api.prod.czmx.in/api",
    kinds=(TOOL, AGENT, AGENT_TOOL),
    parameters=("org_id",),
    concurrency=4,
    token_env="COZMOX_API_KEY",
)
