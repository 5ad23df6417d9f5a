"""Where in a graph there can be cycles."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.plan.knots import knots

ROWS = {
    "nothing": ({}, []),
    "a chain": ({"a": {"b"}, "b": {"c"}, "c": set()}, []),
    "two that refer to each other": ({"a": {"b"}, "b": {"a"}}, [{"a", "b"}]),
    "whoever leads there and whoever is led to are in none": ({"x": {"a"}, "a": {"b"}, "b": {"a", "y"}, "y": set()}, [{"a", "b"}]),
    "two apart": ({"a": {"b"}, "b": {"a"}, "c": {"d"}, "d": {"c"}}, [{"a", "b"}, {"c", "d"}]),
    "one that refers to itself": ({"a": {"a"}}, [{"a"}]),
}


@pytest.mark.parametrize("words", ROWS)
def test_only_what_may_stand_on_a_cycle_is_in_a_knot(words):
    """
    Each is untied by itself, so that a thousand cycles cost a thousand times one.
    """
    links, expected = ROWS[words]
    assert sorted(knots(links), key=sorted) == expected


@given(st.dictionaries(st.integers(0, 7), st.sets(st.integers(0, 7), max_size=3), max_size=8))
def test_without_its_knots_a_graph_has_no_cycle(drawn):
    """
    Every cycle lies within one knot, and no node is in two.
    """
    links = {node: targets & drawn.keys() for node, targets in drawn.items()}
    found = knots(links)
    tied = set().union(*found)
    assert sum(map(len, found)) == len(tied)
    assert not has_cycle({node: targets - tied for node, targets in links.items() if node not in tied})
    for knot in found:
        assert has_cycle({node: links[node] & knot for node in knot})
        assert not any(links[node] & (tied - knot) for node in knot)


def has_cycle(links):
    try:
        TopologicalSorter(links).prepare()
    except CycleError:
        return True
    return False
