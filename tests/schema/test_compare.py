"""What a vendor's description has and we lack is a row, each with its place; what is the same on both sides is none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import pytest
from pydantic import Field

from reconciler.schema import ABSENT, Endpoint, Kind, Listing, Mode, Pages, Spec, says
from reconciler.schema.compare import compare
from reconciler.schema.difference import HINTS, Difference
from reconciler.schema.in_description import place_of
from reconciler.schema.openapi import described
from reconciler.schema.parts import Members, Part, Versions, Within
from reconciler.schema.traits import (
    AlwaysSent,
    Atomic,
    Computed,
    CreateOnly,
    Default,
    Immutable,
    Null,
    NullMeans,
    PathParam,
    Ref,
    Sensitive,
    Unread,
)

Json = Any

TEXT = {"type": "string"}


def kind(fields: Mapping[str, Any], **more: Any) -> Kind:
    """A kind whose spec has these fields, each an annotation; one that stands in a tuple is required."""
    namespace = {name: ABSENT for name, each in fields.items() if not isinstance(each, tuple)}
    hints = {name: each[0] if isinstance(each, tuple) else each for name, each in fields.items()}
    spec = type("Thing", (Spec,), {"__annotations__": hints, "__module__": __name__, **namespace})
    given = {
        "list": Listing("/things", Pages()),
        "read": Endpoint("GET", "/things/{id}"),
        "create": Endpoint("POST", "/things"),
        "update": Endpoint("PATCH", "/things/{id}"),
        **more,
    }
    return Kind("acme", "thing", spec, **given)


def thing(properties: Json, required: tuple[str, ...] = ()) -> Json:
    return {"type": "object", "properties": properties, "required": list(required)}


def carried(schema: Json) -> Json:
    return {"content": {"application/json": {"schema": schema}}}


def description(create: Json, update: Json = None, answer: Json = None, more: Json = None) -> Json:
    """Create and update take the same and an answer holds the same, unless they are told apart."""
    update = create if update is None else update
    answer = create if answer is None else answer
    listed = thing({"data": {"type": "array", "items": answer}})
    paths = {
        "/things": {"post": {"requestBody": carried(create)}, "get": {"responses": {"200": carried(listed)}}},
        "/things/{thing_id}": {"patch": {"requestBody": carried(update)}, "get": {"responses": {"200": carried(answer)}}},
        **(more or {}),
    }
    return described({"openapi": "3.1.0", "paths": paths, "components": {"schemas": {"Node": NODE}}})


def rows(of: Kind, *given: Json, **more: Json) -> list[tuple[str, str, str, str]]:
    place = place_of(of, description(*given, **more), "")
    assert place is not None
    return [(row.path, str(row.difference), row.described, row.ours) for row in compare(of, place)]


NODE = thing({"name": TEXT, "next": {"$ref": "#/components/schemas/Node"}})


class Point(Spec):
    x: int = ABSENT


class Node(Spec):
    name: str = ABSENT
    next: Any = ABSENT


class Hook(Spec):
    type: Literal["hook"]
    url: str = ABSENT


class Dial(Spec):
    type: Literal["dial"]
    number: str = ABSENT


class Flat(Spec):
    """One class for all variants, as a declaration may have it."""

    type: Annotated[str, says("What it does.", known=("hook", "dial"))]
    url: str = ABSENT
    number: str = ABSENT


HOOK = thing({"type": {"const": "hook"}, "url": TEXT}, ("type",))
DIAL = thing({"type": {"const": "dial"}, "number": TEXT}, ("type",))
MAIL = thing({"type": {"const": "mail"}, "to": TEXT}, ("type",))
LONG_HOOK = thing({"type": {"const": "hook"}, "url": TEXT, "retries": {"type": "integer"}}, ("type",))

# What it shows; our type of the field; the description's schema of it; differences as (path, difference, described, ours).
FIELDS: list[tuple[str, Any, Json, list[tuple[str, str, str, str]]]] = [
    ("the same", str, TEXT, []),
    ("an enum that is the same in another order", Literal["a", "b"], {"enum": ["b", "a"]}, []),
    ("a new value", Literal["a"], {"enum": ["a", "b"]}, [("f", "new value", "b", "a")]),
    ("each new value is a row", Literal["a"], {"enum": ["a", "b", "c"]}, [("f", "new value", "b", "a"), ("f", "new value", "c", "a")]),
    ("a value that is gone", Literal["a", "b"], {"enum": ["a"]}, [("f", "value gone", "no b", "a, b")]),
    ("an enum that was opened", Literal["a"], TEXT, [("f", "value gone", "any value", "a")]),
    ("values of a field that names none", str, {"enum": ["a", "b"]}, [("f", "new value", "a, b", "any value")]),
    ("an open enum of ours knows all values", Annotated[str, says("F.", known=("a", "b"))], {"enum": ["a", "b"]}, []),
    (
        "an open enum of ours lacks one",
        Annotated[str, says("F.", known=("a",))],
        {"enum": ["a", "b"]},
        [("f", "new value", "b", "a, or any other")],
    ),
    (
        "both are open, and they name another",
        Annotated[str, says("F.", known=("a",))],
        {**TEXT, "x-known-values": ["a", "b"]},
        [("f", "new value", "b", "a, or any other")],
    ),
    ("both are open, and we name more", Annotated[str, says("F.", known=("a", "b"))], {**TEXT, "x-known-values": ["a"]}, []),
    ("they name none", Annotated[str, says("F.", known=("a",))], TEXT, []),
    (
        "a long enum is cut",
        Literal["a", "b", "c", "d", "e"],
        {"enum": ["a", "b", "c", "d", "e", "f"]},
        [("f", "new value", "f", "a, b, c, d and 1 more")],
    ),
    ("null among values says nothing", Annotated[Literal["a"] | None, NullMeans(Null.CLEAR)], {"enum": ["a", None]}, []),
    ("another type", str, {"type": "integer"}, [("f", "type", "integer", "string")]),
    ("one more type", str, {"type": ["string", "integer"]}, [("f", "type", "integer or string", "string")]),
    ("a whole number and any number", int, {"type": "number"}, [("f", "type", "number", "integer")]),
    ("every integer is a number", float, {"type": ["integer", "number"]}, []),
    ("an object and a list", Point, {"type": "array"}, [("f", "type", "array", "object")]),
    ("anything fits what we leave open", Any, {"type": "integer", "minimum": 1}, [("f", "limit", "minimum 1", "no minimum")]),
    ("they leave it open", int, {}, []),
    ("null is accepted by them alone", str, {"type": ["string", "null"]}, [("f", "null", "null is accepted", "null is refused")]),
    (
        "null is accepted by us alone",
        Annotated[str | None, NullMeans(Null.CLEAR)],
        TEXT,
        [("f", "null", "null is refused", "null is accepted")],
    ),
    ("null as 3.0 writes it", Annotated[str | None, NullMeans(Null.CLEAR)], {**TEXT, "nullable": True}, []),
    ("a new limit", str, {**TEXT, "maxLength": 5}, [("f", "limit", "maxLength 5", "no maxLength")]),
    ("another limit", Annotated[str, says("F.", max_length=4)], {**TEXT, "maxLength": 5}, [("f", "limit", "maxLength 5", "maxLength 4")]),
    ("the same limit, as a float", Annotated[int, says("F.", ge=1)], {"type": "integer", "minimum": 1.0}, []),
    ("a limit of ours alone", Annotated[int, says("F.", ge=1)], {"type": "integer"}, [("f", "limit", "no minimum", "minimum 1")]),
    ("a pattern", Annotated[str, says("F.", pattern="^a")], {**TEXT, "pattern": "^b"}, [("f", "limit", "pattern ^b", "pattern ^a")]),
    (
        "a limit behind null",
        Annotated[Annotated[str, Field(max_length=5)] | None, NullMeans(Null.CLEAR)],
        {"anyOf": [{**TEXT, "maxLength": 5}, {"type": "null"}]},
        [],
    ),
    ("the length of a list", list[str], {"type": "array", "items": TEXT, "maxItems": 3}, [("f", "limit", "maxItems 3", "no maxItems")]),
    ("items", list[str], {"type": "array", "items": {"type": "integer"}}, [("f[]", "type", "integer", "string")]),
    (
        "lists in lists",
        list[list[Point]],
        {"type": "array", "items": {"type": "array", "items": thing({"x": {"type": "integer"}, "y": TEXT})}},
        [("f[][].y", "new field", "string; create and update", "not declared")],
    ),
    ("a map", dict[str, int], {"type": "object", "additionalProperties": TEXT}, [("f.*", "type", "string", "integer")]),
    (
        "a map of objects",
        dict[str, Point],
        {"type": "object", "additionalProperties": thing({"x": TEXT})},
        [("f.*.x", "type", "string", "integer")],
    ),
    ("a map takes every field", dict[str, str], thing({"a": {"type": "integer"}}), []),
    ("an opaque value takes everything", Annotated[dict[str, Any], Atomic()], thing({"a": {"type": "integer"}}), []),
    ("an object of which they say nothing", Point, {"type": "object"}, []),
    (
        "a new field in an object",
        Point,
        thing({"x": {"type": "integer"}, "y": {"enum": ["a"]}}),
        [("f.y", "new field", "string of a; create and update", "not declared")],
    ),
    (
        "a field of an object is gone",
        Point,
        thing({"y": TEXT}),
        [("f.x", "field gone", "not described", "declared"), ("f.y", "new field", "string; create and update", "not declared")],
    ),
    ("a schema that refers to itself", Node, {"$ref": "#/components/schemas/Node"}, []),
    ("a default that we know", Annotated[int, Default(3)], {"type": "integer", "default": 3}, []),
    ("a default that is another", Annotated[int, Default(3)], {"type": "integer", "default": 4}, [("f", "default", "4", "3")]),
    ("a default of theirs alone", int, {"type": "integer", "default": 4}, []),
    ("a reference is an id, whatever else is taken", Annotated[str, Ref("acme/agent")], {"anyOf": [TEXT, NODE]}, []),
    ("a reference that takes no id", Annotated[str, Ref("acme/agent")], NODE, [("f", "type", "object", "string")]),
    ("a secret is a text", Annotated[str, Sensitive()], TEXT, []),
    ("a secret that may be null", Annotated[str | None, Sensitive(), NullMeans(Null.CLEAR)], {"type": ["string", "null"]}, []),
    ("a secret is no number", Annotated[str, Sensitive()], {"type": "integer"}, [("f", "type", "integer", "string")]),
    ("the same variants", Hook | Dial, {"oneOf": [HOOK, DIAL]}, []),
    ("a new variant", Hook | Dial, {"oneOf": [HOOK, DIAL, MAIL]}, [("f", "new variant", "mail with type, to", "not declared")]),
    (
        "a variant that is gone",
        Hook | Dial,
        HOOK,
        [("f.number", "field gone", "not described", "declared"), ("f.type", "value gone", "no dial", "hook, dial")],
    ),
    (
        "one of several variants is gone",
        Annotated[Hook | Dial, Field(discriminator="type")],
        {"oneOf": [HOOK, MAIL]},
        [("f", "new variant", "mail with type, to", "not declared"), ("f", "variant gone", "no dial", "dial with type, number")],
    ),
    (
        "a new field of one variant",
        Hook | Dial,
        {"oneOf": [LONG_HOOK, DIAL]},
        [("f(hook).retries", "new field", "integer; create and update", "not declared")],
    ),
    (
        "a new variant of a list",
        list[Hook | Dial],
        {"type": "array", "items": {"oneOf": [HOOK, DIAL, MAIL]}},
        [("f[]", "new variant", "mail with type, to", "not declared")],
    ),
    ("variants that we do not tell apart", Flat, {"oneOf": [HOOK, DIAL]}, []),
    (
        "a new one of them",
        Flat,
        {"oneOf": [HOOK, DIAL, MAIL]},
        [
            ("f.to", "new field", "string; create and update", "not declared"),
            ("f.type", "new variant", "mail with type, to", "hook, dial, or any other"),
        ],
    ),
]


@pytest.mark.parametrize(("ours", "theirs", "expected"), [pytest.param(*row[1:], id=row[0]) for row in FIELDS])
def test_a_field_is_compared(ours, theirs, expected):
    """
    Whatever the vendor's next description changes at a field, the maintainer reads where and what.
    """
    assert rows(kind({"f": ours}), thing({"f": theirs})) == expected


F = thing({"f": TEXT})
NOTHING = thing({"g": TEXT})
BOTH = thing({"f": TEXT, "g": TEXT})

# What it shows; our type; what create and update take and an answer holds; the differences of f.
ROADS: list[tuple[str, Any, tuple[Json, Json, Json], list[tuple[str, str]]]] = [
    ("everywhere", str, (BOTH, BOTH, BOTH), []),
    ("only answered", str, (NOTHING, NOTHING, BOTH), [("read-only", "only answered")]),
    ("only answered, and so we say", Annotated[str, Computed()], (NOTHING, NOTHING, BOTH), []),
    (
        "read-only by its own word",
        str,
        (thing({"f": {**TEXT, "readOnly": True}, "g": TEXT}), BOTH, BOTH),
        [("not on create", "only in updates")],
    ),
    ("read-only everywhere", str, (thing({"f": {**TEXT, "readOnly": True}, "g": TEXT}),) * 3, [("read-only", "only answered")]),
    ("computed, and yet taken", Annotated[str, Computed()], (BOTH, NOTHING, BOTH), [("writable", "create")]),
    ("computed, and no longer answered", Annotated[str, Computed()], (NOTHING, NOTHING, NOTHING), []),
    ("never answered", str, (BOTH, BOTH, NOTHING), [("never answered", "never answered")]),
    ("never answered, and so we say", Annotated[str, Unread()], (BOTH, BOTH, NOTHING), []),
    ("a secret is not answered", Annotated[str, Sensitive()], (BOTH, BOTH, NOTHING), []),
    (
        "nor are secrets in a map",
        dict[str, Annotated[str, Sensitive()]],
        (thing({"f": {"type": "object"}, "g": TEXT}),) * 2 + (NOTHING,),
        [],
    ),
    (
        "write-only by its own word",
        str,
        (thing({"f": {**TEXT, "writeOnly": True}, "g": TEXT}),) * 3,
        [("never answered", "never answered")],
    ),
    ("only on create", str, (BOTH, NOTHING, BOTH), [("fixed after create", "only on create")]),
    ("only on create, and so we say", Annotated[str, CreateOnly()], (BOTH, NOTHING, BOTH), []),
    ("a replacement on change", Annotated[str, Immutable()], (BOTH, NOTHING, BOTH), []),
    ("it can be changed", Annotated[str, Immutable()], (BOTH, BOTH, BOTH), [("changeable", "taken by updates")]),
    ("it is in every update and does not change", Annotated[str, Immutable(), AlwaysSent()], (BOTH, BOTH, BOTH), []),
    ("only in updates", str, (NOTHING, BOTH, BOTH), [("not on create", "only in updates")]),
    ("an answer that says nothing of its fields", str, (BOTH, BOTH, {"type": "object"}), []),
    ("null in an answer is absence", str, (BOTH, BOTH, thing({"f": {"type": ["string", "null"]}, "g": TEXT})), []),
    ("what is sent decides on the type", str, (BOTH, BOTH, thing({"f": {"type": "integer"}, "g": TEXT})), []),
    (
        "a value that only an answer has",
        Literal["a"],
        (thing({"f": {"enum": ["a"]}, "g": TEXT}),) * 2 + (thing({"f": {"enum": ["a", "b"]}, "g": TEXT}),),
        [("new value", "b")],
    ),
]


@pytest.mark.parametrize(("ours", "given", "expected"), [pytest.param(*row[1:], id=row[0]) for row in ROADS])
def test_who_may_write_a_field_is_compared(ours, given, expected):
    """
    A field that a manifest may write and the vendor only answers would differ for ever; one that is never answered, too.
    """
    found = rows(kind({"f": ours, "g": Any}), *given)

    assert [(difference, theirs) for path, difference, theirs, _ in found if path == "f"] == expected


@pytest.mark.parametrize(
    ("ours", "required", "expected"),
    [
        (str, (), []),
        ((str,), ("f",), []),
        (str, ("f",), [("f", "required", "required", "optional")]),
        ((str,), (), [("f", "required", "optional", "required")]),
    ],
)
def test_required_fields_are_compared_by_what_create_takes(ours, required, expected):
    """
    An update takes less, and an answer holds more, than has to be written.
    """
    assert rows(kind({"f": ours}), thing({"f": TEXT}, required), thing({"f": TEXT}), thing({"f": TEXT}, ("f",))) == expected


def test_a_new_field_says_what_it_is():
    """
    The row is enough to declare it: type, values, what is inside, and who may write it.
    """
    new = {"f": TEXT, "mode": {"enum": ["a", "b"]}, "box": thing({"x": TEXT, "y": TEXT})}

    assert rows(kind({"f": str}), thing(new), F, thing({**new, "at": TEXT})) == [
        ("at", "new field", "string; only answered", "not declared"),
        ("box", "new field", "object with x, y; create", "not declared"),
        ("mode", "new field", "string of a, b; create", "not declared"),
    ]


def test_a_part_of_the_address_is_no_field():
    assert rows(kind({"f": str, "parent": Annotated[str, PathParam()]}), F) == []


def test_where_blank_is_absent_null_says_nothing():
    """
    At such a vendor null, empty and absent are one.
    """
    of = kind({"f": Annotated[str | None, NullMeans(Null.CLEAR)], "g": str}, blank_is_absent=True)

    assert rows(of, thing({"f": TEXT, "g": {"type": ["string", "null"]}})) == []


def test_an_update_that_sends_the_whole_object_sends_what_cannot_change():
    assert rows(kind({"f": Annotated[str, Immutable()]}, mode=Mode.REPLACE), F) == []


def test_an_enveloped_answer_is_unwrapped():
    """
    The object may stand below a key of the answer, and an item of a list does not.
    """
    answer = thing({"data": thing({"f": TEXT, "new": TEXT})})
    of = kind({"f": str}, unwrap="data", list=None)

    assert rows(of, F, answer=answer) == [("new", "new field", "string; only answered", "not declared")]


def test_a_list_that_answers_one_object_holds_it():
    single = {"/setting": {"get": {"responses": {"200": carried(thing({"f": TEXT, "new": TEXT}))}}}}
    of = kind({"f": str}, list=Listing("/setting", Pages(items=None), single=True), read=None)

    assert rows(of, F, more=single) == [("new", "new field", "string; only answered", "not declared")]


def test_a_part_is_written_by_its_own_call():
    """
    What a part's endpoint takes is the content of the part's field, and no update of the object has to take it.
    """
    voice = {"/things/{id}/voice": {"put": {"requestBody": carried(thing({"x": {"type": "integer"}, "y": TEXT}))}}}
    part = Part(("voice",), Endpoint("PUT", "/things/{id}/voice"), inside=True)
    of = kind({"f": str, "voice": Annotated[Point, Unread()]}, parts=(part,))

    assert ("voice.y", "new field", "string; update", "not declared") in rows(of, F, more=voice)


def test_members_are_ids_whatever_an_answer_shows():
    of = kind(
        {"f": str, "friends": list[str]},
        members=(
            Members("friends", Endpoint("POST", "/things/{id}/friends/{member}"), Endpoint("DELETE", "/things/{id}/friends/{member}")),
        ),
    )

    assert rows(of, F, answer=thing({"f": TEXT, "friends": {"type": "array", "items": NODE}})) == []


def test_what_an_update_says_of_its_version_is_no_field():
    """
    Whether it becomes the main version, and what it is called, stand in the body beside the object.
    """
    at = "/things/{id}/versions"
    versions = Versions(
        "version", Endpoint("GET", at), Endpoint("GET", f"{at}/{{version}}"), Endpoint("POST", f"{at}/{{version}}"), "main", "label"
    )
    update = thing({"f": TEXT, "main": {"type": "boolean"}, "label": TEXT, "draft": TEXT})

    assert rows(kind({"f": str}, versions=versions), F, update) == [("draft", "new field", "string; update", "not declared")]


def test_an_item_of_a_shared_list_is_found_by_its_fields():
    """
    The object is written as an item of a list somewhere in a larger body.
    """
    item = thing({"f": TEXT, "g": TEXT, "new": TEXT})
    whole = thing({"settings": thing({"others": {"type": "array", "items": F}, "things": {"type": "array", "items": item}})})
    within = Within(Endpoint("GET", "/things/{id}"), lambda container, _key, _item: container)

    assert rows(kind({"f": str, "g": str}, within=within, list=None), whole) == [
        ("new", "new field", "string; create and update", "not declared")
    ]


def test_a_kind_of_which_nothing_is_described_has_no_rows():
    """
    That its operations are gone is said of them, once.
    """
    nowhere = kind({"f": str}, list=None, read=None, create=Endpoint("POST", "/elsewhere"), update=None)

    assert place_of(nowhere, description(F), "") is None


def test_rows_stand_in_the_order_of_their_places():
    found = [path for path, *_ in rows(kind({"f": str}), thing({"z": TEXT, "f": TEXT, "a": TEXT}))]

    assert found == ["a", "z"]


def test_every_difference_says_what_to_do():
    assert set(HINTS) == set(Difference)


def test_a_kind_that_cannot_be_made_is_compared_by_its_other_operations():
    """
    A number that is adopted and never bought has no create.
    """
    assert rows(kind({"f": str}, create=None), F, update=thing({"f": TEXT, "g": TEXT}))[0][0] == "g"


def test_a_value_that_is_gone_is_no_variant():
    """
    Only a new value of the field that tells variants apart brings a variant with it.
    """

    class One(Spec):
        type: Literal["hook", "dial", "mail"]
        url: str = ABSENT
        number: str = ABSENT

    assert rows(kind({"f": One}), thing({"f": {"oneOf": [HOOK, DIAL]}})) == [("f.type", "value gone", "no mail", "hook, dial, mail")]


def test_a_variant_without_the_field_that_tells_them_apart_is_left_out():
    """
    The description names the field, and one of its objects lacks it: it cannot be called by a value of it.
    """
    choice = {"oneOf": [HOOK, DIAL, thing({"to": TEXT})], "discriminator": {"propertyName": "type"}}
    assert rows(kind({"f": Hook | Dial}), thing({"f": choice})) == []


def test_every_row_says_what_to_do():
    """
    By its difference.
    """
    (row,) = compare(kind({"f": str}), _place(kind({"f": str}), thing({"f": TEXT, "g": TEXT})))
    assert row.hint == HINTS[Difference.NEW_FIELD]


def _place(of: Kind, given: Json) -> Any:
    return place_of(of, description(given), "")
