"""The journal: what survives a kill in the middle of a line, and what is refused."""

from __future__ import annotations

import zlib

import pytest

from reconciler.diagnostics import StateError
from reconciler.state import Event, Memory, Record, State, read
from reconciler.state.file import FileBackend
from reconciler.state.journal import line, replay
from tests.state.conftest import DESK, NIGHT, TOOL

FRESH = State("lineage", "00")
EVENTS = [Event("recorded", DESK, Record("1")), Event("recorded", TOOL, Record("2")), Event("recorded", NIGHT, Record("3"))]


def lines(serial: int = 0) -> list[bytes]:
    return [line(event, serial) for event in EVENTS]


def checked(text: bytes) -> bytes:
    return b"%08x " % zlib.crc32(text) + text + b"\n"


def test_every_kind_of_event_reads_back(full: State):
    """
    What was made durable is what happens at the next start.
    """
    events = [
        Event("intended", TOOL, intent=full.intents[NIGHT]),
        Event("recorded", NIGHT, full.resources[DESK]),
        Event("settled", TOOL),
        Event("moved", TOOL, earlier=NIGHT),
        Event("forgotten", DESK),
    ]
    expected = full
    for event in events:
        expected = expected.after(event)
    assert replay(full, [line(event, full.serial) for event in events]) == expected


@pytest.mark.parametrize("kept", range(len(lines()[-1])))
def test_a_torn_last_line_is_skipped(kept: int):
    """
    A process killed in the middle of a write had done nothing yet that depended on the line.
    """
    *whole, last = lines()
    assert replay(FRESH, [*whole, last[:kept]]) == replay(FRESH, whole)


def test_damage_in_the_middle_is_refused():
    """
    A line that was once whole and no longer is means that something is lost: nobody guesses what.
    """
    first, second, third = lines()
    with pytest.raises(StateError) as caught:
        replay(FRESH, [first, second.replace(b'"id":"2"', b'"id":"7"'), third])
    assert "Line 2 is damaged" in str(caught.value)


def test_lines_of_an_older_document_are_in_it_already():
    """
    A crash after the document was written and before the journal was emptied changes nothing.
    """
    later = State("lineage", "00", 1)
    assert replay(later, lines(0)) == later


def test_lines_of_a_newer_document_are_refused():
    """
    An old copy of the document beside a newer journal would lose bindings without a word.
    """
    with pytest.raises(StateError) as caught:
        replay(State("lineage", "00", 1), lines(2))
    assert "Journal is newer than its document" in str(caught.value)


@pytest.mark.parametrize("text", [b"[]", b"{}", b"7", b"not json", b'{"serial":0,"event":"recorded","address":"x"}'])
def test_a_whole_line_of_unknown_form_is_refused(text: bytes):
    """
    A line that a later release wrote is not damage, and not skipped either.
    """
    with pytest.raises(StateError) as caught:
        replay(FRESH, [checked(text)])
    assert "Use the release that wrote it" in str(caught.value)


def test_a_crash_before_the_journal_was_emptied_changes_nothing(backend: FileBackend):
    """
    Document and journal overlap after such a crash, and the next run reads the same state from them.
    """
    memory = Memory(backend, FRESH)
    memory.record(EVENTS[0])
    left = (backend.path.parent / "state.json.journal").read_bytes()
    memory.close()
    before = read(backend, FRESH)
    (backend.path.parent / "state.json.journal").write_bytes(left)
    assert read(backend, FRESH) == before
    assert Memory(backend, FRESH).state.resources == before.resources


def test_what_was_recorded_survives_without_a_document(backend: FileBackend):
    """
    A run that dies before its end has told everything it knew, line by line.
    """
    memory = Memory(backend, FRESH)
    for event in EVENTS:
        memory.record(event)
    assert {str(address): record.id for address, record in read(backend, FRESH).resources.items()} == {
        "acme/agent/desk": "1",
        "acme/tool/lookup": "2",
        "acme/agent/night": "3",
    }


def test_a_run_that_changes_nothing_writes_nothing(backend: FileBackend):
    """
    The serial grows only when there is something to remember.
    """
    Memory(backend, FRESH).close()
    before = backend.path.stat().st_mtime_ns, read(backend, FRESH).serial
    Memory(backend, FRESH).close()
    assert (backend.path.stat().st_mtime_ns, read(backend, FRESH).serial) == before


def test_a_run_sees_each_event_at_once_and_an_unknown_one_leaves_no_trace(backend: FileBackend):
    """
    What is asked of the state is right when it is asked, and what cannot be read again is never written.
    """
    memory = Memory(backend, FRESH)
    state = memory.state
    memory.record(EVENTS[0])
    assert state.resources[DESK].id == memory.state.resources[DESK].id == "1"
    assert not FRESH.resources
    with pytest.raises(StateError):
        memory.record(Event("transmogrified", DESK))
    memory.record(Event("forgotten", DESK))
    assert read(backend, FRESH).resources == memory.state.resources == {}
