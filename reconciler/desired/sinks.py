"""Whether every secret that a vendor shows once has a place of its own to go to, as soon as the sinks are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..address import Address
from ..diagnostics import Diagnostic
from .delivery import Delivery, Sink
from .faults import did_you_mean
from .resource import Desired

_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def wrong_deliveries(desired: Desired, sinks: Mapping[str, Sink]) -> Iterator[Diagnostic]:
    """No such sink, a name that it cannot hold, or one that another manifest has taken."""
    taken: dict[tuple[Sink, str], Address] = {}
    for each in desired:
        if each.deliver is None:
            continue
        sink, wrong = sinks.get(each.deliver.sink), None
        if sink is None:
            wrong = ("Unknown sink", _no_such_sink(each.deliver, sinks))
        else:
            wrong = _wrong(each.deliver, sink, each.address, taken.setdefault((sink, each.deliver.name), each.address))
        if wrong is not None:
            yield Diagnostic(*wrong, each.address, each.source, "deliver")


def _wrong(wanted: Delivery, sink: Sink, address: Address, first: Address) -> tuple[str, str] | None:
    if sink.env_file and not _VARIABLE.fullmatch(wanted.name):
        return ("Bad name", f"{wanted.name!r} is no name of a variable. Use letters, digits and _, and no digit first.")
    if first != address:
        return ("Delivered twice", f"The secret of {first} has this name there already, and one would overwrite the other. Choose another.")
    return None


def _no_such_sink(wanted: Delivery, sinks: Mapping[str, Sink]) -> str:
    known = f"The sinks are {', '.join(sorted(sinks))}." if sinks else "It declares none."
    example = "sinks: {keys: {env_file: .secrets/keys.env}}"
    return f'The target has no sink "{wanted.sink}". {known}{did_you_mean(wanted.sink, sinks)} Declare it beside the accounts: {example}.'
