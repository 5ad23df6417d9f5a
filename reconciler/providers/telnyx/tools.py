"""
The tools of Telnyx: what an assistant can do besides talking, inline or shared.

Written after https://developers.telnyx.com/api/inference/inference-embedding and the vendor's own Python client.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import model_validator

from ...schema import ABSENT, Json, Spec, says
from ...schema.traits import (
    Atomic,
    BlankCounts,
    ClearWith,
    Computed,
    Deferrable,
    Keyed,
    Normalized,
    Null,
    NullMeans,
    Ordered,
    Ref,
    Sensitive,
    ServerDefault,
    SetLike,
    Unread,
    Verbatim,
    always,
)

Text = Annotated[str, Verbatim()]
SecretName = Annotated[str, Ref("telnyx/integration_secret", to="identifier")]
AssistantId = Annotated[str, Ref("telnyx/assistant"), Deferrable()]
ToolId = Annotated[str, Ref("telnyx/tool")]
Parameters = Annotated[dict[str, Any], Atomic()]
Preset = dict[str, Annotated[Any, Sensitive(literal=always)]]
Secretive = Annotated[str, Sensitive(literal=always), Verbatim()]

SINGLE = (
    "retrieval",
    "handoff",
    "hangup",
    "transfer",
    "invite",
    "refer",
    "send_dtmf",
    "send_message",
    "skip_turn",
    "pay",
    "vision",
    "update_dynamic_variables",
)
"""Types of which an assistant has one at most, inline and shared together."""

NAMED = ("webhook", "client_side_tool", "function")
RETIRED = ("book_appointment", "check_availability")
TYPES = (*NAMED, *SINGLE, *RETIRED)
BARE = ("vision",)
"""Types that need no settings."""

DEFAULT_TIMEOUT_MS = 5000

# `from` and `async` are words of Python's own.
From = Annotated[Text, says("Number or SIP address that the call comes from.", alias="from")]
Async = Annotated[bool, ServerDefault(), says("Whether the conversation goes on while the answer is awaited.", alias="async")]


class Header(Spec):
    name: Annotated[str, says("Name of the header.")] = ABSENT
    value: Annotated[Secretive, says("Value of the header; a template may name an integration secret.")] = ABSENT


class SipHeader(Spec):
    name: Annotated[Literal["User-to-User", "Diversion"], says("Name of the SIP header.")] = ABSENT
    value: Annotated[Secretive, says("Value of the SIP header.")] = ABSENT


class Filler(Spec):
    type: Annotated[str, says("When the sentence is spoken.", known=("request_start", "request_response_delayed"))]
    content: Annotated[Text, says("Sentence spoken while the tool works.")]
    timing_ms: Annotated[int, says("Milliseconds of waiting before a delayed sentence; ignored for the first one.")] = ABSENT

    @model_validator(mode="after")
    def _is_complete(self) -> Filler:
        if self.type == "request_response_delayed" and "timing_ms" not in self.model_fields_set:
            raise ValueError("A message of type request_response_delayed needs timing_ms.")
        return self


class StoredField(Spec):
    name: Annotated[str, says("Dynamic variable that takes the value.", min_length=1)]
    value_path: Annotated[str, says("Dotted path of the value in the response.", min_length=1)]


class Webhook(Spec):
    async_: Async = ABSENT
    name: Annotated[str, says("Name under which the model calls the tool.")]
    description: Annotated[Text, says("When and why the model should call the tool.")]
    url: Annotated[Text, says("Address to call; may hold {path} parameters and {{dynamic variables}}.")]
    method: Annotated[Literal["GET", "POST", "PUT", "DELETE", "PATCH"], ServerDefault(), says("HTTP method, POST when absent.")] = ABSENT
    async_timeout_ms: Annotated[int, says("Milliseconds that an asynchronous request may take to be accepted.", ge=1, le=15000)] = ABSENT
    # Examples in use hold 20000 and 30000. The published limits refuse those, and a value without effect is not worth a failed apply.
    timeout_ms: Annotated[
        int, says("Former time limit.", ge=500, le=10000, deprecated="Stored without effect: use timeout_ms of the tool itself.")
    ] = ABSENT
    headers: Annotated[list[Header], Keyed("name"), says("Headers of the request.")] = ABSENT
    body_parameters: Annotated[Parameters, says("JSON Schema of the request's body.")] = ABSENT
    path_parameters: Annotated[Parameters, says("JSON Schema of the parameters in the path.")] = ABSENT
    query_parameters: Annotated[Parameters, says("JSON Schema of the parameters in the query.")] = ABSENT
    preset_body_fields: Annotated[Preset, says("Fixed fields added to the body, unseen by the model.")] = ABSENT
    preset_query_params: Annotated[Preset, says("Fixed parameters added to the query, unseen by the model.")] = ABSENT
    store_fields_as_variables: Annotated[
        list[StoredField], Keyed("name"), says("Values of the response that are kept as dynamic variables.")
    ] = ABSENT
    messages: Annotated[list[Filler], Ordered(), says("Sentences that bridge the wait; not for asynchronous requests.")] = ABSENT


class ClientSideTool(Spec):
    name: Annotated[str, says("Name under which the model calls the tool.")]
    description: Annotated[Text, says("When and why the model should call the tool.")]
    parameters: Annotated[Parameters, says("JSON Schema of the arguments.")]


class Function(Spec):
    name: Annotated[str, says("Name under which the model calls the function.")]
    description: Annotated[Text, says("When and why the model should call the function.")] = ABSENT
    parameters: Annotated[Parameters, says("JSON Schema of the arguments.")] = ABSENT


class Retrieval(Spec):
    bucket_ids: Annotated[list[str], SetLike(), says("Names of the embedded buckets that are searched.")]
    max_num_results: Annotated[int, says("How many passages a search may return.")] = ABSENT


class HandoffAssistant(Spec):
    id: Annotated[AssistantId, says("Assistant that takes over.")]
    name: Annotated[str, says("Name by which the model chooses that assistant.")]


class Handoff(Spec):
    ai_assistants: Annotated[list[HandoffAssistant], Keyed("id"), says("Assistants that the conversation can be given to.")]
    voice_mode: Annotated[Literal["unified", "distinct"], says("Whether all assistants share one voice.")] = ABSENT


class Hangup(Spec):
    description: Annotated[Text, ServerDefault(), says("When the model should end the call.")] = ABSENT


class TransferTarget(Spec):
    to: Annotated[Text, says("Number or SIP address to call.")]
    name: Annotated[str, says("Name by which the model chooses the target.")] = ABSENT
    extension: Annotated[str, says("Keys pressed once the target answers.", max_length=64, pattern="^[0-9A-DwW*#]*$")] = ABSENT
    message: Annotated[Text, says("What the target hears before the caller is connected.")] = ABSENT
    sip_auth_username: Annotated[Secretive, says("User name for SIP authentication.")] = ABSENT
    sip_auth_password: Annotated[str, Sensitive(), says("Password for SIP authentication.")] = ABSENT


class DetectionConfig(Spec):
    after_greeting_silence_millis: Annotated[int, says("Silence after a greeting that counts as its end.", ge=100, le=5000)] = ABSENT
    between_words_silence_millis: Annotated[int, says("Longest pause between two words of one phrase.", ge=10, le=5000)] = ABSENT
    greeting_duration_millis: Annotated[int, says("Longest greeting of a human.", ge=100, le=10000)] = ABSENT
    greeting_silence_duration_millis: Annotated[int, says("Silence that ends a machine's greeting.", ge=500, le=50000)] = ABSENT
    greeting_total_analysis_time_millis: Annotated[int, says("Longest wait for a machine's greeting to end.", ge=500, le=300000)] = ABSENT
    initial_silence_millis: Annotated[int, says("Longest silence before anyone speaks.", ge=100, le=500000)] = ABSENT
    maximum_number_of_words: Annotated[int, says("Number of words above which a machine is assumed.", ge=1, le=50)] = ABSENT
    maximum_word_length_millis: Annotated[int, says("Longest single word.", ge=50, le=5000)] = ABSENT
    min_word_length_millis: Annotated[int, says("Shortest sound that counts as a word.", ge=1, le=1000)] = ABSENT
    silence_threshold: Annotated[int, says("Loudness below which sound counts as silence.", ge=1, le=1000)] = ABSENT
    total_analysis_time_millis: Annotated[int, says("Longest analysis before a verdict.", ge=500, le=60000)] = ABSENT


class TransferVoicemailMessage(Spec):
    type: Annotated[Literal["message", "warm_transfer_instructions"], says("Where the message comes from.")] = ABSENT
    message: Annotated[Text, says("What is left on the voicemail.")] = ABSENT


class TransferVoicemailAction(Spec):
    action: Annotated[Literal["stop_transfer", "leave_message_and_stop_transfer"], says("What happens at a voicemail.")] = ABSENT
    voicemail_message: Annotated[TransferVoicemailMessage, says("The message to leave.")] = ABSENT


class TransferVoicemail(Spec):
    detection_mode: Annotated[Literal["disabled", "premium"], says("Whether voicemails are looked for.")] = ABSENT
    detection_config: Annotated[DetectionConfig, says("Thresholds of the detection.")] = ABSENT
    on_voicemail_detected: Annotated[TransferVoicemailAction, says("What to do when a voicemail answers.")] = ABSENT


class BridgeBeep(Spec):
    enabled: Annotated[bool, says("Whether a beep marks the connection.")] = ABSENT
    target_legs: Annotated[Literal["self", "both"], says("Who hears the beep.")] = ABSENT


class WarmTransferAcceptance(Spec):
    enabled: Annotated[bool, says("Whether the target is asked before the caller is connected.")] = ABSENT
    end_user_target_context_mode: Annotated[
        Literal["private", "shared"], ServerDefault(), says("Whether the target learns the caller's number; private when absent.")
    ] = ABSENT
    require_acceptance: Annotated[bool, ServerDefault(), says("Whether silence counts as a refusal; false when absent.")] = ABSENT
    timeout_secs: Annotated[int, says("Seconds that the target has to accept.")] = ABSENT


class Transfer(Spec):
    from_: From
    targets: Annotated[list[TransferTarget] | str, Ordered(), says("Where calls may go: a list, or one template that yields it.")]
    description: Annotated[Text, ServerDefault(), says("When the model should transfer; written by the vendor when absent.")] = ABSENT
    custom_headers: Annotated[list[Header], Keyed("name"), says("SIP headers added to the transferred call.")] = ABSENT
    diversion: Annotated[str, says("Value of the SIP Diversion header.")] = ABSENT
    voicemail_detection: Annotated[TransferVoicemail, says("What happens when a machine answers.")] = ABSENT
    warm_transfer_instructions: Annotated[Text, says("What the assistant tells the target first.")] = ABSENT
    warm_transfer_acceptance: Annotated[WarmTransferAcceptance, says("Whether the target must agree first.")] = ABSENT
    warm_message_delay_ms: Annotated[
        int | None, NullMeans(Null.CLEAR), says("Milliseconds between the answer and the message to the target.")
    ] = ABSENT
    bridge_beep: Annotated[BridgeBeep, says("A beep when the parties are connected.")] = ABSENT


class InviteTarget(Spec):
    to: Annotated[Text, says("Number or SIP address to call.")]
    name: Annotated[str, says("Name by which the model chooses the target.")] = ABSENT


class InviteVoicemailAction(Spec):
    action: Annotated[Literal["stop_invite"], says("What happens at a voicemail.")] = ABSENT


class InviteVoicemail(Spec):
    detection_mode: Annotated[Literal["disabled", "premium"], says("Whether voicemails are looked for.")] = ABSENT
    on_voicemail_detected: Annotated[InviteVoicemailAction, says("What to do when a voicemail answers.")] = ABSENT


class Invite(Spec):
    from_: From
    targets: Annotated[
        list[InviteTarget] | str | None,
        Ordered(),
        NullMeans(Null.CLEAR),
        says("Who may be invited: a list, or one template that yields it."),
    ] = ABSENT
    custom_headers: Annotated[list[Header], Keyed("name"), says("SIP headers added to the new call.")] = ABSENT
    voicemail_detection: Annotated[InviteVoicemail, says("What happens when a machine answers.")] = ABSENT


class ReferTarget(Spec):
    name: Annotated[str, says("Name by which the model chooses the target.")]
    sip_address: Annotated[Text, says("SIP address that takes the call over.")]
    sip_auth_username: Annotated[Secretive, says("User name for SIP authentication.")] = ABSENT
    sip_auth_password: Annotated[str, Sensitive(), says("Password for SIP authentication.")] = ABSENT


class Refer(Spec):
    targets: Annotated[list[ReferTarget], Ordered(), says("Where calls may be referred to.")]
    custom_headers: Annotated[list[Header], Keyed("name"), says("Headers added to the SIP REFER.")] = ABSENT
    sip_headers: Annotated[list[SipHeader], Keyed("name"), says("Standard SIP headers of the SIP REFER.")] = ABSENT


class SendMessage(Spec):
    message_template: Annotated[Text | None, NullMeans(Null.CLEAR), says("Text to send; the model writes it when there is none.")] = ABSENT


class SkipTurn(Spec):
    description: Annotated[Text, ServerDefault(), says("When the model should stay silent for a turn.")] = ABSENT


Card = Literal["visa", "mastercard", "amex", "maestro", "discover", "optima", "jcb", "diners-club", "enroute"]


class Pay(Spec):
    connector_name: Annotated[str, says("Pay connector of the account that takes the payment.")]
    connector_parameters: Annotated[Preset, says("Parameters handed to the connector.")] = ABSENT
    currency: Annotated[str, ServerDefault(), says("Currency of the payment, USD when absent.")] = ABSENT
    description: Annotated[Text | None, ServerDefault(), NullMeans(Null.CLEAR), says("What the payment is for.")] = ABSENT
    payment_method: Annotated[str, ServerDefault(), says("Means of payment, credit-card when absent.", known=("credit-card",))] = ABSENT
    valid_card_types: Annotated[list[Card], SetLike(), says("Cards that are accepted.")] = ABSENT


class Vision(Spec):
    max_frame_age_secs: Annotated[int, says("Seconds after which a picture is too old to be looked at.")] = ABSENT


class UpdatableVariable(Spec):
    name: Annotated[str, says("Dynamic variable that the model may set.", pattern="^[a-zA-Z0-9._-]+$")]
    description: Annotated[Text, says("What the variable holds.")] = ABSENT
    type: Annotated[str, says("JSON type of the variable.")] = ABSENT

    @model_validator(mode="after")
    def _is_not_reserved(self) -> UpdatableVariable:
        if self.name.startswith("telnyx_"):
            raise ValueError("Variables whose names start with telnyx_ are the vendor's and cannot be updated.")
        return self


class UpdateDynamicVariables(Spec):
    name: Annotated[str, says("Name under which the model calls the tool.", pattern="^[a-zA-Z0-9_-]+$")]
    description: Annotated[Text, says("When and why the model should call the tool.")]
    updatable_variables: Annotated[list[UpdatableVariable], says("Variables that the model may set.", min_length=1), Keyed("name")]


class BookAppointment(Spec):
    event_type_id: Annotated[int, says("Cal.com event type to book.")]
    api_key_ref: Annotated[SecretName, says("Integration secret that holds the Cal.com API key.")]
    attendee_name: Annotated[str, says("Name of the person the appointment is for.")] = ABSENT
    attendee_timezone: Annotated[str, says("Time zone of that person.")] = ABSENT


class CheckAvailability(Spec):
    event_type_id: Annotated[int, says("Cal.com event type to look up.")]
    api_key_ref: Annotated[SecretName, says("Integration secret that holds the Cal.com API key.")]


CALCOM_IS_GONE = "The vendor dropped its Cal.com tools in June 2025: use a webhook tool instead."


class ToolSettings(Spec):
    """The union of all tools: ``type`` names the one key that holds the settings. Types that are not known here pass through."""

    type: Annotated[str, says("What the tool does; its settings stand under the key of the same name.", known=TYPES)]
    timeout_ms: Annotated[int, ServerDefault(), says("Milliseconds that a synchronous call may take, 5000 when absent.")] = ABSENT
    webhook: Annotated[Webhook, says("Settings of a tool that calls a web address.")] = ABSENT
    client_side_tool: Annotated[ClientSideTool, says("Settings of a tool that runs in the caller's own program.")] = ABSENT
    function: Annotated[Function, says("Settings of a function whose call is handed to the client.")] = ABSENT
    retrieval: Annotated[Retrieval, says("Settings of a search in embedded documents.")] = ABSENT
    handoff: Annotated[Handoff, says("Settings of a handoff to other assistants.")] = ABSENT
    hangup: Annotated[Hangup, says("Settings of ending the call.")] = ABSENT
    transfer: Annotated[Transfer, says("Settings of a transfer to a person.")] = ABSENT
    invite: Annotated[Invite, says("Settings of inviting someone into the call.")] = ABSENT
    refer: Annotated[Refer, says("Settings of a SIP REFER.")] = ABSENT
    send_dtmf: Annotated[Parameters, BlankCounts(), says("Settings of pressing keys; normally empty.")] = ABSENT
    send_message: Annotated[SendMessage, says("Settings of sending a text message.")] = ABSENT
    skip_turn: Annotated[SkipTurn, says("Settings of staying silent for a turn.")] = ABSENT
    pay: Annotated[Pay, says("Settings of taking a card payment by keypad.")] = ABSENT
    vision: Annotated[Vision, says("Settings of looking at the caller's video.")] = ABSENT
    update_dynamic_variables: Annotated[UpdateDynamicVariables, says("Settings of changing dynamic variables.")] = ABSENT
    book_appointment: Annotated[BookAppointment, says("Settings of a Cal.com booking.", deprecated=CALCOM_IS_GONE)] = ABSENT
    check_availability: Annotated[CheckAvailability, says("Settings of a Cal.com calendar query.", deprecated=CALCOM_IS_GONE)] = ABSENT

    @model_validator(mode="after")
    def _has_its_settings(self) -> ToolSettings:
        if self.type in TYPES and self.type not in BARE and self.type not in self.model_fields_set:
            raise ValueError(f"A tool of type {self.type} needs its settings under the key {self.type}.")
        return self


def _timeout(value: Json) -> Json:
    return None if value == DEFAULT_TIMEOUT_MS else value


class InlineTool(ToolSettings):
    """A tool that belongs to one assistant."""

    # A reading leaves the vendor's own 5000 out, so writing it down must mean the same as saying nothing.
    timeout_ms: Annotated[
        int, ServerDefault(), Normalized(_timeout), says("Milliseconds that a synchronous call may take, 5000 when absent.")
    ] = ABSENT
    shared: Annotated[bool, Computed(), says("Whether the tool is a shared one.")] = ABSENT
    tool_id: Annotated[str, Computed(), says("Id of the tool.")] = ABSENT
    id: Annotated[str, Computed(), says("Id of the tool, in some answers.")] = ABSENT
    version_id: Annotated[str, Computed(), says("Version of the tool.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When the tool was made.")] = ABSENT
    updated_at: Annotated[str, Computed(), says("When the tool was last changed.")] = ABSENT


def tool_key(tool: dict[str, Any]) -> str:
    """What one inline tool is matched by: its type, and its name where an assistant may have several of the type."""
    kind = str(tool.get("type"))
    settings = tool.get(kind)
    name = settings.get("name") if isinstance(settings, dict) and kind not in SINGLE else None
    return kind if name is None else f"{kind} {name}"


InlineTools = Annotated[list[InlineTool], Keyed(tool_key, ordered=False), ClearWith([])]
# An answer may show shared tools without their ids; then what was sent last time is all that is known.
ToolIds = Annotated[list[ToolId], SetLike(), ClearWith([]), Unread()]
