"""The type of a field as a tree: a list with its item, a map with its value, a union with its branches."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from ..schema import Json, Spec
from ..schema.manifest_schema import KNOWN_VALUES
from ..schema.traits import Trait

Model = type[Spec]


@dataclass(frozen=True, slots=True)
class Type:
    """
    One level of a type with what is said of it: ``metadata`` holds traits and limits.

    ``origin`` is ``str``, ``list``, ``dict``, ``Literal``, ``Union``, a model, or whatever else was declared. ``parts`` are the item, the
    value or the branches; null is no branch. ``below`` is how a path goes on from the whole to this part: ``[]``, ``.*`` or not at all.
    """

    origin: Any
    metadata: tuple[Any, ...] = ()
    parts: tuple[Type, ...] = ()
    values: tuple[Json, ...] = ()
    below: str = ""

    @property
    def model(self) -> Model | None:
        """The object with declared fields that stands here, if one does."""
        return self.origin if isinstance(self.origin, type) and issubclass(self.origin, Spec) else None

    @property
    def traits(self) -> tuple[Trait, ...]:
        return tuple(each for each in self.metadata if isinstance(each, Trait))

    @property
    def known(self) -> tuple[str, ...]:
        """The values of an open set that are known."""
        extras = (each.json_schema_extra for each in self.metadata if isinstance(each, FieldInfo))
        found = (each[KNOWN_VALUES] for each in extras if isinstance(each, dict) and KNOWN_VALUES in each)
        return next((tuple(map(str, each)) for each in found if isinstance(each, list)), ())

    def limit(self, name: str) -> Json:
        """A limit such as ``ge``, None where there is none."""
        flat = [part for each in self.metadata for part in (each.metadata if isinstance(each, FieldInfo) else (each,))]
        return next((getattr(each, name) for each in flat if getattr(each, name, None) is not None), None)

    def walk(self, path: str = "") -> Iterator[tuple[str, Type]]:
        """This level and every one inside it, with its path. The fields of a model are not looked into."""
        yield path + self.below, self
        for part in self.parts:
            yield from part.walk(path + self.below)


def type_of(annotation: Any, metadata: tuple[Any, ...] = (), below: str = "") -> Type:
    """The type that an annotation declares."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return type_of(arguments[0], (*arguments[1:], *metadata), below)
    if origin is Literal:
        return Type(Literal, metadata, values=arguments, below=below)
    if origin in {Union, types.UnionType}:
        return _union([each for each in arguments if each is not type(None)], metadata, below)
    if origin is list:
        return Type(list, metadata, (type_of(arguments[0], below="[]"),), below=below)
    if origin is dict:
        return Type(dict, metadata, (type_of(arguments[1], below=".*"),), below=below)
    return Type(annotation, metadata, below=below)


def _union(branches: list[Any], metadata: tuple[Any, ...], below: str) -> Type:
    """A union with one branch left is that branch."""
    if len(branches) == 1:
        return type_of(branches[0], metadata, below)
    return Type(Union, metadata, tuple(type_of(each) for each in branches), below=below)
