"""The configuration: accounts whose tokens never stand in it, and URLs that a token may be sent to."""

from __future__ import annotations

import pytest

from reconciler.desired import Account, Drift, Policy, StatePlace, files
from reconciler.desired.config import target
from reconciler.desired.secrets import resolve
from reconciler.diagnostics import Source
from reconciler.schema import SecretRef

HEAD = "version: 1\ntargets:\n  staging:\n    accounts:\n      acme:\n        org_id: o-1\n"


def test_a_short_configuration_is_filled_with_defaults(repository):
    """
    The provider knows its URL and the usual name of its token.
    """
    staging = repository.config(HEAD).targets["staging"]
    account = staging.accounts["acme"]
    assert (account.base_url, account.token, account.parameters) == (
        "https://api.acme.test/v1",
        SecretRef("env", "ACME_API_KEY"),
        {"org_id": "o-1"},
    )
    assert account.auth == "Authorization"
    assert staging.state == StatePlace("file", ".reconciler/staging.state.json")
    assert staging.policy == Policy(prune=False, drift=Drift.ENFORCE, max_delete_percent=30)


def test_a_full_configuration_is_read(repository):
    """
    Every key that there is.
    """
    more = (
        "        base_url: http://127.0.0.1:8080/\n        token: {$secret: 'file:/run/token'}\n        auth: X-Api-Key\n"
        "    vars: {a: 1, b: text}\n    state: {backend: file, path: /var/state.json}\n"
        "    policy: {prune: true, drift: stop, max_delete_percent: 5}\nmanifests: voice\n"
    )
    config = repository.config(HEAD + more)
    staging = target(config, None)
    source = Source("reconciler.yaml", 8, 9)
    assert staging.accounts["acme"] == Account(
        "acme", "http://127.0.0.1:8080", SecretRef("file", "/run/token"), {"org_id": "o-1"}, "X-Api-Key", source
    )
    assert (config.manifests, staging.vars, staging.state.path) == ("voice", {"a": 1, "b": "text"}, "/var/state.json")
    assert staging.policy == Policy(prune=True, drift=Drift.STOP, max_delete_percent=5)


@pytest.mark.parametrize("url", ["https://api.example.com", "http://localhost:1", "http://127.9.9.9/v1", "http://[::1]:8"])
def test_a_safe_url_is_taken(repository, url):
    """
    Plain http is for loopback only.
    """
    assert repository.config(f"{HEAD}        base_url: '{url}'\n").targets["staging"].accounts["acme"].base_url == url


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com",
        "http://127.0.0.1.example.com",
        "http://localhost@example.com",
        "https://user:hunter2@example.com",
        "https://example.com?key=hunter2",
        "https://example.com#x",
        "https://example.com\\@127.0.0.1",
        "ftp://example.com",
        "example.com",
        "https://",
        "https://exa mple.com",
        "https://[::1",
        "https://example.com:x",
    ],
)
def test_an_unsafe_url_is_refused(repository, faults, url):
    """
    A token is not sent in the clear, nor elsewhere than the URL seems to say.
    """
    (fault,) = faults(lambda: repository.config(f"{HEAD}        base_url: '{url}'\n"))
    assert fault.summary == "Bad base_url"
    assert "hunter2" not in fault.detail


def test_the_target_must_be_clear(repository, faults):
    """
    With several targets one has to be named; the error lists them.
    """
    config = repository.config(f"{HEAD}  prod:\n    accounts: {{}}\n")
    assert target(config, "prod").name == "prod"
    assert "prod, staging" in faults(lambda: target(config, None))[0].detail
    assert 'Did you mean "staging"?' in faults(lambda: target(config, "stagin"))[0].detail


def test_a_configuration_is_one_document(repository, faults):
    """
    A second document would be silently ignored otherwise.
    """
    assert faults(lambda: repository.config(f"{HEAD}---\n{HEAD}"))[0].summary == "Bad configuration"
    assert faults(lambda: repository.config(""))[0].summary == "Bad configuration"
    assert faults(lambda: repository.config("- 1"))[0].summary == "Bad configuration"


def test_secrets_are_resolved_together(repository):
    """
    The last line break of a file is not part of the secret; nothing else is trimmed.
    """
    repository.write({"token": " s3cret \n\n"})
    env, file = SecretRef("env", "KEY"), SecretRef("file", "token")
    found = resolve({env: None, file: None}, {"KEY": "k\n"}, lambda name: files.read_secret(repository.root, name))
    assert {ref: secret.reveal() for ref, secret in found.items()} == {env: "k\n", file: " s3cret \n"}
    assert "s3cret" not in repr(found)


def test_missing_secrets_are_all_named(faults):
    """
    An unset, an empty and an unknown one are told apart.
    """
    refs = {SecretRef("env", "A"): None, SecretRef("env", "B"): None, SecretRef("vault", "C"): None}
    details = {each.detail for each in faults(lambda: resolve(refs, {"B": ""}, str))}
    assert len(details) == 3
