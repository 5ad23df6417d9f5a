"""Dial-in: configurations that are objects of their own, and the list of them that is a property of the domain."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Mapping

from ..vendor import Json, Reply, Request, Route, Vendor
from .wire import Fields, Row, checked, deleted, found, invalid, is_map, is_number, is_text, made, page

DOMAIN = "northlight"

_PATH = "/domain-dialin-config"
_WHAT = "dial-in configuration"
_TYPES = ("pinless_dialin", "pin_dialin")


class Dialins:
    """``/domain-dialin-config``: an object each, its fields below ``config`` in every answer and flat in every body."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._table = vendor.tables["dialin_config"]

    def routes(self) -> Iterable[Route]:
        """All five are documented."""
        yield Route("GET", _PATH, self.list)
        yield Route("POST", _PATH, self.create)
        yield Route("GET", _PATH + "/{id}", self.read)
        yield Route("PUT", _PATH + "/{id}", self.update)
        yield Route("DELETE", _PATH + "/{id}", self.delete)

    def list(self, request: Request) -> Reply:
        """Narrowed by ``phone_number``, ``name_prefix`` and ``type``."""
        asked = {name: request.query[name] for name in ("phone_number", "name_prefix", "type") if name in request.query}
        rows = (self._shown(row) for row in self._table.listed())
        return Reply(200, page([row for row in rows if asked.items() <= {**row["config"], "type": row["type"]}.items()], request))

    def create(self, request: Request) -> Reply:
        """Makes a secret where none was sent, and a SIP address."""
        body = request.body
        if not isinstance(body, dict) or body.get("type") not in _TYPES:
            raise invalid(f"type must be one of {', '.join(_TYPES)}")
        key, kind = self._vendor.world.uuid(), body["type"]
        sent = self._sent(kind, body, "")
        secret = {"hmac": secret_of(self._vendor)} if kind == "pinless_dialin" and self._vendor.setting["hmac_at_birth"] == "made" else {}
        # A configuration with a PIN is reached by its number alone: the vendor types its address as one that may be null.
        address = f"{key}@{DOMAIN}.sip.daily.co" if kind == "pinless_dialin" else None
        row = {"id": key, "type": kind, "config": {**secret, **sent, "sip_uri": address}}
        self._table.put(key, row)
        return made(self._vendor, self._shown(row))

    def read(self, request: Request) -> Reply:
        """The object."""
        return Reply(200, self._shown(found(self._table, request, _WHAT)[1]))

    def update(self, request: Request) -> Reply:
        """
        Whether this merges or replaces is not documented, and not what becomes of a secret that is not sent.

        ``type`` is no part of the documented body, and is refused.
        """
        key, row = found(self._table, request, _WHAT)
        if isinstance(request.body, dict) and "type" in request.body:
            raise invalid("type cannot be changed")
        before, merges = row["config"], self._vendor.setting["dialin_put"] == "merge"
        sent = self._sent(row["type"], {**before, **request.body} if merges and is_map(request.body) else request.body, key)
        config = {"sip_uri": before["sip_uri"], **sent}
        if "hmac" in before and "hmac" not in request.body:
            config["hmac"] = before["hmac"] if self._vendor.setting["dialin_hmac"] == "kept" else secret_of(self._vendor)
        self._table.put(key, {**row, "config": config})
        return Reply(200, self._shown({**row, "config": config}))

    def delete(self, request: Request) -> Reply:
        """The number stays bought."""
        key, _ = found(self._table, request, _WHAT)
        self._table.pop(key)
        return deleted(self._vendor, key)

    def _sent(self, kind: str, body: Json, key: str) -> Row:
        sent = checked(self._vendor, body, self._fields(kind), _REQUIRED[kind])
        foreign = sorted(body.keys() & _ALL.keys() - self._fields(kind).keys())
        if foreign:
            raise invalid(f"{foreign[0]} is not a field of {kind}")
        if "phone_number" not in sent and self._vendor.setting["sip_only"] == "refuse":
            raise invalid("missing required field phone_number")
        if "phone_number" in sent and taken(self._vendor, sent["phone_number"], beside=key):
            raise invalid(f"{sent['phone_number']} is used by another dial-in configuration")
        return sent

    def _fields(self, kind: str) -> Fields:
        names = _NAMES[kind] - ({"timeout_config"} if kind == "pin_dialin" and self._vendor.setting["pin_timeout"] == "refuse" else set())
        return {name: _ALL[name] for name in names}

    def _shown(self, row: Row) -> Row:
        unset = dict.fromkeys(sorted(_NAMES[row["type"]])) if self._vendor.setting["unset"] == "null" else {}
        return {**row, "config": {**unset, **row["config"]}}


class Domain:
    """
    ``GET /`` and ``POST /``: the properties of the domain, of which ``pinless_dialin`` is a list that is replaced as a whole.

    ``tested`` are the webhooks that were sent a test, one for each entry of each write.
    """

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._table = vendor.tables["pinless_dialin"]
        self._born = 0
        self.tested: list[str] = []
        self.properties: Row = {"lang": "en", "pin_dialin": None}

    def routes(self) -> Iterable[Route]:
        """A read and a write."""
        yield Route("GET", "/", self.read)
        yield Route("POST", "/", self.write)

    def read(self, request: Request) -> Reply:
        """The domain with all its properties."""
        return Reply(200, self._shown())

    def write(self, request: Request) -> Reply:
        """Only the properties that are sent change. The list goes in whole: an entry that is not in it is gone."""
        properties = request.body.get("properties") if isinstance(request.body, dict) else None
        if not isinstance(properties, dict):
            raise invalid("properties must be an object")
        sent = dict(properties)
        if "pinless_dialin" in sent:
            self._replace(self._entries(sent.pop("pinless_dialin")))
        self.properties |= sent
        return Reply(200, self._shown() if self._vendor.setting["domain_answer"] == "domain" else {})

    def _entries(self, sent: Json) -> list[Row]:
        """The list, checked. Null is the list of nobody."""
        if not isinstance(sent, list | None):
            raise invalid("pinless_dialin must be a list")
        entries = [checked(self._vendor, each, _ENTRY, ("room_creation_api",)) for each in sent or ()]
        numbers = [each["phone_number"] for each in entries if "phone_number" in each]
        for number in numbers:
            if numbers.count(number) > 1 or taken(self._vendor, number, in_list=False):
                raise invalid(f"{number} is used by another dial-in configuration")
        return entries

    def _replace(self, entries: list[Row]) -> None:
        before = self._table.rows()
        addresses = {name_of(row): row["sip_uri"] for row in before}
        for key in keys(before):
            self._table.pop(key)
        for place, (key, entry) in enumerate(zip(keys(entries), entries, strict=True)):
            self._test(entry)
            # The vendor makes a new secret whenever none is sent.
            secret = entry.get("hmac") or secret_of(self._vendor)
            self._table.put(key, {**entry, "hmac": secret, "sip_uri": self._address(place, entry, addresses)})

    def _address(self, place: int, entry: Row, addresses: Mapping[str, str]) -> str:
        """The number in the documented address looks like the position in the list."""
        if self._vendor.setting["sip_order"] == "stable":
            if name_of(entry) in addresses:
                return addresses[name_of(entry)]
            self._born += 1
            place = self._born - 1
        return f"static-address--{place}@{DOMAIN}.sip.daily.co"

    def _test(self, entry: Row) -> None:
        """The server posts ``{"To": number}`` to the webhook. A bad answer does not fail the call, and here nothing leaves the house."""
        if entry["room_creation_api"] != "dailybots":
            self.tested.append(entry["room_creation_api"])

    def _shown(self) -> Row:
        unset = dict.fromkeys(_ENTRY) if self._vendor.setting["unset"] == "null" else {}
        entries = [{**unset, **row} for row in self._table.listed()]
        empty: Json = None if self._vendor.setting["no_entries"] == "null" else []
        config = {**self.properties, "pinless_dialin": entries or empty}
        return {"domain_name": DOMAIN, "domain_id": "e9a41c2f-4f7b-4d5e-9d80-3a4dd1e1a7c5", "config": config}


def name_of(entry: Mapping[str, Json]) -> str:
    """An entry has no id: it is known by its number, and without one by its label."""
    return str(entry.get("phone_number") or entry.get("name_prefix") or "")


def keys(entries: list[Row]) -> list[str]:
    """The keys under which entries are stored: their names, and their places where a name says nothing or is not the first of its kind."""
    names = [name_of(entry) for entry in entries]
    return [name if name and name not in names[:place] else f"{name}#{place}" for place, name in enumerate(names)]


def taken(vendor: Vendor, number: str, *, beside: str = "", in_list: bool = True) -> bool:
    """Whether a number is in a dial-in configuration other than ``beside``, or in the domain's list."""
    configs = {row["config"].get("phone_number") for row in vendor.tables["dialin_config"].rows() if row["id"] != beside}
    listed = {row.get("phone_number") for row in vendor.tables["pinless_dialin"].rows()} if in_list else set()
    return number in configs | listed


def secret_of(vendor: Vendor) -> str:
    """A new secret that signs webhooks."""
    return base64.b64encode(f"hmac-{vendor.world.uuid()}".encode()).decode()


def _is_message(value: Json) -> bool:
    return is_map(value) and is_text(value.get("message", ""))


_ALL: Fields = {
    "phone_number": (is_number, "a phone number in E.164 form"),
    "room_creation_api": (is_text, "the URL of a webhook"),
    "name_prefix": (is_text, "a string"),
    # In base64, as documented; whether that is checked is not.
    "hmac": (is_text, "a string"),
    "hold_music_url": (is_text, "the URL of an MP3 file"),
    "timeout_config": (_is_message, "an object with a message"),
    "ivr_greeting": (_is_message, "an object with a message"),
}
_NAMES = {
    "pinless_dialin": _ALL.keys() - {"ivr_greeting"},
    "pin_dialin": _ALL.keys() - {"room_creation_api", "hmac", "hold_music_url"},
}
_REQUIRED = {"pinless_dialin": ("room_creation_api",), "pin_dialin": ("phone_number",)}
_ENTRY: Fields = {name: each for name, each in _ALL.items() if name != "ivr_greeting"}
