"""``reconciler demo``: the whole road in a minute, offline, on a small company's manifests against simulated vendors."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import click

from .context import Context, told

if TYPE_CHECKING:
    from ..plan import Plan
    from ..sandbox.serve import Running

_PORT = "8099"
_HEAD, _TAIL = 48, 2
"""How many lines of the first plan are shown, from its beginning and its end."""
_INTERRUPTED = 128
"""Exit codes above it: ended by a signal."""
_EDIT = ("telnyx", "assistant", "front-desk", {"greeting": "Hiya! What do you want?"})
"""A dashboard edit: vendor, kind, the address's name, the fields."""


@click.command(short_help="See it work, offline, in a minute.")
@click.pass_obj
def demo(context: Context) -> None:
    """Plan, apply, edit an object behind git's back, find the drift and mend it: all on this machine, nothing is kept."""
    with told(context):
        try:
            from ..sandbox.serve import Running
        except ModuleNotFoundError as error:
            click.echo("The demo needs its extra: pip install 'voice-reconciler[sandbox]'", err=True)
            raise click.exceptions.Exit(1) from error
        with tempfile.TemporaryDirectory(prefix="reconciler-demo-") as folder, Running() as running:
            _Tour(context, Path(folder), running).walk()


class _Tour:
    """One walk through the commands. Each is the real command, run on a copy of the company's repository."""

    def __init__(self, context: Context, root: Path, running: Running) -> None:
        self._context, self._root, self._running = context, root, running
        self._here = replace(context, root=root)
        source = _company()
        shutil.copytree(source / "manifests", root / "manifests")
        config = (source / "reconciler.yaml").read_text(encoding="utf-8")
        (root / "reconciler.yaml").write_text(config.replace(f":{_PORT}/", f":{running.port}/"), encoding="utf-8")
        # The sandbox takes any key; the user's own keys are not even looked at.
        os.environ.update(dict.fromkeys(_secrets(root), "demo"))

    def walk(self) -> None:
        """The tour."""
        self._say("Northlight keeps its voice agents on four vendors. Its repository holds this:")
        self._tree()
        self._say("What would git make of five fresh accounts?")
        self._say("(Two of the steps change who answers a live number, and each needs its own permission: --allow.)")
        self._run("plan", "--out", "first.plan", *self._waivers(), lines=_HEAD)
        self._say("Apply exactly the plan that was reviewed. Had anything moved since, it would refuse:")
        self._run("apply", "first.plan")
        self._say("Nothing is left to do, and asking costs only reads:")
        self._run("plan")
        self._edit()
        self._say("Drift shows what changed, field by field, and exits with 2:")
        self._run("drift")
        self._say("Git is right, so put it back. One call, for that field:")
        since = len(self._running.sandbox.calls)
        self._run("apply", "--auto-approve")
        self._count(since)
        self._farewell()

    def _say(self, text: str) -> None:
        click.echo()
        click.echo(click.style(f"# {text}", bold=True) if self._context.color else f"# {text}")

    def _run(self, *words: str, lines: int | None = None) -> None:
        """Run a command as a user would. ``lines``: print only so many of them, and the end."""
        shown = " ".join(["$ reconciler", *words])
        click.echo(click.style(shown, fg="cyan") if self._context.color else shown)
        click.echo()
        page = _Page(sys.stdout)
        with contextlib.redirect_stdout(sys.stdout if lines is None else page):
            code = self._main(words)
        if lines is not None:
            click.echo(page.shortened(lines))
        if code > _INTERRUPTED:
            raise click.exceptions.Exit(code)

    def _main(self, words: Sequence[str]) -> int:
        from .main import main

        shade = ["--no-color"] if self._context.no_color else []
        return int(main.main([*shade, "-C", str(self._root), *words], prog_name="reconciler", standalone_mode=False) or 0)

    def _tree(self) -> None:
        for path in sorted((self._root / "manifests").rglob("*")):
            if path.is_file():
                click.echo(f"  {path.relative_to(self._root)}")

    def _waivers(self) -> list[str]:
        return [word for finding in self._plan().findings if finding.waivable for word in ("--allow", finding.waiver)]

    def _plan(self) -> Plan:
        import asyncio

        from .. import workflow
        from .wishes import wishes

        return asyncio.run(workflow.plan(self._here.setting(), wishes((), (), prune=False))).plan

    def _edit(self) -> None:
        vendor, kind, name, fields = _EDIT
        from ..state import read
        from ..workflow import backend_of, fresh

        setting = self._here.setting()
        bound = read(backend_of(setting), fresh(setting)).resources
        key = next(record.id for address, record in bound.items() if (address.provider, address.kind, address.name) == (vendor, kind, name))
        self._running.sandbox.vendors[vendor].edited(kind, key, fields)
        self._say(f"Meanwhile somebody opens the vendor's dashboard and edits {vendor}/{kind}/{name}: {', '.join(fields)}")

    def _count(self, since: int) -> None:
        writes = [call for call in self._running.sandbox.calls[since:] if call.method != "GET"]
        click.echo()
        for call in writes:
            fields = ", ".join(sorted(call.body or {}))
            click.echo(f"  What reached the vendor: {call.method} {call.path}")
            click.echo(f"  with {fields} (the rest of them is what this vendor wants repeated on each update).")

    def _farewell(self) -> None:
        self._say("That was the whole road. Now try it with your own hands:")
        click.echo("  reconciler sandbox --port 8099     the same vendors, in another terminal")
        click.echo("  reconciler validate                break a manifest on purpose and see what it says")
        click.echo("  reconciler plan                    then apply, drift, state list")
        click.echo("  docs/getting-started.md            from an empty repository to your first apply")


class _Page(io.StringIO):
    """What a command prints, held back to be shortened. It says it is a terminal when stdout is one, so that colors stay."""

    def __init__(self, shown: TextIO) -> None:
        super().__init__()
        self._shown = shown

    def isatty(self) -> bool:
        """As the real one."""
        return self._shown.isatty()

    def shortened(self, lines: int) -> str:
        """The first lines and the last ones."""
        every = self.getvalue().rstrip("\n").split("\n")
        left_out = len(every) - lines - _TAIL
        return "\n".join(every if left_out <= 0 else [*every[:lines], f"  … {left_out} more lines of this plan …", "", *every[-_TAIL:]])


def _company() -> Path:
    """The shipped example: beside the package in a checkout, inside it when installed."""
    checkout, installed = Path(__file__).parents[2], Path(__file__).parent / "demo_company"
    return checkout if (checkout / "manifests").is_dir() else installed


def _secrets(root: Path) -> list[str]:
    """The environment variables that the company's repository names."""
    import re

    texts = [path.read_text(encoding="utf-8") for path in root.rglob("*.yaml")]
    return sorted({name for text in texts for name in re.findall(r"env:(\w+)", text)})
