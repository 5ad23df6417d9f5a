"""What a kind's declaration says may stand at each place of its spec, in the same words as a vendor's description."""

from __future__ import annotations

from typing import Any

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

from .kind import Kind
from .place import Place
from .reading import Reader
from .values import ABSENT, Json

_NULL = {"type": "null"}
_TEXT = {"type": "string"}
"""What a secret that no manifest may spell out is at the vendor."""


def declared(kind: Kind) -> Place:
    """The whole object. The forms that only a manifest knows (``{$ref: …}``) are left out."""
    schema: dict[str, Any] = kind.spec.model_json_schema(schema_generator=_Generator)
    plain = _without_forms(schema)
    return Reader(plain).place(plain)


class _Generator(GenerateJsonSchema):
    """Absence is no default."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"]) if schema.get("default") is ABSENT else super().default_schema(schema)


def _without_forms(schema: Json) -> Json:
    match schema:
        case {"anyOf": list(choices), **rest} if any(_is_form(each) for each in choices):
            literal = [each for each in choices if not _is_form(each)]
            return _without_forms({**rest, "anyOf": literal if any(each != _NULL for each in literal) else [*literal, _TEXT]})
        case dict() if _is_form(schema):
            return _TEXT
        case dict():
            return {key: _without_forms(value) for key, value in schema.items()}
        case list():
            return [_without_forms(each) for each in schema]
        case _:
            return schema


def _is_form(schema: Json) -> bool:
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return isinstance(properties, dict) and bool(properties) and all(name.startswith("$") for name in properties)
