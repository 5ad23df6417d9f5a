"""The fewest calls with which a company can be planned and applied, computed from the declarations' facts and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from benchmarks.company import Company, Item
from reconciler.providers import kind as declared
from reconciler.schema import Kind


def reads_of_new(company: Company) -> int:
    """
    The reads of a first plan: nothing is bound, and each object may be there already.

    A list for each kind that has an identity to look for, whose pages hold what the vendor has; what is found in a list of summaries
    is read. Without an identity nothing could be recognised, and below a parent that does not exist nothing can be.
    """
    found = {f"{vendor}/number": len(numbers) for vendor, numbers in company.numbers.items()}
    return sum(_search(kind, found.get(str(kind), 0)) for kind in _kinds(company))


def reads_of_known(company: Company) -> int:
    """The reads of every later plan: each object once, by the page where the list holds whole objects."""
    return sum(_look(kind, company.count(str(kind))) for kind in _kinds(company))


def writes_of_new(company: Company) -> int:
    """The writes of a first apply: one for each object, two where the create takes only some of the fields."""
    return sum(_creates(item) for item in company.items)


def read_backs_of_new(company: Company) -> int:
    """
    One read of each object that was made, to learn what the vendor made of it, and before it one list of each kind whose objects
    nothing tells apart: what was there already must not be taken for ours when an answer is lost.

    Where no call reads one object, the answer to its create has to do, unless that answer does not show it: then its list is read.
    """
    nameless = [kind for kind in _kinds(company) if kind.list is not None and not kind.identity]
    return sum(_kind(item).read is not None or _kind(item).upsert for item in company.items) + len(nameless)


def read_backs(changed: Iterable[Item]) -> int:
    """One read of each object that was updated."""
    return sum(_kind(item).read is not None for item in changed)


def _kinds(company: Company) -> list[Kind]:
    return [_named(name) for name in sorted({item.kind for item in company.items})]


def _kind(item: Item) -> Kind:
    return _named(item.kind)


def _named(name: str) -> Kind:
    kind = declared(name)
    if kind is None:
        raise LookupError(f"there is no kind {name}")
    return kind


def _search(kind: Kind, there: int) -> int:
    if kind.list is None or not kind.identity or kind.list.parent is not None:
        return 0
    return _pages(kind, there) + (0 if kind.list.whole else there)


def _look(kind: Kind, count: int) -> int:
    if kind.list is not None and kind.list.embedded is not None:
        return 0
    if kind.read is None:
        return _pages(kind, count)
    return min(count, _pages(kind, count)) if kind.list is not None and kind.list.whole else count


def _pages(kind: Kind, count: int) -> int:
    if kind.list is None or not kind.list.pages.paged:
        return 1
    return max(1, -(-count // kind.list.pages.largest))


def _creates(item: Item) -> int:
    kind = _kind(item)
    found_already = kind.name == "number"
    late: Mapping[str, object] = {} if kind.birth is None else {name: value for name, value in item.spec.items() if name not in kind.birth}
    return 2 if late and not found_already else 1
