"""MCP servers, whose list is a bare array."""

from __future__ import annotations

from ..vendor import Reply, Request
from .answers import Row, page
from .checking import many, must, nullable, shape, text
from .desk import Shelf

_FIELDS = {
    "name": text(),
    "type": text(),
    "url": text(),
    "api_key_ref": nullable(text()),
    "allowed_tools": nullable(many(text())),
}
_OPTIONAL = {"api_key_ref": None, "allowed_tools": None}


class McpServers(Shelf):
    """``/ai/mcp_servers``. Whether its PUT merges or replaces is not documented."""

    kind = "mcp_server"
    path = "/ai/mcp_servers"
    verb = "PUT"
    enveloped = False
    answers_delete = False
    idempotent = True
    most = 100
    create = shape({**_FIELDS, **{name: must(_FIELDS[name]) for name in ("name", "type", "url")}})
    update = shape(_FIELDS)

    def born(self, body: Row) -> Row:
        return self.fresh(self.new_id(), {**_OPTIONAL, **body})

    def changed(self, before: Row, body: Row) -> Row:
        return {**before, **(_OPTIONAL if self.setting["mcp_put"] == "replace" else {}), **body}

    def wanted(self, request: Request, row: Row) -> bool:
        return all(request.query.get(name, "") in ("", row[name]) for name in ("type", "url"))

    def released(self, row: Row) -> None:
        users = self.tables["assistant"].rows()
        self.refuse_in_use(row["id"], (user for user in users if row["id"] in [one["id"] for one in user.get("mcp_servers", [])]))

    def _list(self, request: Request) -> Reply:
        """No count, no end marker: a page past the end is empty."""
        number, size = page(request, "page[number]", 1, None), page(request, "page[size]", self.size, self.most)
        return Reply(200, self.listed(request)[(number - 1) * size : number * size])
