"""A function fits a glance. When one grows past that, a noun is hiding in it."""

from __future__ import annotations

import ast
from pathlib import Path
from statistics import median

PACKAGE = Path(__file__).parents[2] / "reconciler"
MIDDLE = 15
MOST = 60


def function_sizes() -> dict[str, int]:
    """Lines of every function, from its `def` to its last line, docstring left out."""
    return {
        f"{file.relative_to(PACKAGE.parent)}:{node.lineno} {node.name}": size(node)
        for file in sorted(PACKAGE.rglob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }


def size(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return lines(node) - (lines(node.body[0]) if ast.get_docstring(node) is not None else 0)


def lines(node: ast.stmt) -> int:
    return (node.end_lineno or node.lineno) - node.lineno + 1


def test_the_middle_function_is_short():
    """
    Half of all functions are read without moving the eyes.
    """
    assert median(function_sizes().values()) < MIDDLE


def test_no_function_is_long():
    """
    Every function fits on a screen.
    """
    longest_first = sorted(function_sizes().items(), key=lambda item: -item[1])
    assert [f"{function}: {count} lines" for function, count in longest_first if count > MOST] == []
