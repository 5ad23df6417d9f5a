"""The options that plan and apply share, and what they mean."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from ..address import Address
    from ..workflow import Wishes

_SHARED = (
    click.option("--only", "only", metavar="ADDRESS", multiple=True, help="Only this address and what it refers to. May be given again."),
    click.option("--prune", is_flag=True, help="Delete what the state knows and no manifest declares any more."),
    click.option("--allow", metavar="FINDING", multiple=True, help="Lift one finding, named as the plan names it. May be given again."),
    click.option("--strict", is_flag=True, help="Treat unknown fields in manifests as errors."),
)


def wish_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the shared options to a command."""
    for option in reversed(_SHARED):
        command = option(command)
    return command


def wishes(only: Iterable[str], allow: Iterable[str], *, prune: bool) -> Wishes:
    """The options as the workflow takes them."""
    from ..workflow import Wishes

    return Wishes(prune, frozenset(allow), tuple(address(each) for each in only))


def address(text: str) -> Address:
    """An address from the command line."""
    from ..address import Address

    try:
        return Address.parse(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def dumped(data: Any) -> str:
    """JSON as it is printed and saved: stable, readable, nothing escaped that need not be."""
    return json.dumps(data, ensure_ascii=False, indent=2)
