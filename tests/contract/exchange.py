"""What went over the wire to a vendor and what came back, kept as it was: the sandbox's own log shows no secrets and no answers."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl

import httpx

from reconciler import workflow
from reconciler.sandbox import vendor
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.vendors import VENDORS
from tests.world import InProcess, World

Json = Any
_MOUNTS = {each.mount: each.name for each in VENDORS}


@dataclass(frozen=True, slots=True)
class Exchange:
    """
    One request and its answer. ``path`` is below the vendor's mount point and percent-encoded; bodies are bytes, so that two exchanges
    can be told to be the same.
    """

    vendor: str
    method: str
    path: str
    query: tuple[tuple[str, str], ...]
    sent: bytes
    status: int
    got: bytes

    @property
    def request(self) -> Json:
        """The request's body; None where there was none."""
        return json.loads(self.sent) if self.sent else None

    @property
    def response(self) -> Json:
        """The answer's body; None where there was none."""
        return json.loads(self.got) if self.got else None


class Listening(InProcess):
    """The sandbox as a transport that keeps every exchange."""

    def __init__(self, sandbox: Sandbox, kept: list[Exchange]) -> None:
        super().__init__(sandbox)
        self._kept = kept

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await super().handle_async_request(request)
        self._kept.append(_exchange(request, await request.aread(), response.status_code, await response.aread()))
        return response


def steady() -> Sandbox:
    """A sandbox in which the same road makes the same ids at the same times, so that an exchange that was judged needs no second look."""
    ids, ticks = itertools.count(1), itertools.count(1_800_000_000)
    world = vendor.World(now=lambda: float(next(ticks)), uuid=lambda: f"00000000-0000-4000-8000-{next(ids):012x}")
    return Sandbox(world, VENDORS)


@dataclass
class Recorded(World):
    """A world that remembers every exchange."""

    sandbox: Sandbox = field(default_factory=steady)
    exchanges: list[Exchange] = field(default_factory=list)

    def setting(self, **changes: Any) -> workflow.Setting:
        """How a command runs here. Manifests are parsed once for all worlds beside this one, which hold the same ones."""
        given = {"wire": lambda _: lambda: Listening(self.sandbox, self.exchanges), "cache": self.root.parent / "parsed", **changes}
        return super().setting(**given)


def _exchange(request: httpx.Request, sent: bytes, status: int, got: bytes) -> Exchange:
    target, _, query = request.url.raw_path.decode("ascii").partition("?")
    mount = next(each for each in _MOUNTS if target.startswith(f"{each}/"))
    pairs = tuple(parse_qsl(query, keep_blank_values=True))
    return Exchange(_MOUNTS[mount], request.method, target.removeprefix(mount), pairs, sent, status, got)
