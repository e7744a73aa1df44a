# SPDX-License-Identifier: MIT
"""The programs that are measured, in C and as one would write them by hand in Python.

The hand-written form does the same accesses on the same kind of memory - a bytearray with typed
views and a shadow that is asked before each access - so the ratio says what the translation costs.
"""

from __future__ import annotations

from interp.lang import Build, Options, compile_program
from interp.machine import Memory, Process

BASE = 0xFFFF888000000000
CAPACITY = 1 << 24
TEXT = """\
typedef unsigned long size_t;
void *kmalloc(size_t, unsigned int);

static unsigned char flags[100000];

int sieve(int n)
{
	int i, j, count = 0;

	for (i = 2; i < n; i++)
		flags[i] = 1;
	for (i = 2; i < n; i++) {
		if (!flags[i])
			continue;
		count++;
		for (j = i + i; j < n; j += i)
			flags[j] = 0;
	}
	return count;
}

struct node {
	struct node *next, *prev;
	long value;
};
static struct node head = { &head, &head };

void build(int n)
{
	int i;

	for (i = 0; i < n; i++) {
		struct node *node = kmalloc(sizeof(*node), 0);
		node->value = i;
		node->next = &head;
		node->prev = head.prev;
		head.prev->next = node;
		head.prev = node;
	}
}

long walk(int rounds)
{
	struct node *node;
	long sum = 0;
	int i;

	for (i = 0; i < rounds; i++)
		for (node = head.next; node != &head; node = node->next)
			sum += node->value;
	return sum;
}

int scalar(int n)
{
	int i, a = 0, b = 1, t;

	for (i = 0; i < n; i++) {
		t = (a + b) & 0xffff;
		a = b;
		b = t;
	}
	return a;
}
"""


def process() -> Process:
    """Return a fresh process of the programs."""
    build = Build({"bench.c": TEXT}, ["bench.c"], {}, options=Options(capacity=CAPACITY))
    program = compile_program(build)
    return Process(program, lambda: compile_program(build, stepping=True), build.files)


class ByHand:
    """The same programs written in Python on the same memory, with the same checks."""

    def __init__(self) -> None:
        self.memory = Memory(CAPACITY, BASE, CAPACITY)
        self.memory.set_heap(4096, CAPACITY)
        self.flags = self.memory.allocate(100000, "by hand")
        self.memory.fill(self.flags, 0, 100000)
        self.head = self.memory.allocate(24, "by hand")
        for offset, value in ((0, self.head), (8, self.head), (16, 0)):
            self.memory.write_uint(self.head + offset, value)

    def sieve(self, n: int) -> int:
        """Return the number of primes below `n`."""
        view, bad = self.memory.views["u8"], self.memory.views["bad_8"]
        flags, count = self.flags, 0
        for i in range(2, n):
            at = flags + i ^ BASE
            if bad[at]:
                raise MemoryError
            view[at] = 1
        for i in range(2, n):
            at = flags + i ^ BASE
            if bad[at]:
                raise MemoryError
            if not view[at]:
                continue
            count += 1
            for j in range(i + i, n, i):
                at = flags + j ^ BASE
                if bad[at]:
                    raise MemoryError
                view[at] = 0
        return count

    def build(self, n: int) -> None:
        """Append `n` nodes to the list."""
        memory, head = self.memory, self.head
        for i in range(n):
            node = memory.allocate(24, "by hand")
            last = memory.read_uint(head + 8)
            for place, value in ((node, head), (node + 8, last), (node + 16, i)):
                memory.write_uint(place, value)
            memory.write_uint(last, node)
            memory.write_uint(head + 8, node)

    def walk(self, rounds: int) -> int:
        """Return the sum of the list's values, `rounds` times."""
        view, bad = self.memory.views["u64"], self.memory.views["bad_64"]
        head, total = self.head, 0
        for _ in range(rounds):
            at = (head ^ BASE) >> 3
            if bad[at]:
                raise MemoryError
            node = view[at]
            while node != head:
                at = (node + 16 ^ BASE) >> 3
                if bad[at]:
                    raise MemoryError
                total += view[at]
                if not -(1 << 63) <= total < 1 << 63:
                    raise OverflowError
                at = (node ^ BASE) >> 3
                if bad[at]:
                    raise MemoryError
                node = view[at]
        return total

    def scalar(self, n: int) -> int:
        """Return the n-th number of a small recurrence."""
        a, b = 0, 1
        for _ in range(n):
            total = a + b
            if not -(1 << 31) <= total < 1 << 31:
                raise OverflowError
            a, b = b, total & 0xFFFF
        return a
