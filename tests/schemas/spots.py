"""Every place of a kind, as its JSON Schema and its shape have it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.desired.forms import below
from reconciler.schema import Json, Kind, Shape
from reconciler.schema.paths import Path
from reconciler.schema.traits import Computed

UNHEARD_OF = "unheard_of"
"""A key that nobody declares."""
Steps = tuple[tuple[str | int, Mapping[str, Json]], ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """
    One place of a kind: its shape as the reader of manifests sees it, and what an editor takes there.

    ``steps`` lead to it: a key or the number of an item, and what stands beside it, since a field may tell which others there are.
    """

    steps: Steps
    shape: Shape
    schemas: tuple[Json, ...]

    @property
    def path(self) -> Path:
        return tuple(part for part, _ in self.steps)

    def holding(self, value: Json) -> Any:
        """A spec in which this value stands here, and nothing else but what must stand beside it."""
        for part, beside in reversed(self.steps):
            value = [value] if isinstance(part, int) else {**beside, part: value}
        return value


def spots(kind: Kind, schema: Json) -> list[Spot]:
    """Every place below spec, one unknown field in every object, and one place inside each value of which nothing is declared."""
    return list(_below(kind.shape, (schema["properties"]["spec"],), (), schema.get("$defs", {})))


def _below(shape: Shape, schemas: tuple[Json, ...], steps: Steps, defs: Json, *, declared: bool = True) -> Iterator[Spot]:
    for beside, alike in _by_what_tells_them_apart(alternatives(schemas, defs)):
        for part in dict.fromkeys([*shape.fields, *(name for each in alike for name in each.get("properties", {})), UNHEARD_OF, 0]):
            found = tuple(each for one in alike for each in _step(one, part))
            if found:
                spot = Spot((*steps, (part, beside)), below(shape, part), found)
                yield spot
                if declared and not spot.shape.has(Computed):
                    is_declared = part in shape.fields or bool(shape.item or shape.values)
                    yield from _below(spot.shape, found, spot.steps, defs, declared=is_declared)


def _by_what_tells_them_apart(schemas: Iterable[Json]) -> Iterator[tuple[Mapping[str, Json], list[Json]]]:
    """The alternatives but for the forms, in groups by the fields that can hold one value only, such as the type of a variant."""
    groups: dict[str, tuple[Mapping[str, Json], list[Json]]] = {}
    for schema in schemas:
        if not _is_form(schema):
            fixed = {name: _fixed(each) for name, each in schema.get("properties", {}).items() if _fixed(each) is not None}
            groups.setdefault(str(fixed), (fixed, []))[1].append(schema)
    yield from groups.values()


def _fixed(schema: Json) -> Json:
    return next((each["const"] for each in schema.get("anyOf", ()) if "const" in each), None)


def alternatives(schemas: Iterable[Json], defs: Json) -> Iterator[Json]:
    """What may stand there instead of each other, with references followed."""
    for schema in schemas:
        if "$ref" in schema:
            yield from alternatives([defs[schema["$ref"].removeprefix("#/$defs/")]], defs)
        elif "anyOf" in schema:
            yield from alternatives(schema["anyOf"], defs)
        elif "if" in schema:
            yield from alternatives([schema["then"], schema["else"]], defs)
        else:
            yield schema


def _step(schema: Json, part: str | int) -> Iterator[Json]:
    """What an object says of a key, or a list of its items."""
    if isinstance(part, int):
        yield from [schema["items"]] if "items" in schema else []
    elif part in schema.get("properties", {}):
        yield schema["properties"][part]
    elif "additionalProperties" in schema:
        yield schema["additionalProperties"]


def _is_form(schema: Json) -> bool:
    return any(key.startswith("$") for key in schema.get("properties", {}))
