# SPDX-License-Identifier: MIT
"""What can be typed next in unfinished C: each row is a text up to the cursor and what fits."""

import pytest

from interp.lang.completion import candidates, wanted
from interp.lang.opened import open_unit
from tests.lang.compare import build

FILE = """
struct list_head { struct list_head *next, *prev; };
struct page { unsigned long flags; struct list_head lru; union { int order; long mark; }; };
struct zone { struct page *first; struct page pages[4]; };
enum migrate { MIGRATE_MOVABLE, MIGRATE_ISOLATE };
typedef struct page page_t;
struct zone normal;
struct page *pfn_to_page(unsigned long pfn);
static struct zone *zone_of(struct page *page) { return &normal; }
#define for_each(p) for (p = normal.first; p; p = 0)
"""
MEMBERS = ["flags", "lru", "mark", "order"]

ROWS = {
    "int f(struct page *p) { p->": MEMBERS,
    "int f(page_t *p) { return p->f": ["flags"],
    "int f(struct page *p) { p.": [],
    "int f(struct page p) { p.lru.": ["next", "prev"],
    "int f(void) { pfn_to_page(8)->": MEMBERS,
    "int f(struct page *p) { if (zone_of(p)->pages[1 + 2].": MEMBERS,
    "int f(struct page *p) { zone_of(p)->pages->": MEMBERS,
    "int f(void *p) { do { ((struct zone *)p)->": ["first", "pages"],
    "int f(void) { struct page *cursor; for_each(cursor) { if (1) cursor->l": ["lru"],
    "int f(int n) { struct page *pages[n]; pages[0]->": MEMBERS,
    "int f(int n) { typedef struct page T[n][2]; T t, *p = &t; (*p)[1][0].": MEMBERS,
    "int f(int n, struct page table[n][n]) { table[1][0].lru.": ["next", "prev"],
    "int f(int n) { __auto_type z = pfn_to_page(n); z->": MEMBERS,
    "int f(void) { struct own { int one, two; } x; { x.": ["one", "two"],
    "int f(void) { int n = ({ struct page *inner = 0; inner->": MEMBERS,
    "int f(struct page *p) { int wrong = ; broken(; p->m": ["mark"],
    "normal.": ["first", "pages"],
    "normal.fi": ["first"],
    "int f(void) { struct z": ["zone"],
    "struct ": ["list_head", "page", "zone"],
    "enum m": ["migrate"],
    "int f(void) { return MIGRATE_I": ["MIGRATE_ISOLATE"],
    "pfn": ["pfn_to_page"],
    "int f(void) { for_": ["for_each"],
    "int f(int parameter) { int parts; { int hidden; } par": ["parameter", "parts"],
    "int f(void) { int later; } lat": [],
    "/* normal.": [],
    "// normal.": [],
    'char *s = "normal.': [],
    "int x = 3.": [],
    "": [],
    ") -> ": [],
    "nothing->": [],
}


@pytest.fixture(scope="module")
def unit():
    return open_unit(build(FILE), "test.c")


@pytest.mark.parametrize("before", ROWS)
def test_what_fits(unit, before):
    _, found = candidates(unit, before)
    assert [each.text for each in found] == ROWS[before]


def test_the_kind_of_each_is_told(unit):
    _, found = candidates(unit, "int f(int mine) { m")
    assert [(each.text, each.kind) for each in found] == [("mine", "variable")]
    kinds = {each.text: each.kind for each in candidates(unit, "page_t")[1]}
    assert kinds == {"page_t": "type"}
    assert {each.kind for each in candidates(unit, "struct p")[1]} == {"struct"}


def test_asking_leaves_the_unit_as_it_is(unit):
    names = set(unit.checker.environment.scopes[0].names)
    candidates(unit, "int fresh(struct page *p) { p->")
    assert set(unit.checker.environment.scopes[0].names) == names


def test_the_expression_before_a_member_is_found():
    assert wanted("x = a[f(1)].b->c").base == "a[f(1)].b"
    assert wanted("return (p + 1)->").base == "(p + 1)"
    assert wanted("p->").word == ""
