"""How an update reaches callers: at once, or as a candidate version that is promoted later."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..schema import Json, Kind
from .faults import Faults, did_you_mean

_KEYS = ("promote", "version")
_LONGEST = 50


@dataclass(frozen=True, slots=True)
class Rollout:
    """
    ``promote`` False: updates are written to a candidate version that no caller meets. ``version`` names the versions written from here.

    What is not promoted yet stays a candidate until a run with ``promote`` True makes it the main version.
    """

    promote: bool = True
    version: str = ""


DIRECT = Rollout()
"""What a manifest without ``rollout`` says."""


def rollout(data: Mapping[str, Json], kind: Kind | None, faults: Faults) -> Rollout:
    """Read ``rollout: {promote: false, version: name}``; refused for a kind without versions."""
    written = data.get("rollout", {})
    if "rollout" in data and kind is not None and kind.versions is None:
        faults.error(
            ("rollout",), "No versions", f"A {kind} has no versions at its vendor, so nothing can be rolled out later. Remove rollout."
        )
        return DIRECT
    if not isinstance(written, dict):
        faults.error(("rollout",), "Wrong type", "rollout is a mapping. Write rollout: {promote: false}.")
        return DIRECT
    for key in written:
        if key not in _KEYS:
            faults.error(
                ("rollout", key), "Unknown key", f'"{key}" is no key of rollout; the keys are promote, version.{did_you_mean(key, _KEYS)}'
            )
    return Rollout(_promote(written, faults), _version(written, faults))


def _promote(written: Mapping[str, Json], faults: Faults) -> bool:
    promote = written.get("promote", True)
    if isinstance(promote, bool):
        return promote
    faults.error(("rollout", "promote"), "Wrong type", "promote is true or false. YAML 1.2 takes yes and on for texts.")
    return True


def _version(written: Mapping[str, Json], faults: Faults) -> str:
    version = written.get("version", "")
    if isinstance(version, str) and len(version) <= _LONGEST:
        return version
    faults.error(("rollout", "version"), "Bad value", f"version is a text of at most {_LONGEST} characters. Quote it if it is a number.")
    return ""
