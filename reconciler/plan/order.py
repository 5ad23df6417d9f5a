"""The order of work: the reference graph, and how a cycle in it is broken."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise

from ..address import Address
from ..desired import Desired
from ..desired.graph import Edge, edges
from ..diagnostics import Diagnostic, InputError
from .knots import knots


@dataclass(frozen=True, slots=True)
class Order:
    """
    ``addresses``: those referred to first. ``deferred``: the top-level fields that a create leaves out and a second call sets,
    because their references close a cycle.
    """

    addresses: list[Address]
    edges: Mapping[Address, tuple[Edge, ...]]
    deferred: Mapping[Address, frozenset[str]] = field(default_factory=dict)

    def targets(self, address: Address) -> frozenset[Address]:
        """What must exist before this address is created."""
        left_out = self.deferred.get(address, frozenset())
        return frozenset(edge.target for edge in self.edges.get(address, ()) if edge.leaf not in left_out)

    def linked(self, address: Address) -> frozenset[Address]:
        """What must exist before the second call."""
        return frozenset(edge.target for edge in self.edges.get(address, ()))


def order(desired: Desired) -> Order:
    """
    Sort the resources by their references.

    A cycle is broken at deferrable references. Raises InputError naming the cycle when it has none.
    """
    graph = {resource.address: edges(resource) for resource in desired}
    links = {address: {edge.target for edge in found if edge.target in graph} for address, found in graph.items()}
    cut = {address: leaves for knot in knots(links) for address, leaves in _untied(desired, {each: graph[each] for each in knot}).items()}
    return Order(_sorted(graph, cut), graph, cut)


def _untied(desired: Desired, graph: Mapping[Address, tuple[Edge, ...]]) -> dict[Address, frozenset[str]]:
    """The fields that a create must leave out, so that no cycle is left in this part of the graph."""
    deferred: dict[Address, set[str]] = {}
    while True:
        cut = {address: frozenset(fields) for address, fields in deferred.items()}
        try:
            _sorted(graph, cut)
        except CycleError as error:
            cycle: list[Address] = error.args[1]
            broken = _breakable(desired, graph, cycle, cut)
            if not broken:
                raise InputError([_cyclic(desired, cycle)]) from None
            for address, leaf in broken:
                deferred.setdefault(address, set()).add(leaf)
        else:
            return cut


def _sorted(graph: Mapping[Address, Iterable[Edge]], cut: Mapping[Address, frozenset[str]]) -> list[Address]:
    sorter: TopologicalSorter[Address] = TopologicalSorter()
    for address in sorted(graph):
        kept = sorted({edge.target for edge in graph[address] if edge.leaf not in cut.get(address, ()) and edge.target in graph})
        sorter.add(address, *kept)
    sorter.prepare()
    ordered: list[Address] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        ordered += ready
        sorter.done(*ready)
    return ordered


def _breakable(
    desired: Desired, graph: Mapping[Address, tuple[Edge, ...]], cycle: list[Address], cut: Mapping[Address, frozenset[str]]
) -> list[tuple[Address, str]]:
    """The first place on the cycle where every reference of a field may wait and the field is not needed to create."""
    # graphlib lists a cycle with each node before the one that depends on it.
    for target, address in pairwise(cycle):
        closing = [edge for edge in graph[address] if edge.target == target and edge.leaf not in cut.get(address, ())]
        kind = desired.resources[address].kind
        if kind.update is not None and closing and all(edge.deferrable and not kind.shape.child(edge.leaf).required for edge in closing):
            return [(address, edge.leaf) for edge in closing]
    return []


def _cyclic(desired: Desired, cycle: list[Address]) -> Diagnostic:
    path = " -> ".join(str(address) for address in reversed(cycle))
    detail = f"{path} refer to each other, and none of these references may be set later. Remove one of them."
    first = desired.resources[cycle[0]]
    return Diagnostic("Reference cycle", detail, first.address, first.source)
