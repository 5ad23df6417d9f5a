"""Daily's wire forms, which its operations share: errors, pages, and a body checked field by field."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from ..vendor import Json, Refusal, Reply, Request, Table, Vendor

Row = dict[str, Json]
Fields = Mapping[str, tuple[Callable[[Json], bool], str]]
"""Every field that a body may carry: whether a value fits, and the words for what would."""

_PAGE = 100


def error(status: int, name: str, info: str) -> Reply:
    """The vendor documents ``{error: <stable id>, info: <text>}``."""
    return Reply(status, {"error": name, "info": info})


def invalid(info: str) -> Refusal:
    """A missing or wrong field."""
    return Refusal(error(400, "invalid-request-error", info))


def absent(info: str) -> Refusal:
    """The error id of a 404 is not documented."""
    return Refusal(error(404, "not-found", info))


def found(table: Table, request: Request, what: str) -> tuple[str, Row]:
    """The object that the path names, with its id, or 404."""
    key = request.params["id"]
    row = table.get(key)
    if row is None:
        raise absent(f"no {what} {key}")
    return key, row


def made(vendor: Vendor, row: Row) -> Reply:
    """The answer to a create: 200 in the documents, and the vendor's own tools take 201 as well."""
    return Reply(int(vendor.setting["created"]), row)


def deleted(vendor: Vendor, key: str) -> Reply:
    """The answer to a delete, of which the documents show one form and the vendor's own tools accept others."""
    match vendor.setting["deleted"]:
        case "object":
            return Reply(200, {"deleted": True, "id": key})
        case "empty":
            return Reply(200, {})
        case _:
            return Reply(204)


def page(rows: Sequence[Row], request: Request) -> Json:
    """``{total_count, data}``, newest first: a page of ``limit`` (1 to 100) from ``starting_after`` or up to ``ending_before``."""
    newest_first = list(rows)[::-1]
    return {"total_count": len(newest_first), "data": _page(newest_first, request.query)}


def _page(rows: list[Row], query: Mapping[str, str]) -> list[Row]:
    limit = _limit(query.get("limit", str(_PAGE)))
    if "starting_after" in query:
        first = _position(rows, "starting_after", query) + 1
        return rows[first : first + limit]
    if "ending_before" in query:
        end = _position(rows, "ending_before", query)
        return rows[max(0, end - limit) : end]
    return rows[:limit]


def _limit(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= _PAGE):
        raise invalid(f"limit must be a number from 1 to {_PAGE}")
    return int(text)


def _position(rows: list[Row], cursor: str, query: Mapping[str, str]) -> int:
    for position, row in enumerate(rows):
        if row["id"] == query[cursor]:
            return position
    # Not documented: what an id that is gone does to a cursor.
    raise invalid(f"{cursor} is not the id of an object")


def checked(vendor: Vendor, body: Json, fields: Fields, required: Iterable[str]) -> Row:
    """The known fields of a body, or a refusal that names the first wrong one. A null field may count as absent."""
    if not isinstance(body, dict):
        raise invalid("the body must be an object")
    as_absent = vendor.setting["nulls"] == "absent"
    sent = {name: value for name, value in body.items() if name in fields and not (value is None and as_absent)}
    for name in required:
        if name not in sent:
            raise invalid(f"missing required field {name}")
    for name, value in sent.items():
        fits, words = fields[name]
        if not fits(value):
            raise invalid(f"{name} must be {words}")
    return sent


def is_text(value: Json) -> bool:
    """Whether a value is a string."""
    return isinstance(value, str)


def is_map(value: Json) -> bool:
    """Whether a value is an object."""
    return isinstance(value, dict)


def is_number(value: Json) -> bool:
    """Whether a value is a phone number in E.164 form."""
    return isinstance(value, str) and re.fullmatch(r"\+[1-9][0-9]{1,14}", value) is not None
