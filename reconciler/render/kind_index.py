"""All kinds at a glance: the index of their pages, and the table in the README."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..schema import Kind, Mode, Provider, Risk
from .glossary import glossary
from .kind_page import NOTICE
from .library import Library
from .markdown import code, link, listed, split_sentences, table

_UPDATES: Mapping[Mode, str] = {
    Mode.MERGE_TOP: "changed fields",
    Mode.MERGE_DEEP: "changed places",
    Mode.REPLACE: "the whole object",
}
_INTRODUCTION = (
    "A page for each kind: an example to copy, what happens at the vendor, what needs permission, and every field. "
    "All of it is made from the declarations in `reconciler/providers`, so it says what the program does."
)


def kind_index(library: Library) -> str:
    """The page that leads to all others."""
    head = (NOTICE, "", "# Kinds", "", f"{_INTRODUCTION} {link('Manifests', '../manifests.md')} explains the forms.")
    words = ("## How to read a table of fields", "", *glossary())
    sections = [head, *(_vendor(provider, library) for provider in library.providers), words]
    return "\n\n".join("\n".join(section) for section in sections) + "\n"


def _vendor(provider: Provider, library: Library) -> Iterator[str]:
    yield from (f"## {provider.title}", "")
    yield from table(("kind", "what it is", "create", "update", "delete"), (_row(kind, library) for kind in by_name(provider)))


def _row(kind: Kind, library: Library) -> list[str]:
    about = f"{'**Retired.** ' if kind.retired else ''}{library.prose(split_sentences(kind.summary)[0])}"
    return [link(code(kind.name), f"{kind}.md"), about, _creates(kind), updates(kind), "yes" if kind.delete else "no"]


def by_name(provider: Provider) -> list[Kind]:
    """A vendor's kinds, sorted."""
    return sorted(provider.kinds, key=str)


def _creates(kind: Kind) -> str:
    if kind.create is None:
        return "no, adopt it"
    return "yes" if kind.create.risk is Risk.NONE else f"needs {code(kind.create.risk.value)}"


def updates(kind: Kind) -> str:
    """What an update sends, in two words."""
    if kind.within is not None:
        return "the whole list"
    if kind.update is None:
        return "members one by one" if kind.members else "each part by itself" if kind.parts else "replaced" if kind.create else "no"
    return _UPDATES[kind.mode]


def readme_table(library: Library) -> str:
    """One row for each vendor: its kinds, what an update sends, and what no delete removes."""
    rows = [
        [
            provider.title,
            ", ".join(link(code(kind.name), f"docs/kinds/{kind}.md") for kind in by_name(provider)),
            _updated(by_name(provider)),
            _kept([kind for kind in by_name(provider) if kind.delete is None], len(provider.kinds)),
        ]
        for provider in library.providers
    ]
    return "\n".join(table(("vendor", "kinds", "an update sends", "without a delete at the vendor"), rows))


def _updated(kinds: Iterable[Kind]) -> str:
    """The most frequent way first, and the others with the kinds that go them."""
    ways: dict[str, list[str]] = {}
    for kind in kinds:
        ways.setdefault(updates(kind), []).append(kind.name)
    usual, *others = sorted(ways.items(), key=lambda item: (-len(item[1]), item[0]))
    return "; ".join([usual[0], *(f"{listed([code(name) for name in names])}: {way}" for way, names in others)])


def _kept(kinds: list[Kind], every: int) -> str:
    return "all" if len(kinds) == every > 1 else listed([code(kind.name) for kind in kinds])
