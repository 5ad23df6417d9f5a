"""``reconciler state``: what is remembered between runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from .context import Context, told
from .wishes import address as parsed

if TYPE_CHECKING:
    from ..address import Address
    from ..state import State


@click.group(short_help="Look at what is remembered between runs.")
def state() -> None:
    """Look at the bindings between addresses and the vendors' ids, or end one."""


@state.command("list", short_help="List every binding.")
@click.pass_obj
def list_(context: Context) -> None:
    """List every address with the id that it is bound to."""
    from ..render.state_text import state_list

    with told(context):
        click.echo(state_list(_read(context)), nl=False)


@state.command(short_help="Show one binding.")
@click.argument("address")
@click.pass_obj
def show(context: Context, address: str) -> None:
    """Show what is remembered of ADDRESS."""
    from ..render.state_text import state_show

    with told(context):
        where = parsed(address)
        click.echo(state_show(where, _bound(_read(context), where).resources[where]), nl=False)


@state.command(short_help="End one binding; the object stays.")
@click.argument("address")
@click.pass_obj
def forget(context: Context, address: str) -> None:
    """Stop managing ADDRESS. Nothing is sent: the object stays at its vendor as it is."""
    from ..state import Event, Memory
    from ..workflow import backend_of, fresh

    with told(context):
        setting, where = context.setting(), parsed(address)
        backend = backend_of(setting)
        with backend.lock(setting.holder):
            _bound(_read(context), where)
            memory = Memory(backend, fresh(setting))
            memory.record(Event("forgotten", where))
            memory.close()
    click.echo(f"{where} is forgotten. Its object stays at the vendor.")


def _read(context: Context) -> State:
    from ..state import read
    from ..workflow import backend_of, fresh

    setting = context.setting()
    return read(backend_of(setting), fresh(setting))


def _bound(state: State, where: Address) -> State:
    from ..diagnostics import InputError

    if where not in state.resources and where not in state.intents:
        detail = f"The state holds nothing under {where}. reconciler state list shows what it holds."
        raise InputError.of("Unknown address", detail)
    return state
