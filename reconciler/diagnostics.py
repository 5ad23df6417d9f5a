"""
Everything that can be wrong, as values and as one short tree of errors.

::

    ReconcilerError           carries diagnostics; knows its exit code
    ├── InputError            manifests, configuration, flags: nothing was sent
    ├── ReadError             a vendor could not be read: nothing was changed
    ├── StateError            the memory between runs is unreadable or unwritable
    ├── LockedError           another run holds the lock: nothing was sent
    ├── FindingError          a guard's objection stands: nothing was sent
    ├── StaleError            the world moved since the plan was made: nothing was sent
    └── ApplyError            something was sent, and not all of it took
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .address import Address

# C0 and C1 controls but tab and newline, and the characters that reorder text (CVE-2021-42574).
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
QUOTED_MAX = 256


class Severity(enum.Enum):
    """An error stops the command; a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Source:
    """Where something was written: a file below the repository, line and column from 1."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """
    One thing that is wrong.

    ``summary`` never varies, so that it can be recognised at a glance; ``detail`` names the thing, says why, and how to
    mend it, in whole sentences. ``path`` is the field, as in ``tools[0].webhook.url``.
    """

    summary: str
    detail: str
    address: Address | None = None
    source: Source | None = None
    path: str = ""
    severity: Severity = Severity.ERROR

    def sort_key(self) -> tuple[str, int, int, str, str, str]:
        """Errors of one file stand together, in the order of its lines."""
        source = self.source or Source("")
        return (source.file, source.line, source.column, str(self.address or ""), self.path, self.summary)


class ReconcilerError(Exception):
    """Any failure that a user is told about. ``exit_code`` is the command's."""

    exit_code = 1

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics: Sequence[Diagnostic] = sorted(diagnostics, key=Diagnostic.sort_key)
        super().__init__("; ".join(f"{each.summary}: {each.detail}" for each in self.diagnostics))

    @classmethod
    def of(cls, summary: str, detail: str, address: Address | None = None, source: Source | None = None, path: str = "") -> ReconcilerError:
        """An error with a single diagnostic."""
        return cls([Diagnostic(summary, detail, address, source, path)])


class InputError(ReconcilerError):
    """Manifests, configuration or flags are wrong. Nothing was sent."""


class ReadError(ReconcilerError):
    """A vendor could not be read. Nothing was changed."""


class StateError(ReconcilerError):
    """The state cannot be read or written. Nothing is sent without durable state."""


class LockedError(ReconcilerError):
    """Another run holds the lock. Nothing was sent."""

    exit_code = 6


class FindingError(ReconcilerError):
    """A guard's finding stands without a waiver. Nothing was sent."""

    exit_code = 3


class StaleError(ReconcilerError):
    """What was planned is not what would be done now. Nothing was sent."""

    exit_code = 4


class ApplyError(ReconcilerError):
    """Something was sent and not all of it took; what took is recorded, and the command may be run again."""

    exit_code = 5


def printable(text: str) -> str:
    """Text from a vendor or a manifest, made safe for a terminal: control, escape and bidirectional characters become visible."""
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)


def excerpt(text: str) -> str:
    """A vendor's words, cut to 256 characters and made safe, since they may be long and may hold anything."""
    line = printable(" ".join(text.split()))
    return line if len(line) <= QUOTED_MAX else line[: QUOTED_MAX - 1] + "…"
