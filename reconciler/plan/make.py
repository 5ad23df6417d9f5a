"""desired, snapshot and state become a plan. Reads nothing: the same three inputs give the same plan, to the byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from ..address import Address
from ..desired import Desired, Drift, Resource
from ..diff import Cause, Change, Comparison
from ..diff.compare import compare
from ..diff.leaves import pointer, put, wears
from ..diff.seen import since
from ..live import Live, Snapshot
from ..live.snapshot import handle
from ..schema import Kind, Pending, Tree
from ..schema.normal import Normal
from ..schema.traits import Immutable, Unread
from ..state import Record, State
from . import calls, guards, staging
from .bound import Bound, How, Join, Secrets, base_of, main_base, pendings
from .definition import Plan
from .finding import Unmanaged
from .options import Options
from .order import Order
from .order import order as in_order
from .pairs import half_told
from .step import Action, Stage, Step, StepId

_BY_LISTING = frozenset({Action.CREATE, Action.LINK, Action.REPLACE, Action.DELETE})
"""What rests on the strength of a listing."""


def make(  # noqa: PLR0917 -- the three sides, and what may be done about them
    desired: Desired, snapshot: Snapshot, state: State, secrets: Secrets, options: Options, kinds: Mapping[str, Kind]
) -> Plan:
    """
    The plan.

    1. Recognise every resource's object. 2. Compare each. 3. Turn changes into steps with calls. 4. Add the steps of addresses that
    only the state knows. 5. Keep what ``only`` asks for. 6. Let the guards object.
    """
    order, before = in_order(desired), state
    state = renamed(desired, state)
    join = Join(desired, state, snapshot, secrets, drift_stays=options.policy.drift is Drift.REPORT)
    bound = join.bind(order.addresses)
    maker = _Maker(order, bound, state, options, kinds)
    moved = list(moves(desired, before))
    steps = [*moved, *_after_moves(moved, [*maker.wanted(), *maker.leaving(desired)])]
    asked = set(bound) if not options.only else _closure(order, options.only)
    chosen = [step for step in steps if not options.only or step.address in asked]
    withheld = [(step, gap) for step in chosen if step.action in _BY_LISTING and (gap := _gap(join, step))]
    frozen, busy = {step.id for step, _ in withheld}, {step.address for step in chosen}
    done = [step for step in chosen if step.id not in frozen]
    here = [one for address, one in bound.items() if address in asked]
    found = sorted({*guards.findings(done, here, bound.values(), state, snapshot, options), *guards.incomplete(withheld)})
    return Plan(
        steps=tuple(_in_turn(done)),
        findings=tuple(each for each in found if not (each.waivable and each.waiver in options.allow)),
        waived=tuple(each for each in found if each.waivable and each.waiver in options.allow),
        kept=tuple(sorted(set(maker.kept), key=lambda each: (each.address, each.why))),
        notes=(*sorted(set(maker.notes)), *_unseen(maker.unverifiable)),
        in_sync=sum(not one.undecided and one.resource.address not in busy for one in here),
        partial=bool(options.only),
        bound=tuple(bound.values()),
    )


def renamed(desired: Desired, state: State) -> State:
    """The state after ``moved:`` entries: the binding stands under its new address."""
    resources = dict(state.resources)
    for move in desired.moved:
        if move.earlier in resources and move.address not in resources:
            resources[move.address] = resources.pop(move.earlier)
    depends = {move.earlier: move.address for move in desired.moved}
    moved = {
        address: replace(each, depends=tuple(depends.get(target, target) for target in each.depends)) for address, each in resources.items()
    }
    return replace(state, resources=moved)


def moves(desired: Desired, before: State) -> Iterator[Step]:
    """Bindings that stand under another address from now on."""
    for move in desired.moved:
        resource = desired.resources.get(move.address)
        if resource is not None and move.earlier in before.resources and move.address not in before.resources:
            yield Step(move.address, Action.MOVE, resource.kind, source=move.source, because=f"was {move.earlier}", earlier=move.earlier)


def _after_moves(moved: Iterable[Step], steps: Iterable[Step]) -> Iterator[Step]:
    """What else happens to a moved resource waits until its binding stands under the new address."""
    waits = {step.address: step.id for step in moved}
    for step in steps:
        yield replace(step, after=step.after | {waits[step.address]}) if step.address in waits else step


def _gap(join: Join, step: Step) -> str:
    """Why the listing that a step rests on may be incomplete; empty when it is whole."""
    reading = None if step.bound is None else join.listing(step.kind, step.bound.params)
    return join.snapshot.gap(step.kind) or ("" if reading is None else reading.gap)


_HALF_MADE = (
    "an interrupted run may have created it, and no manifest declares it any more: look at the vendor, then use state forget, "
    "or declare it again and let the next run look it up"
)


class _Maker:
    """Makes the steps of one plan; collects what it leaves alone."""

    def __init__(self, order: Order, bound: Mapping[Address, Bound], state: State, options: Options, kinds: Mapping[str, Kind]) -> None:
        self._order, self._bound, self._state, self._options, self._kinds = order, bound, state, options, kinds
        self.kept: list[Unmanaged] = []
        self.unverifiable: list[str] = []
        self.notes: list[str] = []

    def wanted(self) -> Iterator[Step]:
        """The steps of everything that a manifest declares, those referred to first."""
        for address in self._order.addresses:
            yield from self._steps(self._bound[address])

    def _steps(self, bound: Bound) -> Iterator[Step]:
        if bound.undecided:
            return
        if bound.id is None or bound.gone:
            yield from self._create(bound)
        elif bound.live is None:
            yield from self._blind(bound)
        else:
            yield from self._existing(bound, bound.live)

    def _create(self, bound: Bound) -> Iterator[Step]:
        resource = bound.resource
        kind, address = resource.kind, resource.address
        late = self._order.deferred.get(address, frozenset())
        params = _path_values(kind, bound.spec)
        made = calls.create(kind, bound.spec, params, without=late)
        because = f"was deleted at the vendor (id {bound.id})" if bound.gone and bound.how is How.STATE else ""
        everything = compare(kind, bound.spec, {}, None, self._state.secret_key).changes
        first = tuple(change for change in everything if change.path[0] not in late)
        if not made:
            self.notes.append(f"{address}: the vendor has no such object and no way to create one.")
        after, notes = self._after(bound, self._order.targets(address)), _delivery(resource)
        yield Step(address, Action.CREATE, kind, made, first, after, resource.source, because, notes=notes, bound=bound)
        yield from self._link(bound, late)

    def _link(self, bound: Bound, late: frozenset[str]) -> Iterator[Step]:
        """The second call of a new object, for the fields whose references closed a cycle."""
        resource, kind = bound.resource, bound.resource.kind
        given = {name: bound.spec[name] for name in sorted(late) if name in bound.spec}
        made = calls.second(kind, bound.spec, given, {**_path_values(kind, bound.spec), "id": Pending(resource.address)})
        if made:
            changes = compare(kind, given, {}, None, self._state.secret_key).changes
            after = self._after(bound, self._order.linked(resource.address)) | {StepId(resource.address)}
            yield Step(resource.address, Action.LINK, kind, made, changes, after, resource.source, "closes a reference cycle", bound=bound)

    def _existing(self, bound: Bound, live: Live) -> Iterator[Step]:
        resource, kind, key = bound.resource, bound.resource.kind, self._state.secret_key
        record = self._state.resources.get(resource.address)
        base = base_of(bound, record)
        comparison = compare(kind, bound.spec, base, live.value, key)
        if record is not None:
            known = since(comparison.changes, live.value, record.seen, Normal(kind, key))
            comparison = replace(comparison, changes=half_told(known, base, Normal(kind, key)))
        self._note(resource, comparison)
        changes = self._kept_by_policy(resource, comparison.changes)
        if bound.replaced:
            yield from self._replace(bound, live, changes)
            return
        left = [change for change in comparison.changes if change not in changes]
        spec, main = _as_kept(bound.spec, left), main_base(bound, record)
        against = staging.against_main(replace(bound, spec=spec), main, key)
        beyond = self._kept_by_policy(resource, against)
        left += [change for change in against if change not in beyond]
        spec = _as_kept(spec, left)
        staged = staging.staged(replace(bound, spec=spec), live, changes, beyond)
        stage = staged or staging.Staged(calls.update(kind, spec, live, changes), changes, Stage.MAIN, "")
        update = staging.labelled(kind, bound, stage.calls)
        if update and stage.stage is not Stage.PROMOTED:
            calls.settled(kind, spec, main if bound.main else base, bound.main or live, update, key=key)
        adopted = record is None
        if not stage.changes and not adopted and not stage.because and not (record and record.protect != resource.protect):
            return
        action = Action.ADOPT if adopted else Action.UPDATE
        because = f"{bound.how.value}: {live.id}" if adopted else (stage.because or ("" if changes else "protect changes"))
        after = self._after(bound, self._order.linked(resource.address))
        kept = frozenset(change.path for change in left)
        yield Step(
            resource.address,
            action,
            kind,
            update,
            stage.changes,
            after,
            resource.source,
            because,
            bound=bound,
            kept=kept,
            stage=stage.stage,
        )

    def _kept_by_policy(self, resource: Resource, changes: tuple[Change, ...]) -> tuple[Change, ...]:
        if self._options.policy.drift is not Drift.REPORT:
            return changes
        for change in changes:
            if change.cause is Cause.DRIFT:
                self.kept.append(Unmanaged(resource.address, f"edited live: {'.'.join(change.path)}"))
        return tuple(change for change in changes if change.cause is not Cause.DRIFT)

    def _replace(self, bound: Bound, live: Live, changes: tuple[Change, ...]) -> Iterator[Step]:
        resource, kind = bound.resource, bound.resource.kind
        late = self._order.deferred.get(resource.address, frozenset())
        removed = calls.delete(kind, live.id, live.params)
        made = calls.create(kind, bound.spec, _path_values(kind, bound.spec), without=late)
        notes = (*(() if removed else (f"the vendor cannot delete {live.id}; it stays there, unmanaged",)), *_delivery(resource))
        because = f"its {kind.yields} was lost when an earlier run was interrupted" if bound.secret_lost else ""
        after = self._after(bound, self._order.targets(resource.address))
        every = (*removed, *made)
        yield Step(resource.address, Action.REPLACE, kind, every, changes, after, resource.source, because, notes, bound=bound)
        yield from self._link(bound, late)

    def _blind(self, bound: Bound) -> Iterator[Step]:
        """An object that cannot be read: what we last applied stands for live, and drift cannot be seen."""
        resource, kind = bound.resource, bound.resource.kind
        record = self._state.resources.get(resource.address)
        self.notes.append(
            f"{resource.address}: the vendor offers no read of it, so drift cannot be seen; what we last applied is taken for live."
        )
        base = record.base if record else {}
        changes = tuple(
            replace(change, cause=Cause.OURS)
            for change in compare(kind, bound.spec, {}, None, self._state.secret_key).changes
            if (mark := base.get(pointer(change.path))) is None or mark.desired != change.marks[1]
        )
        live = Live(kind, str(bound.id), bound.params, {}, {})
        if record and any(wears(kind.shape, change.path, Immutable) for change in changes):
            yield from self._replace(bound, live, changes)
        elif changes:
            made = calls.update(kind, bound.spec, live, changes)
            after = self._after(bound, self._order.linked(resource.address))
            yield Step(resource.address, Action.UPDATE, kind, made, changes, after, resource.source, "cannot be read", bound=bound)

    def _note(self, resource: Resource, comparison: Comparison) -> None:
        shape = resource.kind.shape
        self.unverifiable += [f"{resource.address} {'.'.join(path)}" for path in comparison.unverifiable if not wears(shape, path, Unread)]
        for name in comparison.dropped:
            self.notes.append(f"{resource.address}: the vendor does not keep {name}; it has no effect.")

    def leaving(self, desired: Desired) -> Iterator[Step]:
        """The steps of addresses that only the state knows."""
        removed = {each.address for each in desired.removed}
        going = [address for address in sorted(self._state.resources) if address not in desired.resources]
        self.kept += [Unmanaged(address, _HALF_MADE) for address in self._state.intents if address not in desired.resources]
        found = ((one.resource.kind, one) for one in self._bound.values())
        heirs = {handle(kind, one.params, one.id): one.resource.address for kind, one in found if one.id is not None}
        for address in going:
            record, kind = self._state.resources[address], self._kinds.get(address.kind_name)
            if kind is None:
                self.kept.append(Unmanaged(address, "its kind is not known to this release"))
            elif record.protect:
                self.kept.append(Unmanaged(address, "protected; set protect: false and apply before removing it"))
            elif (heir := heirs.get(handle(kind, record.params, record.id))) is not None:
                yield Step(address, Action.FORGET, kind, after=frozenset({StepId(heir)}), because=f"{record.id} is {heir} from now on")
            elif not (self._options.prune or self._options.policy.prune or address in removed):
                self.kept.append(Unmanaged(address, "orphaned: no manifest declares it; --prune deletes it"))
            else:
                yield self._leave(address, record, kind, going)

    def _leave(self, address: Address, record: Record, kind: Kind, going: list[Address]) -> Step:
        made = calls.delete(kind, record.id, record.params)
        # Whoever referred to it goes first, or lets go of it first.
        users = [other for other in going if address in self._state.resources[other].depends]
        updated = [other for other, each in self._state.resources.items() if address in each.depends and other in self._bound]
        after = frozenset(StepId(other) for other in (*users, *updated))
        if made:
            return Step(address, Action.DELETE, kind, made, after=after, because=f"id {record.id}")
        return Step(address, Action.ABANDON, kind, after=after, because=f"the vendor has no delete; {record.id} stays there, unmanaged")

    def _after(self, bound: Bound, targets: Iterable[Address]) -> frozenset[StepId]:
        """
        The steps to wait for: those that make what is referred to, or give it a value that is not known yet.

        What exists already keeps its id and need not be waited for.
        """
        unknown = {each.address for each in pendings(bound.spec)}
        return frozenset(StepId(target) for target in targets if self._bound[target].unborn or target in unknown)


def _delivery(resource: Resource) -> tuple[str, ...]:
    """Where the secret goes that the vendor shows once."""
    if resource.deliver is None:
        return ()
    return (f"its {resource.kind.yields} goes to {resource.deliver.sink} as {resource.deliver.name}",)


def _unseen(places: list[str]) -> Iterator[str]:
    if places:
        count = "1 secret" if len(places) == 1 else f"{len(places)} secrets"
        yield f"{count} cannot be verified, since the vendor never shows them; last sent unchanged: {', '.join(sorted(places))}."


def _path_values(kind: Kind, spec: Mapping[str, Tree]) -> dict[str, Tree]:
    return {name: spec[name] for name in kind.path_params if name in spec}


def _as_kept(spec: dict[str, Tree], kept: Iterable[Change]) -> dict[str, Tree]:
    """The spec as far as policy lets it be applied: what somebody edited and policy keeps stands as it is live."""
    for change in kept:
        spec = put(spec, change.path, change.before)
    return spec


def _closure(order: Order, only: Iterable[Address]) -> set[Address]:
    """The addresses asked for, and whatever they refer to."""
    wanted: set[Address] = set()
    waiting = list(only)
    while waiting:
        address = waiting.pop()
        if address not in wanted:
            wanted.add(address)
            waiting += order.linked(address)
    return wanted


def _in_turn(steps: list[Step]) -> Iterator[Step]:
    """
    The steps, each after those that it waits for; it waits only for steps of the plan.

    Orphans may refer to each other in a circle: whichever stands first does not wait, since the vendor has to be asked in some order.
    """
    present = {step.id: step for step in steps}
    placed: set[StepId] = set()
    for step in steps:
        path = {} if step.id in placed else {step.id: step}
        while path:
            _, last = path.popitem()
            before = next((each for each in sorted(last.after - placed) if each in present and each not in path and each != last.id), None)
            if before is None:
                yield replace(last, after=last.after & placed)
                placed.add(last.id)
            else:
                path |= {last.id: last, before: present[before]}
