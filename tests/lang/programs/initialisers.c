// SPDX-License-Identifier: MIT
// Initialisers: designated, nested, elided, ranges, strings, compound literals.
int printf(const char *, ...);

struct pair { int a, b; };
struct nest { int head; struct pair pairs[2]; char text[6]; int tail[3]; };
struct bits { unsigned a:3; unsigned :5; int b:4; unsigned :0; unsigned c:9; int d; };
struct anon { int x; union { int u; char c[4]; }; struct { int m, n; }; int y; };
union first { char c; int i; struct pair p; };
enum colour { RED, GREEN = 5, BLUE, LAST = BLUE + 3, MINUS = -2 };

static int plain[5] = { 1, 2, 3 }, sized[] = { 1, [4] = 5, 6, [1] = 2 }, ranges[10] = {
	[2 ... 5] = 7, 8, [0] = 1, [9] = 3 };
static int matrix[2][3] = { 1, 2, 3, 4 }, rows[][2] = { { 1 }, { 2, 3 }, 4, 5, { 6 } }, cube[2][2][2] = { { {
	1, 2 }, 3 }, 5, 6 };
static struct nest nests[] = { { 1, { { 2, 3 }, { 4 } }, "abc", { 7 } }, {
	1, 2, 3, 4, 5, "xyz", 8, 9, 10 }, [3] = { .tail[1] = 5, .pairs[1].b = 6, 9 }, };
static struct nest mixed = { .text = "hello", 1, 2, 3, .head = 4, { 5, 6, 7, 8 }, .tail = { [2] = 3 } };
static struct bits bits = { 5, -3, 300, 4 }, designated = { .c = 1, .d = 2, .a = 7 };
static struct anon anon = { 1, { 2 }, { 3, 4 }, 5 }, anon2 = { 1, 2, 3, 4, 5 }, anon3 = { .n = 3, 6, .c = {
	1, 2 } };
static union first u1 = { 'a' }, u2 = { .p = { 1, 2 } }, u3 = { .p.b = 3 }, us[2] = { { 1 }, 2 };
static char s1[] = "hello", s2[3] = "abc", s3[8] = { "xy" }, s4[][4] = { "a", "bc", {
	'd', 'e' }, "fgh" }, s5[2][3] = { "ab", "c" };
static const char *words[] = { "one", "two" "three", [4] = "five" };
static int *pointers[] = { plain, &plain[2], plain + 3, (int *)0, &matrix[1][1], &nests[1].pairs[1].a };
static struct pair *literal = &(struct pair){ 3, 4 }, literals[] = { (struct pair){ 1, 2 }, { 3, 4 } };
static int *array_literal = (int[]){ 5, 6, 7 };
static int enumerated[LAST + 1] = { [RED] = 1, [GREEN] = 2, [LAST] = 3 };
static unsigned char bytes[] = { 1, -1, 256 + 3, 'x', '\xff' };
static int (*functions[])(const char *, ...) = { printf, &printf };
static long offsets = (long)&((struct nest *)0)->text, size = sizeof(struct nest) / sizeof(int), last = sizeof sized / sizeof *sized;
static _Bool truth = 7, address_truth = &plain != 0;
static struct pair empty = {}, *no = 0, scalar_braces = { { 1 }, { 2 } };

static void ints(const char *name, const int *p, int n)
{
	printf("%s:", name);
	while (n--) printf(" %d", *p++);
	printf("\n");
}

static void show_nest(const char *name, const struct nest *n)
{
	printf("%s %d %d %d %d %d [%s] %d %d %d\n", name, n->head, n->pairs[0].a, n->pairs[0].b, n->pairs[1].a, n->pairs[1].b, n->text, n->tail[0], n->tail[1], n->tail[2]);
}
#define INTS(a) ints(#a, (const int *)(a), sizeof(a) / sizeof(int))

static int side(int *p) { return ++*p; }

static void automatic(int n)
{
	int a[5] = { n, n + 1, [4] = n * 2 }, m[][2] = { n, 2, { 3 }, n }, z[3] = {}, i;
	struct nest nest = { n, { { n, 1 }, { .b = n } }, .tail = { 1, n, 3 } }, copy = nest, list[2] = {
	nest, { .head = n, .text = "q" } };
	struct pair p = { side(&n), side(&n) }, q = { .b = n, .a = p.b }, both[] = { p, q, { p.a, q.b }, p };
	char text[] = "local", room[10] = "r", *pointer = (char[]){ "literal" };
	struct bits b = { n, 2, .d = n }; struct anon an = { .u = n, .m = 2, n };
	union first u = { .i = n }; int scalar = { n };
	INTS(a); INTS(m); INTS(z); show_nest("nest", &nest); show_nest("copy", &copy);
	show_nest("list", &list[1]); show_nest("list", list);
	printf("%d %d %d %d %d\n", p.a, p.b, q.a, q.b, scalar); INTS(both);
	printf("%s %s %d %s %lu\n", text, room, room[9], pointer, sizeof text);
	printf("%d %d %d %d %d %d %d\n", b.a, b.b, b.c, b.d, an.u, an.m, an.n); printf("%d\n", u.i);
	for (i = 0; i < 3; i++) { int fresh[2] = { i }; struct pair f = { .b = i }; fresh[1]++; f.a--;
	printf("%d %d %d %d,", fresh[0], fresh[1], f.a, f.b); }
	for (i = 0; i < 2; i++) { struct pair *l = &(struct pair){ i, i * 2 }; l->a++;
	printf(" %d %d", l->a, l->b); }
	printf("\n%d %d\n", ((struct pair){ n, 2 }).a, (int[]){ 3, n, 5 }[1]);
	printf("%d\n", *(int *)&(struct pair){ 4, 5 } + ((int){ 6 })++);
	{ static int kept = 5, many[] = { 1, 2, [3] = 4 }; kept++; many[0]++;
	printf("%d %d %lu\n", kept, many[0], sizeof many); }
}

int main(void)
{
	int i;
	INTS(plain); INTS(sized); INTS(ranges); INTS(matrix); INTS(rows); INTS(cube); INTS(enumerated);
	INTS(literals); INTS(us);
	for (i = 0; i < 4; i++) show_nest("nests", &nests[i]);
	show_nest("mixed", &mixed);
	printf("%d %d %d %d %d %d %d %d\n", bits.a, bits.b, bits.c, bits.d, designated.a, designated.b, designated.c, designated.d);
	printf("%d %d %d %d %d\n", anon.x, anon.u, anon.m, anon.n, anon.y);
	printf("%d %d %d %d %d\n", anon2.x, anon2.u, anon2.m, anon2.n, anon2.y);
	printf("%d %d %d %d %x\n", anon3.x, anon3.m, anon3.n, anon3.y, anon3.u);
	printf("%d %d %d %d\n", u1.i, u2.p.a, u2.p.b, u3.p.b);
	printf("%s %.3s %s %s %s %s %s\n", s1, s2, s3, s4[0], s4[1], s4[2], s4[3]);
	printf("%.3s %s %lu %lu\n", s5[0], s5[1], sizeof s1, sizeof s4);
	printf("%s %s %d %s\n", words[0], words[1], words[2] == 0, words[4]);
	printf("%d %d %d %d %d %d\n", *pointers[0], *pointers[1], *pointers[2], pointers[3] == 0, *pointers[4], *pointers[5]);
	printf("%d %d %d\n", literal->a, literal->b, array_literal[2]);
	printf("%d %d %d %d %d\n", bytes[0], bytes[1], bytes[2], bytes[3], bytes[4]);
	functions[1]("%ld %ld %ld\n", offsets, size, last);
	printf("%d %d %d %d %d\n", truth, address_truth, empty.b, no == 0, scalar_braces.b);
	automatic(3); automatic(-5); printf("%d %d %d\n", LAST, MINUS, (enum colour)5 == GREEN);
	return 0;
}
