# SPDX-License-Identifier: MIT
"""One workshop for all tests that need a compiled kernel; without a compiler they are skipped."""

import pytest

from tests.gcc.driver import SANITIZERS, Workshop, why_not


@pytest.fixture(scope="session")
def workshop() -> Workshop:
    return workshop_or_skip()


@pytest.fixture(scope="session")
def sanitizing_workshop() -> Workshop:
    return workshop_or_skip(SANITIZERS)


def workshop_or_skip(options: tuple[str, ...] = ()) -> Workshop:
    if reason := why_not():
        pytest.skip(reason)
    return Workshop(options)
