"""What goes wrong on the way: faults to be injected, and the queue that decides which call meets which."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fnmatch import fnmatchcase
from typing import Any, Literal, get_args

Kind = Literal["latency", "rate_limit", "error_before", "error_after", "drop_before", "drop_after", "truncate", "html", "drip", "lag"]
KINDS: tuple[str, ...] = get_args(Kind)

# The types that a JSON description of a fault may use. True is an int to Python, but not to the one who wrote the JSON.
_TYPES: Mapping[str, tuple[type, ...]] = {
    "kind": (str,),
    "vendor": (str,),
    "method": (str,),
    "path": (str,),
    "times": (int,),
    "seconds": (int, float, str),
    "status": (int,),
    "skip": (int,),
    "listings": (int,),
}


class Dropped(Exception):
    """In process, where there is no connection to cut: the peer went away without a complete answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """
    One thing that goes wrong, and for whom. Raises ValueError when it makes no sense.

    ``latency``: the effect is done, the answer comes ``seconds`` late. ``rate_limit``: 429 with ``Retry-After: <seconds>``, no effect;
    the value is sent as given, so that it may also be a date. ``error_before``, ``error_after``: ``status`` without and with the effect.
    ``drop_before``, ``drop_after``: the connection is cut before a complete answer, without and with the effect.
    ``truncate``: the JSON stops half way, the effect is done. ``html``: 200 with a page of HTML, no effect, as from a gateway in between.
    ``drip``: the answer in small pieces over ``seconds``, the effect is done.
    ``lag``: what a matching call writes is not seen by the next ``listings`` listings; never matches a GET.

    ``vendor``, ``method`` and ``path`` narrow it down; ``path`` is an fnmatch pattern over the percent-encoded path below the mount.
    It lets the first ``skip`` matching calls through, then fires ``times`` times; 0 is for ever.
    """

    kind: Kind
    vendor: str = "*"
    method: str = "*"
    path: str = "*"
    times: int = 1
    seconds: float | str = 0
    status: int = 502
    skip: int = 0
    listings: int = 1

    def __post_init__(self) -> None:
        wrong = _wrong(self)
        if wrong is not None:
            raise ValueError(wrong)

    @classmethod
    def parse(cls, described: Any) -> Fault:
        """A fault from its JSON object, which has the names of the fields as keys. Raises ValueError."""
        if not isinstance(described, dict) or "kind" not in described:
            raise ValueError("a fault is an object with a kind")
        for name, value in described.items():
            if name not in _TYPES:
                raise ValueError(f"a fault has no {name}; it has {', '.join(_TYPES)}")
            if type(value) not in _TYPES[name]:
                raise ValueError(f"{name} of a fault cannot be {value!r}")
        return cls(**described)

    def described(self) -> dict[str, Any]:
        """The JSON object that ``parse`` takes."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def matches(self, vendor: str, method: str, path: str) -> bool:
        """Whether the call is one that this fault is meant for."""
        if self.kind == "lag" and method == "GET":
            return False
        return self.vendor in ("*", vendor) and self.method.upper() in ("*", method) and fnmatchcase(path, self.path)


def _wrong(fault: Fault) -> str | None:
    if fault.kind not in KINDS:
        return f"there is no fault {fault.kind}; there are {', '.join(KINDS)}"
    if isinstance(fault.seconds, str):
        return None if fault.kind == "rate_limit" else f"seconds of {fault.kind} must be a number"
    if min(fault.seconds, fault.times, fault.skip, fault.listings) < 0:
        return "seconds, times, skip and listings must not be negative"
    return None if 400 <= fault.status <= 599 else "status must lie between 400 and 599"


class Faults:
    """The faults in force, in the order they were added. A call meets at most one: the first that matches and is not skipping."""

    def __init__(self) -> None:
        self._armed: list[_Armed] = []

    def add(self, *faults: Fault) -> None:
        """Put more faults behind those in force."""
        self._armed += [_Armed(fault, fault.skip, fault.times) for fault in faults]

    def clear(self) -> None:
        """Everything works again."""
        self._armed = []

    def pending(self) -> list[Fault]:
        """The faults that may still fire, as they were added."""
        return [armed.fault for armed in self._armed]

    def take(self, vendor: str, method: str, path: str) -> Fault | None:
        """The fault that this call meets, counted as fired; every skipping fault on the way lets one more call through."""
        for armed in self._armed:
            if armed.fault.matches(vendor, method, path) and armed.fires():
                self._armed = [each for each in self._armed if not each.spent]
                return armed.fault
        return None


@dataclass(slots=True)
class _Armed:
    fault: Fault
    skip: int
    left: int

    @property
    def spent(self) -> bool:
        return self.fault.times > 0 and self.left == 0

    def fires(self) -> bool:
        if self.skip > 0:
            self.skip -= 1
            return False
        self.left -= 1
        return True
