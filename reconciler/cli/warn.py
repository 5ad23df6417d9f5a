"""Warnings about manifests, told once, on stderr."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ..desired import Desired
    from .context import Context


def warn(context: Context, desired: Desired) -> None:
    """Print the warnings of the manifests."""
    from ..render.diagnostics_text import diagnostics

    if desired.warnings:
        click.echo(diagnostics(desired.warnings, context.style(), context.width), err=True, nl=False)
