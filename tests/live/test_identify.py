"""Whose object is it? Told by identity, in any spelling, and never guessed."""

from __future__ import annotations

import pytest

from reconciler.live import Reading
from reconciler.live.decode import decode
from reconciler.live.identify import identity_of, matches
from reconciler.schema import ABSENT, Pending, Secret
from tests.diff.build import KEY, kind
from tests.plan.scene import address

PHONE = kind({"number": {"is": "str", "traits": ["Identity", {"Normalized": True}]}, "label": {"is": "str", "traits": ["Identity"]}})
NONE = kind({"a": "str"})


def reading(*raws):
    found = [decode(PHONE, raw, {}) for raw in raws]
    return Reading({live.id: live for live in found if live is not None})


@pytest.mark.parametrize("missing", [ABSENT, None, Pending(address("tool/x"))])
def test_half_an_identity_is_none(missing):
    """
    Every identity field must be written and known.
    """
    assert identity_of(PHONE, {"number": "+1", "label": missing}, KEY) is None


def test_a_kind_without_identity_fields_has_none():
    """
    Then only its id tells an object.
    """
    assert identity_of(NONE, {"a": "x"}, KEY) is None


@pytest.mark.parametrize(
    ("spec", "found"),
    [
        ({"number": "+1", "label": "x"}, {"number"}),
        ({"label": "x"}, {"label"}),
        ({"number": None, "label": "x"}, {"label"}),
        ({"number": Pending(address("tool/x")), "label": "x"}, None),
        ({}, None),
    ],
)
def test_a_label_finds_what_has_no_number(spec, found):
    """
    Where one field counts only instead of another, it is looked at exactly when the other is not written.
    """
    either = kind({"number": {"is": "str", "traits": ["Identity"]}, "label": {"is": "str", "traits": [{"Identity": "number"}]}})
    identity = identity_of(either, spec, KEY)
    assert (None if identity is None else set(identity)) == found


def test_an_identity_is_compared_in_its_normal_form():
    """
    The vendor's spelling of a phone number finds ours, and all the fields must match.
    """
    wanted = identity_of(PHONE, {"number": "+1 555", "label": "x"}, KEY)
    assert wanted is not None
    listed = reading({"id": "a", "number": "+1555", "label": "x"}, {"id": "b", "number": "+1555", "label": "y"}, {"id": "c"})
    assert [live.id for live in matches(PHONE, wanted, listed, set(), KEY)] == ["a"]
    assert matches(PHONE, wanted, listed, {"a"}, KEY) == []


def test_what_one_kind_or_key_finds_is_no_answer_to_another():
    """
    A listing that was searched once is searched anew for another kind, and for another key of fingerprints.
    """
    listed = reading({"id": "a", "number": "+1 555", "label": "x"})
    plain = kind({"number": {"is": "str", "traits": ["Identity"]}})
    for each, key, text in ((PHONE, KEY, "+1555"), (plain, KEY, "+1 555"), (PHONE, b"other", "+1555"), (PHONE, KEY, "+1555")):
        wanted = identity_of(each, {"number": text, "label": "x"}, key)
        assert wanted is not None
        assert [live.id for live in matches(each, wanted, listed, set(), key)] == ["a"]


def test_an_identity_never_holds_a_secret():
    """
    A secret in it counts by its fingerprint.
    """
    found = identity_of(PHONE, {"number": Secret("hidden"), "label": "x"}, KEY)
    assert found is not None
    assert "hidden" not in repr(found)
