"""Every simulated vendor in a process of its own, with as many phone numbers as a company has: they cannot be created, only found."""

from __future__ import annotations

import json
import sys
import uuid
from collections.abc import Iterable, Mapping

from reconciler.sandbox.app import Sandbox, build
from reconciler.sandbox.serve import Running


def stock(sandbox: Sandbox, numbers: Mapping[str, Iterable[str]]) -> None:
    """Give each vendor exactly these numbers, in digits, each like the ones that a fresh account has."""
    for vendor, digits in numbers.items():
        table = sandbox.vendors[vendor].tables["number"]
        sample = table.rows()[0]
        seeded = {row["number"].lstrip("+") for row in table.rows()}
        plus = "+" if sample["number"].startswith("+") else ""
        for each in digits:
            table.put(each, {**sample, "id": str(uuid.uuid4()), "number": plus + each})
        for each in seeded - set(digits):
            table.pop(each)


def main() -> None:
    """Read ``{vendor: [number, ...]}`` from one line of stdin, print the port, and serve until stdin ends."""
    sandbox = build()
    stock(sandbox, json.loads(sys.stdin.readline()))
    with Running(sandbox) as running:
        print(running.port, flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
