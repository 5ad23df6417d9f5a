"""The life of a whole account: every kind of a vendor at once, made, left alone, and taken down."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from reconciler.apply import Report
from reconciler.desired import files
from reconciler.diagnostics import ReconcilerError
from reconciler.sandbox.vendors import VENDORS
from tests.apply.words import state_of
from tests.conformance.road import SINKS, Stopped
from tests.world import CONFIG, World

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "docs/examples"


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a position of a switch ends the road, what the user is told there, and why that is harmless."""

    words: str
    because: str


_IN_USE = "An abandoned number still names its agent: the vendor refuses the delete, and the agent stays bound."
_NO_DELETE = "Deletes are reported by third parties alone: where there are none, the object stays bound and the user is told."

ENDS = {
    ("cozmox", "auth", "x-api-key"): Ends("Vendor refused the key", "The account's own auth says which header carries the key."),
    ("cozmox", "revision", "C"): Ends("Field did not take: .*llm_config", "What the newest revision does not take is read back and named."),
    ("cozmox", "revoked", "stay"): Ends(
        "took the delete and still holds", "A revoked key that stays in the list cannot be told from a live one."
    ),
    ("dailybots", "reads", "false"): Ends("it may be gone, or cannot be deleted", "Without reads nothing can tell, so the user is asked."),
    ("fluents", "delete_in_use", "400"): Ends("Agent is in use", _IN_USE),
    ("fluents", "delete_in_use", "409"): Ends("Agent is in use", _IN_USE),
    ("fluents", "delete_status", "404"): Ends("took the delete and still holds", _NO_DELETE),
    ("fluents", "f_reference", "object_only"): Ends("Input should be a valid dictionary", "The vendor refuses ids where it wants objects."),
    ("fluents", "number_parameter", "id"): Ends(
        "id: Field required", "The vendor's page says phone_number; where it wants id, it refuses."
    ),
}


def live_or_stop(world: World, vendor: str, switch: str, value: str) -> None:
    """The account's life, to its end or to where this position of a switch has to stop it."""
    ends = ENDS.get((vendor, switch, value))
    if ends is None:
        live(world, vendor)
        return
    with pytest.raises((Stopped, ReconcilerError), match=ends.words):
        live(world, vendor)


def live(world: World, vendor: str) -> None:
    """The account's whole life. Raises Stopped with what the user is told when a step does not succeed."""
    declare(world, vendor)
    applied(world)
    assert world.plan().steps == ()
    before = world.mark
    assert world.apply() is None
    assert not world.writes(before)
    for path in (world.root / "manifests").rglob("*.yaml"):
        path.unlink()
    pass_a_year(world, vendor)
    applied(world, prune=True)
    assert world.plan(prune=True).steps == ()
    assert sorted(map(str, state_of(world).resources)) == []


def pass_a_year(world: World, vendor: str) -> None:
    """A number may not be released soon after its purchase."""
    for table in world.sandbox.vendors[vendor].tables.values():
        for row in table.rows():
            if "created_date" in row:
                table.put(row["id"], {**row, "created_date": "Mon, 19 Aug 2024 18:50:34 +0000"})


def declare(world: World, vendor: str) -> None:
    """Every manifest, the sinks, and a value for every secret."""
    lines = [line for line in CONFIG.splitlines(keepends=True) if not _of_another(line, vendor)]
    world.write("reconciler.yaml", "".join([*lines, SINKS]))
    for (kind, name), data in manifests(vendor).items():
        # A protected object would have to be freed before it goes.
        text = json.dumps({key: value for key, value in data.items() if key != "protect"}, ensure_ascii=False)
        world.environ |= {each: f"the secret {each}" for each in re.findall(r"env:(\w+)", text)}
        world.write(f"manifests/{kind}/{name}.yaml", text)


def manifests(vendor: str) -> dict[tuple[str, str], Any]:
    """Everything that the examples of a vendor declare, by kind and name; a kind's own page has the last word."""
    read = [files.read_yaml(path, ROOT) for path in sorted((EXAMPLES / vendor).glob("*.yaml"))]
    documents = [*(each for listed in read for each in listed[1:]), *(listed[0] for listed in read)]
    return {(each.data["kind"], each.data["name"]): each.data for each in documents}


def _of_another(line: str, vendor: str) -> bool:
    return any(line.startswith(f"      {each.name}:") for each in VENDORS if each.name != vendor)


def applied(world: World, *, prune: bool = False) -> Report:
    """Apply with every permission that the plan asks for."""
    allow = tuple(each.waiver for each in world.plan(prune=prune).findings)
    report = world.apply(prune=prune, allow=allow)
    assert report is not None
    if not report.succeeded:
        raise Stopped("; ".join(f"{each.address} {each.summary}: {each.detail}" for each in report.wrong))
    return report
