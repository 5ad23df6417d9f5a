"""Ctrl-C and SIGTERM: the first finishes what is in flight, the second ends at once."""

from __future__ import annotations

import contextlib
import os
import signal
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    import asyncio


class Interrupt:
    """``code`` is the exit code of the signal that came: 130 for Ctrl-C, 143 for SIGTERM."""

    def __init__(self) -> None:
        self.code = 128 + signal.SIGINT
        self._stop: asyncio.Event | None = None
        self._abandoned = False

    def watch(self) -> asyncio.Event:
        """Listen on the running loop; the event is set by the first signal."""
        import asyncio

        self._stop = asyncio.Event()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self._came, number)
        return self._stop

    @contextlib.contextmanager
    def at_prompt(self) -> Iterator[None]:
        """While somebody is asked nothing is in flight, and the loop stands still: a signal ends the question at once."""
        listening = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        try:
            yield
        except click.Abort:
            # The loop hears of the same signal once it runs again, to end.
            self._abandoned = True
            raise
        finally:
            for number, handler in listening.items():
                signal.signal(number, handler)

    def _came(self, number: int) -> None:
        if self._abandoned:
            return
        self.code = 128 + number
        if self._stop is None or self._stop.is_set():
            # The journal is durable line by line and the lock is the kernel's: ending here loses nothing.
            os._exit(self.code)
        self._stop.set()
        click.echo("\nInterrupted: finishing what is in flight. Interrupt again to end at once.", err=True)
