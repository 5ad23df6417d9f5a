"""Vocode: the older dialect, with its steering pool."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..vendor import Json, Refusal, Reply, Request, Route
from .dialect import Dialect
from .family import SHARED_SWITCHES, Family, Row, digits_of
from .fields import V_BUY, V_KINDS, V_LINK, Fault, Field, Is


def _invalid(faults: Sequence[Fault]) -> Reply:
    """The published form of an error, with the ``input`` that a public client saw beside it."""
    return Reply(
        422,
        {"detail": [{"loc": list(f.location), "msg": f.message, "type": f.type, "input": f.input} for f in faults]},
    )


def _failed(status: int, text: str) -> Reply:
    return Reply(status, {"detail": text})


class Vocode(Family):
    """The older dialect: answers 200, refuses with 422, deletes nothing, keeps numbers as digits."""

    name = "vocode"
    mount = "/vocode"
    switches: Mapping[str, tuple[str, ...]] = {"number_format": ("digits", "e164"), **SHARED_SWITCHES}
    dialect = Dialect(
        kinds=V_KINDS,
        buy=V_BUY,
        link=V_LINK,
        posted=200,
        short_lists=frozenset(V_KINDS),
        short_numbers=False,
        blank_is_absent=True,
        bare_is_us=True,
        e164=False,
        invalid=_invalid,
        failed=_failed,
    )

    def routes(self) -> Iterable[Route]:
        """Also the two calls of the steering pool, and the usage."""
        yield from super().routes()
        yield Route("POST", "/v1/account_connections/add_to_steering_pool", self._add_to_pool)
        yield Route("POST", "/v1/account_connections/remove_from_steering_pool", self._remove_from_pool)
        yield Route("GET", "/v1/usage", self._usage)

    def unknown_route(self, request: Request) -> Reply:
        """404, or 405 where only the method is wrong: every DELETE on a path there is."""
        paths = {route.template for route in self.routes()}
        return _failed(405, "Method Not Allowed") if request.path in paths else _failed(404, "Not Found")

    def _unauthorized(self) -> Reply:
        return _failed(401, "Not authenticated")

    def _usage(self, request: Request) -> Reply:
        usage = {"user_id": self.user_id, "plan_type": "plan_enterprise", "monthly_usage_minutes": 0, "monthly_usage_limit_minutes": None}
        return Reply(200, usage)

    def _add_to_pool(self, request: Request) -> Reply:
        """Without a number this buys one on the owner's Twilio account."""
        row = self._pooled(request)
        number = self._pool_number(request, Field(Is("str"), null=True, default=None))
        if number is None:
            number = self._free_number(None)
            self.purchases.append({"operation": "add_to_steering_pool", "number": number, "body": request.body})
        row["steering_pool"] = [*(each for each in row["steering_pool"] if digits_of(each) != self._plain(number)), self._plain(number)]
        self.tables["account_connection"].put(row["id"], row)
        return self._told(200, self._shown("account_connection", row))

    def _remove_from_pool(self, request: Request) -> Reply:
        row = self._pooled(request)
        number = self._pool_number(request, Field(Is("str"), required=True))
        left = [each for each in row["steering_pool"] if digits_of(each) != self._plain(number)]
        if len(left) == len(row["steering_pool"]):
            raise Refusal(_failed(404, "Number not in the steering pool"))
        row["steering_pool"] = left
        self.tables["account_connection"].put(row["id"], row)
        return self._told(200, self._shown("account_connection", row))

    def _pooled(self, request: Request) -> Row:
        row = self._found("account_connection", request)
        if "steering_pool" not in row:
            raise Refusal(_failed(400, "Only Twilio account connections have a steering pool"))
        return row

    def _pool_number(self, request: Request, each: Field) -> Json:
        draft = self._draft()
        body = {} if request.body is None and not each.required else request.body
        draft.take(Is("object"), body, ("body",))
        self._refuse(draft)
        values = self._values({"phone_number": each}, body, None, ("body",), draft)
        self._refuse(draft)
        return values["phone_number"]
