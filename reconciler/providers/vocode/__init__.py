"""
Vocode and Fluents: one API in two dialects. Vocode is the older one; Fluents adds labels, deletion and more kinds of connection.

Written after docs.vocode.dev, docs.fluents.ai, and what public clients of either saw.
"""

from __future__ import annotations

from . import fluents, vocode

PROVIDERS = (fluents.FLUENTS.provider(), vocode.VOCODE.provider())
