"""``reconciler schema compare``: how a maintainer follows a vendor that adds a field a week."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any, Literal

import pytest
from click.testing import CliRunner, Result

from reconciler.cli import main
from reconciler.cli import schema as command
from reconciler.schema import ABSENT, Endpoint, Kind, Pages, Provider, Spec, says
from reconciler.schema.endpoint import Listing

Compare = Callable[..., Result]

GOLDEN = Path(__file__).parent / "golden"


class Agent(Spec):
    """An agent of a vendor that exists in this test alone."""

    name: Annotated[str, says("Its name.", max_length=40)]
    mode: Literal["fast", "slow"] = ABSENT


AGENT = Kind("acme", "agent", Agent, list=Listing("/agents", Pages(items=None)), create=Endpoint("POST", "/agents"), summary="An agent.")
ACME = Provider("acme", "Acme", "https://api.acme.test", (AGENT,))

SAME = {
    "type": "object",
    "properties": {"name": {"type": "string", "maxLength": 40}, "mode": {"type": "string", "enum": ["fast", "slow"]}},
    "required": ["name"],
}
NEWER = {
    "type": "object",
    "properties": {
        "name": {"type": "string", "maxLength": 60},
        "mode": {"type": "string", "enum": ["fast", "slow", "steady"]},
        "a_setting_with_a_name_that_is_too_long_for_its_column": {"type": "object", "properties": {"x": {"type": "integer"}}},
    },
    "required": ["name"],
}
EXPLAINED = "kind\tpath\tdifference\tdescribed\treason\n"
OPERATIONS = "method\tpath\tstatus\treason\n"


def description(agent: Any, *more: str) -> str:
    carried = {"content": {"application/json": {"schema": agent}}}
    listed = {"content": {"application/json": {"schema": {"type": "array", "items": agent}}}}
    agents = {"post": {"requestBody": carried}, "get": {"responses": {"200": listed}}}
    others = {path: {"get": {"summary": "List calls"}} for path in more}
    return json.dumps({"openapi": "3.1.0", "paths": {"/agents": agents, **others}})


def _golden(name: str, text: str) -> None:
    """``UPDATE_GOLDEN=1`` writes it anew."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(text, encoding="utf-8")

    assert text == path.read_text(encoding="utf-8")


@pytest.fixture
def compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Compare:
    """The command, in an empty folder, with Acme declared and nothing explained but what a test writes."""
    monkeypatch.setattr("reconciler.providers.PROVIDERS", MappingProxyType({"acme": ACME}))
    monkeypatch.setattr(command, "EXPLAINED", tmp_path)
    monkeypatch.setattr(command, "OPERATIONS", tmp_path / "operations")
    (tmp_path / "operations").mkdir()

    def run(text: str | None, *words: str, provider: str = "acme") -> Result:
        if text is not None:
            (tmp_path / "api.json").write_text(text, encoding="utf-8")
        given = ["-C", str(tmp_path), "schema", "compare", "--openapi", "api.json", "--provider", provider, *words]
        return CliRunner().invoke(main, given, catch_exceptions=False)

    return run


def test_nothing_new_is_a_success(compare: Compare) -> None:
    """
    A description that says what we say gives exit code 0.
    """
    result = compare(description(SAME))

    assert result.exit_code == 0
    assert result.stdout == "No unexplained difference.\n"


def test_what_is_new_is_listed(compare: Compare) -> None:
    """
    Each difference stands at its place with both sides, below what to do about it; the exit code is 2, as of drift.
    """
    result = compare(description(NEWER, "/calls"))

    assert result.exit_code == 2
    _golden("schema-compare", result.stdout)


def test_json_holds_every_row(compare: Compare) -> None:
    """
    A bot that opens an issue needs no table.
    """
    result = compare(description(NEWER), "--format", "json")
    data = json.loads(result.stdout)

    assert result.exit_code == 2
    assert {key: data[key] for key in ("version", "provider", "explained", "stale")} == {
        "version": 1,
        "provider": "acme",
        "explained": [],
        "stale": [],
    }
    assert data["rows"][2] == {
        "kind": "acme/agent",
        "path": "name",
        "difference": "limit",
        "described": "maxLength 60",
        "declared": "maxLength 40",
        "hint": "Mend the limit in says().",
    }


def test_explained_rows_are_shown_on_demand(compare: Compare, tmp_path: Path) -> None:
    """
    What rightly stays different is explained beside the declarations, and --all shows it with the reason.
    """
    lines = "acme/agent\t*\tnew *\t*\tWe do not follow every whim.\nacme/agent\tname\tlimit\tmaxLength 60\tForty are enough.\n"
    (tmp_path / "acme.tsv").write_text(EXPLAINED + lines, encoding="utf-8")
    (tmp_path / "operations" / "acme.tsv").write_text(f"{OPERATIONS}GET\t/calls\tnot configuration\truntime\n", encoding="utf-8")

    brief, full = compare(description(NEWER, "/calls")), compare(None, "--all")

    assert (brief.exit_code, full.exit_code) == (0, 0)
    assert brief.stdout == "No unexplained difference; 4 explained (--all shows them).\n"
    _golden("schema-compare-all", full.stdout)


def test_an_explanation_that_fits_nothing_is_reported(compare: Compare, tmp_path: Path) -> None:
    """
    It is no failure, since nothing is unexplained; it is to be removed.
    """
    (tmp_path / "acme.tsv").write_text(f"{EXPLAINED}acme/agent\tpitch\tnew field\t*\tNobody sings.\n", encoding="utf-8")

    result = compare(description(SAME))

    assert result.exit_code == 0
    assert "Explanations that fit nothing any more" in result.stdout
    assert "acme/agent pitch new field: *" in result.stdout


def test_a_description_cannot_move_the_cursor(compare: Compare) -> None:
    """
    The file is somebody else's: control characters in its names and values are shown as what they are.
    """
    odd = {"type": "object", "properties": {"\x1b[2J": {"enum": ["\x1b]0;a\x07", "\u202eb"]}}}

    result = compare(description(odd))

    assert result.exit_code == 2
    assert "\x1b" not in result.stdout
    assert "\u202e" not in result.stdout
    assert r"\u001b[2J" in result.stdout


def test_an_unknown_provider_is_named(compare: Compare) -> None:
    result = compare(description(SAME), provider="acmee")

    assert result.exit_code == 1
    assert 'There is no provider "acmee". Did you mean "acme"? Declared are acme.' in " ".join(result.stderr.split())


@pytest.mark.parametrize(
    ("text", "summary"),
    [
        (None, "File not found"),
        ("{", "Malformed JSON"),
        ("kind: acme/agent\n", "Not an OpenAPI description"),
        ('{"swagger": "2.0", "paths": {}}', "Not an OpenAPI description"),
        (description({"$ref": "#/components/schemas/Nowhere"}), "Broken reference"),
    ],
)
def test_a_wrong_file_is_an_error(compare: Compare, text: str | None, summary: str) -> None:
    """
    Exit code 1 and words on stderr, as of every other command: never a table of a vendor that has nothing.
    """
    result = compare(text)

    assert (result.exit_code, result.stdout) == (1, "")
    assert summary in result.stderr


def test_the_schemas_are_written_as_before(tmp_path: Path) -> None:
    """
    ``reconciler schema`` without a word behind it writes, and with --check it looks.
    """
    runner = CliRunner()

    assert runner.invoke(main, ["-C", str(tmp_path), "schema", "--check"]).exit_code == 1
    assert runner.invoke(main, ["-C", str(tmp_path), "schema"]).exit_code == 0
    assert runner.invoke(main, ["-C", str(tmp_path), "schema", "--check"]).exit_code == 0
    assert list((tmp_path / "schemas").rglob("*.json")) != []
