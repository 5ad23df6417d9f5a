"""Every operation of a vendor is used by a kind, or listed with the reason why not."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.diagnostics import InputError
from reconciler.schema import ABSENT, Endpoint, Kind, Listing, Pages, Provider, Spec
from reconciler.schema.explained import judged
from reconciler.schema.openapi import Operation, described
from reconciler.schema.operations import MISSING, NOT_CONFIGURATION, Unused, as_explanation, coverage, listed, rows
from reconciler.schema.parts import Members, Part

HEADER = "method\tpath\tstatus\treason\n"


class Agent(Spec):
    name: str = ABSENT
    voice: dict[str, Any] = ABSENT
    tools: list[str] = ABSENT


AGENT = Kind(
    "acme",
    "agent",
    Agent,
    list=Listing("/agents", Pages()),
    read=Endpoint("GET", "/agents/{id}"),
    create=Endpoint("POST", "/agents"),
    update=Endpoint("PATCH", "/agents/{id}"),
    delete=Endpoint("DELETE", "/agents/{id}", also=("/agents/{id}/twin",)),
    parts=(Part(("voice",), Endpoint("PUT", "/agents/{id}/voice"), Endpoint("GET", "/agents/{id}/voice"), inside=True),),
    members=(Members("tools", Endpoint("PUT", "/agents/{id}/tools/{member}"), Endpoint("DELETE", "/agents/{id}/tools/{member}")),),
)
ACME = Provider("acme", "Acme", "https://api.acme.test/v1", (AGENT,))
USED = {
    "/v1/agents": ("get", "post"),
    "/v1/agents/{agent_id}": ("get", "patch", "delete"),
    "/v1/agents/{agent_id}/twin": ("delete",),
    "/v1/agents/{agent_id}/voice": ("get", "put"),
    "/v1/agents/{agent_id}/tools/{tool_id}": ("put", "delete"),
}
LEFT = {"/v1/calls": ("get",), "/v1/agents/{agent_id}/clone": ("post",)}
CALLS = Unused(Operation("GET", "/v1/calls"), NOT_CONFIGURATION, "runtime")
CLONE = Unused(Operation("POST", "/v1/agents/{id}/clone"), MISSING, "a copy is another manifest")
EDITED = Unused(Operation("PATCH", "/v1/agents/{id}"), MISSING, "nobody needs it")


def vendor(paths: dict[str, tuple[str, ...]]) -> Any:
    return described({"openapi": "3.0.3", "paths": {path: {method: {} for method in methods} for path, methods in paths.items()}})


def test_every_call_of_a_kind_uses_its_operation():
    """
    Reads, writes, parts, members and the second object of a pair.
    """
    found = coverage(ACME, vendor(USED | LEFT), [])

    assert {(each.method.lower(), each.path) for each in found.used} == {
        (method, path) for path, methods in USED.items() for method in methods
    }


def test_what_is_not_used_is_listed():
    """
    A path parameter of the list may have another name.
    """
    found = coverage(ACME, vendor(USED | LEFT), [CALLS, CLONE])

    assert (list(found.listed), found.unlisted, found.superfluous) == ([CALLS, CLONE], [], [])


def test_an_operation_that_is_neither_used_nor_listed_is_found():
    assert coverage(ACME, vendor(USED | LEFT), [CALLS]).unlisted == [Operation("POST", "/v1/agents/{agent_id}/clone")]


@pytest.mark.parametrize("paths", [USED | {"/v1/calls": ("get",)}, USED])
def test_a_listed_operation_that_is_used_or_gone_is_superfluous(paths):
    assert EDITED in coverage(ACME, vendor(paths), [CALLS, EDITED]).superfluous
    assert CLONE in coverage(ACME, vendor(paths), [CALLS, CLONE]).superfluous


def test_a_listed_operation_explains_its_row():
    """
    The comparison does not name it, and names a listing that fits nothing.
    """
    verdict = judged(rows(ACME, vendor(USED | LEFT)), [as_explanation(each, "acme") for each in (CALLS, CLONE, EDITED)])

    assert verdict.unexplained == []
    assert [reason for _, reason in verdict.explained] == ["not configuration: runtime", "missing: a copy is another manifest"]
    assert [each.path for each in verdict.stale] == ["PATCH /v1/agents/{id}"]


def test_new_and_lost_operations_are_rows():
    """
    A vendor that moves an endpoint has a new operation and lacks one of ours.
    """
    moved = {path: methods for path, methods in USED.items() if not path.endswith("voice")} | {"/v1/agents/{id}/sound": ("put",)}

    found = [(row.kind, row.path, str(row.difference), row.described) for row in rows(ACME, vendor(moved))]

    assert sorted(found) == [
        ("acme", "PUT /v1/agents/{id}/sound", "new operation", "described"),
        ("acme/agent", "GET /agents/{id}/voice", "operation gone", "not described"),
        ("acme/agent", "PUT /agents/{id}/voice", "operation gone", "not described"),
    ]


def test_a_list_of_operations_is_read():
    assert listed(f"{HEADER}GET\t/v1/calls\tnot configuration\truntime\n", "acme.tsv") == [CALLS]


@pytest.mark.parametrize("line", ["GET\t/v1/calls\truntime", "GET\t/v1/calls\tunknown\truntime"])
def test_a_malformed_list_is_refused(line):
    """
    The status is one of two; anything else would be a third nobody counts.
    """
    with pytest.raises(InputError) as refused:
        listed(f"{HEADER}{line}\n", "acme.tsv")

    assert [str(each.source) for each in refused.value.diagnostics] == ["acme.tsv:2:1"]
