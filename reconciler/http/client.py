"""The door to a vendor: the only user of httpx. Auth, retries, limits, deadlines; a read-only door cannot send anything but GET."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

import httpx

from ..diagnostics import InputError
from ..schema import Secret
from .answer import Answer
from .errors import NotSentError, RefusedError, UnknownError
from .retry import Retry, asked_wait

_SERVER_ERROR = 500
_TOO_MANY = 429
_TIMEOUT = 408
_CLIENT_ERROR = 400
_REDIRECT = 300
_GONE_QUIET_S = 30.0
_IDLE_S = 3.0
"""
Shorter than the 5 s after which servers such as uvicorn close an idle connection (its ``--timeout-keep-alive``), which is httpx's
own default too: a write that is sent just as the server closes has an outcome that nobody knows.
"""
_TELLING = 4
"""A secret shorter than this is not looked for in a vendor's words: it would be found everywhere."""

Transport = httpx.AsyncBaseTransport
Wire = Callable[[], Transport]
"""Makes the transport of one account; the default is the network."""


class ReadOnlyTransport(httpx.AsyncBaseTransport):
    """A transport that cannot write: everything but GET is refused before it reaches the wire."""

    def __init__(self, inner: Transport) -> None:
        self._inner = inner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a GET on."""
        if request.method != "GET":
            msg = f"{request.method} {request.url.path} was about to be sent where only GET may be"
            raise AssertionError(msg)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        """Close the inner transport."""
        await self._inner.aclose()


@dataclass(frozen=True, slots=True)
class Door:
    """How to reach one account. ``header`` is ``bearer`` or the name of a header that takes the bare key."""

    base_url: str
    token: Secret
    header: str = "bearer"
    concurrency: int = 8
    retry: Retry = field(default_factory=Retry)


@dataclass(frozen=True, slots=True)
class _Request:
    """One request. ``hidden`` are the secrets in it, which no error may quote; ``repeatable``: sending it twice does no harm."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    content: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    repeatable: bool = True
    hidden: tuple[Secret, ...] = ()


@dataclass(slots=True)
class _Patience:
    """What one request may still take: seconds of being answered, and seconds of waiting because the vendor asks for it."""

    answered_s: float
    throttled_s: float
    throttles: int = 0


class Client:
    """
    One account's connection: opened once, reused for every request.

    ``read_only`` makes anything but GET impossible, at the transport.
    """

    def __init__(
        self,
        door: Door,
        *,
        read_only: bool,
        wire: Wire | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], float] = time.time,
        dice: Callable[[], float] = random.random,
    ) -> None:
        self._door, self._sleep, self._now, self._dice = door, sleep, now, dice
        limits = httpx.Limits(max_connections=door.concurrency, max_keepalive_connections=door.concurrency, keepalive_expiry=_IDLE_S)
        # Plain http is only allowed on loopback; not loading certificates there makes every start faster.
        network = httpx.AsyncHTTPTransport(limits=limits, verify=door.base_url.startswith("https")) if wire is None else wire()
        transport = ReadOnlyTransport(network) if read_only else network
        self._http = httpx.AsyncClient(
            transport=transport, timeout=httpx.Timeout(_GONE_QUIET_S), headers=_headers(door), follow_redirects=False
        )
        self._free = asyncio.Semaphore(door.concurrency)
        self._not_before = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._http.aclose()

    @property
    def concurrency(self) -> int:
        """How many requests may be under way at once."""
        return self._door.concurrency

    def begins(self, shown: str) -> bool:
        """Whether our own key begins with what a vendor shows of a key, marks of omission left aside."""
        start = shown.rstrip("*•.…")
        return bool(start) and self._door.token.reveal().startswith(start)

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """Read: retried on every passing failure. Returns JSON; raises RequestError."""
        return await self._persist(_Request("GET", path, query or {}))

    async def send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Any,
        *,
        repeatable: bool,
        headers: Mapping[str, str] | None = None,
        hidden: Iterable[Secret] = (),
    ) -> Any:
        """
        Write. Returns JSON or None.

        Raises NotSentError or RefusedError when nothing happened. A call that is not ``repeatable`` is never sent again once it may
        have arrived: UnknownError tells the caller to look first. ``hidden`` are the secrets in the body: no error quotes them.
        """
        # Escapes are the one form of JSON that can carry every text, half a surrogate pair included.
        content = None if body is None else json.dumps(body).encode()
        return await self._persist(_Request(method, path, query, content, headers or {}, repeatable, tuple(hidden)))

    async def _persist(self, request: _Request) -> Any:
        """The JSON of an answer, after as many attempts as are harmless."""
        retry, attempt = self._door.retry, 0
        patience = _Patience(retry.total_s, retry.throttled_s)
        while True:
            try:
                return await self._once(request, patience)
            except (NotSentError, UnknownError) as error:
                attempt += 1
                harmless = request.repeatable or isinstance(error, NotSentError)
                if not harmless or attempt >= retry.attempts or patience.answered_s <= 0:
                    raise
            await self._sleep(retry.backoff(attempt - 1, self._dice()))

    async def _once(self, request: _Request, patience: _Patience) -> Any:
        """One answer, however often the vendor says "later"."""
        while True:
            async with self._free:
                await self._wait_turn()
                answer = await self._in_time(request, patience)
            if answer.status != _TOO_MANY:
                return _json(answer, request, self._door.token)
            self._throttle(answer, patience)

    async def _wait_turn(self) -> None:
        """After a 429 the whole account waits, not only the request that met it."""
        while (wait := self._not_before - self._now()) > 0:
            await self._sleep(wait)

    def _throttle(self, answer: Answer, patience: _Patience) -> None:
        """Obey a 429. Raises RefusedError when that takes longer than anybody would wait for."""
        patience.throttles += 1
        wait = asked_wait(answer.headers, self._now()) or self._door.retry.backoff(patience.throttles, self._dice())
        patience.throttled_s -= wait
        if patience.throttled_s < 0:
            said = _redacted(answer.said(), (self._door.token,))
            raise RefusedError(answer.status, said, f"It wants us to wait {wait:.0f} seconds more. Run again later.")
        self._not_before = max(self._not_before, self._now() + wait)

    async def _in_time(self, request: _Request, patience: _Patience) -> Answer:
        """One answer within what is left of the deadline, which counts neither our own queue nor the vendor's wish that we wait."""
        clock = asyncio.get_running_loop().time
        began = clock()
        try:
            async with asyncio.timeout(patience.answered_s):
                return await self._exchange(request)
        except TimeoutError as error:
            reason = f"No answer to {request.method} {request.path} within {self._door.retry.total_s:g} seconds."
            raise UnknownError(reason, "Run again when the vendor is well.") from error
        finally:
            patience.answered_s -= clock() - began

    async def _exchange(self, request: _Request) -> Answer:
        url = self._door.base_url.rstrip("/") + request.path
        headers = {**request.headers, **({"content-type": "application/json"} if request.content is not None else {})}
        try:
            response = await self._http.request(
                request.method, url, params=dict(request.query) or None, content=request.content, headers=headers
            )
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            host = httpx.URL(url).netloc.decode()
            raise NotSentError(f"{host} could not be reached: {_why(error)}.", "Check base_url and the network, then run again.") from error
        except httpx.HTTPError as error:
            reason = f"{request.method} {request.path} was sent and no complete answer came back ({type(error).__name__})."
            raise UnknownError(reason) from error
        return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, response.text)


def _json(answer: Answer, request: _Request, token: Secret) -> Any:
    """The body of a success. Raises UnknownError or RefusedError for anything else."""
    if answer.status >= _SERVER_ERROR or answer.status == _TIMEOUT:
        reason = f"The vendor answered {answer.status} to {request.method} {request.path}."
        raise UnknownError(reason, "It may be down for a moment; run again.")
    if answer.status >= _CLIENT_ERROR:
        raise RefusedError(answer.status, _redacted(answer.said(), (token, *request.hidden)))
    if answer.status >= _REDIRECT:
        # A token must not follow a redirect to another host.
        raise RefusedError(answer.status, "a redirect, which is not followed", "Check base_url: the vendor wants another address.")
    return answer.json()


def _redacted(said: str, secrets: Iterable[Secret]) -> str:
    """A vendor's words without what we sent in confidence."""
    for secret in secrets:
        text = secret.reveal()
        said = said.replace(text, str(secret)) if len(text) >= _TELLING else said
    return said


def _headers(door: Door) -> dict[str, str]:
    token = door.token.reveal()
    if not (token.isascii() and token.isprintable() and token == token.strip()):
        what = f"The key of {door.base_url}, from {door.token.origin}, has a character that no header can hold"
        raise InputError.of("Key cannot be sent", f"{what}, such as a line break at its end. Copy it again.")
    credential = {"authorization": f"Bearer {token}"} if door.header == "bearer" else {door.header: token}
    return {**credential, "accept": "application/json", "user-agent": "voice-reconciler"}


def _why(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
