// SPDX-License-Identifier: MIT
// Arrays of variable length (6.7.6.2): where lengths are evaluated, what sizes do, when they end.
int printf(const char *, ...);

static int told(int number, int value)
{
	printf("<%d>", number);
	return value;
}

// -- sizes

static void sizes(int n)
{
	int a[n], b[n][2], c[3][n], d[n][n + 1][n + 2];
	typedef short T[n];
	T t, u[2], *p = &t;
	struct pair { int first; long second; } s[n];
	printf("sizes %lu %lu %lu %lu", sizeof a, sizeof b, sizeof c, sizeof d);
	printf(" %lu %lu %lu", sizeof b[0], sizeof c[0], sizeof d[0]);
	n = 100; // no more does this matter
	printf(" %lu %lu %lu %lu %lu %lu", sizeof(T), sizeof t, sizeof u, sizeof *p, sizeof p, sizeof s);
	printf(" %lu %lu %lu\n", sizeof(int[n]), sizeof(char[n][n]), sizeof(T[2]));
	printf("alignment %lu %lu %lu\n", _Alignof(T), _Alignof(long[n]), _Alignof(struct pair[n]));
}

static void evaluated(void)
{
	int n = 3, i = 0;
	int a[told(1, 2)][told(2, 3)][told(3, 4)];
	printf(" %lu\n", sizeof a);
	printf("%lu", sizeof(int[n++]));
	printf(" %d; %lu", n, sizeof(int (*)[n++]));
	printf(" %d; %lu", n, _Alignof(int[n++]));
	printf(" %d; %lu", n, sizeof a[i++]);
	printf(" %d; %lu", i, sizeof a[i++][0][0]);
	printf(" %d; %lu", i, sizeof *(char (*)[n++])a);
	printf(" %d; %lu", n, 0 ? sizeof(int[n++]) : 1ul);
	printf(" %d; %d", n, 1 || sizeof(int[n++]));
	printf(" %d\n", n);
	{
		typedef char U[n++], *V[n];
		U u;
		V v;
		printf("typedef %lu %lu %d\n", sizeof u, sizeof v / sizeof *v, n);
	}
	{
		int one[n++], two[n++], (*three)[n++] = 0;
		printf("declarators %lu %lu %lu %d\n", sizeof one, sizeof two, sizeof *three, n);
	}
}

static void by_typeof(int n)
{
	char memory[64], (*p)[n] = (char (*)[n])memory;
	typeof(*p++) a;
	typeof(p++) q = p;
	typeof(int[n++]) b;
	typeof(a) c;
	printf("typeof %lu %d %d %lu %lu %d\n", sizeof a, (int)((char *)p - memory),
	       (int)((char *)q - memory), sizeof b, sizeof c, n);
}

// -- elements and pointers

static int sum(int rows, int columns, int table[rows][columns])
{
	int i, j, total = 0;
	for (i = 0; i < rows; i++)
		for (j = 0; j < columns; j++)
			total += table[i][j];
	return total;
}

static int sum_of_rows(int rows, int columns, int (*row)[columns])
{
	int total = 0, *p;
	int (*end)[columns] = row + rows;
	for (; row < end; row++)
		for (p = *row; p != *row + columns; p++)
			total += *p;
	return total;
}

static void elements(int n, int m)
{
	int a[n][m], (*p)[m] = a, (*q)[n][m] = &a, i, j;
	for (i = 0; i < n; i++)
		for (j = 0; j < m; j++)
			a[i][j] = 10 * i + j;
	printf("sums %d %d %d\n", sum(n, m, a), sum_of_rows(n - 1, m, a + 1), sum(1, m, &a[n - 1]));
	p += 2;
	printf("pointers %d %d %d %d", (*p)[1], p[-1][2], *(p[0] + 1), (*q)[1][1]);
	printf(" %ld %ld %ld", (long)(p - a), (long)(&a[n] - p), (long)(&a[1][1] - &a[1][0]));
	printf(" %d", p > a);
	printf(" %d", p-- == a + 2);
	printf(" %d %d %d", &a[1] == p, 1[a][1], *(*(a + 2) + 1));
	i = (*p++)[0];
	printf(" %d %d\n", i, n > 3 ? (*++p)[0] : (*p++)[1]);
	p -= n - 1;
	printf("%d %d\n", p == a, (int)(q + 1 == (void *)&a[n]));
	for (p = a; p <= &a[n - 1]; p++)
		printf("%d,", **p);
	printf("%d\n", (0 ? p : a)[1][1]);
}

static void shapes(int n)
{
	char words[n][8], *names[n], (*rows[2])[n];
	int cube[2][n][3], i, j, k, *flat = (int *)cube;
	for (i = 0; i < n; i++) {
		words[i][0] = 'a' + i;
		words[i][1] = 0;
		names[n - 1 - i] = words[i];
	}
	for (i = 0; i < n; i++)
		printf("%s%s ", names[i], words[i]);
	for (i = 0; i < 2; i++)
		for (j = 0; j < n; j++)
			for (k = 0; k < 3; k++)
				cube[i][j][k] = 100 * i + 10 * j + k;
	rows[0] = rows[1] = (char (*)[n])words;
	printf("%c %d %d %lu %d\n", rows[1][0][0], cube[1][n - 1][2], flat[3 * n], sizeof *rows[0],
	       (int)(&cube[1] - cube));
}

struct point { int x; char name[3]; };

static void structures(int n)
{
	struct point line[n], *p, copy;
	int i;
	for (i = 0; i < n; i++) {
		line[i].x = i;
		line[i].name[2] = 'a' + i;
	}
	copy = line[n - 1];
	line[0] = copy;
	for (p = line; p < line + n; p++)
		printf("%d%c ", p->x, p->name[2]);
	printf("%d\n", (int)(p - line));
}

// -- parameters

int declared(int n, int m, int [n][m], int (*)[*], int [*][*], char [static 2], int [static n]);
int declared(int n, int m, int a[n][m], int (*b)[m], int c[n][m], char d[static 2],
	     int e[const static n])
{
	return sizeof *a + 100 * sizeof *b + (sizeof *c == sizeof *b) + d[1] + e[n - 1];
}

static void parameters(int n, char a[told(1, n)], char b[told(2, n)][told(3, n + 1)],
		       char c[][n++], char (*d)[n++], char e[n][2], char f[n++])
{
	printf(" %lu %lu %lu %lu %d\n", sizeof b[0], sizeof c[0], sizeof *d, sizeof e[0], n);
}

static int old_style(n, a)
	int n, a[][n];
{
	return sizeof a[0] + a[1][n - 1];
}

static int through_pointer(int (*function)(int n, int m, int a[n][m]), int n)
{
	int a[n][2], i;
	for (i = 0; i < n; i++)
		a[i][0] = a[i][1] = i;
	return function(n, 2, a);
}

// -- lives

static int many_rounds(int rounds)
{
	int i, total = 0;
	for (i = 0; i < rounds; i++) {
		char a[i % 7 + 1], b[i % 5 + 1];
		a[i % 7] = i;
		b[i % 5] = 1;
		if (i % 3 == 0)
			continue;
		if (i == rounds - 2)
			break;
		total += a[i % 7] + b[i % 5];
	}
	return total;
}

static int jumps(int n)
{
	int total = 0, *kept = 0;
again:;
	int a[n];
	a[n - 1] = n;
	total += a[n - 1] + (sizeof a == n * sizeof(int));
	kept = a;
	if (--n > 0)
		goto again;
	{
		int b[3 - n];
		b[0] = 5;
		if (total > 5)
			goto out;
		total = b[0];
	}
out:
	return total + *kept;
}

static int blocks(int n)
{
	int outer[n], total = 0, i;
	for (i = 0; i < n; i++)
		outer[i] = i;
	while (n-- > 0) {
		int inner[outer[n] + 1][2];
		inner[outer[n]][1] = n;
		switch (n) {
		case 0: {
			char one[n + 1];
			one[0] = 1;
			total += one[0];
			break;
		}
		default: {
			char more[n];
			more[n - 1] = 2;
			total += more[n - 1];
		}
		}
		do {
			int deepest[n + 1];
			deepest[n] = inner[outer[n]][1];
			total += deepest[n];
		} while (0);
	}
	return total;
}

static int recursive(int n)
{
	int a[n], i;
	for (i = 0; i < n; i++)
		a[i] = i;
	return n > 1 ? recursive(n - 1) + a[n - 1] : a[0];
}

static int in_expressions(int n)
{
	int a = ({ int b[n]; b[n - 1] = 4; b[n - 1]; }) + ({ char c[n + 1]; c[n] = 3; c[n]; });
	int total = a;
	while (({ int d[n]; d[0] = --n; d[0]; }))
		total += n;
	return total;
}

static long counted(int n)
{
	static int (*kept)[4];
	static int calls;
	int a[2][n];
	calls++;
	if (n == 4)
		kept = a;
	return calls * (long)sizeof a + (kept == 0);
}

static int dispatched(int n)
{
	static void *const ways[] = { &&first, &&second };
	int total = 0, a[n];
	a[0] = 7;
	goto *ways[n & 1];
first:
	total++;
second:
	return total + a[0];
}

static void end(int (*array)[3])
{
	printf("<%d %d>", (*array)[0], (*array)[2]);
}

static int cleaned_up(int n)
{
	int i;
	for (i = 0; i < n; i++) {
		int a[n] __attribute__((cleanup(end))), b[i + 1] __attribute__((aligned(64)));
		a[0] = i;
		a[2] = (long)b % 64;
		if (i == 1)
			continue;
		if (i == 3)
			return i;
	}
	return -1;
}

int main(void)
{
	int table[3][4] = { { 1, 2, 3, 4 }, { 5, 6, 7, 8 } }, three[3] = { 0, 0, 9 };
	sizes(3);
	sizes(1);
	evaluated();
	by_typeof(4);
	elements(4, 3);
	elements(3, 5);
	shapes(3);
	structures(4);
	printf("%d\n", declared(3, 4, table, table, table, "ab", three));
	parameters(2, 0, 0, 0, 0, 0, 0);
	printf("%d %d\n", old_style(4, table), through_pointer(sum, 4));
	printf("%d %d %d %d\n", many_rounds(1000), jumps(5), blocks(4), recursive(20));
	printf("%d %ld", in_expressions(4), counted(3));
	printf(" %ld %d %d\n", counted(4), dispatched(2), dispatched(3));
	printf(" %d\n", cleaned_up(5));
	return 0;
}
