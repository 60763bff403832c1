#include <limits.h>
#include <stdlib.h>

#include "lattice.h"

enum {
	BEAM = 10,
	RIVALS = 64,
	AHEAD = 4,
	FAR = 14 * LM_BIT, /* behind the best, none can win */
	KNOWN = 1 << 16,   /* costs that are remembered */
};

/* What a word costs behind two others: the model is asked for the same again
 * and again, and its tables are large. */
struct known {
	uint64_t key;
	int cost;
	unsigned short back2[2]; /* of the last two */
};

struct hyp {
	struct lm_context at;
	int entered; /* is more of it than the words known? */
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
	free(l->known);
	memset(l, 0, sizeof(*l));
}

static uint64_t
key_of(const struct lm_context *c, uint32_t w)
{
	return ((uint64_t)c->w2 << 42 | (uint64_t)c->w1 << 21 | w) + 1;
}

static struct known *
place_of(const struct lattice *l, uint64_t key)
{
	return &l->known[key * 0x9e3779b97f4a7c15u >> 48];
}

/* What a word costs behind a context, which moves on. */
static int
go(const struct lattice *l, const struct lm *lm, struct lm_context *c,
    uint32_t w)
{
	uint64_t key = key_of(c, w);
	struct known *k = place_of(l, key);
	size_t i;

	if (k->key != key) {
		k->key = key;
		k->cost = lm_go(lm, c, w);
		for (i = 0; i < 2; i++)
			k->back2[i] = (unsigned short)c->back2[i];
	} else {
		lm_went(lm, c, w, k->back2);
	}
	return k->cost;
}

/* What an arc costs behind a context, which moves on. */
static int
cost_behind(const struct lattice *l, const struct lm *lm, const struct arc *a,
    struct lm_context *c)
{
	int cost = c->w1 == LM_START ? a->start : a->cost;
	size_t i;

	for (i = 0; i < a->n; i++)
		cost += go(l, lm, c, a->id[i]);
	if (a->stop && c->w1 != LM_START) {
		cost += go(l, lm, c, LM_START);
		*c = l->start;
	}
	return cost;
}

int
arc_cost(const struct lattice *l, const struct lm *lm, const struct arc *a,
    struct context *at)
{
	struct lm_context c = { .w2 = at->w2, .w1 = at->w1 };
	int cost = at->w1 == LM_START ? a->start : a->cost;
	const struct known *k = NULL;
	uint64_t key;
	size_t i;

	if (a->n > 0 && l->known != NULL) {
		key = key_of(&c, a->id[0]);
		k = place_of(l, key);
		k = k->key == key ? k : NULL;
	}
	if (k == NULL)
		lm_enter(lm, c.w2, c.w1, &c);
	for (i = 0; i < a->n; i++)
		cost += l->known != NULL ? go(l, lm, &c, a->id[i])
		                         : lm_go(lm, &c, a->id[i]);
	if (a->stop && c.w1 != LM_START) {
		cost += lm_behind(lm, &c, LM_START);
		c.w2 = c.w1 = LM_START;
	}
	*at = (struct context){ c.w2, c.w1 };
	return cost;
}

int
lattice_word(const struct lattice *l, const struct lm *lm, uint32_t w2,
    uint32_t w1, uint32_t w)
{
	struct lm_context c = { .w2 = w2, .w1 = w1 };
	uint64_t key = key_of(&c, w);

	if (l->known == NULL)
		return lm_cost(lm, w2, w1, w);
	if (place_of(l, key)->key != key)
		lm_enter(lm, w2, w1, &c);
	return go(l, lm, &c, w);
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
	}
	if (to->n < RIVALS) {
		to->v[to->n++] = *h;
		return;
	}
	for (i = 0; i < to->n; i++)
		if (to->v[i].cost > to->v[worst].cost)
			worst = i;
	if (h->cost < to->v[worst].cost)
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
	while (n->n > 1 && n->v[n->n - 1].cost > n->v[0].cost + FAR)
		n->n--;
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

	l->end = (struct context){ l->hyp[at].at.w2, l->hyp[at].at.w1 };
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

	for (i = 0; i < a->n; i++) {
		c->w2 = c->w1;
		c->w1 = a->id[i];
	}
	if (a->stop && c->w1 != LM_START)
		c->w2 = c->w1 = LM_START;
}

static void
follow(const struct arc *a, struct hyp *h)
{
	struct context c = { h->at.w2, h->at.w1 };

	arc_follow(a, &c);
	h->at.w2 = c.w2;
	h->at.w1 = c.w1;
	h->entered = 0;
}

/* The arcs from a place on that begin at a node. */
static size_t
end_of(const struct lattice *l, size_t a, uint32_t at)
{
	while (a < l->n && l->v[a].from == at)
		a++;
	return a;
}

/* Have memory bring what the arcs from a to end will take behind all that is
 * at a node: first what may be known, and then what is not. */
static void
fetch(const struct lattice *l, const struct lm *lm, const struct node *n,
    size_t a, size_t end)
{
	uint64_t key;
	size_t i, k;

	for (k = a; k < end; k++)
		for (i = 0; i < n->n && l->v[k].n > 0; i++)
			__builtin_prefetch(
			    place_of(l, key_of(&n->v[i].at, l->v[k].id[0])));
	for (k = a; k < end; k++)
		for (i = 0; i < n->n && l->v[k].n > 0; i++) {
			key = key_of(&n->v[i].at, l->v[k].id[0]);
			if (place_of(l, key)->key != key)
				lm_fetch(lm, &n->v[i].at, l->v[k].id[0]);
		}
}

static void
spread(struct lattice *l, const struct lm *lm, struct node *ring,
    const struct node *n, size_t first, size_t a, int only)
{
	const struct arc *arc = &l->v[a];
	struct node *to = &ring[arc->to % (AHEAD + 1)];
	struct hyp h;
	size_t i;

	for (i = 0; i < n->n; i++) {
		h = n->v[i];
		if (only)
			follow(arc, &h);
		else
			h.cost += cost_behind(l, lm, arc, &h.at);
		h.arc = (uint32_t)a;
		h.back = (uint32_t)(first + i);
		reach(to, &h);
	}
}

static void
begin(struct lattice *l, const struct lm *lm)
{
	if (l->known == NULL)
		l->known = mem_new(KNOWN, sizeof(*l->known));
	lm_enter(lm, LM_START, LM_START, &l->start);
}

void
lattice_best(struct lattice *l, const struct lm *lm, struct context c,
    uint32_t from, uint32_t nodes)
{
	/* The nodes that arcs can reach from here, and this one. */
	struct node ring[AHEAD + 1], *n;
	size_t a = 0, first = 0, i, end;
	uint32_t at;
	int only;

	begin(l, lm);
	for (i = 0; i <= AHEAD; i++)
		ring[i].n = 0;
	n = &ring[from % (AHEAD + 1)];
	n->v[n->n++] = (struct hyp){ .at = { .w2 = c.w2, .w1 = c.w1 } };
	for (at = from; at <= nodes; at++) {
		n = &ring[at % (AHEAD + 1)];
		first = settle(l, n);
		if (at == nodes)
			break;
		end = end_of(l, a, at);
		only = forced(l, ring, at, a);
		for (i = 0; !only && i < n->n; i++)
			if (!n->v[i].entered) {
				lm_enter(lm, n->v[i].at.w2, n->v[i].at.w1,
				    &n->v[i].at);
				n->v[i].entered = 1;
			}
		if (!only)
			fetch(l, lm, n, a, end);
		for (; a < end; a++)
			spread(l, lm, ring, n, first, a, only);
		n->n = 0;
	}
	trace(l, (uint32_t)first);
}
