"""What the suite drove, told at its end."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.conformance.road")

_SUITE = "tests/conformance/test_road.py::"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Count the kinds and the positions of switches that were driven to the end of the road."""
    from tests.conformance.road import settings
    from tests.conformance.table import ROWS

    driven = {report.nodeid for report in terminalreporter.getreports("passed") if report.nodeid.startswith(_SUITE)}
    kinds = {row.kind for row in ROWS if f"{_SUITE}test_afterwards_it_is_gone[{row}]" in driven}
    habits = [(row, *setting) for row in ROWS for setting in settings(row.vendor)]
    walked = [each for each in habits if f"{_SUITE}test_what_no_vendor_documents_is_harmless[{each[0]}-{each[1]}={each[2]}]" in driven]
    if driven:
        positions = {(row.vendor, switch, value) for row, switch, value in walked}
        line = f"conformance: {len(kinds)} kinds on the road; {len(positions)} settings of switches in {len(walked)} roads"
        terminalreporter.write_line(line)
