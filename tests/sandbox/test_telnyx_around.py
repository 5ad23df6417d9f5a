"""The habits of the simulated vendor Telnyx with all that stands around an assistant, each switch both ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from reconciler.sandbox.telnyx import Telnyx
from reconciler.sandbox.vendor import Reply
from tests.sandbox.telnyx_words import Body, Call, a_vendor, caller, code

MCP: Body = {"name": "Orders", "type": "http", "url": "https://mcp.example.com", "api_key_ref": "key", "allowed_tools": ["find"]}
INSIGHT: Body = {"name": "Mood", "instructions": "Tell the mood.", "json_schema": {"type": "object"}}
APP: Body = {"friendly_name": "Main line", "voice_url": "https://example.com/voice"}
CONTROL: Body = {"application_name": "Dialler", "webhook_event_url": "https://example.com/events"}
PROFILE: Body = {"name": "Messages", "whitelisted_destinations": ["US"]}
OUTBOUND: Body = {"name": "Outbound"}
TEST: Body = {
    "name": "Greets",
    "destination": "assistant-1",
    "instructions": "Say hello.",
    "rubric": [{"name": "polite", "criteria": "Says hello."}],
}
PATHS: dict[str, Body] = {
    "/ai/mcp_servers": MCP,
    "/ai/conversations/insights": INSIGHT,
    "/ai/conversations/insight-groups": {"name": "Quality"},
    "/texml_applications": APP,
    "/call_control_applications": CONTROL,
    "/messaging_profiles": PROFILE,
    "/outbound_voice_profiles": OUTBOUND,
    "/ai/assistants/tests": TEST,
}


@pytest.fixture
def vendor() -> Telnyx:
    return a_vendor()


@pytest.fixture
def call(vendor: Telnyx) -> Call:
    return caller(vendor)


@pytest.fixture
def make(call: Call) -> Callable[..., Body]:
    def create(path: str, **fields: Any) -> Body:
        reply = call("POST", path, {**PATHS[path], **fields})
        assert reply.status in (200, 201), reply.body
        return inner(reply)

    return create


def inner(reply: Reply) -> Body:
    found: Body = reply.body.get("data", reply.body)
    return found


def names(reply: Reply, field: str = "name") -> list[Any]:
    rows = reply.body if isinstance(reply.body, list) else reply.body["data"]
    return [row[field] for row in rows]


# --- What all of them do ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", PATHS)
def test_what_is_made_can_be_read_changed_and_deleted(call, make, path):
    """
    Each with its own verb, its own envelope and its own answer to a deletion.
    """
    made = make(path)
    one = f"{path}/{made.get('id', made.get('test_id'))}"
    assert inner(call("GET", one)) == made
    verb = "PUT" if path.startswith("/ai/") else "PATCH"
    assert call("PUT" if verb == "PATCH" else "PATCH", one, {}).status == 404
    assert call(verb, one, PATHS[path]).status == 200
    deleted = call("DELETE", one)
    assert deleted.status == 200
    assert (deleted.body is None) == path.startswith("/ai/")
    assert call("GET", one).status == call("DELETE", one).status == call(verb, one, PATHS[path]).status == 404


@pytest.mark.parametrize("path", PATHS)
def test_a_body_that_lacks_its_parts_is_refused_in_the_shape_of_its_path(call, path):
    """
    With `detail` under /ai and with `errors` elsewhere.
    """
    reply = call("POST", path, {})
    assert reply.status == 422
    assert set(reply.body) == ({"detail"} if path.startswith("/ai/") else {"errors"})


@pytest.mark.parametrize(
    ("path", "status"),
    [("/texml_applications", 201), ("/ai/assistants/tests", 201), ("/messaging_profiles", 200), ("/ai/mcp_servers", 200)],
)
def test_a_create_answers_200_or_201(call, path, status):
    """
    As documented, from one kind to the next.
    """
    assert call("POST", path, PATHS[path]).status == status


@pytest.mark.parametrize("path", PATHS)
def test_only_paths_under_ai_know_idempotency_keys(call, path):
    """
    Elsewhere a repeated create makes a second object.
    """
    key = {"idempotency-key": "k"}
    body = PATHS[path]
    call("POST", path, body, key)
    assert ("Idempotent-Replayed" in call("POST", path, body, key).headers) == path.startswith("/ai/")


@pytest.mark.parametrize("path", PATHS)
def test_lists_are_paged(call, make, path):
    """
    With a meta that counts, but for MCP servers, whose list is a bare array: a page past the end is empty.
    """
    named = "friendly_name" if path == "/texml_applications" else "application_name" if path.startswith("/call") else "name"
    for number in range(3):
        make(path, **{named: f"row {number}"})
    pages = [call("GET", path, **{"page[size]": "2", "page[number]": str(number)}).body for number in (1, 2, 3)]
    if path == "/ai/mcp_servers":
        assert [len(page) for page in pages] == [2, 1, 0]
    else:
        total = pages[0]["meta"]["total_results"]
        assert total == (4 if "insight" in path else 3)
        assert [len(page["data"]) for page in pages] == [2, total - 2, 0]


# --- MCP servers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("mcp_put", "expected"), [("replace", (None, None)), ("merge", ("key", ["find"]))])
def test_an_update_of_an_mcp_server_replaces_or_merges(vendor, call, make, mcp_put, expected):
    """
    A switch; the name, the type and the address stay either way.
    """
    vendor.switch({"mcp_put": mcp_put})
    made = make("/ai/mcp_servers")
    changed = call("PUT", f"/ai/mcp_servers/{made['id']}", {"name": "Other"}).body
    assert (changed["api_key_ref"], changed["allowed_tools"]) == expected
    assert (changed["name"], changed["url"]) == ("Other", MCP["url"])


@pytest.mark.parametrize("allowed", [None, [], ["a"]])
def test_allowed_tools_come_back_as_sent(make, allowed):
    """
    None of them, and nothing said about them, are kept apart.
    """
    assert make("/ai/mcp_servers", allowed_tools=allowed)["allowed_tools"] == allowed


def test_mcp_servers_are_filtered_by_type_and_address(call, make):
    """
    Both exactly.
    """
    make("/ai/mcp_servers")
    assert len(call("GET", "/ai/mcp_servers", type="http", url=MCP["url"]).body) == 1
    assert call("GET", "/ai/mcp_servers", type="sse").body == []


def test_main_may_not_show_its_mcp_servers(vendor, call, make):
    """
    A version shows them only when asked; whether main does is a switch.
    """
    body = {"name": "Desk", "instructions": "Be brief.", "mcp_servers": [{"id": make("/ai/mcp_servers")["id"]}]}
    made = call("POST", "/ai/assistants", body).body
    assert call("GET", f"/ai/assistants/{made['id']}").body["mcp_servers"] == body["mcp_servers"]
    vendor.switch({"main_mcp": "absent"})
    assert "mcp_servers" not in call("GET", f"/ai/assistants/{made['id']}").body
    assert "mcp_servers" not in call("GET", "/ai/assistants").body["data"][0]


# --- Insights ---------------------------------------------------------------------------------------------------------


def test_an_account_has_an_insight_and_a_group_of_the_vendors_own(call):
    """
    They cannot be changed or deleted.
    """
    (summary,) = call("GET", "/ai/conversations/insights").body["data"]
    (group,) = call("GET", "/ai/conversations/insight-groups").body["data"]
    assert (summary["name"], summary["insight_type"]) == ("Summary", "default")
    assert (group["name"], [one["id"] for one in group["insights"]]) == ("Default", [summary["id"]])
    assert code(call("PUT", f"/ai/conversations/insights/{summary['id']}", {"name": "Mine"})) == (400, "10015")
    assert code(call("DELETE", f"/ai/conversations/insights/{summary['id']}")) == (400, "10015")
    assert code(call("DELETE", f"/ai/conversations/insight-groups/{group['id']}")) == (400, "10015")


def test_members_of_a_group_change_one_at_a_time(call, make):
    """
    A list of ids in a body is dropped in silence; an insight that is deleted leaves its groups.
    """
    insight = make("/ai/conversations/insights")
    group = make("/ai/conversations/insight-groups", insight_ids=[insight["id"]])
    one = f"/ai/conversations/insight-groups/{group['id']}"
    assert inner(call("GET", one))["insights"] == []
    for _ in range(2):
        assert call("POST", f"{one}/insights/{insight['id']}/assign").status == 200
    assert inner(call("GET", one))["insights"] == [insight]
    assert call("DELETE", f"{one}/insights/{insight['id']}/unassign").body is None
    assert inner(call("GET", one))["insights"] == []
    assert call("POST", f"{one}/insights/other/assign").status == 404
    call("POST", f"{one}/insights/{insight['id']}/assign")
    call("DELETE", f"/ai/conversations/insights/{insight['id']}")
    assert inner(call("GET", one))["insights"] == []


@pytest.mark.parametrize(("insight_put", "expected"), [("merge", {"type": "object"}), ("replace", None)])
def test_an_update_of_an_insight_merges_or_replaces(vendor, call, make, insight_put, expected):
    """
    A switch, for groups too.
    """
    vendor.switch({"insight_put": insight_put})
    insight, group = make("/ai/conversations/insights"), make("/ai/conversations/insight-groups", description="d")
    changed = inner(call("PUT", f"/ai/conversations/insights/{insight['id']}", {"name": "Other"}))
    assert (changed.get("json_schema"), changed["instructions"]) == (expected, INSIGHT["instructions"])
    changed = inner(call("PUT", f"/ai/conversations/insight-groups/{group['id']}", {"name": "Other"}))
    assert changed.get("description") == (expected and "d")


@pytest.mark.parametrize(("json_schema", "expected"), [("sent", {"type": "object"}), ("string", '{"type": "object"}')])
def test_a_schema_comes_back_as_sent_or_as_text(vendor, call, make, json_schema, expected):
    """
    Which one is not documented.
    """
    vendor.switch({"json_schema": json_schema})
    assert make("/ai/conversations/insights")["json_schema"] == expected


@pytest.mark.parametrize(("delete_in_use", "status"), [("allow", 200), ("refuse", 400)])
def test_what_others_use_is_deleted_or_not(vendor, call, make, delete_in_use, status):
    """
    An MCP server and a group by an assistant, an insight by a group, a secret by an MCP server.
    """
    vendor.switch({"delete_in_use": delete_in_use})
    secret = call("POST", "/integration_secrets", {"identifier": "key", "type": "bearer", "token": "t"}).body["data"]
    server, insight = make("/ai/mcp_servers"), make("/ai/conversations/insights")
    group = make("/ai/conversations/insight-groups")
    call("POST", f"/ai/conversations/insight-groups/{group['id']}/insights/{insight['id']}/assign")
    uses = {"mcp_servers": [{"id": server["id"]}], "insight_settings": {"insight_group_id": group["id"]}}
    call("POST", "/ai/assistants", {"name": "Desk", "instructions": "Be brief.", **uses})
    assert call("DELETE", f"/integration_secrets/{secret['id']}").status == {200: 204, 400: 400}[status]
    assert call("DELETE", f"/ai/conversations/insights/{insight['id']}").status == status
    assert call("DELETE", f"/ai/conversations/insight-groups/{group['id']}").status == status
    assert call("DELETE", f"/ai/mcp_servers/{server['id']}").status == status


# --- Applications -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("texml_required", "status"), [("422", 422), ("accept", 200)])
def test_an_update_of_an_application_needs_its_name_and_address(vendor, call, make, texml_required, status):
    """
    As documented; one user leaves them out.
    """
    vendor.switch({"texml_required": texml_required})
    made = make("/texml_applications")
    assert call("PATCH", f"/texml_applications/{made['id']}", {"active": False}).status == status


@pytest.mark.parametrize(("app_blocks", "limit"), [("replace", None), ("merge", 5)])
def test_calls_in_and_out_are_replaced_or_merged(vendor, call, make, app_blocks, limit):
    """
    One user saw the outbound block replaced.
    """
    vendor.switch({"app_blocks": app_blocks})
    made = make("/texml_applications", outbound={"channel_limit": 5})
    body = {**APP, "outbound": {"outbound_voice_profile_id": "7"}}
    changed = inner(call("PATCH", f"/texml_applications/{made['id']}", body))
    assert changed["outbound"] == {"channel_limit": limit, "outbound_voice_profile_id": "7"}


def test_applications_are_found_by_a_part_of_their_name(call, make):
    """
    Or by the profile of their outbound calls.
    """
    make("/texml_applications", outbound={"outbound_voice_profile_id": "7"})
    make("/texml_applications", friendly_name="Other")
    assert names(call("GET", "/texml_applications", **{"filter[friendly_name]": "main"}), "friendly_name") == ["Main line"]
    found = call("GET", "/texml_applications", **{"filter[outbound_voice_profile_id]": "7"})
    assert names(found, "friendly_name") == ["Main line"]


@pytest.mark.parametrize(("app_in_use", "status"), [("refuse", 400), ("allow", 200)])
def test_an_application_with_numbers_is_deleted_or_not(vendor, call, make, app_in_use, status):
    """
    Which one is not documented.
    """
    vendor.switch({"app_in_use": app_in_use})
    made = make("/texml_applications")
    number = call("GET", "/phone_numbers").body["data"][0]
    call("PATCH", f"/phone_numbers/{number['id']}", {"connection_id": made["id"]})
    assert call("DELETE", f"/texml_applications/{made['id']}").status == status


# --- Profiles ---------------------------------------------------------------------------------------------------------


def test_a_messaging_profile_keeps_what_only_a_create_takes(call, make):
    """
    An update drops it, as it drops redaction for an organisation that is not allowed it.
    """
    made = make("/messaging_profiles", resource_group_id="g", number_pool_settings=POOL)
    body = {"resource_group_id": "h", "redaction_enabled": True, "number_pool_settings": None}
    changed = inner(call("PATCH", f"/messaging_profiles/{made['id']}", body))
    assert (changed["resource_group_id"], changed["redaction_enabled"], changed["number_pool_settings"]) == ("g", False, None)
    assert made["number_pool_settings"]["geomatch"] is False
    assert made["v1_secret"]


POOL: Body = {"long_code_weight": 1, "toll_free_weight": 10, "skip_unhealthy": True}


def test_messaging_profiles_are_found_by_name(call, make):
    """
    By a part of it or by all of it.
    """
    make("/messaging_profiles")
    for name, asked, found in (("", "Mess", 1), ("[contains]", "mess", 1), ("[eq]", "Mess", 0), ("[eq]", "Messages", 1)):
        assert len(call("GET", "/messaging_profiles", **{f"filter[name]{name}": asked}).body["data"]) == found


def test_an_outbound_profile_needs_its_name_on_every_update(call, make):
    """
    And may call two countries unless told otherwise.
    """
    made = make("/outbound_voice_profiles")
    assert made["whitelisted_destinations"] == ["US", "CA"]
    one = f"/outbound_voice_profiles/{made['id']}"
    assert call("PATCH", one, {"enabled": False}).status == 422
    assert inner(call("PATCH", one, {"name": "Outbound", "enabled": False}))["enabled"] is False


# --- Numbers ----------------------------------------------------------------------------------------------------------


def test_an_account_has_numbers_and_cannot_make_more(call):
    """
    The newest comes first.
    """
    found = call("GET", "/phone_numbers")
    assert names(found, "phone_number") == ["+12025550102", "+12025550101", "+12025550100"]
    assert call("POST", "/phone_numbers", {"phone_number": "+12025550199"}).status == 404


@pytest.fixture
def number(call: Call) -> str:
    return f"/phone_numbers/{call('GET', '/phone_numbers').body['data'][-1]['id']}"


def test_three_views_show_one_record(call, make, number):
    """
    What one of them writes shows in the others.
    """
    profile, app = make("/messaging_profiles"), make("/texml_applications")
    call("PATCH", number, {"connection_id": app["id"], "tags": ["a"], "customer_reference": "42", "phone_number": "+1"})
    call("PATCH", number + "/voice", {"call_forwarding": {"call_forwarding_enabled": False}, "inbound_call_screening": "flag_calls"})
    call("PATCH", number + "/messaging", {"messaging_profile_id": profile["id"]})
    main, voice, messaging = (inner(call("GET", number + view)) for view in ("", "/voice", "/messaging"))
    assert (main["connection_name"], main["messaging_profile_name"], main["tags"]) == ("Main line", "Messages", ["a"])
    assert (main["call_forwarding_enabled"], main["inbound_call_screening"]) == (False, "flag_calls")
    assert (voice["connection_id"], voice["customer_reference"], voice["tech_prefix_enabled"]) == (app["id"], "42", False)
    assert (messaging["messaging_profile_id"], messaging["tags"], main["phone_number"]) == (profile["id"], ["a"], "+12025550100")
    assert names(call("GET", f"/messaging_profiles/{profile['id']}/phone_numbers"), "phone_number") == ["+12025550100"]


def test_nothing_null_and_empty_are_three_things_for_the_profile_of_a_number(call, number):
    """
    Nothing and null keep it, the empty text takes it away.
    """
    path = number + "/messaging"
    for sent, expected in (("p", "p"), (None, "p"), ("", None)):
        assert inner(call("PATCH", path, {"messaging_profile_id": sent}))["messaging_profile_id"] == expected
    call("PATCH", path, {"messaging_profile_id": "p"})
    assert inner(call("PATCH", path, {}))["messaging_profile_id"] == "p"


def test_the_empty_text_disconnects_a_number(call, number):
    """
    Null is refused.
    """
    assert inner(call("PATCH", number, {"connection_id": "7"}))["connection_id"] == "7"
    assert call("PATCH", number, {"connection_id": None}).status == 422
    assert inner(call("PATCH", number, {"connection_id": ""}))["connection_id"] is None


@pytest.mark.parametrize(("asked", "count"), [("12025550100", 1), ("202555", 3), ("+12025550100", 0), ("12", 0), ("+", 0)])
def test_a_number_is_asked_for_in_digits(call, asked, count):
    """
    Any other character finds nothing.
    """
    for path in ("/phone_numbers", "/phone_numbers/voice"):
        assert len(call("GET", path, **{"filter[phone_number]": asked}).body["data"]) == count


def test_numbers_are_filtered_by_what_they_are_connected_to(call, number):
    """
    By connection, tag, reference; the messaging view by its profile and by the whole number.
    """
    call("PATCH", number, {"connection_id": "7", "tags": ["a"], "customer_reference": "42"})
    call("PATCH", number + "/messaging", {"messaging_profile_id": "p"})
    for name, value in (("connection_id", "7"), ("tag", "a"), ("customer_reference", "42"), ("status", "active")):
        assert len(call("GET", "/phone_numbers", **{f"filter[{name}]": value}).body["data"]) == (3 if name == "status" else 1)
        assert call("GET", "/phone_numbers", **{f"filter[{name}]": "other"}).body["data"] == []
    for name, value in (("messaging_profile_id", "p"), ("phone_number", "+12025550100")):
        assert len(call("GET", "/phone_numbers/messaging", **{f"filter[{name}]": value}).body["data"]) == 1


def test_a_deletion_gives_a_number_up(vendor, call, number):
    """
    Unless it is locked.
    """
    assert inner(call("DELETE", number))["status"] == "deleted"
    assert call("GET", number).status == 404
    assert [row["phone_number"] for row in vendor.tables["released_number"].rows()] == ["+12025550100"]
    locked = call("GET", "/phone_numbers").body["data"][0]
    assert code(call("DELETE", f"/phone_numbers/{locked['id']}")) == (400, "10015")


# --- Tests of assistants ----------------------------------------------------------------------------------------------


def test_an_update_of_a_test_changes_what_it_names(call, make):
    """
    And the rubric is replaced whole.
    """
    made = make("/ai/assistants/tests")
    changed = call("PUT", f"/ai/assistants/tests/{made['test_id']}", {"rubric": [{"name": "short", "criteria": "Is brief."}]}).body
    assert [one["name"] for one in changed["rubric"]] == ["short"]
    assert (changed["name"], changed["telnyx_conversation_channel"]) == ("Greets", "web_chat")


@pytest.mark.parametrize(("duplicate_test", "status"), [("refuse", 422), ("accept", 201)])
def test_a_second_test_of_a_name_is_refused_or_not(vendor, call, make, duplicate_test, status):
    """
    The name is called unique, and that is all that is known.
    """
    vendor.switch({"duplicate_test": duplicate_test})
    make("/ai/assistants/tests")
    assert call("POST", "/ai/assistants/tests", TEST).status == status


def test_tests_are_listed_by_suite(call, make):
    """
    By channel and destination too.
    """
    make("/ai/assistants/tests", test_suite="smoke")
    make("/ai/assistants/tests", name="Other")
    assert names(call("GET", "/ai/assistants/tests", test_suite="smoke")) == ["Greets"]
    assert call("GET", "/ai/assistants/tests", destination="other").body["data"] == []


# --- Limits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("ratelimit_reset", "reset"), [("seconds", "60"), ("epoch", "1785279554")])
def test_too_many_calls_are_refused_until_a_time_that_is_told(vendor, call, ratelimit_reset, reset):
    """
    In seconds, or as a time: the pages disagree.
    """
    vendor.switch({"ratelimit_reset": ratelimit_reset})
    vendor.allowance = 2
    left = [call("GET", "/ai/tools").headers["x-ratelimit-remaining"] for _ in range(2)]
    refused = call("GET", "/ai/tools")
    assert left == ["1", "0"]
    assert code(refused) == (429, "10011")
    assert refused.headers["x-ratelimit-reset"] == reset
