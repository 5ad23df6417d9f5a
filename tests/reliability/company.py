"""
A small company with something of every vendor, and of every sort of road: a circle, secrets, objects without a name, pairs, members,
parts, versions, a shared list, a key that is shown once, a number that is bought, and a bot that nobody can read.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from typing import Any

from benchmarks.vendors import stock
from tests.world import CONFIG, World

Json = Any

_NAMES = ("OPENAI_KEY", "CRM_KEY", "TWILIO_SID", "TWILIO_TOKEN", "BOT_KEY", "SIP_PASSWORD", "HUBSPOT_KEY", "DIALIN_HMAC")
SECRETS = {name: f"sk-{name.lower()}-never-to-be-seen" for name in _NAMES}
SINK = ".secrets/keys.env"
"""Where a key goes that is shown once: the one file that may hold it."""
NUMBERS = {"telnyx": ("12025550100",), "dailybots": ("12025550110",)}
"""The phone numbers that the vendors have, in digits."""
BOUGHT = "+12025550111"
"""The one that is bought."""


def ref(address: str) -> Json:
    return {"$ref": address}


def secret(name: str) -> Json:
    return {"$secret": f"env:{name}"}


def _assistant(name: str, other: str, **more: Json) -> Json:
    handoff = {"type": "handoff", "handoff": {"ai_assistants": [{"id": ref(f"telnyx/assistant/{other}"), "name": other}]}}
    return {"name": name, "instructions": f"You are {name}.", "tools": [handoff], **more}


UNASKED: Mapping[str, Json] = {
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
    "telnyx/mcp_server/calendar": {
        "name": "Calendar",
        "type": "http",
        "url": "https://mcp.example.com/calendar",
        "api_key_ref": ref("telnyx/integration_secret/openai"),
    },
    "telnyx/insight/mood": {"name": "Mood", "instructions": "Tell the mood."},
    "telnyx/insight/topic": {"name": "Topic", "instructions": "Tell the topic."},
    "telnyx/insight_group/after": {"name": "After", "insights": [ref("telnyx/insight/mood"), ref("telnyx/insight/topic")]},
    "telnyx/canary_deploy/day": {
        "assistant_id": ref("telnyx/assistant/day"),
        "rules": [{"serve": {"rollout": [{"version_id": ref("telnyx/assistant/day"), "weight": 10}]}}],
    },
    "cozmox/sip_trunk/line": {
        "name": "Line",
        "address": "sip.example.com",
        "provider": "custom",
        "auth_password": secret("SIP_PASSWORD"),
        "phone_numbers": ["+12025550120"],
        "max_concurrency": 4,
        "is_active": True,
    },
    "cozmox/phone_number/brought": {"number": "+12025550120", "sip_trunk_id": ref("cozmox/sip_trunk/line"), "label": "Brought"},
    "cozmox/phone_number/made": {"number": "+12025550121", "sip_trunk_id": ref("cozmox/sip_trunk/line"), "is_verified": True},
    "cozmox/phone_number/out": {"number": "+12025550122", "sip_trunk_id": {"$ref": "cozmox/sip_trunk/line", "field": "outbound_id"}},
    "cozmox/agent_sip_trunk/desk-line": {"agent_id": ref("cozmox/agent/desk"), "sip_trunk_id": ref("cozmox/sip_trunk/line")},
    "cozmox/workflow/again": {"name": "Again", "trigger_type": "call_ended", "definition": {"nodes": [{"id": "start"}], "edges": []}},
    "cozmox/outcome_definition/visit": {"key": "visit", "value_type": "BOOLEAN", "display_name": "Visit"},
    "cozmox/integration/hubspot": {
        "slug": "hubspot",
        "credentials": {"api_key": secret("HUBSPOT_KEY")},
        "settings": {"pipeline": "visits"},
        "is_active": True,
    },
    "cozmox/api_key/dashboard": {"name": "Dashboard", "scopes": ["agents:read"]},
    "dailybots/phone_number/desk": {"number": "+12025550110"},
    "dailybots/dialin_config/desk": {
        "type": "pinless_dialin",
        "phone_number": ref("dailybots/phone_number/desk"),
        "room_creation_api": "https://hooks.example.com/desk",
        "hmac": secret("DIALIN_HMAC"),
    },
    "dailybots/pinless_dialin/parts": {"name_prefix": "Parts", "room_creation_api": "https://hooks.example.com/parts"},
    "dailybots/pinless_dialin/shop": {
        "name_prefix": "Shop",
        "room_creation_api": "https://hooks.example.com/shop",
        "hmac": secret("DIALIN_HMAC"),
    },
}
"""What nobody has to allow."""

ASKED: Mapping[str, Json] = {
    "telnyx/phone_number/main": {
        "phone_number": "+12025550100",
        "connection_id": {"$ref": "telnyx/assistant/day", "field": "telephony_settings.default_texml_app_id"},
        "voice": {"translated_number": "+12025550199"},
    },
    "vocode/account_connection/pooled": {
        "type": "account_connection_twilio",
        "credentials": {"twilio_account_sid": secret("TWILIO_SID"), "twilio_auth_token": secret("TWILIO_TOKEN")},
        "steering_pool": ["+12025550130", "+12025550131"],
    },
    "dailybots/phone_number/shop": {"number": BOUGHT},
    "dailybots/pinless_dialin/bought": {
        "phone_number": ref("dailybots/phone_number/shop"),
        "room_creation_api": "https://hooks.example.com/bought",
    },
}
ALLOWED = (
    "routing:telnyx/phone_number/main",
    "routing:vocode/account_connection/pooled",
    "costly:dailybots/phone_number/shop",
)
"""What has to be allowed for the others."""

RESOURCES: Mapping[str, Json] = {**UNASKED, **ASKED}

DELIVERIES: Mapping[str, Json] = {"cozmox/api_key/dashboard": {"key": {"sink": "keys", "name": "DASHBOARD_KEY"}}}

BESIDE = Counter({"telnyx/insight": 1, "telnyx/insight_group": 1, "cozmox/outcome_definition": 2, "cozmox/sip_trunk": 1})
"""What the vendors hold besides: insights, a group and outcomes of their own, and the second trunk of a pair."""


def declare(world: World, address: str, spec: Json) -> None:
    """One manifest. JSON is YAML."""
    vendor, kind, name = address.split("/")
    deliver = {"deliver": DELIVERIES[address]} if address in DELIVERIES else {}
    manifest = {"kind": f"{vendor}/{kind}", "name": name, **deliver, "spec": spec}
    world.write(f"manifests/{vendor}/{kind}/{name}.yaml", json.dumps(manifest))


def settle_in(world: World, resources: Mapping[str, Json] = UNASKED) -> World:
    """The company's manifests and secrets, and vendors that have its phone numbers."""
    world.environ |= SECRETS
    world.write("reconciler.yaml", f"{CONFIG}    sinks: {{keys: {{env_file: {SINK}}}}}\n")
    stock(world.sandbox, NUMBERS)
    for address, spec in resources.items():
        declare(world, address, spec)
    return world
