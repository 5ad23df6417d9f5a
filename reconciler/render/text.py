"""A plan as text: what a reviewer reads before anything is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..diff import Cause
from ..plan import Action, Finding, How, Plan, Step
from ..schema import Risk
from ..schema.paths import text as path_text
from ..schema.traits import Identity, Immutable
from .layout import Page, rows
from .rows import row
from .style import Style, clean, counted, cut
from .values import Names

_LOOKS = {
    Action.CREATE: ("create", "+"),
    Action.UPDATE: ("update", "~"),
    Action.REPLACE: ("replace", "±"),
    Action.DELETE: ("delete", "-"),
    Action.ADOPT: ("adopt", "="),
    Action.LINK: ("update", "~"),
    Action.FORGET: ("dim", "x"),
    Action.ABANDON: ("dim", "x"),
    Action.MOVE: ("dim", ">"),
}
_ALWAYS_COUNTED = (Action.CREATE, Action.UPDATE, Action.REPLACE, Action.DELETE, Action.ADOPT)
_ELSE_COUNTED = (Action.MOVE, Action.FORGET, Action.ABANDON)
_HOW = {
    How.STATE: "bound",
    How.ADOPT: "named in the manifest",
    How.IDENTITY: "found by its identity",
    How.INTENT: "which an earlier run of ours seems to have created",
}


def plan(plan: Plan, style: Style, width: int) -> str:
    """The whole plan: what stops it, what deserves a second look, every step, what is left alone, and the sum."""
    page = Page(style, width, names_of(plan))
    sections = (
        _title(page, plan),
        _findings(page, plan.findings),
        _losses(page, plan),
        _edits(page, plan),
        *(_step(page, step) for step in plan.steps),
        _left_alone(page, plan),
        _waived(page, plan.waived),
        _notes(page, plan),
        _sum(page, plan),
    )
    filled = ["\n".join(lines) for lines in map(list, sections) if lines]
    return "\n\n".join(filled) + "\n"


def names_of(plan: Plan) -> Names:
    """Which address stands behind a vendor's id."""
    return {(str(one.resource.kind), one.id): one.resource.address for one in plan.bound if one.id is not None and not one.gone}


def look_of(action: Action) -> tuple[str, str]:
    """An action's look and its sign."""
    return _LOOKS[action]


def _title(page: Page, plan: Plan) -> Iterator[str]:
    target = f" for {clean(plan.target)}" if plan.target else ""
    part = " (only some addresses were asked for)" if plan.partial else ""
    yield from page.say(f"Plan{target}{part}: {_headline(plan)}", "", "strong")


def _headline(plan: Plan) -> str:
    counts = [f"{plan.count(action)} to {action.value}" for action in (*_ALWAYS_COUNTED, *_ELSE_COUNTED) if plan.count(action)]
    stops = [f"stopped by {counted(len(plan.findings), 'finding')}"] if plan.findings else []
    return ", ".join([*counts, *stops]) or "nothing to do"


def _findings(page: Page, found: tuple[Finding, ...]) -> Iterator[str]:
    if not found:
        return
    yield from page.say("Findings: nothing is sent while one stands", "", "alarm")
    for each in found:
        yield from page.head("alarm", "!", clean(each.subject), each.guard)
        yield from page.say(each.reason, "    ", "")
        yield from page.say(each.mend, "    ")
        yield f"    --allow {clean(each.waiver)}" if each.waivable else "    (no permission lifts this)"


def _losses(page: Page, plan: Plan) -> Iterator[str]:
    """What would not come back: never left out, however long the plan is."""
    lost = [step for step in plan.steps if step.action in {Action.DELETE, Action.REPLACE}]
    if lost:
        yield from page.say(f"Deleted at the vendor: {counted(len(lost), 'object')}", "", "delete")
    for step in lost:
        yield from page.head(*look_of(step.action), step.address, "" if step.action is Action.DELETE else "and made anew")


def _edits(page: Page, plan: Plan) -> Iterator[str]:
    edited = [(step, [path_text(each.path) for each in step.changes if each.cause in {Cause.DRIFT, Cause.CONFLICT}]) for step in plan.steps]
    listed = [(step, fields) for step, fields in edited if fields]
    if listed:
        yield from page.say("Edited at the vendor since our last apply, and overwritten by this plan", "", "update")
    for step, fields in listed:
        yield from page.head("update", "!", step.address, ", ".join(fields))


def _step(page: Page, step: Step) -> Iterator[str]:
    where = "" if step.source is None else f"{step.source.file}:{step.source.line}" if step.source.line else step.source.file
    yield from page.head(*look_of(step.action), step.address, step.action.value, where)
    for sentence in _why(step):
        yield from page.say(sentence, "    ")
    for risk in _risks(step):
        yield from page.say(risk, "    ", "alarm")
    yield from rows(page, [row(change, page.names) for change in step.changes])


def _why(step: Step) -> Iterator[str]:
    match step.action:
        case Action.REPLACE:
            yield _replaced(step)
        case Action.ADOPT:
            yield _adopted(step)
        case Action.MOVE:
            yield f"{step.because}: the address changes, the object does not"
        case _ if step.because:
            yield step.because
    yield from step.notes


def _replaced(step: Step) -> str:
    ours = [change.path for change in step.changes if change.cause is not Cause.RELEASE]
    fixed = [path_text(path) for path in ours if step.kind.shape.child(path[0]).has(Immutable)]
    why = f"the vendor cannot change {', '.join(fixed)}" if fixed else "it moves to another place in the vendor's API"
    key = "" if step.bound is None or step.bound.id is None else f" {step.bound.id} is not its id any more."
    return f"{why}: it is deleted and made anew.{key}"


def _adopted(step: Step) -> str:
    if step.bound is None:
        return step.because
    fields = [name for name, shape in step.kind.shape.fields.items() if shape.has(Identity)]
    by = f" ({', '.join(fields)})" if step.bound.how is How.IDENTITY else ""
    writes = sum(change.cause is not Cause.RELEASE for change in step.changes)
    effect = f"overwrites {counted(writes, 'field')} of it" if writes else "nothing in it is overwritten"
    return f"takes over {step.bound.id}, {_HOW[step.bound.how]}{by}; {effect}"


def _risks(step: Step) -> Iterator[str]:
    risks = {call.endpoint.risk for call in step.calls}
    if Risk.COSTLY in risks:
        yield "spends money at the vendor"
    if Risk.ROUTING in risks:
        yield "changes what a live phone number does"


def _left_alone(page: Page, plan: Plan) -> Iterator[str]:
    if plan.kept:
        yield page.style.paint("strong", "Left alone")
    for each in plan.kept:
        yield from page.head("dim", " ", each.address, each.why)


def _waived(page: Page, waived: Iterable[Finding]) -> Iterator[str]:
    for number, each in enumerate(waived):
        if number == 0:
            yield page.style.paint("strong", "Allowed")
        yield from page.head("update", "!", clean(each.subject), each.guard)
        yield from page.say(each.reason, "    ")


def _notes(page: Page, plan: Plan) -> Iterator[str]:
    if plan.notes:
        yield page.style.paint("strong", "Notes")
    for note in plan.notes:
        yield from page.say(note)


def _sum(page: Page, plan: Plan) -> Iterator[str]:
    yield from page.say(summary(plan), "", "strong")
    if plan.findings:
        yield from page.say(f"Nothing is sent: {counted(len(plan.findings), 'finding')} must be mended or allowed first.", "", "alarm")
    yield page.style.paint("dim", cut(f"plan {plan.digest[:12]}", page.width))


def summary(plan: Plan) -> str:
    """The plan in one line."""
    if not plan.changes_anything:
        return _nothing(plan)
    parts = [f"{plan.count(action)} to {action.value}" for action in _ALWAYS_COUNTED]
    parts += [f"{plan.count(action)} to {action.value}" for action in _ELSE_COUNTED if plan.count(action)]
    return f"Plan: {', '.join(parts)}. {plan.in_sync} in sync."


def _nothing(plan: Plan) -> str:
    """Says that all is well only when it is."""
    if plan.findings or plan.kept:
        return f"No changes, but not everything is as the manifests say: {counted(len(plan.findings) + len(plan.kept), 'exception')} above."
    verb = "is" if plan.in_sync == 1 else "are"
    return f"No changes. {counted(plan.in_sync, 'resource')} {verb} as the manifests say."
