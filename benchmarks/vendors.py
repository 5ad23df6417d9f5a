"""Every simulated vendor in a process of its own, with as many phone numbers as a company has: they cannot be created, only found."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from reconciler.sandbox.app import Sandbox, build
from reconciler.sandbox.serve import Running


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where a vendor keeps its numbers: the table, and the field of a row; ``by_number``: the table's key is the number in digits."""

    table: str = "number"
    field: str = "number"
    by_number: bool = False

    def key(self, row: Mapping[str, Any]) -> str:
        """The key of a row."""
        return str(row[self.field]).lstrip("+") if self.by_number else str(row["id"])


SHELVES: Mapping[str, Shelf] = {
    "telnyx": Shelf("phone_number", "phone_number"),
    "dailybots": Shelf("phone_number"),
    "fluents": Shelf(by_number=True),
    "vocode": Shelf(by_number=True),
}


def stock(sandbox: Sandbox, numbers: Mapping[str, Iterable[str]]) -> None:
    """Give each vendor exactly these numbers, in digits, each like the ones that a fresh account has."""
    for vendor, digits in numbers.items():
        shelf = SHELVES[vendor]
        table = sandbox.vendors[vendor].tables[shelf.table]
        seeded = table.rows()
        sample = seeded[0]
        plus = "+" if sample[shelf.field].startswith("+") else ""
        for row in seeded:
            table.pop(shelf.key(row))
        for each in digits:
            row = {**sample, "id": str(uuid.uuid4()), shelf.field: plus + each}
            table.put(shelf.key(row), row)


def main() -> None:
    """Read ``{vendor: [number, ...]}`` from one line of stdin, print the port, and serve until stdin ends."""
    sandbox = build()
    stock(sandbox, json.loads(sys.stdin.readline()))
    with Running(sandbox) as running:
        print(running.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
