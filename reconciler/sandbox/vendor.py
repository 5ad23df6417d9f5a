"""What every simulated vendor is made of: a request, a reply, tables of objects, and switches for what nobody documented."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

Json = Any


@dataclass(frozen=True, slots=True)
class Request:
    """
    One HTTP request, below the vendor's mount point; ``body`` is parsed JSON, or None when there was none.

    ``path`` is still percent-encoded, ``params`` and ``query`` are decoded, and the names in ``headers`` are lower case.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)
    body: Json = None
    params: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """What goes back: a status, a JSON body (``None`` sends no body), extra headers."""

    status: int
    body: Json = None
    headers: Mapping[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """Raised by a handler to answer with an error in the vendor's own form."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"refused with {reply.status}")
        self.reply = reply


@dataclass(frozen=True, slots=True)
class World:
    """Time and identifiers, injected so that a test can replay them. ``now`` is seconds since the epoch; ``uuid`` a new one each call."""

    now: Callable[[], float]
    uuid: Callable[[], str]


Handler = Callable[[Request], Reply]


@dataclass(frozen=True, slots=True)
class Route:
    """A method and a path template such as ``/ai/assistants/{id}`` with the function that answers it."""

    method: str
    template: str
    handler: Handler

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """
        The path parameters when this route serves the request, else None.

        ``path`` is percent-encoded. A parameter never spans a slash, and is decoded after the match, so that it may hold one.
        """
        found = _pattern(self.template).fullmatch(path) if method == self.method else None
        return None if found is None else {name: unquote(value) for name, value in found.groupdict().items()}


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile("".join(_part(part) for part in re.split(r"(\{\w+\})", template)))


def _part(part: str) -> str:
    return f"(?P<{part[1:-1]}>[^/]+)" if part.startswith("{") else re.escape(part)


class Table:
    """
    Objects of one kind, newest last, keyed by id.

    ``lag`` counts listings: an object written while ``lag`` is n stays invisible to (or stale in) the next n calls of
    ``listed``, as at a vendor whose list is served from a replica. ``get`` is never stale.
    """

    def __init__(self) -> None:
        self._rows: dict[str, dict[str, Json]] = {}
        self._stale: list[tuple[int, str, dict[str, Json] | None]] = []
        self.lag = 0

    def __contains__(self, key: str) -> bool:
        return key in self._rows

    def __len__(self) -> int:
        return len(self._rows)

    def get(self, key: str) -> dict[str, Json] | None:
        """A copy of the stored object, or None."""
        row = self._rows.get(key)
        return None if row is None else copy.deepcopy(row)

    def put(self, key: str, row: Mapping[str, Json]) -> None:
        """Create or overwrite."""
        self._remember(key)
        self._rows[key] = copy.deepcopy(dict(row))

    def pop(self, key: str) -> dict[str, Json] | None:
        """Remove and return, or None."""
        if key not in self._rows:
            return None
        self._remember(key)
        return self._rows.pop(key)

    def rows(self) -> list[dict[str, Json]]:
        """Every object as it truly is, oldest first."""
        return [copy.deepcopy(row) for row in self._rows.values()]

    def listed(self) -> list[dict[str, Json]]:
        """Every object as a listing shows it, oldest first: lagging behind writes when told to."""
        shown: dict[str, dict[str, Json] | None] = dict(self._rows)
        # The oldest memory comes last and wins: a replica that has not seen the creation has not seen the update either.
        shown |= {key: before for _, key, before in reversed(self._stale)}
        self._stale = [(left - 1, key, before) for left, key, before in self._stale if left > 1]
        return [copy.deepcopy(row) for row in shown.values() if row is not None]

    def clear(self) -> None:
        """Forget everything, the lag included."""
        self._rows.clear()
        self._stale.clear()
        self.lag = 0

    def _remember(self, key: str) -> None:
        if self.lag > 0:
            self._stale.append((self.lag, key, self.get(key)))


class Settings(dict[str, str]):
    """The position of each switch. ``asked`` are those that made a difference to somebody so far: all others could stand otherwise."""

    def __init__(self, positions: Mapping[str, str]) -> None:
        super().__init__(positions)
        self.asked: set[str] = set()

    def __getitem__(self, name: str) -> str:
        self.asked.add(name)
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """As a dict's; remembered like any other question."""
        self.asked.add(name)
        return super().get(name, default)


class Vendor:
    """
    A simulated vendor. A subclass names itself, says where it is mounted, and lists its routes.

    ``switches`` maps each undocumented habit to its possible values, the default first; ``self.setting[name]`` is the one in force.
    ``tables`` maps a kind's short name to its ``Table``; the control surface shows and edits them.
    ``masked`` names body keys whose values never enter the log of calls.
    """

    name: str = ""
    mount: str = ""
    switches: Mapping[str, tuple[str, ...]] = {}
    masked: frozenset[str] = frozenset()

    def __init__(self, world: World) -> None:
        self.world = world
        self.tables: dict[str, Table] = {}
        self.setting = Settings({})
        self._routes: dict[str, list[Route]] = {}
        self.reset()

    def reset(self) -> None:
        """Back to an account as the vendor hands it out: default switches, tables emptied and filled with the vendor's own objects."""
        self.setting = Settings({name: values[0] for name, values in self.switches.items()})
        self._routes = {}
        for table in self.tables.values():
            table.clear()

    def routes(self) -> Iterable[Route]:
        """Every operation this vendor answers."""
        raise NotImplementedError

    def authorize(self, request: Request) -> Reply | None:
        """None when the request carries a key, else the vendor's refusal."""
        raise NotImplementedError

    def unknown_route(self, request: Request) -> Reply:
        """The vendor's answer to a path or method that it does not have."""
        raise NotImplementedError

    def malformed(self, request: Request) -> Reply:
        """The vendor's answer to a body that is not JSON."""
        raise NotImplementedError

    def failure(self, request: Request, status: int) -> Reply:
        """The answer when the vendor's own machinery fails or throttles; overridden where the form of such a body is documented."""
        return Reply(status, {"error": HTTPStatus(status).phrase})

    def edited(self, kind: str, key: str, patch: Mapping[str, Json]) -> dict[str, Json] | None:
        """A dashboard edit behind the API's back: top-level keys of the stored object replaced; None when there is no such object."""
        row = self.tables[kind].get(key)
        if row is None:
            return None
        row.update(patch)
        self.tables[kind].put(key, row)
        return row

    def switch(self, settings: Mapping[str, str]) -> None:
        """Put switches to other values. Raises ValueError for an unknown switch or value."""
        for name, value in settings.items():
            if value not in self.switches.get(name, ()):
                raise ValueError(f"{self.name} has no switch {name}={value}; it has {dict(self.switches)}")
        self.setting.update(settings)
        self._routes = {}

    def answer(self, request: Request) -> Reply:
        """Authorise, find the route, call its handler; a Refusal becomes its reply."""
        refused = self.authorize(request)
        if refused is not None:
            return refused
        for route in self._by_method().get(request.method, ()):
            params = route.match(request.method, request.path)
            if params is not None:
                return self._handled(route, request, params)
        return self.unknown_route(request)

    def _by_method(self) -> dict[str, list[Route]]:
        # Kept until a switch is moved, because a vendor may have other routes then.
        if not self._routes:
            for route in self.routes():
                self._routes.setdefault(route.method, []).append(route)
        return self._routes

    def _handled(self, route: Route, request: Request, params: dict[str, str]) -> Reply:
        served = Request(request.method, request.path, request.headers, request.query, request.body, params)
        try:
            return route.handler(served)
        except Refusal as refusal:
            return refusal.reply
