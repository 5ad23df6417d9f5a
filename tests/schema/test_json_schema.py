"""The JSON Schemas tell an editor what `validate` would say, as far as one document alone can tell."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as some
from pydantic import Field

from reconciler.address import is_name
from reconciler.desired import files as manifest_files
from reconciler.desired.forms import STORES
from reconciler.desired.link import desired
from reconciler.diagnostics import InputError
from reconciler.providers import registry
from reconciler.schema import ABSENT, Endpoint, Json, Kind, Spec, says
from reconciler.schema.json_schema import document_schema, dumped, files, fresh
from reconciler.schema.traits import NAME, Atomic, Computed, Default, Identity, PathParam, Ref, Sensitive, WriteOnly, always

ROOT = Path(__file__).parents[2]
SCHEMAS = ROOT / "schemas"
KINDS = registry.kinds()


class Part(Spec):
    """A part."""

    url: str
    made: Annotated[str, Computed(), Field(description="When it was made.")] = ABSENT


class Thing(Spec):
    """A thing."""

    title: Annotated[str, Identity()]
    parent: Annotated[str, PathParam(), Ref("acme/thing")]
    size: Annotated[int, Default(3)] = ABSENT
    weight: Annotated[float, Field(gt=0)] = ABSENT
    level: Literal[1, 2] = ABSENT
    color: Literal["red", "blue"] = ABSENT
    loud: bool = ABSENT
    old: Annotated[str, Field(deprecated="Use title.")] = ABSENT
    flavor: Annotated[str, says("How it tastes; sweet when absent.", known=("sweet", "sour"))] = ABSENT
    spices: Annotated[list[str], says("What is in it.", known=("salt", "pepper"))] = ABSENT
    wait: Annotated[int, says("Seconds of patience, 30 seconds when absent.", examples=[60])] = ABSENT
    quiet: Annotated[bool, says("Whether it is quiet; false when absent.")] = ABSENT
    note: Annotated[str, says("A note; anything when absent.")] = ABSENT
    free: Annotated[Any, says("Whatever there is.")] = ABSENT
    sealed: Annotated[dict[str, Any], Sensitive(literal=always), Atomic()] = ABSENT
    id: Annotated[str, Computed()] = ABSENT
    part: Part = ABSENT
    parts: Annotated[list[Part], Computed()] = ABSENT
    friends: list[Annotated[str, Field(description="A friend."), Ref("acme/thing")]] = ABSENT
    either: float | str | None = ABSENT
    key: Annotated[str, Sensitive()] = ABSENT
    both: Annotated[str, Sensitive(), WriteOnly()] = ABSENT
    twice: Annotated[str, WriteOnly(), Sensitive()] = ABSENT
    nullable: Annotated[str | None, Sensitive()] = ABSENT
    pin: Annotated[str, WriteOnly()] = ABSENT
    headers: dict[str, Annotated[str, Sensitive(literal=always)]] = ABSENT
    preset: Annotated[dict[str, Annotated[Any, Sensitive(literal=always)]], Atomic()] = ABSENT
    from_: Annotated[str, Field(alias="from")] = ABSENT
    word: str = "hello"
    locked: Annotated[Part, Atomic()] = ABSENT


class Nothing(Spec):
    pass


THING = Kind("acme", "thing", Thing, create=Endpoint("POST", "/things"), summary="A thing of Acme's.")
FOUND = Kind("acme", "found", Thing, retired="Acme closed it.")
NOTHING = Kind("acme", "nothing", Nothing, create=Endpoint("POST", "/nothings"))

FILE, VAR, SECRET = {"$file": "a.md"}, {"$var": "a"}, {"$secret": "env:A"}
REF, FIELD = {"$ref": "acme/thing/a"}, {"$ref": "other/kind/a", "field": "name"}


def document(kind: Kind = THING, **changes: Json) -> dict[str, Json]:
    return {"kind": str(kind), "name": "one", "spec": {"title": "One", "parent": "p"}} | changes


def accepts(data: Json, kind: Kind = THING) -> bool:
    return jsonschema.Draft202012Validator(document_schema(kind)).is_valid(data)


def takes(field: str, value: Json) -> bool:
    return accepts(document(spec={"title": "One", "parent": "p", field: value}))


# --- Every kind -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_schema_is_valid(kind):
    """
    Editors take draft 2020-12.
    """
    schema = document_schema(kind)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["properties"]["kind"]["const"] == str(kind)


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_no_schema_says_more_than_it_must(kind):
    """
    Titles that repeat names, words of our own and definitions that nothing uses are left out.
    """
    text = dumped(kind)
    schema = json.loads(text)
    assert re.search(r'"title": "|x-known-values|"default": \{', text) is None
    assert all(f'"#/$defs/{name}"' in text for name in schema.get("$defs", {}))
    assert text.endswith("}\n")
    assert text == json.dumps(schema, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def test_the_files_are_fresh():
    """
    What stands in schemas/ is what the declarations say; write it anew with `reconciler schema`.
    """
    present = [file.relative_to(SCHEMAS).as_posix() for file in SCHEMAS.rglob("*.json")]
    assert fresh(KINDS, lambda path: read(SCHEMAS / path), present) == []


def read(file: Path) -> str | None:
    return file.read_text(encoding="utf-8") if file.is_file() else None


def test_missing_stale_and_superfluous_files_are_named():
    """
    `reconciler schema --check` says which files to write or remove.
    """
    texts = files([THING, FOUND, NOTHING])
    assert list(texts) == ["acme/found.json", "acme/nothing.json", "acme/thing.json"]
    there = {**texts, "acme/found.json": "{}", "acme/gone.json": "{}"}
    del there["acme/thing.json"]
    assert fresh([THING, FOUND, NOTHING], there.get, there) == ["acme/found.json", "acme/gone.json", "acme/thing.json"]
    assert fresh([THING, FOUND, NOTHING], texts.get, texts) == []


# --- The document -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "fits"),
    [
        ({}, True),
        ({"protect": True, "adopt": "t-1"}, True),
        ({"protect": "yes"}, False),
        ({"adopt": ""}, False),
        ({"adopt": None}, False),
        ({"kind": "acme/other"}, False),
        ({"name": "not a name"}, False),
        ({"protected": True}, False),
        ({"spec": None}, False),
        ({"spec": {"title": "One"}}, False),
        ({"spec": {"parent": "p"}}, False),
        ({"spec": {"parent": "p"}, "adopt": "t-1"}, True),
        ({"spec": {"title": "One"}, "adopt": "t-1"}, False),
    ],
)
def test_a_document_has_its_keys_and_an_adopted_object_may_be_managed_in_part(changes, fits):
    """
    An adopted object needs what stands in its URL, a new one whatever its vendor requires.
    """
    assert accepts(document(**changes)) is fits


def test_what_is_never_created_needs_what_finds_it():
    """
    Only the fields that find it are required, unless its id is given.
    """
    assert accepts(document(FOUND), FOUND)
    assert not accepts(document(FOUND, spec={"parent": "p"}), FOUND)
    assert document_schema(FOUND)["deprecated"] is True
    assert accepts({"kind": "acme/nothing", "name": "one", "spec": {}}, NOTHING)


@given(some.text(max_size=130) | some.from_regex(NAME, fullmatch=True))
def test_a_name_is_a_name_to_both(text):
    """
    The pattern for editors says what the reader of manifests says.
    """
    assert (re.fullmatch(NAME, text) is not None) is is_name(text)


# --- Fields and forms -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "good", "bad"),
    [
        ("title", ["One", FILE, VAR, FIELD], [1, REF, SECRET, {"$file": "a", "more": 1}, {"$var": 3}, None]),
        ("parent", ["p", FILE, VAR, REF, FIELD], [SECRET, {"$ref": "acme/other/a"}, {"$ref": "acme/thing"}]),
        ("size", [3, VAR, FIELD], ["3", FILE, True, SECRET]),
        ("weight", [0.5, 1, VAR], [0, "1", FILE]),
        ("level", [1, VAR], [3, FILE]),
        ("color", ["red", VAR, FILE], ["green", SECRET]),
        ("loud", [True, VAR], ["yes", FILE]),
        ("flavor", ["sweet", "bitter", FILE], [1]),
        ("spices", [["salt", "cumin"], [FILE], FIELD], ["salt", [1], FILE]),
        ("id", [], ["t-1", None, VAR]),
        ("parts", [], [[]]),
        (
            "part",
            [{"url": "u"}, {"url": FILE, "new": [1]}, {"url": "u", "$id": "x"}, FIELD],
            [
                {},
                {"url": "u", "made": "now"},
                "u",
                FILE,
                {"url": "u", "$file": "a"},
                {"url": "u", "new": [SECRET]},
                {"url": "u", "new": REF},
            ],
        ),
        ("friends", [[], [REF, "a"], FIELD], [[1], [SECRET], "a"]),
        ("either", [1.5, "1", None, FILE], [True, [], SECRET]),
        ("key", [SECRET, FIELD], ["hunter2", FILE, VAR, None, {"$secret": "vault:A"}, {"$secret": "env"}]),
        ("both", [SECRET], ["hunter2"]),
        ("twice", [SECRET], ["hunter2"]),
        ("nullable", [SECRET, None], ["hunter2"]),
        ("pin", [SECRET, "1234", VAR], [1234]),
        ("headers", [{"a": "b", "c": SECRET}], [{"a": 1}]),
        ("preset", [{"a": 1, "b": FILE, "c": {"$ref": "#/x", "d": None}}], ["a", FILE, {"b": SECRET}, {"b": {"$file": 1}}]),
        ("free", [1, None, [FILE], {"a": FIELD}], [SECRET, REF, {"a": {"$file": 1}}, {"a": {"$fil": "a"}}]),
        ("sealed", [SECRET, {"a": [SECRET], "b": {"$ref": "#/x"}}], ["a", FILE]),
        ("locked", [{"url": "u", "made": "now"}, {"url": FILE}], [{"url": FIELD}, {"url": SECRET}]),
        ("from", ["here", FILE], [3]),
        ("brand_new", [1, None, {"a": [VAR, FIELD]}, {"$schema": 1, "a": 2}], [SECRET, {"a": SECRET}, REF, {"$schema": 1}]),
    ],
)
def test_a_field_takes_its_type_and_the_forms_that_may_stand_for_it(field, good, bad):
    """
    A form is offered where it is understood, and a literal secret nowhere.
    """
    assert [value for value in good if not takes(field, value)] == []
    assert [value for value in bad if takes(field, value)] == []


def test_a_form_is_offered_once():
    """
    A place that wears two traits for secrets offers one form.
    """
    spec = document_schema(THING)["properties"]["spec"]["properties"]
    assert spec["both"] == spec["twice"] == spec["key"] == {"anyOf": [{"$ref": "#/$defs/$field"}, {"$ref": "#/$defs/$secret"}]}
    assert spec["pin"] == {"anyOf": [{"$ref": "#/$defs/$secret"}, {"$ref": "#/$defs/$string"}]}
    assert spec["friends"]["else"]["items"]["description"] == "A friend."


def test_what_a_field_says_reaches_the_editor():
    """
    Descriptions, deprecation, known values and the default that absence means.
    """
    spec = document_schema(THING)["properties"]["spec"]
    fields = spec["properties"]
    assert spec["description"] == "A thing."
    assert (fields["old"]["deprecated"], fields["old"]["deprecationMessage"]) == (True, "Use title.")
    assert fields["size"]["default"] == 3
    assert fields["word"]["default"] == "hello"
    assert fields["wait"]["examples"] == [60]
    assert "default" not in fields["color"]
    assert fields["id"] == {"not": {}, "description": "Set by the vendor, so a manifest cannot."}
    assert document_schema(THING)["$defs"]["Part"]["properties"]["made"]["description"].startswith("When it was made. Set")


def test_an_open_enum_is_offered_and_another_value_is_not_refused():
    """
    Editors complete from an enum, validators pass whatever one of the alternatives takes; a list's values are its items'.
    """
    fields = document_schema(THING)["properties"]["spec"]["properties"]
    open_enum = [{"enum": ["sweet", "sour"], "type": "string"}, {"$ref": "#/$defs/$string"}]
    assert (fields["flavor"]["anyOf"], fields["flavor"]["examples"]) == (open_enum, ["sweet", "sour"])
    assert "examples" not in fields["spices"]
    assert fields["spices"]["else"]["items"]["examples"] == ["salt", "pepper"]


@pytest.mark.parametrize(("field", "default"), [("flavor", "sweet"), ("wait", 30), ("quiet", False), ("note", None), ("title", None)])
def test_the_default_that_a_vendor_documents_is_shown(field, default):
    """
    A description says what the vendor takes when nothing is said; a word that the field does not name as a value is no default.
    """
    assert document_schema(THING)["properties"]["spec"]["properties"][field].get("default") == default


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_every_default_and_example_is_one_that_the_field_takes(kind):
    """
    What an editor offers, nobody refuses.
    """
    schema = document_schema(kind)
    offered = [(place, value) for place in places(schema) for value in [*place.get("examples", ()), *_default(place)]]
    wrong = [value for place, value in offered if not jsonschema.Draft202012Validator({**place, "$defs": schema["$defs"]}).is_valid(value)]
    assert wrong == []


def places(schema: Json) -> Iterator[Json]:
    """Every schema that says something to people."""
    match schema:
        case {"description": str()}:
            yield schema
    for each in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from places(each)


def _default(place: Json) -> list[Json]:
    return [place["default"]] if "default" in place else []


def test_a_retired_kind_says_so_at_its_first_line():
    """
    Editors strike through a deprecated key, and tell why.
    """
    assert document_schema(FOUND)["properties"]["kind"]["deprecationMessage"] == "Acme closed it."
    assert "deprecated" not in document_schema(THING)["properties"]["kind"]


def test_a_reference_that_nobody_can_declare_is_not_offered():
    """
    Some objects have no kind here: their ids are written as they are.
    """
    friends = document_schema(THING, ["acme/other"])["properties"]["spec"]["properties"]["friends"]
    assert json.dumps(friends).count("acme") == 0
    assert json.loads(files([THING])["acme/thing.json"]) == document_schema(THING)


def test_the_forms_are_those_of_manifests():
    """
    The stores that an editor offers are those a secret can come from.
    """
    pattern = document_schema(THING)["$defs"]["$secret"]["properties"]["$secret"]["pattern"]
    assert pattern == f"^({'|'.join(STORES)}):."


# --- The same verdict as validation -----------------------------------------------------------------------------------

AGENT = {"kind": "cozmox/agent", "name": "a", "spec": {"name": "A", "type": "voice", "prompt_template": "Be kind."}}
TOOL = {"kind": "cozmox/tool", "name": "t", "spec": {"name": "T", "description": "d", "method": "GET", "url": "https://example.com"}}
LINK = {"kind": "cozmox/agent_tool", "name": "l", "spec": {"agent_id": {"$ref": "cozmox/agent/a"}, "tool_id": {"$ref": "cozmox/tool/t"}}}
KEY = {"kind": "telnyx/integration_secret", "name": "k", "spec": {"identifier": "k", "type": "bearer", "token": {"$secret": "env:K"}}}
DESK = {
    "kind": "telnyx/assistant",
    "name": "d",
    "spec": {"name": "D", "instructions": "Be kind.", "llm_api_key_ref": {"$ref": "telnyx/integration_secret/k"}},
}
VOICE = {"kind": "vocode/voice", "name": "v", "spec": {"type": "voice_eleven_labs", "voice_id": "x", "api_key": {"$secret": "env:V"}}}
GOOD = [AGENT, TOOL, LINK, KEY, DESK, VOICE]


def spoiled(original: dict[str, Any], drop: str = "", **fields: Json) -> dict[str, Any]:
    spec = {key: value for key, value in original["spec"].items() if key != drop}
    return {**original, "spec": {**spec, **fields}}


BROKEN: dict[str, dict[str, Any]] = {
    "unknown key": {**AGENT, "labels": {}},
    "bad name": {**AGENT, "name": "front desk"},
    "no name": {key: value for key, value in AGENT.items() if key != "name"},
    "no spec": {**AGENT, "spec": []},
    "protect is no boolean": {**AGENT, "protect": "true"},
    "adopt is a number": {**AGENT, "adopt": 17},
    "missing field": spoiled(AGENT, drop="name"),
    "part of the URL missing though adopted": {**spoiled(LINK, drop="agent_id"), "adopt": "t-1"},
    "closed choice": spoiled(AGENT, type="telepathy"),
    "number as text": spoiled(AGENT, vad_config={"sample_rate": "8000"}),
    "text as number": spoiled(TOOL, url=17),
    "boolean as text": spoiled(DESK, telephony_settings={"disable_dtmf": "yes"}),
    "set by the vendor": spoiled(AGENT, id="a-1"),
    "set by the vendor, deep inside": spoiled(DESK, tools=[{"type": "hangup", "hangup": {}, "version_id": "1"}]),
    "secret in the manifest": spoiled(KEY, token="hunter2"),
    "secret from a variable": spoiled(KEY, token={"$var": "stage"}),
    "secret in a readable place": spoiled(AGENT, prompt_template={"$secret": "env:PROMPT"}),
    "unknown store": spoiled(KEY, token={"$secret": "vault:K"}),
    "reference to another kind": spoiled(LINK, tool_id={"$ref": "cozmox/agent/a"}),
    "reference out of place": spoiled(AGENT, prompt_template={"$ref": "cozmox/tool/t"}),
    "form with other keys": spoiled(AGENT, prompt_template={"$file": "p.md", "trim": True}),
    "null where it means nothing": spoiled(DESK, greeting=None),
    "out of range": spoiled(DESK, telephony_settings={"time_limit_secs": 5}),
    "an item of another type": spoiled(DESK, tags=["a", 3]),
    "a word of Python's": spoiled(DESK, tools=[{"type": "transfer", "transfer": {"from": 4, "targets": []}}]),
}


def refused(tmp_path: Path, documents: list[dict[str, Any]]) -> list[str]:
    """What validation says of documents that stand in one repository."""
    (tmp_path / "manifests").mkdir()
    for number, each in enumerate(documents):
        (tmp_path / "manifests" / f"{number}.yaml").write_text(json.dumps(each))
    read_text = partial(manifest_files.read_text, tmp_path)
    try:
        desired(manifest_files.load(tmp_path), registry.kind, {"stage": "test"}, read_text, names=[str(kind) for kind in KINDS])
    except InputError as error:
        return [each.summary for each in error.diagnostics]
    return []


def fits(data: dict[str, Any]) -> bool:
    kind = registry.kind(data["kind"])
    assert kind is not None
    return accepts(data, kind)


def test_good_documents_are_good_to_both(tmp_path):
    assert [each for each in GOOD if not fits(each)] == []
    assert refused(tmp_path, GOOD) == []


@pytest.mark.parametrize("name", BROKEN)
def test_what_an_editor_refuses_is_refused_by_validation_too(tmp_path, name):
    """
    An editor underlines what `reconciler validate` would report.
    """
    broken = BROKEN[name]
    others = [each for each in GOOD if each["kind"] != broken["kind"]]
    assert not fits(broken)
    assert refused(tmp_path, [broken, *others])


MANIFESTS = (
    [each for each in manifest_files.load(ROOT) if isinstance(each.data, dict) and "kind" in each.data]
    if (ROOT / "manifests").is_dir()
    else []
)


@pytest.mark.parametrize("manifest", MANIFESTS, ids=lambda each: f"{each.data['kind']}/{each.data.get('name')}")
def test_our_own_manifests_fit(manifest):
    """
    The manifests of this repository show no error in an editor.
    """
    kind = registry.kind(manifest.data["kind"])
    assert kind is not None
    errors = jsonschema.Draft202012Validator(json.loads(dumped(kind))).iter_errors(manifest.data)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []
