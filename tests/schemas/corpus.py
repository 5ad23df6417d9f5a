"""The manifests that are wrong, each with what is wrong with it: comments at its head say it in words, and how each reader puts it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "broken"
_SEPARATOR = re.compile(r"^---\n", re.MULTILINE)
_HEAD = re.compile(r"# (?P<why>.+)\n# editor: (?P<editor>.+)\n# validate: (?P<summary>.+?) at (?P<path>.+)\n")
_KIND = re.compile(r"^kind: (\S+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Broken:
    """
    One manifest. ``editor`` is the place, as a JSON path, that an editor underlines; ``summary`` and ``path`` are what validation says.
    """

    name: str
    text: str
    kind: str
    why: str
    editor: str
    summary: str
    path: str

    def __str__(self) -> str:
        return self.name


def every() -> list[Broken]:
    """All of them, by vendor, in the order in which they stand in their files."""
    return [each for file in sorted(FOLDER.glob("*.yaml")) for each in _of(file)]


def _of(file: Path) -> Iterator[Broken]:
    for number, text in enumerate(documents(file.read_text(encoding="utf-8")), 1):
        head, kind = _HEAD.match(text), _KIND.search(text)
        assert head is not None, f"{file.name}, document {number}: its head says not what is wrong"
        assert kind is not None, f"{file.name}, document {number}: it has no kind"
        yield Broken(f"{file.stem}-{number:02}", text, kind[1], **head.groupdict())


def documents(text: str) -> list[str]:
    """The documents of a file, which check-jsonschema takes one by one."""
    return [each for each in _SEPARATOR.split(text) if any(line and not line.startswith("#") for line in each.splitlines())]
