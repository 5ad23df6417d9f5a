"""Tests of Telnyx assistants: a conversation that is played, and the rubric that it is judged by."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from ...schema import ABSENT, Endpoint, Kind, Listing, Mode, Spec, says
from ...schema.traits import ClearWith, Computed, Identity, Keyed, Ref, ServerDefault
from .pages import HUNDREDS
from .tools import Text


class Criterion(Spec):
    """One thing that a conversation is judged by."""

    name: Annotated[str, says("Name of the criterion.")]
    criteria: Annotated[Text, says("What must hold for it to be met.")]


class AssistantTest(Spec):
    """A conversation that is played, and what it is judged by."""

    name: Annotated[str, Identity(), says("Name of the test.", min_length=1, max_length=255)]
    destination: Annotated[
        Annotated[str, Field(min_length=1)],
        Ref("telnyx/assistant"),
        says("Assistant that is talked to; for calls and messages a number."),
    ]
    instructions: Annotated[Text, says("What the tester says and wants.", min_length=1, max_length=5000)]
    rubric: Annotated[list[Criterion], Keyed("name"), says("What the conversation is judged by.", min_length=1)]
    description: Annotated[Text, ClearWith(""), says("What the test is for.", max_length=1000)] = ABSENT
    telnyx_conversation_channel: Annotated[
        Literal["phone_call", "web_call", "sms_chat", "web_chat"], ServerDefault(), says("How they talk; web_chat when absent.")
    ] = ABSENT
    max_duration_seconds: Annotated[int, says("Longest conversation.", ge=1, le=3600)] = ABSENT
    test_suite: Annotated[str, says("Suite that the test is run with.", max_length=100)] = ABSENT
    test_id: Annotated[str, Computed(), says("Id of the test.")] = ABSENT
    created_at: Annotated[str, Computed(), says("When the test was made.")] = ABSENT


ASSISTANT_TEST = Kind(
    provider="telnyx",
    name="assistant_test",
    spec=AssistantTest,
    list=Listing("/ai/assistants/tests", HUNDREDS),
    read=Endpoint("GET", "/ai/assistants/tests/{id}"),
    create=Endpoint("POST", "/ai/assistants/tests"),
    update=Endpoint("PUT", "/ai/assistants/tests/{id}"),
    delete=Endpoint("DELETE", "/ai/assistants/tests/{id}"),
    mode=Mode.MERGE_TOP,
    id_field="test_id",
    blank_is_absent=True,
    idempotent_create=True,
    summary="A conversation that the vendor plays with an assistant and judges. Running it is no matter of manifests.",
    inferred=(
        "That destination holds the assistant's id for a web chat is seen in use and not documented. Whether a second test of the same name "
        "is refused is not documented."
    ),
)
