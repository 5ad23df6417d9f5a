"""Every kind of every vendor goes the same road."""

import pytest

from reconciler.providers import kinds
from tests.conformance.road import Road, settings, walk, walk_otherwise
from tests.conformance.row import Row
from tests.conformance.table import HABITS, ROWS, otherwise
from tests.world import World

every_row = pytest.mark.parametrize("row", ROWS, ids=str)
every_setting = pytest.mark.parametrize(
    ("row", "switch", "value"),
    [pytest.param(row, *setting, id=f"{row}-{'='.join(setting)}") for row in ROWS for setting in settings(row.vendor)],
)


def test_every_kind_has_a_row():
    """
    A kind that is declared is driven by this suite.
    """
    assert {str(kind) for kind in kinds()} == {row.kind for row in ROWS}


@every_row
def test_what_a_manifest_declares_is_made(row: Row, tmp_path):
    """
    An object that is not there is created; one that was there before is adopted, never bought or made twice.
    """
    walk(row, World(tmp_path), Road.create)


@every_row
def test_apply_then_plan_is_empty(row: Row, tmp_path):
    """
    After an apply the plan is empty, for every kind, always; a second apply sends nothing.
    """
    walk(row, World(tmp_path), Road.repeat)


@every_row
def test_one_edit_is_one_call_with_this_field(row: Row, tmp_path):
    """
    Edit one field and exactly one call holds exactly this field, or the whole object where the vendor replaces it.
    """
    walk(row, World(tmp_path), Road.edit)


@every_row
def test_drift_is_seen(row: Row, tmp_path):
    """
    An edit in the vendor's dashboard shows in the plan as drift, with the name of the field.
    """
    walk(row, World(tmp_path), Road.drift)


@every_row
def test_drift_is_mended(row: Row, tmp_path):
    """
    Apply puts back what drifted, in one call, and nothing else.
    """
    walk(row, World(tmp_path), Road.mend)


@every_row
def test_an_undeclared_edit_is_left_alone(row: Row, tmp_path):
    """
    What no manifest mentions may be edited in the dashboard: it is no change.
    """
    walk(row, World(tmp_path), Road.ignore)


@every_row
def test_an_undeclared_edit_outlives_our_next_write(row: Row, tmp_path):
    """
    A later write of ours does not undo what somebody set beside it, though the vendor replaces what it is sent.
    """
    walk(row, World(tmp_path), Road.keep)


@every_row
def test_a_removed_manifest_leaves_an_orphan(row: Row, tmp_path):
    """
    Removing a manifest deletes nothing: the plan lists the object as orphaned.
    """
    walk(row, World(tmp_path), Road.orphan)


@every_row
def test_pruning_deletes_or_says_that_it_cannot(row: Row, tmp_path):
    """
    With --prune the orphan is deleted; where the vendor has no delete the plan says that it is abandoned.
    """
    walk(row, World(tmp_path), Road.prune)


@every_row
def test_afterwards_it_is_gone(row: Row, tmp_path):
    """
    Nothing of it is left in the state, nor at a vendor that can delete.
    """
    walk(row, World(tmp_path))


@every_setting
def test_what_no_vendor_documents_is_harmless(row: Row, switch: str, value: str, tmp_path):
    """
    Whichever way a vendor behaves where its documents are silent, the road is the same, or ends with words that say why.
    """
    world = World(tmp_path)
    world.sandbox.vendors[row.vendor].switch({switch: value})
    habit = otherwise(row, switch, value)
    if habit is None:
        walk(row, world)
    else:
        walk_otherwise(row, world, habit)


def test_every_expectation_is_used():
    """
    What is said of a row under a switch names a row and a position of a switch that there are.
    """
    known = {(name, *setting) for row in ROWS for setting in settings(row.vendor) for name in (str(row), row.kind)}
    assert {(name, *setting) for name, habits in HABITS.items() for setting in habits} <= known
