"""What a reviewer reads of a plan."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reconciler.render import text
from reconciler.render.style import Style, cells
from reconciler.schema import ABSENT, SecretRef

PLAIN, ANSI = Style.plain(), Style.ansi()
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
HIDDEN = ("hunter2", "correct-horse", "424242")


def steps_of(plan, *names):
    """The plan with only the steps of these names."""
    return replace(plan, steps=tuple(step for step in plan.steps if step.address.name in names))


def test_a_plan_says_everything_a_reviewer_needs(busy_office, compare):
    """
    Findings first, then what would be lost, what somebody edited, every step, what is left alone, and the sum.
    """
    plan = busy_office.plan(prune=True, allow=["routing:acme/number/main"])
    compare("busy", text.plan(plan, PLAIN, 100))


def test_a_plan_fits_forty_columns(busy_office, compare):
    """
    A narrow terminal cuts values and wraps sentences; addresses and permissions stay whole.
    """
    told = text.plan(busy_office.plan(prune=True), PLAIN, 40)
    compare("busy-narrow", told)
    wide = [line for line in told.splitlines() if cells(line) > 40]
    assert all("acme/" in line for line in wide), wide


def test_colours_change_no_word(busy_office, compare):
    """
    Without its colours, the coloured plan is the plain one.
    """
    plan = busy_office.plan(prune=True)
    coloured = text.plan(plan, ANSI, 100)
    stripped = [line.rstrip() for line in ESCAPE.sub("", coloured).splitlines()]
    assert stripped == [line.rstrip() for line in text.plan(plan, PLAIN, 100).splitlines()]
    assert "\x1b" not in text.plan(plan, PLAIN, 100)


def test_the_words_of_a_prompt_that_changed_are_marked(busy_office):
    """
    In colour, the changed word of a changed line stands out.
    """
    told = text.plan(busy_office.plan(), ANSI, 100)
    assert "\x1b[7;32mspell\x1b[0m" in told


@pytest.mark.parametrize("style", [PLAIN, ANSI])
@pytest.mark.parametrize("width", [20, 40, 100, 400])
def test_no_secret_is_in_a_plan(busy_office, style, width):
    """
    A secret is hidden at the top, inside keyed lists, when it is a number, and when it is what changed.
    """
    told = text.plan(busy_office.plan(prune=True), style, width)
    assert "(sensitive, changed)" in told.replace("\n", " ") or width < 30
    assert not [word for word in HIDDEN if word in told]


def test_nothing_to_do_is_one_sentence(office, compare):
    """
    A plan without changes says so.
    """
    for name in ("one", "two"):
        spec = {"name": name}
        office.applied(f"acme/agent/{name}", spec, {"id": name, **spec})
        office.wants(f"acme/agent/{name}", spec)
    compare("nothing", text.plan(office.plan(), PLAIN, 80))


def test_kept_drift_is_not_called_in_order(office, lenient, compare):
    """
    Where policy leaves an edit alone, the plan does not say that all is as the manifests say.
    """
    office.policy = lenient
    spec = {"name": "Desk", "greeting": "Hello"}
    office.applied("acme/agent/desk", spec, {"id": "a-1", **spec})
    office.holds("acme/agent", {"id": "a-1", **spec, "greeting": "Yo"})
    office.wants("acme/agent/desk", spec)
    compare("kept-drift", text.plan(office.plan(), PLAIN, 80))


def test_two_candidates_stop_the_plan(office, compare):
    """
    An objection that no permission lifts says so.
    """
    for key in ("a-1", "a-2"):
        office.holds("acme/agent", {"id": key, "name": "Desk"})
    office.wants("acme/agent/desk", {"name": "Desk"})
    compare("ambiguous", text.plan(office.plan(), PLAIN, 80))


def test_what_a_manifest_lets_go_of_is_said(office, compare):
    """
    A field taken out of the manifest is cleared where the vendor can, and released where not.
    """
    spec = {"name": "Desk", "greeting": "Hello", "note": "vip"}
    office.applied("acme/agent/desk", spec, {"id": "a-1", **spec})
    office.wants("acme/agent/desk", {"name": "Desk", "instructions": "Be kind."})
    compare("let-go", text.plan(office.plan(), PLAIN, 80))


def test_hostile_text_cannot_touch_the_terminal(office, compare):
    """
    Escapes, bells, reordering and endless lines out of a vendor or a manifest are shown, not obeyed.
    """
    spec = {"name": "Desk", "greeting": "Hello", "instructions": "Be kind.\nBe brief."}
    office.applied("acme/agent/desk", spec, {"id": "a-1", **spec})
    live = {"greeting": "\x1b[2J\x1b]0;owned\x07 \u202egnp.exe", "instructions": "\x1b[31mBe rude.\r\n" + "spam " * 800 + "\n\u2066end"}
    office.holds("acme/agent", {"id": "a-1", **spec, **live})
    office.wants("acme/agent/desk", spec)
    plan = office.plan()
    told = text.plan(plan, PLAIN, 80)
    compare("hostile", told)
    for each in (told, ESCAPE.sub("", text.plan(plan, ANSI, 80))):
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", each)


def test_a_long_prompt_is_elided(office, compare):
    """
    A prompt written anew shows forty lines and says how many more there are.
    """
    spec = {"name": "Desk", "instructions": "\n".join(f"Old rule {number}." for number in range(100))}
    office.applied("acme/agent/desk", spec, {"id": "a-1", **spec})
    office.wants("acme/agent/desk", {**spec, "instructions": "\n".join(f"Fresh advice, part {number}." for number in range(100))})
    told = text.plan(office.plan(), PLAIN, 80)
    assert "… 160 more lines" in told
    assert len(told.splitlines()) < 60


def test_a_small_change_in_a_long_line_is_seen(office, compare):
    """
    A prompt of one long line shows the words around each change.
    """
    line = "Greet the caller and ask what they need. " * 20
    spec = {"name": "Desk", "instructions": line}
    office.applied("acme/agent/desk", spec, {"id": "a-1", **spec})
    office.wants("acme/agent/desk", {**spec, "instructions": line[:410] + "Never promise a refund. " + line[410:]})
    compare("long-line", text.plan(office.plan(), PLAIN, 80))


def test_a_default_of_the_vendor_inside_a_list_is_not_shown(office):
    """
    What the vendor filled in or counts by itself is no difference.
    """
    tool = {"name": "look-up", "url": "https://a.test/1"}
    spec = {"name": "Desk", "tools": [tool]}
    office.applied("acme/agent/desk", spec, {"id": "a-1", "name": "Desk", "tools": [{**tool, "timeout": 30, "calls": 4}]})
    office.wants("acme/agent/desk", {**spec, "tools": [{"name": "look-up", "url": "https://a.test/2"}]})
    told = text.plan(office.plan(), PLAIN, 100)
    assert '"https://a.test/1" -> "https://a.test/2"' in told
    assert "timeout" not in told
    assert "calls" not in told


def test_a_prompt_inside_a_list_is_shown_line_by_line(office, compare):
    """
    A long text is as readable inside a tool as at the top.
    """
    spec = {"name": "Desk", "tools": [{"name": "look-up", "prompt": "Look.\nTell.\nStop."}]}
    office.applied("acme/agent/desk", spec, {"id": "a-1", **spec})
    office.wants("acme/agent/desk", {**spec, "tools": [{"name": "look-up", "prompt": "Look.\nThink.\nTell.\nStop."}, {"name": "hang-up"}]})
    compare("tool-prompt", text.plan(office.plan(), PLAIN, 80))


def test_an_adopted_object_says_what_would_be_overwritten(office, compare):
    """
    An object that nobody managed is not taken silently.
    """
    office.holds("acme/agent", {"id": "a-5", "name": "Someone's", "greeting": "Yo", "schema_": {"a": [1, 2]}})
    spec = {"name": "Desk", "greeting": "Hello", "schema_": {"a": [1, 3]}, "api_key": SecretRef("env", "NEW")}
    office.wants("acme/agent/desk", spec, adopt="a-5")
    compare("adopt", text.plan(office.plan(), PLAIN, 80))


def test_the_same_plan_is_the_same_text(busy_office):
    """
    Two renderings are equal to the byte.
    """
    assert text.plan(busy_office.plan(), PLAIN, 90) == text.plan(busy_office.plan(), PLAIN, 90)


def test_nothing_is_shown_as_absent_by_accident(busy_office):
    """
    Our own mark for "no value" never leaks into the text.
    """
    assert repr(ABSENT) not in text.plan(busy_office.plan(prune=True), PLAIN, 100)
