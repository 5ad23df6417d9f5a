"""The simulated Cozmox: API keys, whose secret is shown once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..vendor import Refusal, Reply, Request, Route
from .account import Account, error
from .fields import Decoder, Row, picked, text, texts


class Keys:
    """
    ``/api-keys``. The answer to a create holds ``key``, and no other answer does; a list shows how it begins, masked.

    A revoked key leaves the list, or stays in it without a sign that it is revoked (``revoked``); either way it can be changed no more.
    How much of a key its prefix shows is the switch ``key_prefix``. ``DELETE /api-keys`` revokes every key at once.
    """

    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> Iterable[Route]:
        """The collection, one key, and its scopes."""
        yield from self.account.tenant("/api-keys", GET=self._list, POST=self._create, DELETE=self._revoke_all)
        yield from self.account.tenant("/api-keys/{id}", DELETE=self._revoke)
        yield from self.account.tenant("/api-keys/{id}/scopes", PATCH=self._scope)

    def _list(self, request: Request) -> Reply:
        rows = self.account.listed("api_key", request)
        if self.account.setting["revoked"] == "stay":
            rows = [*self.account.listed("revoked_key", request), *rows]
        return Reply(200, [{**picked(row, KEY_SHOWN), "key_prefix": self._prefix(row["minted_key"])} for row in rows])

    def _create(self, request: Request) -> Reply:
        given = self.account.body(request, KEY_FIELDS, ("name", "scopes"))
        key = "cozmo_live_" + self.account.world.uuid().replace("-", "")[::-1]
        row = self.account.born("api_key", request, {**given, "minted_key": key})
        return Reply(201, {**picked(row, KEY_BORN), "key": key})

    def _scope(self, request: Request) -> Reply:
        row = self.account.owned("api_key", request)
        self.account.changed("api_key", row, self.account.body(request, {"scopes": texts}, ("scopes",)))
        return Reply(200, {"data": None})

    def _revoke(self, request: Request) -> Reply:
        self._retire(self.account.owned("api_key", request))
        return Reply(200, {"data": None})

    def _revoke_all(self, request: Request) -> Reply:
        for row in self.account.listed("api_key", request):
            self._retire(row)
        return Reply(200, {"data": None})

    def _retire(self, row: Row) -> None:
        if self.account.tables["api_key"].pop(row["id"]) is None:
            raise Refusal(error(404, "api key not found"))
        self.account.tables["revoked_key"].put(row["id"], row)

    def _prefix(self, key: str) -> str:
        return f"{key[:16]}****" if self.account.setting["key_prefix"] == "telling" else "cozmo_live_****"


KEY_BORN = ("id", "name", "scopes", "expires_at", "created_at")
KEY_SHOWN = (*KEY_BORN, "last_used_at")
KEY_FIELDS: Mapping[str, Decoder] = {"name": text, "scopes": texts, "expires_at": text}
