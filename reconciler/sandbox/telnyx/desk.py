"""What all of Telnyx's objects have in common: bodies that are checked, refusals, times, idempotency keys."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from ..vendor import Handler, Json, Refusal, Reply, Request, Route, Table, Vendor, World
from .answers import Row, broken, error, errors, header, in_use, outside_ai, paged, under_ai
from .checking import Checker, Kind, Problem

DAY = 86_400


@dataclass(frozen=True, slots=True)
class Answered:
    """What an idempotency key was answered with, when, and for which body."""

    at: float
    asked: str
    reply: Reply


class Desk:
    """The part of the vendor that serves one group of objects. It lives until the account is reset."""

    def __init__(self, vendor: Vendor) -> None:
        self.vendor = vendor
        self._answered: dict[tuple[str, ...], Answered] = {}

    def routes(self) -> Iterable[Route]:
        """Every operation on these objects."""
        raise NotImplementedError

    @property
    def world(self) -> World:
        """Time and identifiers."""
        return self.vendor.world

    @property
    def tables(self) -> Mapping[str, Table]:
        """Every kind's objects."""
        return self.vendor.tables

    @property
    def setting(self) -> Mapping[str, str]:
        """The switches as they stand."""
        return self.vendor.setting

    def now(self, later: float = 0) -> str:
        """The time as an answer tells it."""
        return datetime.fromtimestamp(self.world.now() + later, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def digits(self) -> str:
        """A new id like those of TeXML applications and phone numbers: nineteen digits."""
        return str(10**18 + int(hashlib.sha256(self.world.uuid().encode()).hexdigest(), 16) % (9 * 10**18))

    def checker(self) -> Checker:
        """A checker with the habits in force."""
        return Checker(self.setting["null"] == "ignore", self.setting["unknown_tools"] == "refuse")

    def checked(self, kind: Kind, request: Request) -> Row:
        """The body as the vendor keeps it; raises the 422 that names every problem."""
        if not isinstance(request.body, dict):
            self.refuse([Problem(("body",), "Input should be a valid dictionary", "dict_type", request.body)], request)
        checker = self.checker()
        body: Row = checker.check(kind, request.body, ("body",))
        self.refuse(checker.problems, request)
        return body

    def refuse(self, problems: Sequence[Problem], request: Request | None = None) -> None:
        """422 if there are problems: ``detail`` under ``/ai``, ``errors`` elsewhere."""
        if not problems:
            return
        if request is not None and not under_ai(request):
            raise Refusal(errors(422, [outside_ai(problem) for problem in problems]))
        echo = self.setting["error_input"] == "echo"
        details = [{"loc": list(one.loc), "msg": one.msg, "type": one.type, **({"input": one.given} if echo else {})} for one in problems]
        raise Refusal(Reply(422, {"detail": details}))

    def found(self, kind: str, request: Request) -> Row:
        """The object that the path names; raises the 404."""
        key = request.params["id"]
        row = self.tables[kind].get(key)
        if row is None:
            raise self.missing(f"There is no {kind} {key}.", ai=under_ai(request))
        return row

    def missing(self, detail: str, *, ai: bool = True) -> Refusal:
        """404, under ``/ai`` in one of two shapes; which one is not documented."""
        if ai and self.setting["not_found"] == "detail":
            return Refusal(Reply(404, {"detail": [{"code": "10005", "title": "Resource not found", "detail": detail}]}))
        return Refusal(error(404, "10005", "Resource not found", detail))

    def refuse_in_use(self, what: str, users: Iterable[Row]) -> None:
        """Whether an object that others refer to can be deleted is not documented."""
        names = [str(row["name"]) for row in users]
        if names and self.setting["delete_in_use"] == "refuse":
            raise in_use(what, names)

    def once(self, handler: Handler) -> Handler:
        """
        The handler under an ``Idempotency-Key``: for a day the same request is answered as before and does nothing.

        422 (10027) for another body under the same key, 400 (10015) for a bad key. Failures are not remembered.
        """

        def handled(request: Request) -> Reply:
            key = header(request, "idempotency-key")
            if not key:
                return handler(request)
            if not re.fullmatch(r"[A-Za-z0-9_:-]{1,255}", key):
                raise broken("The idempotency key is malformed.")
            scope = (header(request, "authorization"), key, request.method, request.path)
            asked = json.dumps([request.body, sorted(request.query.items())], sort_keys=True)
            earlier = self._answered.get(scope)
            if earlier is not None and self.world.now() - earlier.at < DAY:
                return _replayed(earlier, asked)
            reply = handler(request)
            if reply.status < 300:
                self._answered[scope] = Answered(self.world.now(), asked, reply)
            return reply

        return handled


def _replayed(earlier: Answered, asked: str) -> Reply:
    if earlier.asked != asked:
        raise Refusal(error(422, "10027", "Unprocessable entity", "The idempotency key was used with another body."))
    return replace(earlier.reply, headers={**earlier.reply.headers, "Idempotent-Replayed": "true"})


class Shelf(Desk):
    """Objects of one kind that are made, read, changed and deleted the plain way. What differs is a word or a method."""

    kind = ""
    path = ""
    id_name = "id"
    verb = "PATCH"
    made = 200
    enveloped = True
    answers_delete = True
    idempotent = False
    size = 20
    most: int | None = 250
    create: Kind
    update: Kind

    def routes(self) -> Iterable[Route]:
        """List, create, read, update, delete."""
        one = self.path + "/{id}"
        create = self.once(self._create) if self.idempotent else self._create
        return (
            Route("GET", self.path, self._list),
            Route("POST", self.path, create),
            Route("GET", one, self._read),
            Route(self.verb, one, self._update),
            Route("DELETE", one, self._delete),
        )

    def new_id(self) -> str:
        """An id for a new object."""
        return self.world.uuid()

    def born(self, body: Row) -> Row:
        """The object that a create makes."""
        return self.fresh(self.new_id(), body)

    def fresh(self, key: str, body: Row) -> Row:
        """A new object of this id, with what the server adds."""
        return {self.id_name: key, "created_at": self.now(), **body}

    def changed(self, before: Row, body: Row) -> Row:
        """The object that an update leaves."""
        return {**before, **body}

    def shown(self, row: Row) -> Row:
        """The object as an answer shows it."""
        return row

    def wanted(self, request: Request, row: Row) -> bool:
        """Whether the list's filters let the object through."""
        return True

    def released(self, row: Row) -> None:
        """Called before an object is deleted: it may refuse."""

    def answered(self, status: int, row: Row) -> Reply:
        """The answer for one object."""
        return Reply(status, {"data": self.shown(row)} if self.enveloped else self.shown(row))

    def gone(self, row: Row) -> Reply:
        """The answer to a deletion: the object, or nothing at all."""
        return self.answered(200, row) if self.answers_delete else Reply(200)

    def listed(self, request: Request) -> list[Row]:
        """What a list shows, the filters applied."""
        return [self.shown(row) for row in self.tables[self.kind].listed() if self.wanted(request, row)]

    def _list(self, request: Request) -> Reply:
        return paged(request, self.listed(request), self.size, self.most)

    def _create(self, request: Request) -> Reply:
        row = self.born(self.checked(self.create, request))
        self.tables[self.kind].put(row[self.id_name], row)
        return self.answered(self.made, row)

    def _read(self, request: Request) -> Reply:
        return self.answered(200, self.found(self.kind, request))

    def _update(self, request: Request) -> Reply:
        before = self.found(self.kind, request)
        row = self.changed(before, self.checked(self.update, request))
        self.tables[self.kind].put(row[self.id_name], row)
        return self.answered(200, row)

    def _delete(self, request: Request) -> Reply:
        row = self.found(self.kind, request)
        self.released(row)
        self.tables[self.kind].pop(row[self.id_name])
        return self.gone(row)


def part_of(query: Mapping[str, str], name: str, value: Json) -> bool:
    """Whether a filter that asks for a part of a text lets this one through."""
    return query.get(name, "").lower() in str(value or "").lower()
