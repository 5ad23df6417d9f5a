"""A question that callers ask often, with its answer, for every agent of the organisation."""

from __future__ import annotations

from typing import Annotated

from ...schema import ABSENT, Endpoint, Kind, Listing, Pages, says
from ...schema.traits import ClearWith, Identity, ServerDefault, Verbatim
from .owned import ORG, Dated


class Faq(Dated):
    """A question and its answer."""

    question: Annotated[str, Identity(), Verbatim(), says("What is asked; finds the object again.")]
    answer: Annotated[str, Verbatim(), says("What is answered.")]
    instruction: Annotated[str, ServerDefault(), ClearWith(""), Verbatim(), says("An instruction; the vendor does not explain it.")] = (
        ABSENT
    )
    logic: Annotated[str, ServerDefault(), ClearWith(""), Verbatim(), says("A condition; the vendor does not explain it.")] = ABSENT


FAQS = ORG + "/faqs"
BY_CURSOR = Pages(
    items="data", size="limit", largest=100, after="cursor", has_more=("pagination", "has_more"), following=("pagination", "next_cursor")
)

FAQ = Kind(
    provider="cozmox",
    name="faq",
    spec=Faq,
    list=Listing(FAQS, BY_CURSOR),
    read=Endpoint("GET", FAQS + "/{id}"),
    create=Endpoint("POST", FAQS),
    update=Endpoint("PATCH", FAQS + "/{id}"),
    delete=Endpoint("DELETE", FAQS + "/{id}"),
    summary="A frequent question with its answer. It belongs to the whole organisation and to no single agent.",
    inferred="Its calls are known from an early revision of the vendor's SDK. That an empty text clears one is inferred.",
)
