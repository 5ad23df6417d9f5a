"""Small words for what the tests of the simulated Cozmox do again and again."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from reconciler.sandbox.cozmox import Cozmox
from reconciler.sandbox.vendor import Reply, Request, World

Body = dict[str, Any]
Call = Callable[..., Reply]

KEY = {"Authorization": "Bearer cozmo_live_FAKE"}
AGENT: Body = {"name": "Acme – Support", "type": "voice", "prompt_template": "Be brief — please."}
TRUNK: Body = {"name": "Main", "address": "sip.example.com", "provider": "did-logic", "phone_numbers": ["+1 555 010-0123"]}


def a_vendor() -> Cozmox:
    """A vendor whose clock ticks with every look and whose ids count."""
    ticks: Iterator[int] = itertools.count(1_771_840_800)
    numbers: Iterator[int] = itertools.count(1)
    return Cozmox(World(now=lambda: float(next(ticks)), uuid=lambda: f"00000000-0000-4000-8000-{next(numbers):012d}"))


def caller(vendor: Cozmox) -> Call:
    """``call(method, path below the organisation, body, **query)``."""

    def send(method: str, tail: str, body: Any = None, org: str = "org-1", **query: str) -> Reply:
        return vendor.answer(Request(method, f"/org/{org}{tail}", KEY, query, body))

    return send


def made(call: Call, tail: str, body: Mapping[str, Any]) -> Body:
    """The answer to a create that succeeds."""
    reply = call("POST", tail, dict(body))
    assert reply.status == 201, reply.body
    answer: Body = reply.body
    return answer
