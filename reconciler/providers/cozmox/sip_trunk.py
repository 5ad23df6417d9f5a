"""A SIP trunk: a pair at the vendor, one trunk for calls that come in and one for calls that go out."""

from __future__ import annotations

from typing import Annotated, Literal

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, says
from ...schema.traits import (
    Computed,
    CreateOnly,
    Identity,
    Immutable,
    Normalized,
    Remembered,
    Routing,
    Sensitive,
    ServerDefault,
    SetLike,
    Unread,
    Verbatim,
    WriteOnly,
)
from .owned import ORG, PAGES, Named
from .phone import DialledNumber
from .trunk_pair import joined, pairs

GENERIC = ("custom", "did-logic", "other")


def provider(value: Json) -> Json:
    """A provider without case; the three that filters call GENERIC are one."""
    if not isinstance(value, str):
        return value
    return "generic" if value.lower() in GENERIC else value.lower()


class SipTrunk(Named):
    """A pair of SIP trunks. Its id is that of the inbound one."""

    outbound_id: Annotated[str, Computed(), Remembered(), says("The id of the outbound trunk.")] = ABSENT
    name: Annotated[str, Identity(), says("The name of both; finds the pair again.")]
    address: Annotated[
        str, Immutable(), Unread(), Verbatim(), says("The address of the provider's SIP server, which is never shown again.")
    ]
    provider: Annotated[
        Literal["twilio", "telnyx", "custom", "did-logic", "vonage", "other"],
        Immutable(),
        Normalized(provider),
        says("Whose trunk it is."),
    ]
    auth_username: Annotated[str, WriteOnly(), Sensitive(), Immutable(), says("The user name at the provider.")] = ABSENT
    auth_password: Annotated[str, WriteOnly(), Sensitive(), Immutable(), says("The password at the provider.")] = ABSENT
    phone_numbers: Annotated[
        list[DialledNumber],
        CreateOnly(),
        Unread(),
        SetLike(),
        says("Numbers that are made with the trunk, or []; later ones are declared as cozmox/phone_number."),
    ]
    max_concurrency: Annotated[int, ServerDefault(), says("The most calls at a time.")] = ABSENT
    is_active: Annotated[bool, ServerDefault(), Routing(), says("Whether calls go over it.")] = ABSENT
    type: Annotated[str, Computed(), says("INBOUND, as the id is that of the inbound trunk.")] = ABSENT
    phone_count: Annotated[int, Computed(), says("How many numbers are on the inbound trunk.")] = ABSENT


def decode_trunk(live: Json) -> Json:
    """A pair out of the answer to a create, which holds both trunks; one out of a list is a pair already."""
    inbound = live.get("inbound_trunk")
    return joined(inbound, live.get("outbound_trunk")) if isinstance(inbound, dict) else live


TRUNKS = ORG + "/sip-trunks"

SIP_TRUNK = Kind(
    provider="cozmox",
    name="sip_trunk",
    spec=SipTrunk,
    list=Listing(TRUNKS, PAGES, gather=pairs),
    create=Endpoint("POST", TRUNKS),
    update=Endpoint("PATCH", TRUNKS + "/{id}", also=(TRUNKS + "/{outbound_id}",)),
    delete=Endpoint(
        "DELETE", TRUNKS + "/{id}", also=(TRUNKS + "/{outbound_id}",), destroys="Deleting a trunk deletes the phone numbers on it too."
    ),
    decode=decode_trunk,
    birth=("name", "address", "provider", "auth_username", "auth_password", "phone_numbers", "max_concurrency"),
    summary="A pair of SIP trunks, inbound and outbound, made together: the way from a telephony provider to the agents and back.",
    inferred=(
        "Its calls are known from an early revision of the vendor's SDK. What ties the two trunks together is not told: they are joined by "
        "their names, equal or with an ending such as (inbound) and (outbound), where no third trunk could be meant. Whether an update or a "
        "delete of one reaches the other is unknown, so both are sent it, and a 404 for the second delete is fine. How a provider is spelt "
        "in answers is unknown: case is ignored, and custom, did-logic and other are taken for the same. Neither address nor credentials "
        "can be changed: other ones replace the pair, and its numbers are lost. Whether a trunk may be made without numbers is unknown."
    ),
)
