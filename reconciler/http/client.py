"""The door to a vendor: the only user of httpx. Auth, retries, limits, deadlines; a read-only door cannot send anything but GET."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import httpx

from ..schema import Secret
from .answer import Answer
from .errors import NotSentError, RefusedError, RequestError, UnknownError
from .retry import Retry, asked_wait

_SERVER_ERROR = 500
_TOO_MANY = 429
_TIMEOUT = 408
_CLIENT_ERROR = 400
_GONE_QUIET_S = 30.0

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
    retry: Retry = Retry()


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
        limits = httpx.Limits(max_connections=door.concurrency, max_keepalive_connections=door.concurrency)
        # Plain http is only allowed on loopback; not loading certificates there makes every start faster.
        network = httpx.AsyncHTTPTransport(limits=limits, verify=door.base_url.startswith("https")) if wire is None else wire()
        transport = ReadOnlyTransport(network) if read_only else network
        self._http = httpx.AsyncClient(transport=transport, timeout=httpx.Timeout(_GONE_QUIET_S), headers=_headers(door), follow_redirects=False)
        self._free = asyncio.Semaphore(door.concurrency)
        self._not_before = 0.0

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._http.aclose()

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Any:
        """Read: retried on every passing failure. Returns JSON; raises RequestError."""
        return (await self._persist("GET", path, query or {}, None, {})).json()

    async def send(
        self, method: str, path: str, query: Mapping[str, str], body: Any, *, repeatable: bool, headers: Mapping[str, str] | None = None
    ) -> Any:
        """
        Write. Returns JSON or None.

        Raises NotSentError or RefusedError when nothing happened. A call that is not ``repeatable`` is never sent again once it may
        have arrived: UnknownError tells the caller to look first.
        """
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode("utf-8")
        answer = await self._persist(method, path, query, content, headers or {}, repeatable=repeatable)
        return answer.json()

    async def _persist(
        self, method: str, path: str, query: Mapping[str, str], content: bytes | None, headers: Mapping[str, str], *, repeatable: bool = True
    ) -> Answer:
        retry, attempt = self._door.retry, 0
        try:
            async with asyncio.timeout(retry.total_s):
                while True:
                    try:
                        return await self._once(method, path, query, content, headers)
                    except RequestError as error:
                        attempt += 1
                        again = isinstance(error, NotSentError) or (isinstance(error, UnknownError) and repeatable)
                        if not again or attempt >= retry.attempts:
                            raise
                    await self._sleep(retry.backoff(attempt - 1, self._dice()))
        except TimeoutError as error:
            raise UnknownError(f"No answer to {method} {path} within {retry.total_s:g} seconds.", "Run again when the vendor is well.") from error

    async def _once(self, method: str, path: str, query: Mapping[str, str], content: bytes | None, headers: Mapping[str, str]) -> Answer:
        """One answer, however often the vendor says "later"."""
        while True:
            await self._wait_turn()
            async with self._free:
                answer = await self._exchange(method, path, query, content, headers)
            if answer.status != _TOO_MANY:
                return _checked(answer, method, path)
            wait = asked_wait(answer.headers, self._now())
            self._not_before = self._now() + (self._door.retry.backoff(1, self._dice()) if wait is None else wait)

    async def _wait_turn(self) -> None:
        """After a 429 the whole account waits, not only the request that met it."""
        while (wait := self._not_before - self._now()) > 0:
            await self._sleep(wait)

    async def _exchange(self, method: str, path: str, query: Mapping[str, str], content: bytes | None, headers: Mapping[str, str]) -> Answer:
        url = self._door.base_url.rstrip("/") + path
        extra = {**headers, **({"content-type": "application/json"} if content is not None else {})}
        try:
            response = await self._http.request(method, url, params=dict(query) or None, content=content, headers=extra)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol) as error:
            host = httpx.URL(url).host
            raise NotSentError(f"{host} could not be reached: {_why(error)}.", "Check base_url and the network, then run again.") from error
        except httpx.HTTPError as error:
            raise UnknownError(f"{method} {path} was sent and no complete answer came back ({type(error).__name__}).") from error
        return Answer(response.status_code, {name.lower(): value for name, value in response.headers.items()}, response.text)


def _checked(answer: Answer, method: str, path: str) -> Answer:
    if answer.status >= _SERVER_ERROR or answer.status == _TIMEOUT:
        raise UnknownError(f"The vendor answered {answer.status} to {method} {path}.", "It may be down for a moment; run again.")
    if answer.status >= _CLIENT_ERROR:
        raise RefusedError(answer.status, answer.said())
    if answer.status >= 300:  # noqa: PLR2004 -- redirects: a token must not follow them to another host
        raise RefusedError(answer.status, "a redirect, which is not followed", "Check base_url: the vendor wants another address.")
    return answer


def _headers(door: Door) -> dict[str, str]:
    token = door.token.reveal()
    credential = {"authorization": f"Bearer {token}"} if door.header == "bearer" else {door.header: token}
    return {**credential, "accept": "application/json", "user-agent": "voice-reconciler"}


def _why(error: Exception) -> str:
    return str(error).rstrip(".") or type(error).__name__
