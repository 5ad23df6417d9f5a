"""What every command knows: where it runs, how it prints, and what becomes of an error."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..render.style import Style
    from ..workflow import Setting

_PIPED_WIDTH = 120
_INTERRUPTED = 130


@dataclass(frozen=True, slots=True)
class Context:
    """The global options."""

    root: Path
    target: str | None
    no_color: bool
    log_level: str

    @property
    def color(self) -> bool:
        """Whether stdout may be decorated: a terminal, and nobody asked for none."""
        asked = self.no_color or "NO_COLOR" in os.environ or os.environ.get("TERM") == "dumb"
        return not asked and sys.stdout.isatty()

    @property
    def width(self) -> int:
        """Columns of the terminal; a fixed, wide one for pipes and files, so that a text does not depend on who reads it."""
        return shutil.get_terminal_size((_PIPED_WIDTH, 24)).columns if sys.stdout.isatty() else _PIPED_WIDTH

    def style(self) -> Style:
        """How words are decorated."""
        from ..render.style import Style

        return Style.ansi() if self.color else Style.plain()

    def setting(self, *, strict: bool = False) -> Setting:
        """How a workflow runs here: the environment, the clock and chance are handed in, and nothing else takes them."""
        import asyncio
        import secrets
        import socket
        import time

        from ..apply.execute import Clock
        from ..workflow import Setting

        self.log()
        clock = Clock(now=time.time, sleep=asyncio.sleep, nonce=lambda: secrets.token_hex(32))
        holder = f"process {os.getpid()} on {socket.gethostname()}, since {time.strftime('%Y-%m-%d %H:%M:%S')}"
        return Setting(self.root.resolve(), os.environ, clock, self.target, strict, _cache_folder(), holder)

    def log(self) -> None:
        """Send the log to stderr."""
        import logging

        logging.basicConfig(stream=sys.stderr, level=self.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")


def _cache_folder() -> Path | None:
    """Where parsed manifests are kept: the user's cache folder, which may be deleted at any time."""
    home = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")  # noqa: PTH111, PTH118 -- Path.home() raises without a home
    return Path(home) / "reconciler" / "manifests" if os.path.isabs(home) else None  # noqa: PTH117 -- as above


@contextlib.contextmanager
def told(context: Context) -> Iterator[None]:
    """Errors become words on stderr and an exit code."""
    from ..diagnostics import ReconcilerError

    try:
        yield
    except ReconcilerError as error:
        say_wrong(context, error)
        raise click.exceptions.Exit(error.exit_code) from error
    except (KeyboardInterrupt, click.Abort) as error:
        click.echo("\nInterrupted. Nothing was sent.", err=True)
        raise click.exceptions.Exit(_INTERRUPTED) from error


def say_wrong(context: Context, error: Exception) -> None:
    """Print every diagnostic of an error."""
    from ..diagnostics import ReconcilerError
    from ..render.diagnostics_text import diagnostics
    from ..render.style import Style

    if isinstance(error, ReconcilerError):
        decorated = context.color and sys.stderr.isatty()
        click.echo(diagnostics(error.diagnostics, Style.ansi() if decorated else Style.plain(), context.width), err=True, nl=False)
