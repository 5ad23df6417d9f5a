"""Tests of assistants: a conversation to be had, and a rubric to judge it by."""

from __future__ import annotations

from ..vendor import Request
from .answers import Row, duplicate
from .checking import choice, fill, many, must, shape, text, whole
from .desk import Shelf

_RUBRIC = many(shape({"criteria": must(text()), "name": must(text())}), low=1)
_FIELDS = {
    "name": text(1, 255),
    "description": text(high=1000),
    "destination": text(1),
    "instructions": text(1, 5000),
    "max_duration_seconds": whole(1, 3600),
    "rubric": _RUBRIC,
    "telnyx_conversation_channel": choice("phone_call", "web_call", "sms_chat", "web_chat", default="web_chat"),
    "test_suite": text(high=100),
}
_REQUIRED = ("name", "destination", "instructions", "rubric")


class AssistantTests(Shelf):
    """``/ai/assistants/tests``, without the runs. The documents call the name unique; whether a second one is refused is a switch."""

    kind = "assistant_test"
    path = "/ai/assistants/tests"
    id_name = "test_id"
    verb = "PUT"
    made = 201
    enveloped = False
    answers_delete = False
    idempotent = True
    most = 100
    create = shape({**_FIELDS, **{name: must(_FIELDS[name]) for name in _REQUIRED}})
    update = shape(_FIELDS)

    def born(self, body: Row) -> Row:
        self._refuse_taken(body["name"], "")
        return self.fresh(self.new_id(), fill(self.create, body))

    def changed(self, before: Row, body: Row) -> Row:
        self._refuse_taken(body.get("name", ""), before["test_id"])
        return {**before, **body}

    def wanted(self, request: Request, row: Row) -> bool:
        exact = ("test_suite", "telnyx_conversation_channel", "destination")
        return all(request.query.get(name, "") in ("", row.get(name)) for name in exact)

    def _refuse_taken(self, name: str, by: str) -> None:
        taken = any(row["name"] == name and row["test_id"] != by for row in self.tables[self.kind].rows())
        if taken and self.setting["duplicate_test"] == "refuse":
            raise duplicate("name", name)
