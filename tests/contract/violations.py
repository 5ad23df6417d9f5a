"""Where an exchange is not as the vendor describes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from tests.contract.description import Description, Json, Operation, Parameter
from tests.contract.exchange import Exchange
from tests.contract.faults import faults
from tests.contract.fields import Place

Found = tuple[str, str, str]
"""Where, pointer and message."""


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """
    ``where`` is operation, path, query, request, status or response. ``pointer`` is the place in there, with ``*`` for the number of an
    item; of a status it is the status. Values are not shown, since they may be secrets.
    """

    operation: str
    where: str
    pointer: str
    message: str

    def __str__(self) -> str:
        return f"{self.operation}: {self.where} {self.pointer}: {self.message}"


def violations(description: Description, exchange: Exchange, operation: Operation | None, name: str) -> frozenset[Violation]:
    """All of them; ``name`` is what the operation is called where the description has none."""
    if operation is None:
        return frozenset({Violation(name, "operation", "", "is not in the description")})
    found = (
        *_of_path(description, operation, exchange),
        *_of_query(description, operation, exchange),
        *_of_request(description, operation, exchange),
        *_of_response(description, operation, exchange),
    )
    return frozenset(Violation(str(operation), where, pointer, message) for where, pointer, message in found)


def _of_path(description: Description, operation: Operation, exchange: Exchange) -> Iterator[Found]:
    arguments = operation.arguments(exchange.path) or {}
    for parameter in operation.path:
        yield from _of_parameter(description, "path", parameter, _readings(unquote(arguments[parameter.name])))


def _of_query(description: Description, operation: Operation, exchange: Exchange) -> Iterator[Found]:
    known = {each.name: each for each in operation.query}
    deep: dict[str, dict[str, str]] = {}
    for key, value in exchange.query:
        name, _, field = key.partition("[")
        if key in known:
            yield from _of_parameter(description, "query", known[key], _readings(value))
        elif field and name in known and known[name].deep:
            deep.setdefault(name, {})[field.removesuffix("]")] = value
        else:
            yield "query", f"/{key}", "is not in the description"
    for name, fields in deep.items():
        yield from _of_parameter(description, "query", known[name], [_nested(fields, 0), _nested(fields, -1)])
    for name in sorted(each.name for each in operation.query if each.required):
        if name not in deep and name not in dict(exchange.query):
            yield "query", f"/{name}", "is required and not sent"


def _of_request(description: Description, operation: Operation, exchange: Exchange) -> Iterator[Found]:
    body = operation.request
    if not exchange.sent:
        yield from [("request", "", "a body is required and not sent")] if body is not None and body.required else []
    elif body is None:
        yield "request", "", "a body is sent, and none is described"
    elif body.schema is not None:
        found = faults(description, description.writes, body.schema, exchange.request)
        yield from (("request", _pointer(place), words) for place, words in found)


def _of_response(description: Description, operation: Operation, exchange: Exchange) -> Iterator[Found]:
    body = operation.response(exchange.status)
    if body is None:
        yield "status", str(exchange.status), f"is not described; described are {', '.join(operation.responses)}"
    elif (body.schema is None) != (not exchange.got):
        yield "response", "", f"{exchange.status} comes {'with a body, and none' if exchange.got else 'without the body that'} is described"
    elif body.schema is not None:
        found = faults(description, description.reads, body.schema, exchange.response)
        yield from (("response", _pointer(place), words) for place, words in found)


def _of_parameter(description: Description, where: str, parameter: Parameter, readings: list[Json]) -> Iterator[Found]:
    """A text in a URL may stand for a number: the parameter is sound when one of its readings is."""
    judged = [list(faults(description, description.writes, parameter.schema, each)) for each in readings]
    yield from ((where, _pointer((parameter.name, *place)), words) for place, words in min(judged, key=len))


def _readings(text: str) -> list[Json]:
    match text:
        case "true" | "false":
            return [text, text == "true"]
        case _ if text.removeprefix("-").isdecimal():
            return [text, int(text)]
    return [text]


def _nested(fields: dict[str, str], reading: int) -> Json:
    """``{"name][contains": "x"}`` as ``{"name": {"contains": "x"}}``."""
    made: dict[str, Any] = {}
    for name, text in fields.items():
        *above, last = name.split("][")
        inner = made
        for key in above:
            inner = inner.setdefault(key, {})
        inner[last] = _readings(text)[reading]
    return made


def _pointer(place: Place) -> str:
    return "".join(f"/{'*' if isinstance(step, int) else step}" for step in place)
