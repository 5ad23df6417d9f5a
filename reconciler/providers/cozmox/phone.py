"""Phone numbers, which may be written and answered with a plus, spaces or dashes, or without."""

from __future__ import annotations

import re
from typing import Annotated

from ...schema import Json
from ...schema.traits import Normalized


def digits(value: Json) -> Json:
    """A phone number as its digits."""
    return re.sub(r"\D", "", value) if isinstance(value, str) else value


DialledNumber = Annotated[str, Normalized(digits)]
"""A number, however it is written."""
