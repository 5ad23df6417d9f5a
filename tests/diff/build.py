"""Kinds and values out of plain data, so that a case is a row of YAML."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Annotated, Any

from pydantic import create_model

from reconciler.address import Address
from reconciler.diff.compare import Base
from reconciler.diff.leaves import at, leaves, pointer
from reconciler.schema import ABSENT, Kind, Mode, Pending, Secret, SecretRef, Spec
from reconciler.schema import traits as words
from reconciler.schema.normal import Normal
from reconciler.schema.traits import Trait
from reconciler.state import Mark

KEY = b"key of the tests"
SCALARS: Mapping[str, Any] = {"str": str, "int": int, "float": float, "bool": bool, "any": Any}
WITH_VALUE: Mapping[str, Callable[[Any], Trait]] = {
    "Identity": lambda instead: words.Identity(instead=instead),
    "Keyed": words.Keyed,
    "KeyedOrdered": lambda by: words.Keyed(by, ordered=True),
    "ClearWith": words.ClearWith,
    "Default": words.Default,
    "Resend": words.Resend,
    "NullMeans": lambda effect: words.NullMeans(words.Null(effect)),
    "Normalized": lambda _: words.Normalized(lambda value: value.replace(" ", "") if isinstance(value, str) else value),
    "Overlay": lambda key: words.Overlay(lambda live, desired: live if live.get(key) == desired.get(key) else {}),
    "Ref": words.Ref,
}


def kind(fields: Mapping[str, Any], name: str = "thing", *, mode: str = "merge-top", blank_is_absent: bool = False) -> Kind:
    """A kind with these fields: ``str``, ``[str]``, ``{object: …}``, ``{map: …}``, ``{list: …}``, each with ``traits`` beside it."""
    return Kind("acme", name, model(fields), mode=Mode(mode), blank_is_absent=blank_is_absent)


def model(fields: Mapping[str, Any]) -> type[Spec]:
    given: dict[str, Any] = {name: (_type(each), ABSENT) for name, each in fields.items()}
    made: type[Spec] = create_model("Made", __base__=Spec, **given)
    return made


def _type(given: Any) -> Any:
    match given:
        case str():
            return SCALARS[given]
        case [item]:
            return list[_type(item)]  # type: ignore[misc]
        case {"traits": list(traits), **rest}:
            return Annotated.__class_getitem__((_type(rest), *map(_trait, traits)))  # type: ignore[attr-defined]
        case {"object": fields}:
            return model(fields)
        case {"map": value}:
            return dict[str, _type(value)]  # type: ignore[misc]
        case {"list": item}:
            return list[_type(item)]  # type: ignore[misc]
        case {"is": scalar}:
            return SCALARS[scalar]
    raise ValueError(given)


def _trait(given: Any) -> Trait:
    if isinstance(given, str):
        made: Trait = getattr(words, given)()
        return made
    ((name, argument),) = given.items()
    return WITH_VALUE[name](argument)


def value(given: Any) -> Any:
    """Data with ``{$secret: text}`` (ours), ``{$shown: text}`` (the vendor's) and ``{$pending: address}`` in it."""
    match given:
        case {"$secret": text}:
            return Secret(text, SecretRef("env", "TOKEN"))
        case {"$shown": text}:
            return Secret(text)
        case {"$pending": text}:
            return Pending(Address.parse(text))
        case dict():
            return {key: value(each) for key, each in given.items()}
        case list():
            return [value(each) for each in given]
        case _:
            return given


def base(of: Kind, applied: dict[str, Any] | None, was: dict[str, Any] | None = None) -> Base:
    """What the state remembers once ``applied`` was applied and live then ``was`` so (the same, if nothing is said)."""
    normal, then = Normal(of, KEY), applied if was is None else was
    return {
        pointer(leaf.path): Mark(normal.mark(leaf.shape, leaf.value), normal.mark(leaf.shape, at(then, leaf.path)))
        for leaf in leaves(of.shape, applied or {})
    }
