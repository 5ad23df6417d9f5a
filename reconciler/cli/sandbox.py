"""``reconciler sandbox``: every vendor on loopback, to try things without an account."""

from __future__ import annotations

import click

from .context import Context, told


@click.command(short_help="Serve every vendor's API on loopback.")
@click.option("--port", default=8099, show_default=True, type=click.IntRange(0, 65535))
@click.pass_obj
def sandbox(context: Context, port: int) -> None:
    """Serve simulated vendors on this machine until interrupted. Any key is accepted; everything is forgotten at the end."""
    with told(context):
        try:
            from ..sandbox.serve import serve
        except ModuleNotFoundError as error:
            click.echo("The sandbox needs its extra: pip install 'voice-reconciler[sandbox]'", err=True)
            raise click.exceptions.Exit(1) from error
        serve(
            "127.0.0.1", port, lambda bound: click.echo(f"Serving on http://127.0.0.1:{bound}; what reached it: /_sandbox/calls", err=True)
        )
