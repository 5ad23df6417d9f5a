"""``reconciler drift``: what live holds that our last apply and git do not."""

from __future__ import annotations

import click

from .context import Context, told
from .wishes import dumped

_DRIFT = 2


@click.command(short_help="Show what was changed behind git's back.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--unmanaged", is_flag=True, help="Also edits of fields that no manifest declares.")
@click.pass_obj
def drift(context: Context, form: str, *, unmanaged: bool) -> None:
    """Show what somebody changed at a vendor since our last apply. Exits with 2 when there is any. Nothing is changed."""
    import asyncio

    from .. import workflow
    from ..render.drift import drift as rendered
    from ..render.json_forms import drift_json

    with told(context):
        items = asyncio.run(workflow.find_drift(context.setting(), unmanaged=unmanaged))
    click.echo(dumped(drift_json(items)) + "\n" if form == "json" else rendered(items, context.style(), context.width), nl=False)
    if items:
        raise click.exceptions.Exit(_DRIFT)
