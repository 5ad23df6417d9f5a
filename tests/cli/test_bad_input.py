"""What a user reads when something is wrong: a golden text each, and nothing lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from reconciler.sandbox.faults import Fault
from tests.cli.conftest import AGENT, CONFIG, TOOL, Shell, odd_vendor


def _malformed(shell: Shell) -> None:
    shell.write("manifests/a.yaml", TOOL + "  broken: [1, 2\n")


def _duplicate(shell: Shell) -> None:
    shell.write("manifests/a.yaml", TOOL)
    shell.write("manifests/b.yaml", TOOL)


def _dangling(shell: Shell) -> None:
    shell.write(
        "manifests/a.yaml",
        TOOL
        + "---\nkind: telnyx/assistant\nname: desk\nspec:\n  name: Desk\n  instructions: Hi\n  tool_ids: [{$ref: telnyx/tool/hang-upp}]\n",
    )


def _unknown_kind(shell: Shell) -> None:
    shell.write("manifests/a.yaml", TOOL.replace("telnyx/tool", "telnyx/tol"))


def _wrong_type(shell: Shell) -> None:
    shell.write("manifests/a.yaml", TOOL.replace("Hang up", "5"))


def _missing_account(shell: Shell) -> None:
    shell.write("manifests/a.yaml", "kind: vocode/prompt\nname: p\nspec: {content: Hi}\n")


def _missing_secret(shell: Shell) -> None:
    shell.write(
        "manifests/a.yaml",
        'kind: telnyx/integration_secret\nname: s\nspec: {identifier: s, type: bearer, token: {$secret: "env:NOT_SET_ANYWHERE"}}\n',
    )


def _unreachable(shell: Shell) -> None:
    shell.write("manifests/a.yaml", TOOL + "---\n" + AGENT)
    config = (shell.root / "reconciler.yaml").read_text(encoding="utf-8")
    # Port 1 of loopback: nothing listens there.
    shell.write("reconciler.yaml", config.replace(f":{shell.port}/", ":1/"))


def _unauthorized(shell: Shell) -> None:
    shell.write("manifests/a.yaml", AGENT)
    shell.running.sandbox.vendors["cozmox"].switch({"auth": "x-api-key"})


def _html(shell: Shell) -> None:
    shell.write("manifests/a.yaml", TOOL)
    shell.running.sandbox.faults.add(Fault(kind="html", times=0))


ROWS = {
    "malformed-yaml": _malformed,
    "duplicate-address": _duplicate,
    "dangling-reference": _dangling,
    "unknown-kind": _unknown_kind,
    "wrong-type": _wrong_type,
    "missing-account": _missing_account,
    "missing-secret": _missing_secret,
    "unreachable-vendor": _unreachable,
    "refused-key": _unauthorized,
    "html-instead-of-json": _html,
}


@pytest.mark.parametrize(("name", "break_it"), ROWS.items(), ids=list(ROWS))
def test_what_is_wrong_is_said_with_its_place_and_its_mend(shell: Shell, name: str, break_it: Callable[[Shell], None]) -> None:
    """
    A plan that cannot be made exits with 1, says everything that is wrong, and writes nothing.
    """
    break_it(shell)

    result = shell.run("plan")

    assert result.exit_code == 1
    assert result.stdout == ""
    shell.golden(name, result.stderr)
    assert not (shell.root / ".reconciler").exists()
    assert [call for call in shell.running.sandbox.calls if call.method != "GET"] == []


def test_a_list_that_is_no_list_is_an_error_and_nothing_is_assumed(shell: Shell) -> None:
    """
    When a vendor's list stops being a list, the plan stops too: it does not take it for an empty account.
    """
    shell.write("manifests/a.yaml", TOOL)
    with odd_vendor(lambda _: {"data": {"hang-up": {}}, "meta": {}}) as port:
        shell.write("reconciler.yaml", CONFIG.format(port=port))
        result = shell.run("plan")

    assert result.exit_code == 1
    shell.golden("list-that-is-no-list", result.stderr)


def test_a_missing_page_freezes_what_would_be_created(shell: Shell) -> None:
    """
    When a vendor counts more objects than its pages hold, ours may be among the missing: nothing is created until they are seen.
    """
    shell.write("manifests/a.yaml", TOOL)
    page = {"data": [], "meta": {"page_number": 1, "page_size": 100, "total_pages": 1, "total_results": 3}}
    with odd_vendor(lambda _: page) as port:
        shell.write("reconciler.yaml", CONFIG.format(port=port))
        planned, applied = shell.run("plan"), shell.run("apply", "--auto-approve")

    shell.golden("missing-page", planned.stdout)
    assert applied.exit_code == 3
