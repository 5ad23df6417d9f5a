"""TeXML and call control applications: what a number is connected to."""

from __future__ import annotations

from ..vendor import Request
from .answers import Row, in_use
from .checking import Kind, choice, fill, flag, many, must, nullable, shape, text, whole
from .desk import Shelf, part_of

_URL = text(pattern=r"^https?://")
_SITES = (
    "Latency",
    "Chicago, IL",
    "Ashburn, VA",
    "San Jose, CA",
    "Sydney, Australia",
    "Amsterdam, Netherlands",
    "London, UK",
    "Toronto, Canada",
)
_INBOUND = shape(
    {
        "channel_limit": whole(default=None),
        "shaken_stir_enabled": flag(default=False),
        "sip_subdomain": text(default=None),
        "sip_subdomain_receive_settings": choice("only_my_connections", "from_anyone", default="from_anyone"),
    },
    default={},
)
_OUTBOUND = shape({"channel_limit": whole(default=None), "outbound_voice_profile_id": text(default=None)}, default={})
_SHARED = {
    "active": flag(default=True),
    "call_cost_in_webhooks": flag(default=False),
    "dtmf_type": choice("RFC 2833", "Inband", "SIP INFO", default="RFC 2833"),
    "first_command_timeout": flag(default=False),
    "first_command_timeout_secs": whole(default=30),
    "inbound": _INBOUND,
    "outbound": _OUTBOUND,
    "tags": many(text(), default=[]),
}
_TEXML = {
    **_SHARED,
    "anchorsite_override": choice(*_SITES, "Vancouver, Canada", "Frankfurt, Germany", default="Latency"),
    "friendly_name": text(),
    "status_callback": Kind("string", pattern=r"^https?://", default=None),
    "status_callback_method": choice("get", "post", default="post"),
    "voice_fallback_url": Kind("string", pattern=r"^https?://", default=None),
    "voice_method": choice("get", "post", default="post"),
    "voice_url": _URL,
}
_CALL_CONTROL = {
    **_SHARED,
    "anchorsite_override": choice(*_SITES, "Chennai, IN", default="Latency"),
    "redact_dtmf_debug_logging": flag(default=False),
    "application_name": text(),
    "webhook_event_url": _URL,
    "webhook_event_failover_url": nullable(text(default="")),
    "webhook_api_version": choice("1", "2", default="1"),
    "webhook_timeout_secs": nullable(whole(0, 30, default=None)),
}
_OURS = "https://api.telnyx.com/v2/ai/assistants/{}/texml"


class _Applications(Shelf):
    """What both kinds do alike: their required fields are due on every update, and calls in and out are described in two blocks."""

    made = 201
    size = 250
    required: tuple[str, ...] = ()
    filtered = ""

    def new_id(self) -> str:
        return self.digits()

    def born(self, body: Row) -> Row:
        stamps = {"record_type": self.kind, "updated_at": self.now()}
        return self.fresh(self.new_id(), {**fill(self.update, fill(self.create, body)), **stamps})

    def changed(self, before: Row, body: Row) -> Row:
        """Seen by users: the outbound block is replaced whole. Inferred: so is the inbound one."""
        named = [name for name in ("inbound", "outbound") if name in body]
        blocks: Row = {name: self._block(before[name], body[name], self.update.fields[name]) for name in named}
        return {**before, **body, **blocks, "updated_at": self.now()}

    def wanted(self, request: Request, row: Row) -> bool:
        profile = request.query.get("filter[outbound_voice_profile_id]", "")
        named = part_of(request.query, f"filter[{self.filtered}]", row[self.required[0]])
        return named and profile in ("", row["outbound"].get("outbound_voice_profile_id"))

    def released(self, row: Row) -> None:
        """Whether one that numbers are connected to can be deleted is not documented."""
        numbers = [one["phone_number"] for one in self.tables["phone_number"].rows() if one["connection_id"] == row["id"]]
        if numbers and self.setting["app_in_use"] == "refuse":
            raise in_use(row["id"], numbers)

    def _block(self, before: Row, after: Row, kind: Kind) -> Row:
        block: Row = {**before, **after} if self.setting["app_blocks"] == "merge" else fill(kind, after)
        return block


class TexmlApplications(_Applications):
    """``/texml_applications``. One comes with every assistant that names none."""

    kind = "texml_application"
    path = "/texml_applications"
    required = ("friendly_name", "voice_url")
    filtered = "friendly_name"
    create = shape({**_TEXML, "friendly_name": must(text()), "voice_url": must(_URL)})
    update = create

    def made_for(self, assistant: str) -> str:
        """Seen by users: the application that an assistant gets by itself. Its id."""
        body = {"friendly_name": f"ai-assistant-{self.world.uuid()}", "voice_url": _OURS.format(assistant), "voice_method": "get"}
        row = self.born(body)
        self.tables[self.kind].put(row["id"], row)
        return str(row["id"])

    def erased_with(self, key: str) -> None:
        """An assistant that is deleted for good takes its own application along, unless numbers are connected to it."""
        row = self.tables[self.kind].get(key)
        connected = any(one["connection_id"] == key for one in self.tables["phone_number"].rows())
        if row is not None and row["friendly_name"].startswith("ai-assistant-") and not connected:
            self.tables[self.kind].pop(key)

    def checked(self, kind: Kind, request: Request) -> Row:
        """Whether an update without its required fields is refused is not documented."""
        if request.method == "PATCH" and self.setting["texml_required"] == "accept":
            kind = shape(_TEXML)
        return super().checked(kind, request)


class CallControlApplications(_Applications):
    """``/call_control_applications``."""

    kind = "call_control_application"
    path = "/call_control_applications"
    required = ("application_name", "webhook_event_url")
    filtered = "application_name][contains"
    update = shape({**_CALL_CONTROL, "application_name": must(text()), "webhook_event_url": must(_URL)})
    # Described without labels.
    create = shape({name: kind for name, kind in update.fields.items() if name != "tags"})
