"""Telling how an apply goes, kept apart from doing it. The base class tells nobody."""

from __future__ import annotations

from ..plan import Step
from .outcome import Outcome


class Reporter:
    """Override what you want to tell."""

    def started(self, step: Step) -> None:
        """A step begins."""

    def waiting(self, step: Step, reason: str) -> None:
        """A step waits, and why."""

    def finished(self, step: Step, outcome: Outcome) -> None:
        """A step ended, well or not."""
