// SPDX-License-Identifier: MIT
// __attribute__((cleanup(f))): every way out of a scope calls f, for the last variable first.
int printf(const char *, ...);
void *malloc(unsigned long);
void free(void *);

struct big {
	int a[5];
};

static void say(int *p)
{
	printf(" ~%d", *p);
}

static void say_big(struct big *b)
{
	printf(" ~big%d", b->a[0]);
}

static void free_at(void *p)
{
	free(*(void **)p);
	printf(" free");
}

#define OWN(name) int name __attribute__((cleanup(say)))

static int returns(int n)
{
	OWN(a) = 1;
	OWN(b) = 2;

	if (n) {
		OWN(c) = 3;

		return a + b + c + n;
	}
	b = 20;
	return b;
}

static struct big returns_big(void)
{
	struct big x __attribute__((cleanup(say_big))) = { { 7 } };

	x.a[1] = 8;
	return x;
}

static int loops(int n)
{
	int t = 0;

	for (int i = 0; i < n; i++) {
		OWN(x) = i;

		if (i == 1)
			continue;
		if (i == 3)
			break;
		t += x;
		{
			OWN(y) = 100 + i;

			if (i == 2)
				continue;
			t++;
		}
	}
	for (OWN(z) = 50; z < 53; z++) {
		OWN(q) = z;

		if (z == 51)
			break;
	}
	OWN(last) = 99;
	do {
		OWN(w) = 5;

		if (n-- > 3)
			continue;
		t++;
	} while (n > 2);
	while (1) {
		OWN(v) = n;

		if (n-- == 0)
			return t;
	}
}

static int gotos(int n)
{
	OWN(a) = 1;
again:;
	OWN(b) = 2;
	{
		OWN(c) = 3;

		if (n == 1)
			goto out;
		if (n-- > 2)
			goto again;
		if (n == 0)
			goto out_of_two;
	}
	n += 10;
out_of_two:
	n++;
out:
	return n;
}

static void switches(int n)
{
	OWN(outer) = 9;

	switch (n) {
	case 1: {
		OWN(a) = 1;

		break;
	}
	default:
		return;
	case 2:;
		OWN(b) = 2;

		printf(" two");
	case 3:
		b = 33;
		printf(" three");
		break;
	}
	printf(" end");
}

static int expressions(int n)
{
	int r = ({ OWN(a) = n; OWN(b) = n + 1; a + b; });
	struct big g = ({ struct big h __attribute__((cleanup(say_big))) = { { 5, 6 } }; h; });

	({ OWN(c) = 8; });
	r += g.a[1];
	if (({ OWN(d) = 70; d > n; }))
		r++;
	({ OWN(e) = 71; if (n > 4) return r; (void)0; });
	return r;
}

static void *allocated(void)
{
	void *p __attribute__((cleanup(free_at))) = malloc(10);
	void *keep = p;

	p = 0;
	return keep;
}

// As the kernel writes a block that holds something.
#define scoped(value)                                                          \
	for (int guard __attribute__((cleanup(say))) = value, *done = 0; !done; \
	     done = (void *)1)

static int guarded(int n)
{
	scoped(n) {
		if (n == 2)
			break;
		if (n == 3)
			return 3;
		printf(" in");
	}
	printf(" out");
	return 0;
}

static void several(void)
{
	int a __attribute__((cleanup(say))) = 1, b = 2, c __attribute__((cleanup(say))) = 3;
	__attribute__((cleanup(say))) int d = 4, e = 5;

	printf(" %d", b);
}

int main(void)
{
	printf(" = %d\n", returns(0));
	printf(" = %d\n", returns(5));
	printf(" = %d\n", returns_big().a[1]);
	printf(" = %d\n", loops(5));
	for (int i = 0; i < 5; i++)
		printf(" = %d\n", gotos(i));
	for (int i = 0; i < 3; i++) {
		switches(i);
		printf("\n");
	}
	printf(" = %d\n", expressions(3));
	printf(" = %d\n", expressions(5));
	free(allocated());
	for (int i = 1; i < 4; i++) {
		guarded(i);
		printf("\n");
	}
	several();
	printf("\n");
	return 0;
}
