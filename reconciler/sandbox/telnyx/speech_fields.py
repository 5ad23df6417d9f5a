"""What Telnyx accepts of voices and of transcription, and what each maker's models have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from ..vendor import Json
from .checking import choice, flag, many, must, nullable, number, shape, text, union, whole

VOICE = shape(
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
TRANSCRIPTION = shape(
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
