"""The fewest calls with which a company can be planned and applied, computed from the declarations' facts and nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator

from benchmarks.company import Company
from benchmarks.item import Item, Origin
from reconciler.providers import kind as declared
from reconciler.schema import Kind
from reconciler.schema.traits import Deferrable

_UNTOLD = {"cozmox/agent_tool", "cozmox/agent_sip_trunk"}
"""Creates that are answered with words alone, as the vendor documents them."""
_SMALLEST_PAGE = 10
"""A vendor may give smaller pages than it was asked for, but hardly smaller ones than this."""


def reads_of_new(company: Company) -> int:
    """
    The reads of a first plan: nothing is bound, and each object may be there already.

    A list for each kind that has an identity to look for, whose pages hold what the vendor has; what is found is read where the list
    shows a summary of it, or lacks a part of it that the manifest mentions. Without an identity nothing could be recognised, and below
    a parent that does not exist nothing can be.
    """
    return sum(_search(kind, [item for item in items if item.origin is Origin.FOUND]) for kind, items in _by_kind(company))


def reads_of_known(company: Company) -> int:
    """
    The reads of every later plan: each object once, by the page where the list holds whole objects.

    An object with parts is read by itself, and each part that its manifest mentions: a part can only be laid over an object that was
    read with it.
    """
    return sum(_look(kind, items, company.along.get(str(kind), 0)) for kind, items in _by_kind(company))


def writes_of_new(company: Company) -> int:
    """
    The writes of a first apply: one for each object, another where the create takes only some of the fields, one for each part and
    each member that it does not take, and one for a reference that closes a circle. What is told to a pair is told twice.
    """
    return sum(map(_writes, company.items)) + len(_closing(company))


def read_backs_of_new(company: Company) -> int:
    """
    One read of each object that was written, with the parts that are mentioned, to learn what the vendor made of it; once more where a
    second step closed a circle.

    Before that, one list of each kind whose objects nothing tells apart: what was there already must not be taken for ours when an
    answer is lost. One list before each create of what another create may have made, or of what is bought. One read of a shared list
    before each write of it: an older copy would undo what others wrote meanwhile.
    """
    nameless = [kind for kind, _ in _by_kind(company) if kind.list is not None and not kind.identity]
    return len(nameless) + sum(map(_reads_beside, company.items)) + read_backs(_closing(company))


def read_backs(changed: Iterable[Item]) -> int:
    """
    One read of each object that was updated, or of its list where nothing else shows it; with the parts that are mentioned, since what
    was not written must be seen to stand as before; and one of a shared list before it is written.
    """
    return sum(1 + _parts(item) + (_kind(item).within is not None) for item in changed)


# --- Kinds and items --------------------------------------------------------------------------------------------------


def _by_kind(company: Company) -> Iterator[tuple[Kind, list[Item]]]:
    items: dict[str, list[Item]] = {}
    for item in company.items:
        items.setdefault(item.kind, []).append(item)
    for name in sorted(items):
        yield _named(name), items[name]


def _kind(item: Item) -> Kind:
    return _named(item.kind)


def _named(name: str) -> Kind:
    kind = declared(name)
    if kind is None:
        raise LookupError(f"there is no kind {name}")
    return kind


def _parts(item: Item) -> int:
    """How many reads of their own the parts take that a manifest mentions."""
    return len(_kind(item).parts_of(item.spec))


# --- Reads of a plan --------------------------------------------------------------------------------------------------


def _search(kind: Kind, found: list[Item]) -> int:
    if kind.list is None or not kind.identity or kind.list.parent is not None:
        return 0
    return _pages(kind, len(found)) + sum(1 + _parts(item) for item in found if _parts(item) or not kind.list.whole)


def _look(kind: Kind, items: list[Item], along: int) -> int:
    if kind.list is not None and kind.list.embedded is not None:
        return 0
    if kind.read is None:
        return sum(_pages(kind, count) for count in _collections(kind, items).values())
    alone = [item for item in items if kind.list is None or not kind.list.whole or _parts(item)]
    listed = len(items) - len(alone)
    return min(listed, _pages(kind, len(items) + along)) + sum(1 + _parts(item) for item in alone)


def _collections(kind: Kind, items: list[Item]) -> Counter[str]:
    """How many objects each collection holds: one below each parent, where there are parents."""
    parent = None if kind.list is None else kind.list.parent
    return Counter("" if parent is None else str(item.spec[parent]) for item in items)


def _pages(kind: Kind, count: int) -> int:
    if kind.list is None or not kind.list.pages.paged:
        return 1
    pages, twins = kind.list.pages, len(kind.update.each()) if kind.update and kind.list.gather else 1
    full, rest = divmod(count * twins, pages.largest)
    if pages.total or pages.total_pages or pages.has_more or pages.following:
        return max(1, full + (rest > 0))
    # No count says which page is the last: only one that is shorter than any vendor's smallest, or empty.
    return full + 1 + (rest >= _SMALLEST_PAGE)


# --- Calls of a first apply -------------------------------------------------------------------------------------------


def _writes(item: Item) -> int:
    """The calls that bring one object to what its manifest says, without the field that closes a circle."""
    kind = _kind(item)
    said = [name for name in item.spec if name not in kind.path_params]
    if item.origin is not Origin.MADE:
        return _updates(item, [name for name in said if name not in kind.identity])
    return 1 + _updates(item, [name for name in said if not _at_birth(kind, name)])


def _at_birth(kind: Kind, name: str) -> bool:
    return name not in _membered(kind) and (kind.birth is None or name in kind.birth)


def _updates(item: Item, names: Collection[str]) -> int:
    """The calls that give these fields to an object which is there."""
    kind = _kind(item)
    apart = {name for part in kind.parts for name in part.fields} | _membered(kind)
    plain = len(kind.update.each()) if kind.update is not None and not apart.issuperset(names) else 0
    parts = sum(not set(part.fields).isdisjoint(names) for part in kind.parts)
    return plain + parts + sum(len(item.spec[name]) for name in _membered(kind).intersection(names))


def _membered(kind: Kind) -> set[str]:
    return {members.field for members in kind.members}


def _reads_beside(item: Item) -> int:
    """The reads that go with the writes of one object, before and after them."""
    kind, written = _kind(item), _writes(item)
    sought = 1 if kind.look_first and item.origin is not Origin.FOUND else 0
    before = written if kind.within is not None else 0
    return sought + before + (_after(item) if written else 0)


def _after(item: Item) -> int:
    """
    The read-back of one object. Where no call reads one, the answer to its create has to do, unless that answer does not show it, or is
    not the last word: then its list is read.
    """
    kind = _kind(item)
    if kind.read is not None:
        return 1 + _parts(item)
    shown = item.kind not in _UNTOLD and kind.within is None
    return 0 if item.origin is Origin.MADE and shown and _writes(item) == 1 else 1


def _closing(company: Company) -> list[Item]:
    """The resources that are created without a reference of theirs, since whoever it leads to leads back to them."""
    leads = {item.address: item.references() for item in company.items}
    return [item for item in company.items if any(item.address in _reached(leads, each) for each in _deferrable(item))]


def _deferrable(item: Item) -> Iterator[str]:
    for name in _kind(item).fields_with(Deferrable):
        if name in item.spec:
            yield item.spec[name]["$ref"]


def _reached(leads: dict[str, set[str]], start: str) -> set[str]:
    seen, waiting = set[str](), [start]
    while waiting:
        here = waiting.pop()
        if here not in seen:
            seen.add(here)
            waiting += leads[here]
    return seen
