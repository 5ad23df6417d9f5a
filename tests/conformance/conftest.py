"""What the suite drove, told at its end."""

import pytest

pytest.register_assert_rewrite("tests.conformance.road")
