"""All kinds with their vendors, and how a page links from one to another."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from ..schema import Kind, Provider
from .markdown import code, link, prose
from .references import Edge, edges


@dataclass(frozen=True)
class Library:
    """Every vendor's declaration, by its name."""

    providers: tuple[Provider, ...]

    @classmethod
    def of(cls, providers: Iterable[Provider]) -> Library:
        return cls(tuple(sorted(providers, key=lambda each: each.name)))

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """Every kind by its name, sorted."""
        return {str(each): each for each in sorted((each for provider in self.providers for each in provider.kinds), key=str)}

    @cached_property
    def edges(self) -> tuple[Edge, ...]:
        """Every reference between kinds."""
        return edges(self.kinds.values())

    @cached_property
    def _names(self) -> re.Pattern[str]:
        longest_first = sorted(self.kinds, key=len, reverse=True)
        return re.compile(rf"(?<![\w/`])({'|'.join(map(re.escape, longest_first))})(?![\w/`])")

    def provider(self, kind: Kind) -> Provider:
        """The vendor of a kind."""
        return next(each for each in self.providers if each.name == kind.provider)

    def link(self, name: str, folder: str = "") -> str:
        """A link to the page of a kind from a page in this vendor's folder; the bare name where nobody declares the kind."""
        if name not in self.kinds:
            return code(name)
        provider, short = name.split("/")
        inside = f"{short}.md" if provider == folder else f"../{name}.md" if folder else f"{name}.md"
        return link(name, inside)

    def prose(self, text: str, folder: str = "") -> str:
        """A sentence of a declaration in which the names of kinds lead to their pages."""
        parts = self._names.split(text)
        return "".join(self.link(part, folder) if part in self.kinds else prose(part) for part in parts)
