# SPDX-License-Identifier: MIT
"""What all parts of the checker share: the scopes, the function at hand, what was complained of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from interp.lang import checked as c
from interp.lang import tree
from interp.lang.source import CError, Diagnostic
from interp.lang.symbols import BrokenSymbol, Environment, FunctionSymbol, Local, ObjectSymbol
from interp.lang.tokens import Token, error
from interp.lang.types import CType, IntegerType, StructType

MAXIMUM_ERRORS = 20
Varying = tuple[Token, ...]  # names whose types have a variable length


class TooManyErrors(CError):
    """Enough is enough: checking stops."""


@dataclass
class OpenSwitch:
    """A `switch` whose body is being checked: its cases, its type, the `({` around it.

    `varying` is how many names are in scope there whose types have a variable length.
    """

    type: IntegerType
    expressions: list[Token]
    varying: int
    cases: list[c.Case] = field(default_factory=list)


@dataclass
class FunctionState:
    """The function whose body is being checked."""

    symbol: FunctionSymbol
    locals: list[Local] = field(default_factory=list)
    labels: dict[str, Token] = field(default_factory=dict)
    gotos: list[Token] = field(default_factory=list)
    switches: list[OpenSwitch] = field(default_factory=list)
    expressions: list[Token] = field(default_factory=list)  # the open `({`
    label_places: dict[str, list[Token]] = field(default_factory=dict)  # in which of them
    goto_places: list[tuple[Token, list[Token]]] = field(default_factory=list)
    loops: int = 0
    breakables: int = 0
    depth: int = 0
    label_renames: list[dict[str, str]] = field(default_factory=list)
    renamed: int = 0
    jumps_in_expressions: bool = False
    # Of labels whose address is taken: the address by the label's name; and the jumps by address.
    label_addresses: dict[str, int] = field(default_factory=dict)
    computed: list[tuple[c.Block, c.Expr, Varying]] = field(default_factory=list)
    name: ObjectSymbol | None = None  # `__func__`, once it is named
    started: dict[str, Token] = field(default_factory=dict)  # lists of arguments, by va_start()
    ended: set[str] = field(default_factory=set)  # and by va_end()
    # Of types of variable length: what waits to be evaluated, and of parameters waits longest; the
    # arrays and names in scope, and which of the names are in scope at each label, jump and switch.
    lengths: list[c.Expr] = field(default_factory=list)
    outermost: list[c.Expr] = field(default_factory=list)
    arrays: list[c.Expr] = field(default_factory=list)
    varying: list[Token] = field(default_factory=list)
    varying_at_labels: dict[str, Varying] = field(default_factory=dict)
    varying_at_jumps: list[tuple[Token, str, Varying]] = field(default_factory=list)


class Checking:
    """State and helpers; the parts of the checker are written on top of each other.

    The methods that raise NotImplementedError here are given by a later part: expressions need
    types (casts, sizeof), and types need expressions (array lengths, typeof).
    """

    def __init__(self) -> None:
        self.environment = Environment()
        self.function: FunctionState | None = None
        self.unread: set[str] = set()  # names in what the parser could not read
        self.complained: set[str] = set()  # unknown names, each of which is told once
        self.taken_labels = 0  # how many labels of the file have an address
        self.diagnostics: list[Diagnostic] = []
        self.warnings: list[Diagnostic] = []
        self.objects: list[ObjectSymbol] = []
        self.functions: list[FunctionSymbol] = []
        self.structs: dict[str, StructType] = {}
        self.dropped: set[str] = set()  # what some conversion of pointers forgets
        self.narrowed: set[int] = set()  # sizes of what arrays inside of structures have
        self.strings: dict[bytes, ObjectSymbol] = {}
        self.defined_later: set[str] = set()  # functions that the file defines
        self.only_asking = 0  # how many operands are open that are not evaluated

    # -- complaints -------------------------------------------------------------------------------

    def report(self, problem: CError) -> None:
        """Remember a complaint and go on with the next declaration or statement."""
        self.diagnostics += problem.diagnostics
        if len(self.diagnostics) >= MAXIMUM_ERRORS:
            raise TooManyErrors(self.diagnostics[:MAXIMUM_ERRORS])

    def give_up(
        self,
        node: tree.Declaration | tree.FunctionDefinition,
        why: tuple[Diagnostic, ...] = (),
    ) -> None:
        """Let the names of a broken declaration be known, so that their use is no mistake.

        Unless it is one: `why` are the refusals that each use is to meet.
        """
        names = self.environment.scopes[-1].names
        found = [declarator for declarator, _ in getattr(node, "declarators", ())]
        for declarator in [*found, getattr(node, "declarator", None)]:
            if declarator is not None and declarator.name is not None:
                name = declarator.name
                names.setdefault(name.text, BrokenSymbol(name.text, name, why))

    def refusal(self, why: Iterable[Diagnostic], use: Token) -> CError:
        """Return the refusal of a name that is used; each reason is told once."""
        told = {each.place for each in self.diagnostics}
        note = (use.place, f"'{use.text}' is used here")
        return CError([replace(d, notes=(*d.notes, note)) for d in why if d.place not in told])

    def warn(self, at: Token, message: str) -> None:
        """Remember something that C allows but that is seldom meant."""
        self.warnings.append(Diagnostic(at.place, message, severity="warning"))

    # -- given by later parts ---------------------------------------------------------------------

    def value(self, node: tree.Expression) -> c.Expr:
        """Return the checked value of an expression."""
        raise NotImplementedError

    def value_type(self, node: tree.Expression) -> CType:
        """Return the type that an expression has as an operand of sizeof or typeof."""
        raise NotImplementedError

    def type_of_name(self, node: tree.TypeName) -> CType:
        """Return the type that a type name names."""
        raise NotImplementedError

    def local_declaration(self, node: tree.Declaration) -> list[c.Statement]:
        """Return the statements that a declaration in a block amounts to."""
        raise NotImplementedError

    def initializations(
        self, type_: CType, node: tree.Initializer, static: bool
    ) -> tuple[CType, list[c.Initialization]]:
        """Return the completed type of an object and what is stored where in it."""
        raise NotImplementedError

    def compound(self, node: tree.Compound) -> c.Block:
        """Return the checked form of `{ ... }`."""
        raise NotImplementedError

    # -- constants --------------------------------------------------------------------------------

    def constant(self, node: tree.Expression, what: str) -> int:
        """Return the value of an integer constant expression (6.6p6)."""
        expr = self.value(node)
        if not isinstance(expr, c.Constant):
            raise error(expr.at, f"{what} must be a constant that is known when compiling")
        if not isinstance(expr.type, IntegerType):
            raise error(expr.at, f"{what} must be an integer, this is '{expr.type}'")
        return expr.value

    def new_local(self, name: str, type_: CType, at: Token, parameter: bool = False) -> Local:
        """Return a new local variable of the function at hand."""
        if self.function is None:  # in a sizeof outside of functions: it is never evaluated
            return Local(name, type_, at)
        local = Local(name, type_, at, is_parameter=parameter, depth=self.function.depth)
        self.function.locals.append(local)
        return local
