"""A plan: ordered steps, findings, and a digest of what would happen. A value: what a reviewer reads is what is sent."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from ..diff import Cause, Change
from ..schema import Secret, Tree
from ..schema.normal import Normal
from .bound import Bound
from .finding import Finding, Unmanaged
from .step import Action, Stage, Step

VERSION = 1


@dataclass(frozen=True, slots=True)
class Plan:
    """
    What would be done, in an order that respects every reference.

    ``in_sync`` counts resources without a step; ``notes`` are sentences about what could not be verified or is kept as it is;
    ``partial`` says that only some addresses were asked for.
    """

    steps: tuple[Step, ...] = ()
    findings: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()
    kept: tuple[Unmanaged, ...] = ()
    notes: tuple[str, ...] = ()
    in_sync: int = 0
    target: str = ""
    partial: bool = False
    bound: tuple[Bound, ...] = field(default=(), repr=False)

    @property
    def changes_anything(self) -> bool:
        """Whether applying would change a vendor or the state."""
        return bool(self.steps)

    def count(self, action: Action) -> int:
        """How many steps have this action."""
        return sum(step.action is action for step in self.steps)

    @property
    def digest(self) -> str:
        """A hash of the effects alone: equal for two plans that do the same, whatever their order, wording or time. 64 hex digits."""
        return digest(self.target, effects(self), (each.waiver for each in (*self.findings, *self.waived)))


def digest(target: str, effects: Iterable[str], waivers: Iterable[str]) -> str:
    """The hash of a plan's parts."""
    return hashlib.sha256(json.dumps([target, sorted(effects), sorted(waivers)]).encode()).hexdigest()


def effects(plan: Plan) -> frozenset[str]:
    """What each step does, as canonical JSON."""
    return frozenset(json.dumps(_effect(step), sort_keys=True) for step in plan.steps)


def _effect(step: Step) -> dict[str, Any]:
    """
    What a step does, without values: the address, the action, the changed places with hashes of both sides.

    What lies beside our own fields is left out, so that somebody's edit of it does not make a plan stale.
    """
    bound = step.bound
    key = bound.id if bound is not None else next((call.params["id"] for call in step.calls), None)
    return {
        "address": str(step.address),
        "action": step.action.value,
        "id": "" if key is None else str(key),
        "calls": [[call.endpoint.method, call.endpoint.path] for call in step.calls],
        **_besides(step),
        "changes": sorted(_change(step, change) for change in step.changes if change.cause is not Cause.RELEASE),
    }


def _besides(step: Step) -> dict[str, Any]:
    """Which version is reached and what it is called, and where a secret goes that is shown once."""
    bound, found = step.bound, dict[str, Any]()
    if step.stage is not Stage.MAIN:
        found["stage"] = step.stage.value
    if bound is None:
        return found
    if step.stage is Stage.PROMOTED:
        found["version"] = bound.candidate
    elif step.calls and bound.resource.rollout.version:
        found["label"] = bound.resource.rollout.version
    if bound.resource.deliver is not None and step.action in {Action.CREATE, Action.REPLACE}:
        found["deliver"] = [bound.resource.deliver.sink, bound.resource.deliver.name]
    return found


def _change(step: Step, change: Change) -> list[Any]:
    """A secret counts by where it comes from: its fingerprint has a key of the state's own, and a digest may be published."""
    normal = Normal(step.kind, b"")
    sides = (normal.mark(change.shape, _by_origin(each)) for each in (change.before, change.after))
    return [list(change.path), change.cause.value, *sides]


def _by_origin(value: Tree) -> Tree:
    match value:
        case Secret():
            return {"$secret": str(value.origin)}
        case dict():
            return {key: _by_origin(each) for key, each in value.items()}
        case list():
            return [_by_origin(each) for each in value]
        case _:
            return value
