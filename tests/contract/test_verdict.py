"""What is reported of all exchanges together."""

from __future__ import annotations

from collections.abc import Mapping

from reconciler.schema import Endpoint, Kind, Provider, Spec
from tests.conformance.road import settings
from tests.conformance.table import ROWS
from tests.contract.declared import Shape, operations
from tests.contract.description import Description
from tests.contract.exceptions import Excepted
from tests.contract.exchange import Exchange, steady
from tests.contract.roads import Drive, Walked, drives
from tests.contract.verdict import Verdict, judge

ROW = next(row for row in ROWS if row.vendor == "cozmox")
ANSWER = {"content": {"application/json": {"schema": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}}}}}
DESCRIPTION = Description(
    {"openapi": "3.1.0", "paths": {"/things/{id}": {"get": {"responses": {"200": ANSWER}}, "delete": {"responses": {"204": {}}}}}}
)
READ, DELETE = ("GET", "/things/{}"), ("DELETE", "/things/{}")


def verdict(*exchanges: Exchange, setting: str = "", declared: tuple[Shape, ...] = (), excepted: tuple[Excepted, ...] = ()) -> Verdict:
    """The verdict on exchanges that were all seen on one road."""
    walked = Walked()
    for each in exchanges:
        walked.exchanges.setdefault(each, Drive("cozmox", ROW, setting))
        walked.times[each] += 1
    return judge(DESCRIPTION, steady().vendors["cozmox"], walked, declared, excepted)


def read(status: int = 200, got: bytes = b'{"name": "a"}', key: str = "1") -> Exchange:
    return Exchange("cozmox", "GET", f"/things/{key}", (), b"", status, got)


def but(**changes: str) -> Excepted:
    """An exception for an undescribed 404."""
    said: Mapping[str, str] = {"vendor": "cozmox", "operation": "GET /things/{id}", "where": "status", "pointer": "404", "because": "seen"}
    return Excepted(**{**said, **changes})


def test_the_same_violation_is_reported_once():
    """
    One fault in a hundred answers is one line, with how often and where it was first seen.
    """
    (line,) = verdict(read(404, key="1"), read(404, key="2"), read(404, key="2"), read()).problems
    assert line == f"GET /things/{{id}}: status 404: is not described; described are 200 (2 times, first on {ROW})"


def test_everything_is_reported_at_once():
    """
    Violations, roads that end early and exceptions that nothing needs stand in one report.
    """
    broken = Walked({read(404): Drive("cozmox", ROW)}, broken=[(Drive("cozmox", ROW), "the plan says adopt")])
    problems = judge(DESCRIPTION, steady().vendors["cozmox"], broken, [DELETE], [but(pointer="500")]).problems
    assert [line.partition(":")[0] for line in problems] == [
        "DELETE /things/{}",
        "GET /things/{id}",
        f"the road of {ROW} ends early",
        "GET /things/{id}",
    ]


def test_an_exception_covers_what_it_names_and_nothing_else():
    """
    An exception holds for its operation, its place and its setting.
    """
    assert verdict(read(404), excepted=(but(),)).problems == ()
    assert verdict(read(404), excepted=(but(operation="GET *"),)).problems == ()
    assert verdict(read(404), setting="auth=x", excepted=(but(setting="auth=x"),)).problems == ()
    for other in (but(operation="PUT *"), but(pointer="40"), but(where="response"), but(setting="auth=x")):
        assert len(verdict(read(404), excepted=(other,)).problems) == 2


def test_an_exception_for_a_null_covers_no_other_value():
    """
    Where a vendor answers null for what is not set, a value of another type is a violation still.
    """
    nulls = (but(where="null", pointer="/name"),)
    assert verdict(read(got=b'{"name": null}'), excepted=nulls).problems == ()
    assert len(verdict(read(got=b'{"name": 1}'), excepted=nulls).problems) == 2


def test_an_exception_that_nothing_needs_is_stale():
    """
    When the fault is gone the exception has to go too.
    """
    (line,) = verdict(read(), excepted=(but(),)).problems
    assert "nothing needs this exception any more" in line


def test_the_figures_leave_out_answers_of_which_nothing_is_described():
    """
    An undescribed status that is excepted was not validated, and is not counted as if it had been.
    """
    assert verdict(read(), read(), read(404), excepted=(but(),)) == Verdict((), 1, 3, 2)


def test_what_is_declared_and_never_exercised_is_reported():
    """
    An operation that no road reaches was held against nothing.
    """
    (line,) = verdict(read(), declared=(READ, DELETE)).problems
    assert line == "DELETE /things/{}: unused : is declared, and no road exercises it"
    assert verdict(read(), declared=(READ,)).problems == ()


def test_an_operation_that_is_not_described_is_told_by_the_sandboxs_name():
    """
    An undescribed operation is one line, whatever ids its path held.
    """
    made = [Exchange("cozmox", "GET", f"/org/org-1/agents/{key}", (), b"", 200, b"{}") for key in "ab"]
    (line,) = verdict(*made).problems
    assert line.startswith("GET /org/")
    assert "/{" in line


def test_every_endpoint_of_a_kind_counts_as_declared():
    """
    Whichever field of a kind holds an endpoint, it is an operation that has to be exercised.
    """
    kind = Kind(
        "acme", "thing", Spec, read=Endpoint("GET", "/things/{id}"), delete=Endpoint("DELETE", "/things/{id}", also=("/twins/{twin}",))
    )
    assert operations(Provider("acme", "Acme", "", (kind,))) == {READ, DELETE, ("DELETE", "/twins/{}")}


def test_no_row_and_no_setting_is_left_out():
    """
    Every row is walked under the defaults, and the whole account under every position of every switch.
    """
    for vendor in {row.vendor for row in ROWS}:
        walked = list(drives(vendor))
        assert [each.row for each in walked if not each.setting and not each.staged] == [
            None,
            *(row for row in ROWS if row.vendor == vendor),
        ]
        accounts = [each.setting for each in walked if each.row is None]
        assert accounts == ["", *("=".join(setting) for setting in settings(vendor))]
