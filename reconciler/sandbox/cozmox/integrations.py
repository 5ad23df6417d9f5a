"""The simulated Cozmox: connections to other companies' services, and the catalogue of those there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..vendor import Json, Refusal, Reply, Request, Route
from .account import Account, error
from .fields import Decoder, Row, anything, text, truth, without


class Integrations:
    """
    ``/integrations``. One connection for each slug: a second is 409, which is inferred. Credentials are stored and never shown.

    The catalogue has ids of its own, and a connection has another. Which of the two ``/connected`` shows and the paths take is inferred to
    be the connection's, and is the switch ``integration_id``; whether settings are merged or replaced is the switch ``settings``.
    """

    def __init__(self, account: Account) -> None:
        self.account = account

    def routes(self) -> Iterable[Route]:
        """The catalogue, the connections, and the two updates of one."""
        yield from self.account.tenant("/integrations", GET=self._catalogue, POST=self._connect)
        yield from self.account.tenant("/integrations/connected", GET=self._connected)
        yield from self.account.tenant("/integrations/slug/{slug}", GET=self._read_slug)
        yield from self.account.tenant("/integrations/{id}", GET=self._read, DELETE=self._delete)
        yield from self.account.tenant("/integrations/{id}/settings", PATCH=self._set)
        yield from self.account.tenant("/integrations/{id}/toggle", PATCH=self._toggle)

    def _catalogue(self, request: Request) -> Reply:
        mine = {row["slug"]: row for row in self.account.listed("integration", request)}
        return Reply(200, {"data": [self._offered(slug, mine.get(slug)) for slug in CATALOGUE]})

    def _offered(self, slug: str, mine: Row | None) -> Row:
        offer = {"id": catalogue_id(slug), "slug": slug, "name": CATALOGUE[slug], "schema_config": self.account.wire(SCHEMA)}
        if mine is None:
            return {**offer, "is_connected": False, "is_active": False}
        here = {"is_active": mine["is_active"], "connected_at": mine["created_at"], "organization_integration_id": mine["connection"]}
        return {**offer, "is_connected": True, **here}

    def _connected(self, request: Request) -> Reply:
        return Reply(200, {"data": [self._answer(row) for row in self.account.listed("integration", request)]})

    def _connect(self, request: Request) -> Reply:
        given = self.account.body(request, INTEGRATION_FIELDS, ("slug",))
        slug = given["slug"]
        if slug not in CATALOGUE:
            raise Refusal(error(404, f"there is no integration {slug}"))
        if any(row["slug"] == slug for row in self.account.listed("integration", request)):
            raise Refusal(error(409, f"{slug} is connected already"))
        return Reply(201, self._answer(self.account.born("integration", request, {**self._blank(slug), **given})))

    def _blank(self, slug: str) -> Row:
        connection = self.account.world.uuid()
        shown = connection if self.account.setting["integration_id"] == "connection" else catalogue_id(slug)
        # Nothing was exchanged yet, so there is no last_sync_at.
        sync = {"last_sync_error": "", "last_sync_status": ""}
        ids = {"id": shown, "connection": connection, "name": CATALOGUE[slug]}
        return {**ids, "is_active": self.account.untold(), "settings": None, "credentials": None, **sync}

    def _read(self, request: Request) -> Reply:
        return Reply(200, self._answer(self.account.owned("integration", request)))

    def _read_slug(self, request: Request) -> Reply:
        found = [row for row in self.account.listed("integration", request) if row["slug"] == request.params["slug"]]
        if not found:
            raise Refusal(error(404, "integration not found"))
        return Reply(200, self._answer(found[0]))

    def _set(self, request: Request) -> Reply:
        row = self.account.owned("integration", request)
        sent = self.account.body(request, {"settings": anything}, ("settings",))["settings"]
        settings = laid_over(row["settings"], sent) if self.account.setting["settings"] == "merge" else sent
        return Reply(200, self._answer(self.account.changed("integration", row, {"settings": settings})))

    def _toggle(self, request: Request) -> Reply:
        row = self.account.owned("integration", request)
        return Reply(200, self._answer(self.account.changed("integration", row, self.account.body(request, {"is_active": truth}))))

    def _delete(self, request: Request) -> Reply:
        self.account.tables["integration"].pop(self.account.owned("integration", request)["id"])
        return Reply(204)

    def _answer(self, row: Row) -> Row:
        columns = {"settings": self.account.wire(row["settings"]), "schema_config": self.account.wire(SCHEMA)}
        return {**without(row, ("credentials", "connection", "organization_id", "updated_at")), **columns}


def laid_over(before: Json, sent: Json) -> Json:
    """One level deep, as a JSON concatenation in a database does it."""
    return {**before, **sent} if isinstance(before, dict) and isinstance(sent, dict) else sent


def catalogue_id(slug: str) -> str:
    """The id of an offer in the catalogue, the same for every organisation."""
    return f"catalogue-{slug}"


CATALOGUE: Mapping[str, str] = {"hubspot": "HubSpot", "salesforce": "Salesforce", "google-calendar": "Google Calendar", "slack": "Slack"}
SCHEMA: Row = {"credentials": {"api_key": {"type": "string", "required": True}}}
INTEGRATION_FIELDS: Mapping[str, Decoder] = {"slug": text, "credentials": anything, "settings": anything}
