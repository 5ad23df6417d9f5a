"""Messaging profiles of Telnyx: how messages are sent, and who is told of those that come in."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...schema import ABSENT, Endpoint, Kind, Listing, Mode, Spec, says
from ...schema.traits import (
    Computed,
    CreateOnly,
    Deferrable,
    FreeKeys,
    Identity,
    Null,
    NullMeans,
    Ref,
    Routing,
    Sensitive,
    ServerDefault,
    SetLike,
    Verbatim,
)
from .pages import LARGE
from .tools import Text

Country = Annotated[str, Field(pattern=r"^([A-Z]{2}|\*)$")]


class NumberPool(Spec):
    """How a sending number is chosen."""

    long_code_weight: Annotated[float, says("How often ordinary numbers are chosen.")]
    toll_free_weight: Annotated[float, says("How often toll-free numbers are chosen.")]
    skip_unhealthy: Annotated[bool, says("Whether numbers that fail often are left out.")]
    geomatch: Annotated[bool, ServerDefault(), says("Whether a number near the receiver is preferred; false when absent.")] = ABSENT
    sticky_sender: Annotated[bool, ServerDefault(), says("Whether a receiver always sees the same number; false when absent.")] = ABSENT


class UrlShortener(Spec):
    """Short addresses in messages."""

    domain: Annotated[str, says("Domain of the short addresses.")]
    prefix: Annotated[str, says("Text before each short address.")] = ABSENT
    replace_blacklist_only: Annotated[bool, says("Whether only addresses that carriers block are shortened.")] = ABSENT
    send_webhooks: Annotated[bool, says("Whether clicks are told.")] = ABSENT


class Features(Spec):
    """Further functions."""

    ai_opt_out_detection_enabled: Annotated[bool, says("Whether a model recognises who wants no more messages.")] = ABSENT


class MessagingProfile(Spec):
    """How messages are sent, and who is told of those that come in."""

    name: Annotated[str, Identity(), says("Name of the profile.")]
    whitelisted_destinations: Annotated[
        list[Country], SetLike(), says('Countries that may be written to, by their two letters; ["*"] for all.')
    ]
    ai_assistant_id: Annotated[
        Annotated[str, Field(max_length=64)] | None,
        Ref("telnyx/assistant"),
        Deferrable(),
        NullMeans(Null.CLEAR),
        Routing(),
        says("Assistant that answers messages."),
    ] = ABSENT
    enabled: Annotated[bool, ServerDefault(), says("Whether messages are sent and taken; true when absent.")] = ABSENT
    webhook_url: Annotated[Text | None, ServerDefault(), NullMeans(Null.CLEAR), says("Where messages and reports are sent.")] = ABSENT
    webhook_failover_url: Annotated[
        Text | None, ServerDefault(), NullMeans(Null.CLEAR), says("Where they are sent when the first address fails.")
    ] = ABSENT
    webhook_api_version: Annotated[
        Literal["1", "2", "2010-04-01"], ServerDefault(), says("Format in which they are sent; 2 when absent.")
    ] = ABSENT
    alpha_sender: Annotated[
        Annotated[str, Field(pattern="^[A-Za-z0-9 ]{1,11}$")] | None,
        NullMeans(Null.CLEAR),
        says("Name shown as the sender where a name is required."),
    ] = ABSENT
    daily_spend_limit: Annotated[
        str, says("Dollars that may be spent between two midnights UTC, as a quoted decimal.", pattern=r"^[0-9]+(?:\.[0-9]+)?$")
    ] = ABSENT
    daily_spend_limit_enabled: Annotated[bool, ServerDefault(), says("Whether that limit is kept.")] = ABSENT
    number_pool_settings: Annotated[
        NumberPool | None, NullMeans(Null.CLEAR), says("How a sending number is chosen; null when it is named each time.")
    ] = ABSENT
    url_shortener_settings: Annotated[UrlShortener | None, NullMeans(Null.CLEAR), says("Short addresses; null for none.")] = ABSENT
    mms_fall_back_to_sms: Annotated[bool, ServerDefault(), says("Whether a picture becomes a link where none can be sent.")] = ABSENT
    mms_transcoding: Annotated[bool, ServerDefault(), says("Whether pictures are made smaller by themselves.")] = ABSENT
    mobile_only: Annotated[bool, ServerDefault(), says("Whether only mobile numbers are written to.")] = ABSENT
    smart_encoding: Annotated[bool, ServerDefault(), says("Whether characters are replaced to save parts of a message.")] = ABSENT
    features: Annotated[Features | None, FreeKeys(), NullMeans(Null.VALUE), says("Further functions; any other key is kept.")] = ABSENT
    redaction_enabled: Annotated[
        bool,
        ServerDefault(),
        Verbatim(),
        says("Whether the text is removed from records; ignored unless the organisation is allowed it."),
    ] = ABSENT
    redaction_level: Annotated[int, ServerDefault(), says("How much is removed, 2 when absent.", ge=1, le=2)] = ABSENT
    health_webhook_url: Annotated[
        Text | None, CreateOnly(), NullMeans(Null.VALUE), says("Where the health of numbers is told.", deprecated=True)
    ] = ABSENT
    resource_group_id: Annotated[
        Annotated[str, Field(max_length=64)] | None, CreateOnly(), NullMeans(Null.VALUE), says("Resource group of the profile.")
    ] = ABSENT
    id: Annotated[str, Computed(), says("Id of the profile.")] = ABSENT
    organization_id: Annotated[str, Computed(), says("Organisation that owns it.")] = ABSENT
    record_type: Annotated[str, Computed(), says("Always messaging_profile.")] = ABSENT
    v1_secret: Annotated[str, Computed(), Sensitive(), says("Key for an older API, which an answer shows.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When the profile was made.")] = ABSENT
    updated_at: Annotated[str, Computed(), says("When the profile was last changed.")] = ABSENT


# A create does not know them, and drops them silently.
_LATER = ("redaction_enabled", "redaction_level")

MESSAGING_PROFILE = Kind(
    provider="telnyx",
    name="messaging_profile",
    spec=MessagingProfile,
    list=Listing("/messaging_profiles", LARGE),
    read=Endpoint("GET", "/messaging_profiles/{id}"),
    create=Endpoint("POST", "/messaging_profiles"),
    update=Endpoint("PATCH", "/messaging_profiles/{id}"),
    delete=Endpoint("DELETE", "/messaging_profiles/{id}"),
    mode=Mode.MERGE_TOP,
    unwrap="data",
    birth=tuple(name for name in MessagingProfile.model_fields if name not in _LATER),
    blank_is_absent=True,
    summary=(
        "How messages go out and come in. The vendor makes one with every assistant that names none: such a one is adopted by its id, if "
        "at all. A profile and its assistant may name each other; the profile's side is set in a second call."
    ),
    inferred="Whether an update merges the settings of pools and short addresses is not documented: they are sent whole.",
)
