"""What is wrong with a spec is said with its path and never with the value."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import Field, model_validator

from reconciler.address import Address
from reconciler.schema import ABSENT, Reference, SecretRef, Spec
from reconciler.schema.spec import absent, problems
from reconciler.schema.traits import Ref, Sensitive, WriteOnly

HIDDEN = "hunter2-hunter2"


class Target(Spec):
    url: str
    size: int = ABSENT


class Agent(Spec):
    name: str
    size: int = ABSENT
    rate: float = ABSENT
    loud: bool = ABSENT
    code: Annotated[str, Field(pattern="^[a-z]+$", max_length=5)] = ABSENT
    key: Annotated[str, Sensitive(), WriteOnly()] = ABSENT
    agent: Annotated[str, Ref("acme/agent")] = ABSENT
    stops: list[str] | str = ABSENT
    labels: dict[str, str] = ABSENT
    counts: dict[str, int] | int = ABSENT
    target: Target | list[Target] = ABSENT
    targets: list[Target] = ABSENT
    note: str | None = ABSENT
    from_: Annotated[str, Field(alias="from")] = ABSENT

    @model_validator(mode="after")
    def _agrees(self) -> Agent:
        if self.loud is True and self.size is ABSENT:
            raise ValueError("A loud agent needs a size.")
        return self


def found(spec: Any) -> list[tuple[tuple[str | int, ...], str]]:
    return [(path, problem) for path, problem, _ in problems(Agent, {"name": "a"} | spec)]


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ({}, []),
        ({"brand_new": {"a": [1]}}, []),
        ({"note": None, "size": 3, "rate": 1}, []),
        ({"name": None}, [(("name",), "string_type")]),
        ({"size": "3"}, [(("size",), "int_type")]),
        ({"size": 3.5}, [(("size",), "int_type")]),
        ({"loud": "yes"}, [(("loud",), "bool_type")]),
        ({"loud": True}, [((), "value_error")]),
        ({"from": 3}, [(("from",), "string_type")]),
        ({"key": 3}, [(("key",), "string_type")]),
        ({"stops": 3}, [(("stops",), "list_type"), (("stops",), "string_type")]),
        ({"stops": ["a", 3]}, [(("stops", 1), "string_type"), (("stops",), "string_type")]),
        ({"labels": {"str": 1, "a[0]": 2}}, [(("labels", "str"), "string_type"), (("labels", "a[0]"), "string_type")]),
        ({"counts": {"dict": "1"}}, [(("counts", "dict"), "int_type"), (("counts",), "int_type")]),
        ({"target": {"size": 1}}, [(("target", "url"), "missing"), (("target",), "list_type")]),
        ({"target": {"url": 1}}, [(("target", "url"), "string_type"), (("target",), "list_type")]),
        ({"target": [{"url": 1}]}, [(("target",), "model_type"), (("target", 0, "url"), "string_type")]),
        ({"targets": [{"url": "u"}, {}]}, [(("targets", 1, "url"), "missing")]),
    ],
)
def test_a_path_leads_to_the_problem(spec, expected):
    """
    A path holds the fields and items that a person wrote, without the branches of unions.
    """
    assert found(spec) == expected


def test_a_missing_field_is_named():
    assert list(problems(Agent, {})) == [(("name",), "missing", "This field is required.")]


def test_a_spec_that_is_no_object_is_refused():
    assert [path for path, _, _ in problems(Agent, [1])] == [()]


def test_forms_stand_where_their_trait_is_worn():
    """
    A reference and a secret pass where they may stand, and are of a wrong type elsewhere.
    """
    reference, secret = Reference(Address("acme", "agent", "b")), SecretRef("env", "KEY")
    assert found({"agent": reference, "key": secret}) == []
    assert found({"agent": secret, "key": reference}) == [(("key",), "string_type"), (("agent",), "string_type")]


def test_a_rule_of_the_declaration_speaks_for_itself():
    """
    The sentence of a validator is shown as it was written, and another reason ends in a full stop.
    """
    assert [reason for *_, reason in problems(Agent, {"name": "a", "loud": True})] == ["A loud agent needs a size."]
    assert all(reason.endswith(".") for *_, reason in problems(Agent, {"name": 3, "code": "A"}))


ANY = some.recursive(
    some.just(HIDDEN) | some.integers() | some.booleans() | some.none() | some.floats(allow_nan=False),
    lambda inner: some.lists(inner, max_size=2) | some.dictionaries(some.sampled_from(["url", "size", "x"]), inner, max_size=2),
    max_leaves=6,
)


@given(some.dictionaries(some.sampled_from([*Agent.model_fields, "from"]), ANY))
def test_a_reason_never_holds_the_value(spec):
    """
    Reasons end up in logs and comments, where a mistyped secret must not be read.
    """
    for path, _, reason in problems(Agent, spec):
        assert HIDDEN not in reason
        assert HIDDEN not in path


@pytest.mark.parametrize(
    ("value", "says_nothing"),
    [(None, True), ("", True), ([], True), ({}, True), (0, False), (False, False), (" ", False), ([None], False), ({"a": None}, False)],
)
def test_what_says_nothing(value, says_nothing):
    """
    Null and whatever is empty; a zero and false say something.
    """
    assert absent(value) is says_nothing
