"""Cozmox AI: agents and tools, and what every kind has in common."""

from __future__ import annotations

import base64
import json

import pytest

from reconciler.address import Address
from reconciler.providers import cozmox
from reconciler.providers.cozmox import agent_config
from reconciler.providers.cozmox.tool import Parameter
from reconciler.schema import Mode, Reference, SecretRef, Spec
from reconciler.schema.spec import problems
from reconciler.schema.traits import AlwaysSent, NullMeans, Sensitive, SetLike

AGENT = {"name": "Support", "type": "voice", "prompt_template": "You answer calls.\n"}
TOOL = {"name": "lookup", "description": "Finds a caller.", "method": "GET", "url": "https://example.com/lookup"}
FULL = {
    **AGENT,
    "allowed_sip_trunks": ["00000000-0000-4000-8000-0000000000d1"],
    "llm_config": {"provider": "openai", "model": "gpt-4o", "temperature": 0, "max_tokens": 150, "parallel_tool_calls": False},
    "voice_config": {"provider": "elevenlabs", "model": "eleven_turbo_v2_5", "voice_id": "v", "speed": 1.0, "sample_rate": 24000},
    "transcriber_config": {"provider": "deepgram", "model": "nova-2-phonecall", "endpointing_ms": 300, "keywords": ["Acme:2"]},
    "vad_config": {"activation_threshold": 0.5, "min_silence_duration": 0.55, "sample_rate": 16000},
    "greeting_config": {"agent_speaks_first": True, "greeting": "Hello – how can I help?", "pause_before_first_message": 1},
    "goodbye_config": {"enabled": True, "message": "Bye!"},
    "background_sound": {"file": "office", "volume": 0, "thinking_sound": [{"sound": "keys", "probability": 0, "volume": 0}]},
    "extra_config": {"allow_interruptions": True, "interruption_sensitivity": 0.5, "min_words": 2},
    "room_duration_config": {"max_duration_min": 10, "max_silence_sec": 15, "silence_message": "Are you there?"},
    "precall_webhook": {
        "url": "https://crm.example.com/precall?src=voice&v=2",
        "method": "POST",
        "headers": {"X-Api-Key": SecretRef("env", "CRM_KEY"), "Accept": "application/json"},
        "body_template": {"phone": "{{caller_number}}"},
    },
    "plugins": [{}],
}


def calls(kind):
    return [*(each for each in (kind.read, kind.create, kind.update, kind.delete) if each), *(part.update for part in kind.parts)]


def reasons(kind, spec):
    return [(path, reason) for path, _, reason in problems(kind.spec, spec)]


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        (cozmox.AGENT, AGENT),
        (cozmox.AGENT, FULL),
        (
            cozmox.AGENT,
            {**AGENT, "llm_config": {"foo": "bar"}, "voice_config": {"foo": "bar"}, "background_sound": {"file": "a", "volume": 0}},
        ),
        (cozmox.AGENT, {"name": "Copy", "type": "chat", "copy_from_agent_id": Reference(Address("cozmox", "agent", "support"))}),
        (cozmox.TOOL, TOOL),
        (cozmox.TOOL, {**TOOL, "parameters": [{"name": "phone", "type": "string", "required": True}], "headers": {"Accept": "*/*"}}),
        (cozmox.AGENT_TOOL, {"agent_id": Reference(Address("cozmox", "agent", "a")), "tool_id": "t", "config_override": {}}),
    ],
)
def test_a_documented_body_is_valid(kind, spec):
    """
    What the vendor's pages and SDK show can be declared, free objects of an older revision included.
    """
    assert reasons(kind, spec) == []
    assert kind.check(spec) == []


def test_an_agent_needs_a_prompt_or_an_agent_to_copy():
    """
    The newest revision of the API takes either.
    """
    reason = "An agent needs a prompt_template, unless copy_from_agent_id names an agent to copy."
    assert reasons(cozmox.AGENT, {"name": "Support", "type": "voice"}) == [((), reason)]


@pytest.mark.parametrize(
    ("kind", "spec", "path"),
    [
        (cozmox.AGENT, {**AGENT, "type": "fax"}, ("type",)),
        (cozmox.AGENT, {**AGENT, "llm_config": {"temperature": "0"}}, ("llm_config", "temperature")),
        (cozmox.AGENT, {**AGENT, "greeting_config": None}, ("greeting_config",)),
        (cozmox.TOOL, {**TOOL, "name": ""}, ("name",)),
        (cozmox.TOOL, {**TOOL, "headers": [0]}, ("headers",)),
    ],
)
def test_what_the_vendor_would_refuse_is_found(kind, spec, path):
    """
    Wrong types, unknown members of closed lists, and nulls, which the vendor ignores.
    """
    assert [where for where, _ in reasons(kind, spec)] == [path]


def test_null_is_nowhere_accepted():
    """
    The vendor ignores null, so a manifest that says null would never be in sync.
    """
    assert [str(kind) for kind in cozmox.PROVIDER.kinds if any(shape.has(NullMeans) for _, shape in kind.shape.walk())] == []


def test_an_empty_config_is_refused():
    """
    It clears nothing, and lacks keys that the vendor requires.
    """
    [(path, message)] = cozmox.AGENT.check({**AGENT, "llm_config": {}, "goodbye_config": {}})
    assert path == "llm_config"
    assert message == "An empty llm_config does not clear it, and may be refused: leave it out."


CONFIG = {"provider": "openai", "greeting": "Grüß Gott"}
TEXT = json.dumps(CONFIG, ensure_ascii=False)


@pytest.mark.parametrize(
    "wire",
    [CONFIG, TEXT, base64.b64encode(TEXT.encode()).decode(), list(TEXT.encode())],
    ids=["object", "text", "base64", "bytes"],
)
def test_a_json_column_is_read_in_every_form(wire):
    """
    The vendor documents lists of integers where it takes objects, so every form such a column can have is understood.
    """
    assert cozmox.AGENT.decode({"id": "a", "llm_config": wire}) == {"id": "a", "llm_config": CONFIG}
    assert cozmox.TOOL.decode({"id": "t", "headers": wire}) == {"id": "t", "headers": CONFIG}


@pytest.mark.parametrize("wire", [None, "", [], "null", "bnVsbA==", list(b"null")])
def test_a_json_column_that_holds_nothing_is_absent(wire):
    """
    Null, an empty text and an empty list all say that nothing was set.
    """
    assert cozmox.AGENT.decode({"id": "a", "vad_config": wire}) == {"id": "a"}


@pytest.mark.parametrize("wire", ["not JSON", "[1]", "5", [0], [255, 254], "//79"])
def test_an_unknown_form_is_an_error_that_names_the_field(wire):
    """
    A form that cannot be read is never taken for an empty one.
    """
    with pytest.raises(ValueError) as caught:
        cozmox.AGENT.decode({"id": "a", "vad_config": wire})
    assert str(caught.value).startswith("vad_config is neither JSON, nor JSON as text, base64 or bytes")


@pytest.mark.parametrize(
    ("wire", "read"),
    [([], []), ([{}], [{}]), (list(b'[{"a": 1}]'), [{"a": 1}]), ('["a"]', ["a"]), ([1, 2], [1, 2]), ([True], [True])],
)
def test_plugins_are_a_list_that_may_hold_numbers(wire, read):
    """
    A list of small numbers is taken for bytes only when those bytes are JSON.
    """
    assert cozmox.AGENT.decode({"plugins": wire}) == {"plugins": read}


def test_a_tools_parameters_are_ordered_by_position():
    """
    What the vendor adds to each is left out, so that a manifest compares with it.
    """
    live = {"parameters": [{"id": "2", "name": "b", "position": 1}, {"id": "1", "name": "a", "position": 0, "created_at": "2026"}]}
    assert cozmox.TOOL.decode(live) == {"parameters": [{"name": "a"}, {"name": "b"}]}


def test_an_answer_without_columns_is_left_as_it_is():
    """
    A list holds summaries.
    """
    assert cozmox.AGENT.decode({"id": "a", "name": "Support"}) == {"id": "a", "name": "Support"}


def test_an_agent_is_born_with_four_fields():
    """
    The newest create call takes no more; the rest follows in an update.
    """
    assert cozmox.AGENT.birth == ("name", "type", "prompt_template", "copy_from_agent_id")
    assert set(cozmox.AGENT.birth) <= set(cozmox.AGENT.shape.fields)


def test_a_binding_is_read_from_its_agent():
    """
    It has no id of its own and lies below its agent, in whose answer it stands too.
    """
    kind = cozmox.AGENT_TOOL
    assert kind.list is not None
    assert (kind.list.parent, kind.list.embedded, kind.list.pages.items) == ("agent_id", ("cozmox/agent", "tools"), None)
    assert (kind.id_field, kind.upsert, kind.read) == ("tool_id", True, None)
    assert kind.path_params == ("agent_id",)
    assert kind.fields_with(AlwaysSent) == ("is_enabled", "config_override")


@pytest.mark.parametrize("kind", cozmox.PROVIDER.kinds, ids=str)
def test_every_field_is_described(kind):
    """
    The documentation and the editor's help come from the declaration.
    """
    specs = [kind.spec, Parameter, *(each for each in vars(agent_config).values() if isinstance(each, type) and issubclass(each, Spec))]
    assert [(spec.__name__, name) for spec in specs for name, info in spec.model_fields.items() if not info.description] == []
    assert kind.summary
    assert kind.inferred


def test_headers_may_hold_secrets():
    """
    They are masked everywhere, and may be written as they are or taken from a secret.
    """
    assert [path for path, shape in cozmox.AGENT.shape.walk() if shape.has(Sensitive)] == [("precall_webhook", "headers", "*")]
    assert [path for path, shape in cozmox.TOOL.shape.walk() if shape.has(Sensitive)] == [("headers", "*")]


def test_sets_of_words_have_no_order():
    """
    The vendor may return terms, trunks and functions in any order.
    """
    assert [path for path, shape in cozmox.AGENT.shape.walk() if shape.has(SetLike)] == [
        ("default_functions",),
        ("allowed_sip_trunks",),
        ("transcriber_config", "keyterms"),
        ("transcriber_config", "keywords"),
    ]


def test_every_path_lies_below_the_organisation():
    """
    One account, one organisation.
    """
    assert cozmox.PROVIDER.parameters == ("org_id",)
    for kind in cozmox.PROVIDER.kinds:
        assert kind.list is not None
        paths = [kind.list.path, *(path for each in calls(kind) for path in (each.path, *each.also))]
        assert all(path.startswith("/org/{org_id}/") for path in paths)
        assert kind.mode is Mode.MERGE_TOP


def test_nothing_deletes_a_whole_collection():
    """
    One call of this vendor revokes every API key: each delete names the object that it is about.
    """
    deletes = [
        path for kind in cozmox.PROVIDER.kinds for each in calls(kind) if each.method == "DELETE" for path in (each.path, *each.also)
    ]
    assert len(deletes) == len(cozmox.PROVIDER.kinds) + 1
    assert all(path.endswith("id}") for path in deletes)
