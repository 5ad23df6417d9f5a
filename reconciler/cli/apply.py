"""``reconciler apply``: show the plan, ask, carry out exactly it, read back, report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .context import Context, told
from .wishes import wish_options, wishes

if TYPE_CHECKING:
    from ..apply import Report
    from ..plan import Plan
    from ..workflow import Saved, Setting, Wishes
    from .interrupt import Interrupt

_ERROR, _PARTLY = 1, 5


@click.command(short_help="Make every vendor hold what the manifests say.")
@click.argument("plan", required=False, metavar="[PLAN]", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--auto-approve", is_flag=True, help="Do not ask. Needed where nobody can answer.")
@wish_options
@click.pass_obj
def apply(
    context: Context,
    plan: Path | None,
    only: tuple[str, ...],
    allow: tuple[str, ...],
    *,
    auto_approve: bool,
    prune: bool,
    strict: bool,
) -> None:
    """
    Plan, ask, and carry out exactly that plan.

    With a PLAN saved by "reconciler plan --out", nothing is asked, and nothing is done unless it still is what would be done.
    """
    import asyncio

    from .interrupt import Interrupt
    from .saved import read

    interrupt = Interrupt()
    with told(context):
        saved = None if plan is None else read(context.root / plan)
        if saved is not None and (only or allow or prune):
            raise click.UsageError("A saved plan has its options in it. Give --only, --allow and --prune to plan --out.")
        asked = wishes(only, allow, prune=prune) if saved is None else saved.wishes
        approval = _Approval(context, saved, interrupt, auto_approve=auto_approve)
        made, report = asyncio.run(_run(context.setting(strict=strict), context, asked, approval, interrupt))
        code = _tell(context, made, report, interrupt.code)
    if code:
        raise click.exceptions.Exit(code)


async def _run(setting: Setting, context: Context, asked: Wishes, approval: _Approval, interrupt: Interrupt) -> tuple[Plan, Report | None]:
    from .. import workflow
    from .progress import progress

    stop = interrupt.watch()
    with progress(context) as reporter:
        return await workflow.apply(setting, asked, approval, reporter, stop, saved=approval.saved)


class _Approval:
    """Shows the plan and asks. A saved plan was read already, when it was made, and is not asked for again."""

    def __init__(self, context: Context, saved: Saved | None, interrupt: Interrupt, *, auto_approve: bool) -> None:
        self.saved = saved
        self._interrupt = interrupt
        self._context, self._auto = context, auto_approve

    def __call__(self, plan: Plan) -> bool:
        from ..diagnostics import InputError
        from ..render import text

        if self.saved is None or not plan.steps:
            click.echo(text.plan(plan, self._context.style(), self._context.width), nl=False)
        else:
            click.echo(text.summary(plan))
        if self._auto or self.saved is not None or not plan.steps or plan.findings:
            return True
        if not sys.stdin.isatty():
            detail = "Nobody can be asked here, because the input is no terminal. Pass --auto-approve, or a plan saved with plan --out."
            raise InputError.of("Not approved", detail)
        click.echo("\nOnly the word yes applies this plan.", err=True)
        with self._interrupt.at_prompt():
            return str(click.prompt("Apply", default="no", show_default=False, err=True)).strip() == "yes"


def _tell(context: Context, plan: Plan, report: Report | None, interrupted: int) -> int:
    """Print what became of each step; the exit code."""
    from ..render.report import Line
    from ..render.report import report as told_report

    if report is None:
        if plan.steps:
            click.echo("Not applied.", err=True)
        return _ERROR if plan.steps else 0
    lines = [Line(step.address, step.action, outcome.status.value, None, outcome.wrong, outcome.notes) for step, outcome in report.outcomes]
    click.echo("\n" + told_report(lines, context.style(), context.width, interrupted=report.interrupted), nl=False)
    if report.interrupted:
        return interrupted
    if report.succeeded:
        return 0
    return _PARTLY if report.sent else _ERROR
