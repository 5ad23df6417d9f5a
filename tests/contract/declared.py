"""Every operation that a provider's declarations use, wherever in a kind it stands."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from typing import Any

from reconciler.schema import Endpoint, Listing, Provider

Shape = tuple[str, str]
"""A method, and a path whose parameters have no names, since everybody names them otherwise."""


def shape(method: str, template: str) -> Shape:
    """What two templates of one path share."""
    return method, re.sub(r"\{[^}]+\}", "{}", template)


def operations(provider: Provider) -> frozenset[Shape]:
    """The shapes of all endpoints and collections of all kinds."""
    return frozenset(each for kind in provider.kinds for each in _found(kind))


def _found(value: Any) -> Iterator[Shape]:
    """Whatever is an endpoint, also in a field of a kind that is newer than this file."""
    match value:
        case Endpoint():
            yield from (shape(value.method, path) for path in (value.path, *value.also))
        case Listing():
            yield shape("GET", value.path)
        case tuple():
            for each in value:
                yield from _found(each)
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            for one in dataclasses.fields(value):
                yield from _found(getattr(value, one.name))
