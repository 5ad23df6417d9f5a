"""How a vendor pages its lists, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pages:
    """
    The paging style of a collection.

    ``items`` is the key that holds the list (None: the answer is the list). Numbered paging sends ``number`` (from 1) and ``size``;
    cursor paging sends as ``after`` the last item's id, or what the answer holds at ``following`` (a key path; nothing there: the
    last page). How the end is known: ``has_more``, ``total_pages`` or ``total`` (key paths into the answer), else an empty or short page.
    ``largest`` is the page size asked for; a server may clamp it.
    """

    items: str | None = "data"
    number: str | None = None
    size: str | None = None
    largest: int = 100
    after: str | None = None
    total_pages: tuple[str, ...] = ()
    total: tuple[str, ...] = ()
    has_more: tuple[str, ...] = ()
    following: tuple[str, ...] = ()

    @property
    def paged(self) -> bool:
        """Whether there can be a second page."""
        return self.number is not None or self.after is not None
