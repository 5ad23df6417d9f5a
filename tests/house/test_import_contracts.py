"""The import contracts of pyproject.toml hold, and each of them can be broken: a contract that cannot fail guards nothing."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from importlinter.api import read_configuration

ROOT = Path(__file__).parents[2]
CONTRACTS = {contract["id"]: contract["name"] for contract in read_configuration(str(ROOT / "pyproject.toml"))["contracts_options"]}

# contract, module that gains a line, the line
VIOLATIONS = [
    ("layers", "address", "import reconciler.diagnostics"),
    ("layers", "schema", "import reconciler.plan"),
    ("layers", "desired", "import reconciler.live"),
    ("layers", "workflow", "import reconciler.cli"),
    ("layers", "unplanned_room", "import json"),
    ("pure", "plan", "import time"),
    ("pure", "plan", "import reconciler.http"),
    ("pure", "plan", "import reconciler.state.file"),
    ("pure", "live", "import reconciler.live.observe"),
    ("pure", "desired", "from pathlib import Path"),
    ("pure", "state.new_file", "import os"),
    ("pure", "providers.telnyx.tools", "import random"),
    ("door-httpx", "apply", "import httpx"),
    ("door-ruamel", "cli", "from ruamel.yaml import YAML"),
    ("door-deepdiff", "plan", "import deepdiff"),
    ("door-terminal", "workflow", "import click"),
    ("door-terminal", "render", "from rich.table import Table"),
    ("door-server", "cli", "import uvicorn"),
    ("door-server", "http", "from starlette.applications import Starlette"),
    ("providers-apart", "providers.telnyx.tools", "from .. import vocode"),
    ("providers-apart", "providers.cozmox", "from ..registry import PROVIDERS"),
    ("sandbox-apart", "sandbox", "from reconciler.schema import Kind"),
    ("sandbox-apart", "sandbox", "import reconciler.address"),
]


def test_the_contracts_hold():
    """
    No room imports what its contract forbids.
    """
    run = lint(ROOT)
    assert run.returncode == 0, run.stdout


@pytest.mark.parametrize(("contract", "module", "line"), VIOLATIONS)
def test_a_planted_violation_is_caught(tmp_path, contract, module, line):
    """
    One forbidden line is enough to break the contract that forbids it.
    """
    shutil.copytree(ROOT / "reconciler", tmp_path / "reconciler", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    plant(tmp_path / "reconciler", module, line)
    run = lint(tmp_path, "--contract", contract)
    assert run.returncode == 1
    assert f"{CONTRACTS[contract]} BROKEN" in run.stdout


def test_every_contract_has_its_violation():
    """
    A contract joins the list together with a line that breaks it.
    """
    assert {contract for contract, _, _ in VIOLATIONS} == set(CONTRACTS)


def lint(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    command = [sys.executable, "-c", program, "--no-logo", "--no-cache", *options]
    return subprocess.run(command, cwd=folder, env={"COLUMNS": "200"}, capture_output=True, text=True, check=False)


def plant(package: Path, module: str, line: str) -> None:
    path = package.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    before = file.read_text() if file.exists() else ""
    file.write_text(f"{before}\n{line}\n")
