"""Daily Bots: bots for Twilio websockets, ``/bots/twilio-config``. The service is closed; this is what its documents said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from .vendor import Json, Refusal, Reply, Request, Route, Table, Vendor, World

WRONG_KEY = "wrong-key"

_PATH = "/bots/twilio-config"
_PAGE = 100
_REQUIRED_AT_BIRTH = ("bot_profile", "services", "config")
_REQUIRED_LATER = (*_REQUIRED_AT_BIRTH, "max_duration")
_SHORTEST, _LONGEST, _DEFAULT_DURATION = 60, 86400, 600


class Dailybots(Vendor):
    """
    A Daily domain with its stored bots.

    A key is sent as ``Authorization: Bearer <key>``; any will do except ``WRONG_KEY``. A body is stored as sent, in its order, less the
    top-level fields that the vendor does not know. Rate limits are left to faults.

    Switches, for what is not documented: ``update`` keeps or drops optional fields that were not sent again; ``keys`` is how ``api_keys``
    are read back; ``reads`` is whether GET and DELETE exist at all; ``string_numbers`` is about ``max_duration: "300"``, which a demo of
    the vendor sends; ``nulls`` is about a null field; ``update_answer`` is the body after an update; ``tool_defaults`` is whether
    ``method`` and ``streaming`` of a webhook tool, which have documented defaults, appear when they were not sent.
    """

    name = "dailybots"
    mount = "/dailybots/v1"
    switches: Mapping[str, tuple[str, ...]] = {
        "update": ("replace", "merge"),
        "keys": ("omit", "mask", "return"),
        "reads": ("true", "false"),
        "string_numbers": ("refuse", "accept"),
        "nulls": ("refuse", "absent"),
        "update_answer": ("object", "empty"),
        "tool_defaults": ("as_sent", "filled"),
    }
    masked = frozenset({"api_keys", "custom_headers", "aws_access_key_id", "user_id"})

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.configs = self.tables["twilio_config"] = Table()

    def routes(self) -> Iterable[Route]:
        """The five operations; only create and update are documented, the others are what a Daily resource has."""
        yield Route("POST", _PATH, self.create)
        yield Route("POST", _PATH + "/{id}", self.update)
        if self.setting["reads"] == "true":
            yield Route("GET", _PATH, self.list)
            yield Route("GET", _PATH + "/{id}", self.read)
            yield Route("DELETE", _PATH + "/{id}", self.delete)

    def authorize(self, request: Request) -> Reply | None:
        """The vendor documents 400, not 401, for a header that is missing or malformed."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            return _error(400, "authorization-header-error", "missing or malformed authorization header")
        return _error(401, "authentication-error", "invalid API key") if key.strip() == WRONG_KEY else None

    def unknown_route(self, request: Request) -> Reply:
        """The error id of a 404 is not documented."""
        return _error(404, "not-found", "no such route")

    def malformed(self, request: Request) -> Reply:
        """A body that is not JSON."""
        return _error(400, "json-parsing-error", "the body is not valid JSON")

    def failure(self, request: Request, status: int) -> Reply:
        """Throttling and breakdowns, in the documented form."""
        if status == 429:
            return _error(429, "rate-limit-error", "too many requests")
        return _error(status, "server-error" if status >= 500 else "invalid-request-error", "something went wrong")

    def create(self, request: Request) -> Reply:
        """Answers 200 with the object; ``max_duration`` is 600 seconds unless sent."""
        sent = self._checked(request.body, _REQUIRED_AT_BIRTH)
        key = self.world.uuid()
        row = {"id": key, **sent, "twiml": _twiml(key)}
        row.setdefault("max_duration", _DEFAULT_DURATION)
        self.configs.put(key, row)
        return Reply(200, self._shown(row))

    def update(self, request: Request) -> Reply:
        """That four fields are required again speaks for replacement; what it does is not documented."""
        key, before = self._found(request)
        sent = self._checked(request.body, _REQUIRED_LATER)
        kept = before if self.setting["update"] == "merge" else {name: before[name] for name in ("id", "twiml")}
        cleared = {name for name in _FIELDS if name not in sent and name in request.body}
        row = {name: value for name, value in {**kept, **sent}.items() if name not in cleared}
        self.configs.put(key, row)
        return Reply(200, self._shown(row) if self.setting["update_answer"] == "object" else {})

    def read(self, request: Request) -> Reply:
        """The object."""
        return Reply(200, self._shown(self._found(request)[1]))

    def list(self, request: Request) -> Reply:
        """``{total_count, data}``, newest first, a page of ``limit`` (1 to 100) from ``starting_after`` or up to ``ending_before``."""
        rows = self.configs.listed()[::-1]
        page = _page(rows, request.query)
        return Reply(200, {"total_count": len(rows), "data": [self._shown(row) for row in page]})

    def delete(self, request: Request) -> Reply:
        """``{deleted: true, id}``."""
        key, _ = self._found(request)
        self.configs.pop(key)
        return Reply(200, {"deleted": True, "id": key})

    def _found(self, request: Request) -> tuple[str, dict[str, Json]]:
        key = request.params["id"]
        row = self.configs.get(key)
        if row is None:
            raise Refusal(_error(404, "not-found", f"no twilio config {key}"))
        return key, row

    def _checked(self, body: Json, required: Iterable[str]) -> dict[str, Json]:
        """The known fields of a body, or a refusal that names the first wrong one."""
        if not isinstance(body, dict):
            raise _invalid("the body must be an object")
        sent = {name: value for name, value in body.items() if name in _FIELDS and not (value is None and self._null_is_absent)}
        for name in required:
            if name not in sent:
                raise _invalid(f"missing required field {name}")
        for name, value in sent.items():
            self._check(name, value)
        return sent

    @property
    def _null_is_absent(self) -> bool:
        return self.setting["nulls"] == "absent"

    def _check(self, name: str, value: Json) -> None:
        fits, words = _FIELDS[name]
        if name == "max_duration" and self.setting["string_numbers"] == "accept":
            value = _number_in(value)
        if not fits(value):
            raise _invalid(f"{name} must be {words}")

    def _shown(self, row: Mapping[str, Json]) -> dict[str, Json]:
        shown = dict(row)
        if self.setting["tool_defaults"] == "filled" and "webhook_tools" in shown:
            shown["webhook_tools"] = {name: _TOOL_DEFAULTS | tool for name, tool in shown["webhook_tools"].items()}
        if self.setting["keys"] == "omit":
            shown.pop("api_keys", None)
        elif self.setting["keys"] == "mask" and "api_keys" in shown:
            shown["api_keys"] = dict.fromkeys(shown["api_keys"], "********")
        return shown


def _page(rows: list[dict[str, Json]], query: Mapping[str, str]) -> list[dict[str, Json]]:
    limit = _limit(query.get("limit", str(_PAGE)))
    if "starting_after" in query:
        first = _position(rows, "starting_after", query) + 1
        return rows[first : first + limit]
    if "ending_before" in query:
        end = _position(rows, "ending_before", query)
        return rows[max(0, end - limit) : end]
    return rows[:limit]


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= _PAGE):
        raise _invalid(f"limit must be a number from 1 to {_PAGE}")
    return int(text)


def _position(rows: list[dict[str, Json]], cursor: str, query: Mapping[str, str]) -> int:
    for position, row in enumerate(rows):
        if row["id"] == query[cursor]:
            return position
    # Not documented: what an id that is gone does to a cursor.
    raise _invalid(f"{cursor} is not the id of an object")


def _error(status: int, error: str, info: str) -> Reply:
    """The vendor documents ``{error: <stable id>, info: <text>}``."""
    return Reply(status, {"error": error, "info": info})


def _invalid(info: str) -> Refusal:
    return Refusal(_error(400, "invalid-request-error", info))


def _twiml(key: str) -> str:
    """What goes into a TwiML Bin. The vendor documents that it exists and names the bot, not its exact text."""
    stream = f'<Stream url="wss://api.daily.co/v1/bots/twilio"><Parameter name="bot_id" value="{key}"/></Stream>'
    return f'<?xml version="1.0" encoding="UTF-8"?><Response><Connect>{stream}</Connect></Response>'


def _number_in(value: Json) -> Json:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _text(value: Json) -> bool:
    return isinstance(value, str)


def _map(value: Json) -> bool:
    return isinstance(value, dict)


def _map_of_text(value: Json) -> bool:
    return isinstance(value, dict) and all(map(_text, value.values()))


def _steps(value: Json) -> bool:
    return isinstance(value, list) and all(map(_step, value))


def _step(value: Json) -> bool:
    return _map(value) and _text(value.get("service")) and isinstance(value.get("options"), list) and all(map(_option, value["options"]))


def _option(value: Json) -> bool:
    return _map(value) and _text(value.get("name")) and "value" in value


def _duration(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and _SHORTEST < value < _LONGEST


def _tools(value: Json) -> bool:
    return _map(value) and all(_map(tool) and _text(tool.get("url")) for tool in value.values())


def _service_options(value: Json) -> bool:
    return _map(value) and all(_map(each) or (isinstance(each, list) and all(map(_map, each))) for each in value.values())


_TOOL_DEFAULTS: dict[str, Any] = {"method": "POST", "streaming": False}

# Every field that a body may carry. Names of profiles, services and options are not checked when a bot is stored.
_FIELDS: Mapping[str, tuple[Callable[[Json], bool], str]] = {
    "bot_profile": (_text, "a string"),
    "services": (_map_of_text, "a map of strings"),
    "config": (_steps, "a list of {service, options: [{name, value}]}"),
    "max_duration": (_duration, f"a number of seconds above {_SHORTEST} and below {_LONGEST}"),
    "rtvi_client_version": (_text, "a string"),
    "api_keys": (_map_of_text, "a map of strings"),
    "dialin_settings": (_map, "an object"),
    "dialout_settings": (lambda value: isinstance(value, list), "a list"),
    "webhook_tools": (_tools, "a map of objects with a url"),
    "service_options": (_service_options, "a map of objects or of lists of objects"),
    # The vendor documents an object and describes a name.
    "room": (lambda value: isinstance(value, (dict, str)), "an object or a string"),
}
