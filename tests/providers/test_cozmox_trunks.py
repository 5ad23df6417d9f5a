"""Cozmox AI: two SIP trunks that one create makes, as one object."""

from __future__ import annotations

import pytest

from reconciler.providers import cozmox
from reconciler.providers.cozmox.trunk_pair import pairs


def trunk(side: str, name: str = "Main", **more):
    return {
        "id": f"{name}-{side}",
        "name": name,
        "type": side.upper(),
        "provider": "twilio",
        "is_active": True,
        "max_concurrency": 5,
        **more,
    }


def told(trunks) -> list[tuple[str, str, str | None]]:
    return [(each["id"], each["name"], each.get("outbound_id")) for each in pairs(trunks)]


@pytest.mark.parametrize(
    ("trunks", "expected"),
    [
        ([trunk("inbound"), trunk("outbound")], [("Main-inbound", "Main", "Main-outbound")]),
        ([trunk("outbound"), trunk("inbound")], [("Main-inbound", "Main", "Main-outbound")]),
        (
            [trunk("inbound", "Main (inbound)"), trunk("outbound", "Main (outbound)")],
            [("Main (inbound)-inbound", "Main", "Main (outbound)-outbound")],
        ),
        (
            [trunk("inbound", "Main-Inbound"), trunk("outbound", "Main-Outbound")],
            [("Main-Inbound-inbound", "Main", "Main-Outbound-outbound")],
        ),
        (
            [trunk("inbound", "All inbound"), trunk("outbound", "All inbound")],
            [("All inbound-inbound", "All inbound", "All inbound-outbound")],
        ),
        ([trunk("inbound", "Reinbound"), trunk("outbound", "Re")], [("Reinbound-inbound", "Reinbound", None)]),
        ([trunk("outbound", "Alone")], []),
        ([], []),
    ],
    ids=["equal", "order", "suffix", "dash", "own-word", "no-word", "outbound-alone", "none"],
)
def test_two_trunks_are_joined_by_their_name(trunks, expected):
    """
    Equal names, or names that end with the side of each; the id is the inbound one's, and an outbound one alone is no object.
    """
    assert told(trunks) == expected


@pytest.mark.parametrize(
    "trunks",
    [
        [trunk("inbound"), trunk("inbound", id="second"), trunk("outbound")],
        [trunk("inbound"), trunk("outbound"), trunk("outbound", id="second")],
        [trunk("inbound", "Main"), trunk("inbound", "Main (inbound)"), trunk("outbound", "Main (outbound)")],
        [trunk("inbound"), trunk("outbound", "Other")],
    ],
    ids=["two-inbound", "two-outbound", "a-third-by-ending", "no-partner"],
)
def test_what_could_belong_to_two_belongs_to_none(trunks):
    """
    A wrong partner would be renamed, or deleted with its numbers: only the state still knows the right one.
    """
    assert not any("outbound_id" in each for each in pairs(trunks))


def test_what_the_two_hold_differently_equals_neither():
    """
    Somebody edited one of the two in the dashboard: the plan shows both values, and writes ours to both.
    """
    [pair] = pairs([trunk("inbound", max_concurrency=5), trunk("outbound", max_concurrency=9)])
    assert (pair["max_concurrency"], pair["is_active"]) == ([5, 9], True)


def test_a_trunk_of_a_third_type_is_an_error():
    """
    Where the vendor's types are not what we know, nothing is taken for a pair.
    """
    with pytest.raises(ValueError, match="neither INBOUND nor OUTBOUND"):
        pairs([trunk("inbound"), trunk("both")])


def test_the_answer_to_a_create_is_a_pair():
    """
    It holds both trunks and the numbers; a list has made the pair already.
    """
    [listed] = pairs([trunk("inbound"), trunk("outbound")])
    answer = {"inbound_trunk": trunk("inbound"), "outbound_trunk": trunk("outbound"), "phone_numbers": [{"id": "n"}]}
    assert cozmox.SIP_TRUNK.decode(answer) == cozmox.SIP_TRUNK.decode(listed) == listed
