"""Traits and limits in words: what the page of a kind says of a field besides its description."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar, cast

from ..schema import Json
from ..schema.traits import (
    ClearWith,
    Computed,
    Default,
    Identity,
    Keyed,
    Normalized,
    Null,
    NullMeans,
    Overlay,
    Ref,
    Resend,
    Sensitive,
    ServerDefault,
    Trait,
    WriteOnly,
)
from .markdown import code, literal
from .spec_tree import Field
from .spec_type import Type

T = TypeVar("T", bound=Trait)

_SAID_ELSEWHERE = (Computed, Default, ServerDefault, Ref, Sensitive)
"""What the list of computed fields and the columns for the type and for absence say already."""


def absence(field: Field) -> str:
    """What it means that a manifest does not write the field; empty when it is then nobody's business."""
    if field.required:
        return "**required**"
    for trait in field.traits:
        match trait:
            case Default():
                return f"means {literal(trait.value)}"
            case ServerDefault():
                return "the vendor chooses"
    return ""


def trait_words(field: Field) -> Iterator[str]:
    """Every trait that the columns beside do not say, as a clause."""
    for trait in field.traits:
        if not isinstance(trait, _SAID_ELSEWHERE):
            yield _REFINED.get(type(trait), _plainly)(trait)


def _plainly(trait: Trait) -> str:
    return trait.says


def _refined(kind: type[T], words: Callable[[T], str]) -> tuple[type[Trait], Callable[[Trait], str]]:
    return kind, cast("Callable[[Trait], str]", words)


def _keyed(trait: Keyed) -> str:
    order = "their order is meaning" if trait.ordered else "their order means nothing"
    return f"{trait.says} {code(trait.by)}; {order}" if isinstance(trait.by, str) else _explained(f"{trait.says}; {order}", trait.by)


def _identity(trait: Identity) -> str:
    return f"{trait.says} where no {code(trait.instead)} is written" if trait.instead else trait.says


def _normalized(trait: Normalized) -> str:
    return _explained(trait.says, trait.fn)


def _overlay(trait: Overlay) -> str:
    return _explained(trait.says, trait.fn)


def _explained(words: str, function: Callable[..., Any]) -> str:
    return f"{words}. {promise(function)}" if promise(function) else words


def promise(function: Callable[..., Any]) -> str:
    """The first line of what a declaration says of one of its functions; empty where it says nothing."""
    return (inspect.getdoc(function) or "").split("\n")[0].replace("``", "`")


def _null(trait: NullMeans) -> str:
    return NULL[trait.effect]


def _cleared(trait: ClearWith) -> str:
    return f"{trait.says}, by {literal(trait.value)}"


def _resent(trait: Resend) -> str:
    return f"{trait.says}, unless it is {literal(trait.default)}"


def _hidden(trait: WriteOnly) -> str:
    return f"{trait.says}: compared by fingerprint"


NULL: Mapping[Null, str] = {Null.CLEAR: "null clears it", Null.VALUE: "null is a value"}
"""What the trait says of null, by what null does."""

_REFINED: Mapping[type[Trait], Callable[[Trait], str]] = dict(
    (
        _refined(Identity, _identity),
        _refined(Keyed, _keyed),
        _refined(Normalized, _normalized),
        _refined(Overlay, _overlay),
        _refined(NullMeans, _null),
        _refined(ClearWith, _cleared),
        _refined(Resend, _resent),
        _refined(WriteOnly, _hidden),
    )
)


def limit_words(kind: Type) -> Iterator[str]:
    """Every limit of a type and of what it holds, as a clause."""
    for _, level in kind.walk():
        yield from _range(level)
        yield from _size(level)
        pattern = level.limit("pattern")
        if pattern:
            yield f"matches {code(str(pattern))}"


def _range(kind: Type) -> Iterator[str]:
    yield from _between(kind.limit("ge"), kind.limit("le"), "")
    for name, words in (("gt", "more than"), ("lt", "less than"), ("multiple_of", "a multiple of")):
        if (bound := kind.limit(name)) is not None:
            yield f"{words} {bound}"


def _size(kind: Type) -> Iterator[str]:
    unit = "item" if kind.origin is list else "key" if kind.origin is dict else "character"
    yield from _between(kind.limit("min_length"), kind.limit("max_length"), unit)


def _between(low: Json, high: Json, unit: str) -> Iterator[str]:
    words = f" {unit}{'' if (low if high is None else high) == 1 else 's'}" if unit else ""
    match low, high:
        case None, None:
            return
        case _, 0 if unit:
            yield "empty"
        case _, None:
            yield f"at least {low}{words}"
        case None, _:
            yield f"at most {high}{words}"
        case _ if low == high:
            yield f"exactly {low}{words}"
        case _:
            yield f"{low} to {high}{words}"
