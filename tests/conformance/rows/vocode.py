"""Vocode and Fluents: one set of rows in two dialects. Fluents adds labels and deletion."""

from typing import Any

from tests.conformance.row import MASK, Beside, Drift, Edit, Habits, Need, Otherwise, Row, Sent


def _rows(vendor: str, *, labels: bool) -> tuple[Row, ...]:
    """The rows of one dialect; with ``labels`` every object carries one, by which it is found."""
    ends = "deleted" if labels else "abandoned"

    def named(spec: dict[str, Any], label: str) -> dict[str, Any]:
        return {**spec, "label": label} if labels else spec

    def update(kind: str, body: dict[str, Any]) -> tuple[Sent, ...]:
        return (Sent("POST", f"/v1/{kind}s/update", body, {"id": "{id}"}),)

    def changed_number(body: dict[str, Any]) -> tuple[Sent, ...]:
        return (Sent("POST", "/v1/numbers/update", body, {"phone_number": "{id}"}),)

    prompt = Need(f"{vendor}/prompt", "script", named({"content": "Be brief."}, "Script"))
    voice = Need(f"{vendor}/voice", "aria", named({"type": "voice_azure", "voice_name": "en-US-AriaNeural"}, "Aria"))
    hangup = Need(f"{vendor}/action", "hangup", named({"type": "action_end_conversation", "config": {}}, "Hang up"))
    spec = {
        "name": "Front desk",
        "prompt": {"$ref": f"{vendor}/prompt/script"},
        "voice": {"$ref": f"{vendor}/voice/aria"},
        "actions": [{"$ref": f"{vendor}/action/hangup"}],
        "initial_message": "Hello!",
        "idle_time_seconds": 20,
    }
    agent = Need(f"{vendor}/agent", "desk", spec)
    credentials = {"twilio_account_sid": {"$secret": "env:TWILIO_SID"}, "twilio_auth_token": {"$secret": "env:TWILIO_TOKEN"}}
    return (
        Row(
            f"{vendor}/number",
            {"number": "+12025550123", "label": "Main line"},
            found="+12025550123",
            edit=Edit("label", "Old main line", changed_number({"label": "Old main line"})),
            drift=Drift("label", ("label",), "Somebody's line", changed_number({"label": "Old main line"})),
            beside=Beside(("outbound_only",), value=True),
            ends="abandoned",
        ),
        Row(
            f"{vendor}/number",
            {"number": "+12025550124", "inbound_agent": {"$ref": f"{vendor}/agent/desk"}, "outbound_only": False},
            title="answered",
            found="+12025550124",
            needs=(prompt, voice, hangup, agent),
            allow=(f"routing:{vendor}/number/walker",),
            edit=Edit("outbound_only", value=True, calls=changed_number({"outbound_only": True})),
            drift=Drift("inbound_agent", ("inbound_agent",), None, changed_number({"inbound_agent": "{desk}"})),
            beside=Beside(("label",), "Somebody's label"),
            ends="abandoned",
        ),
        Row(
            f"{vendor}/agent",
            spec,
            needs=(prompt, voice, hangup),
            edit=Edit("initial_message", "Good day!", update("agent", {"initial_message": "Good day!"})),
            drift=Drift("actions", ("actions",), [], update("agent", {"actions": ["{hangup}"]})),
            beside=Beside(("language",), "de"),
            ends=ends,
        ),
        Row(
            f"{vendor}/prompt",
            named({"content": "You are ${name}."}, "Greeter"),
            edit=Edit("content", "You are ${name}, a clerk.", update("prompt", {"content": "You are ${name}, a clerk."})),
            drift=Drift("content", ("content",), "You are a pirate.", update("prompt", {"content": "You are ${name}, a clerk."})),
            beside=Beside(("context_endpoint",), "https://example.com/context"),
            ends=ends,
        ),
        Row(
            f"{vendor}/voice",
            named({"type": "voice_eleven_labs", "voice_id": "pNInz6", "stability": 0.5}, "Adam"),
            edit=Edit("stability", 0.7, update("voice", {"type": "voice_eleven_labs", "stability": 0.7})),
            drift=Drift("voice_id", ("voice_id",), "other", update("voice", {"type": "voice_eleven_labs", "voice_id": "pNInz6"})),
            beside=Beside(("similarity_boost",), 0.9),
            ends=ends,
        ),
        Row(
            f"{vendor}/action",
            named({"type": "action_transfer_call", "config": {"phone_number": "+12025550180"}}, "Transfer"),
            edit=Edit(
                "config.phone_number",
                "+12025550181",
                update("action", {"type": "action_transfer_call", "config": {"phone_number": "+12025550181"}}),
            ),
            drift=Drift(
                "config.phone_number",
                ("config", "phone_number"),
                "+12025550199",
                update("action", {"type": "action_transfer_call", "config": {"phone_number": "+12025550181"}}),
            ),
            beside=Beside(("action_trigger",), _PHRASE),
            ends=ends,
        ),
        Row(
            f"{vendor}/action",
            named({"type": "action_external", "config": _EXTERNAL}, "Orders"),
            title="external",
            # The signature goes along, or the vendor may make another one.
            edit=Edit(
                "config.speak_on_send",
                value=True,
                calls=update(
                    "action", {"type": "action_external", "config": {**_EXTERNAL, "speak_on_send": True, "signature_secret": MASK}}
                ),
            ),
            drift=Drift(
                "config.url",
                ("config", "url"),
                "https://example.com/elsewhere",
                update("action", {"type": "action_external", "config": {**_EXTERNAL, "speak_on_send": True, "signature_secret": MASK}}),
            ),
            beside=Beside(("config", "signature_secret"), "somebody's new signature"),
            ends=ends,
        ),
        Row(
            f"{vendor}/webhook",
            named({"url": "https://example.com/events", "subscriptions": ["event_message", "event_action"]}, "Events"),
            edit=Edit("subscriptions", ["event_message"], update("webhook", {"subscriptions": ["event_message"]})),
            drift=Drift("url", ("url",), "https://example.com/elsewhere", update("webhook", {"url": "https://example.com/events"})),
            beside=Beside(("method",), "GET"),
            ends=ends,
        ),
        Row(
            f"{vendor}/account_connection",
            named({"type": "account_connection_twilio", "credentials": credentials}, "Twilio"),
            edit=Edit(
                "credentials.twilio_auth_token",
                {"$secret": "env:TWILIO_TOKEN_2"},
                update("account_connection", {"type": "account_connection_twilio", "credentials": MASK}),
            ),
            drift=Drift(
                "credentials.twilio_auth_token",
                ("credentials", "twilio_auth_token"),
                "somebody's token",
                update("account_connection", {"type": "account_connection_twilio", "credentials": MASK}),
            ),
            beside=Beside(("account_supports_any_caller_id",), value=True),
            ends="abandoned",
        ),
    )


_PHRASE = {
    "type": "action_trigger_phrase_based",
    "config": {"phrase_triggers": [{"phrase": "a person", "conditions": ["phrase_condition_type_contains"]}]},
}
_EXTERNAL = {
    "name": "order_status",
    "description": "Tell the state of an order.",
    "url": "https://example.com/orders",
    "input_schema": {"type": "object", "properties": {"order": {"type": "string"}}},
    "speak_on_send": False,
    "speak_on_receive": True,
}

_CONNECTION = {"id": "{id}"}
_LABELLED = Row(
    "fluents/account_connection",
    {"type": "account_connection_openai", "label": "OpenAI", "credentials": {"openai_api_key": {"$secret": "env:OPENAI_KEY"}}},
    title="labelled",
    # Credentials stay at home when something else changes.
    edit=Edit(
        "label",
        "Our OpenAI",
        (Sent("POST", "/v1/account_connections/update", {"type": "account_connection_openai", "label": "Our OpenAI"}, _CONNECTION),),
    ),
    drift=Drift(
        "label",
        ("label",),
        "Somebody's",
        (Sent("POST", "/v1/account_connections/update", {"type": "account_connection_openai", "label": "Our OpenAI"}, _CONNECTION),),
    ),
    beside=Beside(("config",), {"voicemail": True}),
    ends="abandoned",
)

ROWS = (*_rows("vocode", labels=False), *_rows("fluents", labels=True), _LABELLED)

_REPLACED = Otherwise(
    "That an update keeps what it does not name is inferred. Where it does not, reading back names the fields that were lost.",
    stops="edit",
    says="Field did not take",
)
_BY_OBJECT = Otherwise(
    "That an id may stand for an object is inferred. Where it may not, the vendor refuses.", stops="create", says="answered 400"
)
_BY_ID = Otherwise("The vendor's page says phone_number; where it wants id, it refuses.", stops="create", says="answered 400: id")
_STAYS = Otherwise("Deleting is not documented. Where it is not there, the object stays bound.", stops="prune", says="Not deleted")
_HIDDEN = Otherwise("What the vendor never shows can be edited unseen; a note says so.", unseen=True)
_MASKED = Otherwise(
    "The signature goes along with every write of config, and its mask must not.", stops="edit", says="masked:.*sending the mask"
)


def _unsigned(vendor: str) -> Otherwise:
    """An action whose signature is never shown, so that it cannot go along."""
    config = {**_EXTERNAL, "speak_on_send": True}
    sent = (Sent("POST", "/v1/actions/update", {"type": "action_external", "config": config}, {"id": "{id}"}),)
    return Otherwise(
        "A signature that was never seen cannot be sent.",
        edit=Edit("config.speak_on_send", value=True, calls=sent),
        drift=Drift("config.url", ("config", "url"), "https://example.com/elsewhere", sent),
    )


_ECHO = ("secret_echo", "masked")
_SILENCE = ("secret_echo", "omitted")
_REPLACES = ("f_update", "replace")
_NO_DELETE = ("delete_status", "404")

HABITS: Habits = {
    **{
        name: habits
        for vendor in ("vocode", "fluents")
        for name, habits in {
            f"{vendor}/account_connection": {_ECHO: _HIDDEN, _SILENCE: _HIDDEN},
            f"{vendor}/action-external": {_ECHO: _MASKED, _SILENCE: _unsigned(vendor)},
        }.items()
    },
}
for _kind in ("prompt", "voice", "action", "webhook", "agent"):
    HABITS[f"fluents/{_kind}"] = {_REPLACES: _REPLACED, _NO_DELETE: _STAYS}
HABITS["fluents/action-external"] |= HABITS["fluents/action"]
HABITS["fluents/agent"][("f_reference", "object_only")] = _BY_OBJECT
HABITS["fluents/account_connection"][_REPLACES] = _REPLACED
_SAME = Otherwise("A field that is shown is compared, whatever is hidden beside it.")
HABITS["fluents/account_connection-labelled"] = {
    _ECHO: _SAME,
    _SILENCE: _SAME,
    _REPLACES: Otherwise(
        "What an update loses beside its own fields is told.",
        beside=Beside(("config",), {"voicemail": True}, survives=False, told="/config"),
    ),
}
HABITS["fluents/number"] = {
    ("number_parameter", "id"): _BY_ID,
    _REPLACES: Otherwise(
        "What an update loses beside its own fields is told.",
        beside=Beside(("outbound_only",), value=True, survives=False, told="/outbound_only changed at the vendor"),
    ),
}
HABITS["fluents/number-answered"] = {
    ("number_parameter", "id"): _BY_ID,
    ("f_reference", "object_only"): _BY_OBJECT,
    _REPLACES: _REPLACED,
}
