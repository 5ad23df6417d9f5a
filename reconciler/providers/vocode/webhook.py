"""A URL that hears what happens in calls."""

from __future__ import annotations

from typing import Annotated, Literal, get_args

from ...schema import ABSENT, says
from ...schema.traits import HiddenQuery, ServerDefault, SetLike, Verbatim
from .owned import Labelled, Owned
from .reference import FluentsConnectionId

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


class Webhook(Owned):
    """A URL that hears what happens in calls."""

    url: Annotated[str, Verbatim(), HiddenQuery(), says("Where events are posted.")]
    method: Annotated[Literal["GET", "POST"], ServerDefault(), says("HTTP method of the request, POST when absent.")] = ABSENT


class FluentsWebhook(Webhook, Labelled):
    """A webhook at Fluents."""

    subscriptions: Annotated[list[str], SetLike(), says("The events to hear of.", known=get_args(EventType))]
    account_connection_id: Annotated[FluentsConnectionId, ServerDefault(), says("The account that authorises the requests.")] = ABSENT


class VocodeWebhook(Webhook):
    """A webhook at Vocode."""

    subscriptions: Annotated[list[EventType], SetLike(), says("The events to hear of.")]
