"""That an agent may use a tool."""

from __future__ import annotations

from typing import Annotated, Any

from ...schema import ABSENT, Endpoint, Kind, Listing, Spec, says
from ...schema.traits import AlwaysSent, Atomic, Computed, Default, Identity, Immutable, PathParam, Ref, ServerDefault
from .owned import BARE, ORG


class AgentTool(Spec):
    """That an agent may use a tool."""

    agent_id: Annotated[str, PathParam(), Immutable(), Ref("cozmox/agent"), says("The agent.")]
    tool_id: Annotated[str, Identity(), Immutable(), Ref("cozmox/tool"), says("The tool.")]
    is_enabled: Annotated[bool, Default(value=True), AlwaysSent(), says("Whether the agent may use it now.")] = ABSENT
    config_override: Annotated[
        dict[str, Any], Atomic(), ServerDefault(), AlwaysSent(), says("Settings of the tool for this agent alone.")
    ] = ABSENT
    name: Annotated[str, Computed(), says("The tool's name.")] = ABSENT
    description: Annotated[str, Computed(), says("The tool's description.")] = ABSENT
    method: Annotated[str, Computed(), says("The tool's method.")] = ABSENT
    url: Annotated[str, Computed(), says("The tool's URL.")] = ABSENT
    parameters: Annotated[list[Any], Computed(), says("The tool's parameters.")] = ABSENT


BINDINGS = ORG + "/agents/{agent_id}/tools"

AGENT_TOOL = Kind(
    provider="cozmox",
    name="agent_tool",
    spec=AgentTool,
    list=Listing(BINDINGS, BARE, parent="agent_id", embedded=("cozmox/agent", "tools")),
    create=Endpoint("POST", BINDINGS),
    update=Endpoint("PATCH", BINDINGS + "/{id}"),
    delete=Endpoint("DELETE", BINDINGS + "/{id}"),
    id_field="tool_id",
    upsert=True,
    summary="That an agent may use a tool.",
    inferred="Its calls are known from an early revision of the vendor's SDK. Whether a new one is enabled is unknown, so it is always said.",
)
