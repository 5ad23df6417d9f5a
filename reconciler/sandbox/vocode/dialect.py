"""Where Vocode and Fluents differ, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from ..vendor import Reply
from .fields import Fault, Fields, Kind


@dataclass(frozen=True, slots=True)
class Dialect:
    """One of the two vendors."""

    kinds: Mapping[str, Kind]
    buy: Fields
    link: Fields
    posted: int
    """The status of a POST that worked, an update included."""
    short_lists: frozenset[str]
    """Kinds whose lists show ids where a get shows objects."""
    short_numbers: bool
    """Whether the answer to a write of a number shows ids too."""
    blank_is_absent: bool
    """Whether ``{}`` in an update means "not given": Vocode's schemas leak such a marker into every update field."""
    bare_is_us: bool
    """Whether ten digits without a plus are taken for a number of the United States."""
    e164: bool
    """Whether numbers are stored with a plus."""
    invalid: Callable[[Sequence[Fault]], Reply]
    failed: Callable[[int, str], Reply]
