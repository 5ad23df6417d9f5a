"""A kind in a vendor's description: which operations it uses there, and what these carry."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import reduce
from typing import Any

from .endpoint import Endpoint, Listing
from .kind import Kind
from .openapi import Description, Operation
from .place import Place, each_once, merged

CREATE, UPDATE, ANSWER = "create", "update", "answer"


@dataclass(frozen=True, slots=True)
class Carrier:
    """
    A body or an answer that holds the object. ``unwrap`` are the keys at which the object stands in it, ``listed``: as the items of a
    list. ``under``: it holds one field of the object, not all of it.
    """

    what: str
    endpoint: Endpoint
    unwrap: tuple[str, ...] = ()
    under: str = ""
    listed: bool = False


def endpoints(of: Any) -> Iterator[Endpoint]:
    """Every operation that a kind may call, wherever its declaration names one: also in its parts, members and versions."""
    match of:
        case Endpoint():
            yield from of.each()
        case Listing(path=path):
            yield Endpoint("GET", path)
        case tuple():
            yield from (endpoint for each in of for endpoint in endpoints(each))
        case _ if is_dataclass(of):
            yield from (endpoint for each in fields(of) for endpoint in endpoints(getattr(of, each.name)))


def used(kinds: Iterable[Kind], description: Description, base_url: str) -> set[Operation]:
    """The operations of the description that any of the kinds calls."""
    found = (description.find(each.method, each.path, base_url) for kind in kinds for each in endpoints(kind))
    return {operation for operation in found if operation}


def place_of(kind: Kind, description: Description, base_url: str) -> Place | None:
    """All that the description says of the kind's object, each place with what carries it. None where it says nothing."""
    found = (_carried(kind, each, description, base_url) for each in _carriers(kind))
    places = [each for each in found if each is not None]
    return reduce(joined, places) if places else None


def joined(one: Place, other: Place) -> Place:
    """What two carriers say of one place. The earlier decides on types and limits, since what is sent matters more."""
    carriers = one.carriers | other.carriers
    return replace(
        one,
        types=one.types | other.types if ANSWER not in carriers else one.types,
        values=one.values and each_once((*one.values, *(other.values or ()))),
        known=each_once((*one.known, *other.known, *(other.values or () if one.values is None else ()))),
        fields=merged(one.fields, other.fields, joined),
        item=joined(one.item, other.item) if one.item and other.item else one.item or other.item,
        free=joined(one.free, other.free) if one.free and other.free else one.free or other.free,
        tag=one.tag or other.tag,
        variants=merged(one.variants, other.variants, joined) if one.tag == other.tag else one.variants or other.variants,
        carriers=carriers,
        telling=one.telling | other.telling,
        cut=one.cut or other.cut,
    )


def seen(place: Place, what: str) -> Place:
    """The place and all below it as this carrier has them. In an answer, null says no more than absence does."""
    hidden = "write_only" if what == ANSWER else "read_only"
    shown = {name: seen(each, what) for name, each in place.fields.items() if not getattr(each, hidden)}
    return replace(
        place,
        types=place.non_null if what == ANSWER else place.types,
        fields=shown,
        item=place.item and seen(place.item, what),
        free=place.free and seen(place.free, what),
        variants={name: seen(each, what) for name, each in place.variants.items()},
        carriers=frozenset({what}),
        telling=frozenset({what} if shown else ()),
    )


def _carriers(kind: Kind) -> Iterator[Carrier]:
    """What is sent before what is answered."""
    if kind.create:
        yield Carrier(CREATE, kind.create)
    if kind.update:
        yield Carrier(UPDATE, kind.update)
    for part in kind.parts:
        yield Carrier(UPDATE, part.update, under=part.fields[0] if part.inside else "")
    unwrap = (kind.unwrap,) if kind.unwrap else ()
    if kind.read:
        yield Carrier(ANSWER, kind.read, unwrap)
    if kind.list:
        listing = Endpoint("GET", kind.list.path)
        yield Carrier(ANSWER, listing, (kind.list.pages.items,) if kind.list.pages.items else unwrap, listed=not kind.list.single)
    if kind.create and (kind.yields or not (kind.read or kind.list)):
        yield Carrier(ANSWER, kind.create, unwrap)
    for part in kind.parts:
        if part.read:
            yield Carrier(ANSWER, part.read, unwrap, under=part.fields[0] if part.inside else "")


def _carried(kind: Kind, each: Carrier, description: Description, base_url: str) -> Place | None:
    operation = description.find(each.endpoint.method, each.endpoint.path, base_url)
    if operation is None:
        return None
    whole = description.answer(operation) if each.what == ANSWER else description.body(operation)
    place = reduce(_below, each.unwrap, whole)
    object_ = place.item if place and each.listed else place
    if kind.within and whole:
        object_ = _item_like(whole, kind.shape.fields)
    if object_ is None:
        return None
    held = seen(object_, each.what)
    # A part says nothing of the fields beside it.
    part = Place(frozenset({"object"}), fields={each.under: held}, carriers=held.carriers)
    return part if each.under else held


def _below(place: Place | None, key: str) -> Place | None:
    return place.fields.get(key) if place else None


def _item_like(place: Place, names: Iterable[str]) -> Place | None:
    """The item of a list, wherever it stands, that has most of these fields: how an object is found in the list it is written with."""
    items = [each for each in _items(place) if each.fields.keys() & set(names)]
    return max(items, key=lambda each: len(each.fields.keys() & set(names)), default=None)


def _items(place: Place) -> Iterator[Place]:
    if place.item:
        yield place.item
        yield from _items(place.item)
    for each in place.fields.values():
        yield from _items(each)
