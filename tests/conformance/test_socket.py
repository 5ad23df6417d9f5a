"""The same road over a real socket: the sandbox behind a server on loopback, and the real client in front of it."""

import re
from pathlib import Path

import pytest

from reconciler.sandbox.faults import Fault
from reconciler.sandbox.serve import Running
from tests.conformance.road import Road, walk
from tests.conformance.row import Row
from tests.conformance.table import ROWS
from tests.world import CONFIG, World

MADE = [row for row in ROWS if not row.found]
ONE_OF_EACH_VENDOR = [next(row for row in MADE if row.vendor == vendor) for vendor in sorted({row.vendor for row in MADE})]


class Wired(World):
    """A world whose vendors are reached over the network."""

    def setting(self, **changes):
        return super().setting(**{"wire": None, **changes})


@pytest.fixture(scope="module")
def running():
    with Running() as running:
        yield running


@pytest.mark.parametrize("row", ONE_OF_EACH_VENDOR, ids=str)
def test_the_road_is_the_same_over_a_socket(row: Row, running: Running, tmp_path):
    """
    What holds in one process holds over HTTP, with real connections, headers and encodings.
    """
    walk(row, wired(running, tmp_path))


@pytest.mark.parametrize("row", ONE_OF_EACH_VENDOR, ids=str)
def test_a_dropped_connection_makes_no_second_object(row: Row, running: Running, tmp_path):
    """
    When the answer to a create never comes, the object is found again and not made twice.
    """
    world = wired(running, tmp_path)
    running.sandbox.faults.add(Fault("drop_after", row.vendor, "POST", f"*{row.kind.split('/')[1].split('_')[0]}*"))
    walk(row, world, Road.repeat)
    assert len(world.objects(*row.kind.split("/"))) == 1 + sum(need.kind == row.kind for need in row.needs)


def wired(running: Running, root: Path) -> Wired:
    """A new world in front of the running sandbox, which begins as new."""
    running.sandbox.reset()
    world = Wired(root, running.sandbox)
    running.sandbox.in_process = False
    world.write("reconciler.yaml", re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{running.port}", CONFIG))
    return world
