"""Applying a plan: the only writer. Every intent is durable before its call leaves, every answer before the next call that needs it."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from ..address import Address
from ..desired.graph import edges
from ..diagnostics import Diagnostic
from ..http import RefusedError, RequestError, UnknownError
from ..live import Live, Reading
from ..live.decode import decode
from ..live.identify import identity_of, matches
from ..live.observe import Account, Accounts, list_all, read
from ..live.url import fill as fill_path
from ..live.url import fill_plain
from ..plan import Action, Call, Plan, Step, StepId
from ..plan.bound import lookalikes
from ..schema import Json, Kind, Tree
from ..schema.normal import Normal
from ..state import Event, Intent, Memory, Record
from .fill import MissingError, fill, reveal
from .outcome import Outcome, Report, Status
from .reporter import Reporter
from .settle import Settled, Written, identity_mark, settle

_NOT_FOUND = 404
_TRIES = 3
_GRACE_S = 8.0
"""How long an interrupted run waits for what is in flight, so that it ends within ten seconds."""


@dataclass(frozen=True, slots=True)
class Clock:
    """Time and randomness, handed in: ``now`` in seconds since the epoch, ``nonce`` a new unique text."""

    now: Callable[[], float]
    sleep: Callable[[float], Awaitable[None]]
    nonce: Callable[[], str]


class _Failed(Exception):
    """A step that did not succeed; ``sent`` says whether a write may have left us."""

    def __init__(self, summary: str, detail: str, *, status: Status = Status.FAILED, sent: bool = False) -> None:
        super().__init__(detail)
        self.summary, self.detail, self.status, self.sent = summary, detail, status, sent


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

    async def execute(self) -> Report:
        """Carry out every step. Raises StateError when an event cannot be made durable; nothing is sent after that."""
        self._known = {bound.resource.address: bound.live for bound in self.plan.bound if bound.live is not None}
        ended = {step.id: asyncio.Event() for step in self.plan.steps}
        self._deferred = {
            step.address: frozenset(change.path[0] for change in step.changes) for step in self.plan.steps if step.action is Action.LINK
        }
        await self._until_stopped([asyncio.create_task(self._in_turn(step, ended)) for step in self.plan.steps])
        unbegun = Outcome(Status.SKIPPED, notes=("interrupted before it began",))
        outcomes = tuple((step, self._outcomes.get(step.id, unbegun)) for step in self.plan.steps)
        return Report(outcomes, interrupted=self.stop.is_set())

    async def _until_stopped(self, tasks: list[asyncio.Task[None]]) -> None:
        """Wait for every step; once stopped, only as long as what is in flight may take. The first error that is no outcome is raised."""
        stopped = asyncio.create_task(self.stop.wait())
        work = asyncio.gather(*tasks)
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
            await asyncio.gather(work, return_exceptions=True)

    async def _in_turn(self, step: Step, ended: Mapping[StepId, asyncio.Event]) -> None:
        for before in sorted(step.after):
            await ended[before].wait()
        self._outcomes[step.id] = Outcome(Status.UNKNOWN, notes=("interrupted; it is looked up at the next run",), sent=True)
        try:
            self._outcomes[step.id] = await self._attempt(step)
        finally:
            ended[step.id].set()
        self.reporter.finished(step, self._outcomes[step.id])

    async def _attempt(self, step: Step) -> Outcome:
        blocked = [each for each in sorted(step.after) if self._outcomes[each].status is not Status.DONE]
        if blocked:
            return Outcome(Status.SKIPPED, notes=(f"waits for {blocked[0].address}, which did not succeed",))
        if self.stop.is_set():
            return Outcome(Status.SKIPPED, notes=("interrupted before it began",))
        self.reporter.started(step)
        try:
            return await self._carry_out(step)
        except _Failed as failure:
            return self._failure(step, failure.summary, failure.detail, failure.status, sent=failure.sent)
        except MissingError as missing:
            detail = f"{missing.pending.address} exists, but the vendor did not say its {missing.pending.field}. Run again."
            return self._failure(step, "Reference not known", detail, Status.FAILED, sent=False)
        except RequestError as error:
            return self._failure(step, _summary(error), _detail(step, error), Status.FAILED, sent=isinstance(error, UnknownError))

    def _failure(self, step: Step, summary: str, detail: str, status: Status, *, sent: bool) -> Outcome:
        return Outcome(status, (Diagnostic(summary, detail, step.address, step.source),), sent=sent)

    async def _carry_out(self, step: Step) -> Outcome:
        match step.action:
            case Action.CREATE:
                return await self._create(step, step.calls)
            case Action.REPLACE:
                return await self._replace(step)
            case Action.UPDATE | Action.ADOPT | Action.LINK:
                return await self._update(step)
            case Action.DELETE:
                return await self._delete(step)
            case Action.MOVE:
                self.memory.record(Event("moved", step.address, earlier=step.earlier))
                return Outcome(Status.DONE)
            case Action.FORGET | Action.ABANDON:
                self.memory.record(Event("forgotten", step.address))
                return Outcome(Status.DONE)

    # --- creating -----------------------------------------------------------------------------------------------------

    async def _create(self, step: Step, made: tuple[Call, ...]) -> Outcome:
        if not made:
            msg = f"The vendor has no such {step.kind} and no way to create one. Create it there, or mend the manifest."
            raise _Failed("Cannot be created", msg)
        first, *rest = made
        live, answer_only = await self._born(step, first)
        record = self._first_record(step, live)
        self.memory.record(Event("recorded", step.address, record))
        self._known[step.address] = live
        for call in rest:
            await self._sent_again(step, self._addressed(call, live), live)
        if rest or not answer_only:
            live = await self._read_back(step, live)
        return self._settle(step, live, before=None)

    async def _born(self, step: Step, call: Call) -> tuple[Live, bool]:
        """The new object, and whether the answer to its create already is all that can be read of it."""
        body = fill(call.body or {}, self._known)
        intent = Intent(self.clock.nonce(), self._hash(step.kind, body), self.clock.now(), self._path_params(step.kind, call))
        for attempt in range(_TRIES):
            self.memory.record(Event("intended", step.address, intent=intent))
            try:
                answer = await self._send(step, call, body, {"Idempotency-Key": intent.nonce} if step.kind.idempotent_create else {})
            except UnknownError as error:
                found = await self._look_for(step, intent, error)
                if found is not None:
                    return found, False
                if attempt + 1 == _TRIES:
                    self.memory.record(Event("settled", step.address))
                    raise
            except RequestError:
                self.memory.record(Event("settled", step.address))
                raise
            else:
                return await self._from_answer(step, intent, answer)
        raise AssertionError

    async def _from_answer(self, step: Step, intent: Intent, answer: Json) -> tuple[Live, bool]:
        live = decode(step.kind, answer, intent.params)
        if live is not None:
            return live, step.kind.read is None
        found = await self._look_for(step, intent, UnknownError("The vendor answered without an id."))
        if found is None:
            msg = "The vendor accepted it and does not show it. Look in its dashboard, then write adopt: with its id into the manifest."
            raise _Failed("Created but not found", msg, status=Status.UNKNOWN, sent=True)
        return found, step.kind.read is None

    async def _look_for(self, step: Step, intent: Intent, error: UnknownError) -> Live | None:
        """What an unanswered create made: the object, or None when it surely made nothing. Raises when it cannot be told."""
        kind = step.kind
        self.reporter.waiting(step, f"{error.reason} Looking whether it happened.")
        for pause in (0.0, kind.window_s):
            await self.clock.sleep(pause)
            reading = await list_all(kind, intent.params, self._account(kind))
            if not reading.complete:
                msg = f"{error.reason} Whether it was created cannot be told ({reading.gap or 'the vendor has no list'}). It stays noted; run again, or look in the dashboard."
                raise _Failed("Outcome unknown", msg, status=Status.UNKNOWN, sent=True)
            found = self._candidates(step, intent, reading.objects)
            if len(found) > 1:
                ids = ", ".join(sorted(live.id for live in found))
                msg = f"{error.reason} Several objects could be it: {ids}. Write adopt: with the id of the right one into the manifest."
                raise _Failed("Outcome unknown", msg, status=Status.UNKNOWN, sent=True)
            if found:
                return found[0]
        return None

    def _candidates(self, step: Step, intent: Intent, objects: Mapping[str, Live]) -> list[Live]:
        assert step.bound is not None
        kind, key = step.kind, self.memory.state.secret_key
        spec = fill(step.bound.spec, self._known)
        taken = {
            record.id
            for address, record in self.memory.state.resources.items()
            if address.kind_name == str(kind) and dict(record.params) == dict(intent.params)
        }
        wanted = identity_of(kind, spec, key)
        reading = Reading(objects)
        if wanted is not None:
            return matches(kind, wanted, reading, taken, key)
        return [live for live in lookalikes(kind, spec, reading, intent, key) if live.id not in taken]

    def _first_record(self, step: Step, live: Live) -> Record:
        protect = step.bound.resource.protect if step.bound else False
        return Record(
            live.id,
            live.params,
            depends=self._depends(step),
            identity=identity_mark(step.kind, live, self.memory.state.secret_key),
            protect=protect,
        )

    # --- updating -----------------------------------------------------------------------------------------------------

    async def _update(self, step: Step) -> Outcome:
        assert step.bound is not None
        live = self._known.get(step.address)
        if live is None and step.bound.id is not None:
            live = Live(step.kind, step.bound.id, step.bound.params, {}, {})
        if live is None:
            msg = "It is not there any more. Run again to plan anew."
            raise _Failed("Object is gone", msg)
        for call in step.calls:
            await self._sent_again(step, self._addressed(call, live), live)
        after = await self._read_back(step, live) if step.calls else live
        return self._settle(step, after, before=live)

    async def _sent_again(self, step: Step, call: Call, live: Live) -> None:
        """Send an update; after an unknown outcome look first, and send again only when it did not take."""
        body = fill(call.body or {}, self._known)
        for attempt in range(_TRIES):
            try:
                await self._send(step, call, body, {})
            except UnknownError:
                now = await self._reread(step, live)
                if now is not None and self._took(step, now):
                    return
                if attempt + 1 == _TRIES:
                    raise
            else:
                return

    def _took(self, step: Step, now: Live) -> bool:
        return not self._judged(step, now, None).failed

    async def _reread(self, step: Step, live: Live) -> Live | None:
        return await read(step.kind, live.id, live.params, self._account(step.kind))

    async def _read_back(self, step: Step, live: Live) -> Live:
        """The object as the vendor holds it after a write, given the time that its reads may lag."""
        for pause in (0.0, step.kind.window_s / 4, step.kind.window_s):
            await self.clock.sleep(pause)
            found = await self._reread(step, live)
            if found is not None:
                return found
        if step.kind.reads_inferred and step.bound is not None:
            return Live(step.kind, live.id, live.params, fill(step.bound.spec, self._known), live.raw)
        msg = f"The vendor accepted the write and then had no object {live.id}. Run again."
        raise _Failed("Not found after the write", msg, sent=True)

    def _settle(self, step: Step, live: Live, before: Live | None) -> Outcome:
        settled = self._judged(step, live, before)
        self.memory.record(Event("recorded", step.address, settled.record))
        self._known[step.address] = live
        return _outcome_of(step, settled)

    def _judged(self, step: Step, live: Live, before: Live | None) -> Settled:
        assert step.bound is not None
        spec = fill({name: each for name, each in step.bound.spec.items() if name not in self._later(step)}, self._known)
        earlier = self.memory.state.resources.get(step.address)
        written = Written(step.kind, spec, before, step.kept, earlier, self._depends(step), step.bound.resource.protect)
        return settle(written, live, self.memory.state.secret_key)

    def _later(self, step: Step) -> frozenset[str]:
        """The fields that a second step of the same address will set."""
        return frozenset() if step.action is Action.LINK else self._deferred.get(step.address, frozenset())

    def _depends(self, step: Step) -> tuple[Address, ...]:
        return () if step.bound is None else tuple(sorted({edge.target for edge in edges(step.bound.resource)}))

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
        return Outcome(Status.DONE, notes=notes, sent=True)

    async def _remove(self, step: Step, call: Call) -> tuple[str, ...]:
        """Delete one object, after seeing that it still is the one that we bound. Returns what is worth telling."""
        record = self.memory.state.resources.get(step.address)
        assert record is not None
        live = await read(step.kind, record.id, record.params, self._account(step.kind))
        if live is None and not step.kind.reads_inferred:
            self.memory.record(Event("forgotten", step.address))
            return ("it was gone already",)
        if live is not None and record.identity and identity_mark(step.kind, live, self.memory.state.secret_key) != record.identity:
            msg = f"The object {record.id} has another identity than when we last applied it, so it is not deleted. Check it in the dashboard, then use state forget."
            raise _Failed("Object is another one", msg)
        await self._deleted(step, call, record)
        self.memory.record(Event("forgotten", step.address))
        return ()

    async def _deleted(self, step: Step, call: Call, record: Record) -> None:
        for attempt in range(_TRIES):
            try:
                await self._send(step, call, None, {})
            except RefusedError as error:
                if error.status != _NOT_FOUND:
                    raise
                await self._surely_gone(step, record)
            except UnknownError:
                if attempt + 1 == _TRIES:
                    raise
                continue
            break
        if await read(step.kind, record.id, record.params, self._account(step.kind)) is not None:
            msg = (
                f"The vendor took the delete and still holds {record.id}. It stays bound; delete it in the dashboard, or use state forget."
            )
            raise _Failed("Not deleted", msg, sent=True)

    async def _surely_gone(self, step: Step, record: Record) -> None:
        """Where reads are not documented, a delete that finds nothing may mean that the vendor has no delete: only a list can tell."""
        if not step.kind.reads_inferred:
            return
        listed = await list_all(step.kind, record.params, self._account(step.kind))
        if not (listed.readable and listed.complete):
            msg = f"The vendor answered 404 to the delete of {record.id}: it may be gone, or cannot be deleted. It stays bound; look in the dashboard, then use state forget."
            raise _Failed("Not deleted", msg)

    # --- sending ------------------------------------------------------------------------------------------------------

    async def _send(self, step: Step, call: Call, body: Tree, headers: Mapping[str, str]) -> Json:
        account = self._account(step.kind)
        values = {**account.parameters, **{name: str(each) for name, each in fill(dict(call.params), self._known).items()}}
        query = {name: fill_plain(template, values) for name, template in call.endpoint.query.items()}
        path = fill_path(call.endpoint.path, values)
        return await account.client.send(
            call.endpoint.method, path, query, None if body is None else reveal(body), repeatable=False, headers=headers
        )

    def _account(self, kind: Kind) -> Account:
        return self.accounts[kind.provider]

    def _path_params(self, kind: Kind, call: Call) -> dict[str, str]:
        filled = fill(dict(call.params), self._known)
        return {name: str(filled[name]) for name in kind.path_params}

    def _addressed(self, call: Call, live: Live) -> Call:
        return Call(call.endpoint, {**live.params, "id": live.id}, call.body, call.repeatable)

    def _hash(self, kind: Kind, body: Tree) -> str:
        text = Normal(kind, self.memory.state.secret_key).form(kind.shape, body)
        return hashlib.sha256(json.dumps(text, sort_keys=True).encode()).hexdigest()[:24]


def _outcome_of(step: Step, settled: Settled) -> Outcome:
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
    return Outcome(Status.FAILED if wrong else Status.DONE, tuple(wrong), tuple(notes), sent=bool(step.calls))


def _summary(error: RequestError) -> str:
    return "Vendor refused" if isinstance(error, RefusedError) else "Vendor could not be reached"


def _detail(step: Step, error: RequestError) -> str:
    what = f"{step.action.value} of {step.kind}"
    return f"{error.reason} ({what}) {error.mend}".rstrip()
