"""Diagnostics, reports and the state as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from reconciler.address import Address
from reconciler.diagnostics import Diagnostic, Severity, Source
from reconciler.plan import Action
from reconciler.render.diagnostics_text import diagnostics
from reconciler.render.report import Line, report
from reconciler.render.state_text import state_list, state_show
from reconciler.render.style import Style, cells, cut, wrapped
from reconciler.state import Intent, State

PLAIN = Style.plain()
DESK, NIGHT, MAIN = Address("acme", "agent", "desk"), Address("acme", "agent", "night"), Address("acme", "number", "main")
FAULT = Diagnostic(
    "Vendor refused", "The vendor answered 422: \x1b[31mgreeting is too long. Shorten it to 200 characters and run again.", DESK
)


def test_diagnostics_name_place_reason_and_mend(compare):
    """
    Errors first, each with file, line, field, and whole sentences; then how many there are.
    """
    listed = [
        Diagnostic(
            "Unknown field", "There is no webhok. Did you mean webhook?", None, Source("b.yaml", 9, 1), "spec.webhok", Severity.WARNING
        ),
        Diagnostic(
            "Duplicate address", f"Already declared at a.yaml:3. Rename or remove one of {DESK}.", DESK, Source("b.yaml", 3, 7), "name"
        ),
        Diagnostic("Missing field", "This field is required.", None, Source("a.yaml", 5, 1), "spec.tools[0].webhook.url"),
    ]
    compare("diagnostics", diagnostics(listed, PLAIN, 60))
    assert diagnostics([], PLAIN, 60) == ""


def test_a_failed_apply_is_never_called_complete(compare):
    """
    It says what was done, what failed and why, what was skipped, and that it may be run again.
    """
    lines = [
        Line(NIGHT, Action.CREATE, "done", 1.23, notes=("The vendor writes voice.name differently.",)),
        Line(DESK, Action.UPDATE, "failed", 0.4, (FAULT,)),
        Line(MAIN, Action.CREATE, "unknown", 30.0),
        Line(MAIN, Action.LINK, "skipped"),
    ]
    told = report(lines, PLAIN, 80)
    compare("report-failed", told)
    assert "complete" not in told
    assert "\x1b" not in told


def test_a_whole_apply_is_called_complete(compare):
    """
    Every step done, and nothing wrong with it.
    """
    compare("report-done", report([Line(NIGHT, Action.CREATE, "done", 1.23), Line(MAIN, Action.DELETE, "done")], PLAIN, 80))


def test_an_interrupted_apply_is_not_complete():
    """
    Also when every step that was begun is done.
    """
    assert "Interrupted: 1 done" in report([Line(NIGHT, Action.CREATE, "done")], PLAIN, 80, interrupted=True)
    assert report([], PLAIN, 80) == "Nothing was to be done.\n"


def test_a_step_read_back_wrong_is_not_complete():
    """
    A step that was sent and did not take is a failure, whatever it is called.
    """
    assert "Partly applied" in report([Line(DESK, Action.UPDATE, "done", 1.0, (FAULT,))], PLAIN, 80)


def test_the_state_is_listed_without_values(busy_office, compare):
    """
    Addresses, ids, protection, open creates; no value and no hash.
    """
    state = busy_office.state
    state = State(state.lineage, state.key, state.serial, state.resources, {NIGHT: Intent("n", "b", 1.0)})
    shown = state_show(Address.parse("acme/agent/front-desk"), state.resources[Address.parse("acme/agent/front-desk")])
    compare("state", state_list(state) + "\n" + shown)
    assert "hunter2" not in shown


@pytest.mark.parametrize(
    ("text", "room", "shown"),
    [("short", 5, "short"), ("longer", 5, "long…"), ("日本語です", 5, "日本…"), ("e\u0301e\u0301e\u0301", 3, "e\u0301e\u0301e\u0301")],
)
def test_text_is_cut_by_its_width_on_the_terminal(text, room, shown):
    """
    Wide letters take two columns, accents none.
    """
    assert cut(text, room) == shown
    assert cells(cut(text, room)) <= room


def test_a_word_is_never_broken_over_lines():
    """
    An address in a sentence can be copied, also out of a narrow terminal.
    """
    assert (
        "acme/agent/the-front-desk-of-the-house"
        in " ".join(wrapped(f"Look at {'acme/agent/the-front-desk-of-the-house'} first.", 24, "  ")).split()
    )


def test_every_golden_text_has_its_test():
    """
    A text nobody compares with is out of date before long.
    """
    folder = Path(__file__).parent
    tests = "".join(file.read_text(encoding="utf-8") for file in folder.glob("test_*.py"))
    assert [file.stem for file in (folder / "golden").iterdir() if f'compare("{file.stem}"' not in tests] == []
