"""The vocabulary a provider speaks: kinds, endpoints, traits, and the values that may stand in a spec."""

from .kind import Endpoint, Kind, Listing, Mode, Provider, Risk
from .pages import Pages
from .shape import UNKNOWN, Shape
from .spec import Spec, says
from .values import ABSENT, Json, Pending, Reference, Secret, SecretRef, Tree

__all__ = [
    "ABSENT",
    "UNKNOWN",
    "Endpoint",
    "Json",
    "Kind",
    "Listing",
    "Mode",
    "Pages",
    "Pending",
    "Provider",
    "Reference",
    "Risk",
    "Secret",
    "SecretRef",
    "Shape",
    "Spec",
    "Tree",
    "says",
]
