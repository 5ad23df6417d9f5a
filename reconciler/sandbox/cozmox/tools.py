"""The simulated Cozmox: tools, and the bindings that say which agent may use which tool."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..vendor import Json, Refusal, Reply, Request, Route
from .account import Account, error, paged
from .fields import Decoder, Row, anything, decoded, json_list, json_object, one_of, picked, sized, text, texts, truth, without


class Tools:
    """``/tools``. A tool takes its bindings along when it goes."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> Iterable[Route]:
        """The collection and one tool."""
        yield from self.account.tenant("/tools", GET=self._list, POST=self._create)
        yield from self.account.tenant("/tools/{id}", GET=self._read, PATCH=self._update, DELETE=self._delete)

    def numbered(self, parameters: Iterable[Row]) -> list[Row]:
        """
        Parameters as the vendor stores them. A sent list replaces the old one (documented), so that every parameter is a new one;
        positions from 0 are inferred.
        """
        own = [{**PARAMETER_BLANK, **picked(parameter, PARAMETER_FIELDS)} for parameter in parameters]
        now = self.account.time
        return [{"id": self.account.world.uuid(), **row, "position": place, "created_at": now()} for place, row in enumerate(own)]

    def _list(self, request: Request) -> Reply:
        return paged(request, [picked(row, TOOL_SUMMARY) for row in self.account.listed("tool", request)])

    def _create(self, request: Request) -> Reply:
        given = self._body(request, ("name", "description", "method", "url"))
        return Reply(201, self._answer(self.account.born("tool", request, {**TOOL_BLANK, **given})))

    def _read(self, request: Request) -> Reply:
        return Reply(200, self._answer(self.account.owned("tool", request)))

    def _update(self, request: Request) -> Reply:
        row = self.account.owned("tool", request)
        return Reply(200, self._answer(self.account.changed("tool", row, self._body(request))))

    def _delete(self, request: Request) -> Reply:
        row = self.account.owned("tool", request)
        self.account.tables["tool"].pop(row["id"])
        unbind(self.account, "tool_id", row["id"])
        return Reply(200, {"status": True, "message": "tool deleted", "error": None, "data": None})

    def _body(self, request: Request, required: Iterable[str] = ()) -> Row:
        # The documentation calls headers a JSON object and types it integer[]; whether the vendor checks it is not documented.
        headers = {"headers": json_object if self.account.setting["headers"] == "object" else anything}
        given = self.account.body(request, {**TOOL_FIELDS, **headers}, required)
        if "parameters" in given:
            given["parameters"] = self.numbered(given["parameters"])
        return given

    def _answer(self, row: Row) -> Row:
        return without({**row, "headers": self.account.wire(row.get("headers"))}, ("organization_id",))


class Bindings:
    """``/agents/{id}/tools``. A binding has no id of its own; the table keeps it as ``<agent id>/<tool id>``."""

    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> Iterable[Route]:
        """The collection below an agent and one binding."""
        yield from self.account.tenant("/agents/{id}/tools", GET=self._list, POST=self._upsert)
        yield from self.account.tenant("/agents/{id}/tools/{tool_id}", PATCH=self._update, DELETE=self._delete)

    def of(self, agent: str, rows: list[Row]) -> list[Row]:
        """Those of the rows that are the agent's, as an answer shows them."""
        tools = self.account.tables["tool"]
        pairs = [(row, tools.get(row["tool_id"])) for row in rows if row["agent_id"] == agent]
        return [bound_tool(row, tool) for row, tool in pairs if tool is not None]

    def _list(self, request: Request) -> Reply:
        return Reply(200, self.of(self.account.owned("agent", request)["id"], self.account.tables["agent_tool"].listed()))

    def _upsert(self, request: Request) -> Reply:
        agent = self.account.owned("agent", request)
        given = self.account.body(request, {"tool_id": text, **BINDING_FIELDS}, ("tool_id",))
        tool, bindings = self.account.owned("tool", request, given["tool_id"]), self.account.tables["agent_tool"]
        key = pair_key(agent["id"], tool["id"])
        before = bindings.get(key) or {"agent_id": agent["id"], "is_enabled": self.account.untold()}
        bindings.put(key, {**before, **given, "organization_id": agent["organization_id"]})
        return Reply(201, {"message": "tool added to agent"})

    def _update(self, request: Request) -> Reply:
        key, row = self._binding(request)
        self.account.tables["agent_tool"].put(key, {**row, **self.account.body(request, BINDING_FIELDS)})
        return Reply(200, {"message": "agent tool updated"})

    def _delete(self, request: Request) -> Reply:
        key, _ = self._binding(request)
        self.account.tables["agent_tool"].pop(key)
        return Reply(200, {"message": "tool removed from agent"})

    def _binding(self, request: Request) -> tuple[str, Row]:
        key = pair_key(self.account.owned("agent", request)["id"], request.params["tool_id"])
        row = self.account.tables["agent_tool"].get(key)
        if row is None:
            raise Refusal(error(404, "agent tool not found"))
        return key, row


def unbind(account: Account, side: str, key: str) -> None:
    """The bindings of an agent or a tool go with it; inferred, since the documentation is silent."""
    for row in account.tables["agent_tool"].rows():
        if row[side] == key:
            account.tables["agent_tool"].pop(pair_key(row["agent_id"], row["tool_id"]))


def pair_key(agent: str, other: str) -> str:
    """Where a table keeps what ties an agent to something: the pair is its identity."""
    return f"{agent}/{other}"


def bound_tool(binding: Row, tool: Row) -> Row:
    """A binding as an agent shows it: its own three fields and a copy of the tool's."""
    parameters = [picked(parameter, PARAMETER_FIELDS) for parameter in tool["parameters"]]
    copied = picked(tool, ("name", "description", "method", "url"))
    return {**picked(binding, ("tool_id", "is_enabled", "config_override")), **copied, "parameters": parameters}


def parameters(value: Json) -> list[Row]:
    """A list of tool parameters. The documented types of a parameter are not enforced: the vendor's own example breaks them."""
    return [decoded(item, PARAMETER_FIELDS, ("name", "type")) for item in json_list(value)]


TOOL_SUMMARY = ("id", "name", "description", "method", "url", "created_at", "updated_at")
PARAMETER_FIELDS: Mapping[str, Decoder] = {"name": text, "type": text, "description": text, "required": truth}
PARAMETER_BLANK: Mapping[str, Json] = {"name": "", "type": "", "description": "", "required": False}
# Without headers, whose decoder depends on a switch.
TOOL_FIELDS: Mapping[str, Decoder] = {
    "name": sized(1, 255),
    "description": text,
    "method": one_of("GET", "POST", "PUT", "PATCH", "DELETE"),
    "url": text,
    "body": text,
    "filler_phrases": texts,
    "parameters": parameters,
}
TOOL_BLANK: Mapping[str, Json] = {"body": "", "headers": None, "filler_phrases": [], "parameters": []}
BINDING_FIELDS: Mapping[str, Decoder] = {"is_enabled": truth, "config_override": json_object}
