"""What the documents say is what the program does."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from reconciler.cli.main import _COMMANDS
from reconciler.providers import kinds
from reconciler.render.spec_tree import groups
from reconciler.schema import Kind

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
KINDS = sorted(kinds(), key=str)


def test_every_guard_is_explained():
    """
    A user who meets a finding finds its guard in the table, with what it objects to.
    """
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "reconciler/plan").glob("*.py"))
    guards = set(re.findall(r'Finding\(\s*"([a-z-]+)"', source))
    explained = set(re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs/manifests.md").read_text(encoding="utf-8"), flags=re.MULTILINE))

    assert guards <= explained


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_the_readme_and_the_index_lead_to_every_kind(kind):
    """
    The tables of kinds are complete, and each row is a link.
    """
    assert f"[`{kind.name}`](docs/kinds/{kind}.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"[`{kind.name}`]({kind}.md)" in (ROOT / "docs/kinds/README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_kind_says_what_it_is(kind):
    """
    A page begins with a sentence, and so does every field.
    """
    assert kind.summary.endswith(".")
    assert not kind.inferred or kind.inferred.endswith(".")
    assert [path for path, description in described(kind) if not description.endswith((".", "!", "?"))] == []


def described(kind: Kind) -> Iterator[tuple[str, str]]:
    """Every field of a kind and its description."""
    for group in groups(kind.spec):
        for field in group.fields:
            yield field.path, field.description


def test_the_pages_of_kinds_can_be_reached():
    """
    Nobody has to guess where the fields of a kind are described.
    """
    for page in ("README.md", "docs/manifests.md"):
        folder = (ROOT / page).parent
        links = {(folder / link).resolve() for link in re.findall(r"\]\(([^)#:]+)\)", (ROOT / page).read_text(encoding="utf-8"))}
        assert (ROOT / "docs/kinds/README.md").resolve() in links


@pytest.mark.parametrize("command", sorted(_COMMANDS))
def test_every_command_is_written_of(command):
    """
    No command has to be found by chance.
    """
    pages = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]

    assert any(f"reconciler {command}" in page.read_text(encoding="utf-8") for page in pages)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_no_link_leads_nowhere(page):
    """
    Every relative link of a document has its file, and its heading where it names one.
    """
    links = re.findall(r"\]\(([^)#:]*)(?:#([^)]*))?\)", outside_of_code(page))
    targets = [(page.parent / path if path else page, anchor) for path, anchor in links if path or anchor]

    assert [str(target) for target, _ in targets if not target.exists()] == []
    assert [f"{target}#{anchor}" for target, anchor in targets if anchor and anchor not in anchors(target)] == []


def outside_of_code(page: Path) -> str:
    return re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)


@cache
def anchors(page: Path) -> set[str]:
    """What GitHub makes of the headings: small letters, hyphens for spaces, no other signs, and a number behind what comes again."""
    found: list[str] = []
    for heading in re.findall(r"^#+ (.*)$", outside_of_code(page), flags=re.MULTILINE):
        bare = "".join(letter for letter in heading.lower() if letter.isalnum() or letter in " -_").replace(" ", "-")
        again = sum(each == bare or re.fullmatch(rf"{re.escape(bare)}-\d+", each) is not None for each in found)
        found.append(f"{bare}-{again}" if bare in found else bare)
    return set(found)


def test_the_wheel_carries_the_company_of_the_demo():
    """
    ``reconciler demo`` shows the same company whether it is installed or run from a checkout.
    """
    with (ROOT / "pyproject.toml").open("rb") as file:
        carried = tomllib.load(file)["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]

    assert {target.removeprefix("reconciler/cli/demo_company/") for target in carried.values()} == {"manifests", "reconciler.yaml"}
    assert all((ROOT / source).exists() for source in carried)
