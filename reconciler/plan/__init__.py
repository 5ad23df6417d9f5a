"""changes -> ordered steps with calls, findings and a digest. Pure."""

from .bound import Bound, How
from .definition import Plan
from .finding import Finding, Unmanaged
from .options import Options
from .step import Action, Call, Stage, Step, StepId

__all__ = ["Action", "Bound", "Call", "Finding", "How", "Options", "Plan", "Stage", "Step", "StepId", "Unmanaged"]
