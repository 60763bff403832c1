#include <stdlib.h>

#include "map.h"
#include "rows.h"

enum {
	EDGE = 2,      /* lines at each end of a page */
	PAGES = 3,     /* on which a head comes back */
	HEAD_MAX = 72, /* bytes */
	CHAIN = 4,     /* numbers that count */
	NEAR = 8,
	FAR = 120, /* lines between two of them */
	NUMBER_MAX = 9999,
};

/* A line that may be a head or a number. */
struct mark {
	size_t row;
	int64_t key; /* equal for lines with the same letters */
	long value;  /* the number in it, or -1 */
	int bare;    /* it is a number and no more */
	int of;      /* the mark before it in its chain, or -1 */
	int length;  /* of that chain */
};

struct marks {
	struct mark *v;
	size_t n, cap;
	struct map keys;
};

/* The letters of a line to key, the number at its one end or other. */
static long
read_line(struct str s, struct buf *key)
{
	long value = -1, n;
	size_t i, end;

	key->n = 0;
	for (i = 0; i < s.n; i = end) {
		n = 0;
		for (end = i; end < s.n && s.p[end] >= '0' && s.p[end] <= '9';
		     end++)
			if (n <= NUMBER_MAX)
				n = n * 10 + s.p[end] - '0';
		if (end > i) {
			if ((value < 0 || end == s.n) && n <= NUMBER_MAX)
				value = n;
			continue;
		}
		if ((s.p[i] >= 'A' && s.p[i] <= 'Z') ||
		    (s.p[i] >= 'a' && s.p[i] <= 'z') || s.p[i] < 0)
			buf_putc(key, s.p[i] | 0x20);
		end = i + 1;
	}
	return value;
}

/* Does a number stand at one end of it? */
static int
is_numbered(struct str s)
{
	return (s.p[0] >= '0' && s.p[0] <= '9') ||
	       (s.p[s.n - 1] >= '0' && s.p[s.n - 1] <= '9');
}

/* 12, - 12 -, [12], Page 12, Page 12 of 40 */
static int
is_bare(struct str key, long value)
{
	return value >= 0 &&
	       (key.n == 0 || str_eq(key, STR("page")) ||
	           str_eq(key, STR("pageof")) || str_eq(key, STR("p")));
}

static void
put(struct marks *m, const struct rows *t, size_t row, int numbered)
{
	const struct row *r = &t->v[row];
	struct str s = str_cut(t->text, r->off, r->end);
	struct buf key = { 0 };
	struct mark k = { .row = row, .of = -1, .length = 1 };
	int64_t *n;

	if (s.n == 0 || s.n > HEAD_MAX ||
	    (numbered && !is_numbered(s) && memchr("-[(", s.p[0], 3) == NULL &&
	        s.p[0] != 'P'))
		return;
	k.value = read_line(s, &key);
	k.bare = is_bare(buf_str(&key), k.value);
	if ((numbered && k.value < 0) || (!k.bare && key.n < 4)) {
		buf_free(&key);
		return;
	}
	if (k.bare)
		key.n = 0;
	n = map_put(&m->keys, buf_str(&key));
	if (*n == 0)
		*n = (int64_t)m->keys.n;
	k.key = *n;
	m->v = mem_room(m->v, m->n, &m->cap, sizeof(*m->v));
	m->v[m->n++] = k;
	buf_free(&key);
}

/* The lines at the ends of page [from, end). */
static void
put_edges(struct marks *m, const struct rows *t, size_t from, size_t end)
{
	size_t i, n;

	for (i = from, n = 0; i < end && n < EDGE; i++)
		if (!row_empty(&t->v[i])) {
			put(m, t, i, 0);
			n++;
		}
	from = i;
	for (i = end, n = 0; i > from && n < EDGE; i--)
		if (!row_empty(&t->v[i - 1])) {
			put(m, t, i - 1, 0);
			n++;
		}
}

static void
set(struct rows *t, const struct mark *k, int head, int number)
{
	t->v[k->row].rule = (int16_t)(k->bare ? number : head);
}

/* Does what stands at the ends of n pages come back as heads do?  What has
 * no number must on one page in five: letters and chapters have headings. */
static int
is_often(int64_t n, const struct mark *k, size_t pages)
{
	if (k->value >= 0)
		return n >= PAGES;
	return n >= PAGES && (size_t)n * 5 >= pages && k->row > 0;
}

/* Pages parted by form feeds: what comes back at their ends, and numbers
 * that grow as the pages do. */
static void
feeds(struct rows *t, int head, int number)
{
	struct marks m = { 0 };
	struct map count = { 0 };
	size_t i, end;
	int64_t key[2];
	struct str k = str_of((const char *)key, sizeof(key));
	size_t pages = t->v[t->n - 1].page + (size_t)1;

	for (i = 0; i < t->n; i = end) {
		for (end = i; end < t->n && t->v[end].page == t->v[i].page;)
			end++;
		put_edges(&m, t, i, end);
	}
	for (i = 0; i < 2 * m.n; i++) {
		const struct mark *q = &m.v[i % m.n];

		key[0] = q->key;
		key[1] =
		    q->bare ? q->value - (long)t->v[q->row].page : INT64_MIN;
		if (i < m.n)
			++*map_put(&count, k);
		else if (is_often(*map_get(&count, k), q, pages))
			set(t, q, head, number);
	}
	map_free(&count);
	map_free(&m.keys);
	free(m.v);
}

/* Does the mark stand inside a sentence? */
static int
interrupts(const struct rows *t, size_t row)
{
	size_t i = row;
	const char *p;

	while (i > 0 && row_empty(&t->v[i - 1]))
		i--;
	if (i == 0)
		return 0;
	p = t->text.p + t->v[i - 1].end - 1;
	return memchr(".!?:;\"'", *p, 7) == NULL && (uint8_t)*p < 0x80 &&
	       (t->v[i - 1].end - t->v[i - 1].off) * 10 > t->width * 6;
}

/* Numbers that nothing parts: chains in which each counts on, at a page's
 * distance, and which stand inside sentences as page ends do. */
static void
link_chains(struct marks *m)
{
	struct map last = { 0 };
	struct mark *k, *q;
	size_t i;
	int64_t *at;
	struct str key;

	for (i = 0; i < m->n; i++) {
		k = &m->v[i];
		key = str_of((const char *)&k->key, sizeof(k->key));
		at = map_put(&last, key);
		if (*at > 0) {
			q = &m->v[*at - 1];
			if (k->row - q->row > 4 * FAR) {
				;
			} else if (k->value > q->value &&
			           k->value <= q->value + 4 &&
			           k->row - q->row >= NEAR) {
				k->of = (int)(*at - 1);
				k->length = q->length + 1;
			} else {
				continue;
			}
		}
		*at = (int64_t)i + 1;
	}
	map_free(&last);
}

static void
chains(struct rows *t, int head, int number)
{
	struct marks m = { 0 };
	size_t i;
	int k, inside, n;

	for (i = 0; i < t->n; i++)
		if (!row_empty(&t->v[i]))
			put(&m, t, i, 1);
	link_chains(&m);
	for (i = m.n; i-- > 0;) {
		if (m.v[i].length < CHAIN)
			continue;
		inside = n = 0;
		for (k = (int)i; k >= 0; k = m.v[k].of, n++)
			inside += interrupts(t, m.v[k].row);
		for (k = (int)i; k >= 0; k = m.v[k].of) {
			if (inside * 3 >= n)
				set(t, &m.v[k], head, number);
			m.v[k].length = 0;
		}
	}
	map_free(&m.keys);
	free(m.v);
}

/* The row behind a page number, over the empty ones. */
static size_t
behind(const struct rows *t, size_t row)
{
	size_t end = row + 4 < t->n ? row + 4 : t->n;

	while (++row < end)
		if (!row_empty(&t->v[row]))
			return row;
	return t->n;
}

/* Heads without numbers, below the number at the foot of the page before. */
static void
below(struct rows *t, int head, int number)
{
	struct marks m = { 0 };
	struct map count = { 0 };
	size_t i, next, n = 0;

	for (i = 0; i < t->n; i++) {
		if (t->v[i].rule != number)
			continue;
		n++;
		if ((next = behind(t, i)) < t->n && t->v[next].rule < 0)
			put(&m, t, next, 0);
	}
	for (i = 0; i < 2 * m.n; i++) {
		const struct mark *q = &m.v[i % m.n];
		struct str k = str_of((const char *)&q->key, sizeof(q->key));

		if (i < m.n)
			++*map_put(&count, k);
		else if (*map_get(&count, k) >= CHAIN &&
		         (size_t)*map_get(&count, k) * 5 >= n)
			set(t, q, head, number);
	}
	map_free(&count);
	map_free(&m.keys);
	free(m.v);
}

void
rows_pages(struct rows *t, int head, int number)
{
	if (t->n > 0 && t->v[t->n - 1].page + 1 >= PAGES)
		feeds(t, head, number);
	else if (t->width >= 40)
		chains(t, head, number);
	if (t->width >= 40)
		below(t, head, number);
}
