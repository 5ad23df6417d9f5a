"""The state as text: which address is which object. It holds hashes, so there is no value to show."""

from __future__ import annotations

from collections.abc import Iterator

from ..address import Address
from ..state import Record, State
from .style import clean, counted


def state_list(state: State) -> str:
    """One line for each address: its id, and whether it is protected or still open."""
    width = max((len(str(address)) for address in (*state.resources, *state.intents)), default=0)
    bound = [(address, clean(record.id) + ("  protected" if record.protect else "")) for address, record in sorted(state.resources.items())]
    waiting = [
        (address, "(a create was begun and its answer is not known)") for address in sorted(state.intents.keys() - state.resources.keys())
    ]
    listed = [f"{address!s:<{width}}  {words}" for address, words in (*bound, *waiting)]
    return "\n".join([*listed, _sum(state)]) + "\n"


def _sum(state: State) -> str:
    return f"{counted(len(state.resources), 'resource')}, serial {state.serial}, lineage {clean(state.lineage)}"


def state_show(address: Address, record: Record) -> str:
    """What is remembered of one address."""
    return "\n".join([str(address), *(f"  {name:<9}  {value}" for name, value in _facts(record))]) + "\n"


def _facts(record: Record) -> Iterator[tuple[str, str]]:
    yield "id", clean(record.id)
    for name, value in sorted(record.params.items()):
        yield clean(name), clean(value)
    yield "protected", "yes" if record.protect else "no"
    yield "owned", counted(len(record.base), "place")
    yield "beside", counted(len(record.seen), "place") + " of the vendor's or somebody else's"
    yield "refers to", ", ".join(map(str, record.depends)) or "nothing"
