/*
 * Decision trees.  A question asks whether one of some numbers is over a
 * bound, and a leaf has points.  To go from node to node is to wait for
 * memory, so trees are asked some at once.  All of it is whole numbers, the
 * same on every machine.
 *
 * A forest of all zeros is empty and ready to use.  Its first node is a leaf
 * without points, for what has fewer trees than are asked at once.
 */
#ifndef FOREST_H
#define FOREST_H

#include "buf.h"

enum { FOREST_ABREAST = 4 };

/* A question: no leads to a node, and yes to the one behind it.  Or a leaf,
 * which leads to itself. */
struct forest_node {
	int over;
	unsigned no : 24, feature : 8;
};

struct forest {
	struct forest_node *v; /* a tree behind the other */
	int *points;           /* of each that is a leaf */
	size_t n, cap, pointcap;
};

/* Add a tree, given as its nodes in order, those of no before those of yes:
 * "3>20" asks for number 3, which must be below features, "-12" is points.
 * Its first node, and how deep it is; or -1 if that is no tree. */
int forest_read(struct forest *, const struct str *fields, size_t n,
    int features, uint32_t *first);
/* The most points of a leaf from a node on. */
int forest_most(const struct forest *, uint32_t from);
void forest_free(struct forest *);

static inline uint32_t
forest_next(const struct forest_node *v, uint32_t at, const int *x)
{
	return v[at].no + (uint32_t)(x[v[at].feature] > v[at].over);
}

/* The points of trees, of which none is deeper than so much. */
static inline void
forest_ask(const struct forest *t, const uint32_t first[FOREST_ABREAST],
    int depth, const int *x, int points[FOREST_ABREAST])
{
	uint32_t a = first[0], b = first[1], c = first[2], d = first[3];

	for (; depth > 0; depth--) {
		a = forest_next(t->v, a, x);
		b = forest_next(t->v, b, x);
		c = forest_next(t->v, c, x);
		d = forest_next(t->v, d, x);
	}
	points[0] = t->points[a];
	points[1] = t->points[b];
	points[2] = t->points[c];
	points[3] = t->points[d];
}

#endif
