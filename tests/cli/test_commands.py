"""Words in, exit codes out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import click
import pytest

from reconciler.cli.main import _COMMANDS, main
from reconciler.sandbox.faults import Fault
from tests.cli.conftest import AGENT, TOOL, Shell


@pytest.fixture
def applied(shell: Shell) -> Shell:
    """A repository with a tool and an agent, applied."""
    shell.write("manifests/tool.yaml", TOOL)
    shell.write("manifests/agent.yaml", AGENT)
    assert shell.run("apply", "--auto-approve").exit_code == 0
    return shell


def _edit_agent(shell: Shell) -> None:
    """Somebody edits the agent in the dashboard."""
    vendor = shell.running.sandbox.vendors["cozmox"]
    vendor.edited("agent", vendor.tables["agent"].rows()[0]["id"], {"prompt_template": "Be brisk."})


def _tree(root: Path) -> str:
    """A hash of every file below a folder."""
    digest = hashlib.sha256()
    for path in sorted(root.rglob("*")):
        if path.is_file():
            digest.update(str(path).encode() + path.read_bytes())
    return digest.hexdigest()


def test_plan_exits_with_two_only_when_asked_to_tell_changes(shell: Shell) -> None:
    """
    Without --detailed-exitcode a plan with changes is a success, as in Terraform.
    """
    shell.write("manifests/tool.yaml", TOOL)

    assert shell.run("plan").exit_code == 0
    assert shell.run("plan", "--detailed-exitcode").exit_code == 2


def test_a_plan_of_an_applied_repository_is_empty(applied: Shell) -> None:
    """
    Apply followed by plan shows nothing to do.
    """
    result = applied.run("plan", "--detailed-exitcode")

    assert result.exit_code == 0
    assert "No changes. 2 resources are as the manifests say." in result.stdout


def test_apply_without_a_terminal_asks_for_the_flag(shell: Shell) -> None:
    """
    Nobody can answer a prompt in CI: apply says which flag to give, and sends nothing.
    """
    shell.write("manifests/tool.yaml", TOOL)

    result = shell.run("apply")

    assert result.exit_code == 1
    assert "--auto-approve" in result.stderr
    assert [call for call in shell.running.sandbox.calls if call.method != "GET"] == []


def test_a_saved_plan_is_applied_as_it_was_reviewed(shell: Shell) -> None:
    """
    What plan --out saved needs no further question, and runs once: a second time there is nothing left of it.
    """
    shell.write("manifests/tool.yaml", TOOL)
    assert shell.run("plan", "--out", "first.plan").exit_code == 0

    assert shell.run("apply", "first.plan").exit_code == 0
    again = shell.run("apply", "first.plan")

    assert again.exit_code == 0
    assert "No changes" in again.stdout


def test_a_saved_plan_is_refused_once_the_world_has_moved(applied: Shell) -> None:
    """
    A dashboard edit between plan and apply makes the plan stale: exit code 4, and no write.
    """
    applied.write("manifests/agent.yaml", AGENT.replace("Be kind.", "Be very kind."))
    applied.run("plan", "--out", "first.plan")
    _edit_agent(applied)
    before = len(applied.running.sandbox.calls)

    result = applied.run("apply", "first.plan")

    assert result.exit_code == 4
    assert "Plan is stale" in result.stderr
    assert [call for call in applied.running.sandbox.calls[before:] if call.method != "GET"] == []


def test_a_saved_plan_that_was_changed_is_refused(shell: Shell) -> None:
    """
    The digest covers every effect: a plan that somebody edited after the review does not fit it any more.
    """
    shell.write("manifests/tool.yaml", TOOL)
    shell.run("plan", "--out", "first.plan")
    saved = json.loads((shell.root / "first.plan").read_text(encoding="utf-8"))
    saved["effects"] = []
    shell.write("first.plan", json.dumps(saved))

    result = shell.run("apply", "first.plan")

    assert result.exit_code == 1
    assert "tampered" in result.stderr


def test_something_that_is_no_plan_is_refused(shell: Shell) -> None:
    """
    Naming the wrong file says how to make a right one.
    """
    shell.write("manifests/tool.yaml", TOOL)

    result = shell.run("apply", "manifests/tool.yaml")

    assert result.exit_code == 1
    assert "plan --out" in result.stderr


def test_drift_exits_with_two_and_shows_both_sides(applied: Shell) -> None:
    """
    Somebody edited the prompt in the dashboard: drift names the field, what git says and what live holds.
    """
    assert applied.run("drift").exit_code == 0
    _edit_agent(applied)

    result = applied.run("drift")

    assert result.exit_code == 2
    applied.golden("drift", result.stdout)


def test_drift_as_json_carries_a_version(applied: Shell) -> None:
    """
    Machines read the same drift.
    """
    _edit_agent(applied)

    data = json.loads(applied.run("drift", "--format", "json").stdout)

    assert data["version"] == 1
    assert [item["address"] for item in data["items"]] == ["cozmox/agent/desk"]


def test_plan_validate_and_drift_write_nothing(applied: Shell) -> None:
    """
    Looking costs nothing: no call but GET, and the work tree is the same to the byte.
    """
    _edit_agent(applied)
    before, calls = _tree(applied.root), len(applied.running.sandbox.calls)

    for words in (["plan"], ["validate"], ["drift"], ["plan", "--format", "json"], ["state", "list"]):
        applied.run(*words)

    assert _tree(applied.root) == before
    assert {call.method for call in applied.running.sandbox.calls[calls:]} == {"GET"}


def test_a_finding_stops_apply_with_three_and_names_its_waiver(applied: Shell) -> None:
    """
    Both sides changed the prompt: apply refuses until exactly this conflict is allowed.
    """
    _edit_agent(applied)
    applied.write("manifests/agent.yaml", AGENT.replace("Be kind.", "Be very kind."))

    refused = applied.run("apply", "--auto-approve")
    allowed = applied.run("apply", "--auto-approve", "--allow", "conflict:cozmox/agent/desk")

    assert refused.exit_code == 3
    assert "--allow conflict:cozmox/agent/desk" in refused.stderr
    assert allowed.exit_code == 0


def test_a_failed_object_is_no_success(shell: Shell) -> None:
    """
    One of two objects is refused: exit code 5, the failure named, and the word complete nowhere.
    """
    shell.write("manifests/tool.yaml", TOOL)
    shell.write("manifests/agent.yaml", AGENT)
    shell.running.sandbox.vendors["cozmox"].organizations.clear()  # type: ignore[attr-defined]
    shell.running.sandbox.vendors["cozmox"].organizations.add("org-1")  # type: ignore[attr-defined]
    shell.running.sandbox.faults.add(Fault(vendor="cozmox", method="POST", kind="error_before", status=403, times=0))

    result = shell.run("apply", "--auto-approve")

    assert result.exit_code == 5
    assert "cozmox/agent/desk" in result.stdout
    assert "complete" not in result.stdout.lower()


def test_state_lists_shows_and_forgets(applied: Shell) -> None:
    """
    A binding can be looked at and ended; the object stays at its vendor.
    """
    assert "telnyx/tool/hang-up" in applied.run("state", "list").stdout
    assert "tool-" in applied.run("state", "show", "telnyx/tool/hang-up").stdout

    forgotten = applied.run("state", "forget", "telnyx/tool/hang-up")

    assert forgotten.exit_code == 0
    assert "telnyx/tool/hang-up" not in applied.run("state", "list").stdout
    assert len(applied.running.sandbox.vendors["telnyx"].tables["tool"]) == 1


def test_state_of_an_unknown_address_says_how_to_list(applied: Shell) -> None:
    """
    A mistyped address is an error, not an empty answer.
    """
    result = applied.run("state", "show", "telnyx/tool/hangup")

    assert result.exit_code == 1
    assert "state list" in result.stderr


def test_validate_tells_machines_as_well(shell: Shell) -> None:
    """
    The JSON form has the place of every error.
    """
    shell.write("manifests/tool.yaml", TOOL.replace("telnyx/tool", "telnyx/tol"))

    result = shell.run("validate", "--format", "json")

    assert result.exit_code == 1
    assert json.loads(result.stdout)["diagnostics"][0]["source"] == {"file": "manifests/tool.yaml", "line": 1, "column": 1}


def test_validate_needs_no_key_and_no_vendor(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A pull request from a stranger can be checked without a secret.
    """
    monkeypatch.delenv("TELNYX_API_KEY")
    shell.write("manifests/tool.yaml", TOOL)

    result = shell.run("validate")

    assert result.exit_code == 0
    assert result.stdout == "1 manifest checked, no errors.\n"
    assert shell.running.sandbox.calls == []


def test_schemas_are_written_and_checked(shell: Shell) -> None:
    """
    Every kind has a schema; a missing or superfluous file is not fresh.
    """
    assert shell.run("schema", "--check").exit_code == 1

    assert shell.run("schema").exit_code == 0

    assert shell.run("schema", "--check").exit_code == 0
    shell.write("schemas/telnyx/gone.json", "{}")
    assert "gone.json" in shell.run("schema", "--check").stderr


def test_a_folder_without_configuration_says_what_to_do(shell: Shell) -> None:
    """
    Somebody runs it in the wrong folder.
    """
    (shell.root / "reconciler.yaml").unlink()

    result = shell.run("plan")

    assert result.exit_code == 1
    assert "-C" in result.stderr


def test_only_plans_what_was_asked_for(shell: Shell) -> None:
    """
    --only takes an address with what it refers to, and the plan says that it is partial.
    """
    shell.write("manifests/tool.yaml", TOOL)
    shell.write("manifests/agent.yaml", AGENT)

    plan = json.loads(shell.run("plan", "--only", "telnyx/tool/hang-up", "--format", "json").stdout)

    assert [step["address"] for step in plan["steps"]] == ["telnyx/tool/hang-up"]
    assert plan["partial"] is True


def test_no_secret_is_in_any_output(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """
    A secret goes to the vendor and nowhere else: not to a plan, a saved plan, the state, the journal or the terminal.
    """
    monkeypatch.setenv("OPENAI", "sk-very-secret-value")
    manifest = 'kind: telnyx/integration_secret\nname: s\nspec: {identifier: s, type: bearer, token: {$secret: "env:OPENAI"}}\n'
    shell.write("manifests/s.yaml", manifest)
    commands = ("plan --out p", "apply p", "plan", "plan --format json", "state show telnyx/integration_secret/s")

    outputs = [shell.run(*command.split()).output for command in commands]
    files = [path.read_text(encoding="utf-8") for path in shell.root.rglob("*") if path.is_file()]

    assert all("sk-very-secret-value" not in text for text in (*outputs, *files))
    assert "test-key" not in "".join((*outputs, *files))


def test_the_table_of_commands_says_what_each_command_says() -> None:
    """
    --help knows every command's line before it imports one.
    """
    context = click.Context(main)
    listed = {name: main.get_command(context, name) for name in main.list_commands(context)}

    assert {name: command.short_help for name, command in listed.items() if command} == _COMMANDS
