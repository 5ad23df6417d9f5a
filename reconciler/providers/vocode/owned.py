"""What every object has: an owner, and at Fluents a note and a label."""

from __future__ import annotations

from typing import Annotated

from ...schema import ABSENT, Spec, says
from ...schema.traits import Computed, Identity, Null, NullMeans


class Owned(Spec):
    """What the vendor adds to every object."""

    id: Annotated[str, Computed(), says("The vendor's id of the object.")] = ABSENT
    user_id: Annotated[str, Computed(), says("The tenant that owns the object.")] = ABSENT


class Described(Spec):
    """Fluents: every object can carry a note."""

    description: Annotated[str | None, NullMeans(Null.CLEAR), says("A note for people.")] = ABSENT


class Labelled(Described):
    """Fluents: objects without a name are found by their label."""

    label: Annotated[str | None, Identity(), NullMeans(Null.CLEAR), says("The name people see; finds the object again.")] = ABSENT
