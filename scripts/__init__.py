# SPDX-License-Identifier: MIT
"""What `make` runs: the environment, the lab, the tests, the notebooks' stored outputs."""
