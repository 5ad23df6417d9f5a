"""The sandbox as an app: how requests reach a vendor, what is kept of them, the control surface, and every fault."""

from __future__ import annotations

import asyncio
import itertools
import socket
import time
from collections.abc import Iterable, Mapping
from typing import Any

import httpx
import pytest

from reconciler.sandbox.app import MASK, Dropped, Fault, Sandbox, build
from reconciler.sandbox.serve import Running, serve
from reconciler.sandbox.vendor import Reply, Request, Route, Table, Vendor, World

KEY = {"authorization": "Bearer key"}


class Library(Vendor):
    """A vendor small enough to see through."""

    name = "library"
    mount = "/library/v1"
    switches: Mapping[str, tuple[str, ...]] = {"mood": ("kind", "gruff")}
    masked = frozenset({"pin"})

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.tables["book"] = Table()

    def routes(self) -> Iterable[Route]:
        yield Route("GET", "/books", lambda _: Reply(200, {"data": self.tables["book"].listed()}))
        yield Route("PUT", "/books/{id}", self.put)
        yield Route("DELETE", "/books/{id}", self.drop)
        yield Route("GET", "/echo/{a}/x/{b}", lambda request: Reply(200, {"params": request.params, "query": request.query}))

    def put(self, request: Request) -> Reply:
        row = {"id": request.params["id"], **(request.body or {})}
        self.tables["book"].put(row["id"], row)
        return Reply(200, row)

    def drop(self, request: Request) -> Reply:
        return Reply(404 if self.tables["book"].pop(request.params["id"]) is None else 204)

    def authorize(self, request: Request) -> Reply | None:
        return None if "authorization" in request.headers else Reply(401, {"library": "no card"})

    def unknown_route(self, request: Request) -> Reply:
        return Reply(404, {"library": "no such shelf"})

    def malformed(self, request: Request) -> Reply:
        return Reply(400, {"library": "illegible"})

    def failure(self, request: Request, status: int) -> Reply:
        return Reply(status, {"library": f"closed {status}"})


@pytest.fixture
def sandbox() -> Sandbox:
    return Sandbox(World(lambda: 0.0, map(str, itertools.count(1)).__next__), [Library])


def ask(sandbox: Sandbox, method: str, path: str, **how: Any) -> httpx.Response:
    async def asked() -> httpx.Response:
        transport = httpx.ASGITransport(sandbox)
        async with httpx.AsyncClient(transport=transport, base_url="http://sandbox", headers=how.pop("headers", KEY)) as client:
            return await client.request(method, path, **how)

    return asyncio.run(asked())


def put(sandbox: Sandbox, key: str = "1", **fields: Any) -> httpx.Response:
    return ask(sandbox, "PUT", f"/library/v1/books/{key}", json=fields)


def control(sandbox: Sandbox, method: str, path: str, **how: Any) -> httpx.Response:
    return ask(sandbox, method, f"/_sandbox{path}", **how)


def books(sandbox: Sandbox) -> list[str]:
    return [row["id"] for row in sandbox.vendors["library"].tables["book"].rows()]


def listing(sandbox: Sandbox) -> list[str]:
    return [row["id"] for row in ask(sandbox, "GET", "/library/v1/books").json()["data"]]


def test_every_vendor_is_mounted():
    """
    All five vendors are served, each below its own path, and each refuses a call without a token in its own way.
    """
    sandbox = build()
    assert set(sandbox.vendors) == {"telnyx", "fluents", "vocode", "cozmox", "dailybots"}
    for vendor in sandbox.vendors.values():
        reply = ask(sandbox, "GET", f"{vendor.mount}/nothing", headers={})
        assert reply.status_code in (400, 401, 403), vendor.name
        assert sandbox.calls[-1].vendor == vendor.name


def test_an_encoded_id_reaches_the_vendor_decoded(sandbox):
    """
    An id may hold a space, a plus, a slash or a percent sign when they are percent-encoded.
    """
    reply = ask(sandbox, "GET", "/library/v1/echo/a%20b%2Bc%2Fd/x/%25+%C3%A9")
    assert reply.json()["params"] == {"a": "a b+c/d", "b": "%+é"}


def test_the_first_value_of_a_query_key_wins(sandbox):
    """
    A query is decoded, and a key that comes twice keeps its first value.
    """
    reply = ask(sandbox, "GET", "/library/v1/echo/1/x/2?a=1&a=2&page%5Bsize%5D=3&c=%2B+d&e=")
    assert reply.json()["query"] == {"a": "1", "page[size]": "3", "c": "+ d", "e": ""}


def test_a_body_that_is_not_json_is_refused_by_the_vendor(sandbox):
    """
    Neither half a JSON text nor Python's NaN gets through, and the token is asked for first.
    """
    for content in (b"{", b'{"a": NaN}', b"\xff"):
        reply = ask(sandbox, "PUT", "/library/v1/books/1", content=content)
        assert (reply.status_code, reply.json()) == (400, {"library": "illegible"})
    assert ask(sandbox, "PUT", "/library/v1/books/1", content=b"{", headers={}).status_code == 401


def test_a_reply_is_json_with_a_request_id(sandbox):
    """
    Text is not escaped, every reply has its own x-request-id, and a reply without a body is empty.
    """
    first = put(sandbox, title="Für Élise")
    second = ask(sandbox, "PUT", "/library/v1/books/1", content=b'{"title": "\\ud800"}')
    assert "Für Élise" in first.text
    assert first.headers["content-type"] == "application/json"
    assert first.headers["x-request-id"] != second.headers["x-request-id"]
    assert r'"\ud800"' in second.text
    gone = ask(sandbox, "DELETE", "/library/v1/books/1")
    assert (gone.status_code, gone.content) == (204, b"")


def test_an_unknown_path_below_a_mount_is_the_vendors_to_answer(sandbox):
    """
    Below a mount the vendor says 404 in its own form; elsewhere the sandbox does.
    """
    assert ask(sandbox, "GET", "/library/v1/").json() == {"library": "no such shelf"}
    assert ask(sandbox, "POST", "/library/v1/books").json() == {"library": "no such shelf"}
    assert ask(sandbox, "GET", "/elsewhere").json() == {"error": "Not Found"}
    assert ask(sandbox, "GET", "/elsewhere").status_code == 404


def test_calls_are_logged_without_secrets(sandbox):
    """
    The log keeps method, path, query, body and status; it masks what the vendor never shows, and has no headers at all.
    """
    ask(sandbox, "PUT", "/library/v1/books/a%20b?pin=9", json={"shelf": [{"pin": "1234", "row": 2}]})
    listing(sandbox)
    logged = control(sandbox, "GET", "/calls").json()["calls"]
    assert logged[0] == {
        "n": 1,
        "vendor": "library",
        "method": "PUT",
        "path": "/books/a%20b",
        "query": {"pin": MASK},
        "body": {"shelf": [{"pin": MASK, "row": 2}]},
        "status": 200,
    }
    assert [call["n"] for call in control(sandbox, "GET", "/calls?since=1").json()["calls"]] == [2]
    assert control(sandbox, "GET", "/calls?since=x").status_code == 400
    assert len(sandbox.calls) == 2


def test_reset_forgets_everything(sandbox):
    """
    After a reset there are no objects, no calls, no faults, and every switch is at its default.
    """
    put(sandbox)
    sandbox.vendors["library"].switch({"mood": "gruff"})
    sandbox.faults.add(Fault("html"))
    assert control(sandbox, "POST", "/reset").status_code == 204
    assert (books(sandbox), sandbox.calls, sandbox.faults.pending()) == ([], [], [])
    assert sandbox.vendors["library"].setting == {"mood": "kind"}


def test_objects_are_shown_with_masked_values(sandbox):
    """
    The control surface shows every object there is, but no secret.
    """
    put(sandbox, pin="1234", title="T")
    assert control(sandbox, "GET", "/objects").json() == {"library": {"book": [{"id": "1", "pin": MASK, "title": "T"}]}}


def test_an_object_can_be_edited_and_removed_behind_the_api(sandbox):
    """
    A dashboard edit replaces top-level keys and a removal removes, neither showing up in the log of calls.
    """
    put(sandbox, "a%2Fb", title="T", year=1)
    assert control(sandbox, "PATCH", "/objects/library/book/a%2Fb", json={"title": "U"}).json() == {"id": "a/b", "title": "U", "year": 1}
    assert control(sandbox, "DELETE", "/objects/library/book/a%2Fb").status_code == 204
    assert books(sandbox) == []
    assert len(sandbox.calls) == 1


def test_an_edit_of_nothing_is_404(sandbox):
    """
    An unknown vendor, kind or id is named in the error, and a patch must be an object.
    """
    for path in ("/objects/nobody/book/1", "/objects/library/film/1", "/objects/library/book/1"):
        assert control(sandbox, "PATCH", path, json={}).status_code == 404
        assert "error" in control(sandbox, "DELETE", path).json()
    assert control(sandbox, "PATCH", "/objects/library/book/1", json=[]).status_code == 400
    assert control(sandbox, "PATCH", "/objects/library/book/1", content=b"{").status_code == 400


def test_switches_are_read_and_moved(sandbox):
    """
    A switch moves only to a value it has.
    """
    assert control(sandbox, "GET", "/switches").json() == {"library": {"mood": "kind"}}
    assert control(sandbox, "POST", "/switches", json={"library": {"mood": "gruff"}}).json() == {"library": {"mood": "gruff"}}
    assert control(sandbox, "POST", "/switches", json={"library": {"mood": "odd"}}).status_code == 400
    assert control(sandbox, "POST", "/switches", json={"library": "odd"}).status_code == 400
    assert control(sandbox, "POST", "/switches", json={"nobody": {}}).status_code == 404


def test_faults_are_added_listed_and_cleared_over_http(sandbox):
    """
    One fault or a list of them may be posted; one wrong fault refuses them all.
    """
    assert control(sandbox, "POST", "/faults", json={"kind": "html"}).json()["faults"][0]["kind"] == "html"
    assert len(control(sandbox, "POST", "/faults", json=[{"kind": "drip", "seconds": 1}, {"kind": "lag"}]).json()["faults"]) == 3
    bad: list[Any] = [{"kind": "odd"}, {}, [], {"kind": "drip", "seconds": "x"}, {"kind": "html", "times": True}, {"kind": "html", "x": 1}]
    for wrong in bad:
        assert control(sandbox, "POST", "/faults", json=[{"kind": "html"}, wrong]).status_code == 400
    assert len(sandbox.faults.pending()) == 3
    assert control(sandbox, "DELETE", "/faults").status_code == 204
    assert sandbox.faults.pending() == []


@pytest.mark.parametrize("wrong", [{"status": 200}, {"times": -1}, {"seconds": "soon"}, {"listings": -1}])
def test_a_fault_that_makes_no_sense_is_refused(wrong):
    """
    A fault says at once what is wrong with it.
    """
    with pytest.raises(ValueError):
        Fault("error_before", **wrong)


def test_a_fault_fires_only_where_and_as_often_as_it_says(sandbox):
    """
    A fault is narrowed to vendor, method and path, lets the first calls through, and then fires the number of times it was given.
    """
    sandbox.faults.add(Fault("error_before", "library", "PUT", "/books/a*", times=2, skip=1), Fault("error_before", "other", times=0))
    assert [put(sandbox, key).status_code for key in ("a1", "b", "a2", "a3", "a4")] == [200, 200, 502, 502, 200]
    assert [fault.vendor for fault in sandbox.faults.pending()] == ["other"]


def test_a_fault_with_times_zero_fires_for_ever(sandbox):
    """
    Until it is cleared.
    """
    sandbox.faults.add(Fault("error_before", times=0))
    assert {put(sandbox).status_code for _ in range(5)} == {502}


def test_rate_limit_sends_retry_after_and_does_nothing(sandbox):
    """
    Retry-After is sent as given, a number or a date, with the vendor's own body.
    """
    for value in (3, 0.5, "Wed, 21 Oct 2026 07:28:00 GMT"):
        sandbox.faults.add(Fault("rate_limit", seconds=value))
        reply = put(sandbox)
        assert (reply.status_code, reply.headers["retry-after"], reply.json()) == (429, str(value), {"library": "closed 429"})
    assert books(sandbox) == []
    assert sandbox.calls[-1].status == 429


@pytest.mark.parametrize(("kind", "kept"), [("error_before", []), ("error_after", ["1"])])
def test_an_error_comes_before_or_after_the_effect(sandbox, kind, kept):
    """
    The same 503 may mean that nothing happened or that everything did.
    """
    sandbox.faults.add(Fault(kind, status=503))
    assert (put(sandbox).status_code, books(sandbox)) == (503, kept)


@pytest.mark.parametrize(("kind", "kept"), [("drop_before", []), ("drop_after", ["1"])])
def test_a_connection_drops_before_or_after_the_effect(sandbox, kind, kept):
    """
    In process a dropped connection is an exception that a test's transport can translate; the log has the call, without a status.
    """
    sandbox.faults.add(Fault.parse({"kind": kind}))
    with pytest.raises(Dropped):
        put(sandbox)
    assert books(sandbox) == kept
    assert sandbox.calls[-1].status is None


def test_a_truncated_body_is_not_json(sandbox):
    """
    The effect is done and the answer stops half way.
    """
    sandbox.faults.add(Fault("truncate"))
    reply = put(sandbox, title="T")
    assert (reply.status_code, books(sandbox)) == (200, ["1"])
    with pytest.raises(ValueError):
        reply.json()


def test_a_page_of_html_comes_in_place_of_the_vendor(sandbox):
    """
    A gateway answers 200 with a page, and the vendor never heard of it.
    """
    sandbox.faults.add(Fault("html"))
    reply = put(sandbox)
    assert (reply.status_code, reply.headers["content-type"], books(sandbox)) == (200, "text/html; charset=utf-8", [])
    assert reply.text.startswith("<!DOCTYPE html>")


@pytest.mark.parametrize("kind", ["latency", "drip"])
def test_a_slow_answer_is_late_but_whole(sandbox, kind):
    """
    Latency delays the answer and a drip spreads it out; both are complete in the end.
    """
    sandbox.faults.add(Fault(kind, seconds=0.08))
    began = time.monotonic()
    assert put(sandbox, title="T").json() == {"id": "1", "title": "T"}
    assert time.monotonic() - began >= 0.075


def test_a_listing_lags_behind_a_write(sandbox):
    """
    What was written under a lag is missing from, or still present in, the next listings; later writes are seen at once.
    """
    sandbox.faults.add(Fault("lag", listings=2))
    put(sandbox, "1")
    put(sandbox, "2")
    assert [listing(sandbox) for _ in range(3)] == [["2"], ["2"], ["1", "2"]]
    sandbox.faults.add(Fault("lag"))
    ask(sandbox, "DELETE", "/library/v1/books/2")
    assert [listing(sandbox) for _ in range(2)] == [["1", "2"], ["1"]]


def test_a_lagging_listing_has_not_seen_an_object_that_was_written_twice(sandbox):
    """
    A replica that missed the creation shows no later version of the object either.
    """
    sandbox.faults.add(Fault("lag", times=2))
    put(sandbox, "1", title="T")
    put(sandbox, "1", title="U")
    assert [listing(sandbox) for _ in range(2)] == [[], ["1"]]


def test_over_a_socket_the_sandbox_answers_and_drops_connections(capfd):
    """
    A real server on a free port: a dropped connection is a protocol error to the client, the next call is answered, and no noise is made.
    """
    with Running(Sandbox(World(lambda: 0.0, lambda: "1"), [Library])) as running:
        sandbox, address = running.sandbox, f"http://127.0.0.1:{running.port}/library/v1/books"
        with httpx.Client(headers=KEY) as client:
            assert client.put(f"{address}/a%2Fb", json={}).json() == {"id": "a/b"}
            for kind, kept in (("drop_before", ["a/b"]), ("drop_after", ["a/b", "2"])):
                sandbox.faults.add(Fault.parse({"kind": kind}))
                with pytest.raises(httpx.RemoteProtocolError):
                    client.put(f"{address}/2", json={})
                assert books(sandbox) == kept
            sandbox.faults.add(Fault("drip", seconds=0.02), Fault("truncate"))
            assert client.get(address).json() == {"data": [{"id": "a/b"}, {"id": "2"}]}
            assert len(client.get(address).content) == 19
            assert client.delete(f"{address}/2").status_code == 204
    with pytest.raises(httpx.ConnectError):
        httpx.get(address)
    assert capfd.readouterr().err == ""


def test_a_client_that_gives_up_has_still_had_its_effect():
    """
    Latency is a timeout after the write happened.
    """
    with Running(Sandbox(World(lambda: 0.0, lambda: "1"), [Library])) as running:
        running.sandbox.faults.add(Fault("latency", seconds=0.3))
        with pytest.raises(httpx.ReadTimeout):
            httpx.put(f"http://127.0.0.1:{running.port}/library/v1/books/1", json={}, headers=KEY, timeout=0.05)
        assert books(running.sandbox) == ["1"]


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.1", "::", "example.org"])
def test_only_loopback_is_served(host):
    """
    The sandbox keeps nobody out, so it listens where nobody comes in.
    """
    with pytest.raises(ValueError, match="loopback"):
        serve(host, 0)


def test_half_a_request_has_no_effect():
    """
    A caller that is killed before it has sent its whole body creates nothing: an empty body and a missing one are not the same.
    """
    with Running() as running:
        lines = ("POST /fluents/v1/voices/create HTTP/1.1", "host: x", "authorization: Bearer k", "content-length: 40", "", "")
        head = "\r\n".join(lines).encode()
        for sent in (head, head + b'{"type": '):
            with socket.create_connection(("127.0.0.1", running.port)) as caller:
                caller.sendall(sent)
        with httpx.Client(base_url=f"http://127.0.0.1:{running.port}/fluents", headers={"authorization": "Bearer k"}) as client:
            assert client.get("/v1/voices/list").json()["items"] == []
        assert [call.method for call in running.sandbox.calls] == ["GET"]
