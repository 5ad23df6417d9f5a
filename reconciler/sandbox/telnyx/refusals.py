"""The business rules: what Telnyx refuses although every field is well formed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from ..vendor import Table
from .answers import Row
from .checking import Problem
from .filling import streams
from .references import flow_tool_ids
from .speech_fields import VOICE_DEFAULTS
from .tool_fields import REPEATABLE_TOOLS, TOOLS


def broken_rules(row: Row, tools: Sequence[Row], flow_tools: Sequence[Row]) -> Iterator[str]:
    """Every reason for which Telnyx answers 400 to this assistant."""
    counts = Counter(tool["type"] for tool in tools)
    for type in sorted(set(TOOLS) - REPEATABLE_TOOLS):
        if counts[type] > 1:
            yield f"Only one tool of type {type} is allowed."
    nodes = row.get("conversation_flow", {}).get("nodes", [])
    if any(one.get("model") and one.get("external_llm") for one in [row, *nodes]):
        yield "You cannot have both model and external_llm."
    yield from _privacy_rules(row)
    if any(tool["type"] == "pay" for tool in [*tools, *flow_tools]) and not row["telephony_settings"].get("disable_dtmf"):
        yield "The pay tool needs telephony_settings.disable_dtmf."
    for tool in tools:
        yield from _transfer_rules(tool.get("transfer", {}) if tool["type"] == "transfer" else {})
    yield from _transcription_rules(row["transcription"])
    yield from _voice_rules(row["voice_settings"])
    yield from _partner_rules(row)


def _privacy_rules(row: Row) -> Iterator[str]:
    privacy = row.get("privacy_settings", {})
    if row["telephony_settings"].get("recording_settings", {}).get("enabled") and privacy.get("data_retention") is not True:
        yield "recording_settings.enabled needs privacy_settings.data_retention."
    if privacy.get("pii_redaction") == "redact" and "messaging" in row["enabled_features"]:
        yield "pii_redaction cannot be used with messaging."


def _transfer_rules(transfer: Row) -> Iterator[str]:
    acceptance, targets = transfer.get("warm_transfer_acceptance"), transfer.get("targets")
    told = isinstance(targets, list) and all(target.get("message") for target in targets)
    if acceptance and acceptance.get("enabled", True) and not transfer.get("warm_transfer_instructions") and not told:
        yield "warm_transfer_acceptance needs warm_transfer_instructions or a message on every target."


def _transcription_rules(transcription: Row) -> Iterator[str]:
    model, settings = transcription["model"], transcription["settings"]
    challenger, fallbacks = transcription.get("challenger"), transcription.get("fallback_models", [])
    if challenger and fallbacks:
        yield "transcription.challenger and transcription.fallback_models exclude each other."
    if challenger and streams(challenger["model"]) != streams(model):
        yield f"{challenger['model']} cannot challenge {model}."
    if any(not streams(one["model"]) or one["model"] == model for one in fallbacks) or (fallbacks and not streams(model)):
        yield "Fallback models must be streaming models other than the main one."
    if settings.get("eager_eot_threshold", 0) > settings.get("eot_threshold", 1):
        yield "eager_eot_threshold must not exceed eot_threshold."
    if settings.get("min_turn_silence", 0) > settings.get("max_turn_silence", 5000):
        yield "min_turn_silence must not exceed max_turn_silence."


def _voice_rules(voice: Row) -> Iterator[str]:
    """Seen by users: an ElevenLabs voice is refused while the settings still hold another maker's fields."""
    others = [name for maker in ("Telnyx", "MiniMax") for name in VOICE_DEFAULTS[maker] if voice.get(name) is not None]
    if voice["voice"].startswith("ElevenLabs.") and others:
        yield f"{', '.join(others)} cannot be used with an ElevenLabs voice."


def _partner_rules(row: Row) -> Iterator[str]:
    delegation, websocket = row.get("delegation_settings"), row.get("websocket_settings", {})
    if delegation and delegation["enabled"] and delegation["mode"] == "telnyx" and not _has_model(delegation):
        yield "delegation_settings needs a model."
    if websocket.get("enabled") and not websocket.get("url"):
        yield "websocket_settings.enabled needs a url."
    agents = row.get("a2a_agents", [])
    names = [re.sub(r"[^A-Za-z0-9_]", "_", agent["name"]) for agent in agents]
    if len(set(names)) < len(names):
        yield "The names of a2a_agents must differ."
    urls = [agent["url"] for agent in agents] + [websocket.get("url", "")]
    if any(re.match(r"\w+://(localhost|127\.|10\.|192\.168\.)", url) for url in urls):
        yield "A partner's host must be external."


def _has_model(delegation: Row) -> bool:
    return bool(delegation.get("model") or delegation.get("external_llm", {}).get("model"))


def flow_problems(flow: Row | None, tools: Table) -> list[Problem]:
    """Documented: unique ids, an existing start, edges between existing nodes, existing shared tools, one default where one is due."""
    if flow is None:
        return []
    nodes, edges = flow["nodes"], flow.get("edges", [])
    ids, here = {node["id"]: node.get("type", "prompt") for node in nodes}, ("body", "conversation_flow")
    found = [f"Duplicate node id {one}" for one, count in Counter(node["id"] for node in nodes).items() if count > 1]
    found += [f"Duplicate edge id {one}" for one, count in Counter(edge["id"] for edge in edges).items() if count > 1]
    ends = [flow["start_node_id"], *(edge["start_node_id"] for edge in edges)]
    ends += [edge["target"]["node_id"] for edge in edges if edge["target"]["type"] == "node"]
    found += [f"Node {one} does not exist" for one in dict.fromkeys(ends) if one not in ids]
    found += [f"Tool {one} not found" for one in flow_tool_ids({"conversation_flow": flow}) if one not in tools]
    leaving = Counter(edge["start_node_id"] for edge in edges)
    defaults = Counter(edge["start_node_id"] for edge in edges if edge["condition"]["type"] == "default")
    for key, type in ids.items():
        due = 1 if type in ("tool", "speak") and leaving[key] else 0
        if defaults[key] != due:
            found.append(f"Node {key} needs exactly {due} default edges")
    return [Problem(here, message, "value_error", flow) for message in found]
