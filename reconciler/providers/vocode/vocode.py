"""Vocode: the older dialect, whose contract is that of the last published description. It deletes nothing."""

from __future__ import annotations

from ...schema import Endpoint, Risk
from .account_connection import STEERING_POOL, VocodeAccountConnection, check_vocode_connection
from .action import VocodeAction, check_vocode_action
from .agent import VocodeAgent, check_vocode_agent
from .dialect import Dialect
from .number import VocodeNumber, check_vocode_number, linking
from .prompt import VocodePrompt
from .vector_database import VocodeVectorDatabase
from .voice import VocodeVoice, check_vocode_voice
from .webhook import VocodeWebhook

_FROZEN = "The contract is that of the last published description; whether the service still answers is unknown."
_BY_ID = "It has no name: it is bound by its id alone, so adopt it by id when the state is lost."
_KEPT = "The API cannot delete it: no longer declared, it stays where it is."

VOCODE = Dialect(
    name="vocode",
    title="Vocode",
    base_url="https://api.vocode.dev",
    token_env="VOCODE_API_KEY",
    specs={
        "account_connection": VocodeAccountConnection,
        "prompt": VocodePrompt,
        "voice": VocodeVoice,
        "action": VocodeAction,
        "webhook": VocodeWebhook,
        "vector_database": VocodeVectorDatabase,
        "agent": VocodeAgent,
        "number": VocodeNumber,
    },
    acquire=Endpoint("POST", "/v1/numbers/link", risk=Risk.ROUTING),
    acquire_takes=("number", "telephony_account_connection", "outbound_only", "inbound_agent"),
    acquire_body=linking,
    checks={
        "number": check_vocode_number,
        "agent": check_vocode_agent,
        "voice": check_vocode_voice,
        "action": check_vocode_action,
        "account_connection": check_vocode_connection,
    },
    members={"account_connection": (STEERING_POOL,)},
    inferred={
        "number": (
            f"{_FROZEN} One that the account does not have is linked, which needs a waiver, and never bought. No longer declared, it is kept: "
            "what cancelling a linked number does is not documented. That numbers are written as digits is taken from examples."
        ),
        "agent": f"{_FROZEN} {_KEPT} That delays are in seconds is taken from the vendor's open-source engine.",
        "prompt": f"{_FROZEN} {_KEPT} {_BY_ID}",
        "voice": f"{_FROZEN} {_KEPT} {_BY_ID} That a changed type makes another voice is inferred.",
        "action": f"{_FROZEN} {_KEPT} {_BY_ID} That a config without its signature_secret gets a new one is inferred, so it goes along.",
        "webhook": f"{_FROZEN} {_KEPT} {_BY_ID}",
        "vector_database": f"{_FROZEN} {_KEPT} {_BY_ID}",
        "account_connection": (
            f"{_FROZEN} {_KEPT} {_BY_ID} Each number added to the steering pool or taken out of it is a call of its own that breaks off calls "
            "in progress, and needs a waiver; no call ever leaves the number out, since the vendor would buy one."
        ),
    },
)
