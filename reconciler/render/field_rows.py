"""Fields as rows of a table: name, type, what absence means, what it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..schema import Json
from .markdown import code, listed, literal, prose, sentences
from .spec_tree import Field
from .trait_words import absence, limit_words, trait_words
from .type_words import Links, type_words, values_of

HEAD = ("field", "type", "when absent", "what it is")
_MOST_VALUES, _MOST_LETTERS = 8, 100
"""So many values stand in a cell, and so many letters of them; more have a list below the table."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Makes rows for one page."""

    links: Links

    def row(self, field: Field) -> list[str]:
        """One field."""
        gone = f"**Deprecated.** {prose(field.deprecated)}" if field.deprecated else ""
        clauses = (gone, _values(field), *limit_words(field.type), *trait_words(field))
        return [code(field.name), type_words(field.type, self.links), absence(field), sentences(clauses, after=prose(field.description))]

    def lists(self, fields: Iterable[Field]) -> Iterator[str]:
        """The values of fields that have too many for a cell."""
        for field in fields:
            values, closed = values_of(field.type)
            if _too_many(values):
                yield from ("", f"{'Values' if closed else 'Known values'} of {code(field.name)}: {', '.join(map(literal, values))}.")


def _values(field: Field) -> str:
    """The values in a sentence, or how many stand below."""
    values, closed = values_of(field.type)
    if _too_many(values):
        return f"one of {len(values)} values, below" if closed else f"{len(values)} values are known, below"
    words = listed([literal(each) for each in values], "or" if closed else "and")
    if not values or closed:
        return f"always {words}" if len(values) == 1 else words
    return f"known value{'' if len(values) == 1 else 's'}: {words}"


def _too_many(values: Sequence[Json]) -> bool:
    return len(values) > _MOST_VALUES or sum(len(str(each)) for each in values) > _MOST_LETTERS
