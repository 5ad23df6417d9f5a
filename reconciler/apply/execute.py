"""Applying a plan: the only writer. Every intent is durable before its call leaves, every answer before the next call that needs it."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ..address import Address
from ..desired.graph import edges
from ..diagnostics import Diagnostic
from ..diff.compare import compare
from ..http import RefusedError, RequestError, UnknownError
from ..live import Live, Reading
from ..live.decode import decode
from ..live.identify import identity_of, matches
from ..live.observe import Account, Accounts, list_all, read
from ..live.snapshot import Place, place
from ..live.url import fill as fill_path
from ..live.url import fill_plain
from ..plan import Action, Call, Plan, Step, StepId
from ..plan.bound import Bound, alike, newcomers
from ..schema import Json, Kind, Tree
from ..schema.normal import Normal
from ..state import Event, Intent, Memory, Record
from .fill import MissingError, fill, reveal, secrets_in
from .outcome import Outcome, Report, Status
from .reporter import Reporter
from .settle import Settled, Written, beginning, identity_mark, settle

_NOT_FOUND = 404
_TRIES = 3
_INTERRUPTED = "interrupted before it began"
_GRACE_S = 8.0
"""How long an interrupted run waits for what is in flight, so that it ends within ten seconds."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and randomness, handed in: ``now`` in seconds since the epoch, ``nonce`` a new unique text."""

    now: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    nonce: Callable[[], str]


class _Failed(Exception):
    """A step that did not succeed, in words."""

    def __init__(self, summary: str, detail: str, status: Status = Status.FAILED) -> None:
        super().__init__(detail)
        self.summary, self.detail, self.status = summary, detail, status


@dataclass(slots=True)
class Run:
    """
    One apply.

    ``stop`` set: what is in flight is finished, nothing new is begun. Independent steps go side by side; a failure stops only what
    depends on it.
    """

    plan: Plan
    memory: Memory
    accounts: Accounts
    clock: Clock
    reporter: Reporter
    stop: asyncio.Event
    _known: dict[Address, Live] = field(default_factory=dict)
    _outcomes: dict[StepId, Outcome] = field(default_factory=dict)
    _deferred: dict[Address, frozenset[str]] = field(default_factory=dict)
    _wrote: set[StepId] = field(default_factory=set)
    """The steps of which a write may have arrived."""
    _strangers: dict[Place, frozenset[str]] = field(default_factory=dict)
    """The ids that a collection held before we created in it, where objects have nothing to be told apart by."""
    _places: dict[str, asyncio.Semaphore] = field(default_factory=dict)
    """As many steps of an account may have begun as requests may be under way: the others can still be skipped."""
    _births: defaultdict[str, asyncio.Lock] = field(default_factory=lambda: defaultdict(asyncio.Lock))

    async def execute(self) -> Report:
        """Carry out every step. Raises StateError when an event cannot be made durable; nothing is sent after that."""
        self._known = {bound.resource.address: bound.live for bound in self.plan.bound if bound.live is not None}
        steps = [step for step in self.plan.steps if step.action is not Action.MOVE]
        ended = {step.id: asyncio.Event() for step in steps}
        self._deferred = {
            step.address: frozenset(change.path[0] for change in step.changes) for step in self.plan.steps if step.action is Action.LINK
        }
        self._places = {name: asyncio.Semaphore(account.client.concurrency) for name, account in self.accounts.items()}
        moved = self._moves()
        await self._until_stopped([asyncio.create_task(self._in_turn(step, ended)) for step in steps])
        unbegun = Outcome(Status.SKIPPED, notes=(_INTERRUPTED,))
        outcomes = (moved if step.action is Action.MOVE else self._outcomes.get(step.id, unbegun) for step in self.plan.steps)
        return Report(tuple(zip(self.plan.steps, outcomes, strict=True)), interrupted=self.stop.is_set())

    def _moves(self) -> Outcome:
        """Addresses change at once and before all else, since every other step speaks of the new ones."""
        done = Outcome(Status.DONE)
        for step in self.plan.steps:
            if step.action is Action.MOVE:
                self.memory.record(Event("moved", step.address, earlier=step.earlier))
                self.reporter.finished(step, done)
        return done

    async def _until_stopped(self, tasks: list[asyncio.Task[None]]) -> None:
        """Wait for every step; once stopped, only as long as what is in flight may take. The first error that is no outcome is raised."""
        stopped: asyncio.Future[Any] = asyncio.create_task(self.stop.wait())
        work: asyncio.Future[Any] = asyncio.gather(*tasks)
        try:
            await asyncio.wait({work, stopped}, return_when=asyncio.FIRST_COMPLETED)
            if not work.done():
                await asyncio.wait({work}, timeout=_GRACE_S)
            if work.done():
                work.result()
        finally:
            stopped.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(work, *tasks, return_exceptions=True)

    async def _in_turn(self, step: Step, ended: Mapping[StepId, asyncio.Event]) -> None:
        for before in sorted(step.after & ended.keys()):
            await ended[before].wait()
        self._outcomes[step.id] = Outcome(Status.UNKNOWN, notes=("interrupted; it is looked up at the next run",), sent=True)
        try:
            self._outcomes[step.id] = await self._attempt(step)
        finally:
            ended[step.id].set()
        self.reporter.finished(step, self._outcomes[step.id])

    async def _attempt(self, step: Step) -> Outcome:
        blocked = [each for each in sorted(step.after & self._outcomes.keys()) if self._outcomes[each].status is not Status.DONE]
        if blocked:
            return Outcome(Status.SKIPPED, notes=(f"waits for {blocked[0].address}, which did not succeed",))
        async with self._places[step.kind.provider]:
            if self.stop.is_set():
                return Outcome(Status.SKIPPED, notes=(_INTERRUPTED,))
            self.reporter.started(step)
            return await self._ended(step)

    async def _ended(self, step: Step) -> Outcome:
        """What became of a step that has begun, whatever it met."""
        try:
            return await self._carry_out(step)
        except _Failed as failure:
            return self._failure(step, failure.summary, failure.detail, failure.status)
        except MissingError as missing:
            detail = f"{missing.pending.address} exists, but the vendor did not say its {missing.pending.field}. Run again."
            return self._failure(step, "Reference not known", detail)
        except RequestError as error:
            return self._failure(step, _summary(error), _detail(step, error))

    def _failure(self, step: Step, summary: str, detail: str, status: Status = Status.FAILED) -> Outcome:
        return Outcome(status, (Diagnostic(summary, detail, step.address, step.source),), sent=step.id in self._wrote)

    async def _carry_out(self, step: Step) -> Outcome:
        match step.action:
            case Action.CREATE:
                return await self._reappeared(step) or await self._create(step, step.calls)
            case Action.REPLACE:
                return await self._replace(step)
            case Action.UPDATE | Action.ADOPT | Action.LINK:
                return await self._update(step)
            case Action.DELETE:
                return await self._delete(step)
            case _:
                self.memory.record(Event("forgotten", step.address))
                return Outcome(Status.DONE)

    # --- creating -----------------------------------------------------------------------------------------------------

    async def _create(self, step: Step, made: tuple[Call, ...]) -> Outcome:
        if not made:
            msg = f"The vendor has no such {step.kind} and no way to create one. Create it there, or mend the manifest."
            raise _Failed("Cannot be created", msg)
        if step.address in self.memory.state.resources:
            # The old object is gone or given up: remembered any longer, it would hide the open intent from the next run.
            self.memory.record(Event("forgotten", step.address))
        first, *rest = made
        live, answer_only = await self._born(step, first)
        self.memory.record(Event("recorded", step.address, beginning(self._written(step, None), live, self._key)))
        self._known[step.address] = live
        for call in rest:
            await self._sent_again(step, self._addressed(call, live), live)
        if rest or not answer_only:
            live = await self._read_back(step, live, None)
        return self._settle(step, live, before=None)

    async def _reappeared(self, step: Step) -> Outcome | None:
        """A bound object that its list did not show. Where nothing reads it by itself, the list may only have lagged behind a write."""
        record = self.memory.state.resources.get(step.address)
        if record is None or step.kind.read is not None:
            return None
        self.reporter.waiting(step, "Its list did not show it. Looking again before a new one is made.")
        await self.clock.sleep(step.kind.window_s)
        live = await self._reread(step.kind, record)
        if live is None:
            return None
        if compare(step.kind, self._spec(step), record.base, live.value, self._key).changes:
            raise _Failed("Object is there again", f"The list did not show {record.id} a moment ago. Run again to plan anew.")
        return self._settle(step, live, before=live)

    async def _born(self, step: Step, call: Call) -> tuple[Live, bool]:
        """The new object, and whether the answer to its create already is all that can be read of it."""
        params = self._path_params(step.kind, call)
        body = fill(call.body or {}, self._known)
        # What cannot be told apart is created one after the other, or two answers that never came could be taken for each other.
        async with self._births[self._likeness(step)]:
            there = await self._there_before(step, params)
            intent = Intent(self.clock.nonce(), self._hash(step.kind, body), self.clock.now(), params, there)
            return await self._insisted(step, call, body, intent)

    async def _insisted(self, step: Step, call: Call, body: Tree, intent: Intent) -> tuple[Live, bool]:
        """Create; after an unknown outcome look first, and create again only when it surely is not there."""
        headers = {"Idempotency-Key": intent.nonce} if step.kind.idempotent_create else {}
        attempt = 1
        while True:
            self.memory.record(Event("intended", step.address, intent=intent))
            try:
                return await self._from_answer(step, intent, await self._send(step, call, body, headers))
            except UnknownError as error:
                self.reporter.waiting(step, f"{error.reason} Looking whether it happened.")
                found = await self._look_for(step, intent, error)
                if found is not None:
                    return found, False
                if attempt == _TRIES:
                    self.memory.record(Event("settled", step.address))
                    raise
                attempt += 1
            except RequestError:
                self.memory.record(Event("settled", step.address))
                raise

    def _likeness(self, step: Step) -> str:
        """Equal for two steps whose objects a listing could not tell apart."""
        return f"{step.kind} {identity_of(step.kind, self._spec(step), self._key) or ''}"

    async def _there_before(self, step: Step, params: Mapping[str, str]) -> tuple[str, ...]:
        """The ids of objects that must not be taken for the one that is about to be made: its predecessor, or all where none has a name."""
        before = _bound(step).id
        # An id that the manifest itself says, such as that of a pair, comes back with the new object.
        gone = () if before is None or step.kind.id_field in _bound(step).spec else (before,)
        if step.kind.identity or step.kind.list is None:
            return gone
        where = place(step.kind, params)
        if where not in self._strangers:
            listed = await list_all(step.kind, params, self._account(step.kind))
            self._strangers[where] = frozenset(listed.objects)
        return tuple(sorted(self._strangers[where].union(gone)))

    async def _from_answer(self, step: Step, intent: Intent, answer: Json) -> tuple[Live, bool]:
        live = decode(step.kind, answer, intent.params)
        if live is not None:
            return live, step.kind.read is None
        silent = UnknownError("The vendor answered without an id.")
        found = await self._look_for(step, intent, silent)
        if found is None:
            raise _untold(silent, "its list does not show it")
        return found, step.kind.read is None

    async def _look_for(self, step: Step, intent: Intent, error: UnknownError) -> Live | None:
        """What an unanswered create made: the object, or None when it surely made nothing. Raises when it cannot be told."""
        for pause in (0.0, step.kind.window_s):
            await self.clock.sleep(pause)
            try:
                found = await self._candidates(step, intent, await list_all(step.kind, intent.params, self._account(step.kind)))
            except RequestError as problem:
                raise _untold(error, problem.reason) from problem
            if len(found) > 1:
                raise _untold(error, f"several objects could be it: {', '.join(sorted(live.id for live in found))}")
            if found:
                return found[0]
        return None

    async def _candidates(self, step: Step, intent: Intent, reading: Reading) -> list[Live]:
        if not reading.complete:
            raise UnknownError(reading.gap or "the vendor has no list")
        kind, spec = step.kind, self._spec(step)
        wanted = identity_of(kind, spec, self._key)
        if wanted is not None:
            return matches(kind, wanted, reading, self._taken(kind, intent), self._key)
        new = [live for live in newcomers(reading, intent) if live.id not in self._taken(kind, intent)]
        whole = [live if live.whole else await self._reread(kind, live) for live in new]
        return [live for live in whole if live is not None and alike(kind, spec, live, self._key)]

    def _taken(self, kind: Kind, intent: Intent) -> set[str]:
        """The ids that cannot be the object that an intent was about."""
        mine = self.memory.state.resources.items()
        return {*intent.alike, *(each.id for address, each in mine if address.kind_name == str(kind) and each.params == intent.params)}

    # --- updating -----------------------------------------------------------------------------------------------------

    async def _update(self, step: Step) -> Outcome:
        bound = _bound(step)
        live = self._known.get(step.address) or Live(step.kind, str(bound.id), bound.params, {}, {})
        for call in step.calls:
            await self._sent_again(step, self._addressed(call, live), live)
        after = await self._read_back(step, live, live) if step.calls else live
        return self._settle(step, after, before=live)

    async def _sent_again(self, step: Step, call: Call, live: Live) -> None:
        """Send an update; after an unknown outcome look first, and send again unless it surely took."""
        body = fill(call.body or {}, self._known)
        attempt = 1
        while True:
            try:
                await self._send(step, call, body)
                return
            except UnknownError:
                now = await self._reread(step.kind, live)
                if now is not None and self._took(step, now):
                    return
                if attempt == _TRIES:
                    raise
                attempt += 1

    def _took(self, step: Step, now: Live) -> bool:
        """Whether live holds all of it. What live never shows, such as a secret, is no proof."""
        changes = compare(step.kind, self._spec(step), {}, now.value, self._key).changes
        return all(change.path in step.kept for change in changes)

    async def _reread(self, kind: Kind, one: Live | Record) -> Live | None:
        return await read(kind, one.id, one.params, self._account(kind))

    async def _read_back(self, step: Step, live: Live, before: Live | None) -> Live:
        """The object as the vendor holds it after a write, given the time that its reads may lag."""
        found = None
        for pause in (0.0, step.kind.window_s / 4, step.kind.window_s):
            await self.clock.sleep(pause)
            found = await self._reread(step.kind, live) or found
            if found is not None and not self._judged(step, found, before).failed:
                return found
        if found is not None:
            return found
        if step.kind.reads_inferred:
            return Live(step.kind, live.id, live.params, self._spec(step), live.raw)
        msg = f"The vendor accepted the write and then had no object {live.id}. Run again."
        raise _Failed("Not found after the write", msg)

    def _settle(self, step: Step, live: Live, before: Live | None) -> Outcome:
        settled = self._judged(step, live, before)
        self.memory.record(Event("recorded", step.address, settled.record))
        self._known[step.address] = live
        return _outcome_of(step, settled, sent=step.id in self._wrote)

    def _judged(self, step: Step, live: Live, before: Live | None) -> Settled:
        return settle(self._written(step, before), live, self._key)

    def _written(self, step: Step, before: Live | None) -> Written:
        earlier = self.memory.state.resources.get(step.address)
        depends = tuple(sorted({edge.target for edge in edges(_bound(step).resource)}))
        return Written(step.kind, self._spec(step), before, step.kept, earlier, depends, _bound(step).resource.protect)

    def _spec(self, step: Step) -> dict[str, Tree]:
        """What the manifest says, filled in, as far as this step brings it about."""
        later = self._later(step)
        return {name: fill(each, self._known) for name, each in _bound(step).spec.items() if name not in later}

    def _later(self, step: Step) -> frozenset[str]:
        """The fields that a second step of the same address will set."""
        return frozenset() if step.action is Action.LINK else self._deferred.get(step.address, frozenset())

    # --- deleting -----------------------------------------------------------------------------------------------------

    async def _replace(self, step: Step) -> Outcome:
        removing = tuple(call for call in step.calls if call.endpoint is step.kind.delete)
        for call in removing:
            await self._remove(step, call)
        made = tuple(call for call in step.calls if call not in removing)
        self._known.pop(step.address, None)
        return await self._create(step, made)

    async def _delete(self, step: Step) -> Outcome:
        notes = tuple([note for call in step.calls for note in await self._remove(step, call)])
        return Outcome(Status.DONE, notes=notes, sent=step.id in self._wrote)

    async def _remove(self, step: Step, call: Call) -> tuple[str, ...]:
        """Delete one object, after seeing that it still is the one that we bound. Returns what is worth telling."""
        record = self.memory.state.resources[step.address]
        live = await self._reread(step.kind, record)
        if live is None and not step.kind.reads_inferred:
            self.memory.record(Event("forgotten", step.address))
            return ("it was gone already",)
        if live is not None and record.identity and identity_mark(step.kind, live, self._key) != record.identity:
            why = f"The object {record.id} has another identity than when we last applied it, so it is not deleted."
            raise _Failed("Object is another one", f"{why} Check it in the dashboard, then use state forget.")
        await self._deleted(step, call, record)
        self.memory.record(Event("forgotten", step.address))
        return ()

    async def _deleted(self, step: Step, call: Call, record: Record) -> None:
        """Send a delete and see that the object is gone."""
        try:
            await self._sent_for_good(step, call)
        except RefusedError as error:
            if error.status != _NOT_FOUND:
                raise
            await self._surely_gone(step, record)
        for pause in (0.0, step.kind.window_s / 4, step.kind.window_s):
            await self.clock.sleep(pause)
            if await self._reread(step.kind, record) is None:
                return
        msg = f"The vendor took the delete and still holds {record.id}. It stays bound; delete it in the dashboard, or use state forget."
        raise _Failed("Not deleted", msg)

    async def _sent_for_good(self, step: Step, call: Call) -> None:
        """Send a delete until it is answered: twice does no harm."""
        attempt = 1
        while True:
            try:
                await self._send(step, call, None)
                return
            except UnknownError:
                if attempt == _TRIES:
                    raise
                attempt += 1

    async def _surely_gone(self, step: Step, record: Record) -> None:
        """Where reads are not documented, a delete that finds nothing may mean that the vendor has no delete: only a list can tell."""
        if not step.kind.reads_inferred:
            return
        listed = await list_all(step.kind, record.params, self._account(step.kind))
        if not (listed.readable and listed.complete):
            why = f"The vendor answered 404 to the delete of {record.id}: it may be gone, or cannot be deleted."
            raise _Failed("Not deleted", f"{why} It stays bound; look in the dashboard, then use state forget.")

    # --- sending ------------------------------------------------------------------------------------------------------

    async def _send(self, step: Step, call: Call, body: Tree, headers: Mapping[str, str] | None = None) -> Json:
        account, endpoint = self._account(step.kind), call.endpoint
        values = {**account.parameters, **{name: str(each) for name, each in fill(dict(call.params), self._known).items()}}
        query = {name: fill_plain(template, values) for name, template in endpoint.query.items()}
        path, sent = fill_path(endpoint.path, values), None if body is None else reveal(body)
        self.memory.need_sound()
        try:
            answer = await account.client.send(
                endpoint.method, path, query, sent, repeatable=False, headers=headers, hidden=secrets_in(body)
            )
        except UnknownError:
            self._wrote.add(step.id)
            raise
        self._wrote.add(step.id)
        return answer

    def _account(self, kind: Kind) -> Account:
        return self.accounts[kind.provider]

    def _path_params(self, kind: Kind, call: Call) -> dict[str, str]:
        filled = fill(dict(call.params), self._known)
        return {name: str(filled[name]) for name in kind.path_params}

    def _addressed(self, call: Call, live: Live) -> Call:
        return Call(call.endpoint, {**live.params, "id": live.id}, call.body, call.repeatable)

    def _hash(self, kind: Kind, body: Tree) -> str:
        text = Normal(kind, self._key).form(kind.shape, body)
        return hashlib.sha256(json.dumps(text, sort_keys=True).encode()).hexdigest()[:24]

    @property
    def _key(self) -> bytes:
        return self.memory.state.secret_key


def _bound(step: Step) -> Bound:
    """The resource of a step that has one: every step but those of addresses that only the state knows."""
    if step.bound is None:
        msg = f"{step.action.value} of {step.address} has no manifest"
        raise TypeError(msg)
    return step.bound


def _untold(error: UnknownError, why: str) -> _Failed:
    mend = "It stays noted: run again, or look in the vendor's dashboard and write adopt: with its id into the manifest."
    return _Failed("Outcome unknown", f"{error.reason} Whether it was created cannot be told: {why.rstrip('.')}. {mend}", Status.UNKNOWN)


def _outcome_of(step: Step, settled: Settled, *, sent: bool) -> Outcome:
    wrong = [
        Diagnostic(
            "Field did not take",
            f"The vendor answered that all is well and holds another value of {name}. Check the value against its documentation.",
            step.address,
            step.source,
            name,
        )
        for name in settled.failed
    ]
    wrong += [
        Diagnostic(
            "Field not kept",
            f"The vendor does not know {name} and dropped it silently. Remove it from the manifest.",
            step.address,
            step.source,
            name,
        )
        for name in settled.dropped
    ]
    notes = [f"the vendor turned {name} into another form, which is now taken for equal" for name in settled.normalized]
    notes += [f"{name} changed at the vendor although we did not touch it" for name in settled.disturbed]
    return Outcome(Status.FAILED if wrong else Status.DONE, tuple(wrong), tuple(notes), sent=sent)


def _summary(error: RequestError) -> str:
    return "Vendor refused" if isinstance(error, RefusedError) else "Vendor could not be reached"


def _detail(step: Step, error: RequestError) -> str:
    what = f"{step.action.value} of {step.kind}"
    return f"{error.reason} ({what}) {error.mend}".rstrip()
