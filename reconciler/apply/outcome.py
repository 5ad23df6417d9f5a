"""What became of each step."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from ..diagnostics import Diagnostic
from ..plan import Step


class Status(enum.Enum):
    """How a step ended."""

    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    """A create whose answer never came and which cannot be told from the vendor's list."""
    SKIPPED = "skipped"
    """A step before it did not succeed, or the run was interrupted."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """``wrong`` is empty exactly when read-back equals desired; ``notes`` are worth telling and no failure. ``sent``: a write left us."""

    status: Status
    wrong: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()
    sent: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """Every step with its outcome, in the plan's order."""

    outcomes: tuple[tuple[Step, Outcome], ...]
    interrupted: bool = False

    def count(self, status: Status) -> int:
        """How many steps ended so."""
        return sum(outcome.status is status for _, outcome in self.outcomes)

    @property
    def wrong(self) -> tuple[Diagnostic, ...]:
        """Everything that did not take."""
        return tuple(each for _, outcome in self.outcomes for each in outcome.wrong)

    @property
    def sent(self) -> bool:
        """Whether anything was written."""
        return any(outcome.sent for _, outcome in self.outcomes)

    @property
    def succeeded(self) -> bool:
        """Whether every step was done and read back as desired."""
        return not self.interrupted and not self.wrong and all(outcome.status is Status.DONE for _, outcome in self.outcomes)
