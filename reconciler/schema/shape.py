"""A spec's fields as a tree of shapes: what each place may hold and which traits it wears. Compiled once from the pydantic model."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from .spec import Spec
from .traits import Atomic, Trait
from .values import Tree

T = TypeVar("T", bound=Trait)


@dataclass(frozen=True, slots=True)
class Shape:
    """
    One place in a spec.

    ``fields`` is set for an object with declared fields, ``values`` for a map with free keys, ``item`` for a list, and a union may
    have several of them; a value of another type than the shape expects is treated as a scalar. A place without declaration has
    ``UNKNOWN``.
    """

    traits: tuple[Trait, ...] = ()
    fields: Mapping[str, Shape] = field(default_factory=dict)
    values: Shape | None = None
    item: Shape | None = None
    required: bool = False
    known: bool = True
    _by_type: Mapping[type, Trait] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_type", {type(trait): trait for trait in self.traits})

    def get(self, trait: type[T]) -> T | None:
        """The trait of this type that the place wears, or None."""
        return self._by_type.get(trait)  # type: ignore[return-value]

    def has(self, *traits: type[Trait]) -> bool:
        """Whether the place wears any of these."""
        return any(trait in self._by_type for trait in traits)

    def child(self, key: str) -> Shape:
        """The shape of a key of an object or map; ``UNKNOWN`` when it is not declared."""
        return self.fields.get(key) or self.values or UNKNOWN

    @property
    def opaque(self) -> bool:
        """Whether nothing inside is ours to interpret."""
        return Atomic in self._by_type

    def descends(self, value: Tree) -> bool:
        """Whether ownership goes into this value: an object or map whose keys are owned one by one."""
        return isinstance(value, dict) and not self.opaque and bool(self.fields or self.values)

    def walk(self, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Shape]]:
        """This place and every one below it; ``[]`` stands for a list's item, ``*`` for a map's value."""
        yield path, self
        for key, shape in self.fields.items():
            yield from shape.walk((*path, key))
        if self.item:
            yield from self.item.walk((*path, "[]"))
        if self.values:
            yield from self.values.walk((*path, "*"))


UNKNOWN = Shape(known=False)


@cache
def shape_of(model: type[Spec]) -> Shape:
    """The shape of a model's whole object. A field is called what a manifest calls it, which is its alias if it has one."""
    return Shape(fields={info.alias or name: _field_shape(info) for name, info in model.model_fields.items()})


def _field_shape(info: FieldInfo) -> Shape:
    return _shape(info.annotation, tuple(info.metadata), required=info.is_required())


def _shape(annotation: Any, metadata: tuple[Any, ...], *, required: bool = False) -> Shape:
    traits = tuple(each for each in metadata if isinstance(each, Trait))
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(arguments[0], (*arguments[1:], *metadata), required=required)
    if origin in {Union, types.UnionType}:
        return _merged([_shape(each, ()) for each in arguments if each is not type(None)], traits, required=required)
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        return Shape(traits, fields=shape_of(annotation).fields, required=required)
    if origin is list:
        return Shape(traits, item=_shape(arguments[0], ()), required=required)
    if origin is dict:
        return Shape(traits, values=_shape(arguments[1], ()), required=required)
    return Shape(traits, required=required)


def _merged(branches: Sequence[Shape], traits: tuple[Trait, ...] = (), *, required: bool) -> Shape:
    """
    The branches of a union as one place: it may hold whatever one of them may hold, and wears what any of them wears.

    A field is required when every branch that has fields requires it.
    """
    objects = [each.fields for each in branches if each.fields]
    names = dict.fromkeys(name for fields in objects for name in fields)
    return Shape(
        (*(trait for each in branches for trait in each.traits), *traits),
        fields={name: _shared_field(name, objects) for name in names},
        values=_any([each.values for each in branches]),
        item=_any([each.item for each in branches]),
        required=required,
    )


def _shared_field(name: str, objects: Sequence[Mapping[str, Shape]]) -> Shape:
    shapes = [fields[name] for fields in objects if name in fields]
    required = len(shapes) == len(objects) and all(each.required for each in shapes)
    return shapes[0] if len(objects) == 1 else _merged(shapes, required=required)


def _any(shapes: Sequence[Shape | None]) -> Shape | None:
    found = [each for each in shapes if each]
    return _merged(found, required=False) if len(found) > 1 else next(iter(found), None)
