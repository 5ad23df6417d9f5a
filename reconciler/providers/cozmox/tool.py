"""A tool: a request that agents can make in a call."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, Spec, says
from ...schema.traits import ClearWith, Computed, Identity, Ordered, ServerDefault, Verbatim
from .columns import columns
from .owned import ORG, PAGES, Dated, Headers


class Parameter(Spec):
    """A parameter that the model fills in."""

    name: Annotated[str, says("The parameter's name.")]
    type: Annotated[str, says("Its type.", known=("string", "number", "boolean", "object", "array"))]
    description: Annotated[str, ServerDefault(), Verbatim(), says("What the model is told about it.")] = ABSENT
    required: Annotated[bool, ServerDefault(), says("Whether the model must fill it in.")] = ABSENT
    id: Annotated[str, Computed(), says("The vendor's id of the parameter, another one after every write of the list.")] = ABSENT
    position: Annotated[int, Computed(), says("Its place in the list.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When it was made.")] = ABSENT


class Tool(Dated):
    """A request that an agent can make in a call."""

    name: Annotated[str, Identity(), Field(min_length=1, max_length=255, description="The tool's name; finds it again.")]
    description: Annotated[str, Verbatim(), says("What the model is told about it.")]
    method: Annotated[Literal["GET", "POST", "PUT", "PATCH", "DELETE"], says("The HTTP method of the request.")]
    url: Annotated[str, Verbatim(), says("Where the request goes.")]
    body: Annotated[str, ServerDefault(), ClearWith(""), Verbatim(), says("A template of the request's body.")] = ABSENT
    headers: Annotated[Headers, ServerDefault(), says("Headers of the request, which may hold secrets.")] = ABSENT
    filler_phrases: Annotated[
        list[str], Ordered(), ServerDefault(), ClearWith([]), says("What is said while the request is under way.")
    ] = ABSENT
    parameters: Annotated[
        list[Parameter], Ordered(), ServerDefault(), ClearWith([]), says("What the model fills in, replaced as a whole.")
    ] = ABSENT


def decode_tool(live: Json) -> Json:
    """A tool with its headers read and its parameters in order."""
    decoded = columns(live, {"headers": dict})
    parameters = decoded.get("parameters")
    return {**decoded, "parameters": _in_order(parameters)} if isinstance(parameters, list) else decoded


def _in_order(parameters: list[Json]) -> list[Json]:
    """Parameters by the vendor's ``position``, without what the vendor adds to each."""
    ordered = sorted(parameters, key=lambda each: each.get("position") or 0)
    return [{key: value for key, value in each.items() if key not in {"id", "created_at", "position"}} for each in ordered]


TOOLS = ORG + "/tools"

TOOL = Kind(
    provider="cozmox",
    name="tool",
    spec=Tool,
    list=Listing(TOOLS, PAGES, whole=False),
    read=Endpoint("GET", TOOLS + "/{id}"),
    create=Endpoint("POST", TOOLS),
    update=Endpoint("PATCH", TOOLS + "/{id}"),
    delete=Endpoint("DELETE", TOOLS + "/{id}"),
    decode=decode_tool,
    summary="A request that agents can make in a call. Which agent may make it is declared as a cozmox/agent_tool.",
    inferred="Reads are known from an early revision of the vendor's SDK. What form headers come back in is unknown: all are understood.",
)
