"""How the simulated Cozmox reads a body: the way a Go JSON decoder does, one small reader for each type. It stores nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ..vendor import Json

Row = dict[str, Json]
Decoder = Callable[[Json], Json]


class Misfit(ValueError):
    """A body that does not decode; the text names the field and what was found there."""


def decoded(body: Json, fields: Mapping[str, Decoder], required: Iterable[str] = ()) -> Row:
    """
    The known fields of a body, checked as a Go JSON decoder checks them: the first misfit ends it, unknown fields are dropped.

    A null counts as not sent; inferred, since optional fields of a Go request are usually pointers. Raises ``Misfit``.
    """
    given = without_nulls(json_object(body))
    known = {name: field_of(name, given[name], fields[name]) for name in given if name in fields}
    missing = [name for name in required if name not in known]
    if missing:
        raise Misfit(f"{missing[0]}: field is required")
    return known


def field_of(name: str, value: Json, decoder: Decoder) -> Json:
    """The decoded value; a ``Misfit`` inside gets the field's name in front."""
    try:
        return decoder(value)
    except Misfit as misfit:
        raise Misfit(f"{name}: {misfit}") from misfit


def anything(value: Json) -> Json:
    """Any JSON value, as it is."""
    return value


def text(value: Json) -> str:
    """A string, kept to the letter."""
    if not isinstance(value, str):
        raise Misfit(f"cannot unmarshal {json_type(value)} into string")
    return value


def truth(value: Json) -> bool:
    """A boolean."""
    if not isinstance(value, bool):
        raise Misfit(f"cannot unmarshal {json_type(value)} into bool")
    return value


def integer(value: Json) -> int:
    """A number without a fraction; Go takes no 1.0 for one."""
    if type(value) is not int:
        raise Misfit(f"cannot unmarshal {json_type(value)} into int")
    return value


def json_object(value: Json) -> Row:
    """An object with any keys: a JSON column keeps what it is sent."""
    if not isinstance(value, dict):
        raise Misfit(f"cannot unmarshal {json_type(value)} into object")
    return value


def json_list(value: Json) -> list[Json]:
    """A list of anything."""
    if not isinstance(value, list):
        raise Misfit(f"cannot unmarshal {json_type(value)} into array")
    return value


def texts(value: Json) -> list[str]:
    """A list of strings; a null among them is the empty string, as in Go."""
    return ["" if item is None else text(item) for item in json_list(value)]


def one_of(*allowed: str) -> Decoder:
    """A string out of a closed set."""

    def decode(value: Json) -> str:
        if text(value) not in allowed:
            raise Misfit(f"must be one of {', '.join(allowed)}")
        return text(value)

    return decode


def sized(shortest: int, longest: int) -> Decoder:
    """A string of limited length, counted in characters."""

    def decode(value: Json) -> str:
        if not shortest <= len(text(value)) <= longest:
            raise Misfit(f"must have {shortest} to {longest} characters")
        return text(value)

    return decode


def json_type(value: Json) -> str:
    """What JSON calls a value."""
    names: Mapping[type, str] = {type(None): "null", bool: "bool", str: "string", list: "array", dict: "object"}
    return names.get(type(value), "number")


def picked(row: Mapping[str, Json], names: Iterable[str]) -> Row:
    """Those of the named keys that the row has."""
    return {name: row[name] for name in names if name in row}


def without(row: Mapping[str, Json], names: Iterable[str]) -> Row:
    """The row but for the named keys."""
    hidden = set(names)
    return {name: value for name, value in row.items() if name not in hidden}


def without_nulls(row: Row) -> Row:
    """The row without its null values."""
    return {name: value for name, value in row.items() if value is not None}
