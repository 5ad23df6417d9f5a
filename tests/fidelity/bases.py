"""Specs in which places are free that no conformance row has room for, and the places that are not free after all, with the reason."""

from __future__ import annotations

from typing import Any


def _hearing(model: str, second: str, other: str) -> dict[str, Any]:
    """Both on the whole and at a node, with a second model, since settings belong to the provider of a model."""
    settings = {"keyterm": "boiler"} if model == "deepgram/flux" else {}
    transcription = {"model": model, "settings": settings, second: {"model": other} if second == "challenger" else [{"model": other}]}
    return {"transcription": transcription, "conversation_flow": _flow({"instructions": "Ask.", "transcription": transcription})}


def _flow(node: dict[str, Any], **condition: Any) -> dict[str, Any]:
    edge = {
        "id": "on",
        "start_node_id": "first",
        "condition": condition or {"type": "llm", "prompt": "Done?"},
        "target": {"type": "node", "node_id": "last"},
    }
    last = {"id": "last", "type": "speak", "message": "Bye."}
    return {"start_node_id": "first", "nodes": [{"id": "first", **node}, last], "edges": [edge]}


_SECOND = (
    ("soniox/stt-rt-v4", "challenger", "soniox/stt-rt-v5"),
    ("soniox/stt-rt-v4", "fallback_models", "soniox/stt-rt-v5"),
    ("deepgram/flux", "challenger", "assemblyai/universal-3-5-pro"),
    ("deepgram/flux", "fallback_models", "assemblyai/universal-3-5-pro"),
    ("assemblyai/universal-3-5-pro", "challenger", "deepgram/nova-3"),
    ("deepgram/flux", "fallback_models", "deepgram/nova-3"),
)
BASES: dict[str, tuple[dict[str, Any], ...]] = {
    "telnyx/assistant": (
        {
            "telephony_settings": {"disable_dtmf": True},
            "a2a_agents": [{"name": "a", "url": "https://example.com"}],
            "conversation_flow": _flow({"instructions": "Ask."}),
        },
        {"conversation_flow": _flow({"type": "speak", "message": "Hello."}, type="default")},
        *(_hearing(*models) for models in _SECOND),
    ),
    "telnyx/canary_deploy": (
        {
            "rules": [
                {
                    "match": [{"attribute": "a", "operator": "in", "values": ["a"]}],
                    "serve": {"version_id": {"$ref": "telnyx/assistant/desk"}},
                }
            ]
        },
    ),
    "telnyx/phone_number": ({"voice": {"call_forwarding": {"forwarding_type": "always"}}},),
}
"""On top of the spec of the kind's first row."""

ONLY_BESIDE = {
    "telnyx/assistant": (
        "conversation_flow.nodes[0].message",
        *(
            f"{at}{field}"
            for at in ("", "conversation_flow.nodes[0].")
            for field in ("transcription.settings.keyterm", "transcription.fallback_models", "transcription.challenger", "transcription")
        ),
    ),
}
"""Places that take any text only where the base says more about them: settings are those of a model that the vendor knows."""

BEGINS_WITH = {
    "telnyx/assistant a2a_agents[0].url": "https://example.com/",
    "telnyx/assistant websocket_settings.url": "wss://example.com/",
    **{
        f"telnyx/{kind} {field}": "https://example.com/"
        for kind in ("call_control_application", "texml_application")
        for field in ("webhook_event_url", "webhook_event_failover_url", "voice_url", "voice_fallback_url", "status_callback")
    },
}
"""Texts of which the vendor wants a certain beginning."""

_WITHIN = "a name that others in the flow refer to"
NOT_FREE: dict[str, dict[str, str]] = {
    "telnyx/assistant": {
        "conversation_flow.start_node_id": _WITHIN,
        "conversation_flow.nodes[0].id": _WITHIN,
        "conversation_flow.edges[0].start_node_id": _WITHIN,
        "conversation_flow.edges[0].target.node_id": _WITHIN,
        "conversation_flow.edges[0].condition.expression": "an expression in the vendor's own language",
    },
    **{f"{vendor}/prompt": {"prompt_template": "the id of a template that the vendor keeps"} for vendor in ("fluents", "vocode")},
    "vocode/action": {"action_trigger.config": "a trigger by function call has no settings"},
    "cozmox/integration": {"slug": "a name of the vendor's catalogue"},
    "cozmox/agent": {"default_functions[0]": "only the newest revision of the API knows it"},
}
"""Places by kind, all that is inside them included, and why not any text may stand there."""
