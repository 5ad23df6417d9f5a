"""A phone number that the domain has bought. Buying it costs money, and releasing it is for good."""

from __future__ import annotations

from typing import Annotated

from ...schema import ABSENT, Endpoint, Kind, Listing, Risk, Spec, says
from ...schema.traits import Computed, Identity, Immutable
from .dialin import Number
from .pages import PAGES


class PhoneNumber(Spec):
    """A phone number."""

    number: Annotated[
        Number,
        Identity(),
        Immutable(),
        says("The number to own, in E.164 form. The vendor would also choose one; that is not offered."),
    ]
    id: Annotated[str, Computed(), says("The vendor's id of the number.")] = ABSENT
    name: Annotated[str, Computed(), says("A label; how it is given is not documented.")] = ABSENT
    type: Annotated[str, Computed(), says("What kind of number it is.")] = ABSENT
    status: Annotated[str, Computed(), says("The vendor's word for its state, such as verified.")] = ABSENT
    verified: Annotated[bool, Computed(), says("Whether it is verified.")] = ABSENT
    created_date: Annotated[str, Computed(), says("When it was bought; it cannot be released in the 14 days after.")] = ABSENT
    pagination_id: Annotated[int, Computed(), says("Its place in the vendor's list.")] = ABSENT


PHONE_NUMBER = Kind(
    provider="dailybots",
    name="phone_number",
    spec=PhoneNumber,
    list=Listing("/purchased-phone-numbers", PAGES),
    create=Endpoint("POST", "/buy-phone-number", risk=Risk.COSTLY),
    delete=Endpoint("DELETE", "/release-phone-number/{id}", destroys="Releasing a number cannot be undone."),
    # A purchase is not idempotent: whoever owns the number already must not buy it again.
    look_first=True,
    summary="A phone number of the domain: bought when it is declared and not owned yet.",
    inferred=(
        "A number is bought by its digits and never at random. The vendor has no read of one, so it is looked up in the list. Within 14 days "
        "of the purchase the vendor refuses to release it, with a status that is not documented: it stays bound then. Releasing it deletes "
        "its dial-in configuration too. Another number in the same manifest would be a release and a purchase: declare another one instead."
    ),
)
