# SPDX-License-Identifier: MIT
"""What a Python exception in emitted code means in C: the fault that it stands for."""

from __future__ import annotations

import dis
import re
from types import FrameType

from interp.lang.emitter import EmittedFunction
from interp.machine.circumstances import Call
from interp.machine.codes import Codes
from interp.machine.faults import Fault, FaultKind
from interp.machine.memory import Memory


def translated(problem: Exception, calls: list[Call], codes: Codes, memory: Memory) -> Fault:
    """Return the fault of the innermost of some C calls; raises what is none of C's doing."""
    innermost = calls[-1] if calls else None
    match problem:
        case IndexError() if innermost:
            return _bad_address(innermost, codes, memory)
        case UnboundLocalError() | NameError() if innermost:
            variable = _variable_of(problem)
            lost = _lost_variable(innermost, variable, codes, memory)
            return lost or _unwritten_local(innermost[0], variable)
        case TypeError() if innermost and "NoneType" in str(problem):
            return Fault(FaultKind.UNWRITTEN, "a variable, or a result, that was never set")
        case TypeError() if "argument" in str(problem):
            return Fault(FaultKind.ARGUMENTS, str(problem).replace("positional ", ""))
        case ZeroDivisionError():
            return Fault(FaultKind.DIVISION, "division by zero")
        case RecursionError():
            return Fault(FaultKind.STACK_OVERFLOW, "functions call each other without end")
        case MemoryError():
            return Fault(FaultKind.MEMORY, "the program asked for too much")
    raise problem


def _lost_variable(call: Call, variable: str, codes: Codes, memory: Memory) -> Fault | None:
    """Return the fault of using a variable after its value was given to free()."""
    emitted, frame, instruction = call
    address = memory.lost.get((emitted.python_name, variable))
    if address is None:
        return None
    location = codes.location(frame.f_code, instruction)
    if emitted.access.get((location.line, location.column - 1)) == -1:
        return memory.bad_free(address)
    names = (x.name for x in emitted.locals if x.python_name == variable)
    return memory.lost_pointer(address, next(names, ""))


def _bad_address(call: Call, codes: Codes, memory: Memory) -> Fault:
    """Return the fault of an access outside of memory; the index tells the address."""
    emitted, frame, instruction = call
    location = codes.location(frame.f_code, instruction)
    size = emitted.access.get((location.line, location.column - 1), 1)
    if size == 0:  # no access, but a pointer that was moved
        result = frame.f_locals.get("result", 0)
        return _moved_out(result)
    index = _index_used(frame, instruction)
    address = index * size ^ memory.base
    if memory.read_only_start <= index * size < memory.capacity:
        return Fault(FaultKind.READ_ONLY, f"address {address:#x}", address=address)
    return memory.bad_address(address)


def _variable_of(problem: NameError) -> str:
    """Return the Python name of a variable without a value; of a local, only the text has it."""
    found = re.search(r"'(.*?)'", str(problem))
    return problem.name or (found[1] if found else "")


def _unwritten_local(emitted: EmittedFunction, python_name: str) -> Fault:
    for local in emitted.locals:
        if local.python_name == python_name:
            detail = f"variable '{local.name}' is read before it was ever set"
            note = f"it is declared at {local.location}"
            if not local.name:  # 6.2.7p3: of a type whose length is in a part that is not evaluated
                detail = "a type is used whose length was never evaluated"
                note = f"the length stands at {local.location}"
            return Fault(FaultKind.UNWRITTEN, detail, notes=(note,))
    return Fault(FaultKind.UNWRITTEN, "a variable that was never set")


def _moved_out(address: int) -> Fault:
    detail = f"{address & (1 << 64) - 1:#x} is not in the object, nor one past its end"
    return Fault(FaultKind.POINTER, detail, address=address)


def _index_used(frame: FrameType, instruction: int) -> int:
    """Return the index that an instruction used: a variable or a constant, pushed just before."""
    before: dis.Instruction | None = None
    for current in dis.get_instructions(frame.f_code):
        if current.offset == instruction:
            break
        if current.opname != "CACHE":
            before = current
    if before is None:
        return 0
    if isinstance(before.argval, int) and "FAST" not in before.opname:
        return before.argval
    names = (before.argrepr or "").replace("(", "").replace(")", "").split(", ")
    found: int = frame.f_locals.get(names[-1], 0)
    return found
