// SPDX-License-Identifier: MIT
// Orders of evaluation that C11 leaves open, as gcc has chosen them.
int printf(const char *, ...);

static int x[2] = { 2, 5 }, i;
static struct { unsigned a : 3, b : 5; } s;
static int foo(void) { x[0] |= 128; return 1; }
static int next(void) { i++; s.b += 3; return 4; }

static void keep(int *p) { *p = 50; }
static int set(int *p) { *p = 10; return 3; }
int main(void)
{
	int local = 1, plain = 1;
	x[0] |= foo();
	printf("%d\n", x[0]);
	x[i] += next();
	printf("%d %d %d\n", x[0], x[1], i);
	s.b += next();
	printf("%d\n", s.b);
	printf("%d\n", s.b -= next() + 1);
	local += set(&local);
	printf("%d\n", local);
	plain *= set(&local) + foo();
	printf("%d %d\n", plain, local *= 2 * ({ keep(&local); 3; }));
	int y = x[0] + foo();
	printf("%d\n", y);
	return 0;
}
