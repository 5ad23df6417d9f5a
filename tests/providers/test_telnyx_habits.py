"""Telnyx's habits, met with whole commands: what it makes by itself, what it locks, and what it only takes one by one."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from reconciler import workflow
from reconciler.diagnostics import InputError
from reconciler.sandbox.app import Fault
from reconciler.sandbox.telnyx import Telnyx
from tests.apply.words import applied, bound, declare, done, permissions, sent, told, undeclare
from tests.real.vendors import ask
from tests.world import World

DESK, LINE, SMS = "telnyx/assistant/desk", "telnyx/phone_number/line", "telnyx/messaging_profile/sms"
GROUP, CANARY, SERVER = "telnyx/insight_group/quality", "telnyx/canary_deploy/desk", "telnyx/mcp_server/orders"
ASSISTANT = {"name": "Desk", "model": "Qwen/Qwen3-235B-A22B", "instructions": "Be brief."}
OWN_APP = {"$ref": DESK, "field": "telephony_settings.default_texml_app_id"}


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def vendor(world: World) -> Telnyx:
    found = world.sandbox.vendors["telnyx"]
    assert isinstance(found, Telnyx)
    return found


def row(world: World, address: str) -> dict[str, Any]:
    found = vendor(world).tables[address.split("/")[1]].get(bound(world, address).id)
    assert found is not None
    return found


def declare_insights(world: World, *names: str) -> list[dict[str, str]]:
    for name in names:
        declare(world, f"telnyx/insight/{name}", {"name": name.title(), "instructions": f"Tell the {name}."})
    return [{"$ref": f"telnyx/insight/{name}"} for name in names]


def declare_canary(world: World, version: Any, **more: Any) -> None:
    rules = [{"serve": {"rollout": [{"version_id": version, "weight": 10}]}}]
    declare(world, CANARY, {"assistant_id": {"$ref": DESK}, "rules": rules}, **more)


# --- Numbers ----------------------------------------------------------------------------------------------------------


def test_a_number_that_the_account_does_not_hold_is_not_bought(world):
    """
    The plan says that it cannot be made; apply says so too, and sends nothing.
    """
    declare(world, LINE, {"phone_number": "+12025550199"})
    assert "no way to create one" in " ".join(world.plan().notes)
    assert "Cannot be created" in told(applied(world))
    assert sent(world) == []


def test_a_number_is_never_given_up(world):
    """
    Without its manifest it is abandoned, as it is and connected as it was.
    """
    declare(world, DESK, ASSISTANT)
    declare(world, LINE, {"phone_number": "+12025550100", "connection_id": OWN_APP})
    done(world, allow=permissions(world))
    app = row(world, DESK)["telephony_settings"]["default_texml_app_id"]
    assert row(world, LINE)["connection_id"] == app
    undeclare(world, LINE)
    before = world.mark
    assert applied(world, prune=True).succeeded
    assert sent(world, before) == []
    assert [each["connection_id"] for each in world.objects("telnyx", "phone_number")] == [app, None, None]


def test_who_answers_a_number_is_not_changed_unasked(world):
    """
    Connecting it, forwarding it and moving its messages each take permission; a label takes none.
    """
    declare(world, SMS, {"name": "Messages", "whitelisted_destinations": ["US"]})
    done(world)
    number = {"phone_number": "+12025550100"}
    forwarded = {"call_forwarding": {"forwarding_type": "always", "forwards_to": "+12025550110"}}
    for field in ({"connection_id": "1"}, {"voice": forwarded}, {"messaging": {"messaging_profile_id": {"$ref": SMS}}}):
        declare(world, LINE, {**number, **field})
        assert f"routing:{LINE}" in permissions(world)
    declare(world, LINE, {**number, "tags": ["desk"]})
    assert permissions(world) == ()


def test_only_the_view_that_changed_is_written(world):
    """
    And a view that no manifest mentions is not even read.
    """
    declare(world, LINE, {"phone_number": "+12025550100", "tags": ["desk"]})
    done(world, allow=permissions(world))
    assert not [call for call in world.sandbox.calls if call.path.endswith(("/voice", "/messaging"))]
    declare(world, LINE, {"phone_number": "+12025550100", "tags": ["desk"], "voice": {"tech_prefix_enabled": True}})
    before = world.mark
    done(world, allow=permissions(world))
    assert [(call.path.split("/")[-1], call.body) for call in world.writes(before)] == [("voice", {"tech_prefix_enabled": True})]


def test_the_empty_text_takes_a_profile_from_a_number(world):
    """
    Null would keep it: so the field is cleared as the vendor understands it.
    """
    declare(world, SMS, {"name": "Messages", "whitelisted_destinations": ["US"]})
    messaging = {"messaging_profile_id": {"$ref": SMS}, "tags": ["desk"]}
    declare(world, LINE, {"phone_number": "+12025550100", "messaging": messaging})
    done(world, allow=(f"routing:{LINE}", f"overwrite:{LINE}"))
    declare(world, LINE, {"phone_number": "+12025550100", "messaging": {"tags": ["desk"]}})
    before = world.mark
    done(world, allow=(f"routing:{LINE}",))
    assert [call.body for call in world.writes(before)] == [{"messaging_profile_id": ""}]
    assert row(world, LINE)["messaging"]["messaging_profile_id"] is None


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"tags": ["a"], "messaging": {"tags": ["b"]}}, "one set of labels"),
        ({"voice": {"call_forwarding": {"forwards_to": "+12025550110"}}}, "forwarding_type"),
        ({"voice": {"cnam_listing": {"cnam_listing_details": "Northlight & Sons"}}}, "pattern"),
    ],
)
def test_a_number_that_contradicts_itself_is_refused_offline(world, fields, words):
    """
    Two views hold the same labels, and a number to forward to is nothing without the case in which it is called.
    """
    declare(world, LINE, {"phone_number": "+12025550100", **fields})
    with pytest.raises(InputError, match=words):
        workflow.load(world.setting())


def test_the_pin_of_a_number_is_a_secret(world):
    """
    It is sent when it changes, shown by the vendor, and never shown here.
    """
    world.environ["PORT_PIN"] = "4711"
    declare(world, LINE, {"phone_number": "+12025550100", "external_pin": {"$secret": "env:PORT_PIN"}})
    done(world)
    assert row(world, LINE)["external_pin"] == "4711"
    vendor(world).edited("phone_number", bound(world, LINE).id, {"external_pin": "0815"})
    plan = world.plan()
    assert [".".join(change.path) for step in plan.steps for change in step.changes] == ["external_pin"]
    assert not {"4711", "0815"} & set(re.findall(r"[0-9]{4}", repr([step.changes for step in plan.steps])))
    assert "4711" not in (world.root / ".reconciler/local.json").read_text()
    done(world)
    assert row(world, LINE)["external_pin"] == "4711"


# --- What comes with an assistant -------------------------------------------------------------------------------------


def test_what_the_vendor_makes_with_an_assistant_is_left_alone(world):
    """
    Its application and its profile are nobody's orphans: no plan lists, adopts or deletes them.
    """
    declare(world, DESK, ASSISTANT)
    done(world)
    assert [len(world.objects("telnyx", kind)) for kind in ("texml_application", "messaging_profile")] == [1, 1]
    plan = world.plan(prune=True)
    assert (plan.steps, plan.kept) == ((), ())


def test_the_application_of_an_assistant_is_adopted_by_its_id(world):
    """
    Its name and address stay as the vendor wrote them, and what is due on every update goes along.
    """
    declare(world, DESK, ASSISTANT)
    done(world)
    (app,) = world.objects("telnyx", "texml_application")
    spec = {"friendly_name": app["friendly_name"], "voice_url": app["voice_url"], "call_cost_in_webhooks": True}
    declare(world, "telnyx/texml_application/own", spec, adopt=app["id"])
    before = world.mark
    done(world, allow=permissions(world))
    assert [call.body for call in world.writes(before)] == [spec]


def test_a_profile_and_an_assistant_may_name_each_other(world):
    """
    Both are made, the assistant with its profile, and the profile is told of its assistant in a second call.
    """
    declare(world, SMS, {"name": "Messages", "whitelisted_destinations": ["US"], "ai_assistant_id": {"$ref": DESK}})
    declare(world, DESK, {**ASSISTANT, "messaging_settings": {"default_messaging_profile_id": {"$ref": SMS}}})
    done(world, allow=permissions(world))
    key = bound(world, SMS).id
    assert sent(world) == ["POST /messaging_profiles", "POST /ai/assistants", f"PATCH /messaging_profiles/{key}"]
    assert row(world, SMS)["ai_assistant_id"] == bound(world, DESK).id
    assert row(world, DESK)["messaging_settings"]["default_messaging_profile_id"] == key
    assert len(world.objects("telnyx", "messaging_profile")) == 1


def test_what_a_create_does_not_know_follows_in_an_update(world):
    """
    Redaction is dropped by a create, and ignored for most organisations: then the report says so, and the plan does not send it for ever.
    """
    declare(world, SMS, {"name": "Messages", "whitelisted_destinations": ["US"], "redaction_enabled": True})
    report = applied(world)
    assert [call.body for call in world.writes()][1:] == [{"redaction_enabled": True}]
    assert not report.succeeded
    assert "redaction_enabled" in told(report)


# --- Insights ---------------------------------------------------------------------------------------------------------


def test_members_of_a_group_change_by_one_call_each(world):
    """
    Those that stay are not touched, and the group itself is not written.
    """
    mood, topic, outcome = declare_insights(world, "mood", "topic", "outcome")
    declare(world, GROUP, {"name": "Quality", "insights": [mood, topic]})
    done(world)
    declare(world, GROUP, {"name": "Quality", "insights": [outcome, topic]})
    before = world.mark
    done(world)
    one = f"/ai/conversations/insight-groups/{bound(world, GROUP).id}/insights"
    ids = {name: bound(world, f"telnyx/insight/{name}").id for name in ("mood", "outcome")}
    assert sorted(sent(world, before)) == sorted([f"POST {one}/{ids['outcome']}/assign", f"DELETE {one}/{ids['mood']}/unassign"])


def test_an_insight_leaves_its_group_before_it_goes(world):
    """
    So a vendor that refuses to delete what is in use has no reason to.
    """
    vendor(world).switch({"delete_in_use": "refuse"})
    mood, topic = declare_insights(world, "mood", "topic")
    declare(world, GROUP, {"name": "Quality", "insights": [mood, topic]})
    done(world)
    undeclare(world, "telnyx/insight/mood")
    declare(world, GROUP, {"name": "Quality", "insights": [topic]})
    before = world.mark
    done(world, prune=True)
    assert sent(world, before)[0].endswith("/unassign")
    assert len(world.objects("telnyx", "insight")) == 2


def test_the_vendors_own_insight_and_group_are_not_ours(world):
    """
    A manifest of the same name makes another one; deleting everything of ours leaves them.
    """
    declare(world, "telnyx/insight/summary", {"name": "Summary", "instructions": "In one line."})
    declare(world, GROUP, {"name": "Default"})
    done(world)
    for address in ("telnyx/insight/summary", GROUP):
        undeclare(world, address)
    done(world, prune=True)
    assert [each["insight_type"] for each in world.objects("telnyx", "insight")] == ["default"]
    assert [each["name"] for each in world.objects("telnyx", "insight_group")] == ["Default"]


def test_a_schema_as_text_is_the_schema_it_says(world):
    """
    In whichever form it is written here and shown there, the same schema is no difference.
    """
    spec = {"name": "Mood", "instructions": "Tell the mood.", "json_schema": '{"type": "object"}'}
    declare(world, "telnyx/insight/mood", spec)
    done(world)
    declare(world, "telnyx/insight/mood", {**spec, "json_schema": {"type": "object"}})
    assert world.plan().steps == ()
    vendor(world).switch({"json_schema": "string"})
    assert world.plan().steps == ()


# --- Servers ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mcp_put", ["replace", "merge"])
def test_a_key_that_is_no_longer_declared_is_taken_from_a_server(world, mcp_put):
    """
    The tools stay, whether the vendor merges or replaces.
    """
    vendor(world).switch({"mcp_put": mcp_put})
    spec = {"name": "Orders", "type": "http", "url": "https://mcp.example.com", "allowed_tools": []}
    declare(world, SERVER, {**spec, "api_key_ref": "key"})
    done(world)
    declare(world, SERVER, spec)
    done(world)
    assert (row(world, SERVER)["api_key_ref"], row(world, SERVER)["allowed_tools"]) == (None, [])


def test_no_tools_and_nothing_said_about_tools_are_kept_apart(world):
    """
    Somebody's null in place of an empty list is drift.
    """
    declare(world, SERVER, {"name": "Orders", "type": "http", "url": "https://mcp.example.com", "allowed_tools": []})
    done(world)
    vendor(world).edited("mcp_server", bound(world, SERVER).id, {"allowed_tools": None})
    assert [".".join(change.path) for step in world.plan().steps for change in step.changes] == ["allowed_tools"]


def test_servers_that_an_answer_leaves_out_are_not_taken_for_none(world):
    """
    An update keeps them, and no plan sends them for ever.
    """
    declare(world, SERVER, {"name": "Orders", "type": "http", "url": "https://mcp.example.com"})
    declare(world, DESK, {**ASSISTANT, "mcp_servers": [{"id": {"$ref": SERVER}}]})
    vendor(world).switch({"main_mcp": "absent"})
    done(world)
    declare(world, DESK, {**ASSISTANT, "greeting": "Hello.", "mcp_servers": [{"id": {"$ref": SERVER}}]})
    done(world)
    assert row(world, DESK)["mcp_servers"] == [{"id": bound(world, SERVER).id}]


# --- Canaries ---------------------------------------------------------------------------------------------------------


def test_a_canary_follows_its_assistant(world):
    """
    A reference means the version that the assistant has after the run: the plan says that it is known after apply.
    """
    declare(world, DESK, ASSISTANT)
    declare_canary(world, {"$ref": DESK})
    done(world)
    declare(world, DESK, {**ASSISTANT, "greeting": "Hello."})
    before = world.mark
    done(world)
    key = bound(world, DESK).id
    assert sent(world, before) == [f"POST /ai/assistants/{key}", f"PUT /ai/assistants/{key}/canary-deploys"]
    (rule,) = vendor(world).tables["canary_deploy"].rows()[0]["rules"]
    assert rule["serve"]["rollout"] == [{"version_id": row(world, DESK)["version_id"], "weight": 10}]


def test_a_canary_that_a_promotion_wiped_is_made_again(world):
    """
    Somebody promotes a version in the portal: the next plan creates the canary anew.
    """
    declare(world, DESK, ASSISTANT)
    declare_canary(world, {"$ref": DESK})
    done(world)
    one = f"/telnyx/v2/ai/assistants/{bound(world, DESK).id}"
    candidate = ask(world, "POST", one, {"promote_to_main": False}).json()["version_id"]
    assert ask(world, "POST", f"{one}/versions/{candidate}/promote").is_success
    (step,) = world.plan().steps
    assert (str(step.address), step.action.value) == (CANARY, "create")
    done(world)
    assert len(world.objects("telnyx", "canary_deploy")) == 1


def test_a_canary_of_somebodys_is_adopted_and_never_made_twice(world):
    """
    An assistant has one at most, so the one that is there is ours; what would be overwritten is shown first.
    """
    declare(world, DESK, ASSISTANT)
    done(world)
    version = row(world, DESK)["version_id"]
    one = f"/telnyx/v2/ai/assistants/{bound(world, DESK).id}/canary-deploys"
    assert ask(world, "POST", one, {"rules": [{"serve": {"version_id": version}}]}).is_success
    declare_canary(world, version)
    assert permissions(world) == (f"overwrite:{CANARY}",)
    before = world.mark
    done(world, allow=permissions(world))
    assert [call.method for call in world.writes(before)] == ["PUT"]


def test_a_canary_whose_answer_was_lost_is_found_again(world):
    """
    The create has an idempotency key and one place to look: there is no second one.
    """
    declare(world, DESK, ASSISTANT)
    done(world)
    declare_canary(world, {"$ref": DESK})
    world.sandbox.faults.add(Fault("drop_after", method="POST", path="*canary-deploys"))
    done(world)
    assert len(world.objects("telnyx", "canary_deploy")) == 1


def test_a_canary_goes_before_its_assistant(world):
    """
    Removing both deletes both.
    """
    declare(world, DESK, ASSISTANT)
    declare_canary(world, {"$ref": DESK})
    done(world)
    undeclare(world, DESK)
    undeclare(world, CANARY)
    before = world.mark
    assert applied(world, prune=True).succeeded
    assert [call.path.endswith("canary-deploys") for call in world.writes(before)] == [True, False]


@pytest.mark.parametrize(
    ("serve", "words"),
    [
        ({}, "exactly one"),
        ({"version_id": "1", "rollout": []}, "exactly one"),
        ({"rollout": [{"version_id": "1", "weight": 50}, {"version_id": "2", "weight": 50}]}, "below 100"),
    ],
)
def test_a_canary_that_the_vendor_would_refuse_is_refused_offline(world, serve, words):
    """
    A rule serves one version or shares of several, and something is left for main.
    """
    declare(world, CANARY, {"assistant_id": "assistant-1", "rules": [{"serve": serve}]})
    with pytest.raises(InputError, match=words):
        workflow.load(world.setting())


# --- Limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ratelimit_reset", ["seconds", "epoch"])
def test_a_limit_is_waited_for(world, ratelimit_reset):
    """
    Without Retry-After too: the time of the reset is told, in one form or the other.
    """
    vendor(world).switch({"ratelimit_reset": ratelimit_reset})
    declare(world, DESK, ASSISTANT)
    world.sandbox.faults.add(Fault("rate_limit", seconds=7, times=2))
    done(world)
    assert 7 in [round(seconds) for seconds in world.slept]
