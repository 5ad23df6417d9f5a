"""All exchanges of a vendor against its description: what breaks it, which exceptions nothing needs, which operations no road exercised."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from reconciler.sandbox.vendor import Vendor
from tests.contract.declared import Shape, shape
from tests.contract.description import Description
from tests.contract.exceptions import Excepted
from tests.contract.exchange import Exchange
from tests.contract.roads import Drive, Walked
from tests.contract.violations import Violation, violations

UNUSED = "unused"
NULL = "null"


@dataclass(frozen=True, slots=True)
class Verdict:
    """
    ``problems`` are lines for whoever reads the report. The figures are of distinct operations, of all requests, and of the responses of
    which anything is described.
    """

    problems: tuple[str, ...]
    operations: int
    requests: int
    responses: int


def judge(description: Description, vendor: Vendor, walked: Walked, declared: Iterable[Shape], excepted: Iterable[Excepted]) -> Verdict:
    """Everything at once, sorted; an exception that was needed by nothing is a problem like the others."""
    seen = _Seen(description, vendor, tuple(excepted))
    for exchange, drive in walked.exchanges.items():
        seen.see(exchange, drive, walked.times[exchange])
    for method, path in sorted(set(declared) - seen.exercised):
        seen.note(Violation(f"{method} {path}", UNUSED, "", "is declared, and no road exercises it"), None)
    problems = (*seen.told(), *_of_roads(walked), *seen.stale())
    return Verdict(problems, len(seen.exercised), walked.times.total(), walked.times.total() - seen.undescribed)


class _Seen:
    """What has been found so far."""

    def __init__(self, description: Description, vendor: Vendor, excepted: tuple[Excepted, ...]) -> None:
        self.description = description
        self.vendor = vendor
        self.excepted = excepted
        self.exercised: set[Shape] = set()
        self.undescribed = 0
        self._needed: Counter[Excepted] = Counter()
        self._found: dict[Violation, list[Drive | None]] = defaultdict(list)

    def see(self, exchange: Exchange, drive: Drive, times: int) -> None:
        """Judge one exchange, which happened so many times."""
        operation = self.description.operation(exchange.method, exchange.path)
        template = operation.template if operation else self._template(exchange)
        self.exercised.add(shape(exchange.method, template))
        self.undescribed += times * (operation is None or operation.response(exchange.status) is None)
        for each in violations(self.description, exchange, operation, f"{exchange.method} {template}"):
            self.note(each, drive)

    def note(self, violation: Violation, drive: Drive | None) -> None:
        """Keep a violation, or count it for the exceptions that cover it."""
        covering = [each for each in self.excepted if _covers(each, violation, drive)]
        self._needed.update(covering)
        if not covering:
            self._found[violation].append(drive)

    def told(self) -> list[str]:
        """A line for each violation, with how often it was found and where first."""
        return [f"{each}{_first(drives)}" for each, drives in sorted(self._found.items())]

    def stale(self) -> list[str]:
        """A line for each exception that nothing needed."""
        unneeded = [each for each in self.excepted if not self._needed[each]]
        return [f"{each}: nothing needs this exception any more; remove it" for each in unneeded]

    def _template(self, exchange: Exchange) -> str:
        """What the sandbox calls a path that the description does not have."""
        routes = (each for each in self.vendor.routes() if each.match(exchange.method, exchange.path) is not None)
        return next((each.template for each in routes), exchange.path)


def _covers(excepted: Excepted, violation: Violation, drive: Drive | None) -> bool:
    return (
        _is_there(excepted, violation)
        and (not excepted.setting or (drive is not None and drive.setting == excepted.setting))
        and _fits(excepted.operation, violation.operation)
        and _fits(excepted.pointer, violation.pointer)
    )


def _is_there(excepted: Excepted, violation: Violation) -> bool:
    if excepted.where == NULL:
        return violation.where == "response" and violation.message.startswith("this null")
    return violation.where == excepted.where


def _fits(pattern: str, text: str) -> bool:
    return re.fullmatch(".*".join(map(re.escape, pattern.split("*"))), text) is not None


def _first(drives: list[Drive | None]) -> str:
    return f" ({len(drives)} times, first on {drives[0]})" if drives[0] else ""


def _of_roads(walked: Walked) -> list[str]:
    return [f"the road of {drive} ends early: {why}" for drive, why in walked.broken]
