# SPDX-License-Identifier: MIT
"""Machines for the tests, a new one for each."""

import pytest

from interp.kernel import Machine
from tests.kernel.trees import TREES, tree


@pytest.fixture(params=TREES)
def machine(request):
    return Machine(tree(request.param))


@pytest.fixture
def base():
    return Machine(tree("base"))


@pytest.fixture
def patched():
    return Machine(tree("rfc-v2"))
