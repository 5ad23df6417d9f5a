"""The journal: events since the document was written, one line each. Pure: lines in, events out."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable

from ..diagnostics import StateError
from .document import Event, State


def line(event: Event, serial: int) -> bytes:
    """One event as a line: a checksum, the serial of the document that it follows, the event."""
    text = json.dumps({"serial": serial, **event.to_json()}, ensure_ascii=False, separators=(",", ":")).encode()
    return b"%08x " % zlib.crc32(text) + text + b"\n"


def replay(state: State, lines: Iterable[bytes]) -> State:
    """
    The document with its journal.

    Lines of an older document are skipped: they are in it already. A torn last line is the mark of a kill in the middle of a
    write, before anything depended on it, and is skipped; damage before the last line raises StateError.
    """
    numbered = list(lines)
    for number, each in enumerate(numbered, 1):
        read = _read(each)
        if read is None and number == len(numbered):
            break
        if read is None:
            msg = f"Line {number} of the journal is damaged. Restore it from a copy, or remove that line after checking its resource at the vendor."
            raise StateError.of("Journal damaged", msg)
        serial, event = read
        if serial == state.serial:
            state = state.after(event)
    return state


def _read(raw: bytes) -> tuple[int, Event] | None:
    checksum, _, text = raw.rstrip(b"\n").partition(b" ")
    if not raw.endswith(b"\n") or checksum != b"%08x" % zlib.crc32(text):
        return None
    data = json.loads(text)
    return int(data["serial"]), Event.from_json(data)
