"""What a phone number does when it is called, in the words that both forms of dial-in share."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from ...schema import ABSENT, Spec, says
from ...schema.traits import Computed, Identity, Ref, Routing, Sensitive, ServerDefault, Verbatim

Number = Annotated[str, StringConstraints(pattern=r"^\+[1-9][0-9]{1,14}$")]
"""A phone number in E.164 form."""

Called = Annotated[
    Number,
    Ref("dailybots/phone_number", to="number"),
    Identity(),
    Routing(),
    says("The number that is called, in E.164 form; without one there is only a SIP address."),
]
RoomWebhook = Annotated[
    str,
    Verbatim(),
    Routing(),
    says("The webhook that is asked for a room at each call. The literal dailybots means a bot of the closed dashboard."),
]


class Message(Spec):
    """Something that is spoken to the caller."""

    message: Annotated[str, Verbatim(), says("The words.")]


class Dialin(Spec):
    """A number, or a SIP address alone, and the webhook that opens a room for each call."""

    phone_number: Called = ABSENT
    room_creation_api: RoomWebhook = ABSENT
    name_prefix: Annotated[str, Identity(instead="phone_number"), ServerDefault(), says("A label; finds what has no number.")] = ABSENT
    hmac: Annotated[
        str,
        ServerDefault(),
        Sensitive(),
        says("The secret that signs the webhook's requests, in base64; the vendor makes one when none is declared."),
    ] = ABSENT
    hold_music_url: Annotated[
        str, ServerDefault(), Verbatim(), says("What is played while the room opens: a public MP3 below 10 MB and 60 seconds.")
    ] = ABSENT
    timeout_config: Annotated[Message, ServerDefault(), says("What is said when the webhook does not answer.")] = ABSENT
    sip_uri: Annotated[str, Computed(), says("The SIP address that can be called as well.")] = ABSENT
    id: Annotated[str, Computed(), says("By what it is known at the vendor.")] = ABSENT
