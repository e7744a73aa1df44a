# SPDX-License-Identifier: MIT
"""Which machine a magic is about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from interp.kernel import BadArgument, Machine

NO_MACHINE = "there is no machine in this notebook yet; make one: %boot rfc-v2"


def machines_of(variables: Mapping[str, Any]) -> list[str]:
    """Return the names of a notebook's machines, those that were made last behind."""
    return [k for k, v in variables.items() if isinstance(v, Machine) and k[0] != "_"]


def chosen_machine(variables: Mapping[str, Any], name: str = "") -> Machine:
    """Return the machine of that name; without one, `m`, or the last one that was made."""
    names = machines_of(variables)
    if not names:
        raise BadArgument(NO_MACHINE)
    if name and name not in names:
        raise BadArgument(f"'{name}' is no machine; the machines are {', '.join(names)}")
    machine: Machine = variables[name or ("m" if "m" in names else names[-1])]
    return machine
