"""A state with everything in it, and a backend in a folder of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.address import Address
from reconciler.state import Intent, Mark, Record, State
from reconciler.state.file import FileBackend

DESK = Address("acme", "agent", "desk")
TOOL = Address("acme", "tool", "lookup")
NIGHT = Address("acme", "agent", "night")


@pytest.fixture
def backend(tmp_path: Path) -> FileBackend:
    return FileBackend(tmp_path / "folder" / "state.json")


@pytest.fixture
def full() -> State:
    """A binding with everything, one with nothing, and an open intent."""
    base = {"/name": Mark("a1", "a1"), "/tags~1x": Mark("b1", "b2")}
    record = Record("id-1", {"agent_id": "a/b"}, base, {"/voice": "c1"}, (TOOL,), "d1", protect=True)
    intent = Intent("nonce-1", "e1", 1_800_000_000.5, {"agent_id": "a"}, ("id-2", "id-3"))
    return State("lineage-1", "00ff", 3, {DESK: record, TOOL: Record("ïd-4 \ud800")}, {NIGHT: intent})
