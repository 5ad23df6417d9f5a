"""Vocode and Fluents: one declaration in two dialects."""

from __future__ import annotations

import pytest

from reconciler.address import Address
from reconciler.providers import vocode
from reconciler.providers.vocode.action import NO_ACTIONS, ActionConfig, FunctionCall, PhraseBased, PhraseTrigger
from reconciler.providers.vocode.agent import ModelFallback
from reconciler.providers.vocode.phone import digits
from reconciler.providers.vocode.prompt import CollectField
from reconciler.schema import Kind, Mode, Reference, Risk, Secret, SecretRef
from reconciler.schema.spec import problems
from reconciler.schema.traits import (
    AlwaysSent,
    Computed,
    CreateOnly,
    FreeKeys,
    Immutable,
    Null,
    NullMeans,
    Ref,
    Routing,
    Sensitive,
    SetLike,
)

FLUENTS, VOCODE = vocode.PROVIDERS
ID = "550e8400-e29b-41d4-a716-446655440000"


def kind(name: str) -> Kind:
    provider, _, short = name.partition("/")
    found = {"fluents": FLUENTS, "vocode": VOCODE}[provider].kind(short)
    assert found is not None
    return found


def reasons(name, spec):
    return [(path, reason) for path, _, reason in problems(kind(name).spec, spec)]


def ref(name: str) -> Reference:
    return Reference(Address.parse(name))


def secret() -> SecretRef:
    return SecretRef("env", "NAME")


EVERY_KIND = [each for provider in vocode.PROVIDERS for each in provider.kinds]
EXTERNAL = {
    "name": "book",
    "description": "Books a meeting.",
    "url": "https://example.com/book",
    "input_schema": {"type": "object", "properties": {"length": {"type": "string", "enum": ["30m", "1hr"]}}},
    "speak_on_send": True,
    "speak_on_receive": True,
}
GOOD = [
    ("fluents/number", {"number": "+12025550123", "label": "My Phone Number", "inbound_agent": "agent_123", "example_context": {}}),
    ("fluents/number", {"number": "+12025550123", "outbound_only": False, "description": "Business line", "inbound_agent": None}),
    ("vocode/number", {"number": "+12025550123", "inbound_agent": ref("vocode/agent/front"), "telephony_account_connection": ID}),
    (
        "fluents/agent",
        {"name": "My Agent", "prompt": ID, "voice": ID, "actions": [], "initial_message_delay": 1000, "call_duration_sec": 300},
    ),
    ("fluents/agent", {"prompt": ref("fluents/prompt/a"), "voice": ID, "actions": [ref("fluents/action/b")], "webhook": None}),
    ("vocode/agent", {"prompt": ID, "voice": ID, "language": "en", "ivr_navigation_mode": "off", "conversation_speed": 1}),
    ("vocode/agent", {"prompt": ID, "voice": ID, "deepgram_keywords": {"kansas": 10}, "vector_database": ref("vocode/vector_database/v")}),
    ("fluents/prompt", {"label": "My Prompt", "content": "Hello ${name}.\n", "type": "prompt", "tags": ["a"], "collect_fields": ["email"]}),
    ("vocode/prompt", {"collect_fields": [{"name": "email", "label": "Email", "field_type": "field_type_email"}]}),
    ("fluents/voice", {"label": "Ann", "type": "voice_cartesia", "speed": "fast", "rate": 1.5}),
    ("vocode/voice", {"type": "voice_play_ht", "voice_id": "v", "version": "2"}),
    ("vocode/voice", {"type": "voice_eleven_labs", "voice_id": "v", "stability": 0.2, "api_key": secret()}),
    ("fluents/action", {"label": "End", "type": "action_end_conversation", "config": {}}),
    ("fluents/action", {"label": "Book", "type": "action_external", "config": {**EXTERNAL, "speak_on_send": "One moment."}}),
    ("vocode/action", {"type": "action_external", "config": EXTERNAL}),
    ("vocode/action", {"type": "action_set_hold"}),
    ("fluents/webhook", {"url": "https://example.com/hook", "subscriptions": ["event_message", "event_error"], "method": "POST"}),
    ("vocode/webhook", {"url": "https://example.com/hook", "subscriptions": ["event_message", "event_action"]}),
    (
        "fluents/account_connection",
        {"type": "account_connection_rime", "credentials": {"key": secret()}, "steering_pool": ["+12025550123"]},
    ),
    ("vocode/account_connection", {"type": "account_connection_openai", "credentials": {"openai_api_key": secret()}}),
    ("vocode/vector_database", {"type": "vector_database_pinecone", "index": "i", "api_key": secret(), "api_environment": "e"}),
]


@pytest.mark.parametrize(("name", "spec"), GOOD)
def test_a_documented_body_is_valid(name, spec):
    """
    What the vendor's pages show can be declared, with ids or references where they show objects.
    """
    assert reasons(name, spec) == []
    assert kind(name).check(spec) == []


@pytest.mark.parametrize(
    ("name", "spec", "path"),
    [
        ("fluents/agent", {"prompt": {"content": "Be Yoda."}, "voice": ID, "actions": []}, ("prompt",)),
        ("vocode/agent", {"prompt": ID, "voice": ID, "actions": [{"type": "action_dtmf"}]}, ("actions", 0)),
        ("vocode/number", {"number": "+12025550123", "inbound_agent": {"language": "es"}}, ("inbound_agent",)),
        ("fluents/number", {"number": "+12025550123", "inbound_agent": {}}, ("inbound_agent",)),
    ],
)
def test_a_nested_object_is_refused_with_the_mend(name, spec, path):
    """
    The API would patch whatever is linked at that moment, which others may share.
    """
    [(where, reason)] = reasons(name, spec)
    assert where == path
    assert f"declare it as its own {name.split('/')[0]}/" in reason
    assert "refer to it with $ref" in reason


@pytest.mark.parametrize("number", ["12025550123", "(202) 555-0123", "+0123"])
def test_a_number_is_written_in_e164_form(number):
    """
    Without its plus a foreign number can be taken for an American one.
    """
    assert [path for path, _ in reasons("vocode/number", {"number": number})] == [("number",)]


@pytest.mark.parametrize(
    ("name", "spec", "reason"),
    [
        ("vocode/voice", {"type": "voice_azure"}, "A voice of type voice_azure needs voice_name."),
        ("vocode/action", {"type": "action_transfer_call"}, "An action of type action_transfer_call needs config.phone_number."),
        (
            "vocode/action",
            {"type": "action_add_to_conference", "config": {"place_primary_on_hold": True}},
            "An action of type action_add_to_conference needs config.phone_number.",
        ),
        (
            "vocode/action",
            {
                "type": "action_external",
                "config": {name: EXTERNAL[name] for name in ("name", "description", "input_schema", "speak_on_receive")},
            },
            "An action of type action_external needs config.url, config.speak_on_send.",
        ),
    ],
)
def test_vocode_says_what_a_type_needs(name, spec, reason):
    """
    Which fields are required depends on the type.
    """
    assert reasons(name, spec) == [((), reason)]


@pytest.mark.parametrize(
    ("trigger", "path"),
    [
        ({"type": "action_trigger_phrase_based"}, ("action_trigger", "config")),
        ({"type": "action_trigger_phrase_based", "config": {}}, ("action_trigger", "config", "phrase_triggers")),
        (
            {"type": "action_trigger_phrase_based", "config": {"phrase_triggers": [{"phrase": "a person"}]}},
            ("action_trigger", "config", "phrase_triggers", 0, "conditions"),
        ),
        ({"type": "action_trigger_function_call", "config": {"phrase_triggers": []}}, ("action_trigger", "config")),
        ({"type": "action_trigger_by_magic"}, ("action_trigger",)),
    ],
)
def test_a_trigger_that_vocode_would_refuse_is_refused(trigger, path):
    """
    There are two triggers, and their shapes are documented; at Fluents they are not, so any is taken.
    """
    spec = {"type": "action_set_hold", "action_trigger": trigger}
    assert [where for where, _ in reasons("vocode/action", spec)] == [path]
    assert reasons("fluents/action", {**spec, "config": {}}) == []


NULLABLE = {
    "number": {"example_context", "inbound_agent"},
    "agent": {"name", "initial_message", "webhook", "vector_database", "context_endpoint", "openai_model_name_override"}
    | {"openai_account_connection", "llm_fallback", "deepgram_keywords", "idle_time_seconds"},
    "prompt": {"collect_fields", "context_endpoint", "prompt_template"},
    "voice": {"speed_alpha", "model_id", "stability", "similarity_boost", "api_key", "optimize_streaming_latency", "api_user_id"}
    | {"speed", "quality", "temperature", "top_p", "text_guidance", "voice_guidance"},
}
LABELS = {"label", "description"}


@pytest.mark.parametrize("each", EVERY_KIND, ids=str)
def test_exactly_these_fields_take_null(each):
    """
    Vocode's description lists them; Fluents is expected to take null for the same, and for labels and descriptions.
    """
    expected = NULLABLE.get(each.name, set())
    if each.provider == "fluents":
        expected = (expected - {"vector_database"}) | LABELS
    assert set(each.fields_with(NullMeans)) == expected


def test_null_is_refused_where_vocode_refuses_it():
    """
    Vocode's update takes null for some fields only; Fluents is expected to take it for labels and descriptions too.
    """
    assert [path for path, _ in reasons("vocode/number", {"number": "+12025550123", "label": None})] == [("label",)]
    assert reasons("fluents/number", {"number": "+12025550123", "label": None, "description": None}) == []


@pytest.mark.parametrize(
    ("name", "spec", "finding"),
    [
        (
            "vocode/number",
            {"inbound_agent": "default"},
            ("inbound_agent", 'With "default" the vendor makes a new agent of its own: refer to a declared agent with $ref.'),
        ),
        (
            "vocode/voice",
            {"type": "voice_azure", "voice_name": "v", "stability": 0.1, "another": 1},
            ("stability", "A voice of type voice_azure has no stability, and the vendor would ignore it: remove it."),
        ),
        (
            "vocode/action",
            {"type": "action_dtmf", "action_trigger": {"type": "action_trigger_phrase_based"}},
            ("action_trigger", "An action of type action_dtmf cannot be set off by a phrase: use action_trigger_function_call."),
        ),
        (
            "vocode/action",
            {"type": "action_external", "config": {"input_schema": {"type": "array"}}},
            ("config.input_schema", 'The schema must describe an object at its top: give it "type": "object".'),
        ),
        (
            "vocode/voice",
            {"type": "voice_vocode", "voice_id": "jane"},
            ("voice_id", "A voice of type voice_vocode takes joe as voice_id: choose one of them."),
        ),
        (
            "vocode/voice",
            {"type": "voice_rime", "speaker": "celeste", "model_id": "arcana"},
            ("model_id", "A voice of type voice_rime takes mist or v1 as model_id: choose one of them."),
        ),
        (
            "vocode/action",
            {"type": "action_transfer_call", "config": {"phone_number": "+12025550180", "place_primary_on_hold": True, "another": 1}},
            (
                "config.place_primary_on_hold",
                "An action of type action_transfer_call has no config.place_primary_on_hold, and the vendor would ignore it: remove it.",
            ),
        ),
        (
            "vocode/agent",
            {"deepgram_keywords": {}},
            ("deepgram_keywords", "The vendor takes an empty object for none given, and keeps what it has: write null to clear it."),
        ),
        (
            "vocode/number",
            {"example_context": {}},
            ("example_context", "The vendor takes an empty object for none given, and keeps what it has: write null to clear it."),
        ),
        (
            "vocode/account_connection",
            {"type": "account_connection_openai", "credentials": {"openai_api_key": "k"}, "steering_pool": ["+12025550180"]},
            ("steering_pool", "A connection of type account_connection_openai has no steering_pool: remove it."),
        ),
        (
            "fluents/action",
            {"type": "phrase_condition_type_contains"},
            (
                "type",
                f"{NO_ACTIONS[2]} is a word of action_trigger and no type of action: name an action, such as action_transfer_call.",
            ),
        ),
        (
            "fluents/account_connection",
            {"type": "account_connection_twilio", "credentials": {"twilio_account_sid": "AC1"}},
            ("credentials", "A connection of type account_connection_twilio needs twilio_auth_token: add it with $secret."),
        ),
        (
            "vocode/account_connection",
            {"type": "account_connection_openai", "credentials": {}},
            ("credentials", "A connection of type account_connection_openai needs openai_api_key: add it with $secret."),
        ),
    ],
)
def test_what_would_fail_later_is_told_at_once(name, spec, finding):
    """
    What the vendor would refuse or ignore is found without asking it.
    """
    assert kind(name).check(spec) == [finding]


@pytest.mark.parametrize("each", EVERY_KIND, ids=str)
def test_every_check_bears_an_empty_spec(each):
    """
    A check runs on specs that are wrong already.
    """
    assert each.check({}) == []
    assert each.check(dict.fromkeys(each.shape.fields)) == []


@pytest.mark.parametrize("each", EVERY_KIND, ids=str)
def test_every_field_is_described(each):
    """
    The documentation and the editor's help come from the declaration.
    """
    for spec in (each.spec, ActionConfig, CollectField, FunctionCall, ModelFallback, PhraseBased, PhraseTrigger):
        assert [f"{spec.__name__}.{name}" for name, info in spec.model_fields.items() if not info.description] == []
    assert each.summary
    assert each.inferred


def test_references_stay_in_their_dialect():
    """
    An agent at Fluents cannot speak with a voice at Vocode.
    """
    for each in EVERY_KIND:
        kinds = {trait.kind for _, shape in each.shape.walk() if (trait := shape.get(Ref))}
        assert all(name.startswith(f"{each.provider}/") for name in kinds)


@pytest.mark.parametrize(
    ("name", "only_fluents", "only_vocode"),
    [
        ("account_connection", {"config", "description", "label"}, set()),
        ("prompt", {"description", "label", "tags", "type"}, set()),
        ("action", {"description", "label"}, set()),
        ("webhook", {"account_connection_id", "description", "label"}, set()),
        ("number", {"area_code", "config", "description", "inbound_agent_name", "is_routing_number", "sms_enabled", "tags"}, set()),
        (
            "agent",
            {"call_duration_sec", "description", "enable_dynamic_turns", "enable_recording", "label", "max_idle_check_count", "model"}
            | {"post_call_actions", "post_call_insights", "provider", "transcriber"},
            {"vector_database"},
        ),
        ("voice", {"description", "label"}, set()),
    ],
)
def test_the_dialects_differ_in_these_fields_only(name, only_fluents, only_vocode):
    """
    Everything else is one declaration.
    """
    fluents, older = set(kind(f"fluents/{name}").shape.fields), set(kind(f"vocode/{name}").shape.fields)
    assert (fluents - older, older - fluents) == (only_fluents, only_vocode)


def test_only_fluents_deletes_and_not_everything():
    """
    Where there is no call to delete with, the object is abandoned.
    """
    assert {str(each) for each in EVERY_KIND if each.delete} == {
        f"fluents/{name}" for name in ("agent", "prompt", "voice", "action", "webhook")
    }


def test_fluents_finds_objects_by_label_and_vocode_by_id():
    """
    Vocode's objects have no names, but for agents and numbers.
    """
    assert {each.name: each.identity for each in FLUENTS.kinds} == {
        **dict.fromkeys(("account_connection", "prompt", "voice", "action", "webhook"), ("label",)),
        "agent": ("name",),
        "number": ("number",),
    }
    assert {each.name: each.identity for each in VOCODE.kinds if each.identity} == {"agent": ("name",), "number": ("number",)}


def test_a_field_may_be_fixed_in_one_dialect():
    """
    Vocode's updates lack what Fluents' have.
    """
    assert kind("vocode/agent").fields_with(CreateOnly) == ("llm_temperature",)
    assert kind("fluents/agent").fields_with(CreateOnly) == ()
    assert kind("vocode/account_connection").fields_with(CreateOnly) == ("account_supports_any_caller_id",)
    assert kind("fluents/account_connection").fields_with(CreateOnly) == ()


@pytest.mark.parametrize("provider", vocode.PROVIDERS, ids=lambda provider: provider.name)
def test_both_dialects_share_their_habits(provider):
    """
    One address per kind, ids in the query, pages of a hundred, and top-level fields.
    """
    agent, number = provider.kind("agent"), provider.kind("number")
    assert agent.read.path == "/v1/agents"
    assert agent.update.query == {"id": "{id}"}
    assert number.update.query == {"phone_number": "{id}"}
    assert (number.id_field, number.delete) == ("number", None)
    assert {each.mode for each in provider.kinds} == {Mode.MERGE_TOP}
    assert {each.name for each in provider.kinds if not each.list.whole} == {"agent", "prompt", "number"}
    assert agent.fields_with(SetLike) == ("actions",)
    assert number.fields_with(Routing) == ("outbound_only", "inbound_agent")
    for name in ("voice", "action", "account_connection"):
        shape = provider.kind(name).shape.fields["type"]
        assert shape.has(Immutable)
        assert shape.has(AlwaysSent)


def test_fluents_buys_a_number_and_vocode_links_one():
    """
    Either needs a waiver: one spends money, the other changes what a live number does.
    """
    bought, linked = kind("fluents/number"), kind("vocode/number")
    assert bought.create is not None
    assert linked.create is not None
    assert (bought.create.path, bought.create.risk) == ("/v1/numbers/buy", Risk.COSTLY)
    assert (linked.create.path, linked.create.risk) == ("/v1/numbers/link", Risk.ROUTING)
    assert bought.encode({"number": "+12025550123", "area_code": "202"}) == {"phone_number": "+12025550123", "area_code": "202"}
    assert bought.birth is not None
    assert "inbound_agent" not in bought.birth
    assert linked.encode({"number": "+12025550123", "inbound_agent": ID}) == {"phone_number": "12025550123", "inbound_agent": ID}


def test_the_same_number_may_be_written_in_two_ways():
    """
    Vocode answers with digits where a manifest has E.164.
    """
    assert digits("+1 (202) 555-0123") == digits("12025550123") == "12025550123"
    assert digits(None) is None


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("account_connection", [("credentials", "*")]),
        ("voice", [("api_key",), ("api_user_id",)]),
        ("action", [("config", "signature_secret")]),
        ("vector_database", [("api_key",)]),
    ],
)
@pytest.mark.parametrize("provider", vocode.PROVIDERS, ids=lambda provider: provider.name)
def test_secrets_are_known_as_such(provider, name, places):
    """
    Credentials, keys and signatures are masked wherever they appear.
    """
    declared = provider.kind(name)
    assert declared is None or [path for path, shape in declared.shape.walk() if shape.has(Sensitive)] == places


def test_a_literal_credential_is_still_a_text():
    """
    Whether a manifest may hold one is the core's to say; what is no text is refused here.
    """
    spec = {"type": "account_connection_openai", "credentials": {"openai_api_key": 5}}
    assert [path for path, _ in reasons("vocode/account_connection", spec)] == [("credentials", "openai_api_key")]


def test_the_signature_secret_goes_along_with_the_config():
    """
    The config is a declared object, so that what live holds beside it is sent back with it.
    """
    config = kind("vocode/action").shape.fields["config"]
    assert config.descends({"url": "https://example.com"})
    assert config.fields["input_schema"].opaque
    assert config.fields["processing_mode"].has(Computed)


def test_masked_credentials_are_not_written_back():
    """
    Nothing of the live credentials may stand under the desired ones.
    """
    overlay = next(trait for trait in kind("fluents/account_connection").shape.fields["credentials"].traits if hasattr(trait, "fn"))
    assert overlay.fn({"twilio_auth_token": "***"}, {"twilio_account_sid": "AC1"}) == {}


def test_answers_are_read_in_the_form_of_a_manifest():
    """
    A template comes as an object, and a field that was not given may come as {}.
    """
    assert kind("vocode/prompt").decode({"id": ID, "prompt_template": {"id": "t", "label": ""}}) == {"id": ID, "prompt_template": "t"}
    assert kind("vocode/prompt").decode({"id": ID, "prompt_template": None}) == {"id": ID, "prompt_template": None}
    assert kind("vocode/voice").decode({"type": "voice_rime", "model_id": {}}) == {"type": "voice_rime", "model_id": None}


def test_keyword_weights_compare_as_numbers():
    """
    Fluents shows weights as text.
    """
    normal = next(trait for trait in kind("fluents/agent").shape.fields["deepgram_keywords"].traits if hasattr(trait, "fn"))
    assert normal.fn({"kansas": "10", "ohio": 2, "iowa": "much"}) == {"kansas": 10, "ohio": 2, "iowa": "much"}


def test_the_models_own_decision_is_the_same_with_and_without_its_empty_config():
    """
    The vendor adds it.
    """
    for name in ("vocode/action", "fluents/action"):
        normal = next(trait for trait in kind(name).shape.fields["action_trigger"].traits if hasattr(trait, "fn"))
        call = {"type": "action_trigger_function_call"}
        assert normal.fn(call) == normal.fn({**call, "config": {}}) == {**call, "config": {}}
        assert normal.fn({"type": "action_trigger_phrase_based"}) == {"type": "action_trigger_phrase_based"}


def test_the_config_of_an_action_at_fluents_takes_any_key():
    """
    The shape of a warm transfer is not published.
    """
    assert kind("fluents/action").shape.fields["config"].has(FreeKeys)
    assert not kind("vocode/action").shape.fields["config"].has(FreeKeys)


def test_the_documentation_says_that_no_number_is_released():
    """
    What cancelling or detaching a number does is not documented, so nothing of the kind is ever sent.
    """
    for number in (kind("fluents/number"), kind("vocode/number")):
        assert number.delete is None
        assert "never released" in number.summary
        assert "is kept" in number.inferred


def test_the_steering_pool_is_changed_by_calls_that_always_name_the_number():
    """
    The same call without a number buys one; and either breaks off calls in progress.
    """
    (pool,) = kind("vocode/account_connection").members
    assert (pool.field, pool.sends) == ("steering_pool", "phone_number")
    assert {pool.add.risk, pool.remove.risk} == {Risk.ROUTING}
    assert (pool.add.path, pool.remove.path) == (
        "/v1/account_connections/add_to_steering_pool",
        "/v1/account_connections/remove_from_steering_pool",
    )
    assert kind("fluents/account_connection").members == ()
    assert kind("fluents/account_connection").shape.fields["steering_pool"].has(Routing)


CHANGED = {"label": "New"}


@pytest.mark.parametrize(
    ("name", "live", "desired", "along"),
    [
        ("prompt", {"content": "Be brief.", "type": "prompt"}, {}, {"content": "Be brief.", "type": "prompt"}),
        ("prompt", {"content": "", "tags": [], "description": None, "collect_fields": None}, {}, {}),
        ("prompt", {"content": "Theirs."}, {"content": "Ours."}, {"content": "Ours."}),
        ("prompt", {"tags": ["a"]}, {"tags": []}, {"tags": []}),
        ("prompt", {"description": "Theirs."}, {"description": None}, {}),
        ("prompt", {"id": ID, "user_id": ID, "of_2030": 1}, {}, {}),
        ("prompt", {"of_2030": 1}, {"of_2030": 2}, {"of_2030": 2}),
        ("agent", {"prompt": ID, "voice": ID, "actions": [ID], "webhook": ID}, {}, {"webhook": ID}),
        ("agent", {"noise_suppression": False, "conversation_speed": 1.0}, {}, {"conversation_speed": 1.0}),
        ("agent", {"noise_suppression": False}, {"noise_suppression": False}, {"noise_suppression": False}),
        ("voice", {"type": "voice_x", "speed": 2, "of_2030": {"a": 1}, "created_at": "now"}, {}, {"speed": 2, "of_2030": {"a": 1}}),
        ("voice", {"api_key": Secret("shown"), "api_user_id": Secret("***")}, {}, {}),
        ("account_connection", {"type": "t", "credentials": {"key": Secret("shown")}, "config": {"a": 1}}, {}, {"config": {"a": 1}}),
        (
            "number",
            {"number": "+12025550123", "active": True, "telephony_provider": "twilio", "inbound_agent": ID},
            {},
            {"inbound_agent": ID},
        ),
        ("number", {"outbound_only": False, "example_context": {}, "description": ""}, {"area_code": "202"}, {}),
        ("webhook", {"url": "https://example.com", "subscriptions": ["event_message"], "method": "POST"}, {}, {"method": "POST"}),
        (
            "action",
            {"type": "t", "config": {"signature_secret": Secret("***")}, "action_trigger": {"type": "t"}},
            {},
            {"action_trigger": {"type": "t"}},
        ),
    ],
)
def test_an_update_at_fluents_carries_whatever_it_could_lose(name, live, desired, along):
    """
    Every optional field that holds something, as the manifest has it or else as it is; no mask, nothing computed, nothing required.
    """
    amend = kind(f"fluents/{name}").amend
    assert amend(CHANGED, {**live, "label": "Old"}, {**desired, **CHANGED}) == {**CHANGED, **along}


def test_a_secret_of_the_manifest_goes_along():
    """
    Its value is known, so it can be said again.
    """
    key = Secret("ours", SecretRef("env", "KEY"))
    assert kind("fluents/voice").amend({}, {"api_key": Secret("***")}, {"api_key": key}) == {"api_key": key}


def test_an_update_at_vocode_says_its_changes_only():
    """
    Its description says what an update leaves alone: whatever it does not name.
    """
    for each in VOCODE.kinds:
        assert each.amend(CHANGED, {"label": "Old", "content": "Be brief."}, {"content": "Be kind."}) == CHANGED


def test_null_clears_and_never_means_anything_else():
    """
    Removing such a field from a manifest sends null.
    """
    for each in EVERY_KIND:
        for name, shape in each.shape.fields.items():
            trait = shape.get(NullMeans)
            assert trait is None or trait.effect is Null.CLEAR, f"{each}.{name}"
