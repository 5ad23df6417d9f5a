"""TeXML applications of Telnyx: what a phone number is connected to, and where its calls are asked about."""

from __future__ import annotations

from typing import Annotated, Literal

from ...schema import ABSENT, Endpoint, Kind, Listing, Mode, Spec, says
from ...schema.traits import AlwaysSent, ClearWith, Computed, Identity, Ref, Routing, ServerDefault, SetLike
from .pages import LARGE
from .tools import Text

SHARED_SITES = ("Latency", "Chicago, IL", "Ashburn, VA", "San Jose, CA", "Sydney, Australia", "Amsterdam, Netherlands", "London, UK")
SITES = (*SHARED_SITES, "Toronto, Canada", "Vancouver, Canada", "Frankfurt, Germany")


class Inbound(Spec):
    """Calls in."""

    channel_limit: Annotated[int, ServerDefault(), says("Most calls at a time; no limit when absent.")] = ABSENT
    shaken_stir_enabled: Annotated[bool, ServerDefault(), says("Whether events hold Shaken/Stir data; false when absent.")] = ABSENT
    sip_subdomain: Annotated[str, ServerDefault(), says("Name before .sip.telnyx.com that takes calls.")] = ABSENT
    sip_subdomain_receive_settings: Annotated[
        Literal["only_my_connections", "from_anyone"], ServerDefault(), says("Who may call it; anyone when absent.")
    ] = ABSENT


class Outbound(Spec):
    """Calls out."""

    channel_limit: Annotated[int, ServerDefault(), says("Most calls at a time; no limit when absent.")] = ABSENT
    outbound_voice_profile_id: Annotated[
        str, ServerDefault(), Ref("telnyx/outbound_voice_profile"), says("Profile that calls out must keep to.")
    ] = ABSENT


class Application(Spec):
    """What applications of both kinds have."""

    active: Annotated[bool, ServerDefault(), Routing(), says("Whether calls are taken; true when absent.")] = ABSENT
    call_cost_in_webhooks: Annotated[bool, ServerDefault(), says("Whether events tell the cost; false when absent.")] = ABSENT
    dtmf_type: Annotated[Literal["RFC 2833", "Inband", "SIP INFO"], ServerDefault(), says("How keys are sent; RFC 2833 when absent.")] = (
        ABSENT
    )
    first_command_timeout: Annotated[bool, ServerDefault(), says("Whether a call ends when no command comes; false when absent.")] = ABSENT
    first_command_timeout_secs: Annotated[int, ServerDefault(), says("Seconds until then, 30 when absent.")] = ABSENT
    inbound: Annotated[Inbound, says("Calls in.")] = ABSENT
    outbound: Annotated[Outbound, says("Calls out.")] = ABSENT
    tags: Annotated[list[str], SetLike(), ClearWith([]), says("Labels for finding the application.")] = ABSENT
    id: Annotated[str, Computed(), says("Id of the application.")] = ABSENT
    record_type: Annotated[str, Computed(), says("Name of the kind, at the vendor.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When the application was made.")] = ABSENT
    updated_at: Annotated[str, Computed(), says("When the application was last changed.")] = ABSENT


class TexmlApplication(Application):
    """What a number is connected to, and where its calls are asked about."""

    friendly_name: Annotated[str, Identity(), AlwaysSent(), says("Name of the application.")]
    voice_url: Annotated[Text, AlwaysSent(), Routing(), says("Address that is asked what to do with a call.")]
    anchorsite_override: Annotated[str, ServerDefault(), says("Site that handles the media; the nearest one when absent.", known=SITES)] = (
        ABSENT
    )
    voice_method: Annotated[Literal["get", "post"], ServerDefault(), says("How it is asked; post when absent.")] = ABSENT
    voice_fallback_url: Annotated[Text, ServerDefault(), says("Address that is asked when the first one fails.")] = ABSENT
    status_callback: Annotated[Text, ServerDefault(), says("Address that is told how a call goes on.")] = ABSENT
    status_callback_method: Annotated[Literal["get", "post"], ServerDefault(), says("How it is told; post when absent.")] = ABSENT


TEXML_APPLICATION = Kind(
    provider="telnyx",
    name="texml_application",
    spec=TexmlApplication,
    list=Listing("/texml_applications", LARGE),
    read=Endpoint("GET", "/texml_applications/{id}"),
    create=Endpoint("POST", "/texml_applications"),
    update=Endpoint("PATCH", "/texml_applications/{id}"),
    delete=Endpoint("DELETE", "/texml_applications/{id}"),
    mode=Mode.MERGE_TOP,
    unwrap="data",
    blank_is_absent=True,
    summary=(
        "What numbers are connected to. The vendor makes one with every assistant that names none, and deletes it with the assistant: such "
        "a one is adopted by its id, if at all, and its name and address are best left as they are."
    ),
    inferred=(
        "Objects of calls in and out are sent whole, since the vendor replaces them. How an address is taken away again is not documented, "
        "so removing one from the manifest leaves it as it is. Whether an application with numbers can be deleted is not documented."
    ),
)
