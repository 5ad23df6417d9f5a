"""Insights of Telnyx: what is learnt from a conversation once it is over, one question each."""

from __future__ import annotations

import json
from typing import Annotated, Any

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, Mode, Spec, says
from ...schema.traits import Atomic, ClearWith, Computed, Identity, Normalized, ServerDefault
from .pages import BELOW_HUNDRED
from .tools import Text


def parsed(schema: Json) -> Json:
    """A JSON schema that was written as text, as what the text says."""
    try:
        return json.loads(schema) if isinstance(schema, str) else schema
    except ValueError:
        return schema


def is_custom(item: Json) -> bool:
    """The vendor's own insights, such as Summary, can be neither changed nor deleted."""
    return not isinstance(item, dict) or item.get("insight_type") != "default"


class Insight(Spec):
    """One question that is put to every finished conversation."""

    name: Annotated[str, Identity(), says("Name of the insight.")]
    instructions: Annotated[Text, says("What the model looks for in a conversation.")]
    json_schema: Annotated[
        str | dict[str, Any], Atomic(), Normalized(parsed), says("JSON Schema that the result follows, as an object or as its text.")
    ] = ABSENT
    webhook: Annotated[Text, ServerDefault(), ClearWith(""), says("Where the result is sent.")] = ABSENT
    id: Annotated[str, Computed(), says("Id of the insight.")] = ABSENT
    insight_type: Annotated[str, Computed(), says("custom, or default for the vendor's own.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When the insight was made.")] = ABSENT


INSIGHT = Kind(
    provider="telnyx",
    name="insight",
    spec=Insight,
    list=Listing("/ai/conversations/insights", BELOW_HUNDRED, keep=is_custom),
    read=Endpoint("GET", "/ai/conversations/insights/{id}"),
    create=Endpoint("POST", "/ai/conversations/insights"),
    update=Endpoint("PUT", "/ai/conversations/insights/{id}"),
    delete=Endpoint("DELETE", "/ai/conversations/insights/{id}"),
    mode=Mode.REPLACE,
    unwrap="data",
    blank_is_absent=True,
    idempotent_create=True,
    summary="A question that a model answers about every finished conversation, as text or in a form that a JSON Schema gives.",
    inferred=(
        "Whether an update resets what it leaves out is not documented: everything is sent. In which form a JSON Schema comes back is not "
        "documented: both are read. The vendor's own insight, Summary, is left alone."
    ),
)
