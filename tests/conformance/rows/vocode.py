"""Vocode: the rows of both dialects, its makers of voices, its vector databases, and the steering pool."""

from __future__ import annotations

from typing import Any

from tests.conformance.row import MASK, Beside, Drift, Edit, Habits, Need, Row, Sent
from tests.conformance.rows.dialects import ECHO, HIDDEN, NOBODY_ELSE, SAME, SILENCE, Dialect

Json = Any

_DIALECT = Dialect("vocode", labels=False, carries=False)
_TWILIO = {"twilio_account_sid": {"$secret": "env:TWILIO_SID"}, "twilio_auth_token": {"$secret": "env:TWILIO_TOKEN"}}
_OPENAI = {"openai_api_key": {"$secret": "env:OPENAI_KEY"}}


def _voice(title: str, spec: dict[str, Json], edit: tuple[str, Json], drift: tuple[str, Json], beside: tuple[str, Json]) -> Row:
    """A voice of one maker; each pair is a field and its value."""
    maker = {"type": spec["type"]}
    return Row(
        "vocode/voice",
        spec,
        title=title,
        edit=Edit(*edit, _DIALECT.update("voice", {**maker, edit[0]: edit[1]})),
        drift=Drift(drift[0], (drift[0],), drift[1], _DIALECT.update("voice", {**maker, drift[0]: spec[drift[0]]})),
        beside=Beside((beside[0],), beside[1]),
        ends="abandoned",
    )


def _pool(verb: str, number: Json) -> Sent:
    """One number that comes or goes. A number that goes is named as the vendor shows it."""
    return Sent("POST", f"/v1/account_connections/{verb}_steering_pool", {"phone_number": number}, {"id": "{id}"})


ROWS = (
    *_DIALECT.rows(),
    Row(
        "vocode/number",
        {
            "number": "+12025550177",
            "label": "New line",
            "telephony_account_connection": {"$ref": "vocode/account_connection/twilio"},
        },
        title="linked",
        needs=(Need("vocode/account_connection", "twilio", {"type": "account_connection_twilio", "credentials": _TWILIO}),),
        allow=("routing:vocode/number/walker",),
        edit=Edit("label", "Newer line", _DIALECT.changed_number({"label": "Newer line"})),
        drift=Drift("label", ("label",), "Somebody's line", _DIALECT.changed_number({"label": "Newer line"})),
        beside=Beside(("outbound_only",), value=True),
        ends="abandoned",
    ),
    _voice(
        "azure", {"type": "voice_azure", "voice_name": "en-US-AriaNeural"}, ("rate", 20), ("voice_name", "en-US-GuyNeural"), ("pitch", 4)
    ),
    _voice(
        "rime",
        {"type": "voice_rime", "speaker": "celeste", "model_id": "mist"},
        ("model_id", "v1"),
        ("speaker", "abbie"),
        ("speed_alpha", 0.9),
    ),
    _voice(
        "play-ht",
        {"type": "voice_play_ht", "voice_id": "jennifer", "version": "2", "quality": "high"},
        ("quality", "premium"),
        ("voice_id", "russell"),
        ("temperature", 0.4),
    ),
    Row(
        "vocode/vector_database",
        {
            "type": "vector_database_pinecone",
            "index": "manuals",
            "api_environment": "us-east-1-aws",
            "api_key": {"$secret": "env:PINECONE_KEY"},
        },
        edit=Edit("index", "boilers", _DIALECT.update("vector_database", {"type": "vector_database_pinecone", "index": "boilers"})),
        drift=Drift(
            "api_key",
            ("api_key",),
            "somebody's key",
            _DIALECT.update("vector_database", {"type": "vector_database_pinecone", "api_key": MASK}),
        ),
        beside=NOBODY_ELSE,
        ends="abandoned",
    ),
    Row(
        "vocode/account_connection",
        {"type": "account_connection_openai", "credentials": _OPENAI},
        title="openai",
        edit=Edit(
            "credentials.openai_api_key",
            {"$secret": "env:OPENAI_KEY_2"},
            _DIALECT.update("account_connection", {"type": "account_connection_openai", "credentials": MASK}),
        ),
        drift=Drift(
            "credentials.openai_api_key",
            ("credentials", "openai_api_key"),
            "somebody's key",
            _DIALECT.update("account_connection", {"type": "account_connection_openai", "credentials": MASK}),
        ),
        beside=NOBODY_ELSE,
        ends="abandoned",
    ),
    Row(
        "vocode/account_connection",
        {"type": "account_connection_twilio", "credentials": _TWILIO, "steering_pool": ["+12025550180", "+12025550181"]},
        title="steering-pool",
        # Either call breaks off calls in progress.
        allow=("routing:vocode/account_connection/walker",),
        edit=Edit("steering_pool", ["+12025550181", "+12025550182"], (_pool("add_to", "+12025550182"), _pool("remove_from", ...))),
        drift=Drift("steering_pool", ("steering_pool",), ["12025550182"], (_pool("add_to", "+12025550181"),)),
        beside=Beside(("account_supports_any_caller_id",), value=True),
        ends="abandoned",
    ),
)

HABITS: Habits = {
    **_DIALECT.habits(),
    "vocode/vector_database": {ECHO: HIDDEN, SILENCE: HIDDEN},
    "vocode/account_connection-steering-pool": {ECHO: SAME, SILENCE: SAME},
}
