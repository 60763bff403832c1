#include <limits.h>
#include <math.h>
#include <string.h>

#include "misread.h"

static int
rule_named(const struct rule *names, struct str name)
{
	int i;

	for (i = 0; i < JUDGED; i++)
		if (str_eq(name, str_from(names[i].name)))
			return i;
	return -1;
}

/* A decimal fraction with three digits behind the point. */
static double
fraction(struct str s)
{
	double x = 0;
	size_t i;

	for (i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			x = x * 10 + (s.p[i] - '0');
	return (s.n > 0 && s.p[0] == '-' ? -x : x) / 1000;
}

void
judge_open(double weights[JUDGED][FEATURES], const struct settings *s,
    const struct rule *names)
{
	static const char name[] = "judge.tsv";
	struct tsv rows = { .text = dict_map(s, name, 0) };
	struct str f[FEATURES + 1];
	size_t i;
	int r;

	while (tsv_next(&rows, f, FEATURES + 1) > 0) {
		if ((r = rule_named(names, f[0])) < 0)
			dict_broken(s, name, rows.line, "no such rule");
		for (i = 0; i < FEATURES; i++)
			weights[r][i] = fraction(f[i + 1]);
	}
}

/* The arc that takes a broken word as it is, for one that changes it. */
static int
broken_keep(const struct doc *d, size_t at, size_t *i)
{
	const struct arc *a = &d->l.v[d->l.path[at]];

	if (a->to != a->from + 2 || !d->p.v[a->from].hyphen)
		return 0;
	for (*i = d->l.path[at]; *i > 0 && d->l.v[*i].from == a->from; --*i)
		if (d->l.v[*i].what == 0 && d->l.v[*i].to == a->to)
			return 1;
	return 0;
}

/* How much the path would cost more with a change taken back. */
static int
gain(const struct doc *d, size_t at)
{
	const struct arc *a = &d->l.v[d->l.path[at]];
	struct context c = { LM_START, LM_START }, with, without;
	int cost_with, cost_without = 0;
	size_t i, from = at > 2 ? at - 2 : 0;
	uint32_t k;

	for (i = from; i < at; i++)
		arc_cost(d->t->lm, &d->l.v[d->l.path[i]], &c);
	with = without = c;
	cost_with = arc_cost(d->t->lm, a, &with);
	if (broken_keep(d, at, &i))
		cost_without = arc_cost(d->t->lm, &d->l.v[i], &without);
	else
		for (k = a->from; k < a->to; k++) {
			for (i = d->l.path[at]; i > 0 && d->l.v[i].from > k;
			     i--)
				continue;
			while (i > 0 && d->l.v[i - 1].from >= k)
				i--;
			while (d->l.v[i].from < k)
				i++;
			cost_without +=
			    arc_cost(d->t->lm, &d->l.v[i], &without);
		}
	for (i = at + 1; i < d->l.npath && i <= at + 2; i++) {
		cost_with += arc_cost(d->t->lm, &d->l.v[d->l.path[i]], &with);
		cost_without +=
		    arc_cost(d->t->lm, &d->l.v[d->l.path[i]], &without);
	}
	return cost_without - cost_with;
}

static double
capped(double x, double top)
{
	return x < top ? x : top;
}

/* How much the best other change of the same pieces costs more. */
static int
rival(const struct doc *d, size_t at)
{
	const struct arc *a = &d->l.v[d->l.path[at]], *b;
	struct context c = { LM_START, LM_START }, x;
	size_t i = d->l.path[at], from = at > 2 ? at - 2 : 0, k;
	int mine, least = 20 * LM_BIT, cost;

	for (k = from; k < at; k++)
		arc_cost(d->t->lm, &d->l.v[d->l.path[k]], &c);
	x = c;
	mine = arc_cost(d->t->lm, a, &x);
	while (i > 0 && d->l.v[i - 1].from == a->from)
		i--;
	for (; i < d->l.n && d->l.v[i].from == a->from; i++) {
		b = &d->l.v[i];
		if (b == a || b->what == 0 || b->to != a->to ||
		    (b->n == a->n &&
		        memcmp(b->id, a->id, a->n * sizeof(*a->id)) == 0))
			continue;
		x = c;
		cost = arc_cost(d->t->lm, b, &x) - mine;
		if (cost < least)
			least = cost;
	}
	return least;
}

/* What the scan says against the pieces of a change, in bits: as much as
 * against the worst of them.  Of a gap it says nothing. */
static double
told(const struct doc *d, const struct arc *a, enum rule_id r)
{
	int most = INT_MIN;
	uint32_t i;

	if (d->told == NULL || r == JUNK || r == STOP)
		return 0;
	for (i = a->from; i < a->to; i++)
		if (d->told[i] > most)
			most = d->told[i];
	return (double)most / LM_BIT;
}

/* What speaks for and against a change. */
void
judge_weigh(const struct doc *d, size_t at, struct change *c)
{
	double *x = c->x;
	const struct arc *a = &d->l.v[d->l.path[at]];
	const struct form *f = &d->forms[d->form[a->from]];
	const struct piece *p = &d->p.v[a->from];
	int64_t *seen;
	double len = (double)(c->end - c->off);

	c->gain = gain(d, at);
	c->told = told(d, a, c->rule);
	x[0] = 1;
	x[1] = capped((double)c->gain / LM_BIT, 40) / 10;
	x[2] = capped((double)c->gain / LM_BIT, 8) / 4;
	x[3] = (double)c->channel / CHANNEL_BIT / 10;
	x[4] = (double)c->channel / CHANNEL_BIT / (double)(c->ntext + 1);
	x[5] = log2(d->noise);
	x[6] = f->known == 2;
	x[7] = log2(1 + f->doubt / 1000.0) / 4;
	x[8] = capped(len, 12) / 4;
	x[9] = a->n > 0 && a->id[0] >= LM_FIRST
	           ? (double)lm_unigram(d->t->lm, a->id[0]) / LM_BIT / 10
	           : 0;
	x[10] = p->shape == SHAPE_TITLE && !p->begins;
	x[11] = p->shape == SHAPE_UPPER;
	x[12] = log2((double)f->count + 1);
	seen = map_get(&d->index, str_of(d->pool.p + c->text, c->ntext));
	x[13] = seen == NULL || *seen == 0
	            ? 0
	            : log2(1 + (double)d->forms[*seen - 1].count);
	x[14] = capped((double)rival(d, at) / LM_BIT, 12) / 4;
	x[15] = p->odd || p->digit;
}

/* The two spellings of English are both right. */
static int
same_but_z(struct str a, struct str b)
{
	size_t i;
	int z = 0;

	if (a.n != b.n)
		return 0;
	for (i = 0; i < a.n; i++) {
		if ((a.p[i] == 's' && b.p[i] == 'z') ||
		    (a.p[i] == 'z' && b.p[i] == 's'))
			z = 1;
		else if (a.p[i] != b.p[i])
			return 0;
	}
	return z;
}

/* Clean texts are full of rare words: the cleaner, the surer. */
static double
threshold(const struct doc *d, const struct change *c)
{
	double t = c->rule == NAME ? 1.4 : 0.7;

	if (d->noise < 0.4)
		t += 0.3 + log2(0.4 / d->noise);
	if (d->noise < 0.4 &&
	    (c->rule == SPLIT || c->rule == MERGE || c->rule == REAL_WORD))
		t += 2;
	if (c->rule == STOP)
		t += 0.5;
	if (c->rule == JUNK)
		t += 1.2;
	if (same_but_z(str_cut(d->in, c->off, c->end),
	        str_of(d->pool.p + c->text, c->ntext)))
		t += 5;
	return t;
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

int
judge_sure(const struct doc *d, const struct change *c)
{
	double z = 0;
	size_t i;

	for (i = 0; i < FEATURES; i++)
		z += d->t->weights[c->rule][i] * c->x[i];
	/* Half of what the scan says is in the gain. */
	z += 0.5 * M_LN2 * c->told;
	return z > threshold(d, c) || bar_as_i(d, c);
}
