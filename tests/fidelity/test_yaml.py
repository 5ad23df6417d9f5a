"""A value is what was written, in whatever style it was written; what cannot be read as it was meant is refused, with file and line."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from reconciler import workflow
from reconciler.desired import files
from reconciler.diagnostics import InputError
from tests.fidelity.styles import STYLES, Style, document, styles_for
from tests.fidelity.values import PROMPT, SCHEMA, SNIPPETS, TEXTS, VALUES, WORDS
from tests.world import World

Json = Any

LONG = os.environ.get("RECONCILER_LONG", "") == "1"
MANY = settings(max_examples=3000 if LONG else 100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
QUOTED = next(style for style in STYLES if style.name == "double quotes")


def read(text: str | bytes, *, cached: bool = False) -> Json:
    """What the reader of manifests makes of a file; the second time, of what it kept."""
    with tempfile.TemporaryDirectory() as folder:
        file, cache = Path(folder) / "one.yaml", Path(folder) / "cache" if cached else None
        file.write_bytes(text.encode() if isinstance(text, str) else text)
        if cached:
            files.read_yaml(file, Path(folder), cache)
        (found,) = files.read_yaml(file, Path(folder), cache)
        return found.data


def same(one: Json, other: Json) -> bool:
    """Equal to the byte: 1 is not 1.0 nor true, and keys keep their order."""
    return json.dumps(one) == json.dumps(other)


# --- What is read as it was meant -------------------------------------------------------------------------------------


@pytest.mark.parametrize("style", STYLES, ids=str)
@MANY
@given(text=TEXTS | some.sampled_from((*WORDS, *SNIPPETS, PROMPT)))
def test_a_text_arrives_in_every_style_that_carries_it(style, text):
    """
    Plain, quoted, literal and folded are ways to write one text, at any depth.
    """
    value = {"a": text, "b": {"c": [{"d": text}, text, text]}}
    if style.carries(text):
        assert same(read(document(value, lambda each: style if each == text else QUOTED)), value)


def test_every_style_carries_something():
    """
    The trial of a style that is never tried proves nothing.
    """
    tried = {style.name for text in (*SNIPPETS, *WORDS, "a", "a\nb", "a\nb\n", "a\n\n") for style in styles_for(text)}
    assert tried == {style.name for style in STYLES}


@MANY
@given(value=VALUES | some.just(SCHEMA), chosen=some.lists(some.integers(0, 99), min_size=1, max_size=8))
def test_a_value_arrives_with_its_styles_mixed(value, chosen):
    """
    Deep objects, empty containers, long integers and floats that are whole stay what they are, beside texts and keys of every style.
    """
    written = {"first": value, "again": [value, {"deeper": value}]}
    assert same(read(document(written, turning(chosen))), written)


@MANY
@given(value=VALUES | some.just(SCHEMA), indent=some.sampled_from([None, 2]))
def test_json_is_yaml(value, indent):
    """
    A manifest may be written in JSON; a character beyond 16 bits is two escapes there.
    """
    assert same(read(json.dumps({"a": value}, indent=indent)), {"a": value})


@MANY
@given(value=VALUES, chosen=some.lists(some.integers(0, 99), min_size=1, max_size=8))
def test_the_cache_of_parsed_files_changes_nothing(value, chosen):
    """
    Read a second time, from the cache, a value is the same.
    """
    assert same(read(document({"a": value}, turning(chosen)), cached=True), {"a": value})


@MANY
@given(value=VALUES, chosen=some.lists(some.integers(0, 99), min_size=1, max_size=8))
def test_a_manifest_with_the_line_ends_of_windows_reads_the_same(value, chosen):
    """
    YAML takes every line end of a file for one line feed, so a checkout on Windows changes no prompt that stands in a manifest.
    """
    text = document({"a": value}, turning(chosen))
    assert same(read(text.replace("\n", "\r\n")), {"a": value})


def turning(chosen: list[int]) -> Callable[[str], Style]:
    """One of the styles that carry a text, another one each time."""
    turn = cycle(chosen)

    def style(text: str) -> Style:
        fitting = styles_for(text)
        return fitting[next(turn) % len(fitting)]

    return style


# --- What is refused --------------------------------------------------------------------------------------------------

HEAD = "kind: telnyx/assistant\nname: odd\nspec:\n  name: Odd\n  model: m\n  instructions: Be brief.\n"


@pytest.mark.parametrize("character", ["\x00", "\x01", "\x08", "\x0b", "\x0c", "\x1b", "\x7f", "\x80", "\x9f", "\ufffe", "\uffff"])
@pytest.mark.parametrize("text", ["  greeting: |\n    Hello{}there\n", '  greeting: "Hello{}there"\n', "  greeting: Hello{}there\n"])
def test_a_character_that_yaml_does_not_allow_is_refused_by_name(tmp_path, character, text):
    """
    It is never dropped: the error names it, the file and the line, and says that an escape carries it.
    """
    (fault,) = refused(tmp_path, HEAD + text.format(character))
    assert f"U+{ord(character):04X}" in fault.detail
    assert (fault.source.file, fault.source.line) == ("manifests/odd.yaml", 8 if "|" in text else 7)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (r'greeting: "half \ud83d"', "half of a surrogate pair"),
        (r'greeting: "half \ude00 of it"', "half of a surrogate pair"),
        (r'greeting: "the wrong way round \ude00\ud83d"', "half of a surrogate pair"),
        ("dynamic_variables: {a: .nan}", "JSON has no .nan"),
        ("dynamic_variables: {a: -.inf}", "JSON has no -.inf"),
        ("dynamic_variables: {a: 1e999}", "larger than JSON's readers hold"),
        (f"dynamic_variables: {{a: {'9' * 500}}}", "500 characters"),
        ("dynamic_variables: {a: !!binary aGk=}", "Tags are not read"),
        ("dynamic_variables: {1: a}", "Quote it"),
        ("dynamic_variables: {a: 1, a: 2}", "already stands"),
        ("dynamic_variables: {<<: {a: 1}}", "no merge keys"),
        ('greeting: "a \\q"', "backslash"),
        ("greeting: @home", "Quote"),
        ("greeting: `home`", "Quote"),
        ("greeting: %home", "Quote"),
        ("greeting: a: b", "Quote"),
        ("greeting: a tab\tinside", "Quote the text"),
        ("greeting: !home", "Tags are not read"),
        ("greeting: *home", "anchor"),
    ],
)
def test_what_yaml_or_json_cannot_carry_is_refused_at_its_line(tmp_path, line, words):
    """
    Half a character, a number that is none, a tag, a character that begins something else: each error says what to write instead.
    """
    (fault,) = refused(tmp_path, f"{HEAD}  {line}\n")
    assert words in fault.detail
    assert (fault.source.file, fault.source.line) == ("manifests/odd.yaml", 7)


def test_an_unquoted_word_that_means_nothing_is_null_and_refused_as_such(tmp_path):
    """
    `~` and `null` are null in YAML, which is never taken for a text.
    """
    for word in ("~", "null", ""):
        (fault,) = refused(tmp_path, f"{HEAD}  greeting: {word}\n")
        assert (fault.path, fault.source.line) == ("greeting", 7)
        assert "Null is refused" in fault.detail


@pytest.mark.parametrize("raw", [b"caf\xe9", b"\xff\xfeH\x00i\x00", b"half \xf0\x9f\x98", b"\xed\xa0\xbd surrogate"])
def test_a_prompt_that_is_no_utf_8_is_refused_where_it_is_included(tmp_path, raw):
    """
    Nothing is guessed and nothing replaced: the place in the manifest is named, and the byte of the file.
    """
    world = World(tmp_path)
    world.write("prompts/odd.md", "").write_bytes(raw)
    (fault,) = refused(tmp_path, HEAD.replace("Be brief.", "{$file: prompts/odd.md}"), world)
    assert (fault.summary, fault.path, fault.source.line) == ("Not UTF-8", "instructions", 6)
    assert "Save the file as UTF-8" in fault.detail


def test_a_manifest_that_is_no_utf_8_is_refused_at_its_byte(tmp_path):
    """
    Line and column are those of the first byte that is wrong.
    """
    world = World(tmp_path)
    world.write("manifests/odd.yaml", "").write_bytes(HEAD.encode() + b"  greeting: caf\xe9\n")
    with pytest.raises(InputError) as caught:
        workflow.load(world.setting())
    (fault,) = caught.value.diagnostics
    assert (fault.summary, str(fault.source)) == ("Not UTF-8", "manifests/odd.yaml:7:16")


def refused(root: Path, text: str, world: World | None = None):
    """Everything that is wrong with a repository of this one manifest."""
    world = world or World(root)
    world.write("manifests/odd.yaml", text)
    with pytest.raises(InputError) as caught:
        workflow.load(world.setting())
    return caught.value.diagnostics
