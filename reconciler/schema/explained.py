"""Differences that rightly stay: each with its reason, as lines of a file that is kept beside the declarations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..diagnostics import Diagnostic, InputError, Source
from .difference import Row
from .openapi import shaped

COLUMNS = ("kind", "path", "difference", "described", "reason")


@dataclass(frozen=True, slots=True)
class Explanation:
    """
    Why rows like this one stay. In each field but the reason ``*`` stands for any text.

    ``described`` pins what the description said: a difference that changes needs its explanation anew.
    """

    kind: str
    path: str
    difference: str
    described: str
    reason: str

    def fits(self, row: Row) -> bool:
        """Whether it explains this row."""
        pairs = ((self.kind, row.kind), (self.path, row.path), (self.difference, row.difference), (self.described, row.described))
        return all(_matches(pattern, text) for pattern, text in pairs)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every row, explained or not, and the explanations that fit no row any more."""

    unexplained: Sequence[Row]
    explained: Sequence[tuple[Row, str]]
    stale: Sequence[Explanation]


def judged(rows: Iterable[Row], explanations: Sequence[Explanation]) -> Verdict:
    """The rows with their reasons. The first explanation that fits a row gives it; each that fits any row is in use."""
    listed = sorted(rows)
    fitting = [(row, [each for each in explanations if each.fits(row)]) for row in listed]
    in_use = {id(each) for _, found in fitting for each in found}
    return Verdict(
        [row for row, found in fitting if not found],
        [(row, found[0].reason) for row, found in fitting if found],
        [each for each in explanations if id(each) not in in_use],
    )


def explanations(text: str, file: str) -> list[Explanation]:
    """The explanations of a file. Raises InputError naming every line that is none."""
    return [Explanation(*fields) for _, fields in table(text, file, COLUMNS)]


def table(text: str, file: str, columns: Sequence[str]) -> list[tuple[int, list[str]]]:
    """The lines below the header of a table whose columns are separated by tabs, each with its number."""
    header, *lines = text.splitlines() or [""]
    wrong = [] if header.split("\t") == list(columns) else [_malformed(file, 1, columns)]
    rows = [(number, line.split("\t")) for number, line in enumerate(lines, 2)]
    wrong += [_malformed(file, number, columns) for number, fields in rows if len(fields) != len(columns) or not all(fields)]
    if wrong:
        raise InputError(wrong)
    return rows


def _malformed(file: str, line: int, columns: Sequence[str]) -> Diagnostic:
    detail = f"The line has not exactly these columns, separated by tabs and none of them empty: {', '.join(columns)}. Write all of them."
    return Diagnostic("Malformed table", detail, None, Source(file, line, 1))


def _matches(pattern: str, text: str) -> bool:
    """``*`` stands for any text. Path parameters may have any name."""
    return re.fullmatch(".*".join(map(re.escape, shaped(pattern).split("*"))), shaped(text)) is not None
