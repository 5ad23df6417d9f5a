"""What a vendor's description has and we lack, as a table for people and as JSON for programs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..schema.difference import HINTS, Row
from ..schema.explained import Explanation, Verdict
from .json_forms import VERSION
from .layout import Page
from .style import Style, cells, clean, counted, padded, wrapped

_WIDEST_PATH = 40


def comparison(verdict: Verdict, style: Style, width: int, *, everything: bool) -> str:
    """Every row that no explanation covers; with ``everything`` the explained ones too, each with its reason."""
    page = Page(style, width)
    explained = verdict.explained if everything else ()
    kinds = sorted({row.kind for row in (*verdict.unexplained, *(row for row, _ in explained))})
    blocks = ["\n".join(_kind(page, kind, verdict.unexplained, explained)) for kind in kinds]
    if verdict.stale:
        blocks.append("\n".join(_stale(page, verdict.stale)))
    return "\n\n".join([*blocks, "\n".join(page.say(summary(verdict, everything=everything), "", "strong"))]) + "\n"


def comparison_json(verdict: Verdict, provider: str) -> dict[str, Any]:
    """The same for programs."""
    return {
        "version": VERSION,
        "provider": provider,
        "rows": [{**_row_json(row), "hint": row.hint} for row in verdict.unexplained],
        "explained": [{**_row_json(row), "reason": reason} for row, reason in verdict.explained],
        "stale": [
            {"kind": each.kind, "path": each.path, "difference": each.difference, "described": each.described, "reason": each.reason}
            for each in verdict.stale
        ],
    }


def summary(verdict: Verdict, *, everything: bool) -> str:
    """All of it in one line."""
    unexplained, explained = len(verdict.unexplained), len(verdict.explained)
    lead = counted(unexplained, "unexplained difference") if unexplained else "No unexplained difference"
    rest = f"; {explained} explained" if explained else ""
    return f"{lead}{rest}{' (--all shows them)' if explained and not everything else ''}."


def _row_json(row: Row) -> dict[str, str]:
    names = {"kind": row.kind, "path": row.path, "difference": str(row.difference)}
    return {**names, "described": row.described, "declared": row.ours}


def _kind(page: Page, kind: str, unexplained: Sequence[Row], explained: Sequence[tuple[Row, str]]) -> Iterator[str]:
    """What differs in the same way stands together, below the one thing to do about it."""
    yield page.style.paint("strong", kind)
    open_ = [row for row in unexplained if row.kind == kind]
    for difference in sorted({row.difference for row in open_}):
        yield from page.say(f"{difference}: {HINTS[difference]}", "  ")
        yield from _rows(page, [(row, "", "") for row in open_ if row.difference == difference])
    stays = [(row, f"{row.difference}: ", reason) for row, reason in explained if row.kind == kind]
    if stays:
        yield from page.say("explained:", "  ")
        yield from _rows(page, stays)


def _rows(page: Page, listed: Sequence[tuple[Row, str, str]]) -> Iterator[str]:
    """Paths in one column; one that is too long for it has a line of its own."""
    paths = [clean(row.path) or "(the object)" for row, _, _ in listed]
    column = max((cells(path) for path in paths if cells(path) <= _WIDEST_PATH), default=0)
    gap = " " * (column + 6)
    for path, (row, lead, reason) in zip(paths, listed, strict=True):
        said = wrapped(f"{lead}{row.described} | ours: {row.ours}", page.width, gap)
        if cells(path) > column:
            yield f"    {path}"
        else:
            said[0] = f"    {padded(path, column)}  {said[0][len(gap) :]}"
        yield from said
        yield from page.say(reason, gap) if reason else ()


def _stale(page: Page, stale: Sequence[Explanation]) -> Iterator[str]:
    yield page.style.paint("strong", "Explanations that fit nothing any more. Remove them:")
    for each in stale:
        yield from page.say(f"{each.kind} {each.path} {each.difference}: {each.described}", "  ", "update")
