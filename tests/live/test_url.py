"""What a vendor calls its objects cannot change which address is asked."""

from __future__ import annotations

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconciler.live.url import fill, fill_plain

ROWS = [
    ("a-1", "/agents/a-1"),
    ("a/b", "/agents/a%2Fb"),
    ("../keys", "/agents/..%2Fkeys"),
    ("+15551234567", "/agents/%2B15551234567"),
    ("two words", "/agents/two%20words"),
    ("a?b#c&d=e%", "/agents/a%3Fb%23c%26d%3De%25"),
    ("ü", "/agents/%C3%BC"),
    ("{id}", "/agents/%7Bid%7D"),
]


@pytest.mark.parametrize(("key", "path"), ROWS)
def test_a_value_is_one_segment_of_the_path(key, path):
    """
    Slashes, spaces, plus signs and braces in an id are percent-encoded.
    """
    assert fill("/agents/{id}", {"id": key}) == path


def test_every_name_is_filled_in():
    """
    The account's parameters, the parent's and the object's own.
    """
    values = {"org_id": "o", "agent_id": "a/1", "id": "t"}
    assert fill("/org/{org_id}/agents/{agent_id}/tools/{id}", values) == "/org/o/agents/a%2F1/tools/t"


@pytest.mark.parametrize("filling", [fill, fill_plain])
def test_a_hole_is_never_sent(filling):
    """
    A name without a value is an error, not an address.
    """
    with pytest.raises(KeyError):
        filling("/agents/{id}", {})


def test_a_query_value_is_left_to_the_client():
    """
    The HTTP client encodes queries itself, and twice would be once too often.
    """
    assert fill_plain("{id}", {"id": "+1 5/5"}) == "+1 5/5"


@given(st.text(min_size=1))
def test_any_id_comes_back_out_of_its_path(key):
    """
    No id leads to another object's address.
    """
    try:
        key.encode()
    except UnicodeEncodeError:
        return
    path = fill("/agents/{id}", {"id": key})
    assert path.count("/") == 2
    assert unquote(path.removeprefix("/agents/")) == key
