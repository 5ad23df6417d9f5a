"""Where a secret goes that a vendor shows only once: the manifest names a sink of the configuration, and the name to keep it under."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..schema import Json, Kind
from .faults import Faults


@dataclass(frozen=True, slots=True)
class Sink:
    """A place for secrets: an environment file, or a command that reads the secret from its standard input."""

    env_file: str = ""
    command: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Delivery:
    """The sink, and the name that the secret has there."""

    sink: str
    name: str


def delivery(data: Mapping[str, Json], kind: Kind | None, faults: Faults) -> Delivery | None:
    """
    Read ``deliver: {key: {sink: NAME, name: KEY}}``.

    It is required where a vendor yields a secret on creation, and refused elsewhere.
    """
    if kind is None:
        return None
    if "deliver" not in data:
        if kind.yields and "adopt" not in data:
            detail = f"The vendor shows the {kind.yields} of a {kind} once, when it is made. {_write(kind)}"
            faults.error((), "Missing delivery", detail)
        return None
    if not kind.yields:
        faults.error(("deliver",), "Nothing to deliver", f"A {kind} yields no secret when it is made. Remove deliver.")
        return None
    match data["deliver"]:
        case {kind.yields: {"sink": str(sink), "name": str(name), **rest}, **others} if sink and name and not rest and not others:
            return Delivery(sink, name)
    faults.error(("deliver",), "Malformed delivery", f"deliver names a sink and a name for the {kind.yields}. {_write(kind)}")
    return None


def _write(kind: Kind) -> str:
    return f"Write deliver: {{{kind.yields}: {{sink: NAME, name: KEY}}}}, with a sink that reconciler.yaml declares."
