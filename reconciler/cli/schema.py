"""``reconciler schema``: JSON Schemas for editors, from the declarations; and the declarations against a vendor's own description."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from .context import Context, told
from .wishes import dumped

if TYPE_CHECKING:
    from ..schema import Provider
    from ..schema.explained import Explanation

EXPLAINED = Path(__file__).parents[1] / "providers" / "explained"
"""Why differences stay: beside the declarations."""
OPERATIONS = Path(__file__).parents[2] / "docs" / "operations"
"""Why operations are not used: in the documentation of a checkout, which is where a maintainer works."""
_DIFFERENCES = 2


@click.group(short_help="Write JSON Schemas, or compare with a vendor's API.", invoke_without_command=True)
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when a file is missing or not fresh.")
@click.option(
    "--folder", default="schemas", show_default=True, type=click.Path(path_type=Path, file_okay=False), help="Where to, below DIR."
)
@click.pass_context
def schema(ctx: click.Context, folder: Path, *, check: bool) -> None:
    """Write schemas/PROVIDER/KIND.json, for editors that complete and check manifests while you type."""
    if ctx.invoked_subcommand is None:
        _write(ctx.obj, folder, check=check)


@schema.command(short_help="Compare a vendor's description with our declaration.")
@click.option("--openapi", "file", metavar="FILE", required=True, help="The vendor's OpenAPI description, JSON or YAML.")
@click.option("--provider", "name", metavar="NAME", required=True, help="The provider that it describes.")
@click.option("--all", "everything", is_flag=True, help="Also the differences that are explained, each with its reason.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.pass_obj
def compare(context: Context, file: str, name: str, form: str, *, everything: bool) -> None:
    """
    List what a vendor's API description has that our declaration lacks or contradicts. Exits with 2 when there is any.

    New fields, values, variants and operations, changed limits and types. Differences that rightly stay are explained beside the
    declarations, and are not listed.
    """
    from ..desired.files import read_description
    from ..render.comparison import comparison, comparison_json
    from ..schema.explained import judged
    from ..schema.openapi import described
    from ..schema.operations import rows

    with told(context):
        provider = _provider(name)
        verdict = judged(rows(provider, described(read_description(context.root, file), file)), _explanations(name))
    text = dumped(comparison_json(verdict, name)) + "\n" if form == "json" else None
    click.echo(text or comparison(verdict, context.style(), context.width, everything=everything), nl=False)
    if verdict.unexplained:
        raise click.exceptions.Exit(_DIFFERENCES)


def _write(context: Context, folder: Path, *, check: bool) -> None:
    from ..providers import kinds
    from ..schema.json_schema import files, fresh

    place = context.root / folder
    if check:
        present = [str(path.relative_to(place)) for path in sorted(place.rglob("*.json"))]
        stale = fresh(kinds(), lambda name: _read(place / name), present)
        for name in stale:
            click.echo(f"{folder / name} is not fresh. Write it with: reconciler schema", err=True)
        raise click.exceptions.Exit(1 if stale else 0)
    for name, text in files(kinds()).items():
        path = place / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    click.echo(f"{len(files(kinds()))} schemas in {folder}.")


def _read(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _provider(name: str) -> Provider:
    from ..desired.faults import did_you_mean
    from ..diagnostics import InputError
    from ..providers import PROVIDERS

    if name not in PROVIDERS:
        known = ", ".join(sorted(PROVIDERS))
        raise InputError.of("Unknown provider", f'There is no provider "{name}".{did_you_mean(name, PROVIDERS)} Declared are {known}.')
    return PROVIDERS[name]


def _explanations(provider: str) -> list[Explanation]:
    from ..schema.explained import explanations
    from ..schema.operations import as_explanation, listed

    kept, unused = EXPLAINED / f"{provider}.tsv", OPERATIONS / f"{provider}.tsv"
    reasons, operations = _read(kept), _read(unused)
    return [
        *([] if reasons is None else explanations(reasons, str(kept))),
        *([] if operations is None else (as_explanation(each, provider) for each in listed(operations, str(unused)))),
    ]
