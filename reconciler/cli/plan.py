"""``reconciler plan``: what would be done, and nothing done."""

from __future__ import annotations

from pathlib import Path

import click

from .context import Context, told
from .wishes import dumped, wish_options, wishes

_CHANGES, _FINDING = 2, 3


@click.command(short_help="Show what apply would do.")
@click.option(
    "--out", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False), help="Save the plan, so that exactly it can be applied."
)
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes, with 3 when a finding stands.")
@wish_options
@click.pass_obj
def plan(
    context: Context,
    out: Path | None,
    form: str,
    only: tuple[str, ...],
    allow: tuple[str, ...],
    *,
    detailed_exitcode: bool,
    prune: bool,
    strict: bool,
) -> None:
    """Compare the manifests with what each vendor holds, and show the smallest plan between them. Nothing is changed."""
    import asyncio

    from .. import workflow
    from ..render import text
    from ..render.json_forms import plan_json
    from .saved import save
    from .warn import warn

    with told(context):
        asked = wishes(only, allow, prune=prune)
        planned = asyncio.run(workflow.plan(context.setting(strict=strict), asked))
        warn(context, planned.loaded.desired)
        made = planned.plan
        click.echo(dumped(plan_json(made)) + "\n" if form == "json" else text.plan(made, context.style(), context.width), nl=False)
        if out is not None:
            save(made, asked, context.root / out)
            click.echo(f"Saved to {out}. Apply exactly this with: reconciler apply {out}", err=True)
    if detailed_exitcode and (made.findings or made.steps):
        raise click.exceptions.Exit(_FINDING if made.findings else _CHANGES)
