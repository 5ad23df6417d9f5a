"""The account of the simulated Cozmox: its keys, organisations, errors and pages, and what every kind of object needs."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus

from ..vendor import Handler, Json, Refusal, Reply, Request, Route, Vendor, World
from .fields import Decoder, Misfit, Row, decoded


class Account(Vendor):
    """
    What lies below ``/org/{org_id}``, whatever the kind: rows belong to an organisation, and only its members see them.

    A row whose ``organization_id`` is no organisation's is the vendor's own.
    """

    def __init__(self, world: World) -> None:
        self.organizations: set[str] = set()
        super().__init__(world)

    def authorize(self, request: Request) -> Reply | None:
        """
        401 unless the request carries any key in a header that the switch ``auth`` allows.

        Older revisions of the documentation show ``Authorization: Bearer``, the newest one ``X-API-Key``.
        """
        headers = {name.lower(): value.strip() for name, value in request.headers.items()}
        scheme, _, token = headers.get("authorization", "").partition(" ")
        carried = {"bearer": scheme.lower() == "bearer" and bool(token), "x-api-key": bool(headers.get("x-api-key"))}
        accepted = carried if self.setting["auth"] == "both" else {self.setting["auth"]}
        return None if any(carried[header] for header in accepted) else error(401, "missing or invalid credentials")

    def unknown_route(self, request: Request) -> Reply:
        """404; not documented."""
        return error(404, f"no route for {request.method} {request.path}")

    def malformed(self, request: Request) -> Reply:
        """The same code as for any other bad body; not documented."""
        return self.invalid(f"body of {request.method} {request.path} is not valid JSON").reply

    def failure(self, request: Request, status: int) -> Reply:
        """Throttling and breakdowns, in the form of every other error."""
        return error(status, f"{request.method} {request.path} failed")

    # --- Organisations ------------------------------------------------------------------------------------------------

    def list_organizations(self, _: Request) -> Reply:
        """The caller's organisations: a bare array, as a check of the key."""
        return Reply(200, [organization(key) for key in sorted(self.organizations)])

    def tenant(self, tail: str, **handlers: Handler) -> Iterable[Route]:
        """Routes below an organisation, by method."""
        for method, handler in handlers.items():
            yield Route(method, "/org/{org_id}" + tail, partial(self._within_organization, handler))

    def _within_organization(self, handler: Handler, request: Request) -> Reply:
        # 403 is inferred; the documentation does not tell it from 404.
        if request.params["org_id"] not in self.organizations:
            raise Refusal(error(403, "you are not a member of this organization"))
        return handler(request)

    # --- What every kind needs ----------------------------------------------------------------------------------------

    def listed(self, kind: str, request: Request) -> list[Row]:
        """The organisation's own objects, as a list shows them."""
        return [row for row in self.tables[kind].listed() if row["organization_id"] == request.params["org_id"]]

    def owned(self, kind: str, request: Request, key: str | None = None) -> Row:
        """The object named by the path, or by ``key``, if it is the organisation's own; else 404."""
        row = self.tables[kind].get(key if key is not None else request.params["id"])
        if row is None or row["organization_id"] != request.params["org_id"]:
            raise Refusal(error(404, f"{kind} not found"))
        return row

    def body(self, request: Request, fields: Mapping[str, Decoder], required: Iterable[str] = ()) -> Row:
        """What the request says, decoded; a misfit is refused."""
        try:
            return decoded(request.body, fields, required)
        except Misfit as misfit:
            raise self.invalid(str(misfit)) from misfit

    def invalid(self, message: str) -> Refusal:
        """The refusal of a bad body; 400 or 422 is not documented."""
        return Refusal(error(int(self.setting["invalid"]), message))

    def born(self, kind: str, request: Request, row: Row) -> Row:
        """A new object, stored, with what the vendor adds to each."""
        now = self.time()
        new = {"id": self.world.uuid(), "organization_id": request.params["org_id"], **row, "created_at": now, "updated_at": now}
        self.tables[kind].put(new["id"], new)
        return new

    def changed(self, kind: str, row: Row, given: Row) -> Row:
        """An object after an update, stored."""
        new = {**row, **given, "updated_at": self.time()}
        self.tables[kind].put(row["id"], new)
        return new

    def time(self) -> str:
        """Now. RFC 3339 is inferred from the filters that the documentation shows."""
        return datetime.fromtimestamp(self.world.now(), UTC).isoformat().replace("+00:00", "Z")

    def untold(self) -> bool:
        """What a boolean is that no request ever said. No default is documented for any."""
        return self.setting["untold"] == "true"

    def wire(self, value: Json) -> Json:
        """
        A JSON column as answers show it. The documentation types these columns ``integer[]`` although requests take objects, which a
        raw JSON value and a byte slice of Go both come out as; so the form on the wire is a switch. An absent value is null in each.
        """
        written = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        match self.setting["wire"]:
            case "string" if value is not None:
                return written
            case "base64" if value is not None:
                return base64.b64encode(written.encode()).decode()
            case "bytes" if value is not None:
                return list(written.encode())
        return value


def error(status: int, message: str) -> Reply:
    """An error in the vendor's form. That errors have the form of the answers to deletes is inferred."""
    return Reply(status, {"status": False, "message": message, "error": HTTPStatus(status).phrase, "data": None})


def paged(request: Request, rows: list[Row]) -> Reply:
    """
    One page as ``{data, meta: {page, size, total, total_pages}}``; ``page`` counts from 1, ``size`` is 20 unless told and at most 100.

    The limits are documented for one kind of this vendor and inferred for the others; so is that a bad number counts as not sent.
    """
    page, size = positive(request.query.get("page"), 1), min(positive(request.query.get("size"), 20), 100)
    meta = {"page": page, "size": size, "total": len(rows), "total_pages": -(-len(rows) // size)}
    return Reply(200, {"data": rows[(page - 1) * size : page * size], "meta": meta})


def positive(written: str | None, otherwise: int) -> int:
    """The positive number written in a query, or ``otherwise``."""
    number = int(written) if written is not None and written.isdecimal() else 0
    return number if number > 0 else otherwise


def organization(key: str) -> Row:
    """An organisation as the caller's own list shows it."""
    return {"id": key, "name": key, "slug": key, "role": "OWNER", "joined_at": "2026-01-01T00:00:00Z"}
