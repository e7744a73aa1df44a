// SPDX-License-Identifier: MIT
// Functions: recursion, pointers to them, tables, varargs, statics, declarators of every shape.
int printf(const char *, ...);
typedef __builtin_va_list va_list;
#define va_start(l, n) __builtin_va_start(l, n)
#define va_arg(l, t) __builtin_va_arg(l, t)
#define va_end(l) __builtin_va_end(l)
#define va_copy(a, b) __builtin_va_copy(a, b)

struct pair { int a; long b; };
struct ops { int (*add)(int, int); struct pair (*make)(int); const struct ops *next;
	int (*table[2])(int, int); };
typedef int binary(int, int);
typedef binary *binary_pointer;

static int add(int a, int b) { return a + b; }
static int sub(int a, int b) { return a - b; }
static binary mul;
static int mul(int a, int b) { return a * b; }
static struct pair make(int n) { return (struct pair){ n, n * 2l }; }
static binary_pointer choose(char c) { return c == '+' ? add : c == '-' ? &sub : *mul; }
static int (*pick(int n))(int, int) { return n ? add : sub; }
static int (*(*pick_pick(void))(int))(int, int) { return pick; }
static int apply(int f(int, int), int a, int b) { return f(a, b) + (*f)(a, b) + (**f)(1, 1); }
static int fold(int (*f)(int, int), const int *v, int n) { return n ? f(*v, fold(f, v + 1, n - 1)) : 0; }
static int fib(int n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }
static int odd(int n);
static int even(int n) { return n == 0 || odd(n - 1); }
static int odd(int n) { return n != 0 && even(n - 1); }
static int counter(void) { static int n = 5; return n++; }
static int *slot(void) { static int array[3] = { 1, 2, 3 }; static int next; return &array[next++ % 3]; }
static long sum(int n, ...) { long s = 0; va_list l; va_start(l, n); while (n--) s += va_arg(l, int);
	va_end(l); return s; }
static long mixed(const char *kinds, ...)
{
	long s = 0; va_list l, m; va_start(l, kinds); va_copy(m, l);
	for (; *kinds; kinds++) switch (*kinds) { case 'i': s += va_arg(l, int); break;
	case 'l': s += va_arg(l, long); break; case 'p': s += *va_arg(l, int *); break;
	case 's': s += va_arg(l, struct pair).b; break; case 'u': s += va_arg(l, unsigned); break; }
	s += va_arg(m, int) * 1000; va_end(m); va_end(l); return s;
}
static int take(va_list *l) { int a = va_arg(*l, int); return a * 100 + va_arg(*l, int); }
static int pass(int n, ...) { va_list l; int r; va_start(l, n); r = take(&l); r += va_arg(l, int); va_end(l);
	return r; }
static int again(int n, ...) { va_list l; int r; va_start(l, n); r = va_arg(l, int); va_end(l);
	va_start(l, n); r += 10 * va_arg(l, int); va_end(l); return r; }
static void change(int a[static 2], int (*p)[2], char text[]) { a[0] = 9; (*p)[1] = 8; text[0] = 'X'; a++;
	*a += 1; }
static char narrow(int n) { return n; }
static unsigned char unarrow(long n) { return n; }
static _Bool truth(long n) { return n; }
static void nothing(void) { return; }
static void through(int n) { if (n) return nothing(); }
static int by_value(struct pair p, int n) { p.a += n; if (n) return by_value(p, n - 1); return p.a; }
static short params(char c, short s, unsigned char u) { c += 200; s -= 1; u++; return c + s + u; }
int main_helper(int, char *[]), global_helper(void);
int global_helper(void) { extern int shared; return shared++; }
int shared = 40;
static inline __attribute__((always_inline)) int inlined(int x) { return x * 2; }
static int unused(int x) { return x; }
static int class(int in, int from, int lambda) {
	int pass = in, yield = from, None = lambda, self = 1, t1_ = 2, at = 3, to = 4, frame = 5, result = 6, *is = &self;
	return pass + yield + None + *is + t1_++ + at + to + frame + result; }

static struct ops base = { add, make, 0, { add, sub } }, derived = { .next = &base, .table = { [1] = mul } };

int main(void)
{
	int a[2] = { 1, 2 }, b[2] = { 3, 4 }, v[] = { 1, 2, 3, 4 }, i; char text[] = "text";
	int (*f)(int, int) = add, (**ff)(int, int) = &f, (*fs[3])(int, int) = { add, sub, mul };
	const struct ops *o = &derived; int (*(*array_pointer)[3])(int, int) = &fs;
	struct pair (*m)(int) = base.make;
	for (i = 0; i < 3; i++) printf("%d %d %d %d\n", choose("+-*"[i])(7, 3), fs[i](2, 5), (*array_pointer)[i](9, 4), apply(fs[i], 3, 4));
	printf("%d %d %d %d %d\n", pick(0)(5, 2), pick_pick()(1)(5, 2), (*ff)(1, 2), o->next->add(3, 4), o->table[1](6, 7));
	printf("%d %ld %ld\n", m(3).a, o->next->make(4).b, (*m)(5).b);
	printf("%d %d %d\n", fold(add, v, 4), fold(sub, v, 4), fib(12));
	printf("%d %d %d %d\n", even(10), odd(7), f == add, f != sub);
	printf("%d\n", derived.add == 0 && derived.make == (void *)0 && !derived.table[0]);
	printf("%d ", counter()); printf("%d ", counter()); ++*slot(); ++*slot(); *slot() += 10;
	printf("%d ", *slot()); printf("%d ", *slot()); printf("%d\n", *slot());
	printf("%ld %ld\n", sum(0), sum(4, 1, -2, 3, 400000));
	printf("%ld\n", mixed("ilpsiu", 5, 1l << 33, &v[2], make(6), (char)-3, 4000000000u));
	printf("%d %d\n", pass(0, 1, 2, 3), again(0, 7, 8));
	change(a, &b, text); printf("%d %d %d %s\n", a[0], a[1], b[1], text);
	printf("%d %d %d %d\n", narrow(300), narrow(200), unarrow(-1), truth(256)); through(1); through(0);
	printf("%d %d %d\n", by_value(make(1), 4), params(100, -32768, 255), params(-1, 1, 1));
	printf("%d ", global_helper()); printf("%d %d\n", shared, inlined(21));
	printf("%d\n", class(1, 2, 3)); f = 0; printf("%d\n", f ? 1 : 2); ff = &base.add;
	printf("%d\n", (*ff)(2, 2)); ((void (*)(void))nothing)(); printf("%lu %lu\n", sizeof f, sizeof fs);
	return (*****add)(1, 2);
}
