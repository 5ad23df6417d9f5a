"""A whole account in git: every kind of a vendor at once, made, left alone, and taken down, whatever the vendor's undocumented habits."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.sandbox.vendors import VENDORS
from tests.conformance.account import live_or_stop
from tests.conformance.road import settings
from tests.conftest import DRIVEN
from tests.world import World

DEFAULTS = [(vendor.name, "", "") for vendor in VENDORS]
POSITIONS = [(vendor.name, *setting) for vendor in VENDORS for setting in settings(vendor.name)]


@pytest.mark.parametrize(("vendor", "switch", "value"), [*DEFAULTS, *POSITIONS], ids=lambda part: part or "-")
def test_a_whole_account_is_made_and_taken_down(vendor: str, switch: str, value: str, tmp_path: Path, record_property):
    """
    All of a vendor's kinds, each referring to the others: applied, planned empty, pruned, and nothing of ours is left behind.
    """
    world = World(tmp_path)
    if switch:
        world.sandbox.vendors[vendor].switch({switch: value})
        record_property(DRIVEN, f"{vendor} {switch}={value}")
    live_or_stop(world, vendor, switch, value)
