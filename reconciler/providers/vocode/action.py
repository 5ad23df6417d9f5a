"""Something an agent can do in a call, and what sets it off."""

from __future__ import annotations

from typing import Annotated, Any, Generic, Literal, Self, TypeVar

from pydantic import Field, model_validator

from ...schema import ABSENT, Json, Spec, Tree, says
from ...schema.traits import AlwaysSent, Atomic, Computed, FreeKeys, Immutable, Normalized, Sensitive, ServerDefault, Verbatim
from .owned import Labelled, Owned
from .variant import Findings, Variant

SpeakT = TypeVar("SpeakT")


class ActionConfig(Spec, Generic[SpeakT]):
    """What an action does. The fields are those of all types together."""

    phone_number: Annotated[str, ServerDefault(), says("Whom to call; may be a template such as {transfer_phone_number}.")] = ABSENT
    place_primary_on_hold: Annotated[bool, ServerDefault(), says("Conference: whether the caller waits meanwhile; true when absent.")] = (
        ABSENT
    )
    name: Annotated[str, ServerDefault(), says("External: the name the model calls it by.")] = ABSENT
    description: Annotated[str, ServerDefault(), Verbatim(), says("External: what the model is told about it.")] = ABSENT
    url: Annotated[str, ServerDefault(), Verbatim(), says("External: the URL that does the work, within ten seconds.")] = ABSENT
    input_schema: Annotated[dict[str, Any], Atomic(), ServerDefault(), says("External: a JSON Schema of what the model must fill in.")] = (
        ABSENT
    )
    speak_on_send: Annotated[SpeakT, ServerDefault(), says("External: speaking while the request is under way.")] = ABSENT
    speak_on_receive: Annotated[SpeakT, ServerDefault(), says("External: speaking when the answer has come.")] = ABSENT
    # Bodies take it too, but it has one value only.
    processing_mode: Annotated[str, Computed(), says("External: how the agent behaves meanwhile.")] = ABSENT
    # The server makes one when none is sent. It must go along with every write of the config, or it may be rotated.
    signature_secret: Annotated[str, Sensitive(), ServerDefault(), says("External: signs the requests; made by the vendor.")] = ABSENT


class FunctionCall(Spec):
    """The model decides."""

    type: Annotated[Literal["action_trigger_function_call"], says("The model decides when.")]
    config: Annotated[dict[str, Any], Atomic(), Field(max_length=0, description="Always empty.")] = ABSENT


class PhraseTrigger(Spec):
    """A phrase, and where in a sentence it counts."""

    phrase: Annotated[str, says("The words to listen for; case does not matter.")]
    conditions: Annotated[list[Literal["phrase_condition_type_contains"]], says("Where they count: anywhere in what the caller says.")]


class Phrases(Spec):
    """The phrases to listen for."""

    phrase_triggers: Annotated[list[PhraseTrigger], says("Any one of them sets the action off.")]


class PhraseBased(Spec):
    """A phrase of the caller sets it off."""

    type: Annotated[Literal["action_trigger_phrase_based"], says("What the caller says.")]
    config: Annotated[Phrases, says("The phrases to listen for.")]


ActionTrigger = Annotated[FunctionCall | PhraseBased, Field(discriminator="type")]


_DECIDED = {"type": "action_trigger_function_call"}


def _with_config(trigger: Json) -> Json:
    """The model's decision has no settings, said or not."""
    return {**_DECIDED, "config": {}} if trigger == _DECIDED else trigger


class Action(Owned):
    """Something an agent can do in a call."""


CONFIGS = {
    "action_transfer_call": Variant(("phone_number",)),
    "action_end_conversation": Variant(),
    "action_dtmf": Variant(),
    "action_add_to_conference": Variant(("phone_number",), ("place_primary_on_hold",)),
    "action_set_hold": Variant(),
    "action_external": Variant(
        ("name", "description", "url", "input_schema", "speak_on_send", "speak_on_receive"), ("processing_mode", "signature_secret")
    ),
}


class FluentsAction(Action, Labelled):
    """An action at Fluents."""

    type: Annotated[str, Immutable(), AlwaysSent(), says("What it does.", known=(*CONFIGS, "action_warm_transfer"))]
    config: Annotated[ActionConfig[bool | str], FreeKeys(), says("The settings of its type; may be empty.")]
    action_trigger: Annotated[
        dict[str, Any], Atomic(), Normalized(_with_config), ServerDefault(), says("What sets it off: the model's decision, or a phrase.")
    ] = ABSENT


class VocodeAction(Action):
    """An action at Vocode."""

    type: Annotated[
        Literal[
            "action_transfer_call",
            "action_end_conversation",
            "action_dtmf",
            "action_add_to_conference",
            "action_set_hold",
            "action_external",
        ],
        Immutable(),
        AlwaysSent(),
        says("What it does."),
    ]
    config: Annotated[ActionConfig[bool], ServerDefault(), says("The settings of its type; empty for some.")] = ABSENT
    action_trigger: Annotated[
        ActionTrigger, Atomic(), Normalized(_with_config), ServerDefault(), says("What sets it off: the model's decision, or a phrase.")
    ] = ABSENT

    @model_validator(mode="after")
    def _needs(self) -> Self:
        missing = CONFIGS[self.type].missing(self.config.model_fields_set if self.config else ())
        if missing:
            raise ValueError(f"An action of type {self.type} needs {', '.join(f'config.{name}' for name in missing)}.")
        return self


NO_ACTIONS = ("action_trigger_function_call", "action_trigger_phrase_based", "phrase_condition_type_contains")


def check_fluents_action(spec: dict[str, Tree]) -> Findings:
    """Words of triggers, which the vendor lists among the types of actions."""
    if spec.get("type") not in NO_ACTIONS:
        return []
    return [("type", f"{spec['type']} is a word of action_trigger and no type of action: name an action, such as action_transfer_call.")]


def check_vocode_action(spec: dict[str, Tree]) -> Findings:
    """What the vendor would refuse, or ignore."""
    return [*_trigger(spec), *_config(spec)]


def _trigger(spec: dict[str, Tree]) -> Findings:
    kind, trigger = spec.get("type"), spec.get("action_trigger")
    if kind not in {"action_dtmf", "action_external"} or not isinstance(trigger, dict):
        return []
    if trigger.get("type") != "action_trigger_phrase_based":
        return []
    return [("action_trigger", f"An action of type {kind} cannot be set off by a phrase: use action_trigger_function_call.")]


def _config(spec: dict[str, Tree]) -> Findings:
    variant, config = CONFIGS.get(str(spec.get("type"))), spec.get("config")
    if variant is None or not isinstance(config, dict):
        return []
    found = [
        (f"config.{name}", f"An action of type {spec['type']} has no config.{name}, and the vendor would ignore it: remove it.")
        for name in variant.foreign(config, ActionConfig.model_fields)
    ]
    schema = config.get("input_schema")
    if isinstance(schema, dict) and schema.get("type") != "object":
        found.append(("config.input_schema", 'The schema must describe an object at its top: give it "type": "object".'))
    return found
