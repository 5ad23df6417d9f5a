"""Words in, exit codes out. One file a command; the only user of click, and the only room that prints, reads the environment, exits."""

from .main import main

__all__ = ["main"]
