"""Which roads of the conformance suite are walked for the contract, and everything that was exchanged on them."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from zlib import crc32

import pytest

from reconciler.providers import kind
from reconciler.sandbox.faults import Fault
from tests.conformance.road import Road, declare, put, settings, walk, walk_otherwise
from tests.conformance.row import Row
from tests.conformance.table import ROWS, otherwise
from tests.contract.exchange import Exchange, Recorded

DEFAULTS = ""
"""The setting in which no switch was moved."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A row's road under one setting, ``switch=value``, or under the defaults. ``staged``: its edit as a candidate that is promoted."""

    row: Row
    setting: str = DEFAULTS
    staged: bool = False

    def __str__(self) -> str:
        return f"{self.row}{' staged' if self.staged else ''}{f' under {self.setting}' if self.setting else ''}"


@dataclass(slots=True)
class Walked:
    """What happened on all roads of a vendor. ``broken`` are those that ended early, which the conformance suite explains."""

    exchanges: dict[Exchange, Drive] = field(default_factory=dict)
    """Each with the first road on which it was seen."""
    times: Counter[Exchange] = field(default_factory=Counter)
    settings: set[str] = field(default_factory=set)
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
        walked.settings.add(drive.setting)
        walked.times.update(world.exchanges)
        for exchange in world.exchanges:
            walked.exchanges.setdefault(exchange, drive)
    return walked


def drives(vendor: str) -> Iterator[Drive]:
    """
    Every row under the defaults, and under each setting the rows whose road it changes.

    A setting that changes no road sends the same calls as the defaults do: one row stands for all then, another row for another setting.
    """
    rows = [row for row in ROWS if row.vendor == vendor]
    yield from (Drive(row) for row in rows)
    yield from (Drive(row, staged=True) for row in rows if _has_versions(row) and row.edit)
    for switch, value in settings(vendor):
        setting = f"{switch}={value}"
        changed = [row for row in rows if otherwise(row, switch, value)]
        yield from (Drive(row, setting) for row in changed or [_one_of(rows, setting)])


def _one_of(rows: list[Row], setting: str) -> Row:
    """A row by lot, which stays the same when other rows and other settings come."""
    return min(rows, key=lambda row: crc32(f"{row} {setting}".encode()))


def _has_versions(row: Row) -> bool:
    found = kind(row.kind)
    return found is not None and found.versions is not None


def _go(drive: Drive, world: Recorded) -> None:
    if drive.staged:
        _stage(Road(drive.row, world))
        return
    switch, _, value = drive.setting.partition("=")
    moved: Mapping[str, str] = {switch: value} if switch else {}
    world.sandbox.vendors[drive.row.vendor].switch(moved)
    habit = otherwise(drive.row, switch, value)
    if habit is None:
        walk(drive.row, world)
    else:
        walk_otherwise(drive.row, world, habit)


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
