"""Small words for what the tests of the simulated Daily do again and again."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.dailybots import Dailybots
from reconciler.sandbox.vendor import World

KEY = {"authorization": "Bearer key"}


def a_sandbox(now: Callable[[], float] = lambda: 0.0) -> Sandbox:
    """A sandbox with this vendor alone, whose ids count."""
    return Sandbox(World(now, map("id-{}".format, itertools.count(1)).__next__), [Dailybots])


def call(sandbox: Sandbox, method: str, path: str, body: Any = None, headers: Mapping[str, str] = KEY) -> httpx.Response:
    """One request over HTTP, without a socket."""

    async def called() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(sandbox), base_url="http://sandbox", headers=headers) as client:
            return await client.request(method, f"/dailybots/v1{path}", json=body)

    return asyncio.run(called())


def refused(reply: httpx.Response) -> tuple[int, str]:
    """The status and the stable id of an error."""
    assert set(reply.json()) == {"error", "info"}
    return reply.status_code, reply.json()["error"]


def vendor(sandbox: Sandbox) -> Dailybots:
    """The vendor itself, to look into and to switch."""
    found = sandbox.vendors["dailybots"]
    assert isinstance(found, Dailybots)
    return found
