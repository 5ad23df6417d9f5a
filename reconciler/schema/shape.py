"""A spec's fields as a tree of shapes: what each place may hold and which traits it wears. Compiled once from the pydantic model."""

from __future__ import annotations

import types
from collections.abc import Iterator, Mapping
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

    ``fields`` is set for an object with declared fields, ``values`` for a map with free keys, ``item`` for a list; a value of
    another type than the shape expects is treated as a scalar. A place without declaration has ``UNKNOWN``.
    """

    traits: tuple[Trait, ...] = ()
    fields: Mapping[str, Shape] = field(default_factory=dict)
    values: Shape | None = None
    item: Shape | None = None
    required: bool = False
    known: bool = True
    _by_type: Mapping[type, Trait] = field(default_factory=dict)

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
    """The shape of a model's whole object."""
    return Shape(fields={name: _field_shape(info) for name, info in model.model_fields.items()})


def _field_shape(info: FieldInfo) -> Shape:
    return _shape(info.annotation, tuple(info.metadata), required=info.is_required())


def _shape(annotation: Any, metadata: tuple[Any, ...], *, required: bool = False) -> Shape:
    traits = tuple(each for each in metadata if isinstance(each, Trait))
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _shape(arguments[0], (*arguments[1:], *metadata), required=required)
    if origin in {Union, types.UnionType}:
        return _shape(_richest(arguments), metadata, required=required)
    by_type = {type(trait): trait for trait in traits}
    if isinstance(annotation, type) and issubclass(annotation, Spec):
        return Shape(traits, fields=shape_of(annotation).fields, required=required, _by_type=by_type)
    if origin is list:
        return Shape(traits, item=_shape(arguments[0], ()), required=required, _by_type=by_type)
    if origin is dict:
        return Shape(traits, values=_shape(arguments[1], ()), required=required, _by_type=by_type)
    return Shape(traits, required=required, _by_type=by_type)


def _richest(arguments: tuple[Any, ...]) -> Any:
    """The branch of a union that has parts of its own: values of the other branches are scalars."""

    def parts(annotation: Any) -> bool:
        bare = get_args(annotation)[0] if get_origin(annotation) is Annotated else annotation
        return get_origin(bare) in {list, dict} or (isinstance(bare, type) and issubclass(bare, Spec))

    kept = [each for each in arguments if each is not type(None)]
    return next((each for each in kept if parts(each)), kept[0])
