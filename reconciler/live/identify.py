"""Is this live object ours? By its id, else by its identity on a complete listing, never by guessing."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ..schema import ABSENT, Kind, Pending, Tree
from ..schema.normal import Normal
from ..schema.traits import Identity
from .snapshot import Identities, Live, Reading


def identity_of(kind: Kind, spec: Mapping[str, Tree], key: bytes) -> dict[str, str] | None:
    """The normal forms of the identity fields; None when the kind has none, or one is not written or not known yet."""
    normal = Normal(kind, key)
    values = {name: spec.get(name, ABSENT) for name in _counting(kind, spec)}
    if not values or any(each is ABSENT or each is None or isinstance(each, Pending) for each in values.values()):
        return None
    return {name: normal.text(kind.shape.child(name), each) for name, each in values.items()}


def _counting(kind: Kind, spec: Mapping[str, Tree]) -> list[str]:
    """The identity fields that count for this object: of two that stand for each other, the one that is written."""
    instead = {name: trait.instead for name in kind.identity if (trait := kind.shape.child(name).get(Identity)) and trait.instead}
    left_out = {name if spec.get(other) not in (ABSENT, None) else other for name, other in instead.items()}
    return [name for name in kind.identity if name not in left_out]


def matches(kind: Kind, wanted: Mapping[str, str], reading: Reading, taken: Collection[str], key: bytes) -> list[Live]:
    """The objects of a listing with this identity that no other address has bound."""
    alike = _by_identity(kind, reading, key).get(frozenset(wanted.items()), [])
    return [live for live in alike if live.id not in taken]


def _by_identity(kind: Kind, reading: Reading, key: bytes) -> Identities:
    """The objects of a listing by their identity, without those that have none. Gathered once for each kind and key."""
    if (kind, key) not in reading.identities:
        found: dict[frozenset[tuple[str, str]], list[Live]] = {}
        for live in reading.objects.values():
            identity = identity_of(kind, live.value, key)
            if identity is not None:
                found.setdefault(frozenset(identity.items()), []).append(live)
        reading.identities[kind, key] = found
    return reading.identities[kind, key]
