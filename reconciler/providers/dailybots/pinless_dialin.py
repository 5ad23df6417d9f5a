"""Dial-in in its older form: an entry of a list that is a property of the domain, and that the vendor only takes whole."""

from __future__ import annotations

from typing import Annotated

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, Pages, Tree, Within
from ...schema.traits import Immutable
from .dialin import Called, Dialin, RoomWebhook


class PinlessDialin(Dialin):
    """What a phone number does when it is called, as an entry of the domain's list."""

    phone_number: Annotated[Called, Immutable()] = ABSENT
    room_creation_api: RoomWebhook


def entries(domain: Json) -> list[Json]:
    """
    The list of a domain; null is the empty one.

    Raises ValueError when there is no such property: taking that for an empty list would remove every entry at the next write.
    """
    match domain:
        case {"config": {"pinless_dialin": list(listed)}}:
            return listed
        case {"config": {"pinless_dialin": None}}:
            return []
    raise ValueError("the domain has no config.pinless_dialin, or it is no list")


def names(listed: list[Json]) -> list[str]:
    """
    The ids of the entries, which the vendor gives none: the number, else the label.

    Where that says nothing, or says it again, the place in the list is added, so that every entry has an id of its own.
    """
    plain = [_name(each) for each in listed]
    return [name if name and name not in plain[:place] else f"{name}#{place}" for place, name in enumerate(plain)]


def _name(entry: Json) -> str:
    return str(entry.get("phone_number") or entry.get("name_prefix") or "") if isinstance(entry, dict) else ""


def gather(items: list[Json]) -> list[Json]:
    """The entries of the domain as objects with an id."""
    found = [each for domain in items for each in entries(domain)]
    return [{**each, "id": name} if isinstance(each, dict) else each for each, name in zip(found, names(found), strict=True)]


def compose(domain: Json, key: str, item: Json | None) -> Json:
    """
    The list to send: everybody's entries in their order, each with its live secret, ours changed, added at the end, or left out.

    The SIP address may depend on the position, so that nothing moves that need not.
    """
    listed = entries(domain)
    kept = [
        _changed(each, {} if name != key or item is None else item)
        for each, name in zip(listed, names(listed), strict=True)
        if name != key or item is not None
    ]
    return {"properties": {"pinless_dialin": [*kept, *([] if key or item is None else _added(listed, item))]}}


def _added(listed: list[Json], item: Json) -> list[Json]:
    """A new entry. One without a number whose label is taken is not added: nothing could tell the two apart."""
    taken = "phone_number" not in item and _name(item) in names(listed)
    return [] if taken else [item]


def _changed(entry: Json, item: Json) -> Json:
    """A live entry as it may be sent back, with our values over it. A label by which alone it is known stays, or it would be lost."""
    if not isinstance(entry, dict):
        return entry
    kept = {name: each for name, each in entry.items() if name != "sip_uri" and each is not None}
    known_by = {} if "phone_number" in kept else {"name_prefix": kept.get("name_prefix")}
    return {**kept, **item, **{name: each for name, each in known_by.items() if each is not None}}


def check_entry(spec: dict[str, Tree]) -> list[tuple[str, str]]:
    """By one of the two an entry is known."""
    if "phone_number" in spec or spec.get("name_prefix"):
        return []
    return [("phone_number", "An entry is known by its number, and without one by its label: write phone_number or name_prefix.")]


WRITE = Endpoint("POST", "/")

PINLESS_DIALIN = Kind(
    provider="dailybots",
    name="pinless_dialin",
    spec=PinlessDialin,
    list=Listing("/", Pages(items=None), gather=gather, single=True),
    create=WRITE,
    update=WRITE,
    delete=WRITE,
    within=Within(Endpoint("GET", "/"), compose),
    check=check_entry,
    summary="What a phone number does when it is called, as an entry of the domain's list: the older form of dailybots/dialin_config.",
    inferred=(
        "The vendor replaces the list as a whole, and makes a new secret for every entry that is sent without one: the list is read just "
        "before each write, and entries of others go along unchanged, in their order, with their secrets. There is no way to claim the "
        "whole list: an entry that no manifest ever declared is left alone. That other properties of the domain stay as they are when they "
        "are not sent is inferred, and so is that the SIP address follows the position. At each write the vendor sends a test to every "
        "webhook. An entry without a number is known by its label alone: to rename it, remove it and declare another one. A number that is "
        "in dailybots/dialin_config as well is refused by the vendor, not by validate."
    ),
)
