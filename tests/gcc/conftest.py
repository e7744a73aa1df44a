# SPDX-License-Identifier: MIT
"""One workshop for all tests that need a compiled kernel; without a compiler they are skipped."""

from collections.abc import Iterator

import pytest

from tests.gcc.driver import SANITIZERS, Workshop, why_not


@pytest.fixture(scope="session")
def workshop() -> Workshop:
    return workshop_or_skip()


@pytest.fixture(scope="session")
def sanitizing_workshop() -> Workshop:
    return workshop_or_skip(SANITIZERS)


@pytest.fixture(scope="session")
def checking_workshop() -> Iterator[Workshop]:
    """For small machines: gcc's checks are on; its optimizer, which takes time, is off."""
    workshop = workshop_or_skip((*SANITIZERS, "-O0", "-g0"))
    yield workshop
    workshop.close()


def workshop_or_skip(options: tuple[str, ...] = ()) -> Workshop:
    if reason := why_not():
        pytest.skip(reason)
    return Workshop(options)
