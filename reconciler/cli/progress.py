"""Progress of an apply: a line at the bottom of a terminal, plain lines elsewhere. Always on stderr."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any, Self

import click

from ..apply import Outcome, Reporter, Status
from ..diagnostics import printable
from ..plan import Step

if TYPE_CHECKING:
    from .context import Context


class PlainProgress(Reporter):
    """One line when a step begins to wait, one when it ends."""

    def __init__(self) -> None:
        self._began: dict[Any, float] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        return None

    def started(self, step: Step) -> None:
        """Remember when."""
        self._began[step.id] = time.monotonic()

    def waiting(self, step: Step, reason: str) -> None:
        """Say why it takes longer."""
        self._line(f"{step.address}: {printable(reason)}")

    def finished(self, step: Step, outcome: Outcome) -> None:
        """Say how it ended."""
        took = time.monotonic() - self._began.get(step.id, time.monotonic())
        word = (
            f"{step.action.value} done ({took:.1f} s)" if outcome.status is Status.DONE else f"{step.action.value} {outcome.status.value}"
        )
        self._line(f"{step.address}: {word}")

    def _line(self, text: str) -> None:
        click.echo(text, err=True)


class TerminalProgress(PlainProgress):
    """The same lines, above a bar that says how far it is and what is under way."""

    def __init__(self) -> None:
        super().__init__()
        from rich.console import Console
        from rich.progress import MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

        columns = (SpinnerColumn(), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
        self._progress = Progress(*columns, console=Console(file=sys.stderr, highlight=False), transient=True)
        self._task = self._progress.add_task("", total=None)
        self._running: set[str] = set()

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def started(self, step: Step) -> None:
        """Show it under way."""
        super().started(step)
        self._progress.start()
        self._running.add(str(step.address))
        self._show()

    def finished(self, step: Step, outcome: Outcome) -> None:
        """Count it."""
        super().finished(step, outcome)
        self._running.discard(str(step.address))
        self._progress.advance(self._task)
        self._show()

    def _show(self) -> None:
        names = ", ".join(sorted(self._running)[:3])
        self._progress.update(self._task, description=names + (" …" if len(self._running) > 3 else ""))

    def _line(self, text: str) -> None:
        self._progress.console.print(text, markup=False, soft_wrap=True)


def progress(context: Context) -> PlainProgress:
    """The one that fits stderr."""
    return TerminalProgress() if context.color and sys.stderr.isatty() else PlainProgress()
