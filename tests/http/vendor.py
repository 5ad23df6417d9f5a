"""A vendor of a few lines: answers in the order it was told to, and remembers what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from reconciler.http import Client, Door, Retry
from reconciler.schema import Secret, SecretRef

T = TypeVar("T")
TOKEN = "sk-token-of-the-account"
PATIENT = Retry()
Said = httpx.Response | Exception


def says(status: int, body: Any = None, **headers: str) -> httpx.Response:
    """One answer; a str body goes out as it is, anything else as JSON."""
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(status, text=body, headers=names) if isinstance(body, str) else httpx.Response(status, json=body, headers=names)


@dataclass
class Vendor(httpx.AsyncBaseTransport):
    """``answers`` are given one by one, the last one for ever; ``meanwhile`` runs before each answer."""

    answers: list[Said]
    requests: list[httpx.Request] = field(default_factory=list)
    slept: list[float] = field(default_factory=list)
    now: float = 1_800_000_000.0
    meanwhile: Callable[[], Awaitable[None]] | None = None

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        answer = self.answers[min(len(self.requests), len(self.answers)) - 1]
        if self.meanwhile is not None:
            await self.meanwhile()
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(answer.status_code, content=answer.content, headers=answer.headers)

    async def sleep(self, seconds: float) -> None:
        """Time passes at once."""
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    def client(self, *, read_only: bool = False, token: str = TOKEN, header: str = "bearer", retry: Retry = PATIENT) -> Client:
        """A client whose network is this vendor."""
        door = Door("http://127.0.0.1:1/api/", Secret(token, SecretRef("env", "KEY")), header, 4, retry)
        return Client(door, read_only=read_only, wire=lambda: self, sleep=self.sleep, now=lambda: self.now, dice=lambda: 0.0)

    @property
    def methods(self) -> list[str]:
        """What was asked, in order."""
        return [request.method for request in self.requests]


def run(client: Client, use: Callable[[Client], Coroutine[Any, Any, T]]) -> T:
    """Open the client, use it, close it."""

    async def opened() -> T:
        async with client:
            return await use(client)

    return asyncio.run(opened())


def get(vendor: Vendor, path: str = "/things", retry: Retry = PATIENT) -> Any:
    """One read."""
    return run(vendor.client(retry=retry), lambda client: client.get(path))


def post(vendor: Vendor, body: Any = None, *, repeatable: bool = False, hidden: tuple[Secret, ...] = ()) -> Any:
    """One write."""
    return run(vendor.client(), lambda client: client.send("POST", "/things", {}, body, repeatable=repeatable, hidden=hidden))
