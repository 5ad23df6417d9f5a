"""A small vendor of our own, and a repository to write manifests in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import pytest

from reconciler.desired import Desired, Document, files
from reconciler.desired.config import config
from reconciler.desired.link import desired
from reconciler.diagnostics import Diagnostic, InputError
from reconciler.schema import ABSENT, Endpoint, Kind, Provider, Spec
from reconciler.schema.traits import Atomic, Computed, Default, Deferrable, Identity, PathParam, Ref, Sensitive, WriteOnly


class Webhook(Spec):
    url: str
    token: Annotated[str, Sensitive(literal=lambda text: text.startswith("{{"))] = ABSENT
    calls: Annotated[int, Computed()] = ABSENT


class Tool(Spec):
    name: str
    webhook: Webhook = ABSENT
    number: Annotated[str, Ref("acme/number")] = ABSENT
    parameters: Annotated[dict[str, Any], Atomic()] = ABSENT


class AgentSpec(Spec):
    id: Annotated[str, Computed()] = ABSENT
    name: Annotated[str, Identity()]
    model: str
    instructions: str = ABSENT
    temperature: float = ABSENT
    recording: bool = ABSENT
    transfer_to: str = ABSENT
    language: Annotated[str, Default("en")] = ABSENT
    api_key: Annotated[str, Sensitive()] = ABSENT
    number: Annotated[str | None, Ref("acme/number"), Deferrable()] = ABSENT
    fallback: Annotated[str, Ref("acme/agent")] = ABSENT
    labels: dict[str, str] = ABSENT
    stops: list[str] | str = ABSENT
    tools: list[Tool] = ABSENT


class NumberSpec(Spec):
    phone_number: Annotated[str, Identity()]
    pin: Annotated[str, WriteOnly()] = ABSENT
    region: str
    agent: Annotated[str, Ref("acme/agent"), Deferrable()] = ABSENT


class VersionSpec(Spec):
    agent: Annotated[str, PathParam(), Ref("acme/agent")]
    title: str


def loud(spec: dict[str, Any]) -> list[tuple[str, str]]:
    return [("tools[0].name", "A name is not shouted.")] if any(tool["name"].isupper() for tool in spec.get("tools", [])) else []


AGENT = Kind("acme", "agent", AgentSpec, create=Endpoint("POST", "/agents"), check=loud)
NUMBER = Kind("acme", "number", NumberSpec)
VERSION = Kind("acme", "version", VersionSpec, create=Endpoint("POST", "/versions"), retired="The vendor closed versions.")
ACME = Provider("acme", "Acme", "https://api.acme.test/v1", (AGENT, NUMBER, VERSION), ("org_id",), token_env="ACME_API_KEY")
PLAIN = Provider("plain", "Plain", "https://plain.test", ())
KINDS = {str(kind): kind for kind in ACME.kinds}


class Repository:
    """A folder with manifests in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "manifests").mkdir(parents=True)

    def write(self, contents: Mapping[str, str | bytes]) -> Repository:
        for name, text in contents.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return self

    def load(self) -> list[Document]:
        return files.load(self.root)

    def parse(self, text: str | bytes) -> Any:
        """The data of the only document of a file with this text."""
        self.write({"one.yaml": text})
        (document,) = files.read_yaml(self.root / "one.yaml", self.root)
        return document.data

    def link(self, documents: list[Document] | None = None, *, strict: bool = False) -> Desired:
        found = self.load() if documents is None else documents
        read_text = partial(files.read_text, self.root)
        return desired(found, KINDS.get, {"stage": "test", "size": 3}, read_text, names=KINDS, strict=strict)

    def config(self, text: str) -> Any:
        self.write({"reconciler.yaml": text})
        return config(files.read_yaml(self.root / "reconciler.yaml", self.root), [ACME, PLAIN])


@pytest.fixture
def repository(tmp_path):
    return Repository(tmp_path / "repository")


@pytest.fixture
def faults():
    """The diagnostics of a call that must fail."""

    def run(call: Callable[[], object]) -> list[Diagnostic]:
        with pytest.raises(InputError) as caught:
            call()
        return list(caught.value.diagnostics)

    return run
