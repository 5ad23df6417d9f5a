"""The simulated Cozmox: answers to frequent questions, outcome definitions, quality rules and templates of e-mails."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..vendor import Json, Refusal, Reply, Request, Route
from .account import Account, error, paged, positive
from .fields import Decoder, Row, integer, one_of, text, truth, without


class Texts:
    """Objects without habits: stored as sent, changed field by field, gone without a word. What each kind has of its own stands below."""

    kind = ""
    path = ""
    fields: Mapping[str, Decoder] = {}
    required: tuple[str, ...] = ()
    fixed: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ("organization_id",)

    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> Iterable[Route]:
        """The collection and one object."""
        yield from self.account.tenant(self.path, GET=self.listing, POST=self._create)
        yield from self.account.tenant(self.path + "/{id}", GET=self._read, PATCH=self._update, DELETE=self._delete)

    def blank(self) -> Row:
        """What an object is where its create says nothing."""
        return {}

    def listing(self, request: Request) -> Reply:
        """The collection, in pages by number unless a kind does it otherwise."""
        sought = request.query.get("search", "").lower()
        rows = self.visible(request)
        return paged(request, [row for row in rows if sought in str(row.get("name", "")).lower()])

    def visible(self, request: Request) -> list[Row]:
        """The rows that a list shows."""
        return [self.answer(row) for row in self.account.listed(self.kind, request)]

    def found(self, request: Request) -> Row:
        """The object that the path names."""
        return self.account.owned(self.kind, request)

    def answer(self, row: Row) -> Row:
        """An object as answers show it."""
        return without(row, self.hidden)

    def _create(self, request: Request) -> Reply:
        given = self.account.body(request, self.fields, self.required)
        return Reply(201, self.answer(self.account.born(self.kind, request, {**self.blank(), **given})))

    def _read(self, request: Request) -> Reply:
        return Reply(200, self.answer(self.found(request)))

    def _update(self, request: Request) -> Reply:
        row = self.found(request)
        given = self.account.body(request, without(self.fields, self.fixed))
        return Reply(200, self.answer(self.account.changed(self.kind, row, given)))

    def _delete(self, request: Request) -> Reply:
        # An empty body is what the vendor's SDK expects; the code is inferred.
        self.account.tables[self.kind].pop(self.found(request)["id"])
        return Reply(204)


class Faqs(Texts):
    """``/faqs``, listed by cursor: ``limit`` is 20 unless told, 1 to 100. How the last page says so is the switch ``cursor_end``."""

    kind, path = "faq", "/faqs"
    fields: Mapping[str, Decoder] = dict.fromkeys(("question", "answer", "instruction", "logic"), text)
    required = ("question", "answer")

    def blank(self) -> Row:
        """Both optional texts are empty."""
        return {"instruction": "", "logic": ""}

    def listing(self, request: Request) -> Reply:
        """``{data, pagination: {has_more, next_cursor}}``; a cursor is the place where the next page begins."""
        rows, begin = self.visible(request), positive(request.query.get("cursor"), 0)
        end = begin + min(positive(request.query.get("limit"), 20), 100)
        return Reply(200, {"data": rows[begin:end], "pagination": self._pagination(end, end < len(rows))})

    def _pagination(self, end: int, more: bool) -> Row:  # noqa: FBT001 -- half of the answer
        match self.account.setting["cursor_end"]:
            case "absent" if not more:
                return {"has_more": False}
            case "null" if not more:
                return {"has_more": False, "next_cursor": None}
        return {"has_more": more, "next_cursor": str(end)}


class Outcomes(Texts):
    """
    ``/outcome-definitions``: a bare array that mixes the platform's with one's own, and no read of one.

    The platform's cannot be changed: 403, which is inferred. Whether they carry another organisation or none is ``platform_org``.
    """

    kind, path = "outcome_definition", "/outcome-definitions"
    fields: Mapping[str, Decoder] = {
        "key": text,
        "value_type": one_of("BOOLEAN", "TEXT", "NUMBER", "DATE", "JSON"),
        "display_name": text,
        "description": text,
        "is_unique_per_call": truth,
    }
    required = ("key", "value_type", "display_name")
    fixed = ("key", "value_type")
    hidden = ("updated_at",)

    def routes(self) -> Iterable[Route]:
        """Those of every kind but the read."""
        return (route for route in super().routes() if route.method != "GET" or not route.template.endswith("{id}"))

    def blank(self) -> Row:
        """No description; the boolean is not documented."""
        return {"description": "", "is_unique_per_call": self.account.untold()}

    def listing(self, request: Request) -> Reply:
        """The bare array."""
        return Reply(200, self.visible(request))

    def visible(self, request: Request) -> list[Row]:
        """The platform's first, as they are older."""
        return [self.answer(row) for row in mixed(self.account, self.kind, request)]

    def found(self, request: Request) -> Row:
        """One's own; the platform's are refused."""
        return own(self.account, self.kind, request)

    def answer(self, row: Row) -> Row:
        """The platform's organisation is shown, or left out."""
        hidden = ("organization_id",) if foreign(row) and self.account.setting["platform_org"] == "absent" else ()
        return without(super().answer(row), hidden)


class Rules(Texts):
    """``/quality-rules``: pages that mix global ones with one's own. The global ones cannot be changed: 403, which is inferred."""

    kind, path = "quality_rule", "/quality-rules"
    fields: Mapping[str, Decoder] = {"key": text, "prompt": text, "penalty": integer, "is_active": truth}
    required = ("key", "prompt", "penalty")
    hidden = ()

    def blank(self) -> Row:
        """Whether a new rule is active is not documented."""
        return {"is_active": self.account.untold()}

    def visible(self, request: Request) -> list[Row]:
        """The global ones first, as they are older."""
        return [self.answer(row) for row in mixed(self.account, self.kind, request)]

    def found(self, request: Request) -> Row:
        """One's own; a read shows a global one as well."""
        if request.method != "GET":
            return own(self.account, self.kind, request)
        row = self.account.tables[self.kind].get(request.params["id"])
        return row if row is not None and foreign(row) else self.account.owned(self.kind, request)

    def answer(self, row: Row) -> Row:
        """With ``is_global``."""
        return {**super().answer(row), "is_global": foreign(row)}


class Templates(Texts):
    """``/email-templates``. A delete is soft, which nobody can see."""

    kind, path = "email_template", "/email-templates"
    fields: Mapping[str, Decoder] = dict.fromkeys(("name", "subject", "body_html", "body_text"), text)
    required = ("name", "subject", "body_html")

    def blank(self) -> Row:
        """No plain text."""
        return {"body_text": ""}


def mixed(account: Account, kind: str, request: Request) -> list[Row]:
    """The vendor's own objects and the organisation's."""
    return [row for row in account.tables[kind].listed() if foreign(row) or row["organization_id"] == request.params["org_id"]]


def own(account: Account, kind: str, request: Request) -> Row:
    """The organisation's own object; one of the vendor's is forbidden."""
    row = account.tables[kind].get(request.params["id"])
    if row is not None and foreign(row):
        raise Refusal(error(403, f"this {kind} belongs to the platform"))
    return account.owned(kind, request)


def foreign(row: Mapping[str, Json]) -> bool:
    """Whether an object is the vendor's own."""
    return bool(row["organization_id"] == PLATFORM)


PLATFORM = "platform"
_THEN = {"created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}
PLATFORM_OUTCOMES: tuple[Row, ...] = (
    {"id": "outcome-p1", "key": "call_successful", "value_type": "BOOLEAN", "display_name": "Call successful"},
    {"id": "outcome-p2", "key": "summary", "value_type": "TEXT", "display_name": "Summary"},
)
GLOBAL_RULES: tuple[Row, ...] = (
    {"id": "rule-g1", "key": "politeness", "prompt": "The agent stays polite.", "penalty": 10, "is_active": True},
    {"id": "rule-g2", "key": "no_invention", "prompt": "The agent invents nothing.", "penalty": 30, "is_active": True},
)
OUTCOME_REST: Row = {"description": "", "is_unique_per_call": True, "organization_id": PLATFORM, **_THEN}
RULE_REST: Row = {"organization_id": PLATFORM, **_THEN}
