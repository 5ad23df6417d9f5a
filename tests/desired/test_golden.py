"""What a user reads for each bad input. ``UPDATE_GOLDEN=1`` writes the texts anew."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from reconciler.desired import files, secrets
from reconciler.diagnostics import InputError

GOLDEN = Path(__file__).parent / "golden"
HEAD = "kind: acme/agent\nname: front-desk\nspec:\n  name: Front desk\n  model: m-1\n"
LAUGHS = "a0: &a0 [ha, ha, ha, ha, ha, ha, ha, ha, ha]\n" + "".join(
    f"a{row}: &a{row} [{', '.join([f'*a{row - 1}'] * 9)}]\n" for row in range(1, 12)
)
CONFIG = "version: 1\ntargets:\n  staging:\n    accounts:\n      acme:\n"
TOKEN = "        token: {$secret: env:ACME_API_KEY}\n"

# name of the golden file, text of the only manifest
MANIFESTS = {
    "malformed-yaml": "kind: acme/agent\nname: front-desk\nspec:\n  name: Front desk: the first\n",
    "unclosed-quote": "kind: 'acme/agent\nname: front-desk\n",
    "duplicate-key": HEAD + "  model: m-2\n",
    "key-is-no-text": HEAD + "  labels: {1: one, true: yes}\n",
    "merge-key": "base: &base {model: m-1}\nspec:\n  <<: *base\n",
    "custom-tag": HEAD + "  instructions: !include prompt.md\n",
    "not-a-number": HEAD + "  temperature: .nan\n",
    "duplicate-address": f"{HEAD}---\n{HEAD}",
    "dangling-reference": HEAD + "  fallback: {$ref: acme/agent/frontdesk}\n",
    "reference-to-itself": HEAD + "  fallback: {$ref: acme/agent/front-desk}\n",
    "reference-to-another-kind": HEAD + "  number: {$ref: acme/agent/front-desk-2}\n---\n" + HEAD.replace("front-desk", "front-desk-2"),
    "reference-out-of-place": HEAD + "  transfer_to: {$ref: acme/number/main}\n---\n"
    "kind: acme/number\nname: main\nspec: {phone_number: '+15551234567', region: us}\n",
    "malformed-form": HEAD + "  instructions: {$files: prompt.md}\n  fallback: {$ref: acme/agent/x, to: id}\n",
    "unknown-variable": HEAD + "  instructions: {$var: stages}\n",
    "unknown-kind": HEAD.replace("acme/agent", "acme/agents"),
    "unknown-key": "protected: true\n" + HEAD,
    "bad-name": HEAD.replace("front-desk", "front desk"),
    "not-a-manifest": "- kind: acme/agent\n",
    "unknown-field": HEAD + "  instruction: Be kind.\n  tools:\n  - name: look\n    webhok: {}\n",
    "missing-field": "kind: acme/agent\nname: front-desk\nspec:\n  tools:\n  - webhook: {}\n",
    "wrong-type": HEAD + "  temperature: '1'\n  recording: yes\n  stops: 5\n  labels: {vip: true}\n  number: {}\n  language: null\n",
    "computed-field": HEAD + "  id: a-1\n  tools:\n  - name: look\n    webhook: {url: 'https://example.com', calls: 3}\n",
    "secret-literal": HEAD + "  api_key: hunter2-hunter2\n",
    "secret-literal-number": HEAD + "  api_key: 4242424242\n",
    "secret-in-a-readable-place": HEAD + "  instructions: {$secret: env:PROMPT}\n",
    "unknown-secret-store": HEAD + "  api_key: {$secret: vault:KEY}\n",
    "unquoted-phone-number": HEAD + "  transfer_to: +15551234567\n",
    "refused-by-the-kind": HEAD + "  tools:\n  - name: LOOK\n",
    "yaml-bomb": LAUGHS,
    "aliases": f"a: &a 1\nb: [{', '.join(['*a'] * 101)}]\n",
    "depth": f"a: {'[' * 64}{']' * 64}\n",
    "size": "a: " + "x" * files.LARGEST,
    "not-utf-8": "kind: acme/agent\nname: caf\xe9\n".encode("latin-1"),
    "file-out-of-the-repository": HEAD + "  instructions: {$file: ../../secret.md}\n",
    "file-not-found": HEAD + "  instructions: {$file: prompts/gone.md}\n",
    "removed-and-moved": HEAD + "---\nremoved: [acme/agent/front-desk, front-desk]\n"
    "moved:\n- {from: acme/agent/front-desk, to: acme/agent/reception}\n- {to: acme/agent/front-desk}\n",
}
CONFIGS = {
    "missing-account-parameter": CONFIG + TOKEN,
    "http-base-url": CONFIG + TOKEN + "        org_id: o-1\n        base_url: http://api.acme.test\n",
    "literal-token": CONFIG + "        token: sk-hunter2\n        org_id: o-1\n",
    "unknown-provider": CONFIG.replace("acme", "acne") + TOKEN,
    "unknown-config-keys": CONFIG
    + TOKEN
    + "        orgid: o-1\n    polices: {}\n    policy: {drift: ignore, max_delete_percent: 101, prune: yes}\n",
    "no-targets": "version: 2\n",
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_bad_manifest_says_what_to_mend(repository, name):
    """
    Every error names file, line, column, field, reason and mend.
    """
    repository.write({"manifests/agents.yaml": MANIFESTS[name]})
    compare(name, lambda: repository.link(strict=True))


@pytest.mark.parametrize("name", CONFIGS)
def test_a_bad_configuration_says_what_to_mend(repository, name):
    """
    The configuration is checked with the same care as the manifests.
    """
    compare(name, lambda: repository.config(CONFIGS[name]))


def test_a_missing_secret_says_where_it_is_used(repository):
    """
    All missing secrets are named at once, each with the place that needs it.
    """
    repository.write({"manifests/agents.yaml": HEAD + "  api_key: {$secret: env:OPENAI_KEY}\n"})
    configuration = repository.config(CONFIG + "        token: {$secret: file:gone.txt}\n        org_id: o-1\n")
    refs = secrets.used(configuration.targets["staging"].accounts.values(), repository.link())
    compare("missing-secret", lambda: secrets.resolve(refs, {"OPENAI_KEY": ""}, lambda name: files.read_secret(repository.root, name)))


def test_a_link_out_of_the_repository_is_refused(repository, tmp_path):
    """
    A manifest that a review cannot show is not read.
    """
    (tmp_path / "outside.yaml").write_text(HEAD)
    (repository.root / "manifests" / "linked.yaml").symlink_to(tmp_path / "outside.yaml")
    compare("symlink-out", repository.link)


def test_every_golden_text_has_its_test():
    """
    A text nobody compares with is out of date before long.
    """
    assert {path.stem for path in GOLDEN.iterdir()} == {*MANIFESTS, *CONFIGS, "missing-secret", "symlink-out"}


def compare(name, call):
    with pytest.raises(InputError) as caught:
        call()
    lines = []
    for each in caught.value.diagnostics:
        lines += [
            f"{each.source}: {each.severity.value}: {each.summary}",
            f"  {each.address or '-'} {each.path or '-'}",
            f"  {each.detail}",
        ]
    text = "\n".join(lines) + "\n"
    assert "hunter2" not in text
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        golden.write_text(text)
    assert text == golden.read_text()
