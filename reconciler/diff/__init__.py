"""(fields, desired, base, live) -> changes. Pure; the only user of deepdiff."""

from .change import Cause, Change, Comparison

__all__ = ["Cause", "Change", "Comparison"]
