"""What the made-up company has at Fluents and at Vocode, which speak two dialects of one API."""

from __future__ import annotations

from collections.abc import Mapping

from benchmarks.item import Item, Origin, Spec
from benchmarks.place import SECRET, Edit, Maker, Place, phone


def _labelled(at: Place) -> Spec:
    """Fluents finds most objects by a label."""
    return {"label": at.title} if at.vendor == "fluents" else {}


def _agent(at: Place) -> Item:
    looked_up = {"vector_database": at.to("vector_database")} if at.vendor == "vocode" else {}
    spec = {
        "name": at.title,
        "prompt": at.to("prompt"),
        "voice": at.to("voice"),
        "actions": [at.to("action")],
        "webhook": at.to("webhook"),
        **looked_up,
        "language": "en",
        "initial_message": f"Northlight, team {at.number % 7}. Is everybody safe?",
        "interrupt_sensitivity": "high",
        "noise_suppression": True,
        "idle_time_seconds": 20,
    }
    return at.item(spec)


def _prompt(at: Place) -> Item:
    content, files = at.prompt()
    return at.item({**_labelled(at), "content": content}, files)


def _voice(at: Place) -> Item:
    voice = {"type": "voice_eleven_labs", "voice_id": f"voice{at.number:015}", "stability": 0.7, "similarity_boost": 0.75}
    return at.item({**_labelled(at), **voice})


def _action(at: Place) -> Item:
    config = {
        "name": f"action_{at.number}",
        "description": "Tells how far a repair has come. Call it when the caller has a ticket number.",
        "url": at.url(),
        "input_schema": {"type": "object", "properties": {"ticket": {"type": "string", "description": "Six letters."}}},
        "speak_on_send": False,
        "speak_on_receive": True,
    }
    return at.item({**_labelled(at), "type": "action_external", "config": config})


def _webhook(at: Place) -> Item:
    events = ["event_phone_call_ended", "event_transcript"]
    return at.item({**_labelled(at), "url": at.url("hooks/"), "method": "POST", "subscriptions": events})


def _account_connection(at: Place) -> Item:
    """At Vocode each number of the steering pool is added by a call of its own, which breaks off calls in progress."""
    credentials = {"twilio_account_sid": SECRET, "twilio_auth_token": SECRET}
    spec = {**_labelled(at), "type": "account_connection_twilio", "credentials": credentials}
    if at.vendor == "fluents":
        return at.item(spec)
    return at.item({**spec, "steering_pool": [phone(9000 + at.number), phone(9500 + at.number)]}, needs=("routing",))


def _vector_database(at: Place) -> Item:
    spec = {"type": "vector_database_pinecone", "index": f"manuals-{at.number}", "api_environment": "us-east-1-aws", "api_key": SECRET}
    return at.item(spec)


def _number(at: Place) -> Item:
    spec = {"number": phone(at.number), "label": f"Line {at.number}", "inbound_agent": at.to("agent")}
    return at.item(spec, origin=Origin.FOUND, needs=("routing",))


_OF_BOTH: Mapping[str, Maker] = {
    "agent": _agent,
    "prompt": _prompt,
    "voice": _voice,
    "action": _action,
    "webhook": _webhook,
    "account_connection": _account_connection,
    "number": _number,
}
_EDITS_OF_BOTH: Mapping[str, Edit] = {
    "agent": lambda _: {"initial_message": "Northlight. What has happened?"},
    "voice": lambda _: {"stability": 0.9},
    "action": lambda spec: {"config": {**spec["config"], "description": "Edited in a pull request."}},
    "webhook": lambda _: {"url": "https://api.northlight.example/v2/hooks/edited"},
    "number": lambda _: {"label": "Edited line"},
}


_BOTH = ("fluents", "vocode")

MAKERS: Mapping[str, Maker] = {
    **{f"{vendor}/{name}": maker for vendor in _BOTH for name, maker in _OF_BOTH.items()},
    "vocode/vector_database": _vector_database,
}

EDITS: Mapping[str, Edit] = {
    **{f"{vendor}/{name}": edit for vendor in _BOTH for name, edit in _EDITS_OF_BOTH.items()},
    "fluents/account_connection": lambda _: {"account_supports_any_caller_id": True},
    "vocode/vector_database": lambda spec: {"index": f"{spec['index']}-2"},
}
