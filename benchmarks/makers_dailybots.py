"""What the made-up company has at Daily: bots, and how they are reached."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.item import Item, Origin, Spec
from benchmarks.place import SECRET, Edit, Maker, Place, phone


def _twilio_config(at: Place) -> Item:
    prompt, files = at.prompt()
    options = [
        {"name": "model", "value": "gpt-4o"},
        {"name": "initial_messages", "value": [{"role": "system", "content": prompt}]},
        {"name": "run_on_config", "value": True},
    ]
    spec = {
        "bot_profile": "twilio_ws_voice_2024_09",
        "services": {"stt": "deepgram", "llm": "openai", "tts": "cartesia"},
        "api_keys": {"openai": SECRET},
        "config": [
            {"service": "tts", "options": [{"name": "voice", "value": f"79a125e8-{at.number:04}"}, {"name": "language", "value": "en"}]},
            {"service": "llm", "options": options},
        ],
        "max_duration": 300,
    }
    return at.item(spec, files)


def _dialin_config(at: Place) -> Item:
    return at.item({"type": "pinless_dialin", **_dialin(at, at.number)})


def _pinless_dialin(at: Place) -> Item:
    return at.item(_dialin(at, at.count("dialin_config") + at.number))


def _dialin(at: Place, number: int) -> Spec:
    """A number can be in one dial-in only. Where the numbers are used up there is a SIP address alone."""
    called = {"phone_number": at.to("phone_number", number)} if number < at.count("phone_number") else {}
    return {**called, "room_creation_api": at.url("rooms/"), "name_prefix": at.title, "hmac": SECRET}


def _phone_number(at: Place) -> Item:
    """Every other one is bought."""
    owned = at.number % 2 == 0
    return at.item({"number": phone(at.number)}, origin=Origin.FOUND if owned else Origin.MADE, needs=() if owned else ("costly",))


MAKERS: Mapping[str, Maker] = {
    "dailybots/twilio_config": _twilio_config,
    "dailybots/dialin_config": _dialin_config,
    "dailybots/pinless_dialin": _pinless_dialin,
    "dailybots/phone_number": _phone_number,
}

EDITS: Mapping[str, Edit] = {
    "dailybots/dialin_config": lambda _: {"hold_music_url": "https://static.northlight.example/hold.mp3"},
    "dailybots/pinless_dialin": lambda _: {"hold_music_url": "https://static.northlight.example/hold.mp3"},
}
