"""The guards: each looks at a plan and objects to what should not happen unasked. Findings, never exceptions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from ..address import Address
from ..desired import Drift
from ..diff import Cause, Change
from ..diff.leaves import put, wears
from ..diff.overlay import overlay
from ..live import Live, Snapshot
from ..schema import ABSENT, Risk, Secret, Shape, Tree
from ..schema.spec import absent
from ..schema.traits import CreateOnly, Ref, Routing, WriteOnly
from ..state import Record, State
from .bound import Bound, How
from .calls import masked
from .finding import Finding
from .options import Options
from .staging import objections
from .step import Action, Step

_MANY = 10
"""From so many objects of a kind on, deletes are limited by a share."""


def findings(  # noqa: PLR0917 -- what is planned, what was asked for, and all that is known
    steps: Iterable[Step], here: Iterable[Bound], everything: Iterable[Bound], state: State, snapshot: Snapshot, options: Options
) -> list[Finding]:
    """Every objection to these steps, sorted. ``here`` are the resources that were asked for, out of ``everything`` declared."""
    listed, declared = list(steps), list(everything)
    found = [
        *(each for step in listed for each in _of_step(step, options)),
        *_deletes(listed, state, options),
        *_referenced(listed, state, snapshot),
        *(each for step in listed for each in _destroying(step, state)),
        *(each for one in here for each in _of_bound(one)),
        *(each for step in listed for each in objections(step, declared)),
    ]
    return sorted(set(found))


def _of_step(step: Step, options: Options) -> Iterator[Finding]:
    subject = str(step.address)
    yield from _edited(step, options)
    yield from _risky(step)
    yield from _fixed(step)
    if step.action is Action.REPLACE and not _only_secrets(step) and not (step.bound is not None and step.bound.secret_lost):
        reason = "A field that the vendor cannot change has another value: the object would be deleted and made anew, with another id."
        yield Finding("replace", subject, reason, "Put the old value back, or allow the replacement.")
    if step.kind.yields and step.action in {Action.CREATE, Action.REPLACE} and step.bound and step.bound.resource.deliver is None:
        reason = f"The {step.kind.yields} of the new {step.kind} would be shown once, and the manifest does not say where it goes."
        yield Finding("undelivered", subject, reason, f"Write deliver: with a sink for the {step.kind.yields}.", waivable=False)
    for call in step.calls:
        for name in masked(call):
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
    strange = [".".join(change.path) for change in step.changes if _strange(step, change)]
    if strange:
        reason = f"This object was never applied from here, and holds other values than the manifest: {', '.join(strange)}."
        yield Finding("overwrite", str(step.address), reason, "Take them into the manifest, or allow them to be overwritten.")
    if Cause.DRIFT in causes and options.policy.drift is Drift.STOP:
        fields = ", ".join(".".join(change.path) for change in step.changes if change.cause is Cause.DRIFT)
        yield Finding(
            "drift",
            str(step.address),
            f"Somebody edited the live object: {fields}.",
            "Take it into the manifest, or allow it to be undone.",
        )


def _strange(step: Step, change: Change) -> bool:
    """
    Whether adopting an object would overwrite a value that somebody else gave it.

    So does a run that has lost its state: without this, every dashboard edit would be gone after the first apply from a fresh checkout.
    """
    if step.action is not Action.ADOPT or change.cause is not Cause.FIRST or (step.bound is not None and step.bound.how is How.INTENT):
        return False
    return (
        change.before is not ABSENT and not absent(change.before) and not (isinstance(change.before, Secret) and change.before.looks_masked)
    )


def _risky(step: Step) -> Iterator[Finding]:
    subject = str(step.address)
    risks = {call.endpoint.risk for call in step.calls}
    if Risk.COSTLY in risks:
        yield Finding("costly", subject, "This spends money at the vendor.", "Adopt an object that exists, or allow the expense.")
    routed = [".".join(change.path) for change in _told(step) if wears(step.kind.shape, change.path, Routing)]
    if Risk.ROUTING in risks or (routed and step.action is not Action.CREATE):
        reason = (
            f"This changes what a live phone number does: {', '.join(routed)}."
            if routed
            else "This takes over the routing of a phone number."
        )
        yield Finding("routing", subject, reason, "Check who answers the number afterwards, then allow it.")


def _fixed(step: Step) -> Iterator[Finding]:
    for change in _told(step):
        if step.action in {Action.UPDATE, Action.ADOPT} and wears(step.kind.shape, change.path, CreateOnly):
            name = ".".join(change.path)
            reason = f"The vendor takes {name} only when the object is created, and it holds another value."
            yield Finding(
                "fixed", str(step.address), reason, f"Put the live value of {name} back, or remove it from the manifest.", waivable=False
            )


def _only_secrets(step: Step) -> bool:
    """Whether a replacement only renews a secret that can be read nowhere: nothing else is lost."""
    told = _told(step)
    return bool(told) and all(wears(step.kind.shape, change.path, WriteOnly) for change in told)


def _told(step: Step) -> list[Change]:
    """The changes that the vendor is told."""
    return [change for change in step.changes if change.cause is not Cause.RELEASE]


def _deletes(steps: list[Step], state: State, options: Options) -> Iterator[Finding]:
    leaving = Counter(str(step.kind) for step in steps if step.action is Action.DELETE)
    present = Counter(address.kind_name for address in state.resources)
    for name, count in sorted(leaving.items()):
        share = 100 * count / max(present[name], 1)
        if count == present[name] and count > 1:
            reason = f"All {count} objects of {name} would be deleted."
        elif present[name] >= _MANY and share > options.policy.max_delete_percent:
            most = options.policy.max_delete_percent
            reason = f"{count} of {present[name]} objects of {name} would be deleted, {share:.0f} %; at most {most} % may be."
        else:
            continue
        yield Finding("mass-delete", name, reason, "Check that no folder of manifests is missing, then allow it.")


def _destroying(step: Step, state: State) -> Iterator[Finding]:
    """A call takes something along for good; what we manage of it is named."""
    sentences = sorted({call.endpoint.destroys for call in step.calls if call.endpoint.destroys})
    if not sentences:
        return
    users = sorted(str(address) for address, record in state.resources.items() if step.address in record.depends)
    named = f" It is referred to by {', '.join(users)}." if users else ""
    yield Finding("destroys", str(step.address), f"{' '.join(sentences)}{named}", "Keep it, or allow what is lost.")


def _referenced(steps: list[Step], state: State, snapshot: Snapshot) -> Iterator[Finding]:
    """Something that stays still refers to an object that would go, and no update of ours takes the reference away."""
    going = {step.address: step for step in steps if step.action is Action.DELETE}
    if not going:
        return
    held = {name: step for step in going.values() for name in _names(step, state.resources[step.address], snapshot)}
    leaving = {(str(step.kind), state.resources[address].id) for address, step in going.items()}
    rewritten = {(str(step.kind), step.bound.id): step for step in steps if step.bound is not None and step.bound.id is not None}
    for live in snapshot.everything():
        if (str(live.kind), live.id) not in leaving:
            for reference in sorted(
                _references(live.kind.shape, _afterwards(live, rewritten.get((str(live.kind), live.id)))) & held.keys()
            ):
                yield _still_needed(held[reference], f"the live {live.kind} {live.id}")
    # What no manifest declares is seldom read: the state alone knows what it refers to.
    for user in sorted(state.resources.keys() - {step.address for step in steps} - set(_read(state, snapshot))):
        for target in sorted(going.keys() & set(state.resources[user].depends)):
            yield _still_needed(going[target], f"{user}, as we last applied it,")


def _read(state: State, snapshot: Snapshot) -> Iterator[Address]:
    seen = {(str(live.kind), live.id) for live in snapshot.everything()}
    return (address for address, record in state.resources.items() if (address.kind_name, record.id) in seen)


def _still_needed(step: Step, user: str) -> Finding:
    return Finding(
        "referenced",
        str(step.address),
        f"{user[0].upper()}{user[1:]} still refers to it.",
        "Take the reference away first, or allow the delete.",
    )


_Name = tuple[str, str, str]
"""What a reference holds: the kind it refers to, the field it refers by, and that field's value."""


def _names(step: Step, record: Record, snapshot: Snapshot) -> Iterator[_Name]:
    """Everything by which an object can be referred to."""
    kind = str(step.kind)
    yield (kind, "id", record.id)
    live = snapshot.find(step.kind, record.params, record.id)
    for field, value in ({} if live is None else live.value).items():
        if isinstance(value, str) and field != "id":
            yield (kind, field, value)


def _afterwards(live: Live, step: Step | None) -> Tree:
    """What a live object will hold after its step."""
    if step is None or step.bound is None:
        return live.value
    after = overlay(live.kind.shape, live.value, step.bound.spec)
    for change in step.changes:
        if change.cause is Cause.CLEAR:
            after = put(after, change.path, change.after)
    return after


def _references(shape: Shape, value: Tree) -> set[_Name]:
    reference = shape.get(Ref)
    match value:
        case str() if reference is not None:
            return {(reference.kind, reference.to, value)}
        case dict() if not shape.opaque:
            return {each for key, part in value.items() for each in _references(shape.child(key), part)}
        case list() if not shape.opaque:
            return {each for part in value for each in _references(shape.item or shape, part)}
        case _:
            return set()


def _of_bound(one: Bound) -> Iterator[Finding]:
    subject = str(one.resource.address)
    if one.rivals:
        reason = f"Several live objects could be this one: {', '.join(one.rivals)}."
        yield Finding("ambiguous", subject, reason, "Write adopt: with the id of the right one into the manifest.", waivable=False)
    elif one.owner is not None:
        reason = f"The object {one.id} that adopt: names is {one.owner} already."
        yield Finding("ambiguous", subject, reason, "Remove adopt:, or the other manifest.", waivable=False)
    elif one.gone and one.how is How.ADOPT:
        reason = f"There is no live object with the id {one.id} that adopt: names."
        yield Finding("adopt", subject, reason, "Mend the id, or allow a new object.")
    elif one.unresolved:
        reason = "An earlier run may have created it and did not learn the answer, and the vendor cannot be asked."
        yield Finding(
            "unresolved", subject, reason, "Look in the vendor's dashboard: write adopt: with its id if it exists, or allow a new one."
        )


def incomplete(withheld: Iterable[tuple[Step, str]]) -> Iterator[Finding]:
    """A list that may not be whole freezes what would be created or deleted on its strength."""
    for step, gap in withheld:
        reason = f"The list of {step.kind} is not complete: {gap}."
        yield Finding(
            "incomplete", str(step.kind), reason, "Run again; nothing of this kind is created or deleted until then.", waivable=False
        )
