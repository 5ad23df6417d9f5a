"""What we send and what the sandbox answers, against descriptions of the vendors' APIs that this project did not write."""

import pytest

from reconciler.providers.registry import PROVIDERS
from reconciler.sandbox.vendors import VENDORS
from tests.conftest import CONTRACT
from tests.contract.declared import operations
from tests.contract.description import Description
from tests.contract.exceptions import EXCEPTED
from tests.contract.exchange import steady
from tests.contract.roads import walk_all
from tests.contract.verdict import judge


# One test a vendor and not one a row: what nothing needs, and what nobody exercised, is known only when all roads were walked.
@pytest.mark.parametrize("vendor", [each.name for each in VENDORS])
def test_every_request_and_every_answer_is_as_the_vendor_describes_it(vendor: str, vendor_specs, tmp_path, record_property):
    """
    Each request of the conformance suite and each answer of the sandbox fits the vendor's own description, or an exception says why not.
    """
    description, sandbox = Description.load(vendor_specs, vendor), steady().vendors[vendor]
    excepted = [each for each in EXCEPTED if each.vendor == vendor]
    verdict = judge(description, sandbox, walk_all(vendor, tmp_path), operations(PROVIDERS[vendor]), excepted)
    record_property(CONTRACT, [verdict.operations, verdict.requests, verdict.responses, len(excepted)])
    if verdict.problems:
        pytest.fail("\n".join(verdict.problems), pytrace=False)


def test_every_exception_names_a_vendor_and_a_reason():
    """
    An exception without a reason would be a loophole.
    """
    assert [each for each in EXCEPTED if not each.because or each.vendor not in PROVIDERS] == []
