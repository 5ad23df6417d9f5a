"""The free places of a kind: where any text may stand, or any value at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from reconciler.schema import Json, Kind, Shape
from reconciler.schema.paths import Path, text
from reconciler.schema.traits import Computed, Normalized, PathParam, Ref, Sensitive
from tests.fidelity.bases import BEGINS_WITH, NOT_FREE
from tests.schemas.spots import UNHEARD_OF, Spot, alternatives, spots


@dataclass(frozen=True, slots=True)
class Leaf:
    """
    A free place: of a text with these bounds and beginning, of a secret, or of any JSON (``free``).

    ``opaque``: nothing in it is a form.
    """

    place: str
    least: int = 0
    most: int | None = None
    free: bool = False
    opaque: bool = False
    secret: bool = False
    begins: str = ""

    @property
    def stand_in(self) -> Json:
        """A plain value."""
        return {"$secret": "env:A"} if self.secret else self.begins + "x" * max(self.least, 1)


@dataclass(frozen=True, slots=True)
class Free:
    """A place, and the leaf for it."""

    spot: Spot
    leaf: Leaf


def free_places(kind: Kind, schema: Json) -> list[Free]:
    """Every place of the kind that is not computed, not chosen from a list, and not compared in another form than it was written."""
    defs = schema.get("$defs", {})
    found: list[Free] = []
    opened: set[Path] = set()
    for spot in spots(kind, schema):
        if spot.path[:-1] in opened or not _is_declared(kind.shape, spot.path):
            opened.add(spot.path)
        elif not text(spot.path).startswith(tuple(NOT_FREE.get(str(kind), ()))) and (leaf := _leaf(spot, defs)):
            found.append(Free(spot, replace(leaf, begins=BEGINS_WITH.get(f"{kind} {leaf.place}", ""))))
            if leaf.free:
                opened.add(spot.path)
    return list({text(each.spot.path): each for each in found}.values())


def tags(kind: Kind, schema: Json) -> Mapping[Path, frozenset[str]]:
    """By the place of an object: those of its fields of which it holds the one that its type names, such as the settings of a tool."""
    defs = schema.get("$defs", {})
    fields: dict[Path, dict[str, Spot]] = defaultdict(dict)
    for spot in spots(kind, schema):
        if isinstance(spot.path[-1], str):
            fields[spot.path[:-1]][spot.path[-1]] = spot
    types = {
        path: {value for each in alternatives(found["type"].schemas, defs) for value in each.get("enum", ())}
        for path, found in fields.items()
        if "type" in found
    }
    return {path: frozenset(values & set(fields[path])) for path, values in types.items()}


def _is_declared(shape: Shape, path: Path) -> bool:
    """Whether the last key is one that the object around it has, or one of a map's."""
    for part in path[:-1]:
        shape = shape.child(part) if isinstance(part, str) else shape.item or shape
    return path[-1] != UNHEARD_OF or not shape.fields or shape.values is not None


def _leaf(spot: Spot, defs: Json) -> Leaf | None:
    shape, place = spot.shape, text(spot.path)
    if shape.has(Computed, Ref, PathParam, Normalized):
        return None
    named = [each.get("$ref", "").removeprefix("#/$defs/") for each in _unfolded(spot.schemas)]
    if any(each.startswith(("$any", "$opaque")) for each in named):
        return Leaf(place, free=True, opaque=any(each.startswith("$opaque") for each in named))
    sensitive = shape.get(Sensitive)
    if sensitive is not None and sensitive.literal is None:
        return Leaf(place, secret=True)
    here = list(alternatives(spot.schemas, defs))
    texts = [each for each in here if each.get("type") == "string" and not {"const", "enum", "pattern", "format"} & set(each)]
    if not texts or any("enum" in each or "const" in each for each in here):
        return None
    return Leaf(place, texts[0].get("minLength", 0), texts[0].get("maxLength"))


def _unfolded(schemas: Sequence[Json]) -> Iterator[Json]:
    """The choices of a place, with references as they are."""
    for schema in schemas:
        yield schema
        yield from _unfolded(schema.get("anyOf", ()))
