"""Request bodies that other people wrote for these vendors: each becomes a manifest, and each ends in a way that is explained."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from reconciler import workflow
from reconciler.address import Address
from reconciler.apply import Report
from reconciler.desired import Desired, files
from reconciler.diagnostics import InputError, Severity
from reconciler.state import State, read
from tests.conftest import OUTCOME
from tests.real.manifests import Author, Manifest, differences
from tests.real.table import TABLE, Ending
from tests.real.vendors import INVENTED, Case, case, held, manifests, prepare, sent_raw
from tests.world import World

Json = Any

STAMPS = ("version_id", "version_created_at", "updated_at", *INVENTED)
"""What a vendor writes anew with every change."""


@pytest.fixture(scope="session")
def cases(real_bodies) -> Mapping[str, Case]:
    """Every body of the folder by its file."""
    with (real_bodies / "index.tsv").open(encoding="utf-8", newline="") as index:
        rows = list(csv.DictReader(index, delimiter="\t"))
    return {row["file"]: case(row["file"], row["operation"], body(real_bodies / row["file"])) for row in rows}


def body(path: Path) -> Json:
    return json.loads(path.read_bytes(), parse_float=number, parse_int=number)


def number(text: str) -> Json:
    """A number that reads the same as text, so that to compare two as JSON is to compare what was written."""
    value = json.loads(text)
    assert json.dumps(value) == text
    return value


def test_no_body_is_without_an_explanation(cases):
    """
    The index of the folder and the table of endings name the same files.
    """
    assert sorted(cases) == sorted(TABLE)


@pytest.mark.parametrize("file", TABLE)
def test_every_body_ends_as_the_table_says(file, cases, tmp_path, record_property):
    """
    A body that the vendor would refuse is refused by validate; any other is applied, read back to the byte, and planned empty.
    """
    ending, one = TABLE[file], cases[file]
    if ending.refused is not None:
        see_it_refused(World(folder(tmp_path / "as-written")), one, ending)
    if ending.refused is None or ending.mend is not None:
        mended = Case(one.kind, one.update, ending.mend(one.body) if ending.mend else one.body)
        see_the_round_trip(World(folder(tmp_path / "applied")), mended, ending)
    see_the_vendor_agree(World(folder(tmp_path / "raw")), one, ending)
    record_property(OUTCOME, ending.label)


@pytest.mark.parametrize("file", TABLE)
def test_a_body_written_in_place_is_read_to_the_byte(file, cases, tmp_path):
    """
    Prompts may also stand in the YAML: block texts, quotes, numbers, anchors and aliases come out as they went in.
    """
    world, one = World(tmp_path), cases[file]
    plain = {key: value for key, value in one.body.items() if key not in {"api_keys", "credentials"}}
    Author(world, in_files=False).write([Manifest(one.kind, "body", plain)])
    (document,) = files.load(tmp_path)
    assert json.dumps(document.data["spec"]) == json.dumps(plain)


# --- Endings ----------------------------------------------------------------------------------------------------------


def see_it_refused(world: World, one: Case, ending: Ending) -> None:
    """Validate names each field and its reason, and nothing else; and it warns of what it does not know."""
    assert ending.refused is not None
    Author(world).write([Manifest(one.kind, "body", one.body, prepare(world, one))])
    sent = world.mark
    with pytest.raises(InputError) as refused:
        validate(world)
    errors = {each.path: each.detail for each in refused.value.diagnostics if each.severity is Severity.ERROR}
    warned = {each.path for each in refused.value.diagnostics if each.severity is Severity.WARNING}
    assert [path for path in errors if not path.startswith(tuple(ending.refused))] == []
    assert [path for path, words in ending.refused.items() if words not in errors.get(path, "")] == []
    assert warned == {*ending.dropped, *ending.kept}
    assert world.mark == sent, "validate sends nothing"


def see_the_round_trip(world: World, one: Case, ending: Ending) -> None:
    """Validated, applied, held to the byte, planned empty, and applied again without a single write."""
    key = prepare(world, one)
    before = held(world, one, key) if key else {}
    Author(world).write(manifests(one, "body", key, before))
    assert unknown_fields(validate(world)) == sorted([*ending.dropped, *ending.kept])
    report = world.apply(allow=tuple(each.waiver for each in world.plan().findings))
    assert report is not None
    see_what_was_told(report, ending)
    now = held(world, one, bound_id(world, Address.parse(f"{one.kind}/body")))
    assert sorted(differences(said(one), now)) == sorted(ending.dropped)
    assert list(differences(untouched(before, one.body), now)) == []
    assert world.plan().steps == ()
    applied = world.mark
    assert world.apply() is None
    assert world.writes(applied) == []


def see_what_was_told(report: Report, ending: Ending) -> None:
    """Success, unless the vendor dropped a field: that is told by name, and nothing else went wrong."""
    assert sorted((each.summary, each.path) for each in report.wrong) == sorted(("Field not kept", path) for path in ending.dropped)
    assert report.succeeded == (not ending.dropped)


def see_the_vendor_agree(world: World, one: Case, ending: Ending) -> None:
    """The vendor takes or refuses the body as it was written, as the table says."""
    reply = sent_raw(world, one, prepare(world, one))
    assert reply.is_success == (ending.refused is None or ending.vendor_takes), reply.text


# --- Looking ----------------------------------------------------------------------------------------------------------


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def validate(world: World) -> Desired:
    return workflow.load(world.setting()).desired


def unknown_fields(desired: Desired) -> list[str]:
    return sorted(each.path for each in desired.warnings if each.summary == "Unknown field")


def bound_id(world: World, address: Address) -> str:
    return read(workflow.backend_of(world.setting()), State(lineage="", key="00")).resources[address].id


def said(one: Case) -> Json:
    """The body without the ids that a client cannot choose."""
    return stripped(one.body, INVENTED) if one.is_family else one.body


def stripped(value: Json, keys: tuple[str, ...]) -> Json:
    match value:
        case dict():
            return {key: stripped(each, keys) for key, each in value.items() if key not in keys}
        case list():
            return [stripped(each, keys) for each in value]
    return value


def untouched(before: Json, sent: Json) -> Json:
    """What an object held and the body says nothing of: that must be there still."""
    left = {key: each for key, each in before.items() if key not in STAMPS}
    nested = {key: untouched(each, sent[key]) for key, each in left.items() if isinstance(each, dict) and isinstance(sent.get(key), dict)}
    return {key: nested.get(key, each) for key, each in left.items() if key not in sent or key in nested}
