"""The simulated vendors Vocode and Fluents: one object model in two dialects."""

from .fluents import Fluents
from .vocode import Vocode

__all__ = ["Fluents", "Vocode"]
