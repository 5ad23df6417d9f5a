"""What the manifests ask for: resources by address, and what shall be forgotten or renamed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from ..address import Address
from ..diagnostics import Diagnostic, Source
from ..schema import Kind, Tree
from ..schema.paths import Path
from .delivery import Delivery
from .document import Document, Position
from .rollout import DIRECT, Rollout


@dataclass(frozen=True, slots=True)
class Resource:
    """
    One object that a vendor shall hold.

    ``adopt`` is the id of an existing object to bind; ``source`` is the manifest's place; ``deliver`` says where the secret goes that
    the vendor shows once; ``rollout`` how updates reach callers.
    """

    address: Address
    kind: Kind
    spec: dict[str, Tree]
    source: Source
    positions: Mapping[Path, Position] = field(repr=False)
    protect: bool = False
    adopt: str | None = None
    deliver: Delivery | None = None
    rollout: Rollout = DIRECT

    def where(self, path: Path) -> Source:
        """Where this field of the spec was written, or else the nearest field around it."""
        return Document(None, self.positions, self.source).where(("spec", *path))


@dataclass(frozen=True, slots=True, order=True)
class Removed:
    """A resource that may be deleted although its manifest is gone."""

    address: Address
    source: Source


@dataclass(frozen=True, slots=True, order=True)
class Moved:
    """A resource that has another address now; at the vendor nothing changes."""

    earlier: Address
    address: Address
    source: Source


@dataclass(frozen=True, slots=True)
class Desired:
    """The whole desired state. Sorted by address, whatever the order of the files."""

    resources: Mapping[Address, Resource]
    warnings: tuple[Diagnostic, ...] = ()
    removed: tuple[Removed, ...] = ()
    moved: tuple[Moved, ...] = ()

    def __iter__(self) -> Iterator[Resource]:
        return iter(self.resources.values())

    def __len__(self) -> int:
        return len(self.resources)
