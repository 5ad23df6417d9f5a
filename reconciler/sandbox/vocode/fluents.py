"""Fluents: the newer dialect, which deletes, detaches, and sells numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import partial

from ..vendor import Json, Refusal, Reply, Request, Route
from .dialect import Dialect
from .family import SHARED_SWITCHES, Family, Row, digits_of
from .fields import F_BUY, F_KINDS, F_LINK, Fault, ListOf, Ref

_NAMES = {400: "BadRequest", 404: "NotFound", 409: "Conflict"}


def _failed(status: int, text: Json) -> Reply:
    return Reply(status, {"message": text, "error": _NAMES[status], "statusCode": status})


def _invalid(faults: Sequence[Fault]) -> Reply:
    """Observed with a text in ``message``; the framework's default puts a list there when there is more to say."""
    texts = [f"{'.'.join(str(part) for part in each.location[1:]) or 'body'}: {each.message}" for each in faults]
    return _failed(400, texts[0] if len(texts) == 1 else texts)


class Fluents(Family):
    """The newer dialect: answers 201 to POST, refuses with 400, deletes most kinds, keeps numbers as E.164."""

    name = "fluents"
    mount = "/fluents"
    switches: Mapping[str, tuple[str, ...]] = {
        "number_format": ("e164", "digits"),
        "f_update": ("merge", "replace"),
        "f_null": ("clear", "ignore", "reject"),
        "f_reference": ("id_and_object", "object_only"),
        "f_missing_nulls": ("omit", "null"),
        **SHARED_SWITCHES,
        "delete_in_use": ("allow", "400", "409"),
        "delete_status": ("200", "204", "404"),
        "detach_effect": ("agent_cleared", "number_removed"),
        "number_parameter": ("phone_number", "id"),
    }
    dialect = Dialect(
        kinds=F_KINDS,
        buy=F_BUY,
        link=F_LINK,
        posted=201,
        short_lists=frozenset({"number"}),
        short_numbers=True,
        blank_is_absent=False,
        bare_is_us=False,
        e164=True,
        invalid=_invalid,
        failed=_failed,
    )

    def routes(self) -> Iterable[Route]:
        """Also the deletes that public clients use, the numbers for sale, and detaching."""
        yield from super().routes()
        for kind in ("agent", "prompt", "voice", "action", "webhook"):
            yield Route("DELETE", f"/v1/{self.dialect.kinds[kind].plural}/delete", partial(self._delete, kind))
        yield Route("GET", "/v1/numbers/available", self._available)
        yield Route("POST", "/v1/numbers/detach", self._detach)

    def unknown_route(self, request: Request) -> Reply:
        """404 for a wrong path and a wrong method alike."""
        return _failed(404, f"Cannot {request.method} {request.path}")

    def _unauthorized(self) -> Reply:
        return Reply(401, {"message": "Unauthorized", "statusCode": 401})

    def _delete(self, kind: str, request: Request) -> Reply:
        status = int(self.setting["delete_status"])
        if status == 404:
            return self.unknown_route(request)
        key = self._found(kind, request)["id"]
        if self.setting["delete_in_use"] != "allow" and self._used(kind, key):
            raise Refusal(_failed(int(self.setting["delete_in_use"]), f"{kind.capitalize()} is in use"))
        self.tables[kind].pop(key)
        return Reply(status, {} if status == 200 else None)

    def _used(self, kind: str, key: str) -> bool:
        for holder, table in self.dialect.kinds.items():
            for name, each in table.fields.items():
                if each.shape in (Ref(kind), ListOf(Ref(kind))):
                    held = [row.get(name) for row in self.tables[holder].rows()]
                    if any(key == value or (isinstance(value, list) and key in value) for value in held):
                        return True
        return False

    def _available(self, request: Request) -> Reply:
        """Numbers for sale; a public client found all four parameters required, ``filters`` being JSON text."""
        names = ("limit", "telephony_provider", "telephony_account_connection", "filters")
        missing = [Fault(("query", name), "missing", "Field required") for name in names if name not in request.query]
        if missing:
            raise Refusal(_invalid(missing))
        limit = self._whole(request, "limit", 10, 100)
        self._filters(request.query["filters"])
        draft = self._draft()
        connection = self._resolved(
            Ref("account_connection"), request.query["telephony_account_connection"], ("query", "telephony_account_connection"), draft
        )
        self._refuse(draft)
        values = {"telephony_provider": request.query["telephony_provider"], "telephony_account_connection": connection}
        items = [self._for_sale(f"1202555{n:04}", values) for n in range(180, 180 + limit)]
        page = {"items": items, "page": 1, "size": limit, "has_more": False, "total": limit, "total_is_estimated": False}
        return self._told(200, page)

    def _for_sale(self, digits: str, values: Row) -> Row:
        shown = self._shown("number", self._number_row(digits, values))
        return {name: value for name, value in shown.items() if name not in ("id", "user_id", "active")}

    def _filters(self, text: str) -> None:
        try:
            json.loads(text)
        except ValueError as error:
            raise Refusal(_failed(400, "filters must be a JSON string")) from error

    def _detach(self, request: Request) -> Reply:
        row = self._found_number(request)
        row.pop("inbound_agent", None)
        if self.setting["detach_effect"] == "number_removed":
            self.tables["number"].pop(digits_of(row["number"]))
        else:
            self.tables["number"].put(digits_of(row["number"]), row)
        return self._told(201, self._shown("number", row))
