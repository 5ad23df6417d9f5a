"""plan -> answers -> new state, journalled. Window: execute.py, the only writer."""

from .outcome import Outcome, Report, Status
from .reporter import Reporter

__all__ = ["Outcome", "Report", "Reporter", "Status"]
