"""What may stand in a spec besides JSON: references, secrets, and values known only after apply."""

from __future__ import annotations

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any, Final

from ..address import Address

Json = Any
"""JSON as Python: dict, list, str, int, float, bool, None."""

Tree = Any
"""JSON whose leaves may also be a Reference, a SecretRef, a Secret or a Pending."""


class _Absent:
    """No value at all: neither null nor empty."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "ABSENT"

    def __bool__(self) -> bool:
        return False


ABSENT: Final[Any] = _Absent()
"""Stands where a field is not written. The default of every optional field of a spec."""


@dataclass(frozen=True, slots=True)
class Reference:
    """``{$ref: address}`` in a manifest. ``field`` is empty for the target's id (or what the field's trait says)."""

    address: Address
    field: str = ""


@dataclass(frozen=True, slots=True, order=True)
class SecretRef:
    """``{$secret: "env:NAME"}``: where a secret comes from, never what it is."""

    store: str
    name: str

    def __str__(self) -> str:
        return f"{self.store}:{self.name}"


@dataclass(frozen=True, slots=True)
class Pending:
    """A value that only the vendor can give, known after ``address`` has been applied."""

    address: Address
    field: str = "id"


class Secret:
    """
    A value that must not be seen. Its text can only be had by asking for it: ``reveal``.

    ``origin`` is the reference it came from; None for one that a vendor returned. It is no dataclass, since ``asdict`` would ask.
    """

    __slots__ = ("_text", "origin")

    def __init__(self, text: str, origin: SecretRef | None = None) -> None:
        self._text, self.origin = text, origin

    def reveal(self) -> str:
        """The text itself. Only the HTTP door may call this."""
        return self._text

    def fingerprint(self, key: bytes) -> str:
        """A keyed hash, to notice a change without keeping the value. 32 hex digits."""
        return hmac.new(key, self._text.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:32]

    @property
    def looks_masked(self) -> bool:
        """Whether a vendor seems to have hidden it: runs of ``*``, bullets or ``x``, or the word REDACTED."""
        text = self._text
        return not text or any(mark in text for mark in ("***", "•••", "…", "xxxx", "REDACTED"))

    def __str__(self) -> str:
        return "(sensitive)"

    def __repr__(self) -> str:
        return f"Secret(origin={self.origin!r})"

    def __reduce__(self) -> str | tuple[Any, ...]:
        msg = "a secret is not written anywhere"
        raise TypeError(msg)
