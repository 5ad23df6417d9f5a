"""What holds for every kind, every manifest and every live object."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from reconciler.diff import Cause
from reconciler.diff.compare import compare
from reconciler.diff.leaves import from_pointer, leaves
from reconciler.diff.overlay import overlay
from reconciler.diff.project import writable
from reconciler.diff.seen import meets
from reconciler.plan import Action
from reconciler.schema import Shape
from reconciler.schema.traits import Computed
from tests.diff.build import KEY
from tests.plan.scene import NAME, Scene, address, kind, ref, said
from tests.plan.worlds import LIVES, SPECS, World, applied, bodies, filled, kinds, taken, worlds

EVERY = settings(derandomize=True, max_examples=100, deadline=None, database=None)


@EVERY
@given(worlds())
def test_one_apply_is_enough(world):
    """
    Apply followed by plan is empty, whatever was there before.
    """
    after = applied(world, world.scene.plan()).plan()
    assert after.steps == ()
    assert after.findings == ()


@EVERY
@given(kinds(), SPECS)
def test_one_create_is_enough(of, spec):
    """
    So it is for an object that is new.
    """
    spec = {name: each for name, each in spec.items() if name != "token" or name in of.shape.fields}
    (body,) = bodies(Scene.of(of).declare("thing/x", spec).plan())
    made = taken(of, {}, body)
    world = World(of, spec, None, made, made)
    assert applied(world, world.scene.plan()).plan().steps == ()


@EVERY
@given(worlds())
def test_what_nobody_mentions_stays_as_it_is(world):
    """
    A place that neither the manifest nor our memory knows is sent only as live holds it, and holds the same afterwards.
    """
    plan = world.scene.plan()
    ours = {leaf.path for leaf in leaves(world.of.shape, world.spec)} | {
        from_pointer(where) for record in world.scene.records.values() for where in record.base
    }
    after = world.live
    for body in bodies(plan):
        after = taken(world.of, after, body)
    assert beside(world.of.shape, after, ours) == beside(world.of.shape, world.live, ours)


def beside(shape: Shape, value: dict[str, Any], ours: set[tuple[str, ...]]) -> dict[tuple[str, ...], Any]:
    """The places that are not ours. Null is nothing, and an object that holds nothing is none."""
    found = {leaf.path: writable(leaf.shape, leaf.value) for leaf in leaves(shape, value) if leaf.path != ("id",)}
    return {path: each for path, each in found.items() if each not in (None, {}) and not any(meets(path, other) for other in ours)}


@EVERY
@given(worlds())
def test_a_lost_state_removes_nothing(world):
    """
    Without memory nothing is deleted, replaced or cleared.
    """
    world.applied = None
    plan = world.scene.plan(prune=True)
    assert not {Action.DELETE, Action.REPLACE} & {step.action for step in plan.steps}
    assert not [change for step in plan.steps for change in step.changes if change.cause in {Cause.CLEAR, Cause.RELEASE}]


@EVERY
@given(kinds(), SPECS)
def test_a_thing_does_not_differ_from_itself(of, spec):
    """
    There is no value that is a change to itself.
    """
    whole = filled(of, spec)
    assert compare(of, whole, {}, whole, KEY).changes == ()


@EVERY
@given(kinds(), LIVES, SPECS)
def test_laying_over_loses_no_key(of, live, spec):
    """
    What is sent whole holds every key of live that may be sent.
    """
    assert missing(of.shape, live, overlay(of.shape, live, spec), spec) == []


def missing(shape: Shape, live: Any, laid: Any, spec: Any) -> list[str]:
    if shape.opaque or not (isinstance(live, dict) and isinstance(laid, dict) and isinstance(spec, dict)):
        return []
    kept = {key: each for key, each in live.items() if each is not None and not shape.child(key).has(Computed)}
    below = [path for key in kept if key in laid for path in missing(shape.child(key), kept[key], laid[key], spec.get(key))]
    return [*(key for key in kept if key not in laid), *below]


@EVERY
@given(worlds(), st.integers())
def test_a_digest_ignores_what_is_not_ours(world, number):
    """
    Somebody's edit beside our fields leaves a reviewed plan good.
    """
    before = world.scene.plan().digest
    world.live = {**world.live, "nobodys": number}
    assert world.scene.plan().digest == before


@EVERY
@given(worlds())
def test_a_digest_catches_what_is_ours(world):
    """
    An edit of a field that the manifest declares makes another plan, and so does an edit of the manifest.
    """
    world.spec, world.applied, world.was = {**world.spec, "text": "ours"}, {"text": "ours"}, {"text": "ours"}
    world.live = {**world.live, "text": "ours"}
    before = world.scene.plan().digest
    world.live = {**world.live, "text": "theirs"}
    assert world.scene.plan().digest != before
    world.spec = {**world.spec, "text": "mine"}
    assert world.scene.plan().digest != before


TOOL = kind("tool", {"name": NAME, "url": "str"})
AGENT = kind("agent", {"name": NAME, "tools": [{"is": "str", "traits": [{"Ref": "acme/tool"}]}]})


@EVERY
@given(
    st.permutations(range(6)),
    st.permutations(range(6)),
    st.lists(st.sampled_from(["new", "old", "gone", "orphan"]), min_size=6, max_size=6),
)
def test_the_order_of_everything_means_nothing(files, answers, fates):
    """
    Manifests, records and objects in any order give one plan, to the byte.
    """

    def company(files: list[int], answers: list[int]) -> Scene:
        scene = Scene.of(TOOL, AGENT)
        for number in files:
            if fates[number] != "orphan":
                scene.declare(f"tool/t{number}", {"name": f"t{number}", "url": "new"})
        used = [ref(f"tool/t{number}") for number in range(6) if fates[number] != "orphan"]
        scene.declare("agent/a", {"name": "a", "tools": used})
        for number in answers:
            if fates[number] != "new":
                scene.remember(f"tool/t{number}", f"id{number}", {"name": f"t{number}", "url": "old"})
            if fates[number] in {"old", "orphan"}:
                scene.hold("tool", f"id{number}", {"name": f"t{number}", "url": "old"})
        return scene

    one = company(files, answers).plan(prune=True)
    two = company(list(range(6)), list(range(6))).plan(prune=True)
    assert (one.digest, said(one), one.findings, one.kept) == (two.digest, said(two), two.findings, two.kept)
    assert one.steps == two.steps
    waits = {step.id: step.after for step in one.steps}
    placed = [step.id for step in one.steps]
    assert all(placed.index(before) < placed.index(each) for each, after in waits.items() for before in after)
    assert address("agent/a") in {step.address for step in one.steps}
