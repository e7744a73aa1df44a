// SPDX-License-Identifier: MIT
// Labels as values and computed goto: tables, offsets, into loops, in statement expressions.
int printf(const char *, ...);
static int run(const char *code, int limit)
{
	static const void *const table[] = { &&add, &&twice, &&end, &&loop };
	int n = 0, steps = 0;
	const char *at = code;
next:
	if (++steps > limit) return -1;
	goto *table[*at++ - '0'];
add:
	n++;
	goto next;
twice:
	n *= 2;
	goto *table[*at++ - '0'];
loop:
	if (n < 100) at = code;
	goto next;
end:
	return n;
}
static int offsets(int which)
{
	static const int table[] = { &&one - &&zero, &&two - &&zero };
	goto *(&&zero + table[which]);
zero:
	return 0;
one:
	return 1;
two:
	return 2;
}
static int inside(int i)
{
	void *p = i ? &&in : &&out;
	int n = 0;
	for (; n < 10; n++) {
		if (n == 5) goto *p;
		continue;
	in:
		n += 2;
	}
out:
	return n;
}
#define NEXT(p) ({ __label__ here; void *q = &&here; goto *q; p = 9; here: p + 1; })
int main(void)
{
	void *gone;
	int v = 3;
	printf("%d %d %d\n", run("00112", 50), run("0132", 200), run("03", 5));
	printf("%d %d\n", offsets(0), offsets(1));
	printf("%d %d\n", inside(0), inside(1));
	printf("%d\n", NEXT(v));
	gone = &&last;
	while (v--) { if (v == 1) goto *gone; }
	v = 50;
last:
	printf("%d %d\n", v, gone == &&last);
	return 0;
}
