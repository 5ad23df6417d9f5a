"""A repository, a state and every vendor in one process: what the tests of whole commands stand on."""

from __future__ import annotations

import asyncio
import itertools
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx

from reconciler import workflow
from reconciler.apply import Report, Reporter
from reconciler.apply.execute import Clock
from reconciler.plan import Plan
from reconciler.sandbox.app import Dropped, Sandbox, build

CONFIG = """\
version: 1
targets:
  local:
    accounts:
      telnyx:    {base_url: "http://127.0.0.1:8099/telnyx/v2", token: {$secret: "env:TELNYX_API_KEY"}}
      fluents:   {base_url: "http://127.0.0.1:8099/fluents", token: {$secret: "env:FLUENTS_API_KEY"}}
      vocode:    {base_url: "http://127.0.0.1:8099/vocode", token: {$secret: "env:VOCODE_API_KEY"}}
      cozmox:    {base_url: "http://127.0.0.1:8099/cozmox/api", org_id: "org-1", token: {$secret: "env:COZMOX_API_KEY"}}
      dailybots: {base_url: "http://127.0.0.1:8099/dailybots/v1", token: {$secret: "env:DAILY_API_KEY"}}
    vars: {region: eu}
    state: {backend: file, path: .reconciler/local.json}
    policy: {prune: false, drift: enforce}
"""
KEYS = ("TELNYX_API_KEY", "FLUENTS_API_KEY", "VOCODE_API_KEY", "COZMOX_API_KEY", "DAILY_API_KEY")


class InProcess(httpx.AsyncBaseTransport):
    """The sandbox as a transport: a dropped connection is an error of the transport, as over a socket."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._inner = httpx.ASGITransport(app=sandbox)

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        try:
            return await self._inner.handle_async_request(request)
        except Dropped as error:
            message = "dropped"
            raise httpx.RemoteProtocolError(message, request=request) from error


@dataclass
class World:
    """One company: its repository below ``root``, its vendors in ``sandbox``."""

    root: Path
    sandbox: Sandbox = field(default_factory=build)
    environ: dict[str, str] = field(default_factory=lambda: dict.fromkeys(KEYS, "test-key"))
    slept: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sandbox.in_process = True
        self.write("reconciler.yaml", CONFIG)
        (self.root / "manifests").mkdir(exist_ok=True)
        self._nonces = (f"{number:032x}" for number in itertools.count(1))
        self._now = 1_800_000_000.0

    def write(self, name: str, text: str) -> Path:
        """Write a file of the repository, to the byte."""
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
        return path

    def setting(self, **changes: Any) -> workflow.Setting:
        """How a command runs here."""
        clock = Clock(now=lambda: self._now, sleep=self._sleep, nonce=lambda: next(self._nonces))
        given = {"root": self.root, "environ": self.environ, "clock": clock, "wire": lambda _: lambda: InProcess(self.sandbox), **changes}
        return workflow.Setting(**given)

    async def _sleep(self, seconds: float) -> None:
        """Time passes at once."""
        self.slept.append(seconds)
        self._now += seconds
        await asyncio.sleep(0)

    def plan(self, *, prune: bool = False, allow: tuple[str, ...] = (), only: tuple[Any, ...] = (), **changes: Any) -> Plan:
        """``reconciler plan``."""
        wishes = workflow.Wishes(prune, frozenset(allow), only)
        return asyncio.run(workflow.plan(self.setting(**changes), wishes)).plan

    def apply(self, *, prune: bool = False, allow: tuple[str, ...] = (), reporter: Reporter | None = None, **changes: Any) -> Report | None:
        """``reconciler apply --auto-approve``; the report, or None when there was nothing to do."""

        async def run() -> Report | None:
            wishes = workflow.Wishes(prune, frozenset(allow))
            _, report = await workflow.apply(self.setting(**changes), wishes, lambda _: True, reporter or Reporter(), asyncio.Event())
            return report

        return asyncio.run(run())

    def writes(self, since: int = 0) -> list[Any]:
        """The calls that reached a vendor and were no GET."""
        return [call for call in self.sandbox.calls if call.method != "GET" and call.n > since]

    @property
    def mark(self) -> int:
        """The number of the last call so far."""
        return self.sandbox.calls[-1].n if self.sandbox.calls else 0

    def objects(self, vendor: str, kind: str) -> list[dict[str, Any]]:
        """What a vendor truly holds."""
        return self.sandbox.vendors[vendor].tables[kind].rows()
