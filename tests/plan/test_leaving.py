"""What no manifest declares any more: deleted, kept, forgotten, moved; and the guards around it."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.plan import Action
from tests.plan.scene import NAME, Scene, address, kind, ref, said, step, waivers

AGENT = kind("agent", {"name": NAME, "tool": {"is": "str", "traits": [{"ClearWith": None}, {"Ref": "acme/tool"}]}})
TOOL = kind("tool", {"name": NAME, "url": "str"})
NUMBER = kind(
    "number",
    {
        "route": {"object": {"agent": {"is": "str", "traits": [{"Ref": "acme/agent"}]}, "x": "str"}},
        "more": {"map": "str", "traits": ["Atomic"]},
    },
)
SECRET = kind("secret", {"label": NAME})
HOOK = kind("hook", {"uses": [{"is": "str", "traits": [{"Ref": "acme/secret"}]}], "by": {"is": "str", "traits": [{"Ref": "acme/tool"}]}})


def orphan(**changes: Any) -> Scene:
    return Scene.of(AGENT, TOOL, NUMBER).hold("tool", "t1", {"name": "x"}).remember("tool/x", "t1", {"name": "x"}, **changes)


def test_an_orphan_is_kept_and_told():
    """
    Deleting a manifest deletes nothing by itself.
    """
    plan = orphan().plan()
    assert plan.steps == ()
    assert [(str(each.address), each.why) for each in plan.kept] == [
        ("acme/tool/x", "orphaned: no manifest declares it; --prune deletes it")
    ]


def test_prune_deletes_an_orphan():
    """
    Asked to, the plan deletes what the state binds and nothing declares, by its id.
    """
    gone = step(orphan().plan(prune=True), "tool/x")
    (call,) = gone.calls
    assert (gone.action, gone.because, call.endpoint.method, dict(call.params), call.body) == (
        Action.DELETE,
        "id t1",
        "DELETE",
        {"id": "t1"},
        None,
    )


def test_a_removed_entry_deletes_one_orphan():
    """
    ``removed:`` is the permission for one address.
    """
    scene = orphan().remember("tool/y", "t2", {"name": "y"})
    scene.removed.append("tool/x")
    plan = scene.plan()
    assert said(plan) == ["delete tool/x"]
    assert [str(each.address) for each in plan.kept] == ["acme/tool/y"]


def test_what_the_state_does_not_bind_is_never_deleted():
    """
    An object that somebody made in the dashboard is not ours to delete.
    """
    assert Scene.of(TOOL).hold("tool", "t1", {"name": "x"}).plan(prune=True).steps == ()


def test_protection_outlives_the_manifest():
    """
    A protected object is not deleted although its manifest, which said so, is gone.
    """
    scene = orphan(protect=True)
    scene.removed.append("tool/x")
    plan = scene.plan(prune=True)
    assert plan.steps == ()
    assert plan.kept[0].why.startswith("protected")


def test_a_kind_that_this_release_does_not_know_is_kept():
    """
    A state written by a newer release loses nothing.
    """
    scene = orphan()
    del scene.kinds["acme/tool"]
    plan = scene.plan(prune=True)
    assert (plan.steps, plan.kept[0].why) == ((), "its kind is not known to this release")


def test_what_cannot_be_deleted_is_abandoned():
    """
    Where the vendor has no delete, the plan says that the object stays there.
    """
    scene = Scene.of(kind("tool", {"name": NAME}, delete=None)).remember("tool/x", "t1", {"name": "x"})
    left = step(scene.plan(prune=True), "tool/x")
    assert (left.action, left.calls, left.because) == (Action.ABANDON, (), "the vendor has no delete; t1 stays there, unmanaged")


def test_an_incomplete_list_freezes_deletes():
    """
    A vendor that cannot show all it has is not told to delete.
    """
    scene = orphan().declare("tool/y", {"name": "y"})
    scene.gaps["tool"] = "page 2 is missing"
    plan = scene.plan(prune=True)
    assert (plan.steps, waivers(plan)) == ((), ["incomplete:acme/tool"])


MASS = [
    ("the last one may go", 1, 1, 30, []),
    ("all of several may not", 2, 2, 30, ["mass-delete:acme/tool"]),
    ("below ten any share but all may go", 9, 8, 30, []),
    ("three of ten may go", 10, 3, 30, []),
    ("four of ten may not", 10, 4, 30, ["mass-delete:acme/tool"]),
    ("four of ten may, where policy says so", 10, 4, 40, []),
    ("all may not, whatever policy says", 10, 10, 100, ["mass-delete:acme/tool"]),
]


@pytest.mark.parametrize(("count", "going", "most", "expected"), [pytest.param(*row, id=because) for because, *row in MASS])
def test_many_deletes_at_once_need_a_waiver(count, going, most, expected):
    """
    A folder that went missing must not empty an account.
    """
    scene = Scene.of(TOOL)
    for number in range(count):
        scene.remember(f"tool/t{number}", f"t{number}", {"name": f"t{number}"}).hold("tool", f"t{number}", {"name": f"t{number}"})
        if number >= going:
            scene.declare(f"tool/t{number}", {"name": f"t{number}"})
    assert waivers(scene.plan(prune=True, most=most)) == expected


# --- References -------------------------------------------------------------------------------------------------------


def test_what_stays_and_still_refers_stops_a_delete():
    """
    A tool that a live agent uses is not taken from under it.
    """
    scene = orphan().settled("agent/a", "a1", {"name": "a"})
    scene.hold("agent", "a1", {"name": "a", "tool": "t1"}).remember("agent/a", "a1", {"name": "a"})
    plan = scene.plan(prune=True)
    assert said(plan) == ["delete tool/x"]
    assert waivers(plan) == ["referenced:acme/tool/x"]
    assert plan.findings[0].reason == "The live acme/agent a1 still refers to it."


def test_a_reference_is_detached_before_its_target_goes():
    """
    The update that lets go of a tool comes before the delete of the tool, and then nothing objects.
    """
    scene = orphan().declare("agent/a", {"name": "a", "tool": "t9"}).hold("agent", "a1", {"name": "a", "tool": "t1"})
    plan = scene.remember("agent/a", "a1", {"name": "a", "tool": "t1"}, depends=["tool/x"]).plan(prune=True)
    assert said(plan) == ["update agent/a", "delete tool/x"]
    assert {each.address for each in step(plan, "tool/x").after} == {address("agent/a")}
    assert plan.findings == ()


def test_a_reference_that_is_cleared_is_detached():
    """
    So it is when the manifest no longer mentions the field and the vendor clears it.
    """
    clearing = kind("agent", {"name": NAME, "tool": {"is": "str", "traits": [{"ClearWith": ""}, {"Ref": "acme/tool"}]}})
    scene = Scene.of(clearing, TOOL).hold("tool", "t1", {"name": "x"}).remember("tool/x", "t1", {"name": "x"})
    scene.declare("agent/a", {"name": "a"}).hold("agent", "a1", {"name": "a", "tool": "t1"})
    plan = scene.remember("agent/a", "a1", {"name": "a", "tool": "t1"}, depends=["tool/x"]).plan(prune=True)
    assert step(plan, "agent/a").calls[0].body == {"tool": ""}
    assert plan.findings == ()


def test_a_reference_beside_what_we_change_is_seen():
    """
    An update that does not mention the reference leaves it where it is.
    """
    scene = Scene.of(AGENT, NUMBER).hold("agent", "a1", {"name": "a"}).remember("agent/a", "a1", {"name": "a"})
    scene.declare("number/n", {"route": {"x": "new"}}).hold("number", "n1", {"route": {"agent": "a1", "x": "old"}, "more": {"agent": "a1"}})
    plan = scene.remember("number/n", "n1", {"route": {"x": "old"}}).plan(prune=True)
    assert waivers(plan) == ["referenced:acme/agent/a"]


def test_the_id_of_another_kind_is_no_reference():
    """
    Ids may repeat from kind to kind; what an agent refers to is a tool.
    """
    scene = Scene.of(AGENT, TOOL, NUMBER).hold("number", "t1", {}).remember("number/n", "t1", {})
    scene.settled("agent/a", "a1", {"name": "a", "tool": "t1"})
    assert scene.plan(prune=True).findings == ()


def test_a_reference_by_name_is_a_reference():
    """
    Where the vendor refers by a label instead of an id, that is looked for.
    """
    hook = kind("hook", {"uses": [{"is": "str", "traits": [{"Ref": "acme/secret"}]}]})
    by_label = hook.shape.child("uses").item
    assert by_label is not None
    scene = Scene.of(SECRET, HOOK).hold("secret", "s1", {"label": "key"}).remember("secret/s", "s1", {"label": "key"})
    scene.settled("hook/h", "h1", {"uses": ["s1"], "by": "t1"})
    assert waivers(scene.plan(prune=True)) == ["referenced:acme/secret/s"]


def test_what_only_the_state_knows_may_still_refer():
    """
    A protected orphan is not read, but what it referred to at our last apply is remembered.
    """
    scene = orphan().remember("agent/a", "a1", {"name": "a", "tool": "t1"}, depends=["tool/x"], protect=True)
    plan = scene.plan(prune=True)
    assert said(plan) == ["delete tool/x"]
    assert [each.reason for each in plan.findings] == ["Acme/agent/a, as we last applied it, still refers to it."]


def test_dependents_go_first():
    """
    Of two objects that go, the one that refers to the other goes first.
    """
    scene = (
        orphan().remember("agent/a", "a1", {"name": "a", "tool": "t1"}, depends=["tool/x"]).hold("agent", "a1", {"name": "a", "tool": "t1"})
    )
    plan = scene.plan(prune=True)
    assert {each.address for each in step(plan, "tool/x").after} == {address("agent/a")}
    assert step(plan, "agent/a").after == frozenset()
    assert plan.findings == ()


def test_a_dependent_goes_first_whatever_its_name():
    """
    Names do not decide what is deleted first.
    """
    scene = orphan().remember("number/n", "n1", {}, depends=["agent/a"]).remember("agent/a", "a1", {"name": "a"}, depends=["tool/x"])
    plan = scene.plan(prune=True)
    assert said(plan) == ["delete number/n", "delete agent/a", "delete tool/x"]


def test_orphans_that_refer_to_each_other_do_not_wait_for_each_other():
    """
    A circle of deletes would never begin; the vendor is asked in the order of their names.
    """
    scene = orphan(depends=["agent/a"]).remember("agent/a", "a1", {"name": "a"}, depends=["tool/x"])
    plan = scene.plan(prune=True)
    assert said(plan) == ["delete tool/x", "delete agent/a"]
    assert [{each.address for each in one.after} for one in plan.steps] == [set(), {address("tool/x")}]


# --- Moved ------------------------------------------------------------------------------------------------------------


def test_a_move_touches_no_vendor():
    """
    A new name for a manifest is a new name for a binding.
    """
    scene = Scene.of(TOOL).declare("tool/new", {"name": "x"}).hold("tool", "t1", {"name": "x"}).remember("tool/old", "t1", {"name": "x"})
    scene.moved.append(("tool/old", "tool/new"))
    moved = step(scene.plan(), "tool/new")
    assert (moved.action, moved.calls, moved.because, moved.earlier) == (Action.MOVE, (), "was acme/tool/old", address("tool/old"))


def test_a_move_with_a_change_is_two_steps_in_order():
    """
    The binding stands under its new address before the update is recorded there.
    """
    scene = Scene.of(TOOL).declare("tool/new", {"name": "y"}).hold("tool", "t1", {"name": "x"}).remember("tool/old", "t1", {"name": "x"})
    scene.moved.append(("tool/old", "tool/new"))
    plan = scene.plan()
    assert said(plan) == ["move tool/new", "update tool/new"]
    first, then = plan.steps
    assert first.id != then.id
    assert then.after == {first.id}


def test_a_move_that_was_made_already_is_over():
    """
    The entry may stay in the manifests for as long as other clones of the state may need it.
    """
    scene = Scene.of(TOOL).settled("tool/new", "t1", {"name": "x"})
    scene.moved.append(("tool/old", "tool/new"))
    assert scene.plan().steps == ()
    scene.remember("tool/old", "t2", {"name": "z"})
    assert [str(each.address) for each in scene.plan().kept] == ["acme/tool/old"]


def test_who_depended_on_the_old_address_depends_on_the_new_one():
    """
    The order of deletes does not forget an edge because its target was renamed.
    """
    scene = Scene.of(AGENT, TOOL).remember("tool/old", "t1", {"name": "x"}).hold("tool", "t1", {"name": "x"})
    scene.declare("tool/new", {"name": "x"}).remember("agent/a", "a1", {"name": "a"}, depends=["tool/old"])
    scene.moved.append(("tool/old", "tool/new"))
    assert said(scene.plan(prune=True)) == ["move tool/new", "delete agent/a"]


def test_moves_do_not_depend_on_references():
    """
    A manifest that refers to the new address is in sync.
    """
    scene = (
        Scene.of(AGENT, TOOL).declare("tool/new", {"name": "x"}).hold("tool", "t1", {"name": "x"}).remember("tool/old", "t1", {"name": "x"})
    )
    scene.declare("agent/a", {"name": "a", "tool": ref("tool/new")}).hold("agent", "a1", {"name": "a", "tool": "t1"})
    scene.remember("agent/a", "a1", {"name": "a", "tool": "t1"}, depends=["tool/old"]).moved.append(("tool/old", "tool/new"))
    assert said(scene.plan()) == ["move tool/new"]
