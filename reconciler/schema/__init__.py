"""The vocabulary a provider speaks: kinds, endpoints, traits, and the values that may stand in a spec."""

from .endpoint import Endpoint, Listing, Risk
from .kind import Kind, Mode, Provider
from .pages import Pages
from .parts import Members, Part, Versions, Within
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
    "Members",
    "Mode",
    "Pages",
    "Part",
    "Pending",
    "Provider",
    "Reference",
    "Risk",
    "Secret",
    "SecretRef",
    "Shape",
    "Spec",
    "Tree",
    "Versions",
    "Within",
    "says",
]
