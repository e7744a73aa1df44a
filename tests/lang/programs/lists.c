// SPDX-License-Identifier: MIT
// Lists, hash tables and bitmaps as the kernel writes them.
int printf(const char *, ...);
typedef unsigned long size_t; typedef _Bool bool;
#define offsetof(t, m) __builtin_offsetof(t, m)
#define container_of(ptr, type, member) ({ const typeof(((type *)0)->member) *__mptr = (ptr); (type *)((char *)__mptr - offsetof(type, member)); })
struct list_head { struct list_head *next, *prev; };
#define LIST_HEAD_INIT(name) { &(name), &(name) }
#define LIST_HEAD(name) struct list_head name = LIST_HEAD_INIT(name)
#define list_entry(ptr, type, member) container_of(ptr, type, member)
#define list_first_entry(ptr, type, member) list_entry((ptr)->next, type, member)
#define list_for_each(pos, head) for (pos = (head)->next; pos != (head); pos = pos->next)
#define list_for_each_entry(pos, head, member) for (pos = list_entry((head)->next, typeof(*pos), member); &pos->member != (head); pos = list_entry(pos->member.next, typeof(*pos), member))
#define list_for_each_entry_safe(pos, n, head, member) for (pos = list_entry((head)->next, typeof(*pos), member), n = list_entry(pos->member.next, typeof(*pos), member); &pos->member != (head); pos = n, n = list_entry(n->member.next, typeof(*n), member))
static inline void INIT_LIST_HEAD(struct list_head *list) { list->next = list; list->prev = list; }
static inline void __list_add(struct list_head *new, struct list_head *prev, struct list_head *next) {
	next->prev = new; new->next = next; new->prev = prev; prev->next = new; }
static inline void list_add(struct list_head *new, struct list_head *head) {
	__list_add(new, head, head->next); }
static inline void list_add_tail(struct list_head *new, struct list_head *head) {
	__list_add(new, head->prev, head); }
static inline void list_del(struct list_head *entry) { entry->next->prev = entry->prev;
	entry->prev->next = entry->next; entry->next = (void *)0xdead000000100100;
	entry->prev = (void *)0xdead000000200200; }
static inline int list_empty(const struct list_head *head) { return head->next == head; }
static inline void list_move(struct list_head *list, struct list_head *head) {
	__list_add(list, head, head->next); }
struct hlist_node { struct hlist_node *next, **pprev; }; struct hlist_head { struct hlist_node *first; };
static void hlist_add_head(struct hlist_node *n, struct hlist_head *h) { struct hlist_node *first = h->first;
	n->next = first; if (first) first->pprev = &n->next; h->first = n; n->pprev = &h->first; }
static void hlist_del(struct hlist_node *n) { struct hlist_node *next = n->next, **pprev = n->pprev;
	*pprev = next; if (next) next->pprev = pprev; }
struct item { int id; struct list_head node; struct hlist_node hash; unsigned flags; };
#define BITS_PER_LONG 64
#define BIT_MASK(nr) (1UL << ((nr) % BITS_PER_LONG))
#define BIT_WORD(nr) ((nr) / BITS_PER_LONG)
static inline void set_bit(int nr, unsigned long *addr) { addr[BIT_WORD(nr)] |= BIT_MASK(nr); }
static inline void clear_bit(int nr, unsigned long *addr) { addr[BIT_WORD(nr)] &= ~BIT_MASK(nr); }
static inline int test_bit(int nr, const unsigned long *addr) {
	return 1UL & (addr[BIT_WORD(nr)] >> (nr & (BITS_PER_LONG - 1))); }
#define PAGEFLAG(name, bit) static inline int Item##name(struct item *i) { return i->flags >> bit & 1; } static inline void SetItem##name(struct item *i) { i->flags |= 1u << bit; } static inline void ClearItem##name(struct item *i) { i->flags &= ~(1u << bit); }
PAGEFLAG(Locked, 0) PAGEFLAG(Dirty, 31)
#define min_t(type, x, y) ({ type __min1 = (x); type __min2 = (y); __min1 < __min2 ? __min1 : __min2; })
#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define ALIGN(x, a) (((x) + (a) - 1) & ~((typeof(x))(a) - 1))
#define unlikely(x) __builtin_expect(!!(x), 0)
#define WARN_ON(c) ({ int __ret = !!(c); if (unlikely(__ret)) printf("warn %s:%d\n", #c, __ret); unlikely(__ret); })
static LIST_HEAD(head); static struct hlist_head table[4]; static struct item items[8];
	static unsigned long bitmap[3];
static void show(const char *what) { struct item *i; printf("%s:", what);
	list_for_each_entry(i, &head, node) printf(" %d", i->id); printf("\n"); }
static struct item *find(int id) { struct item *i;
	list_for_each_entry(i, &head, node) if (i->id == id) goto found; return (void *)0; found: return i; }
static void sort(void) { struct list_head *a, *b; bool again; do { again = 0; list_for_each(a, &head) {
	b = a->next;
	if (b != &head && list_entry(a, struct item, node)->id > list_entry(b, struct item, node)->id) {
	a->next->prev = a->prev; a->prev->next = a->next; __list_add(a, b, b->next); again = 1; break; } } }
	while (again); }
int main(void)
{
	struct item *i, *n; struct list_head *p; LIST_HEAD(local); size_t k; struct hlist_node *h;
	int count = 0;
	for (k = 0; k < ARRAY_SIZE(items); k++) { items[k].id = k * 5 % 8;
	if (k & 1) list_add(&items[k].node, &head); else list_add_tail(&items[k].node, &head);
	hlist_add_head(&items[k].hash, &table[items[k].id % 4]); set_bit(items[k].id * 20, bitmap); }
	show("all"); sort(); show("sorted"); list_for_each_entry_safe(i, n, &head, node) {
	if (i->id % 3 == 0) { list_del(&i->node); list_add(&i->node, &local); } } show("rest");
	list_for_each(p, &local) printf("%d ", list_first_entry(p->prev, struct item, node)->id);
	printf("%d %d\n", list_empty(&head), list_empty(&local)); while (!list_empty(&local)) {
	i = list_first_entry(&local, struct item, node); list_del(&i->node); list_add_tail(&i->node, &head); }
	show("back"); hlist_del(&items[3].hash);
	for (k = 0; k < 4; k++) for (h = table[k].first; h; h = h->next) printf("%d ", container_of(h, struct item, hash)->id);
	for (k = 0; k < 192; k++) count += test_bit(k, bitmap); clear_bit(100, bitmap);
	printf("%d %lx %lx %lx\n", count, bitmap[0], bitmap[1], bitmap[2]); i = find(4);
	printf("%d %d %d\n", i->id, find(99) == 0, container_of(&i->node, struct item, node) == i);
	SetItemDirty(i); SetItemLocked(i); ClearItemLocked(i);
	printf("%x %d %d\n", i->flags, ItemDirty(i), ItemLocked(i));
	printf("%d %lu %lu\n", min_t(int, -5, 3u), ALIGN(13ul, 8), (unsigned long)ALIGN((unsigned char)200, 16));
	if (WARN_ON(i->flags) && !WARN_ON(0)) printf("warned\n"); INIT_LIST_HEAD(&head);
	return list_empty(&head);
}
