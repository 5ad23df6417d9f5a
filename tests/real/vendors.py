"""Where a real body belongs, what its vendor has to hold already before it makes sense, and how it looks as manifests."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.real.manifests import Manifest
from tests.world import InProcess, World

Json = Any

NUMBER = "+12025550123"
"""A number that both accounts of the Vocode family have from the start."""
ASSISTANT = {
    "name": "Before",
    "model": "moonshotai/Kimi-K2.6",
    "instructions": "Whatever was there before.",
    "description": "Stays as it is.",
    "voice_settings": {"voice": "Telnyx.KokoroTTS.af_heart", "voice_speed": 1.1},
    "transcription": {"model": "deepgram/nova-3", "language": "en", "settings": {"numerals": True}},
    "tools": [{"type": "hangup", "hangup": {"description": "Goes, since an update names every tool."}}],
    "dynamic_variables": {"kept": "yes"},
}
AGENT = {
    "name": "Before",
    "prompt": {"content": "Whatever was there before."},
    "voice": {"type": "voice_azure", "voice_name": "en-US-AriaNeural"},
    "initial_message": "Hello from before.",
    "conversation_speed": 1.5,
}
PARTS = {"inbound_agent": "agent", "prompt": "prompt", "voice": "voice", "actions": "action", "webhook": "webhook"}
"""Fields of the Vocode family that hold another object, and its kind."""
PATCHED = ("inbound_agent", "prompt")
"""Parts of which a nested object changes the one that is linked; of the others it makes a new one."""
INVENTED = ("id", "user_id")
COLLECTIONS = {
    "telnyx/assistant": "/telnyx/v2/ai/assistants",
    "telnyx/tool": "/telnyx/v2/ai/tools",
    "dailybots/twilio_config": "/dailybots/v1/bots/twilio-config",
    "cozmox/agent": "/cozmox/api/org/org-1/agents",
    "cozmox/tool": "/cozmox/api/org/org-1/tools",
}


@dataclass(frozen=True, slots=True)
class Case:
    """One body: the kind it is of, and whether it changes an object (``update``) or makes one."""

    kind: str
    update: bool
    body: Json

    @property
    def vendor(self) -> str:
        return self.kind.partition("/")[0]

    @property
    def short(self) -> str:
        return self.kind.partition("/")[2]

    @property
    def is_family(self) -> bool:
        """Whether it is Vocode's or Fluents', whose objects nest."""
        return self.vendor in {"vocode", "fluents"}


def case(file: str, operation: str, body: Json) -> Case:
    """From the columns of the index."""
    update = "update" in operation
    match file.split("/"):
        case ["telnyx", _]:
            return Case("telnyx/tool" if operation == "shared tool" else "telnyx/assistant", update, body)
        case ["dailybots", _]:
            return Case("dailybots/twilio_config", update, body)
        case ["cozmox", _]:
            return Case("cozmox/tool" if "tools" in operation else "cozmox/agent", update, body)
    vendor = "fluents" if "fluents" in operation else "vocode"
    plural = operation.partition("/v1/")[2].partition("/")[0]
    return Case(f"{vendor}/{plural.removesuffix('s')}", update, body)


# --- Talking to a vendor as its own clients do ------------------------------------------------------------------------


def ask(world: World, method: str, url: str, body: Json = None) -> httpx.Response:
    """One plain request, with no reconciler in between."""

    async def asked() -> httpx.Response:
        headers = {"authorization": "Bearer somebody-else"}
        async with httpx.AsyncClient(transport=InProcess(world.sandbox), base_url="http://vendor", headers=headers) as client:
            return await client.request(method, url, json=body)

    return asyncio.run(asked())


def prepare(world: World, one: Case) -> str | None:
    """Put what the body needs into the account. Returns the id of the object that it changes, None when it makes one."""
    _put_what_it_names(world, one)
    match one.kind if one.update else "":
        case "telnyx/assistant":
            return str(_made(ask(world, "POST", COLLECTIONS[one.kind], ASSISTANT))["id"])
        case "vocode/agent":
            return str(_made(ask(world, "POST", "/vocode/v1/agents/create", AGENT))["id"])
        case "vocode/number":
            agent = _made(ask(world, "POST", "/vocode/v1/agents/create", AGENT))["id"]
            _made(ask(world, "POST", f"/vocode/v1/numbers/update?phone_number={NUMBER[1:]}", {"inbound_agent": agent}))
            return NUMBER[1:]
    return None


def _made(reply: httpx.Response) -> Json:
    assert reply.is_success, reply.text
    return reply.json()


def _put_what_it_names(world: World, one: Case) -> None:
    """Objects under the ids that the body refers to, which no API lets a client choose."""
    fields = ("prompt", "voice", "actions") if one.is_family else ("tool_ids",)
    for name, key in _named(one.body, fields):
        vendor = world.sandbox.vendors[one.vendor]
        owner = {"id": key, "user_id": "owner"}
        match name:
            case "tool_ids":
                definition = {"hangup": {"description": "Ends the call."}}
                row = {"id": key, "type": "hangup", "display_name": "Hang up", "timeout_ms": 5000, "tool_definition": definition}
                vendor.tables["tool"].put(key, row)
            case "prompt":
                vendor.tables["prompt"].put(key, {**owner, "content": "Named by its id."})
            case "voice":
                vendor.tables["voice"].put(key, {**owner, "type": "voice_azure", "voice_name": "en-US-AriaNeural"})
            case "actions":
                vendor.tables["action"].put(key, {**owner, "type": "action_end_conversation", "config": {}})


def _named(value: Json, fields: Collection[str], field: str = "") -> Iterator[tuple[str, str]]:
    match value:
        case dict():
            for key, each in value.items():
                yield from _named(each, fields, key)
        case list():
            for each in value:
                yield from _named(each, fields, field)
        case str() if value and field in fields:
            yield field, value


def sent_raw(world: World, one: Case, key: str | None) -> httpx.Response:
    """The vendor's answer to the body as it was written."""
    if not one.is_family:
        return ask(world, "POST", COLLECTIONS[one.kind] + (f"/{key}" if key else ""), one.body)
    parameter = "phone_number" if one.short == "number" else "id"
    end = f"update?{parameter}={key}" if key else "create"
    return ask(world, "POST", f"/{one.vendor}/v1/{one.short}s/{end}", one.body)


def held(world: World, one: Case, key: str) -> Mapping[str, Json]:
    """What the vendor holds: its own row, or, where objects nest, its answer, which shows the objects behind the ids."""
    if one.is_family:
        parameter = "phone_number" if one.short == "number" else "id"
        return dict(_made(ask(world, "GET", f"/{one.vendor}/v1/{one.short}s?{parameter}={key}")))
    row = world.sandbox.vendors[one.vendor].tables[one.short].get(key)
    assert row is not None
    return {**row, **row.get("tool_definition", {})}


# --- Manifests --------------------------------------------------------------------------------------------------------


def manifests(one: Case, name: str, key: str | None, live: Mapping[str, Json] | None) -> list[Manifest]:
    """The body as manifests: one, and one more for each object that a body of the Vocode family nests."""
    if not one.is_family:
        return [Manifest(one.kind, name, one.body, key)]
    apart = _Apart(one.vendor)
    spec = apart.spec(name, one.body, live or {})
    return [*apart.found, Manifest(one.kind, name, spec, key)]


@dataclass(slots=True)
class _Apart:
    """Takes nested objects out: each becomes a manifest in ``found``, and a reference stands in its place."""

    vendor: str
    found: list[Manifest] = field(default_factory=list)

    def spec(self, name: str, body: Mapping[str, Json], live: Mapping[str, Json]) -> dict[str, Json]:
        """``live`` is what the vendor holds now, for the ids of the objects that a nested one would change."""
        return {key: self._value(name, key, each, live.get(key)) for key, each in body.items() if key not in INVENTED}

    def _value(self, name: str, key: str, value: Json, live: Json) -> Json:
        match value:
            case dict() if key in PARTS:
                known = live if key in PATCHED and isinstance(live, dict) else {}
                return self._object(f"{self.vendor}/{PARTS[key]}", f"{name}-{key.replace('_', '-')}-{len(self.found)}", value, known)
            case list() if key in PARTS:
                return [self._value(name, key, each, None) for each in value]
        return value

    def _object(self, kind: str, name: str, value: Mapping[str, Json], live: Mapping[str, Json]) -> Json:
        self.found.append(Manifest(kind, name, self.spec(name, value, live), live.get("id")))
        return {"$ref": f"{kind}/{name}"}
