"""The simulated Cozmox: agents, whose configuration stands in JSON columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ..vendor import Json, Reply, Request, Route
from .account import Account, paged
from .fields import Decoder, Row, json_list, json_object, one_of, picked, text, texts, without_nulls
from .telephony import Allowed
from .tools import Bindings, unbind


class Agents:
    """
    ``/agents``. ``revision`` says which state of the documentation holds: C is the newest, B the one before, whose agents have no
    ``default_functions`` and cannot be copied from another.
    """

    def __init__(self, account: Account, bindings: Bindings, allowed: Allowed) -> None:
        self.account = account
        self.bindings = bindings
        self.allowed = allowed

    def routes(self) -> Iterable[Route]:
        """The collection and one agent."""
        yield from self.account.tenant("/agents", GET=self._list, POST=self._create)
        yield from self.account.tenant("/agents/{id}", GET=self._read, PATCH=self._update, DELETE=self._delete)

    def _list(self, request: Request) -> Reply:
        rows = self.account.listed("agent", request)
        sought, kind = request.query.get("search", "").lower(), request.query.get("type", "")
        # That search matches a part of the name, whatever the case, is inferred.
        found = [row for row in rows if sought in row["name"].lower() and kind in ("", row["type"])]
        return paged(request, [picked(row, AGENT_SUMMARY) for row in found])

    def _create(self, request: Request) -> Reply:
        newest = self.account.setting["revision"] == "C"
        fields, required = (AGENT_CREATE_C, ("name", "type")) if newest else (AGENT_CREATE_B, ("name", "type", "prompt_template"))
        given = self.account.body(request, fields, required)
        origin = self._copied(request, given.pop("copy_from_agent_id", None))
        row = self.account.born("agent", request, {**AGENT_BLANK, **origin, **self._configured({}, given)})
        self.allowed.mirror(row)
        return Reply(201, self._answer(row))

    def _read(self, request: Request) -> Reply:
        return Reply(200, self._answer(self.account.owned("agent", request)))

    def _update(self, request: Request) -> Reply:
        row = self.account.owned("agent", request)
        given = self.account.body(request, AGENT_UPDATE_C if self.account.setting["revision"] == "C" else AGENT_UPDATE_B)
        row = self.account.changed("agent", row, self._configured(row, given))
        if "allowed_sip_trunks" in given:
            self.allowed.mirror(row)
        return Reply(200, self._answer(row))

    def _delete(self, request: Request) -> Reply:
        row = self.account.owned("agent", request)
        self.account.tables["agent"].pop(row["id"])
        unbind(self.account, "agent_id", row["id"])
        self.allowed.mirror({**row, "allowed_sip_trunks": []})
        return Reply(200, {"message": "agent deleted"})

    def _copied(self, request: Request, source: str | None) -> Row:
        # What a copy takes along is not documented: here every field that can be sent, and no tools.
        return {} if source is None else picked(self.account.owned("agent", request, source), {**AGENT_UPDATE_B, **AGENT_UPDATE_C})

    def _configured(self, before: Row, given: Row) -> Row:
        return {name: self._config(name, before.get(name), value) if name in CONFIGS else value for name, value in given.items()}

    def _config(self, name: str, before: Row | None, sent: Row) -> Row:
        """The config object to keep; whether the vendor merges and whether it fills in defaults are switches."""
        filled = DEFAULTS.get(name, {}) if self.account.setting["defaults"] == "fill" else {}
        if self.account.setting["config"] == "replace":
            return {**filled, **sent}
        # One level deep, as a JSON concatenation in a database does it; a null is ignored there as it is in the body.
        return {**filled, **(before or {}), **without_nulls(sent)}

    def _answer(self, row: Row) -> Row:
        columns = {name: self.account.wire(row.get(name)) for name in AGENT_COLUMNS}
        tools = self.bindings.of(row["id"], self.account.tables["agent_tool"].rows())
        shown = {**row, **columns, "tools": tools, "allowed_sip_trunks": self.allowed.of(row)}
        if self.account.setting["revision"] == "B":
            shown.pop("default_functions", None)
        return shown


CONFIGS = (
    "llm_config",
    "voice_config",
    "transcriber_config",
    "vad_config",
    "greeting_config",
    "goodbye_config",
    "background_sound",
    "extra_config",
    "room_duration_config",
    "precall_webhook",
)
AGENT_COLUMNS = (*CONFIGS, "plugins")
AGENT_SUMMARY = ("id", "name", "type", "created_at", "updated_at")

# The fields that the newest revision of the documentation no longer lists for updates.
UNLISTED_IN_C = ("llm_config", "voice_config", "transcriber_config", "background_sound", "precall_webhook", "allowed_sip_trunks")

AGENT_NAMES: Mapping[str, Decoder] = {"name": text, "type": one_of("voice", "chat", "video"), "prompt_template": text}
AGENT_CREATE_B: Mapping[str, Decoder] = {
    **AGENT_NAMES,
    **dict.fromkeys(CONFIGS, json_object),
    "plugins": json_list,
    "allowed_sip_trunks": texts,
}
AGENT_CREATE_C: Mapping[str, Decoder] = {**AGENT_NAMES, "copy_from_agent_id": text}
AGENT_UPDATE_B: Mapping[str, Decoder] = AGENT_CREATE_B
AGENT_UPDATE_C: Mapping[str, Decoder] = {
    **{name: decoder for name, decoder in AGENT_CREATE_B.items() if name not in UNLISTED_IN_C},
    "default_functions": texts,
}
AGENT_BLANK: Mapping[str, Json] = {
    "prompt_template": "",
    **dict.fromkeys(CONFIGS),
    "plugins": [],
    "allowed_sip_trunks": [],
    "default_functions": [],
    "public_quota": 0,
}

# No default is documented; these are plausible ones, so that a caller meets keys it never sent.
DEFAULTS: Mapping[str, Mapping[str, Json]] = {
    "llm_config": {"temperature": 0.7, "top_p": 1, "max_tokens": 1024, "parallel_tool_calls": True},
    "voice_config": {"speed": 1.0, "stability": 0.5, "similarity_boost": 0.75, "style": 0, "sample_rate": 24000},
    "transcriber_config": {"language": "en", "interim_results": True, "punctuate": True, "keywords": [], "sample_rate": 16000},
    "vad_config": {"activation_threshold": 0.5, "min_speech_duration": 0.05, "min_silence_duration": 0.55, "max_buffered_speech": 60},
    "greeting_config": {"agent_speaks_first": False, "pause_before_first_message": 0, "voice_mail_message": ""},
    "goodbye_config": {"enabled": False, "message": ""},
    "background_sound": {"enabled": True, "volume": 1.0, "thinking_sound": []},
    "extra_config": {"allow_interruptions": True, "interruption_sensitivity": 0.5, "min_words": 0, "turn_detector_enabled": False},
    "room_duration_config": {"max_duration_min": 30, "max_silence_sec": 60, "wait_for_message_sec": 0, "silence_message": ""},
    "precall_webhook": {"headers": {}, "timeout_seconds": 5},
}
