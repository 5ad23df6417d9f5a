"""Everything that is wrong with one resource."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from ..address import Address
from ..diagnostics import Diagnostic, Severity
from ..schema import ABSENT, Kind, Reference, SecretRef, Tree
from ..schema.paths import Path, text
from ..schema.spec import problems
from ..schema.traits import Computed, Default, FreeKeys, Identity, PathParam, Ref, Sensitive, WriteOnly
from .document import Document
from .faults import Faults, did_you_mean
from .forms import holds_secret
from .places import Place, places
from .resource import Resource

_PHONE_DIGITS = 7
RETIRED = "Retired kind"
Fault = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Surroundings:
    """
    What a resource is checked against: all resources, and the diagnostics that reading them gave, since a form that could
    not be replaced is not complained of twice.
    """

    resources: Mapping[Address, Resource]
    strict: bool = False
    wrong: frozenset[tuple[Address | None, str]] = field(default_factory=frozenset)


def validate(one: Resource, around: Surroundings) -> list[Diagnostic]:
    """Everything wrong with the resource. Unknown fields are warnings, unless the surroundings are strict."""
    faults = Faults(Document(None, one.positions, one.source), one.address)
    handled: set[Path] = set()
    mistyped = _mistyped(list(problems(one.kind.spec, one.spec)))
    for place in places(one.spec, one.kind.shape):
        if place.is_plain or _within(place.path, handled):
            continue
        if _within(place.path[:-1], mistyped):
            continue
        if fault := _computed(place) or _secret(place) or _reference(place, one, around):
            faults.error(("spec", *place.path), *fault)
        if place.path or not one.kind.open:
            _find_unknown_fields(place, faults, Severity.ERROR if around.strict else Severity.WARNING)
        if fault or isinstance(place.value, Reference | SecretRef):
            handled.add(place.path)
    if not _find_type_errors(one, around, handled, faults) and not around.wrong:
        _find_what_the_kind_refuses(one, faults)
    if one.kind.retired:
        faults.add(("kind",), RETIRED, one.kind.retired, Severity.WARNING)
    return faults.found


def with_defaults(one: Resource) -> Resource:
    """The resource with every absent top-level field that has a ``Default`` written out."""
    absent = {
        name: copy.deepcopy(default.value)
        for name, shape in one.kind.shape.fields.items()
        if name not in one.spec and (default := shape.get(Default))
    }
    return replace(one, spec={**one.spec, **absent}) if absent else one


# --- What a place may hold --------------------------------------------------------------------------------------------


def _computed(place: Place) -> Fault | None:
    if place.shape.has(Computed):
        return "Field set by the vendor", "The vendor sets this field, so a manifest cannot. Remove it."
    return None


def _secret(place: Place) -> Fault | None:
    """A secret stands where it is masked, and where values are masked stands a reference to a secret."""
    if isinstance(place.value, SecretRef):
        if any(isinstance(each, Sensitive | WriteOnly) for each in place.inherited):
            return None
        detail = "The value would be readable here: the vendor shows this field to everybody who can read the object."
        return "Secret in a readable place", f"{detail} Write it in a field meant for secrets, or as plain text if it is none."
    sensitive = next((each for each in place.inherited if isinstance(each, Sensitive)), None)
    if sensitive is None or _may_be_written(place.value, sensitive):
        return None
    return "Secret in the manifest", "This field holds a secret, which does not belong into git. Write {$secret: env:NAME} instead."


def _may_be_written(value: Tree, sensitive: Sensitive) -> bool:
    """A number is as good as its text: where a text may be no secret, so may it."""
    if isinstance(value, dict | list | Reference) or value is None or value == "":
        return True
    return sensitive.literal is not None and sensitive.literal(value if isinstance(value, str) else str(value))


def _reference(place: Place, one: Resource, around: Surroundings) -> Fault | None:
    if not isinstance(place.value, Reference):
        return None
    target, wanted = place.value.address, place.shape.get(Ref)
    if target == one.address:
        return (
            "Reference to itself",
            f"{target} cannot refer to itself, since it would have to exist before it is created. Remove the reference.",
        )
    if target not in around.resources:
        near = did_you_mean(str(target), map(str, around.resources))
        return "Dangling reference", f"Nothing declares {target}.{near} Declare it, or mend the address."
    if place.value.field:
        return _referred_field(place.value, around.resources[target].kind)
    if wanted is None:
        detail = f"This field takes no reference by itself. Write {{$ref: {target}, field: NAME}} to say which of its fields is meant."
        return "Reference out of place", detail
    if wanted.kind != target.kind_name:
        return "Reference to another kind", f"This field refers to a {wanted.kind}, and {target} is none. Write the address of one."
    return None


def _referred_field(reference: Reference, kind: Kind) -> Fault | None:
    name = reference.field.partition(".")[0]
    shape = kind.shape.fields.get(name)
    if shape is None and name != kind.id_field:
        return "Unknown field", f'A {kind} has no field "{name}".{did_you_mean(name, kind.shape.fields)} Mend the reference.'
    if shape is not None and holds_secret(shape):
        return (
            "Reference to a secret",
            f'The field "{name}" of a {kind} is a secret. Use the same {{$secret: …}} here instead of a reference.',
        )
    return None


def _find_unknown_fields(place: Place, faults: Faults, severity: Severity) -> None:
    """Only below an object whose fields are declared; where keys are free, every key is known."""
    fields = place.shape.fields
    if not fields or place.shape.values or place.shape.opaque or place.shape.has(FreeKeys) or not isinstance(place.value, dict):
        return
    for key in place.value:
        if key not in fields:
            where = text(place.path)
            holder = f'"{where}"' if where else f"a {faults.address.kind_name if faults.address else 'manifest'}"
            mend = "Mend or remove it." if severity is Severity.ERROR else "It is sent as written."
            detail = f'"{key}" is no field of {holder} that we know of.{did_you_mean(key, fields)} {mend}'
            faults.add(("spec", *place.path, key), "Unknown field", detail, severity)


def _within(path: Path, handled: set[Path]) -> bool:
    return bool(handled) and any(path[:length] in handled for length in range(len(path) + 1))


# --- What the declaration says of types -------------------------------------------------------------------------------


def _find_type_errors(one: Resource, around: Surroundings, handled: set[Path], faults: Faults) -> bool:
    """Whether there are any."""
    found = list(problems(one.kind.spec, one.spec))
    wrong = {
        (path, "Missing field" if problem == "missing" else _summary(problem), detail)
        for path, problem, reason in found
        if not _within(path, handled)
        and not _belongs_to_another_branch(path, problem, found)
        and (one.address, text(path)) not in around.wrong
        and (detail := _missing(path, one) if problem == "missing" else _mend(one, path, problem, reason))
    }
    for path, summary in sorted({each[:2] for each in wrong}, key=lambda pair: (text(pair[0]), pair[1])):
        details = sorted(each[2] for each in wrong if each[:2] == (path, summary))
        faults.error(("spec", *path), summary, " Or: ".join(details))
    return bool(wrong)


def _summary(problem: str) -> str:
    return "Wrong type" if problem.endswith("_type") else "Bad value"


def _mistyped(found: list[tuple[Path, str, str]]) -> set[Path]:
    """Where stands another type than the place takes, so that nothing inside it is worth a word."""
    return {path for path, problem, _ in found if problem.endswith("_type") and not _belongs_to_another_branch(path, problem, found)}


def _belongs_to_another_branch(path: Path, problem: str, found: list[tuple[Path, str, str]]) -> bool:
    """A union reports each of its branches. When one of them got as far as the inside, the others were not meant."""
    return problem.endswith("_type") and any(len(each[0]) > len(path) and each[0][: len(path)] == path for each in found)


def _missing(path: Path, one: Resource) -> str | None:
    """
    What to say of an absent field; None when it may be absent. An adopted object may be managed in part, and so may one
    that is never created, but what finds it has to be known.
    """
    shape = one.kind.shape.fields.get(str(path[0])) if len(path) == 1 else None
    if shape is None:
        return "This field is required. Add it."
    if shape.has(PathParam):
        return f"This field is part of the address of every {one.kind}. Add it."
    if one.adopt is not None:
        return None
    if one.kind.create is None:
        return f"This field finds the {one.kind} at the vendor. Add it, or bind the object with adopt: ID." if shape.has(Identity) else None
    return f"This field is required to create a {one.kind}. Add it, or bind an existing object with adopt: ID."


def _mend(one: Resource, path: Path, problem: str, reason: str) -> str:
    value = _value_at(one.spec, path)
    match problem, value:
        case "string_type", bool():
            return f'An unquoted {str(value).lower()} is no text in YAML. Quote it: "{str(value).lower()}".'
        case "string_type", int() | float() if len(str(value)) >= _PHONE_DIGITS:
            return f"An unquoted {_shown(one, path, f'+{value}')} is a number in YAML. Quote it."
        case "string_type", int() | float():
            return f"An unquoted {_shown(one, path, str(value))} is a number in YAML. Quote it."
        case "bool_type", "yes" | "no" | "on" | "off":
            return f'"{value}" is a text in YAML 1.2. Write true or false.'
        case "int_type" | "float_type", str() if _is_number(value):
            return f"{reason} Remove the quotes."
        case _, None:
            return f"{reason} Null is refused here; remove the field to leave it to the vendor."
    return f"{reason} Mend the value."


def _is_number(text: str) -> bool:
    try:
        return text.isascii() and math.isfinite(float(text))
    except ValueError:
        return False


def _shown(one: Resource, path: Path, value: str) -> str:
    """A value in a message, unless it stands where values are not shown."""
    shape = next(place.shape for place in places(one.spec, one.kind.shape) if place.path == path)
    return "number" if holds_secret(shape) else value


def _value_at(value: Tree, path: Path) -> Tree:
    for part in path:
        match value, part:
            case dict(), str() if part in value:
                value = value[part]
            case list(), int() if part < len(value):
                value = value[part]
            case _:
                return ABSENT
    return value


def _find_what_the_kind_refuses(one: Resource, faults: Faults) -> None:
    for where, reason in one.kind.check(one.spec):
        faults.error(("spec", *_path_of(where, one)), "Bad value", reason)


def _path_of(where: str, one: Resource) -> Path:
    """The path that people write as ``where``, or of the nearest field around it that was written."""
    known: Iterator[Path] = (path[1:] for path in one.positions if path[:1] == ("spec",))
    return max((path for path in known if path and _is_around(text(path), where)), key=len, default=())


def _is_around(outer: str, inner: str) -> bool:
    return inner == outer or inner.startswith((f"{outer}.", f"{outer}["))
