"""
Telnyx AI assistants: which objects there are, where they live, and how their answers differ from what a manifest says.

Written after https://developers.telnyx.com/api and the vendor's own Python client.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import model_validator

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, Mode, Pages, Provider, Spec, Tree, says
from ...schema.traits import Computed, Identity, Immutable, Sensitive, Unread, WriteOnly
from .assistant import Assistant
from .rules import assistant_problems, tool_problems
from .tools import DEFAULT_TIMEOUT_MS, TYPES, ToolSettings

# Assistant

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
    """What an update says besides its changes: it becomes the main version, and what excludes a desired field is cleared."""
    amended = {**body, "promote_to_main": True}
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


_NUMBERED = Pages(
    items="data",
    number="page[number]",
    size="page[size]",
    largest=100,
    total_pages=("meta", "total_pages"),
    total=("meta", "total_results"),
)

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
    check=assistant_problems,
    blank_is_absent=True,
    idempotent_create=True,
    summary=(
        "An agent that talks on the phone, on the web and by message. Every update writes a new version, which becomes the main one at "
        "once; the vendor keeps ten. Deleting is undone within 30 days at the vendor's."
    ),
    inferred=(
        "Whether an update merges or replaces a nested object is not documented: it is sent whole, as live overlaid with desired. "
        "Whether an update that leaves out tags, mcp_servers or integrations empties them is not documented either: they go along. "
        "Null, empty and absent are taken to be the same, but for the greeting and lists of allowed tools. How external_llm is "
        "removed again is unknown."
    ),
)


# Integration secret


class IntegrationSecret(Spec):
    identifier: Annotated[str, Identity(), Immutable(), says("Name by which everything else refers to the secret.")]
    type: Annotated[Literal["bearer", "basic"], Immutable(), Unread(), says("Whether it is a token or a user name and password.")]
    token: Annotated[str, WriteOnly(), Sensitive(), Immutable(), says("The token, for type bearer.")] = ABSENT
    username: Annotated[str, WriteOnly(), Sensitive(), Immutable(), says("The user name, for type basic.")] = ABSENT
    password: Annotated[str, WriteOnly(), Sensitive(), Immutable(), says("The password, for type basic.")] = ABSENT
    id: Annotated[str, Computed(), says("Id of the secret; nothing refers to it.")] = ABSENT
    record_type: Annotated[str, Computed(), says("Always integration_secret.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When the secret was stored.")] = ABSENT
    updated_at: Annotated[str, Computed(), says("When the record was last changed.")] = ABSENT

    @model_validator(mode="after")
    def _is_complete(self) -> IntegrationSecret:
        needed = {"token"} if self.type == "bearer" else {"username", "password"}
        if missing := sorted(needed - self.model_fields_set):
            raise ValueError(f"A secret of type {self.type} needs {' and '.join(missing)}.")
        return self


INTEGRATION_SECRET = Kind(
    provider="telnyx",
    name="integration_secret",
    spec=IntegrationSecret,
    list=Listing(
        "/integration_secrets",
        _NUMBERED,
    ),
    create=Endpoint("POST", "/integration_secrets"),
    delete=Endpoint("DELETE", "/integration_secrets/{id}"),
    unwrap="data",
    blank_is_absent=True,
    summary="A key of another vendor, kept by Telnyx and named by its identifier. Neither its value nor its type is ever shown again.",
    inferred=(
        "There is no update, so a new value replaces the object. Whether a second secret with the same identifier is refused is not "
        "documented: the old one is deleted first. The largest page is not documented; 100 is in use."
    ),
)


# Shared tool


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
    list=Listing(
        "/ai/tools",
        _NUMBERED,
    ),
    read=Endpoint("GET", "/ai/tools/{id}"),
    create=Endpoint("POST", "/ai/tools"),
    update=Endpoint("PATCH", "/ai/tools/{id}"),
    delete=Endpoint("DELETE", "/ai/tools/{id}"),
    mode=Mode.MERGE_TOP,
    decode=decode_tool,
    check=tool_problems,
    blank_is_absent=True,
    idempotent_create=True,
    summary="A tool that assistants and conversation flows share. A change acts on all of them at once.",
    inferred=(
        "Whether an update merges the settings is not documented: they are sent whole. A change of type replaces the tool. Answers are "
        "said to hold the settings in tool_definition in one of two forms: both are read."
    ),
)


PROVIDER = Provider(
    name="telnyx",
    title="Telnyx",
    base_url="https://api.telnyx.com/v2",
    kinds=(ASSISTANT, INTEGRATION_SECRET, TOOL),
    concurrency=4,
    token_env="TELNYX_API_KEY",
)
