"""Reading: YAML 1.2 to the byte, nothing from outside the repository, and a cache that can only cost time."""

from __future__ import annotations

import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.compat import StringIO
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from reconciler.desired import files

TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
# YAML reads a key of at most 1,024 characters, escapes included.
KEYS = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
# What YAML lets stand in a file without an escape; a carriage return in a file is a line break of any kind.
PRINTABLE = st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\x85", exclude_characters="\ufeff\ufffe\uffff"))
RELAXED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("0777", 777),
        ("0o17", 15),
        ("0x1F", 31),
        ("1_000", "1_000"),
        ("12:30:45", "12:30:45"),
        ("2024-01-01", "2024-01-01"),
        ("1e3", 1000.0),
        (".5", 0.5),
        ("+5", 5),
        ("-", [None]),
        ("~", None),
        ("", None),
        ("TRUE", True),
        ("tRUE", "tRUE"),
        ("'5'", "5"),
        ("! 5", "5"),
        ("!!str 5", "5"),
        ("=", "="),
        ('"\\uD83D\\uDE00"', "😀"),
    ],
)
def test_scalars_mean_what_yaml_1_2_says(repository, text, value):
    """
    `no` is a text, `0777` the number 777, and a date stays a text.
    """
    read = repository.parse(f"a:\n  {text}\n")["a"]
    assert (read, type(read)) == (value, type(value))


@RELAXED
@given(TEXTS)
def test_a_quoted_text_arrives_to_the_byte(repository, text):
    """
    Whatever a prompt holds, quoting carries it.
    """
    assert repository.parse(dumped(DoubleQuotedScalarString(text))) == {"a": text}


@RELAXED
@given(PRINTABLE)
def test_a_literal_block_arrives_to_the_byte(repository, text):
    """
    Trailing spaces, blank lines, emoji and odd separators in a block stay as they are.
    """
    indented = "\n".join(f"  {line}" for line in text.split("\n"))
    assert repository.parse(f"a: |2+\n{indented}\n") == {"a": f"{text}\n"}


def test_a_literal_block_dumped_by_ruamel_arrives(repository):
    """
    What a write-back produces reads back the same.
    """
    text = "Be kind.  \n\n  {{name}}: 'yes' # no comment\n\n"
    assert repository.parse(dumped(LiteralScalarString(text))) == {"a": text}


@RELAXED
@given(TEXTS)
def test_an_included_file_arrives_to_the_byte(repository, text):
    """
    No line ending is translated, no space is trimmed.
    """
    repository.write({"manifests/prompt.md": text})
    assert files.read_text(repository.root, "manifests", "prompt.md") == text


@RELAXED
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
        lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner),
        max_leaves=12,
    )
)
def test_json_is_yaml(repository, value):
    """
    Every JSON document is a manifest's YAML and means the same.
    """
    import json

    assert repository.parse(json.dumps(value)) == value


def test_windows_line_ends_are_line_ends(repository):
    """
    A file saved on Windows means the same.
    """
    assert repository.parse("a: |\r\n  one  \r\n  two\r\nb: 1\r\n") == {"a": "one  \ntwo\n", "b": 1}


def test_every_value_knows_its_line_and_column(repository):
    """
    Positions are those of keys and items, counted from 1.
    """
    repository.write({"manifests/a.yaml": "---\n# empty\n---\na:\n- b: 1\n  c: {d: 2}\n"})
    document = repository.load()[1]
    assert dict(document.positions) == {
        ("a",): (4, 1),
        ("a", 0): (5, 3),
        ("a", 0, "b"): (5, 3),
        ("a", 0, "c"): (6, 3),
        ("a", 0, "c", "d"): (6, 7),
    }
    assert str(document.where(("a", 0, "c", "x"))) == "manifests/a.yaml:6:3"


def test_files_are_found_in_any_layout_and_hidden_ones_are_not(repository, tmp_path):
    """
    Folders, both endings and links inside the repository are read; dot files and other endings are not.
    """
    repository.write({f"manifests/{name}": "a: 1\n" for name in ("z.yaml", "a/b/c.yml", ".hidden.yaml", ".git/x.yaml", "notes.txt")})
    repository.write({"shared/d.yaml": "a: 1\n"})
    (repository.root / "manifests/linked").symlink_to(repository.root / "shared")
    (repository.root / "manifests/loop").symlink_to(repository.root / "manifests")
    assert [each.source.file for each in repository.load()] == ["manifests/a/b/c.yml", "manifests/linked/d.yaml", "manifests/z.yaml"]


def test_the_errors_of_all_files_are_reported_together(repository, faults):
    """
    One run shows everything that is wrong.
    """
    repository.write({"manifests/a.yaml": "a: [\n", "manifests/b.yaml": "a: 1\na: 2\n1: x\n"})
    assert [each.summary for each in faults(repository.load)] == ["Malformed YAML", "Duplicate key", "Key is no text"]


def test_a_missing_folder_is_an_error(repository, faults):
    """
    An empty desired state by a typing error would plan to delete everything.
    """
    for name in ("gone", "../elsewhere", "/etc", ""):
        (fault,) = faults(lambda name=name: files.load(repository.root, name))
        assert fault.summary == "No manifests"


@pytest.mark.parametrize("path", ["../a.md", "/etc/passwd", "a/../../b", "", "C:\\a.md", "..\\a.md", "linked.md", ".git/config", "a\0b"])
def test_an_include_stays_in_the_repository(repository, faults, tmp_path, path):
    """
    A pull request cannot read the runner's files, nor the credentials that a checkout keeps in .git.
    """
    (tmp_path / "secret.md").write_text("hunter2")
    repository.write({".git/config": "token = hunter2"})
    (repository.root / "linked.md").symlink_to(tmp_path / "secret.md")
    (fault,) = faults(lambda: files.read_text(repository.root, "manifests", path))
    assert fault.summary == "File outside the repository"
    assert "hunter2" not in fault.detail


def test_an_include_starts_at_the_manifest_and_then_at_the_root(repository):
    """
    The nearer file wins.
    """
    repository.write({"p.md": "root", "q.md": "root", "manifests/deep/p.md": "near"})
    assert [files.read_text(repository.root, "manifests/deep", name) for name in ("p.md", "q.md")] == ["near", "root"]


@pytest.mark.parametrize("text", [b"\xff", b"x" * (files.LARGEST + 1)], ids=["binary", "huge"])
def test_an_include_is_text_of_a_sane_size(repository, faults, text):
    """
    A binary or huge file is refused.
    """
    repository.write({"p.md": text})
    assert faults(lambda: files.read_text(repository.root, "", "p.md"))[0].summary in {"Not UTF-8", "File too large"}


@pytest.mark.parametrize(
    "text",
    [
        "a0: &a0 [x, x, x, x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)),
        "[" * 500_000,
        "- " * 500_000,
        "x" * (files.LARGEST + 1),
        'a: &a "' + "x" * 400_000 + '"\nb: [' + ", ".join(["*a"] * 90) + "]\n",
        "a: &a [*a]\n",
        "".join(f"a{n}: &a{n} {'[' * 10}{f'*a{n - 1}' if n else 1}{']' * 10}\n" for n in range(12)),
    ],
    ids=["laughs", "brackets", "dashes", "size", "long text", "itself", "depth by alias"],
)
def test_a_hostile_file_is_cheap(repository, faults, text):
    """
    No file takes the memory or the minute of the run.
    """
    repository.write({"manifests/a.yaml": text})
    started = time.process_time()
    assert len(faults(repository.load)) == 1
    assert time.process_time() - started < 2


def test_the_cache_gives_what_the_parser_gave(repository, tmp_path):
    """
    A second run reads the same documents and the same positions.
    """
    repository.write({"manifests/a.yaml": "a: [1, 2.5, null, {b: é}]\n---\nc: 'x'\n"})
    cold = files.load(repository.root, cache_dir=tmp_path / "cache")
    (entry,) = (tmp_path / "cache").rglob("*.json")
    before = entry.stat()
    assert files.load(repository.root, cache_dir=tmp_path / "cache") == cold == repository.load()
    assert entry.stat().st_mtime_ns == before.st_mtime_ns


@pytest.mark.parametrize(
    "damage",
    [lambda text: "", lambda text: text[:-3], lambda text: text.replace("right", "wrong"), lambda text: "null"],
    ids=["empty", "cut", "changed", "other"],
)
def test_a_damaged_cache_costs_time_only(repository, tmp_path, damage):
    """
    An entry that is not what was written is parsed again.
    """
    repository.write({"manifests/a.yaml": "a: right\n"})
    files.load(repository.root, cache_dir=tmp_path)
    (entry,) = tmp_path.rglob("??/*.json")
    entry.write_text(damage(entry.read_text()))
    assert files.load(repository.root, cache_dir=tmp_path)[0].data == {"a": "right"}


def test_a_cache_that_cannot_be_written_costs_time_only(repository, tmp_path):
    """
    A file stands where the folder should be.
    """
    repository.write({"manifests/a.yaml": "a: right\n"})
    (tmp_path / "taken").write_text("")
    assert files.load(repository.root, cache_dir=tmp_path / "taken")[0].data == {"a": "right"}


def dumped(text):
    stream = StringIO()
    YAML().dump({"a": text}, stream)
    return stream.getvalue()
