"""How each of the real bodies ends, and why: the explanation that no body may lack."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from tests.real.manifests import without

Json = Any


@dataclass(frozen=True, slots=True)
class Ending:
    """
    ``refused`` are the fields that validate refuses in the body as it was written, each with words of its reason.

    ``mend`` does what these reasons say; None: nothing that the author meant could be told from the body. ``vendor_takes`` says
    that the vendor would have taken the body all the same. ``dropped`` are fields that the vendor drops silently: validate warns
    of them, and apply reports them. ``kept`` are unknown fields that are warned about, and that the vendor keeps.
    """

    refused: Mapping[str, str] | None = None
    mend: Callable[[Json], Json] | None = None
    vendor_takes: bool = False
    dropped: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """One line of the summary."""
        if self.refused is not None:
            why = "which the vendor would take" if self.vendor_takes else "as the vendor would"
            return f"refused by validate, {why}{'; round trip once mended as it says' if self.mend else ''}"
        return "round trip; fields that the vendor drops are warned about" if self.dropped else "round trip"


def _same(body: Json) -> Json:
    """The nested objects become manifests of their own, which is how every body here is written a second time."""
    return body


def _with_voice(body: Json) -> Json:
    return {**body, "voice_settings": {"voice": "Telnyx.KokoroTTS.af_heart", **body["voice_settings"]}}


def _without_id_and_with_caller(body: Json) -> Json:
    tools = [{**tool, "transfer": {"from": "+15555550160", **tool["transfer"]}} if "transfer" in tool else tool for tool in body["tools"]]
    return {**without(body, ["id"]), "tools": tools}


def _with_numbers(body: Json) -> Json:
    return {**body, "stability": 0.2, "similarity_boost": 0.75, "optimize_streaming_latency": 4}


NESTED = "A nested object would edit the linked one"
MISSING = "This field is required"

TABLE: Mapping[str, Ending] = {
    "telnyx/01-filler-messages-create.json": Ending(),
    "telnyx/02-filler-messages-tools-update.json": Ending(
        {"tools[0].webhook.timeout_ms": "less than or equal to 10000"},
        lambda body: without(body, ["tools[].webhook.timeout_ms"]),
        dropped=("tools[0].webhook.filler_messages",),
    ),
    "telnyx/03-pci-payment-collection.json": Ending(),
    "telnyx/05-lab-results-hipaa.json": Ending(),
    "telnyx/06-multilingual-code-switching.json": Ending(),
    "telnyx/09-ivr-replacement-unknown-fields.json": Ending(
        dropped=("telephony_settings.enabled", "voice", "insight_settings.enabled", "insight_settings.params")
    ),
    "telnyx/11-eva-airline-benchmark.json": Ending(),
    "telnyx/13-async-tool-acme.json": Ending(),
    "telnyx/15-billing-warm-transfer.json": Ending(),
    "telnyx/16-northwind-minimal-create.json": Ending(),
    "telnyx/18-estatepulse-home-buyer.json": Ending(),
    "telnyx/19-hermes-external-llm.json": Ending(
        {"instructions": MISSING, "external_llm.base_url": MISSING, "external_llm.model": MISSING},
        kept=("external_llm.api_base",),
    ),
    "telnyx/22-hebrew-handoff-update.json": Ending({"voice_settings.voice": MISSING}, _with_voice),
    "telnyx/24-voicetest-sample-assistant.json": Ending(
        {"id": "The vendor sets this field", "tools[1].transfer.from": MISSING}, _without_id_and_with_caller
    ),
    "telnyx/26-client-side-tool-show-order.json": Ending(),
    "telnyx/27-whatsapp-template-unknown-type.json": Ending(kept=("whatsapp_template",)),
    "vocode/01-hoyo-bot-number-update.json": Ending({"inbound_agent": NESTED}, _same, vendor_takes=True),
    "vocode/04-clinic-intake-number-update.json": Ending({"inbound_agent": NESTED}, _same, vendor_takes=True),
    "vocode/07-agent-voice-by-uuid.json": Ending(),
    "vocode/08-yoda-prompt-update.json": Ending({"inbound_agent": NESTED}, _same, vendor_takes=True),
    "vocode/10-eleven-voice-strings.json": Ending(
        {"stability": "valid number", "similarity_boost": "valid number", "optimize_streaming_latency": "Remove the quotes"}, _with_numbers
    ),
    "vocode/12-playht-voice.json": Ending(),
    "vocode/13-external-action-meeting.json": Ending(),
    "vocode/15-warm-transfer-agent-actions.json": Ending({"actions[0]": NESTED, "actions[1]": NESTED}, _same, vendor_takes=True),
    "vocode/17-scheduling-agent-update.json": Ending(),
    "vocode/21-twilio-account-connection.json": Ending(),
    "vocode/24-go-agent-create.json": Ending({"actions[0]": "empty"}, lambda body: {**body, "actions": []}),
    "vocode/26-fluents-appointment-confirm.json": Ending({"prompt": NESTED}, _same, vendor_takes=True),
    "dailybots/01-web-demo-default.json": Ending(),
    "dailybots/03-wally-weather-anthropic.json": Ending(),
    "dailybots/05-f1-race-engineer.json": Ending(),
    "dailybots/07-vision-examplebot.json": Ending(),
    "dailybots/09-stratechery-rag.json": Ending(),
    "dailybots/11-webhooks-events-dialout.json": Ending(),
    "dailybots/13-metal-gear-meryl.json": Ending(),
    "dailybots/15-cxx-openai-realtime.json": Ending(),
    "dailybots/17-react-native-no-stt.json": Ending(),
    "dailybots/19-go-roleplay-full.json": Ending(dropped=("recording_settings",)),
    "dailybots/21-portcullis-webhook-tools.json": Ending(dropped=("daily", "heartbeat_interval")),
    "cozmox/01-sdk-create-minimal.json": Ending(),
    "cozmox/02-sdk-create-all.json": Ending(),
    "cozmox/04-sdk-create-2026-02-free-objects.json": Ending(
        kept=("greeting_config.foo", "llm_config.foo", "transcriber_config.foo", "vad_config.foo", "voice_config.foo")
    ),
    "cozmox/06-sdk-tool-create.json": Ending({"headers": "valid dictionary"}, lambda body: without(body, ["headers"])),
    "cozmox/07-acme-support-composed.json": Ending(),
}
