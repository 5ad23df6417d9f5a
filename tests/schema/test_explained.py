"""An explained difference stays out of sight for as long as it is what was explained, and no longer."""

from __future__ import annotations

import pytest

from reconciler.diagnostics import InputError
from reconciler.schema.difference import Difference, Row
from reconciler.schema.explained import Explanation, explanations, judged

HEADER = "kind\tpath\tdifference\tdescribed\treason\n"
ROW = Row("acme/agent", "voice.speed", Difference.LIMIT, "maximum 2", "maximum 1")


@pytest.mark.parametrize(
    ("pattern", "fits"),
    [
        (("acme/agent", "voice.speed", "limit", "maximum 2"), True),
        (("acme/*", "*.speed", "*", "maximum *"), True),
        (("*", "*", "*", "*"), True),
        (("acme/tool", "voice.speed", "limit", "maximum 2"), False),
        (("acme/agent", "voice", "limit", "maximum 2"), False),
        (("acme/agent", "voice.speed", "type", "maximum 2"), False),
        (("acme/agent", "voice.speed", "limit", "maximum 3"), False),
        (("acme/agent", "voice?speed", "limit", "maximum 2"), False),
    ],
)
def test_an_explanation_fits_what_it_names(pattern, fits):
    """
    It pins what the description said: a limit that changes once more needs its explanation anew.
    """
    kind, path, difference, described = pattern
    assert Explanation(kind, path, difference, described, "Why.").fits(ROW) is fits


def test_brackets_in_a_path_mean_themselves():
    row = Row("acme/agent", "tools[](hook).url", Difference.NULL, "null is refused", "null is accepted")

    assert Explanation("acme/agent", "tools[](hook).*", "null", "*", "Why.").fits(row)
    assert not Explanation("acme/agent", "tools[h]*", "null", "*", "Why.").fits(row)


def test_a_path_parameter_may_be_renamed():
    row = Row("acme", "GET /agents/{agent_id}/calls", Difference.NEW_OPERATION, "Calls.", "no kind uses it")

    assert Explanation("acme", "GET /agents/{id}/calls", "new operation", "*", "Why.").fits(row)
    assert not Explanation("acme", "GET /agents/{id}", "new operation", "*", "Why.").fits(row)


def test_rows_are_told_apart():
    """
    The first explanation that fits gives the reason, each that fits is in use, and one that fits nothing is stale.
    """
    other = Row("acme/agent", "pitch", Difference.NEW_FIELD, "number; create", "not declared")
    fits, fits_too = Explanation("*", "voice.*", "*", "*", "First."), Explanation("*", "*.speed", "*", "*", "Second.")
    stale = Explanation("acme/agent", "volume", "*", "*", "Third.")

    verdict = judged([ROW, other], [fits, fits_too, stale])

    assert verdict.unexplained == [other]
    assert verdict.explained == [(ROW, "First.")]
    assert verdict.stale == [stale]


def test_explanations_are_read():
    text = f"{HEADER}acme/*\t*.speed\tlimit\t*\tIt is documented in prose.\n"

    assert explanations(text, "acme.tsv") == [Explanation("acme/*", "*.speed", "limit", "*", "It is documented in prose.")]
    assert explanations(HEADER, "acme.tsv") == []


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", [1]),
        ("kind\tpath\n", [1]),
        (f"{HEADER}acme/agent\tf\tlimit\tWhy.\n", [2]),
        (f"{HEADER}acme/agent\tf\tlimit\t*\tWhy.\n\n", [3]),
        (f"{HEADER}acme/agent\tf\tlimit\t*\t\nacme/agent\n", [2, 3]),
    ],
)
def test_a_malformed_table_is_said_line_by_line(text, lines):
    """
    A tab that an editor turned into spaces is found, with its line.
    """
    with pytest.raises(InputError) as refused:
        explanations(text, "acme.tsv")

    assert [(each.source.file, each.source.line) for each in refused.value.diagnostics if each.source] == [
        ("acme.tsv", line) for line in lines
    ]
    assert {each.summary for each in refused.value.diagnostics} == {"Malformed table"}
