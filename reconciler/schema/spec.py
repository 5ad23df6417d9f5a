"""The base of every declared object, and how one is checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .values import Json, Tree


class Spec(BaseModel):
    """
    A vendor's object as its API writes it.

    Unknown fields are kept, since vendors add about one a month. Types are strict: ``"5"`` is no integer. An optional field has
    the default ``ABSENT``; null is refused unless its type says ``| None``.
    """

    model_config = ConfigDict(extra="allow", strict=True, defer_build=True, hide_input_in_errors=True, protected_namespaces=())


def says(description: str, *, known: tuple[str, ...] = (), **limits: Any) -> Any:
    """
    What a field is, in one sentence for the documentation, with its limits.

    ``known`` are the values of an open enum: another one is worth a warning at most.
    """
    extra: dict[str, Any] = {"json_schema_extra": {"examples": list(known), "x-known-values": list(known)}} if known else {}
    return Field(description=description, **extra, **limits)


def problems(model: type[Spec], spec: Tree) -> Iterator[tuple[tuple[str | int, ...], str, str]]:
    """Everything wrong with a spec: the path, pydantic's type of error, and the reason in words that never hold the value."""
    try:
        model.model_validate(spec)
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False, include_context=True):
            yield tuple(_path(each["loc"], spec, each["type"])), each["type"], _reason(each)


def _path(parts: tuple[str | int, ...], value: Tree, problem: str) -> Iterator[str | int]:
    """
    The parts that lead through the spec to the problem.

    Pydantic adds others, which name a branch of a union (``list[Target]``, ``Target``, ``str``) or a validator (``function-wrap[…]``).
    """
    for position, part in enumerate(parts, 1):
        match value, part:
            case (dict(), _) if part in value:
                value = value[part]
                yield part
            case list(), int():
                value = value[part]
                yield part
            case _ if problem == "missing" and position == len(parts):
                yield part


def _reason(error: Any) -> str:
    match error["type"]:
        case "missing":
            return "This field is required."
        case "value_error":
            return str(error["ctx"]["error"])
        case _:
            return str(error["msg"]) + "."


def absent(value: Json) -> bool:
    """Whether a value says nothing: null, or an empty text, list or object."""
    return value is None or (isinstance(value, str | list | dict) and not value)
