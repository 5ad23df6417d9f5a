"""Every operation of the vendors against ours: used, not configuration, or missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..schema import Endpoint, Kind, Provider
from ..schema.openapi import shaped
from ..schema.operations import MISSING, NOT_CONFIGURATION, Unused
from .kind_page import NOTICE
from .library import Library
from .markdown import Anchors, code, link, prose, sentences, table

USED = "used"
_INTRODUCTION = (
    "What each vendor's API can do, as far as it concerns voice agents, and what becomes of it here. *Used*: a kind calls it. *Not "
    "configuration*: it acts on calls, records or people, and holds nothing to keep in git. *Missing*: it touches configuration and no "
    "kind calls it; the reason says why."
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One operation: ``status`` is used, not configuration or missing; ``why`` says by which kinds, or the reason."""

    method: str
    path: str
    status: str
    why: str


def coverage_page(library: Library, unused: Mapping[str, Iterable[Unused]]) -> str:
    """The whole page. ``unused`` are the listed operations of each vendor that no kind calls, by the provider's name."""
    found = {provider: entries(provider, unused.get(provider.name, ())) for provider in library.providers}
    head = (NOTICE, "", "# Coverage", "", _INTRODUCTION, "", *_totals(found))
    return "\n\n".join("\n".join(section) for section in (head, *(_vendor(*each) for each in found.items()))) + "\n"


def _totals(found: Mapping[Provider, list[Entry]]) -> Iterator[str]:
    statuses = (USED, NOT_CONFIGURATION, MISSING)
    counts = {provider.title: Counter(each.status for each in listed) for provider, listed in found.items()}
    rows = [[link(title, f"#{Anchors().take(title)}"), *_counted(each, statuses)] for title, each in counts.items()]
    everything = sum(counts.values(), Counter[str]())
    yield from table(("vendor", "operations", *statuses), [*rows, ["all", *_counted(everything, statuses)]])


def _counted(counts: Counter[str], statuses: Iterable[str]) -> list[str]:
    return [str(counts.total()), *(str(counts[status]) for status in statuses)]


def _vendor(provider: Provider, found: Iterable[Entry]) -> Iterator[str]:
    yield from (f"## {provider.title}", "")
    rows = ([code(f"{each.method} {each.path}"), each.status, each.why] for each in found)
    yield from table(("operation", "status", "by, or why not"), rows)


def entries(provider: Provider, unused: Iterable[Unused]) -> list[Entry]:
    """Every operation of a vendor, by path. What two kinds call under other names of its parameters is one operation."""
    ours: dict[tuple[str, str], _Used] = {}
    for kind in sorted(provider.kinds, key=str):
        for what, endpoint in operations(kind):
            used = ours.setdefault((shaped(endpoint.path), endpoint.method), _Used(endpoint.method, endpoint.path))
            used.by.setdefault(kind, []).append(what)
    others = [Entry(each.operation.method, each.operation.path, each.status, sentences([prose(each.reason)])) for each in unused]
    return sorted([*(each.entry() for each in ours.values()), *others], key=lambda each: (each.path, each.method))


@dataclass(frozen=True, slots=True)
class _Used:
    """An operation that kinds call, and what each calls it for."""

    method: str
    path: str
    by: dict[Kind, list[str]] = field(default_factory=dict)

    def entry(self) -> Entry:
        users = (f"{link(kind.name, f'kinds/{kind}.md')}: {', '.join(dict.fromkeys(what))}" for kind, what in self.by.items())
        return Entry(self.method, self.path, USED, "; ".join(users))


def operations(kind: Kind) -> Iterator[tuple[str, Endpoint]]:
    """Every operation that a kind calls, and what for."""
    for what, endpoint in (*_whole(kind), *_apart(kind)):
        if endpoint is not None:
            yield from ((what, each) for each in endpoint.each())


def _whole(kind: Kind) -> Iterator[tuple[str, Endpoint | None]]:
    yield "list", None if kind.list is None else Endpoint("GET", kind.list.path)
    yield "read", kind.read
    yield "read", None if kind.within is None else kind.within.read
    yield from (("create", kind.create), ("update", kind.update), ("delete", kind.delete))


def _apart(kind: Kind) -> Iterator[tuple[str, Endpoint | None]]:
    for part in kind.parts:
        names = ", ".join(part.fields)
        yield from ((f"read of {names}", part.read), (f"update of {names}", part.update))
    for members in kind.members:
        yield from ((f"add to {members.field}", members.add), (f"take from {members.field}", members.remove))
    if kind.versions is not None:
        yield from (("list versions", kind.versions.list), ("read a version", kind.versions.read), ("promote", kind.versions.promote))
