"""Rows on a page of a given width: names aligned, values cut, long texts as differences."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from . import prose
from .rows import Row
from .style import Style, cells, clean, counted, cut, padded, wrapped
from .values import Covered, Names, Said, short

_WIDEST_LABEL = 32
_NARROWEST_VALUE = 12
_LONG = 120
"""A longer text is shown with its changes in their places, also when it is a single line."""


@dataclass(frozen=True, slots=True)
class Page:
    """How wide, how decorated, and which ids have names."""

    style: Style
    width: int
    names: Names = field(default_factory=dict)

    def head(self, look: str, sign: str, address: object, *words: str) -> Iterator[str]:
        """A line that names an address; what does not fit beside it goes below it, and the address is never cut."""
        start = [sign, str(address)]
        rest = "  ".join(clean(word) for word in words if word)
        painted = f"{self.style.paint(look, sign)} {self.style.paint('strong', start[1])}"
        if not rest:
            yield painted
        elif len(" ".join(start)) + 2 + cells(rest) <= self.width:
            yield f"{painted}  {self.style.paint('dim', rest)}"
        else:
            yield painted
            yield from self.say(rest, "    ")

    def say(self, text: str, indent: str = "  ", look: str = "dim") -> Iterator[str]:
        """Sentences, wrapped."""
        for line in wrapped(text, self.width, indent):
            yield f"{indent}{self.style.paint(look, line[len(indent) :])}"


def rows(page: Page, listed: Sequence[Row], indent: int = 4) -> Iterator[str]:
    """Every row, with names in one column."""
    labels = [clean(each.label) for each in listed]
    widest = min(_WIDEST_LABEL, max(8, page.width // 3))
    column = max((cells(label) for label in labels if cells(label) <= widest), default=0)
    for each, label in zip(listed, labels, strict=True):
        yield from _row(page, each, label, indent, column)


def _row(page: Page, row: Row, label: str, indent: int, column: int) -> Iterator[str]:
    gap = " " * indent
    beside = cells(label) <= column
    start = f"{gap}{padded(label, column)}  " if beside else f"{gap}  "
    if not beside:
        yield gap + cut(label, page.width - indent)
    lines = list(_values(page, row, max(_NARROWEST_VALUE, page.width - cells(start)))) or [""]
    for number, line in enumerate(lines):
        lead = start if number == 0 else " " * cells(start)
        yield (lead + line).rstrip()
    yield from _below(page, row, indent + 2)


def _values(page: Page, row: Row, room: int) -> Iterator[str]:
    """What stands beside the name."""
    if row.said:
        yield from _tagged(page, page.style.paint("dim", row.said), cells(row.said), row.tag, room)
    elif row.inner:
        words = counted(len(row.inner), "difference")
        yield from _tagged(page, page.style.paint("dim", words), len(words), row.tag, room)
    elif row.only_after:
        yield from _single(page, row, room)
    elif _reads_as_prose(row):
        words = prose.tally(row.before, row.after)
        yield from _tagged(page, words, cells(words), row.tag, room)
    else:
        yield from _pair(page, row, room)


def _single(page: Page, row: Row, room: int) -> Iterator[str]:
    prosaic = prose.is_prose(row.after)
    whole = isinstance(row.after, Said)
    words = f"{row.after.count(chr(10)) + 1} lines" if prosaic else short(row.after) if whole else cut(short(row.after), room)
    yield from _tagged(page, words, cells(words), row.tag, room)


def _pair(page: Page, row: Row, room: int) -> Iterator[str]:
    before, after = short(row.before), short(row.after)
    named = _named(row)
    if row.sides is None and cells(before) + cells(after) + 4 <= room:
        line = f"{page.style.paint('removed', before)} -> {page.style.paint('added', after)}"
        yield from _tagged(page, line, cells(before) + cells(after) + 4, row.tag, room)
        return
    if row.tag:
        yield from _sentence(page, row.tag, room)
    lead = max(len(name) for name in named) + 1
    shown = (before, after) if _names_an_address(row) else _apart(before, after, max(_NARROWEST_VALUE, room - lead))
    for name, value, look in zip(named, shown, ("removed", "added"), strict=True):
        yield padded(name, lead) + page.style.paint(look, value)


def _names_an_address(row: Row) -> bool:
    """Whether one side is an address of ours, which is never cut."""
    return isinstance(row.before, Said) or isinstance(row.after, Said)


def _named(row: Row) -> tuple[str, str]:
    return row.sides or ("-", "+")


def _apart(before: str, after: str, room: int) -> tuple[str, str]:
    """Both cut to the room so that their first difference can be seen."""
    pairs = enumerate(zip(before, after, strict=False))
    same = next((place for place, (ours, theirs) in pairs if ours != theirs), min(len(before), len(after)))
    skip = max(0, same - room // 3) if same > room // 2 else 0
    lead = "…" if skip else ""
    return cut(lead + before[skip:], room), cut(lead + after[skip:], room)


def _tagged(page: Page, painted: str, size: int, tag: str, room: int) -> Iterator[str]:
    """A value with a remark behind it, or below it where there is no room."""
    if not tag:
        yield painted
    elif size + len(tag) + 4 <= room:
        yield f"{painted}  {page.style.paint('update', f'({tag})')}"
    else:
        yield painted
        yield from _sentence(page, tag, room)


def _sentence(page: Page, tag: str, room: int) -> Iterator[str]:
    for line in wrapped(f"({tag})", room, ""):
        yield page.style.paint("update", line)


def _below(page: Page, row: Row, indent: int) -> Iterator[str]:
    """What stands below the name: the parts that differ, or the lines of a long text."""
    if row.inner:
        yield from rows(page, row.inner, indent)
    elif row.said:
        return
    elif row.only_after and prose.is_prose(row.after):
        yield from _indented(prose.opening(row.after, page.style, page.width - indent), indent)
    elif not row.only_after and _reads_as_prose(row):
        yield from _indented(_prose(page, row, page.width - indent), indent)


def _prose(page: Page, row: Row, room: int) -> list[str]:
    legend = [] if row.sides is None else [page.style.paint("dim", f"- {row.sides[0]}, + {row.sides[1]}")]
    return [*legend, *prose.difference(row.before, row.after, page.style, room)]


def _reads_as_prose(row: Row) -> bool:
    """Whether both sides are texts, and one of them is long."""
    both = (row.before, row.after)
    plain = all(isinstance(each, str) and not isinstance(each, Covered) for each in both)
    return plain and any(prose.is_prose(each) or len(each) > _LONG for each in both)


def _indented(lines: Iterable[str], indent: int) -> Iterator[str]:
    for line in lines:
        yield " " * indent + line
