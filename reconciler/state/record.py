"""What is remembered of one resource, and of one create whose answer is not known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ..address import Address

Json = Any


@dataclass(frozen=True, slots=True)
class Mark:
    """Hashes of one owned place at our last apply: what we meant, and what live then was. Unequal when the vendor normalised it."""

    desired: str
    live: str


@dataclass(frozen=True, slots=True)
class Record:
    """
    A binding and its base.

    ``id`` is the vendor's; ``params`` the other path parameters of its URL. ``base``: JSON pointer of each owned place -> marks.
    ``seen``: pointer of each place we do not own -> hash of what it last held. ``depends``: the addresses it referred to.
    ``identity`` is a hash of the identity fields' live values: a delete is refused when they are no longer the same.
    ``candidate`` is the version to which our last update went without being promoted, ``basis`` the main version at that time; the
    base is the candidate's then, and ``main`` is what was last applied to the main version.
    """

    id: str
    params: Mapping[str, str] = field(default_factory=dict)
    base: Mapping[str, Mark] = field(default_factory=dict)
    seen: Mapping[str, str] = field(default_factory=dict)
    depends: tuple[Address, ...] = ()
    identity: str = ""
    protect: bool = False
    candidate: str = ""
    basis: str = ""
    main: Mapping[str, Mark] = field(default_factory=dict)

    def to_json(self) -> dict[str, Json]:
        """Plain JSON; a mark of two equal hashes is written once."""
        return {
            "id": self.id,
            "params": dict(self.params),
            "base": _written(self.base),
            "seen": dict(self.seen),
            "depends": [str(address) for address in self.depends],
            "identity": self.identity,
            "protect": self.protect,
            **({"candidate": self.candidate, "basis": self.basis, "main": _written(self.main)} if self.candidate else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Record:
        """What ``to_json`` wrote. Raises KeyError, TypeError or ValueError on anything else."""
        depends = tuple(Address.parse(text) for text in data["depends"])
        staged = (str(data.get("candidate", "")), str(data.get("basis", "")), _read(data.get("main", {})))
        known = (dict(data["params"]), _read(data["base"]), dict(data["seen"]), depends, str(data["identity"]), bool(data["protect"]))
        return cls(str(data["id"]), *known, *staged)


def _written(marks: Mapping[str, Mark]) -> dict[str, Json]:
    return {where: mark.desired if mark.desired == mark.live else [mark.desired, mark.live] for where, mark in marks.items()}


def _read(marks: Mapping[str, Json]) -> dict[str, Mark]:
    return {where: Mark(*mark) if isinstance(mark, list) else Mark(mark, mark) for where, mark in marks.items()}


@dataclass(frozen=True, slots=True)
class Intent:
    """
    A create that was about to be sent. ``body`` is a hash of its normal form; ``at`` is seconds since the epoch.

    ``alike`` are the ids of objects that already looked the same then, so that they are not mistaken for ours.
    """

    nonce: str
    body: str
    at: float
    params: Mapping[str, str] = field(default_factory=dict)
    alike: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Json]:
        """Plain JSON."""
        return {"nonce": self.nonce, "body": self.body, "at": self.at, "params": dict(self.params), "alike": list(self.alike)}

    @classmethod
    def from_json(cls, data: Mapping[str, Json]) -> Intent:
        """What ``to_json`` wrote."""
        return cls(str(data["nonce"]), str(data["body"]), float(data["at"]), dict(data["params"]), tuple(data["alike"]))
