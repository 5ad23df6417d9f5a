"""The rows that Vocode and Fluents share: one set in two dialects. Fluents adds labels, deletion, and what goes along with an update."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tests.conformance.row import MASK, Beside, Drift, Edit, Habits, Need, Otherwise, Row, Sent

Json = Any

EXTERNAL = {
    "name": "order_status",
    "description": "Tell the state of an order.",
    "url": "https://example.com/orders",
    "input_schema": {"type": "object", "properties": {"order": {"type": "string"}}},
    "speak_on_send": False,
    "speak_on_receive": True,
}
CALLED = {"type": "action_trigger_function_call", "config": {}}


# Where every field is declared, nothing is left for somebody else but what the vendor computes.
NOBODY_ELSE = Beside(("user_id",), "00000000-0000-4000-8000-00000000beef", survives=False)


def phrased(phrase: str) -> dict[str, Json]:
    """The trigger that waits for a phrase."""
    spoken = {"phrase": phrase, "conditions": ["phrase_condition_type_contains"]}
    return {"type": "action_trigger_phrase_based", "config": {"phrase_triggers": [spoken]}}


@dataclass(frozen=True, slots=True)
class Dialect:
    """
    One vendor's way of saying the same. ``labels``: every object carries one, by which it is found, and can be deleted.

    ``carries``: whatever else an object holds goes along with an update.
    """

    vendor: str
    labels: bool
    carries: bool

    @property
    def ends(self) -> str:
        """What pruning does."""
        return "deleted" if self.labels else "abandoned"

    def named(self, spec: dict[str, Json], label: str) -> dict[str, Json]:
        """The spec with its label, where there are labels."""
        return {**spec, "label": label} if self.labels else spec

    def update(self, kind: str, body: dict[str, Json], **along: Json) -> tuple[Sent, ...]:
        """The update of an object: its body, and what goes along with it where anything does."""
        return (Sent("POST", f"/v1/{kind}s/update", {**body, **along} if self.carries else body, {"id": "{id}"}),)

    def changed_number(self, body: dict[str, Json], **along: Json) -> tuple[Sent, ...]:
        """The update of a number."""
        return (Sent("POST", "/v1/numbers/update", {**body, **along} if self.carries else body, {"phone_number": "{id}"}),)

    def rows(self) -> tuple[Row, ...]:
        """Every shared row."""
        return (*self._numbers(), self._agent(), self._prompt(), self._voice(), *self._actions(), self._webhook(), self._connection())

    def _needs(self) -> tuple[Need, ...]:
        vendor = self.vendor
        return (
            Need(f"{vendor}/prompt", "script", self.named({"content": "Be brief."}, "Script")),
            Need(f"{vendor}/voice", "aria", self.named({"type": "voice_azure", "voice_name": "en-US-AriaNeural"}, "Aria")),
            Need(f"{vendor}/action", "hangup", self.named({"type": "action_end_conversation", "config": {}}, "Hang up")),
        )

    def _desk(self) -> dict[str, Json]:
        return {
            "name": "Front desk",
            "prompt": {"$ref": f"{self.vendor}/prompt/script"},
            "voice": {"$ref": f"{self.vendor}/voice/aria"},
            "actions": [{"$ref": f"{self.vendor}/action/hangup"}],
            "initial_message": "Hello!",
            "idle_time_seconds": 20,
        }

    def _numbers(self) -> tuple[Row, ...]:
        vendor = self.vendor
        yes, desk = {"outbound_only": True}, {"inbound_agent": "{desk}"}
        return (
            Row(
                f"{vendor}/number",
                {"number": "+12025550123", "label": "Main line"},
                found="+12025550123",
                edit=Edit("label", "Old main line", self.changed_number({"label": "Old main line"})),
                drift=Drift("label", ("label",), "Somebody's line", self.changed_number({"label": "Old main line"})),
                beside=Beside(("outbound_only",), value=True),
                ends="abandoned",
            ),
            Row(
                f"{vendor}/number",
                {"number": "+12025550124", "inbound_agent": {"$ref": f"{vendor}/agent/desk"}, "outbound_only": False},
                title="answered",
                found="+12025550124",
                needs=(*self._needs(), Need(f"{vendor}/agent", "desk", self._desk())),
                allow=(f"routing:{vendor}/number/walker",),
                edit=Edit("outbound_only", value=True, calls=self.changed_number(yes, **desk)),
                drift=Drift("inbound_agent", ("inbound_agent",), None, self.changed_number(desk, **yes)),
                beside=Beside(("label",), "Somebody's label"),
                ends="abandoned",
            ),
        )

    def _agent(self) -> Row:
        along = {
            "name": "Front desk",
            "idle_time_seconds": 20,
            "language": "en",
            "interrupt_sensitivity": "low",
            "endpointing_sensitivity": "auto",
            "ivr_navigation_mode": "off",
            "conversation_speed": 1.0,
        }
        greeting = {"initial_message": "Good day!"}
        return Row(
            f"{self.vendor}/agent",
            self._desk(),
            needs=self._needs(),
            edit=Edit("initial_message", "Good day!", self.update("agent", greeting, **along)),
            drift=Drift("actions", ("actions",), [], self.update("agent", {"actions": ["{hangup}"]}, **greeting, **along)),
            beside=Beside(("language",), "de"),
            ends=self.ends,
        )

    def _prompt(self) -> Row:
        mend = self.update("prompt", {"content": "You are ${name}, a clerk."}, label="Greeter", type="prompt")
        return Row(
            f"{self.vendor}/prompt",
            self.named({"content": "You are ${name}."}, "Greeter"),
            edit=Edit("content", "You are ${name}, a clerk.", mend),
            drift=Drift("content", ("content",), "You are a pirate.", mend),
            beside=Beside(("context_endpoint",), "https://example.com/context"),
            ends=self.ends,
        )

    def _voice(self) -> Row:
        spec = {"type": "voice_eleven_labs", "voice_id": "pNInz6", "stability": 0.5}
        steady = {"type": "voice_eleven_labs", "stability": 0.7}
        there = {"type": "voice_eleven_labs", "voice_id": "pNInz6"}
        return Row(
            f"{self.vendor}/voice",
            self.named(spec, "Adam"),
            edit=Edit("stability", 0.7, self.update("voice", steady, voice_id="pNInz6", label="Adam")),
            drift=Drift("voice_id", ("voice_id",), "other", self.update("voice", there, stability=0.7, label="Adam")),
            beside=Beside(("similarity_boost",), 0.9),
            ends=self.ends,
        )

    def _actions(self) -> tuple[Row, ...]:
        vendor = self.vendor
        transfer = {"type": "action_transfer_call", "config": {"phone_number": "+12025550181"}}
        moved = self.update("action", transfer, label="Transfer", action_trigger=CALLED)
        # The signature goes along, or the vendor may make another one.
        speaking = {"type": "action_external", "config": {**EXTERNAL, "speak_on_send": True, "signature_secret": MASK}}
        spoken = self.update("action", speaking, label="Orders", action_trigger=CALLED)
        return (
            Row(
                f"{vendor}/action",
                self.named({"type": "action_transfer_call", "config": {"phone_number": "+12025550180"}}, "Transfer"),
                edit=Edit("config.phone_number", "+12025550181", moved),
                drift=Drift("config.phone_number", ("config", "phone_number"), "+12025550199", moved),
                beside=Beside(("action_trigger",), phrased("a person")),
                ends=self.ends,
            ),
            Row(
                f"{vendor}/action",
                self.named({"type": "action_external", "config": EXTERNAL}, "Orders"),
                title="external",
                edit=Edit("config.speak_on_send", value=True, calls=spoken),
                drift=Drift("config.url", ("config", "url"), "https://example.com/elsewhere", spoken),
                beside=Beside(("config", "signature_secret"), "somebody's new signature"),
                ends=self.ends,
            ),
            self._conference(),
            self._on_a_phrase(),
        )

    def _conference(self) -> Row:
        waiting = {"phone_number": "+12025550180", "place_primary_on_hold": True}
        walking = {"type": "action_add_to_conference", "config": {**waiting, "place_primary_on_hold": False}}
        put = self.update("action", walking, label="Conference", action_trigger=CALLED)
        return Row(
            f"{self.vendor}/action",
            self.named({"type": "action_add_to_conference", "config": waiting}, "Conference"),
            title="conference",
            edit=Edit("config.place_primary_on_hold", value=False, calls=put),
            drift=Drift("config.phone_number", ("config", "phone_number"), "+12025550199", put),
            beside=Beside(("action_trigger",), phrased("join us")),
            ends=self.ends,
        )

    def _on_a_phrase(self) -> Row:
        """A trigger is sent whole, from one phrase to another and to the model's own decision."""
        sent = self.update("action", {"type": "action_set_hold", "action_trigger": phrased("one moment")}, label="Hold")
        return Row(
            f"{self.vendor}/action",
            self.named({"type": "action_set_hold", "config": {}, "action_trigger": phrased("hold the line")}, "Hold"),
            title="on-a-phrase",
            edit=Edit("action_trigger", phrased("one moment"), sent),
            drift=Drift("action_trigger", ("action_trigger",), CALLED, sent),
            beside=Beside(("description",), "somebody's note") if self.labels else NOBODY_ELSE,
            ends=self.ends,
        )

    def _webhook(self) -> Row:
        url, one = {"url": "https://example.com/events"}, {"subscriptions": ["event_message"]}
        return Row(
            f"{self.vendor}/webhook",
            self.named({**url, "subscriptions": ["event_message", "event_action"]}, "Events"),
            edit=Edit("subscriptions", ["event_message"], self.update("webhook", one, label="Events", method="POST")),
            drift=Drift("url", ("url",), "https://example.com/elsewhere", self.update("webhook", url, label="Events", method="POST")),
            beside=Beside(("method",), "GET"),
            ends=self.ends,
        )

    def _connection(self) -> Row:
        credentials = {"twilio_account_sid": {"$secret": "env:TWILIO_SID"}, "twilio_auth_token": {"$secret": "env:TWILIO_TOKEN"}}
        sent = self.update("account_connection", {"type": "account_connection_twilio", "credentials": MASK}, label="Twilio")
        token = "credentials.twilio_auth_token"
        return Row(
            f"{self.vendor}/account_connection",
            self.named({"type": "account_connection_twilio", "credentials": credentials}, "Twilio"),
            edit=Edit(token, {"$secret": "env:TWILIO_TOKEN_2"}, sent),
            drift=Drift(token, ("credentials", "twilio_auth_token"), "somebody's token", sent),
            beside=Beside(("account_supports_any_caller_id",), value=True),
            ends="abandoned",
        )

    def habits(self) -> Habits:
        """What the switches that both have change on the shared rows."""
        return {
            f"{self.vendor}/account_connection": {ECHO: HIDDEN, SILENCE: HIDDEN},
            f"{self.vendor}/action-external": {ECHO: _MASKED, SILENCE: self._unsigned()},
        }

    def _unsigned(self) -> Otherwise:
        """An action whose signature is never shown, so that it cannot go along."""
        config = {**EXTERNAL, "speak_on_send": True}
        sent = self.update("action", {"type": "action_external", "config": config}, label="Orders", action_trigger=CALLED)
        return Otherwise(
            "A signature that was never seen cannot be sent.",
            edit=Edit("config.speak_on_send", value=True, calls=sent),
            drift=Drift("config.url", ("config", "url"), "https://example.com/elsewhere", sent),
        )


ECHO = ("secret_echo", "masked")
SILENCE = ("secret_echo", "omitted")
HIDDEN = Otherwise("What the vendor never shows can be edited unseen; a note says so.", unseen=True)
SAME = Otherwise("A field that is shown is compared, whatever is hidden beside it.")
_MASKED = Otherwise(
    "The signature goes along with every write of config, and its mask must not.", stops="edit", says="masked:.*sending the mask"
)
