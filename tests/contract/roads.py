"""Which roads of the conformance suite are walked for the contract, and everything that was exchanged on them."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from reconciler.providers import kind
from reconciler.sandbox.faults import Fault
from tests.conformance.account import live_or_stop
from tests.conformance.road import Road, declare, put, settings, walk, walk_otherwise
from tests.conformance.row import Row
from tests.conformance.table import ROWS, otherwise
from tests.contract.exchange import Exchange, Recorded

DEFAULTS = ""
"""The setting in which no switch was moved."""


@dataclass(frozen=True, slots=True)
class Drive:
    """
    A road under one setting, ``switch=value``, or under the defaults: a row's, or without a row that of the whole account.

    ``staged``: the row's edit is written as a candidate and promoted.
    """

    vendor: str
    row: Row | None
    setting: str = DEFAULTS
    staged: bool = False

    def __str__(self) -> str:
        road = str(self.row or f"the whole account of {self.vendor}")
        return f"{road}{' staged' if self.staged else ''}{f' under {self.setting}' if self.setting else ''}"


@dataclass(slots=True)
class Walked:
    """What happened on all roads of a vendor. ``broken`` are those that ended early, which the conformance suite explains."""

    exchanges: dict[Exchange, Drive] = field(default_factory=dict)
    """Each with the first road on which it was seen."""
    times: Counter[Exchange] = field(default_factory=Counter)
    broken: list[tuple[Drive, str]] = field(default_factory=list)


def walk_all(vendor: str, folder: Path) -> Walked:
    """Go every road of a vendor."""
    walked = Walked()
    for number, drive in enumerate(drives(vendor)):
        root = folder / str(number)
        root.mkdir()
        world = Recorded(root)
        try:
            _go(drive, world)
        except (Exception, pytest.fail.Exception) as error:  # noqa: BLE001 -- whatever it is, the other roads are still to be judged
            walked.broken.append((drive, str(error).partition("\n")[0] or type(error).__name__))
        walked.times.update(world.exchanges)
        for exchange in world.exchanges:
            walked.exchanges.setdefault(exchange, drive)
    return walked


def drives(vendor: str) -> Iterator[Drive]:
    """
    Every row under the defaults; under each setting the whole account, and the rows whose road it changes.

    On the road of any other row a setting changes no call, so what is left to be seen are answers, and the account has all kinds of them.
    """
    rows = [row for row in ROWS if row.vendor == vendor]
    yield Drive(vendor, None)
    yield from (Drive(vendor, row) for row in rows)
    yield from (Drive(vendor, row, staged=True) for row in rows if _has_versions(row) and row.edit)
    for switch, value in settings(vendor):
        yield from (Drive(vendor, row, f"{switch}={value}") for row in (None, *rows) if row is None or otherwise(row, switch, value))


def _has_versions(row: Row) -> bool:
    found = kind(row.kind)
    return found is not None and found.versions is not None


def _go(drive: Drive, world: Recorded) -> None:
    switch, _, value = drive.setting.partition("=")
    if switch:
        world.sandbox.vendors[drive.vendor].switch({switch: value})
    if drive.row is None:
        live_or_stop(world, drive.vendor, switch, value)
    elif drive.staged:
        _stage(Road(drive.row, world))
    elif habit := otherwise(drive.row, switch, value):
        walk_otherwise(drive.row, world, habit)
    else:
        walk(drive.row, world)


def _stage(road: Road) -> None:
    """Create, write the row's edit as a candidate, promote it, and take the edit back as a candidate whose answer is lost."""
    road.create()
    assert road.row.edit is not None
    put(road.spec, tuple(road.row.edit.field.split(".")), road.row.edit.value)
    _write_candidate(road)
    road.declare()
    road.apply()
    road.spec = copy.deepcopy(road.row.spec)
    road.world.sandbox.faults.add(Fault("drop_after", road.row.vendor, "POST"))
    _write_candidate(road)


def _write_candidate(road: Road) -> None:
    declare(road.world, road.row.kind, "walker", road.spec, rollout={"promote": False, "version": "trial"})
    road.apply()
