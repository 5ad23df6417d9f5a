"""Path templates filled in, each value percent-encoded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote


def fill(template: str, values: Mapping[str, str]) -> str:
    """``/agents/{id}`` with its values. Raises KeyError for a name without a value: a hole in a URL must never be sent."""
    return re.sub(r"\{(\w+)\}", lambda found: quote(values[found.group(1)], safe=""), template)


def fill_plain(template: str, values: Mapping[str, str]) -> str:
    """The same without encoding, for a query value, which the HTTP client encodes itself."""
    return re.sub(r"\{(\w+)\}", lambda found: values[found.group(1)], template)
