"""Lists: every page of every style, and a page that is missing is noticed."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from reconciler.http import Collection, RefusedError, UnknownError
from reconciler.http.pages import collect
from reconciler.schema import Listing, Pages
from tests.http.vendor import Vendor, run, says

NUMBERED = Pages(items="items", number="page", size="size", largest=20)
STYLES = {
    "one answer": Pages(items="data"),
    "the list itself": Pages(items=None),
    "short page": NUMBERED,
    "total pages": Pages(items="items", number="page", size="size", largest=20, total_pages=("meta", "pages")),
    "total": Pages(items="items", number="page", size="size", largest=20, total=("meta", "total")),
    "has more": Pages(items="items", number="page", size="size", largest=20, has_more=("has_more",)),
    "cursor": Pages(items="items", size="limit", largest=20, after="after", total=("total",)),
    "cursor and a word in the answer": Pages(
        items="items", size="limit", largest=20, after="after", has_more=("has_more",), following=("meta", "last")
    ),
    "cursor in the answer": Pages(items="items", size="limit", largest=20, after="after", following=("meta", "next")),
}


class Store(Vendor):
    """A vendor that pages: ``clamp`` is the most it gives, ``most`` the most it lets one ask for; ``change`` spoils an answer."""

    def __init__(self, count: int, *, clamp: int = 100, most: int = 1000, change: Any = None) -> None:
        super().__init__([])
        self.items = [{"id": str(number)} for number in range(count)]
        self.clamp, self.most, self.change = clamp, most, change

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        asked = request.url.params
        size = int(asked.get("size", asked.get("limit", str(len(self.items) or 1))))
        if size > self.most:
            return says(422, {"message": "size too large"})
        size = min(size, self.clamp) if ("size" in asked or "limit" in asked) else size
        number = int(asked.get("page", "1"))
        ids = [each["id"] for each in self.items]
        start = ids.index(asked["after"]) + 1 if asked.get("after") else (number - 1) * size
        page: list[Any] = self.items[start : start + size]
        count = len(self.items)
        answer: Any = {
            "items": page,
            "data": page,
            "total": count,
            "has_more": start + size < count,
            "meta": {
                "total": count,
                "pages": -(-count // size),
                "next": page[-1]["id"] if start + size < count else None,
                "last": page[-1]["id"] if page else None,
            },
        }
        answer = self.change(number, answer) if self.change else answer
        return says(200, page if "bare" in request.url.path else answer)


def gather(store: Vendor, pages: Pages, path: str = "/things") -> Collection:
    return run(store.client(), lambda client: collect(client, Listing(path, pages, query={"kind": "x"}), path, "id"))


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("count", [0, 1, 19, 20, 21, 60, 61])
def test_every_page_is_read(style: str, count: int):
    """
    Whatever the style, every object is there once, and the list is known to be whole.
    """
    store = Store(count)
    found = gather(store, STYLES[style], "/bare" if style == "the list itself" else "/things")
    assert [each["id"] for each in found.items] == [str(number) for number in range(count)]
    assert found.gap == ""
    assert all(request.url.params["kind"] == "x" for request in store.requests)


@pytest.mark.parametrize("style", [style for style, pages in STYLES.items() if pages.paged])
def test_a_vendor_may_give_fewer_than_were_asked_for(style: str):
    """
    A server that clamps the page size ends no list early.
    """
    found = gather(Store(47, clamp=15), STYLES[style])
    assert len(found.items) == 47
    assert found.gap == ""


@pytest.mark.parametrize("style", ["total", "has more", "cursor"])
def test_a_size_that_is_refused_is_made_smaller(style: str):
    """
    A vendor whose largest page is smaller than thought is asked for small ones.
    """
    store = Store(25, most=10)
    found = gather(store, STYLES[style])
    assert len(found.items) == 25
    assert [request.url.params.get("size", request.url.params.get("limit")) for request in store.requests] == ["20", "10", "10", "10"]


def test_a_refusal_that_is_not_about_size_is_told():
    """
    A small page that is refused as well, or a list without sizes, is an error as it stands.
    """
    with pytest.raises(RefusedError):
        gather(Store(25, most=5), STYLES["total"])
    for pages in (Pages(items="data"), Pages(items="items", number="page", size="size", largest=10)):
        with pytest.raises(RefusedError):
            gather(Vendor([says(422)]), pages)
    with pytest.raises(RefusedError):
        gather(Vendor([says(403)]), STYLES["total"])
    full = {"items": [{"id": str(number)} for number in range(20)], "meta": {"total": 40}}
    with pytest.raises(RefusedError):
        gather(Vendor([says(200, full), says(400)]), STYLES["total"])


@pytest.mark.parametrize("style", [style for style, pages in STYLES.items() if pages.paged])
def test_a_page_that_repeats_leaves_a_gap(style: str):
    """
    A vendor that forgets where we were cannot be trusted to have shown everything.
    """

    def same(_: int, answer: Any) -> Any:
        return {**answer, "items": [{"id": str(each)} for each in range(20)], "has_more": True}

    assert gather(Store(60, change=same), STYLES[style]).gap == "page 2 repeats an earlier one"


def test_objects_without_an_id_do_not_hide_a_repetition():
    """
    A list of nameless things that never ends is ended all the same.
    """

    def nameless(_: int, answer: Any) -> Any:
        return {**answer, "items": [{"name": str(each)} for each in range(20)] + ["odd"], "total": 60}

    assert gather(Store(60, change=nameless), STYLES["cursor"]).gap == "page 2 repeats an earlier one"


def test_a_total_that_does_not_come_out_leaves_a_gap():
    """
    The vendor counts more objects than it shows.
    """

    def more(_: int, answer: Any) -> Any:
        return {**answer, "meta": {"total": 99}, "total": 99}

    assert gather(Store(30, change=more), STYLES["total"]).gap == "the vendor counts 99 objects and its pages hold 30"


@pytest.mark.parametrize(("style", "answer"), [("total pages", {"meta": {"pages": 5}}), ("has more", {"has_more": True})])
def test_an_empty_page_before_the_last_leaves_a_gap(style: str, answer: Any):
    """
    More was announced, and nothing came.
    """

    def emptied(number: int, given: Any) -> Any:
        return {**given, **answer} if number < 2 else {**given, "items": [], **answer}

    assert gather(Store(60, change=emptied), STYLES[style]).gap == "page 2 is empty and is not the last"


@pytest.mark.parametrize("style", ["total pages", "total", "has more"])
def test_a_vendor_that_stops_counting_is_read_to_the_end(style: str):
    """
    Where the documented count is missing, a short page ends the list, and no sooner.
    """

    def silent(_: int, answer: Any) -> Any:
        return {"items": answer["items"], "meta": None, "has_more": "yes"}

    assert len(gather(Store(47, change=silent), STYLES[style]).items) == 47


@pytest.mark.parametrize(
    ("pages", "answer", "told"),
    [
        (Pages(items="data"), {"data": {"1": {}}}, "its 'data' is no list (dict)"),
        (Pages(items="data"), {}, "its 'data' is no list (NoneType)"),
        (Pages(items="data"), [], "its 'data' is no list (NoneType)"),
        (Pages(items=None), {"data": []}, "the answer is no list (dict)"),
        (Pages(items=None), None, "the answer is no list (NoneType)"),
        (STYLES["has more"], "null", "its 'items' is no list (NoneType)"),
    ],
)
def test_a_list_that_is_no_list_is_an_error(pages: Pages, answer: Any, told: str):
    """
    An API that changed is never taken for an empty account.
    """
    with pytest.raises(UnknownError) as caught:
        gather(Vendor([says(200, answer)]), pages)
    assert told in caught.value.reason


def test_items_that_are_no_objects_are_handed_on():
    """
    What they are worth is decided by whoever knows the kind.
    """
    assert gather(Vendor([says(200, {"data": [1, "two", {"id": "3"}]})]), Pages(items="data")).items == (1, "two", {"id": "3"})


def test_reading_a_list_takes_no_thread():
    """
    Pages are read one after the other on the running loop.
    """
    assert asyncio.run(_count()) == 3


async def _count() -> int:
    store = Store(60)
    async with store.client() as client:
        await collect(client, Listing("/things", STYLES["has more"]), "/things", "id")
    return len(store.requests)


def test_a_cursor_that_leads_in_circles_leaves_a_gap():
    """
    A page that the vendor gives twice says that others may be missing.
    """
    pages = STYLES["cursor in the answer"]
    store = Store(50, change=lambda number, answer: {**answer, "items": answer["items"], "meta": {"next": "19"}})
    found = gather(store, pages)
    assert found.gap == "page 3 repeats an earlier one"


def test_an_empty_page_with_a_cursor_leaves_a_gap():
    """
    The vendor says that more follows and shows nothing: what is not there may still exist.
    """
    first, empty = {"items": [{"id": "1"}], "meta": {"next": "1"}}, {"items": [], "meta": {"next": "2"}}
    found = gather(Vendor([says(200, first), says(200, empty)]), STYLES["cursor in the answer"])
    assert found.gap == "page 2 is empty and is not the last"


def test_one_object_is_a_list_of_one():
    """
    Where a path answers the one object there is, it is asked once.
    """
    listing = Listing("/domain", Pages(items=None), single=True)
    vendor = Vendor([says(200, {"id": "d"})])
    found = run(vendor.client(), lambda client: collect(client, listing, "/domain", "id"))
    assert found == Collection(({"id": "d"},))
    assert vendor.methods == ["GET"]


def test_one_object_that_is_a_list_is_not_understood():
    """
    Nothing is assumed about an answer of another form.
    """
    listing = Listing("/domain", Pages(items=None), single=True)
    with pytest.raises(UnknownError, match="the answer is no object"):
        run(Vendor([says(200, [])]).client(), lambda client: collect(client, listing, "/domain", "id"))
