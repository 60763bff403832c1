/*
 * How print is misread: what it costs that a string of the truth was read
 * as another.  A confusion has at most CHANNEL_SIDE bytes a side, and either
 * side may be empty.  Costs are -log2 of chances, CHANNEL_BIT for each bit.
 *
 * The table LANG/confusions.tsv holds rows of truth, reading and count,
 * with \s for a space and \\ for a backslash; a row whose sides are alike
 * counts how often that truth was there.  pumice-channel(1) makes it.
 */
#ifndef CHANNEL_H
#define CHANNEL_H

#include "dict.h"

enum {
	CHANNEL_BIT = 16,
	CHANNEL_SIDE = 12,
	CHANNEL_PAIRS = 1024,
};

struct confusion {
	unsigned char nread, ntruth;
	char read[CHANNEL_SIDE], truth[CHANNEL_SIDE];
	uint32_t next; /* place + 1 of the next of its kind, or 0 */
	uint32_t like; /* and of the next of its pair of first bytes */
	int cost;
	float count, total; /* in the pairs that it was learned from */
};

struct channel {
	struct confusion *v;
	size_t n, cap;
	uint32_t from[256];           /* by the first byte of what was read */
	uint32_t lost;                /* those of which nothing was read */
	uint32_t pair[CHANNEL_PAIRS]; /* by the first bytes of both sides */
	float chars;                  /* of truth, in all pairs */
	int any;                      /* a byte for a byte that no pair shows */
};

/* Neither needs closing if the language has no table: n is 0. */
void channel_open(struct channel *, const struct settings *);
void channel_free(struct channel *);
/* What it costs to read truth so; INT_MAX if they are too long. */
int channel_cost(const struct channel *, struct str truth, struct str read);
/* The confusions, at most max, by which that is the cheapest. */
size_t channel_explain(const struct channel *, struct str truth,
    struct str read, struct confusion *out, size_t max);

/* The confusions whose reading begins with a byte, and those of which
 * nothing was read; the cheapest first. */
static inline const struct confusion *
channel_from(const struct channel *c, unsigned char byte)
{
	return c->from[byte] == 0 ? NULL : &c->v[c->from[byte] - 1];
}

static inline const struct confusion *
channel_lost(const struct channel *c)
{
	return c->lost == 0 ? NULL : &c->v[c->lost - 1];
}

static inline const struct confusion *
channel_next(const struct channel *c, const struct confusion *f)
{
	return f->next == 0 ? NULL : &c->v[f->next - 1];
}

/* Append s with typographic quotes, dashes and long s made plain, so that
 * the two sides of a pair can be compared. */
void channel_fold(struct str s, struct buf *out);

#endif
