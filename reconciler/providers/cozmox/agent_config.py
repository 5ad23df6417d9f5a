"""The ten configuration objects of an agent, each a JSON column. No key is required: an older revision of the API takes any keys here."""

from __future__ import annotations

from typing import Annotated, Any

from ...schema import ABSENT, Spec, says
from ...schema.traits import Atomic, Ordered, ServerDefault, SetLike, Verbatim
from .owned import Headers


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
NEVER_EMPTY = ("llm_config", "voice_config", "transcriber_config", "background_sound", "precall_webhook")
"""These hold keys that the newest revision requires, so that an empty object may be refused."""
