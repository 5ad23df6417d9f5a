"""Markdown in pieces: tables, links, anchors. What others wrote is escaped, so that no word of it is lost or acted upon."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..schema import Json

_CODE = re.compile(
    r"`[^`]*`"  # quoted already
    r"|(?:\b[a-z]+: )?\$?\{+[^{}]*\}+"  # a form of a manifest, or a template
    r"|\[[^\[\]]*\]|(?<!\S)\*(?!\S)"  # a list, and the star that stands for any key
    r"|(?<![\w`-])--[a-z][a-z-]*"  # an option
    r"|(?<![\w`])[a-z](?:[\w./\[\]*-]*_)+(?:[\w./\[\]*-]*\w)?"  # a name with an underscore
)
"""What is code in a sentence."""

_PLAIN = re.compile(r"[A-Za-z_][\w./+-]*")
_WORDS_OF_YAML = ("true", "false", "null")


def code(value: str) -> str:
    """The text as it is written."""
    fence = "``" if "`" in value else "`"
    space = " " if value.startswith("`") or value.endswith("`") else ""
    return f"{fence}{space}{value}{space}{fence}"


def literal(value: Json) -> str:
    """A value as a manifest writes it: a plain word needs no quotes."""
    plain = isinstance(value, str) and _PLAIN.fullmatch(value) is not None and value not in _WORDS_OF_YAML
    return code(value if plain else json.dumps(value, ensure_ascii=False))


def prose(text: str) -> str:
    """A sentence of a declaration: names stand out, and nothing in it is taken for markup."""
    found, end = [], 0
    for match in _CODE.finditer(text):
        found += [_escaped(text[end : match.start()]), code(match.group().strip("`"))]
        end = match.end()
    return "".join([*found, _escaped(text[end:])])


def _escaped(text: str) -> str:
    return re.sub(r"([\\<>*_\[\]`])", r"\\\1", text)


def link(text: str, target: str) -> str:
    """Words that lead somewhere."""
    return f"[{text}]({target})"


def listed(words: Sequence[str], joint: str = "and", most: int | None = None) -> str:
    """``a, b and c``; beyond ``most``, how many more there are."""
    shown = list(words)
    if most is not None and len(shown) > most + 1:
        shown = [*shown[:most], f"{len(shown) - most} more"]
    return f"{', '.join(shown[:-1])} {joint} {shown[-1]}" if len(shown) > 1 else "".join(shown)


def sentences(clauses: Iterable[str], after: str = "") -> str:
    """Each clause as a sentence of its own, behind a text that stays as it is written."""
    return " ".join([*([_ended(after)] if after else []), *(_ended(f"{each[0].upper()}{each[1:]}") for each in clauses if each)])


def _ended(text: str) -> str:
    return text if text.endswith((".", ":", "!", "?")) else f"{text}."


def split_sentences(text: str) -> list[str]:
    """The sentences of a text, each of which begins with a capital letter."""
    return re.split(r"(?<=[.!?)])\s+(?=[A-Z])", text)


def folded(summary: str, body: Iterable[str]) -> Iterator[str]:
    """Lines that a reader opens when they matter."""
    yield from ("<details>", f"<summary>{summary}</summary>", "", *body, "", "</details>")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """The lines of a table, none where there is no row. A bar in a cell is escaped, which GitHub wants in code as well."""
    filled = list(rows)
    if filled:
        yield _row(head)
        yield _row(["---"] * len(head))
        yield from (_row([each.replace("|", "\\|").replace("\n", " ") for each in row]) for row in filled)


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


@dataclass(slots=True)
class Anchors:
    """The anchors that GitHub makes of a page's headings, in order: a repeated one gets a number."""

    _used: dict[str, int] = field(default_factory=dict)

    @classmethod
    def after(cls, headings: Iterable[str]) -> Anchors:
        """Those that come after these headings."""
        anchors = cls()
        for each in headings:
            anchors.take(each)
        return anchors

    def take(self, heading: str) -> str:
        """The anchor of the next heading."""
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        count = self._used.get(slug, 0)
        self._used[slug] = count + 1
        return f"{slug}-{count}" if count else slug
