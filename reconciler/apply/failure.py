"""Why a step did not succeed, in words."""

from __future__ import annotations

from ..diagnostics import Diagnostic
from ..http import RefusedError, RequestError
from ..plan import Step
from .fill import MissingError
from .outcome import Outcome, Status


class Failed(Exception):
    """A step that did not succeed, in words."""

    def __init__(self, summary: str, detail: str, status: Status = Status.FAILED) -> None:
        super().__init__(detail)
        self.summary, self.detail, self.status = summary, detail, status


Failure = Failed | MissingError | RequestError
"""All that a step may meet and that stops only what depends on it."""


def outcome_of(step: Step, failure: Failure, *, sent: bool) -> Outcome:
    """What became of a step that failed so."""
    told = _told(step, failure)
    return Outcome(told.status, (Diagnostic(told.summary, told.detail, step.address, step.source),), sent=sent)


def _told(step: Step, failure: Failure) -> Failed:
    match failure:
        case Failed():
            return failure
        case MissingError(pending=pending):
            detail = f"{pending.address} exists, but the vendor did not say its {pending.field}. Run again."
            return Failed("Reference not known", detail)
        case _:
            summary = "Vendor refused" if isinstance(failure, RefusedError) else "Vendor could not be reached"
            what = f"{step.action.value} of {step.kind}"
            return Failed(summary, f"{failure.reason} ({what}) {failure.mend}".rstrip())
