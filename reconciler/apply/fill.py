"""What was not known when the plan was made is filled in: ids of objects made on the way, and, at the very door, secrets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..address import Address
from ..diff.leaves import at
from ..live import Live
from ..schema import ABSENT, Json, Pending, Secret, Tree

Known = Mapping[Address, Live]
"""The objects as they are now, by address."""


class MissingError(Exception):
    """A value that should be known by now is not: ``pending`` says which."""

    def __init__(self, pending: Pending) -> None:
        super().__init__(f"{pending.address} did not give its {pending.field}")
        self.pending = pending


def fill(value: Tree, known: Known) -> Tree:
    """The value without Pending parts. Raises MissingError for one that is still not known."""
    match value:
        case Pending():
            return _given(value, known)
        case dict():
            return {key: fill(each, known) for key, each in value.items()}
        case list():
            return [fill(each, known) for each in value]
        case _:
            return value


def _given(pending: Pending, known: Known) -> Tree:
    live = known.get(pending.address)
    if live is None:
        raise MissingError(pending)
    found = live.id if pending.field == "id" else at(live.value, tuple(pending.field.split(".")))
    if found is ABSENT or found is None:
        raise MissingError(pending)
    return found


def secrets_in(value: Tree) -> Iterator[Secret]:
    """Every secret of a value."""
    match value:
        case Secret():
            yield value
        case dict():
            for each in value.values():
                yield from secrets_in(each)
        case list():
            for each in value:
                yield from secrets_in(each)


def reveal(value: Tree) -> Json:
    """The value as it goes over the wire. Nothing but the request may hold what this returns."""
    match value:
        case Secret():
            return value.reveal()
        case dict():
            return {key: reveal(each) for key, each in value.items()}
        case list():
            return [reveal(each) for each in value]
        case _:
            return value
