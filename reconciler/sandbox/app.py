"""The sandbox as one ASGI app: every vendor at its mount, a log of the calls that reached it, and a control surface at ``/_sandbox``."""

from __future__ import annotations

import asyncio
import itertools
import json
import time
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, cast
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request as ControlRequest
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount
from starlette.routing import Route as ControlRoute
from starlette.types import Message, Receive, Scope, Send

from .faults import Dropped, Fault, Faults
from .vendor import Handler, Json, Reply, Request, Vendor, World
from .vendors import VENDORS

__all__ = ["MASK", "Call", "Dropped", "Fault", "Faults", "Sandbox", "build"]

MASK = "•••"
_PAGE = b"<!DOCTYPE html>\n<html><head><title>Please wait</title></head><body><h1>We will be right back</h1></body></html>\n"
_PIECES = 8


def build(world: World | None = None) -> Sandbox:
    """A fresh sandbox of every vendor. Without a ``world`` it lives in real time and makes random identifiers."""
    return Sandbox(world or World(time.time, lambda: str(uuid.uuid4())), VENDORS)


@dataclass(frozen=True, slots=True)
class Call:
    """
    One call that reached a vendor. ``n`` counts from 1; ``path`` is below the mount, percent-encoded as it came.

    ``status`` is what the client was told, None when the connection was dropped. Values of masked keys read "•••"; headers are not kept.
    """

    n: int
    vendor: str
    method: str
    path: str
    query: Mapping[str, str]
    body: Json
    status: int | None


class Sandbox:
    """
    An ASGI app. ``vendors`` by name, ``calls`` in the order of their effects, ``faults`` to be added to.

    ``in_process`` says what a dropped connection is: ``Dropped`` raised through the app when True, as it is until a server is put in
    front; a response that stops short when False.
    """

    def __init__(self, world: World, kinds: Iterable[type[Vendor]]) -> None:
        self.vendors: dict[str, Vendor] = {kind.name: kind(world) for kind in kinds}
        self.calls: list[Call] = []
        self.faults = Faults()
        self.in_process = True
        self._replies = itertools.count(1)
        self._app = _starlette(self)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, _numbered(send, f"req-{next(self._replies)}"))

    def reset(self) -> None:
        """Every vendor as new, no faults, an empty log."""
        for vendor in self.vendors.values():
            vendor.reset()
        self.faults.clear()
        self.calls.clear()


def masked(value: Json, keys: frozenset[str]) -> Json:
    """A deep copy of a JSON value in which the values under ``keys``, at any depth, read "•••"."""
    if isinstance(value, dict):
        return {key: MASK if key in keys else masked(each, keys) for key, each in value.items()}
    return [masked(each, keys) for each in value] if isinstance(value, list) else value


def _numbered(send: Send, number: str) -> Send:
    async def numbered(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", ()), (b"x-request-id", number.encode())]
        await send(message)

    return numbered


def _starlette(sandbox: Sandbox) -> Starlette:
    vendors = [Mount(vendor.mount, app=_Door(sandbox, vendor)) for vendor in sandbox.vendors.values()]
    control = Mount("/_sandbox", routes=_Control(sandbox).routes())
    app = Starlette(routes=[*vendors, control], exception_handlers={HTTPException: _error})
    # A vendor answers for its own slashes, and a redirect would look like one of its habits.
    app.router.redirect_slashes = False
    return app


def _error(_: ControlRequest, problem: Exception) -> Response:
    # Starlette types its handlers for any exception, and calls this one for its own only.
    known = cast(HTTPException, problem)
    return JSONResponse({"error": known.detail}, known.status_code)


class _Door:
    """One vendor's front: HTTP in, a ``Request`` to the vendor, its ``Reply`` out, with whatever fault lies in wait."""

    def __init__(self, sandbox: Sandbox, vendor: Vendor) -> None:
        self.sandbox = sandbox
        self.vendor = vendor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        raw = await _read(receive)
        if raw is None:
            return
        body, sound = _parsed(raw)
        request = self._request(scope, body)
        fault = self.sandbox.faults.take(self.vendor.name, request.method, request.path)
        answer = self.vendor.answer if sound else self._illegible
        reply = answer(request) if fault is None else self._meet(fault, request, answer)
        self._record(request, reply.status or None)
        await self._deliver(fault, reply, send)

    def _request(self, scope: Scope, body: Json) -> Request:
        # An id may hold a slash, a space or a plus: only the raw path tells the encoded ones from the real ones.
        path = scope["raw_path"].decode("latin-1")[len(self.vendor.mount) :]
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        return Request(scope["method"], path, headers, _query(scope["query_string"]), body)

    def _illegible(self, request: Request) -> Reply:
        return self.vendor.authorize(request) or self.vendor.malformed(request)

    def _meet(self, fault: Fault, request: Request, answer: Handler) -> Reply:
        """The reply as the fault leaves it; status 0 stands for none at all. The effect takes place unless the fault comes before it."""
        match fault.kind:
            case "rate_limit":
                refusal = self.vendor.failure(request, 429)
                return Reply(429, refusal.body, {**refusal.headers, "retry-after": str(fault.seconds)})
            case "error_before":
                return self.vendor.failure(request, fault.status)
            case "drop_before":
                return Reply(0)
            case "html":
                return Reply(200, None, {"content-type": "text/html; charset=utf-8"})
            case "lag":
                return self._lagging(fault, request, answer)
        reply = answer(request)
        match fault.kind:
            case "error_after":
                return self.vendor.failure(request, fault.status)
            case "drop_after":
                return Reply(0)
        return reply

    def _lagging(self, fault: Fault, request: Request, answer: Handler) -> Reply:
        tables = [(table, table.lag) for table in self.vendor.tables.values()]
        try:
            for table, _ in tables:
                table.lag = fault.listings
            return answer(request)
        finally:
            for table, before in tables:
                table.lag = before

    def _record(self, request: Request, status: int | None) -> None:
        calls, keys = self.sandbox.calls, self.vendor.masked
        query, body = masked(request.query, keys), masked(request.body, keys)
        calls.append(Call(len(calls) + 1, self.vendor.name, request.method, request.path, query, body, status))

    async def _deliver(self, fault: Fault | None, reply: Reply, send: Send) -> None:
        match fault:
            case None:
                await _send(send, reply, _payload(reply))
            case Fault(kind="drop_before" | "drop_after"):
                await self._drop(send)
            case Fault(kind="html"):
                await _send(send, reply, _PAGE)
            case Fault(kind="truncate"):
                payload = _payload(reply)
                await _send(send, reply, payload[: len(payload) // 2])
            case Fault(kind="drip", seconds=seconds):
                await _drip(send, reply, float(seconds))
            case Fault(kind=kind, seconds=seconds):
                await asyncio.sleep(float(seconds) if kind == "latency" else 0)
                await _send(send, reply, _payload(reply))

    async def _drop(self, send: Send) -> None:
        if self.sandbox.in_process:
            raise Dropped("the connection was dropped")
        # A server answers 500 for an app that never began, and closes the connection on one that promised more than it sent.
        await send(_start(200, {"content-type": "application/json", "content-length": "1000"}))
        await send({"type": "http.response.body", "body": b"{", "more_body": True})


async def _read(receive: Receive) -> bytes | None:
    """The whole body; None when the caller hung up before it had sent all of it: no vendor acts on half a request."""
    message = await receive()
    parts = [message.get("body", b"")]
    while message["type"] != "http.disconnect" and message.get("more_body"):
        message = await receive()
        parts.append(message.get("body", b""))
    return None if message["type"] == "http.disconnect" else b"".join(parts)


def _parsed(raw: bytes) -> tuple[Json, bool]:
    """The JSON value and whether it was one; no body at all is None and sound."""
    if not raw:
        return None, True
    try:
        return json.loads(raw, parse_constant=_no_number), True
    except (ValueError, RecursionError):
        return None, False


def _no_number(name: str) -> float:
    raise ValueError(f"{name} is not JSON, though Python would take it")


def _query(raw: bytes) -> dict[str, str]:
    if not raw:
        return {}
    # The first value wins, so it is written last.
    return dict(reversed(parse_qsl(raw.decode("latin-1"), keep_blank_values=True)))


def _payload(reply: Reply) -> bytes:
    if reply.body is None:
        return b""
    try:
        return json.dumps(reply.body, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        # Half a surrogate pair came in as an escape, and can only leave as one.
        return json.dumps(reply.body).encode()


def _start(status: int, headers: Mapping[str, str]) -> Message:
    pairs = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    return {"type": "http.response.start", "status": status, "headers": pairs}


def _headers(reply: Reply, payload: bytes) -> dict[str, str]:
    if reply.status == 204:
        return dict(reply.headers)
    kind = {"content-type": "application/json"} if payload else {}
    return {**kind, "content-length": str(len(payload)), **reply.headers}


async def _send(send: Send, reply: Reply, payload: bytes) -> None:
    await send(_start(reply.status, _headers(reply, payload)))
    await send({"type": "http.response.body", "body": payload})


async def _drip(send: Send, reply: Reply, seconds: float) -> None:
    payload = _payload(reply)
    size = len(payload) // _PIECES + 1
    pieces = [payload[at : at + size] for at in range(0, len(payload), size)] or [b""]
    await send(_start(reply.status, _headers(reply, payload)))
    for piece in pieces:
        await asyncio.sleep(seconds / len(pieces))
        await send({"type": "http.response.body", "body": piece, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


class _Control:
    """The surface under ``/_sandbox``, for whoever drives the sandbox. Answers 400 and 404 as ``{"error": "..."}``."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox

    def routes(self) -> list[BaseRoute]:
        one = "/objects/{vendor}/{kind}/{id:path}"
        return [
            ControlRoute("/calls", self.calls, methods=["GET"]),
            ControlRoute("/reset", self.reset, methods=["POST"]),
            ControlRoute("/objects", self.objects, methods=["GET"]),
            ControlRoute(one, self.edit, methods=["PATCH"]),
            ControlRoute(one, self.remove, methods=["DELETE"]),
            ControlRoute("/switches", self.switches, methods=["GET"]),
            ControlRoute("/switches", self.switch, methods=["POST"]),
            ControlRoute("/faults", self.faults, methods=["GET"]),
            ControlRoute("/faults", self.add_faults, methods=["POST"]),
            ControlRoute("/faults", self.clear_faults, methods=["DELETE"]),
        ]

    async def calls(self, request: ControlRequest) -> Response:
        """``{"calls": [...]}``, those with ``n`` above ``?since=``."""
        since = request.query_params.get("since", "0")
        if not since.isdecimal():
            raise HTTPException(400, "since must be a number of a call")
        return JSONResponse({"calls": [asdict(call) for call in self.sandbox.calls[int(since) :]]})

    async def reset(self, _: ControlRequest) -> Response:
        """Everything as new."""
        self.sandbox.reset()
        return Response(status_code=204)

    async def objects(self, _: ControlRequest) -> Response:
        """``{vendor: {kind: [object, ...]}}``, oldest first, masked keys masked."""
        return JSONResponse(
            {
                name: {kind: masked(table.rows(), vendor.masked) for kind, table in vendor.tables.items()}
                for name, vendor in self.sandbox.vendors.items()
            }
        )

    async def edit(self, request: ControlRequest) -> Response:
        """A dashboard edit behind the API's back: the object after it, masked."""
        vendor, kind, key = self._addressed(request)
        patch = await _object(request)
        row = vendor.edited(kind, key, patch)
        if row is None:
            raise HTTPException(404, f"{vendor.name} has no {kind} {key}")
        return JSONResponse(masked(row, vendor.masked))

    async def remove(self, request: ControlRequest) -> Response:
        """A deletion behind the API's back."""
        vendor, kind, key = self._addressed(request)
        if vendor.tables[kind].pop(key) is None:
            raise HTTPException(404, f"{vendor.name} has no {kind} {key}")
        return Response(status_code=204)

    async def switches(self, _: ControlRequest) -> Response:
        """``{vendor: {switch: value}}``, as in force."""
        return JSONResponse({name: vendor.setting for name, vendor in self.sandbox.vendors.items()})

    async def switch(self, request: ControlRequest) -> Response:
        """Move some switches; answers all of them."""
        for name, settings in (await _object(request)).items():
            if not isinstance(settings, dict):
                raise HTTPException(400, f"the switches of {name} must be an object")
            try:
                self._vendor(name).switch(settings)
            except ValueError as problem:
                raise HTTPException(400, str(problem)) from problem
        return await self.switches(request)

    async def faults(self, _: ControlRequest) -> Response:
        """``{"faults": [...]}``, those that may still fire."""
        return JSONResponse({"faults": [fault.described() for fault in self.sandbox.faults.pending()]})

    async def add_faults(self, request: ControlRequest) -> Response:
        """Add one fault or a list of them, all or none; answers all pending."""
        sent = await _json(request)
        try:
            self.sandbox.faults.add(*[Fault.parse(each) for each in (sent if isinstance(sent, list) else [sent])])
        except ValueError as problem:
            raise HTTPException(400, str(problem)) from problem
        return await self.faults(request)

    async def clear_faults(self, _: ControlRequest) -> Response:
        """Everything works again."""
        self.sandbox.faults.clear()
        return Response(status_code=204)

    def _vendor(self, name: str) -> Vendor:
        if name not in self.sandbox.vendors:
            raise HTTPException(404, f"there is no vendor {name}; there are {', '.join(self.sandbox.vendors)}")
        return self.sandbox.vendors[name]

    def _addressed(self, request: ControlRequest) -> tuple[Vendor, str, str]:
        vendor, kind = self._vendor(request.path_params["vendor"]), request.path_params["kind"]
        if kind not in vendor.tables:
            raise HTTPException(404, f"{vendor.name} has no kind {kind}; it has {', '.join(vendor.tables)}")
        return vendor, kind, request.path_params["id"]


async def _json(request: ControlRequest) -> Any:
    body, sound = _parsed(await request.body())
    if not sound:
        raise HTTPException(400, "the body is not JSON")
    return body


async def _object(request: ControlRequest) -> dict[str, Any]:
    body = await _json(request)
    if not isinstance(body, dict):
        raise HTTPException(400, "the body must be an object")
    return body
