// SPDX-License-Identifier: MIT
// Arrays of variable length, used in every way that C has: each function one use or two.
int printf(const char *, ...);
typedef __builtin_va_list va_list;
#define va_start __builtin_va_start
#define va_arg __builtin_va_arg
#define va_end __builtin_va_end

static int by_row(int n, int m, int (*a)[m]) { return a[n - 1][m - 1] + sizeof *a; }
static int through_star(int (*fp)(int, int, int (*)[*]), int n) { int a[n][3]; a[n-1][2] = 5;
	return fp(n, 3, a); }
static int through_prototype(int n, int (*q)(int k, int a[k][n])) { int b[2][n]; b[1][0] = 3;
	return q(2, b); }
static int with_fixed_rows(int k, int (*a)[4]) { return a[k - 1][0]; }
static int variadic(int n, ...) { va_list ap; va_start(ap, n); int (*p)[n] = va_arg(ap, int (*)[n]);
	va_end(ap); return (*p)[n - 1]; }
static int one(void) { return 1; } static int two(void) { return 2; }
static int table_of_functions(int n) { int (*t[n])(void); t[0] = one; t[n - 1] = two;
	return t[0]() * 10 + t[n - 1](); }
static int pointers_to_rows(int n, int m) { int x[n][m], (*p[n])[m]; for (int i = 0; i < n; i++) {
	x[i][m - 1] = i; p[i] = &x[n - 1 - i]; } return (*p[0])[m - 1] * 10 + p[n - 1][0][m - 1]; }
static int static_pointers(int n) { static int (*p)[3]; static char buf[60]; static int (*q)[1];
	(void)q;
	static int (*w)[1]; { static char (*r)[7]; r = (char (*)[7])buf; buf[8] = n;
	return r[1][1] + (w == 0); } }
static int static_pointer_moves(int n) { static char buf[100]; static char (*p)[1]; (void)p; {
	typedef char T[n];
	static T *q; static int c; if (!c++) q = (T *)buf; q++; (*q)[0] = 'a' + c;
	return (int)((char *)q - buf) + sizeof *q; } }
struct s { unsigned b:3; signed c:5; char n[3]; };
static int bits(int n) { struct s a[n]; a[n - 1].b = 5; a[n - 1].c = -3; a[n-1].c++; a[0].n[1] = 9;
	struct s t = a[n - 1]; return t.b * 100 + a[n - 1].c * 10 + a[0].n[1]; }
static int jump_out(int n) { int r = 0; for (int i = 0; i < n; i++) {
	r += ({ int a[i + 1]; a[i] = i; if (i == 3) goto out; if (i == 1) continue; a[i]; }); }
	out: return r; }
static int loopcond(int n) { int t = 0;
	for (int i = ({ int a[n]; a[0] = 3; a[0]; }); i < ({ int b[n + 1]; b[n] = 6; b[n]; }); i += ({
	char c[n]; c[n - 1] = 1; c[n - 1]; })) { int d[i]; d[i - 1] = i; t += d[i - 1]; } return t; }
static int forvla(int n) { int t = 0; for (int a[n], i = 0; i < n; i++) { a[i] = i;
	t += a[i] + (sizeof a == n * sizeof(int)); } return t; }
static int shadows(int n) { int a[n]; a[0] = 1; { int n = 5, b[n]; b[4] = 2; { int n = 2;
	int a[n][n]; a[1][1] = 3; return sizeof a + sizeof b + b[4] + a[1][1]; } } }
static int sized_by_call(int n) { int a[n < 2 ? 1 : sized_by_call(n - 1) % 5 + 1];
	a[0] = sizeof a / sizeof *a; return a[0] + n; }
static int exprs(int n) { int a[n], b[n]; for (int i = 0; i < n; i++) a[i] = b[i] = i;
	a[1] += b[2]; a[2] <<= 2; a[0]++; --b[0]; int *p = n > 2 ? a : b; int *q = (0, b); p[1] ^= q[3];
	return a[0] + a[1] * 10 + a[2] * 100 + *&b[0] + (*&a)[1] + (&*a)[2] + sizeof((0,
	a)) + sizeof((a)) + __alignof__(a) + (&a[n] - &a[0]) + (&b == (int (*)[n])b); }
static int qualified(int n) { const volatile int a[n]; volatile char c[n]; c[n - 1] = 4; c[n - 1]++;
	const int (*p)[n] = 0; return sizeof a + c[n - 1] + sizeof *p; }
static int typeof_arrays(int n, int m) { char a[n][m]; typeof(a) b, *p = &b; typeof(a[0]) r;
	typeof(&a) q = &a; m = n = 99;
	return sizeof b + sizeof *p * 10 + sizeof r * 100 + sizeof *q * 1000; }
static int old_style(n, m, a) int n, m, a[n][m]; { return a[n - 1][m - 1] + sizeof a[0]; }
static int switched(int n) { int r = 0; switch (n) { case 1: { int a[n]; a[0] = 1; r = a[0]; }
	/* fall */ case 2: { int b[n + 3]; b[n + 2] = 2; r += b[n + 2]; break; } default: {
	typedef int T[n]; T t; t[n - 1] = 7; r = t[n - 1]; } } return r; }
static inline int recursive(int n, int a[n]) { int b[n]; for (int i = 0; i < n;
	i++) b[i] = a[i] + 1;
	return n > 1 ? recursive(n - 1, b) : b[0]; }
static long length_of_any_type(unsigned long n, short s, _Bool b, int e) {
	char x[n], y[s], z[b], w[e + 1], v[b + s], u[sizeof(int[s])];
	return sizeof x + 10 * sizeof y + 100 * sizeof z + 1000 * sizeof w + 10000 * sizeof v + 100000 * sizeof u; }
static int chosen(int n, int c) { int a[2][3], b[2][n]; a[1][0] = 4; b[1][0] = 5;
	return (c ? a : b)[1][0] + sizeof *(c ? a : b) + sizeof *(c ? b : a); }
static int (*pointer_result(int n, int (*a)[3]))[3] { return a + n; }
static int strings(int n) { char s[n + 1]; int i; for (i = 0; i < n; i++) s[i] = 'a' + i; s[i] = 0;
	printf("[%s]", s); return __builtin_strlen(s); }
int n = 2;
static int file_scope_length(int a[][n], int n) { return sizeof a[0] + n; }
static int length_of_array(int n, int a[n][n], int (*b)[sizeof a[0]]) {
	return sizeof a[0] + sizeof *b; }
static int own_name(void) { int n[n]; return sizeof n; }
static int typedefs(int n, int c) { typedef int T[n]; if (c) { typedef char T[n + 1];
	return sizeof(T); }
	return sizeof(T); }
static int switch_in_loop(int n) { int t = 0; for (int i = 0; i < n; i++) switch (i % 3) { case 0: {
	int a[i + 1]; a[i] = 1; t += a[i]; if (i == 3) continue; } case 1: t += 10; break; default: {
	char b[n]; b[0] = 2; t += b[0]; } } return t; }
static int do_while(int n) { int t = 0; do { int a[n]; a[n - 1] = n; t += a[n - 1]; if (n == 3) {
	n--;
	continue; } } while (--n > 0); return t; }
static int nested(int n) { int t = 0; { int a[n]; { int b[n]; { int c[n]; a[0] = b[0] = c[0] = n;
	t = a[0] + b[0] + c[0]; if (n > 2) goto mid; } b[0]++; t += b[0]; } a[0] += 2; t += a[0];
	mid: t += a[0]; } return t; }
static int back_and_forth(int n) { int i = 0, t = 0;
l1: { int a[i + 1]; a[i] = i; t += a[i]; l2: if (++i < n) { if (i % 2) goto l1; else { int b[i];
	b[0] = 1; t += b[0]; goto l2; } } } return t; }
static long growing(void) { long s = 0; for (int i = 1; i < 60; i++) { char a[i * 1000];
	a[i * 1000 - 1] = i; s += a[i * 1000 - 1]; char b[1]; b[0] = 1; s += b[0]; } return s; }
static int length_is_kept(int n) { int a[n]; int *p = &n; *p = 50; return sizeof a + n; }
static int length_in_memory(int n) { int a[n], i = 1; int *q = &i; a[*q] = 4; int (*pp)[n] = &a,
	**z;
	int *w = *pp; z = &w; return (*z)[1] + (*pp)[i] + sizeof(**pp); }
static int pointer_in_memory(int n) { int a[2][n], (*p)[n], (**pp)[n] = &p; *pp = a;
	(*pp)[1][0] = 7; ++*pp;
	return (*p)[0] + (**pp)[0] + (int)(p - a); }
static int returns_inside(int n) { int a[n]; for (int i = 0; i < n; i++) { a[i] = i;
	if (i == 2) return a[i];
	} return -1; }
static void returns_nothing(int n) { int a[n]; a[0] = n; if (n > 1) return; printf("vd%d ", a[0]); }
static unsigned char small_length(unsigned char n) { char a[n]; a[n - 1] = 3;
	return sizeof a + a[n - 1]; }
static int long_length(long long n) { char a[n], b[(short)n]; return sizeof a + sizeof b; }
static int structures(int n) { struct { int x; } a[n]; a[0].x = 3; a[n - 1] = a[0];
	typeof(a[0]) t = a[n - 1]; return t.x; }
static int initialised_by_size(int n) { int a[n], b[] = { sizeof a, sizeof(int[n]) },
	c = sizeof a / sizeof *a;
	return b[0] + b[1] + c; }
static int in_compound_literal(int n) { int (*p[2])[n]; int x[n]; x[0] = 3;
	return (*(int (*[2])[n]){ &x, &x }[1])[0]; }
#define SHOW(call) printf("%ld ", (long)(call))
int main(void)
{
	int a[3][3] = { { 1, 2, 3 }, { 4, 5, 6 }, { 7, 8, 9 } };
	int arr[4] = { 1, 2, 3, 4 }, four[2][4] = { { 0 }, { 6 } };
	SHOW(by_row(2, 3, a));
	SHOW(through_star(by_row, 4));
	SHOW(through_prototype(4, with_fixed_rows));
	SHOW(variadic(3, &a[1]));
	SHOW(table_of_functions(3));
	SHOW(pointers_to_rows(3, 2));
	SHOW(static_pointers(5));
	SHOW(static_pointer_moves(3));
	SHOW(static_pointer_moves(5));
	SHOW(bits(2));
	SHOW(jump_out(6));
	SHOW(loopcond(3));
	SHOW(forvla(4));
	SHOW(shadows(3));
	SHOW(sized_by_call(6));
	SHOW(exprs(4));
	SHOW(qualified(3));
	SHOW(typeof_arrays(2, 3));
	SHOW(old_style(2, 4, four));
	SHOW(switched(1));
	SHOW(switched(2));
	SHOW(switched(5));
	SHOW(recursive(4, arr));
	SHOW(length_of_any_type(3, 2, 1, 1));
	SHOW(chosen(3, 0));
	SHOW(chosen(3, 1));
	SHOW((*pointer_result(1, a))[1]);
	SHOW(strings(5));
	SHOW(file_scope_length(0, 9));
	SHOW(length_of_array(3, a, 0));
	SHOW(own_name());
	SHOW(typedefs(3, 1));
	SHOW(typedefs(3, 0));
	SHOW(switch_in_loop(7));
	SHOW(do_while(5));
	SHOW(nested(2));
	SHOW(nested(3));
	SHOW(back_and_forth(8));
	SHOW(growing());
	SHOW(length_is_kept(3));
	SHOW(length_in_memory(3));
	SHOW(pointer_in_memory(3));
	SHOW(returns_inside(5));
	SHOW(small_length(200));
	SHOW(long_length(300));
	SHOW(structures(3));
	SHOW(initialised_by_size(3));
	SHOW(in_compound_literal(2));
	returns_nothing(1);
	returns_nothing(2);
	return 0;
}
