#include <assert.h>
#include <stdlib.h>

#include "fuse.h"

enum { HEAD = 32, TAIL = 8 };

static uint64_t
get64(const unsigned char *p)
{
	return (uint64_t)p[0] | (uint64_t)p[1] << 8 | (uint64_t)p[2] << 16 |
	       (uint64_t)p[3] << 24 | (uint64_t)p[4] << 32 |
	       (uint64_t)p[5] << 40 | (uint64_t)p[6] << 48 |
	       (uint64_t)p[7] << 56;
}

static uint32_t
get32(const unsigned char *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
	       (uint32_t)p[3] << 24;
}

static void
put32(struct buf *out, uint32_t x)
{
	int i;

	for (i = 0; i < 32; i += 8)
		buf_putc(out, (int)(x >> i & 0xff));
}

/* The three cells of a hashed key lie in three segments that follow each
 * other. */
static inline void
places(const struct fuse *f, uint64_t h, uint32_t at[3])
{
	__extension__ typedef unsigned __int128 u128;
	uint32_t mask = f->span - 1;

	at[0] = (uint32_t)((u128)h * f->starts >> 64);
	at[1] = (at[0] + f->span) ^ ((uint32_t)(h >> 18) & mask);
	at[2] = (at[0] + 2 * f->span) ^ ((uint32_t)h & mask);
}

static inline uint32_t
fingerprint(const struct fuse *f, uint64_t h)
{
	return (uint32_t)(h * 0xd6e8feb86659fd93u >> 32) >> (32 - f->check);
}

static inline uint32_t
cell(const struct fuse *f, uint32_t at)
{
	unsigned width = f->check + f->bits;
	uint64_t bit = (uint64_t)at * width;

	return (uint32_t)(get64(f->cells + bit / 8) >> bit % 8 &
	                  (((uint64_t)1 << width) - 1));
}

int32_t
fuse_get(const struct fuse *f, uint64_t key)
{
	uint64_t h = fuse_mix(key, f->seed);
	uint32_t at[3], x;

	if (f->starts == 0)
		return -1;
	places(f, h, at);
	x = cell(f, at[0]) ^ cell(f, at[1]) ^ cell(f, at[2]);
	if (x >> f->bits != fingerprint(f, h))
		return -1;
	return (int32_t)(x & (((uint32_t)1 << f->bits) - 1));
}

void
fuse_fetch(const struct fuse *f, uint64_t key)
{
	const unsigned width = f->check + f->bits;
	uint32_t at[3];
	int k;

	if (f->starts == 0)
		return;
	places(f, fuse_mix(key, f->seed), at);
	for (k = 0; k < 3; k++)
		__builtin_prefetch(f->cells + (uint64_t)at[k] * width / 8);
}

static size_t
cells_of(const struct fuse *f)
{
	return f->starts == 0 ? 0 : (size_t)f->starts + 2 * (size_t)f->span;
}

static size_t
bytes_of(const struct fuse *f)
{
	return (cells_of(f) * (f->check + f->bits) + 7) / 8 + TAIL;
}

int
fuse_open(struct fuse *f, struct str s)
{
	const unsigned char *p = (const unsigned char *)s.p;

	if (s.n < HEAD || get32(p) != 0x45535546)
		return 0;
	f->span = get32(p + 4);
	f->starts = get32(p + 8);
	f->check = get32(p + 12);
	f->bits = get32(p + 16);
	f->seed = get64(p + 24);
	f->cells = p + HEAD;
	return f->span > 0 && (f->span & (f->span - 1)) == 0 &&
	       f->span <= (uint32_t)1 << 24 && f->starts < (uint32_t)1 << 30 &&
	       f->starts % f->span == 0 && f->check > 0 && f->check <= 24 &&
	       f->bits <= 24 && f->check + f->bits <= 32 &&
	       s.n - HEAD >= bytes_of(f);
}

/* What is needed to find an order in which each key has a cell of its own. */
struct peel {
	uint32_t *which; /* of each cell: the numbers of its keys, xored */
	uint8_t *many;   /* of each cell: its keys not yet taken */
	uint32_t *order, *own; /* keys as they were taken, and their cells */
	uint32_t *todo;
	size_t taken;
};

static void
peel_fill(const struct fuse *f, struct peel *p, const uint64_t *key, size_t n)
{
	size_t cells = cells_of(f), i;
	uint32_t at[3];
	int k;

	memset(p->which, 0, cells * sizeof(*p->which));
	memset(p->many, 0, cells);
	p->taken = 0;
	for (i = 0; i < n; i++) {
		places(f, fuse_mix(key[i], f->seed), at);
		for (k = 0; k < 3; k++) {
			p->which[at[k]] ^= (uint32_t)i;
			if (p->many[at[k]] < 255)
				p->many[at[k]]++;
		}
	}
}

static int
peel_all(const struct fuse *f, struct peel *p, const uint64_t *key, size_t n)
{
	size_t cells = cells_of(f), i, left = 0;
	uint32_t at[3], c, who;
	int k;

	peel_fill(f, p, key, n);
	for (i = 0; i < cells; i++)
		if (p->many[i] == 1)
			p->todo[left++] = (uint32_t)i;
	while (left > 0) {
		c = p->todo[--left];
		if (p->many[c] != 1)
			continue;
		who = p->which[c];
		p->order[p->taken] = who;
		p->own[p->taken++] = c;
		places(f, fuse_mix(key[who], f->seed), at);
		for (k = 0; k < 3; k++) {
			p->which[at[k]] ^= who;
			if (p->many[at[k]] < 255 && --p->many[at[k]] == 1)
				p->todo[left++] = at[k];
		}
	}
	return p->taken == n;
}

/* Segments as long as the authors advise, 2 to the power of
 * log(n) / log(3.33) + 2.25, but no longer than a few pages, which is as
 * good and a third faster; and room that grows with every third failure. */
static void
shape(struct fuse *f, size_t n, unsigned try)
{
	size_t room = n + n / 8 + n * (try / 3) / 50 + 32;
	double reach = 2.466;

	if (n < 100000)
		room += n / 16;
	for (f->span = 4; f->span < (uint32_t)1 << 12 && reach <= (double)n;
	     f->span *= 2)
		reach *= 3.33;
	while (f->span > 4 && (size_t)f->span * 4 > room)
		f->span /= 2;
	f->starts = (uint32_t)((room + f->span - 1) / f->span) * f->span;
	f->starts = f->starts > 3 * f->span ? f->starts - 2 * f->span : f->span;
	f->seed = fuse_mix(try + 1, n);
}

static void
set_cell(unsigned char *cells, unsigned width, uint32_t at, uint32_t x)
{
	uint64_t bit = (uint64_t)at * width;
	unsigned i;

	for (i = 0; i < width; i++, bit++)
		if (x >> i & 1)
			cells[bit / 8] |= (unsigned char)(1u << bit % 8);
}

static void
assign(struct fuse *f, const struct peel *p, unsigned char *cells,
    const uint64_t *key, const uint32_t *value, size_t n)
{
	uint32_t at[3], x;
	uint64_t h;
	size_t i;

	f->cells = cells;
	for (i = n; i-- > 0;) {
		h = fuse_mix(key[p->order[i]], f->seed);
		places(f, h, at);
		x = fingerprint(f, h) << f->bits | value[p->order[i]];
		x ^= cell(f, at[0]) ^ cell(f, at[1]) ^ cell(f, at[2]);
		set_cell(cells, f->check + f->bits, p->own[i], x);
	}
}

static int
try_build(struct fuse *f, struct buf *out, const uint64_t *key,
    const uint32_t *value, size_t n)
{
	size_t cells = cells_of(f), bytes = bytes_of(f), start = out->n;
	struct peel p = {
		.which = mem_new(cells + 1, sizeof(*p.which)),
		.many = mem_new(cells + 1, 1),
		.order = mem_new(n + 1, sizeof(*p.order)),
		.own = mem_new(n + 1, sizeof(*p.own)),
		.todo = mem_new(cells + 3 * n + 1, sizeof(*p.todo)),
	};
	int good = peel_all(f, &p, key, n);

	if (good) {
		put32(out, 0x45535546);
		put32(out, f->span);
		put32(out, f->starts);
		put32(out, f->check);
		put32(out, f->bits);
		put32(out, 0);
		put32(out, (uint32_t)f->seed);
		put32(out, (uint32_t)(f->seed >> 32));
		assert(out->n - start == HEAD);
		memset(buf_grow(out, bytes), 0, bytes);
		assign(f, &p, (unsigned char *)out->p + start + HEAD, key,
		    value, n);
	}
	free(p.which);
	free(p.many);
	free(p.order);
	free(p.own);
	free(p.todo);
	return good;
}

void
fuse_build(struct buf *out, const uint64_t *key, const uint32_t *value,
    size_t n, unsigned check, unsigned bits)
{
	struct fuse f = { .check = check, .bits = bits };
	unsigned try = 0;

	do
		shape(&f, n, try++);
	while (!try_build(&f, out, key, value, n));
}
