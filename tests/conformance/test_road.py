"""Every kind of every vendor goes the same road."""

import pytest

from reconciler.providers import kinds
from tests.conformance.road import Road, Walk, settings, walk, walk_otherwise, walked
from tests.conformance.row import Row
from tests.conformance.table import HABITS, ROWS, otherwise
from tests.conftest import DRIVEN
from tests.world import World


def grouped(row, *more, name=""):
    """The tests of a row run in one process, so that its road is gone once for all of them."""
    return pytest.param(row, *more, id=name or str(row), marks=pytest.mark.xdist_group(str(row)))


every_row = pytest.mark.parametrize("row", [grouped(row) for row in ROWS])
every_setting = pytest.mark.parametrize(
    ("row", "setting"),
    [grouped(row, setting, name=f"{row}-{'='.join(setting)}") for row in ROWS for setting in settings(row.vendor)],
)


@pytest.fixture
def road(row: Row, tmp_path_factory: pytest.TempPathFactory) -> Walk:
    """The row's road, gone with every switch in its first position."""
    return walked(row, tmp_path_factory.mktemp)


def test_every_kind_has_a_row():
    """
    A kind that is declared is driven by this suite.
    """
    assert {str(kind) for kind in kinds()} == {row.kind for row in ROWS}


@every_row
def test_what_a_manifest_declares_is_made(road: Walk):
    """
    An object that is not there is created; one that was there before is adopted, never bought or made twice.
    """
    road.must_have(Road.create)


@every_row
def test_apply_then_plan_is_empty(road: Walk):
    """
    After an apply the plan is empty, for every kind, always; a second apply sends nothing.
    """
    road.must_have(Road.repeat)


@every_row
def test_one_edit_is_one_call_with_this_field(road: Walk):
    """
    Edit one field and exactly one call holds exactly this field, or the whole object where the vendor replaces it.
    """
    road.must_have(Road.edit)


@every_row
def test_drift_is_seen(road: Walk):
    """
    An edit in the vendor's dashboard shows in the plan as drift, with the name of the field.
    """
    road.must_have(Road.drift)


@every_row
def test_drift_is_mended(road: Walk):
    """
    Apply puts back what drifted, in one call, and nothing else.
    """
    road.must_have(Road.mend)


@every_row
def test_an_undeclared_edit_is_left_alone(road: Walk):
    """
    What no manifest mentions may be edited in the dashboard: it is no change.
    """
    road.must_have(Road.ignore)


@every_row
def test_an_undeclared_edit_outlives_our_next_write(road: Walk):
    """
    A later write of ours does not undo what somebody set beside it, though the vendor replaces what it is sent.
    """
    road.must_have(Road.keep)


@every_row
def test_a_removed_manifest_leaves_an_orphan(road: Walk):
    """
    Removing a manifest deletes nothing: the plan lists the object as orphaned.
    """
    road.must_have(Road.orphan)


@every_row
def test_pruning_deletes_or_says_that_it_cannot(road: Walk):
    """
    With --prune the orphan is deleted; where the vendor has no delete the plan says that it is abandoned.
    """
    road.must_have(Road.prune)


@every_row
def test_afterwards_it_is_gone(road: Walk):
    """
    Nothing of it is left in the state, nor at a vendor that can delete.
    """
    road.must_have(Road.gone)


@every_setting
def test_what_no_vendor_documents_is_harmless(row: Row, setting: tuple[str, str], road: Walk, tmp_path, record_property):
    """
    Whichever way a vendor behaves where its documents are silent, the road is the same, or ends with words that say why.

    A switch that the simulator never looked at on this road can change nothing there.
    """
    road.must_have(Road.gone)
    switch, value = setting
    habit = otherwise(row, switch, value)
    if switch not in road.asked:
        assert habit is None
        return
    record_property(DRIVEN, f"{row.vendor} {switch}={value}")
    world = World(tmp_path)
    world.sandbox.vendors[row.vendor].switch({switch: value})
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
