"""Field paths as people write them: ``tools[0].webhook.url``."""

from __future__ import annotations

from collections.abc import Sequence

Path = tuple[str | int, ...]


def text(path: Sequence[str | int]) -> str:
    """``("tools", 0, "webhook")`` becomes ``tools[0].webhook``; a key that is no plain word is quoted in brackets."""
    parts: list[str] = []
    for part in path:
        if isinstance(part, int):
            parts.append(f"[{part}]")
        elif _plain(part):
            parts.append(f".{part}" if parts else part)
        else:
            parts.append(f'["{part}"]')
    return "".join(parts)


def _plain(part: str) -> bool:
    return bool(part) and all(letter.isalnum() or letter in "_-" for letter in part)
