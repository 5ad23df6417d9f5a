"""Every vendor that is declared, in one table. A new vendor is one more line here."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ..schema import Kind, Provider
from . import cozmox, dailybots, telnyx, vocode

PROVIDERS: Mapping[str, Provider] = MappingProxyType(
    {provider.name: provider for provider in (cozmox.PROVIDER, dailybots.PROVIDER, telnyx.PROVIDER, *vocode.PROVIDERS)}
)


def kind(name: str) -> Kind | None:
    """The kind that a manifest calls ``provider/kind``, or None."""
    provider, _, short = name.partition("/")
    return PROVIDERS[provider].kind(short) if provider in PROVIDERS else None


def kinds() -> tuple[Kind, ...]:
    """Every kind, sorted by its name."""
    return tuple(sorted((each for provider in PROVIDERS.values() for each in provider.kinds), key=str))
