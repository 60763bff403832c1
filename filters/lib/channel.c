#include <limits.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>

#include "channel.h"
#include "map.h"
#include "utf8.h"

enum {
	WORD = 48,  /* bytes of a pair that is explained */
	DOUBT = 50, /* a count of this is half believed */
	ANY_BITS = 15,
};

/* A field with its escapes undone; 0 if it is too long. */
static int
field(struct str s, char *out, unsigned char *n)
{
	size_t i, k = 0;

	for (i = 0; i < s.n; i++) {
		if (k == CHANNEL_SIDE)
			return 0;
		if (s.p[i] == '\\' && i + 1 < s.n)
			out[k++] = s.p[++i] == 's' ? ' ' : '\\';
		else
			out[k++] = s.p[i];
	}
	*n = (unsigned char)k;
	return 1;
}

static void
put(struct channel *c, const struct confusion *f)
{
	c->v = mem_room(c->v, c->n, &c->cap, sizeof(*c->v));
	c->v[c->n++] = *f;
}

static void
row(struct channel *c, struct map *totals, struct str *f, int64_t count)
{
	struct confusion x = { 0 };

	if (!field(f[0], x.truth, &x.ntruth) || !field(f[1], x.read, &x.nread))
		return;
	x.count = (float)count;
	if (str_eq(f[0], f[1]))
		*map_put(totals, str_of(x.truth, x.ntruth)) = count;
	else
		put(c, &x);
}

void
channel_free(struct channel *c)
{
	free(c->v);
	memset(c, 0, sizeof(*c));
}

static int
bits(double p)
{
	return (int)lround(-log2(p) * CHANNEL_BIT);
}

static int
by_cost(const void *a, const void *b)
{
	const struct confusion *x = a, *y = b;

	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	return memcmp(x, y, offsetof(struct confusion, next));
}

/* Where confusions begin whose sides have these first bytes; a side may have
 * none.  Others may be there too. */
static unsigned
pair_of(struct str truth, struct str read)
{
	unsigned t = truth.n > 0 ? (unsigned char)truth.p[0] : 256;
	unsigned r = read.n > 0 ? (unsigned char)read.p[0] : 256;

	return (t * 31 + r) % CHANNEL_PAIRS;
}

/* Every list with the cheapest first. */
static void
chain(struct channel *c)
{
	uint32_t *head;
	struct confusion *f;
	size_t i;

	if (c->n == 0)
		return;
	qsort(c->v, c->n, sizeof(*c->v), by_cost);
	memset(c->from, 0, sizeof(c->from));
	memset(c->pair, 0, sizeof(c->pair));
	c->lost = 0;
	for (i = c->n; i-- > 0;) {
		f = &c->v[i];
		head = f->nread == 0 ? &c->lost
		                     : &c->from[(unsigned char)f->read[0]];
		f->next = *head;
		*head = (uint32_t)i + 1;
		head = &c->pair[pair_of(
		    str_of(f->truth, f->ntruth), str_of(f->read, f->nread))];
		f->like = *head;
		*head = (uint32_t)i + 1;
	}
}

static void
weigh(struct channel *c)
{
	double p;
	size_t i;

	for (i = 0; i < c->n; i++) {
		p = (double)c->v[i].count / ((double)c->v[i].total + DOUBT);
		c->v[i].cost = bits(p < 0.5 ? p : 0.5);
	}
	c->any = ANY_BITS * CHANNEL_BIT;
	chain(c);
}

static void
read_table(struct channel *c, const struct settings *s, const char *name,
    struct map *totals)
{
	struct tsv t = { .text = dict_map(s, name, 0) };
	struct str f[3];
	int64_t n;

	while (tsv_next(&t, f, 3) > 0) {
		if ((n = str_num(f[2])) < 0)
			dict_broken(s, name, t.line, "not a count");
		row(c, totals, f, n);
	}
}

void
channel_open(struct channel *c, const struct settings *s)
{
	struct map totals = { 0 };
	int64_t *total;
	size_t i;

	memset(c, 0, sizeof(*c));
	read_table(c, s, "confusions.tsv", &totals);
	read_table(c, s, "shapes.tsv", &totals);
	for (i = 0; i < c->n; i++) {
		total = map_get(&totals, str_of(c->v[i].truth, c->v[i].ntruth));
		c->v[i].total = total != NULL ? (float)*total : 1.0f;
	}
	if ((total = map_get(&totals, STR(""))) != NULL)
		c->chars = (float)*total;
	map_free(&totals);
	weigh(c);
}

struct best {
	int cost;
	uint32_t by; /* place + 1; 0: the same byte; UINT32_MAX: any */
	unsigned char nt, nr;
};

static void
offer(struct best *b, int cost, uint32_t by, size_t nt, size_t nr)
{
	if (cost < b->cost)
		*b = (struct best){ cost, by, (unsigned char)nt,
			(unsigned char)nr };
}

/* The cells that confusions lead to from a cell: those whose truth, reading
 * or both have bytes, nt and nr saying which. */
static void
spread(const struct channel *c, struct str t, struct str r, size_t i, size_t j,
    struct best *v, size_t nt, size_t nr)
{
	uint32_t at =
	    c->pair[pair_of(str_cut(t, i, i + nt), str_cut(r, j, j + nr))];
	int cost = v[i * (r.n + 1) + j].cost;
	const struct confusion *f;

	for (; at != 0; at = f->like) {
		f = &c->v[at - 1];
		if (f->ntruth > t.n - i || f->nread > r.n - j ||
		    memcmp(f->truth, t.p + i, f->ntruth) != 0 ||
		    memcmp(f->read, r.p + j, f->nread) != 0)
			continue;
		offer(&v[(i + f->ntruth) * (r.n + 1) + j + f->nread],
		    cost + f->cost, at, f->ntruth, f->nread);
	}
}

/* Each cell by the cheapest way to it. */
static void
fill(const struct channel *c, struct str t, struct str r, struct best *v)
{
	static const struct best unset = { INT_MAX / 2, 0, 0, 0 };
	size_t i, j, w = r.n + 1;
	int cost;

	for (i = 0; i < (t.n + 1) * w; i++)
		v[i] = unset;
	v[0].cost = 0;
	for (i = 0; i <= t.n; i++)
		for (j = 0; j <= r.n; j++) {
			cost = v[i * w + j].cost;
			if (i < t.n && j < r.n)
				offer(&v[(i + 1) * w + j + 1],
				    cost + (t.p[i] == r.p[j] ? 0 : c->any),
				    t.p[i] == r.p[j] ? 0 : UINT32_MAX, 1, 1);
			if (i < t.n)
				offer(&v[(i + 1) * w + j], cost + c->any,
				    UINT32_MAX, 1, 0);
			if (j < r.n) {
				offer(&v[i * w + j + 1], cost + c->any,
				    UINT32_MAX, 0, 1);
				spread(c, t, r, i, j, v, 0, 1);
			}
			if (i < t.n)
				spread(c, t, r, i, j, v, 1, 0);
			if (i < t.n && j < r.n)
				spread(c, t, r, i, j, v, 1, 1);
		}
}

int
channel_cost(const struct channel *c, struct str t, struct str r)
{
	struct best v[(WORD + 1) * (WORD + 1)];

	if (t.n > WORD || r.n > WORD)
		return INT_MAX;
	fill(c, t, r, v);
	return v[t.n * (r.n + 1) + r.n].cost;
}

size_t
channel_explain(const struct channel *c, struct str t, struct str r,
    struct confusion *out, size_t max)
{
	struct best v[(WORD + 1) * (WORD + 1)];
	const struct best *b;
	size_t i = t.n, j = r.n, n = 0;

	if (t.n > WORD || r.n > WORD)
		return 0;
	fill(c, t, r, v);
	while ((i > 0 || j > 0) && n < max) {
		b = &v[i * (r.n + 1) + j];
		i -= b->nt;
		j -= b->nr;
		if (b->by == 0)
			continue;
		out[n] = (struct confusion){
			.cost = c->any, .nread = b->nr, .ntruth = b->nt
		};
		memcpy(out[n].truth, t.p + i, b->nt);
		memcpy(out[n].read, r.p + j, b->nr);
		if (b->by != UINT32_MAX)
			out[n].cost = c->v[b->by - 1].cost;
		n++;
	}
	return n;
}

void
channel_fold(struct str s, struct buf *out)
{
	size_t at = 0, from;
	uint32_t c;

	while (at < s.n) {
		from = at;
		c = utf8_next(s, &at);
		switch (c) {
		case 0x2018:
		case 0x2019:
		case 0x201a:
		case 0x201b:
		case 0x60:
		case 0xb4:
		case 0x2032:
			buf_putc(out, '\'');
			break;
		case 0x201c:
		case 0x201d:
		case 0x201e:
		case 0x201f:
		case 0x2033:
			buf_putc(out, '"');
			break;
		case 0x2010:
		case 0x2011:
		case 0x2012:
		case 0x2013:
		case 0x2014:
		case 0x2015:
		case 0x2212:
		case 0xac:
			buf_putc(out, '-');
			break;
		case 0xad:
			break;
		case 0x17f:
			buf_putc(out, 's');
			break;
		default:
			buf_put(out, str_cut(s, from, at));
		}
	}
}
