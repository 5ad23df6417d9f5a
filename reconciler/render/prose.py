"""Long texts (prompts) line by line: what was taken away, what was added, and no more around it than helps."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from .style import Style, cells, clean, cut

LONGEST = 40
"""So many lines of one field are shown."""
_AROUND = 2
"""Unchanged lines around a change."""
_NEAR = 30
"""Unchanged characters around a change, in a line wider than the room."""
_LONGEST_COMPARISON = 250_000
"""Words of one side times words of the other: beyond, a line is changed as a whole, since comparing takes their product of steps."""
_MOST_ROWS = 6
"""So many rows of one line are shown."""

Piece = tuple[str, bool]
"""Part of a line, and whether it changed."""


@dataclass(frozen=True, slots=True)
class ProseLine:
    """``sign`` is ``-``, ``+`` or a space; ``@`` stands for lines left out."""

    sign: str
    pieces: tuple[Piece, ...]


def is_prose(value: object) -> bool:
    """Whether a text is better read line by line."""
    return isinstance(value, str) and "\n" in value


def tally(before: str, after: str) -> str:
    """How much changed: ``+3 -1 lines``."""
    lines = list(_lines(before, after))
    added, removed = (sum(line.sign == sign for line in lines) for sign in "+-")
    return f"+{added} -{removed} lines"


def difference(before: str, after: str, style: Style, room: int) -> list[str]:
    """The lines of a change, at most ``LONGEST``, and then how many more there are."""
    return _limited([each for line in _lines(before, after) for each in _drawn(line, style, room)], LONGEST, style)


def opening(value: str, style: Style, room: int, most: int = 8) -> list[str]:
    """The first lines of a text that is new."""
    lines = [style.paint("added", cut(f"+ {clean(line)}", room)) for line in value.split("\n")]
    return _limited(lines, most, style)


def _limited(lines: list[str], most: int, style: Style) -> list[str]:
    rest = len(lines) - most
    return lines if rest <= 1 else [*lines[:most], style.paint("dim", f"… {rest} more lines")]


def _lines(before: str, after: str) -> Iterator[ProseLine]:
    old, new = before.split("\n"), after.split("\n")
    matcher = SequenceMatcher(None, old, new)
    reached = 0
    for group in matcher.get_grouped_opcodes(_AROUND):
        yield from _gap(group[0][1] - reached)
        reached = group[-1][2]
        for tag, first, last, start, end in group:
            yield from _block(tag, old[first:last], new[start:end])
    yield from _gap(len(old) - reached)


def _gap(count: int) -> Iterator[ProseLine]:
    if count > 0:
        yield ProseLine("@", ((f"… {count} unchanged line{'' if count == 1 else 's'}", False),))


def _block(tag: str, old: Sequence[str], new: Sequence[str]) -> Iterator[ProseLine]:
    if tag == "equal":
        yield from (ProseLine(" ", ((line, False),)) for line in old)
        return
    paired = min(len(old), len(new))
    marked = [_words(ours, theirs) for ours, theirs in zip(old[:paired], new[:paired], strict=True)]
    yield from (ProseLine("-", pieces) for pieces, _ in marked)
    yield from (ProseLine("-", ((line, False),)) for line in old[paired:])
    yield from (ProseLine("+", pieces) for _, pieces in marked)
    yield from (ProseLine("+", ((line, False),)) for line in new[paired:])


def _words(old: str, new: str) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """Two versions of a line, the words that changed marked in each."""
    ours, theirs = re.findall(r"\w+|\s+|.", old), re.findall(r"\w+|\s+|.", new)
    head = _alike(ours, theirs)
    tail = _alike(ours[head:][::-1], theirs[head:][::-1])
    start, end = "".join(ours[:head]), "".join(ours[len(ours) - tail :])
    before, after = _middle(ours[head : len(ours) - tail], theirs[head : len(theirs) - tail])
    return _pieces(start, before, end), _pieces(start, after, end)


def _alike(ours: Sequence[str], theirs: Sequence[str]) -> int:
    """How many words two lists begin with in common."""
    pairs = enumerate(zip(ours, theirs, strict=False))
    return next((place for place, (one, other) in pairs if one != other), min(len(ours), len(theirs)))


def _middle(ours: Sequence[str], theirs: Sequence[str]) -> tuple[list[Piece], list[Piece]]:
    if len(ours) * len(theirs) > _LONGEST_COMPARISON:
        return [("".join(ours), True)], [("".join(theirs), True)]
    blocks = SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes()
    before = [("".join(ours[first:last]), tag != "equal") for tag, first, last, _, _ in blocks]
    after = [("".join(theirs[start:end]), tag != "equal") for tag, _, _, start, end in blocks]
    return before, after


def _pieces(start: str, middle: Sequence[Piece], end: str) -> tuple[Piece, ...]:
    # An empty piece that changed stays: it is the place where the other side has something more.
    return tuple(piece for piece in ((start, False), *middle, (end, False)) if any(piece))


def _drawn(line: ProseLine, style: Style, room: int) -> list[str]:
    match line.sign:
        case "@":
            return [style.paint("dim", cut(line.pieces[0][0], room))]
        case " ":
            return [style.paint("dim", cut(f"  {clean(line.pieces[0][0])}", room))]
    look = "removed" if line.sign == "-" else "added"
    pieces = [(clean(text), changed) for text, changed in line.pieces]
    if sum(len(text) for text, _ in pieces) > room - 2:
        pieces = _near_changes(pieces)
    rows = _folded(pieces, room - 2)
    drawn = [_painted(line.sign if number == 0 else " ", row, style, look) for number, row in enumerate(rows[:_MOST_ROWS])]
    left = sum(len(text) for row in rows[_MOST_ROWS:] for text, _ in row)
    return [*drawn, style.paint("dim", f"  … {left} more characters")] if left else drawn


def _near_changes(pieces: list[Piece]) -> list[Piece]:
    """Long unchanged parts shortened to what stands next to a change."""
    if not any(changed for _, changed in pieces):
        return pieces
    last = len(pieces) - 1
    return [
        (text if changed else _shortened(text, first=place == 0, last=place == last), changed)
        for place, (text, changed) in enumerate(pieces)
    ]


def _shortened(text: str, *, first: bool, last: bool) -> str:
    head, tail = ("" if first else text[:_NEAR]), ("" if last else text[-_NEAR:])
    return f"{head}…{tail}" if len(head) + len(tail) + 1 < len(text) else text


def _folded(pieces: list[Piece], room: int) -> list[list[Piece]]:
    """The pieces on as many rows as they need."""
    rows: list[list[Piece]] = [[]]
    free = room
    for text, changed in pieces:
        rest = text
        while rest:
            part = _fitting(rest, free)
            rows[-1].append((part, changed))
            rest = rest[len(part) :]
            free = 0 if rest else free - cells(part)
            if free <= 1:
                rows.append([])
                free = room
    return [row for row in rows if row] or [[]]


def _fitting(text: str, room: int) -> str:
    """As much of a text as fits, up to a space where there is one near."""
    part = text if cells(text) <= room else text[: room if text.isascii() else max(1, room // 2)]
    space = part.rfind(" ", len(part) - _NEAR)
    return part if len(part) == len(text) or space < 0 else part[: space + 1]


def _painted(sign: str, row: list[Piece], style: Style, look: str) -> str:
    head = style.paint(look, f"{sign} ")
    mark = style.marks_words and not all(changed for _, changed in row)
    text = head + "".join(style.paint(f"{look} word" if changed and mark else look, part) for part, changed in row)
    return text if style.codes else text.rstrip()
