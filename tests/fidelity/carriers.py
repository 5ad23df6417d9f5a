"""Specs that hold every free place of a kind between them, as many in each as go together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from reconciler.providers import registry
from reconciler.schema import Json, Kind
from reconciler.schema.json_schema import document_schema
from reconciler.schema.paths import text
from reconciler.schema.traits import CreateOnly
from tests.conformance.row import Row
from tests.conformance.table import ROWS
from tests.fidelity.bases import BASES, ONLY_BESIDE
from tests.fidelity.least import Least
from tests.fidelity.places import Free, Leaf, free_places, tags
from tests.fidelity.tree import Told, filled, holds, listed, overlaid, put
from tests.schemas.validation import NAMES, TARGET, errors, plain

TURNS = 3
"""How many types are tried for an object that says by its type what else it holds."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """A row's spec in which leaves stand for values that are chosen later."""

    row: Row
    number: int
    spec: Any
    leaves: tuple[Leaf, ...]

    def __str__(self) -> str:
        return f"{self.row}-{self.number}"

    def with_values(self, value: Callable[[Leaf], Json]) -> Any:
        """The spec with a value for each leaf."""
        return filled(self.spec, value)


@cache
def carriers(name: str) -> tuple[tuple[Carrier, ...], tuple[str, ...]]:
    """The carriers of a kind, and the places for which none was found."""
    kind = registry.kind(name)
    assert kind is not None
    schema = document_schema(kind, NAMES)
    left, told, made = free_places(kind, schema), tags(kind, schema), list[Carrier]()
    for row, base in _bases(kind):
        for turn in range(TURNS):
            loader = _Loader(kind, schema, row, base, Least(schema.get("$defs", {}), turn), told)
            while (taken := loader.loaded([each for each in left if loader.sends(each)])).places:
                made.append(Carrier(row, len(made) + 1, taken.spec, tuple(each.leaf for each in taken.places)))
                left = [each for each in left if each not in taken.places]
    return tuple(made), tuple(each.leaf.place for each in left)


@dataclass(frozen=True, slots=True)
class _Base:
    """A spec to begin with. ``opens``: an item of ours goes on top of its first item, and not in the place of all of them."""

    spec: dict[str, Json]
    opens: bool = False


def _bases(kind: Kind) -> Iterator[tuple[Row, _Base]]:
    """Those of the kind's rows, those that open more places, and only what is required."""
    rows = [row for row in ROWS if row.kind == str(kind)]
    yield from ((row, _Base(row.spec)) for row in rows)
    yield from ((rows[0], _Base(overlaid(rows[0].spec, more), opens=True)) for more in BASES.get(str(kind), ()))
    for row in rows:
        yield row, _Base({name: row.spec[name] for name, shape in kind.shape.fields.items() if shape.required and name in row.spec})


@dataclass(frozen=True, slots=True)
class _Load:
    """Places that go together, in a spec that validation takes."""

    spec: Any = None
    places: tuple[Free, ...] = ()


@dataclass(frozen=True, slots=True)
class _Loader:
    """Puts places into a spec, and sees whether validation takes it."""

    kind: Kind
    schema: Json
    row: Row
    base: _Base
    least: Least
    told: Told

    def sends(self, free: Free) -> bool:
        """Whether the place is sent at all, and takes any text in this base."""
        needed = next((each for each in ONLY_BESIDE.get(str(self.kind), ()) if text(free.spot.path).startswith(each)), "")
        return not (self.row.found and free.spot.shape.has(CreateOnly)) and holds(self.base.spec, needed)

    def loaded(self, places: list[Free], load: _Load = _Load()) -> _Load:
        """As many more of the places as go together with those that are loaded."""
        if not places:
            return load
        spec = self._spec([*load.places, *places])
        if spec is not None and not self._refused(spec):
            return _Load(spec, (*load.places, *places))
        if len(places) == 1:
            return load
        middle = len(places) // 2
        return self.loaded(places[middle:], self.loaded(places[:middle], load))

    def _spec(self, places: list[Free]) -> Any:
        """None where one of the places is inside another, which holds a text here and an object there."""
        ours: dict[Any, Any] = {}
        if not all(put(ours, each, self.told) for each in places):
            return None
        alike = self.told.get((), frozenset())
        others = alike - ours.keys() if alike & ours.keys() else frozenset()
        base = {key: each for key, each in self.base.spec.items() if key not in others}
        return self.least.completed(overlaid(base, listed(ours), opens=self.base.opens), [self.schema["properties"]["spec"]])

    def _refused(self, spec: Any) -> bool:
        beside = {"deliver": self.row.deliver} if self.row.deliver else {}
        document = {"kind": str(self.kind), "name": "one", **beside, "spec": _there(filled(spec, lambda leaf: leaf.stand_in))}
        return bool(errors(plain(document)))


def _there(value: Any) -> Any:
    """With every reference to a resource that is there for validation."""
    match value:
        case {"$ref": str(address), **rest}:
            return {"$ref": address.rpartition("/")[0] + f"/{TARGET}", **rest} if address.count("/") == 2 else value
        case dict():
            return {key: _there(each) for key, each in value.items()}
        case list():
            return [_there(each) for each in value]
    return value
