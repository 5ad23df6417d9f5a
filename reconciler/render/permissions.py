"""What a plan of a kind stops at until ``--allow`` names it, beyond what every kind stops at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..schema import Endpoint, Kind, Risk
from ..schema.parts import Versions
from ..schema.traits import CreateOnly, Immutable, Routing, Trait, WriteOnly
from .markdown import code, listed
from .references import dotted

_RISKS = {Risk.COSTLY: ("costly", "spends money"), Risk.ROUTING: ("routing", "changes what a live phone number does")}


@dataclass(frozen=True, slots=True)
class Permission:
    """``waiver`` is what ``--allow`` takes, empty where no permission helps."""

    waiver: str
    when: str


def permissions(kind: Kind) -> Iterator[Permission]:
    """Every permission that the declaration itself asks for."""
    for what, endpoint in _calls(kind):
        if endpoint.risk in _RISKS:
            guard, why = _RISKS[endpoint.risk]
            yield Permission(f"{guard}:{kind}/NAME", f"{what}: it {why}")
        if endpoint.destroys:
            yield Permission(f"destroys:{kind}/NAME", f"{what}. {endpoint.destroys}")
    if kind.versions is not None:
        yield from _promoting(kind, kind.versions)
    if routed := _wearing(kind, Routing):
        yield Permission(f"routing:{kind}/NAME", f"Another value of {routed}: it changes what a live phone number does")
    if fixed := _wearing(kind, Immutable, without=WriteOnly):
        yield _replacing(kind, fixed)
    if once := _wearing(kind, CreateOnly):
        yield Permission("", f"Another value of {once}: the vendor takes it on create only")
    if kind.retired:
        yield Permission(f"retired:{kind}", "Any call to the vendor's own host")


def _promoting(kind: Kind, versions: Versions) -> Iterator[Permission]:
    yield Permission(f"promote:{kind}/NAME", "Promoting a version when the main one is no longer that on top of which it was written")
    if versions.ends:
        yield Permission("", f"Promoting a version while a manifest declares its {versions.ends}, which promotion ends")


def _replacing(kind: Kind, fields: str) -> Permission:
    if kind.create is None:
        return Permission("", f"Another value of {fields}: another object is meant then, which the vendor has no call to make")
    what = "deleted and made anew, with another id" if kind.delete else "made anew, and the old one stays at the vendor"
    return Permission(f"replace:{kind}/NAME", f"Another value of {fields}: the object is {what}")


def _calls(kind: Kind) -> Iterator[tuple[str, Endpoint]]:
    whole = (("Creating one", kind.create), ("Updating one", kind.update), ("Deleting or replacing one", kind.delete))
    yield from ((what, endpoint) for what, endpoint in whole if endpoint is not None)
    for part in kind.parts:
        yield f"Updating {listed([code(name) for name in part.fields])}", part.update
    for members in kind.members:
        yield f"Adding to {code(members.field)}", members.add
        yield f"Taking from {code(members.field)}", members.remove
    if kind.versions is not None:
        yield "Promoting a version", kind.versions.promote


def _wearing(kind: Kind, trait: type[Trait], *, without: type[Trait] | None = None) -> str:
    """The fields that wear the trait, and not the other one."""
    found = [dotted(path) for path, shape in kind.shape.walk() if shape.has(trait) and not (without and shape.has(without))]
    return listed([code(path) for path in dict.fromkeys(found)], "or")
