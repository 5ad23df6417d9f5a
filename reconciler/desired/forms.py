"""The one-key forms of a manifest: ``{$file: …}``, ``{$var: …}``, ``{$ref: …}``, ``{$secret: …}``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ..address import Address
from ..diagnostics import InputError
from ..schema import Json, Reference, SecretRef, Shape, Tree
from ..schema.paths import Path
from ..schema.traits import Atomic, Ref, Sensitive, WriteOnly
from .faults import Faults, did_you_mean

STORES = ("env", "file")
OPAQUE = Shape((Atomic(),), known=False)
"""Any place inside an opaque value: nothing there is ours to interpret."""

_FORMS = ("$file", "$ref", "$secret", "$var")
_ALL_FORMS = "{$file: path}, {$ref: address}, {$secret: env:NAME} and {$var: name}"
_LEAVES = (str, int, float, bool, type(None))


@dataclass(frozen=True, slots=True)
class Given:
    """What the forms draw on. ``read_text(folder, path)`` reads a file for a manifest of this folder."""

    variables: Mapping[str, Json]
    read_text: Callable[[str, str], str]


def below(shape: Shape, part: str | int) -> Shape:
    """The shape of a key or an item; whatever is inside an opaque value is opaque."""
    if shape is OPAQUE or (shape.traits and shape.opaque):
        return OPAQUE
    return shape.child(part) if isinstance(part, str) else shape.item or shape.child("")


def secret_ref(text: Json) -> SecretRef:
    """Read ``env:NAME`` or ``file:path``. Raises ValueError, in a sentence, for another form."""
    if not isinstance(text, str):
        msg = "A secret reference is a text. Write {$secret: env:NAME}."
        raise ValueError(msg)  # noqa: TRY004 -- one kind of error for every malformed form
    store, colon, name = text.partition(":")
    if not colon or not name:
        msg = "A secret reference names a store and a secret in it. Write {$secret: env:NAME} or {$secret: file:path}."
        raise ValueError(msg)
    if store not in STORES:
        msg = f'There is no secret store "{store}". Write {" or ".join(f"{each}:…" for each in STORES)}.{did_you_mean(store, STORES)}'
        raise ValueError(msg)
    return SecretRef(store, name)


def fill(value: Json, shape: Shape, path: Path, given: Given, faults: Faults) -> Tree:
    """The value with every form replaced by what it stands for. What cannot be replaced is reported, and null stands there."""
    match value:
        case dict():
            return _object(value, shape, path, given, faults)
        case list():
            return [fill(each, below(shape, index), (*path, index), given, faults) for index, each in enumerate(value)]
        case _:
            return value


def _object(value: dict[str, Json], shape: Shape, path: Path, given: Given, faults: Faults) -> Tree:
    marked = [key for key in value if key.startswith("$")]
    if marked and (form := _form(value, shape)):
        return _replace(form, value, path, given, faults)
    if marked and not shape.opaque and any(key in _FORMS or len(value) == 1 for key in marked):
        detail = f"{marked[0]} stands here with other keys, or is no form. The forms are {_ALL_FORMS}.{did_you_mean(marked[0], _FORMS)}"
        faults.error(path, "Malformed form", detail)
        return None
    if not marked and not shape.fields and all(type(each) in _LEAVES for each in value.values()):
        return dict(value)
    return {
        key: each if type(each) in _LEAVES else fill(each, below(shape, key), (*path, key), given, faults) for key, each in value.items()
    }


def _form(value: dict[str, Json], shape: Shape) -> str | None:
    """
    Which form the mapping is. Inside an opaque value ``$ref`` is JSON Schema's, unless the place itself wears the trait;
    a lone ``$secret`` is no keyword of anybody's, and is recognised so that it can be refused.
    """
    keys = set(value)
    if len(keys) == 1 and keys <= {"$file", "$var", "$secret"}:
        return next(iter(keys))
    if "$ref" in keys and keys <= {"$ref", "field"} and (not shape.opaque or shape.has(Ref)):
        return "$ref"
    return None


def _replace(form: str, value: dict[str, Json], path: Path, given: Given, faults: Faults) -> Tree:
    try:
        match form:
            case "$file":
                return _file(value[form], given, faults)
            case "$var":
                return _variable(value[form], given)
            case "$secret":
                return secret_ref(value[form])
            case _:
                return _reference(value)
    except InputError as error:
        for each in error.diagnostics:
            faults.error(path, each.summary, each.detail)
    except ValueError as error:
        faults.error(path, "Malformed form", str(error))
    return None


def _file(path: Json, given: Given, faults: Faults) -> str:
    if not isinstance(path, str):
        msg = "A file's path is a text. Write {$file: prompts/greeting.md}."
        raise ValueError(msg)  # noqa: TRY004 -- one kind of error for every malformed form
    return given.read_text(faults.document.folder, path)


def _variable(name: Json, given: Given) -> Json:
    if isinstance(name, str) and name in given.variables:
        return given.variables[name]
    suggestion = did_you_mean(str(name), given.variables)
    raise InputError.of("Unknown variable", f'The target declares no variable "{name}". Add it to the target\'s vars.{suggestion}')


def _reference(value: dict[str, Json]) -> Reference:
    address, field = value["$ref"], value.get("field", "")
    if not isinstance(address, str) or not isinstance(field, str):
        msg = "A reference holds texts. Write {$ref: provider/kind/name} or {$ref: provider/kind/name, field: name}."
        raise ValueError(msg)  # noqa: TRY004 -- one kind of error for every malformed form
    return Reference(Address.parse(address), field)


def holds_secret(shape: Shape) -> bool:
    """Whether a secret may stand here: the place is masked wherever it is shown, or never comes back."""
    return shape.has(Sensitive, WriteOnly)
