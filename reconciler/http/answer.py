"""One answer of a vendor, and the words of an error body whatever its form."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .errors import UnknownError

# Only these keys are quoted: the others of an error body may echo what was sent, and that may hold a secret.
_WORDS = ("detail", "errors", "message", "error", "info", "title", "msg")


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (lower case) and the text of a body."""

    status: int
    headers: Mapping[str, str]
    text: str

    def json(self) -> Any:
        """The body as JSON; None when it is empty. Raises UnknownError when it is something else."""
        if not self.text.strip():
            return None
        try:
            return json.loads(self.text)
        except (ValueError, RecursionError) as error:
            what = "an HTML page" if self.text.lstrip().startswith("<") else "something that is not JSON, or cut short"
            raise UnknownError(
                f"The vendor answered {self.status} with {what}.", "Check base_url: it may point at a web page or a proxy."
            ) from error

    def said(self) -> str:
        """The vendor's reason in one line, without any part that may echo a request."""
        try:
            body = json.loads(self.text)
        except (ValueError, RecursionError):
            return "" if self.text.lstrip().startswith("<") else self.text
        return "; ".join(_words(body))


def _words(body: Any) -> Iterator[str]:
    match body:
        case str() if body:
            yield body
        case list():
            for each in body:
                yield from _entry(each)
        case dict():
            for key in _WORDS:
                yield from _words(body.get(key))


def _entry(each: Any) -> Iterator[str]:
    """One entry of an error list: ``{loc, msg}`` or ``{code, title, detail}`` read as one sentence."""
    match each:
        case {"msg": str() as message}:
            loc = each.get("loc")
            where = ".".join(str(part) for part in loc if part != "body") if isinstance(loc, list) else ""
            yield f"{where}: {message}" if where else message
        case {"detail": str() as detail}:
            yield f"{detail} ({each['code']})" if each.get("code") else detail
        case _:
            yield from _words(each)
