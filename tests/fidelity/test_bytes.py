"""Values survive byte for byte: written in any style, applied, held by the vendor as they were meant, and planned empty afterwards."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as some

from reconciler.sandbox.app import Sandbox
from tests.conformance.road import Road, manifest
from tests.fidelity.carriers import Carrier, carriers
from tests.fidelity.places import Leaf
from tests.fidelity.styles import Style, document, styles_for
from tests.fidelity.values import NUMBERS, PROMPT, SCHEMA, SNIPPETS, TEXTS, VALUES
from tests.schemas.validation import NAMES
from tests.world import InProcess, World

Json = Any

LONG = os.environ.get("RECONCILER_LONG", "") == "1"
FEW = settings(
    max_examples=60 if LONG else 2,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, *([Phase.shrink] if LONG else [])],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
WINDOW = 9


@dataclass(frozen=True, slots=True)
class Draw:
    """What an example chose: the same few pieces for all leaves, each in another place of the row."""

    start: int
    texts: Sequence[str]
    values: Sequence[Json]
    styles: Sequence[int]

    def text(self, leaf: Leaf, number: int) -> str:
        """Different for every leaf, and marked so that it can be found again wherever the vendor keeps it."""
        at = (self.start + number * WINDOW) % len(SNIPPETS)
        body = "".join([*SNIPPETS, *SNIPPETS][at : at + WINDOW]) + self.texts[number % len(self.texts)]
        long = PROMPT if leaf.most is None and number % 7 == self.start % 7 else ""
        tail = mark(number)
        room = None if leaf.most is None else leaf.most - len(leaf.begins) - len(tail)
        return leaf.begins + (long + body)[:room] + tail

    def value(self, leaf: Leaf, number: int) -> Json:
        """Any JSON, under a key by which it can be found. A JSON Schema stands only where ``$ref`` is no form."""
        choices = [*([SCHEMA] if leaf.opaque else []), NUMBERS, *self.values]
        return {mark(number): choices[(self.start + number) % len(choices)]}

    def style(self, number: int) -> int:
        return self.styles[number % len(self.styles)] + number


def mark(number: int) -> str:
    return f"«{number}»"


DRAWS = some.builds(
    Draw,
    start=some.integers(0, len(SNIPPETS) - 1),
    texts=some.lists(TEXTS, min_size=1, max_size=6),
    values=some.lists(VALUES, min_size=1, max_size=4),
    styles=some.lists(some.integers(0, 9), min_size=1, max_size=6),
)


# --- The whole way ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_every_free_place_holds_what_was_written(name):
    """
    Prompts, names, headers, secrets and JSON arrive as they were meant in every field of every kind, and a second plan is empty.
    """
    found, _ = carriers(name)

    @FEW
    @given(draw=DRAWS)
    def see(draw: Draw) -> None:
        for carrier in found:
            with tempfile.TemporaryDirectory() as folder:
                see_what_the_vendor_holds(Written(carrier, draw, World(Path(folder))))

    see()


def see_what_the_vendor_holds(written: Written) -> None:
    """After an apply of what was written, beside whatever its row needs."""
    Road(written.carrier.row, written.world)  # declares the row's needs
    written.write()
    written.apply()
    lost = [problem for leaf in written.carrier.leaves if (problem := written.lost(leaf))]
    assert lost == [], written.carrier
    assert written.world.plan(wire=written.wire).steps == (), written.carrier


@pytest.mark.parametrize("name", NAMES)
def test_every_free_place_of_every_kind_is_carried(name):
    """
    No field is left out of the trial without a reason.
    """
    assert carriers(name)[1] == ()


@dataclass
class Written:
    """A carrier's manifest in a repository."""

    carrier: Carrier
    draw: Draw
    world: World
    values: dict[Leaf, Json] = field(default_factory=dict)
    sent: list[Json] = field(default_factory=list)
    """The bodies of all calls, as they were on the wire: some vendors keep a secret where nobody looks."""

    def write(self) -> None:
        self.values = {leaf: self._value(leaf, number) for number, leaf in enumerate(self.carrier.leaves)}
        row = self.carrier.row
        head = {"kind": row.kind, "name": "walker", **({"deliver": row.deliver} if row.deliver else {})}
        spec = self.carrier.with_values(self._form)
        turn = iter(range(10**6))

        def style(text: str) -> Style:
            fitting = styles_for(text)
            return fitting[self.draw.style(next(turn)) % len(fitting)]

        self.world.write(manifest(row.kind, "walker"), document({**head, "spec": spec}, style))

    def _value(self, leaf: Leaf, number: int) -> Json:
        return self.draw.value(leaf, number) if leaf.free else self.draw.text(leaf, number)

    def _form(self, leaf: Leaf) -> Json:
        """As it stands in the manifest: every third text is a file's, and a secret comes from the environment."""
        number = self.carrier.leaves.index(leaf)
        if leaf.secret:
            self.world.environ[f"LEAF_{number}"] = self.values[leaf]
            return {"$secret": f"env:LEAF_{number}"}
        if not leaf.free and self.draw.style(number) % 3 == 0:
            self.world.write(f"texts/{number}.txt", self.values[leaf])
            return {"$file": f"texts/{number}.txt"}
        return self.values[leaf]

    def wire(self, _: str) -> Callable[[], InProcess]:
        return lambda: Overheard(self.world.sandbox, self.sent)

    def apply(self) -> None:
        """Whatever a guard objects to is allowed."""
        allow = tuple(each.waiver for each in self.world.plan().findings)
        report = self.world.apply(allow=allow, wire=self.wire)
        assert report is not None
        assert report.succeeded, "; ".join(f"{each.summary}: {each.detail}" for each in report.wrong)

    @property
    def held(self) -> list[Json]:
        """Everything that the vendor holds."""
        tables = self.world.sandbox.vendors[self.carrier.row.vendor].tables
        return [row for table in tables.values() for row in table.rows()]

    def lost(self, leaf: Leaf) -> str:
        """Where the vendor holds something else, or nothing."""
        tail = mark(self.carrier.leaves.index(leaf))
        value = self.values[leaf]
        rows = self.sent if leaf.secret else self.held
        found = [each for row in rows for each in (marked(row, tail) if leaf.free else texts(row, tail))]
        wanted = value[tail] if leaf.free else value
        return "" if any(same(wanted, each) for each in found) else f"{leaf.place}: {found!r}, and not {wanted!r}"


class Overheard(InProcess):
    """The sandbox, and a note of every body on its way there."""

    def __init__(self, sandbox: Sandbox, sent: list[Json]) -> None:
        super().__init__(sandbox)
        self._sent = sent

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        if body := await request.aread():
            self._sent.append(json.loads(body))
        return await super().handle_async_request(request)


def texts(value: Json, tail: str) -> Iterator[str]:
    """Every text with the mark."""
    match value:
        case str() if tail in value:
            yield value
        case dict():
            for each in value.values():
                yield from texts(each, tail)
        case list():
            for each in value:
                yield from texts(each, tail)


def marked(value: Json, tail: str) -> Iterator[Json]:
    """Every value under the mark."""
    match value:
        case dict():
            yield from [value[tail]] if tail in value else [found for each in value.values() for found in marked(each, tail)]
        case list():
            for each in value:
                yield from marked(each, tail)


def same(one: Json, other: Json) -> bool:
    """Equal to the byte; numbers by their value, where true is none."""
    match one, other:
        case dict(), dict():
            return list(one) == list(other) and all(same(one[key], other[key]) for key in one)
        case list(), list():
            return len(one) == len(other) and all(map(same, one, other))
        case (bool(), _) | (_, bool()):
            return one is other
    return (type(one) in {int, float} and type(other) in {int, float} and one == other) or (type(one) is type(other) and one == other)
