"""The order of work follows the references."""

from __future__ import annotations

import pytest

from reconciler.diagnostics import InputError
from reconciler.plan import Action, StepId
from reconciler.schema import Mode, Pending
from tests.plan.scene import NAME, Scene, address, kind, ref, said, step

TOOL = kind("tool", {"name": NAME, "agent": {"is": "str", "traits": [{"Ref": "acme/agent"}]}})
LATER = {"is": "str", "traits": [{"Ref": "acme/tool"}, "Deferrable"]}
AGENT = kind("agent", {"name": NAME, "kind": {"is": "str", "traits": ["AlwaysSent"]}, "tool": LATER, "a": "str"})
HARD = kind("agent", {"name": NAME, "tool": {"is": "str", "traits": [{"Ref": "acme/tool"}]}})


def knot(of=AGENT, **changes: object) -> Scene:
    scene = Scene.of(of, TOOL).declare("agent/a", {"name": "a", "kind": "k", "tool": ref("tool/t"), **changes})
    return scene.declare("tool/t", {"name": "t", "agent": ref("agent/a")})


def test_what_is_referred_to_is_made_first():
    """
    A reference holds an id, and there is none before its target exists.
    """
    scene = Scene.of(HARD, TOOL).declare("agent/a", {"name": "a", "tool": ref("tool/t")}).declare("tool/t", {"name": "t"})
    plan = scene.plan()
    assert said(plan) == ["create tool/t", "create agent/a"]
    assert step(plan, "agent/a").after == {StepId(address("tool/t"))}
    assert step(plan, "agent/a").calls[0].body == {"name": "a", "tool": Pending(address("tool/t"))}


def test_what_exists_need_not_be_waited_for():
    """
    An id that is known is written out, and independent steps go side by side.
    """
    scene = Scene.of(HARD, TOOL).settled("tool/t", "t1", {"name": "t"}).declare("tool/t", {"name": "other"})
    plan = scene.declare("agent/a", {"name": "a", "tool": ref("tool/t")}).plan()
    assert step(plan, "agent/a").calls[0].body == {"name": "a", "tool": "t1"}
    assert step(plan, "agent/a").after == frozenset()


def test_a_cycle_is_broken_where_a_reference_may_wait():
    """
    The agent is made without its tool, then the tool, and a second call gives the tool to the agent.
    """
    plan = knot().plan()
    assert said(plan) == ["create agent/a", "create tool/t", "link agent/a"]
    made, tool, link = plan.steps
    assert made.calls[0].body == {"name": "a", "kind": "k"}
    assert [change.path for change in made.changes] == [("name",), ("kind",)]
    assert tool.after == {StepId(address("agent/a"))}
    assert link.id == StepId(address("agent/a"), second=True)
    assert link.after == {StepId(address("agent/a")), StepId(address("tool/t"))}
    assert link.calls[0].body == {"kind": "k", "tool": Pending(address("tool/t"))}
    assert link.calls[0].params == {"id": Pending(address("agent/a"))}
    assert [change.path for change in link.changes] == [("tool",)]


def test_a_vendor_that_replaces_is_told_everything_when_linked():
    """
    A second call that replaced the object by its last field would undo the first.
    """
    replaces = kind("agent", {"name": NAME, "kind": "str", "tool": LATER}, mode=Mode.REPLACE.value)
    link = step(knot(replaces).plan(), "agent/a", Action.LINK)
    assert link.calls[0].body == {"name": "a", "kind": "k", "tool": Pending(address("tool/t"))}


def test_a_cycle_of_things_that_exist_is_no_cycle():
    """
    Both ids are known, so neither waits for the other.
    """
    scene = (
        knot(a="new")
        .hold("agent", "a1", {"name": "a", "kind": "k", "tool": "t1", "a": "old"})
        .hold("tool", "t1", {"name": "t", "agent": "a1"})
    )
    scene.remember("agent/a", "a1", {"name": "a", "kind": "k", "tool": "t1", "a": "old"}).remember(
        "tool/t", "t1", {"name": "t", "agent": "a1"}
    )
    plan = scene.plan()
    assert said(plan) == ["update agent/a"]
    assert step(plan, "agent/a").after == frozenset()


def test_half_a_cycle_that_exists_waits_for_the_other_half():
    """
    An agent that exists is given the tool that is made for it, once there is one.
    """
    scene = knot().hold("agent", "a1", {"name": "a", "kind": "k"}).remember("agent/a", "a1", {"name": "a", "kind": "k"})
    plan = scene.plan()
    assert sorted(said(plan)) == ["create tool/t", "update agent/a"]
    assert step(plan, "tool/t").after == frozenset()
    assert step(plan, "agent/a").after == {StepId(address("tool/t"))}


def test_a_replacement_inside_a_cycle_is_linked_too():
    """
    Also an object that is made anew may have to be made without its reference at first.
    """
    fixed = kind("agent", {"name": NAME, "kind": {"is": "str", "traits": ["Immutable"]}, "tool": LATER})
    scene = knot(fixed).hold("agent", "a1", {"name": "a", "kind": "old"}).remember("agent/a", "a1", {"name": "a", "kind": "old"})
    plan = scene.plan()
    assert said(plan) == ["replace agent/a", "create tool/t", "link agent/a"]
    assert step(plan, "agent/a", Action.REPLACE).calls[1].body == {"name": "a", "kind": "k"}


def test_a_long_way_round_is_cut_once():
    """
    Cutting one reference is enough, however many things stand on the cycle.
    """
    scene = (
        Scene.of(AGENT, TOOL)
        .declare("tool/t", {"name": "t", "agent": ref("agent/b")})
        .declare("agent/b", {"name": "b", "tool": ref("tool/u")})
    )
    scene.declare("tool/u", {"name": "u", "agent": ref("agent/a")}).declare("agent/a", {"name": "a", "tool": ref("tool/t")})
    plan = scene.plan()
    assert plan.count(Action.LINK) == 1
    assert plan.count(Action.CREATE) == 4


UNBREAKABLE = [
    ("no reference may wait", HARD),
    ("the field is needed at once", None),
    ("nothing can be told a second time", kind("agent", {"name": NAME, "kind": "str", "tool": LATER}, update=None)),
]


@pytest.mark.parametrize("agent", [pytest.param(of, id=because) for because, of in UNBREAKABLE])
def test_a_cycle_that_cannot_be_broken_is_named(agent):
    """
    The error names the whole cycle in the order of its references, and the mend.
    """
    with pytest.raises(InputError) as caught:
        knot(agent or required()).plan()
    (diagnostic,) = caught.value.diagnostics
    assert diagnostic.summary == "Reference cycle"
    around = " -> ".join(f"acme/{each}" for each in ("agent/a", "tool/t", "agent/a"))
    other = " -> ".join(f"acme/{each}" for each in ("tool/t", "agent/a", "tool/t"))
    mend = " refer to each other, and none of these references may be set later. Remove one of them."
    assert diagnostic.detail in {around + mend, other + mend}
    assert diagnostic.source is not None


def required():
    """An agent that cannot be made without a tool."""
    from typing import Annotated

    from reconciler.schema import Endpoint, Kind, Spec
    from reconciler.schema.traits import Deferrable, Ref

    class Needy(Spec):
        name: str
        tool: Annotated[str, Ref("acme/tool"), Deferrable()]

    return Kind("acme", "agent", Needy, create=Endpoint("POST", "/agents"), update=Endpoint("PATCH", "/agents/{id}"))
