"""The files in schemas/ at work in a validator that this project did not write: check-jsonschema, which reads YAML by itself."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest
from check_jsonschema import main  # type: ignore[import-untyped]  # it ships no types
from click.testing import CliRunner

from reconciler.desired import files
from reconciler.providers import registry
from tests.schemas import corpus
from tests.schemas.validation import errors

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
SHIPPED = sorted(file for folder in ("manifests", "docs/examples") for file in (ROOT / folder).rglob("*.yaml"))
BROKEN = corpus.every()
MODELINE = re.compile(r"^# yaml-language-server: \$schema=(\S+)\n(?:#.*\n)*kind: (\S+)$", re.MULTILINE)
VENDORS = sorted({each.kind.partition("/")[0] for each in BROKEN})


def check(schema: Path, instances: Iterable[Path]) -> Mapping[str, list[Any]]:
    """What check-jsonschema finds, by file."""
    answer = CliRunner().invoke(main, ["--schemafile", str(schema), "--output-format", "json", "-vv", *map(str, instances)])
    report = json.loads(answer.stdout)
    assert not report.get("parse_errors"), report["parse_errors"]
    found = defaultdict(list)
    for error in report["errors"]:
        found[error["filename"]].append(error)
    return found


def check_all(documents: Mapping[Path, str]) -> Mapping[str, list[Any]]:
    """Each file against the schema of its kind; one run a schema, since reading that takes the longest."""
    kinds = defaultdict(list)
    for file, kind in documents.items():
        kinds[kind].append(file)
    return {name: errors for kind, named in kinds.items() for name, errors in check(SCHEMAS / f"{kind}.json", named).items()}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory) -> Mapping[Path, list[str]]:
    """What is found in every shipped file, document by document."""
    folder = tmp_path_factory.mktemp("shipped")
    kinds, origin = {}, {}
    for file in SHIPPED:
        texts = corpus.documents(file.read_text(encoding="utf-8"))
        for number, (text, document) in enumerate(zip(texts, files.read_yaml(file, ROOT), strict=True)):
            if "kind" in document.data:
                apart = folder / f"{SHIPPED.index(file)}-{number}.yaml"
                apart.write_text(text, encoding="utf-8")
                kinds[apart], origin[str(apart)] = document.data["kind"], file
    found: dict[Path, list[str]] = defaultdict(list)
    for name, each in check_all(kinds).items():
        found[origin[name]] += [error["message"] for error in each]
    return found


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_shipped_manifest_fits_its_schema(file, shipped):
    """
    Our own manifests and examples show no error in an editor.
    """
    assert shipped.get(file, []) == []


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_the_first_line_of_a_shipped_manifest_leads_an_editor_to_its_schema(file):
    """
    The comment that yaml-language-server reads names the schema of the document below it.
    """
    for text in corpus.documents(file.read_text(encoding="utf-8")):
        for path, kind in MODELINE.findall(text):
            assert (file.parent / path).resolve() == SCHEMAS / f"{kind}.json"


@pytest.fixture(scope="module")
def reports(tmp_path_factory) -> Mapping[str, list[Any]]:
    """What is found in each of the broken manifests."""
    folder = tmp_path_factory.mktemp("broken")
    for each in BROKEN:
        (folder / f"{each}.yaml").write_text(each.text)
    found = check_all({folder / f"{each}.yaml": each.kind for each in BROKEN})
    return {Path(name).stem: errors for name, errors in found.items()}


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_a_broken_manifest_is_refused_at_the_place_that_is_wrong(case, reports):
    """
    The editor underlines the value, or the innermost object that lacks something.
    """
    found = reports.get(str(case), [])
    places = {match["path"] for each in found for match in (each, each.get("best_deep_match")) if match}
    assert case.editor in places, f"{case.why} {found}"


@pytest.mark.parametrize("case", BROKEN, ids=str)
def test_validation_refuses_a_broken_manifest_too(case, tmp_path):
    """
    What is red in the editor stops `reconciler validate`, with a reason.
    """
    (tmp_path / "one.yaml").write_text(case.text)
    (document,) = files.read_yaml(tmp_path / "one.yaml", tmp_path)
    assert (case.summary, case.path) in {(each.summary, each.path) for each in errors(document)}, case.why


def test_every_vendor_has_its_broken_manifests():
    """
    The corpus covers all vendors, and every kind that it names has a schema.
    """
    assert sorted(registry.PROVIDERS) == VENDORS
    assert len({each.why for each in BROKEN}) >= 40
    assert [each.kind for each in BROKEN if not (SCHEMAS / f"{each.kind}.json").is_file()] == []
