"""Telnyx: assistants, what they refer to, and what they are reached by or tested with."""

from tests.conformance.row import MASK, Beside, Drift, Edit, Habits, Need, Row, Sent

_SAVE = "/ai/assistants/{id}"

_SHARED = Need(
    "telnyx/tool",
    "lookup",
    {
        "display_name": "Lookup",
        "type": "webhook",
        "webhook": {"name": "lookup", "description": "Look the caller up.", "url": "https://example.com/lookup"},
    },
)
_DESK = Need("telnyx/assistant", "desk", {"name": "Desk", "model": "Qwen/Qwen3-235B-A22B", "instructions": "Be brief."})
_SERVER = Need("telnyx/mcp_server", "orders", {"name": "Orders", "type": "http", "url": "https://mcp.example.com/orders"})
_MOOD = Need("telnyx/insight", "mood", {"name": "Mood", "instructions": "Tell the mood."})
_TOPIC = Need("telnyx/insight", "topic", {"name": "Topic", "instructions": "Tell the topic."})
_QUALITY = Need("telnyx/insight_group", "quality", {"name": "Quality", "insights": [{"$ref": "telnyx/insight/mood"}]})
_LINE = Need("telnyx/texml_application", "line", {"friendly_name": "Line", "voice_url": "https://example.com/voice"})
_SMS = Need("telnyx/messaging_profile", "sms", {"name": "Messages", "whitelisted_destinations": ["US"]})
_CALLS = Need("telnyx/outbound_voice_profile", "calls", {"name": "Calls out"})

_MCP = {
    "name": "Bookings",
    "type": "http",
    "url": "https://mcp.example.com/bookings",
    "allowed_tools": ["book", "cancel"],
}
_INSIGHT = {"name": "Outcome", "instructions": "Tell how it ended.", "json_schema": {"type": "object", "properties": {}}}
_RUBRIC = [{"name": "polite", "criteria": "Greets the caller."}, {"name": "brief", "criteria": "Asks one thing at a time."}]
_CANARY = "/ai/assistants/{desk}/canary-deploys"
_VERSION = {"$ref": "telnyx/assistant/desk"}
_CLAUSE = {"attribute": "telnyx_end_user_target", "operator": "starts_with", "values": ["+1202"]}


ROWS = (
    Row(
        "telnyx/assistant",
        {
            "name": "Front desk",
            "model": "Qwen/Qwen3-235B-A22B",
            "instructions": "Greet the caller, {{caller}}.",
            "greeting": "Hello!",
            "enabled_features": ["telephony", "messaging"],
            "tags": ["desk", "eu"],
        },
        edit=Edit(
            "instructions",
            "Greet the caller, {{caller}}, by name.",
            # Tags go along because nobody says whether leaving them out empties them.
            (
                Sent(
                    "POST",
                    _SAVE,
                    {"instructions": "Greet the caller, {{caller}}, by name.", "tags": ["desk", "eu"], "promote_to_main": True},
                ),
            ),
        ),
        drift=Drift(
            "greeting",
            ("greeting",),
            "Hi.",
            (Sent("POST", _SAVE, {"greeting": "Hello!", "tags": ["desk", "eu"], "promote_to_main": True}),),
        ),
        beside=Beside(("description",), "Somebody's note."),
        ends="deleted",
    ),
    Row(
        "telnyx/assistant",
        {
            "name": "Night desk",
            "model": "Qwen/Qwen3-235B-A22B",
            "instructions": "Answer at night.",
            "telephony_settings": {"time_limit_secs": 600},
            "voice_settings": {"voice": "Telnyx.KokoroTTS.af"},
            "tools": [{"type": "hangup", "hangup": {"description": "Hang up."}}],
            "tool_ids": [{"$ref": "telnyx/tool/lookup"}],
        },
        title="nested",
        needs=(_SHARED,),
        edit=Edit(
            "telephony_settings.time_limit_secs",
            900,
            (
                Sent(
                    "POST",
                    _SAVE,
                    # What the vendor filled in goes along, for nobody says whether an update merges.
                    {
                        "telephony_settings": {
                            "time_limit_secs": 900,
                            "noise_suppression": "disabled",
                            "user_idle_reply_secs": 10,
                            "default_texml_app_id": ...,
                        },
                        "promote_to_main": True,
                    },
                ),
            ),
        ),
        drift=Drift(
            "tools",
            ("tools", 0, "hangup", "description"),
            "Never hang up.",
            (Sent("POST", _SAVE, {"tools": [{"type": "hangup", "hangup": {"description": "Hang up."}}], "promote_to_main": True}),),
        ),
        beside=Beside(("telephony_settings", "noise_suppression"), "deepfilternet"),
        ends="deleted",
    ),
    Row(
        "telnyx/integration_secret",
        {"identifier": "openai-key", "type": "bearer", "token": {"$secret": "env:OLD_TOKEN"}},
        edit=Edit(
            "token",
            {"$secret": "env:NEW_TOKEN"},
            (
                Sent("DELETE", "/integration_secrets/{id}"),
                Sent("POST", "/integration_secrets", {"identifier": "openai-key", "type": "bearer", "token": MASK}),
            ),
        ),
        drift=Drift(
            "identifier", (), None, (Sent("POST", "/integration_secrets", {"identifier": "openai-key", "type": "bearer", "token": MASK}),)
        ),
        beside=Beside(("updated_at",), "2026-01-01T00:00:00Z", survives=False),
        ends="deleted",
    ),
    Row(
        "telnyx/tool",
        {
            "display_name": "Order status",
            "type": "webhook",
            "timeout_ms": 4000,
            "webhook": {"name": "order_status", "description": "Tell the state of an order.", "url": "https://example.com/orders"},
        },
        edit=Edit("timeout_ms", 6000, (Sent("PATCH", "/ai/tools/{id}", {"timeout_ms": 6000}),)),
        drift=Drift(
            "webhook.url",
            ("tool_definition", "webhook", "url"),
            "https://example.com/elsewhere",
            (
                Sent(
                    "PATCH",
                    "/ai/tools/{id}",
                    {
                        "webhook": {
                            "name": "order_status",
                            "description": "Tell the state of an order.",
                            "url": "https://example.com/orders",
                            "method": "POST",
                            "async": False,
                        }
                    },
                ),
            ),
        ),
        beside=Beside(("tool_definition", "webhook", "method"), "PUT"),
        ends="deleted",
    ),
    Row(
        "telnyx/assistant",
        {
            "name": "Listening desk",
            "model": "Qwen/Qwen3-235B-A22B",
            "instructions": "Be brief.",
            "mcp_servers": [{"id": {"$ref": "telnyx/mcp_server/orders"}, "allowed_tools": ["find"]}],
            "insight_settings": {"insight_group_id": {"$ref": "telnyx/insight_group/quality"}},
            "telephony_settings": {"default_texml_app_id": {"$ref": "telnyx/texml_application/line"}},
            "messaging_settings": {"default_messaging_profile_id": {"$ref": "telnyx/messaging_profile/sms"}},
        },
        title="linked",
        needs=(_SERVER, _MOOD, _QUALITY, _LINE, _SMS),
        edit=Edit(
            "mcp_servers",
            [{"id": {"$ref": "telnyx/mcp_server/orders"}, "allowed_tools": ["find", "cancel"]}],
            (Sent("POST", _SAVE, {"mcp_servers": [{"id": "{orders}", "allowed_tools": ["find", "cancel"]}], "promote_to_main": True}),),
        ),
        drift=Drift(
            "insight_settings.insight_group_id",
            ("insight_settings", "insight_group_id"),
            "somebody's",
            (
                Sent(
                    "POST",
                    _SAVE,
                    {
                        "insight_settings": {"insight_group_id": "{quality}", "model": "zai-org/GLM-5.3-Flash"},
                        "mcp_servers": [{"id": "{orders}", "allowed_tools": ["find", "cancel"]}],
                        "promote_to_main": True,
                    },
                ),
            ),
        ),
        beside=Beside(("messaging_settings", "conversation_inactivity_minutes"), 30),
        ends="deleted",
    ),
    Row(
        "telnyx/mcp_server",
        _MCP,
        edit=Edit(
            "allowed_tools",
            ["book"],
            (Sent("PUT", "/ai/mcp_servers/{id}", {**_MCP, "allowed_tools": ["book"]}),),
        ),
        drift=Drift(
            "url",
            ("url",),
            "https://mcp.example.com/elsewhere",
            (Sent("PUT", "/ai/mcp_servers/{id}", {**_MCP, "allowed_tools": ["book"]}),),
        ),
        beside=Beside(("api_key_ref",), "somebody-s-key"),
        ends="deleted",
    ),
    Row(
        "telnyx/insight",
        _INSIGHT,
        edit=Edit(
            "instructions",
            "Tell in one word how it ended.",
            (
                Sent(
                    "PUT", "/ai/conversations/insights/{id}", {**_INSIGHT, "instructions": "Tell in one word how it ended.", "webhook": ""}
                ),
            ),
        ),
        drift=Drift(
            "json_schema",
            ("json_schema",),
            {"type": "string"},
            (
                Sent(
                    "PUT", "/ai/conversations/insights/{id}", {**_INSIGHT, "instructions": "Tell in one word how it ended.", "webhook": ""}
                ),
            ),
        ),
        beside=Beside(("webhook",), "https://example.com/results"),
        ends="deleted",
    ),
    Row(
        "telnyx/insight_group",
        {"name": "After a call", "description": "What is asked.", "insights": [{"$ref": "telnyx/insight/mood"}]},
        needs=(_MOOD, _TOPIC),
        edit=Edit(
            "insights",
            [{"$ref": "telnyx/insight/topic"}, {"$ref": "telnyx/insight/mood"}],
            (Sent("POST", "/ai/conversations/insight-groups/{id}/insights/{topic}/assign"),),
        ),
        drift=Drift(
            "insights",
            ("insights",),
            [],
            (
                Sent("POST", "/ai/conversations/insight-groups/{id}/insights/{topic}/assign"),
                Sent("POST", "/ai/conversations/insight-groups/{id}/insights/{mood}/assign"),
            ),
        ),
        beside=Beside(("webhook",), "https://example.com/results"),
        ends="deleted",
    ),
    Row(
        "telnyx/insight_group",
        {"name": "Before a call", "description": "What is asked."},
        title="described",
        edit=Edit(
            "description",
            "What is asked first.",
            (
                Sent(
                    "PUT",
                    "/ai/conversations/insight-groups/{id}",
                    {"name": "Before a call", "description": "What is asked first.", "webhook": ""},
                ),
            ),
        ),
        drift=Drift(
            "name",
            ("name",),
            "Somebody's",
            (
                Sent(
                    "PUT",
                    "/ai/conversations/insight-groups/{id}",
                    {"name": "Before a call", "description": "What is asked first.", "webhook": ""},
                ),
            ),
        ),
        beside=Beside(("insights",), ["5f1d2c3b-0000-4000-8000-000000000001"]),
        ends="deleted",
    ),
    Row(
        "telnyx/texml_application",
        {
            "friendly_name": "Main line",
            "voice_url": "https://example.com/voice",
            "voice_method": "get",
            "outbound": {"outbound_voice_profile_id": {"$ref": "telnyx/outbound_voice_profile/calls"}},
        },
        needs=(_CALLS,),
        allow=("routing:telnyx/texml_application/walker",),
        edit=Edit(
            "voice_method",
            "post",
            (
                Sent(
                    "PATCH",
                    "/texml_applications/{id}",
                    {"voice_method": "post", "friendly_name": "Main line", "voice_url": "https://example.com/voice"},
                ),
            ),
        ),
        drift=Drift(
            "outbound.outbound_voice_profile_id",
            ("outbound", "outbound_voice_profile_id"),
            "1",
            (
                Sent(
                    "PATCH",
                    "/texml_applications/{id}",
                    {
                        "outbound": {"outbound_voice_profile_id": "{calls}"},
                        "friendly_name": "Main line",
                        "voice_url": "https://example.com/voice",
                    },
                ),
            ),
        ),
        beside=Beside(("outbound", "channel_limit"), 5),
        ends="deleted",
    ),
    Row(
        "telnyx/call_control_application",
        {"application_name": "Dialler", "webhook_event_url": "https://example.com/events", "inbound": {"channel_limit": 3}},
        allow=("routing:telnyx/call_control_application/walker",),
        edit=Edit(
            "inbound.channel_limit",
            4,
            (
                Sent(
                    "PATCH",
                    "/call_control_applications/{id}",
                    {
                        "inbound": {
                            "channel_limit": 4,
                            "shaken_stir_enabled": False,
                            "sip_subdomain_receive_settings": "from_anyone",
                        },
                        "application_name": "Dialler",
                        "webhook_event_url": "https://example.com/events",
                    },
                ),
            ),
        ),
        drift=Drift(
            "webhook_event_url",
            ("webhook_event_url",),
            "https://example.com/elsewhere",
            (
                Sent(
                    "PATCH",
                    "/call_control_applications/{id}",
                    {"application_name": "Dialler", "webhook_event_url": "https://example.com/events"},
                ),
            ),
        ),
        beside=Beside(("inbound", "sip_subdomain"), "somebody"),
        ends="deleted",
    ),
    Row(
        "telnyx/messaging_profile",
        {
            "name": "Reminders",
            "whitelisted_destinations": ["US", "CA"],
            "ai_assistant_id": {"$ref": "telnyx/assistant/desk"},
            "number_pool_settings": {"long_code_weight": 1, "toll_free_weight": 2, "skip_unhealthy": True},
        },
        needs=(_DESK,),
        allow=("routing:telnyx/messaging_profile/walker",),
        edit=Edit(
            "whitelisted_destinations",
            ["CA", "US", "MX"],
            (Sent("PATCH", "/messaging_profiles/{id}", {"whitelisted_destinations": ["CA", "US", "MX"]}),),
        ),
        drift=Drift(
            "ai_assistant_id",
            ("ai_assistant_id",),
            None,
            (Sent("PATCH", "/messaging_profiles/{id}", {"ai_assistant_id": "{desk}"}),),
        ),
        beside=Beside(("webhook_url",), "https://example.com/messages"),
        ends="deleted",
    ),
    Row(
        "telnyx/outbound_voice_profile",
        {"name": "Outbound", "daily_spend_limit": "50.00", "daily_spend_limit_enabled": True},
        edit=Edit(
            "daily_spend_limit",
            "75.00",
            (Sent("PATCH", "/outbound_voice_profiles/{id}", {"daily_spend_limit": "75.00", "name": "Outbound"}),),
        ),
        drift=Drift(
            "daily_spend_limit_enabled",
            ("daily_spend_limit_enabled",),
            value=False,
            calls=(Sent("PATCH", "/outbound_voice_profiles/{id}", {"daily_spend_limit_enabled": True, "name": "Outbound"}),),
        ),
        beside=Beside(("concurrent_call_limit",), 10),
        ends="deleted",
    ),
    Row(
        "telnyx/phone_number",
        {"phone_number": "+12025550100", "customer_reference": "main", "tags": ["desk"]},
        found="1293384261075731499",
        edit=Edit("customer_reference", "front", (Sent("PATCH", "/phone_numbers/{id}", {"customer_reference": "front"}),)),
        drift=Drift("tags", ("tags",), ["somebody's"], (Sent("PATCH", "/phone_numbers/{id}", {"tags": ["desk"]}),)),
        beside=Beside(("voice", "caller_id_name_enabled"), value=True),
        ends="abandoned",
    ),
    Row(
        "telnyx/phone_number",
        {
            "phone_number": "+12025550101",
            "connection_id": {"$ref": "telnyx/assistant/desk", "field": "telephony_settings.default_texml_app_id"},
            "voice": {"cnam_listing": {"cnam_listing_enabled": True, "cnam_listing_details": "NORTHLIGHT"}},
            "messaging": {"messaging_profile_id": {"$ref": "telnyx/messaging_profile/sms"}},
        },
        title="connected",
        found="1293384261075731500",
        needs=(_DESK, _SMS),
        allow=("routing:telnyx/phone_number/walker", "overwrite:telnyx/phone_number/walker"),
        edit=Edit(
            "voice.cnam_listing.cnam_listing_details",
            "NORTHLIGHT LTD",
            (
                Sent(
                    "PATCH",
                    "/phone_numbers/{id}/voice",
                    {"cnam_listing": {"cnam_listing_enabled": True, "cnam_listing_details": "NORTHLIGHT LTD"}},
                ),
            ),
        ),
        drift=Drift(
            "messaging.messaging_profile_id",
            ("messaging", "messaging_profile_id"),
            None,
            (Sent("PATCH", "/phone_numbers/{id}/messaging", {"messaging_profile_id": "{sms}"}),),
        ),
        beside=Beside(("voice", "inbound_call_screening"), "flag_calls"),
        ends="abandoned",
    ),
    Row(
        "telnyx/assistant_test",
        {
            "name": "Greets",
            "destination": {"$ref": "telnyx/assistant/desk"},
            "instructions": "Ask for the opening hours.",
            "rubric": _RUBRIC,
            "test_suite": "smoke",
        },
        needs=(_DESK,),
        edit=Edit("rubric", _RUBRIC[:1], (Sent("PUT", "/ai/assistants/tests/{id}", {"rubric": _RUBRIC[:1]}),)),
        drift=Drift(
            "instructions",
            ("instructions",),
            "Hang up.",
            (Sent("PUT", "/ai/assistants/tests/{id}", {"instructions": "Ask for the opening hours."}),),
        ),
        beside=Beside(("max_duration_seconds",), 60),
        ends="deleted",
    ),
    Row(
        "telnyx/canary_deploy",
        {
            "assistant_id": {"$ref": "telnyx/assistant/desk"},
            "rules": [{"match": [_CLAUSE], "serve": {"rollout": [{"version_id": _VERSION, "weight": 10}]}}],
        },
        needs=(_DESK,),
        edit=Edit(
            "rules",
            [{"match": [_CLAUSE], "serve": {"rollout": [{"version_id": _VERSION, "weight": 25}]}}],
            (Sent("PUT", _CANARY, {"rules": ...}),),
        ),
        drift=Drift("rules", ("rules",), [], (Sent("PUT", _CANARY, {"rules": ...}),)),
        beside=Beside(("created_at",), "2026-01-01T00:00:00Z"),
        ends="deleted",
    ),
)

HABITS: Habits = {}
