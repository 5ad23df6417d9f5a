"""
The assistant of Telnyx, field by field.

Written after https://developers.telnyx.com/api/inference/inference-embedding and the vendor's own Python client.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from ...schema import ABSENT, Json, Spec, says
from ...schema.traits import (
    Atomic,
    BlankCounts,
    ClearWith,
    Computed,
    Identity,
    Keyed,
    Minted,
    Normalized,
    Null,
    NullMeans,
    Ordered,
    Overlay,
    Ref,
    Resend,
    ServerDefault,
    SetLike,
    Unread,
)
from .tools import AssistantId, Async, Filler, InlineTools, Secretive, SecretName, Text, ToolId, ToolIds

STREAMING = (
    "deepgram/flux",
    "deepgram/nova-3",
    "deepgram/nova-2",
    "assemblyai/universal-3-5-pro",
    "assemblyai/universal-streaming",
    "xai/grok-stt",
    "soniox/stt-rt-v4",
    "soniox/stt-rt-v5",
    "humain/realtime",
    "reson8/turns",
)
SPEECHMATICS = ("speechmatics/standard", "speechmatics/linden-1")
WHOLE = (
    "azure/fast",
    "nvidia/parakeet-v3",
    "distil-whisper/distil-large-v2",
    "openai/whisper-large-v3-turbo",
    "omi-health/omi-med-stt-v1",
    "cohere/ar-stt",
    "telnyx/basira",
)
BOOSTS = (
    "auto",
    "Chinese",
    "Chinese,Yue",
    "English",
    "Arabic",
    "Russian",
    "Spanish",
    "French",
    "Portuguese",
    "German",
    "Turkish",
    "Dutch",
    "Ukrainian",
    "Vietnamese",
    "Indonesian",
    "Japanese",
    "Italian",
    "Korean",
    "Thai",
    "Polish",
    "Romanian",
    "Greek",
    "Czech",
    "Finnish",
    "Hindi",
    "Bulgarian",
    "Danish",
    "Hebrew",
    "Malay",
    "Persian",
    "Slovak",
    "Swedish",
    "Croatian",
    "Filipino",
    "Hungarian",
    "Norwegian",
    "Slovenian",
    "Catalan",
    "Nynorsk",
    "Tamil",
    "Afrikaans",
)


# --- What of the live object may stand under the desired one ----------------------------------------------------------


def provider_of(value: Json, mark: str) -> str | None:
    """The text before the first mark: the provider in ``deepgram/flux`` or ``ElevenLabs.flash.Anna``."""
    return value.partition(mark)[0].lower() if isinstance(value, str) and value else None


def same_transcription(live: dict[str, Json], desired: dict[str, Json]) -> dict[str, Json]:
    """Settings belong to one provider: another one refuses them or drops them."""
    return live if _keeps_provider(live, desired, "model", "/") else {key: value for key, value in live.items() if key != "settings"}


def same_voice(live: dict[str, Json], desired: dict[str, Json]) -> dict[str, Json]:
    """A voice of another provider keeps nothing but the sounds around it, which belong to no provider."""
    sounds = ("background_audio", "tool_call_audio")
    return live if _keeps_provider(live, desired, "voice", ".") else {key: value for key, value in live.items() if key in sounds}


def same_type(live: dict[str, Json], desired: dict[str, Json]) -> dict[str, Json]:
    """An object of another type keeps nothing."""
    return live if desired.get("type", live.get("type")) == live.get("type") else {}


def _keeps_provider(live: dict[str, Json], desired: dict[str, Json], key: str, mark: str) -> bool:
    wanted, had = provider_of(desired.get(key), mark), provider_of(live.get(key), mark)
    return wanted is None or had is None or wanted == had


def _model(value: Json) -> Json:
    """Two names of one model."""
    return "assemblyai/universal-3-5-pro" if value == "assemblyai/universal-streaming" else value


# --- Language model ---------------------------------------------------------------------------------------------------


class ExternalLlm(Spec):
    base_url: Annotated[Text, says("Address of the OpenAI-compatible API, up to /v1.")]
    model: Annotated[str, says("Model to ask that API for.")]
    authentication_method: Annotated[
        Literal["token", "certificate"], ServerDefault(), says("How Telnyx proves itself to that API; token when absent.")
    ] = ABSENT
    llm_api_key_ref: Annotated[SecretName, says("Integration secret that holds the API key.")] = ABSENT
    certificate_ref: Annotated[SecretName, says("Integration secret that holds the client certificate.")] = ABSENT
    token_retrieval_url: Annotated[Text, says("Where a token is fetched with the certificate.")] = ABSENT
    forward_metadata: Annotated[bool, ServerDefault(), says("Whether the call's metadata goes along; false when absent.")] = ABSENT


class FallbackConfig(Spec):
    model: Annotated[str, says("Model that answers when the first one fails.")] = ABSENT
    llm_api_key_ref: Annotated[SecretName, says("Integration secret with the key of that model's provider.")] = ABSENT
    external_llm: Annotated[ExternalLlm, says("A model behind an API of your own that answers instead.")] = ABSENT


class DelegationSettings(Spec):
    enabled: Annotated[bool, ServerDefault(), says("Whether hard questions are given to a second model; true when absent.")] = ABSENT
    mode: Annotated[Literal["telnyx", "client"], ServerDefault(), says("Who runs the second model; telnyx when absent.")] = ABSENT
    model: Annotated[str, says("The second model.")] = ABSENT
    external_llm: Annotated[ExternalLlm, says("A second model behind an API of your own.")] = ABSENT
    llm_api_key_ref: Annotated[SecretName, says("Integration secret with the key of the second model's provider.")] = ABSENT
    instructions: Annotated[Text, says("Prompt of the second model.")] = ABSENT
    speak_results: Annotated[bool, ServerDefault(), says("Whether its results are spoken; true when absent.")] = ABSENT


# --- Hearing ----------------------------------------------------------------------------------------------------------


class TranscriptionSettings(Spec):
    eager_eot_threshold: Annotated[float, ServerDefault(), says("Flux: confidence for an early guess of a turn's end.", ge=0.3, le=0.9)] = (
        ABSENT
    )
    eot_threshold: Annotated[float, ServerDefault(), says("Flux: confidence that a turn has ended.", ge=0.5, le=0.9)] = ABSENT
    eot_timeout_ms: Annotated[int, ServerDefault(), says("Flux: silence that ends a turn at the latest.", ge=500, le=10000)] = ABSENT
    enable_endpoint_detection: Annotated[bool, ServerDefault(), says("Soniox: whether the end of speech is detected.")] = ABSENT
    interim_results: Annotated[bool, ServerDefault(), says("Soniox: whether unfinished text is used.")] = ABSENT
    max_endpoint_delay_ms: Annotated[int, says("Soniox: longest wait for the end of speech.", ge=500, le=3000)] = ABSENT
    context: Annotated[Text, says("Soniox: background that helps recognition.")] = ABSENT
    language_hints: Annotated[list[str], SetLike(), says("Soniox: expected languages, as ISO 639-1 codes.")] = ABSENT
    end_of_turn_confidence_threshold: Annotated[
        float, ServerDefault(), says("AssemblyAI: former confidence of a turn's end.", ge=0, le=1, deprecated="Accepted without effect.")
    ] = ABSENT
    max_turn_silence: Annotated[int, ServerDefault(), says("AssemblyAI: silence that ends a turn at the latest.", ge=100, le=5000)] = ABSENT
    min_turn_silence: Annotated[int, ServerDefault(), says("AssemblyAI: silence that may end a turn.", ge=100, le=5000)] = ABSENT
    prompt: Annotated[Text, says("AssemblyAI: background that helps recognition.", max_length=1750)] = ABSENT
    keyterm: Annotated[Text, says("Words to expect, separated by commas.", max_length=1000)] = ABSENT
    numerals: Annotated[bool, says("Deepgram: whether numbers are written as digits.")] = ABSENT
    smart_format: Annotated[bool, says("Deepgram: whether dates, amounts and the like are formatted.")] = ABSENT
    remove_disfluencies: Annotated[bool, says("Speechmatics: whether hesitations are left out.")] = ABSENT

    @model_validator(mode="after")
    def _agrees(self) -> TranscriptionSettings:
        if self.eager_eot_threshold is not ABSENT and self.eot_threshold is not ABSENT and self.eager_eot_threshold > self.eot_threshold:
            raise ValueError("eager_eot_threshold must not be above eot_threshold.")
        if self.min_turn_silence is not ABSENT and self.max_turn_silence is not ABSENT and self.min_turn_silence > self.max_turn_silence:
            raise ValueError("min_turn_silence must not be above max_turn_silence.")
        return self


class Challenger(Spec):
    model: Annotated[str, Normalized(_model), says("The model that listens along.", known=(*STREAMING, *WHOLE))]
    language: Annotated[str | None, NullMeans(Null.CLEAR), says("Its language; that of the first model when there is none.")] = ABSENT
    rule: Annotated[
        Literal["best_turn", "best_engine", "merge_words"], ServerDefault(), says("How the two results are weighed; best_turn when absent.")
    ] = ABSENT
    settings: Annotated[
        TranscriptionSettings | None, NullMeans(Null.CLEAR), says("Its settings; those of the first model when there are none.")
    ] = ABSENT


class FallbackTranscription(Spec):
    model: Annotated[str, Normalized(_model), says("A streaming model that takes over.", known=STREAMING)]
    language: Annotated[str | None, NullMeans(Null.CLEAR), says("Its language.")] = ABSENT
    settings: Annotated[TranscriptionSettings | None, NullMeans(Null.CLEAR), says("Its settings.")] = ABSENT


class Transcription(Spec):
    model: Annotated[str, ServerDefault(), Normalized(_model), says("Speech-to-text model.", known=(*STREAMING, *SPEECHMATICS, *WHOLE))] = (
        ABSENT
    )
    language: Annotated[str, ServerDefault(), says("Spoken language; auto detects it where the model can.")] = ABSENT
    region: Annotated[str, says("Azure region; calls fail without it at Azure.")] = ABSENT
    api_key_ref: Annotated[SecretName, says("Integration secret with your own key, for Azure regions that ask for one.")] = ABSENT
    settings: Annotated[TranscriptionSettings, says("Fine tuning; each provider keeps its own fields only.")] = ABSENT
    challenger: Annotated[
        Challenger | None, NullMeans(Null.CLEAR), Overlay(same_transcription), says("A second model that listens at the same time.")
    ] = ABSENT
    fallback_models: Annotated[
        Annotated[list[FallbackTranscription], Field(max_length=3)] | None,
        Ordered(),
        NullMeans(Null.CLEAR),
        says("Models that take over in turn, three at most."),
    ] = ABSENT


# --- Speaking ---------------------------------------------------------------------------------------------------------


class BackgroundAudio(Spec):
    type: Annotated[str, says("Where the sound comes from.", known=("predefined_media", "media_url", "media_name"))]
    value: Annotated[Text, says("silence or office, an address, or a name in Media Storage.", known=("silence", "office"))]
    volume: Annotated[float, ServerDefault(), says("Loudness of a predefined sound, 1 when absent.", ge=0.1, le=1)] = ABSENT

    @model_validator(mode="after")
    def _is_known(self) -> BackgroundAudio:
        if self.type == "predefined_media" and self.value not in {"silence", "office"}:
            raise ValueError("Background audio of type predefined_media has the value silence or office.")
        return self


class ToolCallAudio(Spec):
    type: Annotated[str, says("Where the sound comes from.", known=("predefined_media", "media_url"))]
    value: Annotated[Text, says("typing, or the address of a sound.", known=("typing",))]
    volume: Annotated[float, says("Loudness of a predefined sound.", ge=0, le=1)] = ABSENT

    @model_validator(mode="after")
    def _is_known(self) -> ToolCallAudio:
        if self.type == "predefined_media" and self.value != "typing":
            raise ValueError("Tool call audio of type predefined_media has the value typing.")
        return self


class VoiceSettings(Spec):
    voice: Annotated[Text, says("Voice as provider.model.voice, such as Telnyx.KokoroTTS.af_heart.")]
    api_key_ref: Annotated[SecretName, says("Integration secret that holds the ElevenLabs key.")] = ABSENT
    voice_speed: Annotated[float, ServerDefault(), says("Telnyx voices: speed, 1 when absent.", ge=0.25, le=2)] = ABSENT
    expressive_mode: Annotated[bool, ServerDefault(), says("Telnyx Ultra voices: whether feelings are spoken.")] = ABSENT
    language_boost: Annotated[
        str | None, ServerDefault(), NullMeans(Null.CLEAR), says("MiniMax voices: language to favour.", known=BOOSTS)
    ] = ABSENT
    similarity_boost: Annotated[float, ServerDefault(), says("ElevenLabs: closeness to the original voice.")] = ABSENT
    speed: Annotated[float, ServerDefault(), says("ElevenLabs: speed, 1 when absent.")] = ABSENT
    style: Annotated[float, ServerDefault(), says("ElevenLabs: exaggeration of style.")] = ABSENT
    temperature: Annotated[float, ServerDefault(), says("ElevenLabs: liveliness of the voice.")] = ABSENT
    use_speaker_boost: Annotated[bool, ServerDefault(), says("ElevenLabs: whether likeness to the speaker is raised.")] = ABSENT
    background_audio: Annotated[BackgroundAudio, Overlay(same_type), says("Sound behind the whole conversation.")] = ABSENT
    tool_call_audio: Annotated[
        ToolCallAudio | None, ServerDefault(), NullMeans(Null.CLEAR), Overlay(same_type), says("Sound while a tool works.")
    ] = ABSENT


class EndpointingPlan(Spec):
    on_punctuation_seconds: Annotated[float, ServerDefault(), says("Wait after a finished sentence.")] = ABSENT
    on_no_punctuation_seconds: Annotated[float, ServerDefault(), says("Wait after an unfinished sentence.")] = ABSENT
    on_number_seconds: Annotated[float, ServerDefault(), says("Wait after a number.")] = ABSENT


class StartSpeakingPlan(Spec):
    wait_seconds: Annotated[float, ServerDefault(), says("Wait before the assistant speaks.", ge=0)] = ABSENT
    transcription_endpointing_plan: Annotated[EndpointingPlan, says("Waits for models that do not detect turns.")] = ABSENT


class InterruptionSettings(Spec):
    enable: Annotated[bool, ServerDefault(), says("Whether the caller may interrupt; true when absent.")] = ABSENT
    disable_greeting_interruption: Annotated[bool, says("Whether the greeting is always spoken to its end.")] = ABSENT
    interrupt_prediction_threshold: Annotated[
        Annotated[float, Field(ge=0, le=1)] | None,
        NullMeans(Null.VALUE),
        says("Certainty that speech is an interruption; 0 or null turns this off."),
    ] = ABSENT
    start_speaking_plan: Annotated[StartSpeakingPlan, says("When the assistant begins to speak.")] = ABSENT


# --- Telephone and messages -------------------------------------------------------------------------------------------


class NoiseSuppressionConfig(Spec):
    mode: Annotated[Literal["advanced"], says("DeepFilterNet: kind of suppression.")] = ABSENT
    attenuation_limit: Annotated[int, ServerDefault(), says("DeepFilterNet: strongest damping, 100 when absent.", ge=0, le=100)] = ABSENT
    family: Annotated[Literal["quail"], says("ai-coustics: family of models.")] = ABSENT
    size: Annotated[Literal["vf", "vf_2_0_l"], says("ai-coustics: size of the model.")] = ABSENT
    enhancement_level: Annotated[float, says("ai-coustics: strength.", ge=0, le=1)] = ABSENT


class RecordingSettings(Spec):
    enabled: Annotated[bool, ServerDefault(), says("Whether calls are recorded: they are when this is absent.")] = ABSENT
    channels: Annotated[Literal["single", "dual"], ServerDefault(), says("One track or one for each side; dual when absent.")] = ABSENT
    format: Annotated[Literal["wav", "mp3"], ServerDefault(), says("File format, mp3 when absent.")] = ABSENT
    stop_on_conversation_end: Annotated[bool, ServerDefault(), says("Whether recording ends with the assistant's part.")] = ABSENT


class VoicemailMessage(Spec):
    type: Annotated[Literal["prompt", "message"], says("Whether the model writes the message or it is fixed.")] = ABSENT
    prompt: Annotated[Text, says("What the model is told to leave.")] = ABSENT
    message: Annotated[Text, says("The fixed message.")] = ABSENT


class VoicemailAction(Spec):
    action: Annotated[
        Literal["stop_assistant", "leave_message_and_stop_assistant", "continue_assistant"], says("What happens at a voicemail.")
    ] = ABSENT
    voicemail_message: Annotated[VoicemailMessage, says("The message to leave.")] = ABSENT


class VoicemailDetection(Spec):
    on_voicemail_detected: Annotated[VoicemailAction, says("What to do when a voicemail answers.")] = ABSENT


class TelephonySettings(Spec):
    default_texml_app_id: Annotated[
        str, ServerDefault(), Ref("telnyx/texml_application"), says("TeXML app that numbers attach to; the vendor makes one by itself.")
    ] = ABSENT
    disable_dtmf: Annotated[bool, says("Whether the assistant ignores keys; a pay tool needs this.")] = ABSENT
    fallback_destination: Annotated[str, says("Number or SIP address that takes the call when the assistant fails.")] = ABSENT
    noise_suppression: Annotated[
        Literal["krisp", "deepfilternet", "aicoustics", "disabled"], ServerDefault(), says("Engine that removes noise.")
    ] = ABSENT
    noise_suppression_config: Annotated[NoiseSuppressionConfig, says("Settings of that engine.")] = ABSENT
    recording_settings: Annotated[RecordingSettings, says("Recording of calls.")] = ABSENT
    supports_unauthenticated_web_calls: Annotated[bool, says("Whether a web page may call without a key, as the widget does.")] = ABSENT
    time_limit_secs: Annotated[int, ServerDefault(), says("Longest call, 1800 seconds when absent.", ge=30, le=14400)] = ABSENT
    user_idle_reply_secs: Annotated[int, ServerDefault(), says("Silence after which the assistant speaks again.", ge=0)] = ABSENT
    user_idle_timeout_secs: Annotated[int, says("Silence after which the call ends.", ge=10, le=14400)] = ABSENT
    voicemail_detection: Annotated[VoicemailDetection, says("What happens when a machine answers an outbound call.")] = ABSENT
    conversation_ended_full_history: Annotated[bool, says("Whether the closing event holds the whole conversation.")] = ABSENT
    send_message_history_updates: Annotated[bool, says("Whether each new message is sent as an event.")] = ABSENT


class MessagingSettings(Spec):
    default_messaging_profile_id: Annotated[
        str, ServerDefault(), Ref("telnyx/messaging_profile"), says("Messaging profile in use; the vendor makes one by itself.")
    ] = ABSENT
    conversation_inactivity_minutes: Annotated[int, says("Quiet minutes after which a conversation is over.", ge=1, le=10_000_000)] = ABSENT
    delivery_status_webhook_url: Annotated[Text, ClearWith(""), says("Where delivery reports are sent.")] = ABSENT


class WebsocketSettings(Spec):
    enabled: Annotated[bool, ServerDefault(), says("Whether events go over a WebSocket; false when absent.")] = ABSENT
    url: Annotated[Text, says("Address to connect to, ws:// or wss://.")] = ABSENT
    auth_ref: Annotated[SecretName, says("Integration secret that proves who connects.")] = ABSENT


# --- Around the conversation ------------------------------------------------------------------------------------------


class InsightSettings(Spec):
    insight_group_id: Annotated[str, Ref("telnyx/insight_group"), says("Insights drawn from every conversation.")] = ABSENT
    model: Annotated[
        str | None,
        ServerDefault(),
        NullMeans(Null.VALUE),
        says(
            "Model that draws them; null leaves it to the platform.", known=("zai-org/GLM-5.3-Flash", "meta-llama/Llama-3.3-70B-Instruct")
        ),
    ] = ABSENT


class ObservabilitySettings(Spec):
    status: Annotated[Literal["enabled", "disabled"], ServerDefault(), says("Whether traces go to Langfuse.")] = ABSENT
    host: Annotated[str, says("Address of Langfuse.")] = ABSENT
    public_key_ref: Annotated[SecretName, says("Integration secret that holds the public key.")] = ABSENT
    secret_key_ref: Annotated[SecretName, says("Integration secret that holds the secret key.")] = ABSENT
    prompt_name: Annotated[str, says("Name of the prompt at Langfuse.")] = ABSENT
    prompt_label: Annotated[str, says("Label of the prompt at Langfuse.")] = ABSENT
    prompt_version: Annotated[
        int, ServerDefault(), says("Version of the prompt; the vendor counts it while prompt_sync is enabled.", ge=1)
    ] = ABSENT
    prompt_sync: Annotated[
        Literal["enabled", "disabled"], ServerDefault(), says("Whether each change of the instructions goes there too.")
    ] = ABSENT


class PostConversationSettings(Spec):
    enabled: Annotated[bool, ServerDefault(), says("Whether work goes on after the conversation; false when absent.")] = ABSENT


class PrivacySettings(Spec):
    data_retention: Annotated[bool, says("Whether conversations are kept; recordings need this.")] = ABSENT
    in_transit_data_locality: Annotated[bool, ServerDefault(), says("Whether data stays in the organisation's region.")] = ABSENT
    pii_redaction: Annotated[Literal["disabled", "redact"], ServerDefault(), says("Whether personal data is removed.")] = ABSENT


class AudioVisualizer(Spec):
    color: Annotated[Literal["verdant", "twilight", "bloom", "mystic", "flare", "glacier"], says("Colour of the animation.")] = ABSENT
    preset: Annotated[str, says("Form of the animation.")] = ABSENT


class WidgetSettings(Spec):
    theme: Annotated[Literal["light", "dark"], says("Colours of the widget.")] = ABSENT
    position: Annotated[Literal["fixed", "static"], says("Whether the widget floats or stands in the page.")] = ABSENT
    default_state: Annotated[Literal["expanded", "collapsed"], says("How the widget first appears.")] = ABSENT
    start_call_text: Annotated[str, says("Label of the button that starts a call.")] = ABSENT
    agent_thinking_text: Annotated[str, says("Text shown while the assistant thinks.")] = ABSENT
    speak_to_interrupt_text: Annotated[str, says("Text that invites to interrupt.")] = ABSENT
    audio_visualizer_config: Annotated[AudioVisualizer, says("Animation of the voice.")] = ABSENT
    logo_icon_url: Annotated[Text | None, NullMeans(Null.CLEAR), says("Picture shown as the logo.")] = ABSENT
    give_feedback_url: Annotated[Text | None, NullMeans(Null.CLEAR), says("Page for feedback.")] = ABSENT
    report_issue_url: Annotated[Text | None, NullMeans(Null.CLEAR), says("Page for reporting a problem.")] = ABSENT
    view_history_url: Annotated[Text | None, NullMeans(Null.CLEAR), says("Page with past conversations.")] = ABSENT


class AvatarSettings(Spec):
    provider: Annotated[Literal["telnyx"], says("Who draws the avatar.")]
    model: Annotated[Literal["foxtrot-1"], says("Model that animates it.")]
    avatar_id: Annotated[str, says("The face.")]
    background_id: Annotated[Literal["office", "studio", "reception", "illustrated_workspace"], says("What stands behind it.")]


# --- Other agents and tools of third parties --------------------------------------------------------------------------


class AssistantMcpServer(Spec):
    id: Annotated[str, Ref("telnyx/mcp_server"), says("MCP server whose tools are offered.")]
    allowed_tools: Annotated[list[str], SetLike(), BlankCounts(), says("Tools offered; the server's own choice when absent.")] = ABSENT


class Integration(Spec):
    integration_id: Annotated[str, says("Integration of the catalogue, not one's connection to it.")]
    allowed_list: Annotated[list[str], SetLike(), says("Tools offered; all of them when absent or empty.")] = ABSENT


class A2aHeader(Spec):
    name: Annotated[str, says("Name of the header.")]
    value: Annotated[Secretive, says("Value of the header; a template may name an integration secret.")]


class A2aAgent(Spec):
    async_: Async = ABSENT
    name: Annotated[str, says("Name by which the model chooses the agent.")]
    url: Annotated[Text, says("Address of the agent.")]
    headers: Annotated[list[A2aHeader], Keyed("name"), says("Headers of every request.")] = ABSENT
    messages: Annotated[list[Filler], Ordered(), says("Sentences that bridge the wait.")] = ABSENT
    poll_interval_ms: Annotated[int, ServerDefault(), says("Milliseconds between two looks at a running task, 500 when absent.")] = ABSENT
    timeout_ms: Annotated[int, says("Milliseconds that the agent may take.")] = ABSENT


# --- Conversation flow ------------------------------------------------------------------------------------------------


class Position(Spec):
    x: Annotated[float, says("Distance from the left of the canvas.")]
    y: Annotated[float, says("Distance from the top of the canvas.")]


class FlowNode(Spec):
    id: Annotated[str, says("Name of the node, unique in the flow.")]
    type: Annotated[str, ServerDefault(), says("What happens here; prompt when absent.", known=("prompt", "tool", "speak"))] = ABSENT
    name: Annotated[str, says("Title on the canvas.")] = ABSENT
    position: Annotated[Position, says("Place on the canvas.")] = ABSENT
    instructions: Annotated[Text, says("Prompt node: what the model is told here.")] = ABSENT
    instructions_mode: Annotated[
        Literal["replace", "append"], ServerDefault(), says("Prompt node: whether they replace the assistant's instructions.")
    ] = ABSENT
    model: Annotated[str, says("Prompt node: another model.")] = ABSENT
    llm_api_key_ref: Annotated[SecretName, says("Prompt node: integration secret with the key of that model's provider.")] = ABSENT
    external_llm: Annotated[ExternalLlm, says("Prompt node: another model behind an API of your own.")] = ABSENT
    shared_tool_ids: Annotated[list[ToolId], SetLike(), says("Prompt node: shared tools that may be used.")] = ABSENT
    tools_mode: Annotated[
        Literal["replace", "append"], ServerDefault(), says("Prompt node: whether they replace the assistant's tools.")
    ] = ABSENT
    transcription: Annotated[Transcription, Overlay(same_transcription), says("Prompt node: another way to listen.")] = ABSENT
    voice_settings: Annotated[VoiceSettings, Overlay(same_voice), says("Prompt node: another voice.")] = ABSENT
    shared_tool_id: Annotated[ToolId, says("Tool node: the shared tool that runs.")] = ABSENT
    message: Annotated[Text, says("Speak node: what is said. Tool node: what is said before the tool runs.")] = ABSENT
    tools: Annotated[list[dict[str, Any]], Computed(), Atomic(), says("The shared tools in full.")] = ABSENT
    tool: Annotated[dict[str, Any], Computed(), Atomic(), says("The shared tool in full.")] = ABSENT

    @model_validator(mode="after")
    def _is_complete(self) -> FlowNode:
        kind = self.type or "prompt"
        needed = {"prompt": "instructions", "tool": "shared_tool_id", "speak": "message"}.get(kind)
        if needed and needed not in self.model_fields_set:
            raise ValueError(f"A node of type {kind} needs {needed}.")
        return self


class FlowCondition(Spec):
    type: Annotated[str, says("What decides.", known=("llm", "expression", "default"))]
    prompt: Annotated[Text, says("Condition that the model judges, for type llm.")] = ABSENT
    expression: Annotated[dict[str, Any], Atomic(), says("Condition over dynamic variables, for type expression.")] = ABSENT

    @model_validator(mode="after")
    def _is_complete(self) -> FlowCondition:
        needed = {"llm": "prompt", "expression": "expression"}.get(self.type)
        if needed and needed not in self.model_fields_set:
            raise ValueError(f"A condition of type {self.type} needs {needed}.")
        return self


class FlowTarget(Spec):
    type: Annotated[str, says("What comes next.", known=("node", "assistant"))]
    node_id: Annotated[str, says("Node that comes next.")] = ABSENT
    assistant_id: Annotated[AssistantId, says("Assistant that takes over.")] = ABSENT
    voice_mode: Annotated[Literal["unified", "distinct"], ServerDefault(), says("Whether that assistant keeps this voice.")] = ABSENT
    position: Annotated[Position, says("Place on the canvas.")] = ABSENT

    @model_validator(mode="after")
    def _is_complete(self) -> FlowTarget:
        needed = {"node": "node_id", "assistant": "assistant_id"}.get(self.type)
        if needed and needed not in self.model_fields_set:
            raise ValueError(f"A target of type {self.type} needs {needed}.")
        return self


class FlowEdge(Spec):
    id: Annotated[str, says("Name of the edge, unique in the flow.")]
    start_node_id: Annotated[str, says("Node that the edge leaves.")]
    condition: Annotated[FlowCondition, Overlay(same_type), says("When the edge is taken.")]
    target: Annotated[FlowTarget, Overlay(same_type), says("Where it leads.")]


class ConversationFlow(Spec):
    start_node_id: Annotated[str, says("Node where every conversation begins.")]
    nodes: Annotated[list[FlowNode], Keyed("id"), says("Steps of the conversation.")]
    edges: Annotated[list[FlowEdge], Keyed("id", ordered=True), says("Ways between them; the first whose condition holds is taken.")] = (
        ABSENT
    )


# --- The whole --------------------------------------------------------------------------------------------------------


class Assistant(Spec):
    name: Annotated[str, Identity(), says("Name of the assistant.")]
    instructions: Annotated[Text, says("System prompt; may hold {{dynamic variables}}.")]
    description: Annotated[Text, ClearWith(""), says("What the assistant is for.")] = ABSENT
    greeting: Annotated[Text, BlankCounts(), says("First sentence; empty waits for the caller.")] = ABSENT
    model: Annotated[str, ServerDefault(), says("Language model, as listed by the vendor; excludes external_llm.")] = ABSENT
    llm_api_key_ref: Annotated[SecretName, ClearWith(""), says("Integration secret with the key of the model's provider.")] = ABSENT
    external_llm: Annotated[ExternalLlm, says("A language model behind an API of your own; excludes model.")] = ABSENT
    fallback_config: Annotated[FallbackConfig, says("Language model that answers when the first one fails.")] = ABSENT
    delegation_settings: Annotated[DelegationSettings, says("A second model for hard questions (beta).")] = ABSENT
    enabled_features: Annotated[
        list[Literal["telephony", "messaging"]], SetLike(), ServerDefault(), says("Channels that the assistant serves.")
    ] = ABSENT
    tools: Annotated[InlineTools, says("The assistant's own tools; the vendor advises shared ones in tool_ids for new work.")] = ABSENT
    tool_ids: Annotated[ToolIds, says("Shared tools that the assistant may use.")] = ABSENT
    # An answer may leave the servers out, which does not mean that there are none.
    mcp_servers: Annotated[
        list[AssistantMcpServer], Keyed("id"), Resend([]), ClearWith([]), Unread(), says("MCP servers whose tools are offered.")
    ] = ABSENT
    integrations: Annotated[
        list[Integration], Keyed("integration_id"), Resend([]), ClearWith([]), says("Connected third-party services.")
    ] = ABSENT
    a2a_agents: Annotated[list[A2aAgent], Keyed("name"), ClearWith([]), says("Agents reached by the Agent2Agent protocol.")] = ABSENT
    transcription: Annotated[Transcription, Overlay(same_transcription), says("How speech becomes text.")] = ABSENT
    voice_settings: Annotated[VoiceSettings, Overlay(same_voice), says("How the assistant sounds.")] = ABSENT
    interruption_settings: Annotated[InterruptionSettings, says("How turns are taken.")] = ABSENT
    telephony_settings: Annotated[TelephonySettings, says("How calls are handled.")] = ABSENT
    messaging_settings: Annotated[MessagingSettings, says("How messages are handled.")] = ABSENT
    websocket_settings: Annotated[WebsocketSettings, says("A WebSocket that follows the conversation (beta).")] = ABSENT
    conversation_flow: Annotated[ConversationFlow, says("Steps that guide the conversation.")] = ABSENT
    dynamic_variables: Annotated[dict[str, Any], says("Variables for templates, with their default values.")] = ABSENT
    dynamic_variables_webhook_url: Annotated[Text, ClearWith(""), says("Where values are asked for when a conversation begins.")] = ABSENT
    dynamic_variables_webhook_timeout_ms: Annotated[
        int, ServerDefault(), Resend(1500), says("Milliseconds that answer may take, 1500 when absent.", ge=1, le=10000)
    ] = ABSENT
    insight_settings: Annotated[InsightSettings, says("What is learnt from finished conversations.")] = ABSENT
    observability_settings: Annotated[ObservabilitySettings, says("Traces sent to Langfuse.")] = ABSENT
    post_conversation_settings: Annotated[PostConversationSettings, says("Work after the conversation (beta).")] = ABSENT
    privacy_settings: Annotated[PrivacySettings, says("What is kept and what is removed.")] = ABSENT
    widget_settings: Annotated[WidgetSettings, says("Look of the web widget.")] = ABSENT
    avatar_settings: Annotated[AvatarSettings | None, NullMeans(Null.CLEAR), says("Face for video conversations (beta).")] = ABSENT
    tags: Annotated[list[str], SetLike(), Resend([]), ClearWith([]), says("Labels for finding the assistant.")] = ABSENT
    id: Annotated[str, Computed(), says("Id of the assistant.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When the assistant was made.")] = ABSENT
    version_id: Annotated[str, Computed(), Minted(), says("Version that serves the traffic; a new one with every update.")] = ABSENT
    version_created_at: Annotated[str, Computed(), says("When that version was made.")] = ABSENT
    related_mission_ids: Annotated[list[str], Computed(), Atomic(), says("Missions that use the assistant.")] = ABSENT
    import_metadata: Annotated[dict[str, Any], Computed(), Atomic(), says("Where an imported assistant comes from.")] = ABSENT
    deleted_at: Annotated[str, Computed(), says("When the assistant was deleted.")] = ABSENT
    permanently_deleted_at: Annotated[str, Computed(), says("When a deleted assistant goes for good.")] = ABSENT
