"""Telnyx: assistants, shared tools, integration secrets."""

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
)

HABITS: Habits = {}
