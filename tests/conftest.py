"""What the tests may be given from outside, and what they tell at the end of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

OUTCOME = "outcome of a real body"
"""The property under which a test says how a real body ended."""
CONTRACT = "operations, requests, responses and exceptions of a contract"
"""The property under which a test tells the figures of one vendor's contract."""
DRIVEN = "setting of a switch"
"""The property under which a test says which position of which switch it has driven to the end of the road."""
EXAMPLE = "outcome of a documented example"
"""The property under which a test says how an example of a vendor's documentation ended."""
_EXAMPLE = "test_every_example_ends_as_the_table_says["
_REAL_BODY = "test_every_body_ends_as_the_table_says["
_UNEXPLAINED = "unexplained"
_ROAD = "tests/conformance/test_road.py::"


# Written with "=": pytest looks for its settings before it knows these options, and would take a folder after a space for the one to test.
def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("reconciler")
    group.addoption(
        "--real-bodies",
        metavar="DIR",
        type=Path,
        default=None,
        help="a folder of request bodies that other people wrote, with its index.tsv; without it their tests are skipped",
    )
    group.addoption(
        "--vendor-specs",
        metavar="DIR",
        type=Path,
        default=None,
        help="a folder of the vendors' published API descriptions; without it the tests that read them are skipped",
    )


@pytest.fixture(scope="session")
def real_bodies(request: pytest.FixtureRequest) -> Path:
    """The folder of request bodies that other people wrote."""
    return _given(request, "--real-bodies")


@pytest.fixture(scope="session")
def vendor_specs(request: pytest.FixtureRequest) -> Path:
    """The folder of the vendors' published API descriptions."""
    return _given(request, "--vendor-specs")


def _given(request: pytest.FixtureRequest, option: str) -> Path:
    folder: Path | None = request.config.getoption(option)
    if folder is None:
        pytest.skip(f"needs {option}=DIR")
    if not folder.is_dir():
        pytest.fail(f"{option}: there is no folder {folder}")
    return folder


# Here and not beside the tests it speaks of: with pytest-xdist the process that prints has collected nothing, and so knows only this file.
def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    _tell_bodies(terminalreporter, "real request bodies", _REAL_BODY, OUTCOME)
    _tell_bodies(terminalreporter, "documented examples", _EXAMPLE, EXAMPLE)
    _tell_conformance(terminalreporter)
    _tell_contract(terminalreporter)


def _tell_conformance(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the kinds and the positions of switches that were driven to the end of the road."""
    driven = {report.nodeid for report in _ran(terminalreporter) if report.passed and report.nodeid.startswith(_ROAD)}
    if not driven:
        return
    from tests.conformance.road import settings
    from tests.conformance.table import ROWS

    kinds = {row.kind for row in ROWS if any(f"{_ROAD}test_afterwards_it_is_gone[{row}]" in each for each in driven)}
    roads = [value for report in _ran(terminalreporter) if report.passed for name, value in report.user_properties if name == DRIVEN]
    there = {f"{row.vendor} {switch}={value}" for row in ROWS for switch, value in settings(row.vendor)}
    terminalreporter.section("conformance")
    terminalreporter.write_line(
        f"{len(kinds)} kinds on the road; {len(set(roads))} of {len(there)} settings of switches in {len(roads)} roads"
    )
    whole = kinds == {row.kind for row in ROWS}
    for left in sorted(there - set(roads)) if whole else ():
        terminalreporter.write_line(f"never asked for on any road: {left}")


def _tell_contract(terminalreporter: pytest.TerminalReporter) -> None:
    """Add up what was held against the vendors' own descriptions."""
    figures = [value for report in _ran(terminalreporter) for name, value in report.user_properties if name == CONTRACT]
    if not figures:
        return
    operations, requests, responses, exceptions = (sum(each) for each in zip(*figures, strict=True))
    terminalreporter.section("contract")
    line = f"{operations} operations, {requests} requests, {responses} responses validated, {exceptions} exceptions"
    terminalreporter.write_line(line)


def _tell_bodies(terminalreporter: pytest.TerminalReporter, title: str, test: str, outcome: str) -> None:
    """Count how request bodies that we did not write have ended."""
    ended = [_outcome(report, outcome) for report in _ran(terminalreporter) if test in report.nodeid]
    if not ended:
        return
    counts = Counter(ended)
    terminalreporter.section(title)
    for each, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        terminalreporter.write_line(f"{count:4}  {each}")
    terminalreporter.write_line(f"{len(ended):4}  in all, {counts[_UNEXPLAINED] or 'none'} {_UNEXPLAINED}")


def _ran(terminalreporter: pytest.TerminalReporter) -> Iterable[pytest.TestReport]:
    reports = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    return [report for report in reports if isinstance(report, pytest.TestReport) and report.when == "call"]


def _outcome(report: pytest.TestReport, outcome: str) -> str:
    return next((str(value) for name, value in report.user_properties if name == outcome), _UNEXPLAINED)
