"""
The simulated vendor Cozmox: every kind of object that a voice agent there is made of, kept per organisation.

Written from the vendor's documentation and SDKs. A habit that neither of them tells is a switch, or is marked "inferred" where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..vendor import Json, Route, Table, World
from .account import Account
from .agents import Agents
from .fields import Row
from .integrations import Integrations
from .keys import Keys
from .telephony import Allowed, Numbers, Trunks
from .texts import GLOBAL_RULES, OUTCOME_REST, PLATFORM_OUTCOMES, RULE_REST, Faqs, Outcomes, Rules, Templates
from .tools import Bindings, Tools
from .workflows import Workflows


class Cozmox(Account):
    """
    The vendor Cozmox below ``/org/{org_id}``, and ``GET /me/organizations``.

    Creates answer 201 with the object, reads and updates 200 with the object. Errors are ``{status: false, message, error, data}``:
    401 without a key, 403 for an organisation not in ``organizations``, 404 for an object that is not there or is another
    organisation's, 400 or 422 for a bad body. The form of the error body is inferred from what the vendor's deletes answer with.

    Rows of ``tables`` hold what was sent, plain, with ``organization_id``: the switch ``wire`` changes answers and no row.
    """

    name = "cozmox"
    mount = "/cozmox/api"
    switches: Mapping[str, tuple[str, ...]] = {
        "auth": ("both", "bearer", "x-api-key"),
        "revision": ("B", "C"),
        "config": ("replace", "merge"),
        "defaults": ("none", "fill"),
        "wire": ("raw", "string", "base64", "bytes"),
        "headers": ("object", "any"),
        "invalid": ("400", "422"),
        "untold": ("true", "false"),
        "numbers_on": ("inbound", "both"),
        "pair_names": ("equal", "suffixed"),
        "pair_update": ("each", "both"),
        "pair_delete": ("each", "both"),
        "provider": ("sent", "upper"),
        "no_numbers": ("taken", "refused"),
        "number_form": ("sent", "digits"),
        "same_number": ("refused", "taken"),
        "opaque": ("kept", "filled"),
        "cursor_end": ("absent", "null", "stays"),
        "platform_org": ("absent", "other"),
        "settings": ("replace", "merge"),
        "integration_id": ("connection", "catalogue"),
        "revoked": ("leave", "stay"),
        "key_prefix": ("telling", "bare"),
    }
    masked = frozenset({"headers", "credentials", "auth_username", "auth_password", "minted_key"})

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.tables.update({kind: Table() for kind in KINDS})
        self._platform()
        self._tools, self._workflows, self._allowed = Tools(self), Workflows(self), Allowed(self)
        bindings = Bindings(self)
        self._desks = (
            Agents(self, bindings, self._allowed),
            bindings,
            self._tools,
            Trunks(self),
            Numbers(self),
            self._allowed,
            self._workflows,
            Faqs(self),
            Outcomes(self),
            Rules(self),
            Templates(self),
            Integrations(self),
            Keys(self),
        )

    def reset(self) -> None:
        """Default switches, no objects but the platform's, and ``org-1`` as the only organisation."""
        super().reset()
        self.organizations = {"org-1"}
        self._platform()

    def routes(self) -> Iterable[Route]:
        """The account's own path, then those of each kind."""
        yield Route("GET", "/me/organizations", self.list_organizations)
        for desk in self._desks:
            yield from desk.routes()

    def edited(self, kind: str, key: str, patch: Mapping[str, Json]) -> Row | None:
        """A dashboard edit does what a write through the API does: it moves ``updated_at``, numbers parameters, mints versions."""
        changed, before = dict(patch), self.tables[kind].get(key)
        if before is None:
            return None
        if "parameters" in changed:
            changed["parameters"] = self._tools.numbered(changed["parameters"])
        if "definition" in changed:
            changed |= self._workflows.minted(before, changed["definition"])
        if "updated_at" in before:
            changed.setdefault("updated_at", self.time())
        row = super().edited(kind, key, changed)
        if row is not None and kind == "agent":
            self._allowed.mirror(row)
        return row

    def _platform(self) -> None:
        """The vendor's own objects, which every organisation sees. There are no tables yet while the vendor is being made."""
        for kind, rows, rest in (("outcome_definition", PLATFORM_OUTCOMES, OUTCOME_REST), ("quality_rule", GLOBAL_RULES, RULE_REST)):
            for row in rows if kind in self.tables else ():
                self.tables[kind].put(row["id"], {**rest, **row})


KINDS = (
    "agent",
    "tool",
    "agent_tool",
    "sip_trunk",
    "agent_sip_trunk",
    "phone_number",
    "workflow",
    "faq",
    "outcome_definition",
    "quality_rule",
    "email_template",
    "integration",
    "api_key",
    "revoked_key",
)
