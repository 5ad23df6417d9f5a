"""What the contract sees, on a description of a few lines."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.contract.description import Description
from tests.contract.exchange import Exchange
from tests.contract.violations import violations

THING = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "name": {"type": "string"},
        "key": {"type": "string", "writeOnly": True},
        "size": {"type": "integer"},
        "labels": {"type": "object"},
        "raw": {"description": "Any JSON.", "x-origin": "a guess"},
        "owner": {"anyOf": [{"type": "string"}, {"$ref": "#/components/schemas/Owner"}]},
        "tool": {"oneOf": [{"$ref": "#/components/schemas/Hook"}, {"$ref": "#/components/schemas/Handoff"}]},
    },
}
HOOK = {
    "type": "object",
    "required": ["type", "url"],
    "properties": {"type": {"enum": ["hook"]}, "url": {"type": "string"}, "tries": {"type": "array", "items": {"type": "integer"}}},
}
HANDOFF = {"type": "object", "required": ["type"], "properties": {"type": {"enum": ["handoff"]}, "to": {"type": "string"}}}
OWNER = {"type": "object", "properties": {"name": {"type": "string"}}}
ONE = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Thing"}}}}
FILTER = {"type": "object", "properties": {"name": {"type": "object", "properties": {"contains": {"type": "string"}}}}}
NUMBER = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}}


def description(version: str) -> Description:
    """Things can be listed, made and read; the special one can be removed."""
    listing = {
        "parameters": [
            {"name": "page", "in": "query", "schema": {"type": "integer"}},
            {"name": "filter", "in": "query", "style": "deepObject", "schema": FILTER},
            {"name": "kind", "in": "query", "required": True, "schema": {"enum": ["big", "small"]}},
        ],
        "responses": {
            "200": {"content": {"application/json": {"schema": {"type": "array", "items": {"$ref": "#/components/schemas/Thing"}}}}}
        },
    }
    making = {"requestBody": {"required": True, **ONE}, "responses": {"201": ONE, "4XX": {"$ref": "#/components/responses/Error"}}}
    paths = {
        "/things": {"get": listing, "post": making},
        "/things/{id}": {"parameters": [NUMBER], "get": {"responses": {"200": ONE}}},
        "/things/special": {"delete": {"responses": {"204": {}}}},
    }
    components = {"schemas": {"Thing": THING, "Hook": HOOK, "Handoff": HANDOFF, "Owner": OWNER}, "responses": {"Error": {}}}
    return Description({"openapi": version, "paths": paths, "components": components})


def exchange(call: str, sent: Any, status: int, got: Any) -> Exchange:
    """An exchange in short."""
    method, _, target = call.partition(" ")
    path, _, query = target.partition("?")
    pairs = tuple((name, value) for name, _, value in (each.partition("=") for each in query.split("&") if each))
    return Exchange("acme", method, path, pairs, _bytes(sent), status, _bytes(got))


def _bytes(value: Any) -> bytes:
    return b"" if value is None else json.dumps(value).encode()


def seen(version: str, call: str, sent: Any, status: int, got: Any) -> list[str]:
    """What is seen in one exchange, in words."""
    described, exchanged = description(version), exchange(call, sent, status, got)
    operation = described.operation(exchanged.method, exchanged.path)
    return sorted(str(each) for each in violations(described, exchanged, operation, f"{exchanged.method} {exchanged.path}"))


every_version = pytest.mark.parametrize("version", ["3.0.3", "3.1.0"])
LIST, MAKE = "GET /things", "POST /things"
MADE = {"id": "1", "name": "a"}

SOUND = {
    "a list": ("GET /things?kind=big&page=2&filter[name][contains]=12", None, 200, [MADE]),
    "a create": (MAKE, {"name": "a", "key": "k"}, 201, MADE),
    "a nested alternative": (MAKE, {"name": "a", "tool": {"type": "hook", "url": "u"}}, 201, MADE),
    "free fields in an object that names none": (MAKE, {"name": "a", "labels": {"any": {"thing": 1}}}, 201, MADE),
    "free fields where only remarks are made": (MAKE, {"name": "a", "raw": {"any": {"thing": 1}}}, 201, MADE),
    "a status of a range": (MAKE, {"name": "a"}, 404, None),
    "a number in the path": ("GET /things/12", None, 200, MADE),
    "an empty answer": ("DELETE /things/special", None, 204, None),
}
BROKEN = {
    "a path that there is not": (("PATCH /things/12", {}, 200, None), "PATCH /things/12: operation : is not in the description"),
    "a path parameter of another type": (("GET /things/a", None, 200, MADE), "path /id: this string is not of type 'integer'"),
    "a query parameter of another type": (
        ("GET /things?kind=big&page=two", None, 200, []),
        "query /page: this string is not of type 'integer'",
    ),
    "a query parameter that there is not": (("GET /things?kind=big&size=2", None, 200, []), "query /size: is not in the description"),
    "a field of a filter that there is not": (
        ("GET /things?kind=big&filter[colour]=red", None, 200, []),
        "query /filter/colour: is not in the description",
    ),
    "a query parameter outside its values": (
        ("GET /things?kind=tall", None, 200, []),
        "query /kind: 'tall' is not one of ['big', 'small']",
    ),
    "a query parameter that is missing": ((LIST, None, 200, []), "query /kind: is required and not sent"),
    "a body that is missing": ((MAKE, None, 201, MADE), "request : a body is required and not sent"),
    "a body that is not asked for": (("DELETE /things/special", {}, 204, None), "request : a body is sent, and none is described"),
    "a field that is missing": ((MAKE, {}, 201, MADE), "request : 'name' is a required property"),
    "a misspelt field": ((MAKE, {"name": "a", "sise": 1}, 201, MADE), "request /sise: is not in the description"),
    "a misspelt field in an alternative": (
        (MAKE, {"name": "a", "tool": {"type": "handoff", "url": "u"}}, 201, MADE),
        "request /tool/url: is not in the description",
    ),
    "a fault in the alternative that was meant": (
        (MAKE, {"name": "a", "tool": {"type": "hook", "url": "u", "tries": ["x"]}}, 201, MADE),
        "request /tool/tries/*: this string is not of type 'integer'",
    ),
    "a fault in the object where an id or an object may stand": (
        (MAKE, {"name": "a", "owner": {"name": 1}}, 201, MADE),
        "request /owner/name: this integer is not of type 'string'",
    ),
    "a status that is not described": (("GET /things/12", None, 404, MADE), "status 404: is not described; described are 200"),
    "an answer of another type": (
        ("GET /things/12", None, 200, {**MADE, "size": "2"}),
        "response /size: this string is not of type 'integer'",
    ),
    "an answer without a field": (("GET /things?kind=big", None, 200, [{"id": "1"}]), "response /*: 'name' is a required property"),
    "an answer without its body": ((MAKE, {"name": "a"}, 201, None), "response : 201 comes without the body that is described"),
    "an answer with a body too many": (
        ("DELETE /things/special", None, 204, {}),
        "response : 204 comes with a body, and none is described",
    ),
}


@every_version
@pytest.mark.parametrize("case", SOUND)
def test_what_is_as_described_passes(case, version):
    """
    What the description allows is no violation.
    """
    assert seen(version, *SOUND[case]) == []


@every_version
@pytest.mark.parametrize("case", BROKEN)
def test_what_is_not_as_described_is_named_with_its_place(case, version):
    """
    A violation says the operation, where in the exchange, the place in the body, and what is wrong.
    """
    exchanged, said = BROKEN[case]
    (found,) = seen(version, *exchanged)
    assert found.endswith(said)


@every_version
def test_the_vendors_fields_are_not_sent_and_ours_not_answered(version):
    """
    What is marked read-only may not be sent, and what is marked write-only may not come back; neither is missed where it may not stand.
    """
    assert len(seen(version, MAKE, {"name": "a", "id": "1"}, 201, {**MADE, "key": "k"})) == 2


@every_version
def test_no_value_is_shown(version):
    """
    A report of violations can be pasted anywhere: what was sent may be a secret.
    """
    assert "hidden" not in " ".join(seen(version, MAKE, {"name": {"hidden": 1}, "size": "hidden"}, 201, {"id": ["hidden"]}))
