"""A kind whose fields depend on its type: what each type must have, may have, and must not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from ...schema import Tree

Findings = list[tuple[str, str]]
"""What can be told before any call: a field, and what is wrong with it."""

Check = Callable[[dict[str, Tree]], Findings]


@dataclass(frozen=True, slots=True)
class Variant:
    """The fields that a type of object must and may have."""

    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()

    def missing(self, given: Iterable[str]) -> list[str]:
        """The fields that it must have and has not."""
        there = set(given)
        return [name for name in self.needs if name not in there]

    def foreign(self, given: Iterable[str], known: Iterable[str]) -> list[str]:
        """The fields of other types that it has. A field that no type knows is none of ours to judge."""
        return sorted(set(known) & set(given) - {*self.needs, *self.takes})


def check_nothing(_spec: dict[str, Tree]) -> Findings:
    """Nothing can be told without asking the vendor."""
    return []


def not_among(spec: dict[str, Tree], name: str, allowed: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """The finding that a field holds another text than its type allows, if it does."""
    value = spec.get(name)
    if isinstance(value, str) and value not in allowed:
        yield name, f"A voice of type {spec['type']} takes {' or '.join(allowed)} as {name}: choose one of them."


def unsaid(spec: dict[str, Tree], name: str) -> Findings:
    """The finding that a map is empty, which in Vocode's updates means that it was not given."""
    return (
        [(name, "The vendor takes an empty object for none given, and keeps what it has: write null to clear it.")]
        if spec.get(name) == {}
        else []
    )
