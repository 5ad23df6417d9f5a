"""Asking for help costs a fraction of a second, since the heavy packages are imported by the commands that use them."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ["asyncio", "deepdiff", "httpx", "pydantic", "rich", "ruamel", "ruamel.yaml", "starlette", "uvicorn"]
PROGRAM = """
import runpy, sys
sys.argv = ["reconciler", *sys.argv[1:]]
try:
    runpy.run_module("reconciler", run_name="__main__")
except SystemExit as stop:
    print("exit code", stop.code or 0)
print("modules", *sorted(sys.modules))
"""


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_imports_nothing_heavy(option):
    """
    `reconciler --help` answers at once, also on a slow laptop and in a shell's completion.
    """
    run = subprocess.run([sys.executable, "-c", PROGRAM, option], capture_output=True, text=True, check=False)
    *said, modules = run.stdout.splitlines()
    assert "exit code 0" in said, run.stderr
    assert "click" in modules.split()
    assert sorted(set(modules.split()) & set(HEAVY)) == []
