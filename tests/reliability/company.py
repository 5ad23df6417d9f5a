"""A small company with something of every vendor: a cycle, secrets, objects without a name, pairs, and a bot that nobody can read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.world import World

Json = Any

SECRETS = {name: f"sk-{name.lower()}-never-to-be-seen" for name in ("OPENAI_KEY", "CRM_KEY", "TWILIO_SID", "TWILIO_TOKEN", "BOT_KEY")}


def ref(address: str) -> Json:
    return {"$ref": address}


def secret(name: str) -> Json:
    return {"$secret": f"env:{name}"}


def _assistant(name: str, other: str, **more: Json) -> Json:
    handoff = {"type": "handoff", "handoff": {"ai_assistants": [{"id": ref(f"telnyx/assistant/{other}"), "name": other}]}}
    return {"name": name, "instructions": f"You are {name}.", "tools": [handoff], **more}


RESOURCES: Mapping[str, Json] = {
    "telnyx/integration_secret/openai": {"identifier": "openai", "type": "bearer", "token": secret("OPENAI_KEY")},
    "telnyx/tool/lookup": {
        "type": "webhook",
        "display_name": "Lookup",
        "webhook": {"name": "lookup", "description": "Looks up.", "url": "https://api.example.com/x"},
    },
    "telnyx/assistant/day": _assistant(
        "day",
        "night",
        model="openai/gpt-4o",
        llm_api_key_ref=ref("telnyx/integration_secret/openai"),
        tool_ids=[ref("telnyx/tool/lookup")],
    ),
    "telnyx/assistant/night": _assistant("night", "day", model="Qwen/Qwen3-235B-A22B"),
    "fluents/prompt/script": {"label": "Script", "content": "Be brief."},
    "fluents/voice/aria": {"label": "Aria", "type": "voice_azure", "voice_name": "en-US-AriaNeural"},
    "fluents/action/bye": {"label": "Bye", "type": "action_end_conversation", "config": {}},
    "fluents/agent/desk": {
        "name": "Desk",
        "prompt": ref("fluents/prompt/script"),
        "voice": ref("fluents/voice/aria"),
        "actions": [ref("fluents/action/bye")],
    },
    "vocode/prompt/script": {"content": "Be brief."},
    "vocode/prompt/same-script": {"content": "Be brief."},
    "vocode/voice/aria": {"type": "voice_azure", "voice_name": "en-US-AriaNeural"},
    "vocode/account_connection/twilio": {
        "type": "account_connection_twilio",
        "credentials": {"twilio_account_sid": secret("TWILIO_SID"), "twilio_auth_token": secret("TWILIO_TOKEN")},
    },
    "vocode/agent/desk": {"name": "Desk", "prompt": ref("vocode/prompt/script"), "voice": ref("vocode/voice/aria")},
    "cozmox/tool/note": {
        "name": "note",
        "description": "Takes a note.",
        "method": "POST",
        "url": "https://api.example.com/note",
        "headers": {"X-Api-Key": secret("CRM_KEY")},
        "parameters": [{"name": "text", "type": "string", "description": "The note.", "required": True}],
    },
    "cozmox/agent/desk": {"name": "Desk", "type": "voice", "prompt_template": "Be brief.", "greeting_config": {"greeting": "Hello!"}},
    "cozmox/agent_tool/desk-note": {"agent_id": ref("cozmox/agent/desk"), "tool_id": ref("cozmox/tool/note"), "is_enabled": True},
    "dailybots/twilio_config/bot": {
        "bot_profile": "twilio_ws_voice_2024_09",
        "services": {"llm": "anthropic", "tts": "cartesia", "stt": "deepgram"},
        "config": [{"service": "llm", "options": [{"name": "model", "value": "claude"}]}],
        "api_keys": {"anthropic": secret("BOT_KEY")},
    },
}


def declare(world: World, address: str, spec: Json) -> None:
    """One manifest. JSON is YAML."""
    vendor, kind, name = address.split("/")
    world.write(f"manifests/{vendor}/{kind}/{name}.yaml", json.dumps({"kind": f"{vendor}/{kind}", "name": name, "spec": spec}))


def settle_in(world: World, resources: Mapping[str, Json] = RESOURCES) -> World:
    """The company's manifests and secrets."""
    world.environ |= SECRETS
    for address, spec in resources.items():
        declare(world, address, spec)
    return world
