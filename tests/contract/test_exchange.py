"""What is kept of an exchange."""

from tests.conformance.road import walk
from tests.conformance.table import ROWS
from tests.contract.exchange import Exchange, Recorded

ROW = next(row for row in ROWS if "$secret" in str(row.spec))


def walked(folder) -> list[Exchange]:
    folder.mkdir()
    world = Recorded(folder)
    walk(ROW, world)
    return world.exchanges


def test_bodies_are_kept_as_they_were_sent(tmp_path):
    """
    The sandbox's log hides secrets; what is held against a description is what truly went over the wire.
    """
    kept = walked(tmp_path / "one")
    assert any(b"secret-of-" in each.sent for each in kept)
    assert all(each.path.startswith("/") and ROW.vendor not in each.path for each in kept)
    assert {"GET", "POST"} <= {each.method for each in kept}


def test_the_same_road_makes_the_same_exchanges(tmp_path):
    """
    Ids and times come in order, so an exchange that was seen before needs no second look.
    """
    assert walked(tmp_path / "one") == walked(tmp_path / "two")
