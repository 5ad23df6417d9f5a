"""State in a file: a document written whole beside itself and renamed, a journal appended and flushed, a lock that dies with us."""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from ..diagnostics import Diagnostic, LockedError, StateError


class FileBackend:
    """
    The backend of a laptop: ``path`` is the document, ``path + ".journal"`` and ``path + ".lock"`` stand beside it.

    Files are readable by their owner alone. The lock is the kernel's (flock), so a killed process leaves none behind.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._journal = path.with_name(path.name + ".journal")
        self._lock = path.with_name(path.name + ".lock")

    def read(self) -> tuple[str | None, list[bytes]]:
        """The document and the journal's lines. Creates nothing."""
        try:
            # The journal comes first: a document written meanwhile has its lines in it, and never lacks one.
            lines = self._journal.read_bytes().splitlines(keepends=True) if self._journal.exists() else []
            document = self.path.read_text(encoding="utf-8") if self.path.exists() else None
        except (OSError, UnicodeDecodeError) as error:
            raise _failure("read", self.path, error) from error
        return document, lines

    def append(self, line: bytes) -> None:
        """Add a line and wait until it is on the disk."""
        try:
            fresh = not self._journal.exists()
            with _opened(self._journal, os.O_WRONLY | os.O_APPEND) as descriptor:
                _write_all(descriptor, line)
                os.fsync(descriptor)
            if fresh:
                _flush_folder(self.path.parent)
        except OSError as error:
            raise _failure("write", self._journal, error) from error

    def write(self, document: str) -> None:
        """Temporary file, fsync, rename, fsync of the folder; then the journal is emptied, whose lines are in the document now."""
        temporary = self.path.with_name(self.path.name + ".tmp")
        try:
            with _opened(temporary, os.O_WRONLY | os.O_TRUNC) as descriptor:
                _write_all(descriptor, document.encode())
                os.fsync(descriptor)
            temporary.replace(self.path)
            _flush_folder(self.path.parent)
            self._journal.unlink(missing_ok=True)
        except OSError as error:
            raise _failure("write", self.path, error) from error

    @contextlib.contextmanager
    def lock(self, holder: str) -> Iterator[None]:
        """Hold the lock for the length of the block; ``holder`` is what someone else is told."""
        with contextlib.ExitStack() as held:
            # Only the taking is ours to explain: an OSError of the block is about something else.
            try:
                _take(held.enter_context(_opened(self._lock, os.O_RDWR)), holder)
            except OSError as error:
                raise _failure("lock", self._lock, error) from error
            yield


def _take(descriptor: int, holder: str) -> None:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        told = os.pread(descriptor, 256, 0).decode("utf-8", "replace").strip()
        msg = f"Held by {told or 'another process'}. Wait until it ends and run again; a process that was killed leaves no lock behind."
        raise LockedError.of("State is locked", msg) from None
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, holder.encode(), 0)


@contextlib.contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, flags | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        yield descriptor
    finally:
        # What matters was flushed before; an error here would only hide the one that came first.
        with contextlib.suppress(OSError):
            os.close(descriptor)


def _write_all(descriptor: int, data: bytes) -> None:
    while data:
        data = data[os.write(descriptor, data) :]


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _failure(verb: str, path: Path, error: Exception) -> StateError:
    reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
    msg = f"Cannot {verb} {path}: {reason}. Nothing is sent to a vendor without durable state; mend this and run again."
    return StateError([Diagnostic(f"State {verb} failed", msg)])
