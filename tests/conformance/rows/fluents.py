"""Fluents: the rows of both dialects, and what it alone has: labels that change, warm transfers, voices of any maker, more connections."""

from __future__ import annotations

from tests.conformance.row import Beside, Drift, Edit, Habits, Need, Otherwise, Row
from tests.conformance.rows.dialects import CALLED, ECHO, SAME, SILENCE, Dialect

_DIALECT = Dialect("fluents", labels=True, carries=True)
_KEY = {"some_key": {"$secret": "env:SOME_KEY"}}

# Credentials stay at home when something else changes.
_OPENAI = _DIALECT.update("account_connection", {"type": "account_connection_openai", "label": "Our OpenAI"})
_NUMBERS = ["+12025550180", "+12025550181"]
_STEERED = _DIALECT.update("account_connection", {"type": "account_connection_telnyx", "steering_pool": _NUMBERS}, label="Telnyx")
_WARM = _DIALECT.update(
    "action",
    {"type": "action_warm_transfer", "config": {"phone_number": "+12025550181", "briefing": "A caller about boilers."}},
    label="Warm",
    action_trigger=CALLED,
)
_SONIC = {"speed": "fast", "emotion": {"joy": 0.5}, "voice_id": "a0e99841", "label": "Sonic"}

ROWS = (
    *_DIALECT.rows(),
    Row(
        "fluents/number",
        {
            "number": "+12025550177",
            "label": "New line",
            "description": "Bought for the showroom.",
            "telephony_provider": "twilio",
            "telephony_account_connection": {"$ref": "fluents/account_connection/telephony"},
        },
        title="bought",
        needs=(
            Need("fluents/account_connection", "telephony", {"type": "account_connection_telnyx", "label": "Lines", "credentials": _KEY}),
        ),
        allow=("costly:fluents/number/walker",),
        edit=Edit("label", "Newer line", _DIALECT.changed_number({"label": "Newer line"}, description="Bought for the showroom.")),
        drift=Drift(
            "description",
            ("description",),
            "Somebody's",
            _DIALECT.changed_number({"description": "Bought for the showroom."}, label="Newer line"),
        ),
        beside=Beside(("example_context",), {"name": "Ann"}),
        ends="abandoned",
    ),
    Row(
        "fluents/account_connection",
        {"type": "account_connection_openai", "label": "OpenAI", "credentials": {"openai_api_key": {"$secret": "env:OPENAI_KEY"}}},
        title="labelled",
        edit=Edit("label", "Our OpenAI", _OPENAI),
        drift=Drift("label", ("label",), "Somebody's", _OPENAI),
        beside=Beside(("config",), {"voicemail": True}),
        ends="abandoned",
    ),
    Row(
        "fluents/account_connection",
        {"type": "account_connection_telnyx", "label": "Telnyx", "credentials": _KEY, "steering_pool": ["+12025550180"]},
        title="steering-pool",
        allow=("routing:fluents/account_connection/walker",),
        edit=Edit("steering_pool", _NUMBERS, _STEERED),
        drift=Drift("steering_pool", ("steering_pool",), [], _STEERED),
        beside=Beside(("account_supports_any_caller_id",), value=True),
        ends="abandoned",
    ),
    Row(
        "fluents/action",
        {
            "type": "action_warm_transfer",
            "label": "Warm",
            "config": {"phone_number": "+12025550180", "briefing": "A caller about boilers."},
        },
        title="warm-transfer",
        edit=Edit("config.phone_number", "+12025550181", _WARM),
        drift=Drift("config.briefing", ("config", "briefing"), "Somebody's briefing", _WARM),
        beside=Beside(("description",), "somebody's note"),
        ends="deleted",
    ),
    Row(
        "fluents/voice",
        {"type": "voice_cartesia", **_SONIC},
        title="of-another-maker",
        edit=Edit("speed", "slow", _DIALECT.update("voice", {"type": "voice_cartesia", **_SONIC, "speed": "slow"})),
        drift=Drift("emotion", ("emotion",), {}, _DIALECT.update("voice", {"type": "voice_cartesia", **_SONIC, "speed": "slow"})),
        beside=Beside(("pronunciation",), {"HVAC": "H vack"}),
        ends="deleted",
    ),
)

_BY_OBJECT = Otherwise(
    "That an id may stand for an object is inferred. Where it may not, the vendor refuses.", stops="create", says="answered 400"
)
_BY_ID = Otherwise("The vendor's page says phone_number; where it wants id, it refuses.", stops="create", says="answered 400: id")
_STAYS = Otherwise("Deleting is not documented. Where it is not there, the object stays bound.", stops="prune", says="Not deleted")
_NO_DELETE = ("delete_status", "404")

HABITS: Habits = {
    **_DIALECT.habits(),
    **{f"fluents/{kind}": {_NO_DELETE: _STAYS} for kind in ("prompt", "voice", "action", "webhook", "agent")},
    "fluents/account_connection-labelled": {ECHO: SAME, SILENCE: SAME},
    "fluents/account_connection-steering-pool": {ECHO: SAME, SILENCE: SAME},
    "fluents/number": {("number_parameter", "id"): _BY_ID},
    "fluents/number-answered": {("number_parameter", "id"): _BY_ID, ("f_reference", "object_only"): _BY_OBJECT},
}
HABITS["fluents/agent"][("f_reference", "object_only")] = _BY_OBJECT
HABITS["fluents/action-external"][_NO_DELETE] = _STAYS
