"""The vendors' own example bodies: each becomes a manifest, and each ends in a way that is explained."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.conftest import EXAMPLE
from tests.examples.found import Example, found
from tests.examples.table import TABLE
from tests.examples.trip import Trip, trip


@pytest.fixture(scope="session")
def examples(vendor_specs: Path) -> Mapping[str, Example]:
    """Every example of the folder by its name."""
    return found(vendor_specs)


def test_no_example_is_without_an_explanation(examples):
    """
    The vendors' descriptions and the table of endings name the same examples.
    """
    assert sorted(examples) == sorted(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_every_example_ends_as_the_table_says(name, examples, tmp_path, record_property):
    """
    An example is accepted as a manifest, applied, read back and planned empty, as it stands or once it is mended.
    """
    ending, example = TABLE[name], examples[name]
    see_what_validation_says(trip(example, example.body), ending.refused, folder(tmp_path / "validated"))
    if ending.vendor:
        with pytest.raises(AssertionError, match=ending.vendor):
            trip(example, example.body).go(folder(tmp_path / "refused"))
    if ending.mend is not None or not ending.refused:
        trip(example, ending.mend(example.body) if ending.mend else example.body).go(folder(tmp_path / "applied"))
    record_property(EXAMPLE, ending.label)


def see_what_validation_says(one: Trip, refused: Mapping[str, str], path: Path) -> None:
    """Each place that is wrong with its reason, and no other."""
    said = one.complaints(path)
    assert sorted(said) == sorted(refused)
    assert [where for where, words in refused.items() if words not in said[where]] == []


def folder(path: Path) -> Path:
    path.mkdir()
    return path
