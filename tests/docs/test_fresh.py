"""The generated documentation is what the declarations make of it."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reconciler.providers import PROVIDERS, kinds
from reconciler.render.coverage_page import entries, operations
from reconciler.schema.in_description import endpoints
from reconciler.schema.openapi import shaped
from reconciler.schema.operations import MISSING, NOT_CONFIGURATION, listed

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts/docs.py"
UNUSED = sorted((ROOT / "docs/operations").glob("*.tsv"))


@pytest.fixture(scope="module")
def docs():
    spec = importlib.util.spec_from_file_location("docs", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(tmp_path):
    """The documentation, to be spoilt."""
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    shutil.copy(ROOT / "README.md", tmp_path)
    return tmp_path


def test_the_documentation_is_fresh():
    """
    Who changes a declaration runs `make docs`, and the check names every file that waits for it.
    """
    run = subprocess.run([sys.executable, SCRIPT, "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.stderr == ""
    assert run.returncode == 0


def test_what_is_not_fresh_is_named_and_written_anew(docs, copy):
    """
    A page that somebody edited, one that is missing, and one of a kind that is no more.
    """
    page, other, gone = (Path("docs/kinds") / f"{name}.md" for name in (*map(str, kinds()[:2]), "acme/agent"))
    (copy / page).write_text("edited")
    (copy / other).unlink()
    (copy / gone).parent.mkdir()
    (copy / gone).write_text("of a kind that was taken away")
    (copy / "README.md").write_text((copy / "README.md").read_text().replace("[`", "[", 1))

    assert docs.stale(copy) == sorted([Path("README.md"), page, other, gone])
    assert docs.write(copy) == sorted([Path("README.md"), page, other, gone])
    assert docs.stale(copy) == []
    assert not (copy / gone).exists()


def test_the_rest_of_the_readme_stays_as_it_is(docs, copy):
    """
    Only what stands between the two marks is written.
    """
    text = (copy / "README.md").read_text()
    before, after = text.partition(docs.BEGIN)[0], text.partition(docs.END)[2]
    (copy / "README.md").write_text(f"{before}{docs.BEGIN}\n{docs.END}{after}")

    assert docs.write(copy) == [Path("README.md")]
    assert (copy / "README.md").read_text() == text


def test_a_readme_that_lost_its_marks_is_not_overwritten(docs, copy):
    """
    Nobody loses a page because a comment was deleted.
    """
    (copy / "README.md").write_text("# By hand\n")
    with pytest.raises(docs.click.ClickException) as raised:
        docs.write(copy)
    assert "Put them back" in raised.value.message
    assert (copy / "README.md").read_text() == "# By hand\n"


@pytest.mark.parametrize("kind", kinds(), ids=str)
def test_the_coverage_has_every_call_of_a_kind(kind):
    """
    What a kind may call is counted as used.
    """
    ours = {(each.method, shaped(each.path)) for _, each in operations(kind)}
    assert {(each.method, shaped(each.path)) for each in endpoints(kind)} <= ours


@pytest.mark.parametrize("provider", sorted(PROVIDERS))
def test_no_operation_is_counted_twice(provider):
    """
    An operation that a kind has begun to use leaves the list of those that none uses.
    """
    path = ROOT / f"docs/operations/{provider}.tsv"
    unused = listed(path.read_text(encoding="utf-8"), path.name) if path.exists() else []
    found = [(each.method, shaped(each.path)) for each in entries(PROVIDERS[provider], unused)]
    assert sorted({each for each in found if found.count(each) > 1}) == []


@pytest.mark.parametrize("path", UNUSED, ids=lambda path: path.stem)
def test_what_is_not_used_has_one_of_two_reasons(path):
    """
    An operation that no kind calls is not configuration, or it is missing.
    """
    assert {each.status for each in listed(path.read_text(encoding="utf-8"), path.name)} <= {NOT_CONFIGURATION, MISSING}
