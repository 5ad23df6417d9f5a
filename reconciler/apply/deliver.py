"""Handing a secret over to where the user keeps secrets. The only file of this room that writes anything but calls."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shlex
from collections.abc import Mapping
from pathlib import Path

from ..desired import Delivery, Sink
from ..schema import Secret

_MODE = 0o600


class NotDelivered(Exception):
    """The sink did not take the secret. Its words are not quoted, since they may hold it."""


async def deliver(sinks: Mapping[str, Sink], root: Path, delivery: Delivery, secret: Secret) -> None:
    """
    Give the secret to its sink; when this returns it is kept there.

    Raises NotDelivered, in a sentence, when the sink does not exist or did not take it.
    """
    sink = sinks.get(delivery.sink)
    if sink is None:
        raise NotDelivered(f"There is no sink {delivery.sink}.")
    if sink.env_file:
        _write_line(root / sink.env_file, delivery.name, secret)
    else:
        await _hand_to(tuple(part.replace("{name}", delivery.name) for part in sink.command), root, secret)


def _write_line(path: Path, name: str, secret: Secret) -> None:
    """Put ``NAME=value`` into an environment file, in the place of an earlier one: as a new file that then takes the old one's name."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _remove_drafts(path)
        # Bytes, since the other lines are not ours: they stay as they are, whatever their encoding and line ends.
        held = path.read_bytes().removesuffix(b"\n") if path.exists() else b""
        kept = [line for line in held.split(b"\n") if held and not line.removeprefix(b"export ").startswith(f"{name}=".encode())]
        text = b"\n".join([*kept, f"{name}={shlex.quote(secret.reveal())}".encode(), b""])
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _MODE), "wb") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        with contextlib.suppress(OSError):
            draft.unlink(missing_ok=True)
        raise NotDelivered(f"{path.name} could not be written: {error.strerror}.") from error


def _remove_drafts(path: Path) -> None:
    """What a run that was killed while it wrote has left beside the file holds a key too."""
    for draft in path.parent.glob(f".{path.name}.*"):
        if draft.name.removeprefix(f".{path.name}.").isdecimal():
            draft.unlink(missing_ok=True)


async def _hand_to(command: tuple[str, ...], root: Path, secret: Secret) -> None:
    """Run the command with the secret on its standard input: an argument would show in the list of processes."""
    quiet = asyncio.subprocess.DEVNULL
    try:
        process = await asyncio.create_subprocess_exec(
            *command, cwd=root, stdin=asyncio.subprocess.PIPE, stdout=quiet, stderr=quiet, start_new_session=True
        )
    except OSError as error:
        raise NotDelivered(f"{command[0]} could not be started: {error.strerror}.") from error
    try:
        await process.communicate(secret.reveal().encode())
    except asyncio.CancelledError:
        # A command that stores a key after the run gave it up could overwrite the next one's.
        process.kill()
        await process.wait()
        raise
    if process.returncode != 0:
        raise NotDelivered(f"{command[0]} ended with {process.returncode}.")
