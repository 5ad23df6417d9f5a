"""Which operations of a vendor the declarations use, and why the others are left alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ..diagnostics import Diagnostic, InputError, Source
from .compare import compare
from .difference import Difference, Row
from .explained import Explanation, table
from .in_description import endpoints, place_of, used
from .kind import Provider
from .openapi import Description, Operation

COLUMNS = ("method", "path", "status", "reason")
STATUSES = NOT_CONFIGURATION, MISSING = "not configuration", "missing"
"""What the status of an operation that no kind uses may be."""


@dataclass(frozen=True, slots=True)
class Unused:
    """An operation that no kind uses, and why."""

    operation: Operation
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """Every operation of a description. ``unlisted`` is neither used nor listed; ``superfluous`` is listed and used, or gone."""

    used: Sequence[Operation]
    listed: Sequence[Unused]
    unlisted: Sequence[Operation]
    superfluous: Sequence[Unused]


def listed(text: str, file: str) -> list[Unused]:
    """The operations of ``docs/operations/<provider>.tsv``. Raises InputError naming every malformed line."""
    rows = table(text, file, COLUMNS)
    if wrong := [_unknown(status, Source(file, line, 1)) for line, (_, _, status, _) in rows if status not in STATUSES]:
        raise InputError(wrong)
    return [Unused(Operation(method, path), status, reason) for _, (method, path, status, reason) in rows]


def _unknown(status: str, source: Source) -> Diagnostic:
    detail = f'"{status}" is no status of an operation. Write {" or ".join(STATUSES)}.'
    return Diagnostic("Malformed table", detail, None, source)


def coverage(provider: Provider, description: Description, unused: Iterable[Unused]) -> Coverage:
    """What becomes of every operation that a vendor describes."""
    in_use = used(provider.kinds, description, provider.base_url)
    left = set(description.operations) - in_use
    found = [(each, description.find(each.operation.method, each.operation.path, provider.base_url)) for each in unused]
    named = {operation for _, operation in found if operation in left}
    return Coverage(
        sorted(in_use),
        [each for each, operation in found if operation in left],
        sorted(left - named),
        [each for each, operation in found if operation not in left],
    )


def rows(provider: Provider, description: Description) -> list[Row]:
    """Everything in which a description and our declaration of a vendor differ: its operations, and the objects of every kind."""
    places = ((kind, place_of(kind, description, provider.base_url)) for kind in provider.kinds)
    return [
        *operation_rows(provider, description),
        *(row for kind, place in places if place is not None for row in compare(kind, place)),
    ]


def operation_rows(provider: Provider, description: Description) -> Iterator[Row]:
    """Operations that no kind uses, and endpoints of ours that the description does not have."""
    for operation in set(description.operations) - used(provider.kinds, description, provider.base_url):
        summary = description.operations[operation].get("summary") or "described"
        yield Row(provider.name, str(operation), Difference.NEW_OPERATION, " ".join(str(summary).split()), "no kind uses it")
    for kind in provider.kinds:
        for each in {(endpoint.method, endpoint.path) for endpoint in endpoints(kind)}:
            if description.find(*each, provider.base_url) is None:
                yield Row(str(kind), " ".join(each), Difference.OPERATION_GONE, "not described", "an endpoint of the kind")


def as_explanation(unused: Unused, provider: str) -> Explanation:
    """A listed operation explains its row of a comparison."""
    return Explanation(provider, str(unused.operation), Difference.NEW_OPERATION, "*", f"{unused.status}: {unused.reason}")
