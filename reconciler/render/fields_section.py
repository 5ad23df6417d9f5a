"""The fields of a kind on its page: a table for each object, and at the end what only the vendor sets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

from ..schema import Kind
from ..schema.traits import Sensitive
from .field_rows import HEAD, Rows
from .library import Library
from .markdown import Anchors, code, folded, listed, prose, sentences, table
from .spec_tree import Field, Group, groups
from .trait_words import trait_words
from .type_words import Links

TOP = "Fields"
_LONGEST_LIST = 12


def fields_section(kind: Kind, library: Library, above: Sequence[str]) -> Iterator[str]:
    """A heading and a table for each object. ``above`` are the headings that stand higher on the page."""
    found = [each for each in groups(kind.spec) if each.settable]
    anchors = Anchors.after(above)
    links = Links({each.model: (each.variant, anchors.take(_title(each))) for each in found}, partial(library.link, folder=kind.provider))
    for number, group in enumerate(found):
        yield from ([""] if number else [])
        yield from _group(group, Rows(links))


def _title(group: Group) -> str:
    return f"{code(group.place) if group.place else TOP}{f' ({group.variant})' if group.variant else ''}"


def _group(group: Group, rows: Rows) -> Iterator[str]:
    yield from (f"{'###' if group.place else '##'} {_title(group)}", "")
    yield from _about(group)
    yield from table(HEAD, (rows.row(each) for each in group.settable))
    yield from rows.lists(group.settable)


def _about(group: Group) -> Iterator[str]:
    if not group.place:
        yield from ("What is not written is neither compared nor sent, unless the table says what that means.", "")
        return
    if group.about:
        yield from (prose(group.about), "")
    if len(group.places) > 1:
        yield from (f"The same stands at {listed([code(place) for place in group.places[1:]])}.", "")


def computed_section(kind: Kind) -> Iterator[str]:
    """What a manifest cannot say, at whatever depth. A long list is folded up."""
    found = [f"- {code(field.path)}: {_said(field)}" for group in groups(kind.spec) for field in group.computed]
    if found:
        yield from ("## Set by the vendor", "")
        yield from ("Refused in a manifest, and never compared. Another manifest may use one with `{$ref: …, field: …}`.", "")
        yield from found if len(found) <= _LONGEST_LIST else folded(f"{len(found)} fields", found)


def _said(field: Field) -> str:
    hidden = "shown nowhere" if any(isinstance(trait, Sensitive) for trait in field.traits) else ""
    return sentences([hidden, *trait_words(field)], after=prose(field.description))
