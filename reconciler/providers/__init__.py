"""One declaration per vendor: its objects, their fields, and where they live. No behaviour but small pure functions inside traits."""

from .registry import PROVIDERS, kind, kinds

__all__ = ["PROVIDERS", "kind", "kinds"]
