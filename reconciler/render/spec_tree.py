"""A spec as a reader wants it: its objects, each once, with all places at which it stands, and their fields."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from pydantic.fields import FieldInfo

from ..schema.traits import Computed, Trait
from .spec_type import Model, Type, type_of


@dataclass(frozen=True, slots=True)
class Field:
    """One field as it is declared. ``path`` leads to it from the top of the spec: ``tools[].webhook.url``."""

    name: str
    path: str
    description: str
    required: bool
    deprecated: str
    type: Type

    @property
    def traits(self) -> tuple[Trait, ...]:
        """What the field and the values in it wear, outermost first."""
        return tuple(trait for _, level in self.type.walk() for trait in level.traits)

    @property
    def computed(self) -> bool:
        """Whether it is the vendor's alone."""
        return any(isinstance(trait, Computed) for trait in self.traits)


@dataclass(frozen=True, slots=True)
class Group:
    """
    An object with declared fields, and the dotted paths at which it stands: the spec itself at the empty one.

    ``variant`` is what it is called where others may stand at its first place as well.
    """

    model: Model
    places: tuple[str, ...]
    about: str
    fields: tuple[Field, ...]
    variant: str = ""

    @property
    def place(self) -> str:
        """The first place."""
        return self.places[0]

    @property
    def computed(self) -> tuple[Field, ...]:
        return tuple(each for each in self.fields if each.computed)

    @property
    def settable(self) -> tuple[Field, ...]:
        """What a manifest may say, required fields first."""
        return tuple(sorted((each for each in self.fields if not each.computed), key=lambda each: not each.required))


def groups(spec: Model) -> tuple[Group, ...]:
    """Every object of a spec, in the order in which its fields lead there."""
    found = _Found()
    found.visit(spec, "", "", ())
    shared = Counter(places[0] for places in found.places.values())
    return tuple(
        Group(model, tuple(places), found.about[model], fields(model, places[0]), variant(model) if shared[places[0]] > 1 else "")
        for model, places in found.places.items()
    )


def variant(model: Model) -> str:
    """What tells an object from others that may stand in its place: the one value of a field, or else the model's own name."""
    values = (each.type.values for each in fields(model, "") if len(each.type.values) == 1)
    return next((str(each[0]) for each in values), re.sub(r"(?<=[a-z])(?=[A-Z])", " ", model.__name__).lower())


@dataclass(frozen=True, slots=True)
class _Found:
    places: dict[Model, list[str]] = field(default_factory=dict)
    about: dict[Model, str] = field(default_factory=dict)

    def visit(self, model: Model, path: str, said: str, above: tuple[Model, ...]) -> None:
        self.places.setdefault(model, []).append(path)
        self.about.setdefault(model, _own_words(model) or said)
        for each in () if model in above else fields(model, path):
            for place, inner in inner_models(each):
                self.visit(inner, place, each.description, (*above, model))


def _own_words(model: Model) -> str:
    """The first paragraph of a model's docstring. One that was made from a generic model has its origin's."""
    origin = getattr(model, "__pydantic_generic_metadata__", {}).get("origin") or model
    return " ".join((origin.__doc__ or "").split("\n\n")[0].split())


def inner_models(field: Field) -> Iterator[tuple[str, Model]]:
    """The objects in a field, with their places. What the vendor sets is not looked into."""
    for path, level in () if field.computed else field.type.walk(field.path):
        if level.model is not None:
            yield path, level.model


def fields(model: Model, path: str) -> tuple[Field, ...]:
    """The fields of an object that stands at this path. Each is called what a manifest calls it: its alias, if it has one."""
    return tuple(_field(info.alias or name, path, info) for name, info in model.model_fields.items())


def _field(name: str, above: str, info: FieldInfo) -> Field:
    # A reason is a text, or an object that holds one: PEP 702.
    deprecated = str(getattr(info.deprecated, "message", info.deprecated) or "")
    kind = type_of(info.annotation, (*info.metadata, info))
    return Field(name, f"{above}.{name}" if above else name, info.description or "", info.is_required(), deprecated, kind)
