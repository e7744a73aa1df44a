# SPDX-License-Identifier: MIT
"""Functions defined while the machine runs: old callers call the new ones, memory stays."""

import difflib

import pytest

from interp.kernel import Machine
from interp.kernel.errors import BadArgument
from interp.kernel.running import at_once, recorded, step_by_step
from interp.lang import CError

ISOLATE = ("start_isolate_page_range", 8, 16, "MIGRATE_MOVABLE")
COUNTING = '{\n\tstatic int calls;\n\tprintk("isolating, call %d\\n", ++calls);\n'


@pytest.fixture
def machine():
    return Machine("rfc-v2")


def counting(machine):
    return machine.source("isolate_free_page").replace("{\n", COUNTING, 1)


@pytest.mark.parametrize("execute", [at_once, step_by_step, recorded])
def test_old_callers_call_the_new_function(machine, execute):
    machine.execute = execute
    assert machine.define(counting(machine)) == ("isolate_free_page",)
    machine.call(*ISOLATE)
    assert machine.log[-1] == "isolating, call 1"


def test_a_recording_points_into_the_cell(machine):
    text = counting(machine)
    machine.define(text, name="my cell")
    recording = machine.record(*ISOLATE)
    files = {recording.place(i)[1].file for i in range(len(recording))}
    assert "my cell" in files and "mm/page_isolation.c" in files
    assert recording.tree.read("my cell") == text


def test_memory_stays_and_static_locals_begin_anew(machine):
    text = counting(machine)
    machine.define(text)
    machine.call(*ISOLATE)
    state = machine.state()
    machine.define(text)
    assert machine.state() == state
    machine.start_isolate_page_range(16, 20, "MIGRATE_MOVABLE")
    assert machine.log[-1] == "isolating, call 1"


def test_new_functions_and_objects_know_all_headers(machine):
    text = (
        "int limit = 4;\nint pages_and(struct zone *z)\n{\n\treturn z->present_pages + limit;\n}\n"
    )
    assert machine.define(text) == ("pages_and",)
    assert machine.pages_and(machine.zone) == 32 + 4
    machine.write(machine["limit"], 5)
    machine.define(text.replace("int limit = 4", "extern int limit"))
    assert machine.pages_and(machine.zone) == 32 + 5


def test_what_a_cell_defined_is_there_after_another_boot(machine):
    machine.define("int limit = 4;\nint twice(void) { return 2 * limit; }")
    assert machine.boot().twice() == 8


def test_functions_of_several_files_in_one_text(machine):
    text = machine.source("isolate_free_page") + "\n" + machine.source("move_freepages_block")
    assert len(machine.define(text)) == 2
    assert machine.call(*ISOLATE) == 0


def test_a_cell_that_is_run_again_replaces_what_it_defined(machine):
    text = "#define STEP %d\nstruct pair { int a%s; };\nint f(void) { return STEP; }"
    machine.define(text % (1, ""))
    machine.define(text % (2, ", b"))
    assert machine.f() == 2


def test_an_inline_function_of_a_header_changes_for_all_callers(machine):
    text = machine.source("set_page_order").replace("order)\n{", "order)\n{\n\torder += 0;")
    assert machine.define(text) == ("set_page_order",)
    assert machine.call(*ISOLATE) == 0


WRONG = {
    "int f(void) { return 1 }": "cell:1:23: error: ';' is missing after '1'",
    "int isolate_free_page(struct page *page) { return 0; }": "its callers stay",
    "struct zone { int a; };\nint f(void) { return 0; }": "struct zone changes its layout",
    "long mem_map;": "'mem_map' changes from 'struct page *' to 'long': boot a new machine",
    "int g(void);\nint f(void) { return g(); }": "no file defines it",
    "int f(void) { return nothing; }": "cell:1:22: error: 'nothing' is not declared",
}


@pytest.mark.parametrize("text", WRONG)
def test_wrong_text_changes_nothing(machine, text):
    program = machine.kernel.program
    with pytest.raises(CError) as caught:
        machine.define(text)
    assert WRONG[text] in str(caught.value)
    assert machine.kernel.program is program
    assert machine.define("int f(void) { return 7; }") == ("f",)
    assert machine.f() == 7


def test_a_new_text_of_a_file_replaces_what_changed(machine):
    path = "mm/page_isolation.c"
    text = "/* one line more */\n" + machine.tree.read(path)
    changed = text.replace(machine.source("isolate_free_page"), counting(machine))
    assert machine.define(changed, name=path) == ("isolate_free_page",)
    assert machine.tree.read(path) == changed
    machine.call(*ISOLATE)
    assert machine.log[-1] == "isolating, call 1"
    with pytest.raises(CError, match="expected"):
        machine.define(changed + "\nint x = ;\n", name=path)
    assert machine.define(text, name=path) == ("isolate_free_page",)


def test_a_header_is_not_replaced_while_the_machine_runs(machine):
    with pytest.raises(BadArgument, match="is a header"):
        machine.define("", name="include/linux/mmzone.h")


def a_diff(machine, *changes):
    """A diff of files of the tree: each (path, old text, new text)."""
    parts = []
    for path, old, new in changes:
        text = machine.tree.read(path)
        assert old in text
        parts += [f"diff --git a/{path} b/{path}\n"]
        parts += difflib.unified_diff(
            text.splitlines(True), text.replace(old, new).splitlines(True), f"a/{path}", f"b/{path}"
        )
    return "".join(parts)


def test_a_diff_is_taken_up_by_the_running_machine(machine):
    machine.start_isolate_page_range(24, 28, "MIGRATE_MOVABLE")
    state = machine.state()
    diff = a_diff(
        machine, ("mm/page_isolation.c", "set_page_private(page, order);", 'printk("here\\n");')
    )
    applied = machine.apply([diff.replace(" +", " +1", 1)])
    assert applied.functions == ("isolate_free_page",)
    assert "hunk 1 at line" in repr(applied) and "(offset -100 lines)" in repr(applied)
    assert machine.state() == state
    machine.call(*ISOLATE)
    assert machine.log[-1] == "here"
    assert any(line.mark == "+" and "here" in line.text for line in listing(machine))


def listing(machine):
    return machine.tree.listing("mm/page_isolation.c")


def test_a_diff_of_a_header_reaches_all_that_include_it(machine):
    diff = a_diff(
        machine,
        ("mm/internal.h", "return page_private(page);", "return page_private(page) + MORE;"),
        ("include/linux/mmzone.h", "enum zone_stat_item", "#define MORE 4\nenum zone_stat_item"),
    )
    assert machine.apply([diff]).functions == ("page_order",)
    machine.call(*ISOLATE)
    assert int(machine.page(8).private) == 3 + 4  # as move_freepages() reads the order now


REBOOT = {
    ("include/linux/mm_types.h", "struct page {", "struct page {\n\tlong more;"): "struct page",
    ("mm/page_alloc.c", "static int fallbacks", "static long fallbacks"): "'fallbacks'",
}


@pytest.mark.parametrize("change", REBOOT)
def test_what_memory_holds_does_not_change_its_shape(machine, change):
    tree, program = machine.tree, machine.kernel.program
    with pytest.raises(CError, match=f"{REBOOT[change]}.* changes .*boot a new machine"):
        machine.apply([a_diff(machine, change)])
    assert machine.tree is tree and machine.kernel.program is program
    assert machine.call(*ISOLATE) == 0


def test_a_new_file_needs_a_new_machine(machine):
    diff = "diff --git a/mm/x.c b/mm/x.c\nnew file mode 100644\n--- /dev/null\n+++ b/mm/x.c\n"
    with pytest.raises(BadArgument, match=r"mm/x.c: boot a new machine"):
        machine.apply([diff + "@@ -0,0 +1,1 @@\n+int x;\n"])


@pytest.mark.parametrize("build", ["run", "step", "record"])
def test_the_python_of_a_function_stands_beside_its_c(machine, build):
    shown = machine.python("isolate_free_page", build)
    rows = {text: lines for _, text, lines in shown.groups()}
    called = " ".join(rows["__add_isolated_page(page);"])
    assert "__add_isolated_page(page)" in called
    assert ("yield from" in called) == (build == "step")
    assert ("points_.append" in called) == (build == "record")
    compile(shown.text, "shown", "exec")
    with pytest.raises(BadArgument, match="there is no build"):
        machine.python("isolate_free_page", "fast")


def test_a_line_is_shown_through_all_stages(machine):
    shown = machine.stages("isolate_free_page", "set_page_private(page, order);")
    parts = dict(shown.parts())
    (private,) = (row for row in parts["tokens, macros put in place"] if "private" in row)
    assert "(out of mm.h:" in private
    assert "    Member '->'" in parts["syntax tree"]
    assert any(row.endswith("Convert 'order': unsigned long") for row in parts["checked tree"])
    assert any("order" in row for row in parts["Python"])
    compile("def f():\n" + "\n".join(f"    {row}" for row in parts["Python"]), "shown", "exec")
    assert all(f"    {row}" in shown.text for rows in parts.values() for row in rows)
    with pytest.raises(BadArgument, match="no line of"):
        machine.stages("isolate_free_page", "nowhere")


def test_a_line_of_a_function_that_only_a_cell_has_is_shown_through_all_stages():
    machine = Machine()
    machine.define("int smaller(int a, int b) { return min(a, b); }")
    stages = machine.stages("smaller", "min").stages
    assert stages.written == "int smaller(int a, int b) { return min(a, b); }"
    assert any("(out of" in token for token in stages.tokens)
    assert stages.syntax and stages.checked and "def smaller(a, b):" in stages.python[0]
