"""A dial-in configuration: what a phone number does when it is called, as an object of its own."""

from __future__ import annotations

from typing import Annotated, Literal

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, Mode, Tree, says
from ...schema.traits import Immutable, ServerDefault
from .dialin import Dialin, Message
from .pages import PAGES

AT = "/domain-dialin-config"


class DialinConfig(Dialin):
    """What a phone number does when it is called."""

    type: Annotated[
        Literal["pinless_dialin", "pin_dialin"],
        Immutable(),
        says("Whether callers get straight through, or say by a PIN which room they want."),
    ]
    ivr_greeting: Annotated[Message, ServerDefault(), says("With a PIN: what is said when the call connects.")] = ABSENT


def decode_dialin(live: Json) -> Json:
    """An answer holds below ``config`` what a body holds beside the type."""
    config = live.get("config") if isinstance(live, dict) else None
    return {**config, "type": live.get("type"), "id": live.get("id")} if isinstance(config, dict) else live


NEEDS = {
    "pinless_dialin": ("room_creation_api", "Without a PIN every call opens a room: name the webhook that makes it."),
    "pin_dialin": ("phone_number", "With a PIN there is no SIP address, so nobody could call: name the number."),
}
FOREIGN = {"pinless_dialin": ("ivr_greeting",), "pin_dialin": ("room_creation_api", "hmac", "hold_music_url")}


def check_dialin(spec: dict[str, Tree]) -> list[tuple[str, str]]:
    """What each type needs, and what belongs to the other alone."""
    kind = str(spec.get("type"))
    if kind not in NEEDS:
        return []
    name, why = NEEDS[kind]
    missing = [] if name in spec else [(name, f"{why} The vendor refuses a {kind} without it.")]
    return missing + [(each, f"A {kind} has no {each}: remove it, or change the type.") for each in FOREIGN[kind] if each in spec]


DIALIN_CONFIG = Kind(
    provider="dailybots",
    name="dialin_config",
    spec=DialinConfig,
    list=Listing(AT, PAGES),
    read=Endpoint("GET", AT + "/{id}"),
    create=Endpoint("POST", AT),
    update=Endpoint("PUT", AT + "/{id}"),
    delete=Endpoint("DELETE", AT + "/{id}"),
    # Whether a PUT merges is not documented, nor whether it makes a new secret where none is sent: the whole object is right either way.
    mode=Mode.REPLACE,
    decode=decode_dialin,
    check=check_dialin,
    summary="What a phone number does when it is called, as an object of its own; prefer it to dailybots/pinless_dialin.",
    inferred=(
        "Whether an update merges or replaces is unknown, and whether it keeps a secret that is not sent: the whole object goes out every "
        "time, the live hmac included. The type cannot change, and a number can be in one configuration only: a replacement deletes first. "
        "Two pages disagree on whether a number is required without a PIN. One without a number is found by its id alone. A number that is "
        "in dailybots/pinless_dialin as well is refused by the vendor, not by validate. Releasing a number deletes its configuration."
    ),
)
