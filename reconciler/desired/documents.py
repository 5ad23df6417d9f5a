"""A document becomes a resource, or says what was removed or moved."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from ..address import Address, is_name
from ..diagnostics import Diagnostic
from ..schema import Json, Kind
from ..schema.paths import Path
from .delivery import delivery
from .document import Document
from .faults import Faults, did_you_mean
from .forms import Given, fill
from .resource import Moved, Removed, Resource
from .rollout import rollout

_KEYS = ("adopt", "deliver", "kind", "name", "protect", "rollout", "spec")
_CHANGES = ("moved", "removed")


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds that can be declared: how to find one by its full name, and all their names."""

    find: Callable[[str], Kind | None]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Read:
    """What the documents say, one by one, before anything is compared with anything else."""

    resources: list[Resource] = field(default_factory=list)
    removed: list[Removed] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    wrong: list[Diagnostic] = field(default_factory=list)


def read(documents: Iterable[Document], kinds: Kinds, given: Given) -> Read:
    """Every document, with its forms replaced. Empty ones are passed over."""
    found = Read()
    for document in documents:
        faults = Faults(document, None, found.wrong)
        if not isinstance(document.data, dict):
            if document.data is not None:
                faults.error((), "Not a manifest", "A manifest is a mapping with kind, name and spec. Write these keys.")
        elif set(document.data) & set(_CHANGES):
            _read_changes(document, kinds, faults, found)
        elif resource := _resource(document, kinds, given, faults):
            found.resources.append(resource)
    return found


def _resource(document: Document, kinds: Kinds, given: Given, faults: Faults) -> Resource | None:
    data = document.data
    _refuse_other_keys(data, _KEYS, faults)
    kind, name = _kind(data, kinds, faults), _resource_name(data, faults)
    protect, adopt, spec = _protect(data, faults), _adopt(data, faults), _spec(data, faults)
    handed, rolled = delivery(data, kind, faults), rollout(data, kind, faults)
    if kind is None or name is None:
        return None
    address = Address(kind.provider, kind.name, name)
    filled = fill(spec, kind.shape, ("spec",), given, faults.of(address))
    if not isinstance(filled, dict):
        detail = "No form stands for a whole spec. Write the object's fields below it, and forms in their places."
        faults.of(address).error(("spec",), "Malformed form", detail)
        return None
    return Resource(address, kind, filled, document.source, document.positions, protect, adopt, handed, rolled)


def _refuse_other_keys(data: dict[str, Json], known: tuple[str, ...], faults: Faults) -> None:
    for key in data:
        if key not in known:
            detail = f'"{key}" is no key of a manifest; the keys are {", ".join(known)}.{did_you_mean(key, known)}'
            faults.error((key,), "Unknown key", f"{detail} The vendor's own fields stand below spec.")


def _kind(data: dict[str, Json], kinds: Kinds, faults: Faults) -> Kind | None:
    name = data.get("kind")
    if not isinstance(name, str):
        faults.error(("kind",), "Missing kind", "A manifest says what it declares. Write kind: provider/kind.")
        return None
    if kind := kinds.find(name):
        return kind
    faults.error(("kind",), "Unknown kind", _no_kind(name, kinds))
    return None


def _no_kind(name: str, kinds: Kinds) -> str:
    return f'There is no kind "{name}". Write one of the known kinds.{did_you_mean(name, kinds.names)}'


def _resource_name(data: dict[str, Json], faults: Faults) -> str | None:
    name = data.get("name")
    if isinstance(name, str) and is_name(name):
        return name
    if name is None:
        faults.error(("name",), "Missing name", "A manifest has a name, which is the last part of its address. Write name: front-desk.")
        return None
    detail = "A name is a text of at most 128 letters, digits, dots, dashes and underscores, and starts with a letter or digit."
    faults.error(("name",), "Bad name", f"{detail} Rename it; quote it if it is a number.")
    return None


def _protect(data: dict[str, Json], faults: Faults) -> bool:
    protect = data.get("protect", False)
    if isinstance(protect, bool):
        return protect
    faults.error(("protect",), "Wrong type", "protect is true or false. YAML 1.2 takes yes and on for texts.")
    return False


def _adopt(data: dict[str, Json], faults: Faults) -> str | None:
    adopt = data.get("adopt")
    if "adopt" not in data or (isinstance(adopt, str) and adopt):
        return adopt
    faults.error(("adopt",), "Wrong type", "adopt is the id of an existing object, a text that is not empty. Quote it if it is a number.")
    return None


def _spec(data: dict[str, Json], faults: Faults) -> dict[str, Json]:
    spec = data.get("spec")
    if isinstance(spec, dict):
        return spec
    faults.error(("spec",), "Missing spec", "A manifest has a spec, a mapping of the object's fields. Write spec: {} if it has none.")
    return {}


def _read_changes(document: Document, kinds: Kinds, faults: Faults, found: Read) -> None:
    """Read ``removed: [address]`` and ``moved: [{from: address, to: address}]``."""
    data = document.data
    _refuse_other_keys(data, _CHANGES, faults)
    for path, item in _items(data, "removed", faults):
        if address := _address(item, path, kinds, faults):
            found.removed.append(Removed(address, document.where(path)))
    for path, item in _items(data, "moved", faults):
        if not isinstance(item, dict) or set(item) != {"from", "to"}:
            faults.error(path, "Malformed move", "A move has two addresses. Write {from: provider/kind/old, to: provider/kind/new}.")
            continue
        earlier, later = _address(item["from"], (*path, "from"), kinds, faults), _address(item["to"], (*path, "to"), kinds, faults)
        if earlier and later:
            found.moved.append(Moved(earlier, later, document.where(path)))


def _items(data: dict[str, Json], key: str, faults: Faults) -> list[tuple[Path, Json]]:
    items = data.get(key, [])
    if isinstance(items, list):
        return [((key, index), item) for index, item in enumerate(items)]
    faults.error((key,), "Wrong type", f'"{key}" is a list. Write each entry on a line that begins with a dash.')
    return []


def _address(value: Json, path: Path, kinds: Kinds, faults: Faults) -> Address | None:
    try:
        address = Address.parse(value if isinstance(value, str) else str(value))
    except ValueError as error:
        faults.error(path, "Bad address", f"{error}.")
        return None
    if kinds.find(address.kind_name) is None:
        faults.error(path, "Unknown kind", _no_kind(address.kind_name, kinds))
        return None
    return address
