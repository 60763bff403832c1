#include <stdlib.h>

#include "chain.h"
#include "die.h"

enum { ROUNDS = 8 }; /* two are nearly always enough */

void
chain_add(struct chain *c, const struct filter *f, const struct settings *s,
    unsigned confidence, const char *const *disabled, size_t ndisabled)
{
	struct settings own = *s;
	struct link *l;
	size_t i, k;

	c->v = mem_room(c->v, c->n, &c->cap, sizeof(*c->v));
	l = &c->v[c->n++];
	l->filter = f;
	l->low = mem_new(f->nrules, 1);
	l->off = mem_new(f->nrules, 1);
	for (i = 0; i < f->nrules; i++) {
		l->low[i] = f->rules[i].confidence < confidence;
		for (k = 0; k < ndisabled; k++)
			if (filter_rule_named(f, i, disabled[k]))
				l->off[i] = 1;
	}
	own.ruling = (struct ruling){ l->low, l->off };
	l->tables = f->open == NULL ? NULL : f->open(&own);
}

void
chain_free(struct chain *c)
{
	struct link *l;
	size_t i;

	for (i = 0; i < c->n; i++) {
		l = &c->v[i];
		if (l->filter->close != NULL)
			l->filter->close(l->tables);
		free(l->low);
		free(l->off);
	}
	free(c->v);
	memset(c, 0, sizeof(*c));
}

static struct stage *
run_push(struct run *r)
{
	r->v = mem_room(r->v, r->n, &r->cap, sizeof(*r->v));
	memset(&r->v[r->n], 0, sizeof(*r->v));
	return &r->v[r->n++];
}

/* Run a filter on the text that is left. */
static struct stage *
run_link(const struct chain *c, size_t i, struct run *r)
{
	const struct link *l = &c->v[i];
	struct str in = run_out(r);
	struct stage *st = run_push(r);
	const char *why;

	st->filter = l->filter;
	st->link = i;
	l->filter->edit(l->tables, in, &st->edits);
	why = edits_check(&st->edits, in, l->filter->nrules);
	if (why != NULL)
		die("bug in %s: %s; text left alone", l->filter->name, why);
	edits_drop(&st->edits, l->off);
	edits_hold(&st->edits, l->low);
	st->changed = edits_applied(&st->edits) > 0;
	if (!st->changed)
		return st;
	if (edits_length(&st->edits, in) > EDITS_MAX)
		die("%s: the text grew over 1 GiB", l->filter->name);
	if (!r->lazy || c->n > 1)
		edits_apply(&st->edits, in, &st->out);
	return st;
}

/* Leave out what was done from a stage on; what the first there is that
 * changed its text suspected of it still stands. */
static void
run_cut(struct run *r, size_t stage)
{
	struct stage *st;

	while (stage < r->n && !r->v[stage].changed)
		stage++;
	if (stage == r->n)
		return;
	st = &r->v[stage++];
	edits_only(&st->edits, 1);
	buf_free(&st->out);
	st->changed = 0;
	while (r->n > stage) {
		st = &r->v[--r->n];
		edits_free(&st->edits);
		buf_free(&st->out);
	}
}

/* Any order will do that is the same whichever text comes first. */
static int
text_less(struct str a, struct str b)
{
	return a.n != b.n ? a.n < b.n : memcmp(a.p, b.p, a.n) < 0;
}

/*
 * Do the filters take back what they did?  If the text that is left stood
 * at the start of a round before, they would go round for ever; then the
 * least of the texts that they go through is the answer, from whichever of
 * them one begins.
 */
static int
goes_round(struct run *r, const size_t *start, size_t rounds)
{
	struct str now = run_out(r);
	size_t i = rounds, least;

	while (i-- > 0)
		if (str_eq(run_in(r, start[i]), now))
			break;
	if (i == SIZE_MAX)
		return 0;
	for (least = i++; i < rounds; i++)
		if (text_less(run_in(r, start[i]), run_in(r, start[least])))
			least = i;
	run_cut(r, start[least]);
	return 1;
}

/* The first n filters take turns until none has anything left to do. */
static void
take_turns(const struct chain *c, size_t n, struct run *r)
{
	size_t start[ROUNDS], round, i, resting = 0;
	struct stage *st;

	for (round = 0; round < ROUNDS; round++) {
		start[round] = r->n;
		for (i = 0; i < n; i++) {
			if (resting == n)
				return;
			st = run_link(c, i, r);
			/* What a filter leaves it would leave alone. */
			resting = st->changed ? 1 : resting + 1;
			if (round > 0)
				edits_only(&st->edits, 0);
		}
		if (resting == n || goes_round(r, start, round + 1))
			return;
	}
}

void
chain_run(const struct chain *c, struct str in, struct run *r)
{
	size_t n = 0;

	r->in = in;
	while (n < c->n && !c->v[n].filter->asked)
		n++;
	take_turns(c, n, r);
	for (; n < c->n; n++)
		run_link(c, n, r);
}

struct stage *
run_pending(const struct run *r)
{
	return r->lazy && r->n == 1 && r->v[0].changed ? &r->v[0] : NULL;
}

struct str
run_in(const struct run *r, size_t stage)
{
	while (stage-- > 0)
		if (r->v[stage].changed)
			return buf_str(&r->v[stage].out);
	return r->in;
}

struct str
run_out(const struct run *r)
{
	return run_in(r, r->n);
}

void
run_take(struct run *r, struct buf *b)
{
	size_t i = r->n;

	while (i > 0 && !r->v[i - 1].changed)
		i--;
	if (i > 0)
		buf_swap(&r->v[i - 1].out, b);
}

int
run_changed(const struct run *r)
{
	size_t i;

	for (i = 0; i < r->n; i++)
		if (r->v[i].changed)
			return 1;
	return 0;
}

/* A stage's applied edits, noted with the names of their rules. */
static void
named_edits(const struct stage *st, struct edits *out)
{
	const struct edit *e;
	struct buf name = { 0 };
	size_t i;

	for (i = 0; i < st->edits.n; i++) {
		e = &st->edits.v[i];
		if (e->held)
			continue;
		name.n = 0;
		buf_printf(&name, "%s/%s", st->filter->name,
		    st->filter->rules[e->rule].name);
		edits_put(
		    out, e->off, e->len, edit_text(&st->edits, e), e->rule);
		edits_note(out, buf_str(&name));
	}
	buf_free(&name);
}

/* Remove the edits that change nothing. */
static void
drop_idle(struct edits *es, struct str in)
{
	const struct edit *e;
	size_t i, n = 0;

	for (i = 0; i < es->n; i++) {
		e = &es->v[i];
		if (!str_eq(edit_text(es, e), str_of(in.p + e->off, e->len)))
			es->v[n++] = *e;
	}
	es->n = n;
}

void
run_compose(const struct run *r, struct edits *out)
{
	struct edits one, both, all = { 0 };
	size_t i;

	for (i = 0; i < r->n; i++) {
		if (!r->v[i].changed)
			continue;
		memset(&one, 0, sizeof(one));
		memset(&both, 0, sizeof(both));
		named_edits(&r->v[i], &one);
		edits_compose(&all, &one, run_in(r, i), &both);
		edits_free(&one);
		edits_free(&all);
		all = both;
	}
	drop_idle(&all, r->in);
	*out = all;
}

size_t
run_source(const struct run *r, size_t off)
{
	size_t i;

	for (i = r->n; i-- > 0;)
		off = edits_source(&r->v[i].edits, off);
	return off;
}

void
run_free(struct run *r)
{
	size_t i;

	for (i = 0; i < r->n; i++) {
		edits_free(&r->v[i].edits);
		buf_free(&r->v[i].out);
	}
	free(r->v);
	memset(r, 0, sizeof(*r));
}
