"""The journal: events since the document was written, one line each. Pure: lines in, events out."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator

from ..diagnostics import StateError
from .document import Event, State


def line(event: Event, serial: int) -> bytes:
    """One event as a line: a checksum, the serial of the document that it follows, the event."""
    text = json.dumps({"serial": serial, **event.to_json()}, separators=(",", ":")).encode()
    return b"%08x " % zlib.crc32(text) + text + b"\n"


def replay(state: State, lines: Iterable[bytes]) -> State:
    """
    The document with its journal.

    Lines of an older document are skipped: they are in it already. A torn last line is the mark of a kill in the middle of a
    write, before anything depended on it, and is skipped. Damage before the last line, and lines of a newer document than this
    one, raise StateError.
    """
    return state.after_all(_following(state.serial, lines))


def _following(document: int, lines: Iterable[bytes]) -> Iterator[Event]:
    """The events that came after the document of this serial."""
    numbered = list(enumerate(lines, 1))
    if numbered and not _whole(numbered[-1][1]):
        numbered.pop()
    for number, each in numbered:
        serial, event = _read(number, each)
        if serial > document:
            detail = f"Its line {number} follows document {serial}, and the document is number {document}. Restore the newer document."
            raise StateError.of("Journal is newer than its document", detail)
        if serial == document:
            yield event


def _whole(raw: bytes) -> bool:
    checksum, _, text = raw.removesuffix(b"\n").partition(b" ")
    return raw.endswith(b"\n") and checksum == b"%08x" % zlib.crc32(text)


def _read(number: int, raw: bytes) -> tuple[int, Event]:
    if not _whole(raw):
        detail = (
            f"Line {number} is damaged. Restore the journal from a copy, or remove that line after checking its resource at the vendor."
        )
        raise StateError.of("Journal damaged", detail)
    try:
        data = json.loads(raw.partition(b" ")[2])
        return int(data["serial"]), Event.from_json(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        detail = f"Line {number} of the journal is whole and not of a form that this release knows. Use the release that wrote it."
        raise StateError.of("Journal unreadable", detail) from error
