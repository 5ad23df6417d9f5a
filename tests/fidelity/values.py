"""Texts and other values that tools bend, and strategies that make more of them."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as some

Json = Any

SNIPPETS = (
    *('"', "'", "\\", "\t", "\r\n", "\r", "\n", "\n\n", "   \n", " ", "  ", "\n    four spaces in", "\n\tindented by a tab"),
    *("😀", "👩🏽‍🚒", "e\u0301", "שלום", "\u00a0", "\u200b", "\u0085", "\u2028", "\u2029", "\ufeff", "\x7f", "\x1b[0m", "\x00"),
    *("{{caller}}", "{{#integration_secret}}key{{/integration_secret}}", "${x}", "$ref", "$", "{$file: a.md}", "%s", "%YAML 1.2"),
    *("#", " # no comment", ": ", ":", "@", "`", "%", "!", "!!str", "&a", "*a", "- ", "? ", "| ", "> ", "[", "]", "{", "}", ","),
    *("---", "\n---\n", "\n...\n", "<<", "=", "~", "no", "on", "null", "0777", "1e3", "•••", "***", "http://a?b=c&d=%20#e"),
)
"""Pieces of texts."""

WORDS = (
    "no",
    "on",
    "off",
    "yes",
    "y",
    "True",
    "0777",
    "0o17",
    "1e3",
    "0x1F",
    "1_000",
    "12:30:45",
    "2024-01-01",
    ".5",
    "null",
    "~",
    "",
    "5",
    "5.0",
)
"""Texts that look like something else."""

PROMPT = "".join(f"{number}. {snippet} and so on{snippet}\n" for number, snippet in enumerate(SNIPPETS)) * 3
"""Several kilobytes with everything in it."""

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$defs": {"node": {"type": "object", "properties": {"next": {"$ref": "#/$defs/node"}}, "required": []}},
    "type": "object",
    "properties": {
        "first": {"$ref": "#/$defs/node"},
        "on": {"enum": [None, "no", 0, 0.0, False, "0777"]},
        "deep": {"a": {"b": {"c": [[[{}]]]}}},
    },
    "default": None,
    "examples": [{}, [], "", 0, {"": None}],
}
NUMBERS = [5.0, 5, 0, -0.5, 1e-7, 1e22, 2**53 + 1, -(2**63) - 1, 3000000000000000001, 1e300]

# No half of a surrogate pair, which no vendor can be sent.
CHARACTERS = some.characters(exclude_categories=["Cs"])
TEXTS = some.lists(some.sampled_from(SNIPPETS) | some.text(CHARACTERS, max_size=6), max_size=10).map("".join)
KEYS = some.sampled_from(WORDS) | some.text(CHARACTERS, max_size=12).filter(lambda text: not text.startswith("$"))
SCALARS = some.none() | some.booleans() | some.integers() | some.sampled_from(NUMBERS) | some.sampled_from(WORDS) | TEXTS
VALUES = some.recursive(
    SCALARS | some.floats(allow_nan=False, allow_infinity=False),
    lambda inner: some.lists(inner, max_size=4) | some.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)
"""Any JSON whose keys do not begin with a dollar."""
