"""Insight groups of Telnyx: the insights that are drawn together, and where their results go."""

from __future__ import annotations

from typing import Annotated

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, Members, Mode, Spec, says
from ...schema.traits import ClearWith, Computed, Identity, Ref, ServerDefault, SetLike
from .pages import BELOW_HUNDRED
from .tools import Text

_ONE = "/ai/conversations/insight-groups/{id}"


def decode_group(live: Json) -> Json:
    """An answer shows the insights in full, where a manifest names them."""
    if not isinstance(live, dict) or not isinstance(live.get("insights"), list):
        return live
    return {**live, "insights": [one.get("id", one) if isinstance(one, dict) else one for one in live["insights"]]}


def is_no_default(item: Json) -> bool:
    """The account's own group, which is seen to be named Default, is the vendor's."""
    return not isinstance(item, dict) or item.get("name") != "Default"


class InsightGroup(Spec):
    """Insights that are drawn together."""

    name: Annotated[str, Identity(), says("Name of the group.")]
    description: Annotated[Text, ClearWith(""), says("What the group is for.")] = ABSENT
    webhook: Annotated[Text, ServerDefault(), ClearWith(""), says("Where the results are sent.")] = ABSENT
    insights: Annotated[
        list[Annotated[str, Ref("telnyx/insight")]],
        SetLike(),
        ClearWith([]),
        says("Insights of the group. Each is assigned and unassigned by a call of its own."),
    ] = ABSENT
    id: Annotated[str, Computed(), says("Id of the group.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When the group was made.")] = ABSENT


INSIGHT_GROUP = Kind(
    provider="telnyx",
    name="insight_group",
    spec=InsightGroup,
    list=Listing("/ai/conversations/insight-groups", BELOW_HUNDRED, keep=is_no_default),
    read=Endpoint("GET", _ONE),
    create=Endpoint("POST", "/ai/conversations/insight-groups"),
    update=Endpoint("PUT", _ONE),
    delete=Endpoint("DELETE", _ONE),
    members=(
        Members(
            "insights",
            add=Endpoint("POST", f"{_ONE}/insights/{{member}}/assign"),
            remove=Endpoint("DELETE", f"{_ONE}/insights/{{member}}/unassign"),
        ),
    ),
    mode=Mode.REPLACE,
    unwrap="data",
    decode=decode_group,
    blank_is_absent=True,
    idempotent_create=True,
    summary="A set of insights that assistants name in insight_settings. A change acts on all of them at once.",
    inferred=(
        "Whether an update resets what it leaves out is not documented: everything but the members is sent. A group named Default is the "
        "vendor's and left alone."
    ),
)
