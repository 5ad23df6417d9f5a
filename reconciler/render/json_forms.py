"""Plans, drift, reports and diagnostics as JSON for programs. Every form carries its version; docs/json.md describes them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from ..diagnostics import Diagnostic, Severity, Source
from ..diff import Change
from ..diff.leaves import pointer
from ..plan import Action, Call, Finding, Plan, Step, StepId
from ..plan.drift import DriftItem
from ..schema import ABSENT
from ..schema.paths import text
from .report import Line, complete
from .values import form

VERSION = 1

Form = dict[str, Any]


def plan_json(plan: Plan) -> Form:
    """A plan with every call it would send. Equal plans give equal bytes."""
    return {
        "version": VERSION,
        "target": plan.target,
        "digest": plan.digest,
        "partial": plan.partial,
        "summary": {**{action.value: plan.count(action) for action in Action}, "in_sync": plan.in_sync},
        "findings": [_finding(each) for each in plan.findings],
        "waived": [_finding(each) for each in plan.waived],
        "steps": [_step(step) for step in plan.steps],
        "kept": [{"address": str(each.address), "why": each.why} for each in plan.kept],
        "notes": list(plan.notes),
    }


def drift_json(items: Iterable[DriftItem]) -> Form:
    """What somebody changed at the vendors."""
    return {"version": VERSION, "items": [_drifted(item) for item in items]}


def report_json(lines: Sequence[Line], *, interrupted: bool = False) -> Form:
    """How every step of an apply ended."""
    return {
        "version": VERSION,
        "complete": complete(lines) and not interrupted,
        "interrupted": interrupted,
        "steps": [_ended(line) for line in lines],
    }


def diagnostics_json(listed: Iterable[Diagnostic]) -> Form:
    """Everything that is wrong, errors first."""
    ordered = sorted(listed, key=lambda each: (each.severity is not Severity.ERROR, *each.sort_key()))
    return {"version": VERSION, "diagnostics": [_diagnostic(each) for each in ordered]}


def _finding(each: Finding) -> Form:
    waiver = {"waiver": each.waiver, "waivable": each.waivable}
    return {"guard": each.guard, "subject": each.subject, "reason": each.reason, "mend": each.mend, **waiver}


def _step(step: Step) -> Form:
    bound = step.bound
    return {
        "address": str(step.address),
        "kind": str(step.kind),
        "action": step.action.value,
        "id": None if bound is None else bound.id,
        "because": step.because,
        "source": _source(step.source),
        "after": [_step_id(each) for each in sorted(step.after)],
        "earlier": None if step.earlier is None else str(step.earlier),
        "changes": [_change(step, change) for change in step.changes],
        "calls": [_call(step, call) for call in step.calls],
        "kept": sorted(pointer(path) for path in step.kept),
        "notes": list(step.notes),
    }


def _step_id(step: StepId) -> Form:
    return {"address": str(step.address), "second": step.second}


def _source(source: Source | None) -> Form | None:
    return None if source is None else {"file": source.file, "line": source.line, "column": source.column}


def _change(step: Step, change: Change) -> Form:
    where = None if step.bound is None else step.bound.resource.where(change.path)
    sides = _sides(change, "before", "after")
    return {"path": text(change.path), "pointer": pointer(change.path), "cause": change.cause.value, "source": _source(where), **sides}


def _sides(change: Change, live: str, manifest: str) -> Form:
    """Both values; one that does not exist has no key."""
    pairs = ((live, change.before), (manifest, change.after))
    return {name: form(change.shape, value) for name, value in pairs if value is not ABSENT}


def _call(step: Step, call: Call) -> Form:
    return {
        "method": call.endpoint.method,
        "path": call.endpoint.path,
        "params": {name: form(step.kind.shape.child(name), value) for name, value in call.params.items()},
        "query": dict(call.endpoint.query),
        "body": None if call.body is None else form(step.kind.shape, call.body),
        "risk": call.endpoint.risk.value,
        "repeatable": call.repeatable,
    }


def _drifted(item: DriftItem) -> Form:
    pairs = zip(item.changes, item.wheres, strict=True)
    return {
        "address": str(item.address),
        "source": _source(item.source),
        "gone": item.gone,
        "changes": [_drift_change(change, where) for change, where in pairs],
        "unmanaged": list(item.unmanaged),
    }


def _drift_change(change: Change, where: Source) -> Form:
    sides = _sides(change, "live", "manifest")
    return {"path": text(change.path), "pointer": pointer(change.path), "cause": change.cause.value, "source": _source(where), **sides}


def _ended(line: Line) -> Form:
    return {
        "address": str(line.address),
        "action": line.action.value,
        "status": line.status,
        "seconds": line.seconds,
        "diagnostics": [_diagnostic(each) for each in line.diagnostics],
        "notes": list(line.notes),
    }


def _diagnostic(each: Diagnostic) -> Form:
    return {
        "severity": each.severity.value,
        "summary": each.summary,
        "detail": each.detail,
        "address": None if each.address is None else str(each.address),
        "path": each.path,
        "source": _source(each.source),
    }
