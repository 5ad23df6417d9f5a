"""Reading back: what the vendor made of what we sent, and what is remembered of it."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.apply.settle import Settled, Written, beginning, settle
from reconciler.diff.compare import compare
from reconciler.live import Live
from reconciler.schema import Kind, Secret, SecretRef
from reconciler.state import Mark, Record
from tests.diff.build import KEY, kind

AGENT = kind(
    {
        "name": {"is": "str", "traits": ["Identity"]},
        "prompt": {"is": "str", "traits": ["Verbatim"]},
        "number": "str",
        "tags": {"list": "str", "traits": ["SetLike"]},
        "voice": {"object": {"id": "str", "speed": "float"}},
        "token": {"is": "str", "traits": ["WriteOnly"]},
        "parent": {"is": "str", "traits": ["PathParam"]},
        "options": {"list": {"object": {"name": "str"}}},
    }
)
TOKEN = Secret("sk-1", SecretRef("env", "TOKEN"))


def live(value: dict[str, Any], of: Kind = AGENT) -> Live:
    return Live(of, "a1", {}, value, value)


def settled(
    spec: dict[str, Any], now: dict[str, Any], before: dict[str, Any] | None = None, earlier: Record | None = None, *kept: str
) -> Settled:
    """The verdict on an object that was written so, and reads so now."""
    was = None if before is None else live(before)
    return settle(Written(AGENT, spec, was, frozenset((each,) for each in kept), earlier, (), protect=False), live(now), KEY)


def test_a_value_that_reads_back_as_sent_was_taken():
    """
    The order of a set and a default that the vendor filled in are no difference.
    """
    spec = {"name": "Desk", "tags": ["b", "a"], "voice": {"speed": 1}}
    verdict = settled(spec, {"name": "Desk", "tags": ["a", "b"], "voice": {"speed": 1.0, "id": "default"}})
    assert verdict.failed == verdict.dropped == verdict.normalized == verdict.disturbed == ()
    assert compare(AGENT, spec, verdict.record.base, {**spec, "voice": {"speed": 1.0, "id": "other"}}, KEY).changes == ()


def test_a_value_that_the_vendor_puts_otherwise_is_learnt():
    """
    A phone number that comes back in another form is in sync from then on, in this form and no other.
    """
    verdict = settled({"number": "+1 202"}, {"number": "1202"})
    assert verdict.normalized == ("number",)
    assert compare(AGENT, {"number": "+1 202"}, verdict.record.base, {"number": "1202"}, KEY).changes == ()
    assert compare(AGENT, {"number": "+1 202"}, verdict.record.base, {"number": "1203"}, KEY).changes != ()


def test_a_prompt_must_be_kept_to_the_byte():
    """
    A vendor that trims or rewrites a prompt has not taken it.
    """
    assert settled({"prompt": "Be brief.\n"}, {"prompt": "Be brief."}).failed == ("prompt",)


def test_a_value_that_stays_what_it_was_did_not_take():
    """
    An update that the vendor acknowledges and ignores is a failure, never a new form.
    """
    assert settled({"number": "2"}, {"number": "1"}, {"number": "1"}).failed == ("number",)
    assert settled({"number": "2"}, {"number": "3"}, {"number": "1"}).normalized == ("number",)


@pytest.mark.parametrize("now", [{}, {"number": None}])
def test_a_value_that_is_not_there_did_not_take(now: dict[str, Any]):
    """
    A known field that comes back empty is a failure.
    """
    assert settled({"number": "2"}, now).failed == ("number",)


def test_what_did_not_take_is_not_remembered_as_applied():
    """
    The next plan tries again; what was remembered before stays.
    """
    old = Record("a1", base={"/number": Mark("x", "y")})
    assert settled({"number": "2", "name": "n"}, {"name": "n"}).record.base.keys() == {"/name"}
    assert settled({"number": "2"}, {}, None, old).record.base == old.base


def test_a_field_that_nobody_knows_and_the_vendor_drops_is_told():
    """
    A misspelt field is a failure with its name, alone or inside a declared object.
    """
    assert settled({"name": "n", "colour": "red"}, {"name": "n"}).dropped == ("colour",)
    verdict = settled({"options": [{"name": "a", "size": 1}]}, {"options": [{"name": "a"}]})
    assert verdict.dropped == ("options[0].size",)
    assert settled({"options": [{"name": "a", "size": 1}]}, {"options": [{"name": "b"}]}).dropped == ()


def test_a_hidden_secret_counts_as_taken():
    """
    A vendor that never shows a token cannot prove that it has it; the fingerprint says what was sent.
    """
    verdict = settled({"token": TOKEN}, {"name": "n"})
    assert verdict.failed == ()
    assert compare(AGENT, {"token": TOKEN}, verdict.record.base, {}, KEY).changes == ()
    other = Secret("sk-2", TOKEN.origin)
    assert compare(AGENT, {"token": other}, verdict.record.base, {}, KEY).changes != ()


def test_what_policy_keeps_is_left_as_it_is_remembered():
    """
    An edit that stays live is no failure, and is not taken for ours.
    """
    old = Record("a1", base={"/number": Mark("x", "x")})
    verdict = settled({"number": "2"}, {"number": "9"}, {"number": "9"}, old, "number")
    assert verdict.failed == ()
    assert verdict.record.base == old.base
    assert settled({"number": "2"}, {"number": "9"}, {"number": "9"}, None, "number").record.base == {}


def test_what_changed_beside_our_fields_is_told():
    """
    A write that wipes its neighbours does not pass in silence.
    """
    before = {"name": "n", "voice": {"id": "aria", "speed": 1.0}}
    assert settled({"name": "m"}, {"name": "m", "voice": {"speed": 1.0}}, before).disturbed == ("/voice/id",)
    assert settled({"name": "m"}, {**before, "name": "m"}, before).disturbed == ()


def test_path_parameters_are_no_fields():
    """
    What stands in the address of an object is not looked for in its body.
    """
    assert settled({"name": "n", "parent": "p"}, {"name": "n"}).failed == ()


def test_before_it_is_read_back_only_what_is_surely_so_counts():
    """
    After a kill the next run writes again whatever the answer to the create did not show exactly.
    """
    spec = {"name": "n", "number": "+1 202", "token": TOKEN}
    written = Written(AGENT, spec, None, frozenset(), None, (), protect=True)
    record = beginning(written, live({"name": "n", "number": "1202", "voice": {"id": "x"}}), KEY)
    assert record.base.keys() == {"/name"}
    assert record.protect
    assert {change.path for change in compare(AGENT, spec, record.base, {"name": "n", "number": "1202"}, KEY).changes} == {
        ("number",),
        ("token",),
    }


DEEP = kind(
    {
        "nodes": {
            "list": {
                "object": {
                    "id": "str",
                    "message": {"is": "str", "traits": ["Verbatim"]},
                    "more": {"map": {"is": "str", "traits": ["Verbatim"]}},
                }
            }
        }
    }
)


@pytest.mark.parametrize(
    ("now", "failed"),
    [
        ([{"id": "a"}], True),
        ([{"id": "a", "message": "HELLO"}], True),
        ([{"id": "a", "message": "hello", "more": {"k": "else"}}], True),
        ([{"id": "A", "message": "hello", "more": {"k": "v", "l": "theirs"}}], False),
        ([{"message": "", "id": "b"}, {"id": "A", "message": "hello", "more": {"k": "v"}}], False),
    ],
    ids=["lost", "altered", "altered in a map", "kept beside a new form", "kept in another place"],
)
def test_a_text_is_kept_to_the_byte_however_deep_it_stands(now, failed):
    """
    What is spoken to a caller is never taken for equal because a list around it came back in another form.
    """
    spec = {"nodes": [{"id": "a", "message": "hello", "more": {"k": "v"}}, {"id": "b", "message": ""}][: 2 if len(now) > 1 else 1]}
    verdict = settle(Written(DEEP, spec, None, frozenset(), None, (), protect=False), live({"nodes": now}, DEEP), KEY)
    assert verdict.failed == (("nodes",) if failed else ())
    assert verdict.normalized == (() if failed else ("nodes",))
