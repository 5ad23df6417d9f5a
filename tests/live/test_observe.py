"""Reading live: what is asked, and what an odd answer is taken for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from reconciler.diagnostics import ReadError
from reconciler.http import Client, Door, Retry
from reconciler.live import Live, Snapshot, Want
from reconciler.live.observe import Account, list_versions, observe, read, read_version
from reconciler.schema import Endpoint, Listing, Pages, Part, Secret, Versions
from tests.plan.scene import NAME, kind

Answer = Callable[[httpx.Request], httpx.Response]
PAGES = Pages(items="data")
AGENT = kind("agent", {"name": NAME}, list=Listing("/agents", PAGES, query={"size": "all"}))
BY_QUERY = kind("number", {"n": "str"}, list=None, read=Endpoint("GET", "/org/{org}/numbers", {"number": "{id}"}))
PART = kind("part", {"agent": {"is": "str", "traits": ["PathParam"]}}, list=Listing("/agents/{agent}/parts", PAGES, parent="agent"))
LIST_ONLY = kind("secret", {"label": "str"}, read=None)


class Vendor:
    """Answers by path and remembers what it was asked."""

    def __init__(self, **answers: Any) -> None:
        self.answers, self.asked = answers, list[str]()

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(f"{request.method} {request.url.raw_path.decode()}")
        answer = self.answers[request.url.path.split("/")[-1]]
        return httpx.Response(answer, json={"error": "no"}) if isinstance(answer, int) else httpx.Response(200, json=answer)

    def look(self, *wants: Want) -> Snapshot:
        found: Snapshot = self._with(lambda account: observe(wants, {"acme": account}))
        return found

    def read(self, want: Want) -> Live | None:
        assert want.id is not None
        key = want.id
        found: Live | None = self._with(lambda account: read(want.kind, key, want.params, account))
        return found

    def _with(self, use: Callable[[Account], Any]) -> Any:
        async def run() -> Any:
            door = Door("http://127.0.0.1", Secret("key"), retry=Retry(attempts=1))
            async with Client(door, read_only=True, wire=lambda: httpx.MockTransport(self)) as client:
                return await use(Account(client, {"org": "o 1"}))

        return asyncio.run(run())


def said(vendor: Vendor, *wants: Want) -> list[tuple[str, str]]:
    with pytest.raises(ReadError) as caught:
        vendor.look(*wants)
    return [(each.summary, each.detail) for each in caught.value.diagnostics]


def test_lists_and_objects_are_read_side_by_side():
    """
    One snapshot holds the answers to everything that was asked.
    """
    vendor = Vendor(agents={"data": [{"id": "a1", "name": "x"}]}, b2={"id": "b2", "name": "y"})
    snapshot = vendor.look(Want(AGENT), Want(AGENT, "b2"))
    assert sorted(vendor.asked) == ["GET /agents/b2", "GET /agents?size=all"]
    assert [live.id for live in snapshot.everything()] == ["a1", "b2"]


def test_an_id_is_encoded_where_it_stands():
    """
    In a path by us, in a query by the client, once each.
    """
    vendor = Vendor(b={"id": "a/b"}, numbers={"id": "+1 5"})
    vendor.look(Want(AGENT, "a/b"), Want(BY_QUERY, "+1 5"))
    assert sorted(vendor.asked) == ["GET /agents/a%2Fb", "GET /org/o%201/numbers?number=%2B1+5"]


def test_a_missing_object_is_read_as_none():
    """
    That an object is not there is an answer.
    """
    assert Vendor(gone=404).look(Want(AGENT, "gone")).reads == {("acme/agent", (), "gone"): None}


def test_an_object_of_a_kind_without_reads_is_looked_up_in_its_list():
    """
    So that a delete can be checked there too.
    """
    vendor = Vendor(secrets=[{"id": "s1", "label": "x"}])
    listed = kind("secret", {"label": "str"}, read=None, list=Listing("/secrets", Pages(items=None)))
    found = vendor.read(Want(listed, "s1"))
    assert found is not None
    assert found.value["label"] == "x"
    assert vendor.read(Want(listed, "s2")) is None


def test_a_kind_without_a_list_has_no_listing():
    """
    It says so, instead of saying that there is nothing.
    """
    assert not Vendor().look(Want(BY_QUERY)).lists["acme/number", ()].readable


def test_a_parent_that_is_gone_has_no_children():
    """
    "Not found" on a collection below a parent means that there is no parent, and so no child.
    """
    assert Vendor(parts=404).look(Want(PART, None, {"agent": "a1"})).lists["acme/part", (("agent", "a1"),)].complete


def test_a_collection_that_only_we_infer_is_not_readable():
    """
    Where nobody documents a read, "not found" says nothing about the objects.
    """
    inferred = kind("agent", {"name": NAME}, reads_inferred=True)
    assert not Vendor(agents=404).look(Want(inferred)).lists["acme/agent", ()].readable


def test_a_documented_collection_that_is_not_there_is_an_error():
    """
    A wrong base_url must not look like an empty account, or everything would be made again.
    """
    ((summary, detail),) = said(Vendor(agents=404), Want(AGENT))
    assert summary == "Vendor has no such collection"
    assert "nothing is assumed to be gone" in detail


@pytest.mark.parametrize("status", [401, 403])
def test_a_refused_key_is_said_as_such(status):
    """
    The mend is in reconciler.yaml, and the key itself is not shown.
    """
    ((summary, detail),) = said(Vendor(agents=status), Want(AGENT))
    assert summary == "Vendor refused the key"
    assert "accounts.acme" in detail
    assert "It said: " in detail


def test_a_refused_key_without_a_word_is_said_too():
    """
    A vendor that says nothing is not quoted.
    """
    vendor = Vendor()
    vendor.answers["agents"] = 401
    vendor.__class__ = Silent
    ((_, detail),) = said(vendor, Want(AGENT))
    assert "It said" not in detail


class Silent(Vendor):
    """Refuses without a word."""

    def __call__(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(self.answers[request.url.path.split("/")[-1]])


def test_a_read_that_is_refused_is_an_error():
    """
    Only "not found" means that there is none.
    """
    ((summary, detail),) = said(Vendor(a1=400), Want(AGENT, "a1"))
    assert summary == "Vendor could not be read"
    assert detail.startswith("Reading acme/agent: ")
    assert detail.endswith("Nothing was changed.")


def test_every_failure_is_told_at_once():
    """
    A second run should not be needed to find the second problem.
    """
    assert len(said(Vendor(agents=404, a1=400), Want(AGENT), Want(AGENT, "a1"))) == 2


def test_failures_are_told_in_the_order_in_which_was_asked():
    """
    Two runs say the same, whatever the vendors' order of answering.
    """
    others = [kind(name, {"name": NAME}) for name in "cabd"]
    found = said(Vendor(cs=400, **{"as": 400}, bs=400, ds=400), *map(Want, others))
    assert [detail.split(":")[0] for _, detail in found] == [f"Reading acme/{name}" for name in "cabd"]


def test_the_same_failure_is_told_once():
    """
    A refused key is one problem, however many reads it stops.
    """
    assert len(said(Vendor(agents=401, a1=401), Want(AGENT), Want(AGENT, "a1"))) == 1


@pytest.mark.parametrize("answer", [{}, {"name": "x"}, [], None])
def test_an_answer_without_an_object_is_no_proof_that_there_is_none(answer):
    """
    Taken for "there is none" it would make a second object.
    """
    ((summary, detail),) = said(Vendor(a1=answer), Want(AGENT, "a1"))
    assert summary == "Vendor could not be read"
    assert "holds no object, or one without its id" in detail or "JSON" in detail


def test_an_answer_that_cannot_be_understood_is_an_error_of_reading():
    """
    A declaration that meets a form it does not know says which, and nothing is changed.
    """

    def puzzled(raw: Any) -> Any:
        raise ValueError("plugins is neither JSON nor text.")

    strange = kind("agent", {"name": NAME}, decode=puzzled)
    found = said(Vendor(agents={"data": [{"id": "a"}]}, a1={"id": "a"}), Want(strange), Want(strange, "a1"))
    assert len(found) == 1
    assert "An answer about acme/agent cannot be understood: plugins is neither JSON nor text." in found[0][1]


def test_a_defect_of_ours_is_not_taken_for_the_vendors():
    """
    What is no failure of a request is raised as it is.
    """
    with pytest.raises(KeyError):
        Vendor().look(Want(PART, None, {}))


# --- what stands apart ------------------------------------------------------------------------------------------------

LINE = kind(
    "line",
    {"name": NAME, "voice": {"object": {"on": "bool"}}},
    parts=(Part(("voice",), Endpoint("PATCH", "/lines/{id}/voice"), Endpoint("GET", "/lines/{id}/voice"), inside=True),),
)


def test_a_part_is_read_when_it_is_asked_for():
    """
    The object and its part are read side by side, and are one object.
    """
    vendor = Vendor(l1={"id": "l1", "name": "x"}, voice={"on": True})
    (live,) = vendor.look(Want(LINE, "l1", fields=frozenset({"voice"}))).everything()
    assert live.value == {"id": "l1", "name": "x", "voice": {"on": True}}
    assert sorted(vendor.asked) == ["GET /lines/l1", "GET /lines/l1/voice"]


@pytest.mark.parametrize("fields", [frozenset(), frozenset({"name"})])
def test_a_part_that_nobody_asks_for_is_not_read(fields):
    """
    No read whose answer is not needed.
    """
    vendor = Vendor(l1={"id": "l1", "name": "x"})
    (live,) = vendor.look(Want(LINE, "l1", fields=fields)).everything()
    assert live.value == {"id": "l1", "name": "x"}
    assert vendor.asked == ["GET /lines/l1"]


def test_a_part_that_is_not_there_is_absent():
    """
    A vendor without this view of an object has no such field.
    """
    vendor = Vendor(l1={"id": "l1"}, voice=404)
    (live,) = vendor.look(Want(LINE, "l1", fields=frozenset({"voice"}))).everything()
    assert live.value == {"id": "l1"}


def test_an_object_that_is_gone_has_no_parts():
    """
    The part of an object that is not there makes no object of it.
    """
    vendor = Vendor(l1=404, voice={"on": True})
    assert vendor.look(Want(LINE, "l1", fields=frozenset({"voice"}))).everything() == []


OWN = kind("rule", {"name": NAME}, list=Listing("/rules", Pages(items="data"), own={"owner": "{org}"}))


def test_what_belongs_to_the_vendor_is_left_out():
    """
    Only the items of our own account are looked at.
    """
    rules = [{"id": "r1", "owner": "o 1"}, {"id": "r2", "owner": "somebody"}, {"id": "r3"}, "no object"]
    assert [live.id for live in Vendor(rules={"data": rules}).look(Want(OWN)).everything()] == ["r1"]


def test_two_items_may_be_one_object():
    """
    What the vendor lists as two is joined before anything is made of it.
    """
    pair = kind(
        "pair", {"name": NAME}, list=Listing("/pairs", Pages(items="data"), gather=lambda items: [{"id": "".join(i["id"] for i in items)}])
    )
    assert [live.id for live in Vendor(pairs={"data": [{"id": "a"}, {"id": "b"}]}).look(Want(pair)).everything()] == ["ab"]


ONE = kind(
    "plan",
    {"agent": {"is": "str", "traits": ["PathParam", "Identity"]}, "rule": "str"},
    list=Listing("/agents/{agent}/plan", Pages(items=None), parent="agent", single=True),
    read=None,
    id_field="agent",
)


@pytest.mark.parametrize(("answer", "ids"), [({"rule": "x"}, ["a1"]), (404, [])])
def test_the_only_object_below_a_parent_goes_by_the_parents_id(answer, ids):
    """
    Where there is none, there is none to adopt.
    """
    snapshot = Vendor(plan=answer).look(Want(ONE, None, {"agent": "a1"}))
    assert [live.id for live in snapshot.everything()] == ids


VERSIONED = kind(
    "bot",
    {"name": NAME, "version": {"is": "str", "traits": ["Computed"]}},
    versions=Versions(
        "version",
        list=Endpoint("GET", "/bots/{id}/versions"),
        read=Endpoint("GET", "/bots/{id}/versions/{version}"),
        promote=Endpoint("POST", "/bots/{id}/promote"),
        flag="main",
        label="label",
    ),
)


def test_a_version_is_read_beside_its_object():
    """
    It shows the same object as it would be.
    """
    vendor = Vendor(v2={"id": "b1", "name": "new", "version": "v2"}, v3=404)
    snapshot = vendor.look(Want(VERSIONED, "b1", version="v2"), Want(VERSIONED, "b1", version="v3"))
    shown = {version: live and (live.id, live.version, live.value["name"]) for (_, version), live in snapshot.versions.items()}
    assert shown == {"v2": ("b1", "v2", "new"), "v3": None}
    assert snapshot.reads == {}


def test_the_versions_of_an_object_are_listed_newest_first():
    """
    Whether an unanswered update wrote one can be told from them alone.
    """
    vendor = Vendor(versions={"data": [{"id": "b1", "version": "v2"}, "no object", {"id": "b1", "version": "v1"}]})
    found = vendor._with(lambda account: list_versions(VERSIONED, "b1", {}, account))
    assert [live.version for live in found] == ["v2", "v1"]
    bare = Vendor(versions=[{"id": "b1", "version": "v1"}])
    assert [live.version for live in bare._with(lambda account: list_versions(VERSIONED, "b1", {}, account))] == ["v1"]
    assert Vendor(versions=404)._with(lambda account: list_versions(VERSIONED, "b1", {}, account)) == []
    assert Vendor()._with(lambda account: list_versions(AGENT, "a1", {}, account)) == []
    assert Vendor()._with(lambda account: read_version(AGENT, "a1", "v1", {}, account)) is None


def test_a_vendor_that_cannot_be_reached_is_said_once():
    """
    Every request to it fails in the same way.
    """

    def refused(request: httpx.Request) -> httpx.Response:
        message = "no route"
        raise httpx.ConnectError(message, request=request)

    async def look() -> None:
        door = Door("http://127.0.0.1", Secret("key"), retry=Retry(attempts=1))
        async with Client(door, read_only=True, wire=lambda: httpx.MockTransport(refused)) as client:
            await observe([Want(AGENT), Want(LIST_ONLY)], {"acme": Account(client, {"org": "o"})})

    with pytest.raises(ReadError) as caught:
        asyncio.run(look())
    (wrong,) = caught.value.diagnostics
    assert wrong.summary == "Vendor could not be reached"
