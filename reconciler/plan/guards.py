"""The guards: each looks at a plan and objects to what should not happen unasked. Findings, never exceptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ..desired import Drift
from ..diff import Cause
from ..diff.leaves import shape_at
from ..live import Snapshot
from ..schema import Risk, Shape, Tree
from ..schema.traits import CreateOnly, Ref, Routing, WriteOnly
from ..state import State
from .bound import Bound
from .calls import masked
from .finding import Finding
from .options import Options
from .step import Action, Step

_MANY = 10
"""From so many objects of a kind on, deletes are limited by a share."""


def findings(steps: Iterable[Step], bound: Iterable[Bound], state: State, snapshot: Snapshot, options: Options) -> list[Finding]:
    """Every objection to these steps, sorted."""
    listed = list(steps)
    found = [
        *(each for step in listed for each in _of_step(step, options)),
        *_deletes(listed, state, options),
        *_referenced(listed, state, snapshot),
        *(each for one in bound for each in _of_bound(one)),
    ]
    return sorted(set(found))


def _of_step(step: Step, options: Options) -> Iterator[Finding]:
    subject = str(step.address)
    yield from _edited(step, options)
    yield from _risky(step)
    yield from _fixed(step)
    if step.action is Action.REPLACE and not _only_secrets(step):
        reason = "A field that the vendor cannot change has another value: the object would be deleted and made anew, with another id."
        yield Finding("replace", subject, reason, "Put the old value back, or allow the replacement.")
    for call in step.calls:
        for name in masked(step.kind, call):
            reason = f"The update must carry {name}, whose live value the vendor hides; sending the mask would overwrite it."
            yield Finding("masked", subject, reason, f"Declare {name} with {{$secret: …}}.", waivable=False)
    if step.kind.retired and step.calls and step.kind.provider in options.retired_hosts:
        yield Finding("retired", str(step.kind), step.kind.retired, "Point base_url at a server that still speaks this API, or allow it.")


def _edited(step: Step, options: Options) -> Iterator[Finding]:
    causes = {change.cause for change in step.changes}
    if Cause.CONFLICT in causes:
        fields = ", ".join(".".join(change.path) for change in step.changes if change.cause is Cause.CONFLICT)
        reason = f"Both the manifest and the live object changed since our last apply: {fields}."
        yield Finding("conflict", str(step.address), reason, "Take the live value into the manifest, or allow it to be overwritten.")
    if Cause.DRIFT in causes and options.policy.drift is Drift.STOP:
        fields = ", ".join(".".join(change.path) for change in step.changes if change.cause is Cause.DRIFT)
        yield Finding("drift", str(step.address), f"Somebody edited the live object: {fields}.", "Take it into the manifest, or allow it to be undone.")


def _risky(step: Step) -> Iterator[Finding]:
    subject = str(step.address)
    risks = {call.endpoint.risk for call in step.calls}
    if Risk.COSTLY in risks:
        yield Finding("costly", subject, "This spends money at the vendor.", "Adopt an object that exists, or allow the expense.")
    routed = [".".join(change.path) for change in step.changes if change.shape.has(Routing)]
    if Risk.ROUTING in risks or (routed and step.action is not Action.CREATE):
        reason = f"This changes what a live phone number does: {', '.join(routed)}." if routed else "This takes over the routing of a phone number."
        yield Finding("routing", subject, reason, "Check who answers the number afterwards, then allow it.")


def _fixed(step: Step) -> Iterator[Finding]:
    for change in step.changes:
        if step.action in {Action.UPDATE, Action.ADOPT} and change.shape.has(CreateOnly) and change.cause is not Cause.RELEASE:
            name = ".".join(change.path)
            reason = f"The vendor takes {name} only when the object is created, and it holds another value."
            yield Finding("fixed", str(step.address), reason, f"Put the live value of {name} back, or remove it from the manifest.", waivable=False)


def _only_secrets(step: Step) -> bool:
    """Whether a replacement only renews a secret that can be read nowhere: nothing else is lost."""
    ours = [change for change in step.changes if change.cause is not Cause.RELEASE]
    return bool(ours) and all(shape_at(step.kind.shape, change.path).has(WriteOnly) for change in ours)


def _deletes(steps: list[Step], state: State, options: Options) -> Iterator[Finding]:
    leaving = Counter(str(step.kind) for step in steps if step.action is Action.DELETE)
    present = Counter(address.kind_name for address in state.resources)
    for name, count in sorted(leaving.items()):
        share = 100 * count / max(present[name], 1)
        if count == present[name] and count > 1:
            reason = f"All {count} objects of {name} would be deleted."
        elif present[name] >= _MANY and share > options.policy.max_delete_percent:
            reason = f"{count} of {present[name]} objects of {name} would be deleted, {share:.0f} %; at most {options.policy.max_delete_percent} % may be."
        else:
            continue
        yield Finding("mass-delete", name, reason, "Check that no folder of manifests is missing, then allow it.")


def _referenced(steps: list[Step], state: State, snapshot: Snapshot) -> Iterator[Finding]:
    """A live object that stays still refers to one that would go, and no update of ours takes the reference away."""
    going = {state.resources[step.address].id: step for step in steps if step.action is Action.DELETE and step.address in state.resources}
    if not going:
        return
    leaving = {(str(step.kind), key) for key, step in going.items()}
    rewritten = {(str(step.kind), step.bound.id): step for step in steps if step.bound is not None and step.bound.id is not None}
    for live in snapshot.everything():
        kind = live.kind
        if (str(kind), live.id) in leaving:
            continue
        user = rewritten.get((str(kind), live.id))
        held = live.value if user is None or user.bound is None else {**live.value, **user.bound.spec}
        for target in sorted(_ids(kind.shape, held) & going.keys()):
            step = going[target]
            reason = f"The live {kind} {live.id} still refers to it."
            yield Finding("referenced", str(step.address), reason, "Take the reference away first, or allow the delete.")


def _ids(shape: Shape, value: Tree) -> set[str]:
    match value:
        case str() if shape.has(Ref):
            return {value}
        case dict() if not shape.opaque:
            return {each for key, part in value.items() for each in _ids(shape.child(key), part)}
        case list():
            return {each for part in value for each in _ids(shape.item or shape, part)}
        case _:
            return set()


def _of_bound(one: Bound) -> Iterator[Finding]:
    subject, kind = str(one.resource.address), one.resource.kind
    if one.rivals:
        reason = f"Several live objects could be this one: {', '.join(one.rivals)}."
        yield Finding("ambiguous", subject, reason, "Write adopt: with the id of the right one into the manifest.", waivable=False)
    elif one.unresolved:
        reason = "An earlier run may have created it and did not learn the answer, and the vendor cannot be asked."
        yield Finding("unresolved", subject, reason, "Look in the vendor's dashboard: write adopt: with its id if it exists, or allow a new one.")


def incomplete(withheld: Iterable[Step], snapshot: Snapshot) -> Iterator[Finding]:
    """A list that may not be whole freezes what would be created or deleted on its strength."""
    for step in withheld:
        reason = f"The list of {step.kind} is not complete: {snapshot.gap(step.kind)}."
        yield Finding("incomplete", str(step.kind), reason, "Run again; nothing of this kind is created or deleted until then.", waivable=False)
