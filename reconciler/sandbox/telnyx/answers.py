"""How Telnyx answers: errors in their shapes, pages, and what an answer hides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from ..vendor import Json, Refusal, Reply, Request
from .checking import Problem
from .tool_fields import HEADER_LISTS, SIP_CREDENTIALS

Row = dict[str, Json]


def error(status: int, code: str, title: str, detail: str, pointer: str = "") -> Reply:
    """One error in the shape used everywhere but for the 422 under ``/ai``."""
    return errors(status, [{"code": code, "title": title, "detail": detail, **({"source": {"pointer": pointer}} if pointer else {})}])


def errors(status: int, found: Sequence[Row]) -> Reply:
    """Several errors in one answer."""
    url = "https://developers.telnyx.com/docs/overview/errors/"
    return Reply(status, {"errors": [{**one, "meta": {"url": url + str(one["code"])}} for one in found]})


def outside_ai(problem: Problem) -> Row:
    """A problem of a body as it is told outside ``/ai``."""
    code, title = ("10004", "Missing required parameter") if problem.type == "missing" else ("10027", "Unprocessable entity")
    return {"code": code, "title": title, "detail": problem.msg, "source": {"pointer": "/" + "/".join(map(str, problem.loc[1:]))}}


def broken(reason: str) -> Refusal:
    """A business rule: 400 with code 10015."""
    return Refusal(error(400, "10015", "Invalid request", reason))


def in_use(what: str, users: Iterable[str]) -> Refusal:
    """400 with code 10021."""
    return Refusal(error(400, "10021", "Resource in use", f"{what} is used by {', '.join(users)}."))


def duplicate(field: str, value: str) -> Refusal:
    """422 with code 10012."""
    return Refusal(error(422, "10012", "Duplicate resource", f"The {field} {value} is taken.", f"/{field}"))


def header(request: Request, name: str) -> str:
    """A header's value, or nothing."""
    return next((value for key, value in request.headers.items() if key.lower() == name), "")


def under_ai(request: Request) -> bool:
    """Whether the path is one of those with errors of their own."""
    return request.path.startswith("/ai/")


def paged(request: Request, rows: Sequence[Row], size: int, most: int | None) -> Reply:
    """One page and its ``meta``; a page that is no number or out of bounds is refused."""
    number, size = page(request, "page[number]", 1, None), page(request, "page[size]", size, most)
    meta = {"page_number": number, "page_size": size, "total_pages": -(-len(rows) // size), "total_results": len(rows)}
    return Reply(200, {"data": list(rows[(number - 1) * size : number * size]), "meta": meta})


def page(request: Request, name: str, default: int, most: int | None) -> int:
    """The number or the size of a page."""
    given = request.query.get(name, str(default))
    if re.fullmatch(r"[1-9][0-9]{0,8}", given) and (most is None or int(given) <= most):
        return int(given)
    if under_ai(request):
        problem = {"loc": ["query", name], "msg": f"Input should be a valid integer from 1 to {most or 'any'}", "type": "int_parsing"}
        raise Refusal(Reply(422, {"detail": [problem]}))
    raise broken(f"{name} is not a valid page.")


def veiled(value: Json, mode: str) -> Json:
    """Header values and SIP credentials as read back: in clear, masked or left out. Which one is not documented."""
    if mode == "clear":
        return value
    if isinstance(value, list):
        return [veiled(one, mode) for one in value]
    if not isinstance(value, dict):
        return value
    found = {}
    for name, one in value.items():
        if name in HEADER_LISTS and isinstance(one, list):
            found[name] = [_hidden(each, {"value"}, mode) for each in one]
        else:
            found[name] = veiled(one, mode)
    return _hidden(found, SIP_CREDENTIALS, mode)


def _hidden(row: Row, names: Iterable[str], mode: str) -> Row:
    if mode == "masked":
        return {**row, **{name: "********" for name in names if name in row}}
    return {name: value for name, value in row.items() if name not in names}
