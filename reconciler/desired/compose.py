"""The parser's events become documents of plain values, within limits that keep a hostile file cheap."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from ..diagnostics import Diagnostic, InputError, Source
from ..schema import Json
from ..schema.paths import Path, text
from .document import Document, Position, Positions
from .scalars import plain, whole_characters

DEEPEST = 64
MOST_ALIASES = 100
MOST_NODES = 100_000
MOST_CHARACTERS = 8 * 1024 * 1024

_CORE = "tag:yaml.org,2002:"
_TEXT_TAGS = {"!", f"{_CORE}str"}
_VALUE_TAGS: dict[str, type] = {f"{_CORE}int": int, f"{_CORE}float": float, f"{_CORE}bool": bool, f"{_CORE}null": type(None)}
_COLLECTION_TAGS = {None, "!", f"{_CORE}map", f"{_CORE}seq"}


class What(enum.Enum):
    """What the parser came upon."""

    DOCUMENT = "document"
    MAPPING = "mapping"
    SEQUENCE = "sequence"
    SCALAR = "scalar"
    ALIAS = "alias"
    END = "end"


class Event(NamedTuple):
    """``text`` is a scalar's text or the name an alias refers to; ``plain``: it has no quotes and is no block."""

    what: What
    line: int
    column: int
    text: str = ""
    plain: bool = False
    tag: str | None = None
    anchor: str | None = None

    @property
    def position(self) -> Position:
        return self.line, self.column


class _Anchored(NamedTuple):
    """A value with a name, and what it costs to say it once more."""

    value: Json
    nodes: int
    characters: int
    height: int


@dataclass(slots=True)
class _Spent:
    nodes: int = 0
    characters: int = 0
    aliases: int = 0


def documents(events: Iterable[Event], file: str) -> list[Document]:
    """
    Every document of a file.

    Raises InputError with all that is wrong; a limit that is passed ends the reading at once.
    """
    composer = _Composer(iter(events), file)
    found = [composer.document() for event in composer.events if event.what is What.DOCUMENT]
    if composer.wrong:
        raise InputError(composer.wrong)
    return found


class _Composer:
    """The composing of one file."""

    def __init__(self, events: Iterator[Event], file: str) -> None:
        self.events = events
        self.file = file
        self.wrong: list[Diagnostic] = []
        self.spent = _Spent()
        self.positions: dict[Path, Position] = {}
        self.anchors: dict[str, _Anchored] = {}
        self.deepest = 0

    def document(self) -> Document:
        self.positions, self.anchors, self.deepest = {}, {}, 0
        first = next(self.events)
        data = self.node(first, ())
        return Document(data, Positions(self.positions), Source(self.file, *first.position))

    def node(self, event: Event, path: Path, depth: int = 1) -> Json:
        if event.what is What.ALIAS:
            return self.alias(event, path, depth)
        before, outer = (self.spent.nodes, self.spent.characters), self.deepest
        self.deepest = depth
        self.spend(event, path, 1, len(event.text))
        value = self.value(event, path, depth)
        if event.anchor is not None:
            nodes, characters = self.spent.nodes - before[0], self.spent.characters - before[1]
            self.anchors[event.anchor] = _Anchored(value, nodes, characters, self.deepest - depth)
        self.deepest = max(outer, self.deepest)
        return value

    def value(self, event: Event, path: Path, depth: int) -> Json:
        if event.what is What.SCALAR:
            return self.scalar(event, path)
        if depth > DEEPEST:
            self.stop(event, path, "Nested too deep", f"The file nests deeper than {DEEPEST} levels. Write a flatter value.")
        if event.tag not in _COLLECTION_TAGS:
            self.refuse_tag(event, path)
        return self.mapping(path, depth) if event.what is What.MAPPING else self.sequence(path, depth)

    def sequence(self, path: Path, depth: int) -> list[Json]:
        found: list[Json] = []
        while (event := next(self.events)).what is not What.END:
            here = (*path, len(found))
            self.positions[here] = event.position
            found.append(self.node(event, here, depth + 1))
        return found

    def mapping(self, path: Path, depth: int) -> dict[str, Json]:
        found: dict[str, Json] = {}
        first: dict[str, Position] = {}
        while (event := next(self.events)).what is not What.END:
            key = self.key(event, path, depth)
            if key in first:
                self.refuse_duplicate(event, (*path, key), Source(self.file, *first[key]))
            else:
                first[key] = self.positions[(*path, key)] = event.position
            found[key] = self.node(next(self.events), (*path, key), depth + 1)
        return found

    def key(self, event: Event, path: Path, depth: int) -> str:
        if event.plain and event.text == "<<":
            detail = "YAML 1.2 has no merge keys. Write the fields out, or give the whole value an anchor and an alias."
            self.refuse(event, path, "Merge key", detail)
            return event.text
        value = self.node(event, path, depth + 1)
        if isinstance(value, str):
            return value
        written = f' Quote it: "{event.text}".' if event.what is What.SCALAR else ""
        self.refuse(
            event, path, "Key is no text", f"Every key of a mapping is a text, and this one is not.{written or ' Write a plain word.'}"
        )
        return event.text

    def scalar(self, event: Event, path: Path) -> Json:
        try:
            if event.tag in _TEXT_TAGS or (event.tag is None and not event.plain):
                return whole_characters(event.text)
            value = plain(event.text)
        except ValueError as error:
            self.refuse(event, path, "Not representable", str(error))
            return event.text
        if event.tag is not None and type(value) is not _VALUE_TAGS.get(event.tag):
            self.refuse_tag(event, path)
        return value

    def alias(self, event: Event, path: Path, depth: int) -> Json:
        self.spent.aliases += 1
        if self.spent.aliases > MOST_ALIASES:
            detail = f"The file uses more than {MOST_ALIASES} aliases. Write the values out, or split the file."
            self.stop(event, path, "Too many aliases", detail)
        known = self.anchors.get(event.text)
        if known is None:
            detail = f'No complete value before this place has the anchor "&{event.text}". Define it first, or quote the text.'
            self.stop(event, path, "Unknown alias", detail)
        self.spend(event, path, known.nodes, known.characters)
        self.deepest = max(self.deepest, depth + known.height)
        if self.deepest > DEEPEST + 1:
            self.stop(event, path, "Nested too deep", f"The aliases nest deeper than {DEEPEST} levels. Write a flatter value.")
        return known.value

    def spend(self, event: Event, path: Path, nodes: int, characters: int) -> None:
        self.spent.nodes += nodes
        self.spent.characters += characters
        if self.spent.nodes > MOST_NODES or self.spent.characters > MOST_CHARACTERS:
            detail = (
                f"With its aliases written out the file holds more than {MOST_NODES} values or {MOST_CHARACTERS} characters. "
                "Write fewer values, or split the file."
            )
            self.stop(event, path, "Too many values", detail)

    def refuse_tag(self, event: Event, path: Path) -> None:
        detail = "Tags are not read, since a manifest holds only what JSON can say. Remove the tag; quote the value if it is a text."
        self.refuse(event, path, "Unknown tag", detail)

    def refuse_duplicate(self, event: Event, path: Path, first: Source) -> None:
        detail = f'"{path[-1]}" already stands in this mapping at {first}. Remove one of the two.'
        self.refuse(event, path, "Duplicate key", detail)

    def refuse(self, event: Event, path: Path, summary: str, detail: str) -> None:
        self.wrong.append(Diagnostic(summary, detail, None, Source(self.file, *event.position), text(path)))

    def stop(self, event: Event, path: Path, summary: str, detail: str) -> NoReturn:
        self.refuse(event, path, summary, detail)
        raise InputError(self.wrong)
