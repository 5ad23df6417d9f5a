"""State in files: whole or not at all, private, locked, and honest about a full disk."""

from __future__ import annotations

import contextlib
import errno
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from reconciler.diagnostics import LockedError, StateError
from reconciler.state import Event, Memory, Record, State, read
from reconciler.state.file import FileBackend
from tests.state.conftest import DESK, TOOL

FRESH = State("lineage", "00")


class Killed(BaseException):
    """The end of the process."""


class Trap:
    """Lets so many system calls pass, then makes every one fail."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, passes: int, problem: Callable[[], BaseException]) -> None:
        self.passes, self._problem = passes, problem
        self._patch = monkeypatch
        for name in ("open", "write", "fsync", "close"):
            monkeypatch.setattr(os, name, self._trapped(name, getattr(os, name)))
        for name in ("replace", "unlink"):
            monkeypatch.setattr(Path, name, self._trapped(name, getattr(Path, name)))

    def _trapped(self, name: str, real: Any) -> Any:
        def trapped(*given: Any, **named: Any) -> Any:
            self.passes -= 1
            if self.passes >= 0:
                return real(*given, **named)
            if name == "close":
                real(*given, **named)
            raise self._problem()

        return trapped

    def open(self) -> None:
        """Everything works again."""
        self._patch.undo()


def full_disk() -> OSError:
    return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def failing_disk() -> OSError:
    return OSError(errno.EIO, os.strerror(errno.EIO))


def read_only() -> OSError:
    return OSError(errno.EROFS, os.strerror(errno.EROFS))


def run(backend: FileBackend) -> None:
    """As much as a run does."""
    with backend.lock("me"):
        memory = Memory(backend, FRESH)
        for number in range(9):
            memory.record(Event("recorded", DESK, Record(str(number))))


def test_looking_creates_nothing(backend: FileBackend):
    """
    A plan on a fresh checkout leaves no file and no folder behind.
    """
    assert read(backend, FRESH) == FRESH
    assert not backend.path.parent.exists()


def test_files_are_private(backend: FileBackend):
    """
    Only their owner may read the state, whatever the umask is.
    """
    before = os.umask(0)
    try:
        with backend.lock("me"):
            memory = Memory(backend, FRESH)
            memory.record(Event("recorded", DESK, Record("1")))
            modes = {path.name: path.stat().st_mode & 0o777 for path in backend.path.parent.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"state.json": 0o600, "state.json.journal": 0o600, "state.json.lock": 0o600}


@pytest.mark.parametrize("passes", range(12))
def test_a_kill_between_two_system_calls_leaves_the_old_or_the_new_state(
    backend: FileBackend, monkeypatch: pytest.MonkeyPatch, passes: int
):
    """
    The document is never half written, and what the journal said is never lost.
    """
    memory = Memory(backend, FRESH)
    memory.record(Event("recorded", DESK, Record("1")))
    before = read(backend, FRESH)
    trap = Trap(monkeypatch, passes, Killed)
    with contextlib.suppress(Killed):
        memory.close()
    trap.open()
    after = read(backend, FRESH)
    assert after.resources == before.resources
    assert Memory(backend, FRESH).state.resources == before.resources


@pytest.mark.parametrize("passes", range(8))
def test_a_kill_in_the_middle_of_a_line_leaves_the_lines_before(backend: FileBackend, monkeypatch: pytest.MonkeyPatch, passes: int):
    """
    An event is there or is not; those before it are.
    """
    memory = Memory(backend, FRESH)
    trap = Trap(monkeypatch, passes, Killed)
    try:
        memory.record(Event("recorded", DESK, Record("1")))
        memory.record(Event("recorded", TOOL, Record("2")))
    except Killed:
        pass
    trap.open()
    assert [record.id for record in read(backend, FRESH).resources.values()] in ([], ["1"], ["1", "2"])


@pytest.mark.parametrize("problem", [full_disk, failing_disk, read_only])
@pytest.mark.parametrize("passes", range(8))
def test_a_disk_that_fails_is_a_state_error(
    backend: FileBackend, monkeypatch: pytest.MonkeyPatch, passes: int, problem: Callable[[], OSError]
):
    """
    A full, broken or read-only disk is told in words, with the file and the reason, wherever it strikes.
    """
    trap = Trap(monkeypatch, passes, problem)
    with pytest.raises(StateError) as caught:
        run(backend)
    trap.open()
    assert str(problem()).split("] ")[1] in str(caught.value)
    assert str(backend.path) in str(caught.value)
    assert "Nothing is sent" in str(caught.value)


def test_after_a_failed_line_nothing_more_is_recorded(backend: FileBackend, monkeypatch: pytest.MonkeyPatch):
    """
    A line behind a torn one would be damage in the middle: the journal ends with the failure.
    """
    memory = Memory(backend, FRESH)
    memory.record(Event("recorded", DESK, Record("1")))
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: _torn(real, descriptor, data))
    with pytest.raises(StateError):
        memory.record(Event("recorded", TOOL, Record("2")))
    monkeypatch.undo()
    with pytest.raises(StateError) as caught:
        memory.record(Event("recorded", TOOL, Record("2")))
    assert "earlier event" in str(caught.value)
    with pytest.raises(StateError):
        memory.need_sound()
    assert [record.id for record in read(backend, FRESH).resources.values()] == ["1"]
    memory.close()
    assert [record.id for record in read(backend, FRESH).resources.values()] == ["1"]


def _torn(real: Callable[[int, bytes], int], descriptor: int, data: bytes) -> int:
    real(descriptor, data[:20])
    raise full_disk()


def test_a_short_write_is_written_on(backend: FileBackend, monkeypatch: pytest.MonkeyPatch):
    """
    The kernel may take less than it is given; the rest follows.
    """
    real = os.write
    monkeypatch.setattr(os, "write", lambda descriptor, data: real(descriptor, data[:7]))
    memory = Memory(backend, FRESH)
    memory.record(Event("recorded", DESK, Record("1")))
    monkeypatch.undo()
    assert read(backend, FRESH).resources[DESK].id == "1"


@pytest.mark.parametrize("name", ["state.json", "state.json.journal"])
def test_a_state_that_cannot_be_read_is_a_state_error(backend: FileBackend, name: str):
    """
    A folder in its place, or bytes that are no text, are told with the file's name.
    """
    backend.path.parent.mkdir()
    (backend.path.parent / name).mkdir()
    with pytest.raises(StateError) as caught:
        read(backend, FRESH)
    assert "Cannot read" in str(caught.value)


def test_a_state_that_is_no_text_is_a_state_error(backend: FileBackend):
    """
    Binary rubbish is not an empty state.
    """
    backend.path.parent.mkdir()
    backend.path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(StateError):
        read(backend, FRESH)


def test_the_second_holder_is_told_who_holds_the_lock(backend: FileBackend):
    """
    The error names the other run, so that somebody can ask them.
    """
    with backend.lock("ada on laptop, process 7"), pytest.raises(LockedError) as caught, backend.lock("grace"):
        pass
    assert "Held by ada on laptop, process 7" in str(caught.value)
    with backend.lock("grace"):
        assert (backend.path.parent / "state.json.lock").read_text() == "grace"


def test_a_lock_without_a_name_is_still_a_lock(backend: FileBackend):
    """
    A holder killed before it wrote its name is another process.
    """
    with backend.lock(""), pytest.raises(LockedError) as caught, backend.lock("grace"):
        pass
    assert "another process" in str(caught.value)


def test_an_error_under_the_lock_is_its_own(backend: FileBackend):
    """
    What fails while the lock is held is not reported as a failure to lock.
    """
    with pytest.raises(FileNotFoundError), backend.lock("me"):
        raise FileNotFoundError
    with backend.lock("me"):
        pass


HOLDER = """
import pathlib, sys, time
from reconciler.state.file import FileBackend
with FileBackend(pathlib.Path(sys.argv[1])).lock("the killed one"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_killed_process_leaves_no_lock_behind(backend: FileBackend):
    """
    After a SIGKILL nobody has to unlock anything by hand.
    """
    with subprocess.Popen([sys.executable, "-c", HOLDER, str(backend.path)], stdout=subprocess.PIPE, text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(LockedError) as caught, backend.lock("me"):
            pass
        assert "the killed one" in str(caught.value)
        other.send_signal(signal.SIGKILL)
        other.wait()
    with backend.lock("me"):
        pass
