"""What Telnyx refuses although every field is well formed, as far as the manifest alone can tell."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ...schema import Json, Tree
from .assistant import SPEECHMATICS, STREAMING, WHOLE, provider_of
from .tools import NAMED, SINGLE

Problem = tuple[str, str]

ROLLOUT = ("promote_to_main", "version_name")

# The settings that only one provider of transcription knows; whatever is not listed here is shared or of unknown origin.
SETTINGS_OF = {
    "eager_eot_threshold": "deepgram",
    "eot_threshold": "deepgram",
    "eot_timeout_ms": "deepgram",
    "enable_endpoint_detection": "soniox",
    "interim_results": "soniox",
    "max_endpoint_delay_ms": "soniox",
    "context": "soniox",
    "language_hints": "soniox",
    "end_of_turn_confidence_threshold": "assemblyai",
    "max_turn_silence": "assemblyai",
    "min_turn_silence": "assemblyai",
    "prompt": "assemblyai",
    "remove_disfluencies": "speechmatics",
}


def check_assistant(spec: dict[str, Tree]) -> list[Problem]:
    """Everything the vendor would refuse about an assistant."""
    rules = (_rollout, _models, _tools, _transfers, _payment, _recording, _privacy, _hearing, _delegation, _websocket, _agents, _tracing)
    return [*(problem for rule in rules for problem in rule(spec)), *_flow(spec.get("conversation_flow"))]


def check_tool(spec: dict[str, Tree]) -> list[Problem]:
    """Everything the vendor would refuse about a shared tool."""
    return list(_transfer(_object(spec.get("transfer")), "transfer"))


def _rollout(spec: dict[str, Tree]) -> Iterator[Problem]:
    for key in ROLLOUT:
        if key in spec:
            yield (
                key,
                f"{key} belongs to a rollout and not to the assistant. Remove it, and write rollout: {{promote: false}} beside spec for a candidate.",
            )


def _models(spec: dict[str, Tree]) -> Iterator[Problem]:
    if spec.get("model") and spec.get("external_llm"):
        yield "external_llm", "An assistant has either model or external_llm. Remove one of them."
    for index, node in _objects(_object(spec.get("conversation_flow")).get("nodes")):
        if node.get("model") and node.get("external_llm"):
            yield f"conversation_flow.nodes[{index}].external_llm", "A node has either model or external_llm. Remove one of them."


def _tools(spec: dict[str, Tree]) -> Iterator[Problem]:
    types, names = set[str](), set[str]()
    for index, tool in _objects(spec.get("tools")):
        kind = str(tool.get("type"))
        name = _object(tool.get(kind)).get("name")
        if kind in SINGLE and kind in types:
            yield f"tools[{index}]", f"An assistant has at most one tool of type {kind}. Put both into one, or remove one."
        if kind in (*NAMED, "update_dynamic_variables") and isinstance(name, str) and name in names:
            yield f"tools[{index}].{kind}.name", f"Another tool is named {name} already. Rename one of them."
        types.add(kind)
        names.update([name] if isinstance(name, str) else [])


def _transfers(spec: dict[str, Tree]) -> Iterator[Problem]:
    for index, tool in _objects(spec.get("tools")):
        if tool.get("type") == "transfer":
            yield from _transfer(_object(tool.get("transfer")), f"tools[{index}].transfer")


def _transfer(transfer: dict[str, Tree], path: str) -> Iterator[Problem]:
    asked = transfer.get("warm_transfer_acceptance")
    if not asked or _object(asked).get("enabled") is False or transfer.get("warm_transfer_instructions"):
        return
    targets = transfer.get("targets")
    if isinstance(targets, list) and not all(_object(target).get("message") for target in targets):
        yield (
            f"{path}.warm_transfer_acceptance",
            "The target must hear something before it can accept: set warm_transfer_instructions, or a message on every target.",
        )


def _payment(spec: dict[str, Tree]) -> Iterator[Problem]:
    pays = any(tool.get("type") == "pay" for _, tool in _objects(spec.get("tools")))
    if pays and _object(spec.get("telephony_settings")).get("disable_dtmf") is not True:
        yield "telephony_settings.disable_dtmf", "A pay tool takes the keys for itself: set disable_dtmf to true."


def _recording(spec: dict[str, Tree]) -> Iterator[Problem]:
    recording = _object(_object(spec.get("telephony_settings")).get("recording_settings"))
    if recording.get("enabled") is True and _object(spec.get("privacy_settings")).get("data_retention") is not True:
        yield "telephony_settings.recording_settings.enabled", "Recording needs privacy_settings.data_retention set to true."


def _privacy(spec: dict[str, Tree]) -> Iterator[Problem]:
    features = spec.get("enabled_features")
    if not isinstance(features, list):
        return
    if _object(spec.get("privacy_settings")).get("pii_redaction") == "redact" and "messaging" in features:
        yield "privacy_settings.pii_redaction", "Redaction does not work with messaging: remove one of them."
    if len(features) != len(set(map(str, features))):
        yield "enabled_features", "Each feature may be named once only."


def _hearing(spec: dict[str, Tree]) -> Iterator[Problem]:
    yield from _transcription(_object(spec.get("transcription")), "transcription")
    for index, node in _objects(_object(spec.get("conversation_flow")).get("nodes")):
        yield from _transcription(_object(node.get("transcription")), f"conversation_flow.nodes[{index}].transcription")


def _transcription(spec: dict[str, Tree], path: str) -> Iterator[Problem]:
    model, challenger = spec.get("model"), _object(spec.get("challenger"))
    fallbacks = list(_objects(spec.get("fallback_models")))
    if challenger and fallbacks:
        yield f"{path}.challenger", "A transcription has either a challenger or fallback_models. Remove one of them."
    if challenger and {_streams(model), _streams(challenger.get("model"))} == {True, False}:
        yield f"{path}.challenger.model", "The challenger must be streaming if the first model is, and must not be otherwise."
    yield from _foreign_settings(spec, path)
    yield from _foreign_settings({"model": model, **challenger}, f"{path}.challenger")
    for index, fallback in fallbacks:
        if _streams(fallback.get("model")) is False:
            yield f"{path}.fallback_models[{index}].model", "Only a streaming model can be a fallback."
        yield from _foreign_settings(fallback, f"{path}.fallback_models[{index}]")


def _streams(model: Json) -> bool | None:
    return True if model in STREAMING else False if model in (*SPEECHMATICS, *WHOLE) else None


def _foreign_settings(spec: dict[str, Tree], path: str) -> Iterator[Problem]:
    provider = provider_of(spec.get("model"), "/")
    for key in _object(spec.get("settings")):
        owner = SETTINGS_OF.get(key)
        if owner and provider and owner != provider:
            yield f"{path}.settings.{key}", f"Only models of {owner} have {key}: the vendor refuses it or drops it. Remove it."


def _delegation(spec: dict[str, Tree]) -> Iterator[Problem]:
    settings = spec.get("delegation_settings")
    if not isinstance(settings, dict):
        return
    backend = settings.get("model") or _object(settings.get("external_llm")).get("model")
    if settings.get("enabled", True) is True and settings.get("mode", "telnyx") == "telnyx" and not backend:
        yield "delegation_settings", "Delegation in mode telnyx needs model or external_llm.model."
    if "api_key" in _object(settings.get("external_llm")):
        yield "delegation_settings.external_llm.api_key", "A key itself is refused here: name an integration secret in llm_api_key_ref."


def _websocket(spec: dict[str, Tree]) -> Iterator[Problem]:
    settings = _object(spec.get("websocket_settings"))
    url = settings.get("url")
    if settings.get("enabled") is True and not url:
        yield "websocket_settings.url", "An enabled WebSocket needs a url."
    if isinstance(url, str) and url and not url.startswith(("ws://", "wss://")):
        yield "websocket_settings.url", "The address of a WebSocket starts with ws:// or wss://."


def _agents(spec: dict[str, Tree]) -> Iterator[Problem]:
    seen = set[str]()
    for index, agent in _objects(spec.get("a2a_agents")):
        name, url = re.sub(r"[^A-Za-z0-9_]", "_", str(agent.get("name"))), agent.get("url")
        if name in seen:
            yield f"a2a_agents[{index}].name", f"Another agent is called {name} too, once other characters became underscores. Rename one."
        if isinstance(url, str) and not (url.startswith(("http://", "https://")) and len(url.encode()) <= 2048):
            yield f"a2a_agents[{index}].url", "The address of an agent starts with http:// or https:// and has at most 2048 bytes."
        seen.add(name)


def _tracing(spec: dict[str, Tree]) -> Iterator[Problem]:
    settings = _object(spec.get("observability_settings"))
    if settings.get("prompt_sync") == "enabled" and "prompt_version" in settings:
        yield "observability_settings.prompt_version", "The vendor counts the versions while prompt_sync is enabled. Remove one of them."


# --- Conversation flow ------------------------------------------------------------------------------------------------


def _flow(flow: Tree) -> Iterator[Problem]:
    """What the vendor checks about the nodes and edges of a flow."""
    nodes, edges = list(_objects(_object(flow).get("nodes"))), list(_objects(_object(flow).get("edges")))
    ids = {node["id"] for _, node in nodes if isinstance(node.get("id"), str)}
    yield from _repeated(nodes, "conversation_flow.nodes", "node")
    yield from _repeated(edges, "conversation_flow.edges", "edge")
    start = _object(flow).get("start_node_id")
    if isinstance(start, str) and start not in ids:
        yield "conversation_flow.start_node_id", f"There is no node {start}."
    for index, edge in edges:
        yield from _dangling(edge, ids, f"conversation_flow.edges[{index}]")
    yield from _defaults(nodes, edges)


def _repeated(items: list[tuple[int, dict[str, Tree]]], path: str, word: str) -> Iterator[Problem]:
    seen = set[str]()
    for index, item in items:
        if str(item.get("id")) in seen:
            yield f"{path}[{index}].id", f"Another {word} has the id {item.get('id')} already."
        seen.add(str(item.get("id")))


def _dangling(edge: dict[str, Tree], ids: set[Any], path: str) -> Iterator[Problem]:
    start, end = edge.get("start_node_id"), _object(edge.get("target")).get("node_id")
    if isinstance(start, str) and start not in ids:
        yield f"{path}.start_node_id", f"There is no node {start}."
    if isinstance(end, str) and end not in ids:
        yield f"{path}.target.node_id", f"There is no node {end}."


def _defaults(nodes: list[tuple[int, dict[str, Tree]]], edges: list[tuple[int, dict[str, Tree]]]) -> Iterator[Problem]:
    for index, node in nodes:
        leaving = [(at, edge) for at, edge in edges if edge.get("start_node_id") == node.get("id")]
        defaults = [at for at, edge in leaving if _object(edge.get("condition")).get("type") == "default"]
        match node.get("type", "prompt"):
            case "tool" | "speak" if leaving and len(defaults) != 1:
                yield f"conversation_flow.nodes[{index}]", "A tool or speak node with edges needs exactly one of type default."
            case "prompt" if defaults:
                yield f"conversation_flow.edges[{defaults[0]}].condition", "An edge of type default leaves only a tool or speak node."


def _object(value: Tree) -> dict[str, Tree]:
    return value if isinstance(value, dict) else {}


def _objects(value: Tree) -> Iterator[tuple[int, dict[str, Tree]]]:
    """The objects of a list with their places; whatever else stands there is refused by the types."""
    return ((index, item) for index, item in enumerate(value if isinstance(value, list) else []) if isinstance(item, dict))
