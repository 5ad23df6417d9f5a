"""What Telnyx accepts of conversation flows."""

from __future__ import annotations

from .checking import Kind, bare, choice, flag, many, must, number, shape, text, union
from .speech_fields import TRANSCRIPTION, VOICE

EXTERNAL_LLM = shape(
    {
        "authentication_method": choice("token", "certificate", default="token"),
        "base_url": must(text()),
        "certificate_ref": text(),
        "forward_metadata": flag(default=False),
        "llm_api_key_ref": text(),
        "model": must(text()),
        "token_retrieval_url": text(),
    }
)
POSITION = shape({"x": must(number()), "y": must(number())}, extra="keep")

_expressions: dict[str, Kind] = {}
_EXPRESSION = union(_expressions)
_expressions.update(
    comparison=shape(
        {
            "left": must(_EXPRESSION),
            "op": must(choice("==", "!=", "<", "<=", ">", ">=", "contains", "not_contains")),
            "right": must(_EXPRESSION),
        }
    ),
    bool_op=shape({"op": must(choice("and", "or", "not")), "operands": must(many(_EXPRESSION, low=1))}),
    arithmetic=shape({"left": must(_EXPRESSION), "op": must(choice("+", "-", "*", "/", "%")), "right": must(_EXPRESSION)}),
    variable=shape({"name": must(text())}),
    string_literal=shape({"value": must(text())}),
    # Documented: integers are accepted and stored as float.
    number_literal=shape({"value": must(Kind("float"))}),
    bool_literal=shape({"value": must(flag())}),
)
_NODES = {
    "prompt": shape(
        {
            "external_llm": EXTERNAL_LLM,
            "id": must(text()),
            "instructions": must(text()),
            "instructions_mode": choice("replace", "append", default="replace"),
            "llm_api_key_ref": text(),
            "model": text(),
            "name": text(),
            "position": POSITION,
            "shared_tool_ids": many(text()),
            "tools_mode": choice("replace", "append", default="replace"),
            "transcription": bare(TRANSCRIPTION),
            "voice_settings": bare(VOICE),
        }
    ),
    "tool": shape({"id": must(text()), "name": text(), "position": POSITION, "shared_tool_id": must(text()), "message": text()}),
    "speak": shape({"id": must(text()), "message": must(text()), "name": text(), "position": POSITION}),
}
_CONDITION = union({"llm": shape({"prompt": must(text())}), "expression": shape({"expression": must(_EXPRESSION)}), "default": shape({})})
_TARGET = union(
    {
        "node": shape({"node_id": must(text())}),
        "assistant": shape(
            {
                "assistant_id": must(text()),
                "position": POSITION,
                "voice_mode": choice("unified", "distinct", default="unified"),
            }
        ),
    }
)
FLOW = shape(
    {
        "edges": many(shape({"condition": must(_CONDITION), "id": must(text()), "start_node_id": must(text()), "target": must(_TARGET)})),
        "nodes": must(many(union(_NODES, otherwise="prompt"))),
        "start_node_id": must(text()),
    }
)
