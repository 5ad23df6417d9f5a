"""Daily's dial-in and its numbers, as declared: what is checked offline, how answers are read, and the list that goes out whole."""

from __future__ import annotations

from typing import Any

import pytest

from reconciler.address import Address
from reconciler.providers.dailybots import DIALIN_CONFIG, PHONE_NUMBER, PINLESS_DIALIN, PROVIDER
from reconciler.providers.dailybots.dialin import Dialin, Message
from reconciler.providers.dailybots.pinless_dialin import compose, gather
from reconciler.schema import Kind, Mode, Reference, Risk, SecretRef, Spec
from reconciler.schema.spec import problems
from reconciler.schema.traits import Computed, Identity, Immutable, Ref, Routing, Sensitive, WriteOnly

HOOK = "https://hooks.northlight.example/rooms"
LINE = Reference(Address("dailybots", "phone_number", "line"))
DESK: dict[str, Any] = {"phone_number": "+12025550110", "room_creation_api": HOOK, "name_prefix": "Desk", "hmac": "ZGVzaw=="}
PARTS: dict[str, Any] = {"room_creation_api": HOOK, "name_prefix": "Parts", "hmac": "cGFydHM="}


def at(place: int) -> dict[str, str]:
    return {"sip_uri": f"static-address--{place}@northlight.sip.daily.co"}


def domain(*entries: Any) -> Any:
    return {"domain_name": "northlight", "config": {"lang": "en", "pinless_dialin": list(entries)}}


def sent(*entries: Any) -> Any:
    return {"properties": {"pinless_dialin": list(entries)}}


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        (DIALIN_CONFIG, {"type": "pinless_dialin", **DESK, "hmac": SecretRef("env", "HMAC"), "timeout_config": {"message": "Later."}}),
        (DIALIN_CONFIG, {"type": "pinless_dialin", "room_creation_api": "dailybots"}),
        (DIALIN_CONFIG, {"type": "pin_dialin", "phone_number": LINE, "ivr_greeting": {"message": "Your PIN?"}}),
        (PINLESS_DIALIN, {"phone_number": LINE, "room_creation_api": HOOK, "hold_music_url": "https://northlight.example/hold.mp3"}),
        (PINLESS_DIALIN, {"name_prefix": "Parts", "room_creation_api": HOOK}),
        (PHONE_NUMBER, {"number": "+12025550110"}),
    ],
)
def test_a_documented_body_is_valid(kind: Kind, spec):
    """
    A number may be written out or referred to; without one there is a SIP address.
    """
    assert [path for path, _, _ in problems(kind.spec, spec)] == []
    assert kind.check(spec) == []


@pytest.mark.parametrize(
    ("kind", "spec", "path"),
    [
        (DIALIN_CONFIG, {"room_creation_api": HOOK}, ("type",)),
        (DIALIN_CONFIG, {"type": "sip", "room_creation_api": HOOK}, ("type",)),
        (DIALIN_CONFIG, {"type": "pin_dialin", "phone_number": "2025550110"}, ("phone_number",)),
        (DIALIN_CONFIG, {"type": "pin_dialin", "phone_number": 12025550110}, ("phone_number",)),
        (DIALIN_CONFIG, {"type": "pin_dialin", "phone_number": LINE, "ivr_greeting": {}}, ("ivr_greeting", "message")),
        (PINLESS_DIALIN, {"phone_number": "+12025550110"}, ("room_creation_api",)),
        (PINLESS_DIALIN, {**DESK, "hmac": None}, ("hmac",)),
        (PHONE_NUMBER, {}, ("number",)),
        (PHONE_NUMBER, {"number": "any"}, ("number",)),
    ],
)
def test_what_the_vendor_would_refuse_is_found(kind: Kind, spec, path):
    """
    Numbers are in E.164 form, and a purchase at random is not offered.
    """
    assert [where for where, _, _ in problems(kind.spec, spec)] == [path]


@pytest.mark.parametrize(
    ("kind", "spec", "fields"),
    [
        (DIALIN_CONFIG, {"type": "pinless_dialin"}, ["room_creation_api"]),
        (DIALIN_CONFIG, {"type": "pinless_dialin", **DESK, "ivr_greeting": {"message": "Hello."}}, ["ivr_greeting"]),
        (DIALIN_CONFIG, {"type": "pin_dialin"}, ["phone_number"]),
        (DIALIN_CONFIG, {"type": "pin_dialin", **DESK, "hold_music_url": "u"}, ["room_creation_api", "hmac", "hold_music_url"]),
        (DIALIN_CONFIG, {"type": "sip"}, []),
        (PINLESS_DIALIN, {"room_creation_api": HOOK}, ["phone_number"]),
    ],
)
def test_fields_are_checked_together(kind: Kind, spec, fields):
    """
    Without a PIN there must be a webhook and with one a number; the rest of the one is no field of the other.
    """
    found = kind.check(spec)
    assert [field for field, _ in found] == fields
    assert all(reason.endswith(".") for _, reason in found)


def test_an_answer_is_read_as_it_was_sent():
    """
    The vendor takes the fields flat and answers them below config.
    """
    answer = {"id": "1", "type": "pin_dialin", "config": {"phone_number": "+12025550110", "sip_uri": None}}
    assert DIALIN_CONFIG.decode(answer) == {"id": "1", "type": "pin_dialin", "phone_number": "+12025550110", "sip_uri": None}


# --- The list that goes out whole -------------------------------------------------------------------------------------


def test_an_entry_is_known_by_its_number_or_its_label():
    """
    Whatever somebody else left in the list has an id of its own, so that nothing is taken for another.
    """
    found = gather([domain({**DESK, **at(0)}, PARTS, PARTS, {"room_creation_api": HOOK})])
    assert [each["id"] for each in found] == ["+12025550110", "Parts", "Parts#2", "#3"]
    assert gather([{"config": {"pinless_dialin": None}}]) == []


@pytest.mark.parametrize("answer", [{}, {"config": {}}, {"config": {"pinless_dialin": {}}}, [], None])
def test_a_domain_without_the_list_is_not_an_empty_one(answer):
    """
    The next write would remove every entry there is.
    """
    with pytest.raises(ValueError, match=r"no config\.pinless_dialin"):
        gather([answer])


@pytest.mark.parametrize(
    ("live", "key", "item", "expected"),
    [
        ([], "", PARTS, [PARTS]),
        ([{**DESK, **at(0)}], "", PARTS, [DESK, PARTS]),
        ([{**DESK, **at(0)}, {**PARTS, **at(1)}], "+12025550110", {"name_prefix": "Front"}, [{**DESK, "name_prefix": "Front"}, PARTS]),
        ([{**DESK, **at(0)}, {**PARTS, **at(1)}], "+12025550110", None, [PARTS]),
        ([{**PARTS, "hold_music_url": None, "made_up": 1}], "", DESK, [{**PARTS, "made_up": 1}, DESK]),
        ([PARTS], "+12025550110", None, [PARTS]),
        ([PARTS, PARTS], "Parts#1", None, [PARTS]),
    ],
    ids=["first", "appended", "changed in its place", "left out", "strangers as they are", "gone already", "alike"],
)
def test_the_list_is_sent_whole(live, key, item, expected):
    """
    Everybody's entries in their order and with their secrets, without nulls and what the vendor computes.
    """
    assert compose(domain(*live), key, item) == sent(*expected)


def test_a_label_by_which_alone_an_entry_is_known_stays():
    """
    Another label would make another entry of it, and a second one with the same label could not be told from the first.
    """
    assert compose(domain(PARTS), "Parts", {"name_prefix": "Spares"}) == sent(PARTS)
    assert compose(domain(PARTS), "", {**PARTS, "hmac": "b3RoZXI="}) == sent(PARTS)


# --- Traits -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [DIALIN_CONFIG, PINLESS_DIALIN], ids=str)
def test_what_a_live_number_does_takes_a_waiver(kind: Kind):
    """
    Which number and which webhook, but not the label; the number, or else the label, finds it, and may be one that was bought.
    """
    assert set(kind.fields_with(Routing)) == {"phone_number", "room_creation_api"}
    assert kind.fields_with(Identity) == ("phone_number", "name_prefix")
    assert kind.shape.fields["phone_number"].get(Ref) == Ref("dailybots/phone_number", to="number")


@pytest.mark.parametrize("kind", [DIALIN_CONFIG, PINLESS_DIALIN], ids=str)
def test_the_signing_secret_is_a_secret_that_can_be_read(kind: Kind):
    """
    The vendor returns it in clear, so that drift of it is seen and it can always be sent back.
    """
    assert kind.fields_with(Sensitive) == ("hmac",)
    assert kind.fields_with(WriteOnly) == ()


def test_what_cannot_change():
    """
    The type of a configuration, the number of an entry, the digits of a number.
    """
    assert [kind.fields_with(Immutable) for kind in (DIALIN_CONFIG, PINLESS_DIALIN, PHONE_NUMBER)] == [
        ("type",),
        ("phone_number",),
        ("number",),
    ]


def test_a_configuration_goes_out_whole():
    """
    Right under a vendor that merges and under one that replaces.
    """
    assert DIALIN_CONFIG.mode is Mode.REPLACE
    assert DIALIN_CONFIG.update is not None
    assert DIALIN_CONFIG.update.method == "PUT"


def test_a_number_costs_money_and_is_lost_for_good():
    """
    So both ends of its life are asked for; between them it never changes.
    """
    assert PHONE_NUMBER.create is not None
    assert PHONE_NUMBER.delete is not None
    assert PHONE_NUMBER.create.risk is Risk.COSTLY
    assert PHONE_NUMBER.look_first
    assert PHONE_NUMBER.delete.destroys == "Releasing a number cannot be undone."
    assert (PHONE_NUMBER.update, PHONE_NUMBER.read) == (None, None)
    assert set(PHONE_NUMBER.shape.fields) - set(PHONE_NUMBER.fields_with(Computed)) == {"number"}


def test_only_the_bot_is_retired():
    """
    Daily itself lives on, and so do its numbers.
    """
    assert [kind.name for kind in PROVIDER.kinds if kind.retired] == ["twilio_config"]


def test_every_field_is_described():
    """
    The documentation and the editor's help come from the declaration.
    """
    specs: list[type[Spec]] = [DIALIN_CONFIG.spec, PINLESS_DIALIN.spec, PHONE_NUMBER.spec, Dialin, Message]
    assert [(spec.__name__, name) for spec in specs for name, info in spec.model_fields.items() if not info.description] == []
    assert all(kind.summary and kind.inferred for kind in PROVIDER.kinds)
