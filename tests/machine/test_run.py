# SPDX-License-Identifier: MIT
"""C programs of their own, run as `python -m interp run FILE.c` does."""

import io
import shutil
import subprocess

import pytest

from interp.__main__ import main
from interp.lang import CError
from interp.machine.faults import Fault, FaultKind
from interp.machine.libc.streams import Streams
from interp.machine.run import STOPPED, USAGE, WRONG_C, finished, prepared, run

GCC = shutil.which("gcc")


def outcome(folder, text, *arguments, given=b""):
    """Return the status, and what the program wrote to stdout and stderr."""
    file = folder / "program.c"
    file.write_text(text)
    out, err = io.BytesIO(), io.BytesIO()
    status = run([str(file)], arguments, streams=Streams(out, err, io.BytesIO(given)))
    return status, out.getvalue().decode(), err.getvalue().decode()


def test_a_program_prints_and_returns_its_status(tmp_path):
    text = """
        #include <stdio.h>
        int main(void) { fprintf(stderr, "to the side\\n"); printf("%d %s\\n", 7, "x"); return 3; }
    """
    assert outcome(tmp_path, text) == (3, "7 x\n", "to the side\n")


def test_arguments_and_input_reach_the_program(tmp_path):
    text = """
        #include <stdio.h>
        int main(int count, char **arguments)
        {
            int c, letters = 0;
            while ((c = getchar()) != EOF)
                letters++;
            printf("%d %s %d\\n", count, arguments[2], letters);
            return 0;
        }
    """
    assert outcome(tmp_path, text, "one", "two", given=b"hello") == (0, "3 two 5\n", "")


def test_fread_takes_what_there_is(tmp_path):
    text = """
        #include <stdio.h>
        int main(void)
        {
            char text[8] = "";
            int whole = fread(text, 2, 3, stdin);
            printf("%d %s %d", whole, text, (int)fread(text, 1, 1, stdin));
            return 0;
        }
    """
    assert outcome(tmp_path, text, given=b"hello") == (0, "2 hello 0", "")


def test_exit_runs_what_was_registered_last_first(tmp_path):
    text = """
        #include <stdio.h>
        #include <stdlib.h>
        static void first(void) { puts("first"); }
        static void second(void) { puts("second"); }
        int main(void) { atexit(first); atexit(second); exit(5); }
    """
    assert outcome(tmp_path, text) == (5, "second\nfirst\n", "")


def test_abort_runs_nothing_more(tmp_path):
    text = """
        #include <stdio.h>
        #include <stdlib.h>
        static void never(void) { puts("never"); }
        int main(void) { atexit(never); printf("so far"); abort(); }
    """
    status, out, _ = outcome(tmp_path, text)
    assert status == 134 and "never" not in out


def test_main_may_take_an_environment_which_is_empty(tmp_path):
    text = "int main(int count, char **arguments, char **names) { return count == 1 && !*names; }"
    assert outcome(tmp_path, text)[0] == 1


def test_a_byte_order_mark_is_no_mistake(tmp_path):
    file = tmp_path / "program.c"
    file.write_bytes(b"\xef\xbb\xbfint main(void) { return 4; }")
    assert main(["run", str(file)]) == 4


def test_headers_of_floating_point_may_be_included_in_vain(tmp_path):
    text = """
        #include <float.h>
        #include <math.h>
        static double half(double x) { return x > FLT_MAX ? sqrt(x) : x / 2; }
        int main(void) { return 6; }
    """
    assert outcome(tmp_path, text)[0] == 6


SUSPICIOUS = "int main(int count, char **arguments) { int *p = 5; return count > 1 ? *p : 0; }\n"


def test_warnings_are_told_on_demand(tmp_path, capsys):
    file = tmp_path / "program.c"
    file.write_text(SUSPICIOUS)
    assert main(["run", str(file)]) == 0
    assert capsys.readouterr().err == ""
    assert main(["run", "-W", str(file)]) == 0
    said = "warning: a number ('int') is stored as 'int *' without a cast"
    assert said in capsys.readouterr().err


def test_warning_directives_are_told_as_warnings(tmp_path, capsys):
    file = tmp_path / "program.c"
    file.write_text('#warning "an old file"\nint main(void) { return 0; }')
    assert main(["run", "-W", str(file)]) == 0
    assert 'program.c:1:2: warning: #warning "an old file"' in capsys.readouterr().err


def test_headers_define_their_own_names_only(tmp_path, capsys):
    file = tmp_path / "program.c"
    file.write_text(
        "#include <stdlib.h>\n#include <string.h>\n#define offsetof(t, m) 7\n"
        "int ptrdiff_t = offsetof(x, y);\nint main(void) { return ptrdiff_t; }"
    )
    assert main(["run", str(file)]) == 7


def test_a_program_may_replace_a_macro_of_the_library(tmp_path, capsys):
    file = tmp_path / "program.c"
    file.write_text(
        "#define UINT_MAX 5\n#include <limits.h>\n#include <stddef.h>\n#define NULL 0\n"
        "int main(void) { return sizeof(NULL) + (UINT_MAX != 4294967295U); }"
    )
    assert main(["run", "-W", str(file)]) == 4
    told = capsys.readouterr().err
    assert "program.c:4:9: warning: macro 'NULL' is defined a second time" in told
    assert "UINT_MAX" not in told


def test_a_list_of_arguments_that_nothing_ends_is_told_as_a_warning(tmp_path, capsys):
    file = tmp_path / "program.c"
    text = """#include <stdarg.h>
        int f(int n, ...) { va_list l; va_start(l, n); return va_arg(l, int)END; }
        int main(void) { return f(1, 7); }"""
    for end, warnings in (("", 1), (" + (va_end(l), 0)", 0)):
        file.write_text(text.replace("END", end))
        assert main(["run", "-W", str(file)]) == 7
        told = capsys.readouterr().err
        assert told.count("the list 'l' is started, but nothing ends it") == warnings


def test_a_missing_function_may_have_any_name(tmp_path, capsys):
    file = tmp_path / "program.c"
    for name in ("unreachable", "lambda", "len_", "undo"):
        file.write_text(f"void {name}(void); int main(int n, char **a) {{ if (n > 9) {name}(); }}")
        assert main(["run", str(file)]) == 0


def test_warnings_are_told_when_a_check_stops_the_program(tmp_path, capsys):
    file = tmp_path / "program.c"
    file.write_text(SUSPICIOUS)
    for options in ([], ["-W"]):
        assert main(["run", *options, str(file), "more"]) == STOPPED
        told = capsys.readouterr().err
        assert told.count("warning:") == 1
        assert told.index("warning:") < told.index("NULL pointer dereference")


WRAPPING = """
    #include <stdio.h>
    #include <limits.h>
    static int absolute(int i) { return i < 0 ? -i : i; }
    int main(void)
    {
        int i = INT_MAX, n, rounds = 0, array[4] = { 0 };
        long l = LONG_MIN;
        struct { int narrow : 4; } s = { 7 };

        for (n = INT_MAX - 2; n > 0; n++)
            array[rounds++ & 3]++;
        printf("%d %d %d\\n", i > 0 && i + 1 < 0, rounds, n);
        i += i;
        s.narrow++;
        printf("%d %d %d %ld\\n", i, absolute(INT_MIN), s.narrow, l - 1);
        printf("%d %u\\n", INT_MAX * INT_MAX, (unsigned)(i * 3 + INT_MAX));
        return (i & 7) + INT_MAX > 0;
    }
"""


@pytest.mark.skipif(GCC is None, reason="gcc is not installed")
def test_signed_arithmetic_wraps_on_demand_as_with_fwrapv(tmp_path, capfd):
    file = tmp_path / "program.c"
    file.write_text(WRAPPING)
    assert GCC is not None
    subprocess.run([GCC, "-w", "-fwrapv", file, "-o", tmp_path / "program"], check=True)
    there = subprocess.run([tmp_path / "program"], capture_output=True, text=True, check=False)
    assert main(["run", "--wrapv", str(file)]) == there.returncode == 0
    assert capfd.readouterr().out == there.stdout
    assert main(["run", str(file)]) == STOPPED
    assert FaultKind.SIGNED_OVERFLOW.title in capfd.readouterr().err


def test_a_header_beside_the_program_is_found(tmp_path):
    (tmp_path / "limit.h").write_text("#define LIMIT 42\n")
    text = '#include "limit.h"\nint main(void) { return LIMIT; }'
    assert outcome(tmp_path, text)[0] == 42
    (tmp_path / "limit.h").write_text("#define LIMIT 43\n")
    assert outcome(tmp_path, text)[0] == 43


PROGRAM = """
    #include <ctype.h>
    #include <limits.h>
    #include <stdint.h>
    #include <stdio.h>
    #include <stdlib.h>
    #include <string.h>

    static int by_value(const void *left, const void *right)
    {
        return *(const int *)left - *(const int *)right;
    }

    int main(void)
    {
        int numbers[] = { 5, -3, 12, 0, 7, 7, -8 };
        char line[64], *end, *word;
        int *wanted, key = 12;

        qsort(numbers, 7, sizeof(int), by_value);
        for (int i = 0; i < 7; i++)
            printf("%d ", numbers[i]);
        wanted = bsearch(&key, numbers, 7, sizeof(int), by_value);
        printf("at %d\\n", (int)(wanted - numbers));

        snprintf(line, sizeof(line), "%05d|%-6s|%+x|%#lx|%c", 42, "ab", 0xbeef, 255UL, 'z');
        printf("%s %d\\n", line, (int)strlen(line));
        for (word = strtok(line, "|"); word; word = strtok(NULL, "|"))
            printf("<%s>", word);
        long number = strtol("0x1fz", &end, 0);
        printf("\\n%ld %s\\n", number, end);
        printf("%d %d %d\\n", !!isalpha('x'), toupper('q'), INT_MAX);

        char *copy = malloc(16);
        memset(copy, 'a', 15);
        copy[15] = 0;
        copy = realloc(copy, 32);
        strcat(copy, "b");
        printf("%s %s %d\\n", copy, strchr(copy, 'b'), memcmp(copy, "aab", 3) < 0);
        free(copy);
        return (int)(uint8_t)300;
    }
"""


def test_the_library_as_it_is_used(tmp_path):
    status, out, _ = outcome(tmp_path, PROGRAM)
    assert (status, out.splitlines()) == (
        44,
        [
            "-8 -3 0 5 7 7 12 at 6",
            "00042|ab    |beef|0xff|z 24",
            "<00042><ab    ><beef><0xff><z>",
            "31 z",
            "1 81 2147483647",
            "aaaaaaaaaaaaaaab b 1",
        ],
    )


@pytest.mark.skipif(GCC is None, reason="no gcc on this machine: install it to compare with it")
def test_gcc_runs_the_same_program_alike(tmp_path):
    status, out, _ = outcome(tmp_path, PROGRAM)
    subprocess.run([GCC, "-w", "-o", "program", "program.c"], cwd=tmp_path, check=True)
    real = subprocess.run(["./program"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (real.returncode, real.stdout) == (status, out)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("char *p = malloc(4); p[4] = 1;", FaultKind.OUT_OF_BOUNDS),
        ("char *p = malloc(4); free(p); free(p);", FaultKind.INVALID_FREE),
        ('printf("%d\\n", 1UL);', FaultKind.ARGUMENTS),
        ("char a[8] = { 0 }; memcpy(a, a + 1, 4);", FaultKind.ARGUMENTS),
        ("abs(INT_MIN);", FaultKind.LIBRARY),
    ],
)
def test_misuse_is_reported_where_it_happens(tmp_path, text, kind):
    headers = ["stdio", "stdlib", "string", "limits"]
    lines = [*(f"#include <{name}.h>" for name in headers), "int main(void) {", text, "}"]
    with pytest.raises(Fault) as caught:
        outcome(tmp_path, "\n".join(lines))
    assert "program.c:6:" in str(caught.value)
    assert caught.value.kind is kind


def test_exit_is_not_called_by_what_it_calls(tmp_path):
    text = """
        #include <stdlib.h>
        void leave(void) { exit(1); }
        int main(void) { atexit(leave); return 0; }
    """
    with pytest.raises(Fault, match=r"exit\(\) is called by a function that exit\(\) calls"):
        outcome(tmp_path, text)


def test_main_does_not_return_what_a_function_never_gave(tmp_path):
    text = "int f(int i) { if (i) return 0; } int main(void) { return f(0); }"
    with pytest.raises(Fault, match=r"'f.*' ended without returning a value"):
        outcome(tmp_path, text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("double x;", "floating point"),
        ("#include <math.h>\nint f(void) { return sqrt(4); }", "sqrt.*floating point"),
        ("#include <float.h>\nint f(void) { return FLT_MAX > 1; }", "FLT_MAX.*floating point"),
        ("__complex__ int x;", "complex numbers"),
        ("long setjmp(); int f(void) { return __builtin_setjmp(0); }", "jumps out of functions"),
        ("void *f(void) { return __builtin_return_address(0); }", "no machine stack"),
        ("typedef int four __attribute__((vector_size(16)));", "vectors"),
    ],
)
def test_what_is_left_out_is_refused_by_name(tmp_path, text, words):
    use = "f();" if "f(void)" in text else ""
    with pytest.raises(CError, match=words):
        outcome(tmp_path, f"{text}\nint main(void) {{ {use} return 0; }}")


WITH_A_HALF = """
double half(double x) { return x / 2; }
int third(void) { return half(2.0); }
int main(void) { return %s; }
"""


def test_what_main_does_not_reach_may_be_outside_of_the_language(tmp_path):
    (tmp_path / "program.c").write_text(WITH_A_HALF % "0")
    process = prepared([str(tmp_path / "program.c")])
    assert finished(process, ["program"]) == 0
    told = [str(warning).splitlines()[0] for warning in process.program.warnings]
    assert [words.rsplit("(", 2)[1] for words in told] == ["'half", "'third"]
    with pytest.raises(CError, match=r"program\.c:2:1: error: floating point"):
        outcome(tmp_path, WITH_A_HALF % "third()")


def test_a_call_of_what_nobody_defines_ends_the_program_like_a_refusal(tmp_path, capsys):
    text = "void bad_size(void);\nint main(int c, char **v) { if (c > 1) bad_size(); return 3; }\n"
    file = tmp_path / "program.c"
    file.write_text(text)
    assert main(["run", "-W", str(file)]) == 3
    assert "warning: 'bad_size()' is called, but no file defines it" in capsys.readouterr().err
    assert main(["run", str(file), "more"]) == WRONG_C
    assert "program.c:2:40" in capsys.readouterr().err


def test_a_wide_bit_field_that_is_cast_is_computed_in_the_named_type(tmp_path):
    text = """
        struct { unsigned long b : 40; } s = { 1UL << 39 };
        int main(void) { return ((unsigned long)s.b << 1) == 1UL << 40; }
    """
    assert outcome(tmp_path, text)[0] == 1


@pytest.mark.parametrize(
    ("text", "status", "words"),
    [
        ("int main(void) { return x; }", WRONG_C, "'x' is not declared"),
        ("int f(void) { return 0; }", WRONG_C, "no main()"),
        ("int main(void) { int *p = 0; return *p; }", STOPPED, "NULL"),
    ],
)
def test_the_command_tells_the_problem_and_its_status(tmp_path, capsys, text, status, words):
    (tmp_path / "program.c").write_text(text)
    assert main(["run", str(tmp_path / "program.c")]) == status
    assert words in capsys.readouterr().err


def test_a_file_that_is_not_there(tmp_path, capsys):
    assert main(["run", str(tmp_path / "none.c")]) == USAGE
    assert "there is no file" in capsys.readouterr().err


def test_a_static_function_outside_the_subset_may_stand_unused(tmp_path):
    text = """
        static inline long flags(void) { long x; asm("pop %0" : "=r"(x)); return x; }
        static double half(double d) { return d * 0.5; }
        int main(void) { return 7; }
    """
    assert outcome(tmp_path, text)[0] == 7


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ('fopen("x", "r")', "files are not in this C subset"),
        ("fork()", "other processes are not in this C subset"),
        ("sqrt(2)", "floating point is not in this C subset"),
        ("longjmp(0, 1)", "jumps out of functions are not in this C subset"),
    ],
)
def test_a_function_that_is_not_there_is_refused_by_name(tmp_path, call, why):
    name = call.partition("(")[0]
    for declared in ("", f"int {name}();"):
        with pytest.raises(CError, match=rf"'{name}\(\)': {why}"):
            outcome(tmp_path, f"{declared} int main(void) {{ {call}; return 0; }}")
