"""The list of vendors that the sandbox serves."""

from __future__ import annotations

from .cozmox import Cozmox
from .dailybots import Dailybots
from .telnyx import Telnyx
from .vendor import Vendor
from .vocode import Fluents, Vocode

VENDORS: tuple[type[Vendor], ...] = (Telnyx, Fluents, Vocode, Cozmox, Dailybots)
