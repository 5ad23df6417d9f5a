"""Where a resource stands in the made-up company, and what its spec is made of: references, prompts, phone numbers, the one secret."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from benchmarks.item import Item, Origin, Spec

SECRET: Spec = {"$secret": "env:COMPANY_SECRET"}
_PROMPT_SIZE = 4096
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
class Place:
    """Where a resource stands: the ``number``-th of its kind, among ``counts`` of the others."""

    kind: str
    number: int
    counts: Mapping[str, int]
    chance: random.Random

    @property
    def vendor(self) -> str:
        """Whose it is."""
        return self.kind.split("/")[0]

    @property
    def name(self) -> str:
        """The last part of its address."""
        return _name(self.kind.split("/")[1], self.number)

    @property
    def title(self) -> str:
        """What people call it."""
        return f"Northlight {self.name}"

    def count(self, kind: str) -> int:
        """How many there are of a kind of the same vendor."""
        return self.counts[f"{self.vendor}/{kind}"]

    def to(self, kind: str, number: int | None = None, **field: str) -> Spec:
        """A reference to a resource of the same vendor, or to a ``field`` of it; by default each is referred to about equally often."""
        at = (self.number if number is None else number) % self.count(kind)
        return {"$ref": f"{self.vendor}/{kind}/{_name(kind, at)}", **field}

    def url(self, path: str = "") -> str:
        """An address of the company's own."""
        return f"https://api.northlight.example/v1/{path}{self.name}"

    def prompt(self) -> tuple[Spec, Mapping[str, str]]:
        """An included prompt of about four thousand characters."""
        file = f"prompts/{self.vendor}/{self.name}.md"
        lines = [f"# {self.vendor} {self.name}", ""]
        while sum(map(len, lines)) < _PROMPT_SIZE:
            lines.append(f"- {self.chance.choice(_SENTENCES)}")
        return {"$file": file}, {file: "\n".join(lines) + "\n"}

    def item(
        self,
        spec: Spec,
        files: Mapping[str, str] | None = None,
        *,
        origin: Origin = Origin.MADE,
        deliver: Spec | None = None,
        needs: tuple[str, ...] = (),
    ) -> Item:
        """The resource."""
        return Item(self.kind, self.name, spec, files or {}, origin, deliver or {}, needs)


Maker = Callable[[Place], Item]
"""Makes the resource of a place."""

Edit = Callable[[Spec], Spec]
"""The fields of a spec that a small edit gives another value, which one update call brings to the vendor."""


def phone(number: int) -> str:
    """The phone number of this place, in E.164 form."""
    return f"+1202556{number:04}"


def _name(kind: str, number: int) -> str:
    return f"{kind.replace('_', '-')}-{number:05}"
