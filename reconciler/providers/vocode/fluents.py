"""Fluents: the newer dialect, with labels, deletion and more kinds of connection."""

from __future__ import annotations

from collections.abc import Mapping

from ...schema import Endpoint, Risk, Spec
from .account_connection import TWILIO, FluentsAccountConnection, needing
from .action import FluentsAction, check_fluents_action
from .agent import FluentsAgent
from .carry import carrying
from .dialect import Dialect
from .number import FluentsNumber, bought, check_number
from .prompt import FluentsPrompt
from .voice import FluentsVoice
from .webhook import FluentsWebhook

_WRITES = (
    "Whether an update keeps what it does not name is not documented: every optional field that holds something goes along, secrets that "
    "no manifest has excepted. That null clears a field and that an id may stand for an object are inferred; defaults are Vocode's."
)
_BY_LABEL = "Give it a label: without one it cannot be found again when the state is lost."
_KEPT = "The API cannot delete it: no longer declared, it stays where it is."
_DELETED = "Its deletion is reported by third parties and not documented."

SPECS: Mapping[str, type[Spec]] = {
    "account_connection": FluentsAccountConnection,
    "prompt": FluentsPrompt,
    "voice": FluentsVoice,
    "action": FluentsAction,
    "webhook": FluentsWebhook,
    "agent": FluentsAgent,
    "number": FluentsNumber,
}

FLUENTS = Dialect(
    name="fluents",
    title="Fluents",
    base_url="https://api.fluents.ai",
    token_env="FLUENTS_API_KEY",
    specs=SPECS,
    acquire=Endpoint("POST", "/v1/numbers/buy", risk=Risk.COSTLY),
    # The agent follows in an update: the page's example of a purchase names it by name, and an update takes its id.
    acquire_takes=("number", "telephony_provider", "telephony_account_connection", "area_code"),
    acquire_body=bought,
    deletable=frozenset({"agent", "prompt", "voice", "action", "webhook"}),
    open=frozenset({"voice"}),
    checks={"number": check_number, "action": check_fluents_action, "account_connection": needing(TWILIO)},
    amends={name: carrying(spec, free=name == "voice") for name, spec in SPECS.items()},
    inferred={
        "number": (
            f"{_WRITES} One that the account does not have is bought as it is declared, which needs a waiver. No longer declared, it is "
            "kept: what cancelling or detaching it does is not documented."
        ),
        "agent": f"{_WRITES} {_DELETED} Fields beyond Vocode's are known from observation, delays in milliseconds among them.",
        "prompt": f"{_WRITES} {_DELETED} {_BY_LABEL}",
        "voice": (
            f"{_WRITES} {_DELETED} {_BY_LABEL} The vendor publishes a free object: fields are observed or taken from Vocode, and any other "
            "is passed on as it is."
        ),
        "action": (
            f"{_WRITES} {_DELETED} {_BY_LABEL} The shapes of config and trigger are taken from Vocode; that of a warm transfer is unknown, so "
            "config takes any key."
        ),
        "webhook": f"{_WRITES} {_DELETED} {_BY_LABEL} The names of the events are taken from Vocode.",
        "account_connection": (
            f"{_WRITES} {_BY_LABEL} {_KEPT} The names of credentials are documented for Twilio only; any others are passed on. That an update "
            "changes the steering pool is inferred from its body."
        ),
    },
)
