"""
A simulated Telnyx: AI assistants and everything they refer to, are reached by or tested with.

It follows the published API description and, where that is silent, what users have seen; what neither tells is a switch.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Mapping
from dataclasses import replace

from ..vendor import Reply, Request, Route, Table, Vendor, World
from .answers import Row, error, header, under_ai
from .applications import CallControlApplications, TexmlApplications
from .assistant_tests import AssistantTests
from .assistants import Assistants
from .attachments import Attachments
from .desk import Desk
from .insights import InsightGroups, Insights
from .integration_secrets import IntegrationSecrets
from .mcp_servers import McpServers
from .numbers import PhoneNumbers
from .profiles import MessagingProfiles, OutboundVoiceProfiles
from .shared_tools import SharedTools
from .tool_fields import HEADER_LISTS, SIP_CREDENTIALS
from .version_routes import AssistantVersions
from .versions import Versions

__all__ = ["Telnyx"]

KINDS = (
    "assistant",
    "deleted_assistant",
    "canary_deploy",
    "assistant_test",
    "integration_secret",
    "tool",
    "mcp_server",
    "insight",
    "insight_group",
    "texml_application",
    "call_control_application",
    "messaging_profile",
    "outbound_voice_profile",
    "phone_number",
    "released_number",
)
WINDOW_S = 60
UNTOLD = 100_000


class Telnyx(Vendor):
    """
    Tables by kind; ``deleted_assistant`` may still be restored, ``released_number`` may not.

    The row of an assistant is its main version; the other versions are kept beside. A row holds ``tool_ids``, which no answer shows.
    ``allowance``: how many calls a minute are answered, None for all of them.
    """

    name = "telnyx"
    mount = "/telnyx/v2"
    switches: Mapping[str, tuple[str, ...]] = {
        "nested": ("replace", "merge"),
        "omitted_lists": ("keep", "reset"),
        "null": ("422", "ignore"),
        "tool_id": ("present", "absent"),
        "tool_definition": ("wrapped", "bare"),
        "duplicate_secret": ("refuse", "accept"),
        "delete_in_use": ("allow", "refuse"),
        "not_found": ("errors", "detail"),
        "header_values": ("clear", "masked", "absent"),
        "unknown_tools": ("accept", "refuse"),
        "null_app_first": ("no", "yes"),
        "secret_refs": ("any", "check"),
        "foreign_settings": ("drop", "refuse"),
        "error_input": ("absent", "echo"),
        "main_mcp": ("present", "absent"),
        "mcp_put": ("replace", "merge"),
        "insight_put": ("merge", "replace"),
        "json_schema": ("sent", "string"),
        "texml_required": ("422", "accept"),
        "app_blocks": ("replace", "merge"),
        "app_in_use": ("refuse", "allow"),
        "canary_exists": ("409", "400"),
        "side_edits": ("version", "plain"),
        "duplicate_test": ("refuse", "accept"),
        "ratelimit_reset": ("seconds", "epoch"),
    }
    # The key ``value`` is secret only inside a list of headers, so the whole list is kept out of the log.
    masked = frozenset({"token", "username", "password", "api_key", "external_pin", "v1_secret"}) | SIP_CREDENTIALS | HEADER_LISTS

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.tables = {kind: Table() for kind in KINDS}
        self.reset()

    def reset(self) -> None:
        """An account with the vendor's own insight and group, and some numbers."""
        super().reset()
        self.allowance: int | None = None
        self._calls: deque[float] = deque()
        if self.tables:
            self._desks = self._opened()

    def _opened(self) -> tuple[Desk, ...]:
        """A path that another would swallow comes first."""
        insights, numbers, tools = Insights(self), PhoneNumbers(self), SharedTools(self)
        groups, apps, profiles = InsightGroups(insights), TexmlApplications(self), MessagingProfiles(self)
        versions = Versions(self.tables["assistant"], self.tables["canary_deploy"])
        self._assistants = Assistants(self, versions, tools, apps, profiles)
        for owner in (insights, groups, numbers):
            owner.preset()
        others = (IntegrationSecrets(self), McpServers(self), OutboundVoiceProfiles(self), CallControlApplications(self))
        ours = (AssistantTests(self), Attachments(self._assistants), self._assistants, AssistantVersions(self._assistants))
        return (*ours, tools, insights, groups, apps, profiles, numbers, *others)

    def routes(self) -> Iterable[Route]:
        """Every operation of every group of objects."""
        return (route for desk in self._desks for route in desk.routes())

    def answer(self, request: Request) -> Reply:
        """As documented for the base, with the headers that tell how many calls are left."""
        now = self.world.now()
        self._calls.append(now)
        while self._calls[0] < now - WINDOW_S:
            self._calls.popleft()
        over = self.allowance is not None and len(self._calls) > self.allowance
        reply = self.failure(request, 429) if over else super().answer(request)
        return replace(reply, headers={**self._limits(now), **reply.headers})

    def _limits(self, now: float) -> dict[str, str]:
        """Numbers per endpoint are not published, and pages disagree about the form of the reset."""
        limit = UNTOLD if self.allowance is None else self.allowance
        free_at = self._calls[0] + WINDOW_S
        reset = free_at if self.setting["ratelimit_reset"] == "epoch" else free_at - now
        told = {"limit": limit, "remaining": max(0, limit - len(self._calls)), "reset": max(1, round(reset))}
        return {f"x-ratelimit-{name}": str(value) for name, value in told.items()}

    def authorize(self, request: Request) -> Reply | None:
        """401 with code 10009 unless a bearer token was sent; any token will do."""
        if re.fullmatch(r"(?i:bearer) +\S+", header(request, "authorization")):
            return None
        return error(401, "10009", "Authentication failed", "Could not understand the provided credentials.")

    def unknown_route(self, request: Request) -> Reply:
        """404 with code 10005."""
        return error(404, "10005", "Resource not found", f"There is nothing at {request.method} {request.path}.")

    def malformed(self, request: Request) -> Reply:
        """422 under ``/ai``, 400 elsewhere."""
        if under_ai(request):
            return Reply(422, {"detail": [{"loc": ["body", 0], "msg": "JSON decode error", "type": "json_invalid"}]})
        return error(400, "10015", "Bad request", "The request body is not valid JSON.")

    def failure(self, request: Request, status: int) -> Reply:
        """429 with code 10011; the body of a 5xx is not documented."""
        if status == 429:
            return error(429, "10011", "Too many requests", "You have exceeded the maximum number of allowed requests.")
        return super().failure(request, status)

    def edited(self, kind: str, key: str, patch: Mapping[str, object]) -> Row | None:
        """As documented for the base; saving an assistant in the portal writes a version like any other save."""
        before = self.tables[kind].get(key)
        row = super().edited(kind, key, patch)
        if kind != "assistant" or row is None or before is None:
            return row
        return self._assistants.edited(before, row)
