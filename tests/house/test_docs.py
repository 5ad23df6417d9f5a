"""What the documents say is what the program does."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from reconciler.cli.main import _COMMANDS
from reconciler.providers import kinds

ROOT = Path(__file__).parents[2]


def test_every_guard_is_explained():
    """
    A user who meets a finding finds its guard in the table, with what it objects to.
    """
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "reconciler/plan").glob("*.py"))
    guards = set(re.findall(r'Finding\(\s*"([a-z-]+)"', source))
    explained = set(re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs/manifests.md").read_text(encoding="utf-8"), flags=re.MULTILINE))

    assert guards <= explained


@pytest.mark.parametrize("kind", kinds(), ids=str)
def test_the_readme_names_every_kind(kind):
    """
    The table of kinds is complete.
    """
    assert f"`{kind.name}`" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("command", sorted(_COMMANDS))
def test_every_command_is_written_of(command):
    """
    No command has to be found by chance.
    """
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

    assert any(f"reconciler {command}" in page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize("page", sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")]), ids=lambda page: page.name)
def test_no_link_leads_nowhere(page):
    """
    Every relative link of a document has its file.
    """
    links = re.findall(r"\]\(([^)#:]+)\)", page.read_text(encoding="utf-8"))

    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_wheel_carries_the_company_of_the_demo():
    """
    ``reconciler demo`` shows the same company whether it is installed or run from a checkout.
    """
    with (ROOT / "pyproject.toml").open("rb") as file:
        carried = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    assert {target.removeprefix("reconciler/cli/demo_company/") for target in carried.values()} == {"manifests", "reconciler.yaml"}
    assert all((ROOT / source).exists() for source in carried)
