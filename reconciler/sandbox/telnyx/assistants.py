"""Assistants: what a write makes of one, what an answer shows of it, and how it is deleted and restored."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ..vendor import Json, Reply, Request, Route, Vendor
from .answers import Row, broken, paged, veiled
from .applications import TexmlApplications
from .assistant_fields import ASSISTANT_CREATE, ASSISTANT_STORED, ASSISTANT_UPDATE, KEPT, RESETTABLE, secret_refs
from .checking import Problem, fill, merge
from .desk import DAY, Desk
from .filling import described, heard, synced, voiced
from .profiles import MessagingProfiles
from .references import assistants_in, flow_tool_ids
from .refusals import broken_rules, flow_problems
from .shared_tools import SharedTools
from .versions import Versions

RESTORABLE = 30 * DAY


class Assistants(Desk):
    """``/ai/assistants`` without the tests, versions and canaries below it."""

    def __init__(
        self, vendor: Vendor, versions: Versions, tools: SharedTools, apps: TexmlApplications, profiles: MessagingProfiles
    ) -> None:
        super().__init__(vendor)
        self.versions = versions
        self._tools = tools
        self._apps = apps
        self._profiles = profiles
        self._app_unseen: set[str] = set()

    def routes(self) -> Iterable[Route]:
        """Literal paths stand before the templates that would swallow them."""
        one = "/ai/assistants/{id}"
        return (
            Route("GET", "/ai/assistants", self._list),
            Route("POST", "/ai/assistants", self.once(self._create)),
            Route("GET", "/ai/assistants/deleted", self._list_deleted),
            Route("GET", one, self._read),
            Route("POST", one, self._update),
            # In no description, yet users send it with success.
            Route("PATCH", one, self._update),
            Route("DELETE", one, self._delete),
            Route("GET", one + "/deleted", self._read_deleted),
            Route("POST", one + "/restore", self._restore),
            Route("GET", one + "/texml", self._texml),
        )

    def edited(self, before: Row, row: Row) -> Row:
        """A save in the portal writes a version like any other save."""
        row["tools"] = self._equipped(row.get("tools", []))
        saved = self._stamped(row)
        self.tables["assistant"].put(row["id"], before)
        self.versions.make_main(saved)
        return saved

    def saved(self, row: Row) -> None:
        """Main after an edit beside the update; whether it writes a version is not documented."""
        if self.setting["side_edits"] == "version":
            self.versions.make_main(self._stamped(row))
        else:
            self.tables["assistant"].put(row["id"], row)

    def shown(self, row: Row) -> Row:
        """The row as an answer shows it: shared tools merged into ``tools``, and resolved inside the flow."""
        shown = {name: value for name, value in row.items() if name != "tool_ids"}
        inline = [{**tool, "shared": False} for tool in row.get("tools", [])]
        shown["tools"] = [self._without_id(tool) for tool in [*inline, *self._tools.entries(row.get("tool_ids", []))]]
        if "conversation_flow" in row:
            nodes = [self._resolved(node) for node in row["conversation_flow"]["nodes"]]
            shown["conversation_flow"] = {**row["conversation_flow"], "nodes": nodes}
        if row["id"] in self._app_unseen:
            shown["telephony_settings"] = {**row["telephony_settings"], "default_texml_app_id": None}
        found: Row = veiled(shown, self.setting["header_values"])
        return found

    def _shown_main(self, row: Row) -> Row:
        """Whether main shows its MCP servers unasked is not documented: for a version it takes a query parameter."""
        return {name: value for name, value in self.shown(row).items() if name != "mcp_servers" or self.setting["main_mcp"] == "present"}

    def _list(self, request: Request) -> Reply:
        return Reply(200, {"data": [self._shown_main(row) for row in self.tables["assistant"].listed()]})

    def _create(self, request: Request) -> Reply:
        body = self.checked(ASSISTANT_CREATE, request)
        key = f"assistant-{self.world.uuid()}"
        row = {"id": key, "created_at": self.now(), "related_mission_ids": [], **self.changed({}, body)}
        # Inferred: an application or a profile that the body names is used, and none is made beside it.
        if "default_texml_app_id" not in row["telephony_settings"]:
            row["telephony_settings"]["default_texml_app_id"] = self._apps.made_for(key)
        if "default_messaging_profile_id" not in row["messaging_settings"]:
            row["messaging_settings"]["default_messaging_profile_id"] = self._profiles.made_for(key)
        row = self._stamped(row)
        self.tables["assistant"].put(key, row)
        if self.setting["null_app_first"] == "yes":
            self._app_unseen.add(key)
        return Reply(200, self.shown(row))

    def _read(self, request: Request) -> Reply:
        shown = self._shown_main(self.found("assistant", request))
        self._app_unseen.discard(shown["id"])
        return Reply(200, shown)

    def _update(self, request: Request) -> Reply:
        """Every success writes a version; with ``promote_to_main`` false main stays, and the answer is the candidate."""
        before = self.found("assistant", request)
        body = self.checked(ASSISTANT_UPDATE, request)
        promoted = body.pop("promote_to_main", True)
        row = self._stamped(self.changed(before, {"version_name": "New assistant", **body}))
        if promoted:
            self.versions.make_main(row)
        else:
            self.versions.keep(row)
        return Reply(200, self.shown(row))

    def _delete(self, request: Request) -> Reply:
        """Soft unless ``hard_delete``; 400 while another assistant refers to this one, by a handoff tool or a flow edge."""
        row = self.found("assistant", request)
        key = row["id"]
        others = [other for other in self.tables["assistant"].rows() if other["id"] != key]
        users = [other["name"] for other in others if key in assistants_in(self.shown(other))]
        if users:
            raise broken(f"Assistant {key} is referred to by {', '.join(users)}.")
        self.tables["assistant"].pop(key)
        if request.query.get("hard_delete", "false").lower() == "true":
            self._erase(row)
        else:
            expiry = {"deleted_at": self.now(), "permanently_deleted_at": self.now(RESTORABLE)}
            self.tables["deleted_assistant"].put(key, {**row, **expiry})
        return Reply(200, {"id": key, "object": "assistant", "deleted": True})

    def _erase(self, row: Row) -> None:
        """For good: versions, canary and the application made with it; shared tools and the like stay."""
        self.versions.forget(row["id"])
        self.tables["canary_deploy"].pop(row["id"])
        self._apps.erased_with(row["telephony_settings"]["default_texml_app_id"])

    def _list_deleted(self, request: Request) -> Reply:
        return paged(request, [self.shown(row) for row in self.tables["deleted_assistant"].listed()], 20, 100)

    def _read_deleted(self, request: Request) -> Reply:
        return Reply(200, self.shown(self.found("deleted_assistant", request)))

    def _restore(self, request: Request) -> Reply:
        """The assistant comes back as it was, with its versions and its application."""
        row = self.found("deleted_assistant", request)
        self.tables["deleted_assistant"].pop(row["id"])
        back = {name: value for name, value in row.items() if name not in ("deleted_at", "permanently_deleted_at")}
        self.tables["assistant"].put(row["id"], back)
        return Reply(200, self.shown(back))

    def _texml(self, request: Request) -> Reply:
        key = self.found("assistant", request)["id"]
        return Reply(200, f'<?xml version="1.0" encoding="UTF-8"?><Response><Connect><AIAssistant id="{key}"/></Connect></Response>')

    def _stamped(self, row: Row) -> Row:
        return {**row, "version_id": self.versions.new_id(self.world.now()), "version_created_at": self.now()}

    # --- What a write makes of an assistant ---------------------------------------------------------------------------

    def changed(self, before: Row, body: Row) -> Row:
        """The row after this body, no version yet: laid over what was there, defaults filled in, and refused if a rule is broken."""
        row = {**before, **{name: self._laid_over(name, before.get(name), value) for name, value in body.items()}}
        if self.setting["omitted_lists"] == "reset":
            row = {name: value for name, value in row.items() if name in body or name not in RESETTABLE}
        if row.get("external_llm") and "model" not in row:
            row["model"] = ""
        row = dict(fill(ASSISTANT_STORED, row))
        row["tools"] = self._equipped(row["tools"])
        strict = self.setting["foreign_settings"] == "refuse"
        row["transcription"] = heard(row["transcription"], strict=strict, changed="fallback_models" not in body.get("transcription", {}))
        row["voice_settings"] = voiced(row["voice_settings"])
        if "observability_settings" in row:
            row["observability_settings"] = synced(row["observability_settings"])
        self._refuse_unknown(body)
        for reason in broken_rules(row, [*row["tools"], *self._tools.entries(row["tool_ids"])], self._tools.entries(flow_tool_ids(row))):
            raise broken(reason)
        return row

    def _laid_over(self, name: str, before: Json, after: Json) -> Json:
        kind = ASSISTANT_STORED.fields[name]
        if self.setting["nested"] == "merge":
            return merge(kind, before, after)
        if kind.name == "shape" and isinstance(before, dict) and isinstance(after, dict):
            kept = {inner: before[inner] for outer, inner in KEPT if outer == name and inner in before}
            return {**kept, **after}
        return after

    def _equipped(self, tools: Sequence[Json]) -> list[Json]:
        """Seen by users: every entry has a ``tool_id`` and a tool-level ``timeout_ms``."""
        found = []
        for tool in tools:
            entry = {"timeout_ms": 5000, "tool_id": f"tool-{self.world.uuid()}", **described(tool)}
            found.append({name: value for name, value in entry.items() if name != "shared"})
        return found

    def _refuse_unknown(self, body: Row) -> None:
        """422 for shared tools that do not exist and for a flow that does not hang together; 400 for unknown secrets when told to check."""
        problems = [
            Problem(("body", "tool_ids", at), f"Tool {one} not found", "value_error", one)
            for at, one in enumerate(body.get("tool_ids", []))
            if one not in self.tables["tool"]
        ]
        problems += flow_problems(body.get("conversation_flow"), self.tables["tool"])
        self.refuse(problems)
        if self.setting["secret_refs"] == "check":
            known = {row["identifier"] for row in self.tables["integration_secret"].rows()}
            for identifier in secret_refs(body):
                if identifier not in known:
                    raise broken(f"Integration secret {identifier} not found.")

    def _without_id(self, tool: Row) -> Row:
        return {name: value for name, value in tool.items() if name != "tool_id" or self.setting["tool_id"] == "present"}

    def _resolved(self, node: Row) -> Row:
        if node["type"] == "prompt" and node.get("shared_tool_ids"):
            return {**node, "tools": [self._without_id(tool) for tool in self._tools.entries(node["shared_tool_ids"])]}
        if node["type"] == "tool":
            return {**node, "tool": next((self._without_id(tool) for tool in self._tools.entries([node["shared_tool_id"]])), None)}
        return node
