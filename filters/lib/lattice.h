/*
 * The likeliest way through a text whose places have several readings.
 * Nodes are the places between pieces, 0 to n; an arc leads from one to a
 * later one and says some words of the language model, none at all for
 * pieces that are nothing.
 */
#ifndef LATTICE_H
#define LATTICE_H

#include "lm.h"

enum { ARC_WORDS = 4 };

struct arc {
	uint32_t from, to;
	uint32_t id[ARC_WORDS];
	unsigned char n;
	unsigned char stop; /* a sentence ends behind it */
	int cost;           /* of its own, in LM_BITs */
	int start;          /* the same where a sentence begins */
	uint32_t what;      /* the caller's */
};

struct context {
	uint32_t w2, w1;
};

struct lattice {
	struct arc *v; /* sorted by from; every node but the last has one */
	size_t n, cap;
	uint32_t *path; /* what lattice_best found: places of arcs */
	size_t npath, pathcap;
	struct hyp *hyp;
	size_t nhyp, hypcap;
	struct context end;  /* behind the path */
	struct known *known; /* what was asked of the model before */
	struct lm_context start;
};

void lattice_put(struct lattice *, const struct arc *);
void lattice_clear(struct lattice *); /* but for what is known */
void lattice_free(struct lattice *);

/* Find the best path from one node to a later one.  A lattice is used with
 * one model. */
void lattice_best(struct lattice *, const struct lm *, struct context,
    uint32_t from, uint32_t to);

/* What an arc costs behind a context, which moves on. */
int arc_cost(const struct lattice *, const struct lm *, const struct arc *,
    struct context *);
/* The context alone. */
void arc_follow(const struct arc *, struct context *);

/* What a word costs behind two, as lm_cost has it: what is known is. */
int lattice_word(const struct lattice *, const struct lm *, uint32_t w2,
    uint32_t w1, uint32_t w);

#endif
