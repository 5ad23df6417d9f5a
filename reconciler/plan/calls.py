"""The fewest, smallest calls that bring one object to its desired state."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ..diagnostics import ReconcilerError
from ..diff import Cause, Change
from ..diff.compare import Base, compare
from ..diff.leaves import put, wears
from ..diff.overlay import overlay
from ..diff.project import writable
from ..live import Live
from ..schema import ABSENT, Kind, Mode, Secret, Shape, Tree
from ..schema.spec import absent
from ..schema.traits import AlwaysSent, Computed, CreateOnly, Immutable, PathParam, Resend
from .step import Call


def create(kind: Kind, spec: dict[str, Tree], params: Mapping[str, Tree], *, without: Collection[str] = ()) -> tuple[Call, ...]:
    """
    The calls that make an object: one, or two where the vendor's create takes only some fields.

    ``without`` names fields that a later call sets. The second call addresses the object by its id, known after the first.
    """
    if kind.create is None:
        return ()
    body = {name: each for name, each in spec.items() if name not in without and not kind.shape.child(name).has(PathParam, Computed)}
    first = {name: each for name, each in body.items() if kind.birth is None or name in kind.birth}
    rest = {name for name in body if name not in first and not kind.shape.child(name).has(CreateOnly)}
    call = Call(kind.create, params, kind.encode(first), repeatable=kind.upsert)
    return (call, *second(kind, body, rest, params))


def second(kind: Kind, spec: dict[str, Tree], fields: Collection[str], params: Mapping[str, Tree]) -> tuple[Call, ...]:
    """The update that gives these fields to an object which was made without them, none where there is nothing to give."""
    if kind.update is None or not fields:
        return ()
    taken = {name: each for name, each in spec.items() if not kind.shape.child(name).has(*_NEVER_UPDATED)}
    if kind.mode is not Mode.REPLACE:
        taken = {name: each for name, each in spec.items() if name in fields or kind.shape.child(name).has(AlwaysSent)}
    return (Call(kind.update, params, taken),)


_NEVER_UPDATED = (PathParam, Immutable, CreateOnly, Computed)
"""What no update takes, even one that holds the whole object."""


def update(kind: Kind, spec: dict[str, Tree], live: Live, changes: Iterable[Change]) -> tuple[Call, ...]:
    """The call that makes the changes, or none when there is nothing to tell the vendor."""
    writes = [change for change in changes if change.cause is not Cause.RELEASE]
    if not writes or kind.update is None:
        return ()
    body = kind.amend(_body(kind, spec, live.value, writes), live.value, spec)
    return (Call(kind.update, {**live.params, "id": live.id}, body),)


def _body(kind: Kind, spec: dict[str, Tree], live: dict[str, Tree], writes: list[Change]) -> dict[str, Tree]:
    cleared = {change.path: change.after for change in writes if change.cause is Cause.CLEAR}
    match kind.mode:
        case Mode.REPLACE:
            return _cleared(_whole(kind, live, spec), cleared)
        case Mode.MERGE_DEEP:
            return _deep(writes)
    body = {
        name: _top(kind.shape.child(name), spec.get(name, ABSENT), live.get(name))
        for name in dict.fromkeys(change.path[0] for change in writes)
    }
    body = _cleared({name: each for name, each in body.items() if each is not ABSENT}, cleared)
    return {**_company(kind, spec, live, body), **body}


def _top(shape: Shape, desired: Tree, live: Tree) -> Tree:
    """A changed top-level field, whole."""
    if desired is ABSENT:
        return writable(shape, live) if shape.descends(live) else ABSENT
    return overlay(shape, live, desired)


def _whole(kind: Kind, live: dict[str, Tree], spec: dict[str, Tree]) -> dict[str, Tree]:
    """Live's writable fields overlaid with desired."""
    laid = overlay(kind.shape, live, spec)
    undeclared_id = {kind.id_field} - kind.shape.fields.keys()
    return {name: each for name, each in laid.items() if name not in undeclared_id and not kind.shape.child(name).has(*_NEVER_UPDATED)}


def _deep(writes: list[Change]) -> dict[str, Tree]:
    body: dict[str, Tree] = {}
    for change in writes:
        body = put(body, change.path, change.after)
    return body


def _cleared(body: dict[str, Tree], cleared: Mapping[tuple[str, ...], Tree]) -> dict[str, Tree]:
    for path, blank in cleared.items():
        body = put(body, path, blank)
    return body


def _company(kind: Kind, spec: dict[str, Tree], live: dict[str, Tree], body: Mapping[str, Tree]) -> dict[str, Tree]:
    """Unchanged fields that have to go along with every update."""
    company: dict[str, Tree] = {}
    for name, shape in kind.shape.fields.items():
        value = _top(shape, spec[name], live.get(name)) if name in spec else writable(shape, live.get(name))
        resend = shape.get(Resend)
        wanted = shape.has(AlwaysSent) or (resend is not None and not absent(value) and value != resend.default)
        if name not in body and wanted and value is not None:
            company[name] = value
    return company


def masked(call: Call) -> tuple[str, ...]:
    """The top-level fields of a body that hold a secret which the vendor masked: sending it back would overwrite the real one."""
    return tuple(
        name for name, each in (call.body or {}).items() if any(secret.origin is None and secret.looks_masked for secret in _secrets(each))
    )


def _secrets(value: Tree) -> Iterable[Secret]:
    match value:
        case Secret():
            yield value
        case dict():
            for each in value.values():
                yield from _secrets(each)
        case list():
            for each in value:
                yield from _secrets(each)


def settled(kind: Kind, spec: dict[str, Tree], base: Base, live: Live, call: Call, *, key: bytes) -> None:
    """
    Apply the update to live in memory and compare again: nothing may be left to change.

    Raises ReconcilerError naming the fields otherwise, since then the call would not do what the plan says.
    """
    body = call.body or {}
    after = {**live.value, **body} if kind.mode is not Mode.MERGE_DEEP else _merged(live.value, body)
    # What is only taken at birth is a finding of its own.
    left = [change for change in compare(kind, spec, base, after, key).writes if not wears(kind.shape, change.path, CreateOnly)]
    if left:
        fields = ", ".join(".".join(change.path) for change in left)
        msg = f"The update of {kind} would leave {fields} unchanged. This is a defect of its declaration; please report it."
        raise ReconcilerError.of("Update does not settle", msg)


def _merged(live: Tree, patch: Tree) -> Tree:
    if not isinstance(live, dict) or not isinstance(patch, dict):
        return patch
    return {**live, **{key: _merged(live.get(key), each) for key, each in patch.items()}}


def delete(kind: Kind, key: str, params: Mapping[str, str]) -> tuple[Call, ...]:
    """The call that removes an object, none where the vendor has no such operation."""
    return () if kind.delete is None else (Call(kind.delete, {**params, "id": key}),)
