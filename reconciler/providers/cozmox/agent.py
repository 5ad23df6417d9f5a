"""An agent: its prompt, its configuration, and the trunks whose calls it takes."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import model_validator

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, Tree, says
from ...schema.traits import Atomic, ClearWith, Computed, CreateOnly, Identity, Ref, ServerDefault, SetLike, Unread, Verbatim
from .agent_config import (
    CONFIGS,
    NEVER_EMPTY,
    BackgroundSound,
    ExtraConfig,
    GoodbyeConfig,
    GreetingConfig,
    LlmConfig,
    PrecallWebhook,
    RoomDurationConfig,
    TranscriberConfig,
    VadConfig,
    VoiceConfig,
)
from .columns import Container, columns
from .owned import ORG, PAGES, Dated


class Agent(Dated):
    """An agent: its prompt and ten objects of configuration."""

    name: Annotated[str, Identity(), says("The agent's name; finds it again.")]
    type: Annotated[Literal["voice", "chat", "video"], says("How it is talked to.")]
    prompt_template: Annotated[str, ServerDefault(), Verbatim(), says("What the agent is told to do.")] = ABSENT
    copy_from_agent_id: Annotated[str, Ref("cozmox/agent"), CreateOnly(), Unread(), says("The agent it begins as a copy of.")] = ABSENT
    default_functions: Annotated[list[str], SetLike(), ServerDefault(), ClearWith([]), says("The vendor's own functions it may use.")] = (
        ABSENT
    )
    allowed_sip_trunks: Annotated[
        list[Annotated[str, Ref("cozmox/sip_trunk")]],
        SetLike(),
        ServerDefault(),
        ClearWith([]),
        says("The inbound trunks whose calls it may take; not for an agent that a cozmox/agent_sip_trunk names."),
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


COLUMNS: dict[str, Container] = {"plugins": list, **dict.fromkeys(CONFIGS, dict)}


def decode_agent(live: Json) -> Json:
    """An agent with its JSON columns read."""
    return columns(live, COLUMNS)


def check_agent(spec: dict[str, Tree]) -> list[tuple[str, str]]:
    """What would be refused, or do nothing, although each field is well formed."""
    return [(name, f"An empty {name} does not clear it, and may be refused: leave it out.") for name in NEVER_EMPTY if spec.get(name) == {}]


AGENTS = ORG + "/agents"

AGENT = Kind(
    provider="cozmox",
    name="agent",
    spec=Agent,
    list=Listing(AGENTS, PAGES, whole=False),
    read=Endpoint("GET", AGENTS + "/{id}"),
    create=Endpoint("POST", AGENTS),
    update=Endpoint("PATCH", AGENTS + "/{id}"),
    delete=Endpoint("DELETE", AGENTS + "/{id}"),
    decode=decode_agent,
    check=check_agent,
    birth=("name", "type", "prompt_template", "copy_from_agent_id"),
    summary="An agent: its prompt, its model, its voice, and how a call begins, goes and ends.",
    inferred=(
        "The newest description of an update leaves out llm_config, voice_config, transcriber_config, background_sound, precall_webhook "
        "and allowed_sip_trunks; they are sent, and read back. Whether a config object is merged or replaced is unknown, so it is sent "
        "whole. What form it comes back in is unknown: all are understood. Null is never sent; that an empty list clears is inferred. "
        "allowed_sip_trunks is taken to be the same data as the bindings of cozmox/agent_sip_trunk: for one agent use one of the two, "
        "since each would undo the other. That cannot be checked within one manifest."
    ),
)
