/*
 * What the changes of a block cost where they stand, over the text as it is:
 * the best way through is known, and of each change it is seen what would
 * cost more by it and what less.
 */
#ifndef WEIGH_H
#define WEIGH_H

#include "misread.h"

/* What pieces are counted by. */
enum tally {
	NO_WORD,
	TITLED,
	DOTTED,
	NUMBERS,
	SHORT,
	TALLIES,
};

/* The block at hand; all by piece, from the block's first. */
struct view {
	struct doc *d;
	uint32_t from;
	size_t *arcs;      /* the first arc, which keeps the piece */
	size_t *to, *back; /* arcs of the path that begin and end here, + 1 */
	uint32_t *tally[TALLIES]; /* how many pieces before are so */
	struct map habits, same;  /* what the way through changes (traits) */
	int capitals;  /* lines amid sentences with one, less those without */
	int *best;     /* gain of a change, or INT_MIN */
	size_t *which; /* that change */
	int *second;   /* the next best's gain */
};

/* The pieces of an arc as they stand, for the same left side. */
struct stay {
	int cost, own, left, right;
	int made;
};

/* A change that is looked at; the context is what stands before it. */
struct weighed {
	uint32_t arc;
	struct context left;
	struct stay stay;
	int own, new_left, new_right, gain;
};

struct bench {
	struct weighed *v;
	size_t n, cap;
};

/* Of the block that begins at from, as it is lent to a doc. */
void view_open(struct view *);
void view_close(struct view *);
/* All that is likely enough, by the pieces where it begins. */
void view_weigh(struct view *, struct bench *out);
/* The arc that the reading goes on by at a node, and the one it came by. */
const struct arc *view_onward(const struct view *, uint32_t at);
const struct arc *view_behind(const struct view *, uint32_t at);
/* Room for so much of each piece, all zero. */
void *view_room(const struct view *, size_t);

#endif
