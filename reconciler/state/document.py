"""The state: bindings and open intents, as a value. Changed only by events, so that a journal can replay them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from ..address import Address
from ..diagnostics import StateError
from .record import Intent, Record

VERSION = 1

Json = Any
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class State:
    """
    What is remembered between runs.

    ``lineage`` names this history (two states with different lineages never had a common past); ``serial`` grows with each written
    document; ``key`` fingerprints secrets, hex.
    """

    lineage: str
    key: str
    serial: int = 0
    resources: Mapping[Address, Record] = field(default_factory=dict)
    intents: Mapping[Address, Intent] = field(default_factory=dict)

    @property
    def secret_key(self) -> bytes:
        """The key of fingerprints."""
        return bytes.fromhex(self.key)

    def to_text(self) -> str:
        """The document, stable to the byte for equal states."""
        return json.dumps(
            {
                "version": VERSION,
                "lineage": self.lineage,
                "serial": self.serial,
                "key": self.key,
                "resources": {str(address): self.resources[address].to_json() for address in sorted(self.resources)},
                "intents": {str(address): self.intents[address].to_json() for address in sorted(self.intents)},
            },
            indent=1,
        )

    @classmethod
    def from_text(cls, text: str) -> State:
        """What ``to_text`` wrote. Raises StateError for a damaged document or one of a newer version."""
        try:
            data = json.loads(text)
            version = data["version"]
            if version == VERSION:
                return cls._from_json(data)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            msg = "The state document is damaged: it is not what this program writes. Restore it from a copy; nothing was sent."
            raise StateError.of("State unreadable", msg) from error
        msg = f"The state has version {version} and this program writes version {VERSION}. Use the release that wrote it, or a newer one."
        raise StateError.of("State version unknown", msg)

    @classmethod
    def _from_json(cls, data: Mapping[str, Json]) -> State:
        resources = {Address.parse(text): Record.from_json(each) for text, each in data["resources"].items()}
        intents = {Address.parse(text): Intent.from_json(each) for text, each in data["intents"].items()}
        bytes.fromhex(data["key"])
        return cls(str(data["lineage"]), str(data["key"]), int(data["serial"]), resources, intents)

    def after(self, event: Event) -> State:
        """The state once an event has happened."""
        return self.after_all((event,))

    def after_all(self, events: Iterable[Event]) -> State:
        """The state once all of these have happened, in this order. Copies what is remembered once, not for each."""
        resources, intents = dict(self.resources), dict(self.intents)
        for event in events:
            happen(event, resources, intents)
        return replace(self, resources=resources, intents=intents)


def happen(event: Event, resources: dict[Address, Record], intents: dict[Address, Intent]) -> None:
    """Change what is remembered, in place, as an event says. An event that is not known raises StateError and changes nothing."""
    match event:
        case Event(kind="intended", intent=Intent() as intent):
            intents[event.address] = intent
        case Event(kind="recorded", record=Record() as record):
            resources[event.address] = record
            intents.pop(event.address, None)
        case Event(kind="settled"):
            intents.pop(event.address, None)
        case Event(kind="forgotten"):
            resources.pop(event.address, None)
            intents.pop(event.address, None)
        case Event(kind="moved", earlier=Address() as earlier):
            _rename(resources, earlier, event.address)
            _rename(intents, earlier, event.address)
        case _:
            raise StateError.of("Journal unreadable", f"The journal holds an unknown event, {event.kind!r}. Use the release that wrote it.")


def _rename(remembered: dict[Address, T], earlier: Address, address: Address) -> None:
    if earlier in remembered:
        remembered[address] = remembered.pop(earlier)


@dataclass(frozen=True, slots=True)
class Event:
    """
    Something that happened to one address.

    ``intended``: a create is about to be sent. ``recorded``: bound, with what is now known. ``settled``: an intent turned out
    to have had no effect. ``forgotten``: no longer ours. ``moved``: the binding of ``earlier`` stands under ``address`` now.
    """

    kind: str
    address: Address
    record: Record | None = None
    intent: Intent | None = None
    earlier: Address | None = None

    def to_json(self) -> dict[str, Json]:
        """Plain JSON."""
        extra = {name: value.to_json() for name, value in (("record", self.record), ("intent", self.intent)) if value is not None}
        moved = {} if self.earlier is None else {"earlier": str(self.earlier)}
        return {"event": self.kind, "address": str(self.address), **extra, **moved}

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Event:
        """What ``to_json`` wrote."""
        record = Record.from_json(data["record"]) if "record" in data else None
        intent = Intent.from_json(data["intent"]) if "intent" in data else None
        earlier = Address.parse(data["earlier"]) if "earlier" in data else None
        return cls(str(data["event"]), Address.parse(data["address"]), record, intent, earlier)
