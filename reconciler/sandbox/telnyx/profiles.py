"""Profiles: how messages are sent and received, and how calls go out."""

from __future__ import annotations

from collections.abc import Iterable

from ..vendor import Reply, Request, Route
from .answers import Row, paged
from .checking import choice, fill, flag, many, must, nullable, number, shape, text, whole
from .desk import Shelf, part_of

_DECIMAL = text(pattern=r"^[0-9]+(?:\.[0-9]+)?$")
_POOL = shape(
    {
        "geomatch": flag(default=False),
        "long_code_weight": must(number()),
        "skip_unhealthy": must(flag()),
        "sticky_sender": flag(default=False),
        "toll_free_weight": must(number()),
    }
)
_SHORTENER = shape({"domain": must(text()), "prefix": text(), "replace_blacklist_only": flag(), "send_webhooks": flag()})
_COUNTRIES = many(text(pattern=r"^([A-Z]{2}|\*)$"))
_MESSAGING = {
    "ai_assistant_id": nullable(text(high=64, default=None)),
    "alpha_sender": nullable(text(pattern=r"^[A-Za-z0-9 ]{1,11}$", default=None)),
    "daily_spend_limit": _DECIMAL,
    "daily_spend_limit_enabled": flag(default=False),
    "enabled": flag(default=True),
    "mms_fall_back_to_sms": flag(default=False),
    "mms_transcoding": flag(default=False),
    "mobile_only": flag(default=False),
    "name": text(),
    "number_pool_settings": nullable(_POOL),
    "smart_encoding": flag(default=False),
    "url_shortener_settings": nullable(_SHORTENER),
    "webhook_api_version": choice("1", "2", "2010-04-01", default="2"),
    "webhook_failover_url": nullable(text(default="")),
    "webhook_url": nullable(text(default="")),
    "whitelisted_destinations": _COUNTRIES,
    "features": nullable(shape({"ai_opt_out_detection_enabled": flag()}, extra="keep")),
}
_AT_BIRTH = {"health_webhook_url": nullable(text()), "resource_group_id": nullable(text(high=64))}
_LATER = {"redaction_enabled": flag(), "redaction_level": whole()}
ORGANIZATION = "0d8e1b4a-0000-4000-8000-000000000001"


class MessagingProfiles(Shelf):
    """``/messaging_profiles``. One comes with every assistant that names none."""

    kind = "messaging_profile"
    path = "/messaging_profiles"
    create = shape({**_MESSAGING, **_AT_BIRTH, "name": must(text()), "whitelisted_destinations": must(_COUNTRIES)})
    update = shape({**_MESSAGING, **_LATER})

    def routes(self) -> Iterable[Route]:
        """The plain ones and the numbers of a profile."""
        return (*super().routes(), Route("GET", self.path + "/{id}/phone_numbers", self._numbers))

    def made_for(self, assistant: str) -> str:
        """Inferred: the profile that an assistant gets by itself is named like its application. Its id."""
        body = {"name": f"ai-assistant-{self.world.uuid()}", "whitelisted_destinations": ["US"], "ai_assistant_id": assistant}
        row = self.born(body)
        self.tables[self.kind].put(row["id"], row)
        return str(row["id"])

    def born(self, body: Row) -> Row:
        stamps = {"record_type": self.kind, "organization_id": ORGANIZATION, "updated_at": self.now(), "v1_secret": self.world.uuid()}
        redaction = {"redaction_enabled": False, "redaction_level": 2}
        return self.fresh(self.new_id(), {**fill(self.create, body), **redaction, **stamps})

    def changed(self, before: Row, body: Row) -> Row:
        """What only a create takes was dropped; redaction is ignored, since no organisation here is allowed it."""
        taken = {name: fill(self.update.fields[name], value) for name, value in body.items() if name not in _LATER}
        return {**before, **taken, "updated_at": self.now()}

    def wanted(self, request: Request, row: Row) -> bool:
        exact = request.query.get("filter[name][eq]", "")
        parts = ("filter[name]", "filter[name][contains]")
        return exact in ("", row["name"]) and all(part_of(request.query, name, row["name"]) for name in parts)

    def _numbers(self, request: Request) -> Reply:
        key = self.found(self.kind, request)["id"]
        rows = [row for row in self.tables["phone_number"].listed() if row["messaging"]["messaging_profile_id"] == key]
        named = [{"id": row["id"], "phone_number": row["phone_number"], "messaging_profile_id": key} for row in rows]
        return paged(request, named, self.size, self.most)


_RECORDING = shape(
    {
        "call_recording_caller_phone_numbers": many(text()),
        "call_recording_channels": choice("single", "dual", default="single"),
        "call_recording_format": choice("wav", "mp3", default="wav"),
        "call_recording_type": choice("all", "none", "by_caller_phone_number"),
    }
)
_OUTBOUND = {
    "billing_group_id": nullable(text(default=None)),
    "call_recording": _RECORDING,
    "calling_window": shape({"calls_per_cld": whole(0), "end_time": text(), "start_time": text()}),
    "concurrent_call_limit": nullable(whole(default=None)),
    "daily_spend_limit": _DECIMAL,
    "daily_spend_limit_enabled": flag(default=False),
    "enabled": flag(default=True),
    "max_destination_rate": number(),
    "name": must(text(low=3)),
    "service_plan": choice("global", default="global"),
    "tags": many(text(), default=[]),
    "traffic_type": choice("conversational", default="conversational"),
    "usage_payment_method": choice("rate-deck", default="rate-deck"),
    "whitelisted_destinations": many(text(pattern=r"^([A-Z]{2}|\*)$"), default=["US", "CA"]),
}


class OutboundVoiceProfiles(Shelf):
    """``/outbound_voice_profiles``. An update needs the name."""

    kind = "outbound_voice_profile"
    path = "/outbound_voice_profiles"
    create = shape(_OUTBOUND)
    update = shape(_OUTBOUND)

    def new_id(self) -> str:
        return self.digits()

    def born(self, body: Row) -> Row:
        stamps = {"record_type": self.kind, "connections_count": 0, "updated_at": self.now()}
        return self.fresh(self.new_id(), {**fill(self.create, body), **stamps})

    def changed(self, before: Row, body: Row) -> Row:
        taken = {name: fill(self.update.fields[name], value) for name, value in body.items()}
        return {**before, **taken, "updated_at": self.now()}

    def wanted(self, request: Request, row: Row) -> bool:
        return part_of(request.query, "filter[name][contains]", row["name"])
