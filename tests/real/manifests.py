"""A request body becomes what a user would have written instead: manifests, prompts in Markdown files, secrets in the environment."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import LiteralScalarString

from tests.world import World

Json = Any

PROMPTS = ("instructions", "content", "prompt_template", "initial_message", "greeting")
"""Fields whose text goes into a file of its own once it is long or has several lines."""
LONG = 80
HOLDERS_OF_SECRETS = ("api_keys", "credentials")
"""Objects of which every value is a secret."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """One document. The references in ``spec`` are forms already; prompts and secrets are plain text still."""

    kind: str
    name: str
    spec: Mapping[str, Json]
    adopt: str | None = None


@dataclass(slots=True)
class Author:
    """Writes manifests into a repository as a user would. ``prompts`` counts the files, ``in_files`` False writes prompts in place."""

    world: World
    in_files: bool = True
    prompts: int = 0
    _folder: str = field(default="manifests", init=False)

    def write(self, manifests: Iterable[Manifest]) -> None:
        """One file each."""
        for each in manifests:
            head = {"kind": each.kind, "name": each.name} | ({"adopt": each.adopt} if each.adopt else {})
            document = {**head, "spec": self._written(each.spec, each.name)}
            self.world.write(f"{self._folder}/{each.kind}/{each.name}.yaml", _yaml(document))

    def _written(self, value: Json, name: str, key: str = "") -> Json:
        match value:
            case dict() if key in HOLDERS_OF_SECRETS:
                return {each: self._secret(f"{name}_{each}", text) for each, text in value.items()}
            case dict():
                return _with_aliases({each: self._written(part, name, each) for each, part in value.items()})
            case list():
                return [self._written(each, name, key) for each in value]
            case str() if self.in_files and key in PROMPTS and (len(value) > LONG or "\n" in value):
                return self._prompt(f"{name}-{key}", value)
            case str() if "\n" in value:
                return LiteralScalarString(value)
        return value

    def _prompt(self, name: str, text: str) -> Json:
        self.prompts += 1
        path = f"prompts/{name}-{self.prompts}.md"
        self.world.write(path, text)
        return {"$file": path}

    def _secret(self, name: str, text: str) -> Json:
        variable = re.sub(r"\W", "_", name).upper()
        self.world.environ[variable] = text
        return {"$secret": f"env:{variable}"}


def _yaml(document: Json) -> str:
    stream = io.StringIO()
    yaml = YAML()
    yaml.dump(document, stream)
    return stream.getvalue()


def _with_aliases(value: dict[str, Json]) -> dict[str, Json]:
    """Equal objects beside each other become one, which YAML writes once and then refers to."""
    first: dict[str, Json] = {}
    return {key: first.setdefault(json.dumps(each), each) if isinstance(each, dict) and each else each for key, each in value.items()}


def differences(sent: Json, held: Json, path: str = "") -> Iterator[str]:
    """
    The places where what was sent is not held to the byte: another text, another number (``1`` for ``1.0``), another order of a list.

    What is held besides is the vendor's. An id stands for the object it names.
    """
    match sent, held:
        case dict(), dict():
            for key, each in sent.items():
                if key not in held:
                    yield f"{path}.{key}".lstrip(".")
                else:
                    yield from differences(each, held[key], f"{path}.{key}".lstrip("."))
        case list(), list() if len(sent) == len(held):
            for number, pair in enumerate(zip(sent, held, strict=True)):
                yield from differences(*pair, f"{path}[{number}]")
        case str(), {"id": key}:
            yield from differences(sent, key, path)
        case _ if json.dumps(sent) != json.dumps(held):
            yield path


def without(value: Json, paths: Iterable[str]) -> Json:
    """A copy without these places; a path says ``[]`` for each item of a list."""
    left = json.loads(json.dumps(value))
    for path in paths:
        _remove(left, path.split("."))
    return left


def _remove(value: Json, parts: list[str]) -> None:
    name, *rest = parts
    each = name.removesuffix("[]")
    if not isinstance(value, dict) or each not in value:
        return
    if not rest:
        del value[each]
        return
    for item in value[each] if name.endswith("[]") else [value[each]]:
        _remove(item, rest)
