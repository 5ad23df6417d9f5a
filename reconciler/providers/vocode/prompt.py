"""What an agent is told to do."""

from __future__ import annotations

from typing import Annotated, Literal

from ...schema import ABSENT, Json, Spec, says
from ...schema.traits import Keyed, Null, NullMeans, Ordered, ServerDefault, SetLike, Verbatim
from .owned import Labelled, Owned
from .reference import TemplateId


class Prompt(Owned):
    """What an agent is told to do."""

    content: Annotated[str, ServerDefault(), Verbatim(), says("The text itself; ${name} marks the vendor's own variables.")] = ABSENT
    context_endpoint: Annotated[
        str | None, NullMeans(Null.CLEAR), Verbatim(), says("A URL that is asked for the variables when a call begins.")
    ] = ABSENT
    prompt_template: Annotated[TemplateId | None, NullMeans(Null.CLEAR), says("The id of a template that the vendor keeps.")] = ABSENT


class FluentsPrompt(Prompt, Labelled):
    """A prompt at Fluents."""

    type: Annotated[Literal["prompt", "block"], ServerDefault(), says("A whole prompt, or a block to build prompts from.")] = ABSENT
    collect_fields: Annotated[list[str] | None, Ordered(), NullMeans(Null.CLEAR), says("What to ask the caller for, by name.")] = ABSENT
    tags: Annotated[list[str], SetLike(), ServerDefault(), says("Words to sort prompts by.")] = ABSENT


class CollectField(Spec):
    """Something to ask the caller for."""

    name: Annotated[str, says("The field's name.")]
    label: Annotated[str, says("What people call it.")]
    description: Annotated[str | None, NullMeans(Null.VALUE), says("What the agent should know about it.")] = ABSENT
    field_type: Annotated[Literal["field_type_email"], says("What kind of answer is expected.")]


class VocodePrompt(Prompt):
    """A prompt at Vocode."""

    collect_fields: Annotated[list[CollectField] | None, Keyed("name"), NullMeans(Null.CLEAR), says("What to ask the caller for.")] = ABSENT


def decode_prompt(live: Json) -> Json:
    """A template is read as an object and written as an id."""
    template = live.get("prompt_template")
    return {**live, "prompt_template": template.get("id")} if isinstance(template, dict) else live
