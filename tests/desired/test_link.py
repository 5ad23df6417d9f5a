"""Manifests become one linked state, the same for every order of files."""

from __future__ import annotations

from random import Random

import pytest

from reconciler.address import Address
from reconciler.desired.graph import Edge, edges
from reconciler.schema import Reference, SecretRef

DESK = Address("acme", "agent", "front-desk")
MAIN = Address("acme", "number", "main")
HEAD = "kind: acme/agent\nname: front-desk\nspec:\n  name: Front desk\n  model: m-1\n"
NUMBER = "kind: acme/number\nname: main\nspec:\n  phone_number: '+15551234567'\n"


def test_forms_become_what_they_stand_for(repository):
    """
    Files, variables, references and secrets are written as one-key mappings.
    """
    repository.write({"manifests/prompt.md": "Be {{kind}}.\r\n"})
    repository.write({"manifests/number.yaml": NUMBER})
    text = "  instructions: {$file: prompt.md}\n  number: {$ref: acme/number/main}\n"
    text += "  api_key: {$secret: env:KEY}\n  transfer_to: {$var: stage}\n"
    repository.write({"manifests/a.yaml": HEAD + text})
    spec = repository.link().resources[DESK].spec
    assert spec["instructions"] == "Be {{kind}}.\r\n"
    assert spec["number"] == Reference(MAIN)
    assert spec["api_key"] == SecretRef("env", "KEY")
    assert spec["transfer_to"] == "test"


def test_inside_an_opaque_value_a_ref_is_json_schema(repository):
    """
    `$ref` and other `$` keys belong to the schema there, while `$file` and `$var` are still filled in.
    """
    parameters = "{$ref: '#/x', a: {$ref: '#/y'}, b: {$var: size}, c: {$schema: s}}"
    repository.write({"manifests/a.yaml": HEAD + f"  tools: [{{name: look, parameters: {parameters}}}]\n"})
    tool = repository.link().resources[DESK].spec["tools"][0]
    assert tool["parameters"] == {"$ref": "#/x", "a": {"$ref": "#/y"}, "b": 3, "c": {"$schema": "s"}}


def test_a_secret_inside_an_opaque_value_is_refused(repository, faults):
    """
    It would be sent as a mapping, or be shown.
    """
    repository.write({"manifests/a.yaml": HEAD + "  tools: [{name: look, parameters: {a: {$secret: env:KEY}}}]\n"})
    assert [each.summary for each in faults(repository.link)] == ["Secret in a readable place"]


@pytest.mark.parametrize("form", ["{$file: prompt.md}", "{$var: stage}", "{$secret: env:KEY}", "{$ref: acme/number/main}"])
def test_a_form_cannot_stand_for_a_whole_spec(repository, faults, form):
    """
    Such a manifest would declare nothing, and nobody would be told.
    """
    repository.write({"manifests/prompt.md": "Be kind.", "manifests/a.yaml": f"kind: acme/agent\nname: front-desk\nspec: {form}\n"})
    (fault,) = faults(repository.link)
    assert (fault.summary, fault.path, str(fault.source)) == ("Malformed form", "spec", "manifests/a.yaml:3:1")


def test_a_default_is_written_out_and_an_explicit_value_kept(repository):
    """
    Absent means the declared default.
    """
    repository.write({"manifests/a.yaml": HEAD, "manifests/b.yaml": HEAD.replace("front-desk", "back") + "  language: ru\n"})
    assert [each.spec["language"] for each in repository.link()] == ["ru", "en"]


def test_an_adopted_object_may_be_managed_in_part(repository):
    """
    What creating would need may be absent, except what stands in the address.
    """
    repository.write({"manifests/a.yaml": "kind: acme/agent\nname: front-desk\nadopt: a-1\nprotect: true\nspec: {}\n"})
    resource = repository.link().resources[DESK]
    assert (resource.adopt, resource.protect) == ("a-1", True)


def test_a_kind_that_is_never_created_needs_only_what_finds_it(repository, faults):
    """
    A bought number is found by its digits; its region need not be written.
    """
    repository.write({"manifests/a.yaml": NUMBER})
    assert MAIN in repository.link().resources
    repository.write({"manifests/a.yaml": "kind: acme/number\nname: main\nspec: {region: us}\n"})
    assert [each.path for each in faults(repository.link)] == ["phone_number"]


def test_a_path_parameter_is_needed_even_to_adopt(repository, faults):
    """
    Without it the object has no URL.
    """
    repository.write({"manifests/a.yaml": "kind: acme/version\nname: v1\nadopt: v-1\nspec: {}\n"})
    assert [(each.summary, each.path) for each in faults(repository.link)] == [("Retired kind", "kind"), ("Missing field", "agent")]


def test_an_unknown_field_is_a_warning_and_strict_makes_it_an_error(repository, faults):
    """
    Vendors add fields faster than declarations follow; free maps know every key.
    """
    repository.write({"manifests/a.yaml": HEAD + "  brand_new: {a: 1}\n  labels: {anything: goes}\n"})
    assert [each.path for each in repository.link().warnings] == ["brand_new"]
    assert [each.path for each in faults(lambda: repository.link(strict=True))] == ["brand_new"]


def test_a_text_that_is_no_secret_may_stand_where_the_kind_says_so(repository, faults):
    """
    The vendor's own template is allowed, anything else is not, and the value is not repeated.
    """
    webhook = "  tools: [{name: look, webhook: {url: 'https://e.com', token: 'TOKEN'}}]\n"
    repository.write({"manifests/a.yaml": HEAD + webhook.replace("TOKEN", "{{secret}}")})
    assert len(repository.link()) == 1
    repository.write({"manifests/a.yaml": HEAD + webhook.replace("TOKEN", "hunter2")})
    (fault,) = faults(repository.link)
    assert fault.path == "tools[0].webhook.token"
    assert "hunter2" not in str(fault)


@pytest.mark.parametrize(
    ("field", "summary"),
    [("phone_number", None), ("id", None), ("phone", "Unknown field"), ("pin", "Reference to a secret")],
)
def test_a_reference_to_a_field_may_stand_anywhere(repository, faults, field, summary):
    """
    Naming the field says what is meant; it must exist and be readable.
    """
    repository.write({"manifests/a.yaml": f"{HEAD}  transfer_to: {{$ref: acme/number/main, field: {field}}}\n---\n{NUMBER}"})
    if summary is None:
        assert repository.link().resources[DESK].spec["transfer_to"] == Reference(MAIN, field)
    else:
        assert [each.summary for each in faults(repository.link)] == [summary]


def test_a_reference_to_a_field_may_stand_in_a_list_where_a_text_may_stand_instead(repository):
    """
    That the place could hold something of another type does not make the list wrong.
    """
    repository.write({"manifests/a.yaml": f"{HEAD}  stops: [now, {{$ref: acme/number/main, field: phone_number}}]\n---\n{NUMBER}"})
    assert repository.link().resources[DESK].spec["stops"] == ["now", Reference(MAIN, "phone_number")]


def test_edges_say_where_and_whether_they_may_wait(repository):
    """
    Every reference is an edge of the graph.
    """
    text = "  number: {$ref: acme/number/main}\n  tools:\n  - name: call\n    number: {$ref: acme/number/main}\n"
    repository.write({"manifests/a.yaml": f"{HEAD}{text}---\n{NUMBER}"})
    assert edges(repository.link().resources[DESK]) == (
        Edge(("number",), MAIN, deferrable=True, leaf="number"),
        Edge(("tools", 0, "number"), MAIN, deferrable=False, leaf="tools"),
    )


def test_two_manifests_cannot_adopt_one_object(repository, faults):
    """
    Each of them would undo the other.
    """
    text = "kind: acme/agent\nname: one\nadopt: a-1\nspec: {}\n"
    repository.write({"manifests/a.yaml": f"{text}---\n{text.replace('one', 'two')}"})
    assert [each.summary for each in faults(repository.link)] == ["Duplicate adoption"]


def test_removed_and_moved_are_kept(repository):
    """
    They may stand in one document.
    """
    repository.write(
        {"manifests/a.yaml": f"{HEAD}---\nremoved: [acme/number/main]\nmoved: [{{from: acme/agent/old, to: acme/agent/front-desk}}]\n"}
    )
    desired = repository.link()
    assert [each.address for each in desired.removed] == [MAIN]
    assert [(each.earlier.name, each.address) for each in desired.moved] == [("old", DESK)]


def test_an_address_is_moved_once(repository, faults):
    """
    A chain of moves is written as one.
    """
    moves = "moved: [{from: acme/agent/a, to: acme/agent/b}, {from: acme/agent/b, to: acme/agent/front-desk}]"
    repository.write({"manifests/a.yaml": f"{HEAD}---\n{moves}\n"})
    assert [each.summary for each in faults(repository.link)] == ["Moved to nowhere", "Moved twice"]


def test_everything_wrong_is_reported_at_once(repository, faults):
    """
    Errors of several files, sorted by place; what could not be filled in is complained of once.
    """
    repository.write(
        {"manifests/b.yaml": "kind: acme/agent\nname: b\nspec: {name: 5, model: {$var: gone}}\n", "manifests/a.yaml": HEAD + "  id: a\n"}
    )
    assert [(each.source.file, each.summary) for each in faults(repository.link)] == [
        ("manifests/a.yaml", "Field set by the vendor"),
        ("manifests/b.yaml", "Wrong type"),
        ("manifests/b.yaml", "Unknown variable"),
    ]


@pytest.mark.parametrize("seed", range(20))
def test_the_order_of_files_means_nothing(repository, seed):
    """
    Renaming or moving files cannot change a plan.
    """
    for name in "abcdef":
        repository.write({f"manifests/{name}.yaml": HEAD.replace("front-desk", name) + "  extra: 1\n"})
    repository.write({"manifests/z.yaml": "removed: [acme/number/b, acme/number/a]\n"})
    documents = repository.load()
    shuffled = Random(seed).sample(documents, len(documents))
    desired, again = repository.link(documents), repository.link(shuffled)
    assert desired == again
    assert list(desired.resources) == list(again.resources)
    assert [each.where(("model",)).line for each in again] == [5] * 6
