"""The type of a field in words: ``list of texts``, ``object``, ``acme/tool id``, with links to what it names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, Union

from ..schema import Json
from ..schema.traits import Atomic, Ref, Sensitive, Trait, WriteOnly
from .markdown import code, link
from .spec_type import Model, Type

_SCALARS: Mapping[Any, tuple[str, str]] = {
    str: ("text", "texts"),
    int: ("whole number", "whole numbers"),
    float: ("number", "numbers"),
    bool: ("true or false", "booleans"),
    Any: ("any value", "any values"),
}


@dataclass(frozen=True, slots=True)
class Links:
    """
    Where the things that a type names are explained: ``kind`` makes the link to a kind, ``models`` holds the anchor of each object, and
    before it what it is called where its place alone does not tell.
    """

    models: Mapping[Model, tuple[str, str]]
    kind: Callable[[str], str]


def type_words(kind: Type, links: Links) -> str:
    """What a manifest may write there."""
    return _words(kind, links, many=False)


def _words(kind: Type, links: Links, *, many: bool) -> str:
    traits = {type(each): each for each in kind.traits}
    reference = traits.get(Ref)
    if isinstance(reference, Ref):
        return _reference(reference, links, many=many)
    if kind.model is not None:
        label, anchor = links.models[kind.model]
        return link(label or _plain("object", "objects", many=many), f"#{anchor}")
    if kind.origin is Union:
        return " or ".join(dict.fromkeys(_words(part, links, many=many) for part in kind.parts))
    if kind.origin is list:
        return _container("list", kind, links, many=many)
    if kind.origin is dict:
        return _map(kind, traits, links, many=many)
    return _scalar(kind, traits, many=many)


def _reference(reference: Ref, links: Links, *, many: bool) -> str:
    held = code(reference.to) if reference.to != "id" else _plain("id", "ids", many=many)
    return f"{links.kind(reference.kind)} {held}"


def _map(kind: Type, traits: Mapping[type[Trait], Trait], links: Links, *, many: bool) -> str:
    """An object whose content nobody declares, or a map of what its values are."""
    value = kind.parts[0]
    free = not value.traits and (Atomic in traits or value.origin is Any)
    return _plain("object", "objects", many=many) if free else _container("map", kind, links, many=many)


def _container(word: str, kind: Type, links: Links, *, many: bool) -> str:
    inner = _words(kind.parts[0], links, many=True)
    bare = _plain(word, f"{word}s", many=many)
    return bare if inner == "any values" and word == "list" else f"{bare} of {inner}"


def _scalar(kind: Type, traits: Mapping[type[Trait], Trait], *, many: bool) -> str:
    values = kind.values if kind.origin is Literal else ()
    word, words = _SCALARS.get(type(values[0]) if values else kind.origin, _SCALARS[Any])
    secret = traits.get(Sensitive)
    if isinstance(secret, Sensitive) and secret.literal is None:
        return _plain("secret", "secrets", many=many)
    if WriteOnly in traits or secret is not None:
        return _plain(f"{word} or secret", f"{words} or secrets", many=many)
    return _plain(word, words, many=many)


def _plain(one: str, several: str, *, many: bool) -> str:
    return several if many else one


def values_of(kind: Type) -> tuple[tuple[Json, ...], bool]:
    """The values that a field may have, and whether another one is refused. Empty where any is as good as another."""
    levels = [level for _, level in kind.walk()]
    closed = [value for level in levels for value in level.values]
    known = [value for level in levels for value in level.known]
    return (tuple(closed), True) if closed else (tuple(known), False)
