// SPDX-License-Identifier: MIT
// Operators in combination: short circuits, ?: (also without its middle), comma, statement expressions, sizeof, typeof.
int printf(const char *, ...);
typedef unsigned long size_t;
#define NULL ((void *)0)
#define offsetof(t, m) __builtin_offsetof(t, m)
#define container_of(p, t, m) ({ const typeof(((t *)0)->m) *__p = (p); (t *)((char *)__p - offsetof(t, m)); })
#define max(a, b) ({ typeof(a) _a = (a); typeof(b) _b = (b); (void)(&_a == &_b); _a > _b ? _a : _b; })
#define swap(a, b) do { typeof(a) __t = (a); (a) = (b); (b) = __t; } while (0)

struct inner { int a; char b[3]; };
struct outer { long x; struct inner in[2]; struct { short s; union { int i; char c[8]; }; };
	struct inner *link; };
static int count;
static int yes(void) { count++; return 1; }
static int no(void) { count += 10; return 0; }
static int id(int x) { count += 100; return x; }
static struct outer object, *pointer = &object;

static void circuits(void)
{
	int a = 0, b = 0, r;
	r = yes() && no() && yes(); printf("%d %d\n", r, count); r = no() || yes() || no();
	printf("%d %d\n", r, count);
	r = (a = 1) && (b = 0); printf("%d %d %d\n", r, a, b); r = a-- || b++; printf("%d %d %d\n", r, a, b);
	r = a++ || ++b; printf("%d %d %d\n", r, a, b);
	if (yes() && (a = id(5), b = a * 2, b > 3)) printf("in %d %d\n", a, b);
	if (!(no() || (a = id(0)))) printf("not %d\n", a);
	while (a < 3 && ({ int k = a; a += 2; k >= 0; })) printf("w%d ", a);
	for (a = 0, b = 10; a < b && b-- > 5; a++, b -= ({ int s = 0; for (int i = 0; i < a; i++) s += i; s; })) printf("f%d,%d ", a, b);
	do { a--; } while (a > 0 && ({ printf("d%d ", a); a != 2; }));
	printf("%d\n", a);
	r = no() ? id(1) : yes() ? id(2) : id(3); printf("%d %d\n", r, count); r = id(4) ?: id(5);
	printf("%d %d\n", r, count); r = id(0) ?: id(6); printf("%d %d\n", r, count);
	r = (a++ ?: (b = 7)); printf("%d %d %d\n", r, a, b); pointer->link = NULL;
	printf("%d\n", (pointer->link ?: &object.in[1]) == &object.in[1]);
	r = a ? (b = 1, ++a) : (b = 2, --a); printf("%d %d %d\n", r, a, b); (a ? yes : no)();
	printf("%d\n", count); a ? (void)(b = 5) : (void)no(); printf("%d\n", b);
	printf("%d\n", (a ? pointer : NULL)->in[1].a); printf("%d\n", (a, b, 3)); r = (1, 2) + (a = 3, a + 1);
	printf("%d\n", r);
	r = !a == 0; r += !!b * 5 - -a - - -b; printf("%d %d %d\n", r, a < b == 1, 1 < 2 < 3);
	printf("%d %d\n", 5 & 3 == 3, (1 | 2) ^ 3 << 1 + 1);
	r = ({ if (a) r = 3; else r = 4; r + 1; }) + ({ ; 2; }) * ({ int q[2] = { 5, 6 }; q[1]; });
	printf("%d\n", r);
	*({ &b; }) = 44; ({ pointer; })->x = 8; printf("%d %ld\n", b, object.x);
	({ struct inner t = { 5, "x" }; t; }).a; printf("%s\n", ({ struct inner t = { 5, "x" }; t; }).b);
}
static int returning(int n) { int r = ({ if (n > 2) return 100 + n; n * 2; }) + 1; for (;;) {
	r += ({ if (r > 20) break; if (r & 1) { r++; continue; } 3; }); } return r; }
static int nested(int n) {
	return ({ int a = ({ int b = n; while (b > 3) b -= ({ int c = 1; c; }); b; }); a + ({ int a = n; a * 10; }); });
	}

static void types(void)
{
	char c = 1; short s = 2; struct outer list[3]; int (*array)[4] = 0; typeof(c + s) sum = 70000;
	typeof(list[0].in) copy = { { 1, "a" } }; const typeof(int *) p = &sum;
	typeof(typeof(char[4])) four = "abc"; __typeof__(&list[1]) q = &list[2]; typeof(*q) *qq = q;
	printf("%lu %lu %lu %lu %lu %lu\n", sizeof c, sizeof(c + s), sizeof sum, sizeof copy, sizeof(typeof(list)), sizeof *array);
	printf("%d %s %s %ld\n", *p, copy[0].b, four, (long)(qq - list));
	printf("%lu %lu %lu\n", sizeof(int[5]), sizeof "hello", sizeof(struct outer));
	printf("%lu %lu %lu %lu %lu\n", offsetof(struct outer, in), offsetof(struct outer, in[1].b), offsetof(struct outer, s), offsetof(struct outer, c[3]), offsetof(struct outer, link));
	printf("%lu %lu %lu %lu %d\n", _Alignof(long), __alignof__(short), _Alignof(struct inner), sizeof(c++), c);
	printf("%d\n", (int)sizeof(int) - 5 < 0);
	printf("%d %d\n", container_of(&object.in[1].b[0], struct outer, in[1].b[0]) == pointer, container_of(&object.i, struct outer, i)->in[0].a);
	printf("%d %d\n", max(c, s), max(3, -4)); sum = 5; { int other = 6; swap(sum, other);
	printf("%d %d\n", sum, other); }
	printf("%d%d%d%d\n", __builtin_types_compatible_p(int, const int), __builtin_types_compatible_p(int, long), __builtin_types_compatible_p(typeof(list), struct outer[3]), __builtin_types_compatible_p(char *, const char *));
	printf("%d %d %d\n", __builtin_constant_p(5 + 3), __builtin_choose_expr(1, 4, "no"), _Generic(c, char: 1, int: 2, default: 3));
	printf("%d %d\n", _Generic(c + 1, char: 1, int: 2, default: 3), _Generic("x", char *: 1, default: 2));
	if (__builtin_expect(c == 1, 0)) printf("expected\n"); _Static_assert(sizeof(int) == 4, "int");
	printf("%s\n", __func__);
}
static void pointers(void)
{
	int a[10], *p = a, *q = &a[9], **pp = &p, i, (*row)[5] = (int (*)[5])a; char *bytes = (char *)a;
	const char *text = "pointer" + 2; void *v = a; unsigned long n;
	for (i = 0; i < 10; i++) a[i] = i * i;
	printf("%ld %ld %d %d %d\n", q - p, p - q, p < q, q >= p, p == a);
	printf("%d %d %d %d\n", *(p + 3), 4[p], *(5 + p), q[-2]); printf("%d %d ", (*pp)[2], **pp);
	printf("%d\n", *++*pp);
	printf("%d %d %ld\n", row[1][2], *(*(row + 1) + 1), (long)((char *)(row + 1) - (char *)row));
	printf("%d %d %s %c\n", bytes[8], *(short *)(bytes + 12), text, *text);
	v += 8; printf("%d %ld\n", *(int *)v, (long)(v - (void *)a)); n = (unsigned long)p;
	printf("%d %d\n", (int *)n == p, (unsigned long)(p + 1) - n == 4);
	printf("%d %d %d\n", !p, p && q, !!p + 1);
	p = 0; printf("%d %d %d\n", p == 0, !p, p ? 1 : 2); p = &a[10]; printf("%ld %d\n", p - a, p[-1]);
	for (p = a + 9; p >= a + 5; p -= 2) printf("%d ", *p);
	printf("%ld %ld\n", &a[7] - &a[2], (long)&((int *)0)[3]); { const int *const cp = a + 1;
	int *const *x = &(int *const){ a + 2 }; printf("%d %d\n", *cp, **x); } printf("%d\n", (&a)[0][3]);
	printf("%ld\n", (long)((char *)(&a + 1) - (char *)a));
}

int main(void)
{
	int n;
	circuits(); types(); pointers();
	for (n = 0; n < 5; n++) printf("%d %d %d\n", n, returning(n), nested(n));
	return count & 127;
}
