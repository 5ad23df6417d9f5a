"""Versions and canaries of an assistant: what they answer, and what locks what."""

from __future__ import annotations

from collections.abc import Iterable

from ..vendor import Refusal, Reply, Request, Route
from .answers import Row, broken, error
from .assistant_fields import ASSISTANT_UPDATE
from .assistants import Assistants
from .checking import Kind, choice, many, must, number, shape, text
from .desk import Desk
from .versions import served

_SHARE = shape({"version_id": must(text()), "weight": must(number(0, 100))})
_CLAUSE = shape({"attribute": must(text()), "operator": must(choice("in", "not_in", "starts_with")), "values": must(many(text(), low=1))})
_RULE = shape({"match": many(_CLAUSE), "serve": must(shape({"version_id": text(), "rollout": many(_SHARE)}))})
CANARY: Kind = shape({"rules": many(_RULE, default=[])})


class AssistantVersions(Desk):
    """``/ai/assistants/{id}/versions`` and ``/ai/assistants/{id}/canary-deploys``."""

    def __init__(self, assistants: Assistants) -> None:
        super().__init__(assistants.vendor)
        self._assistants = assistants
        self._versions = assistants.versions

    def routes(self) -> Iterable[Route]:
        """A version is read, edited in place, deleted, promoted; a canary is one object."""
        versions, canary = "/ai/assistants/{id}/versions", "/ai/assistants/{id}/canary-deploys"
        return (
            Route("GET", versions, self._list),
            Route("GET", versions + "/{version}", self._read),
            Route("POST", versions + "/{version}", self._update),
            Route("DELETE", versions + "/{version}", self._delete),
            Route("POST", versions + "/{version}/promote", self._promote),
            Route("GET", canary, self._read_canary),
            Route("POST", canary, self.once(self._create_canary)),
            Route("PUT", canary, self._replace_canary),
            Route("DELETE", canary, self._delete_canary),
        )

    # --- Versions -----------------------------------------------------------------------------------------------------

    def _list(self, request: Request) -> Reply:
        key = self.found("assistant", request)["id"]
        return Reply(200, {"data": [self._assistants.shown(row) for row in self._versions.all(key)]})

    def _read(self, request: Request) -> Reply:
        """MCP servers are shown only with ``include_mcp_servers=true``."""
        shown = self._assistants.shown(self._version(request))
        if request.query.get("include_mcp_servers", "false").lower() != "true":
            shown.pop("mcp_servers", None)
        return Reply(200, shown)

    def _update(self, request: Request) -> Reply:
        """In place, keeping the version's id; refused for main and for a version that a canary rule serves."""
        before = self._free(self._not_main(self._version(request)))
        body = self.checked(ASSISTANT_UPDATE, request)
        body.pop("promote_to_main", None)
        row = self._assistants.changed(before, body)
        self._versions.keep(row)
        return Reply(200, self._assistants.shown(row))

    def _delete(self, request: Request) -> Reply:
        self._versions.drop(self._free(self._not_main(self._version(request))))
        return Reply(204)

    def _promote(self, request: Request) -> Reply:
        """The version becomes main, and the canary is wiped: all traffic goes to this version."""
        row = self._version(request)
        self._versions.make_main(row)
        self.tables["canary_deploy"].pop(row["id"])
        return Reply(200, self._assistants.shown(row))

    def _version(self, request: Request) -> Row:
        key, wanted = self.found("assistant", request)["id"], request.params["version"]
        row = self._versions.get(key, wanted)
        if row is None:
            raise self.missing(f"Assistant {key} has no version {wanted}.")
        return row

    def _not_main(self, row: Row) -> Row:
        main = self.tables["assistant"].get(row["id"])
        if main is not None and main["version_id"] == row["version_id"]:
            raise broken("The main version can be neither edited nor deleted here.")
        return row

    def _free(self, row: Row) -> Row:
        """Seen by users: what a canary serves is locked until the canary is gone."""
        if row["version_id"] in served(self.tables["canary_deploy"].get(row["id"])):
            raise broken(f"Version {row['version_id']} is locked by a canary deploy.")
        return row

    # --- Canaries -----------------------------------------------------------------------------------------------------

    def _read_canary(self, request: Request) -> Reply:
        return Reply(200, self._canary(request))

    def _create_canary(self, request: Request) -> Reply:
        """How a second canary is refused is not documented."""
        key = self.found("assistant", request)["id"]
        if key in self.tables["canary_deploy"]:
            status = int(self.setting["canary_exists"])
            raise Refusal(error(status, "10015", "Invalid request", f"Assistant {key} has a canary deploy already."))
        row = {"assistant_id": key, "created_at": self.now(), **self._rules(request)}
        return self._put_canary(row)

    def _replace_canary(self, request: Request) -> Reply:
        before = self._canary(request)
        return self._put_canary({"assistant_id": before["assistant_id"], "created_at": before["created_at"], **self._rules(request)})

    def _delete_canary(self, request: Request) -> Reply:
        self.tables["canary_deploy"].pop(self._canary(request)["assistant_id"])
        return Reply(204)

    def _put_canary(self, row: Row) -> Reply:
        row = {**row, "updated_at": self.now()}
        self.tables["canary_deploy"].put(row["assistant_id"], row)
        return Reply(200, row)

    def _canary(self, request: Request) -> Row:
        """Seen by users: 404 where there is none."""
        key = self.found("assistant", request)["id"]
        row = self.tables["canary_deploy"].get(key)
        if row is None:
            raise self.missing(f"Assistant {key} has no canary deploy.")
        return row

    def _rules(self, request: Request) -> Row:
        """Documented: a rule serves one version or shares of several, and their sum leaves something for main."""
        body = {"rules": [], **self.checked(CANARY, request)}
        known = {row["version_id"] for row in self._versions.all(request.params["id"])}
        for rule in body["rules"]:
            serve = rule["serve"]
            if ("version_id" in serve) == bool(serve.get("rollout")):
                raise broken("A rule serves exactly one of version_id and rollout.")
            if sum(share["weight"] for share in serve.get("rollout", [])) >= 100:
                raise broken("The weights of a rollout must stay below 100.")
        for version in served(body):
            if version not in known:
                raise broken(f"There is no version {version}.")
        return body
