"""A finding: a guard's objection, inside the plan. A waiver: the permission that lifts exactly one."""

from __future__ import annotations

from dataclasses import dataclass

from ..address import Address


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """
    ``guard`` is which guard objects, ``subject`` to what (an address, or a kind); ``reason`` and ``mend`` are whole sentences.

    ``waivable`` False: no permission lifts it, the cause must be mended.
    """

    guard: str
    subject: str
    reason: str
    mend: str = ""
    waivable: bool = True

    @property
    def waiver(self) -> str:
        """What ``--allow`` takes to lift it."""
        return f"{self.guard}:{self.subject}"


@dataclass(frozen=True, slots=True)
class Unmanaged:
    """Something the plan leaves alone and says so: an orphan, a protected object, an edit that policy keeps."""

    address: Address
    why: str
