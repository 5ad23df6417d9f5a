"""The calls that add members to a set and take them out, one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from ..diff import Change
from ..schema import Kind, Members, Tree
from ..schema.normal import Normal
from .step import Call


def goings(kind: Kind, members: Members, params: Mapping[str, Tree], change: Change) -> Iterator[Call]:
    """Who comes and who goes when the set changes: first those who come, so that it is never emptier than it must be."""
    yield from comings(kind, members, params, change.before, change.after)
    same = _normal(kind, members)
    wanted = {same(each) for each in _listed(change.after)}
    for each in _listed(change.before):
        if same(each) not in wanted:
            yield _call(members, params, each, add=False)


def comings(kind: Kind, members: Members, params: Mapping[str, Tree], before: Tree, after: Tree) -> Iterator[Call]:
    """The calls that add whoever is not there yet."""
    same = _normal(kind, members)
    there = {same(each) for each in _listed(before)}
    for each in _listed(after):
        if same(each) not in there:
            yield _call(members, params, each, add=True)


def is_about_member(kind: Kind, call: Call) -> bool:
    """Whether a call adds or removes one member."""
    return _members(kind, call) is not None


def stands(kind: Kind, call: Call, live: Mapping[str, Tree]) -> bool:
    """Whether the member that a call is about already is where it should be: in the set, or out of it."""
    members = _members(kind, call)
    if members is None:
        return False
    same = _normal(kind, members)
    there = {same(each) for each in _listed(live.get(members.field))}
    return (same(call.params["member"]) in there) is (call.endpoint is members.add)


def _members(kind: Kind, call: Call) -> Members | None:
    return next((each for each in kind.members if call.endpoint in (each.add, each.remove)), None)


def _call(members: Members, params: Mapping[str, Tree], member: Tree, *, add: bool) -> Call:
    endpoint = members.add if add else members.remove
    body = {members.sends: member} if members.sends else None
    return Call(endpoint, {**params, "member": member}, body, under=members.field)


def _listed(value: Tree) -> list[Tree]:
    return value if isinstance(value, list) else []


def _normal(kind: Kind, members: Members) -> Callable[[Tree], str]:
    """Two members are the same exactly when their normal forms are."""
    shape = kind.shape.child(members.field)
    normal = Normal(kind, b"")
    return lambda member: normal.text(shape.item or shape, member)
