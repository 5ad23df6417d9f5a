"""What the server makes of an assistant's settings: defaults by maker, aliases, descriptions."""

from __future__ import annotations

from ..vendor import Json
from .answers import Row, broken
from .checking import fill
from .speech_fields import STT_ALIASES, STT_MODELS, STT_STREAMING, VOICE_DEFAULTS
from .tool_fields import TOOL


def described(tool: Json) -> Json:
    """The tool with its defaults; a transfer without a description gets one made from its targets."""
    filled = fill(TOOL, tool)
    transfer = filled.get("transfer")
    if filled.get("type") == "transfer" and isinstance(transfer, dict) and "description" not in transfer:
        targets = transfer.get("targets")
        names = [one.get("name", one.get("to")) for one in targets] if isinstance(targets, list) else [targets]
        filled["transfer"] = {**transfer, "description": f"Transfer the call to one of: {', '.join(map(str, names))}"}
    return filled


def heard(transcription: Row, *, strict: bool, changed: bool) -> Row:
    """Only the chosen model's settings are kept, with its defaults; an alias becomes the model it stands for; null removes."""
    found = {name: value for name, value in transcription.items() if value is not None and value != []}
    found["model"] = _unaliased(found["model"])
    _, known, defaults = next(one for one in STT_MODELS if found["model"].startswith(one[0]))
    foreign = sorted(set(found["settings"]) - known)
    if strict and foreign:
        raise broken(f"{found['model']} has no settings {', '.join(foreign)}.")
    found["settings"] = {**defaults, **{name: value for name, value in found["settings"].items() if name in known}}
    for name in ("challenger", "fallback_models"):
        if name in found:
            found[name] = _other_models(found[name])
    if changed and "fallback_models" in found:
        found["fallback_models"] = [one for one in found["fallback_models"] if one["model"] != found["model"] and streams(found["model"])]
    return found


def _other_models(value: Json) -> Json:
    if isinstance(value, list):
        return [_other_models(one) for one in value]
    return {**value, "model": _unaliased(value["model"])}


def _unaliased(model: str) -> str:
    return STT_ALIASES.get(model, model)


def streams(model: str) -> bool:
    """Whether a model of transcription is a streaming one."""
    return model.startswith(STT_STREAMING)


def voiced(voice: Row) -> Row:
    """The voice with the defaults of its maker."""
    return {**VOICE_DEFAULTS.get(voice["voice"].partition(".")[0], {}), **voice}


def synced(observability: Row) -> Row:
    """Documented: while prompts are synced, every save pushes them and rewrites the version."""
    if observability["prompt_sync"] != "enabled" or not observability.get("prompt_name"):
        return observability
    return {**observability, "prompt_version": observability.get("prompt_version", 0) + 1}
