"""What became of an apply, step by step. It is never called complete when something failed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..address import Address
from ..diagnostics import Diagnostic
from ..plan import Action
from .diagnostics_text import block
from .layout import Page
from .style import Style, counted
from .text import look_of

DONE = "done"
_ORDER = (DONE, "failed", "unknown", "skipped")
_LOOKS = {DONE: "good", "failed": "alarm", "unknown": "alarm", "skipped": "dim"}
_MEANINGS = {
    "unknown": "the vendor did not answer a create, and its list does not tell; the next run looks again",
    "skipped": "not sent: a step before it did not succeed, or the run was interrupted",
}


@dataclass(frozen=True, slots=True)
class Line:
    """How one step ended. ``status`` is ``done``, ``failed``, ``unknown`` or ``skipped``."""

    address: Address
    action: Action
    status: str
    seconds: float | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def worth_telling(self) -> bool:
        """Whether it did not simply go well, which progress has told already."""
        return self.status != DONE or bool(self.diagnostics or self.notes)


def report(lines: Sequence[Line], style: Style, width: int, *, interrupted: bool = False) -> str:
    """Every step that there is something to say of, and the sum of all."""
    page = Page(style, width)
    listed = [each for line in lines if line.worth_telling for each in _line(page, line)]
    gap = [""] if listed else []
    return "\n".join([*listed, *gap, *_sum(page, lines, interrupted=interrupted)]) + "\n"


def complete(lines: Sequence[Line]) -> bool:
    """Whether every step was done and nothing was wrong with it."""
    return all(line.status == DONE and not line.diagnostics for line in lines)


def _line(page: Page, line: Line) -> Iterator[str]:
    _, sign = look_of(line.action)
    took = "" if line.seconds is None else f"{line.seconds:.1f} s"
    yield from page.head(_LOOKS.get(line.status, ""), f"{line.status:<7} {sign}", line.address, line.action.value, took)
    meaning = _MEANINGS.get(line.status, "")
    for each in line.diagnostics:
        yield from block(page, each, "    ")
    for sentence in (*([meaning] if meaning and not line.diagnostics else []), *line.notes):
        yield from page.say(sentence, "    ")


def _sum(page: Page, lines: Sequence[Line], *, interrupted: bool) -> Iterator[str]:
    if not lines and not interrupted:
        yield "Nothing was to be done."
        return
    counts = Counter(line.status for line in lines)
    words = ", ".join(f"{counts[status]} {status}" for status in _ORDER if counts[status])
    if complete(lines) and not interrupted:
        yield page.style.paint("good", f"Apply complete: {counted(len(lines), 'step')} done.")
        return
    why = "Interrupted" if interrupted else "Partly applied" if counts[DONE] else "Not applied"
    yield from page.say(f"{why}: {words or 'nothing was done'}. What was done is recorded; it is safe to run it again.", "", "alarm")
