"""What many of this vendor's objects have in common: dates, headers, and lists in pages."""

from __future__ import annotations

from typing import Annotated

from ...schema import ABSENT, Pages, Spec, says
from ...schema.traits import Computed, Sensitive, always

ORG = "/org/{org_id}"
PAGES = Pages(items="data", number="page", size="size", largest=100, total_pages=("meta", "total_pages"))
BARE = Pages(items=None)

Headers = dict[str, Annotated[str, Sensitive(literal=always)]]


class Named(Spec):
    """What the vendor adds to every object that has an id of its own."""

    id: Annotated[str, Computed(), says("The vendor's id of the object.")] = ABSENT


class Dated(Named):
    """What it adds to most: dates."""

    created_at: Annotated[str, Computed(), says("When it was made.")] = ABSENT
    updated_at: Annotated[str, Computed(), says("When it was last written.")] = ABSENT
