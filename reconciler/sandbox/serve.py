"""The sandbox behind a real socket, on loopback only."""

from __future__ import annotations

import ipaddress
import logging
import socket
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

import uvicorn

from .app import Sandbox, build

_PATIENCE = 10.0


def serve(host: str = "127.0.0.1", port: int = 8099, ready: Callable[[int], None] | None = None) -> None:
    """
    Serve a fresh sandbox until interrupted. ``ready`` is told the port once calls are answered; port 0 takes a free one.

    Raises ValueError for a host that is not loopback, because nothing in here keeps anyone out; OSError when the port is taken.
    """
    with _listening(host, port) as listener:
        _Server(build(), ready).run(sockets=[listener])


class Running:
    """A sandbox served in a thread for as long as the context lasts: ``with Running() as running: ... running.port``."""

    def __init__(self, sandbox: Sandbox | None = None) -> None:
        self.sandbox = sandbox or build()
        self.port = 0

    def __enter__(self) -> Self:
        self._listener = _listening("127.0.0.1", 0)
        self.port = self._listener.getsockname()[1]
        self._server = _Server(self.sandbox, None)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._listener]}, name="sandbox", daemon=True)
        self._thread.start()
        self._wait()
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self._server.should_exit = True
        self._thread.join(_PATIENCE)
        self._listener.close()
        self.sandbox.in_process = True

    def _wait(self) -> None:
        deadline = time.monotonic() + _PATIENCE
        while not self._server.started:
            if not self._thread.is_alive() or time.monotonic() > deadline:
                raise RuntimeError("the sandbox did not start")
            time.sleep(0.005)


class _Server(uvicorn.Server):
    def __init__(self, sandbox: Sandbox, ready: Callable[[int], None] | None) -> None:
        sandbox.in_process = False
        super().__init__(uvicorn.Config(sandbox, log_level="warning", lifespan="off", timeout_graceful_shutdown=1))
        logging.getLogger("uvicorn.error").addFilter(_expected)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self._ready is not None and sockets:
            self._ready(sockets[0].getsockname()[1])


def _expected(record: logging.LogRecord) -> bool:
    # A dropped connection is an answer left unfinished on purpose, and uvicorn takes it for a mistake.
    return "without completing response" not in record.getMessage()


def _listening(host: str, port: int) -> socket.socket:
    address = "127.0.0.1" if host == "localhost" else host
    if not _loopback(address):
        raise ValueError(f"the sandbox serves on loopback only, not on {host}")
    return socket.create_server((address, port), family=socket.AF_INET6 if ":" in address else socket.AF_INET)


def _loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
