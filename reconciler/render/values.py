"""Values as people and programs may see them: the one place where secrets are hidden."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from ..address import Address
from ..diff.present import is_sensitive
from ..schema import ABSENT, Json, Pending, Reference, Secret, SecretRef, Shape, Tree
from ..schema.traits import HiddenQuery, Ref
from .style import clean

SENSITIVE = "(sensitive)"

Names = Mapping[tuple[str, str], Address]
"""(kind, id) -> the address that is bound to it."""


class Covered(str):
    """Stands for a secret while two values are compared. Its own text only tells secrets apart and is never shown."""

    __slots__ = ()


class Said(str):
    """Words of ours in a value's place, shown without quotes."""

    __slots__ = ()


def cover(shape: Shape, value: Tree, names: Names) -> Tree:
    """The value without secrets, ids replaced by the addresses that hold them."""
    match value:
        case Secret():
            return Covered(value.fingerprint(b""))
        case SecretRef():
            return Covered(str(value))
        case Pending():
            return Said(f"(known after apply: {value.address}{_suffix(value)})")
        case Reference():
            return Said(str(value.address))
        case dict():
            return {key: cover(_below(shape, key), each, names) for key, each in value.items()}
        case list():
            return [cover(_item(shape), each, names) for each in value]
        case _ if value is ABSENT or value is None:
            return value
        case _ if is_sensitive(shape):
            return Covered(repr(value))
        case str():
            return _named(shape, value, names)
        case _:
            return value


def _below(shape: Shape, key: str) -> Shape:
    """What is sensitive is so to its last leaf."""
    return shape if is_sensitive(shape) else shape.child(key)


def _item(shape: Shape) -> Shape:
    return shape if is_sensitive(shape) else shape.item or shape


def _suffix(pending: Pending) -> str:
    return "" if pending.field == "id" else f" {clean(pending.field)}"


def _named(shape: Shape, value: str, names: Names) -> str:
    if shape.has(HiddenQuery):
        return _without_query(value)
    reference = shape.get(Ref)
    address = None if reference is None or reference.to != "id" else names.get((reference.kind, value))
    return value if address is None else Said(str(address))


def _without_query(url: str) -> str:
    """A URL whose query is told apart from others and not shown."""
    base, mark, query = url.partition("?")
    return f"{base}?(hidden {hashlib.sha256(query.encode()).hexdigest()[:6]})" if mark else url


def holds_secret(value: Tree) -> bool:
    """Whether a covered value hides something."""
    match value:
        case Covered():
            return True
        case dict():
            return any(holds_secret(each) for each in value.values())
        case list():
            return any(holds_secret(each) for each in value)
        case _:
            return False


def short(value: Tree) -> str:
    """A covered value on one line."""
    match value:
        case Covered():
            return SENSITIVE
        case Said():
            return clean(value)
        case dict():
            return "{" + ", ".join(f"{_quoted(key)}: {short(each)}" for key, each in value.items()) + "}"
        case list():
            return "[" + ", ".join(short(each) for each in value) + "]"
        case _ if value is ABSENT:
            return "(absent)"
        case _:
            return _quoted(value)


def _quoted(value: Json) -> str:
    return clean(json.dumps(value, ensure_ascii=False))


def form(shape: Shape, value: Tree) -> Json:
    """The value as JSON: a secret is ``{"$secret": …}`` with where it comes from, what is not known yet ``{"$pending": …}``."""
    match value:
        case Secret():
            return {"$secret": "live" if value.origin is None else str(value.origin)}
        case SecretRef():
            return {"$secret": str(value)}
        case Pending():
            return {"$pending": str(value.address), "field": value.field}
        case Reference():
            return {"$ref": str(value.address), **({"field": value.field} if value.field else {})}
        case dict():
            return {key: form(_below(shape, key), each) for key, each in value.items() if each is not ABSENT}
        case list():
            return [form(_item(shape), each) for each in value]
        case _ if value is None or not is_sensitive(shape):
            return value
        case _:
            return {"$secret": "live"}
