"""Runs that are killed at each of their moments, and mended by another one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from reconciler import workflow
from tests.reliability.mortal import Killed, Life, MortalBackend, SlowWorld
from tests.world import World

Change = Callable[[World], Any]


def dies(world: SlowWorld, life: Life, **options: Any) -> bool:
    """Apply in a process that may die; whether it did."""
    world.dying(life)
    try:
        world.apply(**options, wire=lambda name: lambda: world.wire(name))
    except Killed:
        return True
    finally:
        world.dying(Life())
    return False


def killed_everywhere(folder: Path, monkeypatch: Any, begin: Change, change: Change, **options: Any) -> Iterator[World]:
    """Worlds of which the run after ``change`` was killed at each of its moments, and which another run has mended."""
    for number in range(1, 80):
        world = SlowWorld(folder / str(number))
        begin(world)
        change(world)
        life = Life(number)
        monkeypatch.setattr(workflow, "FileBackend", partial(MortalBackend, life=life))
        killed = dies(world, life, **options)
        monkeypatch.undo()
        if killed:
            world.apply(**options)
            assert world.plan(**options).steps == (), life.moments[-1]
        yield world
        if not killed:
            return
    pytest.fail("the run never came to its end")
