# SPDX-License-Identifier: MIT
"""What names stand for, and the scopes in which they do (C11 6.2.1 to 6.2.4)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from interp.lang.source import Diagnostic
from interp.lang.tokens import Token
from interp.lang.types import VOID, CType, FunctionType, IntegerType, StructType

if TYPE_CHECKING:
    from interp.lang import checked


LEAST_ALIGN = 8  # of every object in memory, in bytes


@dataclass(eq=False, slots=True)
class Local:
    """A variable of automatic storage; `in_memory` once its address is taken."""

    name: str
    type: CType
    at: Token
    in_memory: bool = False
    is_parameter: bool = False
    python_name: str = ""
    frame_offset: int = 0
    depth: int = 0
    hint: str = ""  # what its Python name is made of, where it has no name
    is_temporary: bool = False  # lives to the end of its full expression (6.2.4p8)
    carries: bool = False  # may hold a copy of what was never written
    is_register: bool = False  # its address cannot be taken (6.7.1p6)
    # What is called with its address when it leaves its scope, and the type of the parameter.
    cleanup: tuple[FunctionSymbol, CType] | None = None


@dataclass(eq=False, slots=True)
class ObjectSymbol:
    """An object of static storage. `initial` is None while only declared (or tentative)."""

    name: str
    type: CType
    at: Token
    linkage: str  # "external", "internal" or "none"
    initial: list[checked.Initialization] | None = None
    defined: bool = False
    data: bytes | None = None  # string literals
    function: str = ""  # of a static local
    align: int = 0
    released: bool = False  # a pointer that somewhere is given to free()
    alias: Token | None = None  # the name of the object for which this is another name
    alias_of: ObjectSymbol | None = None
    weak: bool = False  # a definition without this word comes before it

    @property
    def placed_align(self) -> int:
        """The alignment in bytes at which the linker places it."""
        return max(LEAST_ALIGN, self.type.align, self.align)

    @property
    def size(self) -> int:
        """Size in bytes; an initialised flexible array member makes the object longer."""
        ends = [item.offset + item.type.size for item in self.initial or () if not item.bits]
        return max([self.type.size, *ends])


UNKNOWN_FUNCTION = FunctionType(VOID, None)  # of a function whose type is what is refused


@dataclass(eq=False, slots=True)
class FunctionSymbol:
    """A function; `definition` is None while only declared."""

    name: str
    type: FunctionType
    at: Token
    linkage: str
    inline: bool = False
    definition: checked.Function | None = None
    used: bool = False
    noreturn: bool = False
    nonnull: frozenset[int] = frozenset()  # parameters that must be no null pointers, from 1
    refused: tuple[Diagnostic, ...] = ()  # why this C subset has no such function
    align: int = 0  # of its address, in bytes
    alias: Token | None = None  # the name of the function for which this is another name
    alias_of: FunctionSymbol | None = None
    weak: bool = False  # a definition without this word comes before it
    gnu_inline: bool = False  # the definition is only for calls in its file (GNU C)
    constructor: int | None = None  # runs before main(), those with low numbers first
    destructor: int | None = None  # runs after main(), those with low numbers last


@dataclass(frozen=True, slots=True)
class TypedefSymbol:
    """A name for a type."""

    name: str
    type: CType
    at: Token


@dataclass(frozen=True, slots=True)
class EnumeratorSymbol:
    """A name for an integer constant."""

    name: str
    type: IntegerType
    value: int
    at: Token


@dataclass(frozen=True, slots=True)
class BrokenSymbol:
    """A name whose declaration was already complained of: to use it is no second mistake.

    Or it was not: `why` says then what it is of that this C subset does not have.
    """

    name: str
    at: Token
    why: tuple[Diagnostic, ...] = ()


Symbol = BrokenSymbol | Local | ObjectSymbol | FunctionSymbol | TypedefSymbol | EnumeratorSymbol


@dataclass(slots=True)
class Scope:
    """One scope: ordinary names, and tags."""

    names: dict[str, Symbol] = field(default_factory=dict)
    tags: dict[str, tuple[Token, StructType | IntegerType]] = field(default_factory=dict)


class Environment:
    """The scopes as they stand, the file's first."""

    def __init__(self) -> None:
        self.scopes = [Scope()]

    def open(self) -> None:
        """Open a scope."""
        self.scopes.append(Scope())

    def close(self) -> None:
        """Close the innermost scope."""
        self.scopes.pop()

    @contextmanager
    def block(self) -> Iterator[None]:
        """Open a scope for a block, and close it."""
        self.open()
        try:
            yield
        finally:
            self.close()

    @property
    def at_file_scope(self) -> bool:
        """Whether no block is open."""
        return len(self.scopes) == 1

    def find(self, name: str) -> Symbol | None:
        """Return what a name stands for here."""
        for scope in reversed(self.scopes):
            if name in scope.names:
                return scope.names[name]
        return None

    def find_tag(self, name: str, innermost: bool = False) -> Any:
        """Return the token and type of a tag, or None."""
        for scope in self.scopes[-1:] if innermost else reversed(self.scopes):
            if name in scope.tags:
                return scope.tags[name]
        return None

    def all_names(self) -> list[str]:
        """Return every name that is known here."""
        return [name for scope in self.scopes for name in scope.names]
