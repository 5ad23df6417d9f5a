"""A made-up company of any size: resources of every kind with believable sizes and references, the same for the same seed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

Spec = dict[str, Any]

KEYS = ("TELNYX_API_KEY", "FLUENTS_API_KEY", "VOCODE_API_KEY", "COZMOX_API_KEY", "DAILY_API_KEY", "COMPANY_SECRET")
"""Every secret that the company's manifests name."""

SHARES = {
    "telnyx/assistant": 120,
    "telnyx/tool": 80,
    "telnyx/integration_secret": 20,
    "cozmox/agent": 80,
    "cozmox/tool": 60,
    "cozmox/agent_tool": 80,
    "dailybots/twilio_config": 20,
    "fluents/agent": 80,
    "fluents/prompt": 80,
    "fluents/voice": 40,
    "fluents/action": 60,
    "fluents/webhook": 20,
    "fluents/account_connection": 10,
    "fluents/number": 30,
    "vocode/agent": 60,
    "vocode/prompt": 60,
    "vocode/voice": 30,
    "vocode/action": 40,
    "vocode/webhook": 10,
    "vocode/account_connection": 5,
    "vocode/number": 15,
}
"""How many of a thousand resources are of each kind."""

UNREVISED = {"telnyx/integration_secret", "cozmox/agent_tool", "vocode/account_connection"}
"""What a revision passes over: it would take other calls than one update."""

SMALLEST = len(SHARES)
_PROMPT_SIZE = 4096
_CONFIG = """\
version: 1
targets:
  bench:
    accounts:
      telnyx:    {base_url: "http://127.0.0.1:PORT/telnyx/v2", token: {$secret: "env:TELNYX_API_KEY"}}
      fluents:   {base_url: "http://127.0.0.1:PORT/fluents", token: {$secret: "env:FLUENTS_API_KEY"}}
      vocode:    {base_url: "http://127.0.0.1:PORT/vocode", token: {$secret: "env:VOCODE_API_KEY"}}
      cozmox:    {base_url: "http://127.0.0.1:PORT/cozmox/api", org_id: "org-1", token: {$secret: "env:COZMOX_API_KEY"}}
      dailybots: {base_url: "http://127.0.0.1:PORT/dailybots/v1", token: {$secret: "env:DAILY_API_KEY"}}
    state: {backend: file, path: .reconciler/bench.json}
"""
_SENTENCES = (
    "Ask for the caller's name and postcode before you promise anything.",
    "If {{customer_name}} is known, greet them by it; if not, do not guess.",
    "Never read out a whole card number, and never ask for one.",
    "Prices are in euros, include tax, and start at € 49 for a visit.",
    "When a caller smells gas, tell them to leave the house and hand the call over at once.",
    "Repeat dates and times in full: Tuesday the third of March, at ten in the morning.",
    "Keep every answer to two sentences, and pause after each.",
    "Say “I do not know” rather than inventing an answer.",
    "A booking needs a day, a time window of two hours, and a mobile number for the reminder.",
    "If the caller is angry, apologise once, then offer the next free appointment.",
)


@dataclass(frozen=True, slots=True)
class Item:
    """One resource: its address in parts, its spec, and the files that the spec includes."""

    kind: str
    name: str
    spec: Spec
    files: Mapping[str, str] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """What it is called."""
        return f"{self.kind}/{self.name}"

    @property
    def manifest(self) -> str:
        """Its YAML document."""
        return "\n".join(_yaml({"kind": self.kind, "name": self.name, "spec": self.spec})) + "\n"


@dataclass(frozen=True, slots=True)
class Company:
    """Every resource of the company."""

    items: tuple[Item, ...]

    def count(self, kind: str) -> int:
        """How many resources of a kind there are."""
        return sum(item.kind == kind for item in self.items)

    @property
    def waivers(self) -> tuple[str, ...]:
        """What the first apply must be allowed: answering live numbers."""
        return tuple(f"routing:{item.address}" for item in self.items if "inbound_agent" in item.spec)

    @property
    def numbers(self) -> Mapping[str, tuple[str, ...]]:
        """The phone numbers that each vendor must have already, in digits: they are found, never bought."""
        vendors = ("fluents", "vocode")
        return {vendor: tuple(item.spec["number"][1:] for item in self.items if item.kind == f"{vendor}/number") for vendor in vendors}

    def revised(self, changes: int) -> tuple[Company, tuple[Item, ...]]:
        """The company after edits of so many resources, spread evenly over it, and those resources. Each edit is one update."""
        able = [item for item in self.items if item.kind not in UNREVISED]
        chosen = {able[number * len(able) // changes].address for number in range(changes)}
        items = tuple(_revise(item) if item.address in chosen else item for item in self.items)
        return Company(items), tuple(item for item in items if item.address in chosen)

    def write(self, root: Path, port: int) -> None:
        """Lay the repository out below ``root``, its accounts at this port of loopback."""
        _put(root / "reconciler.yaml", _CONFIG.replace("PORT", str(port)))
        for item in self.items:
            _put(root / "manifests" / f"{item.address}.yaml", item.manifest)
            for name, text in item.files.items():
                _put(root / name, text)


def company(size: int, seed: int = 2026) -> Company:
    """A company of exactly ``size`` resources, at least one of each kind. Raises ValueError when it is too small for that."""
    if size < SMALLEST:
        raise ValueError(f"{SMALLEST} kinds need {SMALLEST} resources at least, not {size}")
    counts = _counts(size)
    chance = random.Random(seed)
    return Company(tuple(_items(counts, chance)))


def _counts(size: int) -> dict[str, int]:
    counts = {kind: max(1, size * share // 1000) for kind, share in SHARES.items()}
    while (gap := size - sum(counts.values())) != 0:
        # The kinds furthest from their share give or take first, so that every size is met exactly.
        step = 1 if gap > 0 else -1
        able = [kind for kind in counts if counts[kind] + step >= 1]
        nearest = max(able, key=lambda kind: step * (size * SHARES[kind] / 1000 - counts[kind]))
        counts[nearest] += step
    return counts


def _items(counts: Mapping[str, int], chance: random.Random) -> Iterator[Item]:
    for kind, count in counts.items():
        for number in range(count):
            yield _MAKERS[kind.split("/")[1]](_Place(kind, number, counts, chance))


def _revise(item: Item) -> Item:
    """The same resource after one small edit of a text."""
    if item.files:
        return replace(
            item, files={name: text + "\nEnd every call with the words: until next time.\n" for name, text in item.files.items()}
        )
    edit = _EDITS[item.kind if item.kind in _EDITS else item.kind.split("/")[1]]
    spec = {name: {**item.spec[name], **value} if isinstance(value, dict) else value for name, value in edit.items()}
    return replace(item, spec={**item.spec, **spec})


_EDITS: Mapping[str, Mapping[str, Any]] = {
    "telnyx/tool": {"timeout_ms": 7000},
    "tool": {"url": "https://api.northlight.example/v2/edited"},
    "agent": {"initial_message": "Northlight. What has happened?"},
    "voice": {"stability": 0.9},
    "action": {"config": {"description": "Edited in a pull request."}},
    "webhook": {"url": "https://api.northlight.example/v2/hooks/edited"},
    "number": {"label": "Edited line"},
    "account_connection": {"account_supports_any_caller_id": True},
}


# --- One maker for each kind ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a resource stands: the ``number``-th of its kind, among ``counts`` of the others."""

    kind: str
    number: int
    counts: Mapping[str, int]
    chance: random.Random

    @property
    def vendor(self) -> str:
        return self.kind.split("/")[0]

    @property
    def name(self) -> str:
        return f"{self.kind.split('/')[1].replace('_', '-')}-{self.number:05}"

    def to(self, kind: str, number: int | None = None) -> Spec:
        """A reference to a resource of the same vendor; by default each is referred to about equally often."""
        at = (self.number if number is None else number) % self.counts[f"{self.vendor}/{kind}"]
        return {"$ref": f"{self.vendor}/{kind}/{kind.replace('_', '-')}-{at:05}"}

    def prompt(self) -> tuple[Spec, Mapping[str, str]]:
        """An included prompt of about four thousand characters."""
        file = f"prompts/{self.vendor}/{self.name}.md"
        lines = [f"# {self.vendor} {self.name}", ""]
        while sum(map(len, lines)) < _PROMPT_SIZE:
            lines.append(f"- {self.chance.choice(_SENTENCES)}")
        return {"$file": file}, {file: "\n".join(lines) + "\n"}

    def item(self, spec: Spec, files: Mapping[str, str] | None = None) -> Item:
        """The resource. Fluents finds most objects by a label."""
        labelled = self.vendor == "fluents" and self.kind.split("/")[1] in {"prompt", "voice", "action", "webhook", "account_connection"}
        return Item(self.kind, self.name, {**({"label": f"Northlight {self.name}"} if labelled else {}), **spec}, files or {})


_SECRET: Spec = {"$secret": "env:COMPANY_SECRET"}


def _assistant(at: _Place) -> Item:
    prompt, files = at.prompt()
    webhook = {
        "name": "find_customer",
        "description": "Finds a customer by phone number or postcode. Call it before you promise, book or change anything.",
        "url": f"https://api.northlight.example/v1/{at.name}/customers",
        "method": "GET",
        "query_parameters": {"type": "object", "properties": {"phone": {"type": "string", "description": "With country code."}}},
    }
    spec = {
        "name": f"Northlight {at.name}",
        "description": "Answers the phone, finds the customer and books a visit.",
        "model": "Qwen/Qwen3-235B-A22B",
        "instructions": prompt,
        "greeting": "Northlight, good day. How can I help?",
        "enabled_features": ["telephony", "messaging"],
        "tool_ids": [at.to("tool"), at.to("tool", at.number + 1)][: at.counts["telnyx/tool"]],
        "tools": [{"type": "webhook", "webhook": webhook}, {"type": "hangup", "hangup": {"description": "End the call."}}],
        "voice_settings": {"voice": "Telnyx.KokoroTTS.af_heart"},
        "transcription": {"model": "deepgram/flux", "language": "en"},
        "telephony_settings": {"time_limit_secs": 900, "recording_settings": {"enabled": False}},
        "tags": ["northlight", f"team-{at.number % 7}"],
    }
    return at.item(spec, files)


def _tool(at: _Place) -> Item:
    url = f"https://api.northlight.example/v1/{at.name}"
    description = "Finds the free visits of a week in a postcode area. Returns at most five, earliest first."
    if at.vendor == "telnyx":
        body = {"type": "object", "properties": {"postcode": {"type": "string"}, "week": {"type": "integer"}}, "required": ["postcode"]}
        webhook = {"name": f"tool_{at.number}", "description": description, "url": url, "method": "POST", "body_parameters": body}
        return at.item({"type": "webhook", "display_name": f"Northlight {at.name}", "timeout_ms": 6000, "webhook": webhook})
    parameters = [
        {"name": name, "type": "string", "description": f"The caller's {name}.", "required": True}
        for name in ("postcode", "street", "mobile")
    ]
    headers = {"X-Api-Key": _SECRET}
    return at.item(
        {
            "name": f"tool_{at.number}",
            "description": description,
            "method": "POST",
            "url": url,
            "headers": headers,
            "parameters": parameters,
        }
    )


def _integration_secret(at: _Place) -> Item:
    return at.item({"identifier": f"northlight_{at.number}", "type": "bearer", "token": _SECRET})


def _agent(at: _Place) -> Item:
    return _cozmox_agent(at) if at.vendor == "cozmox" else _family_agent(at)


def _cozmox_agent(at: _Place) -> Item:
    prompt, files = at.prompt()
    spec = {
        "name": f"Northlight {at.name}",
        "type": "voice",
        "prompt_template": prompt,
        "llm_config": {"provider": "openai", "model": "gpt-4o", "temperature": 0.4},
        "voice_config": {"provider": "elevenlabs", "model": "eleven_turbo_v2_5", "voice_id": "21m00Tcm4TlvDq8ikWAM", "speed": 0.95},
        "transcriber_config": {"provider": "deepgram", "model": "nova-3", "language": "en", "smart_format": True},
        "greeting_config": {"agent_speaks_first": True, "greeting": "Hello, this is the digital assistant of Northlight."},
        "room_duration_config": {"max_duration_min": 4, "max_silence_sec": 20, "silence_message": "Are you still there?"},
    }
    return at.item(spec, files)


def _family_agent(at: _Place) -> Item:
    spec = {
        "name": f"Northlight {at.name}",
        "prompt": at.to("prompt"),
        "voice": at.to("voice"),
        "actions": [at.to("action")],
        "webhook": at.to("webhook"),
        "language": "en",
        "initial_message": f"Northlight, team {at.number % 7}. Is everybody safe?",
        "interrupt_sensitivity": "high",
        "noise_suppression": True,
        "idle_time_seconds": 20,
    }
    return at.item(spec)


def _agent_tool(at: _Place) -> Item:
    agents = at.counts["cozmox/agent"]
    # Each agent in turn gets its next tool, so that no pair comes twice.
    return at.item({"agent_id": at.to("agent"), "tool_id": at.to("tool", at.number // agents + at.number), "is_enabled": True})


def _twilio_config(at: _Place) -> Item:
    prompt, files = at.prompt()
    options = [
        {"name": "model", "value": "gpt-4o"},
        {"name": "initial_messages", "value": [{"role": "system", "content": prompt}]},
        {"name": "run_on_config", "value": True},
    ]
    spec = {
        "bot_profile": "twilio_ws_voice_2024_09",
        "services": {"stt": "deepgram", "llm": "openai", "tts": "cartesia"},
        "api_keys": {"openai": _SECRET},
        "config": [
            {"service": "tts", "options": [{"name": "voice", "value": f"79a125e8-{at.number:04}"}, {"name": "language", "value": "en"}]},
            {"service": "llm", "options": options},
        ],
        "max_duration": 300,
    }
    return at.item(spec, files)


def _prompt(at: _Place) -> Item:
    content, files = at.prompt()
    return at.item({"content": content}, files)


def _voice(at: _Place) -> Item:
    return at.item({"type": "voice_eleven_labs", "voice_id": f"voice{at.number:015}", "stability": 0.7, "similarity_boost": 0.75})


def _action(at: _Place) -> Item:
    config = {
        "name": f"action_{at.number}",
        "description": "Tells how far a repair has come. Call it when the caller has a ticket number.",
        "url": f"https://api.northlight.example/v1/{at.name}",
        "input_schema": {"type": "object", "properties": {"ticket": {"type": "string", "description": "Six letters."}}},
        "speak_on_send": False,
        "speak_on_receive": True,
    }
    return at.item({"type": "action_external", "config": config})


def _webhook(at: _Place) -> Item:
    url = f"https://api.northlight.example/v1/hooks/{at.name}"
    return at.item({"url": url, "method": "POST", "subscriptions": ["event_phone_call_ended", "event_transcript"]})


def _account_connection(at: _Place) -> Item:
    credentials = {"twilio_account_sid": _SECRET, "twilio_auth_token": _SECRET}
    return at.item({"type": "account_connection_twilio", "credentials": credentials})


def _number(at: _Place) -> Item:
    return at.item({"number": f"+1202556{at.number:04}", "label": f"Line {at.number}", "inbound_agent": at.to("agent")})


_MAKERS: Mapping[str, Callable[[_Place], Item]] = {
    "assistant": _assistant,
    "tool": _tool,
    "integration_secret": _integration_secret,
    "agent": _agent,
    "agent_tool": _agent_tool,
    "twilio_config": _twilio_config,
    "prompt": _prompt,
    "voice": _voice,
    "action": _action,
    "webhook": _webhook,
    "account_connection": _account_connection,
    "number": _number,
}


# --- Writing ----------------------------------------------------------------------------------------------------------


def _put(path: Path, text: str) -> None:
    """Write what is new or changed, and leave the rest as it is."""
    data = text.encode()
    if not path.exists() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def _yaml(value: Any, indent: str = "") -> Iterator[str]:
    """Block style, as people write it. Scalars and one-key forms such as ``{$ref: …}`` stand on their key's line."""
    match value:
        case dict():
            for key, each in value.items():
                yield from _entry(f"{indent}{json.dumps(key) if key.startswith('$') else key}:", each, indent + "  ")
        case list():
            for each in value:
                yield from _entry(f"{indent}-", each, indent + "  ")


def _entry(head: str, value: Any, indent: str) -> Iterable[str]:
    form = isinstance(value, dict) and len(value) == 1 and next(iter(value)).startswith("$")
    if value and isinstance(value, dict | list) and not form:
        return (head, *_yaml(value, indent))
    return (f"{head} {json.dumps(value, ensure_ascii=False)}",)
