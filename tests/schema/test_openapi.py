"""Vendors write the same thing in many ways: descriptions of OpenAPI 3.0 and 3.1 read as the same tree of places."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from reconciler.diagnostics import InputError
from reconciler.schema.in_description import joined, seen
from reconciler.schema.openapi import Operation, described, shaped
from reconciler.schema.place import Place
from reconciler.schema.reading import Reader

Json = Any


def to(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}


CAT = {"type": "object", "properties": {"type": {"const": "cat"}, "purrs": {"type": "boolean"}}, "required": ["type"]}
DOG = {"type": "object", "properties": {"type": {"enum": ["dog", "wolf"]}, "barks": {"type": "boolean"}}, "required": ["type"]}
FISH = {"type": "object", "properties": {"type": {"type": "string"}, "swims": {"type": "boolean"}}}
SCHEMAS = {
    "Cat": CAT,
    "Dog": DOG,
    "Fish": FISH,
    "Name": {"type": "string", "maxLength": 40},
    "Again": {"$ref": "#/components/schemas/Name"},
    "Tree": {"type": "object", "properties": {"leaf": {"type": "string"}, "branches": {"type": "array", "items": to("Tree")}}},
    "Round": to("Round"),
    "Undefined": {"type": "object", "properties": {}, "additionalProperties": False},
}


def read(schema: Json) -> Place:
    return Reader({"components": {"schemas": SCHEMAS}}).place(schema)


def said(place: Place) -> dict[str, Json]:
    """What is said of a place, and nothing of what is not."""
    facts: dict[str, Json] = {
        "types": sorted(place.types),
        "values": place.values and list(place.values),
        "known": list(place.known),
        "limits": dict(place.limits),
        "read_only": place.read_only,
        "write_only": place.write_only,
        "fields": {name: ["required"] if each.required else [] for name, each in place.fields.items()},
        "item": said(place.item) if place.item else None,
        "free": said(place.free) if place.free else None,
        "variants": {name: sorted(each.fields) for name, each in place.variants.items()},
    }
    return {name: fact for name, fact in facts.items() if fact}


TEXT = {"types": ["string"]}
NULLABLE = {"types": ["null", "string"]}

ROWS: list[tuple[str, Json, Json]] = [
    ("an empty schema says nothing", {}, {}),
    ("so does true", True, {}),
    ("a type", {"type": "string"}, TEXT),
    ("3.0 says nullable", {"type": "string", "nullable": True}, NULLABLE),
    ("3.1 says several types", {"type": ["string", "null"]}, NULLABLE),
    ("others say anyOf", {"anyOf": [{"type": "string"}, {"type": "null"}]}, NULLABLE),
    ("a nullable reference", {"anyOf": [to("Name"), {"type": "null"}]}, {**NULLABLE, "limits": {"maxLength": 40}}),
    ("an enum", {"type": "string", "enum": ["a", "b"]}, {**TEXT, "values": ["a", "b"]}),
    ("an enum without its type", {"enum": ["a", None]}, {**NULLABLE, "values": ["a", None]}),
    ("a constant", {"const": 5}, {"types": ["integer"], "values": [5]}),
    ("an enum in parts", {"anyOf": [{"const": "a"}, {"enum": ["b", "c"]}]}, {**TEXT, "values": ["a", "b", "c"]}),
    ("an open enum", {"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "string"}]}, {**TEXT, "known": ["a"]}),
    ("an open enum by its extension", {"type": "string", "x-known-values": ["a"]}, {**TEXT, "known": ["a"]}),
    ("True is not 1", {"enum": [True, 1]}, {"types": ["boolean", "integer"], "values": [True, 1]}),
    ("limits", {"type": "integer", "minimum": 1, "maximum": 5}, {"types": ["integer"], "limits": {"maximum": 5, "minimum": 1}}),
    ("3.0 flags an exclusive limit", {"minimum": 1, "exclusiveMinimum": True}, {"limits": {"exclusiveMinimum": 1}}),
    ("3.1 says it", {"exclusiveMinimum": 1}, {"limits": {"exclusiveMinimum": 1}}),
    ("a pattern", {"type": "string", "pattern": "^a"}, {**TEXT, "limits": {"pattern": "^a"}}),
    (
        "of two alternatives the looser limit",
        {"oneOf": [{"type": "number", "minimum": 0}, {"type": "number", "minimum": 1}]},
        {"types": ["number"], "limits": {"minimum": 0}},
    ),
    ("a limit of one alternative binds nobody", {"oneOf": [{"type": "string", "maxLength": 4}, {"type": "string"}]}, TEXT),
    ("a reference", to("Name"), {**TEXT, "limits": {"maxLength": 40}}),
    ("a reference to a reference", to("Again"), {**TEXT, "limits": {"maxLength": 40}}),
    ("words beside a reference", {**to("Name"), "readOnly": True}, {**TEXT, "limits": {"maxLength": 40}, "read_only": True}),
    ("write-only", {"type": "string", "writeOnly": True}, {**TEXT, "write_only": True}),
    (
        "allOf adds up",
        {"allOf": [CAT, {"properties": {"age": {"type": "integer"}}, "required": ["age"]}]},
        {"types": ["object"], "fields": {"type": ["required"], "purrs": [], "age": ["required"]}},
    ),
    ("allOf narrows a type", {"allOf": [{"type": "number"}, {"type": "integer"}]}, {"types": ["integer"]}),
    ("allOf narrows an enum", {"allOf": [{"enum": ["a", "b"]}, {"enum": ["b", "c"]}]}, {**TEXT, "values": ["b"]}),
    (
        "a list",
        {"type": "array", "items": to("Name"), "maxItems": 3},
        {"types": ["array"], "limits": {"maxItems": 3}, "item": {**TEXT, "limits": {"maxLength": 40}}},
    ),
    (
        "lists in lists",
        {"type": "array", "items": {"type": "array", "items": {"type": "string"}}},
        {"types": ["array"], "item": {"types": ["array"], "item": TEXT}},
    ),
    ("a map", {"type": "object", "additionalProperties": {"type": "string"}}, {"types": ["object"], "free": TEXT}),
    ("an object that is open", {"type": "object", "additionalProperties": True}, {"types": ["object"]}),
    ("an object without its type", {"properties": {"a": {}}}, {"types": ["object"], "fields": {"a": []}}),
    (
        "variants told apart by a constant",
        {"oneOf": [CAT, DOG]},
        {
            "types": ["object"],
            "fields": {"type": ["required"], "purrs": [], "barks": []},
            "variants": {"cat": ["purrs", "type"], "dog": ["barks", "type"], "wolf": ["barks", "type"]},
        },
    ),
    ("variants that nothing tells apart", {"oneOf": [CAT, FISH]}, {"types": ["object"], "fields": {"type": [], "purrs": [], "swims": []}}),
    (
        "variants told apart by the discriminator alone",
        {
            "oneOf": [to("Cat"), to("Fish")],
            "discriminator": {"propertyName": "type", "mapping": {"cat": "#/components/schemas/Cat", "fish": "Fish"}},
        },
        {
            "types": ["object"],
            "fields": {"type": [], "purrs": [], "swims": []},
            "variants": {"cat": ["purrs", "type"], "fish": ["swims", "type"]},
        },
    ),
    (
        "variants in variants",
        {"oneOf": [{"oneOf": [CAT, DOG]}, {"properties": {"type": {"const": "cow"}}}]},
        {
            "types": ["object"],
            "fields": {"type": [], "purrs": [], "barks": []},
            "variants": {"cat": ["purrs", "type"], "dog": ["barks", "type"], "wolf": ["barks", "type"], "cow": ["type"]},
        },
    ),
    ("an empty object that means not given", {"anyOf": [{"type": "string"}, to("Undefined")]}, TEXT),
    (
        "a text or an object",
        {"anyOf": [{"type": "string", "enum": ["a"]}, CAT]},
        {"types": ["object", "string"], "values": ["a"], "fields": {"type": ["required"], "purrs": []}},
    ),
]


@pytest.mark.parametrize(("schema", "expected"), [pytest.param(schema, expected, id=name) for name, schema, expected in ROWS])
def test_a_schema_is_read(schema, expected):
    """
    However a vendor's generator writes it, the same thing is compared as the same thing.
    """
    assert said(read(schema)) == expected


def test_a_schema_that_refers_to_itself_has_an_end():
    """
    An expression of expressions is read down to where it begins again.
    """
    branches = read(to("Tree")).fields["branches"]

    assert branches.item is not None
    assert branches.item.cut
    assert branches.item.fields == {}


@pytest.mark.parametrize("target", ["#/components/schemas/Missing", "#/components/schemas/Round", "other.yaml#/Cat", "#"])
def test_a_reference_that_leads_nowhere_is_said(target):
    """
    A description in several files is refused, naming what it lacks.
    """
    with pytest.raises(InputError) as refused:
        read({"$ref": target})

    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.summary == "Broken reference"
    assert target in diagnostic.detail


LEAVES = (
    some.none() | some.booleans() | some.integers(-3, 3) | some.text(max_size=3) | some.sampled_from(["string", "object", "array", "null"])
)
WORDS = some.sampled_from(
    [
        "type",
        "properties",
        "items",
        "enum",
        "const",
        "anyOf",
        "oneOf",
        "allOf",
        "required",
        "additionalProperties",
        "nullable",
        "minimum",
        "exclusiveMinimum",
        "maxLength",
        "pattern",
        "discriminator",
        "propertyName",
        "mapping",
        "x-known-values",
        "readOnly",
        "default",
        "a",
    ]
)
ANYTHING = some.recursive(LEAVES, lambda inner: some.lists(inner, max_size=3) | some.dictionaries(WORDS, inner, max_size=4), max_leaves=20)


@given(ANYTHING)
def test_a_schema_that_makes_no_sense_is_read_as_far_as_it_does(schema):
    """
    Descriptions are written by programs and by hand: a list where an object belongs says nothing, and stops nothing.
    """
    place = read(schema)

    assert joined(seen(place, "create"), seen(place, "answer")).carriers == {"create", "answer"}


# --- Operations -------------------------------------------------------------------------------------------------------

BODY = {"content": {"application/json": {"schema": to("Cat")}}}
DOCUMENT = {
    "openapi": "3.0.3",
    "servers": [{"url": "https://api.acme.test/v2/"}],
    "paths": {
        "/cats": {
            "summary": "Cats.",
            "get": {"responses": {"default": BODY, "200": {"$ref": "#/components/responses/Cats"}}},
            "post": {"requestBody": {"$ref": "#/components/requestBodies/Cat"}, "responses": {"2XX": BODY, "422": {}}},
        },
        "/cats/{cat_id}": {"delete": {"responses": {"204": {"description": "Gone."}}}},
        "/cats/fattest": {"get": {"responses": {"200": {"content": {"text/plain": {"schema": to("Name")}}}}}},
    },
    "components": {
        "schemas": SCHEMAS,
        "requestBodies": {"Cat": {"content": {"multipart/form-data": {"schema": to("Name")}, "application/json": {"schema": to("Cat")}}}},
        "responses": {"Cats": {"content": {"application/json": {"schema": {"type": "array", "items": to("Cat")}}}}},
    },
}


def test_what_calls_carry_is_found_through_references():
    """
    Bodies and answers may stand among the components; JSON goes before other forms, and a success before an error.
    """
    description = described(DOCUMENT)
    list_, create = Operation("GET", "/cats"), Operation("POST", "/cats")
    answered, sent, made = description.answer(list_), description.body(create), description.answer(create)

    assert answered is not None
    assert answered.item is not None
    assert set(answered.item.fields) == {"type", "purrs"}
    assert sent is not None
    assert set(sent.fields) == {"type", "purrs"}
    assert made == sent
    assert description.body(list_) is None
    assert description.answer(Operation("DELETE", "/cats/{cat_id}")) is None


@pytest.mark.parametrize(
    ("path", "base_url", "found"),
    [
        ("/cats", "", "/cats"),
        ("/cats/{id}", "", "/cats/{cat_id}"),
        ("/v2/cats/{id}", "", "/cats/{cat_id}"),
        ("/cats/{id}", "https://api.acme.test/v2", "/cats/{cat_id}"),
        ("/cats/{id}/kittens", "", None),
        ("/dogs", "", None),
    ],
)
def test_operations_are_found_by_the_shape_of_their_path(path, base_url, found):
    """
    Path parameters may have other names, and the base path may stand in the servers or in each path.
    """
    description = described(DOCUMENT)
    method = "DELETE" if "{" in path else "GET"

    assert description.find(method, path, base_url) == (found and Operation(method, found))


def test_a_method_is_part_of_an_operation():
    assert described(DOCUMENT).find("PATCH", "/cats/{id}") is None


@pytest.mark.parametrize(
    ("path", "shape"), [("/a/{id}", "/a/{}"), ("/a/{id}/", "/a/{}"), ("/", "/"), ("/a/{b}.json", "/a/{}.json"), ("/a", "/a")]
)
def test_shapes(path, shape):
    assert shaped(path) == shape


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        {},
        {"swagger": "2.0", "paths": {"/a": {}}},
        {"openapi": 3.1, "paths": {"/a": {}}},
        {"openapi": "2.0", "paths": {"/a": {}}},
        {"openapi": "3.1.0"},
        {"openapi": "3.1.0", "paths": {}},
        {"openapi": "3.1.0", "paths": []},
    ],
)
def test_what_is_no_description_is_refused(data):
    """
    Another file given by mistake is not compared as if a vendor had nothing.
    """
    with pytest.raises(InputError) as refused:
        described(data, "wrong.json")

    (diagnostic,) = refused.value.diagnostics
    assert diagnostic.summary == "Not an OpenAPI description"
    assert str(diagnostic.source) == "wrong.json"
