"""References by id. The API would also take an object in their place, and edit or make one behind our back."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BeforeValidator

from ...schema.traits import Ref


def _linked(mend: str) -> BeforeValidator:
    """
    Refuses a nested object where an id belongs, and an empty text, which is what splitting one at its commas leaves.

    The API would take an object, and patch whatever object is linked at that moment, or make a new one with every call.
    """

    def check(value: Any) -> Any:
        if value == "":
            raise ValueError("An id is never empty: remove it, or write the id that was meant.")
        if isinstance(value, dict):
            message = f"A nested object would edit the linked one, which others may share, or make another with every call: {mend}."
            raise ValueError(message)  # noqa: TRY004 -- pydantic reports a ValueError, and lets a TypeError through
        return value

    return BeforeValidator(check)


def _apart(kind: str) -> BeforeValidator:
    return _linked(f"declare it as its own {kind} and refer to it with $ref")


FluentsAgentId = Annotated[str, _apart("fluents/agent"), Ref("fluents/agent")]
FluentsPromptId = Annotated[str, _apart("fluents/prompt"), Ref("fluents/prompt")]
FluentsVoiceId = Annotated[str, _apart("fluents/voice"), Ref("fluents/voice")]
FluentsActionId = Annotated[str, _apart("fluents/action"), Ref("fluents/action")]
FluentsWebhookId = Annotated[str, _apart("fluents/webhook"), Ref("fluents/webhook")]
FluentsConnectionId = Annotated[str, _apart("fluents/account_connection"), Ref("fluents/account_connection")]

VocodeAgentId = Annotated[str, _apart("vocode/agent"), Ref("vocode/agent")]
VocodePromptId = Annotated[str, _apart("vocode/prompt"), Ref("vocode/prompt")]
VocodeVoiceId = Annotated[str, _apart("vocode/voice"), Ref("vocode/voice")]
VocodeActionId = Annotated[str, _apart("vocode/action"), Ref("vocode/action")]
VocodeWebhookId = Annotated[str, _apart("vocode/webhook"), Ref("vocode/webhook")]
VocodeConnectionId = Annotated[str, _apart("vocode/account_connection"), Ref("vocode/account_connection")]
VocodeVectorDatabaseId = Annotated[str, _apart("vocode/vector_database"), Ref("vocode/vector_database")]

# Templates have no endpoints of their own, so nothing can be referred to.
TemplateId = Annotated[str, _linked("write the template's id")]

AgentT = TypeVar("AgentT")
PromptT = TypeVar("PromptT")
VoiceT = TypeVar("VoiceT")
WebhookT = TypeVar("WebhookT")
ConnectionT = TypeVar("ConnectionT")
