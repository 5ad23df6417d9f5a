"""Every row of every provider, and what a vendor's habits change on a row's road. A module per provider stands in ``rows``."""

from tests.conformance.row import Habits, Otherwise, Row
from tests.conformance.rows import cozmox, dailybots, fluents, telnyx, vocode

ROWS: tuple[Row, ...] = (*telnyx.ROWS, *vocode.ROWS, *fluents.ROWS, *cozmox.ROWS, *dailybots.ROWS)
HABITS: Habits = {**telnyx.HABITS, **vocode.HABITS, **fluents.HABITS, **cozmox.HABITS, **dailybots.HABITS}


def otherwise(row: Row, switch: str, value: str) -> Otherwise | None:
    """What this position of a switch changes for the row; what is said of the row itself goes before what is said of its kind."""
    for name in (str(row), row.kind):
        if habit := HABITS.get(name, {}).get((switch, value)):
            return habit
    return None
