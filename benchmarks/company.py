"""A made-up company of any size: resources of every kind with believable sizes and references, the same for the same seed."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks import makers_cozmox, makers_dailybots, makers_dialects, makers_telnyx
from benchmarks.item import Item, Origin
from benchmarks.place import Edit, Maker, Place

__all__ = ["KEYS", "SHARES", "SMALLEST", "UNREVISED", "Company", "Item", "company"]

KEYS = ("TELNYX_API_KEY", "FLUENTS_API_KEY", "VOCODE_API_KEY", "COZMOX_API_KEY", "DAILY_API_KEY", "COMPANY_SECRET")
"""Every secret that the company's manifests name."""

SHARES = {
    "telnyx/assistant": 90,
    "telnyx/tool": 60,
    "telnyx/integration_secret": 15,
    "telnyx/mcp_server": 15,
    "telnyx/insight": 30,
    "telnyx/insight_group": 10,
    "telnyx/texml_application": 20,
    "telnyx/call_control_application": 5,
    "telnyx/messaging_profile": 15,
    "telnyx/outbound_voice_profile": 5,
    "telnyx/phone_number": 40,
    "telnyx/assistant_test": 40,
    "telnyx/canary_deploy": 10,
    "cozmox/agent": 60,
    "cozmox/tool": 45,
    "cozmox/agent_tool": 60,
    "cozmox/sip_trunk": 10,
    "cozmox/agent_sip_trunk": 20,
    "cozmox/phone_number": 30,
    "cozmox/workflow": 15,
    "cozmox/faq": 40,
    "cozmox/outcome_definition": 15,
    "cozmox/quality_rule": 10,
    "cozmox/email_template": 10,
    "cozmox/integration": 3,
    "cozmox/api_key": 7,
    "dailybots/twilio_config": 15,
    "dailybots/dialin_config": 10,
    "dailybots/pinless_dialin": 5,
    "dailybots/phone_number": 20,
    "fluents/agent": 50,
    "fluents/prompt": 50,
    "fluents/voice": 25,
    "fluents/action": 35,
    "fluents/webhook": 10,
    "fluents/account_connection": 5,
    "fluents/number": 20,
    "vocode/agent": 20,
    "vocode/prompt": 20,
    "vocode/voice": 10,
    "vocode/action": 10,
    "vocode/webhook": 4,
    "vocode/account_connection": 2,
    "vocode/vector_database": 2,
    "vocode/number": 7,
}
"""How many of a thousand resources are of each kind."""

UNREVISED = {
    "telnyx/integration_secret",
    "cozmox/sip_trunk",
    "cozmox/agent_sip_trunk",
    "dailybots/phone_number",
    "vocode/account_connection",
}
"""What a revision passes over: it would take other calls than one update."""

SMALLEST = len(SHARES)
_MOST = {"cozmox/integration": len(makers_cozmox.SERVICES)}
_MAKERS: Mapping[str, Maker] = {
    **makers_telnyx.MAKERS,
    **makers_cozmox.MAKERS,
    **makers_dailybots.MAKERS,
    **makers_dialects.MAKERS,
}
_EDITS: Mapping[str, Edit] = {**makers_telnyx.EDITS, **makers_cozmox.EDITS, **makers_dailybots.EDITS, **makers_dialects.EDITS}
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
    sinks: {keys: {env_file: .secrets/keys.env}}
"""


@dataclass(frozen=True, slots=True)
class Company:
    """Every resource of the company."""

    items: tuple[Item, ...]

    def count(self, kind: str) -> int:
        """How many resources of a kind there are."""
        return sum(item.kind == kind for item in self.items)

    @property
    def waivers(self) -> tuple[str, ...]:
        """What the first apply must be allowed: answering live numbers, overwriting what they say, buying some, joining a pool."""
        return tuple(f"{guard}:{item.address}" for item in self.items for guard in item.needs)

    @property
    def numbers(self) -> Mapping[str, tuple[str, ...]]:
        """The phone numbers that each vendor must have already, in digits: they are found, never bought."""
        found = [item for item in self.items if item.origin is Origin.FOUND]
        vendors = sorted({item.vendor for item in self.items if item.kind.split("/")[1] in {"number", "phone_number"}} - {"cozmox"})
        return {vendor: tuple(_number(item)[1:] for item in found if item.vendor == vendor) for vendor in vendors}

    @property
    def along(self) -> Mapping[str, int]:
        """How many objects of a kind the vendors make unasked: an application with every assistant that names none."""
        alone = (item for item in self.items if "default_texml_app_id" not in item.spec.get("telephony_settings", {}))
        return {"telnyx/texml_application": sum(item.kind == "telnyx/assistant" for item in alone)}

    def revised(self, changes: int) -> tuple[Company, tuple[Item, ...]]:
        """The company after edits of so many resources, spread evenly over it, and those resources. Each edit is one update."""
        # Every update of an assistant mints a version, which a canary that serves it would have to be told in a second update.
        served = {item.spec["assistant_id"]["$ref"] for item in self.items if item.kind == "telnyx/canary_deploy"}
        able = [item for item in self.items if item.kind not in UNREVISED and item.address not in served]
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
    counts = {kind: min(_most(kind, size), max(1, size * share // 1000)) for kind, share in SHARES.items()}
    while (gap := size - sum(counts.values())) != 0:
        # The kinds furthest from their share give or take first, so that every size is met exactly.
        step = 1 if gap > 0 else -1
        able = [kind for kind in counts if 1 <= counts[kind] + step <= _most(kind, size)]
        nearest = max(able, key=lambda kind: step * (size * SHARES[kind] / 1000 - counts[kind]))
        counts[nearest] += step
    return counts


def _most(kind: str, size: int) -> int:
    return _MOST.get(kind, size)


def _items(counts: Mapping[str, int], chance: random.Random) -> Iterator[Item]:
    for kind, count in counts.items():
        for number in range(count):
            yield _MAKERS[kind](Place(kind, number, counts, chance))


def _number(item: Item) -> str:
    return str(item.spec["number" if "number" in item.spec else "phone_number"])


def _revise(item: Item) -> Item:
    """The same resource after one small edit of a text."""
    if item.files:
        return replace(
            item, files={name: text + "\nEnd every call with the words: until next time.\n" for name, text in item.files.items()}
        )
    return replace(item, spec={**item.spec, **_EDITS[item.kind](item.spec)})


def _put(path: Path, text: str) -> None:
    """Write what is new or changed, and leave the rest as it is."""
    data = text.encode()
    if not path.exists() or path.read_bytes() != data:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
