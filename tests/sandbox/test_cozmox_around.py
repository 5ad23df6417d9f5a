"""The simulated Cozmox: workflows, texts, integrations and keys; each switch both ways."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from typing import Any

import pytest

from reconciler.sandbox.cozmox import Cozmox
from tests.sandbox.cozmox_words import Body, Call, a_vendor, caller, made

STEPS: Body = {"nodes": [{"id": "start"}], "edges": []}
FLOW: Body = {"name": "Recap", "trigger_type": "call_ended", "definition": STEPS}
FAQ: Body = {"question": "Open?", "answer": "Yes."}
OUTCOME: Body = {"key": "agreed", "value_type": "BOOLEAN", "display_name": "Agreed"}
RULE: Body = {"key": "greeting", "prompt": "Greets.", "penalty": 5}
TEMPLATE: Body = {"name": "Recap", "subject": "Hi", "body_html": "<p>Hi</p>"}
HUBSPOT: Body = {"slug": "hubspot", "credentials": {"api_key": "s3cret"}, "settings": {"a": 1, "b": 2}}
MINE: Body = {"name": "Mine", "scopes": ["agents:read"]}


@pytest.fixture
def vendor() -> Cozmox:
    return a_vendor()


@pytest.fixture
def call(vendor: Cozmox) -> Call:
    return caller(vendor)


# --- Every kind -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tail", "body", "change"),
    [
        ("/faqs", FAQ, {"answer": "No."}),
        ("/quality-rules", RULE, {"penalty": 9}),
        ("/email-templates", TEMPLATE, {"body_text": "Hi"}),
    ],
)
def test_a_text_goes_round_its_life(call: Call, tail: str, body: Body, change: Body) -> None:
    """Create, read, update, delete without a body, gone."""
    made_one = made(call, tail, body)
    one = f"{tail}/{made_one['id']}"
    assert call("GET", one).body == made_one
    changed = call("PATCH", one, change).body
    assert changed == {**made_one, **change, "updated_at": changed["updated_at"]}
    deleted = call("DELETE", one)
    assert (deleted.status, deleted.body) == (204, None)
    assert [call(method, one, {}).status for method in ("GET", "PATCH", "DELETE")] == [404, 404, 404]


@pytest.mark.parametrize(
    ("tail", "body"),
    [
        ("/workflows", {**FLOW, "definition": None}),
        ("/workflows", {"name": "n", "definition": {}}),
        ("/faqs", {"question": "q"}),
        ("/outcome-definitions", {**OUTCOME, "value_type": "boolean"}),
        ("/quality-rules", {**RULE, "penalty": "5"}),
        ("/email-templates", {"name": "n", "subject": "s"}),
        ("/integrations", {"credentials": {}}),
        ("/api-keys", {"name": "n"}),
    ],
)
def test_a_bad_body_is_refused(call: Call, tail: str, body: Body) -> None:
    """A missing field, a wrong type, a value out of its set."""
    assert call("POST", tail, body).status == 400


# --- Workflows --------------------------------------------------------------------------------------------------------


def test_every_write_of_a_definition_makes_a_version(call: Call) -> None:
    """An equal one too; nothing else of a workflow can be written."""
    flow = made(call, "/workflows", FLOW)
    tail = f"/workflows/{flow['id']}"
    assert (flow["version"], flow["is_active"], flow["description"]) == (1, True, "")
    again = call("PUT", f"{tail}/definition", {"definition": STEPS, "name": "Other"}).body
    assert (again["version"], again["name"], again["published_at"] > flow["published_at"]) == (2, "Recap", True)
    assert call("PATCH", tail, {"name": "Other"}).status == 404
    assert "definition" not in call("GET", "/workflows").body["data"][0]
    assert [call("DELETE", tail).status, call("GET", tail).status] == [200, 404]


def test_a_dashboard_edit_of_a_definition_makes_a_version_too(vendor: Cozmox, call: Call) -> None:
    """Whoever writes it, the version goes up."""
    flow = made(call, "/workflows", FLOW)
    vendor.edited("workflow", flow["id"], {"definition": {}})
    vendor.edited("workflow", flow["id"], {"description": "?"})
    assert call("GET", f"/workflows/{flow['id']}").body["version"] == 2


def test_a_definition_may_be_filled_in(vendor: Cozmox, call: Call) -> None:
    """Nobody says whether a definition is kept as it is sent."""
    vendor.switch({"opaque": "filled"})
    layout = {"x": 0, "y": 0}
    assert made(call, "/workflows", FLOW)["definition"] == {"nodes": [{"id": "start", "layout": layout}], "edges": [], "layout": layout}


@pytest.mark.parametrize(
    ("wire", "decode"),
    [
        ("string", json.loads),
        ("base64", lambda value: json.loads(base64.b64decode(value, validate=True))),
        ("bytes", lambda value: json.loads(bytes(value))),
    ],
)
def test_definitions_and_settings_are_json_columns(vendor: Cozmox, call: Call, wire: str, decode: Callable[[Any], Any]) -> None:
    """They come back in the form of every such column."""
    vendor.switch({"wire": wire})
    assert decode(made(call, "/workflows", FLOW)["definition"]) == STEPS
    hubspot = made(call, "/integrations", HUBSPOT)
    assert decode(hubspot["settings"]) == {"a": 1, "b": 2}
    assert "credentials" in decode(hubspot["schema_config"])


# --- Frequent questions -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("end", "last"),
    [
        ("null", {"has_more": False, "next_cursor": None}),
        ("absent", {"has_more": False}),
        ("stays", {"has_more": False, "next_cursor": "5"}),
    ],
)
def test_questions_come_by_cursor(vendor: Cozmox, call: Call, end: str, last: Body) -> None:
    """Each page names where the next begins; how the last one says so is a switch. An empty page follows it."""
    vendor.switch({"cursor_end": end})
    for number in range(4):
        made(call, "/faqs", {**FAQ, "question": str(number)})
    first = call("GET", "/faqs", limit="3").body
    assert ([row["question"] for row in first["data"]], first["pagination"]) == (["0", "1", "2"], {"has_more": True, "next_cursor": "3"})
    second = call("GET", "/faqs", limit="2", cursor="3").body
    assert ([row["question"] for row in second["data"]], second["pagination"]) == (["3"], last)
    assert call("GET", "/faqs", cursor="5").body["data"] == []


# --- The platform's own -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("platform_org", "expected"), [("absent", [None, None, "org-1"]), ("other", ["platform", "platform", "org-1"])])
def test_outcomes_are_listed_with_the_platforms(vendor: Cozmox, call: Call, platform_org: str, expected: list[str | None]) -> None:
    """Whose they are is told by the organisation, which the platform's may lack."""
    vendor.switch({"platform_org": platform_org})
    made(call, "/outcome-definitions", OUTCOME)
    assert [row.get("organization_id") for row in call("GET", "/outcome-definitions").body] == expected


def test_an_outcome_has_no_read_and_keeps_its_key(call: Call) -> None:
    """Key and type are no part of an update."""
    outcome = made(call, "/outcome-definitions", OUTCOME)
    tail = f"/outcome-definitions/{outcome['id']}"
    assert call("GET", tail).status == 404
    changed = call("PATCH", tail, {"key": "other", "value_type": "TEXT", "description": "Now."}).body
    assert changed == {**outcome, "description": "Now."}
    assert call("DELETE", tail).status == 204


def test_rules_are_listed_with_the_global_ones(call: Call) -> None:
    """The list is in pages and mixes them; a read shows a global one as well."""
    made(call, "/quality-rules", RULE)
    rows = call("GET", "/quality-rules").body["data"]
    assert [row["is_global"] for row in rows] == [True, True, False]
    assert call("GET", f"/quality-rules/{rows[0]['id']}").body == rows[0]


@pytest.mark.parametrize("tail", ["/outcome-definitions/outcome-p1", "/quality-rules/rule-g1"])
def test_what_is_the_platforms_cannot_be_touched(vendor: Cozmox, call: Call, tail: str) -> None:
    """An update and a delete are forbidden, and a reset account has them again."""
    before = {kind: vendor.tables[kind].rows() for kind in ("outcome_definition", "quality_rule")}
    assert [call(method, tail, {}).status for method in ("PATCH", "DELETE")] == [403, 403]
    vendor.tables["quality_rule"].clear()
    vendor.reset()
    assert {kind: vendor.tables[kind].rows() for kind in before} == before


# --- Integrations -----------------------------------------------------------------------------------------------------


def test_credentials_are_kept_and_never_shown(vendor: Cozmox, call: Call) -> None:
    """No answer holds them, nor which row of the catalogue it is."""
    hubspot = made(call, "/integrations", HUBSPOT)
    shown = [hubspot, *call("GET", "/integrations/connected").body["data"], call("GET", "/integrations/slug/hubspot").body]
    assert all("s3cret" not in json.dumps(each) and set(each) == set(hubspot) for each in shown)
    assert [row["credentials"] for row in vendor.tables["integration"].rows()] == [{"api_key": "s3cret"}]


@pytest.mark.parametrize("ids", ["connection", "catalogue"])
def test_a_connection_has_one_of_two_ids(vendor: Cozmox, call: Call, ids: str) -> None:
    """The catalogue says which of its offers are connected; one id of the two opens the paths."""
    vendor.switch({"integration_id": ids})
    hubspot = made(call, "/integrations", HUBSPOT)
    offers = {row["slug"]: row for row in call("GET", "/integrations").body["data"]}
    assert [slug for slug, row in offers.items() if row["is_connected"]] == ["hubspot"]
    assert hubspot["id"] == offers["hubspot"]["organization_integration_id" if ids == "connection" else "id"]
    assert call("GET", f"/integrations/{hubspot['id']}").body == hubspot
    assert [call("DELETE", f"/integrations/{hubspot['id']}").status, call("GET", "/integrations/slug/hubspot").status] == [204, 404]


@pytest.mark.parametrize(("settings", "expected"), [("replace", {"b": 3}), ("merge", {"a": 1, "b": 3})])
def test_settings_are_replaced_or_merged(vendor: Cozmox, call: Call, settings: str, expected: Body) -> None:
    """Nobody says what becomes of the settings that an update omits."""
    vendor.switch({"settings": settings})
    tail = f"/integrations/{made(call, '/integrations', HUBSPOT)['id']}"
    assert call("PATCH", f"{tail}/settings", {"settings": {"b": 3}, "is_active": False}).body["settings"] == expected
    toggled = call("PATCH", f"{tail}/toggle", {"is_active": False}).body
    assert (toggled["is_active"], toggled["settings"]) == (False, expected)


def test_a_service_is_connected_once(call: Call) -> None:
    """A second connection is refused, an unknown service is not found."""
    made(call, "/integrations", HUBSPOT)
    assert [call("POST", "/integrations", {**HUBSPOT, "slug": slug}).status for slug in ("hubspot", "none")] == [409, 404]


# --- Keys -------------------------------------------------------------------------------------------------------------


def test_a_key_is_shown_once(vendor: Cozmox, call: Call) -> None:
    """The create answers with it; a list shows how it begins."""
    mine = made(call, "/api-keys", {**MINE, "expires_at": "2027-01-01T00:00:00Z"})
    (listed,) = call("GET", "/api-keys").body
    assert mine["key"].startswith("cozmo_live_")
    assert set(listed) == {"id", "name", "scopes", "expires_at", "created_at", "key_prefix"}
    assert mine["key"].startswith(listed["key_prefix"].rstrip("*"))
    assert listed["key_prefix"] != "cozmo_live_****"
    vendor.switch({"key_prefix": "bare"})
    assert call("GET", "/api-keys").body[0]["key_prefix"] == "cozmo_live_****"


def test_only_scopes_can_be_changed(call: Call) -> None:
    """The answer says nothing of the key."""
    mine = made(call, "/api-keys", MINE)
    assert call("PATCH", f"/api-keys/{mine['id']}/scopes", {"scopes": [], "name": "Other"}).body == {"data": None}
    assert [(row["name"], row["scopes"]) for row in call("GET", "/api-keys").body] == [("Mine", [])]
    assert call("PATCH", f"/api-keys/{mine['id']}", {"name": "Other"}).status == 404


@pytest.mark.parametrize(("revoked", "left"), [("leave", []), ("stay", ["Mine"])])
def test_a_revoked_key_leaves_the_list_or_stays(vendor: Cozmox, call: Call, revoked: str, left: list[str]) -> None:
    """Deletes are soft; whether the list shows that, nobody says. The key can be changed no more."""
    vendor.switch({"revoked": revoked})
    tail = f"/api-keys/{made(call, '/api-keys', MINE)['id']}"
    assert [call("DELETE", tail).status, call("DELETE", tail).status] == [200, 404]
    assert [row["name"] for row in call("GET", "/api-keys").body] == left
    assert call("PATCH", f"{tail}/scopes", {"scopes": []}).status == 404


def test_one_call_revokes_every_key(vendor: Cozmox, call: Call) -> None:
    """The vendor has it; that is why nobody may ever send it."""
    for name in ("a", "b"):
        made(call, "/api-keys", {**MINE, "name": name})
    assert call("DELETE", "/api-keys").status == 200
    assert len(vendor.tables["api_key"]) == 0
