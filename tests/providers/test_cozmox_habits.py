"""Cozmox's habits, met with whole commands: pairs, numbers on them, versions, connections, and keys that are shown once."""

from __future__ import annotations

import pytest

from tests.apply.words import STATE, bound, declare, done, permissions, sent, undeclare
from tests.conformance.road import SINKS
from tests.world import World

AGENT = {"name": "Desk", "type": "voice", "prompt_template": "Be brief."}
TRUNK = {"name": "Main", "address": "sip.example.com", "provider": "custom", "phone_numbers": ["+15550100123"]}
LINE = {"$ref": "cozmox/sip_trunk/line"}
FLOW = {"name": "Recap", "trigger_type": "call_ended", "definition": {"nodes": [{"id": "a", "then": "b"}], "edges": []}}
HUBSPOT = {"slug": "hubspot", "credentials": {"api_key": {"$secret": "env:HUBSPOT"}}, "settings": {"pipeline": "sales"}}
KEY = {"name": "Mine", "scopes": ["agents:read"]}
DELIVER = {"key": {"sink": "keys", "name": "MINE"}}


@pytest.fixture
def world(tmp_path):
    world = World(tmp_path)
    config = world.root / "reconciler.yaml"
    config.write_text(config.read_text() + SINKS)
    world.environ["HUBSPOT"] = "s3cret"
    return world


def planned(world: World) -> list[str]:
    return [f"{step.action.value} {step.address.kind}/{step.address.name}" for step in world.plan().steps]


def below(world: World, since: int = 0) -> list[str]:
    """The writes that reached the vendor, as "METHOD path below the organisation"."""
    return [each.replace("/org/org-1", "") for each in sent(world, since)]


# --- Trunks and numbers -----------------------------------------------------------------------------------------------


def test_a_number_that_its_trunk_makes_is_found_and_not_made_again(world):
    """
    Both are new in one plan: the trunk makes the number, the manifest of the number finds it and adds what it says.
    """
    declare(world, "cozmox/sip_trunk/line", TRUNK)
    declare(world, "cozmox/phone_number/desk", {"number": "+1 555 010 0123", "sip_trunk_id": LINE, "label": "Desk"})
    declare(world, "cozmox/phone_number/shop", {"number": "+15550100124", "sip_trunk_id": LINE})
    done(world)
    assert sorted(below(world)) == [
        "PATCH /phone-numbers/" + bound(world, "cozmox/phone_number/desk").id,
        "POST /phone-numbers",
        "POST /sip-trunks",
    ]
    assert len(world.objects("cozmox", "phone_number")) == 2


def test_a_number_may_be_on_the_outbound_trunk(world):
    """
    ``field: outbound_id`` refers to the other trunk of the pair; the same number on both is two objects.
    """
    declare(world, "cozmox/sip_trunk/line", TRUNK)
    declare(world, "cozmox/phone_number/in", {"number": "+15550100123", "sip_trunk_id": LINE})
    declare(world, "cozmox/phone_number/out", {"number": "+15550100123", "sip_trunk_id": {**LINE, "field": "outbound_id"}})
    done(world)
    trunks = {row["id"]: row["type"] for row in world.objects("cozmox", "sip_trunk")}
    assert sorted(trunks[row["sip_trunk_id"]] for row in world.objects("cozmox", "phone_number")) == ["INBOUND", "OUTBOUND"]


def test_a_trunk_goes_with_its_numbers_and_only_when_that_is_allowed(world):
    """
    The plan says what is lost, and names the manifests that it was known by.
    """
    declare(world, "cozmox/sip_trunk/line", TRUNK)
    declare(world, "cozmox/phone_number/desk", {"number": "+15550100123", "sip_trunk_id": LINE})
    done(world)
    for kind, name in (("sip_trunk", "line"), ("phone_number", "desk")):
        undeclare(world, f"cozmox/{kind}/{name}")
    plan = world.plan(prune=True)
    assert [each.waiver for each in plan.findings] == ["destroys:cozmox/sip_trunk/line"]
    assert "deletes the phone numbers on it too. It is referred to by cozmox/phone_number/desk." in plan.findings[0].reason
    before = world.mark
    done(world, allow=("destroys:cozmox/sip_trunk/line",), prune=True)
    assert [each.split("/")[1] for each in below(world, before)] == ["phone-numbers", "sip-trunks", "sip-trunks"]
    assert [world.objects("cozmox", kind) for kind in ("sip_trunk", "phone_number")] == [[], []]


@pytest.mark.parametrize("field", ["address", "provider"])
def test_another_address_would_cost_the_numbers(world, field):
    """
    It cannot be changed: the pair would be replaced, which two findings object to.
    """
    declare(world, "cozmox/sip_trunk/line", TRUNK)
    done(world)
    declare(world, "cozmox/sip_trunk/line", {**TRUNK, field: "twilio"})
    assert planned(world) == ["replace sip_trunk/line"]
    assert permissions(world) == ("destroys:cozmox/sip_trunk/line", "replace:cozmox/sip_trunk/line")


def test_another_password_would_cost_the_numbers(world):
    """
    A renewed secret alone needs no waiver elsewhere; here the numbers are lost with it.
    """
    world.environ["SIP"] = "one"
    declare(world, "cozmox/sip_trunk/line", {**TRUNK, "auth_password": {"$secret": "env:SIP"}})
    done(world)
    world.environ["SIP"] = "two"
    assert permissions(world) == ("destroys:cozmox/sip_trunk/line",)


def test_another_word_for_the_same_provider_is_no_change(world):
    """
    Answers may call custom and did-logic the same, so nothing can tell them apart.
    """
    declare(world, "cozmox/sip_trunk/line", TRUNK)
    done(world)
    declare(world, "cozmox/sip_trunk/line", {**TRUNK, "provider": "did-logic"})
    assert planned(world) == []


@pytest.mark.parametrize("side", [0, 1], ids=["inbound", "outbound"])
def test_an_edit_of_one_trunk_is_mended_at_both(world, side):
    """
    The plan shows what each of the two holds.
    """
    declare(world, "cozmox/sip_trunk/line", {**TRUNK, "max_concurrency": 5})
    done(world)
    edited = world.objects("cozmox", "sip_trunk")[side]
    world.sandbox.vendors["cozmox"].edited("sip_trunk", edited["id"], {"max_concurrency": 9})
    [step] = world.plan().steps
    assert [(change.before, change.after) for change in step.changes] == [([5, 9] if side else [9, 5], 5)]
    done(world)
    assert [row["max_concurrency"] for row in world.objects("cozmox", "sip_trunk")] == [5, 5]


def test_an_inbound_trunk_that_was_renamed_gets_its_name_back(world):
    """
    Its partner cannot be told by its name any more; the id can.
    """
    declare(world, "cozmox/sip_trunk/line", TRUNK)
    done(world)
    world.sandbox.vendors["cozmox"].edited("sip_trunk", world.objects("cozmox", "sip_trunk")[0]["id"], {"name": "Other"})
    assert [change.path for step in world.plan().steps for change in step.changes] == [("name",)]
    done(world)
    assert [row["name"] for row in world.objects("cozmox", "sip_trunk")] == ["Main", "Main"]


def test_an_equal_name_elsewhere_does_not_part_a_pair(world):
    """
    Somebody makes another pair of the same name: by the list nobody could tell whose is whose, and the state still can.
    """
    declare(world, "cozmox/sip_trunk/line", {**TRUNK, "max_concurrency": 5})
    done(world)
    for row in world.objects("cozmox", "sip_trunk"):
        world.sandbox.vendors["cozmox"].tables["sip_trunk"].put(row["id"] + "-2", {**row, "id": row["id"] + "-2"})
    declare(world, "cozmox/sip_trunk/line", {**TRUNK, "max_concurrency": 7})
    done(world)
    assert [row["max_concurrency"] for row in world.objects("cozmox", "sip_trunk")] == [7, 7, 5, 5]
    undeclare(world, "cozmox/sip_trunk/line")
    done(world, allow=("destroys:cozmox/sip_trunk/line",), prune=True)
    assert [row["max_concurrency"] for row in world.objects("cozmox", "sip_trunk")] == [5, 5]


def test_an_inbound_trunk_without_a_partner_is_managed_alone(world):
    """
    A pair of which one half was deleted in the dashboard before we met it.
    """
    declare(world, "cozmox/sip_trunk/line", TRUNK)
    done(world)
    (world.root / STATE).unlink()
    inbound, outbound = world.objects("cozmox", "sip_trunk")
    world.sandbox.vendors["cozmox"].tables["sip_trunk"].pop(outbound["id"])
    declare(world, "cozmox/sip_trunk/line", {**TRUNK, "max_concurrency": 7})
    before = world.mark
    done(world, allow=("overwrite:cozmox/sip_trunk/line",))
    assert below(world, before) == [f"PATCH /sip-trunks/{inbound['id']}"]
    declare(world, "cozmox/sip_trunk/line", {**TRUNK, "max_concurrency": 7, "address": "other.example.com"})
    done(world, allow=("destroys:cozmox/sip_trunk/line", "replace:cozmox/sip_trunk/line"))
    assert [row["address"] for row in world.objects("cozmox", "sip_trunk")] == ["other.example.com"] * 2


def test_a_pair_that_is_there_is_adopted(world):
    """
    What the vendor hides is no reason to make it anew, nor are numbers that it was made with.
    """
    declare(world, "cozmox/sip_trunk/line", TRUNK)
    done(world)
    (world.root / STATE).unlink()
    assert planned(world) == ["adopt sip_trunk/line"]
    before = world.mark
    done(world)
    assert below(world, before) == []
    record = bound(world, "cozmox/sip_trunk/line")
    assert set(record.params) == {"outbound_id"}
    assert record.params["outbound_id"] != record.id


def test_an_agent_takes_the_calls_of_trunks_by_reference_and_by_id(world):
    """
    A set of both: a trunk that a manifest declares, and the id of one that none does.
    """
    declare(world, "cozmox/sip_trunk/line", TRUNK)
    declare(world, "cozmox/agent/desk", {**AGENT, "allowed_sip_trunks": [LINE, "00000000-0000-4000-8000-0000000000d1"]})
    done(world)
    [agent] = world.objects("cozmox", "agent")
    assert agent["allowed_sip_trunks"] == [world.objects("cozmox", "sip_trunk")[0]["id"], "00000000-0000-4000-8000-0000000000d1"]


# --- Workflows --------------------------------------------------------------------------------------------------------


def test_an_equal_definition_is_never_written(world):
    """
    Keys in another order, a description beside it: no version is minted.
    """
    declare(world, "cozmox/workflow/recap", FLOW)
    done(world)
    declare(world, "cozmox/workflow/recap", {**FLOW, "definition": {"edges": [], "nodes": [{"then": "b", "id": "a"}]}})
    assert planned(world) == []
    assert [row["version"] for row in world.objects("cozmox", "workflow")] == [1]


@pytest.mark.parametrize("wire", ["raw", "string", "base64", "bytes"])
def test_a_definition_that_the_vendor_fills_in_is_written_once(world, wire):
    """
    What it made of ours is remembered; the version stays, however often we look. A dashboard edit is drift all the same.
    """
    world.sandbox.vendors["cozmox"].switch({"opaque": "filled", "wire": wire})
    declare(world, "cozmox/workflow/recap", FLOW)
    done(world)
    [row] = world.objects("cozmox", "workflow")
    assert row["version"] == 1
    world.sandbox.vendors["cozmox"].edited("workflow", row["id"], {"definition": {"nodes": []}})
    done(world)
    assert [row["version"] for row in world.objects("cozmox", "workflow")] == [3]


def test_what_cannot_be_changed_of_a_workflow_needs_a_waiver(world):
    """
    A new one loses its versions and runs.
    """
    declare(world, "cozmox/workflow/recap", {**FLOW, "description": "Old."})
    done(world)
    declare(world, "cozmox/workflow/recap", {**FLOW, "description": "New."})
    assert permissions(world) == ("replace:cozmox/workflow/recap",)


# --- Texts ------------------------------------------------------------------------------------------------------------


def test_a_question_is_found_beyond_the_first_page(world):
    """
    The list comes by cursor, a hundred at a time: one that is there is adopted, not made twice.
    """
    vendor = world.sandbox.vendors["cozmox"]
    for number in range(150):
        row = {"id": f"f{number}", "question": f"{number}?", "answer": "Yes.", "organization_id": "org-1", "instruction": "", "logic": ""}
        vendor.tables["faq"].put(row["id"], row)
    declare(world, "cozmox/faq/last", {"question": "149?", "answer": "Yes."})
    assert planned(world) == ["adopt faq/last"]
    assert [call.query.get("cursor") for call in world.sandbox.calls if call.path.endswith("/faqs")] == [None, "100"]


@pytest.mark.parametrize("platform_org", ["absent", "other"])
def test_the_platforms_own_are_neither_adopted_nor_pruned(world, platform_org):
    """
    An outcome and a rule with the key of one of the platform's are made beside it, and leave it behind when they go.
    """
    world.sandbox.vendors["cozmox"].switch({"platform_org": platform_org})
    before = {kind: world.objects("cozmox", kind) for kind in ("outcome_definition", "quality_rule")}
    declare(world, "cozmox/outcome_definition/o", {"key": "call_successful", "value_type": "BOOLEAN", "display_name": "Ours"})
    declare(world, "cozmox/quality_rule/r", {"key": "politeness", "prompt": "Ours.", "penalty": 1})
    assert sorted(planned(world)) == ["create outcome_definition/o", "create quality_rule/r"]
    done(world)
    for kind, name in (("outcome_definition", "o"), ("quality_rule", "r")):
        undeclare(world, f"cozmox/{kind}/{name}")
    done(world, prune=True)
    assert {kind: world.objects("cozmox", kind) for kind in before} == before


# --- Integrations -----------------------------------------------------------------------------------------------------


def test_settings_and_the_switch_are_two_calls(world):
    """
    Each goes out only when its own field changed; both when both did.
    """
    declare(world, "cozmox/integration/crm", {**HUBSPOT, "is_active": True})
    done(world)
    [row] = world.objects("cozmox", "integration")
    assert below(world) == ["POST /integrations", f"PATCH /integrations/{row['id']}/toggle"]
    declare(world, "cozmox/integration/crm", {**HUBSPOT, "settings": {"pipeline": "visits"}, "is_active": False})
    before = world.mark
    done(world)
    assert [each.rpartition("/")[2] for each in below(world, before)] == ["settings", "toggle"]


def test_new_credentials_connect_anew(world):
    """
    There is no call that renews them: the old connection goes first, since a service is connected once. Nothing else is lost, so it needs
    no waiver.
    """
    declare(world, "cozmox/integration/crm", HUBSPOT)
    done(world)
    world.environ["HUBSPOT"] = "renewed"
    before = world.mark
    done(world)
    assert [each.split()[0] for each in below(world, before)] == ["DELETE", "POST"]
    assert [row["credentials"] for row in world.objects("cozmox", "integration")] == [{"api_key": "renewed"}]


# --- Keys -------------------------------------------------------------------------------------------------------------


def test_a_key_goes_to_its_sink_and_nowhere_else(world):
    """
    The one answer that holds it is read once: neither the state nor the journal ever has it.
    """
    declare(world, "cozmox/api_key/mine", KEY, deliver=DELIVER)
    done(world)
    [row] = world.objects("cozmox", "api_key")
    assert (world.root / ".secrets/keys.env").read_text() == f"MINE={row['minted_key']}\n"
    kept = [each for each in (world.root / ".reconciler").rglob("*") if each.is_file()]
    assert kept
    assert not any(row["minted_key"] in each.read_text() for each in kept)


def test_the_key_in_use_is_not_revoked(world):
    """
    The run would lock itself out: it says so, and every other key can go.
    """
    for name in ("mine", "other"):
        declare(world, f"cozmox/api_key/{name}", {**KEY, "name": name}, deliver={"key": {"sink": "keys", "name": name.upper()}})
    done(world)
    world.environ["COZMOX_API_KEY"] = next(row["minted_key"] for row in world.objects("cozmox", "api_key") if row["name"] == "mine")
    for name in ("mine", "other"):
        undeclare(world, f"cozmox/api_key/{name}")
    report = world.apply(prune=True, allow=("mass-delete:cozmox/api_key",))
    assert [each.summary for each in report.wrong] == ["Own key"]
    assert [row["name"] for row in world.objects("cozmox", "api_key")] == ["mine"]


def test_where_no_prefix_tells_keys_apart_none_is_revoked(world):
    """
    A prefix that shows nothing of a key is the beginning of ours as well.
    """
    world.sandbox.vendors["cozmox"].switch({"key_prefix": "bare"})
    declare(world, "cozmox/api_key/mine", KEY, deliver=DELIVER)
    done(world)
    world.environ["COZMOX_API_KEY"] = "cozmo_live_of-another"
    undeclare(world, "cozmox/api_key/mine")
    report = world.apply(prune=True)
    assert [each.summary for each in report.wrong] == ["Own key"]
