"""Objects that another create may have made on its way, and values that a vendor shows a moment later."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from reconciler.apply import Status
from reconciler.schema import Endpoint, Listing, Pages, Within
from tests.apply.test_run import DESK, THING, listed, run, words
from tests.http.vendor import says
from tests.plan.scene import NAME, Scene, kind, ref

FIRST = replace(THING, look_first=True)
SPEC = {"name": "Desk", "color": "red"}


def test_what_another_create_has_made_is_taken_and_finished(tmp_path: Path):
    """
    It is looked for just before the create; what differs is updated, and nothing is made twice.
    """
    scene = Scene.of(FIRST).declare("thing/desk", SPEC)
    there, after = {"id": "t1", "name": "Desk", "color": "blue"}, {"id": "t1", **SPEC}
    report, vendor, memory = run(tmp_path, scene.plan(), scene, listed(there), says(200, after), says(200, after))
    assert report.succeeded
    assert vendor.methods == ["GET", "PATCH", "GET"]
    assert memory.state.resources[DESK].id == "t1"


def test_a_summary_is_read_before_it_is_finished(tmp_path: Path):
    """
    What a list only sums up says too little to compare with.
    """
    scene = Scene.of(replace(FIRST, list=Listing("/things", Pages(), whole=False))).declare("thing/desk", SPEC)
    whole = {"id": "t1", **SPEC}
    report, vendor, _ = run(tmp_path, scene.plan(), scene, listed({"id": "t1", "name": "Desk"}), says(200, whole))
    assert report.succeeded
    assert vendor.methods == ["GET", "GET", "GET"]


def test_what_is_not_there_is_made(tmp_path: Path):
    """
    One more read, and the create as always.
    """
    scene = Scene.of(FIRST).declare("thing/desk", SPEC)
    made = {"id": "t1", **SPEC}
    report, vendor, _ = run(tmp_path, scene.plan(), scene, listed(), says(201, made), says(200, made))
    assert report.succeeded
    assert vendor.methods == ["GET", "POST", "GET"]


def test_without_an_identity_there_is_nothing_to_look_for(tmp_path: Path):
    """
    An object that does not say its name cannot be told from another.
    """
    nameless = replace(kind("thing", {"name": NAME, "color": "str"}), look_first=True)
    scene = Scene.of(nameless).declare("thing/desk", {"color": "red"})
    made = {"id": "t1", "color": "red"}
    report, vendor, _ = run(tmp_path, scene.plan(), scene, says(201, made), says(200, made))
    assert report.succeeded
    assert vendor.methods == ["POST", "GET"]


@pytest.mark.parametrize(
    ("answer", "summary"),
    [
        (listed({"name": "no id"}), "List is not complete"),
        (listed({"id": "t1", "name": "Desk"}, {"id": "t2", "name": "Desk"}), "Several objects match"),
    ],
)
def test_what_cannot_be_told_is_not_made(tmp_path: Path, answer, summary):
    """
    A list with a gap, or two that match: nothing is created on such a ground.
    """
    scene = Scene.of(FIRST).declare("thing/desk", SPEC)
    report, vendor, memory = run(tmp_path, scene.plan(), scene, answer)
    assert summary in words(report)
    assert vendor.methods == ["GET"]
    assert memory.state.intents == {}


# --- a moment later ---------------------------------------------------------------------------------------------------

APART = kind("room", {"name": NAME, "of": {"is": "str", "traits": [{"Ref": "acme/thing"}]}})
SHOWN = {"id": "t1", "name": "Desk", "color": "red"}


def scene_of_two() -> Scene:
    scene = Scene.of(THING, APART).declare("thing/desk", {"name": "Desk"})
    return scene.declare("room/one", {"name": "One", "of": ref("thing/desk", "color")})


@pytest.mark.parametrize("lost", [0, 1], ids=["answered", "one answer lost"])
def test_a_value_that_comes_a_moment_later_is_waited_for(tmp_path: Path, lost: int):
    """
    What the vendor makes beside an object may not show in its first answers.
    """
    scene, plain, room = scene_of_two(), {"id": "t1", "name": "Desk"}, {"id": "r1", "name": "One", "of": "red"}
    late = [says(500)] * 4 * lost + [says(404), says(200, plain), says(200, SHOWN)]
    report, vendor, _ = run(tmp_path, scene.plan(), scene, says(201, plain), says(200, plain), *late, says(201, room), says(200, room))
    assert report.succeeded, words(report)
    assert vendor.methods.count("POST") == 2


def test_what_was_not_made_is_not_waited_for(tmp_path: Path):
    """
    Whoever refers to something that failed is skipped at once.
    """
    scene = scene_of_two()
    report, vendor, _ = run(tmp_path, scene.plan(), scene, says(422, {"detail": "no"}))
    assert report.count(Status.SKIPPED) == 1
    assert vendor.methods == ["POST"]


# --- secrets that are shown once --------------------------------------------------------------------------------------

YIELDING = replace(kind("key", {"name": NAME, "secret": {"is": "str", "traits": ["Computed", "Sensitive"]}}), yields="secret")


def test_a_create_without_its_secret_is_taken_back(tmp_path: Path):
    """
    An answer that does not hold what it should is of no use.
    """
    scene = Scene.of(YIELDING).declare("key/desk", {"name": "Desk"})
    report, vendor, memory = run(tmp_path, scene.plan(), scene, says(201, {"id": "k1", "name": "Desk"}), says(204))
    assert "Secret not stored: The vendor's answer holds no secret." in words(report)
    assert vendor.methods == ["POST", "DELETE"]
    assert memory.state.intents == {}


def test_what_cannot_be_revoked_stays(tmp_path: Path):
    """
    A vendor without a delete leaves the useless key where it is.
    """
    scene = Scene.of(replace(YIELDING, delete=None)).declare("key/desk", {"name": "Desk"})
    report, vendor, _ = run(tmp_path, scene.plan(), scene, says(201, {"id": "k1", "name": "Desk"}))
    assert "Secret not stored" in words(report)
    assert vendor.methods == ["POST"]


# --- lists that are written whole -------------------------------------------------------------------------------------


def test_a_container_that_cannot_be_understood_is_not_written(tmp_path: Path):
    """
    A list whose form has changed would lose what is in it.
    """

    def compose(container, key, item):
        raise ValueError("no list")

    inside = replace(THING, read=None, within=Within(Endpoint("GET", "/domain"), compose))
    scene = Scene.of(inside).declare("thing/desk", {"name": "Desk"})
    report, vendor, _ = run(tmp_path, scene.plan(), scene, says(200, {"id": "domain"}))
    assert "cannot be understood: no list" in words(report)
    assert "POST" not in vendor.methods
