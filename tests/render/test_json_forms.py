"""What programs read."""

from __future__ import annotations

import json

from reconciler.address import Address
from reconciler.diagnostics import Diagnostic, Severity, Source
from reconciler.plan import Action
from reconciler.plan.drift import drift
from reconciler.render import Line
from reconciler.render.json_forms import diagnostics_json, drift_json, plan_json, report_json

DESK = Address("acme", "agent", "desk")


def dumped(form):
    return json.dumps(form, indent=2, ensure_ascii=False) + "\n"


def test_a_plan_holds_every_call(busy_office, compare):
    """
    A program sees the calls, the changes, the findings and where each came from.
    """
    told = dumped(plan_json(busy_office.plan(prune=True, allow=["routing:acme/number/main"])))
    compare("plan-json", told)
    assert not [word for word in ("hunter2", "correct-horse", "424242") if word in told]


def test_the_same_plan_is_the_same_json(busy_office):
    """
    Two runs give the same bytes.
    """
    assert dumped(plan_json(busy_office.plan())) == dumped(plan_json(busy_office.plan()))


def test_drift_is_told_with_live_and_manifest(busy_office, compare):
    """
    Both sides of each field have their own name.
    """
    told = dumped(drift_json(drift(busy_office.plan(), busy_office.state, unmanaged=True)))
    compare("drift-json", told)
    assert "hunter2" not in told


def test_a_report_says_whether_it_is_complete():
    """
    One failure, or an interruption, and it is not.
    """
    done, failed = Line(DESK, Action.CREATE, "done", 0.5), Line(DESK, Action.UPDATE, "failed", None, (Diagnostic("No", "No."),))
    assert report_json([done])["complete"] is True
    assert report_json([done], interrupted=True)["complete"] is False
    told = report_json([done, failed])
    assert told["complete"] is False
    assert told["steps"][1]["diagnostics"][0]["summary"] == "No"


def test_diagnostics_come_errors_first():
    """
    A warning never hides an error.
    """
    warning = Diagnostic("Odd", "Odd.", source=Source("a.yaml", 1, 1), severity=Severity.WARNING)
    error = Diagnostic("Wrong", "Wrong.", DESK, Source("b.yaml", 2, 3), "spec.name")
    told = diagnostics_json([warning, error])
    assert told["version"] == 1
    assert [each["severity"] for each in told["diagnostics"]] == ["error", "warning"]
    assert told["diagnostics"][0]["source"] == {"file": "b.yaml", "line": 2, "column": 3}
