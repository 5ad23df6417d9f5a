"""Insights and their groups. An account has one of each from the start, which are the vendor's own."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

from ..vendor import Reply, Request, Route
from .answers import Row, broken
from .checking import Kind, fill, must, shape, text
from .desk import Shelf

_INSIGHT = {"name": text(), "instructions": text(), "json_schema": Kind("text_or_map"), "webhook": text(default="")}
_GROUP = {"name": text(), "description": text(), "webhook": text(default="")}
SUMMARY = "5f1d2c3b-0000-4000-8000-000000000001"
DEFAULT_GROUP = "5f1d2c3b-0000-4000-8000-000000000002"
Change = Callable[[list[str], str], list[str]]


class Insights(Shelf):
    """``/ai/conversations/insights``. An update is a PUT of any fields; whether it resets the others is a switch."""

    kind = "insight"
    path = "/ai/conversations/insights"
    verb = "PUT"
    answers_delete = False
    idempotent = True
    # Described as below a hundred.
    most = 99
    create = shape({**_INSIGHT, "name": must(text()), "instructions": must(text())})
    update = shape(_INSIGHT)

    def preset(self) -> None:
        """Seen by users: a summary that the vendor draws from every conversation."""
        body = {"name": "Summary", "instructions": "Summarise the conversation.", "webhook": "", "insight_type": "default"}
        self.tables["insight"].put(SUMMARY, self.fresh(SUMMARY, body))

    def born(self, body: Row) -> Row:
        return self.fresh(self.new_id(), {**fill(self.create, body), "insight_type": "custom"})

    def changed(self, before: Row, body: Row) -> Row:
        _not_ours(before)
        return _put(before, body, ("json_schema",), replaced=self.setting["insight_put"] == "replace")

    def shown(self, row: Row) -> Row:
        """In which form a schema comes back is not documented."""
        schema = row.get("json_schema")
        if self.setting["json_schema"] == "string" and isinstance(schema, dict):
            return {**row, "json_schema": json.dumps(schema)}
        return row

    def released(self, row: Row) -> None:
        _not_ours(row)
        self.refuse_in_use(row["id"], (group for group in self.tables["insight_group"].rows() if row["id"] in group["insights"]))
        for group in self.tables["insight_group"].rows():
            if row["id"] in group["insights"]:
                left = [one for one in group["insights"] if one != row["id"]]
                self.tables["insight_group"].put(group["id"], {**group, "insights": left})


class InsightGroups(Shelf):
    """``/ai/conversations/insight-groups``. A row holds the ids of its insights; they change by assigning and unassigning only."""

    kind = "insight_group"
    path = "/ai/conversations/insight-groups"
    verb = "PUT"
    answers_delete = False
    idempotent = True
    # Described as below a hundred.
    most = 99
    create = shape({**_GROUP, "name": must(text())})
    update = shape(_GROUP)

    def __init__(self, insights: Insights) -> None:
        super().__init__(insights.vendor)
        self._insights = insights

    def routes(self) -> Iterable[Route]:
        """The plain ones and the two for members."""
        member = self.path + "/{id}/insights/{insight}"
        return (
            *super().routes(),
            Route("POST", member + "/assign", self._assign),
            Route("DELETE", member + "/unassign", self._unassign),
        )

    def preset(self) -> None:
        """Seen by users: a group named Default."""
        body = {"name": "Default", "description": "", "webhook": "", "insights": [SUMMARY]}
        self.tables["insight_group"].put(DEFAULT_GROUP, self.fresh(DEFAULT_GROUP, body))

    def born(self, body: Row) -> Row:
        return self.fresh(self.new_id(), {**fill(self.create, body), "insights": []})

    def changed(self, before: Row, body: Row) -> Row:
        return _put(before, body, ("description",), replaced=self.setting["insight_put"] == "replace")

    def shown(self, row: Row) -> Row:
        """Members in full; one that is gone is left out."""
        found = [self.tables["insight"].get(one) for one in row["insights"]]
        return {**row, "insights": [self._insights.shown(one) for one in found if one is not None]}

    def released(self, row: Row) -> None:
        if row["id"] == DEFAULT_GROUP:
            raise broken("The group Default cannot be deleted.")
        users = self.tables["assistant"].rows()
        self.refuse_in_use(row["id"], (user for user in users if user["insight_settings"].get("insight_group_id") == row["id"]))

    def _assign(self, request: Request) -> Reply:
        """Assigning twice changes nothing."""
        return self._with_members(request, lambda members, one: [*members, *([] if one in members else [one])])

    def _unassign(self, request: Request) -> Reply:
        return self._with_members(request, lambda members, one: [each for each in members if each != one])

    def _with_members(self, request: Request, change: Change) -> Reply:
        group, insight = self.found("insight_group", request), request.params["insight"]
        if insight not in self.tables["insight"]:
            raise self.missing(f"There is no insight {insight}.")
        self.tables["insight_group"].put(group["id"], {**group, "insights": change(group["insights"], insight)})
        return Reply(200)


def _not_ours(row: Row) -> None:
    if row["insight_type"] == "default":
        raise broken(f"{row['name']} is an insight of Telnyx's own.")


def _put(before: Row, body: Row, optional: tuple[str, ...], *, replaced: bool) -> Row:
    """An update that merges, or that resets the optional fields it leaves out."""
    kept = {name: value for name, value in before.items() if not replaced or name not in optional}
    return {**kept, **({"webhook": ""} if replaced else {}), **body}
