"""
The simulated vendor Cozmox: agents, tools and the bindings between them, kept per organisation.

Written from the vendor's documentation and SDKs. A habit that neither of them tells is a switch, or is marked "inferred" where it stands.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from functools import partial
from http import HTTPStatus

from .vendor import Handler, Json, Refusal, Reply, Request, Route, Table, Vendor, World

Row = dict[str, Json]
Decoder = Callable[[Json], Json]


class Cozmox(Vendor):
    """
    The vendor Cozmox below ``/org/{org_id}``, and ``GET /me/organizations``.

    Creates answer 201 with the object, reads and updates 200 with the object. Errors are ``{status: false, message, error, data}``:
    401 without a key, 403 for an organisation not in ``organizations``, 404 for an object that is not there or is another
    organisation's, 400 or 422 for a bad body. The form of the error body is inferred from what the vendor's deletes answer with.

    ``tables`` are ``agent``, ``tool`` and ``agent_tool``, the last keyed ``<agent id>/<tool id>``. Rows hold what was sent, plain, with
    ``organization_id``: the switch ``wire`` changes answers and no row. ``revision`` says which state of the documentation holds: C is
    the newest, B the one before, whose agents have no ``default_functions`` and cannot be copied from another.
    """

    name = "cozmox"
    mount = "/cozmox/api"
    switches: Mapping[str, tuple[str, ...]] = {
        "auth": ("both", "bearer", "x-api-key"),
        "revision": ("B", "C"),
        "config": ("replace", "merge"),
        "defaults": ("none", "fill"),
        "wire": ("raw", "string", "base64", "bytes"),
        "headers": ("object", "any"),
        "invalid": ("400", "422"),
    }
    masked = frozenset({"headers"})

    def __init__(self, world: World) -> None:
        self.organizations: set[str] = set()
        super().__init__(world)
        self.tables.update(agent=Table(), tool=Table(), agent_tool=Table())

    def reset(self) -> None:
        """Default switches, no objects, and ``org-1`` as the only organisation."""
        super().reset()
        self.organizations = {"org-1"}

    def routes(self) -> Iterable[Route]:
        """The account's own path, then those of each kind."""
        yield Route("GET", "/me/organizations", self._list_organizations)
        yield from self._tenant("/agents", GET=self._list_agents, POST=self._create_agent)
        yield from self._tenant("/agents/{id}", GET=self._read_agent, PATCH=self._update_agent, DELETE=self._delete_agent)
        yield from self._tenant("/agents/{id}/tools", GET=self._list_bindings, POST=self._upsert_binding)
        yield from self._tenant("/agents/{id}/tools/{tool_id}", PATCH=self._update_binding, DELETE=self._delete_binding)
        yield from self._tenant("/tools", GET=self._list_tools, POST=self._create_tool)
        yield from self._tenant("/tools/{id}", GET=self._read_tool, PATCH=self._update_tool, DELETE=self._delete_tool)

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
        return self._invalid(f"body of {request.method} {request.path} is not valid JSON").reply

    def failure(self, request: Request, status: int) -> Reply:
        """Throttling and breakdowns, in the form of every other error."""
        return error(status, f"{request.method} {request.path} failed")

    def edited(self, kind: str, key: str, patch: Mapping[str, Json]) -> Row | None:
        """A dashboard edit moves ``updated_at`` and numbers the parameters of a tool, as a write through the API does."""
        changed = dict(patch)
        if "parameters" in changed:
            changed["parameters"] = self._numbered(changed["parameters"])
        if kind != "agent_tool":
            changed.setdefault("updated_at", self._time())
        return super().edited(kind, key, changed)

    # Organisations

    def _list_organizations(self, _: Request) -> Reply:
        return Reply(200, [organization(key) for key in sorted(self.organizations)])

    def _tenant(self, tail: str, **handlers: Handler) -> Iterable[Route]:
        for method, handler in handlers.items():
            yield Route(method, "/org/{org_id}" + tail, partial(self._within_organization, handler))

    def _within_organization(self, handler: Handler, request: Request) -> Reply:
        # 403 is inferred; the documentation does not tell it from 404.
        if request.params["org_id"] not in self.organizations:
            raise Refusal(error(403, "you are not a member of this organization"))
        return handler(request)

    # Agents

    def _list_agents(self, request: Request) -> Reply:
        rows = self._listed("agent", request)
        sought, kind = request.query.get("search", "").lower(), request.query.get("type", "")
        # That search matches a part of the name, whatever the case, is inferred.
        found = [row for row in rows if sought in row["name"].lower() and kind in ("", row["type"])]
        return paged(request, [picked(row, AGENT_SUMMARY) for row in found])

    def _create_agent(self, request: Request) -> Reply:
        newest = self.setting["revision"] == "C"
        fields, required = (AGENT_CREATE_C, ("name", "type")) if newest else (AGENT_CREATE_B, ("name", "type", "prompt_template"))
        given = self._decoded(request, fields, required)
        origin = self._copied(request, given.pop("copy_from_agent_id", None))
        row = self._born(request, {**AGENT_BLANK, **origin, **self._configured({}, given)})
        self.tables["agent"].put(row["id"], row)
        return Reply(201, self._agent_answer(row))

    def _read_agent(self, request: Request) -> Reply:
        return Reply(200, self._agent_answer(self._owned("agent", request)))

    def _update_agent(self, request: Request) -> Reply:
        row = self._owned("agent", request)
        given = self._decoded(request, AGENT_UPDATE_C if self.setting["revision"] == "C" else AGENT_UPDATE_B)
        row.update(self._configured(row, given), updated_at=self._time())
        self.tables["agent"].put(row["id"], row)
        return Reply(200, self._agent_answer(row))

    def _delete_agent(self, request: Request) -> Reply:
        row = self._owned("agent", request)
        self.tables["agent"].pop(row["id"])
        self._unbind("agent_id", row["id"])
        return Reply(200, {"message": "agent deleted"})

    def _copied(self, request: Request, source: str | None) -> Row:
        # What a copy takes along is not documented: here every field that can be sent, and no tools.
        return {} if source is None else picked(self._owned("agent", request, source), {**AGENT_UPDATE_B, **AGENT_UPDATE_C})

    def _configured(self, before: Row, given: Row) -> Row:
        return {name: self._config(name, before.get(name), value) if name in CONFIGS else value for name, value in given.items()}

    def _config(self, name: str, before: Row | None, sent: Row) -> Row:
        """The config object to keep; whether the vendor merges and whether it fills in defaults are switches."""
        filled = DEFAULTS.get(name, {}) if self.setting["defaults"] == "fill" else {}
        if self.setting["config"] == "replace":
            return {**filled, **sent}
        # One level deep, as a JSON concatenation in a database does it; a null is ignored there as it is in the body.
        return {**filled, **(before or {}), **without_nulls(sent)}

    def _agent_answer(self, row: Row) -> Row:
        bindings = self.tables["agent_tool"].rows()
        shown = {**row, **{name: self._wire(row.get(name)) for name in AGENT_COLUMNS}, "tools": self._bound(row["id"], bindings)}
        if self.setting["revision"] == "B":
            shown.pop("default_functions", None)
        return shown

    # Tools

    def _list_tools(self, request: Request) -> Reply:
        return paged(request, [picked(row, TOOL_SUMMARY) for row in self._listed("tool", request)])

    def _create_tool(self, request: Request) -> Reply:
        given = self._tool_body(request, ("name", "description", "method", "url"))
        row = self._born(request, {**TOOL_BLANK, **given})
        self.tables["tool"].put(row["id"], row)
        return Reply(201, self._tool_answer(row))

    def _read_tool(self, request: Request) -> Reply:
        return Reply(200, self._tool_answer(self._owned("tool", request)))

    def _update_tool(self, request: Request) -> Reply:
        row = self._owned("tool", request)
        row.update(self._tool_body(request), updated_at=self._time())
        self.tables["tool"].put(row["id"], row)
        return Reply(200, self._tool_answer(row))

    def _delete_tool(self, request: Request) -> Reply:
        row = self._owned("tool", request)
        self.tables["tool"].pop(row["id"])
        self._unbind("tool_id", row["id"])
        return Reply(200, {"status": True, "message": "tool deleted", "error": None, "data": None})

    def _tool_body(self, request: Request, required: Iterable[str] = ()) -> Row:
        # The documentation calls headers a JSON object and types it integer[]; whether the vendor checks it is not documented.
        headers = {"headers": json_object if self.setting["headers"] == "object" else anything}
        given = self._decoded(request, {**TOOL_FIELDS, **headers}, required)
        if "parameters" in given:
            given["parameters"] = self._numbered(given["parameters"])
        return given

    def _numbered(self, parameters: Iterable[Row]) -> list[Row]:
        # A sent list replaces the old one (documented), so that every parameter is a new one. Positions from 0 are inferred.
        own = [{**PARAMETER_BLANK, **picked(parameter, PARAMETER_FIELDS)} for parameter in parameters]
        return [{"id": self.world.uuid(), **row, "position": place, "created_at": self._time()} for place, row in enumerate(own)]

    def _tool_answer(self, row: Row) -> Row:
        shown = {**row, "headers": self._wire(row.get("headers"))}
        del shown["organization_id"]
        return shown

    # Bindings of tools to agents

    def _list_bindings(self, request: Request) -> Reply:
        return Reply(200, self._bound(self._owned("agent", request)["id"], self.tables["agent_tool"].listed()))

    def _upsert_binding(self, request: Request) -> Reply:
        agent = self._owned("agent", request)
        given = self._decoded(request, {"tool_id": text, **BINDING_FIELDS}, ("tool_id",))
        tool = self._owned("tool", request, given["tool_id"])
        key = binding_key(agent["id"], tool["id"])
        before = self.tables["agent_tool"].get(key) or {"agent_id": agent["id"], **BINDING_BLANK}
        self.tables["agent_tool"].put(key, {**before, **given, "organization_id": agent["organization_id"]})
        return Reply(201, {"message": "tool added to agent"})

    def _update_binding(self, request: Request) -> Reply:
        key, row = self._binding(request)
        self.tables["agent_tool"].put(key, {**row, **self._decoded(request, BINDING_FIELDS)})
        return Reply(200, {"message": "agent tool updated"})

    def _delete_binding(self, request: Request) -> Reply:
        key, _ = self._binding(request)
        self.tables["agent_tool"].pop(key)
        return Reply(200, {"message": "tool removed from agent"})

    def _binding(self, request: Request) -> tuple[str, Row]:
        key = binding_key(self._owned("agent", request)["id"], request.params["tool_id"])
        row = self.tables["agent_tool"].get(key)
        if row is None:
            raise Refusal(error(404, "agent tool not found"))
        return key, row

    def _bound(self, agent: str, rows: list[Row]) -> list[Row]:
        pairs = [(row, self.tables["tool"].get(row["tool_id"])) for row in rows if row["agent_id"] == agent]
        return [bound_tool(row, tool) for row, tool in pairs if tool is not None]

    def _unbind(self, side: str, key: str) -> None:
        # That bindings go with either of their ends is inferred; the documentation is silent.
        for row in self.tables["agent_tool"].rows():
            if row[side] == key:
                self.tables["agent_tool"].pop(binding_key(row["agent_id"], row["tool_id"]))

    # What every kind needs

    def _listed(self, kind: str, request: Request) -> list[Row]:
        return [row for row in self.tables[kind].listed() if row["organization_id"] == request.params["org_id"]]

    def _owned(self, kind: str, request: Request, key: str | None = None) -> Row:
        """The object named by the path, or by ``key``, if it is the organisation's own; else 404."""
        row = self.tables[kind].get(key if key is not None else request.params["id"])
        if row is None or row["organization_id"] != request.params["org_id"]:
            raise Refusal(error(404, f"{kind} not found"))
        return row

    def _decoded(self, request: Request, fields: Mapping[str, Decoder], required: Iterable[str] = ()) -> Row:
        try:
            return decoded(request.body, fields, required)
        except Misfit as misfit:
            raise self._invalid(str(misfit)) from misfit

    def _invalid(self, message: str) -> Refusal:
        return Refusal(error(int(self.setting["invalid"]), message))

    def _born(self, request: Request, row: Row) -> Row:
        now = self._time()
        return {"id": self.world.uuid(), "organization_id": request.params["org_id"], **row, "created_at": now, "updated_at": now}

    def _time(self) -> str:
        # RFC 3339 is inferred from the filters that the documentation shows.
        return datetime.fromtimestamp(self.world.now(), UTC).isoformat().replace("+00:00", "Z")

    def _wire(self, value: Json) -> Json:
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


def binding_key(agent: str, tool: str) -> str:
    """A binding has no id of its own; the pair is its identity."""
    return f"{agent}/{tool}"


def bound_tool(binding: Row, tool: Row) -> Row:
    """A binding as an agent shows it: its own three fields and a copy of the tool's."""
    parameters = [picked(parameter, PARAMETER_FIELDS) for parameter in tool["parameters"]]
    copied = picked(tool, ("name", "description", "method", "url"))
    return {**picked(binding, ("tool_id", "is_enabled", "config_override")), **copied, "parameters": parameters}


def picked(row: Mapping[str, Json], names: Iterable[str]) -> Row:
    """Those of the named keys that the row has."""
    return {name: row[name] for name in names if name in row}


def without_nulls(row: Row) -> Row:
    """The row without its null values."""
    return {name: value for name, value in row.items() if value is not None}


class Misfit(ValueError):
    """A body that does not decode; the text names the field and what was found there."""


def decoded(body: Json, fields: Mapping[str, Decoder], required: Iterable[str] = ()) -> Row:
    """
    The known fields of a body, checked as a Go JSON decoder checks them: the first misfit ends it, unknown fields are dropped.

    A null counts as not sent; inferred, since optional fields of a Go request are usually pointers. Raises ``Misfit``.
    """
    given = without_nulls(json_object(body))
    known = {name: field_of(name, given[name], fields[name]) for name in given if name in fields}
    missing = [name for name in required if name not in known]
    if missing:
        raise Misfit(f"{missing[0]}: field is required")
    return known


def field_of(name: str, value: Json, decoder: Decoder) -> Json:
    """The decoded value; a ``Misfit`` inside gets the field's name in front."""
    try:
        return decoder(value)
    except Misfit as misfit:
        raise Misfit(f"{name}: {misfit}") from misfit


def anything(value: Json) -> Json:
    """Any JSON value, as it is."""
    return value


def text(value: Json) -> str:
    """A string, kept to the letter."""
    if not isinstance(value, str):
        raise Misfit(f"cannot unmarshal {json_type(value)} into string")
    return value


def truth(value: Json) -> bool:
    """A boolean."""
    if not isinstance(value, bool):
        raise Misfit(f"cannot unmarshal {json_type(value)} into bool")
    return value


def json_object(value: Json) -> Row:
    """An object with any keys: a JSON column keeps what it is sent."""
    if not isinstance(value, dict):
        raise Misfit(f"cannot unmarshal {json_type(value)} into object")
    return value


def json_list(value: Json) -> list[Json]:
    """A list of anything."""
    if not isinstance(value, list):
        raise Misfit(f"cannot unmarshal {json_type(value)} into array")
    return value


def texts(value: Json) -> list[str]:
    """A list of strings; a null among them is the empty string, as in Go."""
    return ["" if item is None else text(item) for item in json_list(value)]


def parameters(value: Json) -> list[Row]:
    """A list of tool parameters. The documented types of a parameter are not enforced: the vendor's own example breaks them."""
    return [decoded(item, PARAMETER_FIELDS, ("name", "type")) for item in json_list(value)]


def one_of(*allowed: str) -> Decoder:
    """A string out of a closed set."""

    def decode(value: Json) -> str:
        if text(value) not in allowed:
            raise Misfit(f"must be one of {', '.join(allowed)}")
        return text(value)

    return decode


def sized(shortest: int, longest: int) -> Decoder:
    """A string of limited length, counted in characters."""

    def decode(value: Json) -> str:
        if not shortest <= len(text(value)) <= longest:
            raise Misfit(f"must have {shortest} to {longest} characters")
        return text(value)

    return decode


def json_type(value: Json) -> str:
    """What JSON calls a value."""
    names: Mapping[type, str] = {type(None): "null", bool: "bool", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "number")


CONFIGS = (
    "llm_config",
    "voice_config",
    "transcriber_config",
    "vad_config",
    "greeting_config",
    "goodbye_config",
    "background_sound",
    "extra_config",
    "room_duration_config",
    "precall_webhook",
)
AGENT_COLUMNS = (*CONFIGS, "plugins")
AGENT_SUMMARY = ("id", "name", "type", "created_at", "updated_at")
TOOL_SUMMARY = ("id", "name", "description", "method", "url", "created_at", "updated_at")

# The fields that the newest revision of the documentation no longer lists for updates.
UNLISTED_IN_C = ("llm_config", "voice_config", "transcriber_config", "background_sound", "precall_webhook", "allowed_sip_trunks")

AGENT_NAMES: Mapping[str, Decoder] = {"name": text, "type": one_of("voice", "chat", "video"), "prompt_template": text}
AGENT_CREATE_B: Mapping[str, Decoder] = {
    **AGENT_NAMES,
    **dict.fromkeys(CONFIGS, json_object),
    "plugins": json_list,
    "allowed_sip_trunks": texts,
}
AGENT_CREATE_C: Mapping[str, Decoder] = {**AGENT_NAMES, "copy_from_agent_id": text}
AGENT_UPDATE_B: Mapping[str, Decoder] = AGENT_CREATE_B
AGENT_UPDATE_C: Mapping[str, Decoder] = {
    **{name: decoder for name, decoder in AGENT_CREATE_B.items() if name not in UNLISTED_IN_C},
    "default_functions": texts,
}
AGENT_BLANK: Mapping[str, Json] = {
    "prompt_template": "",
    **dict.fromkeys(CONFIGS),
    "plugins": [],
    "allowed_sip_trunks": [],
    "default_functions": [],
    "public_quota": 0,
}

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
# Not documented: what a binding is when its fields are not sent.
BINDING_BLANK: Mapping[str, Json] = {"is_enabled": True, "config_override": None}

# No default is documented; these are plausible ones, so that a caller meets keys it never sent.
DEFAULTS: Mapping[str, Mapping[str, Json]] = {
    "llm_config": {"temperature": 0.7, "top_p": 1, "max_tokens": 1024, "parallel_tool_calls": True},
    "voice_config": {"speed": 1.0, "stability": 0.5, "similarity_boost": 0.75, "style": 0, "sample_rate": 24000},
    "transcriber_config": {"language": "en", "interim_results": True, "punctuate": True, "keywords": [], "sample_rate": 16000},
    "vad_config": {"activation_threshold": 0.5, "min_speech_duration": 0.05, "min_silence_duration": 0.55, "max_buffered_speech": 60},
    "greeting_config": {"agent_speaks_first": False, "pause_before_first_message": 0, "voice_mail_message": ""},
    "goodbye_config": {"enabled": False, "message": ""},
    "background_sound": {"enabled": True, "volume": 1.0, "thinking_sound": []},
    "extra_config": {"allow_interruptions": True, "interruption_sensitivity": 0.5, "min_words": 0, "turn_detector_enabled": False},
    "room_duration_config": {"max_duration_min": 30, "max_silence_sec": 60, "wait_for_message_sec": 0, "silence_message": ""},
    "precall_webhook": {"headers": {}, "timeout_seconds": 5},
}
