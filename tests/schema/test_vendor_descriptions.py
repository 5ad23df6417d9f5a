"""The vendors' own descriptions hold nothing that we lack or contradict without a reason, and no operation that is not accounted for."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from reconciler.desired.files import read_description
from reconciler.providers import PROVIDERS
from reconciler.schema import Provider
from reconciler.schema.explained import COLUMNS, explanations, judged, table
from reconciler.schema.openapi import Description, described
from reconciler.schema.operations import COLUMNS as OPERATION_COLUMNS
from reconciler.schema.operations import as_explanation, coverage, listed, rows

ROOT = Path(__file__).parents[2]
EXPLAINED = ROOT / "reconciler" / "providers" / "explained"
OPERATIONS = ROOT / "docs" / "operations"
NEW = "field_of_next_week"

Json = Any


def document(folder: Path, provider: str) -> Json:
    (path,) = folder.glob(f"{provider}.openapi.*")
    return read_description(folder, path.name)


@pytest.fixture(scope="module", params=sorted(PROVIDERS))
def provider(request: pytest.FixtureRequest) -> Provider:
    return PROVIDERS[request.param]


@pytest.fixture(scope="module")
def given(vendor_specs: Path, provider: Provider) -> Json:
    return document(vendor_specs, provider.name)


@pytest.fixture(scope="module")
def description(given: Json) -> Description:
    return described(given)


def text(folder: Path, provider: Provider) -> str:
    return (folder / f"{provider.name}.tsv").read_text(encoding="utf-8")


def test_every_difference_is_explained(provider, description):
    """
    ``reconciler schema compare`` shows zero rows on the descriptions of today, so that a row of tomorrow is news.
    """
    reasons = explanations(text(EXPLAINED, provider), f"{provider.name}.tsv")
    unused = listed(text(OPERATIONS, provider), f"{provider.name}.tsv")
    verdict = judged(rows(provider, description), [*reasons, *(as_explanation(each, provider.name) for each in unused)])

    assert [f"{row.kind} {row.path} {row.difference}: {row.described} | ours: {row.ours}" for row in verdict.unexplained] == []
    assert [f"{each.kind} {each.path} {each.difference}: {each.described}" for each in verdict.stale] == []


def test_every_operation_is_used_or_listed_with_its_reason(provider, description):
    """
    Used and listed together are the description, nothing missing and nothing superfluous.
    """
    found = coverage(provider, description, listed(text(OPERATIONS, provider), f"{provider.name}.tsv"))

    assert [str(each) for each in found.unlisted] == []
    assert [str(each.operation) for each in found.superfluous] == []
    assert {*found.used, *(each.operation for each in found.listed)} == set(description.operations)


def test_a_field_of_next_week_is_seen_in_every_kind(provider, given):
    """
    The comparison is not blind anywhere: a new field of every object in the description is a row of every kind.
    """
    newer = copy.deepcopy(given)
    for properties in _properties(newer):
        properties[NEW] = {"type": "string"}

    seen = {row.kind for row in rows(provider, described(newer)) if row.path == NEW or row.path.endswith(f").{NEW}")}

    assert seen == {str(kind) for kind in provider.kinds}


def _schema(given: Json, *path: str | int) -> Json:
    for step in ("components", "schemas", *path):
        given = given[step]
    return given


def _new_tool(given: Json) -> None:
    fax = {"type": "object", "properties": {"type": {"const": "fax"}, "fax": {"type": "object"}}, "required": ["type", "fax"]}
    _schema(given, "AssistantTools", "items", "oneOf").append(fax)


def _new_value(given: Json) -> None:
    _schema(given, "EnabledFeatures", "enum").append("fax")


def _higher_limit(given: Json) -> None:
    _schema(given, "TelephonySettings", "properties", "time_limit_secs")["maximum"] = 99_999


def _read_only(given: Json) -> None:
    _schema(given, "TelephonySettings", "properties", "time_limit_secs")["readOnly"] = True


def _gone(given: Json) -> None:
    del _schema(given, "TelephonySettings", "properties")["time_limit_secs"]


def _new_operation(given: Json) -> None:
    given["paths"]["/ai/assistants/{assistant_id}/fax"] = {"post": {"summary": "Send a fax"}}


TIME_LIMIT = "telnyx/assistant telephony_settings.time_limit_secs"


@pytest.mark.parametrize(
    ("change", "news"),
    [
        (_new_tool, ["telnyx/assistant tools[].fax new field", "telnyx/assistant tools[].type new variant"]),
        (_new_value, ["telnyx/assistant enabled_features[] new value"]),
        (_higher_limit, [f"{TIME_LIMIT} limit"]),
        (_read_only, [f"{TIME_LIMIT} read-only"]),
        (_gone, [f"{TIME_LIMIT} field gone"]),
        (_new_operation, ["telnyx POST /ai/assistants/{assistant_id}/fax new operation"]),
    ],
)
def test_the_news_of_a_week_and_nothing_else_are_rows(vendor_specs, change, news):
    """
    A description of a hundred operations in which one thing changed gives the rows of that thing.
    """
    before = document(vendor_specs, "telnyx")
    after = copy.deepcopy(before)
    change(after)

    known = set(rows(PROVIDERS["telnyx"], described(before)))
    new = sorted(set(rows(PROVIDERS["telnyx"], described(after))) - known)

    assert [f"{row.kind} {row.path} {row.difference}" for row in new] == news


def _properties(schema: Json) -> Iterator[dict[str, Json]]:
    """The declared properties of every object, wherever it stands."""
    match schema:
        case {"properties": dict(properties)} if all(isinstance(each, dict) for each in properties.values()):
            yield properties
    for each in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from _properties(each)


@pytest.mark.parametrize("name", sorted(PROVIDERS))
@pytest.mark.parametrize(("folder", "columns"), [(EXPLAINED, COLUMNS), (OPERATIONS, OPERATION_COLUMNS)], ids=["explained", "operations"])
def test_the_tables_are_sorted(folder, columns, name):
    """
    A review shows what was added, and no line stands there twice.
    """
    lines = [fields for _, fields in table(text(folder, PROVIDERS[name]), name, columns)]
    keys = [(path, method) for method, path, *_ in lines] if folder == OPERATIONS else [tuple(fields[:4]) for fields in lines]

    assert keys == sorted(set(keys))
