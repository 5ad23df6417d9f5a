"""The fewest, smallest calls that bring one object to its desired state."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from ..diagnostics import ReconcilerError
from ..diff import Cause, Change
from ..diff.compare import Base, compare
from ..diff.leaves import put, wears
from ..diff.overlay import overlay
from ..diff.project import writable
from ..live import Live
from ..schema import ABSENT, Endpoint, Kind, Members, Mode, Part, Secret, Shape, Tree
from ..schema.spec import absent
from ..schema.traits import AlwaysSent, Computed, CreateOnly, Immutable, PathParam, Resend
from .bound import born_with
from .members import comings, goings
from .step import Call


def create(kind: Kind, spec: dict[str, Tree], params: Mapping[str, Tree], *, without: Collection[str] = ()) -> tuple[Call, ...]:
    """
    The calls that make an object: one, or more where the vendor's create takes only some fields.

    ``without`` names fields that a later call sets. Later calls address the object by its id, known after the first.
    """
    if kind.create is None:
        return ()
    body = {name: each for name, each in spec.items() if name not in without and not kind.shape.child(name).has(PathParam, Computed)}
    first = born_with(kind, body)
    rest = {name for name in body if name not in first and not kind.shape.child(name).has(CreateOnly)}
    call = Call(kind.create, params, kind.encode(first), repeatable=kind.upsert)
    return (call, *second(kind, body, rest, params))


def second(kind: Kind, spec: dict[str, Tree], fields: Collection[str], params: Mapping[str, Tree]) -> tuple[Call, ...]:
    """The calls that give these fields to an object which was made without them, none where there is nothing to give."""
    apart = _apart(kind)
    plain = {name for name in fields if name not in apart}
    return (
        *(_whole_update(kind, spec, plain, params) if plain else ()),
        *(_part(part, params, _given(part, spec)) for part in kind.parts if not set(part.fields).isdisjoint(fields)),
        *(each for members in kind.members if members.field in fields for each in comings(kind, members, params, [], spec[members.field])),
    )


def _whole_update(kind: Kind, spec: dict[str, Tree], fields: Collection[str], params: Mapping[str, Tree]) -> Iterator[Call]:
    if kind.update is None:
        return
    apart = _apart(kind)
    taken = {name: each for name, each in spec.items() if name not in apart and not kind.shape.child(name).has(*_NEVER_UPDATED)}
    if kind.mode is not Mode.REPLACE:
        taken = {name: each for name, each in taken.items() if name in fields or kind.shape.child(name).has(AlwaysSent)}
    for endpoint in kind.update.each():
        yield Call(endpoint, params, taken)


def _apart(kind: Kind) -> frozenset[str]:
    """The fields that have calls of their own."""
    return frozenset([*(name for part in kind.parts for name in part.fields), *(members.field for members in kind.members)])


def _given(part: Part, spec: dict[str, Tree]) -> dict[str, Tree]:
    return spec[part.fields[0]] if part.inside else {name: spec[name] for name in part.fields if name in spec}


def _part(part: Part, params: Mapping[str, Tree], body: dict[str, Tree]) -> Call:
    return Call(part.update, params, body, under=part.fields[0] if part.inside else "")


_NEVER_UPDATED = (PathParam, Immutable, CreateOnly, Computed)
"""What no update takes, even one that holds the whole object."""


def update(kind: Kind, spec: dict[str, Tree], live: Live, changes: Iterable[Change]) -> tuple[Call, ...]:
    """The calls that make the changes, or none when there is nothing to tell the vendor."""
    writes = [change for change in changes if change.cause is not Cause.RELEASE]
    apart, params = _apart(kind), {**live.params, "id": live.id}
    plain = [change for change in writes if change.path[0] not in apart]
    return (
        *(Call(endpoint, params, _updating(kind, spec, live, plain)) for endpoint in _updates(kind, plain, params)),
        *(call for part in kind.parts for call in _part_update(kind, part, spec, live, writes)),
        *(call for members in kind.members for change in _of(members, writes) for call in goings(kind, members, params, change)),
    )


def _of(members: Members, writes: list[Change]) -> list[Change]:
    return [change for change in writes if change.path == (members.field,)]


def _updates(kind: Kind, writes: list[Change], params: Mapping[str, Tree]) -> tuple[Endpoint, ...]:
    return _within_reach(kind, kind.update, params) if kind.update is not None and writes else ()


def _within_reach(kind: Kind, endpoint: Endpoint, params: Mapping[str, Tree]) -> tuple[Endpoint, ...]:
    """The operation at each of its paths, but for those to something whose id nobody ever learned."""
    unknown = [f"{{{name}}}" for name in kind.remembered if name not in params]
    return tuple(each for each in endpoint.each() if not any(name in each.path for name in unknown))


def _updating(kind: Kind, spec: dict[str, Tree], live: Live, writes: list[Change]) -> dict[str, Tree]:
    return kind.amend(_body(kind, spec, live.value, writes), live.value, spec)


def _part_update(kind: Kind, part: Part, spec: dict[str, Tree], live: Live, writes: list[Change]) -> Iterator[Call]:
    """The call for what changed of a part: of one that stands inside a field, the changed keys below it."""
    mine = [change for change in writes if change.path[0] in part.fields]
    if not mine:
        return
    name, body = part.fields[0], _changed(kind.shape, spec, live.value, mine)
    if part.inside:
        held = live.value.get(name)
        theirs = held if isinstance(held, dict) else {}
        body = _changed(kind.shape.child(name), spec.get(name) or {}, theirs, [_below(change) for change in mine if len(change.path) > 1])
    yield _part(part, {**live.params, "id": live.id}, body)


def _below(change: Change) -> Change:
    return replace(change, path=change.path[1:])


def _body(kind: Kind, spec: dict[str, Tree], live: dict[str, Tree], writes: list[Change]) -> dict[str, Tree]:
    match kind.mode:
        case Mode.REPLACE:
            return _cleared(_whole(kind, live, spec), _blanks(writes))
        case Mode.MERGE_DEEP:
            return _deep(writes)
    body = _changed(kind.shape, spec, live, writes)
    return {**_company(kind, spec, live, body), **body}


def _changed(shape: Shape, spec: dict[str, Tree], live: dict[str, Tree], writes: list[Change]) -> dict[str, Tree]:
    """The changed fields of an object, each whole."""
    names = dict.fromkeys(change.path[0] for change in writes)
    body = {name: _top(shape.child(name), spec.get(name, ABSENT), live.get(name)) for name in names}
    return _cleared({name: each for name, each in body.items() if each is not ABSENT}, _blanks(writes))


def _blanks(writes: list[Change]) -> dict[tuple[str, ...], Tree]:
    return {change.path: change.after for change in writes if change.cause is Cause.CLEAR}


def _top(shape: Shape, desired: Tree, live: Tree) -> Tree:
    """A changed top-level field, whole."""
    if desired is ABSENT:
        return writable(shape, live) if shape.descends(live) else ABSENT
    return overlay(shape, live, desired)


def _whole(kind: Kind, live: dict[str, Tree], spec: dict[str, Tree]) -> dict[str, Tree]:
    """Live's writable fields overlaid with desired."""
    laid = overlay(kind.shape, live, spec)
    left_out = ({kind.id_field} - kind.shape.fields.keys()) | _apart(kind)
    return {name: each for name, each in laid.items() if name not in left_out and not kind.shape.child(name).has(*_NEVER_UPDATED)}


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


def settled(kind: Kind, spec: dict[str, Tree], base: Base, live: Live, calls: Iterable[Call], *, key: bytes) -> None:
    """
    Apply the updates to live in memory and compare again: nothing may be left to change.

    Raises ReconcilerError naming the fields otherwise, since then the calls would not do what the plan says.
    """
    after, singly = live.value, {members.field for members in kind.members}
    for call in calls:
        if call.under not in singly:
            after = _laid(kind, after, call)
    # What is only taken at birth is a finding of its own; members come and go one by one.
    writes = (change for change in compare(kind, spec, base, after, key).writes if change.path[0] not in singly)
    left = [change for change in writes if not wears(kind.shape, change.path, CreateOnly)]
    if left:
        fields = ", ".join(".".join(change.path) for change in left)
        msg = f"The update of {kind} would leave {fields} unchanged. This is a defect of its declaration; please report it."
        raise ReconcilerError.of("Update does not settle", msg)


def _laid(kind: Kind, live: dict[str, Tree], call: Call) -> dict[str, Tree]:
    body = call.body or {}
    if call.under:
        held = live.get(call.under)
        return {**live, call.under: {**(held if isinstance(held, dict) else {}), **body}}
    return {**live, **body} if kind.mode is not Mode.MERGE_DEEP else _merged(live, body)


def _merged(live: Tree, patch: Tree) -> Tree:
    if not isinstance(live, dict) or not isinstance(patch, dict):
        return patch
    return {**live, **{key: _merged(live.get(key), each) for key, each in patch.items()}}


def delete(kind: Kind, key: str, params: Mapping[str, str]) -> tuple[Call, ...]:
    """
    The calls that remove an object, none where the vendor has no such operation.

    Of a pair the one that gives it its id goes last: as long as it stands, an interrupted delete can be told.
    """
    reach = () if kind.delete is None else _within_reach(kind, kind.delete, params)
    return tuple(Call(each, {**params, "id": key}) for each in reversed(reach))
