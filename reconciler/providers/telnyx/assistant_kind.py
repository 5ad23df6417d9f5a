"""Assistants of Telnyx: where they live, and how an answer differs from what a manifest says."""

from __future__ import annotations

from ...schema import Endpoint, Json, Kind, Listing, Mode, Pages, Tree, Versions
from .assistant import Assistant
from .rules import check_assistant
from .tools import DEFAULT_TIMEOUT_MS

TOOL_EXTRAS = {"tool_id", "id", "shared", "created_at", "updated_at", "version_id"}


def decode_assistant(live: Json) -> Json:
    """
    The tools of an answer come apart again: shared ones are ids, the others are the assistant's own.

    An answer that says nothing about tools says nothing here either.
    """
    if not isinstance(live, dict):
        return live
    plain = {key: value for key, value in live.items() if key != "version_name"}
    tools = live.get("tools")
    if not isinstance(tools, list):
        return plain
    own = {key: value for key, value in plain.items() if key != "tool_ids"}
    return {**own, "tools": [_inline(tool) for tool in tools if not _is_shared(tool)], **_shared_ids(tools, live.get("tool_ids"))}


def _shared_ids(tools: list[Json], listed: Json) -> dict[str, Json]:
    """``tool_ids``, or nothing where an answer shows shared tools and not which they are."""
    ids = [tool.get("tool_id") or tool.get("id") for tool in tools if _is_shared(tool)]
    if ids and all(ids):
        return {"tool_ids": ids}
    return {"tool_ids": listed} if isinstance(listed, list) else {} if ids else {"tool_ids": []}


def _is_shared(tool: Json) -> bool:
    return isinstance(tool, dict) and tool.get("shared") is True


def _inline(tool: Json) -> Json:
    if not isinstance(tool, dict):
        return tool
    untold = tool.get("timeout_ms") == DEFAULT_TIMEOUT_MS
    return {key: value for key, value in tool.items() if key not in TOOL_EXTRAS and not (untold and key == "timeout_ms")}


def amend_assistant(body: dict[str, Tree], live: Json, desired: dict[str, Tree]) -> dict[str, Tree]:
    """What an update says besides its changes: what excludes a desired field is cleared."""
    amended = dict(body)
    # null is refused beside external_llm ("cannot have both"); the empty text is not.
    if desired.get("external_llm") and not desired.get("model") and live.get("model"):
        amended["model"] = ""
    transcription = body.get("transcription")
    if isinstance(transcription, dict):
        amended["transcription"] = _one_second_model(transcription, live.get("transcription"), desired.get("transcription"))
    return amended


def _one_second_model(body: dict[str, Tree], live: Json, desired: Tree) -> dict[str, Tree]:
    had, wanted = live if isinstance(live, dict) else {}, desired if isinstance(desired, dict) else {}
    for chosen, excluded in (("fallback_models", "challenger"), ("challenger", "fallback_models")):
        if wanted.get(chosen) and had.get(excluded) and not wanted.get(excluded):
            return {**body, excluded: None}
    return body


ASSISTANT = Kind(
    provider="telnyx",
    name="assistant",
    spec=Assistant,
    list=Listing("/ai/assistants", Pages(items="data")),
    read=Endpoint("GET", "/ai/assistants/{id}"),
    create=Endpoint("POST", "/ai/assistants"),
    update=Endpoint("POST", "/ai/assistants/{id}"),
    delete=Endpoint("DELETE", "/ai/assistants/{id}"),
    mode=Mode.MERGE_TOP,
    decode=decode_assistant,
    amend=amend_assistant,
    check=check_assistant,
    blank_is_absent=True,
    idempotent_create=True,
    versions=Versions(
        field="version_id",
        list=Endpoint("GET", "/ai/assistants/{id}/versions"),
        read=Endpoint("GET", "/ai/assistants/{id}/versions/{version}", {"include_mcp_servers": "true"}),
        promote=Endpoint("POST", "/ai/assistants/{id}/versions/{version}/promote"),
        flag="promote_to_main",
        label="version_name",
        ends="telnyx/canary_deploy",
    ),
    summary=(
        "An agent that talks on the phone, on the web and by message. Every update writes a new version, which becomes the main one at "
        "once, or with rollout: {promote: false} stays a candidate until it is promoted; the vendor keeps ten. Deleting is undone within 30 "
        "days at the vendor's."
    ),
    inferred=(
        "Whether an update merges or replaces a nested object is not documented: it is sent whole, as live overlaid with desired. "
        "Whether an update that leaves out tags, mcp_servers or integrations empties them is not documented either: they go along. "
        "Null, empty and absent are taken to be the same, but for the greeting and lists of allowed tools. How external_llm is "
        "removed again is unknown."
    ),
)
