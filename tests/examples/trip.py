"""An example becomes what a user would have written: references for ids, secrets from the environment, and manifests for what it nests."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from reconciler import workflow
from reconciler.diagnostics import InputError, Severity
from reconciler.providers import registry
from reconciler.schema import Kind, Shape
from reconciler.schema.traits import Ref, Sensitive, WriteOnly
from tests.conformance.road import Road
from tests.conformance.row import Need, Row
from tests.conformance.table import ROWS
from tests.examples.found import Example
from tests.real.manifests import differences
from tests.world import World

Json = Any
FORMS = frozenset({"$ref", "$secret"})


@dataclass(slots=True)
class Author:
    """Writes an example as manifests. ``needs`` are those beside it, ``environ`` holds its secrets."""

    needs: dict[str, Need] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)

    def spec(self, value: Json, shape: Shape, name: str) -> Json:
        """The value with a form wherever a user writes one."""
        ref, strict = shape.get(Ref), (sensitive := shape.get(Sensitive)) is not None and sensitive.literal is None
        match value:
            case str() if strict or (sensitive is None and shape.has(WriteOnly)):
                variable = f"SECRET_{len(self.environ)}"
                self.environ[variable] = value
                return {"$secret": f"env:{variable}"}
            case str() | dict() if ref is not None and (kind := registry.kind(ref.kind)) is not None and value != {}:
                return {"$ref": self._declared(kind, value, name)}
            case dict():
                return {key: self.spec(each, shape.child(key), f"{name}-{key}") for key, each in value.items()}
            case list():
                return [self.spec(each, shape.item or shape, f"{name}-{number}") for number, each in enumerate(value)]
        return value

    def _declared(self, kind: Kind, value: Json, name: str) -> str:
        """The address of the object that is nested there, or of one that stands for the id."""
        plain = name.replace("_", "-").strip("-")
        if isinstance(value, dict):
            self.needs[f"{kind}/{plain}"] = Need(str(kind), plain, self.spec(value, kind.shape, plain))
            return f"{kind}/{plain}"
        row = next(row for row in ROWS if row.kind == str(kind))
        self.needs |= {f"{each.kind}/{each.name}": each for each in (*row.needs, Need(str(kind), "documented", row.spec))}
        return f"{kind}/documented"


def trip(example: Example, body: Json) -> Trip:
    """The way of the body: alone, or on top of an object of the same type that is there."""
    rows = [row for row in ROWS if row.kind == str(example.kind)]
    first = next((row for row in rows if row.spec.get("type") == body.get("type", row.spec.get("type"))), rows[0])
    author = Author()
    asked = author.spec({example.part: body} if example.part else body, example.kind.shape, "")
    spec = {**first.spec, **asked} if example.update else asked
    needs = (*first.needs, *(each for each in author.needs.values() if each not in first.needs))
    return Trip(replace(first, spec=spec, needs=needs), asked, author.environ, first if example.update else None)


@dataclass(frozen=True, slots=True)
class Trip:
    """``row`` holds the spec in the end, ``asked`` what the example says of it, ``before`` what was there."""

    row: Row
    asked: Json
    environ: Mapping[str, str]
    before: Row | None

    def go(self, folder: Path) -> None:
        """Applied, held as it was asked for, planned empty, and applied again without a write."""
        road = self._road(folder)
        if self.before is not None:
            declare(road, self.before.spec)
            apply(road.world)
        declare(road, self.row.spec)
        apply(road.world)
        road.key = road.remembered().id
        row = road.stored()
        lost = list(differences(plain(self.asked), {**row, **row.get("tool_definition", {})}))
        assert not lost, f"held otherwise: {lost}"
        assert road.world.plan().steps == ()
        mark = road.world.mark
        assert road.world.apply() is None
        assert road.world.writes(mark) == []

    def complaints(self, folder: Path) -> dict[str, str]:
        """What validation refuses, by place; a place in an object that is nested begins with the name of its manifest."""
        road = self._road(folder)
        declare(road, self.row.spec)
        try:
            workflow.load(road.world.setting())
        except InputError as error:
            wrong = [each for each in error.diagnostics if each.severity is Severity.ERROR and each.address]
            return {
                each.path if each.address.name == "walker" else f"{each.address.name}.{each.path}": each.detail
                for each in wrong
                if each.address
            }
        return {}

    def _road(self, folder: Path) -> Road:
        """A world with what the row needs, and all secrets."""
        road = Road(self.row if self.before is None else replace(self.before, needs=self.row.needs), World(folder))
        road.world.environ |= self.environ
        return road


def declare(road: Road, spec: Json) -> None:
    road.spec = copy.deepcopy(spec)
    road.declare()


def apply(world: World) -> None:
    """Whatever a guard objects to is allowed; there may be nothing to do."""
    report = world.apply(allow=tuple(each.waiver for each in world.plan().findings))
    assert report is None or report.succeeded, "; ".join(f"{each.summary}: {each.detail}" for each in report.wrong)


def plain(value: Json) -> Json:
    """Without references and secrets, which the vendor holds in another form, and without lists that hold any."""
    match value:
        case dict():
            return {key: plain(each) for key, each in value.items() if not is_form(each)}
        case list():
            return [plain(each) for each in value]
    return value


def is_form(value: Json) -> bool:
    match value:
        case dict():
            return not FORMS.isdisjoint(value)
        case list():
            return any(map(is_form, value))
    return False
