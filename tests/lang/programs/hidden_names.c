/* SPDX-License-Identifier: MIT */
/* Names that hide others in a block, and functions and objects that are declared there. */
int printf(const char *, ...);

typedef int type;
typedef char other;
enum { CONSTANT = 3 };

static int twice(int n)
{
	return 2 * n;
}

struct members {
	const type; /* declares nothing */
	enum { INSIDE = 7 };
	type type;
};

int thrice(int n)
{
	return 3 * n;
}

static int shadowed(int twice)
{
	int sum = twice;

	{
		int thrice(int), twice(int);

		sum += thrice(1) + twice(10);
	}
	return sum + twice;
}

static int of_types(void)
{
	int other = 5, sum = other;

	{
		extern int shared;
		int twice(int type);

		sum += shared + twice(100);
	}
	{
		int type(int), CONSTANT = 4;

		sum += sizeof(type(1)) + CONSTANT;
	}
	return sum + CONSTANT;
}

int shared = 11;

int main(void)
{
	type type = 1;
	struct members m = { .type = 2 };

	printf("%d %d\n", shadowed(1), of_types());
	printf("%d %d %d\n", type, m.type, INSIDE);
	return 0;
}
