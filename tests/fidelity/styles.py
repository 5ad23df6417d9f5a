"""
A writer of YAML in every style, by the letter of https://yaml.org/spec/1.2.2: a second opinion beside the parser that reads it.

Each style says which texts it can carry without loss, and how it writes them.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Any

_INDICATORS = "-?:,[]{}#&*!|>'\"%@`"
_WORDS = {"", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE", "<<"}
_NUMBER = re.compile(
    r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)"
)
_UNPRINTABLE = re.compile("[\\x00-\\x08\\x0b-\\x1f\\x7f-\\x84\\x86-\\x9f\\ufeff\\ufffe\\uffff]")
"""What must not stand in a file unescaped. A carriage return may, but is a line break of any kind."""


@dataclass(frozen=True, slots=True)
class Style:
    """``carries`` says whether the text survives; ``write(text, indent)`` is what stands after the key's colon."""

    name: str
    carries: Callable[[str], bool]
    write: Callable[[str, str], str]

    def __str__(self) -> str:
        return self.name


def _printable(text: str) -> bool:
    return _UNPRINTABLE.search(text) is None


def _one_line(text: str) -> bool:
    return _printable(text) and "\n" not in text


def _plain(text: str) -> bool:
    """Without a tab, which the parser takes in quotes only, and says so."""
    safe_start = bool(text) and text[0] not in _INDICATORS and not text[0].isspace() and not text[-1].isspace()
    safe_inside = re.search(r":([ \t]|$)|[ \t]#", text) is None
    return _one_line(text) and "\t" not in text and safe_start and safe_inside and text not in _WORDS and _NUMBER.fullmatch(text) is None


def _foldable(text: str) -> bool:
    """No line begins or ends with white space, for folding keeps none of it."""
    return _printable(text) and all(not line or (line[0] not in " \t" and line[-1] not in " \t") for line in text.split("\n"))


def _single_folded(text: str) -> bool:
    """As ``_foldable``, and a text that neither begins nor ends with a line break."""
    return _foldable(text) and bool(text) and text[0] != "\n" and text[-1] != "\n"


def _double(text: str, _: str) -> str:
    """Raw where that is allowed."""
    escaped = json.dumps(text, ensure_ascii=False)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match[0]):04x}", escaped)


def _block(mark: str, text: str, indent: str) -> str:
    lines = (f"{indent}  {line}" if line else "" for line in text.split("\n"))
    return f"{mark}2" + ("-" if not text.endswith("\n") else "" if _clips(text) else "+") + "\n" + "\n".join(lines).removesuffix("\n")


def _clips(text: str) -> bool:
    """Exactly one line break at the end, and something before it."""
    return text.endswith("\n") and not text.endswith("\n\n") and text != "\n"


def _kept(mark: str, text: str, indent: str) -> str:
    """With ``+`` also where clipping would do."""
    lines = (f"{indent}  {line}" if line else "" for line in text.removesuffix("\n").split("\n"))
    return f"{mark}2+\n" + "\n".join(lines)


def _folded(text: str) -> str:
    """Each line break between lines is written as two; those before and after all lines stay as they are."""
    body = text.strip("\n")
    start = text.index(body)
    return text[:start] + re.sub("\n+", lambda match: match[0] + "\n", body) + text[start + len(body) :]


STYLES: tuple[Style, ...] = (
    Style("plain", _plain, lambda text, _: text),
    Style("single quotes", _one_line, lambda text, _: "'" + text.replace("'", "''") + "'"),
    Style(
        "single quotes, folded",
        _single_folded,
        lambda text, indent: (
            "'" + re.sub("\n+", lambda match: match[0] + "\n", text.replace("'", "''")).replace("\n", f"\n{indent}  ") + "'"
        ),
    ),
    Style("double quotes", lambda _: True, _double),
    Style("JSON", lambda _: True, lambda text, _: json.dumps(text)),
    Style("literal, stripped", lambda text: _printable(text) and not text.endswith("\n"), lambda text, indent: _block("|", text, indent)),
    Style("literal, clipped", lambda text: _printable(text) and _clips(text), lambda text, indent: _block("|", text, indent)),
    Style("literal, kept", lambda text: _printable(text) and text.endswith("\n"), lambda text, indent: _kept("|", text, indent)),
    Style("folded", lambda text: _foldable(text) and text.strip("\n") != "", lambda text, indent: _block(">", _folded(text), indent)),
)
"""Every style of YAML. A text that none of the others carries is carried by double quotes."""


def styles_for(text: str) -> list[Style]:
    """Those that carry the text."""
    return [style for style in STYLES if style.carries(text)]


def document(value: Mapping[str, Json], style: Callable[[str], Style]) -> str:
    """A whole document in block style; ``style`` chooses for each text, keys included where one line will do."""
    return "\n".join(_mapping(value, "", style)) + "\n"


def _mapping(value: Mapping[str, Json], indent: str, style: Callable[[str], Style]) -> Iterator[str]:
    for key, each in value.items():
        yield from _entry(f"{indent}{_key(key, style)}:", each, indent, style)


def _key(key: str, style: Callable[[str], Style]) -> str:
    """A key is written on one line."""
    written = style(key)
    return _double(key, "") if "\n" in written.write(key, "") else written.write(key, "")


def _entry(head: str, value: Json, indent: str, style: Callable[[str], Style]) -> Iterator[str]:
    match value:
        case {} if value:
            yield head
            yield from _mapping(value, indent + "  ", style)
        case [*items] if items:
            yield head
            for each in items:
                yield from _entry(f"{indent}  -", each, indent + "  ", style)
        case str():
            yield f"{head} {style(value).write(value, indent)}"
        case _:
            yield f"{head} {json.dumps(value)}"
