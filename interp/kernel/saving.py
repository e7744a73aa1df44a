# SPDX-License-Identifier: MIT
"""A recording in one file, to be looked at without the machine that made it.

The file is a zip: `recording.json` has names, types, functions and the tree's sources; the other
members are columns of the log, the undo log and memory, as little-endian numbers. Nothing of it is
executed when it is read.
"""

from __future__ import annotations

import json
import sys
import zipfile
import zlib
from array import array
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Any

from interp.kernel import showing
from interp.kernel.configuration import Configuration
from interp.kernel.errors import KernelError
from interp.kernel.objects import Classes, Reader, Writer
from interp.kernel.recording import KernelRecording
from interp.kernel.snapshot import SnapshotReader
from interp.lang import Location, Options, Program
from interp.lang import types as c
from interp.lang.emit_statements import Point
from interp.lang.emitter import EmittedFunction, LocalVariable
from interp.lang.forms import Form
from interp.lang.link import DataSymbol
from interp.lang.variable_types import VariableArray
from interp.machine import Fault, Symbols
from interp.machine.columns import Return, Returns
from interp.machine.faults import CallPlace, FaultKind
from interp.machine.log import Log
from interp.machine.moments import RecordedCall
from interp.machine.recorder import Trace
from interp.machine.undo import UndoLog
from interp.machine.values import Region
from interp.review import SourceTree
from interp.review.diff import FileDiff, Hunk, HunkLine
from interp.review.layers import Layer
from interp.review.thread import Remark

FORMAT, VERSION = "interp recording", 2
DOCUMENT = "recording.json"
COLUMNS = {  # of the log, with the types in which they are written
    **{"function_ids": "I", "points": "I", "parents": "i", "depths": "H", "cpus": "B"},
    **{"interrupts_off": "B", "undo_marks": "I", "print_marks": "I"},
}
THREADS = "threads"  # a further column, for more than one; now all are of the first
STRUCTURE = "{...}"  # stands for a value that is no number


def _nothing() -> None:
    """Stand for the code of a function that is looked at and never run."""


CLASSES = Classes(
    [
        *(c.VoidType, c.IntegerType, c.EnumType, c.PointerType, c.ArrayType, c.FunctionType),
        *(c.StructType, c.Layout, c.Member, VariableArray),
        *(Location, Options, DataSymbol, Region, EmittedFunction, LocalVariable, Point),
        *(Configuration, CallPlace, RecordedCall, FileDiff, Hunk, HunkLine, Remark),
    ],
    {"code": _nothing.__code__, "access": {}},
)


class RecordingFileError(KernelError, ValueError):
    """A file that is no recording, is damaged, or is of another version."""


# -- saving ---------------------------------------------------------------------------------------


def save_recording(recording: KernelRecording, path: str | Path) -> Path:
    """Write a recording to a file; returns its path. The same recording gives the same bytes."""
    trace, writer = recording.trace, Writer(CLASSES)
    log, history = trace.log, trace.history
    history.go(len(history))
    tuples, numbers = _distinct(log.values)
    content = {
        "title": trace.title,
        "lines": trace.lines,
        "result": _plain(trace.result),
        "fault": _fault(trace.fault),
        "calls": tuple(RecordedCall(e.first, e.title, _plain(e.result)) for e in trace.calls),
        "functions": log.functions,
        "values": tuples,
        "returned": {
            index: tuple((name, _plain(value), mark) for name, value, mark in returns)
            for index, returns in log.returned.items()
        },
        "program": _program(recording.program),
        "regions": recording.symbols.regions,
        "configuration": recording.machine_config,
        "counts_isolated": recording.reader.counts_isolated,
        "tree": _tree(recording.tree),
    }
    written = {name: writer.value(each) for name, each in content.items()}
    columns = {name: array(code, getattr(log, name)) for name, code in COLUMNS.items()}
    columns |= {
        THREADS: array("B", bytes(len(log))),
        "values": numbers,
        "places": history.places,
        "old": history.old,
    }
    document = {
        "format": FORMAT,
        "version": VERSION,
        "content": written,
        "columns": {name: column.typecode for name, column in columns.items()},
        **writer.document(),
    }
    members = {DOCUMENT: json.dumps(document, separators=(",", ":")).encode()}
    members |= {name: _little_endian(column).tobytes() for name, column in columns.items()}
    members["memory"] = bytes(history.image)
    target = Path(path)
    try:
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
            for name, data in members.items():
                entry = zipfile.ZipInfo(name)  # has a date of its own: the same for all
                entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 3
                file.writestr(entry, data)
    except OSError as problem:
        raise RecordingFileError(
            f"{target}: cannot be written ({problem.strerror}); choose another place"
        ) from None
    return target


def _distinct(values: Iterable[tuple[Any, ...]]) -> tuple[list[tuple[Any, ...]], array[int]]:
    """Return each tuple once, and for every point which of them it has."""
    by_text: dict[str, int] = {}
    by_object: dict[int, int] = {}
    tuples: list[tuple[Any, ...]] = []
    numbers = array("I")
    for each in values:
        number = by_object.get(id(each))
        if number is None:
            plain = tuple(map(_plain, each[:-1]))
            number = by_object[id(each)] = by_text.setdefault(repr(plain), len(tuples))
            if number == len(tuples):
                tuples.append(plain)
        numbers.append(number)
    return tuples, numbers


def _plain(value: Any) -> int | str | None:
    """Return a number as it is; what is none cannot be shown in one word anyway."""
    return value if value is None or isinstance(value, int) else STRUCTURE


def _little_endian(column: array[int]) -> array[int]:
    if sys.byteorder == "little":
        return column
    turned = column[:]
    turned.byteswap()
    return turned


def _fault(fault: Fault | None) -> tuple[Any, ...] | None:
    if fault is None:
        return None
    kind, stack = fault.kind.name, fault.stack
    return kind, fault.detail, fault.address, fault.notes, stack, fault.shown, fault.values


def _program(program: Program) -> tuple[Any, ...]:
    data, addresses = program.data, program.addresses
    return program.options, data, addresses, program.types, program.constants


def _tree(tree: SourceTree) -> tuple[Any, ...]:
    layers = tuple((layer.name, layer.diffs, layer.remarks()) for layer in tree.layers)
    return tree.name, dict(tree.base), layers


# -- loading --------------------------------------------------------------------------------------


def load_recording(path: str | Path) -> KernelRecording:
    """Return the recording that `save` wrote to a file.

    Raises RecordingFileError if the file is none, is damaged, or is of another version.
    """
    source = Path(path)
    try:
        with zipfile.ZipFile(source) as file:
            document = json.loads(file.read(DOCUMENT))
            _check_version(source, document)
            members = {name: file.read(name) for name in [*document["columns"], "memory"]}
        return _recording(document, members)
    except RecordingFileError:
        raise
    except FileNotFoundError:
        raise RecordingFileError(
            f"{source}: there is no such file; recording.save(path) makes one"
        ) from None
    except OSError as problem:
        raise RecordingFileError(f"{source}: cannot be read ({problem.strerror})") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError):
        raise RecordingFileError(
            f"{source}: is no recording, or is damaged; save it again from where it was made"
        ) from None
    except Exception as problem:  # whatever is wrong inside the file, it is the file that is wrong
        raise RecordingFileError(
            f"{source}: cannot be understood ({type(problem).__name__}: {problem}); "
            "save it again from where it was made"
        ) from None


def _check_version(source: Path, document: Any) -> None:
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise RecordingFileError(f"{source}: is a file of something else, not a saved recording")
    version = document.get("version")
    if version != VERSION:
        raise RecordingFileError(
            f"{source}: has version {version} of the format, and version {VERSION} is read here; "
            "open it with the release that saved it, or record the call again"
        )


def _recording(document: dict[str, Any], members: dict[str, bytes]) -> KernelRecording:
    reader = Reader(CLASSES, document)
    content = {name: reader.value(each) for name, each in document["content"].items()}
    columns = {name: _column(code, members[name]) for name, code in document["columns"].items()}
    tuples = [(*each, None) for each in content["values"]]
    values = [tuples[number] for number in columns.pop("values")]
    places, old = columns.pop("places"), columns.pop("old")
    log = Log(
        functions=content["functions"],
        values=values,
        returned=_returns_again(content["returned"]),
        **{name: columns[name] for name in COLUMNS},
    )
    _check_lengths(log, columns)
    trace = Trace(
        content["title"],
        content["calls"],
        len(log),
        lambda: log,
        partial(UndoLog, bytearray(members["memory"]), places, old),
        content["lines"],
        content["result"],
        _fault_again(content["fault"]),
    )
    program = _program_again(*content["program"])
    symbols = Symbols(program)
    symbols.replace_regions(content["regions"])
    symbols.formatters += showing.FORMATTERS
    configuration = content["configuration"]
    snapshots = SnapshotReader(
        program, configuration.pageblock_order, counts_isolated=content["counts_isolated"]
    )
    tree = _tree_again(*content["tree"])
    return KernelRecording(trace, symbols, tree, configuration, snapshots)


def _column(code: str, data: bytes) -> array[int]:
    column = array(code)
    column.frombytes(data)
    return _little_endian(column)


def _check_lengths(log: Log, columns: dict[str, array[int]]) -> None:
    lengths = {len(log.values), *map(len, columns.values())}
    if len(lengths) != 1 or lengths == {0}:
        raise ValueError("its columns are of different lengths")
    if max(log.function_ids) >= len(log.functions):
        raise ValueError("it has points of functions that are not in it")


def _returns_again(told: dict[int, tuple[Return, ...]]) -> Returns:
    found = Returns()
    for time in sorted(told):
        for name, result, mark in told[time]:
            found.add(time, name, result, mark)
    return found


def _fault_again(told: tuple[Any, ...] | None) -> Fault | None:
    if told is None:
        return None
    kind, detail, address, notes, stack, shown, values = told
    fault = Fault(FaultKind[kind], detail, address=address, notes=notes)
    fault.stack, fault.shown, fault.values = stack, shown, values
    return fault


def _program_again(
    options: Options,
    data: tuple[DataSymbol, ...],
    addresses: dict[str, int],
    types: dict[str, c.CType],
    constants: dict[str, int],
) -> Program:
    """Return a program that can be asked about its names and types, but not run."""
    return Program(
        options,
        data,
        image=(),
        read_only=(),
        read_only_start=0,
        data_end=0,
        addresses=addresses,
        natives=(),
        called=(),
        lvalues=(),
        dropped=frozenset(),
        form=Form.RUN,
        functions={},
        types=types,
        constants=constants,
    )


def _tree_again(name: str, base: dict[str, str], layers: tuple[Any, ...]) -> SourceTree:
    made = [_layer(title, diffs, remarks) for title, diffs, remarks in layers]
    return SourceTree(name, base, made)


def _layer(name: str, diffs: tuple[FileDiff, ...], remarks: tuple[Remark, ...]) -> Layer:
    return Layer(name, diffs, lambda: remarks)
