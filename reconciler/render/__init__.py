"""plan -> text and JSON, for people and programs. Pure."""

from .report import Line
from .style import Style

__all__ = ["Line", "Style"]
