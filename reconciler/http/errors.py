"""
What can go wrong with one request, sorted by what the caller must know: did anything happen at the vendor?

::

    RequestError
    ├── NotSentError    it never reached the vendor: nothing happened
    ├── RefusedError    the vendor said no: nothing happened
    └── UnknownError    it may have happened: look before sending it again
"""

from __future__ import annotations

from ..diagnostics import excerpt


class RequestError(Exception):
    """One request that did not succeed. ``reason`` and ``mend`` are whole sentences; neither holds a secret."""

    def __init__(self, reason: str, mend: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.mend = mend


class NotSentError(RequestError):
    """It never reached the vendor."""


class RefusedError(RequestError):
    """The vendor answered with an error of the caller. ``status`` is its status, ``said`` its words, cut short and cleaned."""

    def __init__(self, status: int, said: str, mend: str = "") -> None:
        self.status = status
        self.said = excerpt(said)
        super().__init__(
            f"The vendor answered {status}: {self.said}" if self.said else f"The vendor answered {status} without a reason", mend
        )


class UnknownError(RequestError):
    """No usable answer came back: a time-out, a dropped connection, a 5xx, an answer that is no JSON."""
