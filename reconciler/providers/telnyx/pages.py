"""How the lists of Telnyx are paged: by number, with a count, and with a largest page that differs from list to list."""

from __future__ import annotations

from dataclasses import replace

from ...schema import Pages

HUNDREDS = Pages(
    items="data",
    number="page[number]",
    size="page[size]",
    largest=100,
    total_pages=("meta", "total_pages"),
    total=("meta", "total_results"),
)
LARGE = replace(HUNDREDS, largest=250)
# Described as below a hundred, where the others say a hundred at most.
BELOW_HUNDRED = replace(HUNDREDS, largest=99)
