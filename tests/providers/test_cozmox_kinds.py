"""Cozmox AI: telephony, workflows, texts, integrations and keys, as they are declared."""

from __future__ import annotations

import pytest

from reconciler.address import Address
from reconciler.providers import cozmox
from reconciler.providers.cozmox.phone import digits
from reconciler.providers.cozmox.quality_rule import is_own
from reconciler.providers.cozmox.sip_trunk import provider
from reconciler.schema import Reference, SecretRef
from reconciler.schema.spec import problems
from reconciler.schema.traits import Computed, CreateOnly, Immutable, Minted, Ref, Remembered, Routing, Sensitive, Unread, WriteOnly

TRUNK = {"name": "Main", "address": "sip.example.com", "provider": "did-logic", "phone_numbers": []}
NUMBER = {"number": "+15550100123", "sip_trunk_id": "t"}
FLOW = {"name": "Recap", "trigger_type": "call_ended", "definition": {"nodes": []}}
OUTCOME = {"key": "agreed", "value_type": "BOOLEAN", "display_name": "Agreed"}
RULE = {"key": "greeting", "prompt": "Greets.", "penalty": 5}
KEY = {"name": "Mine", "scopes": []}


def reasons(kind, spec):
    return [path for path, _, _ in problems(kind.spec, spec)]


def wearing(kind, *traits) -> set[str]:
    return set(kind.fields_with(*traits))


@pytest.mark.parametrize(
    ("kind", "spec"),
    [
        (cozmox.SIP_TRUNK, TRUNK),
        (cozmox.SIP_TRUNK, {**TRUNK, "auth_username": SecretRef("env", "U"), "auth_password": SecretRef("env", "P"), "max_concurrency": 0}),
        (cozmox.AGENT_SIP_TRUNK, {"agent_id": "a", "sip_trunk_id": Reference(Address("cozmox", "sip_trunk", "main"))}),
        (cozmox.PHONE_NUMBER, NUMBER),
        (cozmox.PHONE_NUMBER, {**NUMBER, "sip_trunk_id": Reference(Address("cozmox", "sip_trunk", "main"), "outbound_id"), "label": ""}),
        (cozmox.WORKFLOW, FLOW),
        (cozmox.WORKFLOW, {**FLOW, "definition": [{"$ref": "#/nodes/0"}, None, 1.0]}),
        (cozmox.FAQ, {"question": "q", "answer": "a", "logic": ""}),
        (cozmox.OUTCOME_DEFINITION, OUTCOME),
        (cozmox.QUALITY_RULE, {**RULE, "penalty": -1}),
        (cozmox.EMAIL_TEMPLATE, {"name": "n", "subject": "s", "body_html": "<p>{{x}}</p>"}),
        (cozmox.INTEGRATION, {"slug": "hubspot"}),
        (
            cozmox.INTEGRATION,
            {"slug": "hubspot", "credentials": {"api_key": SecretRef("env", "K"), "portal": "1"}, "settings": {"a": [None]}},
        ),
        (cozmox.API_KEY, {**KEY, "expires_at": "2027-01-01T00:00:00Z"}),
    ],
)
def test_what_the_vendor_takes_is_valid(kind, spec):
    """
    Every body that the vendor's SDK can write can be declared.
    """
    assert reasons(kind, spec) == []
    assert kind.check(spec) == []


@pytest.mark.parametrize(
    ("kind", "spec", "path"),
    [
        (cozmox.SIP_TRUNK, {**TRUNK, "provider": "TWILIO"}, ("provider",)),
        (cozmox.SIP_TRUNK, {**TRUNK, "phone_numbers": [15550100123]}, ("phone_numbers", 0)),
        (cozmox.SIP_TRUNK, {"name": "n", "provider": "twilio", "phone_numbers": []}, ("address",)),
        (cozmox.PHONE_NUMBER, {**NUMBER, "number": "extension"}, ("number",)),
        (cozmox.PHONE_NUMBER, {"number": "+1"}, ("sip_trunk_id",)),
        (cozmox.WORKFLOW, {**FLOW, "definition": "{}"}, ("definition",)),
        (cozmox.OUTCOME_DEFINITION, {**OUTCOME, "value_type": "boolean"}, ("value_type",)),
        (cozmox.QUALITY_RULE, {**RULE, "penalty": 1.5}, ("penalty",)),
        (cozmox.FAQ, {"question": "q", "answer": None}, ("answer",)),
        (cozmox.API_KEY, {"name": "n"}, ("scopes",)),
    ],
)
def test_what_the_vendor_would_refuse_is_found(kind, spec, path):
    """
    A filter's spelling of a provider, numbers that are no texts, nulls, and fields that a create needs.
    """
    assert path in [where[: len(path)] for where in reasons(kind, spec)]


def test_an_empty_definition_is_refused():
    """
    It does nothing, and one form of the vendor's answers shows it as none.
    """
    [(path, _)] = cozmox.WORKFLOW.check({**FLOW, "definition": {}})
    assert path == "definition"


def test_a_trunk_is_two_trunks():
    """
    The second id is kept with the first; whatever is sent to one is sent to both; a delete says what goes with it.
    """
    kind = cozmox.SIP_TRUNK
    assert kind.remembered == ("outbound_id",)
    assert wearing(kind, Remembered) <= wearing(kind, Computed)
    assert kind.update is not None
    assert kind.delete is not None
    assert kind.update.also == kind.delete.also == ("/org/{org_id}/sip-trunks/{outbound_id}",)
    assert kind.delete.destroys == "Deleting a trunk deletes the phone numbers on it too."
    assert kind.read is None


def test_what_opens_a_trunk_is_sent_once():
    """
    Address and credentials never come back and cannot be changed; numbers go along with the create and belong to themselves then.
    """
    kind = cozmox.SIP_TRUNK
    assert wearing(kind, Immutable) == {"address", "provider", "auth_username", "auth_password"}
    assert wearing(kind, WriteOnly) == wearing(kind, Sensitive) == {"auth_username", "auth_password"}
    assert wearing(kind, Unread) == {"address", "phone_numbers"}
    assert wearing(kind, CreateOnly) == {"phone_numbers"}
    assert "is_active" not in (kind.birth or ())


def test_what_changes_where_calls_go_needs_a_waiver():
    """
    Switching a trunk off, and moving a number to another one.
    """
    routed = {str(kind): wearing(kind, Routing) for kind in cozmox.PROVIDER.kinds if wearing(kind, Routing)}
    assert routed == {"cozmox/sip_trunk": {"is_active"}, "cozmox/phone_number": {"sip_trunk_id"}}


@pytest.mark.parametrize(
    ("ours", "theirs", "equal"),
    [
        ("twilio", "TWILIO", True),
        ("custom", "GENERIC", True),
        ("did-logic", "GENERIC", True),
        ("other", "custom", True),
        ("telnyx", "TWILIO", False),
        ("vonage", "GENERIC", False),
    ],
)
def test_a_provider_is_compared_however_it_is_spelt(ours, theirs, equal):
    """
    Creates and filters spell it differently, and nobody says which an answer follows.
    """
    assert (provider(ours) == provider(theirs)) is equal


def test_a_number_is_its_digits():
    """
    With a plus, with spaces or without: the same number.
    """
    assert digits("+1 (555) 010-0123") == digits("15550100123") == "15550100123"
    assert cozmox.PHONE_NUMBER.look_first
    assert cozmox.PHONE_NUMBER.identity == ("number", "sip_trunk_id")


@pytest.mark.parametrize(
    ("kind", "field"),
    [(cozmox.AGENT_SIP_TRUNK, "sip_trunk_id"), (cozmox.PHONE_NUMBER, "sip_trunk_id"), (cozmox.AGENT, "allowed_sip_trunks")],
)
def test_a_trunk_is_referred_to_by_its_inbound_id(kind, field):
    """
    Agents take calls of inbound trunks only, and its id is the pair's.
    """
    shape = kind.shape.child(field)
    assert (shape.item or shape).get(Ref) == Ref("cozmox/sip_trunk")


def test_a_binding_of_a_trunk_has_the_trunks_id():
    """
    A list shows under ``id`` what a create calls ``sip_trunk_id``.
    """
    assert cozmox.AGENT_SIP_TRUNK.decode({"id": "t", "name": "Main"}) == {"sip_trunk_id": "t", "name": "Main"}


def test_only_the_definition_of_a_workflow_can_be_written():
    """
    There is no call for the rest; and each write makes a version, which whoever refers to it learns after apply.
    """
    assert wearing(cozmox.WORKFLOW, Immutable) == {"name", "trigger_type", "description", "is_active"}
    assert wearing(cozmox.WORKFLOW, Minted) == {"version"}
    assert cozmox.WORKFLOW.shape.child("definition").opaque


@pytest.mark.parametrize(("rule", "own"), [({"is_global": True}, False), ({"is_global": False}, True), ({}, True)])
def test_a_global_rule_is_not_ours(rule, own):
    """
    The list mixes the platform's rules with one's own.
    """
    assert is_own(rule) is own
    assert cozmox.QUALITY_RULE.list is not None
    assert cozmox.QUALITY_RULE.list.keep is is_own


def test_an_integration_is_changed_by_two_calls():
    """
    Settings and the switch have a call each; credentials have none, so other ones connect anew.
    """
    kind = cozmox.INTEGRATION
    assert [(part.fields, part.update.path.rpartition("/")[2], part.inside) for part in kind.parts] == [
        (("settings",), "settings", False),
        (("is_active",), "toggle", False),
    ]
    assert kind.update is None
    assert wearing(kind, Immutable) == {"slug", "credentials"}
    assert kind.shape.child("credentials").child("anything").has(WriteOnly)


def test_a_key_is_yielded_once():
    """
    The secret is never one of the fields that are read; only scopes can be changed.
    """
    kind = cozmox.API_KEY
    assert (kind.yields, kind.own_key) == ("key", "key_prefix")
    assert wearing(kind, Immutable) == {"name", "expires_at"}
    assert kind.shape.child("key").has(Computed)
    assert kind.shape.child("key").has(Sensitive)
    assert kind.update is not None
    assert kind.update.path.endswith("/api-keys/{id}/scopes")
