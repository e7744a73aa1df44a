// SPDX-License-Identifier: MIT
// Structures by value, nested, in arrays and unions; anonymous members; flexible arrays.
int printf(const char *, ...);
void *memset(void *, int, unsigned long);
int memcmp(const void *, const void *, unsigned long);

struct point { int x, y; };
struct line { struct point from, to; const char *name; };
struct big { long a[5]; char tail[3]; };
union mixed { long whole; int half[2]; struct point point; unsigned char bytes[8]; };
struct outer {
	int kind;
	union { struct { short a, b; }; int both; struct point p; };
	struct { int deep; struct { int deeper; }; };
	struct line lines[2];
};
struct flexible { int count; struct point points[]; };
struct tag_only;

static struct point make(int x, int y) { struct point p = { x, y }; return p; }
static struct point add(struct point a, struct point b) { a.x += b.x; a.y += b.y; return a; }
static struct line join(struct point a, struct point b) { return (struct line){ a, b, "joined" }; }
static struct big fill(struct big b, int n) { int i; for (i = 0; i < 5; i++) b.a[i] += n; b.tail[1] = n;
	return b; }
static long sum(const struct big *b) { long s = 0; int i; for (i = 0; i < 5; i++) s += b->a[i];
	return s + b->tail[1]; }
static union mixed both(long v) { union mixed m; m.whole = v; return m; }
static struct point global_point = { 7, 8 }, table[3] = { { 1, 2 }, { 3 }, { .y = 9 } };
static struct flexible flexible = { 2, { { 1, 2 }, { 3, 4 } } };

int main(void)
{
	struct point p = make(1, 2), q = p, *r = &q, a[4] = { p, { 5, 6 }, [3] = make(8, 9) };
	struct line l;
	struct big b = { { 1, 2, 3, 4, 5 }, "ab" }, c;
	struct outer o = { .kind = 1 }, *po = &o;
	union mixed m = { 0x1122334455667788 }, n;
	int i;

	q.x = 10; printf("%d %d %d %d\n", p.x, p.y, q.x, q.y);
	*r = add(p, q); printf("%d %d\n", q.x, q.y);
	p = q = make(3, 4); printf("%d %d ", p.x, q.x); printf("%d\n", (p = global_point).y);
	printf("%d %d\n", add(make(1, 2), make(3, 4)).y, make(5, 6).x + add(p, q).x);
	l = join(p, (struct point){ .y = 6 });
	printf("%d %d %d %d %s\n", l.from.x, l.from.y, l.to.x, l.to.y, l.name);
	l.from = l.to; l.to.x = 99; printf("%d %d %s\n", l.from.y, l.to.x, join(p, q).name);
	for (i = 0; i < 4; i++) printf("(%d %d) ", a[i].x, a[i].y);
	a[2] = a[1]; a[1] = table[1]; a[0] = *r; table[2] = a[3];
	for (i = 0; i < 4; i++) printf("(%d %d) ", a[i].x, a[i].y);
	printf("%d %d\n", table[2].x, table[2].y);
	c = fill(b, 10); printf("%ld %ld %c %d\n", sum(&b), sum(&c), c.tail[0], c.tail[1]);
	c = fill(fill(c, 1), 2); printf("%ld %lu %lu\n", sum(&c), sizeof c, sizeof(struct outer));
	printf("%x %x %x\n", m.half[0], m.half[1], m.bytes[0]);
	n = both(5); n.half[1] = 1; printf("%lx %d\n", n.whole, both(77).half[0]); n.point = p;
	printf("%d\n", n.half[0]);
	o.a = 1; po->b = 2; printf("%x %d %d\n", o.both, o.p.x, po->kind); o.deep = 4; po->deeper = 5;
	printf("%d %d\n", po->deep, o.deeper);
	o.lines[1].to.y = 42; o.lines[0] = l; po->lines[1].from = make(6, 7);
	printf("%d %d %d\n", po->lines[1].to.y, o.lines[0].to.x, o.lines[1].from.y);
	p = 1 ? make(11, 12) : q; printf("%d\n", p.y); i = 0; p = i ? p : *r;
	printf("%d %d\n", p.x, (i ? p : make(13, 14)).y);
	q = (i++, make(15, 16)); printf("%d %d ", q.x, i); printf("%d\n", (i++, q).y);
	q = ({ struct point z = { 17, 18 }; z.x++; z; }); printf("%d %d\n", q.x, q.y);
	*r = *&p; p = p; printf("%d\n", r->x); (*r).x = 1; (&q)->y = 2; printf("%d %d\n", q.x, q.y);
	printf("%d %d %lu %d\n", flexible.count, flexible.points[1].y, sizeof flexible, memcmp(&p, &p, sizeof p));
	memset(&p, 0, sizeof p); printf("%d %d\n", p.x, p.y);
	{ struct point p = { .y = sizeof p }; printf("%d\n", p.y); }
	{ struct tag_only { char c; } t = { 'x' }; struct point { char inside; } s = { 'y' };
	printf("%c%c %lu\n", t.c, s.inside, sizeof(struct point)); }
	return p.x;
}
