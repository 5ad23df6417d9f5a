"""What the made-up company has at Cozmox: agents, their tools, trunks and numbers, and what the organisation knows."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.item import Item, Origin
from benchmarks.place import SECRET, Edit, Maker, Place, phone

SERVICES = ("hubspot", "salesforce", "google-calendar", "slack")
"""The services that can be connected, each once."""


def _agent(at: Place) -> Item:
    prompt, files = at.prompt()
    spec = {
        "name": at.title,
        "type": "voice",
        "prompt_template": prompt,
        "llm_config": {"provider": "openai", "model": "gpt-4o", "temperature": 0.4},
        "voice_config": {"provider": "elevenlabs", "model": "eleven_turbo_v2_5", "voice_id": "21m00Tcm4TlvDq8ikWAM", "speed": 0.95},
        "transcriber_config": {"provider": "deepgram", "model": "nova-3", "language": "en", "smart_format": True},
        "greeting_config": {"agent_speaks_first": True, "greeting": "Hello, this is the digital assistant of Northlight."},
        "room_duration_config": {"max_duration_min": 4, "max_silence_sec": 20, "silence_message": "Are you still there?"},
    }
    return at.item(spec, files)


def _tool(at: Place) -> Item:
    parameters = [
        {"name": name, "type": "string", "description": f"The caller's {name}.", "required": True}
        for name in ("postcode", "street", "mobile")
    ]
    spec = {
        "name": f"tool_{at.number}",
        "description": "Finds the free visits of a week in a postcode area. Returns at most five, earliest first.",
        "method": "POST",
        "url": at.url(),
        "headers": {"X-Api-Key": SECRET},
        "parameters": parameters,
    }
    return at.item(spec)


def _agent_tool(at: Place) -> Item:
    return at.item({"agent_id": at.to("agent"), "tool_id": at.to("tool", _partner(at)), "is_enabled": True})


def _agent_sip_trunk(at: Place) -> Item:
    return at.item({"agent_id": at.to("agent"), "sip_trunk_id": at.to("sip_trunk", _partner(at))})


def _partner(at: Place) -> int:
    """Each agent in turn gets its next one, so that no pair comes twice."""
    return at.number // at.count("agent") + at.number


def _sip_trunk(at: Place) -> Item:
    mine = [number for number in range(at.number, at.count("phone_number"), at.count("sip_trunk")) if _comes_with_its_trunk(number)]
    spec = {
        "name": at.title,
        "address": "sip.carrier.example",
        "provider": "custom",
        "auth_username": SECRET,
        "auth_password": SECRET,
        "phone_numbers": [phone(number) for number in mine],
        "max_concurrency": 12,
        "is_active": True,
    }
    return at.item(spec)


def _phone_number(at: Place) -> Item:
    spec = {"number": phone(at.number), "sip_trunk_id": at.to("sip_trunk"), "label": f"Line {at.number}", "is_verified": True}
    return at.item(spec, origin=Origin.BROUGHT if _comes_with_its_trunk(at.number) else Origin.MADE)


def _comes_with_its_trunk(number: int) -> bool:
    return number % 3 > 0


def _workflow(at: Place) -> Item:
    nodes = [
        {"id": "start", "type": "trigger"},
        {"id": "answered", "type": "condition", "expression": "{{call.answered}}"},
        {"id": "recap", "type": "email", "template": f"Recap {at.number}"},
        {"id": "again", "type": "call", "delay_minutes": 120, "attempts": 2},
    ]
    edges = [{"from": "start", "to": "answered"}, {"from": "answered", "to": "recap"}, {"from": "answered", "to": "again"}]
    return at.item({"name": at.title, "trigger_type": "call_ended", "definition": {"nodes": nodes, "edges": edges}})


def _faq(at: Place) -> Item:
    answer = "The office is open Monday to Friday from seven to six. The emergency line is open at any time."
    return at.item({"question": f"When is branch {at.number} open?", "answer": answer})


def _outcome_definition(at: Place) -> Item:
    description = "Whether the caller and the agent agreed on a visit."
    spec = {"key": f"visit_{at.number}", "value_type": "BOOLEAN", "display_name": f"Visit {at.number}", "description": description}
    return at.item(spec)


def _quality_rule(at: Place) -> Item:
    return at.item({"key": f"rule_{at.number}", "prompt": "The agent must not promise the hour of arrival.", "penalty": 20})


def _email_template(at: Place) -> Item:
    html = "<p>Hello {{name}},</p>\n<p>thank you for your call. This is what we noted: {{summary}}</p>\n"
    return at.item({"name": at.title, "subject": "Your call with Northlight", "body_html": html})


def _integration(at: Place) -> Item:
    settings = {"pipeline": "service-visits", "log_calls": True}
    return at.item({"slug": SERVICES[at.number], "credentials": {"api_key": SECRET}, "settings": settings, "is_active": True})


def _api_key(at: Place) -> Item:
    deliver = {"key": {"sink": "keys", "name": f"NORTHLIGHT_KEY_{at.number}"}}
    return at.item({"name": at.title, "scopes": ["agents:read", "calls:read"]}, deliver=deliver)


MAKERS: Mapping[str, Maker] = {
    "cozmox/agent": _agent,
    "cozmox/tool": _tool,
    "cozmox/agent_tool": _agent_tool,
    "cozmox/sip_trunk": _sip_trunk,
    "cozmox/agent_sip_trunk": _agent_sip_trunk,
    "cozmox/phone_number": _phone_number,
    "cozmox/workflow": _workflow,
    "cozmox/faq": _faq,
    "cozmox/outcome_definition": _outcome_definition,
    "cozmox/quality_rule": _quality_rule,
    "cozmox/email_template": _email_template,
    "cozmox/integration": _integration,
    "cozmox/api_key": _api_key,
}

EDITS: Mapping[str, Edit] = {
    "cozmox/tool": lambda _: {"url": "https://api.northlight.example/v2/edited"},
    "cozmox/agent_tool": lambda _: {"is_enabled": False},
    "cozmox/phone_number": lambda _: {"label": "Edited line"},
    "cozmox/workflow": lambda spec: {"definition": {**spec["definition"], "edges": spec["definition"]["edges"][:2]}},
    "cozmox/faq": lambda _: {"answer": "From seven to six, and on Saturdays until noon."},
    "cozmox/outcome_definition": lambda _: {"description": "Whether a visit was agreed on, with a day and a time window."},
    "cozmox/quality_rule": lambda _: {"penalty": 30},
    "cozmox/email_template": lambda _: {"subject": "What we talked about"},
    "cozmox/integration": lambda spec: {"settings": {**spec["settings"], "log_calls": False}},
    "cozmox/api_key": lambda _: {"scopes": ["agents:read"]},
}
