"""One word, one thing: names that could mean anything are not used for modules and classes."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "reconciler"
VAGUE = {"common", "entity", "handler", "helper", "manager", "service", "sync", "util", "utils"}


def names() -> list[str]:
    """Every module and class, but for vendors' own words in the classes of their declarations and simulators."""
    found = []
    for file in sorted(PACKAGE.rglob("*.py")):
        module = file.relative_to(PACKAGE).with_suffix("").as_posix()
        found.append(module)
        if not module.startswith(("providers/", "sandbox/")):
            classes = (node for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))) if isinstance(node, ast.ClassDef))
            found += [f"{module}:{node.name}" for node in classes]
    return found


def words(name: str) -> list[str]:
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|[_/:]", " ", name)
    return [word.lower() for word in spaced.split()]


def is_vague(name: str) -> bool:
    """`Base` alone is our word for the hashes of the last apply; `BaseThing` says nothing about the thing."""
    parents = {word.rstrip("s") for word in words(name)} | set(words(name))
    return bool(parents & VAGUE) or re.search(r"\bBase[A-Z]", name) is not None


def test_no_name_is_vague():
    """
    A name that fits everything tells a reader nothing.
    """
    assert [name for name in names() if is_vague(name)] == []


@pytest.mark.parametrize("name", ["utils", "live/helpers", "plan/steps:StepHandler", "state/file:BaseStore", "schema/kinds:KindManager"])
def test_a_vague_name_is_seen(name):
    assert is_vague(name)


@pytest.mark.parametrize("name", ["address:Address", "state/file:Base", "state/baseline:Baseline", "apply/execute:AsyncCalls"])
def test_a_telling_name_passes(name):
    assert not is_vague(name)
