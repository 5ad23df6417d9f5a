"""Small words for what the tests of the simulated Telnyx do again and again."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from typing import Any

from reconciler.sandbox.telnyx import Telnyx
from reconciler.sandbox.vendor import Reply, Request, World

Body = dict[str, Any]
Call = Callable[..., Reply]

KEY = {"authorization": "Bearer KEY_FAKE"}


def a_vendor() -> Telnyx:
    """A vendor whose clock stands still and whose ids count."""
    numbers: Iterator[int] = itertools.count(1)
    return Telnyx(World(now=lambda: 1_785_279_493.8276, uuid=lambda: f"00000000-0000-4000-8000-{next(numbers):012d}"))


def caller(vendor: Telnyx) -> Call:
    """``call(method, path, body, headers, **query)``."""

    def send(method: str, path: str, body: Any = None, headers: Any = None, **query: str) -> Reply:
        return vendor.answer(Request(method, path, {**KEY, **(headers or {})}, query, body))

    return send


def code(reply: Reply) -> tuple[int, str]:
    """The status and the code of the first error."""
    return reply.status, reply.body["errors"][0]["code"]
