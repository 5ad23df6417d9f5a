"""The command ``reconciler`` and its global options."""

from __future__ import annotations

from pathlib import Path

import click

from .apply import apply
from .context import Context
from .demo import demo
from .drift import drift
from .plan import plan
from .sandbox import sandbox
from .schema import schema
from .state import state
from .validate import validate

_LEVELS = ("debug", "info", "warning", "error")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "-C",
    "directory",
    metavar="DIR",
    default=".",
    type=click.Path(path_type=Path),
    help="Run as if started in DIR, which holds reconciler.yaml.",
)
@click.option("--target", metavar="NAME", help="The target of reconciler.yaml to work on. Needed when it has more than one.")
@click.option("--no-color", is_flag=True, help="Print without colors. So does the environment variable NO_COLOR.")
@click.option("--log-level", type=click.Choice(_LEVELS), default="warning", show_default=True, help="How much to tell on stderr.")
@click.version_option(package_name="voice-reconciler", prog_name="reconciler", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, directory: Path, target: str | None, log_level: str, *, no_color: bool) -> None:
    """
    Keep voice agents as YAML in git, and make every vendor hold what git says.

    Start with: reconciler demo
    """
    ctx.obj = Context(directory, target, no_color, log_level)


for command in (validate, plan, apply, drift, state, schema, sandbox, demo):
    main.add_command(command)
