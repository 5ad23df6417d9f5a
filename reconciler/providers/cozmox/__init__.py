"""Cozmox AI: agents, what they may use, and by which trunks and numbers they are reached; a noun in each file."""

from __future__ import annotations

from ...schema import Provider
from .agent import AGENT
from .agent_sip_trunk import AGENT_SIP_TRUNK
from .agent_tool import AGENT_TOOL
from .api_key import API_KEY
from .email_template import EMAIL_TEMPLATE
from .faq import FAQ
from .integration import INTEGRATION
from .outcome_definition import OUTCOME_DEFINITION
from .phone_number import PHONE_NUMBER
from .quality_rule import QUALITY_RULE
from .sip_trunk import SIP_TRUNK
from .tool import TOOL
from .workflow import WORKFLOW

__all__ = [
    "AGENT",
    "AGENT_SIP_TRUNK",
    "AGENT_TOOL",
    "API_KEY",
    "EMAIL_TEMPLATE",
    "FAQ",
    "INTEGRATION",
    "OUTCOME_DEFINITION",
    "PHONE_NUMBER",
    "PROVIDER",
    "QUALITY_RULE",
    "SIP_TRUNK",
    "TOOL",
    "WORKFLOW",
]

PROVIDER = Provider(
    name="cozmox",
    title="Cozmox AI",
    base_url="https://v2-nova-api.prod.czmx.in/api",
    kinds=(
        TOOL,
        SIP_TRUNK,
        INTEGRATION,
        FAQ,
        OUTCOME_DEFINITION,
        QUALITY_RULE,
        EMAIL_TEMPLATE,
        PHONE_NUMBER,
        AGENT,
        AGENT_TOOL,
        AGENT_SIP_TRUNK,
        WORKFLOW,
        API_KEY,
    ),
    parameters=("org_id",),
    concurrency=4,
    token_env="COZMOX_API_KEY",
)
