"""Phone numbers: bought, listed, released. Buying spends money, and a release is for good."""

from __future__ import annotations

import email.utils
from collections.abc import Iterable

from ..vendor import Refusal, Reply, Request, Route, Vendor
from .wire import Row, deleted, error, found, invalid, is_number, made, page

ELSEWHERE = "+12025550199"
"""A number that somebody else owns."""

SEEDED: Row = {
    "id": "0cb313e1-211f-4be0-833d-8c7305b19902",
    "number": "+12025550177",
    "name": None,
    "type": "purchased_phone_number",
    "status": "verified",
    "verified": True,
    "created_date": "Mon, 19 Aug 2024 18:50:34 +0000",
    "pagination_id": 1,
}
"""The number that the account has owned for long."""

_DAY = 24 * 60 * 60
_SOONEST = 14 * _DAY


class Numbers:
    """
    The domain's numbers. There is no read of one.

    ``purchases`` are the numbers that were paid for, each as often as it was bought.
    """

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor
        self._table = vendor.tables["phone_number"]
        self._table.put(SEEDED["id"], SEEDED)
        self.purchases: list[str] = []

    def routes(self) -> Iterable[Route]:
        """All three are documented."""
        yield Route("POST", "/buy-phone-number", self.buy)
        yield Route("GET", "/purchased-phone-numbers", self.list)
        yield Route("DELETE", "/release-phone-number/{id}", self.release)

    def buy(self, request: Request) -> Reply:
        """Each call buys a number and spends money: this one, or any when none is said."""
        number = self._wanted(request)
        if number == ELSEWHERE or any(row["number"] == number for row in self._table.rows()):
            raise invalid(f"{number} is not available")
        key = self._vendor.world.uuid()
        self.purchases.append(number)
        self._table.put(key, {**SEEDED, "id": key, "number": number, "created_date": self._now(), "pagination_id": self._next()})
        return made(self._vendor, {"id": key, "number": number})

    def list(self, request: Request) -> Reply:
        """Narrowed by ``filter_number`` and ``filter_name``."""
        asked = {name: request.query[f"filter_{name}"] for name in ("number", "name") if f"filter_{name}" in request.query}
        return Reply(200, page([row for row in self._table.listed() if asked.items() <= row.items()], request))

    def release(self, request: Request) -> Reply:
        """Refused within 14 days of the purchase. The number's dial-in configuration goes with it."""
        key, row = found(self._table, request, "phone number")
        if self._vendor.world.now() - _bought_at(row) < _SOONEST:
            status = int(self._vendor.setting["early_release"])
            # The vendor documents these words and no status.
            raise Refusal(error(status, "invalid-request-error", "a number cannot be released so soon, try again in 14 days"))
        self._table.pop(key)
        self._free(row["number"])
        return deleted(self._vendor, key)

    def _wanted(self, request: Request) -> str:
        body = request.body if request.body is not None else {}
        if not isinstance(body, dict):
            raise invalid("the body must be an object")
        number = body.get("number", f"+1628555{self._next():04}")
        if not is_number(number):
            raise invalid("number must be a phone number in E.164 form")
        return str(number)

    def _next(self) -> int:
        return 1 + max((row["pagination_id"] for row in self._table.rows()), default=0)

    def _now(self) -> str:
        return email.utils.formatdate(self._vendor.world.now()).replace("-0000", "+0000")

    def _free(self, number: str) -> None:
        for row in self._vendor.tables["dialin_config"].rows():
            if row["config"].get("phone_number") == number:
                self._vendor.tables["dialin_config"].pop(row["id"])
        self._vendor.tables["pinless_dialin"].pop(number)


def _bought_at(row: Row) -> float:
    return email.utils.parsedate_to_datetime(row["created_date"]).timestamp()
