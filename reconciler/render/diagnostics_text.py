"""Diagnostics as text: what is wrong, where, why, and how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..diagnostics import Diagnostic, Severity
from .layout import Page
from .style import Style, clean, counted

_LOOKS = {Severity.ERROR: "alarm", Severity.WARNING: "update"}


def diagnostics(listed: Iterable[Diagnostic], style: Style, width: int) -> str:
    """Errors, then warnings, each in the order of files and lines, and how many there are."""
    ordered = sorted(listed, key=lambda each: (each.severity is not Severity.ERROR, *each.sort_key()))
    if not ordered:
        return ""
    page = Page(style, width)
    blocks = ["\n".join(block(page, each)) for each in ordered]
    return "\n\n".join([*blocks, _sum(ordered)]) + "\n"


def block(page: Page, each: Diagnostic, indent: str = "") -> Iterator[str]:
    """One diagnostic."""
    yield f"{indent}{page.style.paint(_LOOKS[each.severity], each.severity.value)}: {page.style.paint('strong', clean(each.summary))}"
    where = [clean(str(part)) for part in (each.source, each.address, each.path) if part]
    if where:
        yield f"{indent}  {page.style.paint('dim', '-->')} {'  '.join(where)}"
    yield from page.say(each.detail, f"{indent}  ", "")


def _sum(listed: list[Diagnostic]) -> str:
    errors = sum(each.severity is Severity.ERROR for each in listed)
    warnings = len(listed) - errors
    return ", ".join(counted(number, noun) for number, noun in ((errors, "error"), (warnings, "warning")) if number)
