"""``reconciler schema``: JSON Schemas for editors, from the declarations."""

from __future__ import annotations

from pathlib import Path

import click

from .context import Context


@click.command(short_help="Write a JSON Schema for every kind.")
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when a file is missing or not fresh.")
@click.option(
    "--folder", default="schemas", show_default=True, type=click.Path(path_type=Path, file_okay=False), help="Where to, below DIR."
)
@click.pass_obj
def schema(context: Context, folder: Path, *, check: bool) -> None:
    """Write schemas/PROVIDER/KIND.json, for editors that complete and check manifests while you type."""
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
