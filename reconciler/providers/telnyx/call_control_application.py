"""Call control applications of Telnyx: programs of one's own that steer calls by commands."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...schema import ABSENT, Endpoint, Kind, Listing, Mode, says
from ...schema.traits import AlwaysSent, Identity, Null, NullMeans, Routing, ServerDefault
from .pages import LARGE
from .texml_application import SHARED_SITES, Application
from .tools import Text


class CallControlApplication(Application):
    """A program of one's own that steers calls by commands."""

    application_name: Annotated[str, Identity(), AlwaysSent(), says("Name of the application.")]
    webhook_event_url: Annotated[Text, AlwaysSent(), Routing(), says("Address that is told of every event.")]
    webhook_event_failover_url: Annotated[
        Text | None, ServerDefault(), NullMeans(Null.CLEAR), says("Address that is told when the first one fails.")
    ] = ABSENT
    anchorsite_override: Annotated[
        str,
        ServerDefault(),
        says("Site that handles the media; the nearest one when absent.", known=(*SHARED_SITES, "Toronto, Canada", "Chennai, IN")),
    ] = ABSENT
    webhook_api_version: Annotated[Literal["1", "2"], ServerDefault(), says("Format of the events; 1 when absent.")] = ABSENT
    redact_dtmf_debug_logging: Annotated[bool, ServerDefault(), says("Whether keys that were pressed are left out of logs.")] = ABSENT
    webhook_timeout_secs: Annotated[
        Annotated[int, Field(ge=0, le=30)] | None, ServerDefault(), NullMeans(Null.CLEAR), says("Seconds that an answer may take.")
    ] = ABSENT


# A create does not know labels.
_LATER = ("tags",)

CALL_CONTROL_APPLICATION = Kind(
    provider="telnyx",
    name="call_control_application",
    spec=CallControlApplication,
    list=Listing("/call_control_applications", LARGE),
    read=Endpoint("GET", "/call_control_applications/{id}"),
    create=Endpoint("POST", "/call_control_applications"),
    update=Endpoint("PATCH", "/call_control_applications/{id}"),
    delete=Endpoint("DELETE", "/call_control_applications/{id}"),
    mode=Mode.MERGE_TOP,
    unwrap="data",
    birth=tuple(name for name in CallControlApplication.model_fields if name not in _LATER),
    blank_is_absent=True,
    summary="What numbers are connected to when a program of one's own steers their calls.",
    inferred=(
        "Its updates are taken to behave like those of TeXML applications: what is left out stays, the objects of calls in and out are "
        "replaced and so sent whole."
    ),
)
