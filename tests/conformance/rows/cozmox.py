"""Cozmox: agents, tools, and which agent may use which tool."""

from tests.conformance.row import Beside, Drift, Edit, Habits, Need, Otherwise, Row, Sent

_AGENT = "/org/org-1/agents/{id}"
_TOOL = "/org/org-1/tools/{id}"
_BINDING = "/org/org-1/agents/{desk}/tools/{lookup}"

_DESK = Need("cozmox/agent", "desk", {"name": "Desk", "type": "voice", "prompt_template": "Be brief."})
_LOOKUP = Need(
    "cozmox/tool",
    "lookup",
    {"name": "lookup", "description": "Look the caller up.", "method": "GET", "url": "https://example.com/lookup"},
)

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
)

_BEARER = {("auth", "x-api-key"): Otherwise("The account's own auth says which header carries the key.", stops="create", says="401")}

HABITS: Habits = {
    "cozmox/agent": _BEARER,
    "cozmox/tool": _BEARER,
    "cozmox/agent_tool": _BEARER,
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
