"""The road's own assertions are explained like a test's."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("tests.conformance.road")
