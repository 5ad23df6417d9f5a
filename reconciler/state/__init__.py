"""Memory between runs: bindings, bases, open intents. Windows: one file per backend."""

from .backend import Backend
from .document import Event, State
from .memory import Memory, read
from .record import Intent, Mark, Record

__all__ = ["Backend", "Event", "Intent", "Mark", "Memory", "Record", "State", "read"]
