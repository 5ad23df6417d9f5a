"""Where state is kept: the seam, small enough to fake by hand."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Protocol


class Backend(Protocol):
    """A place for one document and the journal that follows it."""

    def read(self) -> tuple[str | None, list[bytes]]:
        """The document (None when there is none yet) and the journal's lines. Must not change anything."""

    def append(self, line: bytes) -> None:
        """Add a line to the journal. Must be durable when it returns; raises StateError when it cannot be."""

    def write(self, document: str) -> None:
        """Replace the document, then empty the journal. A kill at any moment leaves the old or the new document, whole."""

    def lock(self, holder: str) -> AbstractContextManager[None]:
        """Hold the lock. Raises LockedError when someone else does, naming them. Ends with the process, however it ends."""
