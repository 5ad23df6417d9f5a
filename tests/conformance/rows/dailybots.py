"""Daily Bots: the bot behind a Twilio number, which an update replaces whole."""

from typing import Any

from tests.conformance.row import MASK, Beside, Drift, Edit, Habits, Otherwise, Row, Sent

_SPEC: dict[str, Any] = {
    "bot_profile": "twilio_ws_voice_2024_09",
    "services": {"llm": "anthropic", "tts": "cartesia"},
    "config": [{"service": "tts", "options": [{"name": "voice", "value": "79a125e8"}]}],
    "max_duration": 300,
    "api_keys": {"anthropic": {"$secret": "env:ANTHROPIC_KEY"}},
    "webhook_tools": {"*": {"url": "https://example.com/hook"}},
}
_WHOLE = {**_SPEC, "api_keys": MASK}
_SAVE = "/bots/twilio-config/{id}"
_CALM = [{"service": "tts", "options": [{"name": "voice", "value": "calm"}]}]

ROWS = (
    Row(
        "dailybots/twilio_config",
        _SPEC,
        edit=Edit("config", _CALM, (Sent("POST", _SAVE, {**_WHOLE, "config": _CALM}),)),
        drift=Drift("max_duration", ("max_duration",), 900, (Sent("POST", _SAVE, {**_WHOLE, "config": _CALM}),)),
        beside=Beside(("rtvi_client_version",), "0.3.0"),
        ends="deleted",
    ),
)

_FILLED = {**_WHOLE, "config": _CALM, "webhook_tools": {"*": {"url": "https://example.com/hook", "method": "POST", "streaming": False}}}

HABITS: Habits = {
    "dailybots/twilio_config": {
        ("tool_defaults", "filled"): Otherwise(
            "An update replaces the object, so what the vendor filled in goes along.",
            edit=Edit("config", _CALM, (Sent("POST", _SAVE, _FILLED),)),
            drift=Drift("max_duration", ("max_duration",), 900, (Sent("POST", _SAVE, _FILLED),)),
        ),
        ("reads", "false"): Otherwise(
            "Without reads what was last applied stands for live: no drift is seen, a note says so, and an update replaces all.",
            beside=Beside(("rtvi_client_version",), "0.3.0", survives=False),
            unseen=True,
            # A delete that finds nothing proves nothing where there are no reads either.
            stops="prune",
            says="answered 404 to the delete",
        ),
    }
}
