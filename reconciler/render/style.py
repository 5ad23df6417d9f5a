"""How words are decorated, and how wide they are on a terminal."""

from __future__ import annotations

import textwrap
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

from ..diagnostics import printable

_ANSI = {
    "create": "32",
    "update": "33",
    "delete": "31",
    "replace": "35",
    "adopt": "36",
    "alarm": "1;31",
    "good": "32",
    "dim": "2",
    "strong": "1",
    "removed": "31",
    "added": "32",
    "removed word": "7;31",
    "added word": "7;32",
}

_LONGEST_WORD = 200
"""A longer word is cut where sentences are wrapped: no address, path or flag of ours is as long."""


@dataclass(frozen=True, slots=True)
class Style:
    """What stands around a word: nothing, or a terminal's codes."""

    codes: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def plain(cls) -> Style:
        """No decoration: the text holds no escape at all."""
        return cls()

    @classmethod
    def ansi(cls) -> Style:
        """Colours of a terminal. What they say is said in words too."""
        return cls(_ANSI)

    @property
    def marks_words(self) -> bool:
        """Whether single words can be marked inside a line."""
        return bool(self.codes)

    def paint(self, look: str, text: str) -> str:
        """The text in this look."""
        code = self.codes.get(look)
        return f"\x1b[{code}m{text}\x1b[0m" if code and text else text


def clean(text: str) -> str:
    """Text from outside on one line: nothing in it can move the cursor, hide or reorder what follows."""
    return printable(text).replace("\t", "    ").replace("\n", "\\n")


def cells(text: str) -> int:
    """How many columns a text takes."""
    return len(text) if text.isascii() else sum(_cell(letter) for letter in text)


def _cell(letter: str) -> int:
    if unicodedata.combining(letter):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1


def cut(text: str, room: int) -> str:
    """The text, ending in … where it is wider than the room."""
    return text if cells(text) <= room else _start(text, room - 1) + "…"


def _start(text: str, room: int) -> str:
    used = 0
    for place, letter in enumerate(text):
        used += _cell(letter)
        if used > room:
            return text[:place]
    return text


def padded(text: str, room: int) -> str:
    """The text with spaces up to the room."""
    return text + " " * max(0, room - cells(text))


def wrapped(text: str, width: int, indent: str) -> list[str]:
    """Sentences on lines of this width. A word is never broken, so that an address can be copied."""
    words = (cut(word, _LONGEST_WORD) for word in clean(text.replace("\n", " ")).split())
    return textwrap.wrap(
        " ".join(words),
        max(width, len(indent) + 20),
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def counted(number: int, noun: str) -> str:
    """``1 error``, ``2 errors``."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
