"""The state of a run: read once, changed by events that are durable before anything depends on them."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from ..diagnostics import StateError
from .backend import Backend
from .document import Event, State, happen
from .journal import line, replay


def read(backend: Backend, fresh: State) -> State:
    """The state as it is now, journal included; ``fresh`` when there is none yet. Changes nothing."""
    document, lines = backend.read()
    return replay(fresh if document is None else State.from_text(document), lines)


class Memory:
    """
    The state of a run that changes it.

    Must be opened under the lock. ``record`` returns when the event is durable; ``close`` writes the document whole. After
    an event that could not be made durable nothing may be sent any more.

    ``state`` is a window on what is remembered now: events show through it, so that recording n of them copies nothing n times.
    Who needs it as it was must copy it before the next event, and none may be recorded while its mappings are walked.
    """

    def __init__(self, backend: Backend, fresh: State) -> None:
        self._backend = backend
        document, lines = backend.read()
        state = replay(fresh if document is None else State.from_text(document), lines)
        self._resources, self._intents = dict(state.resources), dict(state.intents)
        self.state = replace(state, resources=MappingProxyType(self._resources), intents=MappingProxyType(self._intents))
        self._sound = True
        self._dirty = document is None or bool(lines)
        # The journal names the document it follows, and a torn last line must not be written behind: fold it in first.
        self.close()

    def record(self, event: Event) -> None:
        """Make an event durable, then true. Raises StateError when that fails, and from then on."""
        self.need_sound()
        # An unknown event must not reach the journal, where it could not be read again: see what it does to nothing first.
        happen(event, {}, {})
        self._sound = False
        self._backend.append(line(event, self.state.serial))
        self._sound = True
        happen(event, self._resources, self._intents)
        self._dirty = True

    def need_sound(self) -> None:
        """Raises StateError once an event could not be made durable."""
        if not self._sound:
            raise StateError.of("State write failed", "An earlier event could not be made durable. Mend that and run again.")

    def close(self) -> None:
        """Write the document when anything changed."""
        if self._dirty:
            self.state = replace(self.state, serial=self.state.serial + 1)
            self._backend.write(self.state.to_text())
            self._dirty = False
