"""The bodies that a vendor's documentation gives as examples, and which kind's operation each of them is sent to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from reconciler.providers import registry
from reconciler.schema import Kind, Provider
from reconciler.schema.openapi import Description, described, shaped

Json = Any

_BLOCK = re.compile(r"^```\w*\n(?P<method>POST|PUT|PATCH) (?P<path>[^?\s]+)\S*\n(?P<body>\{.*?\})\n", re.MULTILINE | re.DOTALL)
"""A call in a code block of a page: the line of the request, then its body."""
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Example:
    """
    One body. ``part`` is the field that has an operation of its own, empty for the whole object; ``update``: it changes an object that
    is there.
    """

    kind: Kind
    operation: str
    source: str
    body: Json
    update: bool = False
    part: str = ""

    def __str__(self) -> str:
        return f"{self.kind.provider} {self.operation} {self.source}"


def found(folder: Path) -> dict[str, Example]:
    """Every example of every vendor's documentation, by its name."""
    examples = [each for provider in registry.PROVIDERS.values() for each in _of(provider, folder)]
    return {str(each): each for each in examples}


def _of(provider: Provider, folder: Path) -> Iterator[Example]:
    for file in folder.glob(f"{provider.name}.openapi.*"):
        description = described(_read(file), file.name)
        for sent in _sent(provider):
            operation = description.find(sent.method, sent.path, provider.base_url)
            if operation is not None:
                bodies = _Reader(description).bodies(description.operations[operation])
                yield from (Example(sent.kind, str(operation), source, body, sent.update, sent.part) for source, body in bodies)
    for page in sorted(folder.glob("*.md")):
        if provider.name in page.stem.split("-"):
            yield from _in_page(provider, page)


def _read(file: Path) -> Json:
    text = file.read_text(encoding="utf-8")
    return json.loads(text) if file.suffix == ".json" else YAML(typ="safe", pure=True).load(text)


def _in_page(provider: Provider, page: Path) -> Iterator[Example]:
    sent = {(each.method, shaped(each.path)): each for each in _sent(provider)}
    for number, block in enumerate(_BLOCK.finditer(page.read_text(encoding="utf-8")), 1):
        if each := sent.get((block["method"], shaped(block["path"]))):
            operation = f"{block['method']} {block['path']}"
            yield Example(each.kind, operation, f"page, block {number}", json.loads(block["body"]), each.update, each.part)


@dataclass(frozen=True, slots=True)
class _Sent:
    """An operation that takes an object of the kind, or a part of it."""

    kind: Kind
    method: str
    path: str
    update: bool = False
    part: str = ""


def _sent(provider: Provider) -> Iterator[_Sent]:
    for kind in provider.kinds:
        for endpoint, update in ((kind.create, False), (kind.update, True)):
            if endpoint is not None and kind.within is None:
                yield _Sent(kind, endpoint.method, endpoint.path, update)
        for part in kind.parts:
            yield _Sent(kind, part.update.method, part.update.path, update=True, part=part.fields[0] if part.inside else "")


# --- What a description gives as an example ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Reader:
    description: Description

    def bodies(self, operation: Json) -> Iterator[tuple[str, Json]]:
        """Whole bodies where there are any, else one that is put together from the examples of single properties."""
        for content in self._followed(operation.get("requestBody", {})).get("content", {}).values():
            schema = self._resolved(content.get("schema", {}))
            whole = [(f"example {name}", self._followed(each)["value"]) for name, each in content.get("examples", {}).items()]
            whole += [("example", place["example"]) for place in (content, schema) if "example" in place]
            if whole:
                yield from whole
            elif self._has_examples(schema):
                yield "from its properties", self._sample(schema)

    def _resolved(self, schema: Json) -> dict[str, Json]:
        """A schema with its references followed, and with the parts that it is made of."""
        return self._merged(self._followed(schema))

    def _followed(self, schema: Json) -> Json:
        while isinstance(schema, Mapping) and "$ref" in schema:
            target: Json = self.description.document
            for part in schema["$ref"].removeprefix("#/").split("/"):
                target = target[part.replace("~1", "/").replace("~0", "~")]
            schema = target
        return schema

    def _merged(self, schema: Json) -> dict[str, Json]:
        parts = [self._resolved(each) for each in schema.get("allOf", ())]
        own = {key: each for key, each in schema.items() if key != "allOf"}
        properties = {name: each for part in (*parts, own) for name, each in part.get("properties", {}).items()}
        required = [name for part in (*parts, own) for name in part.get("required", ())]
        merged = {key: each for part in (*parts, own) for key, each in part.items()}
        return {**merged, "properties": properties, "required": required} if properties else merged

    def _has_examples(self, schema: Json, depth: int = 0) -> bool:
        known = self._resolved(schema)
        inner = [
            *known.get("properties", {}).values(),
            *known.get("oneOf", ()),
            *known.get("anyOf", ()),
            *([known["items"]] if "items" in known else []),
        ]
        given = "example" in known or "examples" in known
        return not known.get("readOnly") and (given or (depth < _DEEPEST and any(self._has_examples(each, depth + 1) for each in inner)))

    def _sample(self, schema: Json, depth: int = 0) -> Json:
        known = self._resolved(schema)
        match known:
            case {"example": value} | {"examples": [value, *_]} | {"const": value} | {"enum": [value, *_]}:
                return value
            case {"oneOf": choices} | {"anyOf": choices}:
                return self._sample(next((each for each in choices if self._has_examples(each)), choices[0]), depth + 1)
            case {"properties": properties}:
                wanted = {name: each for name, each in properties.items() if name in known["required"] or self._has_examples(each, depth)}
                return {name: self._sample(each, depth + 1) for name, each in wanted.items() if depth < _DEEPEST}
            case {"items": items}:
                return [self._sample(items, depth + 1)] if self._has_examples(items, depth) else []
        return _plainest(known)


def _plainest(schema: Json) -> Json:
    """For a property that is required and has no example."""
    match schema.get("type"):
        case "integer" | "number":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        case "boolean":
            return True
        case "object" | "array" as container:
            return {} if container == "object" else []
    return "text"
