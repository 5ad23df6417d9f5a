"""That an agent may take the calls of a SIP trunk."""

from __future__ import annotations

from typing import Annotated

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, Spec, says
from ...schema.traits import Computed, Identity, Immutable, PathParam, Ref
from .owned import BARE, ORG


class AgentSipTrunk(Spec):
    """That an agent may take the calls of a SIP trunk."""

    agent_id: Annotated[str, PathParam(), Immutable(), Ref("cozmox/agent"), says("The agent.")]
    sip_trunk_id: Annotated[str, Identity(), Immutable(), Ref("cozmox/sip_trunk"), says("The inbound trunk.")]
    name: Annotated[str, Computed(), says("The trunk's name.")] = ABSENT
    provider: Annotated[str, Computed(), says("The trunk's provider.")] = ABSENT
    type: Annotated[str, Computed(), says("Always INBOUND.")] = ABSENT
    is_active: Annotated[bool, Computed(), says("Whether calls go over the trunk.")] = ABSENT


def decode_binding(live: Json) -> Json:
    """What a list shows under ``id`` is what a create calls ``sip_trunk_id``."""
    return {"sip_trunk_id" if name == "id" else name: value for name, value in live.items()}


ALLOWED = ORG + "/agents/{agent_id}/sip-trunks"

AGENT_SIP_TRUNK = Kind(
    provider="cozmox",
    name="agent_sip_trunk",
    spec=AgentSipTrunk,
    list=Listing(ALLOWED, BARE, parent="agent_id"),
    create=Endpoint("POST", ALLOWED),
    delete=Endpoint("DELETE", ALLOWED + "/{id}"),
    id_field="sip_trunk_id",
    decode=decode_binding,
    summary="That an agent may take the calls of a SIP trunk; the other way of saying it is allowed_sip_trunks of the agent.",
    inferred=(
        "Its calls are known from an early revision of the vendor's SDK. It is taken to be the same data as the agent's "
        "allowed_sip_trunks: for one agent use one of the two, since each would undo the other. That cannot be checked within one manifest."
    ),
)
