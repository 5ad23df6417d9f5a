"""Bots for Twilio websockets, ``/bots/twilio-config``. The service is closed; this is what its documents said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..vendor import Json, Reply, Request, Route, Vendor
from .wire import Fields, Row, checked, deleted, found, is_map, is_text, made, page

_PATH = "/bots/twilio-config"
_WHAT = "twilio config"
_REQUIRED_AT_BIRTH = ("bot_profile", "services", "config")
_REQUIRED_LATER = (*_REQUIRED_AT_BIRTH, "max_duration")
_SHORTEST, _LONGEST, _DEFAULT_DURATION = 60, 86400, 600


class Bots:
    """The stored bots of a domain. A body is stored as sent, in its order, less the top-level fields that the vendor does not know."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._table = vendor.tables["twilio_config"]

    def routes(self) -> Iterable[Route]:
        """The five operations; only create and update are documented, the others are what a Daily resource has."""
        yield Route("POST", _PATH, self.create)
        yield Route("POST", _PATH + "/{id}", self.update)
        if self._vendor.setting["reads"] == "true":
            yield Route("GET", _PATH, self.list)
            yield Route("GET", _PATH + "/{id}", self.read)
            yield Route("DELETE", _PATH + "/{id}", self.delete)

    def create(self, request: Request) -> Reply:
        """Answers the object; ``max_duration`` is 600 seconds unless sent."""
        sent = checked(self._vendor, request.body, self._fields(), _REQUIRED_AT_BIRTH)
        key = self._vendor.world.uuid()
        row = {"id": key, **sent, "twiml": _twiml(key)}
        row.setdefault("max_duration", _DEFAULT_DURATION)
        self._table.put(key, row)
        return made(self._vendor, self._shown(row))

    def update(self, request: Request) -> Reply:
        """That four fields are required again speaks for replacement; what it does is not documented."""
        key, before = found(self._table, request, _WHAT)
        fields = self._fields()
        sent = checked(self._vendor, request.body, fields, _REQUIRED_LATER)
        kept = before if self._vendor.setting["update"] == "merge" else {name: before[name] for name in ("id", "twiml")}
        cleared = {name for name in fields if name not in sent and name in request.body}
        row = {name: value for name, value in {**kept, **sent}.items() if name not in cleared}
        self._table.put(key, row)
        return Reply(200, self._shown(row) if self._vendor.setting["update_answer"] == "object" else {})

    def read(self, request: Request) -> Reply:
        """The object."""
        return Reply(200, self._shown(found(self._table, request, _WHAT)[1]))

    def list(self, request: Request) -> Reply:
        """Whole objects, page by page."""
        return Reply(200, page([self._shown(row) for row in self._table.listed()], request))

    def delete(self, request: Request) -> Reply:
        """Nothing else hangs on a bot."""
        key, _ = found(self._table, request, _WHAT)
        self._table.pop(key)
        return deleted(self._vendor, key)

    def _fields(self) -> Fields:
        lenient = self._vendor.setting["string_numbers"] == "accept"
        words = f"a number of seconds above {_SHORTEST} and below {_LONGEST}"
        return {**_FIELDS, "max_duration": (lambda value: _duration(_number_in(value) if lenient else value), words)}

    def _shown(self, row: Mapping[str, Json]) -> Row:
        shown, setting = dict(row), self._vendor.setting
        if setting["tool_defaults"] == "filled" and "webhook_tools" in shown:
            shown["webhook_tools"] = {name: _TOOL_DEFAULTS | tool for name, tool in shown["webhook_tools"].items()}
        if setting["keys"] == "omit":
            shown.pop("api_keys", None)
        elif setting["keys"] == "mask" and "api_keys" in shown:
            shown["api_keys"] = dict.fromkeys(shown["api_keys"], "********")
        return shown


def _twiml(key: str) -> str:
    """What goes into a TwiML Bin. The vendor documents that it exists and names the bot, not its exact text."""
    stream = f'<Stream url="wss://api.daily.co/v1/bots/twilio"><Parameter name="bot_id" value="{key}"/></Stream>'
    return f'<?xml version="1.0" encoding="UTF-8"?><Response><Connect>{stream}</Connect></Response>'


def _number_in(value: Json) -> Json:
    try:
        return float(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _map_of_text(value: Json) -> bool:
    return isinstance(value, dict) and all(map(is_text, value.values()))


def _steps(value: Json) -> bool:
    return isinstance(value, list) and all(map(_step, value))


def _step(value: Json) -> bool:
    options = value.get("options") if is_map(value) else None
    return isinstance(options, list) and is_text(value.get("service")) and all(map(_option, options))


def _option(value: Json) -> bool:
    return is_map(value) and is_text(value.get("name")) and "value" in value


def _duration(value: Json) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and _SHORTEST < value < _LONGEST


def _tools(value: Json) -> bool:
    return is_map(value) and all(is_map(tool) and is_text(tool.get("url")) for tool in value.values())


def _service_options(value: Json) -> bool:
    return is_map(value) and all(is_map(each) or (isinstance(each, list) and all(map(is_map, each))) for each in value.values())


_TOOL_DEFAULTS: Row = {"method": "POST", "streaming": False}

# All but max_duration. Names of profiles, services and options are not checked when a bot is stored.
_FIELDS: Fields = {
    "bot_profile": (is_text, "a string"),
    "services": (_map_of_text, "a map of strings"),
    "config": (_steps, "a list of {service, options: [{name, value}]}"),
    "rtvi_client_version": (is_text, "a string"),
    "api_keys": (_map_of_text, "a map of strings"),
    "dialin_settings": (is_map, "an object"),
    "dialout_settings": (lambda value: isinstance(value, list), "a list"),
    "webhook_tools": (_tools, "a map of objects with a url"),
    "service_options": (_service_options, "a map of objects or of lists of objects"),
    # The vendor documents an object and describes a name.
    "room": (lambda value: isinstance(value, (dict, str)), "an object or a string"),
}
