"""Documents become the desired state, or a list of everything that is wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from ..address import Address
from ..diagnostics import Diagnostic, InputError, Severity
from ..schema import Json, Kind
from .agree import disagreements
from .document import Document
from .documents import Kinds, Read, read
from .forms import Given
from .resource import Desired, Resource
from .validate import RETIRED, Surroundings, validate, with_defaults


def desired(
    documents: Iterable[Document],
    kinds: Callable[[str], Kind | None],
    variables: Mapping[str, Json],
    read_text: Callable[[str, str], str],
    *,
    names: Iterable[str] = (),
    strict: bool = False,
) -> Desired:
    """
    The linked and validated state, the same for every order of the documents.

    ``names`` are those of all kinds, for suggestions; ``read_text(folder, path)`` reads a file for a manifest of that folder.
    Raises InputError with everything that is wrong.
    """
    found = read(documents, Kinds(kinds, tuple(names)), Given(variables, read_text))
    resources = _by_address(found.resources)
    diagnostics = [*found.wrong, *disagreements(found, resources), *_faults(found, resources, strict=strict)]
    diagnostics.sort(key=Diagnostic.sort_key)
    if any(each.severity is Severity.ERROR for each in diagnostics):
        raise InputError(diagnostics)
    return Desired(
        {address: with_defaults(one) for address, one in resources.items()},
        tuple(_once_a_kind(diagnostics)),
        tuple(sorted(found.removed)),
        tuple(sorted(found.moved)),
    )


def _once_a_kind(warnings: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """A kind that its vendor retired is warned of once, at its first manifest."""
    told: set[str] = set()
    for each in warnings:
        if each.summary != RETIRED:
            yield each
        elif each.detail not in told:
            told.add(each.detail)
            yield each


def _by_address(resources: Iterable[Resource]) -> dict[Address, Resource]:
    """The first resource of every address, sorted."""
    first: dict[Address, Resource] = {}
    for each in sorted(resources, key=lambda one: (one.address, one.source)):
        first.setdefault(each.address, each)
    return first


def _faults(found: Read, resources: Mapping[Address, Resource], *, strict: bool) -> list[Diagnostic]:
    around = Surroundings(resources, strict=strict, wrong=frozenset((each.address, each.path) for each in found.wrong))
    return [fault for one in found.resources for fault in validate(one, around)]
