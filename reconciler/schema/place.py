"""What may stand at one place of a JSON document, whoever says so: types, values, limits, and the places below it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from .values import ABSENT, Json

_LOWER = {"minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties"}
_UPPER = {"maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties"}
LIMITS = (*sorted(_LOWER | _UPPER), "multipleOf", "pattern")
"""What JSON Schema calls the limits that are compared."""
_NESTED = {"object", "array"}


@dataclass(frozen=True, slots=True)
class Place:
    """
    ``types`` are JSON Schema's words, none for anything. ``values`` are all that is accepted, None without such a list; ``known`` are
    those that are named where others are accepted too. ``free`` is what any undeclared key of an object may hold.

    ``variants`` are the alternatives of an object by the value of its field ``tag``; ``fields`` then holds the fields of all of them.
    ``carriers`` are the bodies and answers that were seen to hold the place, ``telling`` those of them that say what fields it has.
    ``cut``: the schema refers to itself here, and nothing below is read.
    """

    types: frozenset[str] = frozenset()
    values: tuple[Json, ...] | None = None
    known: tuple[Json, ...] = ()
    limits: Mapping[str, Json] = field(default_factory=dict)
    default: Json = ABSENT
    required: bool = False
    read_only: bool = False
    write_only: bool = False
    fields: Mapping[str, Place] = field(default_factory=dict)
    item: Place | None = None
    free: Place | None = None
    tag: str = ""
    variants: Mapping[str, Place] = field(default_factory=dict)
    carriers: frozenset[str] = frozenset()
    telling: frozenset[str] = frozenset()
    cut: bool = False

    @property
    def nullable(self) -> bool:
        """Whether null is said to be accepted."""
        return "null" in self.types

    @property
    def non_null(self) -> frozenset[str]:
        """The types besides null."""
        return self.types - {"null"}

    @property
    def named(self) -> tuple[Json, ...]:
        """Every value that is named, null left out."""
        return tuple(each for each in each_once((*(self.values or ()), *self.known)) if each is not None)

    @property
    def is_nothing(self) -> bool:
        """Whether only an empty object fits, which is how one generator of descriptions writes "not given"."""
        return self.types == {"object"} and not self.fields and self.free == NOTHING


NOTHING = Place(cut=True, types=frozenset({"nothing"}))
"""A place where nothing may stand."""


def narrowed(one: Place, other: Place) -> Place:
    """A place that must be both."""
    return Place(
        types=_both(one.types, other.types),
        values=_both_values(one.values, other.values),
        known=each_once((*one.known, *other.known)),
        limits={**one.limits, **other.limits},
        default=one.default if other.default is ABSENT else other.default,
        required=one.required or other.required,
        read_only=one.read_only or other.read_only,
        write_only=one.write_only or other.write_only,
        fields=merged(one.fields, other.fields, narrowed),
        item=_either(one.item, other.item, narrowed),
        free=_either(one.free, other.free, narrowed),
        tag=one.tag or other.tag,
        variants=one.variants or other.variants,
        cut=one.cut or other.cut,
    )


def widened(branches: Sequence[Place], tag: str = "") -> Place:
    """A place that may be any of the branches. ``tag`` names the field that tells them apart, where the schema says so."""
    told = [each for each in branches if not each.is_nothing]
    if len(told) == 1:
        return told[0]
    scalars = [each for each in told if not each.types or each.non_null - _NESTED]
    closed = bool(scalars) and all(each.values is not None for each in scalars)
    named = each_once(value for each in told for value in (*(each.values or ()), *each.known))
    objects = [each for each in told if each.fields]
    distinct = tag or _telling(objects)
    return Place(
        types=frozenset() if any(not each.types for each in told) else frozenset().union(*(each.types for each in told)),
        values=named if closed else None,
        known=() if closed else named,
        limits=_loosest(told),
        default=next((each.default for each in told if each.default is not ABSENT), ABSENT),
        read_only=bool(told) and all(each.read_only for each in told),
        write_only=bool(told) and all(each.write_only for each in told),
        fields=_any_fields(objects),
        item=_any(each.item for each in told),
        free=_any(each.free for each in told),
        tag=distinct,
        variants=dict(_by_tag(objects, distinct)) if distinct else {},
        cut=any(each.cut for each in told),
    )


def merged(one: Mapping[str, Place], other: Mapping[str, Place], how: Callable[[Place, Place], Place]) -> dict[str, Place]:
    """The fields of both, in the order of the first; ``how`` makes one of two."""
    both = {name: how(each, other[name]) for name, each in one.items() if name in other}
    return {**{name: both.get(name, each) for name, each in one.items()}, **{k: v for k, v in other.items() if k not in one}}


def each_once(values: Iterable[Json]) -> tuple[Json, ...]:
    """1 and True are equal in Python and two values in JSON."""
    return tuple({json.dumps(value, sort_keys=True): value for value in values}.values())


def _both(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    if not one or not other:
        return one or other
    wholes = {"integer"} if {"integer", "number"} <= one | other else set()
    return (one & other) | wholes or one | other


def _both_values(one: tuple[Json, ...] | None, other: tuple[Json, ...] | None) -> tuple[Json, ...] | None:
    if one is None or other is None:
        return other if one is None else one
    return tuple(each for each in one if each in other)


def _either(one: Place | None, other: Place | None, how: Callable[[Place, Place], Place]) -> Place | None:
    return how(one, other) if one and other else one or other


def _any(places: Iterable[Place | None]) -> Place | None:
    found = [each for each in places if each and each != NOTHING]
    return widened(found) if found else None


def _any_fields(objects: Sequence[Place]) -> dict[str, Place]:
    """A field is required when every object requires it."""
    names = dict.fromkeys(name for each in objects for name in each.fields)
    return {name: _any_field([each.fields[name] for each in objects if name in each.fields], len(objects)) for name in names}


def _any_field(found: list[Place], all_of_them: int) -> Place:
    required = len(found) == all_of_them and all(each.required for each in found)
    return replace(widened(found), required=required)


def _loosest(branches: Sequence[Place]) -> dict[str, Json]:
    """The limits that hold whichever branch applies: of a lower limit the lowest, of an upper the highest."""
    limited = [each for each in branches if each.types != {"null"}]
    names = [name for name in LIMITS if limited and all(name in each.limits for each in limited)]
    return {name: _looser(name, [each.limits[name] for each in limited]) for name in names}


def _looser(name: str, found: list[Json]) -> Json:
    if name in _LOWER:
        return min(found)
    return max(found) if name in _UPPER else found[0]


def _telling(objects: Sequence[Place]) -> str:
    """The field that has other values in each object, or nothing."""
    if len(objects) < 2:
        return ""
    return next((name for name in objects[0].fields if _tells(name, objects)), "")


def _tells(name: str, objects: Sequence[Place]) -> bool:
    found = [each.fields[name].values if name in each.fields else None for each in objects]
    values = [json.dumps(value) for each in found for value in each or ()]
    return all(found) and len(values) == len(set(values))


def _by_tag(objects: Sequence[Place], tag: str) -> Iterable[tuple[str, Place]]:
    for each in objects:
        if each.tag == tag:
            yield from each.variants.items()
        elif tag in each.fields:
            yield from ((str(value), each) for value in each.fields[tag].values or ())
