"""vendor -> snapshot. Window: observe.py, which sends GET and nothing else."""

from .snapshot import Live, Reading, Snapshot
from .want import Want

__all__ = ["Live", "Reading", "Snapshot", "Want"]
