"""Cozmox: agents, what they use, and by which trunks and numbers they are reached."""

from tests.conformance.row import Beside, Drift, Edit, Habits, Need, Otherwise, Row, Sent

_AGENT = "/org/org-1/agents/{id}"
_TOOL = "/org/org-1/tools/{id}"
_BINDING = "/org/org-1/agents/{desk}/tools/{lookup}"
_TRUNK, _OUTBOUND = "/org/org-1/sip-trunks/{id}", "/org/org-1/sip-trunks/{outbound_id}"
_ALLOWED = "/org/org-1/agents/{desk}/sip-trunks"
_NUMBER = "/org/org-1/phone-numbers/{id}"
_DEFINITION = "/org/org-1/workflows/{id}/definition"
_FAQ = "/org/org-1/faqs/{id}"
_OUTCOME = "/org/org-1/outcome-definitions/{id}"
_RULE = "/org/org-1/quality-rules/{id}"
_TEMPLATE = "/org/org-1/email-templates/{id}"
_INTEGRATION = "/org/org-1/integrations/{id}"
_SCOPES = "/org/org-1/api-keys/{id}/scopes"

_DESK = Need("cozmox/agent", "desk", {"name": "Desk", "type": "voice", "prompt_template": "Be brief."})
_LOOKUP = Need(
    "cozmox/tool",
    "lookup",
    {"name": "lookup", "description": "Look the caller up.", "method": "GET", "url": "https://example.com/lookup"},
)
_TRUNK_SPEC = {"name": "Main line", "address": "sip.example.com", "provider": "custom", "phone_numbers": ["+15550100123"]}
_LINE = Need("cozmox/sip_trunk", "line", _TRUNK_SPEC)
_SPARE = Need("cozmox/sip_trunk", "spare", {**_TRUNK_SPEC, "name": "Spare line", "phone_numbers": ["+15550100124"]})
_STEPS = {"nodes": [{"id": "start", "type": "call", "agent": "a-1"}], "edges": []}
_MORE_STEPS = {"nodes": [{"id": "start", "type": "call", "agent": "a-2"}], "edges": []}

ROWS = (
    Row(
        "cozmox/agent",
        {"name": "Front desk", "type": "voice", "prompt_template": "Greet {{caller}}."},
        edit=Edit(
            "prompt_template", "Greet {{caller}} by name.", (Sent("PATCH", _AGENT, {"prompt_template": "Greet {{caller}} by name."}),)
        ),
        drift=Drift(
            "prompt_template",
            ("prompt_template",),
            "Say nothing.",
            (Sent("PATCH", _AGENT, {"prompt_template": "Greet {{caller}} by name."}),),
        ),
        beside=Beside(("goodbye_config",), {"enabled": True, "message": "Bye."}),
        ends="deleted",
    ),
    Row(
        "cozmox/agent",
        {
            "name": "Night desk",
            "type": "voice",
            "prompt_template": "Answer at night.",
            "llm_config": {"provider": "openai", "model": "gpt-4o", "temperature": 0.2},
            "greeting_config": {"agent_speaks_first": True, "greeting": "Good evening."},
        },
        title="nested",
        edit=Edit(
            "greeting_config.greeting",
            "Good night.",
            (Sent("PATCH", _AGENT, {"greeting_config": {"agent_speaks_first": True, "greeting": "Good night."}}),),
        ),
        drift=Drift(
            "llm_config.temperature",
            ("llm_config", "temperature"),
            0.9,
            (Sent("PATCH", _AGENT, {"llm_config": {"provider": "openai", "model": "gpt-4o", "temperature": 0.2}}),),
        ),
        beside=Beside(("greeting_config", "voice_mail_message"), "Call again."),
        ends="deleted",
    ),
    Row(
        "cozmox/tool",
        {
            "name": "order_status",
            "description": "Tell the state of an order.",
            "method": "POST",
            "url": "https://example.com/orders",
            "parameters": [{"name": "order", "type": "string", "required": True}],
        },
        edit=Edit("url", "https://example.com/v2/orders", (Sent("PATCH", _TOOL, {"url": "https://example.com/v2/orders"}),)),
        drift=Drift(
            "parameters",
            ("parameters", 0, "required"),
            value=False,
            calls=(Sent("PATCH", _TOOL, {"parameters": [{"name": "order", "type": "string", "required": True}]}),),
        ),
        beside=Beside(("filler_phrases",), ["One moment."]),
        ends="deleted",
    ),
    Row(
        "cozmox/agent_tool",
        {"agent_id": {"$ref": "cozmox/agent/desk"}, "tool_id": {"$ref": "cozmox/tool/lookup"}},
        needs=(_DESK, _LOOKUP),
        edit=Edit("is_enabled", value=False, calls=(Sent("PATCH", _BINDING, {"is_enabled": False}),)),
        drift=Drift("is_enabled", ("is_enabled",), value=True, calls=(Sent("PATCH", _BINDING, {"is_enabled": False}),)),
        beside=Beside(("config_override",), {"timeout": 5}),
        ends="deleted",
    ),
    Row(
        "cozmox/sip_trunk",
        {
            **_TRUNK_SPEC,
            "auth_username": {"$secret": "env:SIP_USER"},
            "auth_password": {"$secret": "env:SIP_PASSWORD"},
            "max_concurrency": 5,
        },
        edit=Edit("max_concurrency", 8, (Sent("PATCH", _TRUNK, {"max_concurrency": 8}), Sent("PATCH", _OUTBOUND, {"max_concurrency": 8}))),
        drift=Drift(
            "max_concurrency",
            ("max_concurrency",),
            99,
            (Sent("PATCH", _TRUNK, {"max_concurrency": 8}), Sent("PATCH", _OUTBOUND, {"max_concurrency": 8})),
        ),
        beside=Beside(("is_active",), value=False),
        ends="deleted",
        allow=("destroys:cozmox/sip_trunk/walker",),
    ),
    Row(
        "cozmox/sip_trunk",
        {"name": "Empty line", "address": "sip.example.com", "provider": "twilio", "phone_numbers": [], "is_active": True},
        title="bare",
        edit=Edit("name", "Quiet line", (Sent("PATCH", _TRUNK, {"name": "Quiet line"}), Sent("PATCH", _OUTBOUND, {"name": "Quiet line"}))),
        drift=Drift(
            "is_active",
            ("is_active",),
            value=False,
            calls=(Sent("PATCH", _TRUNK, {"is_active": True}), Sent("PATCH", _OUTBOUND, {"is_active": True})),
        ),
        beside=Beside(("max_concurrency",), 3),
        ends="deleted",
        allow=("destroys:cozmox/sip_trunk/walker", "routing:cozmox/sip_trunk/walker"),
    ),
    Row(
        "cozmox/agent_sip_trunk",
        {"agent_id": {"$ref": "cozmox/agent/desk"}, "sip_trunk_id": {"$ref": "cozmox/sip_trunk/line"}},
        needs=(_DESK, _LINE, _SPARE),
        edit=Edit(
            "sip_trunk_id",
            {"$ref": "cozmox/sip_trunk/spare"},
            (Sent("DELETE", _ALLOWED + "/{line}"), Sent("POST", _ALLOWED, {"sip_trunk_id": "{spare}"})),
        ),
        # A binding is there or not: nothing of it can be edited.
        drift=Drift("", (), None, (Sent("POST", _ALLOWED, {"sip_trunk_id": "{spare}"}),)),
        beside=Beside(("note",), "by hand", survives=False),
        ends="deleted",
        allow=("replace:cozmox/agent_sip_trunk/walker",),
    ),
    Row(
        "cozmox/phone_number",
        {"number": "+1 555 010-0125", "sip_trunk_id": {"$ref": "cozmox/sip_trunk/line"}, "label": "Front desk"},
        needs=(_LINE,),
        edit=Edit("label", "Desk", (Sent("PATCH", _NUMBER, {"label": "Desk"}),)),
        drift=Drift("label", ("label",), "Shop", (Sent("PATCH", _NUMBER, {"label": "Desk"}),)),
        beside=Beside(("is_verified",), value=False),
        ends="deleted",
    ),
    Row(
        "cozmox/phone_number",
        {"number": "+1 555 010-0123", "sip_trunk_id": {"$ref": "cozmox/sip_trunk/line"}, "is_verified": False},
        title="of-its-trunk",
        needs=(_LINE,),
        edit=Edit("is_verified", value=True, calls=(Sent("PATCH", _NUMBER, {"is_verified": True}),)),
        drift=Drift("is_verified", ("is_verified",), value=False, calls=(Sent("PATCH", _NUMBER, {"is_verified": True}),)),
        beside=Beside(("label",), "Shop"),
        ends="deleted",
    ),
    Row(
        "cozmox/workflow",
        {"name": "Follow up", "trigger_type": "call_ended", "definition": _STEPS},
        edit=Edit("definition", _MORE_STEPS, (Sent("PUT", _DEFINITION, {"definition": _MORE_STEPS}),)),
        drift=Drift("definition", ("definition",), {"nodes": [], "edges": []}, (Sent("PUT", _DEFINITION, {"definition": _MORE_STEPS}),)),
        beside=Beside(("description",), "Rings back."),
        ends="deleted",
    ),
    Row(
        "cozmox/faq",
        {"question": "When are you open?", "answer": "From eight to six."},
        edit=Edit("answer", "From seven to six.", (Sent("PATCH", _FAQ, {"answer": "From seven to six."}),)),
        drift=Drift("answer", ("answer",), "Never.", (Sent("PATCH", _FAQ, {"answer": "From seven to six."}),)),
        beside=Beside(("instruction",), "Be brief."),
        ends="deleted",
    ),
    Row(
        "cozmox/outcome_definition",
        {"key": "visit_agreed", "value_type": "BOOLEAN", "display_name": "Visit agreed", "description": "Whether a visit was agreed on."},
        edit=Edit("display_name", "Visit", (Sent("PATCH", _OUTCOME, {"display_name": "Visit"}),)),
        drift=Drift("description", ("description",), "?", (Sent("PATCH", _OUTCOME, {"description": "Whether a visit was agreed on."}),)),
        beside=Beside(("is_unique_per_call",), value=False),
        ends="deleted",
    ),
    Row(
        "cozmox/quality_rule",
        {"key": "greeting", "prompt": "The agent names the company.", "penalty": 5},
        edit=Edit("penalty", 7, (Sent("PATCH", _RULE, {"penalty": 7}),)),
        drift=Drift("prompt", ("prompt",), "Anything goes.", (Sent("PATCH", _RULE, {"prompt": "The agent names the company."}),)),
        beside=Beside(("is_active",), value=False),
        ends="deleted",
    ),
    Row(
        "cozmox/email_template",
        {"name": "Recap", "subject": "Your call with {{agent}}", "body_html": "<p>Thank you, {{name}}.</p>"},
        edit=Edit("subject", "Your visit", (Sent("PATCH", _TEMPLATE, {"subject": "Your visit"}),)),
        drift=Drift("body_html", ("body_html",), "<p>Hi</p>", (Sent("PATCH", _TEMPLATE, {"body_html": "<p>Thank you, {{name}}.</p>"}),)),
        beside=Beside(("body_text",), "Thank you."),
        ends="deleted",
    ),
    Row(
        "cozmox/integration",
        {
            "slug": "hubspot",
            "credentials": {"api_key": {"$secret": "env:HUBSPOT_KEY"}},
            "settings": {"pipeline": "sales"},
            "is_active": True,
        },
        edit=Edit("settings.pipeline", "visits", (Sent("PATCH", _INTEGRATION + "/settings", {"settings": {"pipeline": "visits"}}),)),
        drift=Drift("is_active", ("is_active",), value=False, calls=(Sent("PATCH", _INTEGRATION + "/toggle", {"is_active": True}),)),
        beside=Beside(("settings", "region"), "eu"),
        ends="deleted",
    ),
    Row(
        "cozmox/api_key",
        {"name": "Dashboard", "scopes": ["agents:read", "calls:read"]},
        deliver={"key": {"sink": "keys", "name": "DASHBOARD_KEY"}},
        edit=Edit("scopes", ["agents:read"], (Sent("PATCH", _SCOPES, {"scopes": ["agents:read"]}),)),
        drift=Drift("scopes", ("scopes",), ["agents:write"], (Sent("PATCH", _SCOPES, {"scopes": ["agents:read"]}),)),
        beside=Beside(("last_used_at",), "2027-01-15T08:00:00Z"),
        ends="deleted",
    ),
)

_BEARER = {("auth", "x-api-key"): Otherwise("The account's own auth says which header carries the key.", stops="create", says="401")}

HABITS: Habits = {
    **{row.kind: _BEARER for row in ROWS},
    "cozmox/sip_trunk-bare": {
        **_BEARER,
        ("no_numbers", "refused"): Otherwise(
            "Nobody says whether a trunk may have no numbers: where it may not, the vendor's own words say so.",
            stops="create",
            says="phone_numbers: must hold at least one number",
        ),
    },
    "cozmox/api_key": {
        **_BEARER,
        ("revoked", "stay"): Otherwise(
            "A revoked key that stays in the list looks like any other: it stays bound, and the user is told to look.",
            stops="prune",
            says="The vendor took the delete and still holds",
        ),
    },
    "cozmox/agent-nested": {
        **_BEARER,
        ("defaults", "fill"): Otherwise(
            "What the vendor filled in goes along, for nobody says whether an update merges.",
            edit=Edit(
                "greeting_config.greeting",
                "Good night.",
                (
                    Sent(
                        "PATCH",
                        _AGENT,
                        {
                            "greeting_config": {
                                "agent_speaks_first": True,
                                "greeting": "Good night.",
                                "pause_before_first_message": 0,
                                "voice_mail_message": "",
                            }
                        },
                    ),
                ),
            ),
            drift=Drift(
                "llm_config.temperature",
                ("llm_config", "temperature"),
                0.9,
                (
                    Sent(
                        "PATCH",
                        _AGENT,
                        {
                            "llm_config": {
                                "provider": "openai",
                                "model": "gpt-4o",
                                "temperature": 0.2,
                                "top_p": 1,
                                "max_tokens": 1024,
                                "parallel_tool_calls": True,
                            }
                        },
                    ),
                ),
            ),
        ),
        ("revision", "C"): Otherwise(
            "The newest revision takes no llm_config: it is sent, read back, and what did not take is named.",
            stops="create",
            says="Field did not take: .*llm_config",
        ),
    },
}
