"""One difference between a vendor's description and our declaration, and what to do about each sort of it."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from dataclasses import dataclass


class Difference(enum.StrEnum):
    """What differs. The value is its name in a table and in an explanation."""

    NEW_OPERATION = "new operation"
    OPERATION_GONE = "operation gone"
    NEW_FIELD = "new field"
    FIELD_GONE = "field gone"
    NEW_VARIANT = "new variant"
    VARIANT_GONE = "variant gone"
    NEW_VALUE = "new value"
    VALUE_GONE = "value gone"
    TYPE = "type"
    NULL = "null"
    LIMIT = "limit"
    REQUIRED = "required"
    DEFAULT = "default"
    READ_ONLY = "read-only"
    WRITABLE = "writable"
    UNREAD = "never answered"
    FIXED = "fixed after create"
    CHANGEABLE = "changeable"
    LATER = "not on create"


HINTS: Mapping[Difference, str] = {
    Difference.NEW_OPERATION: "Declare a kind, or list the operation in docs/operations with the reason.",
    Difference.OPERATION_GONE: "Find what replaced it in the vendor's changelog, and mend the endpoint.",
    Difference.NEW_FIELD: "Declare it with its type; Computed() when it is only answered.",
    Difference.FIELD_GONE: "Remove it once the vendor refuses it; look for the field that replaced it.",
    Difference.NEW_VARIANT: "Declare the variant with its fields.",
    Difference.VARIANT_GONE: "Remove it once the vendor refuses it.",
    Difference.NEW_VALUE: "Add it to the Literal, or to known=.",
    Difference.VALUE_GONE: "Remove it once the vendor refuses it, or open the enum with known=.",
    Difference.TYPE: "Mend the type.",
    Difference.NULL: "Add NullMeans() and None to the type, or take them away.",
    Difference.LIMIT: "Mend the limit in says().",
    Difference.REQUIRED: "Give it the default ABSENT, or take it away.",
    Difference.DEFAULT: "Mend Default().",
    Difference.READ_ONLY: "Declare it Computed().",
    Difference.WRITABLE: "Take Computed() away.",
    Difference.UNREAD: "Declare it Unread(), or WriteOnly() for a secret.",
    Difference.FIXED: "Declare it Immutable() or CreateOnly().",
    Difference.CHANGEABLE: "Take Immutable() or CreateOnly() away.",
    Difference.LATER: "Leave it out of birth=, so that an update sets it.",
}


@dataclass(frozen=True, slots=True, order=True)
class Row:
    """One difference: what the description says at a place of a kind, and what we say."""

    kind: str
    path: str
    difference: Difference
    described: str
    ours: str

    @property
    def hint(self) -> str:
        """What to do."""
        return HINTS[self.difference]
