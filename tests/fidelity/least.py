"""The least that must stand beside a value, so that an object is whole: what its JSON Schema requires."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from hypothesis import find, settings
from hypothesis.strategies import from_regex

from reconciler.schema import Json
from tests.schemas.spots import alternatives

FORMS = frozenset({"$file", "$ref", "$secret", "$var"})


@dataclass(frozen=True, slots=True)
class Least:
    """Completes values. ``turn`` says which type is taken for an object that may have one of several."""

    defs: Json
    turn: int = 0

    def completed(self, value: Any, schemas: Sequence[Json]) -> Any:
        """The value with every field that is required beside those it has, all the way down."""
        match value:
            case dict() if not set(value) & FORMS:
                return self._object(value, schemas)
            case list():
                items = [each["items"] for each in alternatives(schemas, self.defs) if "items" in each]
                return [self.completed(each, items) for each in value]
        return value

    def _object(self, value: dict[str, Any], schemas: Sequence[Json]) -> dict[str, Any]:
        chosen = next((each for each in alternatives(schemas, self.defs) if self._fits(value, each)), None)
        if chosen is None:
            return value
        declared = chosen.get("properties", {})
        made = {key: self.completed(each, [declared[key]]) if key in declared else each for key, each in value.items()}
        missing = [name for name in chosen.get("required", ()) if name not in made]
        return made | {name: self._type(value, declared[name]) if name == "type" else self._least(declared[name]) for name in missing}

    def _fits(self, value: dict[str, Any], schema: Json) -> bool:
        """Whether it is an object, and no form, whose fields that can hold one value hold it."""
        declared = schema.get("properties", {})
        fixed = {name: list(self._known(each)) for name, each in declared.items() if name in value and isinstance(value[name], str)}
        alike = all(value[name] in known for name, known in fixed.items() if len(known) == 1)
        return schema.get("type") == "object" and not _is_form(schema) and alike

    def _known(self, schema: Json) -> Iterator[Json]:
        for each in alternatives([schema], self.defs):
            yield from each.get("enum", [each["const"]] if "const" in each else ())

    def _type(self, value: dict[str, Any], schema: Json) -> Json:
        """The one that another key names, or the one whose turn it is."""
        known = list(self._known(schema))
        return next((each for each in known if each in value), known[self.turn % len(known)] if known else "x")

    def _least(self, schema: Json) -> Any:
        choices = list(alternatives([schema], self.defs))
        values = [each for each in choices if not _is_form(each)]
        return self._of(values[0]) if values else _form(choices)

    def _of(self, schema: Json) -> Any:
        match schema:
            case {"const": value} | {"enum": [value, *_]}:
                return value
            case {"type": "string", "pattern": str(pattern)}:
                return _shortest(pattern)
            case {"type": "string"}:
                return "x" * schema.get("minLength", 1)
            case {"type": "integer" | "number"}:
                return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
            case {"type": "array"}:
                return [self._least(schema["items"]) for _ in range(schema.get("minItems", 0))]
            case {"type": "object"}:
                return self._object({}, [schema])
        return True if schema.get("type") == "boolean" else None


def _is_form(schema: Json) -> bool:
    return not FORMS.isdisjoint(schema.get("properties", {}))


def _form(choices: Sequence[Json]) -> Json:
    """For a place that takes nothing else: a reference, or a secret."""
    kinds = [each["properties"]["$ref"]["pattern"] for each in choices if set(each["properties"]) == {"$ref"}]
    return {"$ref": kinds[0].removeprefix("^").partition("/[")[0] + "/there"} if kinds else {"$secret": "env:A"}


@cache
def _shortest(pattern: str) -> str:
    return find(from_regex(pattern, fullmatch=True), lambda _: True, settings=settings(database=None))
