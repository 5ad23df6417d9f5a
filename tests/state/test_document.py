"""The document of a state, and what is said of one that cannot be read."""

from __future__ import annotations

import json

import pytest

from reconciler.diagnostics import StateError
from reconciler.state import Event, Record, State
from tests.state.conftest import DESK, NIGHT, TOOL


def test_a_document_reads_back_as_what_was_written(full: State):
    """
    Nothing is lost between two runs: bindings, hashes, protection, open intents.
    """
    again = State.from_text(full.to_text())
    assert again == full
    assert again.secret_key == b"\x00\xff"


def test_equal_states_are_the_same_text(full: State):
    """
    A state that did not change makes no difference in a diff of two copies.
    """
    shuffled = State(full.lineage, full.key, full.serial, dict(reversed([*full.resources.items()])), full.intents)
    assert shuffled.to_text() == full.to_text()


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "7", "{}", '{"version": 1}', "[" * 100_000, pytest.param("\ufeff{}", id="byte order mark")],
)
def test_a_damaged_document_is_named_as_such(text: str):
    """
    A truncated or overwritten state is an error that says what to do, never an empty state.
    """
    with pytest.raises(StateError) as caught:
        State.from_text(text)
    assert "State unreadable" in str(caught.value)
    assert "Restore it from a copy" in str(caught.value)


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("key", "not hex"),
        ("serial", "many"),
        ("resources", []),
        ("resources", {"no address": {}}),
        ("resources", {str(DESK): {"id": "1"}}),
        ("resources", {str(DESK): {**Record("1").to_json(), "base": {"/a": ["one", "two", "three"]}}}),
        ("intents", {str(DESK): {}}),
        ("intents", None),
    ],
)
def test_a_damaged_part_is_named_as_such(full: State, where: str, value: object):
    """
    A document that is JSON and no state is refused as a whole.
    """
    with pytest.raises(StateError) as caught:
        State.from_text(json.dumps({**json.loads(full.to_text()), where: value}))
    assert "State unreadable" in str(caught.value)


def test_a_newer_version_is_not_guessed_at(full: State):
    """
    A state written by a later release is refused, and the error says which release is needed.
    """
    with pytest.raises(StateError) as caught:
        State.from_text(json.dumps({**json.loads(full.to_text()), "version": 99}))
    assert "version 99" in str(caught.value)


def test_an_answered_create_ends_its_intent(full: State):
    """
    Bound is bound: the intent is closed by the same event.
    """
    after = full.after(Event("recorded", NIGHT, Record("id-9")))
    assert after.resources[NIGHT].id == "id-9"
    assert not after.intents


def test_a_create_without_effect_ends_its_intent(full: State):
    """
    A create that surely made nothing leaves no trace.
    """
    after = full.after(Event("settled", NIGHT))
    assert NIGHT not in after.resources
    assert not after.intents


def test_a_rename_takes_binding_and_intent_along(full: State):
    """
    A moved address keeps its object, and an unanswered create of it is still looked for.
    """
    elsewhere = DESK.parse("acme/agent/reception")
    after = full.after(Event("moved", elsewhere, earlier=DESK))
    assert after.resources[elsewhere] == full.resources[DESK]
    assert DESK not in after.resources
    assert full.after(Event("moved", elsewhere, earlier=NIGHT)).intents[elsewhere] == full.intents[NIGHT]


def test_what_is_forgotten_is_gone(full: State):
    """
    An address that is no longer ours leaves nothing behind.
    """
    after = full.after(Event("forgotten", TOOL)).after(Event("forgotten", NIGHT))
    assert TOOL not in after.resources
    assert not after.intents


def test_an_event_of_a_later_release_is_refused(full: State):
    """
    Skipping an event that is not understood could lose a binding.
    """
    with pytest.raises(StateError) as caught:
        full.after(Event("transmogrified", DESK))
    assert "transmogrified" in str(caught.value)
