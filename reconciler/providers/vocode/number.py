"""A phone number and what answers it. No number is ever released: one that is no longer declared stays where it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Generic, Literal

from pydantic import Field

from ...schema import ABSENT, Tree, says
from ...schema.traits import (
    Atomic,
    ClearWith,
    Computed,
    CreateOnly,
    Identity,
    Immutable,
    Normalized,
    Null,
    NullMeans,
    Routing,
    ServerDefault,
    Unread,
)
from .owned import Described, Owned
from .phone import digits
from .reference import AgentT, ConnectionT, FluentsAgentId, FluentsConnectionId, VocodeAgentId, VocodeConnectionId
from .variant import Findings, unsaid


class Number(Owned, Generic[AgentT, ConnectionT]):
    """A phone number and what answers it."""

    number: Annotated[
        str,
        Identity(),
        Immutable(),
        Normalized(digits),
        Field(pattern=r"^\+[1-9][0-9]{1,14}$", description="The phone number in E.164 form, such as +12025550123."),
    ]
    outbound_only: Annotated[bool, ServerDefault(), Routing(), says("Whether calls to the number go unanswered; false when absent.")] = (
        ABSENT
    )
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
        str,
        Immutable(),
        ServerDefault(),
        says("Who carries the calls; chosen when the number is bought.", known=("twilio",)),
    ] = ABSENT
    area_code: Annotated[str, CreateOnly(), Unread(), says("The area to buy a number in.")] = ABSENT
    inbound_agent_name: Annotated[str, Computed(), says("The name of the agent that answers.")] = ABSENT
    config: Annotated[dict[str, Any], Computed(), says("Settings without a documented write.")] = ABSENT
    tags: Annotated[list[str], Computed(), says("Tags set in the dashboard, without a documented write.")] = ABSENT
    sms_enabled: Annotated[bool, Computed(), says("Whether the number takes text messages.")] = ABSENT
    is_routing_number: Annotated[bool, Computed(), says("Whether the number only routes calls.")] = ABSENT


class VocodeNumber(Number[VocodeAgentId, VocodeConnectionId]):
    """A phone number at Vocode."""

    # Linking requires it; a number of the account needs none, so a manifest may leave it out.
    telephony_account_connection: Annotated[
        VocodeConnectionId, Immutable(), ServerDefault(), says("The telephony account of the number; needed to link a new one.")
    ] = ABSENT
    label: Annotated[str, ServerDefault(), ClearWith(""), says("The name people see.")] = ABSENT
    telephony_provider: Annotated[
        Literal["vonage", "twilio"], Computed(), says("Who carries the calls; follows from the linked account.")
    ] = ABSENT


def check_number(spec: dict[str, Tree]) -> Findings:
    """The one word that is no agent's id and that the vendor takes for one."""
    if spec.get("inbound_agent") != "default":
        return []
    return [("inbound_agent", 'With "default" the vendor makes a new agent of its own: refer to a declared agent with $ref.')]


def check_vocode_number(spec: dict[str, Tree]) -> Findings:
    """Also a context that the vendor would take for no context given."""
    return [*check_number(spec), *unsaid(spec, "example_context")]


def bought(body: dict[str, Tree]) -> dict[str, Tree]:
    """The body that buys a number at Fluents."""
    return _renamed(body, lambda number: number)


def linking(body: dict[str, Tree]) -> dict[str, Tree]:
    """
    The body that links a number at Vocode, whose pages write numbers as digits.

    Where no agent is named the vendor makes one of its own, which nobody can delete: none is said to be none.
    """
    return _renamed({"inbound_agent": None, **body}, digits)


def _renamed(body: dict[str, Tree], written: Callable[[Tree], Tree]) -> dict[str, Tree]:
    """What is read as ``number`` is first sent as ``phone_number``."""
    return {"phone_number" if name == "number" else name: written(value) if name == "number" else value for name, value in body.items()}
