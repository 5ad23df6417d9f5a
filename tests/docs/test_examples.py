"""The examples on the pages of kinds are manifests that work: alone, and all together."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest

from reconciler import workflow
from reconciler.desired import files
from reconciler.desired.link import desired as link
from reconciler.desired.validate import RETIRED
from reconciler.diagnostics import Diagnostic
from reconciler.providers import kind as kind_of
from reconciler.providers import kinds
from tests.conformance.road import SINKS
from tests.world import CONFIG, World

ROOT = Path(__file__).parents[2]
NAMES = [str(each) for each in kinds()]
EXAMPLES = ROOT / "docs/examples"


def example_of(kind: object) -> Path:
    return EXAMPLES / f"{kind}.yaml"


@pytest.fixture
def world(tmp_path) -> World:
    made = World(tmp_path)
    # An example of a key that a vendor shows once says where the key goes.
    made.write("reconciler.yaml", CONFIG + SINKS)
    return made


def surprises(warnings: tuple[Diagnostic, ...]) -> list[str]:
    """What a reader would be told, but for what every manifest of a retired kind is told."""
    return [f"{each.path}: {each.summary}. {each.detail}" for each in warnings if each.summary != RETIRED]


@pytest.mark.parametrize("kind", kinds(), ids=str)
def test_every_kind_has_an_example_that_can_be_copied(kind, world):
    """
    One file holds the manifest and all that it refers to: put below manifests/, it validates without a warning.
    """
    path = example_of(kind)
    assert path.is_file(), f"Write {path.relative_to(ROOT)}."
    world.write(f"manifests/{kind}.yaml", path.read_text(encoding="utf-8"))

    desired = workflow.load(world.setting(strict=True)).desired

    assert surprises(desired.warnings) == []
    first = files.read_yaml(path, ROOT)[0].data
    assert first["kind"] == str(kind)


@pytest.mark.parametrize("kind", kinds(), ids=str)
def test_an_example_is_applied_and_then_in_sync(kind, world):
    """
    What the page shows can be done, with the permissions that the plan asks for, and leaves nothing to do.
    """
    text = example_of(kind).read_text(encoding="utf-8")
    world.write(f"manifests/{kind}.yaml", text)
    world.environ |= {name: f"the secret {name}" for name in re.findall(r"env:(\w+)", text)}

    report = world.apply(allow=tuple(each.waiver for each in world.plan().findings))

    assert report is not None
    assert report.succeeded, report.wrong
    assert world.plan().steps == ()
    before = world.mark
    assert world.apply() is None
    assert world.writes(before) == []


def test_all_examples_together_are_one_repository():
    """
    A reader may copy several: what one refers to is the object that another declares.
    """
    read = [files.read_yaml(path, ROOT) for path in sorted(EXAMPLES.rglob("*.yaml"))]
    # What a page only mentions is shorter there than on its own page.
    own, mentioned = [each[0] for each in read], [document for each in read for document in each[1:]]
    chosen = {(document.data["kind"], document.data["name"]): document for document in (*mentioned, *own)}

    desired = link(list(chosen.values()), kind_of, {"region": "eu"}, partial(files.read_text, EXAMPLES), names=NAMES, strict=True)

    assert len(own) == len({address for address in chosen if chosen[address] in own})
    assert surprises(desired.warnings) == []


def test_there_is_no_example_of_a_kind_that_is_no_more():
    """
    Examples go when their kind goes.
    """
    assert {path.relative_to(EXAMPLES).with_suffix("").as_posix() for path in EXAMPLES.rglob("*.yaml")} <= set(NAMES)
