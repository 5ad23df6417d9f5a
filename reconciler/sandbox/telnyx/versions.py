"""The versions of assistants: main, and those beside it, ten at most."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, datetime

from ..vendor import Table
from .answers import Row

VERSIONS = 10


class Versions:
    """Keeps every version but main, which is the assistant's own row. Main and those that a canary rule names are never erased."""

    def __init__(self, main: Table, canaries: Table) -> None:
        self._main = main
        self._canaries = canaries
        self._beside: dict[str, list[Row]] = {}
        self._last = 0

    def all(self, key: str) -> list[Row]:
        """Every version of an assistant, newest first."""
        main = self._main.get(key)
        rows = [*([main] if main else []), *copy.deepcopy(self._beside.get(key, []))]
        return sorted(rows, key=lambda row: str(row["version_id"]), reverse=True)

    def get(self, key: str, version: str) -> Row | None:
        """One version, or None."""
        return next((row for row in self.all(key) if row["version_id"] == version), None)

    def new_id(self, now: float) -> str:
        """Seen by users: a version's id is its time, ``YYYYMMDDTHHMMSSffffff``; no two are alike here, even under a stopped clock."""
        self._last = max(round(now * 1_000_000), self._last + 1)
        seconds, micros = divmod(self._last, 1_000_000)
        return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros).strftime("%Y%m%dT%H%M%S%f")

    def keep(self, row: Row) -> None:
        """Put a version beside main, in place of one with its id; beyond the documented ten the oldest are erased for good."""
        kept = [one for one in self._beside.get(row["id"], []) if one["version_id"] != row["version_id"]]
        kept = sorted([*kept, copy.deepcopy(row)], key=lambda one: str(one["version_id"]))
        named = set(served(self._canaries.get(row["id"])))
        erasable = [one for one in kept if one["version_id"] not in named]
        erased = erasable[: max(0, len(kept) - (VERSIONS - 1))]
        self._beside[row["id"]] = [one for one in kept if one not in erased]

    def make_main(self, row: Row) -> None:
        """This version serves the traffic from now on; the one that did is kept beside."""
        before = self._main.get(row["id"])
        self.drop(row)
        self._main.put(row["id"], row)
        if before is not None and before["version_id"] != row["version_id"]:
            self.keep(before)

    def drop(self, row: Row) -> None:
        """Erase one version that is not main."""
        kept = self._beside.get(row["id"], [])
        self._beside[row["id"]] = [one for one in kept if one["version_id"] != row["version_id"]]

    def forget(self, key: str) -> None:
        """Erase all that is beside main."""
        self._beside.pop(key, None)


def served(canary: Row | None) -> Iterator[str]:
    """The versions that the rules of a canary name."""
    for rule in (canary or {}).get("rules", []):
        serve = rule.get("serve", {})
        yield from [serve["version_id"]] if "version_id" in serve else []
        yield from (share["version_id"] for share in serve.get("rollout", []))
