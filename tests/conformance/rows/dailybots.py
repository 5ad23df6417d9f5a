"""Daily Bots: the bot behind a Twilio number, both forms of dial-in, and the numbers themselves."""

from typing import Any

from tests.conformance.row import MASK, Beside, Drift, Edit, Habits, Need, Otherwise, Row, Sent

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

_HOOK = "https://hooks.northlight.example/rooms"
_OWNED = "+12025550177"
"""The number that the account has from before."""
_LINE = Need("dailybots/phone_number", "line", {"number": _OWNED})
_DESK: dict[str, Any] = {
    "phone_number": {"$ref": "dailybots/phone_number/line"},
    "room_creation_api": _HOOK,
    "name_prefix": "Desk",
    "timeout_config": {"message": "Please call again."},
}
_WIRED = {**_DESK, "phone_number": _OWNED, "hmac": MASK}
_PIN: dict[str, Any] = {
    "type": "pin_dialin",
    "phone_number": {"$ref": "dailybots/phone_number/line"},
    "ivr_greeting": {"message": "Your PIN, please."},
}
_SIP: dict[str, Any] = {"room_creation_api": _HOOK, "name_prefix": "Parts", "hmac": {"$secret": "env:PARTS_HMAC"}}


def _put(body: dict[str, Any]) -> tuple[Sent, ...]:
    return (Sent("PUT", "/domain-dialin-config/{id}", body),)


def _list(*entries: dict[str, Any]) -> tuple[Sent, ...]:
    return (Sent("POST", "/", {"properties": {"pinless_dialin": list(entries)}}),)


ROWS = (
    Row(
        "dailybots/twilio_config",
        _SPEC,
        edit=Edit("config", _CALM, (Sent("POST", _SAVE, {**_WHOLE, "config": _CALM}),)),
        drift=Drift("max_duration", ("max_duration",), 900, (Sent("POST", _SAVE, {**_WHOLE, "config": _CALM}),)),
        beside=Beside(("rtvi_client_version",), "0.3.0"),
        ends="deleted",
    ),
    # The secret goes along though nobody declared it, or the webhook would be signed with another one.
    Row(
        "dailybots/dialin_config",
        {"type": "pinless_dialin", **_DESK},
        title="desk",
        needs=(_LINE,),
        edit=Edit("name_prefix", "Front desk", _put({**_WIRED, "name_prefix": "Front desk"})),
        drift=Drift(
            "timeout_config.message", ("config", "timeout_config", "message"), "Go away.", _put({**_WIRED, "name_prefix": "Front desk"})
        ),
        beside=Beside(("config", "hold_music_url"), "https://northlight.example/somebody.mp3"),
        ends="deleted",
    ),
    Row(
        "dailybots/dialin_config",
        _PIN,
        title="pin",
        needs=(_LINE,),
        edit=Edit(
            "ivr_greeting.message",
            "Say your PIN.",
            _put({"phone_number": _OWNED, "ivr_greeting": {"message": "Say your PIN."}}),
        ),
        drift=Drift(
            "ivr_greeting.message",
            ("config", "ivr_greeting", "message"),
            "Who is there?",
            _put({"phone_number": _OWNED, "ivr_greeting": {"message": "Say your PIN."}}),
        ),
        beside=Beside(("config", "name_prefix"), "Somebody's label"),
        ends="deleted",
    ),
    Row(
        "dailybots/dialin_config",
        {"type": "pinless_dialin", **_SIP},
        title="sip",
        allow=("routing:dailybots/dialin_config/walker",),
        edit=Edit("room_creation_api", f"{_HOOK}/2", _put({**_SIP, "hmac": MASK, "room_creation_api": f"{_HOOK}/2"})),
        drift=Drift("hmac", ("config", "hmac"), "c29tZWJvZHkncw==", _put({**_SIP, "hmac": MASK, "room_creation_api": f"{_HOOK}/2"})),
        beside=Beside(("config", "hold_music_url"), "https://northlight.example/somebody.mp3"),
        ends="deleted",
    ),
    Row(
        "dailybots/pinless_dialin",
        _DESK,
        needs=(_LINE,),
        edit=Edit("name_prefix", "Front desk", _list({**_WIRED, "name_prefix": "Front desk"})),
        drift=Drift("timeout_config.message", ("timeout_config", "message"), "Go away.", _list({**_WIRED, "name_prefix": "Front desk"})),
        beside=Beside(("hold_music_url",), "https://northlight.example/somebody.mp3"),
        ends="deleted",
    ),
    Row(
        "dailybots/pinless_dialin",
        _SIP,
        title="sip",
        allow=("routing:dailybots/pinless_dialin/walker",),
        edit=Edit("room_creation_api", f"{_HOOK}/2", _list({**_SIP, "hmac": MASK, "room_creation_api": f"{_HOOK}/2"})),
        drift=Drift("hmac", ("hmac",), "c29tZWJvZHkncw==", _list({**_SIP, "hmac": MASK, "room_creation_api": f"{_HOOK}/2"})),
        beside=Beside(("hold_music_url",), "https://northlight.example/somebody.mp3"),
        ends="deleted",
    ),
    # Bought again after somebody released it. The date is put back, since a number cannot be released within 14 days.
    Row(
        "dailybots/phone_number",
        {"number": "+12025550110"},
        allow=("costly:dailybots/phone_number/walker", "destroys:dailybots/phone_number/walker"),
        edit=None,
        drift=Drift("number", (), None, (Sent("POST", "/buy-phone-number", {"number": "+12025550110"}),)),
        beside=Beside(("created_date",), "Mon, 19 Aug 2024 18:50:34 +0000"),
        ends="deleted",
    ),
    Row(
        "dailybots/phone_number",
        {"number": _OWNED},
        title="owned",
        found="0cb313e1-211f-4be0-833d-8c7305b19902",
        allow=("costly:dailybots/phone_number/walker", "destroys:dailybots/phone_number/walker"),
        edit=None,
        drift=Drift("number", (), None, (Sent("POST", "/buy-phone-number", {"number": _OWNED}),)),
        beside=Beside(("created_date",), "Mon, 19 Aug 2024 18:50:34 +0000"),
        ends="deleted",
    ),
)

_FILLED = {**_WHOLE, "config": _CALM, "webhook_tools": {"*": {"url": "https://example.com/hook", "method": "POST", "streaming": False}}}

_BARE = {name: value for name, value in _WIRED.items() if name != "hmac"}

_NUMBER_NEEDED = Otherwise(
    "One page says that a number is required: then there is no configuration without one.",
    stops="create",
    says="missing required field phone_number",
)

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
    },
    "dailybots/dialin_config-desk": {
        ("hmac_at_birth", "none"): Otherwise(
            "Where the vendor makes no secret there is none to send along.",
            edit=Edit("name_prefix", "Front desk", _put({**_BARE, "name_prefix": "Front desk"})),
            drift=Drift(
                "timeout_config.message", ("config", "timeout_config", "message"), "Go away.", _put({**_BARE, "name_prefix": "Front desk"})
            ),
        ),
    },
    "dailybots/dialin_config-sip": {("sip_only", "refuse"): _NUMBER_NEEDED},
}
