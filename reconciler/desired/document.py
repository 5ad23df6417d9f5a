"""One YAML document as plain values, and where each of them was written."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ..diagnostics import Source
from ..schema import Json
from ..schema.paths import Path

Position = tuple[int, int]


class Positions(Mapping[Path, Position]):
    """Line and column of every key and item, by path. What comes from the parse cache is decoded only when somebody asks."""

    __slots__ = ("_encoded", "_known")

    def __init__(self, known: Mapping[Path, Position] | None = None, encoded: str = "[]") -> None:
        self._known = known
        self._encoded = encoded

    @property
    def known(self) -> Mapping[Path, Position]:
        """All of them."""
        if self._known is None:
            self._known = {tuple(path): (line, column) for *path, line, column in json.loads(self._encoded)}
        return self._known

    def encode(self) -> str:
        """The text from which the same positions can be had again."""
        return json.dumps([[*path, *position] for path, position in self.known.items()], separators=(",", ":"))

    def __getitem__(self, path: Path) -> Position:
        return self.known[path]

    def __iter__(self) -> Iterator[Path]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


@dataclass(frozen=True, slots=True)
class Document:
    """``source`` is the place of the document's first value."""

    data: Json
    positions: Mapping[Path, Position]
    source: Source

    @property
    def folder(self) -> str:
        """The folder of its file, below the repository."""
        return self.source.file.rpartition("/")[0]

    def where(self, path: Path) -> Source:
        """Where the value at this path was written, or else the nearest value around it."""
        for length in range(len(path), 0, -1):
            if position := self.positions.get(path[:length]):
                return Source(self.source.file, *position)
        return self.source
