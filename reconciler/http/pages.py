"""Walking a list, page by page, and noticing when a page is missing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..schema import Listing, Pages
from .client import Client
from .errors import RefusedError, UnknownError

_UNPROCESSABLE = (400, 422)
_SMALL = 10


@dataclass(frozen=True, slots=True)
class Collection:
    """Every item of a listing. ``gap`` says why it may not be all of them; empty when it is complete."""

    items: tuple[Any, ...]
    gap: str = ""


async def collect(client: Client, listing: Listing, path: str, id_field: str) -> Collection:
    """
    All pages of one list.

    Raises RequestError when a page cannot be read, and UnknownError when the answer is not a list where one is documented. A page
    that repeats, or a total that does not come out, leaves a gap: then nothing may be created or deleted on the strength of it.
    """
    pages, items = listing.pages, dict[str, Any]()
    size, number, after = pages.largest, 1, ""
    loose = 0
    while True:
        query = {**listing.query, **_page_query(pages, number, size, after)}
        try:
            answer = await client.get(path, query)
        except RefusedError as error:
            # One vendor's largest page size is not documented: fall back to its default when ours is refused.
            if error.status not in _UNPROCESSABLE or not pages.size or size <= _SMALL or number > 1:
                raise
            size = _SMALL
            continue
        batch = _items(pages, answer, path)
        before = len(items)
        for each in batch:
            key = str(each.get(id_field, "")) if isinstance(each, dict) else ""
            loose += 0 if key else 1
            items[key or f"\0{loose}"] = each
        if batch and len(items) == before:
            return Collection(tuple(items.values()), f"page {number} repeats an earlier one")
        if _last(pages, answer, batch, number, size, len(items)):
            return Collection(tuple(items.values()), _gap(pages, answer, len(items)))
        number, after = number + 1, str(batch[-1].get(id_field, ""))


def _page_query(pages: Pages, number: int, size: int, after: str) -> dict[str, str]:
    query = {pages.size: str(size)} if pages.size else {}
    if pages.number:
        query[pages.number] = str(number)
    if pages.after and after:
        query[pages.after] = after
    return query


def _items(pages: Pages, answer: Any, path: str) -> list[Any]:
    found = answer if pages.items is None else (answer.get(pages.items) if isinstance(answer, dict) else None)
    if not isinstance(found, list):
        where = "the answer" if pages.items is None else f"its {pages.items!r}"
        raise UnknownError(f"GET {path}: {where} is no list ({type(found).__name__}).", "The vendor's API may have changed; nothing is assumed about what it holds.")
    return found


def _last(pages: Pages, answer: Any, batch: list[Any], number: int, size: int, count: int) -> bool:
    if not pages.paged or not batch:
        return True
    if pages.has_more:
        return not answer.get(pages.has_more)
    total_pages, total = _number(answer, pages.total_pages), _number(answer, pages.total)
    if total_pages is not None:
        return number >= total_pages
    if total is not None:
        return count >= total
    return pages.size is not None and len(batch) < size


def _gap(pages: Pages, answer: Any, count: int) -> str:
    total = _number(answer, pages.total)
    return f"the vendor counts {total} objects and its pages hold {count}" if total is not None and count < total else ""


def _number(answer: Any, keys: tuple[str, ...]) -> int | None:
    value: Any = answer
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if keys and isinstance(value, int) else None
