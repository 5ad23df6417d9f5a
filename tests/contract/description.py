"""A vendor's OpenAPI description: which operation serves a path, and what the description says of its parameters and bodies."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from jsonschema.protocols import Validator
from jsonschema.validators import extend
from openapi_schema_validator import OAS30ReadValidator, OAS30WriteValidator, OAS31Validator
from ruamel.yaml import YAML

Json = Any
Schema = Mapping[str, Any]

_METHODS = ("get", "put", "post", "delete", "patch")
_JSON = "application/json"

# OpenAPI 3.1 has the two words of 3.0, and leaves it to others to act on them.
_WRITES = extend(OAS31Validator, {word: OAS30WriteValidator.VALIDATORS[word] for word in ("required", "readOnly")})
_READS = extend(OAS31Validator, {word: OAS30ReadValidator.VALIDATORS[word] for word in ("required", "writeOnly")})


@dataclass(frozen=True, slots=True)
class Body:
    """A body. ``schema`` None: no JSON is described."""

    schema: Schema | None
    required: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter. ``deep``: an object whose fields are written ``name[field]``."""

    name: str
    schema: Schema
    required: bool
    deep: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation. ``request`` None: it takes no body. ``responses`` are by status, by a range such as 4XX, or ``default``."""

    method: str
    template: str
    path: tuple[Parameter, ...]
    query: tuple[Parameter, ...]
    request: Body | None
    responses: Mapping[str, Body]

    def __str__(self) -> str:
        return f"{self.method} {self.template}"

    def response(self, status: int) -> Body | None:
        """What is described for a status, or None."""
        names = (str(status), f"{status // 100}XX", "default")
        return next((self.responses[name] for name in names if name in self.responses), None)

    def arguments(self, path: str) -> Mapping[str, str] | None:
        """The path parameters when the path is one of this operation, else None; encoded as they came."""
        found = re.fullmatch(_pattern(self.template), path)
        return None if found is None else dict(zip(re.findall(r"\{([^}]+)\}", self.template), found.groups(), strict=True))


class Description:
    """A document and what it says. ``writes`` judges a value that goes to the vendor, ``reads`` one that comes, once told its schema."""

    def __init__(self, document: Json) -> None:
        self.document = document
        old = document["openapi"].startswith("3.0")
        writes, reads = (OAS30WriteValidator, OAS30ReadValidator) if old else (_WRITES, _READS)
        # The whole document is the root that a "$ref" is looked up in.
        self.writes: Validator = writes(document, format_checker=writes.FORMAT_CHECKER)
        self.reads: Validator = reads(document, format_checker=reads.FORMAT_CHECKER)

    @classmethod
    def load(cls, folder: Path, vendor: str) -> Description:
        """The description of a vendor, in JSON or YAML, from a folder that holds those of all."""
        (file,) = folder.glob(f"{vendor}.openapi.*")
        text = file.read_text(encoding="utf-8")
        return cls(json.loads(text) if file.suffix == ".json" else YAML(typ="safe", pure=True).load(text))

    @cached_property
    def operations(self) -> tuple[Operation, ...]:
        """Every operation; a literal path stands before the template that would swallow it."""
        each = [self._operation(method, template, item) for template, item in self.document["paths"].items() for method in _methods(item)]
        return tuple(sorted(each, key=lambda one: (one.template.count("{"), one.template, one.method)))

    def operation(self, method: str, path: str) -> Operation | None:
        """The operation that serves a request, or None."""
        return next((each for each in self.operations if each.method == method and each.arguments(path) is not None), None)

    def resolved(self, node: Json) -> Json:
        """What a reference names; anything else as it is."""
        while isinstance(node, dict) and "$ref" in node:
            found = self.document
            for step in node["$ref"].removeprefix("#/").split("/"):
                found = found[step.replace("~1", "/").replace("~0", "~")]
            node = found
        return node

    def _operation(self, method: str, template: str, item: Json) -> Operation:
        said = item[method]
        parameters = [self.resolved(each) for each in (*item.get("parameters", ()), *said.get("parameters", ()))]
        return Operation(
            method.upper(),
            template,
            tuple(_parameters(parameters, "path")),
            tuple(_parameters(parameters, "query")),
            self._body(said["requestBody"]) if "requestBody" in said else None,
            {str(status): self._body(answer) for status, answer in said["responses"].items()},
        )

    def _body(self, node: Json) -> Body:
        said = self.resolved(node)
        return Body(said.get("content", {}).get(_JSON, {}).get("schema"), said.get("required", False))


def _methods(item: Json) -> list[str]:
    return [method for method in _METHODS if method in item]


def _parameters(said: list[Json], place: str) -> Iterator[Parameter]:
    for each in said:
        if each["in"] == place:
            yield Parameter(each["name"], each.get("schema", {}), each.get("required", False), each.get("style") == "deepObject")


def _pattern(template: str) -> str:
    return re.sub(r"\\\{.+?\\\}", "([^/]+)", re.escape(template))
