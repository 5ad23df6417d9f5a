"""A phone number on a SIP trunk. It is registered here, and bought elsewhere."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ...schema import ABSENT, Endpoint, Kind, Listing, says
from ...schema.traits import ClearWith, Computed, Identity, Immutable, Normalized, Ref, Routing, ServerDefault
from .owned import ORG, PAGES, Named
from .phone import digits


class PhoneNumber(Named):
    """A phone number on a trunk. The same number may be on both trunks of a pair, so the two together find it."""

    number: Annotated[
        str,
        Identity(),
        Immutable(),
        Normalized(digits),
        Field(pattern=r"[0-9]", description="The number in E.164 form, such as +15550100123; with its trunk it finds the object again."),
    ]
    sip_trunk_id: Annotated[
        str, Identity(), Routing(), Ref("cozmox/sip_trunk"), says("The trunk; with field: outbound_id the outbound one of its pair.")
    ]
    label: Annotated[str, ServerDefault(), ClearWith(""), says("The name people see.")] = ABSENT
    is_verified: Annotated[bool, ServerDefault(), says("Whether the number counts as verified.")] = ABSENT
    provider: Annotated[str, Computed(), says("The trunk's provider.")] = ABSENT
    trunk_name: Annotated[str, Computed(), says("The trunk's name.")] = ABSENT


NUMBERS = ORG + "/phone-numbers"

PHONE_NUMBER = Kind(
    provider="cozmox",
    name="phone_number",
    spec=PhoneNumber,
    list=Listing(NUMBERS, PAGES),
    read=Endpoint("GET", NUMBERS + "/{id}"),
    create=Endpoint("POST", NUMBERS),
    update=Endpoint("PATCH", NUMBERS + "/{id}"),
    delete=Endpoint("DELETE", NUMBERS + "/{id}"),
    birth=("number", "sip_trunk_id", "label"),
    look_first=True,
    summary="A phone number on a SIP trunk. Registering one buys nothing, and deleting it gives nothing back.",
    inferred=(
        "Its calls are known from an early revision of the vendor's SDK. A trunk makes numbers of its own, so a number is looked for before "
        "it is made. On which trunk of a pair those are is unknown, so a number and its trunk are one identity. How numbers are written in "
        "answers is unknown: only their digits are compared."
    ),
)
