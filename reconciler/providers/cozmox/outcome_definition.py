"""What is to be found out of every call."""

from __future__ import annotations

from typing import Annotated, Literal

from ...schema import ABSENT, Endpoint, Kind, Listing, says
from ...schema.traits import ClearWith, Computed, Identity, Immutable, ServerDefault
from .owned import BARE, ORG, Named


class OutcomeDefinition(Named):
    """An outcome of a call and the type of its value."""

    key: Annotated[str, Identity(), Immutable(), says("The key of the outcome; finds the object again.")]
    value_type: Annotated[Literal["BOOLEAN", "TEXT", "NUMBER", "DATE", "JSON"], Immutable(), says("The type of its value.")]
    display_name: Annotated[str, says("The name people see.")]
    description: Annotated[str, ServerDefault(), ClearWith(""), says("What it means.")] = ABSENT
    is_unique_per_call: Annotated[bool, ServerDefault(), says("Whether a call has it once at most.")] = ABSENT
    organization_id: Annotated[str, Computed(), says("The organisation that owns it.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When it was made.")] = ABSENT


OUTCOMES = ORG + "/outcome-definitions"

OUTCOME_DEFINITION = Kind(
    provider="cozmox",
    name="outcome_definition",
    spec=OutcomeDefinition,
    list=Listing(OUTCOMES, BARE, own={"organization_id": "{org_id}"}),
    create=Endpoint("POST", OUTCOMES),
    update=Endpoint("PATCH", OUTCOMES + "/{id}"),
    delete=Endpoint("DELETE", OUTCOMES + "/{id}"),
    summary="What is to be found out of every call, such as whether a visit was agreed on. The platform's own are left alone.",
    inferred=(
        "Its calls are known from an early revision of the vendor's SDK. The list mixes the platform's definitions with one's own: only those "
        "that carry the id of our organisation are taken for ours. Neither key nor type can be changed: another one replaces the definition."
    ),
)
