"""A workflow, whose definition is one opaque value with a version."""

from __future__ import annotations

from typing import Annotated, Any

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, Tree, says
from ...schema.traits import Atomic, Computed, Identity, Immutable, Minted, ServerDefault
from .columns import columns
from .owned import ORG, PAGES, Dated


class Workflow(Dated):
    """A workflow. Only its definition can be changed."""

    name: Annotated[str, Identity(), Immutable(), says("The workflow's name; finds it again.")]
    trigger_type: Annotated[str, Immutable(), says("What starts it; the values are not documented.")]
    description: Annotated[str, ServerDefault(), Immutable(), says("What it is for.")] = ABSENT
    is_active: Annotated[bool, ServerDefault(), Immutable(), says("Whether it runs.")] = ABSENT
    definition: Annotated[
        dict[str, Any] | list[Any],
        Atomic(),
        says("What it does, in an undocumented form, kept as it is written: no {$ref: …} is read inside, so name agents and tools by id."),
    ]
    version: Annotated[int, Computed(), Minted(), says("The number of the definition, which goes up with every write.")] = ABSENT
    published_at: Annotated[str, Computed(), says("When this definition was published.")] = ABSENT


def decode_workflow(live: Json) -> Json:
    """A workflow with its definition read."""
    return columns(live, {"definition": (dict, list)})


def check_workflow(spec: dict[str, Tree]) -> list[tuple[str, str]]:
    """An empty definition could not be told from one that was never read."""
    return (
        [("definition", "An empty definition does nothing, and answers may show it as none.")] if spec.get("definition") in ({}, []) else []
    )


WORKFLOWS = ORG + "/workflows"

WORKFLOW = Kind(
    provider="cozmox",
    name="workflow",
    spec=Workflow,
    list=Listing(WORKFLOWS, PAGES, whole=False),
    read=Endpoint("GET", WORKFLOWS + "/{id}"),
    create=Endpoint("POST", WORKFLOWS),
    update=Endpoint("PUT", WORKFLOWS + "/{id}/definition"),
    delete=Endpoint("DELETE", WORKFLOWS + "/{id}"),
    decode=decode_workflow,
    check=check_workflow,
    summary="A workflow. Every write of its definition makes a new version and publishes it; an equal definition is never written.",
    inferred=(
        "Writes are known from an early revision of the vendor's SDK. It has no call that changes the name, the trigger, the description or "
        "whether the workflow is active: another value replaces it, and its versions and runs are lost. Whether the vendor keeps a definition "
        "as it is sent is unknown: what it made of one is remembered, and is no difference. What form it comes back in is unknown: all are "
        "understood. That a deleted workflow is not found is inferred."
    ),
)
