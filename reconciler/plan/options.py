"""What a user may ask of a plan besides its three inputs."""

from __future__ import annotations

from dataclasses import dataclass, field

from ..address import Address
from ..desired import Policy


@dataclass(frozen=True, slots=True)
class Options:
    """
    ``allow`` are waivers; ``only`` restricts the plan to these addresses and what they refer to. ``retired_hosts`` are the providers
    whose account is the vendor's real address: calls there to a retired kind need a waiver.
    """

    policy: Policy
    prune: bool = False
    allow: frozenset[str] = frozenset()
    only: tuple[Address, ...] = ()
    retired_hosts: frozenset[str] = field(default_factory=frozenset)
