"""The JSON Schemas tell an editor what `validate` would say, as far as one document alone can tell."""

from __future__ import annotations

import json
import re
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
from reconciler.schema import ABSENT, Endpoint, Json, Kind, Spec
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
    flavor: Annotated[str, Field(json_schema_extra={"x-known-values": ["sweet", "sour"]})] = ABSENT
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
    assert "$defs" not in document_schema(NOTHING)


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
        ("flavor", ["sweet", "bitter"], [1]),
        ("id", [], ["t-1", None, VAR]),
        ("parts", [], [[]]),
        ("part", [{"url": "u"}, {"url": FILE, "new": [1]}], [{}, {"url": "u", "made": "now"}, "u"]),
        ("friends", [[], [REF, "a"]], [[1], [SECRET], "a"]),
        ("either", [1.5, "1", None, FILE], [True, [], SECRET]),
        ("key", [SECRET], ["hunter2", FILE, VAR, FIELD, None, {"$secret": "vault:A"}, {"$secret": "env"}]),
        ("both", [SECRET], ["hunter2"]),
        ("twice", [SECRET], ["hunter2"]),
        ("nullable", [SECRET, None], ["hunter2"]),
        ("pin", [SECRET, "1234", VAR], [1234]),
        ("headers", [{"a": "b", "c": SECRET}], [{"a": 1}]),
        ("preset", [{"a": 1, "b": SECRET, "c": {"d": None}}], ["a"]),
        ("from", ["here", FILE], [3]),
        ("brand_new", [1, None, {"a": SECRET}], []),
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
    assert spec["both"] == spec["twice"] == spec["key"] == {"$ref": "#/$defs/$secret"}
    assert spec["pin"] == {"anyOf": [{"$ref": "#/$defs/$string"}, {"$ref": "#/$defs/$secret"}]}
    assert spec["friends"]["items"]["description"] == "A friend."


def test_what_a_field_says_reaches_the_editor():
    """
    Descriptions, deprecation, known values and the default that absence means.
    """
    spec = document_schema(THING)["properties"]["spec"]
    fields = spec["properties"]
    assert spec["description"] == "A thing."
    assert fields["old"]["deprecated"] is True
    assert fields["flavor"] == {"$ref": "#/$defs/$string", "examples": ["sweet", "sour"]}
    assert fields["size"]["default"] == 3
    assert fields["word"]["default"] == "hello"
    assert "default" not in fields["color"]
    assert fields["id"] == {"not": {}, "description": "Set by the vendor, so a manifest cannot."}
    assert document_schema(THING)["$defs"]["Part"]["properties"]["made"]["description"].startswith("When it was made. Set")


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
