"""What a vendor's description says of a kind against what our declaration says: one row for each difference."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .declared import declared
from .difference import Difference, Row
from .in_description import ANSWER, CREATE, UPDATE
from .kind import Kind, Mode
from .place import Place
from .shape import UNKNOWN, Shape
from .traits import AlwaysSent, Computed, CreateOnly, Default, Immutable, PathParam, Ref, Sensitive, Unread, WriteOnly
from .values import ABSENT, Json


def compare(kind: Kind, described: Place) -> list[Row]:
    """Every difference, sorted by its place."""
    ours = declared(kind)
    return sorted(set(_Walk(kind).fields(ours, kind.shape, described, "")))


@dataclass(frozen=True, slots=True)
class _Walk:
    """One walk through both trees, ours with the traits of its shape."""

    kind: Kind

    def fields(self, ours: Place, shape: Shape, theirs: Place, path: str) -> Iterator[Row]:
        """The fields of an object, variant by variant where both sides tell them apart."""
        if ours.tag and ours.tag == theirs.tag and ours.variants and theirs.variants:
            yield from self._variants(ours, shape, theirs, path)
            return
        for name in dict.fromkeys((*theirs.fields, *ours.fields)):
            below = f"{path}.{name}" if path else name
            pair = ours.fields.get(name), theirs.fields.get(name)
            for row in self._field(*pair, shape.child(name), theirs.telling, below):
                yield _as_variant(row, theirs) if name == theirs.tag else row

    def _variants(self, ours: Place, shape: Shape, theirs: Place, path: str) -> Iterator[Row]:
        for tag in dict.fromkeys((*theirs.variants, *ours.variants)):
            if tag not in ours.variants:
                yield self._row(path, Difference.NEW_VARIANT, _variant_words(tag, theirs.variants[tag]), "not declared")
            elif tag not in theirs.variants:
                yield self._row(path, Difference.VARIANT_GONE, f"no {tag}", _variant_words(tag, ours.variants[tag]))
            else:
                mine, yours = replace(ours.variants[tag], tag=""), replace(theirs.variants[tag], tag="")
                yield from self.fields(mine, shape, yours, f"{path}({tag})")

    def _field(self, ours: Place | None, theirs: Place | None, shape: Shape, telling: frozenset[str], path: str) -> Iterator[Row]:
        """``telling`` are the carriers that say which fields the object has: only there can one be missing."""
        if shape.has(PathParam) or self._is_of_versions(path):
            return  # it stands in the address, or beside the object, whatever a body or an answer says of it
        if ours is None and theirs is not None:
            yield self._row(path, Difference.NEW_FIELD, _field_words(theirs), "not declared")
        elif theirs is None:
            if not shape.has(Computed):
                yield self._row(path, Difference.FIELD_GONE, "not described", "declared")
        elif ours is not None and not self._is_member(path):
            yield from self._access(shape, theirs.carriers, telling - theirs.carriers, path)
            if not shape.has(Computed):
                yield from self._required(ours, theirs, path)
                yield from self.place(ours, shape, theirs, path)

    def _is_member(self, path: str) -> bool:
        """Members are ids that come and go by calls of their own, whatever an answer shows of them."""
        return any(each.field == path for each in self.kind.members)

    @property
    def _sends_all(self) -> bool:
        """Whether an update's body holds the whole object, so that what cannot change stands in it too."""
        return self.kind.mode is Mode.REPLACE or self.kind.within is not None

    def _is_of_versions(self, path: str) -> bool:
        """What an update says of the version it writes is no field of the object."""
        return self.kind.versions is not None and path in {self.kind.versions.flag, self.kind.versions.label}

    def _access(self, shape: Shape, carriers: frozenset[str], missed: frozenset[str], path: str) -> Iterator[Row]:
        """Who may write a field. ``missed`` are the carriers that have other fields of the object, and not this one."""
        sent = bool(carriers & {CREATE, UPDATE})
        if shape.has(Computed):
            if sent:
                yield self._row(path, Difference.WRITABLE, _carriers_words(carriers), "computed")
        elif not sent:
            yield self._row(path, Difference.READ_ONLY, "only answered", "may be written")
        else:
            if ANSWER in missed and not any(each.has(WriteOnly, Unread, Sensitive) for _, each in shape.walk()):
                yield self._row(path, Difference.UNREAD, "never answered", "compared with the answer")
            yield from self._changing(shape, carriers, missed, path)

    def _changing(self, shape: Shape, carriers: frozenset[str], missed: frozenset[str], path: str) -> Iterator[Row]:
        fixed = shape.has(Immutable, CreateOnly)
        if UPDATE in missed and not fixed:
            yield self._row(path, Difference.FIXED, "only on create", "sent in updates")
        if UPDATE in carriers and fixed and not (shape.has(AlwaysSent) or self._sends_all):
            yield self._row(path, Difference.CHANGEABLE, "taken by updates", "only on create")
        if CREATE in missed and self.kind.birth is None and "." not in path:
            yield self._row(path, Difference.LATER, "only in updates", "sent on create")

    def _required(self, ours: Place, theirs: Place, path: str) -> Iterator[Row]:
        if CREATE in theirs.carriers and ours.required != theirs.required:
            words = {True: "required", False: "optional"}
            yield self._row(path, Difference.REQUIRED, words[theirs.required], words[ours.required])

    def place(self, ours: Place, shape: Shape, theirs: Place, path: str) -> Iterator[Row]:
        """One place and all below it."""
        yield from self._types(ours, shape, theirs, path)
        if shape.has(Ref):
            return  # it holds an id; the object that a description may show there is a kind of its own
        yield from self._values(ours, theirs, path)
        yield from self._limits(ours, theirs, path)
        default = shape.get(Default)
        if default and theirs.default not in (ABSENT, default.value):
            yield self._row(path, Difference.DEFAULT, _shown(theirs.default), _shown(default.value))
        if not theirs.cut and not ours.cut:
            yield from self._below(ours, shape, theirs, path)

    def _below(self, ours: Place, shape: Shape, theirs: Place, path: str) -> Iterator[Row]:
        """Where one side says nothing of what is inside, there is nothing to compare."""
        if ours.item and theirs.item:
            yield from self.place(ours.item, shape.item or UNKNOWN, theirs.item, f"{path}[]")
        if ours.fields and theirs.fields:
            yield from self.fields(ours, shape, theirs, path)
        if ours.free and theirs.free and not ours.fields:
            yield from self.place(ours.free, shape.values or UNKNOWN, theirs.free, f"{path}.*")

    def _types(self, ours: Place, shape: Shape, theirs: Place, path: str) -> Iterator[Row]:
        if not ours.types or not theirs.types:
            return
        mine, yours = _levelled(ours.non_null), _levelled(theirs.non_null)
        if mine != yours and not (shape.has(Ref) and mine <= yours):
            yield self._row(path, Difference.TYPE, _either(yours), _either(mine))
        if theirs.carriers != {ANSWER} and ours.nullable != theirs.nullable and not self.kind.blank_is_absent:
            words = {True: "null is accepted", False: "null is refused"}
            yield self._row(path, Difference.NULL, words[theirs.nullable], words[ours.nullable])

    def _values(self, ours: Place, theirs: Place, path: str) -> Iterator[Row]:
        new = [each for each in theirs.named if each not in ours.named]
        if not ours.named and new:
            yield self._row(path, Difference.NEW_VALUE, ", ".join(map(_shown, new)), "any value")
            return
        for each in new:
            yield self._row(path, Difference.NEW_VALUE, _shown(each), _named_words(ours))
        if theirs.values is not None:
            for each in (each for each in ours.named if each not in theirs.named):
                yield self._row(path, Difference.VALUE_GONE, f"no {_shown(each)}", _named_words(ours))
        elif ours.values is not None:
            yield self._row(path, Difference.VALUE_GONE, "any value", _named_words(ours))

    def _limits(self, ours: Place, theirs: Place, path: str) -> Iterator[Row]:
        for name in sorted({*ours.limits, *theirs.limits}):
            if ours.limits.get(name) != theirs.limits.get(name):
                yield self._row(path, Difference.LIMIT, _limit_words(name, theirs), _limit_words(name, ours))

    def _row(self, path: str, difference: Difference, described: str, ours: str) -> Row:
        return Row(str(self.kind), path, difference, described, ours)


def _as_variant(row: Row, theirs: Place) -> Row:
    """A new value of the field that tells variants apart is a new variant, also where our side does not tell them apart."""
    variant = theirs.variants.get(row.described)
    if row.difference is not Difference.NEW_VALUE or variant is None:
        return row
    return replace(row, difference=Difference.NEW_VARIANT, described=_variant_words(row.described, variant))


def _levelled(types: frozenset[str]) -> frozenset[str]:
    """Every integer is a number."""
    return types - {"integer"} if "number" in types else types


# --- Words ------------------------------------------------------------------------------------------------------------


def _field_words(place: Place) -> str:
    words = [_either(place.non_null)]
    if place.named:
        words.append(f"of {', '.join(map(_shown, place.named))}")
    if place.fields:
        words.append(f"with {', '.join(place.fields)}")
    return f"{' '.join(words)}; {_carriers_words(place.carriers)}"


def _variant_words(tag: str, place: Place) -> str:
    return f"{tag} with {', '.join(place.fields)}"


def _carriers_words(carriers: Iterable[str]) -> str:
    """``create and update``, or ``only answered``."""
    return " and ".join(each for each in (CREATE, UPDATE) if each in carriers) or "only answered"


def _named_words(place: Place) -> str:
    named = [_shown(each) for each in place.named]
    shown = ", ".join(named[:4]) + (f" and {len(named) - 4} more" if len(named) > 4 else "")
    return shown if place.values is not None else f"{shown}, or any other"


def _limit_words(name: str, place: Place) -> str:
    return f"{name} {_shown(place.limits[name])}" if name in place.limits else f"no {name}"


def _either(types: Iterable[str]) -> str:
    return " or ".join(sorted(types)) or "anything"


def _shown(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
