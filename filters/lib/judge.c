#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "forest.h"
#include "traits.h"

/*
 * A change is judged by trees that look at what speaks for and against it.
 * Each asks questions, is this feature over that, which lead to a leaf and
 * its points; the sum must be over the rule's own threshold.  What some trees
 * find hopeless the others are not asked of.  All of it is whole
 * numbers, the same on every machine.
 */
enum {
	FIELDS = 256,         /* of a tree: its questions and leaves */
	BEHIND = 10 * LM_BIT, /* so much worse than its rivals is not asked */
	SURER = 500,
};

/* Trees that are asked at once. */
struct group {
	uint32_t first[FOREST_ABREAST]; /* the nodes that they begin with */
	int depth;                      /* of the deepest */
	int least; /* of a sum that is asked on, before it */
};

struct judge {
	struct forest trees;
	struct group *groups;
	size_t ngroups, groupcap, nlast; /* trees in the last group */
	int threshold[JUDGED];
};

static void
put_group(struct judge *j, int least)
{
	j->groups =
	    mem_room(j->groups, j->ngroups, &j->groupcap, sizeof(*j->groups));
	j->groups[j->ngroups++] = (struct group){ .least = least };
	j->nlast = 0;
}

static const char *
read_tree(struct judge *j, const struct str *f, size_t n)
{
	struct group *g;
	uint32_t first;
	int depth = forest_read(&j->trees, f + 1, n - 1, FEATURES, &first);

	if (depth < 0)
		return "no tree";
	if (j->ngroups == 0 || j->nlast == FOREST_ABREAST)
		put_group(j, INT_MIN);
	g = &j->groups[j->ngroups - 1];
	g->first[j->nlast++] = first;
	if (depth > g->depth)
		g->depth = depth;
	return NULL;
}

struct judge *
judge_open(const struct settings *s, const struct rule *names)
{
	static const char name[] = "judge.tsv";
	struct judge *j = mem_new(1, sizeof(*j));
	struct tsv rows = { .text = dict_map(s, name, 0) };
	struct str f[FIELDS];
	const char *why;
	size_t n;
	int r;

	for (r = 0; r < JUDGED; r++)
		j->threshold[r] = INT_MAX;
	while ((n = tsv_next(&rows, f, NELEM(f))) > 0) {
		why = NULL;
		if (n > 2)
			why = read_tree(j, f, n);
		else if (str_eq(f[0], STR("hopeless")))
			put_group(j, str_signed(f[1]));
		else if ((r = rule_index(names, JUDGED, f[0])) >= 0)
			j->threshold[r] = str_signed(f[1]);
		else
			why = "no such rule";
		if (why != NULL)
			dict_broken(s, name, rows.line, why);
	}
	return j;
}

void
judge_close(struct judge *j)
{
	forest_free(&j->trees);
	free(j->groups);
	free(j);
}

static int
score(const struct judge *j, const int x[FEATURES])
{
	const struct group *g = j->groups, *end = g + j->ngroups;
	int sum = 0, points[FOREST_ABREAST];

	for (; g < end && sum >= g->least; g++) {
		forest_ask(&j->trees, g->first, g->depth, x, points);
		sum += points[0] + points[1] + points[2] + points[3];
	}
	return sum;
}

/* What the scan says against the pieces of a change, as a score: as much as
 * against the worst of them.  Half of it is in the gain, and this is the
 * rest.  Of a gap it says nothing. */
static int
told(const struct doc *d, const struct change *c)
{
	int most = INT_MIN;
	uint32_t i;

	if (d->told == NULL || c->rule == JUNK || c->rule == STOP)
		return 0;
	for (i = c->from; i < c->to; i++)
		if (d->told[i] > most)
			most = d->told[i];
	return most * 347 / LM_BIT; /* 1000 for a natural log, halved */
}

/* What the score must be over: in a text of few words that are none, more. */
static int
bar(const struct doc *d, const struct judge *j, const struct change *c)
{
	return j->threshold[c->rule] == INT_MAX ? INT_MAX
	       : d->noise < LOW_NOISE           ? j->threshold[c->rule] + SURER
	                                        : j->threshold[c->rule];
}

/* Read as the word it nearly always is. */
static int
bar_as_i(const struct doc *d, const struct change *c)
{
	return c->rule == MARKS && c->ntext == 1 && c->end == c->off + 1 &&
	       d->pool.p[c->text] == 'I' &&
	       (d->in.p[c->off] == '|' || d->in.p[c->off] == '{') &&
	       c->gain > 5 * LM_BIT;
}

/* As the document writes it elsewhere. */
static int
own_name(const struct doc *d, const struct change *c)
{
	return d->t->english && c->rule == GUESS && c->gain > 0;
}

/* ---- which to make ---- */

static int
by_score(const void *a, const void *b)
{
	const struct verdict *x = a, *y = b;

	if (x->score != y->score)
		return x->score > y->score ? -1 : 1;
	return x->change < y->change ? -1 : x->change > y->change;
}

static int
by_place(const void *a, const void *b)
{
	const struct verdict *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return x->change < y->change ? -1 : x->change > y->change;
}

/* Of verdicts that touch the same pieces, the surest is taken. */
static void
take(struct view *w, struct verdicts *v)
{
	unsigned char *taken = view_room(w, 1);
	uint32_t k;
	size_t i;

	if (v->n > 1)
		qsort(v->v, v->n, sizeof(*v->v), by_score);
	for (i = 0; i < v->n; i++) {
		struct verdict *x = &v->v[i];

		x->made = x->sure;
		for (k = x->from; k < x->to; k++)
			x->made = x->made && !taken[k - w->from];
		for (k = x->from; x->made && k < x->to; k++)
			taken[k - w->from] = 1;
	}
	if (v->n > 1)
		qsort(v->v, v->n, sizeof(*v->v), by_place);
	free(taken);
}

void
judge(struct doc *d, uint32_t from, struct verdicts *out)
{
	struct view w = { .d = d, .from = from };
	const struct judge *j = d->t->judge;
	struct bench b = { 0 };
	struct verdict v;
	const struct change *c;
	const struct arc *a;
	size_t i;

	view_open(&w);
	view_weigh(&w, &b);
	traits_learn(&w, &b);
	out->n = 0;
	for (i = 0; i < b.n; i++) {
		a = &d->l.v[b.v[i].arc];
		if (b.v[i].gain < w.best[a->from - from] - BEHIND)
			continue;
		v = (struct verdict){ .from = a->from, .to = a->to };
		v.change = a->what - 1;
		traits_of(&w, &b, i, v.x);
		c = &d->changes[v.change];
		v.score = score(j, v.x) + told(d, c);
		v.sure =
		    v.score > bar(d, j, c) || bar_as_i(d, c) || own_name(d, c);
		out->v = mem_room(out->v, out->n, &out->cap, sizeof(v));
		out->v[out->n++] = v;
	}
	take(&w, out);
	view_close(&w);
	free(b.v);
}
