"""Saved plans: a file that apply takes back."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING

from .wishes import dumped

if TYPE_CHECKING:
    from ..plan import Plan
    from ..workflow import Saved, Wishes


def save(plan: Plan, wishes: Wishes, path: Path) -> None:
    """Write a plan whole or not at all. It holds what would be sent, but no secret; only its owner may read it."""
    from ..diagnostics import InputError
    from ..plan.definition import effects
    from ..render.json_forms import plan_json

    temporary = path.with_name(path.name + ".tmp")
    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
            asked = {"prune": wishes.prune, "allow": sorted(wishes.allow), "only": [str(each) for each in wishes.only]}
            file.write(dumped({**plan_json(plan), "asked": asked, "effects": sorted(effects(plan))}) + "\n")
        temporary.replace(path)
    except OSError as error:
        raise InputError.of("Plan not saved", f"{path} cannot be written: {error.strerror}. Name another file.") from error


def read(path: Path) -> Saved:
    """Read a saved plan. Raises InputError when it is none, or was changed since it was saved."""
    from ..address import Address
    from ..diagnostics import InputError
    from ..plan.definition import digest
    from ..workflow import Saved, Wishes

    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        asked = data["asked"]
        wishes = Wishes(bool(asked["prune"]), frozenset(asked["allow"]), tuple(Address.parse(each) for each in asked["only"]))
        saved = Saved(str(data["target"]), str(data["digest"]), frozenset(data["effects"]), wishes)
        waivers = [str(each["waiver"]) for each in (*data["findings"], *data["waived"])]
    except (OSError, ValueError, KeyError, TypeError) as error:
        detail = f"{path} is no saved plan. Make one with: reconciler plan --out {path}"
        raise InputError.of("Plan unreadable", detail) from error
    if digest(saved.target, saved.effects, waivers) != saved.digest:
        detail = f"{path} was changed after it was saved: its digest does not fit. Make a new plan and review it."
        raise InputError.of("Plan was tampered with", detail)
    return saved
