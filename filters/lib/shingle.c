#include <stdlib.h>

#include "shingle.h"
#include "unicode.h"

enum {
	RUN = 8,    /* letters in a run */
	WINDOW = 8, /* runs of which the lowest is taken */
	BLOCK = 64, /* bytes of text between two counts of letters */
	SLOTS = 8,  /* places in a bucket */
	SAME = 3,   /* places that one run may fill */
	DIAGONALS = 1 << 10,
	BAND = 5,   /* diagonals that count as one: 32 */
	GAP = 128,  /* letters between two hits of one pair */
	BATCH = 64, /* minimizers looked up at once */
	SEEDS = 2,  /* hits that make a pair */
};

/* What a byte is folded to: 0 for what is no letter, 1 for what begins a
 * character outside ASCII. */
static const uint8_t fold[256] = {
	['A'] = 'a',
	['B'] = 'b',
	['C'] = 'c',
	['D'] = 'd',
	['E'] = 'e',
	['F'] = 'f',
	['G'] = 'g',
	['H'] = 'h',
	['I'] = 'i',
	['J'] = 'j',
	['K'] = 'k',
	['L'] = 'l',
	['M'] = 'm',
	['N'] = 'n',
	['O'] = 'o',
	['P'] = 'p',
	['Q'] = 'q',
	['R'] = 'r',
	['S'] = 's',
	['T'] = 't',
	['U'] = 'u',
	['V'] = 'v',
	['W'] = 'w',
	['X'] = 'x',
	['Y'] = 'y',
	['Z'] = 'z',
	['a'] = 'a',
	['b'] = 'b',
	['c'] = 'c',
	['d'] = 'd',
	['e'] = 'e',
	['f'] = 'f',
	['g'] = 'g',
	['h'] = 'h',
	['i'] = 'i',
	['j'] = 'j',
	['k'] = 'k',
	['l'] = 'l',
	['m'] = 'm',
	['n'] = 'n',
	['o'] = 'o',
	['p'] = 'p',
	['q'] = 'q',
	['r'] = 'r',
	['s'] = 's',
	['t'] = 't',
	['u'] = 'u',
	['v'] = 'v',
	['w'] = 'w',
	['x'] = 'x',
	['y'] = 'y',
	['z'] = 'z',
	[0xc2] = 1,
	[0xc3] = 1,
	[0xc4] = 1,
	[0xc5] = 1,
	[0xc6] = 1,
	[0xc7] = 1,
	[0xc8] = 1,
	[0xc9] = 1,
	[0xca] = 1,
	[0xcb] = 1,
	[0xcc] = 1,
	[0xcd] = 1,
	[0xce] = 1,
	[0xcf] = 1,
	[0xd0] = 1,
	[0xd1] = 1,
	[0xd2] = 1,
	[0xd3] = 1,
	[0xd4] = 1,
	[0xd5] = 1,
	[0xd6] = 1,
	[0xd7] = 1,
	[0xd8] = 1,
	[0xd9] = 1,
	[0xda] = 1,
	[0xdb] = 1,
	[0xdc] = 1,
	[0xdd] = 1,
	[0xde] = 1,
	[0xdf] = 1,
	[0xe0] = 1,
	[0xe1] = 1,
	[0xe2] = 1,
	[0xe3] = 1,
	[0xe4] = 1,
	[0xe5] = 1,
	[0xe6] = 1,
	[0xe7] = 1,
	[0xe8] = 1,
	[0xe9] = 1,
	[0xea] = 1,
	[0xeb] = 1,
	[0xec] = 1,
	[0xed] = 1,
	[0xee] = 1,
	[0xef] = 1,
	[0xf0] = 1,
	[0xf1] = 1,
	[0xf2] = 1,
	[0xf3] = 1,
	[0xf4] = 1,
};

/* The byte that stands for the character at at, or 0. */
static uint8_t
fold_wide(struct str s, size_t at)
{
	uint32_t c;

	/* General punctuation: quotes, dashes, an ellipsis. */
	if (s.n - at >= 3 && (uint8_t)s.p[at] == 0xe2 &&
	    (uint8_t)s.p[at + 1] == 0x80)
		return 0;
	c = utf8_next(s, &at);
	if (c == UTF8_BAD || !uc_letter(c))
		return 0;
	c = uc_tolower(c);
	return (uint8_t)(0x80 | ((c * 0x9e3779b1u) >> 25));
}

/* Append the letters that begin in [at, end) to v; the new count. */
static size_t
fold_block(struct str s, size_t at, size_t end, uint8_t *v, size_t n)
{
	uint8_t c;

	for (; at < end; at++) {
		c = fold[(uint8_t)s.p[at]];
		if (c == 1)
			c = fold_wide(s, at);
		v[n] = c;
		n += c != 0;
	}
	return n;
}

static size_t
least(size_t a, size_t b)
{
	return a < b ? a : b;
}

void
letters_fold(struct str s, struct letters *l)
{
	size_t at, i = 0;

	*l = (struct letters){ .text = s };
	l->v = mem_new(s.n + RUN, 1);
	l->before = mem_new(s.n / BLOCK + 2, sizeof(*l->before));
	for (at = 0; at < s.n; at += BLOCK) {
		l->before[i++] = (uint32_t)l->n;
		l->n = fold_block(s, at, least(at + BLOCK, s.n), l->v, l->n);
	}
	l->before[i] = (uint32_t)l->n;
}

void
letters_free(struct letters *l)
{
	free(l->v);
	free(l->before);
	memset(l, 0, sizeof(*l));
}

size_t
letters_before(const struct letters *l, size_t off)
{
	uint8_t v[BLOCK];
	size_t block = off / BLOCK;

	return fold_block(l->text, block * BLOCK, off, v, 0) + l->before[block];
}

size_t
letters_source(const struct letters *l, size_t i)
{
	size_t low = 0, high = l->text.n / BLOCK, mid, at, n;
	uint8_t v[1];

	if (i >= l->n)
		return l->text.n;
	while (low < high) {
		mid = (low + high + 1) / 2;
		if (l->before[mid] <= i)
			low = mid;
		else
			high = mid - 1;
	}
	for (at = low * BLOCK, n = l->before[low];; at++) {
		if (fold_block(l->text, at, at + 1, v, 0) > 0 && n++ == i)
			return at;
	}
}

/*
 * The index is buckets of positions.  Beside a position, a place holds what
 * its bits leave room for of the run's hash.  What fills a bucket first
 * stays, but for the last place that a run may fill: a text that says one
 * thing a thousand times keeps its first copies and the latest.
 */
struct diagonal {
	uint32_t band;
	uint32_t counted; /* where the last run that was counted ends */
	struct pair pair;
};

struct index {
	uint32_t (*bucket)[SLOTS];
	size_t buckets;
	int shift; /* bits of a place that are the position */
	struct diagonal diagonal[DIAGONALS];
	struct pairs *out;
};

struct seed {
	uint32_t at;
	uint32_t print;
	uint32_t bucket;
};

static void
close_pair(struct index *x, const struct pair *p)
{
	if (p->seeds < SEEDS)
		return;
	x->out->v = mem_room(x->out->v, x->out->n, &x->out->cap, sizeof(*p));
	x->out->v[x->out->n++] = *p;
}

/* The open pair on that band, if its last hit is near enough. */
static struct diagonal *
open_pair(struct index *x, uint32_t band, uint32_t at)
{
	struct diagonal *d = &x->diagonal[band & (DIAGONALS - 1)];

	return d->band == band && d->pair.seeds > 0 && at < d->pair.b_end + GAP
	           ? d
	           : NULL;
}

static void
hit(struct index *x, uint32_t a, uint32_t b)
{
	uint32_t band = (b - a) >> BAND;
	struct diagonal *d, *here = &x->diagonal[band & (DIAGONALS - 1)];
	struct diagonal moved;

	if ((d = open_pair(x, band, b)) == NULL &&
	    (d = open_pair(x, band - 1, b)) == NULL &&
	    (d = open_pair(x, band + 1, b)) == NULL) {
		close_pair(x, &here->pair);
		*here = (struct diagonal){ band, b + RUN,
			{ a, a + RUN, b, b + RUN, 1 } };
		return;
	}
	if (a < d->pair.a)
		return;
	if (b >= d->counted) {
		d->pair.seeds++;
		d->counted = b + RUN;
	}
	d->pair.b_end = b + RUN;
	if (a + RUN > d->pair.a_end)
		d->pair.a_end = a + RUN;
	if (d != here) { /* follow a passage that drifts */
		moved = *d;
		moved.band = band;
		d->pair.seeds = 0;
		close_pair(x, &here->pair);
		*here = moved;
	}
}

static void
look_up(struct index *x, const struct seed *s)
{
	uint32_t *place = x->bucket[s->bucket], a;
	uint32_t mask = ((uint32_t)1 << x->shift) - 1;
	int i, same = 0, latest = 0;

	for (i = 0; i < SLOTS && place[i] != 0; i++) {
		if (((place[i] ^ s->print) & ~mask) != 0)
			continue;
		same++;
		latest = i;
		a = (place[i] & mask) - 1;
		if (s->at >= a + RUN)
			hit(x, a, s->at);
	}
	if (same >= SAME)
		i = latest;
	if (i < SLOTS)
		place[i] = (s->print & ~mask) | (s->at + 1);
}

static void
look_up_all(struct index *x, const struct seed *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		__builtin_prefetch(x->bucket[s[i].bucket], 1);
	for (i = 0; i < n; i++)
		look_up(x, &s[i]);
}

/* The hash of the run at p, the same on every machine. */
static uint64_t
run_hash(const uint8_t *p)
{
	uint64_t h = (uint64_t)p[0] | (uint64_t)p[1] << 8 |
	             (uint64_t)p[2] << 16 | (uint64_t)p[3] << 24 |
	             (uint64_t)p[4] << 32 | (uint64_t)p[5] << 40 |
	             (uint64_t)p[6] << 48 | (uint64_t)p[7] << 56;

	h *= 0x9e3779b97f4a7c15u;
	h ^= h >> 32;
	return h * 0xd6e8feb86659fd93u;
}

static struct seed
seed_at(const struct index *x, size_t at, uint64_t hash)
{
	/* The lowest hashes are all alike in front: mix again. */
	hash = (hash >> 4) * 0x9fb21c651e98df25u;
	return (struct seed){
		.at = (uint32_t)at,
		.print = (uint32_t)hash,
		.bucket = (uint32_t)((hash >> 32) * x->buckets >> 32),
	};
}

/* The lowest of each WINDOW hashes, found from the minima of what follows
 * in the last eight and of what precedes in these; a hash's last four bits
 * give way to its place. */
static void
scan(struct index *x, const struct letters *l)
{
	uint64_t now[WINDOW], tail[WINDOW + 1], head, low, last = 0;
	struct seed batch[BATCH];
	size_t at, end = l->n - RUN + 1, n = 0;
	int i;

	memset(tail, 0xff, sizeof(tail));
	for (at = 0; at + WINDOW <= end; at += WINDOW) {
		head = UINT64_MAX;
		for (i = 0; i < WINDOW; i++) {
			now[i] = (run_hash(l->v + at + i) & ~(uint64_t)15) |
			         ((at + (size_t)i) & 15);
		}
		for (i = 0; i < WINDOW; i++) {
			head = now[i] < head ? now[i] : head;
			low = head < tail[i + 1] ? head : tail[i + 1];
			if (low == last || (at == 0 && i < WINDOW - 1))
				continue;
			last = low;
			batch[n++] = seed_at(x,
			    at + (size_t)i -
			        ((at + (size_t)i - (low & 15)) & 15),
			    low);
			if (n == BATCH) {
				look_up_all(x, batch, n);
				n = 0;
			}
		}
		tail[WINDOW] = UINT64_MAX;
		for (i = WINDOW - 1; i >= 0; i--)
			tail[i] = now[i] < tail[i + 1] ? now[i] : tail[i + 1];
	}
	look_up_all(x, batch, n);
}

static int
by_later(const void *pa, const void *pb)
{
	const struct pair *a = pa, *b = pb;

	if (a->b != b->b)
		return a->b < b->b ? -1 : 1;
	return a->a < b->a ? -1 : a->a > b->a;
}

void
shingle_pairs(const struct letters *l, struct pairs *out)
{
	struct index *x;
	size_t i, from = out->n;

	if (l->n < 2 * RUN + WINDOW)
		return;
	x = mem_new(1, sizeof(*x));
	x->out = out;
	/* Two runs in nine are the lowest of some window. */
	x->buckets = l->n * 2 / 9 / (SLOTS - 1) + 1;
	x->bucket = mem_new(x->buckets, sizeof(*x->bucket));
	for (x->shift = 1; l->n >> x->shift != 0;)
		x->shift++;
	scan(x, l);
	for (i = 0; i < DIAGONALS; i++)
		close_pair(x, &x->diagonal[i].pair);
	if (out->n > from)
		qsort(out->v + from, out->n - from, sizeof(*out->v), by_later);
	free(x->bucket);
	free(x);
}

void
pairs_free(struct pairs *p)
{
	free(p->v);
	memset(p, 0, sizeof(*p));
}
