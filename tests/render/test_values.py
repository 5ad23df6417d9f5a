"""What of a value is shown."""

from __future__ import annotations

import pytest

from reconciler.render.values import cover
from reconciler.schema import Shape
from reconciler.schema.traits import HiddenQuery

URL = Shape((HiddenQuery(),))


@pytest.mark.parametrize("url", ["https://hooks.example.com/a", "", "no url"])
def test_a_url_without_a_query_is_shown_whole(url):
    """
    There is nothing in it to hide.
    """
    assert cover(URL, url, {}) == url


def test_a_query_is_told_apart_and_not_shown():
    """
    A token in a webhook's URL does not reach a pull request, and a rotated one still is a change.
    """
    shown = [cover(URL, f"https://hooks.example.com/a?token={token}", {}) for token in ("one-token", "two-token")]
    assert shown[0] != shown[1]
    assert all(each.startswith("https://hooks.example.com/a?(hidden ") for each in shown)
    assert not any("token" in each for each in shown)
