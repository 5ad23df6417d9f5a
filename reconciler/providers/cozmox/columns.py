"""
JSON columns, read in every form they may have on the wire.

Answers are documented as lists of integers where requests take objects: the description was generated from Go, where raw JSON and byte
slices both look so. On the wire it may be plain JSON, its text, its text in base64, or its bytes.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any, Final

from ...schema import Json

Container = type | tuple[type, ...]
"""What such a column must hold."""

_UNREADABLE: Final[Any] = object()


def columns(live: Json, names: Mapping[str, Container]) -> Json:
    """The object with its JSON columns read; one that holds nothing is left out."""
    read = {name: _column(live, name, container) for name, container in names.items() if name in live}
    return {name: read.get(name, value) for name, value in live.items() if name not in read or read[name] is not None}


def _column(live: Json, name: str, container: Container) -> Json:
    """
    The value of a JSON column; None when it holds nothing.

    Raises ValueError, naming the field, when it can be read in none of its forms.
    """
    value = live[name]
    match value:
        case None | "" | []:
            return [] if value == [] and container is list else None
        case str():
            found = _first_container(container, value, _from_base64(value))
        case [*numbers] if all(type(each) is int and 0 <= each <= 255 for each in numbers):
            found = _first_container(container, _text(bytes(numbers)))
            found = value if found is _UNREADABLE and container is list else found
        case _:
            return value
    if found is _UNREADABLE:
        raise ValueError(f"{name} is neither JSON, nor JSON as text, base64 or bytes: its form at the vendor has changed.")
    return found


def _first_container(container: Container, *texts: str) -> Json:
    """The first text that is JSON of this container, or null."""
    for text in texts:
        try:
            value = json.loads(text)
        except ValueError:
            continue
        if value is None or isinstance(value, container):
            return value
    return _UNREADABLE


def _from_base64(value: str) -> str:
    try:
        return _text(base64.b64decode(value, validate=True))
    except ValueError:
        return ""


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return ""
