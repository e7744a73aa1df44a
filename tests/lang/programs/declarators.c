// SPDX-License-Identifier: MIT
// Declarators of every shape, and typedef names that hide and come back.
int printf(const char *, ...);
typedef int T, *TP, TA[3], (*TF)(T);
typedef struct T { T t; struct T *next; } ST;
typedef unsigned U; typedef long unsigned int long L; typedef U const *const volatile CP; typedef char C;
typedef enum { P, Q } E; typedef T (*(*TX)(TP))[2];
static T add1(T x) { return x + 1; }
static T (*(handlers[2]))(T) = { add1, add1 };
static T (*returns_array(T (*a)[2]))[2] { return a; }
static T use_params(T T, int U) { return T * U; }
static T proto(int (T)) , proto2(T), (paren)(T x), *pointer_result(T *p), ((deep))(void);
static T proto(int (*f)(int)) { return f(1); }
static int proto2(T x) { return x; }
static int (paren)(T x) { return x; }
static T *pointer_result(T *p) { return p + 1; }
static int ((deep))(void) { return 7; }
static int long unsigned static_order = 5; const static int const_first = 6; int static const later = 7;
	int typedef long Late; volatile int const long unsigned mixed_order = 8;
static TA table, *ptable = &table; static TF functions[] = { add1 }; struct { T T; } member_named_T;
	struct L { L L; }; static T (*(*(*nested)(T (*)(T)))[1])(T);
extern T later_defined[]; T later_defined[4] = { 1, 2 }; static T tentative; static T tentative; T tentative2;
	T tentative2 = 3; static T tentative_array[]; static T tentative_array[2];
static T T_shadow(void)
{
	T a = 1; U u = 2;
	{ T T = 3; a += T; T *= 2; a += T; { typedef char T; T c = 300 & 127; a += sizeof(T) + c; } a += T; }
	T b = 4; for (T T = 0; T < 3; T++) a += T; T after = 5;
	{ int U = 6; a += U; } U v = 7; { T (b) = 8; T (*c) = &b; a += b + *c; } { typedef T U; U x = 1;
	a += x; struct T { int T; } s = { 9 }; a += s.T; }
	{ enum { T = 50 }; a += T; } { T x = (T)1, y = (T)-1, z = sizeof(T); a += x + y + z; } T: ; goto next;
	next: { T T = 2; goto T2; T2: a += T; } a += ({ T T = 1; T; }) + ({ T x = 2; x; });
	{ int x = 3, y = 2; T *p; p = &x; y = y *x; a += y + *p; } { extern T later_defined[];
	a += later_defined[1]; } if (sizeof(T) == 4) { T z = 1; a += z; } else { int T = 1; a += T; }
	return a + b + after + u + v;
}
static int K(E e) { switch (e) { case P: return 1; case Q: return 2; } return 3; }
static int self(void) { int size = sizeof(size); struct pair { int a, b; } pair, *self = &pair;
	self->a = sizeof *self; return size + self->a; }
static int scopes(void) { struct s { int a; }; int n = sizeof(struct s); { struct s; struct s { char c[9]; };
	n += sizeof(struct s); } { struct s *p; n += sizeof(*p); } enum { X = 1 }; { enum { X = X + 5 };
	n += X; } return n * 10 + X; }
static int anonymous(struct { int x; } *p) { return p == 0; }
static unsigned f1(unsigned), f2(unsigned x) , *f3(void); static unsigned f1(unsigned x) {
	return f2(x) + *f3(); } static unsigned f2(unsigned x) { return x * 2; } static unsigned *f3(void) {
	static unsigned k = 3; return &k; }
static T qualifiers(const T *const restrict a, volatile T b, register T c, const volatile T *d) {
	return *a + b + c + *d; }
static signed short int si = -1; static short unsigned int su = 65535; static signed sg = -2;
	static long int li = 3; static char signed cs = -3; static long long ll = 1ll << 40;
	static _Bool bo = 3;

int main(void)
{
	T pair[2] = { 1, 2 }, x = 5; const T cx = 6; volatile T vx = 7; ST list = { 1, 0 }, *l = &list;
	T matrix[2][3] = { { 1 }, { 4 } }, (*row)[3] = matrix, *(*prow)[3] = 0; TX tx = 0; CP cp = 0;
	TA ta = { 1, 2, 3 }, taa[2] = { { 1 } };
	printf("%d %d %d %d %d\n", handlers[1](2), (*returns_array(&pair))[1], use_params(3, 4), proto(add1), proto2(5) + paren(6) + *pointer_result(pair) + deep());
	printf("%lu %d %d %lu %ld\n", static_order, const_first, later, mixed_order, (long)sizeof(Late));
	(*ptable)[1] = 5; member_named_T.T = 6; list.next = &list;
	printf("%d %d %d %d %d\n", table[1], functions[0](1), member_named_T.T, l->next->next->t, nested == 0);
	printf("%d %d %d %lu %lu\n", later_defined[1], tentative, tentative2, sizeof tentative_array, sizeof later_defined);
	printf("%d %d %d %d\n", T_shadow(), K(Q), self(), scopes());
	printf("%d %d %d %d %u\n", row[1][0], prow == 0, tx == 0, cp == 0, f1(4));
	printf("%lu %lu %d %d\n", sizeof(TA), sizeof taa, ta[2], anonymous(0));
	printf("%d\n", qualifiers(&cx, vx, x, &vx));
	printf("%d %d %d %ld %d %lld %d\n", si, su, sg, li, cs, ll, bo);
	printf("%lu %lu %lu %lu\n", sizeof(int (*)(T)), sizeof(T *[3]), sizeof(T (*)[3]), sizeof(struct { C c; L l; }));
	return ((T)x) - (T)+1;
}
