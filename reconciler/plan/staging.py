"""An update that callers do not meet yet: written to a candidate version, and promoted by a later run. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from ..diff import Cause, Change
from ..diff.compare import compare
from ..live import Live
from ..schema import Kind, Versions
from ..state import Mark
from .bound import Bound
from .calls import update
from .finding import Finding
from .step import Call, Stage, Step


@dataclass(frozen=True, slots=True)
class Staged:
    """What an update does to the versions of an object: its calls, what changes for whom, and why."""

    calls: tuple[Call, ...]
    changes: tuple[Change, ...]
    stage: Stage
    because: str


def staged(bound: Bound, live: Live, changes: tuple[Change, ...], beyond: tuple[Change, ...]) -> Staged | None:
    """
    The update of an object that is looked at through a candidate, or shall get one; None where the main version is simply updated.

    ``changes`` are those against the version that ``live`` shows, ``beyond`` those against the main one behind a candidate. A new
    candidate is written on top of the main version, so its body holds all that differs there.
    """
    kind, promote = bound.resource.kind, bound.resource.rollout.promote
    versions = kind.versions
    if versions is None or (promote and bound.main is None):
        return None
    main = bound.main or live
    if promote and not _written(changes):
        return _promoted(bound, versions, main, beyond) if beyond else Staged((), (), Stage.MAIN, "its candidate version says nothing new")
    made = update(kind, bound.spec, main, beyond if bound.main else changes)
    if promote:
        return Staged(made, beyond, Stage.MAIN, f"to the main version, past the candidate {bound.candidate}")
    if made and _written(changes):
        return Staged(made, changes, Stage.CANDIDATE, "to a candidate version: callers keep the main one until it is promoted")
    if bound.main is None:
        return None
    if beyond:
        return Staged((), changes, Stage.CANDIDATE, "")
    return Staged((), (), Stage.MAIN, "no candidate version is needed any more")


def against_main(bound: Bound, base: Mapping[str, Mark], key: bytes) -> tuple[Change, ...]:
    """What callers do not meet yet: where the manifest says something else than the main version behind a candidate."""
    if bound.main is None:
        return ()
    written = compare(bound.resource.kind, bound.spec, base, bound.main.value, key).writes
    return tuple(replace(change, cause=Cause.OURS) if change.cause is Cause.FIRST else change for change in written)


def _written(changes: Iterable[Change]) -> bool:
    return any(change.cause is not Cause.RELEASE for change in changes)


def _promoted(bound: Bound, versions: Versions, main: Live, beyond: tuple[Change, ...]) -> Staged:
    call = Call(versions.promote, {**main.params, "id": main.id, "version": bound.candidate})
    return Staged((call,), beyond, Stage.PROMOTED, f"promotes its candidate version {bound.candidate}")


def labelled(kind: Kind, bound: Bound, calls: Iterable[Call]) -> tuple[Call, ...]:
    """The calls, each update saying whether it becomes the main version and what the version is called."""
    if kind.versions is None:
        return tuple(calls)
    rollout = bound.resource.rollout
    says = {kind.versions.flag: rollout.promote, **({kind.versions.label: rollout.version} if rollout.version else {})}
    return tuple(replace(call, body={**(call.body or {}), **says}) if call.endpoint is kind.update else call for call in calls)


def objections(step: Step, bounds: Iterable[Bound]) -> Iterator[Finding]:
    """What speaks against making another version the main one."""
    bound, versions = step.bound, step.kind.versions
    if bound is None or versions is None or bound.main is None or step.stage is Stage.CANDIDATE:
        return
    if step.calls and bound.main.value.get(versions.field) != bound.basis:
        reason = "The main version is another one than when the candidate was written: somebody's edit of it would be undone."
        yield Finding("promote", str(step.address), reason, "Take the live values into the manifest, or allow it.")
    for ended in _ended(step, bound, versions.ends, bounds):
        reason = f"Promoting a version removes {ended} at the vendor, and a manifest still declares it."
        yield Finding(
            "ends",
            str(step.address),
            reason,
            "Remove that manifest in the same change; it can come back with the next one.",
            waivable=False,
        )


def _ended(step: Step, bound: Bound, kind: str, bounds: Iterable[Bound]) -> Iterator[str]:
    """The declared resources that go when a version is promoted: those of this kind that refer to the object."""
    if step.stage is not Stage.PROMOTED:
        return
    for each in bounds:
        if str(each.resource.kind) == kind and each.live is not None and bound.id in each.params.values():
            yield str(each.resource.address)
