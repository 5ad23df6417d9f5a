"""Exactly which requests are made, and none whose answer is not needed."""

from __future__ import annotations

from reconciler.schema import Endpoint, Listing, Pages, Part
from reconciler.state import Intent
from tests.plan.scene import NAME, Scene, address, kind, ref, waivers

PLAIN = kind("tool", {"url": "str"})
NAMED = kind("agent", {"name": NAME})
SUMMARY = kind("agent", {"name": NAME, "x": "str"}, list=Listing("/agents", Pages(), whole=False))
LIST_ONLY = kind("secret", {"label": NAME}, read=None)
LINE = kind(
    "line",
    {"name": NAME, "label": "str", "voice": {"object": {"on": "bool"}}},
    parts=(Part(("voice",), Endpoint("PATCH", "/lines/{id}/voice"), Endpoint("GET", "/lines/{id}/voice"), inside=True),),
)
PARENTED = {"agent": {"is": "str", "traits": ["PathParam", {"Ref": "acme/agent"}]}, "name": NAME}
PART = kind("part", PARENTED, list=Listing("/agents/{agent}/parts", Pages(), parent="agent"))
INSIDE = kind("part", PARENTED, read=None, list=Listing("/agents/{agent}/parts", Pages(), parent="agent", embedded=("acme/agent", "parts")))


def asked(scene: Scene) -> list[list[str]]:
    """What is asked for, round by round: ``tool *`` is the list of tools, ``tool t1`` one of them."""
    scene.look()
    return scene.asked


def test_a_new_object_that_nothing_could_find_is_not_looked_for():
    """
    Without an identity there is nothing to recognise, so there is nothing to read.
    """
    assert asked(Scene.of(PLAIN).declare("tool/x", {"url": "u"})) == []


def test_a_new_object_with_an_identity_is_looked_for_once():
    """
    One list serves any number of them.
    """
    scene = Scene.of(NAMED).declare("agent/x", {"name": "x"}).declare("agent/y", {"name": "y"})
    assert asked(scene) == [["agent *"]]


def test_one_bound_object_is_read_by_itself():
    """
    A list is never cheaper than one read.
    """
    assert asked(Scene.of(PLAIN).settled("tool/x", "t1", {"url": "u"})) == [["tool t1"]]


def test_several_bound_objects_are_read_in_one_list():
    """
    Where a list holds whole objects, a thousand of them cost a few pages.
    """
    scene = Scene.of(PLAIN).settled("tool/x", "x", {"url": "u"}).settled("tool/y", "y", {"url": "u"})
    assert asked(scene) == [["tool *"]]


def test_a_bound_object_that_a_list_does_not_show_is_read_by_itself():
    """
    Only a read of its own id says that an object is gone.
    """
    scene = Scene.of(PLAIN).settled("tool/x", "x", {"url": "u"}).settled("tool/y", "y", {"url": "u"})
    scene.declare("tool/z", {"url": "u"}).remember("tool/z", "z", {"url": "u"})
    assert asked(scene) == [["tool *"], ["tool z"]]


def test_summaries_are_read_one_by_one():
    """
    A list of summaries cannot stand for the objects, so each is read and the list is not.
    """
    scene = Scene.of(SUMMARY).settled("agent/x", "x", {"name": "x"}).settled("agent/y", "y", {"name": "y"})
    assert asked(scene) == [["agent x", "agent y"]]


def test_a_summary_that_was_recognised_is_read():
    """
    What the list finds by its name has to be read before it can be compared, while bound ones are read at once.
    """
    scene = Scene.of(SUMMARY).settled("agent/x", "x", {"name": "x"}).declare("agent/y", {"name": "y"}).hold("agent", "a2", {"name": "y"})
    assert asked(scene) == [["agent *", "agent x"], ["agent a2"]]


def test_a_list_does_not_stand_for_parts():
    """
    What has a read of its own stands in no list: whoever mentions it is read one by one, the others share the list.
    """
    scene = Scene.of(LINE)
    for name in ("a", "b"):
        scene.settled(f"line/{name}", name, {"name": name, "voice": {"on": True}})
    assert asked(scene) == [["line a", "line b"]]
    for name in ("c", "d"):
        scene.settled(f"line/{name}", name, {"name": name, "label": "l"})
    assert asked(scene) == [["line *"], ["line a", "line b"]]


def test_an_object_that_is_met_is_read_where_its_parts_are_wanted():
    """
    Otherwise what somebody said of a part would be overwritten unseen.
    """
    scene = Scene.of(LINE).declare("line/x", {"name": "x", "voice": {"on": True}}).hold("line", "l1", {"name": "x", "voice": {"on": False}})
    assert asked(scene) == [["line *"], ["line l1"]]
    assert waivers(scene.plan()) == ["overwrite:acme/line/x"]


def test_a_kind_without_reads_is_listed():
    """
    Where single objects cannot be read, the list is the read; what it does not show is not asked for again.
    """
    scene = Scene.of(LIST_ONLY).settled("secret/x", "s1", {"label": "x"}).declare("secret/y", {"label": "y"})
    assert asked(scene) == [["secret *"]]
    scene.objects.clear()
    assert asked(scene) == [["secret *"]]


def test_a_kind_without_list_and_read_is_not_asked_for():
    """
    There is nothing to ask.
    """
    scene = Scene.of(kind("tool", {"url": "str"}, read=None, list=None)).settled("tool/x", "t1", {"url": "u"})
    assert asked(scene.declare("tool/y", {"url": "u"})) == []


def test_a_kind_without_list_is_read_one_by_one():
    """
    However many there are.
    """
    scene = Scene.of(kind("tool", {"url": "str"}, list=None)).settled("tool/x", "x", {"url": "u"}).settled("tool/y", "y", {"url": "u"})
    assert asked(scene) == [["tool x", "tool y"]]


def test_an_object_to_adopt_is_read():
    """
    An id in the manifest is as good as one in the state.
    """
    assert asked(Scene.of(PLAIN).declare("tool/x", {"url": "u"}, adopt="t1").hold("tool", "t1", {"url": "u"})) == [["tool t1"]]


def test_children_are_listed_parent_by_parent():
    """
    Each collection has its own list, and one below a parent that is not there yet has none.
    """
    scene = (
        Scene.of(NAMED, PART)
        .settled("agent/x", "a1", {"name": "x"})
        .settled("agent/y", "a2", {"name": "y"})
        .declare("agent/z", {"name": "z"})
    )
    for parent in ("x", "y", "z"):
        scene.declare(f"part/{parent}", {"agent": ref(f"agent/{parent}"), "name": "p"})
    assert asked(scene) == [["agent *", "part['a1'] *", "part['a2'] *"]]


def test_children_of_a_parent_that_is_just_recognised_are_listed_next():
    """
    One answer shows what the next question needs.
    """
    scene = Scene.of(NAMED, PART).declare("agent/x", {"name": "x"}).hold("agent", "a1", {"name": "x"})
    assert asked(scene.declare("part/p", {"agent": ref("agent/x"), "name": "p"})) == [["agent *"], ["part['a1'] *"]]


def test_children_inside_their_parents_answer_need_no_request():
    """
    The parent is read anyway.
    """
    scene = Scene.of(NAMED, INSIDE).declare("agent/x", {"name": "x"}).remember("agent/x", "a1", {"name": "x"})
    scene.hold("agent", "a1", {"name": "x", "parts": [{"id": "p1", "name": "p"}]}).declare("part/p", {"agent": ref("agent/x"), "name": "p"})
    assert asked(scene) == [["agent a1"]]
    assert scene.plan().steps[0].because == "identity: p1"


def test_children_whose_parents_answer_does_not_hold_them_are_listed():
    """
    A parent out of an older answer may come without them.
    """
    scene = Scene.of(NAMED, INSIDE).settled("agent/x", "a1", {"name": "x"}).declare("part/p", {"agent": ref("agent/x"), "name": "p"})
    assert asked(scene) == [["agent a1"], ["part['a1'] *"]]


def test_children_of_a_parent_that_nothing_reads_are_listed():
    """
    The same holds where there is not even something to wait for.
    """
    blind, listed = kind("agent", {"name": NAME}, read=None, list=None), kind("agent", {"name": NAME}, read=None)
    for parent, expected in ((blind, [["part['a1'] *"]]), (listed, [["agent *"], ["part['a1'] *"]])):
        scene = Scene.of(parent, INSIDE).declare("agent/x", {"name": "x"}).remember("agent/x", "a1", {"name": "x"})
        scene.declare("part/p", {"agent": ref("agent/x"), "name": "p"}).remember("part/p", "p1", {"name": "p"}, params={"agent": "a1"})
        assert asked(scene.hold("part", "p1", {"name": "p"}, agent="a1")) == expected


def test_children_of_a_parent_that_cannot_be_read_are_listed():
    """
    Waiting for an answer that never comes would take the children for gone.
    """
    silent = kind("agent", {"name": NAME}, reads_inferred=True)
    scene = Scene.of(silent, INSIDE).declare("agent/x", {"name": "x"}).remember("agent/x", "a1", {"name": "x"})
    scene.declare("part/p", {"agent": ref("agent/x"), "name": "p"}).hold("part", "p1", {"name": "p"}, agent="a1")
    scene.remember("part/p", "p1", {"name": "p"}, params={"agent": "a1"}).mute.add("agent")
    assert asked(scene) == [["agent a1"], ["agent *", "part['a1'] *"]]
    assert scene.plan().steps == ()


def test_a_read_that_nobody_documents_is_confirmed_by_the_list():
    """
    "Not found" at an address that we only infer proves nothing, and when the list is not found either, nothing is taken for gone.
    """
    inferred = kind("agent", {"name": NAME}, reads_inferred=True)
    scene = Scene.of(inferred).declare("agent/x", {"name": "x"}).remember("agent/x", "a1", {"name": "x"})
    scene.mute.add("agent")
    assert asked(scene) == [["agent a1"], ["agent *"]]
    assert scene.plan().steps == ()
    scene.mute.clear()
    assert asked(scene) == [["agent a1"], ["agent *"]]
    assert scene.plan().steps[0].because == "was deleted at the vendor (id a1)"


def test_where_lists_cannot_be_read_nothing_more_is_asked():
    """
    A vendor that does not read is not asked again for each object.
    """
    inferred = kind("agent", {"name": NAME}, reads_inferred=True)
    scene = Scene.of(inferred).declare("agent/y", {"name": "y"})
    for name in ("x", "z"):
        scene.declare(f"agent/{name}", {"name": name}).remember(f"agent/{name}", name, {"name": name})
    scene.mute.add("agent")
    assert asked(scene) == [["agent *"]]


def test_an_unanswered_create_is_looked_for_also_without_an_identity():
    """
    What an interrupted run may have made is found by what it holds, which a list of summaries does not show: only what is new is read.
    """
    kind_of_summaries = kind("tool", {"url": "str"}, list=Listing("/tools", Pages(), whole=False), create=Endpoint("POST", "/tools"))
    scene = Scene.of(kind_of_summaries).declare("tool/x", {"url": "u"}).declare("tool/y", {"url": "u"})
    scene.hold("tool", "old", {"url": "u"}).hold("tool", "new", {"url": "u"})
    scene.intents[address("tool/x")] = Intent("n", "h", 1.0, alike=("old",))
    assert asked(scene) == [["tool *"], ["tool new"]]
    assert scene.plan().steps[0].because == "intent: new"


def test_an_unanswered_create_of_whole_objects_needs_the_list_alone():
    """
    Nothing of the list has to be read again.
    """
    scene = Scene.of(PLAIN).declare("tool/x", {"url": "u"}).hold("tool", "new", {"url": "v"})
    scene.intents[address("tool/x")] = Intent("n", "h", 1.0)
    assert asked(scene) == [["tool *"]]
