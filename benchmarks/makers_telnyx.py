"""What the made-up company has at Telnyx: assistants, what they refer to, and what they are reached by and tested with."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.item import Item, Origin, Spec
from benchmarks.place import SECRET, Edit, Maker, Place, phone


def brings_application(number: int) -> bool:
    """Whether an assistant names no application, so that the vendor makes one along with it."""
    return number % 2 == 1


def _assistant(at: Place) -> Item:
    prompt, files = at.prompt()
    webhook = {
        "name": "find_customer",
        "description": "Finds a customer by phone number or postcode. Call it before you promise, book or change anything.",
        "url": f"{at.url()}/customers",
        "method": "GET",
        "query_parameters": {"type": "object", "properties": {"phone": {"type": "string", "description": "With country code."}}},
    }
    application = {} if brings_application(at.number) else {"default_texml_app_id": at.to("texml_application", at.number // 2)}
    spec = {
        "name": at.title,
        "description": "Answers the phone, finds the customer and books a visit.",
        "model": "Qwen/Qwen3-235B-A22B",
        "instructions": prompt,
        "greeting": "Northlight, good day. How can I help?",
        "enabled_features": ["telephony", "messaging"],
        "tool_ids": [at.to("tool"), at.to("tool", at.number + 1)][: at.count("tool")],
        "tools": [{"type": "webhook", "webhook": webhook}, {"type": "hangup", "hangup": {"description": "End the call."}}],
        "mcp_servers": [{"id": at.to("mcp_server"), "allowed_tools": ["find_slot", "book_slot"]}],
        "insight_settings": {"insight_group_id": at.to("insight_group")},
        "voice_settings": {"voice": "Telnyx.KokoroTTS.af_heart"},
        "transcription": {"model": "deepgram/flux", "language": "en"},
        "telephony_settings": {"time_limit_secs": 900, "recording_settings": {"enabled": False}, **application},
        "messaging_settings": {"default_messaging_profile_id": at.to("messaging_profile")},
        "tags": ["northlight", f"team-{at.number % 7}"],
    }
    return at.item(spec, files)


def _tool(at: Place) -> Item:
    description = "Finds the free visits of a week in a postcode area. Returns at most five, earliest first."
    body = {"type": "object", "properties": {"postcode": {"type": "string"}, "week": {"type": "integer"}}, "required": ["postcode"]}
    webhook = {"name": f"tool_{at.number}", "description": description, "url": at.url(), "method": "POST", "body_parameters": body}
    return at.item({"type": "webhook", "display_name": at.title, "timeout_ms": 6000, "webhook": webhook})


def _integration_secret(at: Place) -> Item:
    return at.item({"identifier": f"northlight_{at.number}", "type": "bearer", "token": SECRET})


def _mcp_server(at: Place) -> Item:
    tools = ["find_slot", "book_slot", "cancel_slot"]
    spec = {"name": at.title, "type": "http", "url": at.url(), "api_key_ref": at.to("integration_secret"), "allowed_tools": tools}
    return at.item(spec)


def _insight(at: Place) -> Item:
    outcome = {"type": "string", "enum": ["booked", "answered", "passed_on", "lost"]}
    spec = {
        "name": at.title,
        "instructions": "Tell how the call ended. It counts as booked only when a day and a time window were agreed.",
        "json_schema": {"type": "object", "properties": {"outcome": outcome, "content": {"type": "boolean"}}, "required": ["outcome"]},
    }
    return at.item(spec)


def _insight_group(at: Place) -> Item:
    """Neighbouring groups share an insight."""
    members = [at.to("insight", 2 * at.number + each) for each in range(min(3, at.count("insight")))]
    return at.item({"name": at.title, "description": "What the office looks at every morning.", "insights": members})


def _texml_application(at: Place) -> Item:
    spec = {
        "friendly_name": at.title,
        "voice_url": f"{at.url()}/answer",
        "voice_method": "post",
        "status_callback": f"{at.url()}/status",
        "inbound": {"channel_limit": 10},
        "outbound": {"outbound_voice_profile_id": at.to("outbound_voice_profile")},
    }
    return at.item(spec)


def _call_control_application(at: Place) -> Item:
    spec = {
        "application_name": at.title,
        "webhook_event_url": f"{at.url()}/events",
        "webhook_timeout_secs": 10,
        "outbound": {"outbound_voice_profile_id": at.to("outbound_voice_profile")},
        "tags": ["northlight"],
    }
    return at.item(spec)


def _messaging_profile(at: Place) -> Item:
    """The assistant that answers its messages names it in turn, where there are assistants enough."""
    spec = {
        "name": at.title,
        "whitelisted_destinations": ["US", "CA"],
        "ai_assistant_id": at.to("assistant"),
        "webhook_url": f"{at.url()}/messages",
        "daily_spend_limit": "25.00",
        "daily_spend_limit_enabled": True,
    }
    return at.item(spec, needs=("routing",))


def _outbound_voice_profile(at: Place) -> Item:
    spec = {"name": at.title, "whitelisted_destinations": ["US", "CA"], "daily_spend_limit": "100.00", "daily_spend_limit_enabled": True}
    return at.item(spec)


def _phone_number(at: Place) -> Item:
    """Every other one has settings of its own for calls and messages, which are written and read apart."""
    assistant = at.number % at.count("assistant")
    brought = at.to("assistant", assistant, field="telephony_settings.default_texml_app_id")
    spec = {
        "phone_number": phone(at.number),
        "connection_id": brought if brings_application(assistant) else at.to("texml_application", assistant // 2),
        "customer_reference": f"line {at.number}",
        "tags": ["northlight"],
    }
    apart = {
        "voice": {"cnam_listing": {"cnam_listing_enabled": True, "cnam_listing_details": "NORTHLIGHT"}},
        "messaging": {"messaging_profile_id": at.to("messaging_profile", assistant)},
    }
    if at.number % 2:
        return at.item(spec, origin=Origin.FOUND, needs=("routing",))
    return at.item({**spec, **apart}, origin=Origin.FOUND, needs=("routing", "overwrite"))


def _assistant_test(at: Place) -> Item:
    spec = {
        "name": at.title,
        "telnyx_conversation_channel": "web_chat",
        "destination": at.to("assistant"),
        "instructions": "Your boiler has been cold since last night. Agree to a visit once you have heard what it costs.",
        "max_duration_seconds": 180,
        "rubric": [
            {"name": "Fee", "criteria": "The call-out fee is said before the visit is booked."},
            {"name": "Window", "criteria": "A day and a time window are agreed."},
        ],
    }
    return at.item(spec)


def _canary_deploy(at: Place) -> Item:
    return at.item({"assistant_id": at.to("assistant"), "rules": _rules(at.to("assistant"), 10)})


def _rules(version: Spec, weight: int) -> list[Spec]:
    colleagues = {"attribute": "telnyx_end_user_target", "operator": "in", "values": [phone(0), phone(1)]}
    return [{"match": [colleagues], "serve": {"version_id": version}}, {"serve": {"rollout": [{"version_id": version, "weight": weight}]}}]


MAKERS: Mapping[str, Maker] = {
    "telnyx/assistant": _assistant,
    "telnyx/tool": _tool,
    "telnyx/integration_secret": _integration_secret,
    "telnyx/mcp_server": _mcp_server,
    "telnyx/insight": _insight,
    "telnyx/insight_group": _insight_group,
    "telnyx/texml_application": _texml_application,
    "telnyx/call_control_application": _call_control_application,
    "telnyx/messaging_profile": _messaging_profile,
    "telnyx/outbound_voice_profile": _outbound_voice_profile,
    "telnyx/phone_number": _phone_number,
    "telnyx/assistant_test": _assistant_test,
    "telnyx/canary_deploy": _canary_deploy,
}

EDITS: Mapping[str, Edit] = {
    "telnyx/tool": lambda _: {"timeout_ms": 7000},
    "telnyx/mcp_server": lambda spec: {"allowed_tools": spec["allowed_tools"][:2]},
    "telnyx/insight": lambda spec: {"instructions": f"{spec['instructions']} Be brief."},
    "telnyx/insight_group": lambda _: {"description": "What the office looks at every evening."},
    "telnyx/texml_application": lambda _: {"status_callback": "https://api.northlight.example/v2/status"},
    "telnyx/call_control_application": lambda _: {"webhook_timeout_secs": 20},
    "telnyx/messaging_profile": lambda _: {"daily_spend_limit": "30.00"},
    "telnyx/outbound_voice_profile": lambda _: {"daily_spend_limit": "120.00"},
    "telnyx/phone_number": lambda _: {"customer_reference": "edited line"},
    "telnyx/assistant_test": lambda _: {"max_duration_seconds": 240},
    "telnyx/canary_deploy": lambda spec: {"rules": _rules(spec["assistant_id"], 25)},
}
