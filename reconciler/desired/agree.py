"""What is wrong between resources: two of one address, and removals and moves that the manifests contradict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..address import Address
from ..diagnostics import Diagnostic, Source
from .document import Document
from .documents import Read
from .faults import did_you_mean
from .resource import Moved, Removed, Resource


def disagreements(read: Read, declared: Mapping[Address, Resource]) -> Iterator[Diagnostic]:
    """All of them. ``declared`` holds the first resource of every address."""
    yield from _twice(read.resources)
    for removed in read.removed:
        yield from _still_declared("Removed but declared", removed.address, removed, declared)
    for moved in read.moved:
        yield from _still_declared("Moved but declared", moved.earlier, moved, declared)
        yield from _nowhere(moved, declared)
    yield from _moved_twice(read.moved)


def _twice(resources: Iterable[Resource]) -> Iterator[Diagnostic]:
    """The later one is told of the earlier one."""
    addresses: dict[Address, Resource] = {}
    ids: dict[tuple[str, str], Resource] = {}
    for each in sorted(resources, key=lambda one: one.source):
        earlier = addresses.setdefault(each.address, each)
        if earlier is not each:
            detail = f"{each.address} is already declared at {_key(earlier, 'name')}. Rename or remove one of the two."
            yield Diagnostic("Duplicate address", detail, each.address, _key(each, "name"), "name")
        elif each.adopt and (owner := ids.setdefault((each.address.kind_name, each.adopt), each)) is not each:
            detail = f"{owner.address} at {_key(owner, 'adopt')} adopts the same object. Remove one of the two."
            yield Diagnostic("Duplicate adoption", detail, each.address, _key(each, "adopt"), "adopt")


def _key(one: Resource, key: str) -> Source:
    return Document(None, one.positions, one.source).where((key,))


def _still_declared(summary: str, address: Address, entry: Removed | Moved, declared: Mapping[Address, Resource]) -> Iterator[Diagnostic]:
    if address in declared:
        detail = f"{address} is still declared at {_key(declared[address], 'name')}. Remove that manifest, or this entry."
        yield Diagnostic(summary, detail, address, entry.source)


def _nowhere(moved: Moved, declared: Mapping[Address, Resource]) -> Iterator[Diagnostic]:
    if moved.earlier.kind_name != moved.address.kind_name:
        detail = f"{moved.earlier} and {moved.address} are of different kinds, and a move keeps the kind. Mend one of the addresses."
        yield Diagnostic("Moved to another kind", detail, moved.address, moved.source)
    elif moved.address not in declared:
        near = did_you_mean(str(moved.address), map(str, declared))
        yield Diagnostic("Moved to nowhere", f"Nothing declares {moved.address}.{near} Mend the address.", moved.address, moved.source)


def _moved_twice(moves: Iterable[Moved]) -> Iterator[Diagnostic]:
    seen: dict[Address, Source] = {}
    for moved in sorted(moves, key=lambda move: move.source):
        for address in (moved.earlier, moved.address):
            if address in seen:
                detail = f"{address} already stands in the move at {seen[address]}. Write one move, from the first address to the last."
                yield Diagnostic("Moved twice", detail, address, moved.source)
            seen.setdefault(address, moved.source)
