"""The desired state: manifests, linked and validated, and the configuration beside them."""

from .config import Account, Config, Drift, Policy, StatePlace, Target
from .document import Document
from .graph import Edge
from .resource import Desired, Moved, Removed, Resource

__all__ = [
    "Account",
    "Config",
    "Desired",
    "Document",
    "Drift",
    "Edge",
    "Moved",
    "Policy",
    "Removed",
    "Resource",
    "StatePlace",
    "Target",
]
