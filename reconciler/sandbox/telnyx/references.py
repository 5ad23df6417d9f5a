"""What an assistant refers to."""

from __future__ import annotations

import json

from .answers import Row
from .assistant_fields import secret_refs


def flow_tool_ids(row: Row) -> list[str]:
    """The shared tools that a flow names."""
    nodes = row.get("conversation_flow", {}).get("nodes", [])
    single = [node["shared_tool_id"] for node in nodes if "shared_tool_id" in node]
    return single + [one for node in nodes for one in node.get("shared_tool_ids", [])]


def assistants_in(shown: Row) -> set[str]:
    """The assistants that this one hands over to."""
    flow = shown.get("conversation_flow", {})
    tools = [*shown["tools"], *(tool for node in flow.get("nodes", []) for tool in [*node.get("tools", []), node.get("tool") or {}])]
    handed = {one["id"] for tool in tools if tool.get("type") == "handoff" for one in tool["handoff"]["ai_assistants"]}
    return handed | {edge["target"]["assistant_id"] for edge in flow.get("edges", []) if edge["target"]["type"] == "assistant"}


def uses_secret(row: Row, identifier: str) -> bool:
    """Whether a reference or a template names this integration secret."""
    template = "{{#integration_secret}}" + identifier + "{{/integration_secret}}"
    return identifier in secret_refs(row) or template in json.dumps(row, ensure_ascii=False)
