"""The habits of the simulated vendor Cozmox, each switch both ways."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from reconciler.sandbox.cozmox import Cozmox
from reconciler.sandbox.cozmox.agents import CONFIGS
from reconciler.sandbox.vendor import Request
from tests.sandbox.cozmox_words import AGENT, KEY, Body, Call, a_vendor, caller, made

TOOL: Body = {"name": "lookup", "description": "Finds an order", "method": "GET", "url": "https://example.com/orders"}


@pytest.fixture
def vendor() -> Cozmox:
    return a_vendor()


@pytest.fixture
def call(vendor: Cozmox) -> Call:
    return caller(vendor)


# --- Keys and organisations -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("auth", "headers", "status"),
    [
        ("both", {"authorization": "Bearer k"}, 200),
        ("both", {"x-api-key": "k"}, 200),
        ("both", {}, 401),
        ("both", {"Authorization": "k"}, 401),
        ("both", {"Authorization": "Bearer "}, 401),
        ("bearer", {"Authorization": "Bearer k"}, 200),
        ("bearer", {"X-API-Key": "k"}, 401),
        ("x-api-key", {"X-API-Key": "k"}, 200),
        ("x-api-key", {"Authorization": "Bearer k"}, 401),
    ],
)
def test_a_key_is_taken_from_the_headers_that_the_account_accepts(
    vendor: Cozmox, auth: str, headers: Mapping[str, str], status: int
) -> None:
    """Either header carries the key, unless the switch narrows it to one."""
    vendor.switch({"auth": auth})
    assert vendor.answer(Request("GET", "/me/organizations", headers)).status == status


def test_the_caller_can_see_its_organisations(vendor: Cozmox) -> None:
    """The preflight call lists organisations as a bare array."""
    vendor.organizations.add("org-2")
    reply = vendor.answer(Request("GET", "/me/organizations", KEY))
    assert [row["id"] for row in reply.body] == ["org-1", "org-2"]
    assert set(reply.body[0]) == {"id", "name", "slug", "role", "joined_at"}


def test_a_foreign_organisation_is_forbidden(call: Call) -> None:
    """Every tenant path of an unknown organisation answers 403 in the vendor's error form."""
    reply = call("GET", "/agents", org="org-9")
    assert reply.status == 403
    assert set(reply.body) == {"status", "message", "error", "data"}
    assert reply.body["status"] is False


def test_an_agent_of_another_organisation_is_not_there(vendor: Cozmox, call: Call) -> None:
    """Organisations do not see each other's objects."""
    vendor.organizations.add("org-2")
    agent = made(call, "/agents", AGENT)
    assert call("GET", f"/agents/{agent['id']}", org="org-2").status == 404
    assert call("DELETE", f"/agents/{agent['id']}", org="org-2").status == 404
    assert call("GET", "/agents", org="org-2").body["data"] == []
    assert call("GET", f"/agents/{agent['id']}").status == 200


def test_an_unknown_path_is_not_found(call: Call) -> None:
    """A path that the vendor does not have answers 404 in its error form."""
    reply = call("GET", "/nothing")
    assert (reply.status, reply.body["status"]) == (404, False)


def test_a_reset_account_is_empty(vendor: Cozmox, call: Call) -> None:
    """A reset forgets objects, switches and added organisations."""
    made(call, "/agents", AGENT)
    vendor.organizations.add("org-2")
    vendor.switch({"revision": "C"})
    vendor.reset()
    assert (len(vendor.tables["agent"]), vendor.organizations, vendor.setting["revision"]) == (0, {"org-1"}, "B")


# --- Agents -----------------------------------------------------------------------------------------------------------


def test_an_agent_goes_round_its_life(call: Call) -> None:
    """Create, read, update, delete, gone."""
    agent = made(call, "/agents", AGENT)
    tail = f"/agents/{agent['id']}"
    assert call("GET", tail).body == agent
    changed = call("PATCH", tail, {"name": "New"})
    assert (changed.status, changed.body["name"]) == (200, "New")
    deleted = call("DELETE", tail)
    assert deleted.status == 200
    assert all(isinstance(value, str) for value in deleted.body.values())
    assert [call(method, tail, {}).status for method in ("GET", "PATCH", "DELETE")] == [404, 404, 404]


def test_an_agent_answer_shows_every_field(call: Call) -> None:
    """What was never sent is null for a config object and empty for a list."""
    agent = made(call, "/agents", AGENT)
    assert {name: agent[name] for name in CONFIGS} == dict.fromkeys(CONFIGS)
    assert [agent[name] for name in ("plugins", "allowed_sip_trunks", "tools", "public_quota")] == [[], [], [], 0]
    assert agent["organization_id"] == "org-1"
    assert agent["created_at"] == agent["updated_at"] == "2026-02-23T10:00:00Z"


def test_a_body_is_kept_to_the_letter(call: Call) -> None:
    """Zero, negative and float numbers, dashes and unknown keys of a config object come back as they were sent."""
    sent = {**AGENT, "llm_config": {"temperature": 0, "presence_penalty": -2, "top_p": 1.0, "later": {"x": None}}, "plugins": [{}, 1]}
    agent = made(call, "/agents", sent)
    assert json.dumps({name: agent[name] for name in sent}) == json.dumps(sent)


def test_unknown_fields_are_dropped(call: Call) -> None:
    """A top-level field that the vendor does not know leaves no trace and raises nothing."""
    assert "colour" not in made(call, "/agents", {**AGENT, "colour": "red", "id": "mine"})


def test_an_update_keeps_what_it_omits(call: Call) -> None:
    """PATCH is partial at the top level and moves updated_at only."""
    agent = made(call, "/agents", {**AGENT, "vad_config": {"sample_rate": 8000}})
    changed = call("PATCH", f"/agents/{agent['id']}", {"prompt_template": ""}).body
    assert changed["updated_at"] > agent["updated_at"]
    assert changed == {**agent, "prompt_template": "", "updated_at": changed["updated_at"]}


def test_a_null_is_ignored(call: Call) -> None:
    """A null in a body counts as not sent: it clears nothing, and it does not stand for a required field."""
    agent = made(call, "/agents", {**AGENT, "vad_config": {"sample_rate": 8000}})
    changed = call("PATCH", f"/agents/{agent['id']}", {"vad_config": None, "prompt_template": None}).body
    assert (changed["vad_config"], changed["prompt_template"]) == (agent["vad_config"], agent["prompt_template"])
    assert call("POST", "/agents", {**AGENT, "name": None}).status == 400


@pytest.mark.parametrize(("config", "expected"), [("replace", {"b": 3}), ("merge", {"a": 1, "b": 3})])
def test_a_config_object_is_replaced_or_merged(vendor: Cozmox, call: Call, config: str, expected: Body) -> None:
    """The switch says what becomes of keys of a config object that an update omits."""
    vendor.switch({"config": config})
    agent = made(call, "/agents", {**AGENT, "llm_config": {"a": 1, "b": 2}})
    assert call("PATCH", f"/agents/{agent['id']}", {"llm_config": {"b": 3}}).body["llm_config"] == expected


def test_lists_are_replaced_even_where_configs_merge(vendor: Cozmox, call: Call) -> None:
    """Plugins and trunks are replaced whole."""
    vendor.switch({"config": "merge"})
    agent = made(call, "/agents", {**AGENT, "plugins": [1, 2], "allowed_sip_trunks": ["a"]})
    changed = call("PATCH", f"/agents/{agent['id']}", {"plugins": [3], "allowed_sip_trunks": []}).body
    assert (changed["plugins"], changed["allowed_sip_trunks"]) == ([3], [])


def test_no_defaults_unless_told(call: Call) -> None:
    """By default a config object holds what was sent and no more."""
    assert made(call, "/agents", {**AGENT, "vad_config": {}})["vad_config"] == {}


def test_defaults_fill_what_was_not_sent(vendor: Cozmox, call: Call) -> None:
    """With the switch on, a sent config object gains keys, sent values win, and an unsent object stays absent."""
    vendor.switch({"defaults": "fill"})
    agent = made(call, "/agents", {**AGENT, "llm_config": {"model": "gpt-4o"}, "voice_config": {"speed": 1.2}})
    assert (agent["llm_config"]["temperature"], agent["llm_config"]["model"]) == (0.7, "gpt-4o")
    assert agent["voice_config"]["speed"] == 1.2
    assert agent["vad_config"] is None
    changed = call("PATCH", f"/agents/{agent['id']}", {"vad_config": {"sample_rate": 8000}}).body
    assert (changed["vad_config"]["activation_threshold"], changed["vad_config"]["sample_rate"]) == (0.5, 8000)


def test_a_merge_with_defaults_keeps_what_was_kept(vendor: Cozmox, call: Call) -> None:
    """A default never overrides a value that an earlier call sent."""
    vendor.switch({"defaults": "fill", "config": "merge"})
    agent = made(call, "/agents", {**AGENT, "llm_config": {"temperature": 0}})
    assert call("PATCH", f"/agents/{agent['id']}", {"llm_config": {"model": "m"}}).body["llm_config"]["temperature"] == 0


# --- Revisions --------------------------------------------------------------------------------------------------------


def test_revision_b_takes_every_field(call: Call) -> None:
    """The older revision takes config objects and trunks in both create and update, and no default_functions."""
    agent = made(call, "/agents", {**AGENT, "llm_config": {"model": "m"}, "allowed_sip_trunks": ["t"]})
    assert (agent["llm_config"], agent["allowed_sip_trunks"]) == ({"model": "m"}, ["t"])
    changed = call("PATCH", f"/agents/{agent['id']}", {"llm_config": {"model": "n"}, "default_functions": ["end"]}).body
    assert changed["llm_config"] == {"model": "n"}
    assert "default_functions" not in changed


def test_revision_b_needs_a_prompt(vendor: Cozmox, call: Call) -> None:
    """The prompt is required by revision B and optional in revision C."""
    body = {"name": "n", "type": "chat"}
    assert call("POST", "/agents", body).status == 400
    vendor.switch({"revision": "C"})
    assert made(call, "/agents", body)["prompt_template"] == ""


def test_revision_c_creates_with_few_fields(vendor: Cozmox, call: Call) -> None:
    """The newest revision keeps name, type and prompt of a create, and drops the rest without a word."""
    vendor.switch({"revision": "C"})
    agent = made(call, "/agents", {**AGENT, "vad_config": {"sample_rate": 8000}, "plugins": [1], "llm_config": "not even an object"})
    assert (agent["prompt_template"], agent["vad_config"], agent["plugins"]) == (AGENT["prompt_template"], None, [])


def test_revision_c_ignores_six_fields_of_an_update(vendor: Cozmox, call: Call) -> None:
    """What the newest revision no longer lists is ignored; what it lists is taken."""
    vendor.switch({"revision": "C"})
    agent = made(call, "/agents", AGENT)
    unlisted = ("llm_config", "voice_config", "transcriber_config", "background_sound", "precall_webhook")
    listed = ("vad_config", "greeting_config", "goodbye_config", "extra_config", "room_duration_config")
    body = {**{name: {"k": 1} for name in unlisted + listed}, "allowed_sip_trunks": ["t"], "default_functions": ["end_call"]}
    changed = call("PATCH", f"/agents/{agent['id']}", body).body
    assert [changed[name] for name in unlisted] == [None] * 5
    assert [changed[name] for name in listed] == [{"k": 1}] * 5
    assert (changed["allowed_sip_trunks"], changed["default_functions"]) == ([], ["end_call"])


def test_revision_c_copies_an_agent(vendor: Cozmox, call: Call) -> None:
    """A copy takes the fields of its source but what the body says; the source's id is not kept, and an unknown source is 404."""
    source = made(call, "/agents", {**AGENT, "llm_config": {"model": "m"}})
    vendor.switch({"revision": "C"})
    copied = made(call, "/agents", {"name": "Copy", "type": "chat", "copy_from_agent_id": source["id"]})
    assert (copied["name"], copied["type"], copied["llm_config"]) == ("Copy", "chat", {"model": "m"})
    assert copied["prompt_template"] == source["prompt_template"]
    assert copied["id"] != source["id"]
    assert "copy_from_agent_id" not in copied
    assert call("POST", "/agents", {"name": "n", "type": "chat", "copy_from_agent_id": "none"}).status == 404


# --- JSON columns -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wire", "decode"),
    [
        ("raw", lambda value: value),
        ("string", json.loads),
        ("base64", lambda value: json.loads(base64.b64decode(value, validate=True))),
        ("bytes", lambda value: json.loads(bytes(value))),
    ],
)
def test_json_columns_come_back_in_four_forms(vendor: Cozmox, call: Call, wire: str, decode: Callable[[Any], Any]) -> None:
    """The wire form touches answers and no row; what is absent is null in each form."""
    vendor.switch({"wire": wire})
    sent = {"greeting": "Hallo — ja", "n": 1.0}
    agent = made(call, "/agents", {**AGENT, "greeting_config": sent, "plugins": [1, 300]})
    tool = made(call, "/tools", {**TOOL, "headers": {"X-Key": "é"}})
    assert (decode(agent["greeting_config"]), decode(agent["plugins"]), decode(tool["headers"])) == (sent, [1, 300], {"X-Key": "é"})
    assert agent["llm_config"] is None
    assert vendor.tables["agent"].rows()[0]["greeting_config"] == sent


# --- Lists ------------------------------------------------------------------------------------------------------------


def test_a_list_shows_summaries(call: Call) -> None:
    """Lists of agents and tools leave out what only a read shows."""
    made(call, "/agents", AGENT)
    made(call, "/tools", TOOL)
    assert set(call("GET", "/agents").body["data"][0]) == {"id", "name", "type", "created_at", "updated_at"}
    tools = {"id", "name", "description", "method", "url", "created_at", "updated_at"}
    assert set(call("GET", "/tools").body["data"][0]) == tools


def test_a_list_comes_in_pages(call: Call) -> None:
    """Twenty rows unless told, a hundred at most, and the size in force is told back."""
    for number in range(101):
        made(call, "/tools", {**TOOL, "name": f"t{number}"})
    assert call("GET", "/tools").body["meta"] == {"page": 1, "size": 20, "total": 101, "total_pages": 6}
    clamped = call("GET", "/tools", size="500", page="2").body
    assert clamped["meta"] == {"page": 2, "size": 100, "total": 101, "total_pages": 2}
    assert [row["name"] for row in clamped["data"]] == ["t100"]
    assert call("GET", "/tools", page="9").body["data"] == []
    assert call("GET", "/tools", page="x", size="0").body["meta"]["size"] == 20


def test_an_empty_list_has_no_pages(call: Call) -> None:
    """Nothing there: no data, no pages."""
    assert call("GET", "/agents").body == {"data": [], "meta": {"page": 1, "size": 20, "total": 0, "total_pages": 0}}


def test_a_search_matches_part_of_a_name(call: Call) -> None:
    """Search finds more than the exact name, whatever the case; type filters exactly."""
    for name, kind in (("Support", "voice"), ("support 2", "chat"), ("Sales", "voice")):
        made(call, "/agents", {**AGENT, "name": name, "type": kind})
    assert [row["name"] for row in call("GET", "/agents", search="SUPPORT").body["data"]] == ["Support", "support 2"]
    assert [row["name"] for row in call("GET", "/agents", search="support", type="chat").body["data"]] == ["support 2"]


# --- Bad bodies -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["400", "422"])
@pytest.mark.parametrize(
    ("tail", "body"),
    [
        ("/agents", None),
        ("/agents", []),
        ("/agents", {"type": "voice", "prompt_template": ""}),
        ("/agents", {**AGENT, "type": "fax"}),
        ("/agents", {**AGENT, "name": 7}),
        ("/agents", {**AGENT, "llm_config": "gpt"}),
        ("/agents", {**AGENT, "vad_config": []}),
        ("/agents", {**AGENT, "plugins": {}}),
        ("/agents", {**AGENT, "allowed_sip_trunks": [1]}),
        ("/tools", {name: value for name, value in TOOL.items() if name != "url"}),
        ("/tools", {**TOOL, "method": "get"}),
        ("/tools", {**TOOL, "name": ""}),
        ("/tools", {**TOOL, "name": "x" * 256}),
        ("/tools", {**TOOL, "headers": [0]}),
        ("/tools", {**TOOL, "body": {}}),
        ("/tools", {**TOOL, "parameters": [{"name": "n"}]}),
        ("/tools", {**TOOL, "parameters": [{"name": "n", "type": "string", "required": "yes"}]}),
        ("/tools", {**TOOL, "parameters": [None]}),
    ],
)
def test_a_bad_body_is_refused(vendor: Cozmox, call: Call, code: str, tail: str, body: Any) -> None:
    """A missing field, a wrong type or a value out of its set is refused with the code in force, and nothing is kept."""
    vendor.switch({"invalid": code})
    reply = call("POST", tail, body)
    assert (reply.status, reply.body["status"], reply.body["data"]) == (int(code), False, None)
    assert len(vendor.tables["agent"]) == len(vendor.tables["tool"]) == 0


def test_a_refusal_names_the_field(call: Call) -> None:
    """The message says where in the body the misfit is."""
    reply = call("POST", "/tools", {**TOOL, "parameters": [{"name": "n", "type": 3}]})
    assert reply.body["message"] == "parameters: type: cannot unmarshal number into string"


def test_a_refused_update_changes_nothing(call: Call) -> None:
    """An update with one bad field keeps none of its good ones."""
    agent = made(call, "/agents", AGENT)
    assert call("PATCH", f"/agents/{agent['id']}", {"name": "New", "type": "fax"}).status == 400
    assert call("GET", f"/agents/{agent['id']}").body == agent


def test_text_that_is_not_json_is_refused_like_any_bad_body(vendor: Cozmox) -> None:
    """The switch for bad bodies covers bodies that do not parse."""
    request = Request("POST", "/org/org-1/agents", KEY)
    assert vendor.malformed(request).status == 400
    vendor.switch({"invalid": "422"})
    assert vendor.malformed(request).status == 422


# --- Tools ------------------------------------------------------------------------------------------------------------


def test_a_tool_goes_round_its_life(call: Call) -> None:
    """Create, read, update, delete with the vendor's four-field answer, gone."""
    tool = made(call, "/tools", TOOL)
    tail = f"/tools/{tool['id']}"
    assert [tool[name] for name in ("body", "headers", "filler_phrases", "parameters")] == ["", None, [], []]
    assert "organization_id" not in tool
    changed = call("PATCH", tail, {"filler_phrases": ["One moment…"]}).body
    assert changed == {**tool, "filler_phrases": ["One moment…"], "updated_at": changed["updated_at"]}
    assert call("GET", tail).body == changed
    deleted = call("DELETE", tail)
    assert (deleted.status, set(deleted.body)) == (200, {"status", "message", "error", "data"})
    assert call("GET", tail).status == 404


def test_tool_parameters_are_numbered(call: Call) -> None:
    """Parameters get an id, a date and a position; what was sent for those is ignored."""
    tool = made(
        call, "/tools", {**TOOL, "parameters": [{"name": "a", "type": "string", "id": "x", "position": 9}, {"name": "b", "type": "type"}]}
    )
    assert [(row["name"], row["position"], row["required"]) for row in tool["parameters"]] == [("a", 0, False), ("b", 1, False)]
    assert set(tool["parameters"][0]) == {"id", "name", "type", "description", "required", "position", "created_at"}
    assert "x" not in [row["id"] for row in tool["parameters"]]


def test_sent_tool_parameters_replace_the_list(call: Call) -> None:
    """An update with parameters replaces them all; one without leaves them as they are."""
    tool = made(call, "/tools", {**TOOL, "parameters": [{"name": "a", "type": "string"}, {"name": "b", "type": "number"}]})
    tail = f"/tools/{tool['id']}"
    assert call("PATCH", tail, {"url": "https://example.com"}).body["parameters"] == tool["parameters"]
    replaced = call("PATCH", tail, {"parameters": [{"name": "b", "type": "number", "required": True}]}).body["parameters"]
    assert [(row["name"], row["position"], row["required"]) for row in replaced] == [("b", 0, True)]
    assert replaced[0]["id"] != tool["parameters"][1]["id"]
    assert call("PATCH", tail, {"parameters": []}).body["parameters"] == []


def test_tool_headers_may_be_anything_when_the_vendor_does_not_check(vendor: Cozmox, call: Call) -> None:
    """The documented integer list is refused as headers by default and kept under the switch."""
    assert call("POST", "/tools", {**TOOL, "headers": [0]}).status == 400
    vendor.switch({"headers": "any"})
    assert made(call, "/tools", {**TOOL, "headers": [0]})["headers"] == [0]
    assert made(call, "/tools", {**TOOL, "headers": {"A": "b"}})["headers"] == {"A": "b"}


# --- Bindings ---------------------------------------------------------------------------------------------------------


def test_a_binding_shows_in_its_agent(vendor: Cozmox, call: Call) -> None:
    """The agent embeds its tools as the list of bindings shows them, with a copy of each tool's fields."""
    agent = made(call, "/agents", AGENT)
    tool = made(call, "/tools", {**TOOL, "parameters": [{"name": "a", "type": "string"}]})
    tail = f"/agents/{agent['id']}/tools"
    assert all(isinstance(value, str) for value in made(call, tail, {"tool_id": tool["id"], "config_override": {"k": 1}}).values())
    (shown,) = call("GET", tail).body
    assert (shown["tool_id"], shown["is_enabled"], shown["config_override"]) == (tool["id"], True, {"k": 1})
    assert (shown["name"], shown["url"]) == (TOOL["name"], TOOL["url"])
    assert shown["parameters"] == [{"name": "a", "type": "string", "description": "", "required": False}]
    assert call("GET", f"/agents/{agent['id']}").body["tools"] == [shown]
    assert f"{agent['id']}/{tool['id']}" in vendor.tables["agent_tool"]


def test_binding_twice_is_an_update(call: Call) -> None:
    """A repeated create changes the one binding and keeps what it omits."""
    agent, tool = made(call, "/agents", AGENT), made(call, "/tools", TOOL)
    tail = f"/agents/{agent['id']}/tools"
    made(call, tail, {"tool_id": tool["id"], "config_override": {"k": 1}})
    made(call, tail, {"tool_id": tool["id"], "is_enabled": False})
    assert [(row["is_enabled"], row["config_override"]) for row in call("GET", tail).body] == [(False, {"k": 1})]


def test_a_binding_can_be_changed_and_removed(call: Call) -> None:
    """Update and delete by the pair; afterwards the binding is 404 and the tool is still there."""
    agent, tool = made(call, "/agents", AGENT), made(call, "/tools", TOOL)
    made(call, f"/agents/{agent['id']}/tools", {"tool_id": tool["id"]})
    tail = f"/agents/{agent['id']}/tools/{tool['id']}"
    assert call("PATCH", tail, {"is_enabled": False}).status == 200
    assert call("GET", f"/agents/{agent['id']}").body["tools"][0]["is_enabled"] is False
    assert call("DELETE", tail).status == 200
    assert [call("PATCH", tail, {}).status, call("DELETE", tail).status] == [404, 404]
    assert call("GET", f"/tools/{tool['id']}").status == 200


def test_a_binding_needs_both_its_ends(call: Call) -> None:
    """An unknown agent or tool is 404, a body without tool_id is a bad body."""
    agent, tool = made(call, "/agents", AGENT), made(call, "/tools", TOOL)
    assert call("POST", "/agents/none/tools", {"tool_id": tool["id"]}).status == 404
    assert call("POST", f"/agents/{agent['id']}/tools", {"tool_id": "none"}).status == 404
    assert call("POST", f"/agents/{agent['id']}/tools", {"is_enabled": True}).status == 400


@pytest.mark.parametrize("end", ["agents", "tools"])
def test_bindings_go_with_their_ends(vendor: Cozmox, call: Call, end: str) -> None:
    """Deleting an agent or a tool takes its bindings along."""
    ids = {"agents": made(call, "/agents", AGENT)["id"], "tools": made(call, "/tools", TOOL)["id"]}
    made(call, f"/agents/{ids['agents']}/tools", {"tool_id": ids["tools"]})
    call("DELETE", f"/{end}/{ids[end]}")
    assert len(vendor.tables["agent_tool"]) == 0


# --- The dashboard and the log ----------------------------------------------------------------------------------------


def test_a_dashboard_edit_is_seen_by_the_next_read(vendor: Cozmox, call: Call) -> None:
    """An edit behind the API's back replaces top-level keys, moves updated_at and numbers parameters."""
    agent, tool = made(call, "/agents", AGENT), made(call, "/tools", TOOL)
    vendor.edited("agent", agent["id"], {"llm_config": {"model": "m"}})
    vendor.edited("tool", tool["id"], {"parameters": [{"name": "a", "type": "string"}]})
    seen = call("GET", f"/agents/{agent['id']}").body
    assert seen["llm_config"] == {"model": "m"}
    assert seen["updated_at"] > agent["updated_at"]
    assert call("GET", f"/tools/{tool['id']}").body["parameters"][0]["position"] == 0
    assert vendor.edited("agent", "none", {}) is None


def test_a_dashboard_edit_reaches_a_binding(vendor: Cozmox, call: Call) -> None:
    """A binding can be switched off in the dashboard; it has no dates of its own."""
    agent, tool = made(call, "/agents", AGENT), made(call, "/tools", TOOL)
    made(call, f"/agents/{agent['id']}/tools", {"tool_id": tool["id"]})
    row = vendor.edited("agent_tool", f"{agent['id']}/{tool['id']}", {"is_enabled": False})
    assert row is not None
    assert "updated_at" not in row
    assert call("GET", f"/agents/{agent['id']}").body["tools"][0]["is_enabled"] is False


def test_a_lagging_list_of_bindings_does_not_hide_them_from_the_agent(vendor: Cozmox, call: Call) -> None:
    """A list may come from a replica; an agent embeds its tools as they truly are."""
    agent, tool = made(call, "/agents", AGENT), made(call, "/tools", TOOL)
    vendor.tables["agent_tool"].lag = 1
    made(call, f"/agents/{agent['id']}/tools", {"tool_id": tool["id"]})
    assert len(call("GET", f"/agents/{agent['id']}").body["tools"]) == 1
    assert [len(call("GET", f"/agents/{agent['id']}/tools").body) for _ in range(2)] == [0, 1]


def test_a_breakdown_has_the_form_of_every_error(vendor: Cozmox) -> None:
    """Throttling and breakdowns answer in the same four fields."""
    reply = vendor.failure(Request("GET", "/me/organizations", KEY), 429)
    assert (reply.status, reply.body["status"], reply.body["error"]) == (429, False, "Too Many Requests")


def test_secrets_stay_out_of_the_log(vendor: Cozmox) -> None:
    """Headers of tools and webhooks may hold secrets; credentials and keys are nothing else."""
    assert vendor.masked == {"headers", "credentials", "auth_username", "auth_password", "minted_key"}
