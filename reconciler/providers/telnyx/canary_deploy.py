"""Canary deploys of Telnyx: rules that give a part of an assistant's traffic to another version."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import model_validator

from ...schema import ABSENT, Endpoint, Json, Kind, Listing, Mode, Pages, Spec, says
from ...schema.traits import ClearWith, Computed, Identity, Keyed, Ordered, Overlay, PathParam, Ref, SetLike

_PATH = "/ai/assistants/{assistant_id}/canary-deploys"

VersionId = Annotated[str, Ref("telnyx/assistant", to="version_id")]


class Share(Spec):
    """A version, and its share of the traffic."""

    version_id: Annotated[VersionId, says("Version that serves this share. A reference means the assistant's newest version.")]
    weight: Annotated[float, says("Per cent of the traffic.", ge=0, le=100)]


def one_of_two(live: dict[str, Json], desired: dict[str, Json]) -> dict[str, Json]:
    """One version and shares of several exclude each other: the one that is not wanted goes."""
    return {key: value for key, value in live.items() if key in desired or key not in ("version_id", "rollout")}


class Serve(Spec):
    """Who serves the traffic: one version, or several by shares."""

    version_id: Annotated[VersionId, says("Version that serves all of it. A reference means the assistant's newest version.")] = ABSENT
    rollout: Annotated[list[Share], Keyed("version_id"), says("Versions that serve shares of it; main serves the rest.")] = ABSENT

    @model_validator(mode="after")
    def _is_one_of_two(self) -> Serve:
        if len({"version_id", "rollout"} & self.model_fields_set) != 1:
            raise ValueError("A rule serves either version_id or rollout. Write exactly one of them.")
        if sum(share.weight for share in self.rollout or []) >= 100:
            raise ValueError("The weights must stay below 100 together: the rest goes to the main version.")
        return self


class Clause(Spec):
    """One condition about a caller."""

    attribute: Annotated[str, says("What is looked at.", known=("telnyx_end_user_target", "end_user_target"))]
    operator: Annotated[Literal["in", "not_in", "starts_with"], says("How it is compared.")]
    values: Annotated[list[str], SetLike(), says("With what.", min_length=1)]


class Rule(Spec):
    """Conditions, and who serves the traffic when all of them hold."""

    match: Annotated[list[Clause], Ordered(), says("Conditions, all of which must hold; without any the rule always holds.")] = ABSENT
    serve: Annotated[Serve, Overlay(one_of_two), says("Who serves the traffic then.")]


class CanaryDeploy(Spec):
    """Rules that give a part of an assistant's traffic to another version."""

    assistant_id: Annotated[str, Ref("telnyx/assistant"), PathParam(), Identity(), says("Assistant whose traffic is shared out.")]
    rules: Annotated[
        list[Rule], Ordered(), ClearWith([]), says("Rules, the first that holds is taken; what none takes goes to the main version.")
    ] = ABSENT
    created_at: Annotated[str, Computed(), says("When the canary was made.")] = ABSENT
    updated_at: Annotated[str, Computed(), says("When the canary was last changed.")] = ABSENT


CANARY_DEPLOY = Kind(
    provider="telnyx",
    name="canary_deploy",
    spec=CanaryDeploy,
    list=Listing(_PATH, Pages(items=None), parent="assistant_id", single=True),
    create=Endpoint("POST", _PATH),
    update=Endpoint("PUT", _PATH),
    delete=Endpoint("DELETE", _PATH),
    mode=Mode.REPLACE,
    id_field="assistant_id",
    blank_is_absent=True,
    idempotent_create=True,
    summary=(
        "Which callers hear another version of an assistant. There is one at most for each assistant. The versions it serves are locked: "
        "they are neither edited nor erased. Promoting a version deletes the canary."
    ),
    inferred=(
        "That the first rule which holds is taken is not documented, nor are the names of the attributes. How a second canary of an "
        "assistant is refused is not documented."
    ),
)
