"""Every row of every provider. A module per provider stands in ``rows``."""

from tests.conformance.row import Row
from tests.conformance.rows import cozmox, dailybots, telnyx, vocode

ROWS: tuple[Row, ...] = (*telnyx.ROWS, *vocode.ROWS, *cozmox.ROWS, *dailybots.ROWS)
