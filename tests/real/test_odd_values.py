"""Values that other tools bend: each is written by hand, as it occurs in the wild, and must reach the vendor as it was written."""

from __future__ import annotations

import json
from typing import Any

import pytest

from reconciler import workflow
from reconciler.diagnostics import InputError
from tests.real.manifests import differences, without
from tests.world import World

ASSISTANT = """\
kind: telnyx/assistant
name: odd
spec:
  name: Odd
  model: m
  instructions: {$file: prompts/odd.md}
  greeting: " leading space, trailing space "
  dynamic_variables:
    navigation: off
    country: no
    code: "042"
    octal: 042
    hex_word: "0x1F"
    time: 12:30:45
    version: 0.3.2
    date: 1990-03-15
    id: 3000000000000000001
    whole: 1
    real: 1.0
    small: 1e-3
    nothing: ""
    zero: 0
    never: false
    none: []
    later: [b, a, b]
"""
VARIABLES = """{
    "navigation": "off", "country": "no", "code": "042", "octal": 42, "hex_word": "0x1F", "time": "12:30:45", "version": "0.3.2",
    "date": "1990-03-15", "id": 3000000000000000001, "whole": 1, "real": 1.0, "small": 0.001, "nothing": "", "zero": 0,
    "never": false, "none": [], "later": ["b", "a", "b"]
}"""


@pytest.fixture
def world(tmp_path) -> World:
    return World(tmp_path)


def settle(world: World) -> None:
    """Apply, and see that nothing is left to be done."""
    report = world.apply()
    assert report is not None
    assert report.succeeded, report.wrong
    assert world.plan().steps == ()


def test_values_that_yaml_bends_arrive_unbent(world):
    """
    A word such as off is a text, 1.0 stays 1.0, a long number keeps all its digits, and what is empty or false is still sent.
    """
    world.write("prompts/odd.md", "Be brief.")
    world.write("manifests/odd.yaml", ASSISTANT)
    settle(world)
    (row,) = world.objects("telnyx", "assistant")
    assert json.dumps(row["dynamic_variables"]) == json.dumps(json.loads(VARIABLES))
    assert row["greeting"] == " leading space, trailing space "


@pytest.mark.parametrize(
    "prompt",
    [
        "Windows\r\nlines,\r\nthe last one too.\r\n",
        "No line break at the end",
        "Many at the end\n\n\n",
        "\n        OBJECTIVES\n1. The first line is indented more than the rest.\n",
        "Three dots end a document:\n...\n---\n# Role\n- not: a list",
        "Trailing spaces   \n\tand a tab\t\n   \n",
        "voice: looks like a key\n{{caller}} {one} ${two} $ref %p\n",
        " שלום, אמרו עברית\u200e – “quotes” 👋🏽\u00a0",
        'ends with a quote "it\'s"',
    ],
)
def test_a_prompt_in_a_file_is_sent_to_the_byte(world, prompt):
    """
    A prompt is the file's text: line ends, indentation, blanks at its ends, and whatever YAML would take for its own.
    """
    world.write("prompts/odd.md", prompt)
    world.write("manifests/odd.yaml", ASSISTANT)
    settle(world)
    assert [row["instructions"] for row in world.objects("telnyx", "assistant")] == [prompt]


def test_a_long_id_without_quotes_is_refused(world):
    """
    An id that was meant as text would lose itself as a number: validate names the field and says to quote it.
    """
    world.write("prompts/odd.md", "Be brief.")
    world.write("manifests/odd.yaml", f"{ASSISTANT}  telephony_settings: {{default_texml_app_id: 3000000000000000001}}\n")
    with pytest.raises(InputError) as refused:
        workflow.load(world.setting())
    (fault,) = refused.value.diagnostics
    assert fault.path == "telephony_settings.default_texml_app_id"
    assert fault.detail.endswith("Quote it.")


# --- The measure itself -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "held", "where"),
    [
        ({"a": 1.0}, {"a": 1}, ["a"]),
        ({"a": "1"}, {"a": 1}, ["a"]),
        ({"a": False}, {"a": 0}, ["a"]),
        ({"a": ""}, {"a": None}, ["a"]),
        ({"a": []}, {}, ["a"]),
        ({"a": [1, 2]}, {"a": [2, 1]}, ["a[0]", "a[1]"]),
        ({"a": [1]}, {"a": [1, 2]}, ["a"]),
        ({"a": [{"b": "x\r\n"}]}, {"a": [{"b": "x\n"}]}, ["a[0].b"]),
        ({"a": {"b": 1}}, {"a": {"b": 1, "more": 2}, "more": 3}, []),
        ({"a": "some-id"}, {"a": {"id": "some-id", "more": 2}}, []),
    ],
)
def test_what_counts_as_held(sent: Any, held: Any, where: list[str]):
    """
    Equal to the byte where something was sent; the vendor may hold more.
    """
    assert list(differences(sent, held)) == where


def test_a_body_can_be_mended_in_every_item_of_a_list():
    """
    Mending takes a field away wherever the path leads, and leaves the original alone.
    """
    body = {"tools": [{"webhook": {"url": "u", "limit": 1}}, {"hangup": {}}]}
    assert without(body, ["tools[].webhook.limit"]) == {"tools": [{"webhook": {"url": "u"}}, {"hangup": {}}]}
    assert body["tools"][0] == {"webhook": {"url": "u", "limit": 1}}
