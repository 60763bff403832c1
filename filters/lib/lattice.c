#include <limits.h>
#include <stdlib.h>

#include "lattice.h"

enum { BEAM = 10, RIVALS = 64, AHEAD = 4 };

struct hyp {
	struct context at;
	int cost;
	uint32_t arc, back; /* places in arcs and hyps */
};

/* The hypotheses at a node. */
struct node {
	struct hyp v[RIVALS];
	size_t n;
};

void
lattice_put(struct lattice *l, const struct arc *a)
{
	l->v = mem_room(l->v, l->n, &l->cap, sizeof(*l->v));
	l->v[l->n++] = *a;
}

void
lattice_clear(struct lattice *l)
{
	l->n = l->npath = l->nhyp = 0;
}

void
lattice_free(struct lattice *l)
{
	free(l->v);
	free(l->path);
	free(l->hyp);
	memset(l, 0, sizeof(*l));
}

static void
move(struct context *c, uint32_t w)
{
	c->w2 = c->w1;
	c->w1 = w;
}

/* What an arc costs behind a context, for whose first word the model has
 * been entered. */
static int
cost_behind(const struct lm *lm, const struct arc *a,
    const struct lm_context *first, struct context *c)
{
	int cost = c->w1 == LM_START ? a->start : a->cost;
	size_t i;

	for (i = 0; i < a->n; i++) {
		cost += i == 0 ? lm_behind(lm, first, a->id[0])
		               : lm_cost(lm, c->w2, c->w1, a->id[i]);
		move(c, a->id[i]);
	}
	if (a->stop && c->w1 != LM_START) {
		cost += lm_cost(lm, c->w2, c->w1, LM_START);
		c->w2 = c->w1 = LM_START;
	}
	return cost;
}

int
arc_cost(const struct lm *lm, const struct arc *a, struct context *c)
{
	struct lm_context first = { 0 };

	if (a->n > 0)
		lm_enter(lm, c->w2, c->w1, &first);
	return cost_behind(lm, a, &first, c);
}

/* Two ways to one context: only the cheaper can win. */
static void
reach(struct node *to, const struct hyp *h)
{
	size_t i, worst = 0;

	for (i = 0; i < to->n; i++) {
		if (to->v[i].at.w1 == h->at.w1 && to->v[i].at.w2 == h->at.w2) {
			if (h->cost < to->v[i].cost)
				to->v[i] = *h;
			return;
		}
		if (to->v[i].cost > to->v[worst].cost)
			worst = i;
	}
	if (to->n < RIVALS)
		to->v[to->n++] = *h;
	else if (h->cost < to->v[worst].cost)
		to->v[worst] = *h;
}

static int
by_cost(const void *a, const void *b)
{
	const struct hyp *x = a, *y = b;

	if (x->cost != y->cost)
		return x->cost < y->cost ? -1 : 1;
	if (x->arc != y->arc)
		return x->arc < y->arc ? -1 : 1;
	return x->back < y->back ? -1 : x->back > y->back;
}

/* Keep the best of a node, and put them where the path can find them. */
static size_t
settle(struct lattice *l, struct node *n)
{
	size_t first = l->nhyp, i;

	if (n->n > 1)
		qsort(n->v, n->n, sizeof(*n->v), by_cost);
	if (n->n > BEAM)
		n->n = BEAM;
	for (i = 0; i < n->n; i++) {
		l->hyp = mem_room(l->hyp, l->nhyp, &l->hypcap, sizeof(*l->hyp));
		l->hyp[l->nhyp++] = n->v[i];
	}
	return first;
}

static void
trace(struct lattice *l, uint32_t at)
{
	size_t i, j;
	uint32_t t;

	l->end = l->hyp[at].at;
	for (; at != 0; at = l->hyp[at].back) {
		l->path =
		    mem_room(l->path, l->npath, &l->pathcap, sizeof(*l->path));
		l->path[l->npath++] = l->hyp[at].arc;
	}
	for (i = 0, j = l->npath; i + 1 < j; i++) {
		t = l->path[i];
		l->path[i] = l->path[--j];
		l->path[j] = t;
	}
}

/* Where all ways so far are one and go on by one arc, its cost changes
 * nothing: it need not be known. */
static int
forced(const struct lattice *l, const struct node *ring, uint32_t at, size_t a)
{
	size_t i, n = 0;

	for (i = 0; i <= AHEAD; i++)
		n += ring[i].n;
	return n == 1 && ring[at % (AHEAD + 1)].n == 1 &&
	       (a + 1 == l->n || l->v[a + 1].from != at);
}

void
arc_follow(const struct arc *a, struct context *c)
{
	size_t i;

	for (i = 0; i < a->n; i++)
		move(c, a->id[i]);
	if (a->stop && c->w1 != LM_START)
		c->w2 = c->w1 = LM_START;
}

void
lattice_best(struct lattice *l, const struct lm *lm, struct context c,
    uint32_t from, uint32_t nodes)
{
	/* The nodes that arcs can reach from here, and this one. */
	struct node ring[AHEAD + 1], *n;
	struct lm_context begun[BEAM];
	struct hyp h;
	size_t a = 0, first = 0, i;
	uint32_t at;
	int only;

	for (i = 0; i <= AHEAD; i++)
		ring[i].n = 0;
	n = &ring[from % (AHEAD + 1)];
	n->v[n->n++] = (struct hyp){ .at = c };
	for (at = from; at <= nodes; at++) {
		n = &ring[at % (AHEAD + 1)];
		first = settle(l, n);
		if (at == nodes)
			break;
		only = forced(l, ring, at, a);
		for (i = 0; !only && i < n->n; i++)
			lm_enter(lm, n->v[i].at.w2, n->v[i].at.w1, &begun[i]);
		for (; a < l->n && l->v[a].from == at; a++)
			for (i = 0; i < n->n; i++) {
				h = n->v[i];
				if (only)
					arc_follow(&l->v[a], &h.at);
				else
					h.cost += cost_behind(
					    lm, &l->v[a], &begun[i], &h.at);
				h.arc = (uint32_t)a;
				h.back = (uint32_t)(first + i);
				reach(&ring[l->v[a].to % (AHEAD + 1)], &h);
			}
		n->n = 0;
	}
	trace(l, (uint32_t)first);
}
