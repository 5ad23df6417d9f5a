"""The desired state: manifests, linked and validated, and the configuration beside them."""

from .config import Account, Config, Drift, Policy, StatePlace, Target
from .delivery import Delivery, Sink
from .document import Document
from .graph import Edge
from .resource import Desired, Moved, Removed, Resource
from .rollout import Rollout

__all__ = [
    "Account",
    "Config",
    "Delivery",
    "Desired",
    "Document",
    "Drift",
    "Edge",
    "Moved",
    "Policy",
    "Removed",
    "Resource",
    "Rollout",
    "Sink",
    "StatePlace",
    "Target",
]
