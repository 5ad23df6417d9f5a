"""A world, and the few manifests that these tests need."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    world = World(tmp_path)
    world.environ |= {"BOT_KEY": "bot-key-1", "OPENAI_KEY": "openai-key-1"}
    return world
