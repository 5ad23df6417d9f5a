"""Phone numbers of Telnyx: what each is connected to, and its settings for calls and for messages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, Mode, Part, Spec, Tree, says
from ...schema.traits import (
    Atomic,
    ClearWith,
    Computed,
    Identity,
    Immutable,
    Ref,
    Routing,
    Sensitive,
    ServerDefault,
    SetLike,
    Unread,
)
from .pages import LARGE

_ONE = "/phone_numbers/{id}"


class CallForwarding(Spec):
    """Passing calls on to another number."""

    call_forwarding_enabled: Annotated[bool, ServerDefault(), says("Whether calls are passed on; true when absent.")] = ABSENT
    forwarding_type: Annotated[Literal["always", "on-failure"], says("When calls are passed on.")] = ABSENT
    forwards_to: Annotated[str, says("Number that they are passed on to; needs forwarding_type.")] = ABSENT


class CallRecording(Spec):
    """Recording of calls in."""

    inbound_call_recording_enabled: Annotated[bool, ServerDefault(), says("Whether calls in are recorded; false when absent.")] = ABSENT
    inbound_call_recording_channels: Annotated[
        Literal["single", "dual"], ServerDefault(), says("One track or one for each side; single when absent.")
    ] = ABSENT
    inbound_call_recording_format: Annotated[Literal["wav", "mp3"], ServerDefault(), says("File format, wav when absent.")] = ABSENT


class CnamListing(Spec):
    """The name that others see when this number calls."""

    cnam_listing_enabled: Annotated[bool, ServerDefault(), says("Whether a name is listed; false when absent.")] = ABSENT
    cnam_listing_details: Annotated[str, says("The name.", pattern="^[A-Za-z0-9 ]{0,15}$")] = ABSENT


class MediaFeatures(Spec):
    """How sound is carried."""

    accept_any_rtp_packets_enabled: Annotated[
        bool, ServerDefault(), says("Whether sound from unknown addresses is taken; false when absent.")
    ] = ABSENT
    rtp_auto_adjust_enabled: Annotated[bool, ServerDefault(), says("Whether its address may change in a call; true when absent.")] = ABSENT
    t38_fax_gateway_enabled: Annotated[bool, ServerDefault(), says("Whether faxes are converted; false when absent.")] = ABSENT


class Voice(Spec):
    """Settings for calls."""

    call_forwarding: Annotated[CallForwarding, Routing(), says("Passing calls on to another number.")] = ABSENT
    call_recording: Annotated[CallRecording, says("Recording of calls in.")] = ABSENT
    # The answer of this view leaves it out.
    caller_id_name_enabled: Annotated[bool, ServerDefault(), Unread(), says("Whether callers' names are looked up; false when absent.")] = (
        ABSENT
    )
    cnam_listing: Annotated[CnamListing, says("Name that others see when this number calls.")] = ABSENT
    inbound_call_screening: Annotated[
        Literal["disabled", "reject_calls", "flag_calls"],
        ServerDefault(),
        says("What becomes of unwanted calls; costs a fee for each number. disabled when absent."),
    ] = ABSENT
    media_features: Annotated[MediaFeatures, says("How sound is carried.")] = ABSENT
    tech_prefix_enabled: Annotated[bool, ServerDefault(), says("Whether a technical prefix is asked for; false when absent.")] = ABSENT
    translated_number: Annotated[str, ServerDefault(), says("Number that calls arrive under at one's own system.")] = ABSENT
    usage_payment_method: Annotated[
        Literal["pay-per-minute", "channel"], ServerDefault(), says("Whether minutes or channels are paid for; minutes when absent.")
    ] = ABSENT
    connection_id: Annotated[str, Computed(), says("As beside voice.")] = ABSENT
    customer_reference: Annotated[str, Computed(), says("As beside voice.")] = ABSENT
    emergency: Annotated[dict[str, Any], Computed(), Atomic(), says("Emergency calls.")] = ABSENT
    id: Annotated[str, Computed(), says("As beside voice.")] = ABSENT
    phone_number: Annotated[str, Computed(), says("As beside voice.")] = ABSENT
    record_type: Annotated[str, Computed(), says("Name of the view.")] = ABSENT


class Messaging(Spec):
    """Settings for messages."""

    messaging_profile_id: Annotated[
        str, Ref("telnyx/messaging_profile"), Routing(), ClearWith(""), says("Profile that messages go by; the empty text takes it away.")
    ] = ABSENT
    messaging_product: Annotated[str, ServerDefault(), says("Product that the number is registered for.")] = ABSENT
    tags: Annotated[list[str], SetLike(), says("The number's labels, which are those beside messaging: write them in one place.")] = ABSENT
    country_code: Annotated[str, Computed(), says("Country of the number.")] = ABSENT
    eligible_messaging_products: Annotated[list[str], Computed(), Atomic(), says("Products that it could be registered for.")] = ABSENT
    features: Annotated[dict[str, Any], Computed(), Atomic(), says("What the number can send and take.")] = ABSENT
    health: Annotated[dict[str, Any], Computed(), Atomic(), says("How many messages arrive.")] = ABSENT
    organization_id: Annotated[str, Computed(), says("Organisation that owns the number.")] = ABSENT
    traffic_type: Annotated[str, Computed(), says("Kind of traffic.")] = ABSENT
    type: Annotated[str, Computed(), says("Kind of number.")] = ABSENT
    id: Annotated[str, Computed(), says("As beside messaging.")] = ABSENT
    phone_number: Annotated[str, Computed(), says("As beside messaging.")] = ABSENT
    record_type: Annotated[str, Computed(), says("Name of the view.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When the record was made.")] = ABSENT
    updated_at: Annotated[str, Computed(), says("When the record was last changed.")] = ABSENT


class PhoneNumber(Spec):
    """A number that the account holds."""

    phone_number: Annotated[
        str, Identity(), Immutable(), says("The number with its country code, in quotes.", pattern=r"^\+[1-9][0-9]{1,14}$")
    ]
    connection_id: Annotated[
        str,
        Ref("telnyx/texml_application"),
        Routing(),
        says("Application that takes the calls: one of its own kind, or, by a field, the one that came with an assistant."),
    ] = ABSENT
    customer_reference: Annotated[str, says("A text of your own for finding the number.")] = ABSENT
    tags: Annotated[list[str], SetLike(), ClearWith([]), says("Labels for finding the number.")] = ABSENT
    external_pin: Annotated[str, Sensitive(), says("PIN that guards the number against being ported away.")] = ABSENT
    hd_voice_enabled: Annotated[bool, says("Whether calls are carried in high quality.")] = ABSENT
    billing_group_id: Annotated[str, says("Group that the cost is put down to.")] = ABSENT
    address_id: Annotated[str, Unread(), says("Address of the number's user.")] = ABSENT
    voice: Annotated[Voice, says("Settings for calls, which have a call of their own.")] = ABSENT
    messaging: Annotated[Messaging, says("Settings for messages, which have a call of their own.")] = ABSENT
    id: Annotated[str, Computed(), says("Id of the number.")] = ABSENT
    record_type: Annotated[str, Computed(), says("Always phone_number.")] = ABSENT
    status: Annotated[str, Computed(), says("Whether the number is in use.")] = ABSENT
    phone_number_type: Annotated[str, Computed(), says("Kind of number.")] = ABSENT
    country_iso_alpha2: Annotated[str, Computed(), says("Country of the number.")] = ABSENT
    connection_name: Annotated[str, Computed(), says("Name of the application.")] = ABSENT
    messaging_profile_id: Annotated[str, Computed(), says("Profile of its messages; written in messaging.")] = ABSENT
    messaging_profile_name: Annotated[str, Computed(), says("Name of that profile.")] = ABSENT
    messaging_campaign_id: Annotated[str, Computed(), says("Campaign that the number is registered with.")] = ABSENT
    call_forwarding_enabled: Annotated[bool, Computed(), says("Whether calls are passed on; written in voice.")] = ABSENT
    call_recording_enabled: Annotated[bool, Computed(), says("Whether calls are recorded; written in voice.")] = ABSENT
    caller_id_name_enabled: Annotated[bool, Computed(), says("Whether callers' names are looked up; written in voice.")] = ABSENT
    cnam_listing_enabled: Annotated[bool, Computed(), says("Whether a name is listed; written in voice.")] = ABSENT
    inbound_call_screening: Annotated[str, Computed(), says("What becomes of unwanted calls; written in voice.")] = ABSENT
    t38_fax_gateway_enabled: Annotated[bool, Computed(), says("Whether faxes are converted; written in voice.")] = ABSENT
    deletion_lock_enabled: Annotated[bool, Computed(), says("Whether the number is locked against deletion.")] = ABSENT
    emergency_address_id: Annotated[str, Computed(), says("Address told to emergency services.")] = ABSENT
    emergency_enabled: Annotated[bool, Computed(), says("Whether emergency calls work.")] = ABSENT
    emergency_status: Annotated[str, Computed(), says("State of emergency calls.")] = ABSENT
    source_type: Annotated[str, Computed(), says("Whether the number was ordered or ported in.")] = ABSENT
    purchased_at: Annotated[str, Computed(), says("When the number was bought.")] = ABSENT
    activated_at: Annotated[str, Computed(), says("When the number went into use.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When the record was made.")] = ABSENT
    updated_at: Annotated[str, Computed(), says("When the record was last changed.")] = ABSENT


def is_held(item: Json) -> bool:
    """Numbers that were given up or ported away may still be listed."""
    return not isinstance(item, dict) or item.get("status") not in ("deleted", "ported-out")


def check_number(spec: dict[str, Tree]) -> list[tuple[str, str]]:
    """What two fields of a number say against each other."""
    voice, messaging = (each if isinstance(each := spec.get(name), dict) else {} for name in ("voice", "messaging"))
    found = []
    if "tags" in spec and "tags" in messaging:
        found.append(("messaging.tags", "A number has one set of labels, which stands in tags already. Remove one of the two."))
    forwarding = voice.get("call_forwarding")
    if isinstance(forwarding, dict) and forwarding.get("forwards_to") and not forwarding.get("forwarding_type"):
        found.append(("voice.call_forwarding.forwards_to", "A number to forward to needs forwarding_type as well."))
    return found


PHONE_NUMBER = Kind(
    provider="telnyx",
    name="phone_number",
    spec=PhoneNumber,
    list=Listing("/phone_numbers", LARGE, keep=is_held),
    read=Endpoint("GET", _ONE),
    update=Endpoint("PATCH", _ONE),
    parts=(
        Part(("voice",), Endpoint("PATCH", f"{_ONE}/voice"), Endpoint("GET", f"{_ONE}/voice"), inside=True),
        Part(("messaging",), Endpoint("PATCH", f"{_ONE}/messaging"), Endpoint("GET", f"{_ONE}/messaging"), inside=True),
    ),
    mode=Mode.MERGE_TOP,
    unwrap="data",
    check=check_number,
    blank_is_absent=True,
    summary=(
        "A number that the account holds. It is adopted, never bought, and never given up: numbers are ordered and released in the portal. "
        "Its settings for calls and for messages are written by calls of their own, each only when something of it changed. To connect it to "
        "the application that came with an assistant, write {$ref: telnyx/assistant/NAME, field: telephony_settings.default_texml_app_id}."
    ),
    inferred=(
        "That an update leaves alone what it does not name is not documented. How a number is disconnected is not documented either: the "
        "empty text as connection_id is taken to do it, and removing the field from the manifest leaves the number connected."
    ),
)
