"""The real command, in a process of its own, against a sandbox on a socket."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.world import World


def point_at(world: World, port: int) -> None:
    """Let the repository speak to this port."""
    path = world.root / "reconciler.yaml"
    path.write_text(path.read_text().replace(":8099", f":{port}"))


def start(world: World, *words: str) -> subprocess.Popen[str]:
    """``reconciler WORDS``, begun and not waited for."""
    environ = {**os.environ, **world.environ, "XDG_CACHE_HOME": str(world.root / ".." / "cache"), "NO_COLOR": "1"}
    words = ("-C", str(world.root), *words)
    return subprocess.Popen(
        [sys.executable, "-m", "reconciler", *words], env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def command(world: World, *words: str) -> tuple[int, str]:
    """``reconciler WORDS``: its exit code, and all that it printed."""
    with start(world, *words) as process:
        out, err = process.communicate(timeout=60)
    return process.returncode, out + err


def files(root: Path) -> dict[str, bytes]:
    """Every file of a work tree, to the byte."""
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}
