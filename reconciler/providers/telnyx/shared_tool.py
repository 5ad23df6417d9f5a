"""Shared tools of Telnyx, which read differently from how they are written."""

from __future__ import annotations

from typing import Annotated, Any

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, Mode, says
from ...schema.traits import Computed, Identity, Immutable
from .pages import HUNDREDS
from .rules import check_tool
from .tools import TYPES, ToolSettings


class Tool(ToolSettings):
    """A tool that several assistants share."""

    type: Annotated[str, Immutable(), says("What the tool does; its settings stand under the key of the same name.", known=TYPES)]
    display_name: Annotated[str, Identity(), says("Name of the tool in the portal.")]
    id: Annotated[str, Computed(), says("Id of the tool.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When the tool was made.")] = ABSENT
    updated_at: Annotated[str, Computed(), says("When the tool was last changed.")] = ABSENT


def decode_tool(live: Json) -> Json:
    """
    The settings stand in ``tool_definition`` and go where a manifest writes them: under the type.

    Both forms occur: the settings themselves, and an object that holds them under the type.
    """
    if not isinstance(live, dict):
        return live
    plain: dict[str, Any] = {key: value for key, value in live.items() if key != "tool_definition"}
    kind, definition = live.get("type"), live.get("tool_definition")
    if not isinstance(kind, str) or not isinstance(definition, dict):
        return plain
    inner = definition.get(kind)
    return {**plain, kind: inner if isinstance(inner, dict) else definition}


TOOL = Kind(
    provider="telnyx",
    name="tool",
    spec=Tool,
    list=Listing("/ai/tools", HUNDREDS),
    read=Endpoint("GET", "/ai/tools/{id}"),
    create=Endpoint("POST", "/ai/tools"),
    update=Endpoint("PATCH", "/ai/tools/{id}"),
    delete=Endpoint("DELETE", "/ai/tools/{id}"),
    mode=Mode.MERGE_TOP,
    decode=decode_tool,
    check=check_tool,
    blank_is_absent=True,
    idempotent_create=True,
    summary="A tool that assistants and conversation flows share. A change acts on all of them at once.",
    inferred=(
        "Whether an update merges the settings is not documented: they are sent whole. A change of type replaces the tool. Answers are "
        "said to hold the settings in tool_definition in one of two forms: both are read."
    ),
)
