"""Shared tools, which read differently from how they are written."""

from __future__ import annotations

from collections.abc import Iterable

from ..vendor import Reply, Request
from .answers import Row, veiled
from .checking import merge, opaque
from .desk import Shelf, part_of
from .filling import described
from .references import flow_tool_ids
from .tool_fields import TOOL, TOOL_CREATE, TOOL_UPDATE, TOOLS


class SharedTools(Shelf):
    """``/ai/tools``. A row holds ``tool_definition`` as ``{type: settings}``."""

    kind = "tool"
    path = "/ai/tools"
    enveloped = False
    idempotent = True
    most = 100
    create = TOOL_CREATE
    update = TOOL_UPDATE

    def entries(self, ids: Iterable[str]) -> list[Row]:
        """The shared tools with these ids as entries of an assistant's ``tools``; an id that is gone is left out."""
        rows = [row for row in (self.tables["tool"].get(one) for one in ids) if row is not None]
        return [
            {"type": row["type"], **row["tool_definition"], "timeout_ms": row["timeout_ms"], "tool_id": row["id"], "shared": True}
            for row in rows
        ]

    def new_id(self) -> str:
        return f"tool-{self.world.uuid()}"

    def born(self, body: Row) -> Row:
        return self.fresh(self.new_id(), self.changed({"timeout_ms": 5000}, body))

    def changed(self, before: Row, body: Row) -> Row:
        """The settings stand under the key named like the type; they must be whole, merged or not."""
        type: str = body["type"] if "type" in body else before["type"]
        entry: Row = {"type": type, **before.get("tool_definition", {})} if type == before.get("type") else {"type": type}
        if type in body:
            merged = self.setting["nested"] == "merge" and type in TOOLS
            entry[type] = merge(TOOLS[type], entry.get(type), body[type]) if merged else body[type]
        elif type not in entry and not any(kind.required for kind in TOOLS.get(type, opaque()).fields.values()):
            entry[type] = {}
        checker = self.checker()
        entry = described(checker.check(TOOL, entry, ("body",)))
        self.refuse(checker.problems)
        known: Row = {name: body[name] for name in ("display_name", "timeout_ms") if name in body}
        return {**before, **known, "type": type, "tool_definition": {type: entry[type]}}

    def shown(self, row: Row) -> Row:
        definition = row["tool_definition"]
        if self.setting["tool_definition"] == "bare":
            definition = definition[row["type"]]
        found: Row = veiled({**row, "tool_definition": definition}, self.setting["header_values"])
        return found

    def wanted(self, request: Request, row: Row) -> bool:
        """Whether ``filter[name]`` is exact is not documented; here it is a part of the name in any case."""
        return request.query.get("filter[type]", "") in ("", row["type"]) and part_of(request.query, "filter[name]", row["display_name"])

    def released(self, row: Row) -> None:
        users = self.tables["assistant"].rows()
        self.refuse_in_use(row["id"], (user for user in users if row["id"] in [*user.get("tool_ids", []), *flow_tool_ids(user)]))

    def answered(self, status: int, row: Row) -> Reply:
        return Reply(status, self.shown(row))

    def gone(self, row: Row) -> Reply:
        """A deletion is answered with an empty object."""
        return Reply(200, {})
