// SPDX-License-Identifier: MIT
// Functions as they were written before C89, and what is declared without a type.
int printf(const char *, ...);

typedef struct { char x; } T;
short neg();
f(a, b, c, p, g) char a; unsigned short b; T c; int *p; int (*g)(); { return a + b + c.x + *p + g(a, 2L); }
char *name(n) { return n ? "yes" : "no"; }
long g(a, l) long l; { return a * l; }
static int h(a, l) int a; long l; { return a * l; }
int (*pick(which))() int which; { return which ? h : 0; }
struct s { int v; };
int sum(v, n) int v[]; register n; { int s = 0; while (n--) s += *v++; return s; }
short neg(x) short x; { return -x; }
twice(x) { return 2 * x; }
add(x, y) int y; { return x + twice(y); }
sub(x, y)
	register x, y;
{ return x - y; }
static max;
int z() { return 3; }
static counter = 4, *cp = &counter;
int main()
{
	T t = { 3 };
	int i = 4, v[] = { 1, 2, 3 };
	auto k = 3;
	printf("%d\n", f(300, -1, t, &i, h));
	printf("%s\n", name(1));
	printf("%s\n", name(0));
	printf("%ld %d %d %d\n", g(3, 4L), pick(1)(2, 3L), sum(v, 3), neg(70000));
	max = add(1, 1) + sub(1, 1); *cp += k;
	return max + z() + counter;
}
