"""The normal form of a value: two values mean the same at a place exactly when their normal forms are the same text."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from .kind import Kind
from .shape import Shape
from .spec import absent
from .traits import Computed, Keyed, Normalized, SetLike
from .values import ABSENT, Json, Pending, Secret, Tree


@dataclass(frozen=True, slots=True)
class Normal:
    """
    How values of one kind are brought to normal form.

    ``key`` fingerprints secrets, so that a normal form never holds one. Order, numbers (1 and 1.0), and whatever the field's
    traits call equal are levelled; True stays apart from 1.
    """

    kind: Kind
    key: bytes

    def text(self, shape: Shape, value: Tree) -> str:
        """The normal form as canonical JSON. Null and nothing are the same text."""
        return json.dumps(self.form(shape, value), sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    def mark(self, shape: Shape, value: Tree) -> str:
        """A hash of the normal form, 24 hex digits: what the state keeps instead of values."""
        return hashlib.sha256(self.text(shape, value).encode("utf-8", "surrogatepass")).hexdigest()[:24]

    def form(self, shape: Shape, value: Tree) -> Json:
        """The normal form as JSON."""
        match value:
            case Secret():
                return {"$secret": value.fingerprint(self.key)}
            case Pending():
                return {"$pending": str(value.address), "field": value.field}
            case _ if value is ABSENT:
                return None
        normalized = shape.get(Normalized)
        plain = value if normalized is None else normalized.fn(value)
        return self._form(shape, plain)

    def _form(self, shape: Shape, value: Tree) -> Json:
        if self.kind.blank_equals_absent(shape) and absent(value):
            return None
        match value:
            case dict() if not shape.opaque:
                return self._object(shape, value)
            case dict():
                return {key: self.form(shape, each) for key, each in value.items()}
            case list():
                return self._list(shape, value)
            case float() if value.is_integer():
                return int(value)
            case _:
                return value

    def _object(self, shape: Shape, value: dict[str, Tree]) -> Json:
        forms = {key: self.form(shape.child(key), each) for key, each in value.items() if not shape.child(key).has(Computed)}
        kept = {key: each for key, each in forms.items() if each is not None}
        return kept or (None if self.kind.blank_equals_absent(shape) else kept)

    def _list(self, shape: Shape, value: list[Tree]) -> Json:
        item = shape if shape.opaque or shape.item is None else shape.item
        forms = [self.form(item, each) for each in value]
        keyed = shape.get(Keyed)
        if shape.has(SetLike) or (keyed is not None and not keyed.ordered):
            return sorted(forms, key=lambda each: json.dumps(each, sort_keys=True))
        return forms
