#include "laws.h"

/* All the edits of a filter that its confidence lets through. */
static const char *
list(
    const struct filter *f, const void *tables, struct str in, struct edits *es)
{
	unsigned char low[256] = { 0 };
	const char *why;
	size_t i;

	f->edit(tables, in, es);
	if ((why = edits_check(es, in, f->nrules)) != NULL)
		return why;
	for (i = 0; i < f->nrules && i < sizeof(low); i++)
		low[i] = f->rules[i].confidence < CHAIN_CONFIDENCE;
	edits_hold(es, low);
	return NULL;
}

static int
same_list(const struct edits *a, const struct edits *b)
{
	return a->n == b->n &&
	       (a->n == 0 || memcmp(a->v, b->v, a->n * sizeof(*a->v)) == 0) &&
	       str_eq(buf_str(&a->pool), buf_str(&b->pool));
}

static const char *
undoes(const struct edits *es, struct str in, struct str out)
{
	struct edits inverse = { 0 };
	struct buf back = { 0 };
	const char *why = NULL;

	edits_invert(es, in, &inverse);
	edits_apply(&inverse, out, &back);
	if (!str_eq(buf_str(&back), in))
		why = "undo does not restore the input";
	edits_free(&inverse);
	buf_free(&back);
	return why;
}

static const char *
monotone(const struct edits *es, struct str in, struct str out)
{
	size_t off, step = out.n / 64 + 1, from, last = 0;

	for (off = 0; off <= out.n; off += step) {
		from = edits_source(es, off);
		if (from > in.n)
			return "an offset maps outside the input";
		if (from < last)
			return "offsets do not grow together";
		last = from;
	}
	return NULL;
}

const char *
laws(const struct filter *f, const void *tables, struct str in)
{
	struct edits es = { 0 }, again = { 0 }, second = { 0 };
	struct buf out = { 0 };
	const char *why;

	if ((why = list(f, tables, in, &es)) != NULL)
		goto end;
	edits_apply(&es, in, &out);
	if ((why = list(f, tables, in, &again)) != NULL)
		goto end;
	if (!same_list(&es, &again)) {
		why = "two runs differ";
		goto end;
	}
	if ((why = undoes(&es, in, buf_str(&out))) != NULL)
		goto end;
	if ((why = monotone(&es, in, buf_str(&out))) != NULL)
		goto end;
	if ((why = list(f, tables, buf_str(&out), &second)) != NULL)
		goto end;
	if (edits_applied(&second) > 0)
		why = "a second run changes the text again";
end:
	edits_free(&es);
	edits_free(&again);
	edits_free(&second);
	buf_free(&out);
	return why;
}
