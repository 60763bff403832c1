#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include "traits.h"

/*
 * A change is judged by trees that look at what speaks for and against it.
 * Each asks questions, is this feature over that, which lead to a leaf and
 * its points; the sum must be over the rule's own threshold.  What some trees
 * find hopeless the others are not asked of.  All of it is whole
 * numbers, the same on every machine.
 */
enum {
	FIELDS = 256, /* of a tree: its questions and leaves */
	LEAF = -1,    /* in the place of a feature */
	HOPELESS = -2,
	BEHIND = 10 * LM_BIT, /* so much worse than its rivals is not asked */
	SURER = 500,
};

/* A question: the next node is behind it if not over, or else where over
 * says.  Or a leaf, of so many points, and then the next tree; or, between
 * trees, what is too little to go on. */
struct node {
	int feature, than;
	uint32_t over;
};

struct judge {
	struct node *v; /* a tree behind the other */
	size_t n, cap;
	int threshold[JUDGED];
};

static void
put_node(struct judge *j, int feature, int than)
{
	j->v = mem_room(j->v, j->n, &j->cap, sizeof(*j->v));
	j->v[j->n++] = (struct node){ .feature = feature, .than = than };
}

/* The node of the field at *at, which moves behind all that is below it;
 * 0 if that is none. */
static int
read_node(struct judge *j, const struct str *f, size_t n, size_t *at)
{
	size_t here = j->n, mark;
	int64_t x;

	if (*at == n)
		return 0;
	mark = str_chr(f[*at], 0, '>');
	x = str_num(str_cut(f[*at], 0, mark));
	if (mark == f[*at].n) {
		put_node(j, LEAF, str_signed(f[(*at)++]));
		return 1;
	}
	if (x < 0 || x >= FEATURES)
		return 0;
	put_node(j, (int)x, str_signed(str_cut(f[*at], mark + 1, f[*at].n)));
	++*at;
	if (!read_node(j, f, n, at))
		return 0;
	j->v[here].over = (uint32_t)j->n;
	return read_node(j, f, n, at);
}

/* A tree, whose leaves lead to the next. */
static const char *
read_tree(struct judge *j, const struct str *f, size_t n)
{
	size_t i = j->n, at = 1;

	if (!read_node(j, f, n, &at) || at < n)
		return "no tree";
	for (; i < j->n; i++)
		if (j->v[i].feature == LEAF)
			j->v[i].over = (uint32_t)j->n;
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
			put_node(j, HOPELESS, str_signed(f[1]));
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
	free(j->v);
	free(j);
}

static int
score(const struct judge *j, const int x[FEATURES])
{
	const struct node *t;
	size_t i = 0;
	int sum = 0;

	while (i < j->n) {
		t = &j->v[i];
		if (t->feature >= 0) {
			i = x[t->feature] > t->than ? t->over : i + 1;
		} else if (t->feature == LEAF) {
			sum += t->than;
			i = t->over;
		} else if (sum < t->than) {
			break;
		} else {
			i++;
		}
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
	       : d->noise < 0.3                 ? j->threshold[c->rule] + SURER
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
		v.sure = v.score > bar(d, j, c) || bar_as_i(d, c) ||
		         own_name(d, c);
		out->v = mem_room(out->v, out->n, &out->cap, sizeof(v));
		out->v[out->n++] = v;
	}
	take(&w, out);
	view_close(&w);
	free(b.v);
}
