"""What one row says: an object, and what becomes of it along the road. Data, and nothing that runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = Any
Place = tuple[str | int, ...]
"""Where a value stands in an object as the vendor keeps it: keys, and numbers of items."""

MASK = "•••"
"""What the sandbox's log of calls shows instead of a secret."""


@dataclass(frozen=True, slots=True)
class Sent:
    """One call: method, path below the vendor's mount, query, and its body to the letter. ``{id}`` and ``{need}`` stand for ids."""

    method: str
    path: str
    body: Json = None
    query: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Need:
    """A resource that must be there first."""

    kind: str
    name: str
    spec: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Edit:
    """The manifest gets another value at ``field`` (dotted), and exactly these calls reach the vendor."""

    field: str
    value: Json
    calls: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class Drift:
    """
    Somebody puts ``value`` at ``place`` of the stored object; the plan names ``field``, and exactly ``calls`` mend it.

    Without a place the object is deleted behind our back.
    """

    field: str
    place: Place
    value: Json
    calls: tuple[Sent, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """
    Somebody puts ``value`` at ``place``, which no manifest declares.

    ``survives`` False: our next write cannot keep it; ``told`` are the words in which the report says so, where it can.
    """

    place: Place
    value: Json
    survives: bool = True
    told: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """
    A resource and its road. ``title`` tells rows of one kind apart; ``found`` is the id of an object that was there before and is
    adopted; ``allow`` are the waivers that it takes; ``ends`` is what pruning does: deleted or abandoned. ``edit`` None: the vendor
    takes no change of such an object, so that nothing is ever written to it again. ``deliver`` says where a secret goes that is shown once.
    """

    kind: str
    spec: dict[str, Json]
    edit: Edit | None
    drift: Drift
    beside: Beside
    ends: str
    needs: tuple[Need, ...] = ()
    title: str = ""
    found: str = ""
    allow: tuple[str, ...] = ()
    deliver: dict[str, Json] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.kind}-{self.title}" if self.title else self.kind

    @property
    def vendor(self) -> str:
        """The vendor's name."""
        return self.kind.split("/")[0]

    @property
    def address(self) -> str:
        """What the resource is called on its road."""
        return f"{self.kind}/walker"


@dataclass(frozen=True, slots=True)
class Otherwise:
    """
    What one position of a vendor's switch changes on a row's road, and why that is harmless.

    ``edit``, ``drift``, ``beside`` replace the row's. ``stops`` is the step that cannot be gone, and ``says`` the words in which the user
    is told so; what the vendor holds of other objects is untouched then. ``unseen``: the drift cannot be seen, and a note says so.
    """

    because: str
    edit: Edit | None = None
    drift: Drift | None = None
    beside: Beside | None = None
    stops: str = ""
    says: str = ""
    unseen: bool = False


Habits = dict[str, dict[tuple[str, str], Otherwise]]
"""By row (its kind, or its own name), by switch and value."""
