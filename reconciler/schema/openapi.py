"""A vendor's OpenAPI description: its operations, found by the shape of their paths, and what their bodies and answers hold."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from ..diagnostics import InputError, Source
from .place import Place
from .reading import Reader, as_list, as_object
from .values import Json

_METHODS = ("get", "put", "post", "delete", "patch")
_VERSION = re.compile(r"3\.\d+(\.\d+)?$")


@dataclass(frozen=True, slots=True, order=True)
class Operation:
    """A method and a path as the description writes them."""

    method: str
    path: str

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


@dataclass(frozen=True, slots=True)
class Description:
    """Every operation of a vendor, as its OpenAPI file describes them."""

    document: Mapping[str, Json]
    operations: Mapping[Operation, Json]
    base_paths: tuple[str, ...]

    def find(self, method: str, path: str, base_url: str = "") -> Operation | None:
        """
        The operation at a path of ours, or None.

        Path parameters have other names on the two sides, and a base path such as ``/v2`` may stand in the servers or in each path.
        """
        wanted = {shaped(path), shaped(urlsplit(base_url).path + path)}
        same = (each for each in self.operations if each.method == method and wanted & self._shapes(each.path))
        return min(same, key=lambda each: (shaped(each.path) != shaped(path), each), default=None)

    def body(self, operation: Operation) -> Place | None:
        """What a call sends; None where it sends nothing."""
        reader = Reader(self.document)
        schema = _content(reader, self.operations[operation].get("requestBody"))
        return None if schema is None else reader.place(schema)

    def answer(self, operation: Operation) -> Place | None:
        """What a successful answer holds; None where it holds nothing."""
        reader = Reader(self.document)
        answers = as_object(self.operations[operation].get("responses"))
        good = (_content(reader, answers[code]) for code in sorted(answers, key=str) if str(code).startswith("2"))
        schema = next((each for each in good if each is not None), None)
        return None if schema is None else reader.place(schema)

    def _shapes(self, path: str) -> set[str]:
        return {shaped(path), *(shaped(base + path) for base in self.base_paths)}


def described(data: Json, file: str = "") -> Description:
    """The description that a file holds. Raises InputError when it holds none."""
    source = Source(file)
    version = data.get("openapi") if isinstance(data, dict) else None
    if not isinstance(version, str) or not _VERSION.match(version):
        detail = 'The file has no field "openapi" that says 3.0 or 3.1. Give the OpenAPI description that the vendor publishes.'
        raise InputError.of("Not an OpenAPI description", detail, source=source)
    paths = data.get("paths")
    if not isinstance(paths, dict) or not paths:
        detail = 'The file has no "paths", so it describes no operation. Give the whole description, not a part of it.'
        raise InputError.of("Not an OpenAPI description", detail, source=source)
    return Description(data, dict(_operations(Reader(data), paths)), tuple(_base_paths(data.get("servers"))))


def shaped(path: str) -> str:
    """``/agents/{agent_id}`` as ``/agents/{}``: what two spellings of one path share."""
    return re.sub(r"\{[^}]*\}", "{}", path).rstrip("/") or "/"


def _operations(reader: Reader, paths: Mapping[str, Json]) -> Iterator[tuple[Operation, Json]]:
    for path, item in paths.items():
        methods = as_object(reader.resolved(item))
        for method in _METHODS:
            if isinstance(methods.get(method), dict):
                yield Operation(method.upper(), path), methods[method]


def _base_paths(servers: Json) -> Iterable[str]:
    urls = (str(as_object(each).get("url", "")) for each in as_list(servers))
    return dict.fromkeys(urlsplit(url).path.rstrip("/") for url in urls)


def _content(reader: Reader, carrier: Json) -> Json:
    """The schema of a body or an answer, JSON before any other form of it."""
    content = as_object(as_object(reader.resolved(carrier)).get("content"))
    best = sorted(content, key=lambda name: ("json" not in name, name))
    return as_object(content[best[0]]).get("schema") if best else None
