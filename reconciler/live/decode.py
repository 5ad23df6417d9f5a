"""A vendor's answer -> a live object: unwrapped, decoded, references reduced to what they refer to, secrets sealed."""

from __future__ import annotations

from collections.abc import Mapping

from ..schema import ABSENT, Json, Kind, Secret, Shape, Tree
from ..schema.traits import Ref, Sensitive, WriteOnly
from .snapshot import Live


def decode(kind: Kind, raw: Json, params: Mapping[str, str], *, whole: bool = True) -> Live | None:
    """
    One object of a kind, from an item of a list or the answer to a read.

    None when the answer is no object, or has no id.
    """
    body = _unwrapped(kind, raw)
    if not isinstance(body, dict):
        return None
    decoded = kind.decode(body)
    here = {name: value for name, value in params.items() if name in kind.path_params}
    key = next((each for each in (decoded.get(kind.id_field), body.get(kind.id_field), here.get(kind.id_field)) if each is not None), None)
    if key is None:
        return None
    kept = {name: str(decoded[name]) for name in kind.remembered if decoded.get(name) is not None}
    return Live(kind, str(key), {**here, **kept}, {**seal(kind.shape, _reduced(kind.shape, decoded)), **here}, body, whole)


def joined(kind: Kind, answer: Json, parts: Mapping[str, Json]) -> Json:
    """The answer to a read together with what the reads of its parts answered, each under its field."""
    inner = answer.get(kind.unwrap) if kind.unwrap and isinstance(answer, dict) else None
    if isinstance(inner, dict):
        return {**answer, kind.unwrap: {**inner, **{name: _unwrapped(kind, each) for name, each in parts.items()}}}
    return {**answer, **{name: _unwrapped(kind, each) for name, each in parts.items()}} if isinstance(answer, dict) else answer


def _unwrapped(kind: Kind, answer: Json) -> Json:
    return answer.get(kind.unwrap, answer) if kind.unwrap and isinstance(answer, dict) else answer


def _reduced(shape: Shape, value: Json) -> Json:
    """Expanded references become the field that they refer by; one without it is left out, since it says nothing we can use."""
    reference = shape.get(Ref)
    match value:
        case dict() if reference is not None:
            return value.get(reference.to, ABSENT)
        case dict() if not shape.opaque:
            parts = {key: _reduced(shape.child(key), each) for key, each in value.items()}
            return {key: each for key, each in parts.items() if each is not ABSENT}
        case list() if not shape.opaque and shape.item is not None:
            item = shape.item
            return [each for each in (_reduced(item, part) for part in value) if each is not ABSENT]
        case _:
            return value


def seal(shape: Shape, value: Tree) -> Tree:
    """Texts at sensitive places become secrets, so that nothing can print them."""
    hidden = shape.has(Sensitive, WriteOnly)
    match value:
        case str() if hidden:
            return Secret(value)
        case dict() if hidden or not shape.opaque:
            return {key: seal(shape if hidden else shape.child(key), each) for key, each in value.items()}
        case list() if hidden or not shape.opaque:
            return [seal(shape if hidden else shape.item or shape, each) for each in value]
        case _:
            return value
