"""A rule by which calls are judged."""

from __future__ import annotations

from typing import Annotated

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, says
from ...schema.traits import Computed, Identity, ServerDefault, Verbatim
from .owned import ORG, PAGES, Dated


class QualityRule(Dated):
    """A rule by which calls are judged."""

    key: Annotated[str, Identity(), says("The rule's key; finds it again.")]
    prompt: Annotated[str, Verbatim(), says("What is asked about a call.")]
    penalty: Annotated[int, says("What breaking it costs; the range is not documented.")]
    is_active: Annotated[bool, ServerDefault(), says("Whether calls are judged by it.")] = ABSENT
    is_global: Annotated[bool, Computed(), says("Whether it is the platform's own.")] = ABSENT
    organization_id: Annotated[str, Computed(), says("The organisation that owns it.")] = ABSENT


def is_own(rule: Json) -> bool:
    """Whether a rule is not one of the platform's, which every list holds as well."""
    return isinstance(rule, dict) and rule.get("is_global") is not True


RULES = ORG + "/quality-rules"

QUALITY_RULE = Kind(
    provider="cozmox",
    name="quality_rule",
    spec=QualityRule,
    list=Listing(RULES, PAGES, keep=is_own),
    read=Endpoint("GET", RULES + "/{id}"),
    create=Endpoint("POST", RULES),
    update=Endpoint("PATCH", RULES + "/{id}"),
    delete=Endpoint("DELETE", RULES + "/{id}"),
    summary="A rule by which calls are judged, and what breaking it costs. The platform's own rules are left alone.",
    inferred=(
        "Its calls are known from an early revision of the vendor's SDK. The list mixes the platform's rules with one's own; those marked "
        "is_global are never adopted, changed or deleted."
    ),
)
