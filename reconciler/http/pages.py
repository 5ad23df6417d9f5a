"""Walking a list, page by page, and noticing when a page is missing."""

from __future__ import annotations

import json
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


@dataclass(frozen=True, slots=True)
class _Place:
    """Where in a list we are: the number of the page, the size asked for, the cursor that the page before gave or the id it ended with."""

    number: int
    size: int
    after: str = ""

    def query(self, pages: Pages) -> dict[str, str]:
        given = {pages.size: str(self.size), pages.number: str(self.number), pages.after: self.after}
        return {name: value for name, value in given.items() if name and value}


async def collect(client: Client, listing: Listing, path: str, id_field: str) -> Collection:
    """
    All pages of one list.

    Raises RequestError when a page cannot be read, and UnknownError when the answer is not a list where one is documented. A page
    that repeats, or a total that does not come out, leaves a gap: then nothing may be created or deleted on the strength of it.
    """
    if listing.single:
        return Collection((_object(await client.get(path, listing.query), path),))
    pages, items = listing.pages, dict[str, Any]()
    place = _Place(1, pages.largest)
    while True:
        answer, place = await _page(client, listing, path, place)
        batch = _items(pages, answer, path)
        before = len(items)
        items |= {_key(each, id_field) or json.dumps(each): each for each in batch}
        if batch and len(items) == before:
            return Collection(tuple(items.values()), f"page {place.number} repeats an earlier one")
        if _last(pages, answer, batch, place, len(items)):
            return Collection(tuple(items.values()), _gap(pages, answer, batch, place, len(items)))
        place = _Place(place.number + 1, place.size, _cursor(pages, answer) if pages.following else _key(batch[-1], id_field))


def _key(item: Any, id_field: str) -> str:
    return str(item.get(id_field, "")) if isinstance(item, dict) else ""


async def _page(client: Client, listing: Listing, path: str, place: _Place) -> tuple[Any, _Place]:
    """One page. A vendor whose largest page is smaller than its documentation says refuses the first one: then a small one is asked for."""
    try:
        return await client.get(path, {**listing.query, **place.query(listing.pages)}), place
    except RefusedError as error:
        if error.status not in _UNPROCESSABLE or not listing.pages.size or place.size <= _SMALL or place.number > 1:
            raise
    small = _Place(1, _SMALL)
    return await client.get(path, {**listing.query, **small.query(listing.pages)}), small


def _object(answer: Any, path: str) -> dict[str, Any]:
    if isinstance(answer, dict):
        return answer
    reason = f"GET {path}: the answer is no object ({type(answer).__name__})."
    raise UnknownError(reason, "The vendor's API may have changed; nothing is assumed about what it holds.")


def _items(pages: Pages, answer: Any, path: str) -> list[Any]:
    found = answer if pages.items is None else (answer.get(pages.items) if isinstance(answer, dict) else None)
    if not isinstance(found, list):
        where = "the answer" if pages.items is None else f"its {pages.items!r}"
        reason = f"GET {path}: {where} is no list ({type(found).__name__})."
        raise UnknownError(reason, "The vendor's API may have changed; nothing is assumed about what it holds.")
    return found


def _last(pages: Pages, answer: Any, batch: list[Any], place: _Place, count: int) -> bool:
    if not pages.paged or not batch:
        return True
    more, total_pages, total = _more(pages, answer), _number(answer, pages.total_pages), _number(answer, pages.total)
    if more is not None:
        return not more
    if total_pages is not None:
        return place.number >= total_pages
    if total is not None:
        return count >= total
    # A vendor may give fewer than were asked for, so only a page that is shorter than any vendor's smallest ends a list.
    return len(batch) < min(place.size, _SMALL)


def _gap(pages: Pages, answer: Any, batch: list[Any], place: _Place, count: int) -> str:
    total, total_pages = _number(answer, pages.total), _number(answer, pages.total_pages)
    if total is not None and count < total:
        return f"the vendor counts {total} objects and its pages hold {count}"
    if not batch and (_more(pages, answer) or place.number < (total_pages or 0)):
        return f"page {place.number} is empty and is not the last"
    return ""


def _more(pages: Pages, answer: Any) -> bool | None:
    """Whether the answer says that there is another page; where cursors are given, a page without one is the last."""
    said = _at(answer, pages.has_more) if pages.has_more else None
    if pages.following:
        return bool(_cursor(pages, answer)) and said is not False
    return said if isinstance(said, bool) else None


def _number(answer: Any, keys: tuple[str, ...]) -> int | None:
    value = _at(answer, keys)
    return value if keys and isinstance(value, int) else None


def _cursor(pages: Pages, answer: Any) -> str:
    value = _at(answer, pages.following)
    return value if isinstance(value, str) else ""


def _at(answer: Any, keys: tuple[str, ...]) -> Any:
    value: Any = answer
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value
