"""Integration secrets, of which neither value nor type is ever shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping

from ..vendor import Reply, Request, Route
from .answers import Row, duplicate, paged
from .assistant_fields import secret_refs
from .checking import Problem, choice, must, shape, text
from .desk import Desk
from .references import uses_secret

CREATE = shape(
    {"identifier": must(text()), "type": must(choice("bearer", "basic")), "token": text(), "username": text(), "password": text()}
)
PARTS: Mapping[str, tuple[str, ...]] = {"bearer": ("token",), "basic": ("username", "password")}


class IntegrationSecrets(Desk):
    """``/integration_secrets``: no read of one, no update. A row holds ``type`` and a fingerprint of the value."""

    def routes(self) -> Iterable[Route]:
        """List, create, delete."""
        return (
            Route("GET", "/integration_secrets", self._list),
            Route("POST", "/integration_secrets", self._create),
            Route("DELETE", "/integration_secrets/{id}", self._delete),
        )

    def _list(self, request: Request) -> Reply:
        """The largest page is not documented; users send up to 250."""
        type = request.query.get("filter[type]", "")
        rows = [row for row in self.tables["integration_secret"].listed() if type in ("", row["type"])]
        return paged(request, [_shown(row) for row in rows], 25, 250)

    def _create(self, request: Request) -> Reply:
        """Nothing of the value comes back. A second secret of the same identifier is refused with 10012, or not: not documented."""
        body = self.checked(CREATE, request)
        parts = PARTS[body["type"]]
        self.refuse([Problem(("body", part), "Field required", "missing") for part in parts if part not in body], request)
        taken = any(row["identifier"] == body["identifier"] for row in self.tables["integration_secret"].rows())
        if taken and self.setting["duplicate_secret"] == "refuse":
            raise duplicate("identifier", body["identifier"])
        row = {
            "id": self.world.uuid(),
            "record_type": "integration_secret",
            "identifier": body["identifier"],
            "created_at": self.now(),
            "updated_at": self.now(),
            "type": body["type"],
            "fingerprint": hashlib.sha256("\0".join(body[part] for part in parts).encode()).hexdigest(),
        }
        self.tables["integration_secret"].put(row["id"], row)
        return Reply(201, {"data": _shown(row)})

    def _delete(self, request: Request) -> Reply:
        row = self.found("integration_secret", request)
        identifier = row["identifier"]
        users = [user for user in self.tables["assistant"].rows() if uses_secret(user, identifier)]
        users += [user for user in self.tables["mcp_server"].rows() if identifier in secret_refs(user)]
        self.refuse_in_use(identifier, users)
        self.tables["integration_secret"].pop(row["id"])
        return Reply(204)


def _shown(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in ("type", "fingerprint")}
