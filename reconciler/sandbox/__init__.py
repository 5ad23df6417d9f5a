"""Simulators of the vendors' APIs over real HTTP, written by hand from the vendors' documents and independent of every declaration."""
