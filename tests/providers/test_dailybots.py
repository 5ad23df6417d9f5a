"""Daily Bots: the bot behind a Twilio number."""

from __future__ import annotations

import pytest

from reconciler.providers.dailybots import TWILIO_CONFIG as KIND
from reconciler.providers.dailybots import twilio_config
from reconciler.schema import Mode, SecretRef, Spec
from reconciler.schema.spec import problems
from reconciler.schema.traits import AlwaysSent, Computed, Default, Normalized, Ordered, Sensitive, WriteOnly

BOT = {
    "bot_profile": "twilio_ws_voice_2024_09",
    "services": {"llm": "together", "tts": "cartesia"},
    "config": [
        {"service": "vad", "options": [{"name": "params", "value": {"stop_secs": 0.5}}]},
        {"service": "tts", "options": [{"name": "voice", "value": "v"}]},
        {
            "service": "llm",
            "options": [
                {"name": "model", "value": "meta-llama/Meta-Llama-3.1-70B-Instruct-Turbo"},
                {"name": "initial_messages", "value": [{"role": "system", "content": "Answer {question}.\n"}]},
                {"name": "run_on_config", "value": True},
            ],
        },
    ],
}


def paths(**more):
    return [path for path, _, _ in problems(KIND.spec, {**BOT, **more})]


@pytest.mark.parametrize(
    "more",
    [
        {},
        {"max_duration": 1800, "rtvi_client_version": "0.3.2"},
        {"api_keys": {"together": SecretRef("env", "TOGETHER"), "cartesia": SecretRef("env", "CARTESIA")}},
        {"dialout_settings": [{"phoneNumber": "+15555550123"}], "dialin_settings": {"callId": "", "callDomain": ""}},
        {
            "webhook_tools": {
                "*": {"url": "https://example.com/hook", "custom_headers": {"X-Key": SecretRef("env", "K")}, "streaming": False}
            }
        },
        {"service_options": {"openai_tts": {"sample_rate": 24000}, "some_service": [{"option1": "value1"}, {"option2": "value2"}]}},
        {
            "service_options": {
                "aws_tts": {"aws_access_key_id": SecretRef("env", "AWS"), "region": "us-east-1"},
                "playht": [{"user_id": "u"}],
            }
        },
        {"room": "lobby"},
        {"room": {"name": "lobby"}},
        {"heartbeat_interval": 30000},
    ],
)
def test_a_documented_body_is_valid(more):
    """
    What the vendor's pages and demos show can be declared.
    """
    assert paths(**more) == []
    assert KIND.check({**BOT, **more}) == []


@pytest.mark.parametrize(
    ("more", "path"),
    [
        ({"max_duration": 60}, ("max_duration",)),
        ({"max_duration": 86400}, ("max_duration",)),
        ({"max_duration": "300"}, ("max_duration",)),
        ({"services": {"llm": ["together"]}}, ("services", "llm")),
        ({"config": [{"service": "tts"}]}, ("config", 0, "options")),
        ({"config": [{"service": "tts", "options": [{"name": "voice"}]}]}, ("config", 0, "options", 0, "value")),
        ({"webhook_tools": {"look_up": {}}}, ("webhook_tools", "look_up", "url")),
        ({"api_keys": None}, ("api_keys",)),
    ],
)
def test_what_the_vendor_would_refuse_is_found(more, path):
    """
    Limits are exclusive, numbers are numbers, and each setting has a name and a value.
    """
    assert paths(**more) == [path]


def test_three_fields_are_required():
    """
    The fourth that an update requires has a default of ten minutes, and goes along with every update.
    """
    assert [path for path, _, _ in problems(KIND.spec, {})] == [("bot_profile",), ("services",), ("config",)]
    duration = KIND.shape.fields["max_duration"]
    assert duration.get(Default) == Default(600)
    assert duration.has(AlwaysSent)


def test_a_duration_stored_as_text_is_a_number():
    """
    The vendor's own demo stores one so.
    """
    trait = KIND.shape.fields["max_duration"].get(Normalized)
    assert trait is not None
    assert (trait.fn("300"), trait.fn(300), trait.fn("long")) == (300, 300, "long")


def test_order_is_meaning():
    """
    Settings are applied one after the other, so that the voice is set before the model speaks.
    """
    config = KIND.shape.fields["config"]
    assert config.item is not None
    assert config.has(Ordered)
    assert config.item.fields["options"].has(Ordered)


def test_secrets_are_known_as_such():
    """
    Keys are never read back; headers and account ids may be, and are masked.
    """
    shapes = dict(KIND.shape.walk())
    assert [path for path, shape in shapes.items() if shape.has(Sensitive)] == [
        ("api_keys", "*"),
        ("webhook_tools", "*", "custom_headers", "*"),
        ("service_options", "aws_tts", "aws_access_key_id"),
        ("service_options", "playht", "user_id"),
    ]
    assert [path for path, shape in shapes.items() if shape.has(WriteOnly)] == [("api_keys", "*")]


def test_nothing_but_its_id_finds_a_bot():
    """
    It has no name, so that adopting one takes its id.
    """
    assert KIND.identity == ()
    assert KIND.fields_with(Computed) == ("id", "twiml")


def test_an_update_says_everything_and_goes_to_the_bots_own_path():
    """
    POST is both create and update; the path tells them apart.
    """
    assert KIND.mode is Mode.REPLACE
    assert KIND.create is not None
    assert KIND.update is not None
    assert (KIND.create.method, KIND.create.path) == ("POST", "/bots/twilio-config")
    assert (KIND.update.method, KIND.update.path) == ("POST", "/bots/twilio-config/{id}")


def test_it_says_that_the_service_is_gone():
    """
    Its reads were never documented, and its host no longer answers.
    """
    assert KIND.retired.endswith(".")
    assert KIND.reads_inferred
    assert KIND.list is not None
    assert (KIND.list.pages.after, KIND.list.pages.total) == ("starting_after", ("total_count",))


def test_every_field_is_described():
    """
    The documentation and the editor's help come from the declaration.
    """
    specs: list[type[Spec]] = [KIND.spec, twilio_config.ServiceConfig, twilio_config.Option, twilio_config.WebhookTool]
    specs += [twilio_config.ServiceOptions, twilio_config.AwsOptions, twilio_config.PlayHtOptions]
    assert [(spec.__name__, name) for spec in specs for name, info in spec.model_fields.items() if not info.description] == []
    assert KIND.summary
    assert KIND.inferred
