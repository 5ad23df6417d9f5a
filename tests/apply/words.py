"""Small words for what these tests do again and again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from reconciler.apply import Outcome, Report, Reporter
from reconciler.plan import Step
from reconciler.state import Record, State, read
from reconciler.state.file import FileBackend
from tests.world import World

Json = Any
STATE = ".reconciler/local.json"

ASSISTANT = {"name": "Desk", "model": "Qwen/Qwen3-235B-A22B", "instructions": "Be brief."}
PROMPT = {"content": "Be brief."}
BOT = {
    "bot_profile": "twilio_ws_voice_2024_09",
    "services": {"llm": "anthropic", "tts": "cartesia", "stt": "deepgram"},
    "config": [{"service": "llm", "options": [{"name": "model", "value": "claude"}]}],
    "api_keys": {"anthropic": {"$secret": "env:BOT_KEY"}},
}
CONNECTION = {"identifier": "openai", "type": "bearer", "token": {"$secret": "env:OPENAI_KEY"}}
TOOL = {
    "name": "note",
    "description": "Takes a note.",
    "method": "POST",
    "url": "https://api.example.com/note",
    "parameters": [{"name": "text", "type": "string", "description": "The note.", "required": True}],
}
AGENT = {"name": "Desk", "type": "voice", "prompt_template": "Be brief."}
PAIR = {"agent_id": {"$ref": "cozmox/agent/desk"}, "tool_id": {"$ref": "cozmox/tool/note"}, "is_enabled": True}
PAIRED: Mapping[str, Json] = {"cozmox/agent/desk": AGENT, "cozmox/tool/note": TOOL, "cozmox/agent_tool/pair": PAIR}


def declare(world: World, address: str, spec: Mapping[str, Json], **more: Json) -> None:
    """One manifest. JSON is YAML."""
    vendor, kind, name = address.split("/")
    text = json.dumps({"kind": f"{vendor}/{kind}", "name": name, **more, "spec": spec})
    world.write(f"manifests/{vendor}-{kind}-{name}.yaml", text)


def undeclare(world: World, address: str) -> None:
    (world.root / f"manifests/{address.replace('/', '-')}.yaml").unlink()


def state_of(world: World) -> State:
    return read(FileBackend(world.root / STATE), State("", "00"))


def bound(world: World, address: str) -> Record:
    return next(record for each, record in state_of(world).resources.items() if str(each) == address)


def applied(world: World, **options: Any) -> Report:
    """Apply, which has something to do."""
    report = world.apply(**options)
    assert report is not None
    return report


def done(world: World, **options: Any) -> Report:
    """Apply with success, after which nothing is left to do."""
    report = applied(world, **options)
    assert report.succeeded, told(report)
    assert world.plan(**options).steps == ()
    return report


def permissions(world: World) -> tuple[str, ...]:
    """Everything that the plan asks for."""
    return tuple(each.waiver for each in world.plan().findings)


def outcome(report: Report, address: str) -> Outcome:
    return next(each for step, each in report.outcomes if str(step.address) == address)


def told(report: Report) -> str:
    """Everything that a report says."""
    return "\n".join(
        [*(f"{each.summary}: {each.detail}" for each in report.wrong), *(note for _, each in report.outcomes for note in each.notes)]
    )


def sent(world: World, since: int = 0) -> list[str]:
    """The writes that reached a vendor, as "METHOD path"."""
    return [f"{call.method} {call.path}" for call in world.writes(since)]


class Meddler(Reporter):
    """Does something when a step waits or begins, and remembers what it was told."""

    def __init__(self, waiting: Any = None, started: Any = None) -> None:
        self._waiting, self._started = waiting, started
        self.heard: list[str] = []

    def started(self, step: Step) -> None:
        self.heard.append(f"started {step.address}")
        if self._started:
            self._started(step)

    def waiting(self, step: Step, reason: str) -> None:
        self.heard.append(f"waiting {step.address}: {reason}")
        if self._waiting:
            self._waiting(step)

    def finished(self, step: Step, outcome: Outcome) -> None:
        self.heard.append(f"finished {step.address} {outcome.status.value}")
