"""The command ``reconciler`` and its global options."""

from __future__ import annotations

import importlib
from typing import Any

import click

_LEVELS = ("debug", "info", "warning", "error")
_COMMANDS = {
    "validate": "Check every manifest, offline.",
    "plan": "Show what apply would do.",
    "apply": "Make every vendor hold what the manifests say.",
    "drift": "Show what was changed behind git's back.",
    "state": "Look at what is remembered between runs.",
    "schema": "Write JSON Schemas, or compare with a vendor's API.",
    "sandbox": "Serve every vendor's API on loopback.",
    "demo": "See it work, offline, in a minute.",
}


class _Commands(click.Group):
    """Each command's file is imported when it runs, and its line of help is known before: so --help and completion are fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """In the order in which one meets them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 -- click's signature
        """The command of ``cli/<name>.py``."""
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = getattr(importlib.import_module(f".{cmd_name}", __package__), cmd_name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 -- click's signature
        """The table of commands, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(_COMMANDS.items()))


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("-C", "directory", metavar="DIR", default=".", help="Run as if started in DIR, which holds reconciler.yaml.")
@click.option("--target", metavar="NAME", help="The target of reconciler.yaml to work on. Needed when it has more than one.")
@click.option("--no-color", is_flag=True, help="Print without colors. So does the environment variable NO_COLOR.")
@click.option("--log-level", type=click.Choice(_LEVELS), default="warning", show_default=True, help="How much to tell on stderr.")
@click.version_option(package_name="voice-reconciler", prog_name="reconciler", message="%(prog)s %(version)s")
@click.pass_context
def main(ctx: click.Context, directory: str, target: str | None, log_level: str, *, no_color: bool) -> Any:
    """
    Keep voice agents as YAML in git, and make every vendor hold what git says.

    Start with: reconciler demo
    """
    from pathlib import Path

    from .context import Context

    ctx.obj = Context(Path(directory), target, no_color, log_level)
