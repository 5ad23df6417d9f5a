"""Phone numbers, which the vendors write in two ways."""

from __future__ import annotations

import re
from typing import Annotated

from ...schema import Json
from ...schema.traits import Normalized


def digits(value: Json) -> Json:
    """A phone number as its digits: Vocode writes ``12025550123``, Fluents ``+12025550123``."""
    return re.sub(r"\D", "", value) if isinstance(value, str) else value


PoolNumber = Annotated[str, Normalized(digits)]
"""A number of a steering pool, however it is written."""
