"""What each step is to bring about, with what became known on the way filled in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..address import Address
from ..plan import Action, Plan, Step
from ..plan.bound import Bound
from ..schema import Tree
from .fill import Known, fill


@dataclass(frozen=True, slots=True)
class Wanted:
    """``deferred`` are the fields that a second step of the same address will set."""

    known: Known
    deferred: Mapping[Address, frozenset[str]]

    @classmethod
    def of(cls, plan: Plan, known: Known) -> Wanted:
        """What a plan wants."""
        links = (step for step in plan.steps if step.action is Action.LINK)
        return cls(known, {step.address: frozenset(change.path[0] for change in step.changes) for step in links})

    def spec(self, step: Step) -> dict[str, Tree]:
        """What the manifest says, filled in, as far as this step brings it about."""
        later = frozenset() if step.action is Action.LINK else self.deferred.get(step.address, frozenset())
        return {name: fill(each, self.known) for name, each in bound_of(step).spec.items() if name not in later}


def bound_of(step: Step) -> Bound:
    """The resource of a step that has one: every step but those of addresses that only the state knows."""
    if step.bound is None:
        msg = f"{step.action.value} of {step.address} has no manifest"
        raise TypeError(msg)
    return step.bound
