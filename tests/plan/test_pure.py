"""The same three inputs give the same plan, and a plan's digest stands for what it does and for nothing else."""

from __future__ import annotations

import pytest

from reconciler.plan import Action
from reconciler.plan.definition import effects
from reconciler.schema import Pending
from tests.diff.build import value
from tests.plan.scene import NAME, Scene, address, kind, ref, said, step, waivers

TOOL = kind(
    "tool", {"name": NAME, "url": "str", "token": {"is": "str", "traits": ["Sensitive"]}, "o": {"object": {"a": "str", "b": "str"}}}
)
AGENT = kind(
    "agent",
    {"name": NAME, "tools": [{"is": "str", "traits": [{"Ref": "acme/tool"}]}], "at": {"is": "str", "traits": [{"Ref": "acme/tool"}]}},
)


def company(reverse: bool = False, **changes: object) -> Scene:
    """Two tools, one of them changed, an agent that uses both, and an orphan."""
    scene = Scene.of(AGENT, TOOL)
    names = ["y", "x"] if reverse else ["x", "y"]
    for name in names:
        scene.declare(f"tool/{name}", {"name": name, "url": "new", "o": {"a": "1"}, **changes})
    for name in reversed(names):
        scene.hold("tool", name, {"name": name, "url": "old", "o": {"a": "1", "b": "theirs"}}).remember(
            f"tool/{name}", name, {"name": name, "url": "old", "o": {"a": "1"}}
        )
    scene.declare("agent/a", {"name": "a", "tools": [ref("tool/y"), ref("tool/x")]})
    return scene.hold("tool", "gone", {"name": "gone"}).remember("tool/gone", "gone", {"name": "gone"})


def test_the_order_of_files_and_of_answers_means_nothing():
    """
    Two clones of a repository, listed in two orders, give the same plan to the byte.
    """
    one, two = company().plan(prune=True), company(reverse=True).plan(prune=True)
    assert said(one) == said(two)
    assert (one.digest, one.steps, one.findings) == (two.digest, two.steps, two.findings)


def edited(where: str, **raw: object) -> str:
    scene = company()
    scene.objects["acme/tool", ()][where].update(raw)
    return scene.plan(prune=True).digest


SAME = [
    ("an edit of a field that nobody manages", {"shiny": 1}),
    ("an edit beside our field of an object", {"o": {"a": "1", "b": "edited"}}),
]
OTHER = [
    ("an edit of a field that is ours", {"url": "edited"}),
    ("an edit of a field that is ours and in sync", {"o": {"a": "edited", "b": "theirs"}}),
]


@pytest.mark.parametrize("raw", [pytest.param(raw, id=because) for because, raw in SAME])
def test_a_digest_does_not_move_with_what_is_not_ours(raw):
    """
    Somebody's edit of what we do not manage does not make a reviewed plan stale.
    """
    assert edited("x", **raw) == company().plan(prune=True).digest


@pytest.mark.parametrize("raw", [pytest.param(raw, id=because) for because, raw in OTHER])
def test_a_digest_moves_with_what_is_ours(raw):
    """
    What the reviewer saw is what is overwritten, or the plan is stale.
    """
    assert edited("x", **raw) != company().plan(prune=True).digest


def test_a_digest_does_not_move_with_what_is_let_go_of():
    """
    Whatever stands in a field that stops being ours stays there, so an edit of it changes no effect.
    """

    def digest(left: str) -> str:
        scene = Scene.of(TOOL).declare("tool/x", {"name": "x"}).hold("tool", "x", {"name": "x", "url": left})
        return scene.remember("tool/x", "x", {"name": "x", "url": "ours"}).plan().digest

    assert digest("ours") == digest("edited")


def test_a_digest_moves_with_the_manifest_and_the_action():
    """
    Another value, another object or no delete is another plan.
    """
    plain = company().plan(prune=True).digest
    other = company()
    other.records[address("tool/gone")] = other.records[address("tool/x")]
    digests = [plain, company(url="newer").plan(prune=True).digest, company().plan().digest, other.plan(prune=True).digest]
    assert len(set(digests)) == 4


def test_a_digest_moves_with_a_waiver_that_is_needed_and_not_with_its_use():
    """
    What has to be allowed is part of what was reviewed; allowing it changes nothing that is done.
    """
    routed = kind("tool", {"a": {"is": "str", "traits": ["Routing"]}})
    scene = Scene.of(routed).declare("tool/x", {"a": "new"}).hold("tool", "x", {"a": "old"}).remember("tool/x", "x", {"a": "old"})
    assert scene.plan().digest == scene.plan(allow=frozenset({"routing:acme/tool/x"})).digest


def test_a_digest_holds_no_secret_and_counts_it_by_its_origin():
    """
    A digest may be published: it says where a secret comes from, not what it is.
    """

    def digest(text: str, origin: str) -> str:
        secret = value({"$secret": text})
        secret.origin = type(secret.origin)("env", origin)
        scene = Scene.of(TOOL).declare("tool/x", {"name": "x", "token": secret, "more": [{"deep": secret}]})
        return scene.hold("tool", "x", {"name": "x", "token": "***"}).plan().digest

    assert digest("one", "A") == digest("two", "A")
    assert digest("one", "A") != digest("one", "B")


def test_effects_are_those_of_the_steps():
    """
    What remains of a plan after half of it was applied is a subset of what was reviewed.
    """
    whole, scene = company().plan(), company()
    scene.settled("tool/x", "x", {"name": "x", "url": "new", "o": {"a": "1"}})
    assert effects(scene.plan()) < effects(whole)


def test_a_plan_counts_what_it_leaves_alone():
    """
    The reader is told how much is in sync.
    """
    scene = company().settled("tool/z", "z", {"name": "z"})
    plan = scene.plan()
    assert (plan.in_sync, plan.changes_anything, plan.count(Action.UPDATE), plan.count(Action.CREATE)) == (1, True, 2, 1)
    assert plan.kept[0].address == address("tool/gone")


def test_an_empty_plan_changes_nothing():
    """
    Nothing declared and nothing remembered is nothing to do.
    """
    plan = Scene.of(TOOL).plan()
    assert (plan.changes_anything, plan.in_sync, plan.findings) == (False, 0, ())


# --- Only some addresses ----------------------------------------------------------------------------------------------


def test_only_takes_along_what_is_referred_to():
    """
    A partial plan holds the address asked for and everything below it, and says that it is partial.
    """
    scene = company().declare("tool/z", {"name": "z"})
    plan = scene.plan(prune=True, only=(address("agent/a"),))
    assert sorted(said(plan)) == ["create agent/a", "update tool/x", "update tool/y"]
    assert plan.partial
    assert not scene.plan().partial


def test_only_leaves_out_what_refers_to_it():
    """
    Asking for a tool does not touch the agents that use it, nor what is gone.
    """
    plan = company().plan(prune=True, only=(address("tool/x"),))
    assert said(plan) == ["update tool/x"]
    assert said(company().plan(prune=True, only=(address("tool/gone"),))) == ["delete tool/gone"]


def test_only_hears_the_findings_of_its_own_addresses():
    """
    An ambiguity elsewhere does not stop a partial plan.
    """
    scene = company().declare("tool/z", {"name": "z"}).hold("tool", "z1", {"name": "z"}).hold("tool", "z2", {"name": "z"})
    assert waivers(scene.plan()) == ["ambiguous:acme/tool/z"]
    assert waivers(scene.plan(only=(address("tool/x"),))) == []


def test_what_two_things_share_is_asked_for_once():
    """
    A diamond of references is walked once.
    """
    scene = company().declare("agent/b", {"name": "b", "tools": [ref("tool/x")], "at": ref("tool/x")})
    plan = scene.plan(only=(address("agent/a"), address("agent/b")))
    assert sorted(said(plan)) == ["create agent/a", "create agent/b", "update tool/x", "update tool/y"]


# --- Filling in -------------------------------------------------------------------------------------------------------


def test_a_reference_to_a_field_is_what_the_manifest_writes_there():
    """
    A field that is written in git is known before anything is applied.
    """
    scene = Scene.of(AGENT, TOOL).declare("tool/x", {"name": "x", "o": {"a": "deep"}})
    scene.declare("agent/a", {"name": "a", "at": ref("tool/x", "o.a")})
    assert step(scene.plan(), "agent/a").calls[0].body == {"name": "a", "at": "deep"}


def test_a_reference_to_a_field_of_the_vendors_is_read_from_live():
    """
    A field that only the vendor knows is taken from the object, or filled in once there is one.
    """
    scene = Scene.of(AGENT, TOOL).settled("tool/x", "t1", {"name": "x"}).hold("tool", "t1", {"name": "x", "slug": "x-1"})
    scene.declare("agent/a", {"name": "a", "at": ref("tool/x", "slug")})
    assert step(scene.plan(), "agent/a").calls[0].body == {"name": "a", "at": "x-1"}
    scene.objects.clear()
    assert step(scene.plan(), "agent/a").calls[0].body == {"name": "a", "at": Pending(address("tool/x"), "slug")}
