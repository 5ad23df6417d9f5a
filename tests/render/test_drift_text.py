"""What somebody changed at the vendor, and how it is told."""

from __future__ import annotations

import pytest

from reconciler.plan.drift import drift as drift_of
from reconciler.render import drift
from reconciler.render.style import Style

PLAIN = Style.plain()
DESK = {"name": "Desk", "greeting": "Hello", "note": "vip"}


@pytest.fixture
def applied(office):
    """An office whose only agent was applied and not touched since."""
    office.applied("acme/agent/desk", DESK, {"id": "a-1", **DESK, "voice": {"speed": 1.0}})
    office.wants("acme/agent/desk", DESK)
    return office


def found(office, *, unmanaged=False):
    return drift_of(office.plan(), office.state, unmanaged=unmanaged)


def test_drift_says_both_values_and_both_ways_out(busy_office, compare):
    """
    Git's value, the live value, the line to write it at, and the command that undoes it.
    """
    del busy_office.live["acme/agent"]["a-7"]
    told = drift.drift(found(busy_office, unmanaged=True), PLAIN, 100)
    compare("drift", told)
    assert "hunter2" not in told


def test_no_drift_is_one_sentence(applied, compare):
    """
    What was applied and not touched has no drift, whatever the vendor filled in.
    """
    assert found(applied, unmanaged=True) == ()
    compare("no-drift", drift.drift((), PLAIN, 80))


def test_a_change_in_git_is_no_drift(applied):
    """
    Only the manifest moved: that is a plan's business.
    """
    applied.wants("acme/agent/desk", {**DESK, "greeting": "Good morning"})
    assert found(applied) == ()


def test_a_field_new_in_the_manifest_is_no_drift(applied):
    """
    The vendor has held this value since our last apply; nobody edited it.
    """
    applied.wants("acme/agent/desk", {**DESK, "voice": {"speed": 2.0}, "instructions": "Be kind."})
    assert found(applied) == ()


def test_a_field_new_in_the_manifest_and_edited_live_is_drift(applied):
    """
    The edit came after our last apply, and a plan would overwrite it.
    """
    applied.holds("acme/agent", {"id": "a-1", **DESK, "voice": {"speed": 3.0}})
    applied.wants("acme/agent/desk", {**DESK, "voice": {"speed": 2.0}})
    (item,) = found(applied)
    assert [change.path for change in item.changes] == [("voice", "speed")]


def test_policy_hides_no_drift(applied, lenient):
    """
    An edit that policy keeps is listed all the same.
    """
    applied.policy = lenient
    applied.holds("acme/agent", {"id": "a-1", **DESK, "greeting": "Yo"})
    (item,) = found(applied)
    assert [str(where) for where in item.wheres] == ["manifests/agents.yaml:7:3"]


def test_what_is_not_ours_is_listed_on_request(applied):
    """
    An edit beside our fields is nobody's business unless somebody asks.
    """
    applied.holds("acme/agent", {"id": "a-1", **DESK, "voice": {"speed": 3.0}, "features": ["x"]})
    assert found(applied) == ()
    (item,) = found(applied, unmanaged=True)
    assert item.unmanaged == ("features", "voice.speed")


def test_a_deleted_object_is_drift(applied):
    """
    Somebody deleted it in the dashboard.
    """
    applied.live["acme/agent"].clear()
    (item,) = found(applied)
    assert item.gone


def test_a_field_let_go_of_is_not_unmanaged_drift(applied):
    """
    It held our value a moment ago; that nobody manages it now is our own doing.
    """
    applied.wants("acme/agent/desk", {"name": "Desk", "greeting": "Hello"})
    assert found(applied, unmanaged=True) == ()
