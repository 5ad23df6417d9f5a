"""What does not exist yet, what is recognised, what is ambiguous, what is gone."""

from __future__ import annotations

import pytest

from reconciler.diff import Cause
from reconciler.plan import Action, How
from reconciler.schema import Endpoint, Listing, Mode, Pages, Pending, Risk, SecretRef
from reconciler.state import Intent
from tests.plan.scene import NAME, Scene, address, kind, ref, said, step, waivers

AGENT = kind("agent", {"name": NAME, "prompt": "str"})
TOOL = kind("tool", {"url": "str", "token": {"is": "str", "traits": ["WriteOnly"]}})
PART = kind(
    "part",
    {"agent": {"is": "str", "traits": ["PathParam", {"Ref": "acme/agent"}]}, "name": NAME, "x": "str"},
    list=Listing("/agents/{agent}/parts", Pages(), parent="agent"),
    create=Endpoint("POST", "/agents/{agent}/parts"),
)


def test_a_new_object_is_created_with_everything_that_was_written():
    """
    The body of a create is the manifest, filled in, and nothing else.
    """
    scene = Scene.of(TOOL).declare("tool/x", {"url": "u", "token": SecretRef("env", "ONE")})
    made = step(scene.plan(), "tool/x")
    (call,) = made.calls
    assert (made.action, call.endpoint.method, call.endpoint.path) == (Action.CREATE, "POST", "/tools")
    assert call.body is not None
    assert call.body["url"] == "u"
    assert call.body["token"].reveal() == "s1"
    assert not call.repeatable
    assert {change.cause for change in made.changes} == {Cause.NEW}


def test_a_text_at_a_secret_place_is_sealed():
    """
    Also a value that the manifest may write itself is masked wherever it is shown.
    """
    headers = {"map": {"is": "str", "traits": ["Sensitive"]}}
    hooks = {"list": {"object": {"t": {"is": "str", "traits": ["Sensitive"]}}}}
    whole = {"map": "str", "traits": ["Sensitive"]}
    scene = Scene.of(kind("tool", {"headers": headers, "hooks": hooks, "whole": whole}))
    spec = {"headers": {"a/b": "plain"}, "hooks": [{"t": "plain"}], "whole": {"k": "plain"}}
    (call,) = step(scene.declare("tool/x", spec).plan(), "tool/x").calls
    assert call.body is not None
    secrets = [call.body["headers"]["a/b"], call.body["hooks"][0]["t"], call.body["whole"]["k"]]
    assert [str(each) for each in secrets] == ["(sensitive)"] * 3
    assert [str(each.origin) for each in secrets] == [f"manifest:acme/tool/x/{at}" for at in ("headers/a~1b", "hooks/0/t", "whole/k")]


def test_a_create_that_may_be_sent_twice_says_so():
    """
    An upsert does no harm when it is repeated.
    """
    scene = Scene.of(kind("tool", {"url": "str"}, upsert=True)).declare("tool/x", {"url": "u"})
    assert step(scene.plan(), "tool/x").calls[0].repeatable


def test_a_create_speaks_the_vendors_form():
    """
    Where the wire's form of a create is another one, the declaration turns it.
    """
    scene = Scene.of(kind("tool", {"url": "str"}, encode=lambda body: {"tool": body})).declare("tool/x", {"url": "u"})
    assert step(scene.plan(), "tool/x").calls[0].body == {"tool": {"url": "u"}}


BIRTH = {
    "name": NAME,
    "type": {"is": "str", "traits": ["AlwaysSent"]},
    "born": {"is": "str", "traits": ["CreateOnly"]},
    "a": "str",
    "b": "str",
}
FULL = {"name": "x", "type": "t", "born": "1", "a": "1", "b": "2"}
BIRTHS = [
    (
        "the rest follows in an update, with what every update needs",
        {},
        FULL,
        [{"name": "x", "born": "1", "type": "t"}, {"type": "t", "a": "1", "b": "2"}],
    ),
    (
        "a vendor that replaces is told everything again",
        {"mode": Mode.REPLACE},
        FULL,
        [{"name": "x", "born": "1", "type": "t"}, {"name": "x", "type": "t", "a": "1", "b": "2"}],
    ),
    ("nothing follows when nothing is left", {}, {"name": "x", "type": "t"}, [{"name": "x", "type": "t"}]),
    ("nothing follows where nothing can be updated", {"update": None}, FULL, [{"name": "x", "born": "1", "type": "t"}]),
]


@pytest.mark.parametrize(("changes", "spec", "bodies"), [pytest.param(*row, id=because) for because, *row in BIRTHS])
def test_a_create_that_takes_few_fields_is_followed_by_an_update(changes, spec, bodies):
    """
    Where the vendor's create takes only some fields, the object is finished by a second call.
    """
    scene = Scene.of(kind("agent", BIRTH, birth=("name", "type", "born"), **changes)).declare("agent/x", spec)
    assert [call.body for call in step(scene.plan(), "agent/x").calls] == bodies


def test_a_kind_without_a_create_says_so():
    """
    What only the vendor can make is planned without a call, and a note tells it.
    """
    scene = Scene.of(kind("agent", {"name": NAME}, create=None)).declare("agent/x", {"name": "x"})
    plan = scene.plan()
    assert step(plan, "agent/x").calls == ()
    assert plan.notes == ("acme/agent/x: the vendor has no such object and no way to create one.",)


RISKS = [(Risk.COSTLY, "costly"), (Risk.ROUTING, "routing")]


@pytest.mark.parametrize(("risk", "guard"), RISKS)
def test_a_call_that_costs_money_or_moves_a_number_needs_a_waiver(risk, guard):
    """
    Buying a number is not a matter of course.
    """
    scene = Scene.of(kind("number", {"n": "str"}, create=Endpoint("POST", "/buy", risk=risk))).declare("number/x", {"n": "1"})
    assert waivers(scene.plan()) == [f"{guard}:acme/number/x"]
    assert waivers(scene.plan(allow=frozenset({f"{guard}:acme/number/x"}))) == []


def test_routing_that_is_born_with_the_object_needs_none():
    """
    A new object changes nothing that a live number does.
    """
    scene = Scene.of(kind("number", {"agent": {"is": "str", "traits": ["Routing"]}})).declare("number/x", {"agent": "a"})
    assert waivers(scene.plan()) == []


def test_a_retired_kind_needs_a_waiver_at_the_vendors_own_address():
    """
    A vendor that switched an API off is not written to, but a server that still speaks it is.
    """
    scene = Scene.of(kind("agent", {"name": NAME}, retired="It is closed.")).declare("agent/x", {"name": "x"})
    assert waivers(scene.plan(retired_hosts=frozenset({"acme"}))) == ["retired:acme/agent"]
    assert waivers(scene.plan(retired_hosts=frozenset({"other"}))) == []


# --- Recognising ------------------------------------------------------------------------------------------------------


def test_an_object_with_our_identity_is_adopted_and_not_made_again():
    """
    Losing the state does not duplicate anything: the plan says adopt, and what would be overwritten.
    """
    scene = Scene.of(AGENT).declare("agent/x", {"name": "x", "prompt": "new"}).hold("agent", "a1", {"name": "x", "prompt": "old"})
    found = step(scene.hold("agent", "a2", {"name": "y"}).plan(), "agent/x")
    assert (found.action, found.because) == (Action.ADOPT, "identity: a1")
    assert [(change.path, change.cause) for change in found.changes] == [(("prompt",), Cause.FIRST)]


def test_two_objects_with_our_identity_are_left_alone():
    """
    A guess could overwrite the wrong one, so the plan names both ids and does nothing to either.
    """
    scene = Scene.of(AGENT).declare("agent/x", {"name": "x"}).hold("agent", "a2", {"name": "x"}).hold("agent", "a1", {"name": "x"})
    plan = scene.plan()
    assert (plan.steps, plan.in_sync) == ((), 0)
    (finding,) = plan.findings
    assert (finding.waiver, finding.waivable) == ("ambiguous:acme/agent/x", False)
    assert "a1, a2" in finding.reason


def test_an_object_that_another_address_has_is_not_ours():
    """
    Two manifests with one name do not fight over one object: the second makes its own.
    """
    scene = Scene.of(AGENT).settled("agent/x", "a1", {"name": "same"}).declare("agent/y", {"name": "same"})
    assert said(scene.plan()) == ["create agent/y"]


def test_of_two_new_addresses_with_one_identity_one_gets_the_object():
    """
    What was just recognised is taken too.
    """
    scene = Scene.of(AGENT).declare("agent/x", {"name": "same"}).declare("agent/y", {"name": "same"}).hold("agent", "a1", {"name": "same"})
    assert said(scene.plan()) == ["adopt agent/x", "create agent/y"]


def test_below_one_parent_an_object_is_taken_too():
    """
    Two manifests of one child do not share it.
    """
    scene = Scene.of(AGENT, PART).settled("agent/x", "a1", {"name": "x"}).hold("part", "p1", {"name": "same"}, agent="a1")
    for name in ("p", "q"):
        scene.declare(f"part/{name}", {"agent": ref("agent/x"), "name": "same"})
    assert said(scene.plan()) == ["adopt part/p", "create part/q"]


def test_below_another_parent_the_same_id_is_another_object():
    """
    Ids of children may repeat from parent to parent.
    """
    scene = Scene.of(AGENT, PART)
    for parent in ("x", "y"):
        scene.settled(f"agent/{parent}", f"a-{parent}", {"name": parent}).declare(
            f"part/{parent}", {"agent": ref(f"agent/{parent}"), "name": "n"}
        )
        scene.hold("part", "p1", {"name": "n"}, agent=f"a-{parent}")
    scene.remember("part/x", "p1", {"name": "n"}, params={"agent": "a-x"})
    assert said(scene.plan()) == ["adopt part/y"]


def test_an_object_that_another_manifest_will_adopt_is_not_taken_before():
    """
    The order of addresses does not decide who gets an object that one of them names.
    """
    scene = Scene.of(AGENT).declare("agent/a", {"name": "same"}).declare("agent/z", {"name": "same"}, adopt="a1")
    assert said(scene.hold("agent", "a1", {"name": "same"}).plan()) == ["create agent/a", "adopt agent/z"]


def test_below_a_parent_adoption_is_kept_free_as_well():
    """
    The same holds for children.
    """
    scene = Scene.of(AGENT, PART).settled("agent/x", "a1", {"name": "x"}).hold("part", "p1", {"name": "same"}, agent="a1")
    scene.declare("part/a", {"agent": ref("agent/x"), "name": "same"}).declare(
        "part/z", {"agent": ref("agent/x"), "name": "same"}, adopt="p1"
    )
    assert said(scene.plan()) == ["create part/a", "adopt part/z"]


def test_an_incomplete_list_recognises_nobody_and_freezes_creates():
    """
    Behind the missing page there may be a second match, or the only one.
    """
    scene = Scene.of(AGENT).declare("agent/x", {"name": "x"}).hold("agent", "a1", {"name": "x"})
    scene.gaps["agent"] = "page 2 repeats an earlier one"
    plan = scene.plan()
    assert plan.steps == ()
    assert waivers(plan) == ["incomplete:acme/agent"]
    assert not plan.findings[0].waivable
    assert "page 2 repeats" in plan.findings[0].reason


def test_an_identity_that_is_not_known_yet_finds_nothing():
    """
    A name that the vendor still has to give cannot be looked for.
    """
    link = kind("link", {"agent": {"is": "str", "traits": ["Identity", {"Ref": "acme/agent"}]}})
    scene = Scene.of(AGENT, link).declare("agent/x", {"name": "x"}).declare("link/l", {"agent": ref("agent/x")})
    assert said(scene.hold("link", "l1", {"agent": "other"}).plan()) == ["create agent/x", "create link/l"]


def test_adopting_by_id_needs_no_identity():
    """
    ``adopt:`` binds an object whatever it is called.
    """
    scene = Scene.of(AGENT).declare("agent/x", {"name": "x"}, adopt="a1").hold("agent", "a1", {"name": "other"})
    found = step(scene.plan(), "agent/x")
    assert (found.action, found.because) == (Action.ADOPT, "adopt: a1")


def test_adopting_an_id_that_does_not_exist_needs_a_waiver():
    """
    A typo in an id must not make a second agent.
    """
    scene = Scene.of(AGENT).declare("agent/x", {"name": "x"}, adopt="typo")
    plan = scene.plan()
    assert said(plan) == ["create agent/x"]
    assert waivers(plan) == ["adopt:acme/agent/x"]
    assert "id typo" in plan.findings[0].reason
    assert waivers(scene.plan(allow=frozenset({"adopt:acme/agent/x"}))) == []


def test_adopting_what_another_manifest_has_is_refused():
    """
    Two manifests must not write one object in turns.
    """
    scene = Scene.of(AGENT).settled("agent/x", "a1", {"name": "x"}).declare("agent/y", {"name": "y"}, adopt="a1")
    plan = scene.plan()
    assert plan.steps == ()
    (finding,) = plan.findings
    assert (finding.waiver, finding.waivable) == ("ambiguous:acme/agent/y", False)
    assert "acme/agent/x already" in finding.reason


def test_adopting_what_an_orphan_had_takes_it_over():
    """
    A manifest that was renamed without ``moved:`` and adopts its object must not have it deleted by --prune.
    """
    scene = Scene.of(AGENT).remember("agent/old", "a1", {"name": "x"}).hold("agent", "a1", {"name": "x"})
    plan = scene.declare("agent/new", {"name": "x"}, adopt="a1").plan(prune=True)
    assert said(plan) == ["adopt agent/new", "forget agent/old"]
    assert {each.address for each in step(plan, "agent/old").after} == {address("agent/new")}
    assert waivers(plan) == []


# --- After an unanswered create ---------------------------------------------------------------------------------------


def intent(*alike: str, at: float = 1_000_000.0) -> Intent:
    return Intent("nonce", "hash", at, alike=alike)


def test_what_an_unanswered_create_made_is_found_by_what_it_holds():
    """
    An object that holds all that we would have sent, and that was not there before, is ours.
    """
    scene = Scene.of(TOOL).declare("tool/x", {"url": "u", "token": SecretRef("env", "ONE")})
    scene.hold("tool", "old", {"url": "u"}).hold("tool", "new", {"url": "u"}).hold("tool", "other", {"url": "v"})
    scene.intents[address("tool/x")] = intent("old")
    found = step(scene.plan(), "tool/x")
    assert (found.action, found.because) == (Action.ADOPT, "intent: new")


def test_a_secret_inside_a_list_does_not_hide_what_we_made():
    """
    Places with secrets are passed over when objects are compared for likeness.
    """
    hooks = {"list": {"object": {"url": "str", "t": {"is": "str", "traits": ["WriteOnly"]}}}}
    scene = Scene.of(kind("tool", {"hooks": hooks, "url": "str"}))
    scene.declare("tool/x", {"url": "u", "hooks": [{"url": "w", "t": SecretRef("env", "ONE")}]}).hold("tool", "new", {"url": "u"})
    scene.intents[address("tool/x")] = intent()
    assert step(scene.plan(), "tool/x").because == "intent: new"


def test_an_object_older_than_the_intent_is_not_ours():
    """
    Where the vendor says when an object was made, one from before our attempt is somebody else's; a time without a zone is UTC.
    """
    for created in ("1970-01-01T00:00:00Z", "1970-01-01T00:00:00"):
        scene = Scene.of(TOOL).declare("tool/x", {"url": "u"}).hold("tool", "t1", {"url": "u", "created_at": created})
        scene.intents[address("tool/x")] = intent()
        assert said(scene.plan()) == ["create tool/x"]


@pytest.mark.parametrize("created", ["2030-01-01T00:00:00", "yesterday", 12, None])
def test_an_object_of_unknown_or_later_birth_may_be_ours(created):
    """
    What cannot be told from its age is told from what it holds.
    """
    scene = Scene.of(TOOL).declare("tool/x", {"url": "u"}).hold("tool", "t1", {"url": "u", "created_at": created})
    scene.intents[address("tool/x")] = intent()
    assert said(scene.plan()) == ["adopt tool/x"]


def test_an_unanswered_create_that_made_nothing_is_tried_again():
    """
    A complete list without our object proves that there is none.
    """
    scene = Scene.of(TOOL).declare("tool/x", {"url": "u"}).hold("tool", "other", {"url": "v"})
    scene.intents[address("tool/x")] = intent()
    plan = scene.plan()
    assert (said(plan), plan.findings) == (["create tool/x"], ())


def test_several_objects_that_could_be_ours_stop_and_ask():
    """
    Two objects that look like ours are named, and neither is touched.
    """
    scene = Scene.of(TOOL).declare("tool/x", {"url": "u"}).hold("tool", "t1", {"url": "u"}).hold("tool", "t2", {"url": "u"})
    scene.intents[address("tool/x")] = intent()
    plan = scene.plan()
    assert (plan.steps, waivers(plan)) == ((), ["ambiguous:acme/tool/x"])


def test_an_unanswered_create_that_nothing_can_look_up_needs_a_waiver():
    """
    Where no list can be read, only a person can say whether the first attempt took.
    """
    scene = Scene.of(kind("tool", {"url": "str"}, list=None)).declare("tool/x", {"url": "u"})
    scene.intents[address("tool/x")] = intent()
    plan = scene.plan()
    assert (said(plan), waivers(plan)) == (["create tool/x"], ["unresolved:acme/tool/x"])


def test_the_identity_finds_what_an_unanswered_create_made():
    """
    A name is enough to recognise it, and the plan says that it comes from an attempt of ours.
    """
    scene = Scene.of(AGENT).declare("agent/x", {"name": "x", "prompt": "p"}).hold("agent", "a1", {"name": "x"})
    scene.intents[address("agent/x")] = intent()
    bound = step(scene.plan(), "agent/x").bound
    assert bound is not None
    assert bound.how is How.INTENT


# --- Gone, and not to be read -----------------------------------------------------------------------------------------


def test_a_bound_object_that_is_gone_is_made_again():
    """
    What somebody deleted in the dashboard comes back, and the plan says why.
    """
    scene = Scene.of(AGENT).declare("agent/x", {"name": "x"}).remember("agent/x", "a1", {"name": "x"})
    made = step(scene.plan(), "agent/x")
    assert (made.action, made.because) == (Action.CREATE, "was deleted at the vendor (id a1)")


def test_who_refers_to_what_is_made_again_is_told_the_new_id():
    """
    A reference never keeps the id of an object that is gone.
    """
    scene = Scene.of(AGENT, kind("number", {"agent": {"is": "str", "traits": [{"Ref": "acme/agent"}]}}))
    scene.declare("agent/x", {"name": "x"}).remember("agent/x", "a1", {"name": "x"})
    scene.declare("number/n", {"agent": ref("agent/x")}).hold("number", "n1", {"agent": "a1"}).remember("number/n", "n1", {"agent": "a1"})
    changed = step(scene.plan(), "number/n")
    assert changed.calls[0].body == {"agent": Pending(address("agent/x"))}
    assert {each.address for each in changed.after} == {address("agent/x")}


def test_who_refers_to_what_is_replaced_is_told_the_new_id():
    """
    Replacing an agent updates every number that leads to it, after the new one exists.
    """
    fixed = kind("agent", {"name": NAME, "region": {"is": "str", "traits": ["Immutable"]}})
    scene = Scene.of(fixed, kind("number", {"agent": {"is": "str", "traits": [{"Ref": "acme/agent"}]}}))
    scene.settled("agent/x", "a1", {"name": "x", "region": "eu"}).declare("agent/x", {"name": "x", "region": "us"})
    scene.declare("number/n", {"agent": ref("agent/x")}).hold("number", "n1", {"agent": "a1"}).remember("number/n", "n1", {"agent": "a1"})
    plan = scene.plan()
    assert said(plan) == ["replace agent/x", "update number/n"]
    assert step(plan, "number/n").calls[0].body == {"agent": Pending(address("agent/x"))}
    assert {each.address for each in step(plan, "number/n").after} == {address("agent/x")}


def test_a_child_whose_parent_is_another_is_replaced():
    """
    Nothing can move an object below another parent but making it anew there.
    """
    scene = Scene.of(AGENT, PART).settled("agent/x", "a1", {"name": "x"}).settled("agent/y", "a2", {"name": "y"})
    scene.declare("part/p", {"agent": ref("agent/y"), "name": "n"}).hold("part", "p1", {"name": "n"}, agent="a1")
    plan = scene.remember("part/p", "p1", {"name": "n"}, params={"agent": "a1"}).plan()
    gone, made = step(plan, "part/p").calls
    assert (dict(gone.params), dict(made.params)) == ({"agent": "a1", "id": "p1"}, {"agent": "a2"})
    assert made.body == {"name": "n"}
    assert waivers(plan) == ["replace:acme/part/p"]


def test_a_child_of_a_parent_that_is_not_there_yet_waits():
    """
    The parent's id, which stands in the child's URL, is filled in at apply.
    """
    scene = Scene.of(AGENT, PART).declare("agent/x", {"name": "x"}).declare("part/p", {"agent": ref("agent/x"), "name": "n"})
    made = step(scene.plan(), "part/p")
    assert dict(made.calls[0].params) == {"agent": Pending(address("agent/x"))}
    assert {each.address for each in made.after} == {address("agent/x")}


def test_the_gap_of_an_embedded_list_freezes_too():
    """
    Children that stand in their parent's own answer may be incomplete like any list.
    """
    inside = kind(
        "part",
        {"agent": {"is": "str", "traits": ["PathParam", {"Ref": "acme/agent"}]}, "name": NAME},
        list=Listing("/agents/{agent}/parts", Pages(), parent="agent", embedded=("acme/agent", "parts")),
        read=None,
    )
    scene = Scene.of(AGENT, inside).declare("agent/x", {"name": "x"}).remember("agent/x", "a1", {"name": "x"})
    scene.hold("agent", "a1", {"name": "x", "parts": [{"name": "no id"}]}).declare("part/p", {"agent": ref("agent/x"), "name": "n"})
    plan = scene.plan()
    assert (plan.steps, waivers(plan)) == ((), ["incomplete:acme/part"])


def test_an_object_that_nothing_can_read_is_not_made_again():
    """
    Not being able to look is no proof of absence: what we last applied is taken for live.
    """
    silent = kind("tool", {"url": "str"}, list=None, read=None)
    scene = Scene.of(silent).declare("tool/x", {"url": "u"}).remember("tool/x", "t1", {"url": "u"})
    plan = scene.plan()
    assert (plan.steps, plan.in_sync) == ((), 1)
    assert plan.notes[0].startswith("acme/tool/x: the vendor offers no read of it")


def test_of_an_object_that_nothing_can_read_only_our_changes_are_sent():
    """
    What the state remembers as applied is not sent again.
    """
    silent = kind("tool", {"url": "str", "a": "str"}, list=None, read=None)
    scene = Scene.of(silent).declare("tool/x", {"url": "new", "a": "x"}).remember("tool/x", "t1", {"url": "old", "a": "x"})
    changed = step(scene.plan(), "tool/x")
    assert (changed.because, changed.calls[0].body) == ("cannot be read", {"url": "new"})
    assert {change.cause for change in changed.changes} == {Cause.OURS}


def test_a_fixed_field_of_an_object_that_nothing_can_read_replaces_it():
    """
    What cannot be changed cannot be changed blindly either.
    """
    silent = kind("tool", {"url": {"is": "str", "traits": ["Immutable"]}}, list=None, read=None)
    plan = Scene.of(silent).declare("tool/x", {"url": "new"}).remember("tool/x", "t1", {"url": "old"}).plan()
    assert (said(plan), waivers(plan)) == (["replace tool/x"], ["replace:acme/tool/x"])


def test_an_object_that_nothing_can_read_can_be_adopted():
    """
    Without a base everything is sent once.
    """
    silent = kind("tool", {"url": "str"}, list=None, read=None)
    changed = step(Scene.of(silent).declare("tool/x", {"url": "u"}, adopt="t1").plan(), "tool/x")
    assert (changed.action, changed.calls[0].body) == (Action.UPDATE, {"url": "u"})


def test_a_summary_in_a_list_proves_that_an_object_exists():
    """
    A read that fails where the list still shows the object makes no second one.
    """
    summary = kind("tool", {"url": "str"}, reads_inferred=True, list=Listing("/tools", Pages(), whole=False))
    scene = Scene.of(summary).declare("tool/x", {"url": "u"}).remember("tool/x", "t1", {"url": "u"}).hold("tool", "t1", {"url": "u"})
    scene.lost.add("t1")
    assert scene.plan().steps == ()
