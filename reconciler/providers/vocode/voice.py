"""A voice: who makes it, and the settings of that maker."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import model_validator

from ...schema import ABSENT, Json, Tree, says
from ...schema.traits import AlwaysSent, Immutable, Null, NullMeans, Sensitive, ServerDefault
from .owned import Labelled, Owned
from .variant import Findings, Variant, not_among

QUALITIES = ("faster", "draft", "low", "medium", "high", "premium")


class Voice(Owned):
    """A voice, by the vendor that makes it. The fields are those of all types together."""

    voice_name: Annotated[str, ServerDefault(), says("Azure: the voice, such as en-US-AriaNeural.")] = ABSENT
    pitch: Annotated[float, ServerDefault(), says("Azure: how high the voice is, in per cent of change.")] = ABSENT
    rate: Annotated[float, ServerDefault(), says("Azure: how fast the voice is, in per cent of change.")] = ABSENT
    speaker: Annotated[str, ServerDefault(), says("Rime: the voice.")] = ABSENT
    speed_alpha: Annotated[float | None, NullMeans(Null.CLEAR), says("Rime: how fast the voice is.")] = ABSENT
    voice_id: Annotated[str, ServerDefault(), says("ElevenLabs, PlayHT, Vocode: the maker's id of the voice.")] = ABSENT
    model_id: Annotated[str | None, NullMeans(Null.CLEAR), says("ElevenLabs, Rime: the maker's speech model.")] = ABSENT
    stability: Annotated[float | None, NullMeans(Null.CLEAR), says("ElevenLabs: how even the voice stays.")] = ABSENT
    similarity_boost: Annotated[float | None, NullMeans(Null.CLEAR), says("ElevenLabs: how close it keeps to the original.")] = ABSENT
    optimize_streaming_latency: Annotated[
        float | None, NullMeans(Null.CLEAR), says("ElevenLabs: how much quality may be given for speed.")
    ] = ABSENT
    experimental_input_streaming: Annotated[
        bool, ServerDefault(), says("ElevenLabs: whether text is sent as it is written; false when absent.")
    ] = ABSENT
    api_key: Annotated[str | None, Sensitive(), NullMeans(Null.CLEAR), says("One's own key at the maker; a legacy field.")] = ABSENT
    api_user_id: Annotated[str | None, Sensitive(), NullMeans(Null.CLEAR), says("One's own user id at PlayHT; a legacy field.")] = ABSENT
    version: Annotated[str, ServerDefault(), says("PlayHT: the version of its engine, 2 when absent.", known=("1", "2"))] = ABSENT
    # At Fluents some other maker may write its speed, or its quality, in words of its own.
    speed: Annotated[float | str | None, NullMeans(Null.CLEAR), says("PlayHT: how fast the voice is.")] = ABSENT
    quality: Annotated[str | None, NullMeans(Null.CLEAR), says("PlayHT: quality against speed.", known=QUALITIES)] = ABSENT
    temperature: Annotated[float | None, NullMeans(Null.CLEAR), says("PlayHT: how lively the voice is.")] = ABSENT
    top_p: Annotated[float | None, NullMeans(Null.CLEAR), says("PlayHT: how much it varies.")] = ABSENT
    text_guidance: Annotated[float | None, NullMeans(Null.CLEAR), says("PlayHT: how closely it keeps to the text.")] = ABSENT
    voice_guidance: Annotated[float | None, NullMeans(Null.CLEAR), says("PlayHT: how closely it keeps to the voice.")] = ABSENT
    experimental_remove_silence: Annotated[bool, ServerDefault(), says("PlayHT: whether pauses are cut out; false when absent.")] = ABSENT


TYPES = ("voice_azure", "voice_rime", "voice_eleven_labs", "voice_play_ht", "voice_vocode")


class FluentsVoice(Voice, Labelled):
    """A voice at Fluents, which publishes it as a free object: makers beyond these have fields of their own."""

    type: Annotated[str, Immutable(), AlwaysSent(), says("Who makes the voice.", known=TYPES)] = ABSENT


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
    pitch: Annotated[int, ServerDefault(), says("Azure: how high the voice is, in per cent of change; 0 when absent.")] = ABSENT
    rate: Annotated[int, ServerDefault(), says("Azure: how fast the voice is, in per cent of change; 15 when absent.")] = ABSENT
    voice_id: Annotated[str, ServerDefault(), says("ElevenLabs, PlayHT: the maker's id of the voice; Vocode: joe.", known=("joe",))] = (
        ABSENT
    )
    model_id: Annotated[
        str | None, NullMeans(Null.CLEAR), says("ElevenLabs, Rime: the maker's speech model; Rime's are known.", known=("mist", "v1"))
    ] = ABSENT
    optimize_streaming_latency: Annotated[
        int | None, NullMeans(Null.CLEAR), says("ElevenLabs: how much quality may be given for speed.")
    ] = ABSENT

    version: Annotated[Literal["1", "2"], ServerDefault(), says("PlayHT: the version of its engine, 2 when absent.")] = ABSENT
    speed: Annotated[float | None, NullMeans(Null.CLEAR), says("PlayHT: how fast the voice is.")] = ABSENT
    quality: Annotated[
        Literal["faster", "draft", "low", "medium", "high", "premium"] | None,
        NullMeans(Null.CLEAR),
        says("PlayHT: quality against speed."),
    ] = ABSENT

    @model_validator(mode="after")
    def _needs(self) -> Self:
        missing = VOCODE_VOICES[self.type].missing(self.model_fields_set)
        if missing:
            raise ValueError(f"A voice of type {self.type} needs {', '.join(missing)}.")
        return self


def check_vocode_voice(spec: dict[str, Tree]) -> Findings:
    """Fields of other makers, which the vendor would ignore, and values that a maker does not have."""
    variant = VOCODE_VOICES.get(str(spec.get("type")))
    if variant is None:
        return []
    known = set(VocodeVoice.model_fields) - {"type", "id", "user_id"}
    found = [
        (name, f"A voice of type {spec['type']} has no {name}, and the vendor would ignore it: remove it.")
        for name in variant.foreign(spec, known)
    ]
    match spec["type"]:
        case "voice_vocode":
            found += not_among(spec, "voice_id", ("joe",))
        case "voice_rime":
            found += not_among(spec, "model_id", ("mist", "v1"))
    return found


def decode_voice(live: Json) -> Json:
    """Vocode's "not given" leaks into answers as ``{}``, in the one field whose type admits it."""
    return {**live, "model_id": None} if live.get("model_id") == {} else live
