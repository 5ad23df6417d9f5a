"""Drift as text: per field what git says, what live holds, and the two ways out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ..plan.drift import DriftItem
from .layout import Page, rows
from .rows import drift_row
from .style import Style, counted


def drift(items: Sequence[DriftItem], style: Style, width: int) -> str:
    """Every object that somebody changed since our last apply."""
    page = Page(style, width)
    blocks = ["\n".join(_item(page, item)) for item in items]
    return "\n\n".join([*blocks, "\n".join(page.say(summary(items), "", "strong"))]) + "\n"


def summary(items: Sequence[DriftItem]) -> str:
    """All of it in one line."""
    if not items:
        return "No drift. Everything is as it was last applied."
    edited, gone = sum(bool(item.changes) for item in items), sum(item.gone for item in items)
    beside = sum(bool(item.unmanaged) for item in items)
    parts = [f"{counted(edited, 'resource')} edited", f"{gone} deleted"] + ([f"{beside} changed beside our fields"] if beside else [])
    return f"Drift: {', '.join(parts)} at the vendor."


def _item(page: Page, item: DriftItem) -> Iterator[str]:
    look, sign, word = ("delete", "-", "deleted at the vendor") if item.gone else ("update", "~", "edited at the vendor")
    yield from page.head(look, sign, item.address, word if item.gone or item.changes else "changed beside our fields")
    for change, where in zip(item.changes, item.wheres, strict=True):
        yield from rows(page, [drift_row(change, page.names)])
        yield from page.say(f"to keep it: write it at {where}", "      ")
    if item.unmanaged:
        yield from page.say(f"not ours, and no longer as it was: {', '.join(item.unmanaged)}", "    ")
    yield from _ways_out(page, item)


def _ways_out(page: Page, item: DriftItem) -> Iterator[str]:
    if item.gone:
        yield from page.say(f"to keep it so: remove it from {item.source}; to have it again: reconciler apply", "    ")
    elif item.changes:
        yield from page.say("to undo it: reconciler apply", "    ")
