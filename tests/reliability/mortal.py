"""A process that dies at a chosen moment: nothing that it had not made durable is there afterwards, and nothing more is sent."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from reconciler.state.file import FileBackend
from tests.world import InProcess, World

WINDOW_S = 2.0


class Killed(BaseException):
    """SIGKILL, as far as one process can play it: nothing catches it, and everything done afterwards fails with it too."""


@dataclass
class Life:
    """
    Counts the moments at which a process may die, and ends at number ``dies_at``; 0 is a life that only counts.

    ``moments`` are their names, for whoever wants to die at one of them.
    """

    dies_at: int = 0
    moments: list[str] = field(default_factory=list)
    dead: bool = False

    def lives(self) -> None:
        """Raises Killed after the end."""
        if self.dead:
            raise Killed

    def moment(self, name: str) -> None:
        """One more chance to die."""
        self.lives()
        self.moments.append(name)
        if len(self.moments) == self.dies_at:
            self.dead = True
            raise Killed


class MortalBackend(FileBackend):
    """Dies before, in the middle of, and after every line and every document."""

    def __init__(self, path: Path, life: Life) -> None:
        super().__init__(path)
        self._life = life

    def append(self, line: bytes) -> None:
        self._life.moment("before a line")
        try:
            self._life.moment("in the middle of a line")
        except Killed:
            super().append(line[: len(line) // 2])
            raise
        super().append(line)
        self._life.moment("after a line")

    def write(self, document: str) -> None:
        self._life.moment("before a document")
        super().write(document)
        self._life.moment("after a document")

    @contextlib.contextmanager
    def lock(self, holder: str) -> Iterator[None]:
        self._life.lives()
        with super().lock(holder):
            yield


class MortalWire(httpx.AsyncBaseTransport):
    """Dies before a request leaves, and after its answer came."""

    def __init__(self, inner: httpx.AsyncBaseTransport, life: Life) -> None:
        self._inner, self._life = inner, life

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self._life.moment(f"before {request.method} {request.url.path}")
        response = await self._inner.handle_async_request(request)
        self._life.moment(f"after {request.method} {request.url.path}")
        return response


@dataclass
class SlowWorld(World):
    """A world whose vendors' lists lag behind until the consistency window has passed."""

    life: Life = field(default_factory=Life)

    def dying(self, life: Life) -> None:
        """The process that starts next."""
        self.life = life

    def wire(self, _: str) -> httpx.AsyncBaseTransport:
        return MortalWire(InProcess(self.sandbox), self.life)

    async def _sleep(self, seconds: float) -> None:
        await super()._sleep(seconds)
        await asyncio.sleep(0)
        if seconds >= WINDOW_S:
            self.catch_up()

    def catch_up(self) -> None:
        """Time passes, and every replica has seen every write."""
        for vendor in self.sandbox.vendors.values():
            for table in vendor.tables.values():
                table._stale.clear()


def files_of(root: Path) -> Iterator[Path]:
    """Every file of the repository, those of the state folder included."""
    return (path for path in sorted(root.rglob("*")) if path.is_file())
