"""
Telnyx: AI assistants, and everything that they refer to, are reached by or are tested with.

Written after https://developers.telnyx.com/api and the vendor's own Python client. A file for each kind.
"""

from __future__ import annotations

from ...schema import Provider
from .assistant_kind import ASSISTANT
from .assistant_test import ASSISTANT_TEST
from .call_control_application import CALL_CONTROL_APPLICATION
from .canary_deploy import CANARY_DEPLOY
from .insight import INSIGHT
from .insight_group import INSIGHT_GROUP
from .integration_secret import INTEGRATION_SECRET
from .mcp_server import MCP_SERVER
from .messaging_profile import MESSAGING_PROFILE
from .outbound_voice_profile import OUTBOUND_VOICE_PROFILE
from .phone_number import PHONE_NUMBER
from .shared_tool import TOOL
from .texml_application import TEXML_APPLICATION

__all__ = [
    "ASSISTANT",
    "ASSISTANT_TEST",
    "CALL_CONTROL_APPLICATION",
    "CANARY_DEPLOY",
    "INSIGHT",
    "INSIGHT_GROUP",
    "INTEGRATION_SECRET",
    "MCP_SERVER",
    "MESSAGING_PROFILE",
    "OUTBOUND_VOICE_PROFILE",
    "PHONE_NUMBER",
    "PROVIDER",
    "TEXML_APPLICATION",
    "TOOL",
]

PROVIDER = Provider(
    name="telnyx",
    title="Telnyx",
    base_url="https://api.telnyx.com/v2",
    kinds=(
        ASSISTANT,
        TOOL,
        INTEGRATION_SECRET,
        MCP_SERVER,
        INSIGHT,
        INSIGHT_GROUP,
        TEXML_APPLICATION,
        CALL_CONTROL_APPLICATION,
        MESSAGING_PROFILE,
        OUTBOUND_VOICE_PROFILE,
        PHONE_NUMBER,
        ASSISTANT_TEST,
        CANARY_DEPLOY,
    ),
    concurrency=4,
    token_env="TELNYX_API_KEY",
)
