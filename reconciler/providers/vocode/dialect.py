"""The two dialects, as data: everything in which they differ, besides the fields of their objects."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ...schema import Endpoint, Json, Kind, Listing, Members, Pages, Provider, Spec, Tree
from .carry import Amend
from .prompt import decode_prompt
from .variant import Check, check_nothing
from .voice import decode_voice


@dataclass(frozen=True, slots=True)
class Dialect:
    """
    One vendor. ``acquire`` is how a number is got, with the fields that it takes and the form of its body.

    ``amends`` add to the updates of a kind; ``members`` are its sets that change one by one. ``inferred`` says on what each kind rests.
    """

    name: str
    title: str
    base_url: str
    token_env: str
    specs: Mapping[str, type[Spec]]
    acquire: Endpoint
    acquire_takes: tuple[str, ...]
    acquire_body: Callable[[dict[str, Tree]], dict[str, Tree]]
    inferred: Mapping[str, str]
    deletable: frozenset[str] = frozenset()
    open: frozenset[str] = frozenset()
    checks: Mapping[str, Check] = field(default_factory=dict)
    amends: Mapping[str, Amend] = field(default_factory=dict)
    members: Mapping[str, tuple[Members, ...]] = field(default_factory=dict)

    def provider(self) -> Provider:
        """The declaration."""
        kinds = (_number_kind(self) if name == "number" else _kind(self, name) for name in self.specs)
        return Provider(self.name, self.title, self.base_url, tuple(kinds), token_env=self.token_env)


SUMMARIES = {
    "account_connection": "An account at another vendor, with its credentials.",
    "prompt": "What an agent is told to do.",
    "voice": "A voice, and the settings of its maker.",
    "action": "Something an agent can do in a call: transfer it, end it, ask a URL.",
    "webhook": "A URL that hears what happens in calls.",
    "vector_database": "Documents that an agent looks things up in.",
    "agent": "A prompt, a voice and actions, together with how the agent takes turns.",
    "number": "A phone number and the agent that answers it. It is never released: neither cancelled nor detached.",
}

PAGES = Pages(items="items", number="page", size="size", largest=100, has_more=("has_more",))
BY_ID = {"id": "{id}"}
BY_NUMBER = {"phone_number": "{id}"}
# Lists of these hold ids where a read holds objects, or leave fields out.
SUMMARISED = {"agent", "prompt", "number"}
DECODERS = {"prompt": decode_prompt, "voice": decode_voice}


def _unchanged(body: dict[str, Tree], _live: Json, _desired: dict[str, Tree]) -> dict[str, Tree]:
    """An update that keeps what it does not name needs say no more than its changes."""
    return body


def _kind(dialect: Dialect, name: str) -> Kind:
    at = f"/v1/{name}s"
    return Kind(
        provider=dialect.name,
        name=name,
        spec=dialect.specs[name],
        list=Listing(f"{at}/list", PAGES, whole=name not in SUMMARISED),
        read=Endpoint("GET", at, BY_ID),
        create=Endpoint("POST", f"{at}/create"),
        update=Endpoint("POST", f"{at}/update", BY_ID),
        delete=Endpoint("DELETE", f"{at}/delete", BY_ID) if name in dialect.deletable else None,
        members=dialect.members.get(name, ()),
        decode=DECODERS.get(name, lambda live: live),
        amend=dialect.amends.get(name, _unchanged),
        check=dialect.checks.get(name, check_nothing),
        open=name in dialect.open,
        summary=SUMMARIES[name],
        inferred=dialect.inferred[name],
    )


def _number_kind(dialect: Dialect) -> Kind:
    return Kind(
        provider=dialect.name,
        name="number",
        spec=dialect.specs["number"],
        list=Listing("/v1/numbers/list", PAGES, whole=False),
        read=Endpoint("GET", "/v1/numbers", BY_NUMBER),
        create=dialect.acquire,
        update=Endpoint("POST", "/v1/numbers/update", BY_NUMBER),
        id_field="number",
        encode=dialect.acquire_body,
        birth=dialect.acquire_takes,
        amend=dialect.amends.get("number", _unchanged),
        check=dialect.checks["number"],
        summary=SUMMARIES["number"],
        inferred=dialect.inferred["number"],
    )
