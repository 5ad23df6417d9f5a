"""Where this project rightly differs from a vendor's description, each with its reason. Data, and nothing that runs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Excepted:
    """
    A difference that stays. ``operation`` and ``pointer`` may hold ``*`` for anything.

    ``where`` is as in a violation; ``null``: an answer's null where the description has a value only; ``unused``: an operation that no
    road exercises. ``setting`` restricts the exception to one position of a switch, ``switch=value``.
    """

    vendor: str
    operation: str
    where: str
    pointer: str
    because: str
    setting: str = ""

    def __str__(self) -> str:
        return f"{self.operation}: {self.where} {self.pointer}{f' under {self.setting}' if self.setting else ''}"


_SILENT = "Observed: what is not there is answered with 404, of which the description says nothing."
_SEEN = "Observed in answers, and in no description."
_NONE = "The description tells null as the default, and allows no null."
_BODY = "The description names this answer and leaves its body open."
_ECHO = "Whether secrets come back is not known; they are described as if they did."
_KEYS = "Whether keys come back is not known; they are described as if they did not."
_OPEN = "The status is inferred."

EXCEPTED: tuple[Excepted, ...] = (
    # Telnyx
    Excepted("telnyx", "* /ai/*", "status", "404", _SILENT),
    Excepted("telnyx", "* /ai/assistants*", "response", "*/tools/*/tool_id", _SEEN),
    Excepted("telnyx", "* /ai/assistants*", "response", "*/tools/*/timeout_ms", _SEEN),
    Excepted("telnyx", "* /ai/assistants*", "null", "*/voice_settings/api_key_ref", "Observed: null where no key is set."),
    Excepted("telnyx", "* /ai/assistants*", "null", "*/default_texml_app_id", "Observed: null just after a create.", "null_app_first=yes"),
    Excepted("telnyx", "* /*_applications*", "null", "*/inbound/*", _NONE),
    Excepted("telnyx", "* /*_applications*", "null", "*/outbound/channel_limit", _NONE),
    Excepted("telnyx", "* /*_applications*", "null", "*/outbound_voice_profile_id", "Inferred: null where no profile is set."),
    Excepted("telnyx", "* /texml_applications*", "null", "*/status_callback", _NONE),
    Excepted("telnyx", "* /texml_applications*", "null", "*/voice_fallback_url", _NONE),
    Excepted("telnyx", "GET /call_control_applications/*", "response", "", _BODY),
    Excepted("telnyx", "GET /outbound_voice_profiles/*", "response", "", _BODY),
    # Fluents
    Excepted("fluents", "DELETE /v1/*/delete", "response", "", _BODY),
    Excepted("fluents", "DELETE /v1/*/delete", "status", "204", "As open as its body.", "delete_status=204"),
    Excepted(
        "fluents", "DELETE /v1/*/delete", "status", "409", "How a delete of what is in use is refused is not known.", "delete_in_use=409"
    ),
    Excepted("fluents", "POST /v1/*/create", "status", "400", "Only the success of a create is published; a refusal is inferred."),
    Excepted("fluents", "*", "null", "*", "Whether a field without a value is null or absent is not known.", "f_missing_nulls=null"),
    Excepted("fluents", "* /v1/*", "response", "*", _ECHO, "secret_echo=omitted"),
    # Vocode
    Excepted("vocode", "*", "response", "/detail/*/input", "Observed: a refusal repeats what was sent."),
    Excepted("vocode", "* /v1/*", "response", "*", _ECHO, "secret_echo=omitted"),
    # Cozmox
    Excepted("cozmox", "GET *", "null", "/pagination/next_cursor", "How the last page looks is not known.", "cursor_end=null"),
    # Daily Bots
    Excepted("dailybots", "* /bots/twilio-config*", "response", "*/api_keys", _KEYS, "keys=mask"),
    Excepted("dailybots", "* /bots/twilio-config*", "response", "*/api_keys", _KEYS, "keys=return"),
    Excepted("dailybots", "*", "null", "*", "Whether a field without a value is null or absent is not known.", "unset=null"),
    Excepted("dailybots", "POST *", "status", "201", _OPEN, "created=201"),
    Excepted("dailybots", "DELETE *", "status", "204", _OPEN, "deleted=204"),
)
