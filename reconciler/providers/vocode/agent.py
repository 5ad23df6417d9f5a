"""An agent: a prompt, a voice, its actions, and how it takes turns."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal

from ...schema import ABSENT, Json, Spec, Tree, says
from ...schema.traits import Atomic, ClearWith, CreateOnly, Identity, Normalized, Null, NullMeans, ServerDefault, SetLike, Verbatim
from .owned import Described, Owned
from .reference import (
    ConnectionT,
    FluentsActionId,
    FluentsConnectionId,
    FluentsPromptId,
    FluentsVoiceId,
    FluentsWebhookId,
    PromptT,
    VocodeActionId,
    VocodeConnectionId,
    VocodePromptId,
    VocodeVectorDatabaseId,
    VocodeVoiceId,
    VocodeWebhookId,
    VoiceT,
    WebhookT,
)
from .variant import Findings, unsaid

Language = Literal["en", "es", "de", "hi", "pt", "fr", "nl", "id", "it", "ja", "ko"]


class Agent(Owned, Generic[PromptT, VoiceT, WebhookT, ConnectionT]):
    """An agent: a prompt, a voice, its actions, and how it takes turns."""

    name: Annotated[str | None, Identity(), NullMeans(Null.CLEAR), says("The agent's name; finds it again.")] = ABSENT
    prompt: Annotated[PromptT, says("What the agent is told to do.")]
    voice: Annotated[VoiceT, says("The voice it speaks with.")]
    language: Annotated[Language, ServerDefault(), says("The language it listens for and speaks; en when absent.")] = ABSENT
    initial_message: Annotated[str | None, NullMeans(Null.CLEAR), Verbatim(), says("What it says first; null to let the caller begin.")] = (
        ABSENT
    )
    webhook: Annotated[WebhookT | None, NullMeans(Null.CLEAR), says("Where events of its calls are posted.")] = ABSENT
    interrupt_sensitivity: Annotated[
        Literal["low", "high"], ServerDefault(), says("How readily it stops when the caller speaks; low when absent.")
    ] = ABSENT
    context_endpoint: Annotated[
        str | None, NullMeans(Null.CLEAR), Verbatim(), says("A URL that is asked for context when a call begins.")
    ] = ABSENT
    noise_suppression: Annotated[bool, ServerDefault(), says("Whether background noise is filtered out; false when absent.")] = ABSENT
    endpointing_sensitivity: Annotated[
        Literal["auto", "relaxed", "sensitive"],
        ServerDefault(),
        says("How soon a pause counts as the end of a turn; auto, which is relaxed, when absent."),
    ] = ABSENT
    ivr_navigation_mode: Annotated[
        Literal["default", "off"],
        ServerDefault(),
        says("Whether it finds its way through phone menus, which lets it wait ten minutes; off when absent."),
    ] = ABSENT
    conversation_speed: Annotated[float, ServerDefault(), says("The pace of the conversation, from 0.5 to 2; 1.0 when absent.")] = ABSENT
    openai_model_name_override: Annotated[
        str | None, NullMeans(Null.CLEAR), says("The model to use; works only with openai_account_connection.")
    ] = ABSENT
    openai_account_connection: Annotated[ConnectionT | None, NullMeans(Null.CLEAR), says("One's own account at the model's vendor.")] = (
        ABSENT
    )
    ask_if_human_present_on_idle: Annotated[
        bool, ServerDefault(), says("Whether it asks if anyone is there after a silence; false when absent.")
    ] = ABSENT
    run_do_not_call_detection: Annotated[
        bool, ServerDefault(), says("Whether it notices a wish not to be called again; false when absent.")
    ] = ABSENT


def weights(value: Json) -> Json:
    """Keyword weights as numbers, for Fluents shows ``{"kansas": "10"}``."""
    return {word: _number(weight) for word, weight in value.items()} if isinstance(value, dict) else value


def _number(value: Json) -> Json:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


class FluentsAgent(Agent[FluentsPromptId, FluentsVoiceId, FluentsWebhookId, FluentsConnectionId], Described):
    """An agent at Fluents."""

    label: Annotated[str | None, NullMeans(Null.CLEAR), says("A second name that people see.")] = ABSENT
    actions: Annotated[list[FluentsActionId], SetLike(), says("What it can do in a call; may be empty.")]
    initial_message_delay: Annotated[
        float, ServerDefault(), says("Milliseconds before the first message, where Vocode counts seconds.")
    ] = ABSENT
    idle_time_seconds: Annotated[float | None, NullMeans(Null.CLEAR), says("The silence, in seconds, that counts as idle.")] = ABSENT
    llm_temperature: Annotated[float, ServerDefault(), says("How freely the model chooses its words.")] = ABSENT
    llm_fallback: Annotated[
        dict[str, Any] | None, Atomic(), NullMeans(Null.CLEAR), says("The model to turn to when the first one fails.")
    ] = ABSENT
    deepgram_keywords: Annotated[
        dict[str, float | str] | None,
        Atomic(),
        Normalized(weights),
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
    idle_time_seconds: Annotated[int | None, NullMeans(Null.CLEAR), says("The silence, in seconds, that counts as idle.")] = ABSENT
    initial_message_delay: Annotated[float, ServerDefault(), says("Seconds before the first message; 0.0 when absent.")] = ABSENT
    llm_temperature: Annotated[
        float,
        CreateOnly(),
        ServerDefault(),
        says("How freely the model chooses its words, from 0 to 1; 0.0 when absent. Fixed once the agent exists."),
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


def check_vocode_agent(spec: dict[str, Tree]) -> Findings:
    """Keywords that the vendor would take for no keywords given."""
    return unsaid(spec, "deepgram_keywords")
