#include <stdlib.h>
#include <unistd.h>

#include "diff.h"
#include "log.h"
#include "record.h"
#include "work.h"

void
work_open(struct work *w, const struct options *o)
{
	const char *plain = getenv("NO_COLOR");
	size_t i;

	*w = (struct work){ .options = o };
	w->color = isatty(STDOUT_FILENO) && o->output == NULL &&
	           (plain == NULL || *plain == '\0');
	for (i = 0; i < o->nfilters; i++)
		chain_add(&w->chain, o->filters[i], &o->settings, o->confidence,
		    o->disabled, o->ndisabled);
}

void
work_close(struct work *w)
{
	chain_free(&w->chain);
}

void
result_open(struct result *r, const struct work *w)
{
	size_t i;

	memset(r, 0, sizeof(*r));
	r->same = STR("");
	r->ntally = TALLY_RULES;
	for (i = 0; i < w->chain.n; i++)
		r->ntally += 2 * w->chain.v[i].filter->nrules;
	r->tally = mem_new(r->ntally, sizeof(*r->tally));
}

void
result_clear(struct result *r)
{
	r->same = STR("");
	r->out.n = r->log.n = r->diff.n = 0;
	edits_free(&r->edits);
	r->rejected.n = r->complaints.n = 0;
	memset(r->tally, 0, r->ntally * sizeof(*r->tally));
}

void
result_free(struct result *r)
{
	buf_free(&r->out);
	edits_free(&r->edits);
	buf_free(&r->log);
	buf_free(&r->diff);
	buf_free(&r->rejected);
	buf_free(&r->complaints);
	free(r->tally);
}

static void
count_stage(uint64_t *t, const struct edits *es)
{
	size_t i;

	for (i = 0; i < es->n; i++)
		t[2 * es->v[i].rule + (es->v[i].held ? 1 : 0)]++;
}

static void
count(const struct work *w, struct result *res, const struct run *r)
{
	uint64_t *t = res->tally + TALLY_RULES;
	size_t i, k;

	for (i = 0; i < w->chain.n; i++) {
		for (k = 0; k < r->n; k++)
			if (r->v[k].link == i)
				count_stage(t, &r->v[k].edits);
		t += 2 * w->chain.v[i].filter->nrules;
	}
}

/* What became of a text is logged and counted. */
static void
account(const struct work *w, const struct frame *f, const struct run *r,
    struct str in, struct str out, struct result *res)
{
	if (w->options->log != NULL)
		log_document(&res->log, f, r);
	res->tally[TALLY_DOCUMENTS]++;
	res->tally[TALLY_CHANGED] += !str_eq(in, out);
	res->tally[TALLY_IN] += in.n;
	res->tally[TALLY_OUT] += out.n;
	count(w, res, r);
}

/* The same, and it goes out, with what follows it in its stream. */
static void
put(const struct work *w, const struct frame *f, const struct run *r,
    struct str in, struct str out, struct result *res)
{
	buf_put(&res->out, out);
	buf_put(&res->out, f->tail);
	account(w, f, r, in, out, res);
}

static void
put_diff(const struct work *w, const struct frame *f, const struct run *r,
    struct result *res)
{
	struct edits changes = { 0 };

	if (!w->options->diff)
		return;
	run_compose(r, &changes);
	diff_put(&res->diff, f->name, f->record, r->in, &changes, w->color);
	edits_free(&changes);
}

static void
plain(
    const struct work *w, struct frame *f, struct str text, struct result *res)
{
	struct run r = { 0 };

	chain_run(&w->chain, text, &r);
	put_diff(w, f, &r, res);
	put(w, f, &r, text, run_out(&r), res);
	run_free(&r);
}

/* A file is one text, and may be large: it is not copied again. */
static void
whole(
    const struct work *w, struct frame *f, struct str text, struct result *res)
{
	const struct options *o = w->options;
	struct run r = { 0 };
	struct stage *st;

	r.lazy = o->jobs == 1 && o->log == NULL && !o->in_place && !o->dry &&
	         !o->diff;
	chain_run(&w->chain, text, &r);
	if ((st = run_pending(&r)) != NULL) {
		res->tally[TALLY_DOCUMENTS]++;
		res->tally[TALLY_CHANGED]++;
		res->tally[TALLY_IN] += text.n;
		res->tally[TALLY_OUT] += edits_length(&st->edits, text);
		count(w, res, &r);
		res->same = text;
		res->edits = st->edits;
		st->edits = (struct edits){ 0 };
		run_free(&r);
		return;
	}
	put_diff(w, f, &r, res);
	account(w, f, &r, text, run_out(&r), res);
	if (run_changed(&r))
		run_take(&r, &res->out);
	else
		res->same = text;
	run_free(&r);
}

/* A record that is none is passed on as it is, or left out. */
static void
reject(const struct work *w, struct frame *f, struct str line, const char *why,
    struct result *res)
{
	struct run r = { .in = STR("") };
	struct edits gone = { 0 };
	struct buf all = { 0 };

	res->tally[TALLY_REJECTED]++;
	buf_printf(&res->complaints, "%s:%zu: %s\n", f->name, f->record, why);
	buf_put(&res->rejected, line);
	buf_put(&res->rejected, f->tail);
	buf_put(&all, line);
	buf_put(&all, f->tail);
	f->splice = &gone;
	f->in = f->out = line;
	if (w->options->on_error == ON_ERROR_SKIP) {
		edits_put(&gone, 0, all.n, STR(""), 0);
		edits_note(&gone, str_from(why));
		f->in = buf_str(&all);
		f->out = f->tail = STR("");
	}
	put(w, f, &r, f->in, f->out, res);
	edits_free(&gone);
	buf_free(&all);
}

static void
json(const struct work *w, struct frame *f, struct str line, struct result *res)
{
	struct edits changes = { 0 }, splice = { 0 };
	struct run r = { .in = STR("") };
	struct record rec = { 0 };
	struct buf out = { 0 };
	const char *why;

	why = record_parse(&rec, line, str_from(w->options->jsonl));
	if (why != NULL) {
		reject(w, f, line, why, res);
		record_free(&rec);
		return;
	}
	chain_run(&w->chain, buf_str(&rec.text), &r);
	run_compose(&r, &changes);
	record_splice(&rec, line, &changes, &splice);
	edits_apply(&splice, line, &out);
	f->splice = &splice;
	f->in = line;
	f->out = buf_str(&out);
	put_diff(w, f, &r, res);
	put(w, f, &r, line, buf_str(&out), res);
	run_free(&r);
	edits_free(&changes);
	edits_free(&splice);
	record_free(&rec);
	buf_free(&out);
}

void
work_batch(const struct work *w, const struct batch *b, struct result *res)
{
	int end = w->options->null ? '\0' : '\n';
	struct frame f;
	struct str doc;
	size_t at, stop, n;

	if (b->record == 0) {
		f = (struct frame){ .name = b->name, .tail = STR("") };
		whole(w, &f, b->bytes, res);
		return;
	}
	for (at = 0, n = b->record; at < b->bytes.n; at = stop + 1, n++) {
		stop = str_chr(b->bytes, at, end);
		doc = str_cut(b->bytes, at, stop);
		f = (struct frame){ .name = b->name, .record = n };
		f.tail = str_cut(
		    b->bytes, stop, stop < b->bytes.n ? stop + 1 : stop);
		if (w->options->jsonl == NULL || doc.n == 0)
			plain(w, &f, doc, res);
		else
			json(w, &f, doc, res);
	}
}
