# SPDX-License-Identifier: MIT
"""What holds for all tests: the examples that hypothesis makes are the same on every run."""

import os

from hypothesis import settings

# Two busy cores make no example too slow. HYPOTHESIS_PROFILE=default looks for new examples.
settings.register_profile("same-every-time", derandomize=True, deadline=None, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "same-every-time"))
