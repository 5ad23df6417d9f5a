"""An account at another vendor: telephony, models, voices. Its credentials, and the numbers that calls are steered through."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from ...schema import ABSENT, Endpoint, Json, Members, Risk, Tree, says
from ...schema.traits import AlwaysSent, Atomic, CreateOnly, Immutable, Overlay, Routing, Sensitive, ServerDefault, SetLike
from .owned import Labelled, Owned
from .phone import PoolNumber
from .variant import Check, Findings

FLUENTS_TYPES = tuple(
    f"account_connection_{name}"
    for name in (
        *("twilio", "telnyx", "openai", "google", "azure_llm", "deepseek", "togetherai", "elevenlabs", "deepgram", "cartesia"),
        *("playht", "rime", "azure_speech", "assemblyai", "un_pw_oauth", "login_key_oauth", "external_api_key"),
    )
)


def _only_desired(_live: dict[str, Json], _desired: dict[str, Json]) -> dict[str, Json]:
    """Credentials are replaced whole, and what a vendor masked must not be written back."""
    return {}


class AccountConnection(Owned):
    """An account at another vendor: telephony, models, voices."""

    credentials: Annotated[
        dict[str, Annotated[str, Sensitive()]],
        Overlay(_only_desired),
        says("The account's secrets, replaced as a whole; which keys there are depends on the type."),
    ]


class FluentsAccountConnection(AccountConnection, Labelled):
    """An account connection at Fluents."""

    type: Annotated[str, Immutable(), AlwaysSent(), says("Whose account it is.", known=FLUENTS_TYPES)]
    steering_pool: Annotated[
        list[PoolNumber], SetLike(), ServerDefault(), Routing(), says("Numbers that conference calls are steered through.")
    ] = ABSENT
    account_supports_any_caller_id: Annotated[
        bool, ServerDefault(), says("Whether calls may show a number of another account; false when absent.")
    ] = ABSENT
    config: Annotated[dict[str, Any], Atomic(), ServerDefault(), says("Further settings, such as voicemail detection.")] = ABSENT


class VocodeAccountConnection(AccountConnection):
    """An account connection at Vocode."""

    type: Annotated[
        Literal["account_connection_twilio", "account_connection_openai"],
        Immutable(),
        AlwaysSent(),
        says("Whose account it is."),
    ]
    steering_pool: Annotated[
        list[PoolNumber],
        SetLike(),
        ServerDefault(),
        says("Numbers that conference calls are steered through; a change breaks off calls in progress."),
    ] = ABSENT
    account_supports_any_caller_id: Annotated[
        bool, CreateOnly(), ServerDefault(), says("Whether calls may show a number of another account; false when absent.")
    ] = ABSENT


def _pool_call(verb: str) -> Endpoint:
    # The vendor warns that either call breaks off calls in progress.
    return Endpoint("POST", f"/v1/account_connections/{verb}_steering_pool", {"id": "{id}"}, risk=Risk.ROUTING)


# Never without the number: an empty body buys one.
STEERING_POOL = Members("steering_pool", _pool_call("add_to"), _pool_call("remove_from"), sends="phone_number")

TWILIO: dict[str, tuple[str, ...]] = {"account_connection_twilio": ("twilio_account_sid", "twilio_auth_token")}
OPENAI: dict[str, tuple[str, ...]] = {"account_connection_openai": ("openai_api_key",)}


def needing(secrets: Mapping[str, tuple[str, ...]]) -> Check:
    """The check that a connection holds the credentials of its type, where their names are documented."""

    def check(spec: dict[str, Tree]) -> Findings:
        credentials = spec.get("credentials")
        if not isinstance(credentials, dict):
            return []
        missing = [name for name in secrets.get(str(spec.get("type")), ()) if name not in credentials]
        return [("credentials", f"A connection of type {spec['type']} needs {name}: add it with $secret.") for name in missing]

    return check


def check_vocode_connection(spec: dict[str, Tree]) -> Findings:
    """Credentials that are missing, and fields of a telephony account at one that is none."""
    found = needing(TWILIO | OPENAI)(spec)
    if spec.get("type") == "account_connection_openai":
        found += [
            (name, f"A connection of type account_connection_openai has no {name}: remove it.")
            for name in ("account_supports_any_caller_id", "steering_pool")
            if name in spec
        ]
    return found
