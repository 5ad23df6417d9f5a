"""What a resource is called: ``provider/kind/name``."""

from __future__ import annotations

import re
from dataclasses import dataclass

_WORD = re.compile(r"[a-z][a-z0-9_]*")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,127}")


@dataclass(frozen=True, slots=True, order=True)
class Address:
    """The name of one resource, unique in a repository; sorts by provider, kind, name."""

    provider: str
    kind: str
    name: str

    def __str__(self) -> str:
        return f"{self.provider}/{self.kind}/{self.name}"

    @property
    def kind_name(self) -> str:
        """``provider/kind``, the way a manifest writes its kind."""
        return f"{self.provider}/{self.kind}"

    @classmethod
    def parse(cls, text: str) -> Address:
        """
        Read ``provider/kind/name``.

        Raises ValueError when the text has another form.
        """
        match text.split("/"):
            case [provider, kind, name] if _WORD.fullmatch(provider) and _WORD.fullmatch(kind) and _NAME.fullmatch(name):
                return cls(provider, kind, name)
        msg = f"{text!r} is not an address: write provider/kind/name, such as acme/agent/front-desk"
        raise ValueError(msg)


def is_name(text: str) -> bool:
    """Whether the text may stand as the last part of an address: letters, digits, dot, dash, underscore; at most 128."""
    return _NAME.fullmatch(text) is not None
