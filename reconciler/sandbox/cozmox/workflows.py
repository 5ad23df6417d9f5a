"""The simulated Cozmox: workflows, whose definition gets a version with every write."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..vendor import Json, Reply, Request, Route
from .account import Account, paged
from .fields import Decoder, Row, anything, text, truth, without


class Workflows:
    """
    ``/workflows``. A create makes version 1 and publishes it, and every PUT of the definition makes the next, an equal one too.

    Nothing but the definition can be changed. A delete is soft, which nobody can see: afterwards the workflow is not found. Whether the
    vendor keeps a definition as it is sent or adds to it is the switch ``opaque``.
    """

    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> Iterable[Route]:
        """The collection, one workflow, and its definition."""
        yield from self.account.tenant("/workflows", GET=self._list, POST=self._create)
        yield from self.account.tenant("/workflows/{id}", GET=self._read, DELETE=self._delete)
        yield from self.account.tenant("/workflows/{id}/definition", PUT=self._define)

    def minted(self, row: Row, definition: Json) -> Row:
        """What another definition changes: the version goes up, and it is published."""
        return {"definition": definition, "version": row["version"] + 1, "published_at": self.account.time()}

    def _list(self, request: Request) -> Reply:
        sought, trigger = request.query.get("search", "").lower(), request.query.get("trigger_type", "")
        rows = [row for row in self.account.listed("workflow", request) if sought in row["name"].lower()]
        found = [row for row in rows if trigger in ("", row["trigger_type"])]
        return paged(request, [without(row, ("definition", "organization_id")) for row in found])

    def _create(self, request: Request) -> Reply:
        given = self.account.body(request, WORKFLOW_FIELDS, ("name", "trigger_type", "definition"))
        given["definition"] = self._kept(given["definition"])
        blank = {"description": "", "is_active": self.account.untold(), "version": 1, "published_at": self.account.time()}
        return Reply(201, self._answer(self.account.born("workflow", request, {**blank, **given})))

    def _read(self, request: Request) -> Reply:
        return Reply(200, self._answer(self.account.owned("workflow", request)))

    def _define(self, request: Request) -> Reply:
        row = self.account.owned("workflow", request)
        definition = self.account.body(request, {"definition": anything}, ("definition",))["definition"]
        return Reply(200, self._answer(self.account.changed("workflow", row, self.minted(row, self._kept(definition)))))

    def _delete(self, request: Request) -> Reply:
        self.account.tables["workflow"].pop(self.account.owned("workflow", request)["id"])
        return Reply(200, {"message": "workflow deleted"})

    def _kept(self, definition: Json) -> Json:
        return filled(definition) if self.account.setting["opaque"] == "filled" else definition

    def _answer(self, row: Row) -> Row:
        return without({**row, "definition": self.account.wire(row["definition"])}, ("organization_id",))


def filled(definition: Json) -> Json:
    """A definition with something of the vendor's own in every object, as an editor of such graphs adds it."""
    match definition:
        case dict():
            return {**{key: filled(each) for key, each in definition.items()}, "layout": {"x": 0, "y": 0}}
        case list():
            return [filled(each) for each in definition]
    return definition


WORKFLOW_FIELDS: Mapping[str, Decoder] = {
    "name": text,
    "trigger_type": text,
    "description": text,
    "is_active": truth,
    "definition": anything,
}
