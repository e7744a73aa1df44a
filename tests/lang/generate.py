# SPDX-License-Identifier: MIT
"""Random C programs without undefined or unspecified behaviour, out of a seed.

Every loop and every goto spends fuel, so programs end, whatever jumps where. Signed arithmetic is
done unsigned or in small types; shift counts and indices are masked; a statement has one effect.
"""

import random

SIGNED = ("char", "signed char", "short", "int", "long", "long long", "__int128")
UNSIGNED = ("_Bool", "unsigned char", "unsigned short", "unsigned int", "unsigned long")
UNSIGNED += ("unsigned __int128",)
TYPES = SIGNED + UNSIGNED
COMPARISONS = ("<", ">", "<=", ">=", "==", "!=")
WIDE = {"unsigned int": 31, "unsigned long": 63, "unsigned long long": 63}
VALUES = (0, 1, -1, 2, 5, 7, -7, 100, 127, 128, 255, 256, -128, 32767, 65535, 65536, 1000003)
BIG = ("0x7fffffff", "0x80000000u", "0xffffffff", "0x123456789abcdefl", "0xfffffffffffffffful")

PROLOGUE = """\
int printf(const char *, ...);
struct in { short a; unsigned b:5; int c:11; _Bool d:1; unsigned char e; };
struct out { int x; struct in in[2]; union { unsigned int whole; unsigned char part[4]; };
	unsigned long wide:40; signed char tail; long *pointer; };
static struct out object, objects[3];
static long longs[8];
static unsigned char bytes[8];
static int numbers[4][2];
static unsigned long hash;
static void mix(unsigned long v) { hash = (hash ^ v) * 0x9e3779b97f4a7c15ul; hash ^= hash >> 29; }
"""

EPILOGUE = """\
static void all(void)
{
	int i;
	const unsigned char *p = bytes;
	for (i = 0; i < 8; i++) { mix(longs[i]); mix(p[i]); mix(numbers[i / 2][i % 2]); }
	for (i = 0; i < 3; i++) {
		struct out *o = &objects[i];
		mix(o->x); mix(o->whole); mix(o->wide); mix(o->tail);
		mix(o->in[1].a); mix(o->in[0].b); mix(o->in[1].c); mix(o->in[0].d); mix(o->in[1].e);
	}
	mix(object.x); mix(object.in[1].c); mix(object.in[0].a); mix(object.whole); mix(object.wide);
}
"""


class Programs:
    """Writes one program."""

    def __init__(self, seed, functions=4, statements=8):
        self.random = random.Random(seed)
        self.functions, self.statements = functions, statements
        self.known = []
        self.locals = []
        self.labels = 0
        self.used_labels = 0
        self.varying = False  # whether the arrays of variable length are declared

    def pick(self, *choices):
        return self.random.choice(choices)()

    def text(self):
        bodies = [self.function(number) for number in range(self.functions)]
        calls = []
        for name in self.known:
            for _ in range(3):
                a, b = self.number(), self.number()
                calls.append(f'\tprintf("{name} %lx\\n", (unsigned long){name}({a}, {b}));')
            calls.append('\tall(); printf("%lx\\n", hash);')
        main = "int main(void)\n{\n" + "\n".join(calls) + "\n\treturn (int)(hash & 127);\n}\n"
        return PROLOGUE + "".join(bodies) + EPILOGUE + main

    # -- functions --------------------------------------------------------------------------------

    def function(self, number):
        types = [self.random.choice(TYPES) for _ in range(4)]
        self.locals = ["a", "b"]
        self.labels, self.used_labels = self.random.randrange(4), 0
        self.varying = False
        result = self.random.choice(TYPES)
        parameters = f"{self.random.choice(TYPES)} a, {self.random.choice(TYPES)} b"
        declared = ""
        for n, type_ in enumerate(types):
            declared += f"\t{type_} v{n} = {self.expression(1)};\n"
            self.locals.append(f"v{n}")
        declared += (
            "\tint fuel = 40, i = 0, j = 0; unsigned char r[4] = { 1, 2, (unsigned char)a };\n"
        )
        declared += "\tstruct in s = { .c = 3, .e = 7 }, *ps = &s; long *pl = &longs[2];\n"
        if self.random.random() < 0.5:
            declared += self.variable_length()
            self.varying = True
        body = self.block(self.statements, 0, False)
        while self.used_labels < self.labels:
            body += self.label()
        self.known.append(f"f{number}")
        finish = "\tmix(s.a); mix(s.c); mix(r[1]); mix(*pl); " + "".join(
            f"mix(v{n}); " for n in range(4)
        )
        if self.varying:
            finish += "for (i = 0; i < n; i++) { mix(rows[i][0]); mix(items[i]); }"
        return (
            f"static {result} f{number}({parameters})\n{{\n{declared}{body}{finish}\n"
            f"\treturn {self.expression(2)};\n}}\n"
        )

    def variable_length(self):
        """Return the declarations of arrays whose length depends on the parameters."""
        item, cell = self.random.choice(TYPES), self.random.choice(SIGNED)
        return (
            f"\tint n = (a & 3) + 2, m = (b & 1) + 1; {item} items[n]; typedef {cell} row[m];\n"
            "\trow rows[n], *pr = &rows[1]; for (i = 0; i < n; i++) {\n"
            f"\titems[i] = i + (unsigned long){self.number()};\n"
            "\tfor (j = 0; j < m; j++) rows[i][j] = i + j; }\n"
            "\ti = j = 0;\n"
        )

    def element(self):
        """Return an element of an array of variable length, which is surely in it."""
        row = f"({self.expression(1)}) & (m - 1)"
        return self.pick(
            lambda: f"items[(unsigned)({self.expression(1)}) % n]",
            lambda: f"rows[(unsigned)({self.expression(1)}) % n][{row}]",
            lambda: f"(*pr)[{row}]",
            lambda: f"pr[-(int)(({self.expression(1)}) & (pr - rows & 1))][{row}]",
        )

    def label(self):
        self.used_labels += 1
        return f"L{self.used_labels - 1}: ;\n"

    def block(self, count, depth, in_loop):
        parts = [self.statement(depth, in_loop) for _ in range(self.random.randint(1, count))]
        return "".join(parts)

    # -- statements -------------------------------------------------------------------------------

    def statement(self, depth, in_loop):
        simple = [self.assignment, self.update, self.step, self.call, self.structure]
        choices = simple * 3 + [lambda: self.jump(in_loop)] * 3
        if depth < 3:
            nested = [self.branch, self.loop, self.switch, self.inner_block]
            choices += [lambda m=m: m(depth + 1, in_loop) for m in nested] * 2
        text = self.random.choice(choices)()
        if self.used_labels < self.labels and self.random.random() < 0.2:
            text = self.label() + text
        return text

    def place(self):
        if self.varying and self.random.random() < 0.25:
            return self.element()
        return self.pick(
            lambda: f"v{self.random.randrange(4)}",
            lambda: f"longs[{self.index(7)}]",
            lambda: f"bytes[{self.index(7)}]",
            lambda: f"numbers[{self.index(3)}][{self.index(1)}]",
            lambda: f"{self.struct()}.{self.member()}",
            lambda: f"r[{self.index(3)}]",
            lambda: f"ps->{self.random.choice('abcde')}",
            lambda: "*pl",
            lambda: f"pl[{self.index(3)}]",
        )

    def struct(self):
        return self.random.choice(("object", f"objects[{self.random.randrange(3)}]"))

    def member(self):
        inner = f"in[{self.index(1)}].{self.random.choice('abcde')}"
        part = f"part[{self.index(3)}]"
        return self.random.choice(("x", "whole", "wide", "tail", inner, part))

    def index(self, mask):
        return f"({self.expression(1)}) & {mask}"

    def assignment(self):
        return f"\t{self.place()} = {self.expression(3)};\n"

    def update(self):
        op = self.random.choice(("&", "|", "^"))
        if self.random.random() < 0.4:
            return f"\tv{self.random.randrange(4)} {op}= {self.expression(3)};\n"
        target = self.random.choice(
            ("object.whole", "objects[1].wide", "bytes[3]", "object.in[0].b")
        )
        op = self.random.choice(("+", "-", "*", "<<", ">>"))
        if op in ("<<", ">>"):
            return f"\tobject.whole {op}= ({self.expression(2)}) & 15;\n"
        return f"\t{target} {op}= (unsigned char)({self.expression(2)});\n"

    def step(self):
        step = self.random.choice(("++", "--"))
        target = self.random.choice(("object.whole", "bytes[2]", "s.e", "s.b", "object.in[1].d"))
        which = self.random.randrange(3)
        used = target if which == 0 else f"{target}{step}" if which == 1 else f"{step}{target}"
        return f"\tv{self.random.randrange(4)} = {used};\n"

    def call(self):
        if not self.known:
            return self.assignment()
        name = self.random.choice(self.known)
        arguments = f"{self.expression(2)}, {self.expression(2)}"
        return f"\tif (fuel-- > 0) v{self.random.randrange(4)} = {name}({arguments});\n"

    def structure(self):
        return self.random.choice(
            (
                "\tobjects[1] = object;\n",
                "\ts = object.in[1];\n",
                "\tobject.in[0] = *ps;\n",
                "\tps = ps == &s ? &objects[2].in[1] : &s;\n",
                f"\tpl = &longs[{self.index(3)}];\n",
                "\tobject.pointer = pl; pl = object.pointer;\n",
                *["\tpr = &rows[n - 1];\n", "\tif (pr > rows + 1) pr--;\n"] * self.varying,
                f"\ts = (struct in){{ .b = {self.expression(1)}, {self.expression(1)} }};\n",
                f"\tobjects[0] = (struct out){{ {self.expression(1)}, .in[1].c = "
                f"{self.expression(1)}, .part = {{ 1, 2 }} }};\n",
            )
        )

    def jump(self, in_loop):
        choices = []
        if self.labels:
            label = f"L{self.random.randrange(self.labels)}"
            choices.append(f"\tif (({self.expression(1)}) && fuel-- > 0) goto {label};\n")
        if in_loop:
            word = self.random.choice(("break", "continue"))
            choices.append(f"\tif ({self.expression(1)}) {word};\n")
        if self.random.random() < 0.2:
            choices.append(f"\tif ({self.expression(2)}) return {self.expression(2)};\n")
        return self.random.choice(choices) if choices else self.assignment()

    def branch(self, depth, in_loop):
        text = f"\tif ({self.expression(3)}) {{\n{self.block(3, depth, in_loop)}\t}}"
        if self.random.random() < 0.5:
            text += f" else {{\n{self.block(3, depth, in_loop)}\t}}"
        return text + "\n"

    def inner_block(self, depth, in_loop):
        hidden = f"v{self.random.randrange(4)}"
        if not self.labels and self.random.random() < 0.4:
            return self.varying_block(depth, in_loop)
        if self.labels:  # a jump could go past the declaration
            return f"\t{{\n{self.block(3, depth, in_loop)}\t}}\n"
        type_ = self.random.choice(TYPES)
        value = self.expression(2).replace(hidden, "a")
        body = self.block(3, depth, in_loop)
        return f"\t{{ {type_} {hidden} = {value};\n{body}\t}}\n"

    def varying_block(self, depth, in_loop):
        type_, length = self.random.choice(TYPES), self.expression(2)
        index = f"(unsigned)({self.expression(1)}) % (sizeof w / sizeof *w)"
        return (
            f"\t{{ {type_} w[(({length}) & 7) + 1]; unsigned k;\n"
            f"\tfor (k = 0; k < sizeof w / sizeof *w; k++) w[k] = k * {self.number()};\n"
            f"{self.block(3, depth, in_loop)}\tmix(w[{index}]); mix(sizeof w);\n\t}}\n"
        )

    def loop(self, depth, in_loop):
        body = self.block(3, depth, True)
        kind = self.random.randrange(4)
        condition = self.expression(1)
        if kind == 0:
            times = self.random.randint(1, 4)
            return f"\tfor (i = 0; i < {times} && fuel-- > 0; i++) {{\n{body}\t}}\n"
        if kind == 1:
            return f"\twhile (fuel-- > 0 && ({condition})) {{\n{body}\t}}\n"
        if kind == 2:
            return f"\tdo {{\n{body}\t}} while (({condition}) && fuel-- > 0);\n"
        return f"\tfor (;; j++) {{\n\tif (fuel-- <= 0 || j > 5) break;\n{body}\t}}\n"

    def switch(self, depth, in_loop):
        text = f"\tswitch (({self.expression(2)}) & 7) {{\n"
        cases = self.random.sample(range(8), 4)
        for number in cases[: self.random.randint(1, 4)]:
            text += f"\tcase {number}:\n{self.block(2, depth, True and in_loop)}"
            if self.random.random() < 0.6:
                text += "\tbreak;\n"
        if self.random.random() < 0.6:
            text += f"\tdefault:\n{self.block(2, depth, in_loop)}"
        return text + "\t;}\n"

    # -- expressions ------------------------------------------------------------------------------

    def number(self):
        if self.random.random() < 0.2:
            return self.random.choice(BIG)
        return str(self.random.choice(VALUES))

    def atom(self):
        if self.varying and self.random.random() < 0.1:
            return self.random.choice(("items[n - 1]", "rows[n - m][m - 1]", "pr[-1][0]", "**pr"))
        return self.pick(
            self.number,
            lambda: self.random.choice(self.locals),
            lambda: self.random.choice(self.locals),
            lambda: f"longs[{self.random.randrange(8)}]",
            lambda: f"bytes[{self.random.choice(self.locals)} & 7]",
            lambda: f"{self.struct()}.x",
            lambda: f"objects[2].in[1].{self.random.choice('abcde')}",
            lambda: "object.whole",
            lambda: "object.wide",  # gcc reckons in 40 bits
        )

    def expression(self, depth):
        if depth <= 0 or self.random.random() < 0.15:
            return self.atom()
        inner = lambda: self.expression(depth - 1)  # noqa: E731
        wide = self.random.choice(tuple(WIDE))
        small = self.random.choice(("short", "signed char", "unsigned char", "_Bool", "char"))
        return self.pick(
            lambda: f"(({wide})({inner()}) {self.random.choice('+-*')} ({inner()} & 0xffffu))",
            lambda: f"(({small})({inner()}) {self.random.choice('+-*')} ({small})({inner()}))",
            lambda: f"(({inner()}) {self.random.choice('&|^')} ({inner()}))",
            lambda: f"(({inner()}) {self.random.choice('/%')} ((({inner()}) & 15) + 1))",
            lambda: f"((({wide})({inner()})) << (({inner()}) & {WIDE[wide]}))",
            lambda: f"((int)({inner()}) << (({inner()}) & 31))",
            lambda: f"((long)({inner()}) << (({inner()}) & 63))",
            lambda: f"(({self.random.choice(TYPES)})({inner()}) >> (({inner()}) & 7))",
            lambda: f"(({inner()}) {self.random.choice(COMPARISONS)} ({inner()}))",
            lambda: f"(({inner()}) {self.random.choice(('&&', '||'))} ({inner()}))",
            lambda: f"(({inner()}) ? ({inner()}) : ({inner()}))",
            lambda: f"(({inner()}) ?: ({inner()}))",
            lambda: f"(({self.random.choice(TYPES)})({inner()}))",
            lambda: f"{self.random.choice('~!')}({inner()})",
            lambda: f"-({wide})({inner()})",
            lambda: f"({inner()}, {inner()})",
            lambda: f"({{ {self.random.choice(TYPES)} k = {inner()}; k ? {inner()} : k; }})",
            lambda: f"(int)sizeof(+({inner()}))",
            lambda: f"(int)sizeof(char[(({inner()}) & 7) + 1])",
        )


def program(seed, functions=4, statements=8):
    """Return the text of a program."""
    return Programs(seed, functions, statements).text()


# -- structure layouts --------------------------------------------------------------------------

SCALARS = ("char", "short", "int", "long", "void *", "unsigned char", "unsigned int", "_Bool")
SCALARS += ("__int128", "unsigned __int128")
BIT_TYPES = {"char": 8, "unsigned short": 16, "int": 32, "unsigned int": 32, "long": 64, "_Bool": 1}


def layouts(seed, count=12):
    """Return a program that prints size, alignment and places of the members of random types."""
    choose = random.Random(seed)
    known, text, shown = [], [], []
    for number in range(count):
        body, names = _members(choose, known, number)
        kind = choose.choice(("struct", "struct", "struct", "union"))
        attribute = choose.choice(("",) * 6 + ("packed", "aligned(16)", "packed, aligned(4)"))
        attribute = f" __attribute__(({attribute}))" if attribute else ""
        text.append(f"{kind} s{number} {{ {body} }}{attribute};")
        known.append(f"{kind} s{number}")
        shown += _shown(f"{kind} s{number}", names)
    return (
        "int printf(const char *, ...);\nvoid *memset(void *, int, unsigned long);\n"
        + "\n".join(text)
        + "\nstatic void dump(const char *name, const unsigned char *p, unsigned long n)\n"
        + '{ printf("%s", name); while (n--) printf(" %02x", *p++); printf("\\n"); }\n'
        + "int main(void)\n{\n"
        + "\n".join(shown)
        + "\n\treturn 0;\n}\n"
    )


def _members(choose, known, number):
    parts, names = [], []
    for index in range(choose.randint(1, 6)):
        name = f"m{number}_{index}"
        kind = choose.randrange(9)
        if kind < 3:
            parts.append(f"{choose.choice(SCALARS)} {name};")
            names.append((name, False))
        elif kind == 3:
            parts.append(f"{choose.choice(SCALARS)} {name}[{choose.randint(1, 5)}];")
            names.append((name, False))
        elif kind == 4 and known:
            parts.append(f"{choose.choice(known)} {name};")
            names.append((name, False))
        elif kind == 5:
            align = choose.choice(("aligned(8)", "packed", "aligned(2)"))
            parts.append(f"{choose.choice(SCALARS)} {name} __attribute__(({align}));")
            names.append((name, False))
        elif kind == 6:
            parts.append(f"struct {{ char {name}; int {name}_b:5; }};")
            names += [(name, False), (f"{name}_b", True)]
        else:
            type_ = choose.choice(tuple(BIT_TYPES))
            width = choose.randint(0, BIT_TYPES[type_])
            unnamed = width == 0 or choose.random() < 0.15
            parts.append(f"{type_} {'' if unnamed else name}:{width};")
            if not unnamed:
                names.append((name, True))
    if not names:
        parts.append(f"int m{number};")
        names.append((f"m{number}", False))
    return " ".join(parts), names


def _shown(type_, names):
    lines = [f'\tprintf("{type_} %lu %lu\\n", sizeof({type_}), _Alignof({type_}));']
    for name, is_bits in names:
        if is_bits:
            lines.append(
                f"\t{{ {type_} o; memset(&o, 0, sizeof o); o.{name} = -1;"
                f' printf("%ld ", (long)o.{name}); dump("{name}", (void *)&o, sizeof o);'
                f" memset(&o, 0xff, sizeof o); o.{name} = 0;"
                f' dump("{name}", (void *)&o, sizeof o); }}'
            )
        else:
            lines.append(f'\tprintf("{name} %lu\\n", __builtin_offsetof({type_}, {name}));')
    return lines
