"""The parts of a graph in which there can be cycles, so that each is untied by itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

T = TypeVar("T")

Links = Mapping[T, set[T]]
"""Each node with those that it leads to, all of which are nodes themselves."""


def knots(links: Links[T]) -> list[set[T]]:
    """
    Groups of nodes, none of which leads to another: every cycle lies within one.

    Whoever leads to no cycle, or is led to by none, is in no group.
    """
    left = _turned(_peeled(_turned(_peeled(links))))
    both, found = {node: left[node] | back for node, back in _turned(left).items()}, []
    while both:
        group, waiting = set[T](), [next(iter(both))]
        while waiting:
            node = waiting.pop()
            if node not in group:
                group.add(node)
                waiting += both.pop(node)
        found.append(group)
    return found


def _peeled(links: Links[T]) -> dict[T, set[T]]:
    """The nodes without those that lead to nothing, again and again until each that is left leads to another."""
    sources, ahead = _turned(links), {node: len(targets) for node, targets in links.items()}
    waiting = [node for node, count in ahead.items() if not count]
    while waiting:
        for source in sources[waiting.pop()]:
            ahead[source] -= 1
            if not ahead[source]:
                waiting.append(source)
    kept = {node for node, count in ahead.items() if count}
    return {node: links[node] & kept for node in links if node in kept}


def _turned(links: Links[T]) -> dict[T, set[T]]:
    """Each node with those that lead to it."""
    turned: dict[T, set[T]] = {node: set() for node in links}
    for node, targets in links.items():
        for target in targets:
            turned[target].add(node)
    return turned
