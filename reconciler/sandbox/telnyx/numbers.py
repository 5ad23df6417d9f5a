"""Phone numbers: an inventory that ordering fills elsewhere, and three views over one record."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ..vendor import Reply, Request, Route
from .answers import Row, broken, paged
from .checking import choice, fill, flag, many, nullable, shape, text
from .desk import Desk

INVENTORY = {
    "1293384261075731499": "+12025550100",
    "1293384261075731500": "+12025550101",
    "1293384261075731501": "+12025550102",
}
LOCKED = "1293384261075731501"
MAIN = shape(
    {
        "address_id": text(),
        "billing_group_id": text(),
        "connection_id": text(),
        "customer_reference": text(),
        "external_pin": text(),
        "hd_voice_enabled": flag(),
        "tags": many(text()),
    }
)
VOICE = shape(
    {
        "call_forwarding": shape(
            {
                "call_forwarding_enabled": flag(default=True),
                "forwarding_type": choice("always", "on-failure"),
                "forwards_to": text(),
            },
            default={},
        ),
        "call_recording": shape(
            {
                "inbound_call_recording_channels": choice("single", "dual", default="single"),
                "inbound_call_recording_enabled": flag(default=False),
                "inbound_call_recording_format": choice("wav", "mp3", default="wav"),
            },
            default={},
        ),
        "caller_id_name_enabled": flag(default=False),
        "cnam_listing": shape(
            {"cnam_listing_details": text(pattern=r"^[A-Za-z0-9 ]{0,15}$"), "cnam_listing_enabled": flag(default=False)}, default={}
        ),
        "inbound_call_screening": choice("disabled", "reject_calls", "flag_calls", default="disabled"),
        "media_features": shape(
            {
                "accept_any_rtp_packets_enabled": flag(default=False),
                "rtp_auto_adjust_enabled": flag(default=True),
                "t38_fax_gateway_enabled": flag(default=False),
            },
            default={},
        ),
        "tech_prefix_enabled": flag(default=False),
        "translated_number": text(default=""),
        "usage_payment_method": choice("pay-per-minute", "channel", default="pay-per-minute"),
    }
)
MESSAGING = shape({"messaging_product": nullable(text()), "messaging_profile_id": nullable(text()), "tags": many(text())})


class PhoneNumbers(Desk):
    """
    ``/phone_numbers``. A row holds what its own view shows, ``voice`` and ``messaging`` for the other two.

    Nothing here makes a number; DELETE gives one up, and it moves to the table ``released_number``.
    """

    def routes(self) -> Iterable[Route]:
        """Literal paths stand before the templates that would swallow them."""
        one = "/phone_numbers/{id}"
        return (
            Route("GET", "/phone_numbers", self._list),
            Route("GET", "/phone_numbers/voice", self._list_voice),
            Route("GET", "/phone_numbers/messaging", self._list_messaging),
            Route("GET", one, lambda request: _answer(self._main(self.found("phone_number", request)))),
            Route("PATCH", one, self._update),
            Route("DELETE", one, self._release),
            Route("GET", one + "/voice", lambda request: _answer(_voice(self.found("phone_number", request)))),
            Route("PATCH", one + "/voice", self._update_voice),
            Route("GET", one + "/messaging", lambda request: _answer(_messaging(self.found("phone_number", request)))),
            Route("PATCH", one + "/messaging", self._update_messaging),
        )

    def preset(self) -> None:
        """The account's numbers, connected to nothing; the last one is locked."""
        for key, number in INVENTORY.items():
            self.tables["phone_number"].put(key, self._bought(key, number))

    def _bought(self, key: str, number: str) -> Row:
        return {
            "id": key,
            "record_type": "phone_number",
            "phone_number": number,
            "phone_number_type": "local",
            "country_iso_alpha2": "US",
            "status": "active",
            "source_type": "number_order",
            "connection_id": None,
            "customer_reference": None,
            "billing_group_id": None,
            "external_pin": None,
            "hd_voice_enabled": False,
            "tags": [],
            "deletion_lock_enabled": key == LOCKED,
            "emergency_enabled": False,
            "emergency_status": "disabled",
            "emergency_address_id": None,
            "purchased_at": self.now(),
            "activated_at": self.now(),
            "created_at": self.now(),
            "updated_at": self.now(),
            "voice": fill(VOICE, {}),
            "messaging": {"messaging_profile_id": None, "messaging_product": "P2P"},
        }

    def _main(self, row: Row) -> Row:
        """The first view, which repeats some of the other two."""
        shown = {name: value for name, value in row.items() if name not in ("voice", "messaging", "address_id")}
        voice = row["voice"]
        return {
            **shown,
            "connection_name": self._name_of(("texml_application", "friendly_name"), row["connection_id"]),
            "messaging_profile_id": row["messaging"]["messaging_profile_id"],
            "messaging_profile_name": self._name_of(("messaging_profile", "name"), row["messaging"]["messaging_profile_id"]),
            "call_forwarding_enabled": voice["call_forwarding"].get("call_forwarding_enabled"),
            "call_recording_enabled": voice["call_recording"].get("inbound_call_recording_enabled"),
            "caller_id_name_enabled": voice["caller_id_name_enabled"],
            "cnam_listing_enabled": voice["cnam_listing"].get("cnam_listing_enabled"),
            "inbound_call_screening": voice["inbound_call_screening"],
            "t38_fax_gateway_enabled": voice["media_features"].get("t38_fax_gateway_enabled"),
        }

    def _name_of(self, field: tuple[str, str], key: str | None) -> str | None:
        row = self.tables[field[0]].get(key) if key else None
        return None if row is None else str(row[field[1]])

    def _list(self, request: Request) -> Reply:
        return paged(request, [self._main(row) for row in self._newest_first() if _wanted(row, request)], 20, 250)

    def _list_voice(self, request: Request) -> Reply:
        return paged(request, [_voice(row) for row in self._newest_first() if _wanted(row, request)], 20, 250)

    def _list_messaging(self, request: Request) -> Reply:
        number = request.query.get("filter[phone_number]", "")
        profile = request.query.get("filter[messaging_profile_id]", "")
        rows = [row for row in self._newest_first() if number in ("", row["phone_number"])]
        shown = [_messaging(row) for row in rows if profile in ("", row["messaging"]["messaging_profile_id"])]
        return paged(request, shown, 20, 250)

    def _newest_first(self) -> list[Row]:
        return self.tables["phone_number"].listed()[::-1]

    def _update(self, request: Request) -> Reply:
        """Inferred: what is left out stays, and an empty connection disconnects."""
        row, body = self.found("phone_number", request), self.checked(MAIN, request)
        if body.get("connection_id") == "":
            body["connection_id"] = None
        return _answer(self._main(self._put({**row, **body})))

    def _update_voice(self, request: Request) -> Reply:
        """Inferred: what is left out stays, and an object is replaced whole."""
        row, body = self.found("phone_number", request), self.checked(VOICE, request)
        taken = {name: fill(VOICE.fields[name], value) for name, value in body.items()}
        return _answer(_voice(self._put({**row, "voice": {**row["voice"], **taken}})))

    def _update_messaging(self, request: Request) -> Reply:
        """Documented: nothing and null keep, the empty text unassigns."""
        row, body = self.found("phone_number", request), self.checked(MESSAGING, request)
        said = {name: value for name, value in body.items() if value is not None and name != "tags"}
        if said.get("messaging_profile_id") == "":
            said["messaging_profile_id"] = None
        tags = {"tags": body["tags"]} if "tags" in body else {}
        return _answer(_messaging(self._put({**row, **tags, "messaging": {**row["messaging"], **said}})))

    def _put(self, row: Row) -> Row:
        row = {**row, "updated_at": self.now()}
        self.tables["phone_number"].put(row["id"], row)
        return row

    def _release(self, request: Request) -> Reply:
        row = self.found("phone_number", request)
        if row["deletion_lock_enabled"]:
            raise broken(f"{row['phone_number']} is locked against deletion.")
        self.tables["phone_number"].pop(row["id"])
        gone = {**row, "status": "deleted", "connection_id": None}
        self.tables["released_number"].put(row["id"], gone)
        return _answer(self._main(gone))


def _answer(row: Row) -> Reply:
    return Reply(200, {"data": row})


def _voice(row: Row) -> Row:
    """Described: the names of callers are written here, and shown by the first view only; what is not set is left out."""
    emergency = {"emergency_enabled": row["emergency_enabled"], "emergency_status": row["emergency_status"]}
    known = {name: row[name] for name in ("id", "phone_number", "connection_id", "customer_reference")}
    told = {name: value for name, value in row["voice"].items() if name != "caller_id_name_enabled"}
    return {
        **{name: value for name, value in known.items() if value is not None},
        "record_type": "voice_settings",
        **told,
        "emergency": emergency,
    }


def _messaging(row: Row) -> Row:
    known = {name: row[name] for name in ("id", "phone_number", "tags", "created_at", "updated_at")}
    extra = {"country_code": row["country_iso_alpha2"], "type": "longcode", "traffic_type": "P2P", "eligible_messaging_products": ["P2P"]}
    return {**known, "record_type": "messaging_settings", **extra, **row["messaging"]}


def _wanted(row: Row, request: Request) -> bool:
    """Documented: the number is asked for in digits, and anything else finds nothing."""
    query = request.query
    digits = query.get("filter[phone_number]")
    if digits is not None and (re.fullmatch(r"[0-9]{3,}", digits) is None or digits not in row["phone_number"]):
        return False
    if query.get("filter[tag]", "") not in ("", *row["tags"]):
        return False
    exact = ("connection_id", "status", "customer_reference", "billing_group_id", "country_iso_alpha2")
    return all(query.get(f"filter[{name}]", "") in ("", row[name]) for name in exact)
