"""
A simulated Telnyx: AI assistants with their versions, shared tools, integration secrets.

It follows the published API description and, where that is silent, what users have seen; what neither tells is a switch.
"""

from __future__ import annotations

import copy
import hashlib
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from . import telnyx_rules as rules
from .telnyx_rules import Checker, Kind, Problem
from .vendor import Handler, Json, Refusal, Reply, Request, Route, Table, Vendor, World

Row = dict[str, Json]

VERSIONS = 10
DAY = 86_400
RESTORABLE = 30 * DAY


@dataclass(frozen=True, slots=True)
class Answered:
    """What an idempotency key was answered with, when, and for which body."""

    at: float
    asked: str
    reply: Reply


class Telnyx(Vendor):
    """
    Kinds: ``assistant``, ``integration_secret``, ``tool``; and ``deleted_assistant``, which may still be restored.

    The row of an assistant is its main version; the other versions are kept beside. A row holds ``tool_ids``, which no answer shows.
    The row of a tool holds ``tool_definition`` as ``{type: settings}``. The row of a secret holds ``type`` and a fingerprint of the value.
    """

    name = "telnyx"
    mount = "/telnyx/v2"
    switches: Mapping[str, tuple[str, ...]] = {
        "nested": ("replace", "merge"),
        "omitted_lists": ("keep", "reset"),
        "null": ("422", "ignore"),
        "tool_id": ("present", "absent"),
        "tool_definition": ("wrapped", "bare"),
        "duplicate_secret": ("refuse", "accept"),
        "delete_in_use": ("allow", "refuse"),
        "not_found": ("errors", "detail"),
        "header_values": ("clear", "masked", "absent"),
        "unknown_tools": ("accept", "refuse"),
        "null_app_first": ("no", "yes"),
        "secret_refs": ("any", "check"),
        "foreign_settings": ("drop", "refuse"),
        "error_input": ("absent", "echo"),
    }
    # The key ``value`` is secret only inside a list of headers, so the whole list is kept out of the log.
    masked = frozenset({"token", "username", "password", "api_key"}) | rules.SIP_CREDENTIALS | rules.HEADER_LISTS

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.tables = {kind: Table() for kind in ("assistant", "integration_secret", "tool", "deleted_assistant")}

    def reset(self) -> None:
        """An empty account."""
        super().reset()
        self._versions: dict[str, list[Row]] = {}
        self._answered: dict[tuple[str, ...], Answered] = {}
        self._app_unseen: set[str] = set()
        self._last_version = 0

    def routes(self) -> Iterable[Route]:
        """Literal paths stand before the templates that would swallow them."""
        one, versions = "/ai/assistants/{id}", "/ai/assistants/{id}/versions"
        return (
            Route("GET", "/ai/assistants", self._list_assistants),
            Route("POST", "/ai/assistants", self._once(self._create_assistant)),
            Route("GET", "/ai/assistants/deleted", self._list_deleted),
            Route("GET", one, self._read_assistant),
            Route("POST", one, self._update_assistant),
            # In no description, yet users send it with success.
            Route("PATCH", one, self._update_assistant),
            Route("DELETE", one, self._delete_assistant),
            Route("GET", one + "/deleted", self._read_deleted),
            Route("POST", one + "/restore", self._restore_assistant),
            Route("GET", versions, self._list_versions),
            Route("GET", versions + "/{version}", self._read_version),
            Route("POST", versions + "/{version}", self._update_version),
            Route("DELETE", versions + "/{version}", self._delete_version),
            Route("POST", versions + "/{version}/promote", self._promote_version),
            Route("GET", "/ai/tools", self._list_tools),
            Route("POST", "/ai/tools", self._once(self._create_tool)),
            Route("GET", "/ai/tools/{id}", self._read_tool),
            Route("PATCH", "/ai/tools/{id}", self._update_tool),
            Route("DELETE", "/ai/tools/{id}", self._delete_tool),
            Route("GET", "/integration_secrets", self._list_secrets),
            Route("POST", "/integration_secrets", self._create_secret),
            Route("DELETE", "/integration_secrets/{id}", self._delete_secret),
        )

    def authorize(self, request: Request) -> Reply | None:
        """401 with code 10009 unless a bearer token was sent; any token will do."""
        if re.fullmatch(r"(?i:bearer) +\S+", _header(request, "authorization")):
            return None
        return _error(401, "10009", "Authentication failed", "Could not understand the provided credentials.")

    def unknown_route(self, request: Request) -> Reply:
        """404 with code 10005."""
        return _error(404, "10005", "Resource not found", f"There is nothing at {request.method} {request.path}.")

    def malformed(self, request: Request) -> Reply:
        """422 under ``/ai``, 400 elsewhere."""
        if _under_ai(request):
            return Reply(422, {"detail": [{"loc": ["body", 0], "msg": "JSON decode error", "type": "json_invalid"}]})
        return _error(400, "10015", "Bad request", "The request body is not valid JSON.")

    def edited(self, kind: str, key: str, patch: Mapping[str, Json]) -> Row | None:
        """As documented for the base; saving an assistant in the portal writes a version like any other save."""
        before = self.tables[kind].get(key)
        row = super().edited(kind, key, patch)
        if kind != "assistant" or row is None or before is None:
            return row
        row["tools"] = self._equipped(row.get("tools", []))
        return self._make_main(before, self._stamped(row))

    # ---- assistants

    def _list_assistants(self, request: Request) -> Reply:
        return Reply(200, {"data": [self._shown(row) for row in self.tables["assistant"].listed()]})

    def _create_assistant(self, request: Request) -> Reply:
        body = self._checked(rules.ASSISTANT_CREATE, request)
        key = f"assistant-{self.world.uuid()}"
        row = {"id": key, "created_at": self._now(), "related_mission_ids": [], **self._composed({}, body)}
        row["telephony_settings"].setdefault("default_texml_app_id", _digits(self.world.uuid()))
        row["messaging_settings"].setdefault("default_messaging_profile_id", self.world.uuid())
        row = self._stamped(row)
        self.tables["assistant"].put(key, row)
        if self.setting["null_app_first"] == "yes":
            self._app_unseen.add(key)
        return Reply(200, self._shown(row))

    def _read_assistant(self, request: Request) -> Reply:
        shown = self._shown(self._found("assistant", request))
        self._app_unseen.discard(shown["id"])
        return Reply(200, shown)

    def _update_assistant(self, request: Request) -> Reply:
        """Every success writes a version; with ``promote_to_main`` false main stays, and the answer is the candidate."""
        before = self._found("assistant", request)
        body = self._checked(rules.ASSISTANT_UPDATE, request)
        promoted = body.pop("promote_to_main", True)
        row = self._stamped(self._composed(before, {"version_name": "New assistant", **body}))
        if promoted:
            self._make_main(before, row)
        else:
            self._keep_version(row)
        return Reply(200, self._shown(row))

    def _delete_assistant(self, request: Request) -> Reply:
        """Soft unless ``hard_delete``; 400 while another assistant refers to this one, by a handoff tool or a flow edge."""
        row = self._found("assistant", request)
        key = row["id"]
        others = [other for other in self.tables["assistant"].rows() if other["id"] != key]
        users = [other["name"] for other in others if key in _assistants_in(self._shown(other))]
        if users:
            raise _broken(f"Assistant {key} is referred to by {', '.join(users)}.")
        self.tables["assistant"].pop(key)
        if request.query.get("hard_delete", "false").lower() == "true":
            self._versions.pop(key, None)
        else:
            expiry = {"deleted_at": self._now(), "permanently_deleted_at": self._now(RESTORABLE)}
            self.tables["deleted_assistant"].put(key, {**row, **expiry})
        return Reply(200, {"id": key, "object": "assistant", "deleted": True})

    def _list_deleted(self, request: Request) -> Reply:
        return _paged(request, [self._shown(row) for row in self.tables["deleted_assistant"].listed()], 20, 100)

    def _read_deleted(self, request: Request) -> Reply:
        return Reply(200, self._shown(self._found("deleted_assistant", request)))

    def _restore_assistant(self, request: Request) -> Reply:
        """The assistant comes back as it was, with its versions."""
        row = self._found("deleted_assistant", request)
        self.tables["deleted_assistant"].pop(row["id"])
        back = {name: value for name, value in row.items() if name not in ("deleted_at", "permanently_deleted_at")}
        self.tables["assistant"].put(row["id"], back)
        return Reply(200, self._shown(back))

    # ---- versions

    def _list_versions(self, request: Request) -> Reply:
        main = self._found("assistant", request)
        rows = [main, *self._versions.get(main["id"], [])]
        rows.sort(key=lambda row: str(row["version_id"]), reverse=True)
        return Reply(200, {"data": [self._shown(row) for row in rows]})

    def _read_version(self, request: Request) -> Reply:
        """MCP servers are shown only with ``include_mcp_servers=true``."""
        shown = self._shown(self._version(request))
        if request.query.get("include_mcp_servers", "false").lower() != "true":
            shown.pop("mcp_servers", None)
        return Reply(200, shown)

    def _update_version(self, request: Request) -> Reply:
        """In place, keeping the version's id; refused for main."""
        before = self._not_main(self._version(request))
        body = self._checked(rules.ASSISTANT_UPDATE, request)
        body.pop("promote_to_main", None)
        row = self._composed(before, body)
        self._drop_version(before)
        self._keep_version(row)
        return Reply(200, self._shown(row))

    def _delete_version(self, request: Request) -> Reply:
        self._drop_version(self._not_main(self._version(request)))
        return Reply(204)

    def _promote_version(self, request: Request) -> Reply:
        row, main = self._version(request), self._found("assistant", request)
        if row["version_id"] != main["version_id"]:
            self._drop_version(row)
            self._make_main(main, row)
        return Reply(200, self._shown(row))

    def _version(self, request: Request) -> Row:
        main = self._found("assistant", request)
        wanted = request.params["version"]
        for row in [main, *self._versions.get(main["id"], [])]:
            if row["version_id"] == wanted:
                return copy.deepcopy(row)
        raise self._missing(f"Assistant {main['id']} has no version {wanted}.")

    def _not_main(self, row: Row) -> Row:
        main = self.tables["assistant"].get(row["id"])
        if main is not None and main["version_id"] == row["version_id"]:
            raise _broken("The main version can be neither edited nor deleted here.")
        return row

    def _make_main(self, before: Row, row: Row) -> Row:
        self.tables["assistant"].put(row["id"], row)
        self._keep_version(before)
        return row

    def _keep_version(self, row: Row) -> None:
        """The oldest versions are erased for good beyond the documented ten, main among them."""
        kept = sorted([*self._versions.get(row["id"], []), copy.deepcopy(row)], key=lambda one: str(one["version_id"]))
        self._versions[row["id"]] = kept[-(VERSIONS - 1) :]

    def _drop_version(self, row: Row) -> None:
        kept = self._versions.get(row["id"], [])
        self._versions[row["id"]] = [one for one in kept if one["version_id"] != row["version_id"]]

    def _stamped(self, row: Row) -> Row:
        """Seen by users: a version's id is its time, ``YYYYMMDDTHHMMSSffffff``; no two are alike here, even under a stopped clock."""
        self._last_version = max(round(self.world.now() * 1_000_000), self._last_version + 1)
        seconds, micros = divmod(self._last_version, 1_000_000)
        moment = datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)
        return {**row, "version_id": moment.strftime("%Y%m%dT%H%M%S%f"), "version_created_at": self._now()}

    # ---- what a write makes of an assistant

    def _composed(self, before: Row, body: Row) -> Row:
        """The row after this body: laid over what was there, defaults filled in, and refused if a rule is broken."""
        row = {**before, **{name: self._laid_over(name, before.get(name), value) for name, value in body.items()}}
        if self.setting["omitted_lists"] == "reset":
            row = {name: value for name, value in row.items() if name in body or name not in rules.RESETTABLE}
        if row.get("external_llm") and "model" not in row:
            row["model"] = ""
        row = dict(rules.fill(rules.ASSISTANT_STORED, row))
        row["tools"] = self._equipped(row["tools"])
        strict = self.setting["foreign_settings"] == "refuse"
        row["transcription"] = _heard(row["transcription"], strict=strict, changed="fallback_models" not in body.get("transcription", {}))
        row["voice_settings"] = _voiced(row["voice_settings"])
        if "observability_settings" in row:
            row["observability_settings"] = _synced(row["observability_settings"])
        self._refuse_unknown(body)
        for reason in _broken_rules(row, [*row["tools"], *self._shared(row["tool_ids"])], self._shared(_flow_tool_ids(row))):
            raise _broken(reason)
        return row

    def _laid_over(self, name: str, before: Json, after: Json) -> Json:
        kind = rules.ASSISTANT_STORED.fields[name]
        if self.setting["nested"] == "merge":
            return rules.merge(kind, before, after)
        if kind.name == "shape" and isinstance(before, dict) and isinstance(after, dict):
            kept = {inner: before[inner] for outer, inner in rules.KEPT if outer == name and inner in before}
            return {**kept, **after}
        return after

    def _equipped(self, tools: Sequence[Json]) -> list[Json]:
        """Seen by users: every entry has a ``tool_id`` and a tool-level ``timeout_ms``."""
        found = []
        for tool in tools:
            entry = {"timeout_ms": 5000, "tool_id": f"tool-{self.world.uuid()}", **_described(tool)}
            found.append({name: value for name, value in entry.items() if name != "shared"})
        return found

    def _refuse_unknown(self, body: Row) -> None:
        """422 for shared tools that do not exist and for a flow that does not hang together; 400 for unknown secrets when told to check."""
        problems = [
            Problem(("body", "tool_ids", at), f"Tool {one} not found", "value_error", one)
            for at, one in enumerate(body.get("tool_ids", []))
            if one not in self.tables["tool"]
        ]
        problems += _flow_problems(body.get("conversation_flow"), self.tables["tool"])
        self._refuse(problems)
        if self.setting["secret_refs"] == "check":
            known = {row["identifier"] for row in self.tables["integration_secret"].rows()}
            for identifier in rules.secret_refs(body):
                if identifier not in known:
                    raise _broken(f"Integration secret {identifier} not found.")

    def _shared(self, ids: Iterable[str]) -> list[Row]:
        """The shared tools with these ids as entries of ``tools[]``; an id that is gone is left out."""
        rows = [row for row in (self.tables["tool"].get(one) for one in ids) if row is not None]
        return [
            {"type": row["type"], **row["tool_definition"], "timeout_ms": row["timeout_ms"], "tool_id": row["id"], "shared": True}
            for row in rows
        ]

    def _shown(self, row: Row) -> Row:
        """The row as an answer shows it: shared tools merged into ``tools``, and resolved inside the flow."""
        shown = {name: value for name, value in row.items() if name != "tool_ids"}
        inline = [{**tool, "shared": False} for tool in row.get("tools", [])]
        shown["tools"] = [self._without_id(tool) for tool in [*inline, *self._shared(row.get("tool_ids", []))]]
        if "conversation_flow" in row:
            nodes = [self._resolved(node) for node in row["conversation_flow"]["nodes"]]
            shown["conversation_flow"] = {**row["conversation_flow"], "nodes": nodes}
        if row["id"] in self._app_unseen:
            shown["telephony_settings"] = {**row["telephony_settings"], "default_texml_app_id": None}
        veiled: Row = _veiled(shown, self.setting["header_values"])
        return veiled

    def _without_id(self, tool: Row) -> Row:
        return {name: value for name, value in tool.items() if name != "tool_id" or self.setting["tool_id"] == "present"}

    def _resolved(self, node: Row) -> Row:
        if node["type"] == "prompt" and node.get("shared_tool_ids"):
            return {**node, "tools": [self._without_id(tool) for tool in self._shared(node["shared_tool_ids"])]}
        if node["type"] == "tool":
            return {**node, "tool": next((self._without_id(tool) for tool in self._shared([node["shared_tool_id"]])), None)}
        return node

    # ---- shared tools

    def _list_tools(self, request: Request) -> Reply:
        """Whether ``filter[name]`` is exact is not documented; here it is a part of the name in any case."""
        type, part = request.query.get("filter[type]", ""), request.query.get("filter[name]", "").lower()
        rows = [row for row in self.tables["tool"].listed() if type in ("", row["type"]) and part in row["display_name"].lower()]
        return _paged(request, [self._shown_tool(row) for row in rows], 20, 100)

    def _create_tool(self, request: Request) -> Reply:
        body = self._checked(rules.TOOL_CREATE, request)
        row = {"id": f"tool-{self.world.uuid()}", "created_at": self._now(), **self._tool_body({"timeout_ms": 5000}, body)}
        self.tables["tool"].put(row["id"], row)
        return Reply(200, self._shown_tool(row))

    def _read_tool(self, request: Request) -> Reply:
        return Reply(200, self._shown_tool(self._found("tool", request)))

    def _update_tool(self, request: Request) -> Reply:
        """Every assistant that uses the tool shows the change at once."""
        row = self._tool_body(self._found("tool", request), self._checked(rules.TOOL_UPDATE, request))
        self.tables["tool"].put(row["id"], row)
        return Reply(200, self._shown_tool(row))

    def _delete_tool(self, request: Request) -> Reply:
        key = self._found("tool", request)["id"]
        self._refuse_in_use(key, lambda row: key in row.get("tool_ids", []) or key in _flow_tool_ids(row))
        self.tables["tool"].pop(key)
        return Reply(200, {})

    def _tool_body(self, before: Row, body: Row) -> Row:
        """The settings stand under the key named like the type; they must be whole, merged or not."""
        type: str = body["type"] if "type" in body else before["type"]
        entry: Row = {"type": type, **before.get("tool_definition", {})} if type == before.get("type") else {"type": type}
        if type in body:
            merged = self.setting["nested"] == "merge" and type in rules.TOOLS
            entry[type] = rules.merge(rules.TOOLS[type], entry.get(type), body[type]) if merged else body[type]
        elif type not in entry and not any(kind.required for kind in rules.TOOLS.get(type, rules.opaque()).fields.values()):
            entry[type] = {}
        checker = self._checker()
        entry = _described(checker.check(Kind("tool"), entry, ("body",)))
        self._refuse(checker.problems)
        known: Row = {name: body[name] for name in ("display_name", "timeout_ms") if name in body}
        return {**before, **known, "type": type, "tool_definition": {type: entry[type]}}

    def _shown_tool(self, row: Row) -> Row:
        definition = row["tool_definition"]
        if self.setting["tool_definition"] == "bare":
            definition = definition[row["type"]]
        veiled: Row = _veiled({**row, "tool_definition": definition}, self.setting["header_values"])
        return veiled

    # ---- integration secrets

    def _list_secrets(self, request: Request) -> Reply:
        """The largest page is not documented; users send up to 250."""
        type = request.query.get("filter[type]", "")
        rows = [row for row in self.tables["integration_secret"].listed() if type in ("", row["type"])]
        return _paged(request, [_shown_secret(row) for row in rows], 25, 250)

    def _create_secret(self, request: Request) -> Reply:
        """Nothing of the value comes back. A second secret of the same identifier is refused with 10012, or not: not documented."""
        body = self._checked(rules.SECRET_CREATE, request)
        parts = rules.SECRET_PARTS[body["type"]]
        self._refuse([Problem(("body", part), "Field required", "missing") for part in parts if part not in body], request)
        taken = any(row["identifier"] == body["identifier"] for row in self.tables["integration_secret"].rows())
        if taken and self.setting["duplicate_secret"] == "refuse":
            raise Refusal(_error(422, "10012", "Duplicate resource", f"The identifier {body['identifier']} is taken.", "/identifier"))
        value = "\0".join(body[part] for part in parts)
        row = {
            "id": self.world.uuid(),
            "record_type": "integration_secret",
            "identifier": body["identifier"],
            "created_at": self._now(),
            "updated_at": self._now(),
            "type": body["type"],
            "fingerprint": hashlib.sha256(value.encode()).hexdigest(),
        }
        self.tables["integration_secret"].put(row["id"], row)
        return Reply(201, {"data": _shown_secret(row)})

    def _delete_secret(self, request: Request) -> Reply:
        row = self._found("integration_secret", request)
        self._refuse_in_use(row["identifier"], lambda user: _uses_secret(user, row["identifier"]))
        self.tables["integration_secret"].pop(row["id"])
        return Reply(204)

    # ---- shared habits

    def _checker(self) -> Checker:
        return Checker(self.setting["null"] == "ignore", self.setting["unknown_tools"] == "refuse")

    def _checked(self, kind: Kind, request: Request) -> Row:
        """The body as the vendor keeps it; raises the 422 that names every problem."""
        if not isinstance(request.body, dict):
            self._refuse([Problem(("body",), "Input should be a valid dictionary", "dict_type", request.body)], request)
        checker = self._checker()
        body: Row = checker.check(kind, request.body, ("body",))
        self._refuse(checker.problems, request)
        return body

    def _refuse(self, problems: Sequence[Problem], request: Request | None = None) -> None:
        """422 if there are problems: ``detail`` under ``/ai``, ``errors`` elsewhere."""
        if not problems:
            return
        if request is not None and not _under_ai(request):
            raise Refusal(_errors(422, [_outside_ai(problem) for problem in problems]))
        echo = self.setting["error_input"] == "echo"
        details = [{"loc": list(one.loc), "msg": one.msg, "type": one.type, **({"input": one.given} if echo else {})} for one in problems]
        raise Refusal(Reply(422, {"detail": details}))

    def _found(self, kind: str, request: Request) -> Row:
        key = request.params["id"]
        row = self.tables[kind].get(key)
        if row is None:
            raise self._missing(f"There is no {kind} {key}.", under_ai=_under_ai(request))
        return row

    def _missing(self, detail: str, *, under_ai: bool = True) -> Refusal:
        """404, under ``/ai`` in one of two shapes; which one is not documented."""
        if under_ai and self.setting["not_found"] == "detail":
            return Refusal(Reply(404, {"detail": [{"code": "10005", "title": "Resource not found", "detail": detail}]}))
        return Refusal(_error(404, "10005", "Resource not found", detail))

    def _refuse_in_use(self, what: str, uses: Callable[[Row], bool]) -> None:
        users = [row["name"] for row in self.tables["assistant"].rows() if uses(row)]
        if users and self.setting["delete_in_use"] == "refuse":
            raise Refusal(_error(400, "10021", "Resource in use", f"{what} is used by {', '.join(users)}."))

    def _once(self, handler: Handler) -> Handler:
        """
        The handler under an ``Idempotency-Key``: for a day the same request is answered as before and does nothing.

        422 (10027) for another body under the same key, 400 (10015) for a bad key. Failures are not remembered.
        """

        def handled(request: Request) -> Reply:
            key = _header(request, "idempotency-key")
            if not key:
                return handler(request)
            if not re.fullmatch(r"[A-Za-z0-9_:-]{1,255}", key):
                raise _broken("The idempotency key is malformed.")
            scope = (_header(request, "authorization"), key, request.method, request.path)
            asked = json.dumps([request.body, sorted(request.query.items())], sort_keys=True)
            earlier = self._answered.get(scope)
            if earlier is not None and self.world.now() - earlier.at < DAY:
                return _replayed(earlier, asked)
            reply = handler(request)
            if reply.status < 300:
                self._answered[scope] = Answered(self.world.now(), asked, reply)
            return reply

        return handled

    def _now(self, later: float = 0) -> str:
        return datetime.fromtimestamp(self.world.now() + later, UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


# ---- answers


def _error(status: int, code: str, title: str, detail: str, pointer: str = "") -> Reply:
    return _errors(status, [{"code": code, "title": title, "detail": detail, **({"source": {"pointer": pointer}} if pointer else {})}])


def _errors(status: int, errors: Sequence[Row]) -> Reply:
    url = "https://developers.telnyx.com/docs/overview/errors/"
    return Reply(status, {"errors": [{**one, "meta": {"url": url + str(one["code"])}} for one in errors]})


def _outside_ai(problem: Problem) -> Row:
    code, title = ("10004", "Missing required parameter") if problem.type == "missing" else ("10027", "Unprocessable entity")
    return {"code": code, "title": title, "detail": problem.msg, "source": {"pointer": "/" + "/".join(map(str, problem.loc[1:]))}}


def _broken(reason: str) -> Refusal:
    """A business rule: 400 with code 10015."""
    return Refusal(_error(400, "10015", "Invalid request", reason))


def _replayed(earlier: Answered, asked: str) -> Reply:
    if earlier.asked != asked:
        raise Refusal(_error(422, "10027", "Unprocessable entity", "The idempotency key was used with another body."))
    return replace(earlier.reply, headers={**earlier.reply.headers, "Idempotent-Replayed": "true"})


def _paged(request: Request, rows: Sequence[Row], size: int, most: int) -> Reply:
    """One page and its ``meta``; a page that is no number or out of bounds is refused."""
    number, size = _page(request, "page[number]", 1, None), _page(request, "page[size]", size, most)
    meta = {"page_number": number, "page_size": size, "total_pages": -(-len(rows) // size), "total_results": len(rows)}
    return Reply(200, {"data": list(rows[(number - 1) * size : number * size]), "meta": meta})


def _page(request: Request, name: str, default: int, most: int | None) -> int:
    given = request.query.get(name, str(default))
    if re.fullmatch(r"[1-9][0-9]{0,8}", given) and (most is None or int(given) <= most):
        return int(given)
    if _under_ai(request):
        problem = {"loc": ["query", name], "msg": f"Input should be a valid integer from 1 to {most or 'any'}", "type": "int_parsing"}
        raise Refusal(Reply(422, {"detail": [problem]}))
    raise _broken(f"{name} is not a valid page.")


def _shown_secret(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("type", "fingerprint")}


def _veiled(value: Json, mode: str) -> Json:
    """Header values and SIP credentials as read back: in clear, masked or left out. Which one is not documented."""
    if mode == "clear":
        return value
    if isinstance(value, list):
        return [_veiled(one, mode) for one in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for name, one in value.items():
        if name in rules.HEADER_LISTS and isinstance(one, list):
            found[name] = [_hidden(header, {"value"}, mode) for header in one]
        else:
            found[name] = _veiled(one, mode)
    return _hidden(found, rules.SIP_CREDENTIALS, mode)


def _hidden(row: Row, names: Iterable[str], mode: str) -> Row:
    if mode == "masked":
        return {**row, **{name: "********" for name in names if name in row}}
    return {name: value for name, value in row.items() if name not in names}


def _header(request: Request, name: str) -> str:
    return next((value for key, value in request.headers.items() if key.lower() == name), "")


def _under_ai(request: Request) -> bool:
    return request.path.startswith("/ai/")


def _digits(seed: str) -> str:
    """An id like those of TeXML applications: nineteen digits."""
    return str(10**18 + int(hashlib.sha256(seed.encode()).hexdigest(), 16) % (9 * 10**18))


# ---- what the server makes of settings


def _described(tool: Json) -> Json:
    """The tool with its defaults; a transfer without a description gets one made from its targets."""
    filled = rules.fill(Kind("tool"), tool)
    transfer = filled.get("transfer")
    if filled.get("type") == "transfer" and isinstance(transfer, dict) and "description" not in transfer:
        targets = transfer.get("targets")
        names = [one.get("name", one.get("to")) for one in targets] if isinstance(targets, list) else [targets]
        filled["transfer"] = {**transfer, "description": f"Transfer the call to one of: {', '.join(map(str, names))}"}
    return filled


def _heard(transcription: Row, *, strict: bool, changed: bool) -> Row:
    """Only the chosen model's settings are kept, with its defaults; an alias becomes the model it stands for; null removes."""
    found = {name: value for name, value in transcription.items() if value is not None and value != []}
    found["model"] = _unaliased(found["model"])
    _, known, defaults = next(one for one in rules.STT_MODELS if found["model"].startswith(one[0]))
    foreign = sorted(set(found["settings"]) - known)
    if strict and foreign:
        raise _broken(f"{found['model']} has no settings {', '.join(foreign)}.")
    found["settings"] = {**defaults, **{name: value for name, value in found["settings"].items() if name in known}}
    for name in ("challenger", "fallback_models"):
        if name in found:
            found[name] = _other_models(found[name])
    if changed and "fallback_models" in found:
        found["fallback_models"] = [one for one in found["fallback_models"] if one["model"] != found["model"] and _streams(found["model"])]
    return found


def _other_models(value: Json) -> Json:
    if isinstance(value, list):
        return [_other_models(one) for one in value]
    return {**value, "model": _unaliased(value["model"])}


def _unaliased(model: str) -> str:
    return rules.STT_ALIASES.get(model, model)


def _streams(model: str) -> bool:
    return model.startswith(rules.STT_STREAMING)


def _voiced(voice: Row) -> Row:
    return {**rules.VOICE_DEFAULTS.get(voice["voice"].partition(".")[0], {}), **voice}


def _synced(observability: Row) -> Row:
    """Documented: while prompts are synced, every save pushes them and rewrites the version."""
    if observability["prompt_sync"] != "enabled" or not observability.get("prompt_name"):
        return observability
    return {**observability, "prompt_version": observability.get("prompt_version", 0) + 1}


# ---- business rules


def _broken_rules(row: Row, tools: Sequence[Row], flow_tools: Sequence[Row]) -> Iterator[str]:
    """Every reason for which Telnyx answers 400 to this assistant."""
    counts = Counter(tool["type"] for tool in tools)
    for type in sorted(set(rules.TOOLS) - rules.REPEATABLE_TOOLS):
        if counts[type] > 1:
            yield f"Only one tool of type {type} is allowed."
    nodes = row.get("conversation_flow", {}).get("nodes", [])
    if any(one.get("model") and one.get("external_llm") for one in [row, *nodes]):
        yield "You cannot have both model and external_llm."
    yield from _privacy_rules(row)
    if any(tool["type"] == "pay" for tool in [*tools, *flow_tools]) and not row["telephony_settings"].get("disable_dtmf"):
        yield "The pay tool needs telephony_settings.disable_dtmf."
    for tool in tools:
        yield from _transfer_rules(tool.get("transfer", {}) if tool["type"] == "transfer" else {})
    yield from _transcription_rules(row["transcription"])
    yield from _voice_rules(row["voice_settings"])
    yield from _partner_rules(row)


def _privacy_rules(row: Row) -> Iterator[str]:
    privacy = row.get("privacy_settings", {})
    if row["telephony_settings"].get("recording_settings", {}).get("enabled") and privacy.get("data_retention") is not True:
        yield "recording_settings.enabled needs privacy_settings.data_retention."
    if privacy.get("pii_redaction") == "redact" and "messaging" in row["enabled_features"]:
        yield "pii_redaction cannot be used with messaging."


def _transfer_rules(transfer: Row) -> Iterator[str]:
    acceptance, targets = transfer.get("warm_transfer_acceptance"), transfer.get("targets")
    told = isinstance(targets, list) and all(target.get("message") for target in targets)
    if acceptance and acceptance.get("enabled", True) and not transfer.get("warm_transfer_instructions") and not told:
        yield "warm_transfer_acceptance needs warm_transfer_instructions or a message on every target."


def _transcription_rules(transcription: Row) -> Iterator[str]:
    model, settings = transcription["model"], transcription["settings"]
    challenger, fallbacks = transcription.get("challenger"), transcription.get("fallback_models", [])
    if challenger and fallbacks:
        yield "transcription.challenger and transcription.fallback_models exclude each other."
    if challenger and _streams(challenger["model"]) != _streams(model):
        yield f"{challenger['model']} cannot challenge {model}."
    if any(not _streams(one["model"]) or one["model"] == model for one in fallbacks) or (fallbacks and not _streams(model)):
        yield "Fallback models must be streaming models other than the main one."
    if settings.get("eager_eot_threshold", 0) > settings.get("eot_threshold", 1):
        yield "eager_eot_threshold must not exceed eot_threshold."
    if settings.get("min_turn_silence", 0) > settings.get("max_turn_silence", 5000):
        yield "min_turn_silence must not exceed max_turn_silence."


def _voice_rules(voice: Row) -> Iterator[str]:
    """Seen by users: an ElevenLabs voice is refused while the settings still hold another maker's fields."""
    others = [name for maker in ("Telnyx", "MiniMax") for name in rules.VOICE_DEFAULTS[maker] if voice.get(name) is not None]
    if voice["voice"].startswith("ElevenLabs.") and others:
        yield f"{', '.join(others)} cannot be used with an ElevenLabs voice."


def _partner_rules(row: Row) -> Iterator[str]:
    delegation, websocket = row.get("delegation_settings"), row.get("websocket_settings", {})
    if delegation and delegation["enabled"] and delegation["mode"] == "telnyx" and not _has_model(delegation):
        yield "delegation_settings needs a model."
    if websocket.get("enabled") and not websocket.get("url"):
        yield "websocket_settings.enabled needs a url."
    agents = row.get("a2a_agents", [])
    names = [re.sub(r"[^A-Za-z0-9_]", "_", agent["name"]) for agent in agents]
    if len(set(names)) < len(names):
        yield "The names of a2a_agents must differ."
    urls = [agent["url"] for agent in agents] + [websocket.get("url", "")]
    if any(re.match(r"\w+://(localhost|127\.|10\.|192\.168\.)", url) for url in urls):
        yield "A partner's host must be external."


def _has_model(delegation: Row) -> bool:
    return bool(delegation.get("model") or delegation.get("external_llm", {}).get("model"))


def _flow_problems(flow: Row | None, tools: Table) -> list[Problem]:
    """Documented: unique ids, an existing start, edges between existing nodes, existing shared tools, one default where one is due."""
    if flow is None:
        return []
    nodes, edges = flow["nodes"], flow.get("edges", [])
    ids, here = {node["id"]: node.get("type", "prompt") for node in nodes}, ("body", "conversation_flow")
    found = [f"Duplicate node id {one}" for one, count in Counter(node["id"] for node in nodes).items() if count > 1]
    found += [f"Duplicate edge id {one}" for one, count in Counter(edge["id"] for edge in edges).items() if count > 1]
    ends = [flow["start_node_id"], *(edge["start_node_id"] for edge in edges)]
    ends += [edge["target"]["node_id"] for edge in edges if edge["target"]["type"] == "node"]
    found += [f"Node {one} does not exist" for one in dict.fromkeys(ends) if one not in ids]
    found += [f"Tool {one} not found" for one in _flow_tool_ids({"conversation_flow": flow}) if one not in tools]
    leaving = Counter(edge["start_node_id"] for edge in edges)
    defaults = Counter(edge["start_node_id"] for edge in edges if edge["condition"]["type"] == "default")
    for key, type in ids.items():
        due = 1 if type in ("tool", "speak") and leaving[key] else 0
        if defaults[key] != due:
            found.append(f"Node {key} needs exactly {due} default edges")
    return [Problem(here, message, "value_error", flow) for message in found]


# ---- references


def _flow_tool_ids(row: Row) -> list[str]:
    nodes = row.get("conversation_flow", {}).get("nodes", [])
    single = [node["shared_tool_id"] for node in nodes if "shared_tool_id" in node]
    return single + [one for node in nodes for one in node.get("shared_tool_ids", [])]


def _assistants_in(shown: Row) -> set[str]:
    flow = shown.get("conversation_flow", {})
    tools = [*shown["tools"], *(tool for node in flow.get("nodes", []) for tool in [*node.get("tools", []), node.get("tool") or {}])]
    handed = {one["id"] for tool in tools if tool.get("type") == "handoff" for one in tool["handoff"]["ai_assistants"]}
    return handed | {edge["target"]["assistant_id"] for edge in flow.get("edges", []) if edge["target"]["type"] == "assistant"}


def _uses_secret(row: Row, identifier: str) -> bool:
    template = "{{#integration_secret}}" + identifier + "{{/integration_secret}}"
    return identifier in rules.secret_refs(row) or template in json.dumps(row, ensure_ascii=False)
