"""``reconciler validate``: every error of every manifest at once, offline."""

from __future__ import annotations

import click

from .context import Context, say_wrong, told
from .wishes import dumped


@click.command(short_help="Check every manifest, offline.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--strict", is_flag=True, help="Treat unknown fields in manifests as errors.")
@click.pass_obj
def validate(context: Context, form: str, *, strict: bool) -> None:
    """
    Check the configuration and every manifest. Sends nothing and needs no secret.

    Every error is reported at once, with file, line and column, the field, the reason, and how to mend it.
    """
    from ..diagnostics import InputError
    from ..render.json_forms import diagnostics_json
    from ..workflow import load
    from .warn import warn

    with told(context):
        try:
            desired = load(context.setting(strict=strict)).desired
        except InputError as error:
            if form == "json":
                click.echo(dumped(diagnostics_json(error.diagnostics)))
            else:
                say_wrong(context, error)
            raise click.exceptions.Exit(error.exit_code) from error
    if form == "json":
        click.echo(dumped(diagnostics_json(desired.warnings)))
        return
    warn(context, desired)
    click.echo(f"{len(desired)} manifest{'' if len(desired) == 1 else 's'} checked, no errors.")
