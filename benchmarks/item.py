"""One resource of the made-up company, and its manifest as people write it."""

from __future__ import annotations

import enum
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Spec = dict[str, Any]


class Origin(enum.Enum):
    """Where its object comes from at the first apply."""

    MADE = "made"
    """Its own create makes it."""
    FOUND = "found"
    """The vendor has it before: phone numbers mostly, which cannot be created."""
    BROUGHT = "brought"
    """Another create of the same run makes it on its way, as a trunk makes its numbers."""


@dataclass(frozen=True, slots=True)
class Item:
    """
    One resource: its address in parts, its spec, and the files that the spec includes.

    ``deliver`` says where a secret goes that the vendor shows once. ``needs`` are the guards that object to its first apply.
    """

    kind: str
    name: str
    spec: Spec
    files: Mapping[str, str] = field(default_factory=dict)
    origin: Origin = Origin.MADE
    deliver: Spec = field(default_factory=dict)
    needs: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """What it is called."""
        return f"{self.kind}/{self.name}"

    @property
    def vendor(self) -> str:
        """Whose it is."""
        return self.kind.split("/")[0]

    @property
    def manifest(self) -> str:
        """Its YAML document."""
        delivered = {"deliver": self.deliver} if self.deliver else {}
        return "\n".join(_yaml({"kind": self.kind, "name": self.name, **delivered, "spec": self.spec})) + "\n"

    def references(self) -> set[str]:
        """The addresses that its spec refers to."""
        return set(_references(self.spec))


def _references(value: Any) -> Iterator[str]:
    match value:
        case {"$ref": str(address)}:
            yield address
        case dict():
            for each in value.values():
                yield from _references(each)
        case list():
            for each in value:
                yield from _references(each)


def _yaml(value: Any, indent: str = "") -> Iterator[str]:
    """Block style, as people write it. Scalars and one-key forms such as ``{$ref: …}`` stand on their key's line."""
    match value:
        case dict():
            for key, each in value.items():
                yield from _entry(f"{indent}{json.dumps(key) if key.startswith('$') else key}:", each, indent + "  ")
        case list():
            for each in value:
                yield from _entry(f"{indent}-", each, indent + "  ")


def _entry(head: str, value: Any, indent: str) -> Iterable[str]:
    form = isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith("$")
    if value and isinstance(value, dict | list) and not form:
        return (head, *_yaml(value, indent))
    return (f"{head} {json.dumps(value, ensure_ascii=False)}",)
