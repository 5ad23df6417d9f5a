"""What is to be read, decided before anything is: a whole collection, or one object."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ..schema import Kind


@dataclass(frozen=True, slots=True)
class Want:
    """``id`` None: the collection below ``params``; else one object, with the parts that hold any of ``fields``, or a ``version`` of it."""

    kind: Kind
    id: str | None = None
    params: Mapping[str, str] = field(default_factory=dict, hash=False)
    fields: frozenset[str] = frozenset()
    version: str = ""
