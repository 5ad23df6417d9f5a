"""MCP servers of Telnyx: tools that a server of one's own offers by the Model Context Protocol."""

from __future__ import annotations

from typing import Annotated

from ...schema import ABSENT, Endpoint, Kind, Listing, Mode, Pages, Spec, says
from ...schema.traits import BlankCounts, Computed, Identity, Null, NullMeans, SetLike
from .tools import SecretName, Text


class McpServer(Spec):
    """A server that offers tools."""

    name: Annotated[str, Identity(), says("Name of the server in the portal.")]
    type: Annotated[str, says("How the server is spoken to.", known=("http",))]
    url: Annotated[Text, says("Address of the server.")]
    api_key_ref: Annotated[SecretName | None, NullMeans(Null.CLEAR), says("Integration secret that is sent to the server.")] = ABSENT
    allowed_tools: Annotated[
        list[str] | None,
        SetLike(),
        BlankCounts(),
        NullMeans(Null.VALUE),
        says("Tools that are offered. What null and the empty list mean is not documented: each is sent as written."),
    ] = ABSENT
    id: Annotated[str, Computed(), says("Id of the server.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When the server was registered.")] = ABSENT


MCP_SERVER = Kind(
    provider="telnyx",
    name="mcp_server",
    spec=McpServer,
    # A bare array that tells no count: the end is an empty or a short page.
    list=Listing("/ai/mcp_servers", Pages(items=None, number="page[number]", size="page[size]", largest=100)),
    read=Endpoint("GET", "/ai/mcp_servers/{id}"),
    create=Endpoint("POST", "/ai/mcp_servers"),
    update=Endpoint("PUT", "/ai/mcp_servers/{id}"),
    delete=Endpoint("DELETE", "/ai/mcp_servers/{id}"),
    mode=Mode.REPLACE,
    blank_is_absent=True,
    idempotent_create=True,
    summary="A server whose tools assistants may use. An assistant names it in mcp_servers, with a choice of its tools if wanted.",
    inferred=(
        "Whether an update replaces the server or merges is not documented: everything is sent. What happens to assistants when their "
        "server is deleted is not documented: they let go of it first."
    ),
)
