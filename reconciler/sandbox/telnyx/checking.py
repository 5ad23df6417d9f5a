"""What a body may be at Telnyx: a small language of kinds, and a checker that reads it."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from ..vendor import Json

Loc = tuple[str | int, ...]

ABSENT: Json = object()


@dataclass(frozen=True, slots=True)
class Kind:
    """
    What a value may be. ``low`` and ``high`` bound a number, the length of a string, the size of a list.

    ``extra`` says what becomes of a key that the shape does not know: Telnyx drops nearly all of them and answers 200 all the same.
    ``default`` is what the server shows when nothing was sent; the default ``{}`` makes an object that is always there.
    """

    name: str
    low: float | None = None
    high: float | None = None
    enum: tuple[str, ...] = ()
    pattern: str = ""
    null: bool = False
    required: bool = False
    default: Json = ABSENT
    item: Kind | None = None
    unique: bool = False
    fields: Mapping[str, Kind] = field(default_factory=dict)
    extra: str = "drop"
    variants: Mapping[str, Kind] = field(default_factory=dict)
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One entry of a 422 answer; ``given`` is what was sent, which live answers sometimes echo."""

    loc: Loc
    msg: str
    type: str
    given: Json = None


def text(low: int | None = None, high: int | None = None, default: Json = ABSENT, pattern: str = "") -> Kind:
    return Kind("string", low, high, default=default, pattern=pattern)


def choice(*values: str, default: Json = ABSENT) -> Kind:
    return Kind("string", enum=values, default=default)


def whole(low: int | None = None, high: int | None = None, default: Json = ABSENT) -> Kind:
    return Kind("integer", low, high, default=default)


def number(low: float | None = None, high: float | None = None, default: Json = ABSENT) -> Kind:
    return Kind("number", low, high, default=default)


def flag(*, default: Json = ABSENT) -> Kind:
    return Kind("boolean", default=default)


def opaque(default: Json = ABSENT) -> Kind:
    """An object whose inside is the caller's own: kept as sent."""
    return Kind("map", default=default)


def many(item: Kind, low: int | None = None, high: int | None = None, default: Json = ABSENT, *, unique: bool = False) -> Kind:
    return Kind("list", low, high, item=item, default=default, unique=unique)


def shape(fields: Mapping[str, Kind], default: Json = ABSENT, extra: str = "drop") -> Kind:
    return Kind("shape", fields=fields, default=default, extra=extra)


def union(variants: Mapping[str, Kind], otherwise: str = "", default: Json = ABSENT) -> Kind:
    """An object told apart by its ``type``; the variants do not list ``type`` themselves."""
    return Kind("union", variants=variants, otherwise=otherwise, default=default)


def must(kind: Kind) -> Kind:
    return replace(kind, required=True)


def nullable(kind: Kind) -> Kind:
    return replace(kind, null=True)


def bare(kind: Kind) -> Kind:
    """The same kind with no default anywhere below: for overrides, whose unset fields cascade instead."""
    return replace(
        kind,
        default=ABSENT,
        item=bare(kind.item) if kind.item else None,
        fields={name: bare(inner) for name, inner in kind.fields.items()},
        variants={name: bare(inner) for name, inner in kind.variants.items()},
    )


TYPES: Mapping[str, tuple[tuple[type, ...], str]] = {
    "string": ((str,), "a valid string"),
    "integer": ((int, float), "a valid integer"),
    "number": ((int, float), "a valid number"),
    "float": ((int, float), "a valid number"),
    "boolean": ((bool,), "a valid boolean"),
    "map": ((dict,), "a valid dictionary"),
    "shape": ((dict,), "a valid dictionary"),
    "union": ((dict,), "a valid dictionary"),
    "tool": ((dict,), "a valid dictionary"),
    "list": ((list,), "a valid list"),
    "list_or_string": ((list, str), "a valid list or string"),
    "text_or_map": ((str, dict), "a valid string or dictionary"),
    "any": ((object,), "anything"),
    "forbidden": ((), "absent"),
}


@dataclass(slots=True)
class Checker:
    """
    Checks a body against a kind, collecting every problem; what it returns is the body as Telnyx would keep it.

    ``nulls_ignored``: a null where the schema has none is taken for an absent field. ``unknown_tools_refused``: as it says.
    """

    nulls_ignored: bool = False
    unknown_tools_refused: bool = False
    problems: list[Problem] = field(default_factory=list)

    def check(self, kind: Kind, value: Json, loc: Loc) -> Json:
        """The value with unknown keys dropped. A refused value adds to ``problems`` and comes back as it was."""
        if value is None and kind.null:
            return None
        types, wording = TYPES[kind.name]
        if not _is(kind.name, types, value):
            return self._refuse(loc, f"Input should be {wording}", f"{kind.name}_type", value)
        match kind.name:
            case "string":
                self._string(kind, value, loc)
            case "integer" | "number":
                self._bounds(kind, value, loc)
            case "float":
                return float(value)
            case "list" | "list_or_string":
                return value if isinstance(value, str) else self._list(kind, value, loc)
            case "shape":
                return self._shape(kind, value, loc)
            case "union":
                return self._union(kind, value, loc)
            case "tool":
                return self._tool(kind, value, loc)
        return value

    def _refuse(self, loc: Loc, msg: str, type: str, value: Json) -> Json:
        self.problems.append(Problem(loc, msg, type, value))
        return value

    def _string(self, kind: Kind, value: str, loc: Loc) -> None:
        if kind.enum and value not in kind.enum:
            self._refuse(loc, "Input should be " + " or ".join(f"'{one}'" for one in kind.enum), "enum", value)
        if kind.low is not None and len(value) < kind.low:
            self._refuse(loc, f"String should have at least {kind.low} characters", "string_too_short", value)
        if kind.high is not None and len(value) > kind.high:
            self._refuse(loc, f"String should have at most {kind.high} characters", "string_too_long", value)
        if kind.pattern and not re.search(kind.pattern, value):
            self._refuse(loc, f"String should match pattern '{kind.pattern}'", "string_pattern_mismatch", value)

    def _bounds(self, kind: Kind, value: float, loc: Loc) -> None:
        if kind.low is not None and value < kind.low:
            self._refuse(loc, f"Input should be greater than or equal to {kind.low}", "greater_than_equal", value)
        if kind.high is not None and value > kind.high:
            self._refuse(loc, f"Input should be less than or equal to {kind.high}", "less_than_equal", value)

    def _list(self, kind: Kind, value: list[Json], loc: Loc) -> list[Json]:
        if kind.low is not None and len(value) < kind.low:
            self._refuse(loc, f"List should have at least {kind.low} items", "too_short", value)
        if kind.high is not None and len(value) > kind.high:
            self._refuse(loc, f"List should have at most {kind.high} items", "too_long", value)
        if kind.unique and any(one in value[:at] for at, one in enumerate(value)):
            self._refuse(loc, "Items should be unique", "unique_items", value)
        item = kind.item or Kind("any")
        return [self.check(item, one, (*loc, at)) for at, one in enumerate(value)]

    def _shape(self, kind: Kind, value: Mapping[str, Json], loc: Loc) -> dict[str, Json]:
        kept: dict[str, Json] = {}
        for name, one in value.items():
            inner = kind.fields.get(name)
            if inner is None:
                self._unknown(kind, name, one, loc, kept)
            elif one is not None or inner.null or not self.nulls_ignored:
                kept[name] = self.check(inner, one, (*loc, name))
        for name, inner in kind.fields.items():
            if inner.required and name not in kept:
                self._refuse((*loc, name), "Field required", "missing", value)
        return kept

    def _unknown(self, kind: Kind, name: str, value: Json, loc: Loc, kept: dict[str, Json]) -> None:
        if kind.extra == "keep":
            kept[name] = value
        elif kind.extra == "forbid":
            self._refuse((*loc, name), "Extra inputs are not permitted", "extra_forbidden", value)

    def _union(self, kind: Kind, value: Mapping[str, Json], loc: Loc) -> Json:
        tag = value.get("type", kind.otherwise)
        if tag not in kind.variants:
            expected = ", ".join(f"'{one}'" for one in kind.variants)
            return self._refuse(loc, f"Input tag 'type' does not match any of the expected tags: {expected}", "union_tag_invalid", value)
        body = {name: one for name, one in value.items() if name != "type"}
        return {"type": tag, **self._shape(kind.variants[tag], body, loc)}

    def _tool(self, kind: Kind, value: Mapping[str, Json], loc: Loc) -> Json:
        """Seen by users: the server's own ``shared`` and ``tool_id`` sent back are dropped, so a shared entry becomes an inline copy."""
        tag = value.get("type")
        if not isinstance(tag, str):
            return self._refuse((*loc, "type"), "Field required", "missing", value)
        if tag in kind.variants:
            return self._shape(_entry(kind, tag), value, loc)
        if self.unknown_tools_refused:
            expected = ", ".join(f"'{one}'" for one in kind.variants)
            return self._refuse(loc, f"Input tag '{tag}' does not match any of the expected tags: {expected}", "union_tag_invalid", value)
        return {name: one for name, one in value.items() if name not in ("shared", "tool_id")}


def fill(kind: Kind, value: Json) -> Json:
    """The value with the server's defaults put where nothing was sent."""
    match kind.name:
        case "shape" if isinstance(value, dict):
            return _filled(kind.fields, value)
        case "union" if isinstance(value, dict) and value.get("type") in kind.variants:
            return _filled(kind.variants[value["type"]].fields, value)
        case "tool" if isinstance(value, dict) and value.get("type") in kind.variants:
            return _filled(_entry(kind, value["type"]).fields, value)
        case "list" | "list_or_string" if isinstance(value, list) and kind.item is not None:
            return [fill(kind.item, one) for one in value]
    return value


def merge(kind: Kind, before: Json, after: Json) -> Json:
    """Typed objects are merged key by key; lists, maps, unions and scalars are replaced."""
    if kind.name != "shape" or not isinstance(before, dict) or not isinstance(after, dict):
        return after
    return {**before, **{name: merge(kind.fields.get(name, opaque()), before.get(name), one) for name, one in after.items()}}


def _filled(fields: Mapping[str, Kind], value: Mapping[str, Json]) -> dict[str, Json]:
    found = dict(value)
    for name, kind in fields.items():
        if name not in found and kind.default is not ABSENT:
            found[name] = copy.deepcopy(kind.default)
        if name in found:
            found[name] = fill(kind, found[name])
    return found


def _is(name: str, types: tuple[type, ...], value: Json) -> bool:
    if name != "boolean" and isinstance(value, bool):
        return False
    if name == "integer" and isinstance(value, float) and not value.is_integer():
        return False
    return isinstance(value, types)


def _entry(kind: Kind, tag: str) -> Kind:
    return shape({"type": must(text()), tag: kind.variants[tag], "timeout_ms": whole()})
