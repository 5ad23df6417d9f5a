"""What `reconciler validate` says of one document, with a resource of every kind beside it that references may name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from reconciler.address import Address
from reconciler.desired.document import Document
from reconciler.desired.documents import Kinds, Read, read
from reconciler.desired.forms import Given
from reconciler.desired.resource import Resource
from reconciler.desired.validate import Surroundings, validate
from reconciler.diagnostics import Diagnostic, Severity, Source
from reconciler.providers import registry
from reconciler.schema import Json

NAMES = tuple(str(kind) for kind in registry.kinds())
TARGET = "there"
"""What the resource of every kind is called."""


def errors(document: Document, filling: Json = "a") -> list[Diagnostic]:
    """Everything wrong with it. ``filling`` is what every file and the variable ``some`` hold."""
    found = _read(document, filling)
    wrong = frozenset((each.address, each.path) for each in found.wrong)
    around = Surroundings({**_targets(), **{one.address: one for one in found.resources}}, wrong=wrong)
    said = [*found.wrong, *(fault for one in found.resources for fault in validate(one, around))]
    return [each for each in said if each.severity is Severity.ERROR]


def plain(data: Json) -> Document:
    """A document that was not written anywhere."""
    return Document(data, {}, Source("manifests/one.yaml", 1, 1))


@cache
def _targets() -> Mapping[Address, Resource]:
    documents = (plain({"kind": name, "name": TARGET, "adopt": "id-1", "spec": {}}) for name in NAMES)
    return {one.address: one for each in documents for one in _read(each, "").resources}


def _read(document: Document, filling: Json) -> Read:
    given = Given({"some": filling}, lambda _folder, _path: filling)
    return read([document], Kinds(registry.kind, NAMES), given)
