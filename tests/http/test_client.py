"""The door: patient with a vendor that is busy or ill, careful with writes, silent about keys."""

from __future__ import annotations

import asyncio
import email.utils
import json
import logging
import traceback
from typing import Any

import httpx
import pytest

from reconciler.diagnostics import InputError
from reconciler.http import Client, Door, NotSentError, RefusedError, Retry, UnknownError
from reconciler.http.retry import asked_wait
from reconciler.sandbox.app import Fault
from reconciler.sandbox.serve import Running
from reconciler.schema import Secret
from tests.http.vendor import TOKEN, Vendor, get, post, run, says

NOW = 1_800_000_000.0
FINE = says(200, {"ok": True})


# --- 429 --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"retry-after": "58"}, 58),
        ({"retry-after": "0.25"}, 0.25),
        ({"retry-after": email.utils.formatdate(NOW + 45, usegmt=True)}, 45),
        ({"retry-after": str(int(NOW) + 30)}, 30),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after-ms": "-3"}, 0),
        ({"x-ratelimit-reset": "7"}, 7),
        ({"x-ratelimit-reset": str(int(NOW) + 90)}, 90),
        ({"ratelimit-reset": "12"}, 12),
        ({"retry-after": "soon", "x-ratelimit-reset": "9"}, 9),
        ({"retry-after": "-5"}, 0),
        ({"retry-after": email.utils.formatdate(NOW - 45, usegmt=True)}, 0),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": ""}, None),
        ({}, None),
    ],
)
def test_a_429_says_how_long_to_wait(headers: dict[str, str], wait: float | None):
    """
    Seconds, milliseconds, a date, a reset time: each form that a vendor documents is understood.
    """
    assert asked_wait(headers, NOW) == wait


def test_a_429_is_obeyed_however_often_it_comes():
    """
    Ten refusals in a row cost time and no attempt, for writes too, since a refused write had no effect.
    """
    vendor = Vendor([*[says(429, None, retry_after="20")] * 10, FINE])
    assert post(vendor, {"a": 1}) == {"ok": True}
    assert vendor.slept == [20] * 10


@pytest.mark.parametrize("headers", [{}, {"retry_after": "0"}])
def test_a_429_without_a_time_is_met_with_growing_patience(headers: dict[str, str]):
    """
    A vendor that does not say how long is not hammered.
    """
    vendor = Vendor([*[says(429, None, **headers)] * 4, FINE])
    assert get(vendor) == {"ok": True}
    assert vendor.slept == [1.0, 2.0, 4.0, 8.0]


def test_a_wait_that_nobody_would_sit_through_is_told_instead():
    """
    A vendor that asks for a day is quoted with its seconds; nothing was sent.
    """
    vendor = Vendor([says(429, {"message": "Daily quota"}, retry_after="86400")])
    with pytest.raises(RefusedError) as caught:
        post(vendor)
    assert caught.value.status == 429
    assert "Daily quota" in caught.value.reason
    assert "86400 seconds" in caught.value.mend
    assert vendor.slept == []


def test_a_429_makes_the_whole_account_wait():
    """
    One refused request holds back every other one of the account until the time is over.
    """
    sent: list[tuple[float, str]] = []

    class Busy(Vendor):
        asked = asyncio.Event()

        async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
            self.asked.set()
            sent.append((self.now, request.url.path))
            return await super().handle_async_request(request)

    vendor = Busy([says(429, None, retry_after="30"), FINE])

    async def use(client: Client) -> None:
        first = asyncio.create_task(client.get("/first"))
        await vendor.asked.wait()
        await asyncio.gather(first, *(client.get(f"/{number}") for number in range(9)))

    run(vendor.client(), use)
    assert sent[0] == (NOW, "/api/first")
    assert {at for at, _ in sent[1:]} == {NOW + 30}


# --- failures ---------------------------------------------------------------------------------------------------------

UNSENT: dict[str, Any] = {
    "no connection": httpx.ConnectError("refused"),
    "no connection in time": httpx.ConnectTimeout("slow"),
    "no connection free": httpx.PoolTimeout("busy"),
}
UNKNOWN: dict[str, Any] = {
    "500": says(500),
    "502": says(502, "<html>Bad gateway</html>"),
    "503": says(503),
    "408": says(408),
    "half a body": says(200, '{"data": [1, 2'),
    "a web page": says(200, "<!DOCTYPE html><h1>Back soon</h1>"),
    "too deep": says(200, "[" * 100_000),
    "read time-out": httpx.ReadTimeout("slow"),
    "read error": httpx.ReadError("cut"),
    "cut connection": httpx.RemoteProtocolError("cut"),
}
PASSING = {**UNKNOWN, **UNSENT}
FINAL: dict[str, Any] = {"401": says(401, {"message": "bad"}), "302": says(302), "429": says(429, None, retry_after="9999")}


def each_of(failures: dict[str, Any]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("failure", failures.values(), ids=failures.keys())


@each_of(PASSING)
def test_a_read_is_tried_again_after_a_passing_failure(failure: Any):
    """
    A time-out, a dropped connection, a 5xx, half an answer or a gateway's page is no reason to stop a plan.
    """
    vendor = Vendor([failure, failure, failure, FINE])
    assert get(vendor) == {"ok": True}
    assert vendor.slept == [0.5, 1.0, 2.0]


@each_of(PASSING)
def test_a_read_is_not_tried_for_ever(failure: Any):
    """
    Four times, then the failure is told.
    """
    vendor = Vendor([failure])
    with pytest.raises((UnknownError, NotSentError)):
        get(vendor)
    assert vendor.methods == ["GET"] * 4


@each_of(UNKNOWN)
def test_a_write_that_may_have_arrived_is_never_sent_again(failure: Any):
    """
    Whoever sent it must look first: sending twice could buy a number twice.
    """
    vendor = Vendor([failure, FINE])
    with pytest.raises(UnknownError):
        post(vendor, {"a": 1})
    assert vendor.methods == ["POST"]


@each_of(UNSENT)
def test_a_write_that_surely_did_not_arrive_is_sent_again(failure: Exception):
    """
    A connection that was never made carried nothing.
    """
    vendor = Vendor([failure, FINE])
    assert post(vendor, {"a": 1}) == {"ok": True}


def test_a_write_that_does_no_harm_twice_is_sent_again():
    """
    What is declared repeatable is repeated.
    """
    assert post(Vendor([says(502), FINE]), repeatable=True) == {"ok": True}


def test_a_vendor_that_cannot_be_reached_is_named():
    """
    The host, the reason, the mend.
    """
    with pytest.raises(NotSentError) as caught:
        get(Vendor([httpx.ConnectError("")]))
    assert caught.value.reason == "127.0.0.1:1 could not be reached: ConnectError."
    assert "base_url" in caught.value.mend


def test_there_is_a_deadline_for_the_whole_of_it():
    """
    An answer that drips in for ever is given up, though no single read of it times out.
    """

    async def drip() -> None:
        await asyncio.sleep(30)

    vendor = Vendor([FINE], meanwhile=drip)
    with pytest.raises(UnknownError) as caught:
        get(vendor, retry=Retry(total_s=0.05))
    assert caught.value.reason == "No answer to GET /things within 0.05 seconds."
    assert vendor.methods == ["GET"]


def test_waiting_in_line_is_not_held_against_a_request():
    """
    A thousand reads through four connections take longer than one may: each has its own time.
    """

    async def slow() -> None:
        await asyncio.sleep(0.02)

    vendor = Vendor([FINE], meanwhile=slow)

    async def use(client: Client) -> None:
        await asyncio.gather(*(client.get("/things") for _ in range(60)))

    run(vendor.client(retry=Retry(total_s=0.15)), use)
    assert len(vendor.requests) == 60


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int):
    """
    The key would go along to wherever it points.
    """
    vendor = Vendor([says(status, None, location="https://elsewhere.example/things"), FINE])
    with pytest.raises(RefusedError) as caught:
        get(vendor)
    assert "redirect" in caught.value.reason
    assert [request.url.host for request in vendor.requests] == ["127.0.0.1"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
def test_a_read_only_door_cannot_write(method: str):
    """
    Plan, validate and drift cannot send anything but GET, whatever a mistake of ours may ask for.
    """
    vendor = Vendor([FINE])
    with pytest.raises(AssertionError) as caught:
        run(vendor.client(read_only=True), lambda client: client.send(method, "/things", {}, None, repeatable=True))
    assert "where only GET may be" in str(caught.value)
    assert vendor.requests == []
    assert run(vendor.client(read_only=True), lambda client: client.get("/things")) == {"ok": True}


# --- what is sent -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("header", "name", "value"), [("bearer", "authorization", f"Bearer {TOKEN}"), ("x-api-key", "x-api-key", TOKEN)])
def test_the_key_goes_where_the_vendor_wants_it(header: str, name: str, value: str):
    """
    As a bearer token, or bare in a header of its own.
    """
    vendor = Vendor([FINE])
    run(vendor.client(header=header), lambda client: client.get("/things"))
    assert vendor.requests[0].headers[name] == value


def test_every_text_can_be_sent():
    """
    Emoji, other scripts, and half a surrogate pair out of a vendor's own answer.
    """
    vendor = Vendor([says(204)])
    body = {"text": "Grüße 👋 \ud800"}
    run(
        vendor.client(),
        lambda client: client.send("POST", "/a b?c", {"q": "é&="}, body, repeatable=False, headers={"Idempotency-Key": "n"}),
    )
    request = vendor.requests[0]
    assert json.loads(request.content) == body
    assert request.headers["content-type"] == "application/json"
    assert request.headers["idempotency-key"] == "n"
    assert request.url.params["q"] == "é&="


def test_an_empty_answer_is_none():
    """
    204, or 200 without a body.
    """
    assert post(Vendor([httpx.Response(204)])) is None
    assert post(Vendor([says(200, " \n")])) is None


# --- errors -----------------------------------------------------------------------------------------------------------

SECRET = Secret("hunter2-hunter2")
BODIES: list[tuple[Any, str]] = [
    (
        {"errors": [{"code": "10015", "title": "Bad Request", "detail": "Voice is unknown.", "meta": {"url": "x"}}]},
        "Voice is unknown. (10015)",
    ),
    ({"errors": [{"detail": "No code."}, {"title": "Only a title"}]}, "No code.; Only a title"),
    (
        {"detail": [{"type": "missing", "loc": ["body", "voice", 0, "id"], "msg": "Field required", "input": "hunter2"}]},
        "voice.0.id: Field required",
    ),
    ({"detail": [{"msg": "Value error", "loc": "nowhere", "ctx": {"error": "hunter2"}}]}, "Value error"),
    ({"detail": "Not Found"}, "Not Found"),
    ({"message": "Unprocessable", "statusCode": 422}, "Unprocessable"),
    ({"error": {"message": "nested", "input": "hunter2"}}, "nested"),
    ({"error": "invalid-request", "info": "max_duration must be a number"}, "invalid-request; max_duration must be a number"),
    ({"error": True, "body": "hunter2", "request": {"message": "hunter2"}}, ""),
    ({"errors": ["one", "two", 3, None]}, "one; two"),
    ([{"msg": "in a list"}], "in a list"),
    ("plain words", "plain words"),
    ("<html>Forbidden</html>", ""),
    ("", ""),
    (7, ""),
]


@pytest.mark.parametrize(("body", "said"), BODIES)
def test_an_error_becomes_one_sentence(body: Any, said: str):
    """
    Whatever form a vendor's error has, its reason is quoted, and nothing that may echo what we sent.
    """
    with pytest.raises(RefusedError) as caught:
        post(Vendor([says(422, body)]))
    assert caught.value.said == said
    assert caught.value.reason == (f"The vendor answered 422: {said}" if said else "The vendor answered 422 without a reason")


def test_a_secret_that_a_vendor_echoes_is_not_quoted():
    """
    Not the key of the account, and not what was sent in confidence.
    """
    vendor = Vendor([says(400, {"message": f"Neither {TOKEN} nor {SECRET.reveal()} will do, x"})])
    with pytest.raises(RefusedError) as caught:
        post(vendor, {"password": SECRET.reveal(), "x": "x"}, hidden=(SECRET, Secret("x")))
    assert caught.value.said == "Neither (sensitive) nor (sensitive) will do, x"


def test_an_error_is_short_and_safe_to_print():
    """
    A page of text is cut, and escape sequences become visible.
    """
    with pytest.raises(RefusedError) as caught:
        post(Vendor([says(400, {"message": "\x1b[31m" + "word " * 500})]))
    assert len(caught.value.said) == 256
    assert "\x1b" not in caught.value.said


def test_html_instead_of_json_points_to_the_address():
    """
    A wrong base_url often shows as a web page.
    """
    with pytest.raises(UnknownError) as caught:
        get(Vendor([says(200, "  <!DOCTYPE html><p>Welcome</p>")]))
    assert "an HTML page" in caught.value.reason
    assert "base_url" in caught.value.mend


@each_of({**PASSING, **FINAL})
def test_the_key_is_in_no_error_log_or_repr(failure: Any, caplog: pytest.LogCaptureFixture):
    """
    Whatever goes wrong, and however it is printed.
    """
    caplog.set_level(logging.DEBUG)
    vendor = Vendor([failure])
    client = vendor.client()
    with pytest.raises((UnknownError, NotSentError, RefusedError)) as caught:
        run(client, lambda each: each.get("/things"))
    told = "".join(traceback.format_exception(caught.value))
    assert TOKEN not in told + repr(caught.value) + repr(client) + caplog.text
    assert TOKEN not in repr(Door("http://127.0.0.1", Secret(TOKEN)))


@pytest.mark.parametrize("token", [f"{TOKEN}\n", f" {TOKEN}", f"{TOKEN}é", f"{TOKEN}\x00"])
def test_a_key_that_no_header_can_hold_is_refused_unquoted(token: str):
    """
    A line break at the end of a key is the usual mistake; the error says where the key came from.
    """
    with pytest.raises(InputError) as caught:
        Vendor([FINE]).client(token=token)
    assert "env:KEY" in str(caught.value)
    assert TOKEN not in "".join(traceback.format_exception(caught.value))


# --- over a socket ----------------------------------------------------------------------------------------------------


def test_connections_stay_below_the_limit(monkeypatch: pytest.MonkeyPatch):
    """
    A hundred requests share as many connections as the account allows, opened once.
    """
    opened: list[Any] = []
    real = asyncio.BaseEventLoop.create_connection

    async def counted(loop: asyncio.BaseEventLoop, *given: Any, **named: Any) -> Any:
        opened.append(given)
        return await real(loop, *given, **named)

    async def use(client: Client) -> None:
        await asyncio.gather(*(client.get("/ai/assistants") for _ in range(100)))

    monkeypatch.setattr(asyncio.BaseEventLoop, "create_connection", counted)
    with Running() as running:
        running.sandbox.faults.add(Fault("latency", times=20, seconds=0.02))
        run(Client(Door(f"http://127.0.0.1:{running.port}/telnyx/v2", Secret("test-key"), concurrency=3), read_only=True), use)
    assert len(running.sandbox.calls) == 100
    assert 1 <= len(opened) <= 3


@pytest.mark.parametrize("kind", ["drop_before", "truncate", "html", "error_before"])
def test_a_read_survives_a_bad_line(kind: Any):
    """
    What a real connection does when it is cut is the same as in these tests.
    """
    with Running() as running:
        running.sandbox.faults.add(Fault(kind, times=2))
        door = Door(f"http://127.0.0.1:{running.port}/telnyx/v2", Secret("test-key"), retry=Retry(first_s=0.001))
        assert run(Client(door, read_only=True), lambda client: client.get("/ai/assistants")) == {"data": []}


def test_a_port_without_a_vendor_is_told():
    """
    Nothing listens there: nothing was sent.
    """
    with Running() as running:
        port = running.port
    door = Door(f"http://127.0.0.1:{port}", Secret("test-key"), retry=Retry(first_s=0.001))
    with pytest.raises(NotSentError):
        run(Client(door, read_only=True), lambda client: client.get("/"))
