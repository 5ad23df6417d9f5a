"""The bot behind a Twilio number. The service was shut down in 2025; what is declared here can be planned and moved elsewhere."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, Mode, Spec, says
from ...schema.traits import (
    AlwaysSent,
    Atomic,
    Computed,
    Default,
    FreeKeys,
    Normalized,
    Ordered,
    Sensitive,
    ServerDefault,
    Verbatim,
    WriteOnly,
    always,
)
from .pages import PAGES


def number(value: Json) -> Json:
    """A number that was stored as text, as the vendor's own demo does: ``"300"`` is 300."""
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


PROFILES = (
    "twilio_ws_voice_2024_09",
    "voice_2024_10",
    "voice_2024_08",
    "vision_2024_10",
    "vision_2024_08",
    "openai_realtime_beta_2024_10",
    "natural_conversation_2024_11",
    "gemini_multimodal_live_2024_12",
)


class Option(Spec):
    """One setting of a service."""

    name: Annotated[str, says("The option, such as voice or initial_messages.")]
    value: Annotated[Any, Atomic(), Verbatim(), says("Its value, of whatever type the option has.")]


class ServiceConfig(Spec):
    """Settings of one service, applied one after the other."""

    service: Annotated[str, says("A key of services, or one that the profile brings along, such as vad.")]
    options: Annotated[list[Option], Ordered(), says("The settings, in the order in which they are applied.")]


class WebhookTool(Spec):
    """The URL that carries out a function the model calls."""

    url: Annotated[str, Verbatim(), says("Where the call is posted.")]
    method: Annotated[str, ServerDefault(), says("The HTTP method; POST when absent.")] = ABSENT
    custom_headers: Annotated[
        dict[str, Annotated[str, Sensitive(literal=always)]],
        ServerDefault(),
        says("Headers of the request, which may hold secrets."),
    ] = ABSENT
    streaming: Annotated[bool, ServerDefault(), says("Whether the webhook answers with server-sent events.")] = ABSENT


class AwsOptions(Spec):
    """Options of the AWS voice that are more than plain settings."""

    aws_access_key_id: Annotated[str, Sensitive(literal=always), says("The id of one's own AWS key.")] = ABSENT


class PlayHtOptions(Spec):
    """Options of the PlayHT voice that are more than plain settings."""

    user_id: Annotated[str, Sensitive(literal=always), says("One's own user id at PlayHT.")] = ABSENT


class ServiceOptions(Spec):
    """Options by service, set once when a service starts: an object each, or an ordered list of objects. Any service may stand here."""

    aws_tts: Annotated[AwsOptions | list[Any], says("Options of the AWS voice.")] = ABSENT
    playht: Annotated[PlayHtOptions | list[Any], says("Options of the PlayHT voice.")] = ABSENT


class TwilioConfig(Spec):
    """The bot that answers a Twilio number."""

    bot_profile: Annotated[str, says("The bot's profile; the one for Twilio is twilio_ws_voice_2024_09.", known=PROFILES)]
    services: Annotated[dict[str, str], says("The service that does each job: llm, tts and stt.")]
    config: Annotated[
        list[ServiceConfig],
        Ordered(),
        says("Settings of the services, applied in order: voice before llm, run_on_config last."),
    ]
    max_duration: Annotated[
        float,
        Default(600),
        AlwaysSent(),
        Normalized(number),
        Field(gt=60, lt=86400, description="The longest call, in seconds: more than 60, less than 86400."),
    ] = ABSENT
    rtvi_client_version: Annotated[str, says("The client version the bot is meant for.")] = ABSENT
    api_keys: Annotated[
        dict[str, Annotated[str, Sensitive(), WriteOnly()]],
        says("One's own keys, by service; all go along with every update."),
    ] = ABSENT
    dialin_settings: Annotated[dict[str, Any], Atomic(), says("The call that is dialled in.")] = ABSENT
    dialout_settings: Annotated[list[Any], Ordered(), says("The numbers to call, in order.")] = ABSENT
    webhook_tools: Annotated[dict[str, WebhookTool], says("The URL for each function the model may call; * stands for all others.")] = (
        ABSENT
    )
    service_options: Annotated[ServiceOptions, FreeKeys(), says("Options of services, set once when they start.")] = ABSENT
    room: Annotated[dict[str, Any] | str, Atomic(), says("The Daily room of the call.")] = ABSENT
    id: Annotated[str, Computed(), says("The vendor's id of the configuration.")] = ABSENT
    twiml: Annotated[str, Computed(), says("What to put into a TwiML Bin at Twilio.")] = ABSENT


AT = "/bots/twilio-config"

TWILIO_CONFIG = Kind(
    provider="dailybots",
    name="twilio_config",
    spec=TwilioConfig,
    # Nobody describes an item of the list, and a replacement built on a summary would erase the rest.
    list=Listing(AT, PAGES, whole=False),
    read=Endpoint("GET", AT + "/{id}"),
    create=Endpoint("POST", AT),
    update=Endpoint("POST", AT + "/{id}"),
    delete=Endpoint("DELETE", AT + "/{id}"),
    mode=Mode.REPLACE,
    reads_inferred=True,
    retired="Daily Bots was shut down in 2025, so its own host answers none of these calls: plan here, and move the bot to another vendor.",
    summary="The bot that answers a Twilio number: its services, and their settings in the order in which they are applied.",
    inferred=(
        "Only create and update are documented: list, read and delete are inferred, and so is the name of the id. One tutorial leaves out "
        "the /bots of the path. That an update replaces the whole object is inferred from what it requires, so everything is sent, keys "
        "included. Whether keys are read back is unknown, so a key that only the dashboard knows may be lost with the next update: declare "
        "them all. It has no name: it is bound by id alone."
    ),
)
