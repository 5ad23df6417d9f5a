"""Writes the documentation that is made from the declarations: a page a kind, their index, the README's table, the coverage."""
# ruff: noqa: INP001 -- a script, and no package

from __future__ import annotations

from pathlib import Path

import click

from reconciler.providers import PROVIDERS
from reconciler.render.coverage_page import coverage_page
from reconciler.render.kind_index import kind_index, readme_table
from reconciler.render.kind_page import kind_page
from reconciler.render.library import Library
from reconciler.schema.operations import Unused, listed

ROOT = Path(__file__).parents[1]
KINDS, COVERAGE, README = Path("docs/kinds"), Path("docs/coverage.md"), Path("README.md")
EXAMPLES, OPERATIONS = Path("docs/examples"), Path("docs/operations")
BEGIN, END = "<!-- kinds -->", "<!-- /kinds -->"


@click.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when a file is missing or not fresh.")
def main(*, check: bool) -> None:
    """Write what is not fresh of the documentation that is made from the declarations."""
    found = stale(ROOT) if check else write(ROOT)
    for path in found:
        click.echo(f"{path} is not fresh. Write it with: make docs" if check else path, err=check)
    raise click.exceptions.Exit(1 if check and found else 0)


def stale(root: Path) -> list[Path]:
    """What is missing, not fresh, or the page of a kind that is no more."""
    wanted = files(root)
    present = {path.relative_to(root) for path in (root / KINDS).rglob("*.md")}
    return sorted({path for path, text in wanted.items() if _read(root / path) != text} | (present - set(wanted)))


def write(root: Path) -> list[Path]:
    """Write what is not fresh, and take away pages of kinds that are no more."""
    found, wanted = stale(root), files(root)
    for path in found:
        if path in wanted:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(wanted[path], encoding="utf-8")
        else:
            (root / path).unlink()
    return found


def files(root: Path) -> dict[Path, str]:
    """The text of every generated file by its path."""
    library = Library.of(PROVIDERS.values())
    pages = {
        KINDS / f"{name}.md": kind_page(kind, library, _read(root / EXAMPLES / f"{name}.yaml")) for name, kind in library.kinds.items()
    }
    return {
        **pages,
        KINDS / "README.md": kind_index(library),
        COVERAGE: coverage_page(library, {name: _unused(root, OPERATIONS / f"{name}.tsv") for name in PROVIDERS}),
        README: _between_marks(_read(root / README), readme_table(library)),
    }


def _unused(root: Path, path: Path) -> list[Unused]:
    """The operations that no kind calls. A vendor without such a file has none that is known."""
    text = _read(root / path)
    return listed(text, str(path)) if text else []


def _between_marks(text: str, generated: str) -> str:
    """The README with its table anew."""
    before, _, rest = text.partition(BEGIN)
    _, mark, after = rest.partition(END)
    if not mark:
        raise click.ClickException(f"{README} has lost {BEGIN} or {END}, between which the table of kinds stands. Put them back.")
    return f"{before}{BEGIN}\n{generated}\n{END}{after}"


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


if __name__ == "__main__":
    main()
