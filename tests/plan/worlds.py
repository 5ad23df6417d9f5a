"""Random kinds, manifests and live objects, and a vendor in memory that takes what is sent to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from reconciler.apply.settle import Written, settle
from reconciler.live.decode import decode
from reconciler.plan import Plan
from reconciler.schema import Kind, Mode, Secret, SecretRef
from tests.diff.build import KEY
from tests.plan.scene import SECRETS, Scene, address, kind

Tree = Any
WORDS = st.sampled_from(["a", "b", "c", ""])
SMALL = st.integers(0, 3)
FIELDS: Mapping[str, Any] = {
    "text": "str",
    "number": "float",
    "clear": {"is": "str", "traits": [{"ClearWith": ""}]},
    "phone": {"is": "str", "traits": [{"Normalized": True}]},
    "always": {"is": "str", "traits": ["AlwaysSent"]},
    "resend": {"is": "int", "traits": [{"Resend": 2}]},
    "counted": {"is": "int", "traits": ["Computed"]},
    "token": {"is": "str", "traits": ["WriteOnly"]},
    "steps": ["str"],
    "tags": {"list": "str", "traits": ["SetLike"]},
    "tools": {"list": {"object": {"id": "str", "url": "str", "o": {"object": {"x": "int"}}}}, "traits": [{"Keyed": "id"}]},
    "ranked": {"list": {"object": {"id": "str", "url": "str"}}, "traits": [{"KeyedOrdered": "id"}]},
    "people": [{"object": {"say": "str", "wait": "int"}}],
    "crowd": {"list": {"object": {"say": "str", "wait": "int"}}, "traits": ["SetLike"]},
    "nest": {
        "object": {
            "a": "str",
            "b": {"is": "str", "traits": [{"ClearWith": ""}]},
            "c": {"object": {"d": "int", "e": "int"}},
            "n": {"is": "int", "traits": ["Computed"]},
        }
    },
    "always_nest": {"object": {"a": "str", "b": "str"}, "traits": ["AlwaysSent"]},
    "labels": {"map": "str"},
    "form": {"map": "any", "traits": ["Atomic"]},
}


def some(**fields: st.SearchStrategy[Tree]) -> st.SearchStrategy[dict[str, Tree]]:
    """Any of these fields."""
    return st.fixed_dictionaries({}, optional=fields)


ITEM = st.fixed_dictionaries({"id": st.sampled_from("xyz")}, optional={"url": WORDS, "o": some(x=SMALL, more=SMALL), "more": SMALL})
KEYED = st.lists(ITEM, max_size=3, unique_by=lambda each: each["id"])
SPOKEN = st.lists(st.fixed_dictionaries({"say": WORDS}, optional={"wait": SMALL}), max_size=3)
READABLE: dict[str, st.SearchStrategy[Tree]] = {
    "text": WORDS,
    "number": st.sampled_from([0, 1, 1.0, 2.5]),
    "clear": WORDS,
    "phone": st.sampled_from(["+1 5", "+15", "+16"]),
    "always": WORDS,
    "resend": SMALL,
    "steps": st.lists(WORDS, max_size=2),
    "tags": st.lists(WORDS, max_size=3),
    "tools": KEYED,
    "ranked": KEYED,
    "people": SPOKEN,
    "crowd": SPOKEN,
    "nest": some(a=WORDS, b=WORDS, c=some(d=SMALL, e=SMALL, more=SMALL), more=SMALL),
    "always_nest": some(a=WORDS, b=WORDS),
    "labels": st.dictionaries(st.sampled_from(["a", "b/c", "~d"]), WORDS, max_size=3),
    "form": st.dictionaries(WORDS, st.one_of(SMALL, st.none(), st.lists(SMALL, max_size=1)), max_size=2),
    "unknown": some(x=SMALL, y=SMALL),
}
SECRET = st.sampled_from(sorted(SECRETS))
SPECS = some(**READABLE, token=SECRET)
LIVES = some(
    **{name: st.one_of(each, st.none()) for name, each in READABLE.items()},
    counted=SMALL,
    theirs=SMALL,
)


@st.composite
def kinds(draw: st.DrawFn) -> Kind:
    """A kind that declares some of the fields and takes updates in one of the three ways."""
    mode = draw(st.sampled_from(Mode))
    declared = {name: each for name, each in FIELDS.items() if draw(st.booleans())}
    if mode is Mode.MERGE_DEEP:
        # What such a vendor cannot do is take a key out of an opaque value.
        declared.pop("form", None)
    return kind("thing", declared, mode=mode.value, blank_is_absent=draw(st.booleans()))


@dataclass
class World:
    """One object, its manifest, what was applied to it before (None for nothing), and what live then was."""

    of: Kind
    spec: dict[str, Tree]
    applied: dict[str, Tree] | None
    was: dict[str, Tree]
    live: dict[str, Tree]

    @property
    def scene(self) -> Scene:
        scene = Scene.of(self.of).declare("thing/x", self.spec).hold("thing", "t1", self.live)
        if self.applied is None:
            return scene.declare("thing/x", self.spec, adopt="t1")
        return scene.remember("thing/x", "t1", filled(self.of, self.applied), self.was)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """Any manifest beside any live object, with any memory."""
    of = draw(kinds())
    spec, applied = draw(SPECS), draw(st.one_of(st.none(), SPECS))
    if of.mode is Mode.MERGE_DEEP:
        for each in (spec, applied or {}):
            each.pop("form", None)
    if "token" not in of.shape.fields:
        for each in (spec, applied or {}):
            each.pop("token", None)
    live = draw(LIVES)
    # What we applied was there afterwards, except what the vendor turned into something else; since then anything may have happened.
    was = {**live, **{name: each for name, each in (applied or {}).items() if name != "token"}}
    return World(
        of, spec, applied, draw(st.sampled_from([was, {**was, "text": "normalised"}])), draw(st.one_of(st.just(was), st.just(live), LIVES))
    )


def filled(of: Kind, value: Tree) -> Tree:
    """A spec with its secrets."""
    match value:
        case SecretRef():
            return SECRETS[value]
        case dict():
            return {key: filled(of, each) for key, each in value.items()}
        case _:
            return value


def bodies(plan: Plan) -> list[dict[str, Tree]]:
    return [call.body or {} for step in plan.steps for call in step.calls]


def taken(of: Kind, live: dict[str, Tree], body: dict[str, Tree]) -> dict[str, Tree]:
    """What the vendor holds after an update, as far as it shows it."""
    kept = {name: each for name, each in live.items() if of.mode is not Mode.REPLACE or name in {"id", "counted"}}
    after = merged(kept, body) if of.mode is Mode.MERGE_DEEP else {**kept, **body}
    return {name: each for name, each in after.items() if not isinstance(each, Secret)}


def merged(live: Tree, patch: Tree) -> Tree:
    if not isinstance(live, dict) or not isinstance(patch, dict):
        return patch
    return {**live, **{key: merged(live.get(key), each) for key, each in patch.items()}}


def applied(world: World, plan: Plan) -> Scene:
    """The scene once the plan was carried out and read back."""
    after = world.live
    for body in bodies(plan):
        after = taken(world.of, after, body)
    scene = World(world.of, world.spec, None, after, after).scene
    live, before = (decode(world.of, {"id": "t1", **each}, {}) for each in (after, world.live))
    assert live is not None
    written = Written(
        world.of, filled(world.of, world.spec), before, frozenset(), world.scene.records.get(address("thing/x")), (), protect=False
    )
    scene.records[address("thing/x")] = settle(written, live, KEY).record
    return scene
