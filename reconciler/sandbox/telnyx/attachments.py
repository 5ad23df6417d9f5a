"""Edits of an assistant beside its update: one tag, one shared tool at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ..vendor import Reply, Request, Route
from .assistants import Assistants
from .checking import must, shape, text
from .desk import Desk

Change = Callable[[list[str]], list[str]]
_TAG = shape({"tag": must(text())})


class Attachments(Desk):
    """``/ai/assistants/tags``, ``/ai/assistants/{id}/tags`` and ``/ai/assistants/{id}/tools/{tool}``."""

    def __init__(self, assistants: Assistants) -> None:
        super().__init__(assistants.vendor)
        self._assistants = assistants

    def routes(self) -> Iterable[Route]:
        """Add and remove, and a list of every tag in use."""
        tags, tool = "/ai/assistants/{id}/tags", "/ai/assistants/{id}/tools/{tool}"
        return (
            Route("GET", "/ai/assistants/tags", self._list_tags),
            Route("POST", tags, self._add_tag),
            Route("DELETE", tags + "/{tag}", self._remove_tag),
            Route("PUT", tool, self._attach),
            Route("DELETE", tool, self._detach),
        )

    def _list_tags(self, request: Request) -> Reply:
        return Reply(200, {"tags": sorted({tag for row in self.tables["assistant"].listed() for tag in row["tags"]})})

    def _add_tag(self, request: Request) -> Reply:
        tag = self.checked(_TAG, request)["tag"]
        return self._with_tags(request, lambda tags: [*tags, *([] if tag in tags else [tag])])

    def _remove_tag(self, request: Request) -> Reply:
        return self._with_tags(request, lambda tags: [one for one in tags if one != request.params["tag"]])

    def _with_tags(self, request: Request, change: Change) -> Reply:
        row = self.found("assistant", request)
        row["tags"] = change(row["tags"])
        self._assistants.saved(row)
        return Reply(200, {"tags": row["tags"]})

    def _attach(self, request: Request) -> Reply:
        """As an update with one more in ``tool_ids``: the rules hold."""
        return self._with_tools(request, lambda ids: [*ids, *([] if request.params["tool"] in ids else [request.params["tool"]])])

    def _detach(self, request: Request) -> Reply:
        return self._with_tools(request, lambda ids: [one for one in ids if one != request.params["tool"]])

    def _with_tools(self, request: Request, change: Change) -> Reply:
        row = self.found("assistant", request)
        if request.params["tool"] not in self.tables["tool"]:
            raise self.missing(f"There is no tool {request.params['tool']}.")
        self._assistants.saved(self._assistants.changed(row, {"tool_ids": change(row["tool_ids"])}))
        return Reply(200, {})
