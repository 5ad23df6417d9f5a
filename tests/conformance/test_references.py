"""References between resources: filled in when they are known, and the order of everything that is done."""

import copy
import json

import pytest

from reconciler.diagnostics import InputError
from reconciler.plan import Plan
from tests.apply import words
from tests.conformance.road import declare, manifest
from tests.conformance.row import Json
from tests.world import World


@pytest.fixture
def world(tmp_path):
    return World(tmp_path)


def assistant(name: str, **more: Json) -> dict[str, Json]:
    """A small assistant."""
    return {"name": name, "model": "Qwen/Qwen3-235B-A22B", "instructions": f"You are {name}.", **more}


def handing_off_to(*others: str) -> list[Json]:
    """The one inline tool that gives a conversation to other assistants."""
    targets = [{"id": {"$ref": f"telnyx/assistant/{other}"}, "name": other} for other in others]
    return [{"type": "handoff", "handoff": {"ai_assistants": targets}}]


def declare_agent(world: World, vendor: str = "vocode", **more: Json) -> None:
    """An agent with its prompt and its voice."""
    declare(world, f"{vendor}/prompt", "script", {"content": "Be brief."})
    declare(world, f"{vendor}/voice", "aria", {"type": "voice_azure", "voice_name": "en-US-AriaNeural"})
    references = {"prompt": {"$ref": f"{vendor}/prompt/script"}, "voice": {"$ref": f"{vendor}/voice/aria"}}
    declare(world, f"{vendor}/agent", "desk", {"name": "Desk", **references, **more})


def applied(world: World, *, prune: bool = False, allow: tuple[str, ...] = ()) -> list[str]:
    """Apply, which must succeed and leave nothing to do; what was done, as "action name", in the order of the calls."""
    plan = world.plan(prune=prune, allow=allow)
    assert not plan.findings, plan.findings
    report = world.apply(prune=prune, allow=allow)
    assert report is not None
    assert report.succeeded, [f"{each.summary}: {each.detail}" for each in report.wrong]
    assert done(world.plan(prune=prune, allow=allow)) == []
    return done(plan)


def done(plan: Plan) -> list[str]:
    """The steps of a plan, as "action name"."""
    return [f"{step.action.value} {step.address.name}" for step in plan.steps]


def held(world: World, kind: str, name: str) -> Json:
    """The object that an address is bound to, as its vendor truly holds it."""
    vendor, table = kind.split("/")
    return world.sandbox.vendors[vendor].tables[table].get(bound(world, kind, name))


def bound(world: World, kind: str, name: str) -> str:
    """The id that an address is bound to."""
    return words.bound(world, f"{kind}/{name}").id


def remove(world: World, kind: str, name: str) -> None:
    """Take the manifest away."""
    (world.root / manifest(kind, name)).unlink()


def test_references_are_filled_in_when_what_they_name_exists(world):
    """
    An agent that refers to a prompt, a voice and an action is made after them, with their ids.
    """
    declare(world, "vocode/action", "hangup", {"type": "action_end_conversation"})
    declare_agent(world, actions=[{"$ref": "vocode/action/hangup"}])
    steps = applied(world)
    assert steps[-1] == "create desk"
    agent = held(world, "vocode/agent", "desk")
    assert agent["prompt"] == bound(world, "vocode/prompt", "script")
    assert agent["voice"] == bound(world, "vocode/voice", "aria")
    assert agent["actions"] == [bound(world, "vocode/action", "hangup")]


def test_vendors_are_applied_together(world):
    """
    One plan makes the objects of every vendor; what does not depend on each other may go side by side.
    """
    declare(world, "telnyx/assistant", "desk", assistant("Desk"))
    declare(world, "cozmox/agent", "desk", {"name": "Desk", "type": "voice", "prompt_template": "Be brief."})
    declare_agent(world, "fluents", actions=[])
    assert len(applied(world)) == 5
    assert {call.vendor for call in world.writes()} == {"telnyx", "cozmox", "fluents"}


def test_a_field_of_another_vendors_object_may_be_used(world):
    """
    A reference may name a field: an assistant's key is the identifier of a secret, which the graph puts first.
    """
    world.environ["OPENAI_KEY"] = "sk-test"
    secret = {"identifier": "openai-key", "type": "bearer", "token": {"$secret": "env:OPENAI_KEY"}}
    declare(world, "telnyx/integration_secret", "openai", secret)
    declare(world, "telnyx/assistant", "desk", assistant("Desk", llm_api_key_ref={"$ref": "telnyx/integration_secret/openai"}))
    assert applied(world) == ["create openai", "create desk"]
    assert held(world, "telnyx/assistant", "desk")["llm_api_key_ref"] == "openai-key"


def test_two_assistants_that_hand_off_to_each_other_are_made_then_linked(world):
    """
    A cycle of references that may be set later is broken: one is made without, and linked once the other is there.
    """
    declare(world, "telnyx/assistant", "day", assistant("Day", tools=handing_off_to("night")))
    declare(world, "telnyx/assistant", "night", assistant("Night", tools=handing_off_to("day")))
    plan = world.plan()
    assert sorted(step.action.value for step in plan.steps) == ["create", "create", "link"]
    applied(world)
    assert len(world.writes()) == 3
    for one, other in (("day", "night"), ("night", "day")):
        tools = held(world, "telnyx/assistant", one)["tools"]
        assert tools[0]["handoff"]["ai_assistants"][0]["id"] == bound(world, "telnyx/assistant", other)


def test_a_cycle_that_was_linked_can_be_edited(world):
    """
    Once linked, a cycle is like anything else: one edit is one call.
    """
    declare(world, "telnyx/assistant", "day", assistant("Day", tools=handing_off_to("night")))
    declare(world, "telnyx/assistant", "night", assistant("Night", tools=handing_off_to("day")))
    applied(world)
    declare(world, "telnyx/assistant", "day", assistant("Day", tools=handing_off_to("night"), greeting="Hello!"))
    before = world.mark
    assert applied(world) == ["update day"]
    assert [call.body for call in world.writes(before)] == [{"greeting": "Hello!", "promote_to_main": True}]


def test_a_cycle_that_cannot_be_broken_is_named(world):
    """
    Where no reference may be set later, the error names everything on the cycle.
    """
    blank = {"type": "voice", "prompt_template": "Be brief."}
    declare(world, "cozmox/agent", "one", {"name": "One", **blank, "copy_from_agent_id": {"$ref": "cozmox/agent/two"}})
    declare(world, "cozmox/agent", "two", {"name": "Two", **blank, "copy_from_agent_id": {"$ref": "cozmox/agent/one"}})
    with pytest.raises(InputError) as caught:
        world.plan()
    (wrong,) = caught.value.diagnostics
    assert wrong.summary == "Reference cycle"
    assert "cozmox/agent/one" in wrong.detail
    assert "cozmox/agent/two" in wrong.detail
    assert not world.sandbox.calls


def test_what_refers_to_a_replaced_object_is_repointed(world):
    """
    A replaced object has another id: whatever refers to it is updated in the same apply.
    """
    declare_agent(world)
    applied(world)
    earlier = bound(world, "vocode/voice", "aria")
    declare(world, "vocode/voice", "aria", {"type": "voice_rime", "speaker": "celeste"})
    steps = applied(world, allow=("replace:vocode/voice/aria",))
    assert "replace aria" in steps
    assert "update desk" in steps
    assert bound(world, "vocode/voice", "aria") != earlier
    assert held(world, "vocode/agent", "desk")["voice"] == bound(world, "vocode/voice", "aria")


def test_a_replacement_needs_a_waiver(world):
    """
    Nobody loses an object to an edit: a replacement is a finding until it is allowed.
    """
    declare_agent(world)
    applied(world)
    declare(world, "vocode/voice", "aria", {"type": "voice_rime", "speaker": "celeste"})
    assert [finding.waiver for finding in world.plan().findings] == ["replace:vocode/voice/aria"]


def test_an_object_that_was_deleted_is_made_again_and_repointed(world):
    """
    When somebody deletes a prompt, it is made again, and the agent that used it is pointed at the new one.
    """
    declare_agent(world, "fluents", actions=[])
    applied(world)
    earlier = bound(world, "fluents/prompt", "script")
    world.sandbox.vendors["fluents"].tables["prompt"].pop(earlier)
    assert applied(world) == ["create script", "update desk"]
    assert held(world, "fluents/agent", "desk")["prompt"] == bound(world, "fluents/prompt", "script") != earlier


def test_moved_renames_without_a_call(world):
    """
    ``moved:`` gives a resource another address; the vendor hears nothing, and references follow.
    """
    declare_agent(world)
    applied(world)
    key = bound(world, "vocode/prompt", "script")
    remove(world, "vocode/prompt", "script")
    declare(world, "vocode/prompt", "text", {"content": "Be brief."})
    references = {"prompt": {"$ref": "vocode/prompt/text"}, "voice": {"$ref": "vocode/voice/aria"}}
    declare(world, "vocode/agent", "desk", {"name": "Desk", **references})
    world.write("manifests/changes.yaml", "moved: [{from: vocode/prompt/script, to: vocode/prompt/text}]\n")
    before = world.mark
    assert applied(world) == ["move text"]
    assert not world.writes(before)
    assert bound(world, "vocode/prompt", "text") == key


def test_removed_deletes_without_pruning(world):
    """
    ``removed:`` names what is to be deleted, so that nothing else is.
    """
    for name in ("one", "two"):
        declare(world, "fluents/prompt", name, {"label": name, "content": "Be brief."})
    applied(world)
    for name in ("one", "two"):
        remove(world, "fluents/prompt", name)
    world.write("manifests/changes.yaml", "removed: [fluents/prompt/one]\n")
    assert applied(world) == ["delete one"]
    assert [each["label"] for each in world.objects("fluents", "prompt")] == ["two"]


def test_protection_outlives_the_manifest(world):
    """
    What was protected stays when its manifest is removed, even under --prune: the protection has to be taken away first.
    """
    declare(world, "fluents/prompt", "script", {"label": "Script", "content": "Be brief."}, protect=True)
    applied(world)
    remove(world, "fluents/prompt", "script")
    plan = world.plan(prune=True)
    assert not plan.steps
    assert [kept.why.split(";")[0] for kept in plan.kept] == ["protected"]
    declare(world, "fluents/prompt", "script", {"label": "Script", "content": "Be brief."}, protect=False)
    applied(world)
    remove(world, "fluents/prompt", "script")
    assert applied(world, prune=True) == ["delete script"]


def test_adopt_binds_by_id(world):
    """
    ``adopt:`` binds an object that has no name to be found by, and writes only what differs.
    """
    world.sandbox.vendors["vocode"].tables["prompt"].put(
        "0b9bd0a5-6d5c-4b8f-8d6f-1d1b7a0c0001",
        {"id": "0b9bd0a5-6d5c-4b8f-8d6f-1d1b7a0c0001", "user_id": "u", "content": "Somebody's.", "context_endpoint": "https://example.com"},
    )
    declare(world, "vocode/prompt", "script", {"content": "Be brief."}, adopt="0b9bd0a5-6d5c-4b8f-8d6f-1d1b7a0c0001")
    assert [each.waiver for each in world.plan().findings] == ["overwrite:vocode/prompt/script"]
    assert applied(world, allow=("overwrite:vocode/prompt/script",)) == ["adopt script"]
    assert [call.body for call in world.writes()] == [{"content": "Be brief."}]
    assert [each["context_endpoint"] for each in world.objects("vocode", "prompt")] == ["https://example.com"]


def test_adopting_what_is_the_same_sends_nothing(world):
    """
    An object that already is as declared is bound without a call.
    """
    declare(world, "fluents/prompt", "script", {"label": "Script", "content": "Be brief."})
    applied(world)
    (world.root / ".reconciler" / "local.json").unlink()
    before = world.mark
    assert applied(world) == ["adopt script"]
    assert not world.writes(before)


def test_a_number_is_never_bought_unasked(world):
    """
    A number that the account does not have is not bought: that takes a waiver which says that it spends money.
    """
    declare(world, "fluents/number", "new", {"number": "+12025550177"})
    assert [finding.waiver for finding in world.plan().findings] == ["costly:fluents/number/new"]
    assert world.sandbox.vendors["fluents"].purchases == []
    assert applied(world, allow=("costly:fluents/number/new",)) == ["create new"]
    assert [bought["number"] for bought in world.sandbox.vendors["fluents"].purchases] == ["+12025550177"]


def test_a_number_of_the_account_is_adopted(world):
    """
    A number that is there is adopted, however it is written, and nothing is bought.
    """
    for vendor in ("fluents", "vocode"):
        declare(world, f"{vendor}/number", "main", {"number": "+12025550123", "label": "Main"})
    assert applied(world) == ["adopt main", "adopt main"]
    for vendor in ("fluents", "vocode"):
        assert world.sandbox.vendors[vendor].purchases == []


def test_a_binding_follows_its_agent(world):
    """
    What stands below an agent moves with it: another agent means another binding, and the old one goes.
    """
    for name in ("day", "night"):
        declare(world, "cozmox/agent", name, {"name": name, "type": "voice", "prompt_template": "Be brief."})
    tool = {"name": "lookup", "description": "Look it up.", "method": "GET", "url": "https://example.com"}
    declare(world, "cozmox/tool", "lookup", tool)
    binding = {"agent_id": {"$ref": "cozmox/agent/day"}, "tool_id": {"$ref": "cozmox/tool/lookup"}}
    declare(world, "cozmox/agent_tool", "lookup", binding)
    assert applied(world)[-1] == "create lookup"
    declare(world, "cozmox/agent_tool", "lookup", {**binding, "agent_id": {"$ref": "cozmox/agent/night"}})
    assert applied(world, allow=("replace:cozmox/agent_tool/lookup",)) == ["replace lookup"]
    assert [each["agent_id"] for each in world.objects("cozmox", "agent_tool")] == [bound(world, "cozmox/agent", "night")]


def test_a_binding_is_made_again_with_its_agent(world):
    """
    When somebody deletes an agent, both are made again, the agent first.
    """
    declare(world, "cozmox/agent", "day", {"name": "day", "type": "voice", "prompt_template": "Be brief."})
    tool = {"name": "lookup", "description": "Look it up.", "method": "GET", "url": "https://example.com"}
    declare(world, "cozmox/tool", "tool", tool)
    declare(world, "cozmox/agent_tool", "lookup", {"agent_id": {"$ref": "cozmox/agent/day"}, "tool_id": {"$ref": "cozmox/tool/tool"}})
    applied(world)
    world.sandbox.vendors["cozmox"].tables["agent"].clear()
    world.sandbox.vendors["cozmox"].tables["agent_tool"].clear()
    steps = applied(world)
    assert steps[0] == "create day"
    assert len(world.objects("cozmox", "agent_tool")) == 1


def test_deletes_go_against_the_references(world):
    """
    What refers to something is deleted before it.
    """
    declare_agent(world, "fluents", actions=[])
    declare(world, "fluents/prompt", "other", {"label": "Other", "content": "Stay."})
    applied(world)
    for kind, name in (("agent", "desk"), ("prompt", "script"), ("voice", "aria")):
        remove(world, f"fluents/{kind}", name)
    before = world.mark
    steps = applied(world, prune=True)
    assert sorted(steps) == ["delete aria", "delete desk", "delete script"]
    assert "/v1/agents/delete" in world.writes(before)[0].path


def test_a_reference_is_taken_away_before_its_target_is_deleted(world):
    """
    An agent lets go of an action before the action is deleted.
    """
    declare(world, "fluents/action", "hangup", {"label": "Hang up", "type": "action_end_conversation", "config": {}})
    declare_agent(world, "fluents", actions=[{"$ref": "fluents/action/hangup"}])
    applied(world)
    declare_agent(world, "fluents", actions=[])
    remove(world, "fluents/action", "hangup")
    world.sandbox.vendors["fluents"].switch({"delete_in_use": "409"})
    before = world.mark
    assert sorted(applied(world, prune=True)) == ["delete hangup", "update desk"]
    assert [call.path for call in world.writes(before)] == ["/v1/agents/update", "/v1/actions/delete"]


def test_what_a_live_object_still_uses_is_not_deleted(world):
    """
    An object to which a live one still refers is kept until the reference is gone.
    """
    declare(world, "fluents/prompt", "other", {"label": "Other", "content": "Stay."})
    declare_agent(world, "fluents", actions=[])
    applied(world)
    spec = copy.deepcopy(json.loads((world.root / manifest("fluents/agent", "desk")).read_text())["spec"])
    declare(world, "fluents/agent", "desk", {**spec, "prompt": bound(world, "fluents/prompt", "script")})
    remove(world, "fluents/prompt", "script")
    waivers = [finding.waiver for finding in world.plan(prune=True).findings]
    assert waivers == ["referenced:fluents/prompt/script"]


def test_an_inline_object_where_an_id_belongs_is_refused(world):
    """
    A nested object would make another one with every call, so it is refused before any.
    """
    declare_agent(world)
    spec = {"name": "Desk", "prompt": {"content": "Be brief."}, "voice": {"$ref": "vocode/voice/aria"}}
    declare(world, "vocode/agent", "desk", spec)
    with pytest.raises(InputError, match=r"nested object"):
        world.plan()
    assert not world.sandbox.calls
