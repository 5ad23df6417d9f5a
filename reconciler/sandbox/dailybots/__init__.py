"""Daily Bots, and the parts of Daily's own API that a bot is reached by: who may call, how often, and what no document says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..vendor import Reply, Request, Route, Table, Vendor, World
from .bots import Bots
from .dialin import Dialins, Domain
from .numbers import Numbers
from .wire import error

WRONG_KEY = "wrong-key"

_KINDS = ("twilio_config", "dialin_config", "pinless_dialin", "phone_number")
_A_SECOND = 20
"""The documented limit of most operations."""


class Dailybots(Vendor):
    """
    A Daily domain with its stored bots, its dial-in configurations and its phone numbers, of which it has owned one for long.

    A key is sent as ``Authorization: Bearer <key>``; any will do except ``WRONG_KEY``. ``numbers.purchases`` is what was paid for,
    ``domain.tested`` the webhooks that were sent a test.

    Switches, for what is not documented. Of a bot: ``update`` keeps or drops optional fields that were not sent again; ``keys`` is how
    ``api_keys`` are read back; ``reads`` is whether GET and DELETE exist at all; ``string_numbers`` is about ``max_duration: "300"``,
    which a demo of the vendor sends; ``update_answer`` is the body after an update; ``tool_defaults`` is whether ``method`` and
    ``streaming`` of a webhook tool, which have documented defaults, appear when they were not sent.

    Of dial-in: ``dialin_put`` is what a PUT does with fields that it does not hold, and ``dialin_hmac`` with the secret;
    ``hmac_at_birth`` is whether one is made when none is sent; ``sip_only`` whether there may be no number, on which two pages disagree;
    ``pin_timeout`` whether a configuration with a PIN takes ``timeout_config``; ``unset`` how an unset field is read back;
    ``no_entries`` how an empty list is; ``domain_answer`` what ``POST /`` answers; ``sip_order`` whether a SIP address follows the
    position in the list.

    Of all: ``nulls`` is about a null field; ``created`` and ``deleted`` are the answers to creates and deletes; ``early_release`` is
    the status within 14 days; ``rate`` is the limit of 20 requests a second, and whether its refusal says how long to wait.
    """

    name = "dailybots"
    mount = "/dailybots/v1"
    switches: Mapping[str, tuple[str, ...]] = {
        "update": ("replace", "merge"),
        "keys": ("omit", "mask", "return"),
        "reads": ("true", "false"),
        "string_numbers": ("refuse", "accept"),
        "nulls": ("refuse", "absent"),
        "update_answer": ("object", "empty"),
        "tool_defaults": ("as_sent", "filled"),
        "dialin_put": ("replace", "merge"),
        "dialin_hmac": ("new", "kept"),
        "hmac_at_birth": ("made", "none"),
        "sip_only": ("accept", "refuse"),
        "pin_timeout": ("accept", "refuse"),
        "unset": ("absent", "null"),
        "no_entries": ("null", "list"),
        "domain_answer": ("domain", "empty"),
        "sip_order": ("position", "stable"),
        "created": ("200", "201"),
        "deleted": ("object", "empty", "204"),
        "early_release": ("400", "403", "409"),
        "rate": ("unlimited", "silent", "told"),
    }
    masked = frozenset({"api_keys", "custom_headers", "aws_access_key_id", "user_id", "hmac"})

    bots: Bots
    dialins: Dialins
    domain: Domain
    numbers: Numbers

    def __init__(self, world: World) -> None:
        self._recent: list[float] = []
        super().__init__(world)

    def reset(self) -> None:
        """Back to a domain with one number, nothing that answers it, and nothing spent."""
        self.tables = self.tables or {kind: Table() for kind in _KINDS}
        super().reset()
        self._recent.clear()
        self.bots, self.dialins, self.domain, self.numbers = Bots(self), Dialins(self), Domain(self), Numbers(self)

    def routes(self) -> Iterable[Route]:
        """Those of each part."""
        for part in (self.bots, self.dialins, self.domain, self.numbers):
            yield from part.routes()

    def answer(self, request: Request) -> Reply:
        """As any vendor, unless there were too many requests within a second."""
        if self.setting["rate"] != "unlimited" and self._too_many():
            refusal = self.failure(request, 429)
            return Reply(429, refusal.body, {"retry-after": "1"} if self.setting["rate"] == "told" else {})
        return super().answer(request)

    def _too_many(self) -> bool:
        now = self.world.now()
        self._recent = [each for each in self._recent if now - each < 1]
        if len(self._recent) >= _A_SECOND:
            # Whoever is refused waits: in a test, where no time passes, this stands for the second.
            self._recent.clear()
            return True
        self._recent.append(now)
        return False

    def authorize(self, request: Request) -> Reply | None:
        """The vendor documents 400, not 401, for a header that is missing or malformed."""
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not key.strip():
            return error(400, "authorization-header-error", "missing or malformed authorization header")
        return error(401, "authentication-error", "invalid API key") if key.strip() == WRONG_KEY else None

    def unknown_route(self, request: Request) -> Reply:
        """The error id of a 404 is not documented."""
        return error(404, "not-found", "no such route")

    def malformed(self, request: Request) -> Reply:
        """A body that is not JSON."""
        return error(400, "json-parsing-error", "the body is not valid JSON")

    def failure(self, request: Request, status: int) -> Reply:
        """Throttling and breakdowns, in the documented form."""
        if status == 429:
            return error(429, "rate-limit-error", "too many requests")
        return error(status, "server-error" if status >= 500 else "invalid-request-error", "something went wrong")
