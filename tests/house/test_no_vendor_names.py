"""The core knows no vendor: what it needs to know about one is a trait in that vendor's declaration."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "reconciler"
VENDORS = re.compile("telnyx|fluents|vocode|cozmox|daily ?bots", re.IGNORECASE)
# A vendor is declared in the first and simulated in the second; the demo's company buys from vendors, so its files name them.
MAY_NAME_VENDORS = ("providers/", "sandbox/", "cli/demo")
SOURCES = {".py", ".pyi", ".toml", ".yaml", ".yml", ".json", ".md", ".html", ".css", ".js", ".txt"}


def core_files() -> list[str]:
    files = (file.relative_to(PACKAGE).as_posix() for file in PACKAGE.rglob("*") if file.suffix in SOURCES)
    return sorted(file for file in files if not file.startswith(MAY_NAME_VENDORS))


@pytest.mark.parametrize("file", core_files())
def test_the_core_names_no_vendor(file):
    """
    Adding a vendor touches its declaration, the registry and its simulator, and nothing else.
    """
    lines = (PACKAGE / file).read_text(encoding="utf-8").splitlines()
    assert [f"{file}:{number}: {line}" for number, line in enumerate(lines, 1) if VENDORS.search(line)] == []


def test_the_search_sees_what_it_looks_for():
    """
    The declarations are full of vendors' names; if none were found there, the search would be blind.
    """
    declarations = "".join(file.read_text(encoding="utf-8") for file in (PACKAGE / "providers").rglob("*.py"))
    assert VENDORS.search(declarations)
