"""A vendor's description is read as plain values, JSON or YAML, large ones too; what cannot be read says why."""

from __future__ import annotations

import json

import pytest

from reconciler.desired import files
from reconciler.desired.files import read_description
from reconciler.diagnostics import InputError


def given(folder, text, name="api.yaml"):
    (folder / name).write_text(text, encoding="utf-8")
    return read_description(folder, name)


def refused(folder, text):
    with pytest.raises(InputError) as raised:
        given(folder, text)
    (diagnostic,) = raised.value.diagnostics
    return diagnostic


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": [1, 1.5, null, true, "x"]}', {"a": [1, 1.5, None, True, "x"]}),
        ("\ufeff{}", {}),
        ("a: [1, 1.5, null, true, x]\n", {"a": [1, 1.5, None, True, "x"]}),
        ("responses:\n  200: {}\n  4XX: {}\n", {"responses": {"200": {}, "4XX": {}}}),
        ("no: on\n", {"no": "on"}),
        ("a: &a {b: 1}\nc: *a\n", {"a": {"b": 1}, "c": {"b": 1}}),
    ],
)
def test_json_and_yaml_are_read(tmp_path, text, value):
    """
    Status codes without quotes are texts, as a description in JSON has them.
    """
    assert given(tmp_path, text) == value


def test_a_date_is_a_text(tmp_path):
    """
    YAML would make it a date, and no description means one.
    """
    assert given(tmp_path, "version: 2026-02-23\n") == {"version": "2026-02-23"}


def test_a_description_may_stand_anywhere(tmp_path):
    (tmp_path / "repository").mkdir()
    path = tmp_path / "api.json"
    path.write_text("{}", encoding="utf-8")

    assert read_description(tmp_path / "repository", str(path)) == {}


def test_a_large_description_is_read(tmp_path):
    """
    A manifest has at most a megabyte; descriptions of whole APIs are larger.
    """
    large = {"paths": {f"/things/{number}": {"description": "x" * 100} for number in range(20_000)}}

    assert given(tmp_path, json.dumps(large), "api.json") == large


@pytest.mark.parametrize(
    ("text", "summary", "line"),
    [
        ('{"a": 1,\n "b"}', "Malformed JSON", 2),
        ("a: 1\nb: [1\n", "Malformed YAML", 3),
        ("a: 1\na: 2\n", "Malformed YAML", 2),
    ],
)
def test_what_is_malformed_is_named_with_its_line(tmp_path, text, summary, line):
    found = refused(tmp_path, text)

    assert (found.summary, found.source and found.source.line) == (summary, line)


@pytest.mark.parametrize("text", ["a: &a\n  - *a\n", '{"a":' * 5000])
def test_what_has_no_end_is_refused(tmp_path, text):
    assert refused(tmp_path, text).summary == "Nested too deep"


def test_aliases_cannot_swell_without_end(tmp_path):
    """
    Nine lines that would be a billion values end the reading.
    """
    swelling = "\n".join(f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 10)}]" for level in range(1, 10))

    assert refused(tmp_path, f"a0: &a0 [x]\n{swelling}\n").summary == "Too many values"


def test_a_file_that_is_missing_is_named(tmp_path):
    with pytest.raises(InputError) as raised:
        read_description(tmp_path, "nowhere.json")

    (diagnostic,) = raised.value.diagnostics
    assert diagnostic.summary == "File not found"
    assert "nowhere.json" in diagnostic.detail


def test_a_file_that_is_too_large_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LARGEST_DESCRIPTION", 10)

    assert refused(tmp_path, "a: 0123456789\n").summary == "File too large"
