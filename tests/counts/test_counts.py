"""Counts never flake: calls, writes and connections of whole commands, on a company that has every kind."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest
from starlette.types import Receive, Scope, Send

from benchmarks import minimum
from benchmarks.company import KEYS, SHARES, Company, company
from benchmarks.vendors import stock
from reconciler.plan import Action
from reconciler.providers import PROVIDERS, kinds
from reconciler.sandbox.app import Sandbox
from reconciler.sandbox.serve import Running
from reconciler.sandbox.vendor import World as Nature
from reconciler.sandbox.vendors import VENDORS
from tests.world import World

SIZE = 120
PORT = 8099


def world_of(root: Path, whole: Company, port: int = PORT, sandbox: Sandbox | None = None) -> World:
    """The company's repository, and vendors that hold its phone numbers and nothing else."""
    world = World(root) if sandbox is None else World(root, sandbox)
    world.environ.update(dict.fromkeys(KEYS, "test-key"))
    stock(world.sandbox, whole.numbers)
    whole.write(world.root, port)
    return world


@pytest.fixture
def whole() -> Company:
    return company(SIZE)


@pytest.fixture
def world(tmp_path: Path, whole: Company) -> World:
    return world_of(tmp_path, whole)


@pytest.fixture
def applied(world: World, whole: Company) -> World:
    world.apply(allow=whole.waivers)
    return world


def reads(world: World, since: int = 0) -> list[str]:
    return [f"{call.vendor} {call.path} {dict(call.query)}" for call in world.sandbox.calls if call.n > since and call.method == "GET"]


def test_the_company_has_every_kind():
    """
    A kind that is added later is counted too, or this fails.
    """
    assert sorted(SHARES) == [str(kind) for kind in kinds()]


def test_a_company_is_the_same_every_time():
    assert company(SIZE) == company(SIZE)
    assert len(company(SIZE).items) == SIZE


def test_planning_what_is_all_new_takes_the_fewest_reads(world: World, whole: Company):
    """
    A first plan asks for a list where something may be recognised in it, and for nothing else.
    """
    made = world.plan(allow=whole.waivers)
    assert {str(step.address) for step in made.steps} == {item.address for item in whole.items}
    assert len(reads(world)) == minimum.reads_of_new(whole)
    assert world.writes() == []


def test_planning_what_is_unchanged_takes_the_fewest_reads(applied: World, whole: Company):
    """
    A plan reads each object once: by the page where the list holds whole objects, else one by one.
    """
    mark = applied.mark
    assert applied.plan().steps == ()
    assert len(reads(applied, mark)) == minimum.reads_of_known(whole)
    assert len(set(reads(applied, mark))) == len(reads(applied, mark))
    assert applied.writes(mark) == []


def test_planning_one_change_takes_no_read_more(applied: World, whole: Company):
    """
    A change in git costs no call until it is applied.
    """
    edited, (changed,) = whole.revised(1)
    edited.write(applied.root, PORT)
    mark = applied.mark
    assert [str(step.address) for step in applied.plan().steps] == [changed.address]
    assert len(reads(applied, mark)) == minimum.reads_of_known(whole)
    assert applied.writes(mark) == []


def test_a_first_apply_writes_each_object_once(world: World, whole: Company):
    """
    One write creates an object, another gives it what the vendor's create does not take; one read back proves it.
    """
    report = world.apply(allow=whole.waivers)
    assert report is not None
    assert report.succeeded
    assert len(world.writes()) == minimum.writes_of_new(whole)
    assert len(reads(world)) == minimum.reads_of_new(whole) + minimum.read_backs_of_new(whole)


def test_a_second_apply_writes_nothing(applied: World, whole: Company):
    """
    Applying twice changes nothing the second time, for every kind, and reads no more than a plan.
    """
    mark = applied.mark
    assert applied.apply() is None
    assert applied.writes(mark) == []
    assert len(reads(applied, mark)) == minimum.reads_of_known(whole)


@pytest.mark.parametrize("changes", [1, 6, 100])
def test_an_apply_writes_what_changed_and_nothing_else(applied: World, whole: Company, changes: int):
    """
    Each edited object is one update and one read back; the others are left alone.
    """
    edited, changed = whole.revised(changes)
    edited.write(applied.root, PORT)
    mark = applied.mark
    report = applied.apply()
    assert report is not None
    assert {str(step.address): step.action for step, _ in report.outcomes} == {item.address: Action.UPDATE for item in changed}
    assert len(applied.writes(mark)) == changes
    assert len(reads(applied, mark)) == minimum.reads_of_known(whole) + minimum.read_backs(changed)


def test_pages_are_counted_beyond_the_first(tmp_path: Path):
    """
    More objects than a page holds take a second page, and still no read of each.
    """
    whole = Company(tuple(item for item in company(2000).items if item.kind == "telnyx/tool"))
    assert 100 < len(whole.items) <= 200
    world = world_of(tmp_path, whole)
    world.apply()
    mark = world.mark
    assert world.plan().steps == ()
    assert len(reads(world, mark)) == minimum.reads_of_known(whole) == 2


class Counting(Sandbox):
    """A sandbox that remembers which connection each request came by, and how many were under way at once."""

    def __init__(self) -> None:
        super().__init__(Nature(lambda: 1_800_000_000.0, iter(f"id-{number:08}" for number in range(10**8)).__next__), VENDORS)
        self.connections: defaultdict[str, set[int]] = defaultdict(set)
        self.most: defaultdict[str, int] = defaultdict(int)
        self._now: defaultdict[str, int] = defaultdict(int)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        vendor = scope["path"].split("/")[1]
        self.connections[vendor].add(scope["client"][1])
        self._now[vendor] += 1
        self.most[vendor] = max(self.most[vendor], self._now[vendor])
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._now[vendor] -= 1


def test_connections_stay_within_the_limit_and_are_used_again(tmp_path: Path, whole: Company):
    """
    A command opens at most as many connections to a vendor as its declaration allows, however many calls it makes.
    """
    sandbox = Counting()
    with Running(sandbox) as running:
        world = world_of(tmp_path, whole, running.port, sandbox)
        # The world lives in one process unless told; here everything goes through sockets.
        sandbox.in_process = False
        world.apply(allow=whole.waivers, wire=None)
        assert sorted(sandbox.connections) == sorted(PROVIDERS)
        for vendor, provider in PROVIDERS.items():
            assert len(sandbox.connections[vendor]) <= provider.concurrency
            assert sandbox.most[vendor] <= provider.concurrency
        assert len(sandbox.calls) > 4 * sum(map(len, sandbox.connections.values()))
