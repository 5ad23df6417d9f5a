"""Outbound voice profiles of Telnyx: where calls may go, and what they may cost."""

from __future__ import annotations

from typing import Annotated, Literal

from ...schema import ABSENT, Endpoint, Kind, Listing, Mode, Spec, says
from ...schema.traits import AlwaysSent, ClearWith, Computed, Identity, Null, NullMeans, ServerDefault, SetLike
from .messaging_profile import Country
from .pages import LARGE


class OutboundRecording(Spec):
    """Recording of calls out."""

    call_recording_type: Annotated[Literal["all", "none", "by_caller_phone_number"], says("Which calls are recorded.")] = ABSENT
    call_recording_caller_phone_numbers: Annotated[list[str], SetLike(), says("Numbers whose calls are recorded.")] = ABSENT
    call_recording_channels: Annotated[
        Literal["single", "dual"], ServerDefault(), says("One track or one for each side; single when absent.")
    ] = ABSENT
    call_recording_format: Annotated[Literal["wav", "mp3"], ServerDefault(), says("File format, wav when absent.")] = ABSENT


class CallingWindow(Spec):
    """The hours in which calls may go out."""

    start_time: Annotated[str, says("Time of day from which calls may be made.")] = ABSENT
    end_time: Annotated[str, says("Time of day until which calls may be made.")] = ABSENT
    calls_per_cld: Annotated[int, says("Most calls to one number in that time.", ge=0)] = ABSENT


class OutboundVoiceProfile(Spec):
    """What calls out must keep to."""

    name: Annotated[str, Identity(), AlwaysSent(), says("Name of the profile.", min_length=3)]
    enabled: Annotated[bool, ServerDefault(), says("Whether calls may be made; true when absent.")] = ABSENT
    whitelisted_destinations: Annotated[
        list[Country], SetLike(), ServerDefault(), says("Countries that may be called, by their two letters; US and CA when absent.")
    ] = ABSENT
    concurrent_call_limit: Annotated[int | None, NullMeans(Null.CLEAR), says("Most calls at a time; null for no limit.")] = ABSENT
    daily_spend_limit: Annotated[str, says("Dollars that may be spent a day, as a quoted decimal.", pattern=r"^[0-9]+(?:\.[0-9]+)?$")] = (
        ABSENT
    )
    daily_spend_limit_enabled: Annotated[bool, ServerDefault(), says("Whether that limit is kept; false when absent.")] = ABSENT
    max_destination_rate: Annotated[float, says("Dearest price a minute that a call may have.")] = ABSENT
    call_recording: Annotated[OutboundRecording, says("Recording of calls.")] = ABSENT
    calling_window: Annotated[CallingWindow, says("When calls may be made.")] = ABSENT
    billing_group_id: Annotated[str | None, NullMeans(Null.CLEAR), says("Group that the cost is put down to.")] = ABSENT
    service_plan: Annotated[Literal["global"], ServerDefault(), says("Plan of the profile; there is one.")] = ABSENT
    traffic_type: Annotated[Literal["conversational"], ServerDefault(), says("Kind of traffic; there is one.")] = ABSENT
    usage_payment_method: Annotated[Literal["rate-deck"], ServerDefault(), says("How calls are paid for; there is one.")] = ABSENT
    tags: Annotated[list[str], SetLike(), ClearWith([]), says("Labels for finding the profile.")] = ABSENT
    id: Annotated[str, Computed(), says("Id of the profile.")] = ABSENT
    record_type: Annotated[str, Computed(), says("Always outbound_voice_profile.")] = ABSENT
    connections_count: Annotated[int, Computed(), says("Applications that use the profile.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When the profile was made.")] = ABSENT
    updated_at: Annotated[str, Computed(), says("When the profile was last changed.")] = ABSENT


OUTBOUND_VOICE_PROFILE = Kind(
    provider="telnyx",
    name="outbound_voice_profile",
    spec=OutboundVoiceProfile,
    list=Listing("/outbound_voice_profiles", LARGE),
    read=Endpoint("GET", "/outbound_voice_profiles/{id}"),
    create=Endpoint("POST", "/outbound_voice_profiles"),
    update=Endpoint("PATCH", "/outbound_voice_profiles/{id}"),
    delete=Endpoint("DELETE", "/outbound_voice_profiles/{id}"),
    mode=Mode.MERGE_TOP,
    unwrap="data",
    blank_is_absent=True,
    summary="What calls out must keep to: countries, price, number and recording. Applications name it in outbound.",
    inferred="That an update leaves alone what it does not name is not documented. Objects are sent whole.",
)
