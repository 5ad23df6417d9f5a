"""Everything wrong with one document, gathered as it is found."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..address import Address
from ..diagnostics import Diagnostic, Severity
from ..schema.paths import Path, text
from .document import Document


@dataclass(frozen=True, slots=True)
class Faults:
    """Paths are given from the top of the document; a field is named from the top of its spec."""

    document: Document
    address: Address | None = None
    found: list[Diagnostic] = field(default_factory=list)

    def error(self, path: Path, summary: str, detail: str) -> None:
        """Something that stops the command."""
        self.add(path, summary, detail, Severity.ERROR)

    def add(self, path: Path, summary: str, detail: str, severity: Severity) -> None:
        """Something of this severity."""
        spec_path = path[1:] if path[:1] == ("spec",) and len(path) > 1 else path
        self.found.append(Diagnostic(summary, detail, self.address, self.document.where(path), text(spec_path), severity))

    def of(self, address: Address) -> Faults:
        """The same list, for what is found now that the address is known."""
        return Faults(self.document, address, self.found)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`` Did you mean "x"?``, or nothing when nothing is near. Begins with a space."""
    near = difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f' Did you mean "{near[0]}"?' if near else ""
