"""The field rule, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from reconciler.diff.compare import compare
from tests.diff.build import KEY, base, kind, value

CASES = Path(__file__).parent / "cases"
KEYS = {"because", "fields", "blank_is_absent", "desired", "applied", "was", "live", "changes", "unverifiable", "normalized", "dropped"}


def rows() -> list[Any]:
    read = YAML(typ="safe", pure=True)
    files = [(file.stem, read.load(file.read_text())) for file in sorted(CASES.glob("*.yaml"))]
    return [pytest.param(row, id=f"{stem}: {row['because']}") for stem, table in files for row in table]


@pytest.mark.parametrize("row", rows())
def test_the_field_rule(row):
    """
    Each row says in its own words what a user may rely on.
    """
    assert set(row) <= KEYS
    of = kind(row["fields"], blank_is_absent=row.get("blank_is_absent", False))
    live = value(row["live"]) if "live" in row else None
    remembered = base(of, value(row.get("applied")), value(row.get("was")))
    found = compare(of, value(row["desired"]), remembered, live, KEY)
    assert {".".join(change.path): change.cause.value for change in found.changes} == row.get("changes", {})
    assert [".".join(path) for path in found.unverifiable] == row.get("unverifiable", [])
    assert [".".join(path) for path in found.normalized] == row.get("normalized", [])
    assert list(found.dropped) == row.get("dropped", [])


def test_changes_stand_in_the_order_of_the_manifest():
    """
    A reviewer reads changes in the order in which they were written, then what is no longer ours.
    """
    of = kind({"b": "str", "a": "str", "z": {"is": "str", "traits": [{"ClearWith": ""}]}})
    found = compare(of, {"b": "1", "a": "1"}, base(of, {"z": "old", "y": "old"}), {"a": "0", "b": "0", "z": "old"}, KEY)
    assert [change.path[0] for change in found.changes] == ["b", "a", "y", "z"]


def test_a_change_carries_both_sides():
    """
    ``before`` is what the vendor holds and ``after`` what it will hold, with nothing in between.
    """
    of = kind({"a": {"object": {"b": "int"}}})
    (change,) = compare(of, {"a": {"b": 2}}, {}, {"a": {"b": 1, "c": 3}}, KEY).changes
    assert (change.path, change.before, change.after) == (("a", "b"), 1, 2)


def test_only_a_release_needs_no_word_to_the_vendor():
    """
    Letting go of a field changes our memory and not the vendor's object.
    """
    of = kind({"a": "str", "b": "str"})
    found = compare(of, {"a": "2"}, base(of, {"a": "1", "b": "1"}), {"a": "1", "b": "1"}, KEY)
    assert [change.path for change in found.writes] == [("a",)]


def test_a_part_of_the_address_is_never_compared():
    """
    The id of a parent stands in the URL: it is no field of the object.
    """
    of = kind({"parent": {"is": "str", "traits": ["PathParam"]}, "a": "str"})
    assert compare(of, {"parent": "p1", "a": "x"}, {}, {"a": "x"}, KEY).changes == ()
