#include <stdlib.h>

#include "chain.h"
#include "die.h"

void
chain_add(struct chain *c, const struct filter *f, const struct settings *s,
    unsigned confidence, const char *const *disabled, size_t ndisabled)
{
	struct link *l;
	size_t i, k;

	c->v = mem_room(c->v, c->n, &c->cap, sizeof(*c->v));
	l = &c->v[c->n++];
	l->filter = f;
	l->tables = f->open == NULL ? NULL : f->open(s);
	l->low = mem_new(f->nrules, 1);
	l->off = mem_new(f->nrules, 1);
	for (i = 0; i < f->nrules; i++) {
		l->low[i] = f->rules[i].confidence < confidence;
		for (k = 0; k < ndisabled; k++)
			if (filter_rule_named(f, i, disabled[k]))
				l->off[i] = 1;
	}
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

void
chain_run(const struct chain *c, struct str in, struct run *r)
{
	const struct link *l;
	struct stage *st;
	const char *why;
	size_t i;

	r->in = in;
	for (i = 0; i < c->n; i++) {
		l = &c->v[i];
		st = run_push(r);
		st->filter = l->filter;
		l->filter->edit(l->tables, in, &st->edits);
		why = edits_check(&st->edits, in, l->filter->nrules);
		if (why != NULL)
			die("bug in %s: %s; text left alone", l->filter->name,
			    why);
		edits_drop(&st->edits, l->off);
		edits_hold(&st->edits, l->low);
		st->changed = edits_applied(&st->edits) > 0;
		if (!st->changed)
			continue;
		edits_apply(&st->edits, in, &st->out);
		in = buf_str(&st->out);
		if (in.n > EDITS_MAX)
			die("%s: the text grew over 1 GiB", l->filter->name);
	}
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
